"""The results of the bench as Markdown: ratios with their bounds, and the tables of docs/performance.md."""

from collections.abc import Callable, Collection, Iterable, Sequence
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
    rows: list[tuple[Any, ...]] = []
    for measurement, result in found["results"].items():
        rows += [(measurement, name, value, _verdict(name, value)) for name, value in result.get("ratios", {}).items()]
        rows += [(measurement, "not measured", "", reason) for reason in result.get("skipped", ())]
    rows += [(measurement, "failed", "", reason) for measurement, reason in found.get("failed", {}).items()]
    return _markdown(("measurement", "ratio", "value", "bound"), rows, numbers=(2,))


def _markdown(head: Sequence[str], rows: Iterable[Sequence[Any]], numbers: Collection[int] = ()) -> str:
    lines = [head, ["---:" if at in numbers else "---" for at in range(len(head))], *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)


def _sifting(result: dict[str, Any]) -> str:
    kinds = ", ".join(f"{count:,} {kind.replace('_', ' ')}" for kind, count in result["kinds"].items())
    rows = [
        (name.replace("_", " "), f"{result['pages_a_second'][name]:,}", value)
        for name, value in result["seconds"].items()
    ]
    told = (
        f"{result['pages']:,} pages ({kinds}), {result['html_mb']:,} MB of HTML in {result['archive_mb']:,} MB of "
        f"archive; trafilatura read {result.get('read_by_trafilatura', 500):,}, its time for all is computed."
    )
    return f"{told}\n\n" + _markdown(("work", "pages a second", "seconds"), rows, numbers=(1, 2))


def _sizes(result: dict[str, Any]) -> str:
    names = ("build_cpu_s", "rebuild_cpu_s", "refresh_cpu_s", "worker_mb", "publisher_mb")
    head = ("pages", "build, s of processor", "publish again", "refresh", "worker, MB", "publisher, MB")
    rows: list[tuple[Any, ...]] = [(f"{row['pages']:,}", *(row[name] for name in names)) for row in result["sizes"]]
    rows += [
        (label, *(result[slopes][name] for name in names))
        for label, slopes in (("*slope*", "slopes"), ("*slope of the last two*", "slopes_of_the_last_two"))
    ]
    return _markdown(head, rows, numbers=range(6))


def _stages(result: dict[str, Any]) -> str:
    stages, ms = result["stages_ms"], result["ms_a_page"]
    article = stages["article"] - sum(stages[name] for name in ("decode", "parse", "blocks", "find_content"))
    rows = [
        ("sifting", stages["sift"]),
        ("decoding, parsing", f"{stages['decode']} + {stages['parse']}"),
        ("lines of the page", stages["blocks"]),
        ("finding the text", stages["find_content"]),
        ("title, lead, author, time, captions", round(article, 3)),
        ("setting (province)", stages["setting"]),
        ("mentions, with sentences and syllables", stages["mentions"]),
        ("facts", stages["facts"]),
        ("relevance", stages["relevance"]),
        ("rows", stages["rows"]),
        ("**all**", f"**{ms['relevant']}**"),
        ("trafilatura alone, on the whole page", ms["trafilatura"]),
    ]
    told = f"{result['bytes_a_page']:,} bytes of HTML a page, {result['text_a_page']:,} characters of text."
    return f"{told}\n\n" + _markdown(("stage", "ms a page"), rows, numbers=(1,))


def _peers(result: dict[str, Any]) -> str:
    names = ("pages_a_second", "title", "day", "time", "author", "body_f1")
    head = ("reader", "pages a second", "title", "day", "time", "author", "body (F1 of words)")
    rows = [(reader, *(row[name] for name in names)) for reader, row in result["readers"].items()]
    text = f"On {result['pages']} pages:\n\n" + _markdown(head, rows, numbers=range(1, 7))
    if "days" in (dates := result.get("dateparser", {})):
        ours, theirs = dates["phoihop"], dates["dateparser"]
        text += (
            f"\n\ndateparser's `search_dates` on the development gold's {dates['days']} days: "
            f"recall {theirs['recall']}, precision {theirs['precision']}; "
            f"ours {ours['recall']} and {ours['precision']}."
        )
    return text


_DETAILS: dict[str, tuple[str, Callable[[dict[str, Any]], str]]] = {
    "extraction": ("Where a relevant page's time goes", _stages),
    "sifting": ("The mixed archive", _sifting),
    "snapshot": ("Time and memory against size", _sizes),
    "peers": ("Other readers", _peers),
}


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
    if None in codes:
        made = "earlier states of the code, not noted"
    details = "\n\n".join(
        f"### {title}\n\n{told(found['results'][name])}"
        for name, (title, told) in _DETAILS.items()
        if name in found["results"]
    )
    minutes = sum(result.get("took_s", 0) for result in results) / 60
    return (
        f"Measured {' and '.join(days)} in {minutes:.0f} minutes, on {made}: {facts['processor']}, "
        f"{facts['cores']} cores, {facts['memory_gb']} GB, {facts['system']}, Python {facts['python']}; {versions}. "
        f"Load of the machine before it began: {facts['load_before']}.\n\n{table(found)}\n\n{details}"
    )
