"""Publishing: units of work become a snapshot, built beside the others and made the latest by one rename.

A snapshot's rows lie in *batches* of units. A batch whose units are all still asked for, and unchanged, is taken over
from the snapshot before by hard links, but for files that hold an article of which there is now a newer version; what
is new becomes a batch of its own. So the cost of a refresh grows with the news. `compact` makes one batch of all.
"""

import hashlib
import json
import logging
import os
import shutil
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime
from importlib import metadata
from itertools import chain
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from extract import events
from extract.dictionary import datapackage
from extract.facts.base import Issue
from extract.rows import Row, issue_row, province_rows
from extract.snapshots import LATEST, Snapshot, snapshots
from extract.storage.corrections import Correction, Corrections
from extract.storage.disk import sync
from extract.storage.merge import Merge, batches
from extract.storage.parts import PartWriter, read_without, write_empty
from extract.storage.reviewed import Reviewed
from extract.storage.unit_rows import OF_A_VERSION
from extract.storage.units import Options, UnitResult
from extract.storage.validate import faults
from extract.tables import TABLES, batch
from extract.versions import base_version, library_versions, short_hash

log = logging.getLogger(__name__)

KEEP = 5
"""How many snapshots stay by default, the latest included."""

# Tables whose rows are made unit by unit; the others are made of all units together.
_IN_BATCHES = (*OF_A_VERSION, "sifted")

_ROWS_AT_ONCE = 5_000

# Unit → the articles whose fetch there is not their newest → the years that their rows lie under.
_Superseded = Mapping[str, Mapping[str, set[int]]]


class SnapshotError(Exception):
    """Tables that would break their contract: they are not published. The message has a line a fault."""

    exit_code = 1


@dataclass
class Publication:
    """What is to be published.

    Attributes:
        results: the finished units, in the order of their archives.
        archives: name → digest of the archives read.
        options: what they were read for.
        problems: archives that could not be read, a line each.
        crawl_log: rows of the table crawl_log.
        discovered: what the crawler knows of each portal and month (:data:`extract.storage.merge.DISCOVERED`).
        corrections: what reviewers decided; those that find their fact no more are named in the manifest (`orphans`).
        held: portals in quarantine, each with the moment from which its pages wait: their rows are not published.
        accuracy: measure → F1 on gold, where known.
        keep: how many snapshots stay.
        compact: whether to make one batch of all units.
    """

    results: Sequence[UnitResult]
    archives: Mapping[str, str]
    options: Options = field(default_factory=Options)
    problems: Sequence[str] = ()
    crawl_log: Iterable[Mapping[str, Any]] = ()
    discovered: Sequence[Mapping[str, Any]] = ()
    corrections: Sequence[Correction] = ()
    held: Mapping[str, datetime] = field(default_factory=dict)
    accuracy: Mapping[str, float] | None = None
    keep: int = KEEP
    compact: bool = False

    def held_as_text(self) -> dict[str, str]:
        """Return `held` as the manifest has it."""
        return {portal: since.astimezone(UTC).isoformat() for portal, since in sorted(self.held.items())}


@dataclass
class _Batch:
    """Units whose rows lie in the same part files. `superseded` is a digest of the articles left out of them."""

    units: dict[str, str]  # key → identity
    files: list[str] = field(default_factory=list)
    superseded: str = ""

    @property
    def label(self) -> str:
        return short_hash(*chain.from_iterable(sorted(self.units.items())))[:8]


def publish(tables: Path, publication: Publication) -> Snapshot:
    """Build the snapshot of `publication` in `tables` and make it the latest.

    The caller holds the folder's lock. What fails, or is killed, leaves the folders of other snapshots and the link
    as they were; what it leaves of its own is removed by the next run. A snapshot that is there already is not built
    again.

    Raises:
        SnapshotError: the tables would break their contract.
        OSError: the folder cannot be written.
    """
    root = tables / "snapshots"
    for leftover in root.glob(".building-*"):
        shutil.rmtree(leftover)
    building = root / f".building-{os.getpid()}"
    building.mkdir(parents=True)
    try:
        spool = building / ".crawl_log.parquet"
        log_digest = _spool_crawl_log(publication.crawl_log, spool)
        snapshot_id = _snapshot_id(publication, log_digest)
        target = root / snapshot_id
        if not (target / "snapshot.json").exists():
            _build(building, snapshot_id, publication, spool, _latest(tables))
            shutil.rmtree(target, ignore_errors=True)
            sync(building)
            building.rename(target)
            sync(root)
    finally:
        shutil.rmtree(building, ignore_errors=True)
    _point_latest_at(tables, snapshot_id)
    _remove_old(tables, publication.keep)
    return Snapshot(target)


def _latest(tables: Path) -> Snapshot | None:
    folder = tables / LATEST
    return Snapshot(folder.resolve()) if (folder / "snapshot.json").is_file() else None


