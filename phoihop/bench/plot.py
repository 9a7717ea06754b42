"""The results of the bench as a plot: where a relevant page's time goes; time and memory against size."""

from pathlib import Path
from typing import Any


def plot(found: dict[str, Any], folder: Path) -> Path | None:
    """Draw the results into a file in `folder`; None without matplotlib."""
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
