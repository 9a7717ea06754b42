"""`python -m phoihop.bench`: measure, and write the results to data/bench as JSON, a table and a plot.

Each measurement runs in a process of its own, for a bounded time, and its result is kept as soon as it is there: one
that fails costs its row, and an interrupted bench goes on with `--resume`.
"""

import argparse
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from phoihop.bench import machine, plot, report
from phoihop.bench.parts import PARTS, PartError, run_apart

_RESULTS = Path("data/bench")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m phoihop.bench", description="Measure speed and memory in ratios.")
    parser.add_argument("--quick", action="store_true", help="tiny sizes: shows that the bench works, measures nothing")
    parser.add_argument("--only", action="append", metavar="NAME", help="one measurement (may be repeated)")
    parser.add_argument("--resume", action="store_true", help="go on with a bench that was interrupted or had failures")
    parser.add_argument("--output", type=Path, default=_RESULTS, help="folder of the results (default: data/bench)")
    parser.add_argument("--work", type=Path, help="folder of the generated archives (default: a temporary one)")
    options = parser.parse_args()
    if unknown := [name for name in options.only or () if name not in PARTS]:
        parser.error(f"unknown measurement {', '.join(unknown)}; there are {', '.join(PARTS)}")
    return options


def _earlier(file: Path, options: argparse.Namespace) -> dict[str, Any]:
    """What stays of an earlier bench: with --only all that is not measured anew, with --resume all of the same code."""
    if not file.exists() or not (options.only or options.resume):
        return {}
    found = json.loads(file.read_text(encoding="utf-8"))
    code = machine.code()
    kept: dict[str, Any] = found["results"]
    return kept if options.only else {name: result for name, result in kept.items() if result.get("code") == code}


def main() -> int:
    """Run the measurements and return the exit code: 1 where one of them failed."""
    options = _arguments()
    file = options.output / ("quick.json" if options.quick else "results.json")
    file.parent.mkdir(parents=True, exist_ok=True)
    results = _earlier(file, options)
    wanted = options.only or [name for name in PARTS if name not in results]
    found: dict[str, Any] = {"machine": machine.facts(), "quick": options.quick, "failed": {}, "results": results}
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.work or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        for number, name in enumerate(wanted, 1):
            bound = PARTS[name].minutes
            print(f"[{number}/{len(wanted)}] {name} (at most {bound} min) …", file=sys.stderr, flush=True)
            try:
                result = run_apart(name, folder, options.quick)
            except KeyboardInterrupt:
                found["failed"] |= dict.fromkeys(wanted[number - 1 :], "interrupted")
                break
            except PartError as fault:
                found["failed"][name] = str(fault)
                print(f"{name}: {fault}", file=sys.stderr, flush=True)
            else:
                results[name] = {**result, "code": machine.code(), "date": found["machine"]["date"]}
                print(f"{name}: {result['took_s']} s", file=sys.stderr, flush=True)
            found["results"] = {name: results[name] for name in PARTS if name in results}
            file.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    file.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(report.table(found))
    written = [file, plot.plot(found, options.output)]
    if options.output == _RESULTS and not options.quick:
        written.append(report.into_docs(found))
    print("\n" + ", ".join(str(path) for path in written if path))
    return 1 if found["failed"] else 0


if __name__ == "__main__":
    sys.exit(main())
