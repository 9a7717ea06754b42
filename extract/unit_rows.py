"""The rows of one unit of work, gathered page by page and written as Parquet files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from extract.rows import Row, Rows
from extract.tables import TABLES, TableError, batch

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

_CHUNK = 5_000


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


@dataclass
class _Table:
    """Rows of one table: those not yet packed, with the number of the page that each is of, and packed chunks."""

    rows: list[Row] = field(default_factory=list)
    pages: list[int] = field(default_factory=list)
    chunks: list[tuple[pa.RecordBatch, list[int]]] = field(default_factory=list)


class UnitRows:
    """Gathers rows; a page that breaks a schema is turned down whole (TableError), and nothing of it is kept."""

    def __init__(self) -> None:
        self.counts = Counts()
        self._tables: dict[str, _Table] = {}
        self._newest: dict[str, tuple[int, int, int]] = {}  # article_id → (fetched, offset, page)
        self._page = 0

    def add_article(self, rows: Rows, site: str, signature: Mapping[str, Any] | None) -> None:
        """Add the rows of a page that was read. Raises TableError where they break their schemas or their spans."""
        article = rows["articles"][0]
        check_spans(article["text"], rows)
        packed = {name: batch(name, entries) for name, entries in rows.items() if entries}
        self._page += 1
        fetched = milliseconds(article["fetched_at"])
        order = (fetched, article["archive_offset"], self._page)
        self._newest[article["article_id"]] = max(order, self._newest.get(article["article_id"], order))
        for name in packed:
            self._extend(name, rows[name], self._page)
        self._extend("fetches", [_fetch_row(article, site, fetched)], self._page)
        if signature:
            self._extend("signatures", [{"article_id": article["article_id"], **signature}], self._page)
        self.counts.pages += 1
        self.counts.articles += 1
        self.counts.relevant += article["relevant"]
        self.counts.issues += len(rows.get("issues", ()))

    def add_sifted(self, row: Row) -> None:
        """Add a page that was put aside."""
        self._extend("sifted", [row], _NO_ARTICLE)
        self.counts.pages += 1
        self.counts.sifted += 1

    def add_issue(self, row: Row, is_page: bool) -> None:
        """Add a page that could not be read (`is_page`), or another fault of the archive."""
        self._extend("issues", [row], _NO_ARTICLE)
        self.counts.pages += is_page
        self.counts.issues += 1

    def _extend(self, name: str, rows: Sequence[Row], page: int) -> None:
        table = self._tables.setdefault(name, _Table())
        table.rows.extend(rows)
        table.pages.extend([page] * len(rows))
        if len(table.rows) >= _CHUNK or (name == "articles" and len(table.rows) >= _CHUNK // 25):
            _pack(name, table)

    def write(self, folder: Path) -> None:
        """Write a Parquet file a table that has rows; of an article fetched twice, the newest fetch only."""
        newest = {_NO_ARTICLE, *(order[2] for order in self._newest.values())}
        for name, table in self._tables.items():
            _pack(name, table)
            schema = INTERNAL.get(name) or TABLES[name].schema
            with pq.ParquetWriter(folder / f"{name}.parquet", schema, compression="zstd") as writer:
                for chunk, pages in table.chunks:
                    writer.write_batch(_of_newest(name, chunk, pages, newest))


def _pack(name: str, table: _Table) -> None:
    if table.rows:
        packed = (
            pa.RecordBatch.from_pylist(table.rows, schema=INTERNAL[name])
            if name in INTERNAL
            else batch(name, table.rows)
        )
        table.chunks.append((packed, table.pages))
        table.rows, table.pages = [], []


def _of_newest(name: str, chunk: pa.RecordBatch, pages: list[int], newest: set[int]) -> pa.RecordBatch:
    kept = pa.array([page in newest for page in pages])
    if name == "fetches":
        return chunk.set_column(chunk.schema.get_field_index("newest"), FETCHES.field("newest"), kept)
    return chunk.filter(kept) if name in OF_A_VERSION or name == "signatures" else chunk


def milliseconds(moment: datetime) -> int:
    """Return `moment` in milliseconds since 1970."""
    return round(moment.timestamp() * 1000)


def _fetch_row(article: Row, site: str, fetched: int) -> Row:
    same = ("article_id", "url", "content_sha256", "archive", "archive_offset", "record_id", "published_on", "relevant")
    published = article["published_at"]
    return {
        **{name: article[name] for name in same},
        "site": site,
        "fetched_ms": fetched,
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
