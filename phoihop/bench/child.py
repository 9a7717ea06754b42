"""An extraction in a process of its own, with what it took: `python -m phoihop.bench.child`, options as JSON."""

import json
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from extract.subject import ANY

_MB = 1024 if sys.platform != "darwin" else 1024 * 1024  # of ru_maxrss


def start(archives: list[Path], tables: Path, **options: Any) -> "subprocess.Popen[str]":
    """Start an extraction of `archives` into `tables`; `options` are those of extract.jobs.extract."""
    child = subprocess.Popen(
        [sys.executable, "-m", "phoihop.bench.child"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert child.stdin is not None
    told = {"archives": [str(path) for path in archives], "tables": str(tables), "subject": ANY, **options}
    child.stdin.write(json.dumps(told))
    child.stdin.close()
    return child


def result(child: "subprocess.Popen[str]") -> dict[str, Any]:
    """Wait for an extraction and return what it took: seconds, cpu (s), main_mb and worker_mb (peaks), its summary."""
    assert child.stdout is not None
    answer = child.stdout.read()
    child.stdout.close()
    if child.wait():
        raise RuntimeError(f"an extraction of the bench ended with exit code {child.returncode}")
    told: dict[str, Any] = json.loads(answer)
    return told


def main() -> None:
    """Run the extraction that the standard input describes."""
    options = json.load(sys.stdin)
    began = time.perf_counter()
    from extract.jobs import extract

    summary = extract(options.pop("archives"), progress=False, **options)
    own, others = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    told = {
        "seconds": time.perf_counter() - began,
        "cpu": own.ru_utime + own.ru_stime + others.ru_utime + others.ru_stime,
        "main_mb": own.ru_maxrss / _MB,
        "worker_mb": others.ru_maxrss / _MB,
        "snapshot_id": summary.snapshot_id,
        "pages": summary.pages,
        "units": summary.units,
        "units_reused": summary.units_reused,
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main()
