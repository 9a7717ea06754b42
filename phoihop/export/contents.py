"""What is exported: tables of a snapshot, with or without the words of third parties, and what came of it."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from extract.storage.sql import scan
from extract.tables import TABLES, Table

if TYPE_CHECKING:
    from extract.snapshots import Snapshot

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
