"""The Python door: one text or one page to the same facts as in the tables, as dataclasses."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, make_dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa

from crawler.portals.registry import load_registry
from extract.article import Article, article_from_text, read_article
from extract.pipeline import document_of
from extract.reading import read_document
from extract.rows import rows_of
from extract.subject import DEFAULT
from extract.tables import FACT_TABLES, TABLES, VIETNAM
from extract.versions import extractor_version
from extract.warc_reader import Page

_SINGULAR = {"people": "Person", "signatories": "Signatory"}
_HTML = re.compile(
    r"\A\s*+(?:<!--.*?-->\s*+)*+<(?:!doctype|html|head|body|\?xml|div|article|p|table|section|main)\b", re.I | re.S
)


def _plain_type(kind: pa.DataType) -> str:
    """Arrow's type as Python names it, for the fields' annotations."""
    if pa.types.is_list(kind):
        return "list[dict[str, Any]]" if pa.types.is_struct(kind.value_type) else "list[str]"
    names = {"string": "str", "bool": "bool", "date32[day]": "date"}
    fallback = "datetime" if pa.types.is_timestamp(kind) else "float" if pa.types.is_floating(kind) else "int"
    return names.get(str(kind), fallback)


def _record(table: str) -> type[Any]:
    """Make the dataclass of a table's rows: its columns are the fields, in the same order."""
    name = _SINGULAR.get(table, table.removesuffix("s").title())
    columns = [
        (column.name, f"{_plain_type(column.type)} | None" if column.nullable else _plain_type(column.type))
        for column in TABLES[table].schema
    ]
    described = (f"{column.name}: {column.metadata[b'description'].decode()}" for column in TABLES[table].schema)
    namespace = {"__module__": __name__, "__doc__": "\n".join((TABLES[table].description, "", *described))}
    return make_dataclass(name, columns, frozen=True, namespace=namespace)


_TABLES = ("articles", *FACT_TABLES, "mentions", "organisations", "issues")
RECORDS: dict[str, type[Any]] = {table: _record(table) for table in _TABLES}
"""Table → the dataclass of its rows."""
globals().update({record.__name__: record for record in RECORDS.values()})  # pickle looks them up by name


@dataclass(frozen=True)
class Extraction:
    """What was read off one text: the article and rows of the tables, as dataclasses of :data:`RECORDS`.

    The fields are those of the tables' columns (see the data dictionary); spans point into `article.text`.
    """

    article: Any
    dates: list[Any]
    people: list[Any]
    agreements: list[Any]
    signatories: list[Any]
    counts: list[Any]
    awards: list[Any]
    mentions: list[Any]
    organisations: list[Any]
    issues: list[Any]

    def facts(self) -> Iterator[Any]:
        """Yield the facts of all tables in the order in which they stand in the text."""
        yield from sorted(
            (fact for table in FACT_TABLES for fact in getattr(self, table)),
            key=lambda fact: (fact.char_start, fact.fact_id),
        )


def extract_facts(
    text_or_html: str | bytes,
    published_at: datetime | str | None = None,
    province: str | None = None,
    url: str | None = None,
    subject: str = DEFAULT,
    registry: Path | str | None = None,
) -> Extraction:
    """Read a text, or the HTML of a page, and return its facts as the tables hold them.

    Args:
        text_or_html: a text, a paragraph a line, the title first; or a page (bytes are always taken for one).
        published_at: when it was published, as a datetime or in ISO 8601; without a zone, Vietnam's time. By default
            what the page or text says.
        province: the province that it is about, 63-province name ("Phú Thọ"). By default that of the portal at `url`,
            else what the words say.
        url: the page's address: the portal's page hints are used where it is known.
        subject: key of the subject that relevance is judged against.
        registry: folder of portal files of your own, laid over the packaged ones.

    Raises:
        extract.article.NoArticle: for a page that holds no article.
        extract.lexicon.LexiconError: for an unknown subject.
        crawler.portals.registry.RegistryError: for a faulty portal file.
        ValueError: for a time that is not ISO 8601.
    """
    portals = load_registry(Path(registry) if registry else None)
    if isinstance(published_at, str):
        published_at = datetime.fromisoformat(published_at)
    if published_at is not None and published_at.tzinfo is None:
        published_at = published_at.replace(tzinfo=ZoneInfo(VIETNAM))
    if isinstance(text_or_html, bytes) or _HTML.match(text_or_html):
        article = read_article(_page(text_or_html, published_at, url), portals)
        article.published_at = published_at or article.published_at
        article.province = province or article.province
    else:
        article = article_from_text(text_or_html, published_at=published_at, province=province, url=url)
    return _extraction(article, subject, extractor_version(portals.for_url(url) if url else None))


def _page(html: str | bytes, published_at: datetime | None, url: str | None) -> Page:
    body, charset = (html, None) if isinstance(html, bytes) else (html.encode("utf-8", "replace"), "utf-8")
    return Page(
        url=url or "",
        body=body,
        content_type="text/html",
        charset=charset,
        status=200,
        fetched_at=published_at or datetime.now(UTC),
        archive="",
        offset=0,
        record_id="",
        role=None,
        record_type="resource",
    )


def _extraction(article: Article, subject: str, version: str) -> Extraction:
    rows = rows_of(article, read_document(document_of(article), subject), version)
    records = {
        table: [RECORDS[table](**{name: row.get(name) for name in TABLES[table].schema.names}) for row in rows[table]]
        for table in _TABLES
    }
    (made,) = records.pop("articles")
    return Extraction(made, **records)
