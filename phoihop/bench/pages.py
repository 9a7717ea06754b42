"""The bench's pages: always the same bytes, as heavy as real portals' pages, of our own writing.

Relevant pages are sample portals' articles, two of one portal joined where one is short; other news is put together
from the lists of news.toml. Around both go the menus, boxes, styles and scripts that real pages carry.
"""

import random
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, lru_cache
from importlib import resources
from itertools import product
from typing import Any, Literal

from crawler.sample import sample_folder
from crawler.sample_content import Article, Site, read_sites
from crawler.sample_text import slugify
from extract.warc_reader import Page

LIGHTEST = 60_000
"""Bytes that every page has at least."""

TEXT = range(1_500, 4_000)
"""Characters of running text that every page has."""

FETCHED = datetime(2026, 11, 1, 3, 0, tzinfo=UTC)

Kind = Literal["relevant", "other", "menus", "near_miss", "near_miss_of_both"]

_TYPED: dict[int, dict[str, str]] = {3: {"typed": "NFD"}, 4: {"typed": "entities"}, 5: {"charset": "windows-1258"}}
_PORTALS = 40  # of newspapers, governments and sides: each has menus of its own
_BOX_LASTS = 2_000  # pages for which the boxes of other stories stay as they are


@dataclass(frozen=True)
class BenchPage:
    """A page of the bench.

    Attributes:
        kind: relevant; other news; other news whose menus have both sides' words; a near miss, of one side or both.
        title, author, body, published: what is printed on it, for those who measure readers; body are its paragraphs.
    """

    url: str
    html: bytes
    content_type: str
    kind: Kind
    title: str
    author: str
    body: tuple[str, ...]
    published: datetime

    def as_page(self, offset: int = 0) -> Page:
        """Return the page as a WARC reader gives it."""
        return Page(
            url=self.url,
            body=self.html,
            content_type="text/html",
            charset=self.content_type.partition("charset=")[2] or None,
            status=200,
            fetched_at=FETCHED,
            archive="bench.warc.gz",
            offset=offset,
            record_id=f"urn:uuid:{offset}",
            role=None,
            record_type="response",
        )


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads((resources.files("phoihop.bench") / "news.toml").read_text(encoding="utf-8"))


@cache
def _sites() -> list[Site]:
    return read_sites(sample_folder())


def _paragraphs(article: Article) -> list[str]:
    return [
        piece for piece in re.split(r"\n\s*\n", article.body) if piece and not piece.startswith(("!", "<", "-", "#"))
    ]


def _size(article: Article) -> int:
    return len(article.title) + len(article.lead) + sum(map(len, _paragraphs(article)))


def relevant_pages(count: int, *, plain: bool = True) -> list[BenchPage]:
    """Return `count` pages on the subject, no two alike; not `plain`: some in NFD, entities, or windows-1258."""
    pairs: list[tuple[Site, Article, Article]] = []
    for site in _sites():
        articles = [a for a in site.articles if a.relevant and not a.broken and not a.scrambled]
        pairs += [(site, one, other) for one, other in product(articles, articles) if one is not other]
    random.Random(1).shuffle(pairs)
    pages: list[BenchPage] = []
    for site, one, other in pairs:
        further = _paragraphs(other)
        body = one.body
        if _size(one) < TEXT.start + 200:
            body = "\n\n".join([one.body, *further])
        elif len(pages) % 2:
            body = "\n\n".join([one.body, further[-1]])
        number = len(pages)
        how = {"typed": "NFC", "charset": "utf-8"} | ({} if plain else _TYPED.get(number % 6, {}))
        article = one.model_copy(update={"body": body, "id": f"{800_000 + number}", "content_type": "", **how})
        if _size(article) not in TEXT:
            continue
        pages.append(_relevant(site, article, number))
        if len(pages) == count:
            return pages
    raise ValueError(f"the sample portals give {len(pages)} pages of this kind, not {count}")


def _relevant(site: Site, article: Article, number: int) -> BenchPage:
    served = site.render(article)
    menu = _weight(number % 8, 0, False).encode(
        article.charset if article.charset == "utf-8" else "ascii", "xmlcharrefreplace"
    )
    head, mark, rest = served.body.partition(b"</body>")
    return BenchPage(
        f"http://{site.config.host}{site.path(article)}",
        head + menu + mark + rest,
        served.content_type,
        "relevant",
        article.title,
        article.author,
        tuple(_paragraphs(article)),
        article.published,
    )


