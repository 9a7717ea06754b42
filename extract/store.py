"""Publishing: units of work become a snapshot, built beside the others and made the latest by one rename.

A snapshot's rows lie in *batches* of units. A batch whose units are all still asked for, and unchanged, is taken over
from the snapshot before by hard links, but for files that hold an article of which there is now a newer version; what
is new becomes a batch of its own. So the cost of a refresh grows with the news. `compact` makes one batch of all.
"""

import errno
import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq

from extract import events
from extract.body_rows import province_rows
from extract.facts.base import Issue
from extract.issues import issue_row
from extract.snapshots import LATEST, Snapshot
from extract.storage.corrections import Corrections
from extract.storage.disk import sync
from extract.storage.manifest import write_manifest
from extract.storage.merge import Merge, batches
from extract.storage.part_files import Parts
from extract.storage.parts import read_without
from extract.storage.publication import GRACE, KEEP, Publication
from extract.storage.retention import point_latest_at, remove_old
from extract.storage.reviewed import Reviewed
from extract.storage.unit_batches import choose, take_over, units_to_restore, write_batch
from extract.storage.validate import faults
from extract.tables import TABLES
from extract.versions import base_version, library_versions, short_hash

__all__ = ["GRACE", "KEEP", "Publication", "SnapshotError", "publish"]


class SnapshotError(Exception):
    """Tables that would break their contract: they are not published. The message has a line a fault."""

    exit_code = 1


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
    except duckdb.IOException as fault:  # a full disk, most often
        raise OSError(errno.EIO, str(fault).splitlines()[0], str(building)) from None
    finally:
        shutil.rmtree(building, ignore_errors=True)
    point_latest_at(tables, snapshot_id)
    remove_old(tables, publication.keep, publication.grace)
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


def _build(
    folder: Path, snapshot_id: str, publication: Publication, crawl_log: Path, previous: Snapshot | None
) -> None:
    parts = Parts(folder, snapshot_id)
    with Merge(publication.results, folder, crawl_log, publication.discovered, publication.held) as merge:
        superseded = merge.superseded()
        reviewed = Reviewed(Corrections(publication.corrections), previous)
        changed = merge.units_with(reviewed.changed) | merge.units_fetched(_held_otherwise(publication, previous))
        changed |= units_to_restore(previous, superseded, merge)
        kept, fresh = choose(publication, previous, changed)
        kept = [take_over(batch, previous, parts, superseded) for batch in kept if previous]
        if fresh.units:
            write_batch(fresh, publication.results, parts, superseded, reviewed)
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
    write_manifest(parts, publication, reviewed, [*kept, *([fresh] if fresh.units else [])])


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


def _write_problems(publication: Publication, parts: Parts) -> None:
    """Give each archive that could not be read a row of issues."""
    rows = [issue_row(line.partition(":")[0], "archive", Issue("unreadable", line)) for line in publication.problems]
    parts.write("issues", "archives", batches("issues", rows))
