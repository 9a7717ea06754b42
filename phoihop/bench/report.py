"""The results of the bench as a table of ratios with their bounds, and as a plot."""

from pathlib import Path
from typing import Any

_PAGE = Path("docs/performance.md")
_BEGIN, _END = "<!-- results: written by make bench -->", "<!-- end of results -->"

# ratio → (which way is good, bound)
BOUNDS: dict[str, tuple[str, float]] = {
    "relevant / trafilatura": ("≤", 2.0),
    "other pages / trafilatura": ("≤", 1.05),
    "other pages, if none were sifted / trafilatura": ("≤", 1.05),
    "sifting / FastWARC (speed)": ("≥", 0.5),
    "sifting and reading / trafilatura on every page (speed)": ("≥", 35),
    "recall of relevant articles against reading every page": ("≥", 1.0),
    "crawl, processor time a page / plain Scrapy": ("≤", 1.3),
    "backfill, wall time / what the delays alone take": ("≤", 1.15),
    "slope of a build's time": ("≤", 1.05),
    "slope of a rebuild's time": ("≤", 1.05),
    "slope of a refresh's time": ("≤", 1.05),
    "slope of a worker's memory": ("≤", 0.1),
    "refresh with 1 % new / full build": ("≤", 0.05),
    "peak memory of a worker, MB": ("≤", 600),
    "two workers / two independent runs (speed)": ("≥", 0.95),
    "Dask, two workers / two independent runs (speed)": ("≥", 0.9),
    "slowest pattern on a hostile megabyte, s": ("≤", 1.0),
    "pipeline: time(4n) / time(n)": ("≤", 4.4),
}


def _verdict(name: str, value: Any) -> str:
    if name not in BOUNDS or not isinstance(value, int | float):
        return ""
    way, bound = BOUNDS[name]
    held = value <= bound if way == "≤" else value >= bound
    return f"{way} {bound:g} {'held' if held else 'MISSED'}"


def table(found: dict[str, Any]) -> str:
    """Return the ratios as Markdown, each with the bound it must keep."""
    lines = ["| measurement | ratio | value | bound |", "| --- | --- | ---: | --- |"]
    for measurement, result in found["results"].items():
        for name, value in result.get("ratios", {}).items():
            lines.append(f"| {measurement} | {name} | {value} | {_verdict(name, value)} |")
        lines += [f"| {measurement} | not measured | | {reason} |" for reason in result.get("skipped", ())]
    lines += [f"| {measurement} | failed | | {reason} |" for measurement, reason in found.get("failed", {}).items()]
    return "\n".join(lines)


def into_docs(found: dict[str, Any], page: Path = _PAGE) -> Path | None:
    """Put the machine and the table between the marks in docs/performance.md; None where there is no such page."""
    if not page.exists():
        return None
    text = page.read_text(encoding="utf-8")
    before, _, rest = text.partition(_BEGIN)
    _, _, after = rest.partition(_END)
    page.write_text(f"{before}{_BEGIN}\n{results_of(found)}\n{_END}{after}", encoding="utf-8")
    return page


def results_of(found: dict[str, Any]) -> str:
    """Return the machine, the day and the table of ratios as they stand in the docs."""
    facts = found["machine"]
    versions = ", ".join(f"{name} {version}" for name, version in facts["libraries"].items())
    results = found["results"].values()
    days = sorted({result.get("date", facts["date"]) for result in results})
    codes = {result.get("code") for result in results}
    made = "one state of the code" if len(codes) == 1 else f"{len(codes)} states of the code"
    minutes = sum(result.get("took_s", 0) for result in results) / 60
    return (
        f"Measured {' and '.join(days)} in {minutes:.0f} minutes, on {made}: {facts['processor']}, "
        f"{facts['cores']} cores, {facts['memory_gb']} GB, {facts['system']}, Python {facts['python']}; {versions}. "
        f"Load of the machine before it began: {facts['load_before']}.\n\n{table(found)}"
    )


def plot(found: dict[str, Any], folder: Path) -> Path | None:
    """Draw where the time of a relevant page goes, and time and memory against size; None without matplotlib."""
    try:
        import matplotlib
    except ImportError:
        return None
    matplotlib.use("svg")
    from matplotlib import pyplot

    matplotlib.rcParams["svg.hashsalt"] = "phoihop"
    results = found["results"]
    figure, (left, right) = pyplot.subplots(1, 2, figsize=(11, 4))
    if "extraction" in results:
        stages = results["extraction"]["stages_ms"]
        shown = [
            "sift",
            "decode",
            "parse",
            "blocks",
            "find_content",
            "setting",
            "mentions",
            "facts",
            "relevance",
            "rows",
        ]
        left.barh(shown[::-1], [stages.get(name, 0) for name in shown[::-1]], color="#4a7")
        left.axvline(results["extraction"]["ms_a_page"]["trafilatura"], color="#a33", label="trafilatura, all of it")
        left.set_xlabel("ms a relevant page")
        left.legend()
    if "snapshot" in results:
        sizes = results["snapshot"]["sizes"]
        pages = [row["pages"] for row in sizes]
        for name in ("build_cpu_s", "rebuild_cpu_s", "worker_mb"):
            right.loglog(pages, [row[name] for row in sizes], marker="o", label=name)
        right.set_xlabel("pages")
        right.legend()
    figure.tight_layout()
    file = folder / ("quick.svg" if found["quick"] else "results.svg")
    figure.savefig(file, metadata={"Date": None})
    pyplot.close(figure)
    return file
