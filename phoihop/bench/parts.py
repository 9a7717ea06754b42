"""The measurements of the bench, each with the time that it may take."""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Part:
    """A measurement: the module that has its `measure`, whether that wants a folder, its arguments when it is quick.

    `minutes` is the bound after which it is ended.
    """

    module: str
    needs_folder: bool
    quick: tuple[float, ...]
    minutes: int

    def run(self, folder: Path, quick: bool) -> dict[str, Any]:
        """Measure in this process."""
        measure: Callable[..., dict[str, Any]] = import_module(f"phoihop.bench.{self.module}").measure
        return measure(*([folder] if self.needs_folder else []), *(self.quick if quick else ()))


PARTS = {
    "extraction": Part("extraction", False, (4, 1), 10),
    "sifting": Part("sifting", True, (200, 1, 10), 20),
    "workers": Part("workers", True, (24, 4, 1), 20),
    "crawl": Part("crawling", True, (5, 1), 20),
    "snapshot": Part("snapshot", True, (12, 2), 20),
    "patterns": Part("hostile", False, (2_000,), 20),
    "peers": Part("peers", True, (6, 0), 15),
    "waiting": Part("waiting", True, (3, 2, 0.1), 10),
    "refresh": Part("refreshing", True, (60,), 40),
}
"""The measurements by name, in order: those that take longest come last."""


class PartError(Exception):
    """A measurement that failed or took too long; the message is one line."""


def run_apart(name: str, folder: Path, quick: bool) -> dict[str, Any]:
    """Run a measurement in a process of its own, that what ran before changes nothing for it. Raises PartError."""
    answer = folder / f"{name}.json"
    answer.unlink(missing_ok=True)
    command = [sys.executable, "-m", "phoihop.bench.parts", name, str(folder), str(answer), str(int(quick))]
    began = time.monotonic()
    try:
        done = subprocess.run(command, timeout=60 * PARTS[name].minutes, check=False, stdout=sys.stderr)
    except subprocess.TimeoutExpired:
        raise PartError(f"ended after {PARTS[name].minutes} minutes") from None
    if done.returncode:
        raise PartError(f"ended with exit code {done.returncode}")
    found: dict[str, Any] = json.loads(answer.read_text(encoding="utf-8"))
    return {**found, "took_s": round(time.monotonic() - began, 1)}


def main() -> None:
    """Run one measurement and write what it found: name, folder, file of the answer, 1 for a quick one."""
    name, folder, answer, quick = sys.argv[1:]
    found = PARTS[name].run(Path(folder), bool(int(quick)))
    Path(answer).write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    main()
