"""One writer at a time: a lock on a folder of tables that says who holds it and goes with its holder."""

import fcntl
import json
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class LockHeldError(RuntimeError):
    """Another run writes to the same folder; the message says which."""

    exit_code = 75


@contextmanager
def locked(folder: Path, purpose: str) -> Iterator[None]:
    """Hold the lock of `folder` (its file `.lock`) for the body of a `with`.

    The kernel releases it when the process ends, however it ends; the text in the file is only for people.

    Raises:
        LockHeldError: at once, when another process holds it.
        OSError: when the file cannot be made.
    """
    with (folder / ".lock").open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise LockHeldError(f"{folder}: another run holds the lock: {_holder(file)}") from None
        file.seek(0)
        file.truncate()
        holder = {"pid": os.getpid(), "host": socket.gethostname(), "purpose": purpose}
        file.write(json.dumps({**holder, "since": time.strftime("%Y-%m-%dT%H:%M:%S%z")}))
        file.flush()
        yield


def _holder(file: object) -> str:
    try:
        file.seek(0)  # type: ignore[attr-defined]
        holder = json.loads(file.read())  # type: ignore[attr-defined]
        return f"{holder['purpose']}, process {holder['pid']} on {holder['host']} since {holder['since']}"
    except (ValueError, KeyError):
        return "it has not said who it is"
