"""Page to facts against trafilatura alone, on the same pages, warm."""

from collections.abc import Sequence
from typing import Any
from unittest import mock

from crawler.portals.registry import load_registry
from extract import article, pipeline, reading
from extract.page import content
from extract.pipeline import Reader
from extract.sift import Sieve
from extract.subject import ANY
from phoihop.bench.pages import BenchPage, other_page, relevant_pages
from phoihop.bench.timing import Stopwatch, medians, ratio, rounds_of

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


def unsifted(reader: Reader, pages: Sequence[BenchPage]) -> None:
    """Read `pages` to rows as if none of them could be put aside on its bytes."""
    with mock.patch.object(Sieve, "put_aside", return_value=None):
        by_us(reader, pages)


def measure(pages: int = 40, rounds: int = 9) -> dict[str, Any]:
    """Return milliseconds a page and ratios to trafilatura, for relevant pages and for other news."""
    registry = load_registry()
    relevant, others = relevant_pages(pages), [other_page(number) for number in range(pages)]
    both = [other_page(number, "near_miss_of_both") for number in range(pages)]
    default, every = Reader(registry), Reader(registry, ANY)
    works = {
        "trafilatura": lambda: by_trafilatura(relevant),
        "relevant": lambda: by_us(default, relevant),
        "trafilatura_others": lambda: by_trafilatura(others),
        "others": lambda: by_us(default, others),
        "others_unsifted": lambda: unsifted(default, others),
        "others_any": lambda: by_us(every, others),
        "trafilatura_near_misses": lambda: by_trafilatura(both),
        "near_misses": lambda: by_us(default, both),
    }
    for work in works.values():  # warm: models loaded, patterns compiled
        work()
    times = rounds_of(works, rounds)
    watch = Stopwatch()
    with watch.on(_STAGES):
        for _ in range(rounds):
            by_us(default, relevant)
    stages = {name: round(1000 * value / (pages * rounds), 3) for name, value in watch.spent.items()}
    after = sum(stages[name] for name in ("setting", "mentions", "facts", "relevance", "rows"))
    ms = {name: round(1000 * value / pages, 3) for name, value in medians(times).items()}
    return {
        "pages": pages,
        "rounds": rounds,
        "bytes_a_page": sum(len(page.html) for page in relevant) // pages,
        "text_a_page": sum(sum(map(len, page.body)) for page in relevant) // pages,
        "bytes_an_other_page": sum(len(page.html) for page in others) // pages,
        "ms_a_page": ms,
        "stages_ms": stages,
        "ratios": {
            "relevant / trafilatura": round(ratio(times, "relevant", "trafilatura"), 3),
            "after the article / trafilatura": round(after / ms["trafilatura"], 3),
            "other pages / trafilatura": round(ratio(times, "others", "trafilatura_others"), 4),
            "other pages, if none were sifted / trafilatura": round(
                ratio(times, "others_unsifted", "trafilatura_others"), 3
            ),
            "near misses naming both sides / trafilatura": round(
                ratio(times, "near_misses", "trafilatura_near_misses"), 3
            ),
            "other pages with --subject any / trafilatura": round(ratio(times, "others_any", "trafilatura_others"), 3),
        },
    }
