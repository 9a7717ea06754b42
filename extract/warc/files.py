"""Archives: WARC files at paths or addresses, found and opened."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

_SUFFIXES = (".warc", ".warc.gz", ".warc.zst")


class ArchiveError(OSError):
    """An archive that is not there or cannot be opened; the message names it."""


@dataclass(frozen=True, slots=True)
class Archive:
    """A WARC file: where it is (a path or an fsspec address) and its name within the archive folder."""

    path: str
    name: str


def archives(paths: Iterable[Path | str]) -> list[Archive]:
    """Return the WARC files that `paths` (files, folders to the bottom, or addresses) name, sorted and each once.

    Raises:
        ArchiveError: for a path that does not exist, or a folder without any WARC file.
    """
    found: dict[str, Archive] = {}
    for given in paths:
        if "://" in str(given):
            found[str(given)] = Archive(str(given), str(given).rstrip("/").rpartition("/")[2])
            continue
        path = Path(given)
        if path.is_dir():
            inside = [p for p in path.rglob("*") if p.name.endswith(_SUFFIXES) and p.is_file()]
            if not inside:
                raise ArchiveError(f"{path}: no WARC file (.warc, .warc.gz, .warc.zst) in this folder")
            for file in inside:
                found[str(file.resolve())] = Archive(str(file), file.relative_to(path).as_posix())
        elif path.exists():
            found[str(path.resolve())] = Archive(str(path), path.name)
        else:
            raise ArchiveError(f"{path}: no such file or folder")
    return sorted(found.values(), key=lambda archive: (archive.name, archive.path))


def as_archive(given: Archive | Path | str) -> Archive:
    """Return the archive that `given` is or names."""
    return given if isinstance(given, Archive) else Archive(str(given), str(given).rstrip("/").rpartition("/")[2])


@contextmanager
def reachable(address: str) -> Iterator[None]:
    """Turn what a store's client raises within into an ArchiveError: each client has exceptions of its own."""
    try:
        yield
    except OSError:
        raise
    except Exception as fault:
        raise ArchiveError(f"{address}: cannot be read: {type(fault).__name__}: {fault}") from fault


def _open_address(archive: Archive) -> BinaryIO:
    try:
        import fsspec
    except ImportError:
        raise ArchiveError(f"{archive.path}: addresses need fsspec (the extra `cluster`)") from None
    with reachable(archive.path):
        stream: BinaryIO = fsspec.open(archive.path, "rb").open()
    return stream


def _open_file(archive: Archive) -> BinaryIO:
    return Path(archive.path).open("rb")


@contextmanager
def opened(archive: Archive) -> Iterator[BinaryIO]:
    """Open `archive` for reading from any byte. Raises ArchiveError."""
    is_address = "://" in archive.path
    try:
        stream = _open_address(archive) if is_address else _open_file(archive)
    except ArchiveError:
        raise
    except (OSError, ValueError) as fault:  # ValueError: a path that cannot be one
        reason = (fault.strerror if isinstance(fault, OSError) else None) or fault
        raise ArchiveError(f"{archive.path}: cannot be opened: {reason}") from None
    with stream, reachable(archive.path) if is_address else nullcontext():
        yield stream
