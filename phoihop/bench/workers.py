"""Two worker processes, and a Dask cluster of two, against two independent runs side by side."""

import logging
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from phoihop.bench import archive, child
from phoihop.bench.pages import other_page


def _independent(halves: list[list[Path]], folder: Path) -> float:
    began = time.perf_counter()
    running = [child.start(half, folder / f"half-{n}", workers=1) for n, half in enumerate(halves)]
    for one in running:
        child.result(one)
    return time.perf_counter() - began


def _together(files: list[Path], tables: Path, **options: Any) -> tuple[float, str]:
    began = time.perf_counter()
    told = child.result(child.start(files, tables, **options))
    return time.perf_counter() - began, str(told["snapshot_id"])


def _on_cluster(files: list[Path], tables: Path) -> tuple[float, str]:
    """The cluster stands already, as a cluster does; its workers have not yet loaded anything of ours."""
    from distributed import LocalCluster

    options = {"threads_per_worker": 1, "host": "127.0.0.1", "dashboard_address": None, "silence_logs": logging.ERROR}
    with LocalCluster(n_workers=2, **options) as cluster:
        return _together(files, tables, scheduler=cluster.scheduler_address)


def measure(folder: Path, pages: int = 960, files: int = 16, rounds: int = 3) -> dict[str, Any]:
    """Return wall-clock seconds and ratios over `pages` pages in `files` archives, all of them read in full."""
    each = pages // files
    made = [
        archive.write(folder / f"workers-{pages}-{n}.warc.gz", (other_page(i) for i in range(n * each, (n + 1) * each)))
        for n in range(files)
    ]
    times: dict[str, list[float]] = {"one": [], "independent": [], "two": [], "dask": []}
    snapshots: set[str] = set()
    with_dask = subprocess.run([sys.executable, "-c", "import distributed"], capture_output=True, check=False)
    for number in range(rounds):
        tables = folder / f"run-{time.time_ns()}"
        times["independent"].append(_independent([made[::2], made[1::2]], tables))
        ways: dict[str, Any] = {"two": lambda t: _together(made, t, workers=2)}
        if with_dask.returncode == 0:
            ways["dask"] = lambda t: _on_cluster(made, t)
        if number == 0:
            ways["one"] = lambda t: _together(made, t, workers=1)
        for name, way in ways.items():
            seconds, snapshot = way(tables / name)
            times[name].append(seconds)
            snapshots.add(snapshot)
    found = {name: statistics.median(values) for name, values in times.items() if values}
    ratios: dict[str, Any] = {
        "two workers / two independent runs (speed)": round(found["independent"] / found["two"], 3),
        "two workers / one process (speed)": round(found["one"] / found["two"], 3),
        "tables equal": len(snapshots) == 1,
    }
    if "dask" in found:
        ratios["Dask, two workers / two independent runs (speed)"] = round(found["independent"] / found["dask"], 3)
    return {
        "pages": pages,
        "files": files,
        "seconds": {name: round(value, 2) for name, value in found.items()},
        "skipped": [] if "dask" in found else ["Dask: the extra `cluster` is not installed"],
        "ratios": ratios,
    }
