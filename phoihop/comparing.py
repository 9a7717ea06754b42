"""What changed between two snapshots: rows added, removed and changed, a table at a time.

Part files that both snapshots share (a refresh links what it did not touch) hold the same rows and are not read: the
cost grows with the change, not with the corpus.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from extract.report.marks import value_of
from extract.snapshots import NoSnapshotError, Snapshot, open_snapshot, snapshot_on, snapshots
from extract.storage.sql import scan
from extract.tables import FACT_TABLES, TABLES

if TYPE_CHECKING:
    import duckdb

BOOKKEEPING = ("fetched_at", "archive", "archive_offset", "record_id", "last_seen", "extractor_version")
"""Columns that say where and when a row was had, not what it says."""

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_ID = re.compile(r"[0-9a-f]{4,16}")


@dataclass
class Change:
    """What changed in a table.

    `columns` counts the changed rows a column; `examples` has rows under `added` and `removed`, and under `changed`
    the key with `before` and `after` of the columns that differ.
    """

    added: int = 0
    removed: int = 0
    changed: int = 0
    columns: dict[str, int] = field(default_factory=dict)
    examples: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    @property
    def any(self) -> bool:
        """Whether there is a change at all."""
        return bool(self.added or self.removed or self.changed)


@dataclass
class Comparison:
    """Two snapshots, the older one first, and what changed from it in each table."""

    before: Snapshot
    after: Snapshot
    tables: dict[str, Change]

    def as_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        sides = {
            side: {"snapshot_id": s.snapshot_id, "created_at": s.created_at.isoformat(), "folder": str(s.folder)}
            for side, s in (("before", self.before), ("after", self.after))
        }
        return {**sides, "tables": {name: asdict(change) for name, change in self.tables.items()}}


def find_snapshot(tables: Path, wanted: str) -> Snapshot:
    """Return the snapshot that `wanted` names: a folder, a day (the latest at its end), an id or its beginning.

    Raises:
        click.UsageError: several ids begin so, or none does.
        NoSnapshotError: no snapshot kept is as old as the day.
    """
    if Path(wanted).is_dir():
        return open_snapshot(wanted)
    if _DAY.fullmatch(wanted):
        try:
            day = date.fromisoformat(wanted)
        except ValueError as fault:
            raise click.UsageError(f"{wanted!r} is no day: {fault}") from None
        return snapshot_at_the_end_of(tables, day)
    kept = snapshots(tables)
    found = [s for s in kept if _ID.fullmatch(wanted) and s.snapshot_id.startswith(wanted)]
    if len(found) != 1:
        known = ", ".join(s.snapshot_id for s in found or kept) or "none"
        raise click.UsageError(f"{'several snapshots begin' if found else 'no snapshot is named'} {wanted!r}: {known}")
    return found[0]


def snapshot_at_the_end_of(tables: Path, day: date) -> Snapshot:
    """Return the snapshot that was the latest when `day` ended here. Raises NoSnapshotError."""
    end = datetime.combine(day, time()).astimezone() + timedelta(days=1)
    try:
        return snapshot_on(tables, end)
    except NoSnapshotError:
        raise NoSnapshotError(f"{tables}: no snapshot kept is as old as {day.isoformat()}") from None


def two_snapshots(tables: Path, first: str | None, second: str | None) -> tuple[Snapshot, Snapshot]:
    """Return the two snapshots to compare: the two newest, that named and the latest, or the two named.

    Raises what :func:`find_snapshot` raises, and click.UsageError where there are not two.
    """
    if first and second:
        return find_snapshot(tables, first), find_snapshot(tables, second)
    latest = open_snapshot(tables)
    if first:
        return find_snapshot(tables, first), latest
    others = [s for s in snapshots(tables) if s.snapshot_id != latest.snapshot_id]
    if not others:
        raise click.UsageError(f"{tables}: there is only one snapshot, {latest.snapshot_id}; name another's folder")
    return others[0], latest


def compare(
    before: Snapshot, after: Snapshot, tables: Sequence[str] = (), examples: int = 3, everything: bool = False
) -> Comparison:
    """Compare two snapshots.

    Args:
        before: the older snapshot.
        after: the newer one.
        tables: names of tables; all by default.
        examples: how many rows to give of each kind of change.
        everything: whether a change in BOOKKEEPING alone counts.
    """
    import duckdb

    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        found = {}
        for name in TABLES:
            if not tables or name in tables:
                compared = _Compared(connection, name, before, after, everything)
                found[name] = compared.change(examples)
    return Comparison(before, after, found)


def _own_files(snapshot: Snapshot, other: Snapshot, name: str) -> list[Path]:
    """Return the part files of a table that `other` does not share."""
    own = []
    for file in sorted((snapshot.folder / name).rglob("*.parquet")):
        there = other.folder / file.relative_to(snapshot.folder)
        if not (there.exists() and there.samefile(file)):
            own.append(file)
    return own


class _Compared:
    """One table of two snapshots, as views `b` (before) and `a` (after) of what they do not share."""

    def __init__(
        self, connection: "duckdb.DuckDBPyConnection", name: str, before: Snapshot, after: Snapshot, everything: bool
    ) -> None:
        self._connection, self._name = connection, name
        sides = {"b": _own_files(before, after, name), "a": _own_files(after, before, name)}
        sources = {side: scan(files) if files else None for side, files in sides.items()}
        self.same = not any(sources.values())
        if self.same:
            return
        known = {side: self._columns(source) for side, source in sources.items() if source}
        schema = TABLES[name].schema.names
        # Snapshots of different versions of phoihop may have different columns: those of both are compared.
        columns = [column for column in schema if all(column in there for there in known.values())]
        if not everything:
            columns = [column for column in columns if column not in BOOKKEEPING]
        some = next(source for source in sources.values() if source)
        shown = ", ".join(f'"{column}"' for column in columns)
        for side, source in sources.items():
            query = f"SELECT {shown} FROM {source}" if source else f"SELECT {shown} FROM {some} LIMIT 0"
            connection.execute(f"CREATE OR REPLACE TEMP VIEW {side} AS {query}")
        self._columns_compared = columns
        self._key = [column for column in TABLES[name].key if column in columns]

    def _columns(self, source: str) -> set[str]:
        return {row[0] for row in self._connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()}

    def _rows(self, query: str) -> Iterator[dict[str, Any]]:
        result = self._connection.execute(query)
        names = [column[0] for column in result.description or ()]
        yield from (dict(zip(names, row, strict=True)) for row in result.fetchall())

    def _count(self, query: str) -> int:
        row = self._connection.execute(f"SELECT count(*) FROM ({query})").fetchone()
        return int(row[0]) if row else 0

    def change(self, examples: int) -> Change:
        """Return what changed."""
        change = Change()
        if self.same:
            return change
        if self._key:
            key = ", ".join(self._key)
            added = f"SELECT a.* FROM a ANTI JOIN b USING ({key})"
            removed = f"SELECT b.* FROM b ANTI JOIN a USING ({key})"
            self._changed(change, examples)
        else:
            added, removed = "SELECT * FROM a EXCEPT ALL SELECT * FROM b", "SELECT * FROM b EXCEPT ALL SELECT * FROM a"
        order = ", ".join(self._key) or "ALL"
        change.added, change.removed = self._count(added), self._count(removed)
        for label, query in (("added", added), ("removed", removed)):
            if rows := list(self._rows(f"SELECT * FROM ({query}) ORDER BY {order} LIMIT {examples}")):
                change.examples[label] = rows
        return change

    def _changed(self, change: Change, examples: int) -> None:
        """Count the rows of one key that say other things, and the columns in which they do."""
        others = [column for column in self._columns_compared if column not in self._key]
        differs = {column: f'b."{column}" IS DISTINCT FROM a."{column}"' for column in others}
        if not others:
            return
        joined = f"FROM b JOIN a USING ({', '.join(self._key)}) WHERE {' OR '.join(differs.values())}"
        sums = ", ".join(f"count(*) FILTER ({condition})" for condition in differs.values())
        total, *counts = self._connection.execute(f"SELECT count(*), {sums} {joined}").fetchone() or (0,)
        change.changed = total
        change.columns = {c: n for n, c in sorted(zip(counts, others, strict=True), key=lambda e: -e[0]) if n}
        if not total:
            return
        key = ", ".join(f'a."{column}"' for column in self._key)
        pairs = self._rows(f"SELECT b, a {joined} ORDER BY {key} LIMIT {examples}")
        change.examples["changed"] = [
            {
                **{column: pair["a"][column] for column in self._key},
                "before": {c: pair["b"][c] for c in others if pair["b"][c] != pair["a"][c]},
                "after": {c: pair["a"][c] for c in others if pair["b"][c] != pair["a"][c]},
            }
            for pair in pairs
        ]


def comparison_text(comparison: Comparison) -> str:
    """Return the comparison for people."""
    before, after = comparison.before, comparison.after
    lines = [
        f"before: {before.snapshot_id} of {before.created_at.astimezone():%Y-%m-%d %H:%M}",
        f"after:  {after.snapshot_id} of {after.created_at.astimezone():%Y-%m-%d %H:%M}",
    ]
    for name, change in comparison.tables.items():
        if not change.any:
            continue
        columns = ", ".join(f"{column} {count}" for column, count in list(change.columns.items())[:6])
        counts = f"+{change.added} −{change.removed} ~{change.changed}"
        lines.append(f"{name:16} {counts}{f'  ({columns})' if columns else ''}")
        lines += [f"  + {_told(name, row)}" for row in change.examples.get("added", ())]
        lines += [f"  − {_told(name, row)}" for row in change.examples.get("removed", ())]
        for row in change.examples.get("changed", ()):
            key = " ".join(str(row[column]) for column in TABLES[name].key)
            told = "; ".join(f"{c}: {_short(row['before'][c])} → {_short(row['after'][c])}" for c in row["before"])
            lines.append(f"  ~ {key}  {told}")
    if len(lines) == 2:
        lines.append("no difference")
    return "\n".join(lines)


def _told(name: str, row: dict[str, Any]) -> str:
    key = " ".join(str(row[column]) for column in TABLES[name].key)
    if name in FACT_TABLES:
        return f"{key}  {_short(value_of(name, row))}"
    shown = row.get("title") or row.get("name") or row.get("url") or row.get("detail") or ""
    return (
        f"{key}  {_short(shown)}".strip() if key else _short(", ".join(str(v) for v in row.values() if v is not None))
    )


def _short(value: Any) -> str:
    text = " ".join(str(value).split())
    return text if len(text) <= 100 else text[:99] + "…"
