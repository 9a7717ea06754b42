"""The file of reviewers' decisions: a CSV file of theirs, kept in version control, that outlives every extraction."""

import csv
import fcntl
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from extract.cells import guarded, unguarded
from extract.storage.corrections import COLUMNS, COMPLETE, Correction, read_corrections
from extract.storage.disk import sync

FURTHER = ("fact_id", "reason", "decided_on")
"""Columns of the file besides those that a correction needs."""

_PLACE = ("article_id", "table", "before", "quote", "after")

Line = dict[str, str]


def record(file: Path, corrections: Sequence[Correction], reason: str = "") -> None:
    """Add decisions to the CSV file `file`, made if need be; they take the place of what was said of the same before.

    Of a fact, `accept` and `reject` replace whatever was decided; `correct` replaces them, and what was set in the same
    column. The file is replaced as a whole, so that it is never cut off; of several writers one waits for the other.

    Raises:
        CorrectionError: the file is at fault; it stays as it is.
        OSError: it cannot be written.
    """
    today = date.today().isoformat()
    new = [{**vars(correction), "reason": reason, "decided_on": today} for correction in corrections]

    def with_new(lines: list[Line]) -> list[Line]:
        return [line for line in lines if not any(_replaces(each, line) for each in corrections)] + new

    _rewrite(file, with_new)


def withdraw(file: Path, wanted: Callable[[Correction], bool]) -> int:
    """Take the decisions for which `wanted` is true out of the file; return how many they were. Raises as `record`."""
    removed = 0

    def without(lines: list[Line]) -> list[Line]:
        nonlocal removed
        kept = [line for line in lines if not wanted(_as_correction(line))]
        removed = len(lines) - len(kept)
        return kept

    if file.exists():
        _rewrite(file, without)
    return removed


def fully_reviewed(corrections: Sequence[Correction]) -> dict[str, str]:
    """Return the articles marked fully reviewed, each with the content_sha256 of the text that was read."""
    return {each.article_id: each.value for each in corrections if each.decision == COMPLETE}


@contextmanager
def _one_writer(folder: Path) -> Iterator[None]:
    """Wait until no other process writes in `folder`, and keep others waiting. The lock goes with its holder."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _rewrite(file: Path, change: Callable[[list[Line]], list[Line]]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with _one_writer(file.parent):
        lines: list[Line] = []
        columns = [*COLUMNS, *FURTHER]
        if file.exists():
            read_corrections(file)  # a file at fault is told, not written over
            with file.open(encoding="utf-8-sig", newline="") as stream:
                reader = csv.DictReader(stream)
                lines = [{name: unguarded(value or "") for name, value in line.items()} for line in reader]
                columns += [name for name in reader.fieldnames or () if name not in columns]
        building = file.with_name(f".{file.name}.{os.getpid()}")
        try:
            with building.open("w", encoding="utf-8", newline="") as stream:
                writer = csv.DictWriter(stream, columns)
                writer.writeheader()
                writer.writerows({name: guarded(value) for name, value in line.items()} for line in change(lines))
            sync(building)
            building.replace(file)
            sync(file.parent)
        finally:
            building.unlink(missing_ok=True)


def _as_correction(line: Line) -> Correction:
    return Correction(**{name: line.get(name, "") for name in (*COLUMNS, "fact_id")})


def _replaces(correction: Correction, line: Line) -> bool:
    """Whether a new decision takes the place of a line of the file."""
    if any(line[name] != getattr(correction, name) for name in _PLACE):
        return False
    if line.get("fact_id") and correction.fact_id and line["fact_id"] != correction.fact_id:
        return False
    if correction.decision == "correct":
        return line["decision"] in {"accept", "reject"} or line["field"] == correction.field
    return (correction.decision == "add") == (line["decision"] == "add")
