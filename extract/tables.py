"""Every table's schema, in one place: names, types, units and meaning.

The data dictionary is generated from these schemas: each field carries its description, and where they apply its unit
and the values that it may take, as Arrow field metadata, which Parquet keeps. A field that may be null is nullable;
fields inside a struct say so in their metadata (`nullable`), because Arrow's plain notation, which readers compare
with, has no mark there.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

VIETNAM = "Asia/Ho_Chi_Minh"

EVENT_KINDS = ("signing", "review", "commendation", "training", "outreach", "meeting", "other")
MODALITIES = ("actual", "planned", "proposed", "target", "negated")
PERSON_ROLES = ("chair", "signatory", "speaker", "attendee", "presenter", "recipient", "author", "other")
PORTAL_KINDS = ("newspaper", "government", "police", "union", "national")
LEVELS = ("central", "province", "district", "commune", "grassroots")
OUTCOMES = (
    "archived", "unchanged", "redirect", "filtered", "robots", "http_error", "soft_404", "captcha", "needs_browser",
    "too_large", "blocked_address", "budget", "error",
)  # fmt: skip


class TableError(ValueError):
    """Rows that break their table's schema; the message names the table, the column and a row."""


@dataclass(frozen=True)
class Table:
    """A table of the contract.

    Attributes:
        name: the table's folder in a snapshot.
        description: what one row is.
        schema: the columns as they lie in every part file.
        key: the columns that no two rows share; empty where rows have no key.
        references: column → table whose column of the same name (or `fact_id`, `article_id`) it points to.
        by_year: whether parts lie in `year=YYYY` folders (of `published_on`).
    """

    name: str
    description: str
    schema: pa.Schema
    key: tuple[str, ...] = ()
    references: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    by_year: bool = False

    @property
    def is_fact(self) -> bool:
        """Whether the table holds facts, with spans and evidence."""
        return "fact_id" in self.schema.names


def _field(
    name: str,
    kind: pa.DataType,
    description: str,
    *,
    null: bool = False,
    unit: str | None = None,
    values: Iterable[str] = (),
) -> pa.Field:
    metadata = {"description": description}
    if unit:
        metadata["unit"] = unit
    if allowed := "|".join(values):
        metadata["values"] = allowed
    return pa.field(name, kind, nullable=null, metadata=metadata)


def _struct(*fields: pa.Field) -> pa.DataType:
    """A list of structs; a field that is never null is marked in its metadata only (see the module's docstring)."""
    marked = [
        pa.field(f.name, f.type, metadata={**f.metadata, b"nullable": b"true" if f.nullable else b"false"})
        for f in fields
    ]
    return pa.list_(pa.field("element", pa.struct(marked)))


_STRINGS = pa.list_(pa.field("element", pa.string()))
_DAY = pa.date32()
_STRING, _INT16, _INT32, _INT64 = pa.string(), pa.int16(), pa.int32(), pa.int64()
_FLOAT32 = pa.float32()
_MOMENT = pa.timestamp("ms", tz="UTC")
_IN_TEXT = "code points of articles.text"


def _span(what: str, null: bool = False) -> tuple[pa.Field, pa.Field]:
    return (
        _field("char_start", _INT32, f"Where {what} begins in the article's text.", null=null, unit=_IN_TEXT),
        _field("char_end", _INT32, f"Where {what} ends, exclusive.", null=null, unit=_IN_TEXT),
    )


def _article_id(null: bool = False) -> pa.Field:
    return _field("article_id", _STRING, "The article (articles.article_id).", null=null)


def _archive_place(null: bool = False) -> tuple[pa.Field, pa.Field]:
    return (
        _field("archive", _STRING, "WARC file that holds the page, relative to the archive folder.", null=null),
        _field("archive_offset", _INT64, "Where the page's record begins in that file.", null=null, unit="bytes"),
    )


_PUBLISHED_ON = _field("published_on", _DAY, "Day of publication in Vietnam (UTC+7).", null=True)
_PROVINCE = _field("province", _STRING, "Province that the article is about, 63-province scheme.", null=True)
_PROVINCE_2025 = _field(
    "province_2025", _STRING, "The same in the 34-province scheme in force since 1 July 2025.", null=True
)