def _snapshot_id(publication: Publication, log_digest: str) -> str:
    """Derive the id from the content alone: the same archives, versions and options give the same id."""
    content = {
        "archives": dict(publication.archives),
        "units": [result.identity for result in publication.results],
        "version": base_version(),
        "libraries": library_versions(),
        "options": [publication.options.subject, *publication.options.portals],
        "problems": list(publication.problems),
        "crawl_log": log_digest,
        "discovered": sorted(repr(sorted(row.items())) for row in publication.discovered),
        "compact": publication.compact,
        "corrections": Corrections(publication.corrections).digests(),
        "held": publication.held_as_text(),
    }
    return short_hash(json.dumps(content, sort_keys=True))


def _spool_crawl_log(rows: Iterable[Mapping[str, Any]], file: Path) -> str:
    """Write the crawl log, which can be read but once, to `file`; return a digest of its rows."""
    digest = hashlib.sha256()
    with pq.ParquetWriter(file, TABLES["crawl_log"].schema) as writer:
        for each in batches("crawl_log", (dict(row) for row in rows)):
            digest.update(each.serialize())
            writer.write_batch(each)
    return digest.hexdigest()


class _Parts:
    """The part files of the snapshot that is being built, and which snapshot wrote each."""

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


def _build(
    folder: Path, snapshot_id: str, publication: Publication, crawl_log: Path, previous: Snapshot | None
) -> None:
    parts = _Parts(folder, snapshot_id)
    with Merge(publication.results, folder, crawl_log, publication.discovered, publication.held) as merge:
        superseded = merge.superseded()
        reviewed = Reviewed(Corrections(publication.corrections), previous)
        changed = merge.units_with(reviewed.changed) | merge.units_fetched(_held_otherwise(publication, previous))
        changed |= _units_to_restore(previous, superseded, merge)
        kept, fresh = _batches(publication, previous, changed)
        kept = [_take_over(batch, previous, parts, superseded) for batch in kept if previous]
        if fresh.units:
            _write_batch(fresh, publication.results, parts, superseded, reviewed)
        _write_problems(publication, parts)
        parts.write("article_versions", "all", batches("article_versions", merge.article_versions()))
        parts.write("organisations", "all", batches("organisations", merge.organisations()))
        parts.write("duplicates", "all", batches("duplicates", merge.duplicates()))
        parts.write("coverage", "all", batches("coverage", merge.coverage()))
        parts.write("provinces", "all", batches("provinces", province_rows()))
        parts.write("crawl_log", "all", read_without(crawl_log, ()))
        for name in TABLES:
            if name not in events.TABLES:
                parts.fill(name)
        parts.write_mixed(events.find(merge.over(folder)))
        for name in events.TABLES:
            parts.fill(name)
    (folder / ".merge.duckdb").unlink()
    crawl_log.unlink()
    broken = faults(folder, [file for file, writer in parts.writers.items() if writer == snapshot_id])
    shutil.rmtree(folder / ".spill", ignore_errors=True)
    if broken:
        raise SnapshotError("\n".join(broken))
    _write_manifest(parts, publication, reviewed, [*kept, *([fresh] if fresh.units else [])])


def _held_otherwise(publication: Publication, previous: Snapshot | None) -> dict[str, datetime]:
    """Return the portals whose pages wait now and did not before, or the other way round, and from when on."""
    now = publication.held_as_text()
    before: dict[str, str] = previous.manifest.get("held", {}) if previous else {}
    sides = (now, before)
    return {
        portal: datetime.fromisoformat(min(side[portal] for side in sides if portal in side))
        for portal in now.keys() | before.keys()
        if now.get(portal) != before.get(portal)
    }


def _batches(
    publication: Publication, previous: Snapshot | None, changed: Collection[str]
) -> tuple[list[_Batch], _Batch]:
    """Return the batches of `previous` that stay, and one of all other units; `changed` units cannot stay."""
    wanted = {result.key: result.identity for result in publication.results}
    kept: list[_Batch] = []
    if previous and not publication.compact:
        for noted in previous.manifest["batches"]:
            batch = _Batch(**noted)
            if batch.units.items() <= wanted.items() and not batch.units.keys() & changed:
                kept.append(batch)
                wanted = {key: identity for key, identity in wanted.items() if key not in batch.units}
    return kept, _Batch(wanted)


def _units_to_restore(previous: Snapshot | None, superseded: _Superseded, merge: Merge) -> set[str]:
    """Return the units with an article whose rows their batch lacks: its newer version is gone, or waits."""
    found: set[str] = set()
    for noted in previous.manifest["batches"] if previous else ():
        batch = _Batch(**noted)
        gone = {article for unit in batch.units for article in superseded.get(unit, {})}
        if previous and short_hash(*sorted(gone)) != batch.superseded:
            files = [previous.folder / file for file in batch.files if file.startswith("articles/")]
            there = {
                name for file in files for name in pq.read_table(file, columns=["article_id"])["article_id"].to_pylist()
            }
            found |= merge.units_with(merge.articles_of(batch.units) - there) & batch.units.keys()
    return found


