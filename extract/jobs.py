"""Extraction over archives: units of work spread over processes, kept as they finish, published as one snapshot."""

import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

from tqdm import tqdm

from extract.snapshots import snapshots, units_of
from extract.storage.corrections import read_corrections
from extract.storage.digests import Digests
from extract.storage.lock import locked
from extract.storage.unit_rows import Counts
from extract.storage.units import (
    Options,
    Unit,
    UnitResult,
    VersionError,
    failed,
    finished,
    in_order,
    plan,
    remove_unfinished,
    remove_unused,
)
from extract.storage.workers import WorkersError, read_unit, run_in_processes
from extract.store import GRACE, KEEP, Publication, publish
from extract.subject import DEFAULT, load_subject
from extract.warc_reader import Archive, ArchiveError
from extract.warc_reader import archives as find_archives


class JobError(Exception):
    """A run that cannot begin or has nothing to publish; the message is one line that names the cause."""

    exit_code = 2


@dataclass
class Summary:
    """What a run did, ready for JSON.

    Attributes:
        snapshot_id, snapshot: the snapshot that is now the latest, and its folder.
        pages: HTML pages read off the archives, of which `articles` were read, `sifted` put aside; the rest are in
            `issues`. `relevant` articles are on the subject.
        rows: table → rows in the snapshot.
        issues: rows of the table issues.
        units, units_reused: units of work, and how many of them an earlier run had finished.
        orphans: corrections that found their fact no more, a line each.
        held: portals in quarantine, and since when: what was fetched from then on is not in the snapshot.
        problems: archives that could not be read, a line each.
        seconds: wall-clock time.
    """

    snapshot_id: str
    snapshot: str
    pages: int
    articles: int
    relevant: int
    sifted: int
    rows: dict[str, int]
    issues: int
    units: int
    units_reused: int
    problems: list[str] = field(default_factory=list)
    orphans: list[str] = field(default_factory=list)
    held: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0

    def as_json(self) -> dict[str, Any]:
        """Return the summary as plain values."""
        return asdict(self)


class Executor(Protocol):
    """What runs units elsewhere: a Dask client."""

    def submit(self, function: Callable[..., UnitResult], /, *args: Any, **kwargs: Any) -> Any:
        """Run `function(*args)` and return its future."""


def extract(
    archives: Iterable[Path | str],
    tables: Path | str,
    subject: str = DEFAULT,
    *,
    workers: int | None = None,
    progress: bool | None = None,
    portals: Sequence[str] = (),
    crawl_log: Iterable[Mapping[str, Any]] = (),
    discovered: Iterable[Mapping[str, Any]] = (),
    corrections: Path | str | None = None,
    hold: Callable[[Sequence[Path]], Mapping[str, datetime]] | None = None,
    registry: Path | str | None = None,
    accuracy: Mapping[str, float] | None = None,
    keep: int = KEEP,
    grace: timedelta = GRACE,
    compact: bool = False,
    scheduler: str | None = None,
) -> Summary:
    """Read `archives` and publish their tables as the latest snapshot in the folder `tables`.

    What an earlier run has read, killed or not, is not read again as long as archive, code and portals are the same.

    Args:
        archives: WARC files, folders of them, fsspec addresses.
        tables: the folder that holds the snapshots; made if need be.
        subject: key of a subject, or `any` to read every page.
        workers: processes; all cores by default, 1 reads in this process.
        progress: whether to show a bar on stderr; by default where that is a terminal.
        portals: keys of the portals whose pages are read; all by default.
        crawl_log: rows of the table crawl_log, from the front door.
        discovered: what the crawl knows of each portal and month, for coverage: portal, month, discovered, fetched,
            blocked, earliest_day.
        corrections: CSV file of reviewers' decisions, or a folder of them.
        hold: asked, when all is read, which portals' pages are to wait, and from which moment on; it is given the
            folders of the units, with their rows as Parquet files.
        registry: folder of the user's own portal files, laid over the packaged ones.
        accuracy: measure → F1 on gold, to be noted in the snapshot.
        keep: how many snapshots stay, the new one included.
        grace: for how long a snapshot stays beyond that after a newer one took its place.
        compact: whether all rows are written anew in as few files as possible, instead of what is new only.
        scheduler: address of a Dask scheduler whose workers run the units instead of this machine's processes; they
            must see `archives`, `tables` and `registry` under the same paths.

    Raises:
        JobError: no archive can be read, a portal is unknown, or the folder cannot be written.
        LockHeldError: another run writes to `tables`.
        SnapshotError: the tables would break their contract; nothing is published.
        CorrectionError: a file of corrections at fault.
        LexiconError, RegistryError: an unknown subject, or a faulty file.
    """
    began = time.monotonic()
    options = Options(subject, tuple(sorted(portals)), str(Path(registry).resolve()) if registry else None)
    _check_options(options)
    decided = read_corrections(Path(corrections)) if corrections else []
    tables = Path(tables)
    try:
        (tables / "snapshots").mkdir(parents=True, exist_ok=True)
        work = tables / ".work"
        work.mkdir(exist_ok=True)
        with locked(tables, "extract"):
            remove_unfinished(work)
            problems: list[str] = []
            sources, units = _plan(archives, options, Digests(work / "digests.json"), problems)
            if not units:
                raise JobError("; ".join(problems) or "no archives given")
            with _cluster(scheduler) as executor:
                results, reused = _run_all(units, work, workers, progress, executor)
            results = in_order(results, units)
            publication = Publication(
                results=results,
                archives=sources,
                options=options,
                problems=problems,
                crawl_log=crawl_log,
                discovered=list(discovered),
                corrections=decided,
                held=hold([result.folder for result in results]) if hold else {},
                accuracy=accuracy,
                keep=keep,
                grace=grace,
                compact=compact,
            )
            snapshot = publish(tables, publication)
            remove_unused(work, units_of(snapshots(tables)))
    except (VersionError, WorkersError) as fault:
        raise JobError(str(fault)) from None
    except OSError as fault:
        raise JobError(f"{fault.filename or tables}: cannot be written: {fault.strerror or fault}") from None
    counts = Counts()
    for result in results:
        counts += result.counts
    return Summary(
        snapshot.snapshot_id,
        str(snapshot.folder),
        counts.pages,
        counts.articles,
        counts.relevant,
        counts.sifted,
        snapshot.rows,
        snapshot.rows["issues"],
        len(units),
        reused,
        problems,
        snapshot.orphans,
        publication.held_as_text(),
        round(time.monotonic() - began, 3),
    )