_FACT_COLUMNS: tuple[pa.Field, ...] = (
    _field("fact_id", _STRING, "Key: `<table>:` and 16 hex digits; survives new rules and the article's new versions."),
    _article_id(),
    _field("content_sha256", _STRING, "SHA-256 of the article's text that the spans point into."),
    _PUBLISHED_ON,
    _PROVINCE,
    _PROVINCE_2025,
    _field("mention", _STRING, "The head of the fact as written: the date, the name, the figure, the award."),
    *_span("the mention"),
    _field("evidence", _STRING, "The sentence that holds the mention."),
    _field(
        "sources",
        _struct(
            _field("field", _STRING, "The column."),
            *_span("the words"),
            _field("rule", _STRING, "The rule that read them."),
        ),
        "Where each other column was read.",
    ),
    _field("rule", _STRING, "The rule that made the row."),
    _field("confidence", _FLOAT32, "How sure the rule is of the row.", unit="probability in [0, 1]"),
    _field("modality", _STRING, "Whether the fact is said to be so, or only planned or proposed.", values=MODALITIES),
    _field(
        "repeat_of",
        _STRING,
        "fact_id of the first telling of the same fact in the article; of an award without figures, the first with.",
        null=True,
    ),
    _field("review", _STRING, "What a reviewer decided: accept, reject, correct, add.", null=True),
    _field("reviewed_by", _STRING, "Who decided it.", null=True),
)
_IN_ARTICLES = {"article_id": ("articles", "article_id")}


def _facts(
    name: str, description: str, *fields: pa.Field, references: Mapping[str, tuple[str, str]] | None = None
) -> Table:
    return Table(
        name,
        description,
        pa.schema([*_FACT_COLUMNS, *fields]),
        key=("fact_id",),
        references={**_IN_ARTICLES, "repeat_of": (name, "fact_id"), **(references or {})},
        by_year=True,
    )


def _plain(
    name: str,
    description: str,
    *fields: pa.Field,
    key: tuple[str, ...] = (),
    references: Mapping[str, tuple[str, str]] | None = None,
) -> Table:
    return Table(name, description, pa.schema(fields), key, references or {})


_ORGANISATION = _field("organisation", _STRING, "Canonical name of the body.", null=True)
_ORGANISATION_ID = _field("organisation_id", _STRING, "The body (organisations.organisation_id).", null=True)
_DIFFERENCES = _struct(
    _field("table", _STRING, "The fact table."),
    _field("field", _STRING, "The column."),
    _field("values", _STRINGS, "The values, as text."),
)

_ARTICLES = Table(
    "articles",
    "An article, in its latest version.",
    pa.schema(
        [
            _field("article_id", _STRING, "Key: 16 hex digits of the portal and the article's own number or address."),
            _field("url", _STRING, "Address as fetched."),
            _field("canonical_url", _STRING, "Address without tracking parameters and fragment, lower-case host."),
            _field("portal", _STRING, "Key of the portal in the registry.", null=True),
            _field("portal_kind", _STRING, "What kind of body runs the portal.", null=True, values=PORTAL_KINDS),
            _PROVINCE,
            _field("province_code", _STRING, "Its GSO code in the 63-province scheme.", null=True),
            _PROVINCE_2025,
            _field(
                "province_2025_code",
                _STRING,
                "Its GSO code in the 34-province scheme. Never join codes of one scheme with the other.",
                null=True,
            ),
            _field("province_source", _STRING, "Who named the province.", null=True, values=("text", "portal")),
            _field("title", _STRING, "Headline.", null=True),
            _field("lead", _STRING, "Opening paragraph that the page sets apart.", null=True),
            _field("author", _STRING, "Byline.", null=True),
            _field("section", _STRING, "Section of the portal.", null=True),
            _field(
                "text",
                _STRING,
                "Title, lead, body and captions, NFC, a paragraph a line; every span points into this string.",
            ),
            _field("captions", _STRINGS, "Captions of the pictures."),
            _field(
                "published_at", pa.timestamp("ms", tz=VIETNAM), "Time of publication, Vietnam's time zone.", null=True
            ),
            _PUBLISHED_ON,
            _field("fetched_at", _MOMENT, "When the page was fetched."),
            *_archive_place(),
            _field("record_id", _STRING, "WARC-Record-ID of the page's record."),
            _field("content_sha256", _STRING, "SHA-256 of `text` in UTF-8."),
            _field("relevant", pa.bool_(), "Whether the article is on the subject."),
            _field("relevance", _FLOAT32, "Score behind `relevant`.", unit="score in [0, 1]"),
            _field(
                "relevance_evidence",
                _struct(
                    _field("term", _STRING, "What speaks for or against the subject."),
                    _field("weight", _FLOAT32, "How much; below 0 speaks against."),
                    *_span("the term"),
                ),
                "What the score rests on.",
            ),
            _field("event_kinds", _STRINGS, "Kinds of event reported.", values=EVENT_KINDS),
            _field("extractor_version", _STRING, "Hash of code, rules, lexicons, the portal's file and libraries."),
        ]
    ),
    key=("article_id",),
    by_year=True,
)

