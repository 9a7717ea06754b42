"""The part files of a snapshot that is being built: written, or taken over from the snapshot before by a hard link."""

import os
from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from extract.snapshots import Snapshot
from extract.storage.parts import PartWriter, write_empty
from extract.tables import TABLES, Row, batch

_ROWS_AT_ONCE = 5_000


class Parts:
    """The part files of the snapshot in `folder`: `writers` says which snapshot wrote each, `rows` counts by table."""

    def __init__(self, folder: Path, snapshot_id: str) -> None:
        self.folder, self.snapshot_id = folder, snapshot_id
        self.writers: dict[str, str] = {}
        self.rows: dict[str, int] = dict.fromkeys(TABLES, 0)

    def write(self, name: str, label: str, rows: Iterable[pa.RecordBatch]) -> list[str]:
        """Write rows of the table `name` as new files and return their paths."""
        writer = PartWriter(self.folder, name, label, self.snapshot_id)
        for each in rows:
            writer.write(each)
        writer.close()
        self.rows[name] += writer.rows
        self.writers |= dict.fromkeys(writer.files, self.snapshot_id)
        return writer.files

    def write_mixed(self, rows: Iterable[tuple[str, Row]]) -> None:
        """Write rows of several tables, each named with its row."""
        writers: dict[str, PartWriter] = {}
        waiting: dict[str, list[Row]] = {}

        def settle(name: str) -> None:
            writer = writers.setdefault(name, PartWriter(self.folder, name, "all", self.snapshot_id))
            writer.write(batch(name, waiting.pop(name)))

        for name, row in rows:
            waiting.setdefault(name, []).append(row)
            if len(waiting[name]) >= _ROWS_AT_ONCE:
                settle(name)
        for name in list(waiting):
            settle(name)
        for name, writer in writers.items():
            writer.close()
            self.rows[name] += writer.rows
            self.writers |= dict.fromkeys(writer.files, self.snapshot_id)

    def link(self, file: str, previous: Snapshot) -> None:
        """Take a file over from the snapshot before."""
        there, here = previous.folder / file, self.folder / file
        here.parent.mkdir(parents=True, exist_ok=True)
        os.link(there, here)
        self.writers[file] = previous.manifest["files"][file]
        self.rows[file.partition("/")[0]] += pq.read_metadata(here).num_rows

    def fill(self, name: str) -> None:
        """Write a file without rows where the table `name` has none."""
        if not any(file.startswith(f"{name}/") for file in self.writers):
            self.writers[write_empty(self.folder, name, self.snapshot_id)] = self.snapshot_id
