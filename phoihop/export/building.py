"""What the writers of all formats share: a place to build in, and the condition of views without repeats."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa

ONCE = "repeat_of IS NULL AND coalesce(review, '') <> 'reject'"
"""What `<table>_unique` keeps."""


@contextmanager
def building(target: Path) -> Iterator[Path]:
    """Give a place beside `target` to build in; what is left there at the end is removed."""
    place = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)
        place.unlink(missing_ok=True)


def description(column: pa.Field) -> str:
    """Return what a column means."""
    return str(column.metadata[b"description"].decode())