_ORGANISED = {"organisation_id": ("organisations", "organisation_id")}

_FACT_TABLES = (
    _facts(
        "dates",
        "A calendar expression.",
        _field("start", _DAY, "First day, inclusive."),
        _field("end", _DAY, "Last day, inclusive."),
        _field(
            "precision",
            _STRING,
            "How precise the words are; never made finer.",
            values=("day", "month", "quarter", "half_year", "year", "range"),
        ),
        _field(
            "part_of_day",
            _STRING,
            "Part of the day, where named.",
            null=True,
            values=("morning", "noon", "afternoon", "evening", "night"),
        ),
        _field(
            "role",
            _STRING,
            "What the date is of: the reported event, a period that figures or plans cover, a cited document, other.",
            values=("event", "period", "document", "other"),
        ),
    ),
    _facts(
        "people",
        "A person, once an article.",
        _field("name", _STRING, "Full name in title case."),
        _field("rank", _STRING, "Police or army rank as written.", null=True),
        _field("titles", _STRINGS, "Posts as written."),
        _field(
            "posts",
            _struct(_field("title", _STRING, "The post."), _ORGANISATION, _ORGANISATION_ID),
            "Posts with the bodies that they are held at.",
        ),
        _field("roles", _STRINGS, "What the person does in the article.", values=PERSON_ROLES),
        references={"posts.organisation_id": ("organisations", "organisation_id")},
    ),
    _facts(
        "agreements",
        "An agreement, plan, programme or regulation of co-operation.",
        _field("agreement_id", _STRING, "The same as fact_id."),
        _field("kind", _STRING, "Lower-case Vietnamese noun: quy chế, chương trình, kế hoạch, …"),
        _field("number", _STRING, "Number as written.", null=True),
        _field("subject", _STRING, "What it is about, as written.", null=True),
        _field("signed_on", _DAY, "Day of signing.", null=True),
        _field("period_start", _INT16, "First year of its term.", null=True, unit="year"),
        _field("period_end", _INT16, "Last year of its term.", null=True, unit="year"),
        _field("parties", _STRINGS, "Canonical names of the parties."),
        _field("party_ids", _STRINGS, "Their organisation_ids in the same order, null for one that has none."),
        _field("status", _STRING, "Signed in the reported event, or cited.", values=("signed", "cited")),
        _field("implements", _STRING, "agreement_id of the agreement that this one carries out.", null=True),
        _field(
            "tasks",
            _struct(_field("text", _STRING, "The task as written."), *_span("it")),
            "What the sides agreed to do.",
        ),
        references={
            "party_ids": ("organisations", "organisation_id"),
            "implements": ("agreements", "fact_id"),
        },
    ),
    _facts(
        "signatories",
        "A side that signs an agreement in the reported event.",
        _field("agreement_id", _STRING, "The agreement (agreements.agreement_id).", null=True),
        _field("organisation", _STRING, "Canonical name of the side."),
        _ORGANISATION_ID,
        _field("name", _STRING, "Who signs for it.", null=True),
        _field("rank", _STRING, "That person's rank.", null=True),
        _field("title", _STRING, "That person's post as written.", null=True),
        references={"agreement_id": ("agreements", "agreement_id"), **_ORGANISED},
    ),
    _facts(
        "counts",
        "A cardinal quantity of people, bodies, cases, activities, objects, money or per cent.",
        _field("value", pa.float64(), "The figure; money in đồng, per cent as written (85 for 85%)."),
        _field("unit", _STRING, "The counted noun: canonical, lower case, without modifiers."),
        _field("modifier", _STRING, "What narrows the unit, as written.", null=True),
        _field("qualifier", _STRING, "What stands before the figure.", values=("exact", "over", "under", "about")),
        _field("measure", _STRING, "Short stable English label of what is counted; `other` where none fits."),
        _field(
            "relation",
            _STRING,
            "What the figure is to its sentence: what was done, where, on what basis, part of another figure.",
            values=("object", "location", "basis", "part"),
        ),
        _field("part_of", _STRING, "fact_id of the figure that this one is a part of.", null=True),
        _field("action", _STRING, "The verb phrase that governs the figure.", null=True),
        _field(
            "actors",
            _struct(
                _field("organisation", _STRING, "Canonical name of the body."),
                _ORGANISATION_ID,
                _field("role", _STRING, "What the body did."),
            ),
            "Who did what the figure counts.",
        ),
        _field("covers_start", _DAY, "First day of the period that the figure covers.", null=True),
        _field("covers_end", _DAY, "Last day of that period.", null=True),
        references={
            "part_of": ("counts", "fact_id"),
            "actors.organisation_id": ("organisations", "organisation_id"),
        },
    ),
    _facts(
        "awards",
        "An award: a row for each award, giver and mention.",
        _field("award", _STRING, "Kind of award: Bằng khen, Giấy khen, Huân chương …"),
        _field("title", _STRING, "A named award's own name.", null=True),
        _field("granted_by", _STRINGS, "Canonical names of the givers; several for a joint award."),
        _field("granted_by_ids", _STRINGS, "Their organisation_ids in the same order, null for one that has none."),
        _field("presented_by", _STRINGS, "Who handed it over."),
        _field("collectives", _INT32, "Recipients that are groups.", null=True, unit="collectives"),
        _field("individuals", _INT32, "Recipients that are persons.", null=True, unit="persons"),
        _field("recipients", _INT32, "Recipients where one figure stands for both.", null=True, unit="recipients"),
        _field("recipients_group", _STRING, "Rows of an article with the same value share one figure.", null=True),
        _field("named", _STRINGS, "Recipients named in the text."),
        _field("reason", _STRING, "What it was given for, as written.", null=True),
        references={"granted_by_ids": ("organisations", "organisation_id")},
    ),
)


