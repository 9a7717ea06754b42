"""Page to facts against trafilatura alone, on the same pages, warm."""

from collections.abc import Sequence
from typing import Any

from crawler.portals.registry import load_registry
from extract import article, pipeline, reading
from extract.page import content
from extract.pipeline import Reader
from extract.sift import Sieve
from extract.subject import ANY
from phoihop.bench.pages import BenchPage, other_page, relevant_pages
from phoihop.bench.timing import Stopwatch, medians

_STAGES = {
    "sift": (Sieve, "put_aside"),
    "decode": (article, "decode"),
    "parse": (article, "parse"),
    "blocks": (article, "View"),
    "find_content": (article, "find_content"),
    "trafilatura": (content, "bare_extraction"),
    "article": (pipeline, "read_article"),
    "setting": (reading, "placed"),
    "mentions": (reading, "find_mentions"),
    "facts": (reading, "find_facts"),
    "relevance": (reading, "judge"),
    "rows": (pipeline, "rows_of"),
}


def by_trafilatura(pages: Sequence[BenchPage]) -> None:
    """Read `pages` by the yardstick."""
    from trafilatura import bare_extraction

    for page in pages:
        bare_extraction(page.html, with_metadata=True)


def by_us(reader: Reader, pages: Sequence[BenchPage]) -> None:
    """Read `pages` to rows."""
    for page in pages:
        result = reader.read_page(page.as_page())
        if result is None or result.fate == "issue":
            raise RuntimeError(f"{page.url}: {result.row if result else 'not read'}")


def measure(pages: int = 40, rounds: int = 7) -> dict[str, Any]:
    """Return milliseconds a page and ratios to trafilatura, for relevant pages and for other news."""
    registry = load_registry()
    relevant, others = relevant_pages(pages), [other_page(number) for number in range(pages)]
    default, every = Reader(registry), Reader(registry, ANY)
    works = {
        "trafilatura": lambda: by_trafilatura(relevant),
        "relevant": lambda: by_us(default, relevant),
        "trafilatura_others": lambda: by_trafilatura(others),
        "others": lambda: by_us(default, others),
        "others_any": lambda: by_us(every, others),
    }
    for work in works.values():  # warm: models loaded, patterns compiled
        work()
    found = {name: 1000 * value / pages for name, value in medians(works, rounds).items()}
    watch = Stopwatch()
    with watch.on(_STAGES):
        for _ in range(rounds):
            by_us(default, relevant)
    stages = {name: round(1000 * value / (pages * rounds), 3) for name, value in watch.spent.items()}
    after = sum(stages[name] for name in ("setting", "mentions", "facts", "relevance", "rows"))
    return {
        "pages": pages,
        "bytes_a_page": sum(len(page.html) for page in relevant) // pages,
        "text_a_page": sum(sum(map(len, page.body)) for page in relevant) // pages,
        "ms_a_page": {name: round(value, 3) for name, value in found.items()},
        "stages_ms": stages,
        "ratios": {
            "relevant / trafilatura": round(found["relevant"] / found["trafilatura"], 3),
            "after trafilatura / trafilatura": round(after / found["trafilatura"], 3),
            "other pages, sifted / trafilatura": round(found["others"] / found["trafilatura_others"], 4),
            "other pages, read in full / trafilatura": round(found["others_any"] / found["trafilatura_others"], 3),
        },
    }
