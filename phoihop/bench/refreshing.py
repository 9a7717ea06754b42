"""What a night's news costs: a refresh with 1 % new stories against a full build; whether their tables are equal."""

import shutil
from pathlib import Path
from typing import Any

from extract.snapshots import open_snapshot
from phoihop.bench import archive, child
from phoihop.bench.stories import LAST_YEAR, story
from phoihop.comparing import compare

_A_FILE = 2_500  # pages


def measure(folder: Path, count: int = 50_000) -> dict[str, Any]:
    """Return processor seconds of a full build of `count` stories and of a refresh with a hundredth more.

    The new ones are all of the latest year; a tenth of them are late copies of old stories. The refreshed tables are
    then compared, row by row, with those of a build of everything from the same pages.
    """
    each = min(_A_FILE, count)
    old = [
        archive.write(folder / f"stories-{each}-{first}.warc.gz", (story(n) for n in range(first, first + each)))
        for first in range(0, count, each)
    ]
    numbers = range(count, count + max(10, count // 100))
    new = archive.write(
        folder / f"stories-new-{count}.warc.gz",
        (story(n, LAST_YEAR, copy_of=n * 7919 % count if n % 10 == 0 else None) for n in numbers),
    )
    tables, whole = folder / "refreshed", folder / "built-whole"
    for left in (tables, whole):
        shutil.rmtree(left, ignore_errors=True)
    build = child.result(child.start(old, tables, workers=1))
    again = child.result(child.start(old, tables, workers=1))
    refresh = child.result(child.start([*old, new], tables, workers=1))
    # What was read is known; all tables are made from it anew, as if nothing had been published before.
    shutil.copytree(tables / ".work", whole / ".work")
    publish = child.result(child.start([*old, new], whole, workers=1))
    refreshed, built = open_snapshot(tables), open_snapshot(whole)
    unlike = [name for name, found in compare(refreshed, built, everything=True).tables.items() if found.any]
    result = {
        "stories": count,
        "new": len(numbers),
        "rows": refreshed.rows,
        "build_cpu_s": round(build["cpu"], 2),
        "nothing_new_cpu_s": round(again["cpu"], 2),
        "refresh_cpu_s": round(refresh["cpu"], 2),
        "publish_all_cpu_s": round(publish["cpu"], 2),
        "publisher_mb": round(refresh["main_mb"], 1),
        "unlike": unlike,
        "ratios": {
            "refresh with 1 % new / full build": round(refresh["cpu"] / build["cpu"], 4),
            "tables equal a full build's": not unlike,
        },
    }
    for left in (tables, whole):
        shutil.rmtree(left)
    return result