@contextmanager
def _cluster(address: str | None) -> Iterator[Executor | None]:
    """A Dask client for the scheduler at `address`, None without one. Raises JobError."""
    if address is None:
        yield None
        return
    try:
        from distributed import Client
    except ImportError:
        raise JobError("--scheduler needs Dask: install phoihop with its extra, phoihop[cluster]") from None
    try:
        client = Client(address, timeout="10s")
    except (OSError, ValueError) as fault:
        raise JobError(f"{address}: no Dask scheduler answers: {fault}") from None
    with client:
        yield client


def _check_options(options: Options) -> None:
    load_subject(options.subject)
    known = options.load_registry().portals
    if unknown := [key for key in options.portals if key not in known]:
        raise JobError(f"unknown portal {', '.join(unknown)}; `phoihop portals` lists them")


def _plan(
    paths: Iterable[Path | str], options: Options, digests: Digests, problems: list[str]
) -> tuple[dict[str, str], list[Unit]]:
    """Return the archives' digests by name and the units to read; a path that fails becomes a line of `problems`."""
    found: dict[str, Archive] = {}
    for path in paths:
        try:
            for archive in find_archives([path]):
                found.setdefault(archive.path, archive)
        except ArchiveError as fault:
            problems.append(str(fault))
    sources: dict[str, str] = {}
    units: list[Unit] = []
    for archive in _named_apart(sorted(found.values(), key=lambda archive: (archive.name, archive.path))):
        try:
            digest = digests.of(archive.path)
            units += plan(archive, digest, options)
        except OSError as fault:
            problems.append(str(fault))
        else:
            sources[archive.name] = digest
    return sources, units


def _named_apart(archives: Sequence[Archive]) -> Iterator[Archive]:
    """Yield the archives, each under a name of its own: the folder before it where another has it already."""
    taken: set[str] = set()
    for archive in archives:
        name = archive.name
        for folder in Path(archive.path).absolute().parents if "://" not in archive.path else ():
            if name not in taken:
                break
            name = f"{folder.name}/{name}"
        taken.add(name)
        yield Archive(archive.path, name)


def default_workers() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _run_all(
    units: Sequence[Unit], work: Path, workers: int | None, progress: bool | None, executor: Executor | None
) -> tuple[list[UnitResult], int]:
    registry = units[0].options.load_registry()
    results, missing = [], []
    for unit in units:
        result = finished(unit, work, registry)
        if result:
            results.append(result)
        else:
            missing.append(unit)
    reused = len(results)
    shown = sys.stderr.isatty() if progress is None else progress
    with tqdm(
        total=sum(unit.size for unit in units),
        initial=sum(unit.size for unit in units) - sum(unit.size for unit in missing),
        unit="B",
        unit_scale=True,
        desc="extract",
        file=sys.stderr,
        disable=not shown,
    ) as bar:
        workers = min(workers or default_workers(), len(missing))
        for unit, result in _run(missing, work, workers, executor):
            results.append(result)
            bar.update(unit.size)
    return results, reused


def _run(
    units: Sequence[Unit], work: Path, workers: int, executor: Executor | None
) -> Iterator[tuple[Unit, UnitResult]]:
    if executor is not None:
        # Units wait on the scheduler, not here: a client that dies finds what was done in `work`.
        futures = [(unit, executor.submit(read_unit, unit, work.resolve(), pure=False)) for unit in units]
        for unit, future in futures:
            try:
                yield unit, future.result()
            except VersionError:
                raise
            except Exception as fault:  # what the cluster gives up on must not lose what it has done
                if getattr(executor, "status", "running") != "running":
                    raise JobError("the Dask scheduler is gone; run again: what is finished is kept") from None
                yield unit, failed(unit, work, str(fault))
    elif workers <= 1:
        for unit in units:
            yield unit, read_unit(unit, work)
    else:
        yield from run_in_processes(read_unit, units, work, workers)


__all__ = ["Executor", "JobError", "Summary", "default_workers", "extract"]
