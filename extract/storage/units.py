"""Units of work: a stretch of an archive, read to rows that are kept in a folder of their own until it changes."""

import hashlib
import json
import os
import shutil
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, field
from importlib import metadata
from pathlib import Path

from crawler.portals.registry import Registry, load_registry
from extract.facts.base import Issue
from extract.issues import issue_row
from extract.storage.disk import sync
from extract.storage.unit_rows import Counts, UnitRows
from extract.subject import DEFAULT
from extract.versions import base_version, hosts_unchanged, short_hash
from extract.warc.files import reachable
from extract.warc_reader import Archive, next_record

UNIT_BYTES = 8 << 20
"""About how much of an archive, as it lies on the disk, is one unit."""

_SEEKABLE = (".warc.gz",)
_TOLD = ("size", "ETag", "LastModified", "mtime")  # by stores, of what they hold


class VersionError(RuntimeError):
    """Code that changed during a run, or differs between the machines of a cluster: its rows would lie about it."""


@dataclass(frozen=True)
class Options:
    """What besides the archive decides what is read: the subject, the portals asked for, the user's portal files."""

    subject: str = DEFAULT
    portals: tuple[str, ...] = ()
    registry: str | None = None

    def load_registry(self) -> Registry:
        """Return the registry, with the folder of the user's own files laid over it where one is named."""
        return load_registry(Path(self.registry) if self.registry else None)


@dataclass(frozen=True)
class Unit:
    """A stretch of an archive: records that begin at `start` or later and before `stop` (None: to the end)."""

    archive: Archive
    digest: str
    start: int
    stop: int | None
    size: int
    options: Options
    version: str = field(default_factory=base_version)  # of the code that planned it

    @property
    def key(self) -> str:
        """The name of the unit's folder: other content, code, subject or stretch is another unit."""
        return short_hash(
            self.digest,
            self.archive.name,
            f"{self.start}-{self.stop}",
            json.dumps([self.options.subject, *self.options.portals]),
            self.version,
            metadata.version("datasketch"),
        )


@dataclass(frozen=True)
class UnitResult:
    """A finished unit: its folder, what its pages came to, and the `identity` that changes when its rows may have."""

    key: str
    folder: Path
    counts: Counts
    identity: str


def plan(archive: Archive, digest: str, options: Options) -> list[Unit]:
    """Cut `archive` into units at records' beginnings; a file that cannot be entered in its middle is one unit.

    Raises ArchiveError where the file cannot be opened.
    """
    if "://" in archive.path:
        return [Unit(archive, digest, 0, None, 0, options)]
    size = Path(archive.path).stat().st_size
    starts = [0]
    if archive.name.endswith(_SEEKABLE):
        while starts[-1] + UNIT_BYTES + UNIT_BYTES // 2 < size:
            following = next_record(archive, starts[-1] + UNIT_BYTES)
            if following is None or size - following < UNIT_BYTES // 4:
                break
            starts.append(following)
    stops: list[int | None] = [*starts[1:], None]
    return [
        Unit(archive, digest, start, stop, (stop or size) - start, options)
        for start, stop in zip(starts, stops, strict=True)
    ]


def archive_digest(path: str) -> str:
    """Return the SHA-256 of the file at `path`; of an address elsewhere, a digest of what its store says of it."""
    if "://" in path:
        import fsspec

        with reachable(path):
            filesystem, inner = fsspec.core.url_to_fs(path)
            told = filesystem.info(inner)  # of a file on the web the key is but its address
            said = [filesystem.ukey(inner), *(str(told.get(name)) for name in _TOLD)]
        return hashlib.sha256(" ".join([path, *said]).encode()).hexdigest()
    with Path(path).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def finished(unit: Unit, work: Path, registry: Registry) -> UnitResult | None:
    """Return the result of `unit` if an earlier run finished it and no portal in it has changed since."""
    folder = work / unit.key
    try:
        raw = (folder / "unit.json").read_bytes()
    except OSError:
        return None
    noted = json.loads(raw)
    if not hosts_unchanged(noted["hosts"], registry):
        return None
    return UnitResult(unit.key, folder, Counts(**noted["counts"]), short_hash(unit.key, raw))


def failed(unit: Unit, work: Path, reason: str) -> UnitResult:
    """Leave a result for a unit that could not be read however often it was tried: a row of `issues`, no more.

    The result is not found again by :func:`finished`, so that the next run tries once more.
    """
    rows = UnitRows()
    detail = f"{unit.archive.path}: bytes {unit.start}–{unit.stop or 'end'} not read: {reason}"
    rows.add_issue(issue_row(unit.archive.name, "worker", Issue("failed", detail)), is_page=False)
    return write_unit(unit, work, rows, {"": "failed"})


def write_unit(unit: Unit, work: Path, rows: UnitRows, hosts: dict[str, str]) -> UnitResult:
    """Write `rows` and a note of what they came from to `work/<key>`; `hosts` are noted for :func:`finished`."""
    folder, building = work / unit.key, work / f".{unit.key}.{os.getpid()}"
    shutil.rmtree(building, ignore_errors=True)
    building.mkdir(parents=True)
    rows.write(building)
    note = {
        "archive": unit.archive.name,
        "digest": unit.digest,
        "start": unit.start,
        "stop": unit.stop,
        "counts": asdict(rows.counts),
        "hosts": hosts,
    }
    raw = json.dumps(note, sort_keys=True).encode()
    (building / "unit.json").write_bytes(raw)
    for path in (*building.iterdir(), building):
        sync(path)
    shutil.rmtree(folder, ignore_errors=True)
    building.rename(folder)
    return UnitResult(unit.key, folder, rows.counts, short_hash(unit.key, raw))


def remove_unfinished(work: Path) -> None:
    """Remove what runs that were killed left half-written in `work`."""
    for folder in work.glob(".*"):
        shutil.rmtree(folder)


def remove_unused(work: Path, used: Collection[str]) -> None:
    """Remove the results in `work` of all units but those whose keys are `used`."""
    for note in work.glob("*/unit.json"):
        if note.parent.name not in used:
            shutil.rmtree(note.parent)


def in_order(results: Sequence[UnitResult], units: Sequence[Unit]) -> list[UnitResult]:
    """Return `results` in the order of `units`, whoever finished first."""
    by_key = {result.key: result for result in results}
    return [by_key[unit.key] for unit in units]
