"""Corpora of any size, for what is done with tables: light pages, a third on the subject, some of them copies."""

import random
import tomllib
from datetime import datetime
from functools import cache
from importlib import resources
from typing import Any

from crawler.sample_text import slugify
from phoihop.bench.pages import BenchPage, sentence

FIRST_YEAR = 2012
LAST_YEAR = 2026


@cache
def _words() -> dict[str, Any]:
    files = (resources.files("phoihop.bench") / name for name in ("news.toml", "stories.toml"))
    return {key: value for file in files for key, value in tomllib.loads(file.read_text(encoding="utf-8")).items()}


def story(number: int, year: int | None = None, *, copy_of: int | None = None) -> BenchPage:
    """Return story `number`: one in three is on the subject; of `year`, or of one drawn from all years.

    Args:
        number: what the page is made of: the same number is the same page.
        year: the year of its publication.
        copy_of: the story whose words it repeats at another address, as a portal does that takes over another's.
    """
    published = _published(number, year)
    title, body = _told(number, published) if copy_of is None else _told(copy_of, _published(copy_of))
    host = f"bao{number % 63}.example.vn"
    paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in body)
    html = (
        f'<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta property="article:published_time" content="{published:%Y-%m-%dT%H:%M}:00+07:00"></head>'
        f"<body><article><h1>{title}</h1>{paragraphs}</article></body></html>"
    )
    return BenchPage(
        f"http://{host}/tin/{slugify(title)}-{number}.html",
        html.encode(),
        "text/html; charset=utf-8",
        "other" if _off_subject(number if copy_of is None else copy_of) else "relevant",
        title,
        "",
        tuple(body),
        published,
    )


def _published(number: int, year: int | None = None) -> datetime:
    draw = random.Random(f"page {number}")
    drawn = draw.randrange(FIRST_YEAR, LAST_YEAR)
    return datetime(year or drawn, draw.randrange(1, 10), draw.randrange(2, 29), 8, number % 60)


def _off_subject(number: int) -> bool:
    return number % 3 > 0


def _told(number: int, published: datetime) -> tuple[str, list[str]]:
    """Return the headline and the paragraphs of story `number`, which tells of the day before its publication."""
    words, draw = _words(), random.Random(number)
    if _off_subject(number):
        title = f"{draw.choice(words['subjects'])} {draw.choice(words['verbs'])} {draw.choice(words['objects'])}"
        own: list[str] = []
    else:
        same = {"province": draw.choice(words["provinces"]), "year": published.year, "later": published.year + 5}
        day = {"day": published.day - 1, "month": published.month}

        def filled(pattern: str) -> str:
            values = {"k": draw.randrange(2, 28), "n": draw.randrange(20, 900), "name": draw.choice(words["names"])}
            return pattern.format(**same, **day, **values)

        title = filled(draw.choice(words["story_titles"]))
        own = [filled(draw.choice(words["story_leads"]))]
        own += [filled(pattern) for pattern in draw.sample(words["story_sentences"], 4)]
    rest = [" ".join(sentence(draw) for _ in range(3)) for _ in range(draw.randrange(2, 5))]
    return title, [*own, *rest]
