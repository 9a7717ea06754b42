"""Takes records out of archive files, without losing track: what is dropped is written down, what stays stays as it is.

A file that loses records is replaced by one of another name that holds the rest byte for byte, so that an older table's
place (file and offset) never leads to another page. `dropped.csv` in the archive's folder names every dropped record;
the state store learns the new places. Every step can be cut off and is finished, or undone, by the next pruning.
"""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from fastwarc.warc import ArchiveIterator, WarcRecordType

from crawler.seen import Seen
from crawler.warc_records import ROLE
from crawler.warc_recovery import ArchiveDamagedError, whole_length
from crawler.warc_writer import SUFFIX, sync_folder

DROPPED = "dropped.csv"
_BUILDING = ".pruning"
_GENERATION = re.compile(r"(?:-kept(\d+))?\.warc\.gz$")
_COLUMNS = (
    "record_id",
    "url",
    "kind",
    "fetched_at",
    "payload_digest",
    "archive",
    "archive_offset",
    "dropped_on",
    "why",
)


@dataclass(frozen=True)
class Lying:
    """A record as it lies in a file: from byte `start` to before `end`."""

    start: int
    end: int
    kind: str
    role: str | None
    url: str
    record_id: str
    fetched_at: str
    payload_digest: str


@dataclass(frozen=True)
class Pruned:
    """What the pruning of a file came to, or would come to: records kept and dropped, bytes before and after."""

    file: str
    kept: int
    dropped: int
    bytes_before: int
    bytes_after: int


Reason = Callable[[Lying], str | None]
"""Says why a record is to be dropped; None for one that stays."""


def records_of(path: Path) -> Iterator[Lying]:
    """Yield the records of a file of ours. Raises ArchiveDamagedError where it is not whole."""
    size = path.stat().st_size
    if whole_length(path)[0] != size:
        raise ArchiveDamagedError(f"{path.name}: is not whole")
    with path.open("rb") as stream:
        found = [
            Lying(
                start=record.stream_pos,
                end=size,
                kind=record.headers.get("WARC-Type") or "",
                role=record.headers.get(ROLE),
                url=record.headers.get("WARC-Target-URI") or "",
                record_id=record.headers.get("WARC-Record-ID") or "",
                fetched_at=record.headers.get("WARC-Date") or "",
                payload_digest=record.headers.get("WARC-Payload-Digest") or "",
            )
            for record in ArchiveIterator(stream, record_types=WarcRecordType.any_type, parse_http=False)
        ]
    for record, following in zip(found, [*found[1:], None], strict=True):
        yield replace(record, end=following.start) if following else record


def prune(folder: Path, seen: Seen, why: Reason, day: date, *, pretend: bool) -> Iterator[Pruned]:
    """Drop records from the finished files of our crawls, and yield what each file that loses some comes to.

    Args:
        folder: the archive.
        seen: the state store of the crawls that wrote it.
        why: says of each record why it is to be dropped.
        day: today.
        pretend: change nothing.

    Raises:
        ArchiveDamagedError: a file cannot be read to its end; those before it are done.
    """
    if not pretend:
        _finish(folder, seen)
    for path in sorted(folder.glob(f"phoihop-*{SUFFIX}")):
        reasons = {record: why(record) for record in records_of(path)}
        dropped = {record: reason for record, reason in reasons.items() if reason is not None}
        if not dropped:
            continue
        kept = [record for record in reasons if record not in dropped]
        after = sum(record.end - record.start for record in kept)
        if not pretend:
            _replace(path, kept, dropped, seen, day)
        yield Pruned(path.name, len(kept), len(dropped), after + sum(r.end - r.start for r in dropped), after)


def _replace(path: Path, kept: list[Lying], dropped: dict[Lying, str], seen: Seen, day: date) -> None:
    name = _next_name(path.name)
    building = path.with_name(name + _BUILDING)
    moved: list[tuple[int, int]] = []
    with path.open("rb") as source, building.open("wb") as target:
        for record in kept:
            source.seek(record.start)
            moved.append((record.start, target.tell()))
            target.write(source.read(record.end - record.start))
        target.flush()
        os.fsync(target.fileno())
        length = target.tell()
    _write_down(path, dropped, day)
    notes = [(record.start, f"dropped from the archive on {day}: {reason}") for record, reason in dropped.items()]
    with seen.transaction():
        seen.replace_archive(path.name, name, length, moved, notes)
    _publish(building, path)


def _write_down(path: Path, dropped: dict[Lying, str], day: date) -> None:
    file = path.with_name(DROPPED)
    is_new = not file.exists()
    with file.open("a", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        if is_new:
            writer.writerow(_COLUMNS)
        for r, reason in dropped.items():
            place = (path.name, r.start, day.isoformat(), reason)
            writer.writerow((r.record_id.strip("<>"), r.url, r.kind, r.fetched_at, r.payload_digest, *place))
        stream.flush()
        os.fsync(stream.fileno())


def _publish(building: Path, old: Path) -> None:
    building.rename(building.with_name(building.name.removesuffix(_BUILDING)))
    old.unlink(missing_ok=True)
    sync_folder(building.parent)


def _finish(folder: Path, seen: Seen) -> None:
    """Finish what a pruning that was cut off had entered into the state, and undo what it had not."""
    for building in folder.glob(f"*{_BUILDING}"):
        name = building.name.removesuffix(_BUILDING)
        old = seen.replaced_archive(name)
        if old is None:
            building.unlink()
        else:
            _publish(building, folder / old)
    for path in folder.glob(f"phoihop-*{SUFFIX}"):
        old = seen.replaced_archive(path.name)
        if old is not None and (folder / old).exists():
            (folder / old).unlink()


def _next_name(name: str) -> str:
    found = _GENERATION.search(name)
    generation = int(found[1] or 0) if found else 0
    return f"{_GENERATION.sub('', name)}-kept{generation + 1}{SUFFIX}"
