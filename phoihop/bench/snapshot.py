"""Full builds and refreshes of the tables, and memory, at sizes a factor of 4 apart."""

import shutil
from pathlib import Path
from typing import Any

from phoihop.bench import archive, child
from phoihop.bench.pages import other_page
from phoihop.bench.timing import slope

_A_FILE = 400  # pages


def measure(folder: Path, smallest: int = 100, sizes: int = 4) -> dict[str, Any]:
    """Return processor seconds and peak memory of builds and refreshes, and their slopes on log-log axes.

    A build reads everything, in two workers; a rebuild publishes the same again from what is finished; a refresh adds
    a file of a hundredth (at least 10 pages).
    """
    counts = [smallest * 4**power for power in range(sizes)]
    rows: list[dict[str, Any]] = []
    for count in counts:
        each = min(_A_FILE, count // 2)
        files = [
            archive.write(
                folder / f"corpus-{each}-{first}.warc.gz", (other_page(n) for n in range(first, first + each))
            )
            for first in range(0, count, each)
        ]
        more = archive.write(
            folder / f"more-{count}.warc.gz", (other_page(n) for n in range(900_000, 900_000 + max(10, count // 100)))
        )
        tables = folder / f"snapshot-{count}"
        shutil.rmtree(tables, ignore_errors=True)
        build = child.result(child.start(files, tables, workers=2))
        rebuild = child.result(child.start(files, tables, workers=2))
        refresh = child.result(child.start([*files, more], tables, workers=1))
        rows.append(
            {
                "pages": count,
                "build_cpu_s": round(build["cpu"], 2),
                "build_s": round(build["seconds"], 2),
                "rebuild_cpu_s": round(rebuild["cpu"], 2),
                "refresh_cpu_s": round(refresh["cpu"], 2),
                "worker_mb": round(build["worker_mb"], 1),
                "publisher_mb": round(max(build["main_mb"], refresh["main_mb"]), 1),
            }
        )
        shutil.rmtree(tables)
    sizes_ = [float(row["pages"]) for row in rows]
    names = ("build_cpu_s", "rebuild_cpu_s", "refresh_cpu_s", "worker_mb", "publisher_mb")
    slopes = {name: round(slope(sizes_, [row[name] for row in rows]), 3) for name in names}
    last = {name: round(slope(sizes_[-2:], [row[name] for row in rows[-2:]]), 3) for name in names}
    return {
        "sizes": rows,
        "slopes": slopes,
        "slopes_of_the_last_two": last,
        "ratios": {
            "slope of a build's time": slopes["build_cpu_s"],
            "slope of a rebuild's time": slopes["rebuild_cpu_s"],
            "slope of a refresh's time": slopes["refresh_cpu_s"],
            "slope of a worker's memory": slopes["worker_mb"],
            "slope of the publisher's memory": slopes["publisher_mb"],
            "peak memory of a worker, MB": max(row["worker_mb"] for row in rows),
            "peak memory of the publisher, MB": max(row["publisher_mb"] for row in rows),
        },
    }
