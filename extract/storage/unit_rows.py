"""The rows of one unit of work, gathered page by page and written as Parquet files."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from extract.facts.base import Issue
from extract.issues import issue_row
from extract.tables import TABLES, Row, Rows, TableError, batch

# Files of a unit that are no table of the contract: what the merging of units needs.
FETCHES = pa.schema(
    [
        pa.field("article_id", pa.string(), False),
        pa.field("url", pa.string(), False),
        pa.field("site", pa.string(), False),
        pa.field("content_sha256", pa.string(), False),
        pa.field("fetched_ms", pa.int64(), False),
        pa.field("archive", pa.string(), False),
        pa.field("archive_offset", pa.int64(), False),
        pa.field("record_id", pa.string(), False),
        pa.field("published_ms", pa.int64()),
        pa.field("published_on", pa.date32()),
        pa.field("relevant", pa.bool_(), False),
        pa.field("newest", pa.bool_(), False),  # of the article's fetches in this unit
    ]
)
SIGNATURES = pa.schema(
    [
        pa.field("article_id", pa.string(), False),
        pa.field("bands", pa.list_(pa.uint64()), False),
        pa.field("signature", pa.binary(), False),
    ]
)
INTERNAL = {"fetches": FETCHES, "signatures": SIGNATURES}

# Rows of these belong to one version of an article, and go when a later one takes its place (but for issues of pages
# that gave no article).
OF_A_VERSION = (*(name for name, table in TABLES.items() if table.by_year), "mentions", "issues")
_NO_ARTICLE = 0

_PAGES_AT_ONCE = 100


@dataclass
class Counts:
    """What became of a unit's pages."""

    pages: int = 0
    articles: int = 0
    relevant: int = 0
    sifted: int = 0
    issues: int = 0

    def __iadd__(self, other: "Counts") -> "Counts":
        for name, value in vars(other).items():
            setattr(self, name, getattr(self, name) + value)
        return self


@dataclass(frozen=True)
class _Page:
    """An article whose rows are not yet packed."""

    rows: Rows
    site: str
    signature: Mapping[str, Any] | None

    def check(self) -> None:
        """Raise TableError where the rows break a schema."""
        for name, entries in self.rows.items():
            batch(name, entries)


class UnitRows:
    """Gathers the rows of a unit's pages.

    Rows are packed and checked many pages at a time; where that fails, the page at fault is found and becomes a row of
    `issues`: a rule's mistake must cost no more than its page.
    """

    def __init__(self) -> None:
        self.counts = Counts()
        self._waiting: list[_Page] = []
        self._chunks: dict[str, list[tuple[pa.RecordBatch, list[int]]]] = {}  # with the number of each row's page
        self._newest: dict[str, tuple[int, int, int]] = {}  # article_id → (fetched, offset, page)
        self._pages = _NO_ARTICLE
        self._others: dict[str, list[Row]] = {"sifted": [], "issues": []}

    def add_article(self, rows: Rows, site: str, signature: Mapping[str, Any] | None) -> None:
        """Add the rows of a page that was read."""
        self._waiting.append(_Page(rows, site, signature))
        self.counts.pages += 1
        if len(self._waiting) >= _PAGES_AT_ONCE:
            self._settle()

    def add_sifted(self, row: Row) -> None:
        """Add a page that was put aside."""
        self._others["sifted"].append(row)
        self.counts.pages += 1
        self.counts.sifted += 1

    def add_issue(self, row: Row, is_page: bool) -> None:
        """Add a page that could not be read (`is_page`), or another fault of the archive."""
        self._others["issues"].append(row)
        self.counts.pages += is_page
        self.counts.issues += 1

    def _settle(self) -> None:
        """Pack the pages that wait."""
        pages, self._waiting = self._waiting, []
        good = [page for page in pages if self._spans_hold(page)]
        try:
            self._pack(good)
        except TableError:
            self._pack([page for page in good if self._schema_holds(page)])

    def _spans_hold(self, page: _Page) -> bool:
        try:
            check_spans(page.rows["articles"][0]["text"], page.rows)
        except TableError as fault:
            return self._turn_down(page, fault)
        return True

    def _schema_holds(self, page: _Page) -> bool:
        try:
            page.check()
        except TableError as fault:
            return self._turn_down(page, fault)
        return True

    def _turn_down(self, page: _Page, fault: TableError) -> bool:
        article = page.rows["articles"][0]
        where = f"{article['archive']} at byte {article['archive_offset']}"
        self.add_issue(issue_row(article["url"], "rows", Issue("failed", f"{fault} ({where})")), is_page=False)
        return False

    def _pack(self, pages: Sequence[_Page]) -> None:
        """Pack the rows of `pages`, all of them or none. Raises TableError."""
        rows: dict[str, list[Row]] = {}
        numbers: dict[str, list[int]] = {}
        for number, page in enumerate(pages, self._pages + 1):
            for name, entries in (*page.rows.items(), *_internal_rows(page)):
                rows.setdefault(name, []).extend(entries)
                numbers.setdefault(name, []).extend([number] * len(entries))
        packed = {name: _packed(name, entries) for name, entries in rows.items() if entries}
        for name, chunk in packed.items():
            self._chunks.setdefault(name, []).append((chunk, numbers[name]))
        for number, page in enumerate(pages, self._pages + 1):
            self._count(number, page.rows)
        self._pages += len(pages)

    def _count(self, number: int, rows: Rows) -> None:
        article = rows["articles"][0]
        order = (milliseconds(article["fetched_at"]), article["archive_offset"], number)
        self._newest[article["article_id"]] = max(order, self._newest.get(article["article_id"], order))
        self.counts.articles += 1
        self.counts.relevant += article["relevant"]
        self.counts.issues += len(rows.get("issues", ()))

    def write(self, folder: Path) -> None:
        """Write a Parquet file a table that has rows; of an article fetched twice, the newest fetch only."""
        self._settle()
        for name, rows in self._others.items():
            if rows:
                self._chunks.setdefault(name, []).append((batch(name, rows), [_NO_ARTICLE] * len(rows)))
        newest = {_NO_ARTICLE, *(order[2] for order in self._newest.values())}
        for name, chunks in self._chunks.items():
            schema = INTERNAL.get(name) or TABLES[name].schema
            with pq.ParquetWriter(folder / f"{name}.parquet", schema, compression="zstd") as writer:
                for chunk, numbers in chunks:
                    writer.write_batch(_of_newest(name, chunk, numbers, newest))