def _take_over(batch: _Batch, previous: Snapshot, parts: _Parts, superseded: _Superseded) -> _Batch:
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
    return _Batch(batch.units, files, digest)


def _holds(file: Path, articles: Iterable[str]) -> bool:
    """Whether a part file has rows of any of `articles`."""
    ids = pq.read_table(file, columns=["article_id"]).column("article_id")
    return bool(pc.any(pc.is_in(ids, value_set=pa.array(sorted(articles), pa.string()))).as_py())


def _write_batch(
    batch: _Batch, results: Sequence[UnitResult], parts: _Parts, superseded: _Superseded, reviewed: Reviewed
) -> None:
    """Write the rows of the units of `batch`, table by table, in the order of the archives."""
    folders = [result for result in results if result.key in batch.units]
    for name in _IN_BATCHES:
        rows = (reviewed.apply(name, result, superseded.get(result.key, {})) for result in folders)
        batch.files += parts.write(name, batch.label, chain.from_iterable(rows))
    gone = {article for result in folders for article in superseded.get(result.key, {})}
    batch.superseded = short_hash(*sorted(gone))


def _write_problems(publication: Publication, parts: _Parts) -> None:
    """Give each archive that could not be read a row of issues."""
    rows = [issue_row(line.partition(":")[0], "archive", Issue("unreadable", line)) for line in publication.problems]
    parts.write("issues", "archives", batches("issues", rows))


def _write_manifest(parts: _Parts, publication: Publication, reviewed: Reviewed, kept: Sequence[_Batch]) -> None:
    manifest = {
        "snapshot_id": parts.snapshot_id,
        "created_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "subject": publication.options.subject,
        "portals": list(publication.options.portals),
        "archives": [{"name": name, "sha256": digest} for name, digest in sorted(publication.archives.items())],
        "problems": list(publication.problems),
        "corrections": reviewed.corrections.digests(),
        "orphans": reviewed.all_orphans(),
        "held": publication.held_as_text(),
        "versions": {"phoihop": metadata.version("phoihop"), "extractor": base_version(), **library_versions()},
        "rows": parts.rows,
        "coverage": _coverage(parts.folder),
        "accuracy": dict(publication.accuracy) if publication.accuracy else None,
        "files": dict(sorted(parts.writers.items())),
        "batches": [asdict(batch) for batch in kept],
    }
    for file, writer in parts.writers.items():
        if writer == parts.snapshot_id:
            sync(parts.folder / file)
    note = parts.folder / "snapshot.json"
    note.write_text(json.dumps(manifest, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    sync(note)
    package = parts.folder / "datapackage.json"
    described = datapackage(Snapshot(parts.folder))
    package.write_text(json.dumps(described, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    sync(package)


def _coverage(folder: Path) -> dict[str, Any]:
    """Sum up the table coverage: how many portals, and from which day to which."""
    articles = ds.dataset(folder / "articles", schema=TABLES["articles"].schema, format="parquet")
    first: date | None = None
    last: date | None = None
    for rows in articles.to_batches(columns=["published_on"]):
        span = pc.min_max(rows.column("published_on")).as_py()
        first = min((day for day in (first, span["min"]) if day), default=None)
        last = max((day for day in (last, span["max"]) if day), default=None)
    portals = pq.read_table(folder / "coverage", columns=["portal"]).column("portal")
    return {
        "portals": len(pc.unique(portals)),
        "first_day": first.isoformat() if first else None,
        "last_day": last.isoformat() if last else None,
    }


def _point_latest_at(tables: Path, snapshot_id: str) -> None:
    """Swap the link `latest` by a rename: readers see the old snapshot or the new one."""
    link, made = tables / LATEST, tables / f".latest.{os.getpid()}"
    made.unlink(missing_ok=True)
    made.symlink_to(Path("snapshots", snapshot_id))
    made.replace(link)
    sync(tables)


def _remove_old(tables: Path, keep: int) -> None:
    """Remove all but the newest `keep` snapshots; the latest stays whatever its age."""
    latest = (tables / LATEST).resolve()
    others = [snapshot for snapshot in snapshots(tables) if snapshot.folder.resolve() != latest]
    for snapshot in others[max(keep - 1, 0) :]:
        # First out of sight, so that a reader never finds half a snapshot.
        hidden = snapshot.folder.with_name(f".building-old-{snapshot.folder.name}")
        snapshot.folder.rename(hidden)
        shutil.rmtree(hidden)
        log.info("removed snapshot %s", snapshot.folder.name)