def _schemes() -> tuple[pa.Field, ...]:
    return (
        _field("province", _STRING, "Province, 63-province scheme.", null=True),
        _field("province_code", _STRING, "Its GSO code in that scheme.", null=True),
        _field("province_2025", _STRING, "Province, 34-province scheme.", null=True),
        _field("province_2025_code", _STRING, "Its GSO code in that scheme.", null=True),
    )


_OTHER_TABLES = (
    _plain(
        "article_versions",
        "A version of an article: facts are those of the latest.",
        _article_id(),
        _field("version", _INT16, "1 for the first version seen, 2 for the next, …"),
        _field("content_sha256", _STRING, "SHA-256 of that version's text."),
        _field("first_seen", _MOMENT, "When it was first fetched."),
        _field("last_seen", _MOMENT, "When it was last fetched, or found unchanged by the crawler."),
        *_archive_place(),
        _field("record_id", _STRING, "WARC-Record-ID of its last fetch."),
        key=("article_id", "version"),
        references=_IN_ARTICLES,
    ),
    _plain(
        "duplicates",
        "An article that repeats an earlier one, word for word or nearly.",
        _article_id(),
        _field("duplicate_of", _STRING, "article_id of the earliest article with that text."),
        _field("similarity", _FLOAT32, "Estimated Jaccard similarity of their word shingles.", unit="share in [0, 1]"),
        key=("article_id",),
        references={**_IN_ARTICLES, "duplicate_of": ("articles", "article_id")},
    ),
    _plain(
        "sifted",
        "A page put aside on its bytes: it cannot be on the subject.",
        _field("url", _STRING, "Address as fetched."),
        *_archive_place(),
        _field("rule", _STRING, "The rule that put it aside."),
        _field("portal", _STRING, "Key of the portal in the registry.", null=True),
        _field("month", _DAY, "First day of the month of publication, where the bytes tell it.", null=True),
    ),
    _plain(
        "issues",
        "Something in scope that was not understood, or a page that could not be read.",
        _article_id(null=True),
        _field("url", _STRING, "Address of the page; the archive's name where no page could be read."),
        _field("stage", _STRING, "Where it happened: archive, article, facts, rows, worker."),
        _field("kind", _STRING, "unknown_rank, unknown_unit, ambiguous_date, no_body, failed, …"),
        _field("detail", _STRING, "The words as written, or the reason."),
        *_span("it", null=True),
        _field("rule", _STRING, "The rule that met it.", null=True),
        references=_IN_ARTICLES,
    ),
    _plain(
        "mentions",
        "A typed span that the rules saw.",
        _article_id(),
        _field("kind", _STRING, "date, number, person, organisation, post, document, award, …"),
        *_span("the mention"),
        _field("mention", _STRING, "The words as written."),
        _field("value", _STRING, "What they stand for, as text."),
        _field("rule", _STRING, "The rule that found it."),
        references=_IN_ARTICLES,
    ),
    _plain(
        "organisations",
        "A body that articles name.",
        _field("organisation_id", _STRING, "Key: kind and place, `@2025` for a body of the 34-province scheme."),
        _field("name", _STRING, "Canonical name."),
        _field("kind", _STRING, "police, union, people_committee, party, …"),
        _field("level", _STRING, "Level of administration.", null=True, values=LEVELS),
        *_schemes(),
        key=("organisation_id",),
    ),
    _plain(
        "events",
        "An event that one article or several report.",
        _field("event_id", _STRING, "Key: 16 hex digits."),
        _field("day", _DAY, "Day of the event."),
        _field(
            "province",
            _STRING,
            "Province, 63-province scheme; of the 34 where that is open; “Việt Nam” for the whole country.",
        ),
        _field("kinds", _STRINGS, "Kinds of event.", values=EVENT_KINDS),
        _field("sides", _STRINGS, "organisation_ids of the police and union bodies that act."),
        _field("horizon", _STRING, "Span that is looked back on: “sơ kết 1 năm”.", null=True),
        _field("articles", _INT16, "How many articles report it.", unit="articles"),
        key=("event_id",),
    ),
    _plain(
        "event_articles",
        "An article that reports an event.",
        _field("event_id", _STRING, "The event (events.event_id)."),
        _article_id(),
        _field("score", _FLOAT32, "How sure the link is.", unit="score in [0, 1]"),
        _field("reason", _STRING, "What the link rests on."),
        _field("agreeing", _DIFFERENCES, "Facts in which the article agrees with the event's first article."),
        _field("differing", _DIFFERENCES, "Facts in which it differs."),
        key=("event_id", "article_id"),
        references={**_IN_ARTICLES, "event_id": ("events", "event_id")},
    ),
    _plain(
        "coverage",
        "What is known of a portal in a month, so that “nothing happened” and “not crawled” can be told apart.",
        _field("portal", _STRING, "Key of the portal; the host of a site that is not in the registry."),
        _field("month", _DAY, "First day of the month of publication; null where it is not known.", null=True),
        _field("discovered", _INT32, "Addresses of articles found, fetched or not.", unit="pages"),
        _field("fetched", _INT32, "Pages in the archive.", unit="pages"),
        _field("blocked", _INT32, "Pages that the portal did not give.", unit="pages"),
        _field("sifted", _INT32, "Pages put aside on their bytes.", unit="pages"),
        _field("extracted", _INT32, "Articles read.", unit="articles"),
        _field("relevant", _INT32, "Articles on the subject.", unit="articles"),
        _field("earliest_day", _DAY, "Earliest day of publication reached in the month.", null=True),
    ),
    _plain(
        "provinces",
        "A province of either scheme, to join with.",
        _field("scheme", _INT16, "63 (until 30 June 2025) or 34.", unit="provinces in the scheme"),
        _field("code", _STRING, "GSO code in that scheme."),
        _field("name", _STRING, "Name."),
        _field("slug", _STRING, "Name in lower-case ASCII."),
        _field("aliases", _STRINGS, "Other spellings and short forms."),
        _field("successor", _STRING, "Province of the 34-province scheme that it became.", null=True),
        _field("successor_code", _STRING, "That province's code in the 34-province scheme.", null=True),
        _field("became", _STRING, "What became of it on 1 July 2025.", values=("kept", "merged", "formed")),
        key=("scheme", "code"),
    ),
    _plain(
        "crawl_log",
        "A fetch and how it ended.",
        _field("url", _STRING, "Address asked for."),
        _field("portal", _STRING, "Key of the portal.", null=True),
        _field("fetched_at", _MOMENT, "When."),
        _field("status", _INT16, "HTTP status.", null=True),
        _field("outcome", _STRING, "How it ended.", values=OUTCOMES),
        _field("detail", _STRING, "Reason or further address.", null=True),
        *_archive_place(null=True),
        _field("bytes", _INT64, "Size of the body on the wire.", null=True, unit="bytes"),
        _field("elapsed_ms", _INT32, "Time taken.", null=True, unit="milliseconds"),
    ),
)

