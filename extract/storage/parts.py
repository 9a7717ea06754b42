"""Part files: a table's rows as Parquet, in a folder a year where the table has a day of publication."""

from collections.abc import Collection, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from extract.tables import TABLES, check

# Rows wait here until they make row groups that are worth reading; this bounds what a build holds in memory.
_WAITING_BYTES = 24 << 20
_ROWS_A_FILE = 1_000_000
_ROWS_A_GROUP = 100_000


class PartWriter:
    """Writes the parts of one table under `folder`, each file's metadata with the `snapshot_id`.

    The files are named `part-<label>-<number>.parquet`. Every batch is checked against the schema. Equal rows in equal
    order give equal bytes.
    """

    def __init__(self, folder: Path, name: str, label: str, snapshot_id: str) -> None:
        self.files: list[str] = []
        self.rows = 0
        self._folder, self._name, self._label = folder, name, label
        table = TABLES[name]
        self._by_year = table.by_year
        self._schema = table.schema.with_metadata(
            {"snapshot_id": snapshot_id, "table": name, "description": table.description}
        )
        self._waiting: dict[str, list[pa.RecordBatch]] = {}
        self._bytes = 0
        self._open: dict[str, tuple[pq.ParquetWriter, int]] = {}

    def write(self, rows: pa.RecordBatch) -> None:
        """Add `rows`. Raises TableError where they are not rows of the table."""
        if not rows.num_rows:
            return
        check(self._name, rows)
        rows = pa.RecordBatch.from_arrays(rows.columns, schema=TABLES[self._name].schema)
        for place, part in self._placed(rows):
            self._waiting.setdefault(place, []).append(part)
            self._bytes += part.nbytes
            self.rows += part.num_rows
        if self._bytes > _WAITING_BYTES:
            self._flush()

    def _placed(self, rows: pa.RecordBatch) -> Iterator[tuple[str, pa.RecordBatch]]:
        if not self._by_year:
            yield "", rows
            return
        years = pc.fill_null(pc.year(rows.column("published_on")), 0)
        for year in sorted(pc.unique(years).to_pylist()):
            yield f"year={year}", rows.filter(pc.equal(years, year))

    def _flush(self) -> None:
        for place in sorted(self._waiting):
            table = pa.Table.from_batches(self._waiting[place]).replace_schema_metadata(self._schema.metadata)
            writer, written = self._open.get(place) or (self._next_file(place), 0)
            writer.write_table(table, row_group_size=_ROWS_A_GROUP)
            written += table.num_rows
            if written >= _ROWS_A_FILE:
                writer.close()
                self._open.pop(place, None)
            else:
                self._open[place] = writer, written
        self._waiting, self._bytes = {}, 0

    def _next_file(self, place: str) -> pq.ParquetWriter:
        number = sum(1 for file in self.files if Path(file).parent.name == (place or self._name))
        relative = Path(self._name, place, f"part-{self._label}-{number}.parquet")
        path = self._folder / relative
        path.parent.mkdir(parents=True, exist_ok=True)
        self.files.append(relative.as_posix())
        return pq.ParquetWriter(path, self._schema, compression="zstd", compression_level=3)

    def close(self) -> None:
        """Write what waits."""
        self._flush()
        for writer, _ in self._open.values():
            writer.close()
        self._open = {}


def write_empty(folder: Path, name: str, snapshot_id: str) -> str:
    """Write a part without rows, for a table that has none: readers find its columns. Returns the file's path."""
    writer = PartWriter(folder, name, "empty", snapshot_id)
    place = "year=0" if TABLES[name].by_year else ""
    writer._next_file(place).close()
    return writer.files[0]


def read_without(path: Path, article_ids: Collection[str]) -> Iterator[pa.RecordBatch]:
    """Yield the rows of a part file, in order, but for those of the articles in `article_ids`."""
    dropped = pa.array(sorted(article_ids), pa.string())
    with pq.ParquetFile(path) as file:
        for rows in file.iter_batches(batch_size=5_000):
            if len(dropped) and "article_id" in rows.schema.names:
                rows = rows.filter(pc.invert(pc.is_in(rows.column("article_id"), value_set=dropped)))
            yield rows
