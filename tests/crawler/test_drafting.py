import tomllib
from pathlib import Path

import pytest

from crawler.drafting import draft, fetch_home, learn_shape
from crawler.options import CrawlError
from crawler.portals.portal import Portal
from crawler.portals.registry import load_registry
from tests.crawler.bench import Answer, Bench, options, page

MENU = "".join(f'<li><a href="/{s}/">{s}</a></li>' for s in ("thoi-su", "xa-hoi", "phap-luat"))


def home(links: list[str]) -> str:
    news = "".join(f'<h3><a href="{link}">Công an tỉnh và Liên đoàn Lao động tỉnh ký kết</a></h3>' for link in links)
    return (
        "<html><head><title>Báo Mẫu điện tử</title>"
        '<link rel="alternate" type="application/rss+xml" href="/rss/home.rss"></head>'
        f'<body><ul>{MENU}</ul><a href="https://facebook.com/x">Theo dõi chúng tôi trên mạng xã hội</a>{news}'
        "</body></html>"
    )


@pytest.mark.parametrize(
    ("template", "number"),
    [
        ("/hoi-nghi-so-{n}-a{n}77.html", "477"),
        ("/thoi-su/hoi-nghi-{n}77.html", "477"),
        ("/thoi-su/202403/hoi-nghi-28{n}2690/", "2842690"),
        ("/thoi-su/202403/hoi-nghi-6bd{n}7a2/", "6bd47a2"),
        ("/hoi-nghi-post{n}77.html", "477"),
        ("/hoi-nghi-postid{n}77.bbg", "477"),
        ("/hoi-nghi-{n}77.htm", "477"),
        ("/141/{n}77/hoi-nghi.html", "477"),
        ("/Pages/TinTuc/{n}77/Hoi-Nghi.html", "477"),
        ("/viewer.aspx?macm=3&mabb={n}77", "477"),
        ("/tin-tuc/chi-tiet/{n}777-hoi-nghi/", "4777"),
        ("/-/details/37632/hoi-nghi-{n}77", "477"),
    ],
)
def test_the_shape_is_learned_from_headlines(template: str, number: str) -> None:
    drafted = draft("https://baomau.vn/", home([template.format(n=n) for n in range(1, 9)]))
    assert drafted.article_url is not None
    portal = Portal(key="x", name="x", kind="newspaper", base_url="https://baomau.vn", article_url=drafted.article_url)
    assert portal.article_number("https://baomau.vn" + template.format(n=4)) == number
    assert not any(portal.is_article(f"https://baomau.vn/{section}/") for section in ("thoi-su", "xa-hoi"))


@pytest.mark.parametrize(
    "urls", [[], ["https://b.vn/a-1.html"], [f"https://b.vn/bai-viet-{'x' * n}" for n in range(9)]]
)
def test_too_little_teaches_nothing(urls: list[str]) -> None:
    assert learn_shape(urls)[0] is None


def test_a_draft_is_a_file_that_the_registry_takes(tmp_path: Path) -> None:
    links = [f"/hoi-nghi-a{n}00.html" for n in range(1, 9)]
    named = ("https://baomau.vn/sitemap.xml", "https://khac.vn/sitemap.xml", "/news.xml")
    robots = "User-agent: *\n" + "".join(f"Sitemap: {each}\n" for each in named)
    drafted = draft("https://www.baomau.vn/", home(links), robots)
    table = tomllib.loads(drafted.to_toml())
    assert (table["name"], table["kind"], table["enabled"]) == ("Báo Mẫu điện tử", "newspaper", False)
    assert table["sections"] == ["/thoi-su/", "/xa-hoi/", "/phap-luat/"]
    assert table["feeds"] == ["https://www.baomau.vn/rss/home.rss"]
    assert table["sitemaps"] == ["https://baomau.vn/sitemap.xml", "https://www.baomau.vn/news.xml"]
    assert "province" not in table, "what the page does not show is not stated"
    (tmp_path / f"{drafted.key}.toml").write_text(drafted.to_toml(), encoding="utf-8")
    assert load_registry(tmp_path).portals["baomau"].is_article("https://baomau.vn/hoi-nghi-a100.html")


@pytest.mark.parametrize(
    ("url", "key", "kind"),
    [
        ("https://congan.phutho.gov.vn/", "congan_phutho", "police"),
        ("https://www.phutho.gov.vn/", "phutho_gov", "government"),
        ("http://congdoandatto.org.vn/", "congdoandatto", "union"),
        ("https://baocantho.com.vn/", "baocantho", "newspaper"),
    ],
)
def test_key_and_kind_are_guessed_from_the_host(url: str, key: str, kind: str) -> None:
    drafted = draft(url, "<html><title>x</title><body>y</body></html>")
    assert drafted.key == key
    assert f'kind = "{kind}"' in drafted.to_toml()
    assert any("no shape" in remark for remark in drafted.remarks)


def test_an_empty_page_is_refused() -> None:
    with pytest.raises(CrawlError, match="empty"):
        draft("https://bao.vn/", "")


def test_the_home_page_is_fetched_with_the_manners_of_every_crawl(tmp_path: Path) -> None:
    with Bench() as bench:
        bench.routes["bao.example"] = {
            "/": page(home([f"/hoi-nghi-a{n}.html" for n in range(5)])),
            "/robots.txt": Answer(b"Sitemap: http://bao.example/sitemap.xml", headers={"Content-Type": "text/plain"}),
        }
        bench.routes["cam.example"] = {"/robots.txt": Answer(b"User-agent: *\nDisallow: /", headers={})}
        address, html, robots = fetch_home("http://bao.example", options(tmp_path, bench))
        assert draft(address, html, robots).sitemaps == ["http://bao.example/sitemap.xml"]
        assert bench.asked == ["http://bao.example/robots.txt", "http://bao.example/"]
        with pytest.raises(CrawlError, match="robots: disallowed"):
            fetch_home("http://cam.example", options(tmp_path, bench))
    assert not (tmp_path / "archive").exists()


def test_what_is_no_web_address(tmp_path: Path) -> None:
    with Bench() as bench, pytest.raises(CrawlError, match="not a web address"):
        fetch_home("ftp://bao.vn", options(tmp_path, bench))