TABLES: dict[str, Table] = {table.name: table for table in (_ARTICLES, *_FACT_TABLES, *_OTHER_TABLES)}
FACT_TABLES: tuple[str, ...] = tuple(table.name for table in _FACT_TABLES)


def batch(name: str, rows: Sequence[Mapping[str, Any]]) -> pa.RecordBatch:
    """Return `rows` as a record batch of the table `name`.

    A column that may be null may be left out of a row. Raises TableError for an unknown or a missing column, a value of
    the wrong type, a null where none may be, and a value outside a closed list.
    """
    schema = TABLES[name].schema
    known = set(schema.names)
    for row in rows:
        if unknown := row.keys() - known:
            raise TableError(f"{name}: unknown column {', '.join(sorted(unknown))}")
    columns = []
    for column in schema:
        values = [row.get(column.name) for row in rows]
        try:
            columns.append(pa.array(values, column.type))
        except (pa.ArrowInvalid, pa.ArrowTypeError, OverflowError) as fault:
            raise TableError(f"{name}.{column.name}: {fault}") from None
    made = pa.RecordBatch.from_arrays(columns, schema=schema)
    check(name, made)
    return made


def check(name: str, rows: pa.RecordBatch | pa.Table) -> None:
    """Raise TableError where `rows` are not rows of the table `name`: other columns, nulls, values outside a list."""
    schema = TABLES[name].schema
    if not rows.schema.equals(schema):
        raise TableError(f"{name}: not the table's columns: {_difference(schema, rows.schema)}")
    for column in schema:
        _check_column(f"{name}.{column.name}", column, rows.column(column.name), column.nullable)


