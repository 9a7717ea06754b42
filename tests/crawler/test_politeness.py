"""How much is asked of portals, counted at their servers."""

import sqlite3
from collections import Counter
from pathlib import Path

from crawler.run import crawl
from crawler.seen import FILE
from tests.crawler.bench import Answer, Bench, article_page, list_page, options, page, portal_toml


def feed(links: list[str]) -> Answer:
    items = "".join(f"<item><title>Tin</title><link>http://bao.example{link}</link></item>" for link in links)
    text = f'<?xml version="1.0"?><rss><channel>{items}</channel></rss>'
    return Answer(text.encode(), headers={"Content-Type": "application/rss+xml"})


def asked_since(bench: Bench, before: int) -> Counter[str]:
    return Counter(url.removeprefix("http://bao.example") for url in bench.asked[before:])


def test_a_refresh_with_nothing_new_asks_once_a_list_and_for_what_is_due(tmp_path: Path) -> None:
    """Whether or not the lists have validators, and although the sections have further pages."""
    portal_toml(
        tmp_path / "portals", "bao", "bao.example", 'sections = ["/thoi-su/", "/xa-hoi/"]\nfeeds = ["/rss/home.rss"]'
    )
    with Bench() as bench:
        links = [f"/tin-a{number}.html" for number in range(1, 13)]
        site = bench.routes["bao.example"] = {
            link: page(article_page(number), ETag=f'"{number}"') for number, link in enumerate(links)
        }
        site["/thoi-su/"] = page(list_page(links[:6], '<a href="/thoi-su/?page=2">2</a>'), ETag='"t"')
        site["/thoi-su/?page=2"] = page(list_page(links[6:9], '<a href="/thoi-su/?page=3">3</a>'))
        site["/thoi-su/?page=3"] = page(list_page(links[9:]))
        site["/xa-hoi/"] = page(list_page(links[:4], '<a href="/xa-hoi/?page=2">2</a>'))
        site["/xa-hoi/?page=2"] = page(list_page(links[4:]))
        site["/rss/home.rss"] = feed(links[:3])
        robots = "User-agent: *\nSitemap: http://bao.example/sitemap.xml"
        site["/robots.txt"] = Answer(robots.encode(), headers={"Content-Type": "text/plain"})
        crawl(options(tmp_path, bench))
        first = asked_since(bench, 0)
        assert max(first.values()) == 1, "no page is asked for twice"

        before = len(bench.asked)
        crawl(options(tmp_path, bench))
        lists = ["/rss/home.rss", "/thoi-su/", "/xa-hoi/"]
        assert sorted(asked_since(bench, before).elements()) == lists, "robots.txt is known for a day"

        with sqlite3.connect(tmp_path / "state" / FILE) as state:
            state.execute("UPDATE robots SET fetched_at = '2000-01-01T00:00:00.000+00:00'")
            state.execute("UPDATE seen SET next_check = '2000-01-01' WHERE url LIKE '%/tin-a7.html'")
        before = len(bench.asked)
        crawl(options(tmp_path, bench))
        assert sorted(asked_since(bench, before).elements()) == sorted([*lists, "/robots.txt", "/tin-a7.html"])
