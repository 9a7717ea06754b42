"""Snapshots as readers see them: the tables of one state, opened once, whatever is published meanwhile."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import duckdb
    import pandas as pd
    import pyarrow as pa

LATEST = "latest"
DEFAULT_FOLDER = Path("data/tables")


class NoSnapshotError(FileNotFoundError):
    """A place where no snapshot is; the message names it."""


@dataclass(frozen=True)
class Snapshot:
    """A published state of all tables.

    Attributes:
        folder: the snapshot's own folder, with links resolved: it stays what it is when `latest` moves on.
    """

    folder: Path

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """What `snapshot.json` says: archives, versions, rows a table, coverage, accuracy."""
        manifest: dict[str, Any] = json.loads((self.folder / "snapshot.json").read_text(encoding="utf-8"))
        return manifest

    @property
    def snapshot_id(self) -> str:
        """What a paper cites."""
        return str(self.manifest["snapshot_id"])

    @property
    def created_at(self) -> datetime:
        """When it was published."""
        return datetime.fromisoformat(self.manifest["created_at"])

    @property
    def rows(self) -> dict[str, int]:
        """Table → number of rows."""
        return dict(self.manifest["rows"])

    @property
    def orphans(self) -> list[str]:
        """Corrections that found their fact no more, a line each."""
        return [line for lines in self.manifest["orphans"].values() for line in lines]

    def arrow(self, table: str, columns: Sequence[str] | None = None) -> "pa.Table":
        """Return a table (or some `columns` of it) as Arrow. Raises KeyError for an unknown table."""
        import pyarrow.dataset as ds

        from extract.tables import TABLES

        schema = TABLES[table].schema
        files = ds.dataset(self.folder / table, schema=schema, format="parquet", exclude_invalid_files=False)
        return files.to_table(columns=list(columns) if columns else None)

    def pandas(self, table: str, columns: Sequence[str] | None = None) -> "pd.DataFrame":
        """Return a table (or some `columns` of it) as a pandas frame. Raises KeyError for an unknown table."""
        return self.arrow(table, columns).to_pandas()

    def duckdb(self, database: str = ":memory:") -> "duckdb.DuckDBPyConnection":
        """Return a DuckDB connection with a view for each table, and `<table>_unique` without repeats."""
        from extract.storage.views import connect

        return connect(self.folder, database)


def open_snapshot(path: Path | str | None = None) -> Snapshot:
    """Open a snapshot: that in the folder `path`, or the latest where `path` is a folder of tables (data/tables).

    The link `latest` is followed once, here: all tables read through the result are of one state.

    Raises:
        NoSnapshotError: where there is none.
    """
    given = Path(path) if path is not None else DEFAULT_FOLDER
    for folder in (given, given / LATEST):
        if (folder / "snapshot.json").is_file():
            return Snapshot(folder.resolve())
    raise NoSnapshotError(f"{given}: no snapshot here; `phoihop extract` makes one")


def snapshots(tables: Path | str) -> list[Snapshot]:
    """Return the snapshots kept in the folder `tables`, newest first."""
    found = [Snapshot(file.parent) for file in Path(tables, "snapshots").glob("[!.]*/snapshot.json")]
    return sorted(found, key=lambda snapshot: (snapshot.created_at, snapshot.snapshot_id), reverse=True)


def units_of(kept: Iterable[Snapshot]) -> set[str]:
    """Return the keys of the units of work that snapshots are made of."""
    return {key for snapshot in kept for batch in snapshot.manifest["batches"] for key in batch["units"]}


def snapshot_on(tables: Path | str, moment: datetime) -> Snapshot:
    """Return the snapshot that was the latest at `moment`. Raises NoSnapshotError where none is as old."""
    for snapshot in snapshots(tables):
        if snapshot.created_at <= moment:
            return snapshot
    raise NoSnapshotError(f"{tables}: no snapshot kept is as old as {moment.isoformat()}")