def _difference(wanted: pa.Schema, found: pa.Schema) -> str:
    faults = [f"{f.name} missing" for f in wanted if f.name not in found.names]
    faults += [f"{f.name} unknown" for f in found if f.name not in wanted.names]
    faults += [
        f"{f.name} is {found.field(f.name)} instead of {f}"
        for f in wanted
        if f.name in found.names and not found.field(f.name).equals(f)
    ]
    return "; ".join(faults) or "another order"


def _check_column(label: str, column: pa.Field, values: Any, nullable: bool) -> None:
    if not nullable and values.null_count:
        row = pc.index(pc.is_null(values), True).as_py()
        raise TableError(f"{label}: null in row {row}")
    if pa.types.is_list(column.type):
        values = pc.list_flatten(values)
        if pa.types.is_struct(column.type.value_type):
            for inner in column.type.value_type:
                may_be_null = (inner.metadata or {}).get(b"nullable") == b"true"
                _check_column(f"{label}.{inner.name}", inner, pc.struct_field(values, inner.name), may_be_null)
            return
    if allowed := (column.metadata or {}).get(b"values"):
        listed = pa.array([*allowed.decode().split("|"), None], pa.string())
        known = pc.is_in(values, value_set=listed)
        if not pc.all(known, min_count=0).as_py():
            raise TableError(f"{label}: {values.filter(pc.invert(known))[0].as_py()!r} is not one of its values")


def columns_of(name: str) -> list[tuple[str, str, str, str | None, Sequence[str]]]:
    """Return (column, type, description, unit, allowed values) of the table `name`, fields of structs as `a.b`."""
    described = []
    for column in TABLES[name].schema:
        inner = column.type.value_type if pa.types.is_list(column.type) else column.type
        nested = [(f"{column.name}.{f.name}", f) for f in inner] if pa.types.is_struct(inner) else []
        for label, each in chain([(column.name, column)], nested):
            metadata = {key.decode(): value.decode() for key, value in (each.metadata or {}).items()}
            values = metadata["values"].split("|") if "values" in metadata else []
            described.append((label, str(each.type), metadata["description"], metadata.get("unit"), values))
    return described
