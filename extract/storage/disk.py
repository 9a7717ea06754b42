"""What must be on the disk before anything points to it."""

import os
from pathlib import Path


def sync(path: Path) -> None:
    """Have the kernel put a file, or a folder's entries, on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