@lru_cache(maxsize=256)
def _weight(portal: int, box: int, both: bool) -> str:
    """Menus, boxes of other stories, styles and scripts: what makes up most of a real page.

    The menus of a portal are always the same; `box` is the number of its boxes of other stories, which change.
    """
    words = _words()
    draw = random.Random(f"{portal} {both}")
    names = [*words["menu"], *(words["menu_of_both"] if both else ())]
    news = random.Random(f"{portal} {both} {box}")
    headlines = [
        f"{news.choice(words['subjects'])} {news.choice(words['verbs'])} {news.choice(words['objects'])}"
        for _ in range(40)
    ]
    if both:
        headlines += words["headlines_of_both"]
    pieces = ['<nav class="mega-menu"><ul class="menu-list">']
    for name in names:
        inner = "".join(
            f'<li class="sub-item"><a href="/{slugify(name)}/{slugify(sub)}/" title="{sub}">{sub}</a></li>'
            for sub in draw.sample(names, 5)
        )
        pieces.append(
            f'<li class="menu-item has-sub"><a href="/{slugify(name)}/"><span>{name}</span></a>'
            f'<ul class="sub-menu">{inner}</ul></li>'
        )
    pieces.append('</ul></nav><div class="box-most-read"><h3 class="box-title">Đọc nhiều</h3><ul>')
    for at, headline in enumerate(headlines):
        pieces.append(
            f'<li class="item"><a href="/tin/{slugify(headline)}-{at}.html" class="thumb"><img src="/t/{at}.jpg" '
            f'alt="{headline}" width="120" height="80"></a>'
            f'<h4><a href="/tin/{slugify(headline)}-{at}.html">{headline}</a></h4></li>'
        )
    pieces.append(
        '</ul></div><footer class="site-footer"><p>Giấy phép xuất bản số 77/GP. Bản quyền thuộc về tòa soạn.</p>'
        "</footer>"
    )
    rules = "".join(
        f".w{n}-{draw.randrange(9999)} .item-{n % 7}{{margin:{draw.randrange(9)}px {draw.randrange(30)}px;"
        f"color:#{draw.randrange(1 << 24):06x};background:url(/i/{draw.randrange(1 << 30):x}.png) no-repeat}}\n"
        for n in range(110)
    )
    zones = ",".join(
        f'{{"zone":{draw.randrange(1 << 20)},"slot":"b{n}","key":"{draw.getrandbits(96):024x}",'
        f'"size":"{draw.randrange(90, 970)}x90"}}'
        for n in range(170)
    )
    pieces.append(
        f"<style>{rules}</style>"
        f"<script>var adZones=[{zones}];for(var i=0;i<adZones.length;i++){{load(adZones[i]);}}</script>"
    )
    return "".join(pieces)


def other_page(number: int, kind: Kind = "other") -> BenchPage:
    """Return page `number` of other news: generated sentences, in the shape of a newspaper's or a government's page."""
    words = _words()
    draw = random.Random(number)
    title = f"{draw.choice(words['subjects'])} {draw.choice(words['verbs'])} {draw.choice(words['objects'])}"
    body: list[str] = []
    while sum(map(len, body)) < TEXT.start + draw.randrange(1_600):
        body.append(" ".join(sentence(draw) for _ in range(draw.randrange(2, 5))))
    if kind.startswith("near_miss"):
        sentences = words["near_misses_of_both" if kind == "near_miss_of_both" else "near_misses"]
        body.insert(draw.randrange(len(body)), draw.choice(sentences))
    author = draw.choice(words["names"])
    day = draw.randrange(1, 29)
    published = datetime(2015 + number % 11, 1 + number % 12, day, 8, number % 60)
    paragraphs = "\n".join(f'<p style="text-align:justify">{paragraph}</p>' for paragraph in body)
    newspaper = number % 3 > 0
    name = "hoinganh" if kind == "menus" else "bao" if newspaper else "cong"
    portal = number % _PORTALS
    holder = "detail-content" if newspaper else "ArticleContent"
    weight = _weight(portal if newspaper else portal + _PORTALS, number // _BOX_LASTS, kind == "menus")
    html = (
        f'<!DOCTYPE html>\n<html lang="vi"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta property="og:title" content="{title}"><meta property="og:type" content="article">'
        f'<meta property="article:published_time" content="{published:%Y-%m-%dT%H:%M}:00+07:00">'
        f"</head>\n<body>{weight[: weight.index('<div class=')]}"
        f'<div class="container"><div class="main"><h1 class="detail-title">{title}</h1>'
        f'<div class="detail-date">{published:%d/%m/%Y %H:%M}</div><div class="{holder}">\n{paragraphs}\n'
        f'<p class="author"><strong>{author}</strong></p></div></div></div>\n'
        f"{weight[weight.index('<div class=') :]}</body></html>"
    )
    return BenchPage(
        f"http://{name}{portal}.example.vn/tin/{slugify(title)}-{number}.html",
        html.encode(),
        "text/html; charset=utf-8",
        kind,
        title,
        author,
        tuple(body),
        published,
    )


def sentence(draw: random.Random) -> str:
    """Return a sentence of other news, put together as `draw` falls."""
    words = _words()
    values = {"n": draw.randrange(20, 900), "k": draw.randrange(2, 28), "name": draw.choice(words["names"])}
    if draw.random() < 0.3:
        return str(draw.choice(words["sayings"])).format(**values)
    detail = draw.choice(words["details"]).format(**values)
    return f"{draw.choice(words['subjects'])} {draw.choice(words['verbs'])} {draw.choice(words['objects'])}, {detail}."


def mixed_pages(count: int) -> Iterator[BenchPage]:
    """Yield `count` pages: 1 % relevant; of the others a third have both sides' words in menus, 5 % are near misses.

    One near miss in fifty names both sides in its text.
    """
    wanted = relevant_pages(max(1, count // 100), plain=False)
    relevant = iter(wanted)
    for number in range(count):
        if number % 100 == 37 % min(count, 100) and (page := next(relevant, None)):
            yield page
        else:
            kind: Kind = "menus" if number % 3 == 1 else "other"
            if number % 20 == 5:
                kind = "near_miss_of_both" if number % 1_000 == 5 else "near_miss"
            yield other_page(number, kind)
