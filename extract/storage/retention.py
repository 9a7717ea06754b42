"""The link `latest`, and which older snapshots stay."""

import logging
import os
import shutil
from datetime import timedelta
from pathlib import Path

from extract.snapshots import LATEST, Snapshot, snapshots
from extract.storage.disk import sync

log = logging.getLogger(__name__)


def point_latest_at(tables: Path, snapshot_id: str) -> None:
    """Swap the link `latest` by a rename: readers see the old snapshot or the new one."""
    link, made = tables / LATEST, tables / f".latest.{os.getpid()}"
    made.unlink(missing_ok=True)
    made.symlink_to(Path("snapshots", snapshot_id))
    made.replace(link)
    sync(tables)


def remove_old(tables: Path, keep: int, grace: timedelta) -> None:
    """Remove all but the newest `keep` snapshots, and those that a newer one replaced within `grace` of the latest."""
    latest = Snapshot((tables / LATEST).resolve())
    others = [snapshot for snapshot in snapshots(tables) if snapshot.folder.resolve() != latest.folder]
    replaced = latest.created_at
    for place, snapshot in enumerate(others, 2):
        if place > keep and latest.created_at - replaced >= grace:
            _remove(snapshot)
        replaced = min(replaced, snapshot.created_at)


def _remove(snapshot: Snapshot) -> None:
    # First out of sight, so that a reader never finds half a snapshot.
    hidden = snapshot.folder.with_name(f".building-old-{snapshot.folder.name}")
    snapshot.folder.rename(hidden)
    shutil.rmtree(hidden)
    log.info("removed snapshot %s", snapshot.folder.name)
