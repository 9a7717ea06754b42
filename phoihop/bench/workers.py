"""Two worker processes, and a Dask cluster of two, against two independent runs side by side."""

import logging
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from phoihop.bench import archive, child
from phoihop.bench.pages import other_page
from phoihop.bench.timing import Times, ratio

# As docs/common-crawl.md tells people to have it: a worker's time is for its work, less for looking after itself.
_UNWATCHED = {
    "distributed.worker.profile.enabled": False,
    "distributed.admin.tick.interval": "1s",
    "distributed.admin.system-monitor.interval": "5s",
}


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
    import dask
    from distributed import LocalCluster

    options = {"threads_per_worker": 1, "host": "127.0.0.1", "dashboard_address": None, "silence_logs": logging.ERROR}
    with dask.config.set(_UNWATCHED), LocalCluster(n_workers=2, **options) as cluster:
        return _together(files, tables, scheduler=cluster.scheduler_address)


def measure(folder: Path, pages: int = 3_840, files: int = 32, rounds: int = 5) -> dict[str, Any]:
    """Return wall-clock seconds and ratios over `pages` pages in `files` archives, all of them read in full.

    The ways take turns, each round beginning with another one, so that none profits from its place; a ratio is the
    median of the rounds' own ratios.
    """
    each = pages // files
    made = [
        archive.write(folder / f"workers-{pages}-{n}.warc.gz", (other_page(i) for i in range(n * each, (n + 1) * each)))
        for n in range(files)
    ]
    ways: dict[str, Callable[[Path], tuple[float, str]]] = {
        "independent": lambda t: (_independent([made[::2], made[1::2]], t), ""),
        "two": lambda t: _together(made, t, workers=2),
    }
    with_dask = subprocess.run([sys.executable, "-c", "import distributed"], capture_output=True, check=False)
    if with_dask.returncode == 0:
        ways["dask"] = lambda t: _on_cluster(made, t)
    times: Times = {name: [] for name in ways}
    loads: list[float] = []
    snapshots: set[str] = set()
    for number in range(rounds):
        tables = folder / f"workers-tables-{number}"
        shutil.rmtree(tables, ignore_errors=True)
        order = list(ways.items())
        for name, way in order[number % len(order) :] + order[: number % len(order)]:
            loads.append(os.getloadavg()[0])
            seconds, snapshot = way(tables / name)
            times[name].append(seconds)
            snapshots.add(snapshot)
            print(f"  round {number + 1}, {name}: {seconds:.1f} s", file=sys.stderr, flush=True)
        shutil.rmtree(tables)
    ratios: dict[str, Any] = {
        "two workers / two independent runs (speed)": round(ratio(times, "independent", "two"), 3),
        "tables equal": len(snapshots - {""}) == 1,
    }
    if "dask" in times:
        ratios["Dask, two workers / two independent runs (speed)"] = round(ratio(times, "independent", "dask"), 3)
    return {
        "pages": pages,
        "files": files,
        "rounds": rounds,
        "seconds": {name: [round(value, 2) for value in values] for name, values in times.items()},
        "load_before_each": [round(load, 2) for load in loads],
        "skipped": [] if "dask" in times else ["Dask: the extra `cluster` is not installed"],
        "ratios": ratios,
    }
