"""The results of the bench as a table of ratios with their bounds, and as a plot."""

from pathlib import Path
from typing import Any

# ratio → (which way is good, bound)
BOUNDS: dict[str, tuple[str, float]] = {
    "relevant / trafilatura": ("≤", 2.0),
    "after trafilatura / trafilatura": ("≤", 1.0),
    "other pages, sifted / trafilatura": ("≤", 1.05),
    "sifting / FastWARC (speed)": ("≥", 0.5),
    "sifting and reading / trafilatura on every page (speed)": ("≥", 35),
    "recall of relevant articles against reading every page": ("≥", 1.0),
    "crawl, processor time a page / plain Scrapy": ("≤", 1.3),
    "slope of a build's time": ("≤", 1.05),
    "slope of a rebuild's time": ("≤", 1.05),
    "slope of a refresh's time": ("≤", 1.05),
    "slope of a worker's memory": ("≤", 0.1),
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
    return "\n".join(lines)


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
