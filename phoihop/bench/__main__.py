"""`python -m phoihop.bench`: measure, and write the results to data/bench as JSON, a table and a plot."""

import argparse
import json
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from phoihop.bench import machine, report

_RESULTS = Path("data/bench")


def _measures(folder: Path, quick: bool) -> dict[str, Callable[[], dict[str, Any]]]:
    """The measurements in order; each imports what it measures when its turn comes, so that one can run alone."""

    def extraction() -> dict[str, Any]:
        from phoihop.bench.extraction import measure

        return measure(4, 1) if quick else measure()

    def sifting() -> dict[str, Any]:
        from phoihop.bench.sifting import measure

        return measure(folder, 200, 1, 10) if quick else measure(folder)

    def crawl() -> dict[str, Any]:
        from phoihop.bench.crawling import measure

        return measure(folder, 5, 1) if quick else measure(folder)

    def snapshot() -> dict[str, Any]:
        from phoihop.bench.snapshot import measure

        return measure(folder, 12, 2) if quick else measure(folder)

    def workers() -> dict[str, Any]:
        from phoihop.bench.workers import measure

        return measure(folder, 24, 4, 1) if quick else measure(folder)

    def patterns() -> dict[str, Any]:
        from phoihop.bench.hostile import measure

        return measure(2_000) if quick else measure()

    def peers() -> dict[str, Any]:
        from phoihop.bench.peers import measure

        return measure(folder, 6 if quick else 60)

    return {
        "extraction": extraction,
        "sifting": sifting,
        "crawl": crawl,
        "snapshot": snapshot,
        "workers": workers,
        "patterns": patterns,
        "peers": peers,
    }


def main() -> int:
    """Run the measurements and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m phoihop.bench", description="Measure speed and memory in ratios.")
    parser.add_argument("--quick", action="store_true", help="tiny sizes: shows that the bench works, measures nothing")
    parser.add_argument("--only", action="append", metavar="NAME", help="one measurement (may be repeated)")
    parser.add_argument("--peers", action="store_true", help="also measure other readers, in an environment of theirs")
    parser.add_argument("--output", type=Path, default=_RESULTS, help="folder of the results (default: data/bench)")
    parser.add_argument("--work", type=Path, help="folder of the generated archives (default: a temporary one)")
    options = parser.parse_args()
    file = options.output / ("quick.json" if options.quick else "results.json")
    file.parent.mkdir(parents=True, exist_ok=True)
    found: dict[str, Any] = {"machine": machine.facts(), "quick": options.quick, "results": {}}
    if options.only and file.exists():  # one measurement anew: the others stay
        found["results"] = json.loads(file.read_text(encoding="utf-8"))["results"]
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.work or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        measures = _measures(folder, options.quick)
        if unknown := [name for name in options.only or () if name not in measures]:
            parser.error(f"unknown measurement {', '.join(unknown)}; there are {', '.join(measures)}")
        for name in options.only or [name for name in measures if name != "peers" or options.peers]:
            print(f"{name} …", file=sys.stderr, flush=True)
            found["results"][name] = measures[name]()
            file.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(report.table(found))
    if plot := report.plot(found, options.output):
        print(f"\n{file}, {plot}")
    else:
        print(f"\n{file}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
