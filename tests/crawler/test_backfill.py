"""Going back in time: sitemaps that robots.txt names, by month, zipped or not, and no further than `since`."""

import gzip
from pathlib import Path

import pytest

from crawler.crawl_log import iter_crawl_log
from crawler.run import crawl
from tests.crawler.bench import Answer, Bench, article_page, articles, list_page, options, page, portal_toml

XML = {"Content-Type": "application/xml"}
TEXT = {"Content-Type": "text/plain"}


def xml(text: str) -> Answer:
    return Answer(text.encode(), headers=XML)


def index(*children: tuple[str, str]) -> Answer:
    entries = (
        f"<sitemap><loc>{loc}</loc>{f'<lastmod>{day}</lastmod>' if day else ''}</sitemap>" for loc, day in children
    )
    return xml(f"<sitemapindex>{''.join(entries)}</sitemapindex>")


def urlset(*entries: tuple[str, str]) -> str:
    urls = (f"<url><loc>{loc}</loc>{f'<lastmod>{day}</lastmod>' if day else ''}</url>" for loc, day in entries)
    return f"<urlset>{''.join(urls)}</urlset>"


@pytest.fixture
def bench():
    with Bench() as served:
        site = served.routes["bao.example"] = {
            f"/tin-a{number}.html": page(article_page(number)) for number in range(1, 10)
        }
        site["/tin/"] = page(list_page(["/tin-a1.html"]))
        robots = "User-agent: *\nSitemap: http://bao.example/sitemap.xml\nSitemap: /relative.xml\n"
        robots += "Sitemap: //other.example/relative.xml\n"
        robots += "Sitemap: http://other.example/sitemap.xml\nSitemap: http://127.0.0.1/sitemap.xml\n"
        site["/robots.txt"] = Answer(robots.encode(), headers=TEXT)
        site["/sitemap.xml"] = index(
            ("http://bao.example/sitemap-2024-03.xml.gz", ""), ("http://bao.example/sitemap-2019-01.xml", ""),
            ("http://bao.example/news.xml", "2024-03-09"), ("http://bao.example/old.xml", "2018-01-01"),
            ("http://elsewhere.example/sitemap-2024-03.xml", ""), ("http://bao.example/again.xml", ""),
        )  # fmt: skip
        march = urlset(("http://bao.example/tin-a2.html", "2024-03-05"), ("http://bao.example/tin-a3.html", ""))
        site["/sitemap-2024-03.xml.gz"] = Answer(gzip.compress(march.encode(), mtime=0), headers=TEXT)
        site["/news.xml"] = xml(
            urlset(("http://bao.example/tin-a4.html", "2024-02-01"), ("http://bao.example/tin-a5.html", "2018-02-01"))
        )
        site["/relative.xml"] = xml(urlset(("/tin-a6.html", "2024-03-01"), ("//other.example/tin-a7.html", "")))
        site["/again.xml"] = lambda times: index(
            ("http://bao.example/again.xml", ""), ("http://bao.example/deep-1.xml", "")
        )
        for depth in range(1, 9):
            site[f"/deep-{depth}.xml"] = index((f"http://bao.example/deep-{depth + 1}.xml", ""))
        yield served


def asked(bench: Bench) -> list[str]:
    return sorted(url.removeprefix("http://bao.example") for url in bench.asked if ".xml" in url)


def test_a_backfill_reads_the_sitemaps_of_robots_txt_back_to_a_day(tmp_path: Path, bench: Bench) -> None:
    portal_toml(tmp_path / "portals", "bao", "bao.example", 'sections = ["/tin/"]')
    crawl(options(tmp_path, bench, mode="backfill", since="2023-01-01"))
    assert articles(tmp_path / "archive") == [f"http://bao.example/tin-a{number}.html" for number in (1, 2, 3, 4, 6)]
    wanted = ["/again.xml", "/deep-1.xml", "/deep-2.xml", "/news.xml", "/relative.xml", "/sitemap-2024-03.xml.gz"]
    wanted += ["/sitemap.xml"]
    assert asked(bench) == wanted, "each once, none before the day, none elsewhere, no index of indexes without end"
    assert all(url.startswith("http://bao.example/") for url in bench.asked)
    log = {row["url"]: (row["outcome"], row["detail"]) for row in iter_crawl_log(tmp_path / "state")}
    assert log["http://bao.example/tin-a5.html"] == ("filtered", "last changed 2018-02-01, before 2023-01-01")


def test_without_a_day_all_of_them_are_read_beside_those_of_its_file(tmp_path: Path, bench: Bench) -> None:
    portal_toml(tmp_path / "portals", "bao", "bao.example", 'sections = ["/tin/"]\nsitemaps = ["/news.xml"]')
    bench.routes["bao.example"]["/sitemap-2019-01.xml"] = xml(urlset(("http://bao.example/tin-a9.html", "")))
    crawl(options(tmp_path, bench, mode="backfill"))
    assert articles(tmp_path / "archive")[-3:] == [f"http://bao.example/tin-a{n}.html" for n in (5, 6, 9)]
    assert asked(bench).count("/news.xml") == 1


def test_a_refresh_leaves_them_alone(tmp_path: Path, bench: Bench) -> None:
    portal_toml(tmp_path / "portals", "bao", "bao.example", 'sections = ["/tin/"]')
    crawl(options(tmp_path, bench))
    assert asked(bench) == []


def test_a_cached_robots_txt_names_them_too_and_budgets_bound_them(tmp_path: Path, bench: Bench) -> None:
    portal_toml(tmp_path / "portals", "bao", "bao.example", 'sections = ["/tin/"]')
    crawl(options(tmp_path, bench))
    before = len(bench.asked)
    crawl(options(tmp_path, bench, mode="backfill", portal_budget=3))
    assert [url.removeprefix("http://bao.example") for url in bench.asked[before:]] == [
        "/tin/", "/sitemap.xml", "/relative.xml",
    ]  # fmt: skip
