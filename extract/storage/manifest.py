"""snapshot.json: what a snapshot is made of, and datapackage.json beside it."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as pq

from extract.dictionary import datapackage
from extract.snapshots import Snapshot
from extract.storage.disk import sync
from extract.storage.part_files import Parts
from extract.storage.publication import Publication
from extract.storage.reviewed import Reviewed
from extract.storage.unit_batches import Batch
from extract.versions import base_version, library_versions


def write_manifest(parts: Parts, publication: Publication, reviewed: Reviewed, kept: Sequence[Batch]) -> None:
    """Write what the snapshot in `parts` is made of; its new files are on the disk then."""
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
    first: date | None = None
    last: date | None = None
    for file in (folder / "articles").rglob("*.parquet"):
        span = pc.min_max(pq.ParquetFile(file).read(["published_on"]).column("published_on")).as_py()
        first = min((day for day in (first, span["min"]) if day), default=None)
        last = max((day for day in (last, span["max"]) if day), default=None)
    portals = {
        portal
        for file in (folder / "coverage").rglob("*.parquet")
        for portal in pq.ParquetFile(file).read(["portal"]).column("portal").to_pylist()
    }
    return {
        "portals": len(portals),
        "first_day": first.isoformat() if first else None,
        "last_day": last.isoformat() if last else None,
    }
