"""Exports: the tables of a snapshot for people who do not read Parquet, with or without the words of third parties.

What is exported, and how a value becomes a cell; the writers of the formats are in :mod:`phoihop.export_formats`.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from extract.storage.sql import scan
from extract.tables import TABLES, Table

if TYPE_CHECKING:
    from extract.snapshots import Snapshot

FORMATS = {"csv": "", "xlsx": ".xlsx", "sqlite": ".sqlite", "duckdb": ".duckdb"}
"""Format → how the name of its file ends; CSV is a folder with a file a table."""

_OF_FACTS = ("mention", "evidence")
_WORDS: dict[str, tuple[str, ...]] = {
    "articles": ("title", "lead", "text", "captions"),
    "agreements": ("subject", "tasks.text"),
    "counts": ("modifier", "action"),
    "awards": ("reason",),
    "issues": ("detail",),
    "mentions": ("mention", "value"),
}
_BATCH = 2_000


class ExportError(Exception):
    """An export that cannot be made; the message names what is in its way."""

    exit_code = 2


def words_of_others(table: Table) -> tuple[str, ...]:
    """Return the columns (`a.b`: the field `b` in the structs of `a`) that hold words as an article has them.

    Names of people, bodies, posts and awards are facts and not among them.
    """
    return (*(_OF_FACTS if table.is_fact else ()), *_WORDS.get(table.name, ()))


@dataclass(frozen=True)
class Export:
    """Tables of a snapshot to be exported.

    Attributes:
        snapshot: where they come from.
        tables: their names, in the order of the contract.
        with_text: whether the words of third parties are in them.
        views: DuckDB only: views over the snapshot's own files instead of copies.
    """

    snapshot: "Snapshot"
    tables: Sequence[str]
    with_text: bool = True
    views: bool = False

    def columns(self, name: str) -> list[pa.Field]:
        """Return the columns of the table `name` that are exported."""
        left_out = () if self.with_text else words_of_others(TABLES[name])
        return [column for column in TABLES[name].schema if column.name not in left_out]

    def query(self, name: str) -> str:
        """Return the SQL that reads the table `name` as it is exported."""
        shown = []
        for column in self.columns(name):
            if left_out := self._left_out_inside(name, column.name):
                kept = [f.name for f in column.type.value_type if f.name not in left_out]
                struct = ", ".join(f"'{key}': x.\"{key}\"" for key in kept)
                shown.append(f'[{{{struct}}} FOR x IN "{column.name}"] AS "{column.name}"')
            else:
                shown.append(f'"{column.name}"')
        return f"SELECT {', '.join(shown)} FROM {scan(self.snapshot.folder / name)}"

    def rows(self, name: str) -> Iterator[dict[str, Any]]:
        """Yield the rows of the table `name`; memory does not grow with them."""
        import pyarrow.dataset as ds

        columns = [column.name for column in self.columns(name)]
        inside = {column: left_out for column in columns if (left_out := self._left_out_inside(name, column))}
        files = ds.dataset(self.snapshot.folder / name, schema=TABLES[name].schema, format="parquet")
        for batch in files.to_batches(columns=columns, batch_size=_BATCH):
            for row in batch.to_pylist():
                for column, left_out in inside.items():
                    row[column] = [{k: v for k, v in struct.items() if k not in left_out} for struct in row[column]]
                yield row

    def _left_out_inside(self, name: str, column: str) -> set[str]:
        """Return the fields of the structs in `column` that are not exported."""
        paths = () if self.with_text else words_of_others(TABLES[name])
        return {path.partition(".")[2] for path in paths if path.startswith(f"{column}.")}


@dataclass
class Exported:
    """What was written: `rows` of each table; `notes`, a line for each thing that the format could not hold."""

    snapshot_id: str
    output: str
    rows: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        return asdict(self)


def cell(value: Any, kind: pa.DataType) -> Any:
    """Return `value`, of an Arrow type, as text, number, bool or None: for formats without lists, days and times.

    Days and times become ISO 8601 in the column's own time zone, lists JSON.
    """
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float):
        return float(f"{value:.7g}") if pa.types.is_float32(kind) else value
    if isinstance(value, datetime):
        return in_zone(value, kind).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return json.dumps(_plain(value, kind.value_type), ensure_ascii=False)


def in_zone(moment: datetime, kind: pa.DataType) -> datetime:
    """Return a moment in the time zone of its column."""
    from zoneinfo import ZoneInfo

    return moment.astimezone(ZoneInfo(kind.tz))


def _plain(values: Iterable[Any], kind: pa.DataType) -> list[Any]:
    """Return the values of a list for JSON."""
    if not pa.types.is_struct(kind):
        return [_plain(value, kind.value_type) if isinstance(value, list) else cell(value, kind) for value in values]
    return [_struct(value, kind) for value in values]


def _struct(value: Mapping[str, Any], kind: pa.DataType) -> dict[str, Any]:
    types = {f.name: f.type for f in kind}
    return {
        name: _plain(inner, types[name].value_type) if isinstance(inner, list) else cell(inner, types[name])
        for name, inner in value.items()
    }


def run_export(
    snapshot: "Snapshot",
    to: str,
    output: Path | None = None,
    tables: Sequence[str] = (),
    with_text: bool = True,
    views: bool = False,
    force: bool = False,
) -> Exported:
    """Write `tables` (all by default) of `snapshot` in the format `to` to `output` (by default in this folder).

    `views` makes a DuckDB file of views over the snapshot's own files. The output appears when it is whole.

    Raises:
        ExportError: something is there already and `force` is not given, a table is unknown, or the format knows no
            views.
        OSError: it cannot be written.
    """
    from phoihop.export_formats import WRITERS

    if unknown := [name for name in tables if name not in TABLES]:
        raise ExportError(f"unknown table {', '.join(unknown)}; known: {', '.join(TABLES)}")
    if views and to != "duckdb":
        raise ExportError(f"{to} knows no views over Parquet files; duckdb does")
    chosen = [name for name in TABLES if name in tables or not tables]
    target = output or Path(f"phoihop-{snapshot.snapshot_id}{FORMATS[to]}")
    if target.exists() and not force:
        raise ExportError(f"{target}: there is something already; --force replaces it")
    target.parent.mkdir(parents=True, exist_ok=True)
    exported = Exported(snapshot.snapshot_id, str(target))
    WRITERS[to](Export(snapshot, chosen, with_text, views), target, exported)
    return exported
