"""Batches of units: which of the snapshot before stay, which rows of theirs give way, and how a new one is written.

A batch whose units are all still asked for, and unchanged, is taken over by hard links, but for files that hold an
article of which there is now a newer version.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from extract.snapshots import Snapshot
from extract.storage.merge import Merge
from extract.storage.part_files import Parts
from extract.storage.parts import read_without
from extract.storage.publication import Publication
from extract.storage.reviewed import Reviewed
from extract.storage.unit_rows import OF_A_VERSION
from extract.storage.units import UnitResult
from extract.tables import TABLES
from extract.versions import short_hash

# Tables whose rows are made unit by unit; the others are made of all units together.
_IN_BATCHES = (*OF_A_VERSION, "sifted")

# Unit → the articles whose fetch there is not their newest → the years that their rows lie under.
Superseded = Mapping[str, Mapping[str, set[int]]]


@dataclass
class Batch:
    """Units whose rows lie in the same part files. `superseded` is a digest of the articles left out of them."""

    units: dict[str, str]  # key → identity
    files: list[str] = field(default_factory=list)
    superseded: str = ""

    @property
    def label(self) -> str:
        """What its files are named by."""
        return short_hash(*chain.from_iterable(sorted(self.units.items())))[:8]


def choose(publication: Publication, previous: Snapshot | None, changed: Collection[str]) -> tuple[list[Batch], Batch]:
    """Return the batches of `previous` that stay, and one of all other units; `changed` units cannot stay."""
    wanted = {result.key: result.identity for result in publication.results}
    kept: list[Batch] = []
    if previous and not publication.compact:
        for noted in previous.manifest["batches"]:
            batch = Batch(**noted)
            if batch.units.items() <= wanted.items() and not batch.units.keys() & changed:
                kept.append(batch)
                wanted = {key: identity for key, identity in wanted.items() if key not in batch.units}
    return kept, Batch(wanted)


def units_to_restore(previous: Snapshot | None, superseded: Superseded, merge: Merge) -> set[str]:
    """Return the units with an article whose rows their batch lacks: its newer version is gone, or waits."""
    found: set[str] = set()
    for noted in previous.manifest["batches"] if previous else ():
        batch = Batch(**noted)
        gone = {article for unit in batch.units for article in superseded.get(unit, {})}
        if previous and short_hash(*sorted(gone)) != batch.superseded:
            files = [previous.folder / file for file in batch.files if file.startswith("articles/")]
            there = {
                name for file in files for name in pq.ParquetFile(file).read(["article_id"])["article_id"].to_pylist()
            }
            found |= merge.units_with(merge.articles_of(batch.units) - there) & batch.units.keys()
    return found


def take_over(batch: Batch, previous: Snapshot, parts: Parts, superseded: Superseded) -> Batch:
    """Link the files of a batch of `previous`, but write anew those that hold an article that has a newer version."""
    gone: dict[str, set[int]] = {}
    for unit in batch.units:
        for article, years in superseded.get(unit, {}).items():
            gone.setdefault(article, set()).update(years)
    digest = short_hash(*sorted(gone))
    changed = digest != batch.superseded
    places = {f"year={year}" for years in gone.values() for year in years} if changed else set()
    files: list[str] = []
    for file in batch.files:
        name, place = file.split("/")[:2]
        may_hold = name in OF_A_VERSION and (place in places or (bool(places) and not TABLES[name].by_year))
        if may_hold and _holds(previous.folder / file, gone):
            label = Path(file).stem.removeprefix("part-")
            files += parts.write(name, label, read_without(previous.folder / file, gone))
        else:
            parts.link(file, previous)
            files.append(file)
    return Batch(batch.units, files, digest)


def _holds(file: Path, articles: Iterable[str]) -> bool:
    """Whether a part file has rows of any of `articles`."""
    ids = pq.ParquetFile(file).read(["article_id"]).column("article_id")
    return bool(pc.any(pc.is_in(ids, value_set=pa.array(sorted(articles), pa.string()))).as_py())


def write_batch(
    batch: Batch, results: Sequence[UnitResult], parts: Parts, superseded: Superseded, reviewed: Reviewed
) -> None:
    """Write the rows of the units of `batch`, table by table, in the order of the archives."""
    folders = [result for result in results if result.key in batch.units]
    for name in _IN_BATCHES:
        rows = (reviewed.apply(name, result, superseded.get(result.key, {})) for result in folders)
        batch.files += parts.write(name, batch.label, chain.from_iterable(rows))
    gone = {article for result in folders for article in superseded.get(result.key, {})}
    batch.superseded = short_hash(*sorted(gone))