def _internal_rows(page: _Page) -> Iterator[tuple[str, list[Row]]]:
    article = page.rows["articles"][0]
    yield "fetches", [_fetch_row(article, page.site)]
    if page.signature:
        yield "signatures", [{"article_id": article["article_id"], **page.signature}]


def _packed(name: str, rows: list[Row]) -> pa.RecordBatch:
    return pa.RecordBatch.from_pylist(rows, schema=INTERNAL[name]) if name in INTERNAL else batch(name, rows)


def _of_newest(name: str, chunk: pa.RecordBatch, pages: list[int], newest: set[int]) -> pa.RecordBatch:
    kept = pa.array([page in newest for page in pages], pa.bool_())
    if name == "fetches":
        return chunk.set_column(chunk.schema.get_field_index("newest"), FETCHES.field("newest"), kept)
    return chunk.filter(kept) if name in OF_A_VERSION or name == "signatures" else chunk


def milliseconds(moment: datetime) -> int:
    """Return `moment` in milliseconds since 1970."""
    return round(moment.timestamp() * 1000)


def _fetch_row(article: Row, site: str) -> Row:
    same = ("article_id", "url", "content_sha256", "archive", "archive_offset", "record_id", "published_on", "relevant")
    published = article["published_at"]
    return {
        **{name: article[name] for name in same},
        "site": site,
        "fetched_ms": milliseconds(article["fetched_at"]),
        "published_ms": milliseconds(published) if published else None,
        "newest": False,
    }


def check_spans(text: str, rows: Rows) -> None:
    """Raise TableError for a span of an article's rows that lies outside `text` or does not hold its mention."""
    for name, entries in rows.items():
        for row in entries:
            if "char_start" not in row or row["char_start"] is None:
                continue
            start, end = row["char_start"], row["char_end"]
            mention = row.get("mention", text[start:end])
            if not 0 <= start <= end <= len(text) or text[start:end] != mention:
                raise TableError(f"{name}: {mention!r} does not stand at {start}–{end} (rule {row.get('rule')})")
            for source in row.get("sources", ()):
                if not 0 <= source["char_start"] <= source["char_end"] <= len(text):
                    raise TableError(
                        f"{name}: the source of {source['field']} lies outside the text ({source['rule']})"
                    )
