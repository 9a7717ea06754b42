"""What the schemas are made of: tables, columns with their meaning, and columns that several tables share.

Each field carries its description, and where they apply its unit and the values that it may take, as Arrow field
metadata, which Parquet keeps. A field that may be null is nullable; fields inside a struct say so in their metadata
(`nullable`), because Arrow's plain notation, which readers compare with, has no mark there.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pyarrow as pa

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


def column(
    name: str,
    kind: pa.DataType,
    description: str,
    *,
    null: bool = False,
    unit: str | None = None,
    values: Iterable[str] = (),
) -> pa.Field:
    """Return a column with its meaning, and where they apply its unit and the `values` that it may take."""
    metadata = {"description": description}
    if unit:
        metadata["unit"] = unit
    if allowed := "|".join(values):
        metadata["values"] = allowed
    return pa.field(name, kind, nullable=null, metadata=metadata)


def structs(*fields: pa.Field) -> pa.DataType:
    """A list of structs; a field that is never null is marked in its metadata only (see the module's docstring)."""
    marked = [
        pa.field(f.name, f.type, metadata={**f.metadata, b"nullable": b"true" if f.nullable else b"false"})
        for f in fields
    ]
    return pa.list_(pa.field("element", pa.struct(marked)))


STRINGS = pa.list_(pa.field("element", pa.string()))
DAY = pa.date32()
STRING, INT16, INT32, INT64 = pa.string(), pa.int16(), pa.int32(), pa.int64()
FLOAT32 = pa.float32()
MOMENT = pa.timestamp("ms", tz="UTC")
IN_TEXT = "code points of articles.text"


def span(what: str, null: bool = False) -> tuple[pa.Field, pa.Field]:
    """Return the columns of where `what` stands in the text."""
    return (
        column("char_start", INT32, f"Where {what} begins in the article's text.", null=null, unit=IN_TEXT),
        column("char_end", INT32, f"Where {what} ends, exclusive.", null=null, unit=IN_TEXT),
    )


def article_id(null: bool = False) -> pa.Field:
    """Return the column that names an article."""
    return column("article_id", STRING, "The article (articles.article_id).", null=null)


def archive_place(null: bool = False) -> tuple[pa.Field, pa.Field]:
    """Return the columns of where a page lies in the archive."""
    return (
        column("archive", STRING, "WARC file that holds the page, relative to the archive folder.", null=null),
        column("archive_offset", INT64, "Where the page's record begins in that file.", null=null, unit="bytes"),
    )


PUBLISHED_ON = column("published_on", DAY, "Day of publication in Vietnam (UTC+7).", null=True)
PROVINCE = column("province", STRING, "Province that the article is about, 63-province scheme.", null=True)
PROVINCE_2025 = column(
    "province_2025", STRING, "The same in the 34-province scheme in force since 1 July 2025.", null=True
)

ORGANISATION = column("organisation", STRING, "Canonical name of the body.", null=True)
ORGANISATION_ID = column("organisation_id", STRING, "The body (organisations.organisation_id).", null=True)

IN_ARTICLES = {"article_id": ("articles", "article_id")}
