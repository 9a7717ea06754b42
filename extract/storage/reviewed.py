"""The rows of units of work with reviewers' corrections in them, and which corrections a refresh must look at again."""

from collections.abc import Collection, Iterator

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from extract.snapshots import Snapshot
from extract.storage.corrections import Corrections, apply
from extract.storage.parts import read_without
from extract.storage.unit_rows import OF_A_VERSION
from extract.storage.units import UnitResult
from extract.tables import TABLES, Row


class Reviewed:
    """Corrections as they are applied: those of `changed` articles are not yet in the snapshot before.

    `orphans` has a line for each correction that finds its fact no more, by article and table.
    """

    def __init__(self, corrections: Corrections, previous: Snapshot | None) -> None:
        self.corrections = corrections
        now, before = corrections.digests(), previous.manifest["corrections"] if previous else {}
        self.changed = {name for name in now.keys() | before.keys() if now.get(name) != before.get(name)}
        orphans = previous.manifest["orphans"] if previous else {}
        self.orphans: dict[str, list[str]] = {
            key: lines for key, lines in orphans.items() if (name := key.split()[0]) in now and name not in self.changed
        }
        self.seen = set(now) - self.changed
        self._now = now

    def apply(self, name: str, result: UnitResult, superseded: Collection[str]) -> Iterator[pa.RecordBatch]:
        """Yield a unit's rows of a table, but for `superseded` articles, with corrections in them."""
        rows = _unit_rows(result, name, superseded)
        articles = self._articles(result, superseded) if TABLES[name].is_fact and self._now else {}
        if not articles:
            yield from rows
            return
        self.seen |= articles.keys()
        whole = pa.Table.from_batches(rows, schema=TABLES[name].schema).combine_chunks()
        every = whole.to_batches() or [pa.RecordBatch.from_pylist([], schema=TABLES[name].schema)]
        yield apply(name, every[0], articles, self.corrections, self.orphans)

    def _articles(self, result: UnitResult, superseded: Collection[str]) -> dict[str, Row]:
        """Return the rows of the unit's articles that have corrections."""
        file = result.folder / "articles.parquet"
        names = [name for name in self._now if name not in superseded]
        if not file.exists() or not names:
            return {}
        wanted = pc.is_in(pc.field("article_id"), value_set=pa.array(names, pa.string()))
        return {row["article_id"]: row for row in pq.read_table(file, filters=wanted).to_pylist()}

    def all_orphans(self) -> dict[str, list[str]]:
        """Return the orphans, those of articles that no unit has among them."""
        lost = {f"{name} ": [f"{name}: no such article"] for name in self._now if name not in self.seen}
        return dict(sorted({**self.orphans, **lost}.items()))


def _unit_rows(result: UnitResult, name: str, superseded: Collection[str]) -> Iterator[pa.RecordBatch]:
    file = result.folder / f"{name}.parquet"
    if file.exists():
        yield from read_without(file, superseded if name in OF_A_VERSION else ())
