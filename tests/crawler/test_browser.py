"""Pages that a script builds or unscrambles, with a real Chromium where there is one."""

import asyncio
import os
from dataclasses import dataclass
from pathlib import Path

import pytest

from crawler.browser import Guard, missing
from crawler.crawl_log import iter_crawl_log
from crawler.run import crawl
from tests.crawler.bench import Answer, Bench, articles, list_page, options, page, portal_toml, records

REQUIRED = "PHOIHOP_REQUIRE_BROWSER" in os.environ

# In the manner of a site that sends its bodies in base64 and lets the browser decode them.
SCRAMBLED = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>Lễ ký</title></head><body><h1>{title}</h1>
<span>{publish}</span><div id="dcontent"></div><script src="/giai-ma.js"></script><img src="/anh.jpg">
<script src="http://thong-ke.example/dem.js"></script></body></html>"""
SCRIPT = """document.querySelector('h1').textContent = 'Lễ ký kết quy chế phối hợp';
document.querySelector('span').textContent = '04/03/2024';
const words = 'Công an tỉnh và Liên đoàn Lao động tỉnh ký kết. '.repeat(20);
document.getElementById('dcontent').innerHTML = '<p>' + words + '</p>';"""


@pytest.fixture
def bench():
    lacking = missing()
    if lacking and not REQUIRED:
        pytest.skip(lacking)
    assert lacking is None
    with Bench() as served:
        javascript = Answer(SCRIPT.encode(), headers={"Content-Type": "text/javascript; charset=utf-8"})
        served.routes["bao.example"] = {
            "/tin/": page(list_page(["/le-ky-a1.html"])), "/le-ky-a1.html": page(SCRAMBLED), "/giai-ma.js": javascript,
        }  # fmt: skip
        yield served


@pytest.mark.browser
def test_a_scrambled_page_is_read_by_a_browser(tmp_path: Path, bench: Bench) -> None:
    portal_toml(tmp_path / "portals", "bao", "bao.example", 'sections = ["/tin/"]\nbrowser = true')
    summary = crawl(options(tmp_path, bench, timeout=30))
    assert summary.portals["bao"].outcomes == {"archived": 2, "needs_browser": 1, "http_error": 1}, "no robots.txt"
    assert ("shell", "http://bao.example/le-ky-a1.html") in records(tmp_path / "archive")
    assert records(tmp_path / "archive", "resource") == [("article", "http://bao.example/le-ky-a1.html")]
    assert {url.split("/")[2] for url in bench.asked} == {"bao.example"}, "nothing is loaded from elsewhere"
    assert "http://bao.example/anh.jpg" not in bench.asked
    again = crawl(options(tmp_path, bench, timeout=30))
    assert again.archived_articles == 0


MENU = "<p>" + "Các chuyên mục của cổng thông tin. " * 20 + "</p>"
LIST_BY_SCRIPT = f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>Tin</title></head><body>{MENU}
<ul id="ds"></ul><script>document.getElementById('ds').innerHTML = '<li><a href="/le-ky-a1.html">Lễ ký</a></li>';
</script></body></html>"""
BODY_BY_SCRIPT = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>Lễ ký</title></head><body><h1>Lễ ký</h1>
<ul><li>Một chuyên mục có tên rất dài</li></ul><div id="nd"></div><script>
document.getElementById('nd').innerHTML = '<p>' + 'Công an tỉnh và Liên đoàn Lao động tỉnh ký kết. '.repeat(9) + '</p>';
</script></body></html>"""


@pytest.mark.browser
def test_lists_and_bodies_that_come_by_script_are_read_by_a_browser(tmp_path: Path, bench: Bench) -> None:
    bench.routes["bao.example"] = {"/tin/": page(LIST_BY_SCRIPT), "/le-ky-a1.html": page(BODY_BY_SCRIPT)}
    portal_toml(tmp_path / "portals", "bao", "bao.example", 'sections = ["/tin/"]\nbrowser = true')
    summary = crawl(options(tmp_path, bench, timeout=30))
    assert summary.portals["bao"].outcomes == {"archived": 2, "needs_browser": 2, "http_error": 1}, "no robots.txt"
    assert records(tmp_path / "archive", "resource") == [
        ("section", "http://bao.example/tin/"), ("article", "http://bao.example/le-ky-a1.html"),
    ]  # fmt: skip


def test_where_the_browser_is_missing_an_empty_list_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    portal_toml(tmp_path / "portals", "bao", "bao.example", 'sections = ["/tin/"]\nbrowser = true')
    monkeypatch.setenv("PATH", str(tmp_path))
    with Bench() as served:
        served.routes["bao.example"] = {"/tin/": page(LIST_BY_SCRIPT)}
        summary = crawl(options(tmp_path, served))
    assert summary.portals["bao"].outcomes["needs_browser"] == 1
    assert any("not read" in remark for remark in summary.portals["bao"].remarks)


def test_without_leave_no_browser_is_used_and_that_is_said(tmp_path: Path) -> None:
    portal_toml(tmp_path / "portals", "bao", "bao.example", 'sections = ["/tin/"]')
    with Bench() as bench:
        bench.routes["bao.example"] = {"/tin/": page(list_page(["/le-ky-a1.html"])), "/le-ky-a1.html": page(SCRAMBLED)}
        summary = crawl(options(tmp_path, bench))
    assert articles(tmp_path / "archive") == []
    assert summary.portals["bao"].outcomes["needs_browser"] == 1
    assert "the registry does not say" in summary.portals["bao"].remarks[0]
    row = next(row for row in iter_crawl_log(tmp_path / "state") if row["outcome"] == "needs_browser")
    assert row["detail"] == "placeholders that a script fills"


@dataclass
class Wanted:
    url: str
    resource_type: str = "script"


@pytest.mark.parametrize(
    ("wanted", "stopped"),
    [
        (Wanted("http://bao.example/a.js"), False),
        (Wanted("http://bao.example/a", "document"), False),
        (Wanted("http://bao.example/a.jpg", "image"), True),
        (Wanted("http://khac.example/a.js"), True),
        (Wanted("http://127.0.0.1/a.js"), True),
        (Wanted("http://169.254.169.254/latest"), True),
        (Wanted("file:///etc/passwd"), True),
        (Wanted("ws://bao.example/"), True),
    ],
)
def test_what_the_browser_may_load(wanted: Wanted, stopped: bool) -> None:
    assert asyncio.run(Guard({"bao.example"}, "127.0.0.1:80")(wanted)) is stopped


def test_private_hosts_are_stopped_even_if_they_were_a_portals() -> None:
    guard = Guard({"bao.example", "localhost", "127.0.0.1"}, None)
    for url in ("http://bao.example/", "http://localhost/", "http://127.0.0.1/"):
        assert asyncio.run(guard(Wanted(url)))
