"""The crawl over real HTTP on loopback: everything reachable once, everything else in the log with its reason."""

import gzip
import os
import signal
import sqlite3
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from warcio.checker import Checker

from crawler.crawl_log import iter_crawl_log, iter_discovered
from crawler.run import crawl
from crawler.seen import FILE
from tests.crawler import bench as b
from tests.crawler.bench import Bench, article_page, articles, list_page, moved, options, page, portal_toml, records


def check_archive(archive: Path) -> None:
    files = [str(path) for path in sorted(archive.iterdir())]
    assert files
    assert all(name.endswith(".warc.gz") for name in files)

    class Command:
        inputs = files
        verbose = False

    assert Checker(Command()).process_all() == 0


def outcomes(state: Path) -> dict[str, tuple[str, str | None]]:
    """The last outcome of every address, with its detail."""
    return {row["url"]: (row["outcome"], row["detail"]) for row in iter_crawl_log(state)}


def faulty_site(bench: Bench) -> set[str]:
    """Set up a site with every fault; return the paths of the articles that can be had."""
    good = {f"/tin-{n}-a{n}.html" for n in range(1, 7)}
    home = "http://bao.example"
    site = bench.routes["bao.example"] = {path: page(article_page(int(path[5:-7].split("-")[0]))) for path in good}
    faults = {
        "/once-500-a11.html": lambda times: page("<html>?", 500) if times == 1 else page(article_page(11)),
        "/gone-a12.html": page("<html><body>404", 404),
        "/old-slug-a13.html": moved("/new-slug-a13.html?utm_source=x#top"),
        "/drip-a14.html": b.Answer(fault=b.drip),
        "/reset-a15.html": b.Answer(fault=b.reset),
        "/round-a16.html": moved("/round-and-a16.html"),
        "/big-a17.html": b.Answer(fault=b.flood(declared=True)),
        "/flood-a18.html": b.Answer(fault=b.flood(declared=False)),
        "/bomb-a19.html": b.gzipped(b"<html>" + bytes(50_000_000)),
        "/charset-a20.html": b.Answer(
            article_page(20).encode("utf-16"), headers={"Content-Type": "text/html; charset=x"}
        ),
        "/malformed-a21.html": page("<html><td><p>" + b.WORDS + "<div></span><b"),
        "/soft-a22.html": page(
            "<html><head><title>Trang bạn tìm không tồn tại</title></head><body>Xin lỗi</body></html>"
        ),
        "/home-a23.html": moved("/"),
        "/plain-a24.html": b.Answer(article_page(24).encode(), headers={"Content-Type": "text/plain"}),
        "/brotli-a25.html": b.brotlied(article_page(25).encode()),
        "/gzip-a26.html": b.gzipped(article_page(26).encode()),
        "/secret/a-a27.html": page(article_page(27)),
        "/away-a28.html": moved("http://elsewhere.example/away-a28.html"),
        "/inside-a29.html": moved("http://169.254.169.254/latest/meta-data/a-a29.html"),
        "/empty-a30.html": page(""),
        "/scrambled-a31.html": page("<html><body><h1>{title}</h1><span>{publish}</span></body></html>"),
        "/pdf-a32.html": b.Answer(b"%PDF-1.4 " + bytes(100), headers={"Content-Type": "application/pdf"}),
        "/port-a33.html": moved(f"http://127.0.0.1:{bench.address.partition(':')[2]}/port-a33.html"),
    }
    site.update(faults)
    site["/new-slug-a13.html"] = page(article_page(13))
    site["/round-and-a16.html"] = moved("/round-a16.html")
    site["/robots.txt"] = b.Answer(
        b"User-agent: *\nDisallow: /secret/\nCrawl-delay: 0\n", headers={"Content-Type": "text/plain"}
    )
    away = [
        "http://127.0.0.1/tin-a91.html", "http://169.254.169.254/latest/", "http://localhost/tin-a92.html",
        "http://other.example/tin-a93.html", "https://facebook.example/share", "javascript:void(0)", "mailto:a@b.vn",
        "http://[::1]/tin-a94.html", "http://[", "http://bao.example/" + "x" * 3000 + "-a95.html",
    ]  # fmt: skip
    site["/thoi-su/"] = page(
        list_page([*sorted(good)[:3], *list(faults)[:12], *away], '<a href="/thoi-su/?page=2">2</a>')
    )
    site["/thoi-su/?page=2"] = page(
        list_page([*sorted(good)[3:], *list(faults)[12:], f"{home}/tin-1-a1.html?fbclid=9"])
    )
    for month in range(1, 200):
        site[f"/lich/?thang={month}"] = page(
            list_page(["/tin-1-a1.html"], f'<a rel="next" href="/lich/?thang={month + 1}">›</a>')
        )
    site["/lich/"] = site["/lich/?thang=1"]
    reachable = good | {f"/{name}.html" for name in (
        "once-500-a11", "new-slug-a13", "malformed-a21", "plain-a24", "brotli-a25", "gzip-a26", "charset-a20",
    )}  # fmt: skip
    return {home + path for path in reachable}


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory):
    folder = tmp_path_factory.mktemp("faulty")
    portal_toml(folder / "portals", "bao", "bao.example", 'sections = ["/thoi-su/", "/lich/"]')
    with Bench() as bench:
        reachable = faulty_site(bench)
        opts = options(folder, bench, retries=1, timeout=1.5, page_bytes=1_000_000)
        summary = crawl(opts)
        first = list(bench.asked)
        second = crawl(opts)
        yield folder, reachable, summary, first, second, bench.asked[len(first) :]


def test_every_reachable_article_is_archived_exactly_once(faulty) -> None:
    folder, reachable, *_ = faulty
    assert articles(folder / "archive") == sorted(reachable)
    check_archive(folder / "archive")


def test_the_run_ends_by_itself(faulty) -> None:
    _, _, summary, asked, *_ = faulty
    assert summary.reason == "finished"
    assert summary.portals["bao"].pending == 0
    assert sum("/lich/" in url for url in asked) <= 3, "an endless calendar is left when it shows nothing new"


EXPECTED = {
    "/gone-a12.html": ("http_error", "HTTP 404"),
    "/drip-a14.html": ("error", "longer than"),
    "/reset-a15.html": ("error", "DataLoss"),
    "/round-a16.html": ("redirect", "round-and"),
    "/round-and-a16.html": ("error", "more than 5 redirects"),
    "/big-a17.html": ("too_large", "1000000"),
    "/flood-a18.html": ("too_large", ""),
    "/bomb-a19.html": ("too_large", "decompress"),
    "/soft-a22.html": ("soft_404", "không tồn tại"),
    "/home-a23.html": ("soft_404", "redirected to http://bao.example/"),
    "/secret/a-a27.html": ("robots", "disallowed"),
    "/away-a28.html": ("filtered", "another site"),
    "/inside-a29.html": ("blocked_address", "169.254.169.254"),
    "/port-a33.html": ("blocked_address", "127.0.0.1"),
    "/empty-a30.html": ("error", "empty body"),
    "/scrambled-a31.html": ("needs_browser", "placeholders"),
    "/pdf-a32.html": ("error", "no markup"),
}


@pytest.mark.parametrize(("path", "expected"), EXPECTED.items(), ids=[path[1:-5] for path in EXPECTED])
def test_what_cannot_be_had_is_logged_with_its_reason(faulty, path: str, expected: tuple[str, str]) -> None:
    folder = faulty[0]
    outcome, detail = outcomes(folder / "state")[f"http://bao.example{path}"]
    assert outcome == expected[0]
    assert expected[1] in (detail or "")


ODD = {
    "/heads-a34.html": b.Answer(fault=b.many_headers, headless=True),
    "/head-a35.html": b.Answer(fault=b.one_long_header, headless=True),
    "/slow-a36.html": b.Answer(fault=b.slow_head, headless=True),
    "/long-a37.html": moved("/" + "x" * 3000 + "-a37.html"),
    "/chain-a38.html": moved("/chain-a38.html?step=1"),
    "/br-bomb-a39.html": b.brotlied(b"<html>" + bytes(50_000_000)),
    "/bombs-a40.html": b.gzipped(gzip.compress(bytes(50_000_000))),
    "/not-gzip-a41.html": b.Answer(b"<html>", headers={"Content-Type": "text/html", "Content-Encoding": "gzip"}),
    "/script-a42.html": moved("javascript:alert(1)"),
    "/file-a43.html": moved("file:///etc/passwd"),
    "/tens-a44.html": moved("http://10.0.0.8/tens-a44.html"),
    "/six-a45.html": moved("http://[fd00::1]/six-a45.html"),
    "/octal-a46.html": moved("http://0x7f000001/octal-a46.html"),
}
ODD_EXPECTED = {
    "/heads-a34.html": ("too_large", "headers are larger"),
    "/head-a35.html": ("too_large", "headers are larger"),
    "/slow-a36.html": ("error", "longer than"),
    "/long-a37.html": ("filtered", "longer than 2000"),
    "/chain-a38.html?step=5": ("error", "more than 5 redirects"),
    "/br-bomb-a39.html": ("too_large", "decompress"),
    "/bombs-a40.html": ("error", ""),
    "/not-gzip-a41.html": ("error", ""),
    "/script-a42.html": ("filtered", "another site"),
    "/file-a43.html": ("filtered", "another site"),
    "/tens-a44.html": ("blocked_address", "10.0.0.8"),
    "/six-a45.html": ("blocked_address", "fd00::1"),
    "/octal-a46.html": ("filtered", "another site"),
}


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory):
    folder = tmp_path_factory.mktemp("odd")
    portal_toml(folder / "portals", "bao", "bao.example", 'sections = ["/tin/"]')
    with Bench() as bench:
        good = [f"/tin-a{number}.html" for number in range(len(ODD))]
        site = bench.routes["bao.example"] = {path: page(article_page(number)) for number, path in enumerate(good)}
        site.update(ODD)
        for step in range(1, 20):
            site[f"/chain-a38.html?step={step}"] = moved(f"/chain-a38.html?step={step + 1}")
        site["/tin/"] = page(list_page([path for pair in zip(ODD, good, strict=True) for path in pair]))
        summary = crawl(options(folder, bench, retries=0, timeout=1.5, page_bytes=1_000_000))
        yield folder, summary, {f"http://bao.example{path}" for path in good}, bench.asked


def test_among_odd_answers_every_article_is_archived_exactly_once(odd) -> None:
    folder, summary, good, asked = odd
    assert summary.reason == "finished"
    assert articles(folder / "archive") == sorted(good)
    assert {url.split("/")[2] for url in asked} == {"bao.example"}
    check_archive(folder / "archive")


@pytest.mark.parametrize(("path", "expected"), ODD_EXPECTED.items(), ids=[path[1:-5] for path in ODD_EXPECTED])
def test_odd_answers_are_logged_with_their_reason(odd, path: str, expected: tuple[str, str]) -> None:
    outcome, detail = outcomes(odd[0] / "state")[f"http://bao.example{path}"]
    assert outcome == expected[0]
    assert expected[1] in (detail or "")
    assert len(detail or "") < 3000


def test_links_to_private_and_foreign_hosts_are_logged_and_never_asked_for(faulty) -> None:
    folder, _, _, asked, *_ = faulty
    log = outcomes(folder / "state")
    for url in ("http://127.0.0.1/tin-a91.html", "http://169.254.169.254/latest/", "http://localhost/tin-a92.html"):
        assert log[url] == ("blocked_address", "link to private address")
    assert log["http://other.example/tin-a93.html"] == ("filtered", "link to other host")
    assert "https://facebook.example/share" not in log, "only links of the shape of an article are worth a line"
    assert {url.split("/")[2] for url in asked} == {"bao.example"}


def test_the_log_names_the_place_of_every_record(faulty) -> None:
    folder = faulty[0]
    archived = [row for row in iter_crawl_log(folder / "state") if row["outcome"] == "archived"]
    assert all(row["archive"] and row["archive_offset"] is not None for row in archived)
    assert len(archived) == len(records(folder / "archive"))
    assert [row for row in archived if row["fetched_at"].tzinfo is None] == []


def test_a_second_run_asks_only_for_lists_and_what_failed(faulty) -> None:
    _, reachable, _, _, second, asked = faulty
    again = {url for url in asked if "-a" in url}
    assert not again & reachable
    assert again == {f"http://bao.example/{n}.html" for n in (
        "drip-a14", "reset-a15", "round-a16", "round-and-a16", "empty-a30", "pdf-a32",
    )}  # fmt: skip
    assert second.archived_articles == 0
    assert "http://bao.example/robots.txt" not in asked


def test_records_tell_the_role_and_hold_no_port_and_no_secret(faulty) -> None:
    folder = faulty[0]
    assert Counter(role for role, _ in records(folder / "archive"))["robots"] == 1
    raw = b"".join(gzip.decompress(path.read_bytes()) for path in (folder / "archive").iterdir())
    assert b"WARC-Phoihop-Role: section" in raw
    assert b"WARC-IP-Address: 127.0.0.1" in raw
    assert b"Content-Encoding: gzip" in raw
    assert b"Cookie:" not in raw
    assert b".example:" not in raw


def test_coverage_counts_by_month(faulty) -> None:
    folder = faulty[0]
    months = {row["month"]: row for row in iter_discovered(folder / "state")}
    known = next(row for month, row in months.items() if month and month.isoformat() == "2024-03-01")
    assert known["fetched"] == len(faulty[1]) - 1, "the malformed page says no day"
    assert known["earliest_day"].isoformat() == "2024-03-05"
    assert months[None]["blocked"] > 0


def small_site(bench: Bench, pages: int = 4, per_page: int = 5) -> set[str]:
    site = bench.routes["bao.example"] = {}
    urls = [f"/tin-a{n}.html" for n in range(1, pages * per_page + 1)]
    for number, url in enumerate(urls, 1):
        site[url] = page(article_page(number), ETag=f'"{number}"')
    for number in range(1, pages + 1):
        further = f'<a href="/tin/?page={number + 1}">Trang sau</a>' if number < pages else ""
        links = urls[(number - 1) * per_page : number * per_page]
        site["/tin/" + (f"?page={number}" if number > 1 else "")] = page(list_page(links, further), ETag=f'"p{number}"')
    return {f"http://bao.example{url}" for url in urls}


@pytest.mark.parametrize("moment", [1, 4, 15])
def test_a_killed_run_resumes_without_loss_or_doubles(tmp_path: Path, moment: int) -> None:
    portal_toml(tmp_path / "portals", "bao", "bao.example", 'sections = ["/tin/"]')
    with Bench() as bench:
        urls = small_site(bench)
        opts = options(tmp_path, bench)
        child = subprocess.Popen([sys.executable, "-m", "crawler.run"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        bench.on_request = lambda number: os.kill(child.pid, signal.SIGKILL) if number == moment else None
        assert child.stdin
        child.stdin.write(opts.model_dump_json().encode() + b"\n")
        child.stdin.flush()
        assert child.wait() == -signal.SIGKILL
        child.stdout.close() if child.stdout else None
        child.stdin.close()
        bench.on_request = lambda number: None
        summary = crawl(opts)
        assert summary.reason == "finished"
        assert articles(tmp_path / "archive") == sorted(urls)
        again = [url for url, times in Counter(url for url in bench.asked if "-a" in url).items() if times > 1]
        assert len(again) <= 1, "only the request in flight is made again"
    check_archive(tmp_path / "archive")
    log = [row for row in iter_crawl_log(tmp_path / "state") if row["outcome"] == "archived"]
    assert len(log) == len(records(tmp_path / "archive")), "the state knows every record"


def test_refresh_with_nothing_new_asks_once_a_list(tmp_path: Path) -> None:
    portal_toml(tmp_path / "portals", "bao", "bao.example", 'sections = ["/tin/"]')
    with Bench() as bench:
        small_site(bench)
        crawl(options(tmp_path, bench))
        before = len(bench.asked)
        summary = crawl(options(tmp_path, bench))
        assert bench.asked[before:] == ["http://bao.example/tin/"]
    assert summary.portals["bao"].outcomes == {"unchanged": 1}
    assert records(tmp_path / "archive", "revisit") == [("section", "http://bao.example/tin/")]


def test_a_changed_article_is_a_new_version_and_an_unchanged_one_a_revisit(tmp_path: Path) -> None:
    portal_toml(tmp_path / "portals", "bao", "bao.example", 'sections = ["/tin/"]')
    with Bench() as bench:
        small_site(bench, pages=1, per_page=3)
        crawl(options(tmp_path, bench))
        with sqlite3.connect(tmp_path / "state" / FILE) as state:
            state.execute("UPDATE seen SET next_check = '2000-01-01' WHERE role = 'article'")
        bench.routes["bao.example"]["/tin-a2.html"] = page(article_page(2, "Đã sửa"), ETag='"2b"')
        bench.routes["bao.example"]["/tin-a3.html"] = page(article_page(3))  # as before, but without a validator
        summary = crawl(options(tmp_path, bench))
        assert summary.archived_articles == 1
        crawl(options(tmp_path, bench))
    assert articles(tmp_path / "archive").count("http://bao.example/tin-a2.html") == 2
    revisits = [url for role, url in records(tmp_path / "archive", "revisit") if role == "article"]
    assert sorted(revisits) == ["http://bao.example/tin-a1.html", "http://bao.example/tin-a3.html"]
    check_archive(tmp_path / "archive")


def test_backfill_walks_back_to_a_day_and_no_further(tmp_path: Path) -> None:
    portal_toml(tmp_path / "portals", "bao", "bao.example", 'sections = ["/tin/"]')
    with Bench() as bench:
        site = bench.routes["bao.example"] = {}
        for number in range(1, 13):
            site[f"/tin-a{number}.html"] = page(article_page(number, day=f"2024-{13 - number:02d}-10"))
        for number in range(1, 7):
            links = [f"/tin-a{2 * number - 1}.html", f"/tin-a{2 * number}.html"]
            further = f'<a href="/tin/?page={number + 1}">{number + 1}</a>'
            site["/tin/" + (f"?page={number}" if number > 1 else "")] = page(list_page(links, further))
        crawl(options(tmp_path, bench, mode="backfill", since="2024-08-01"))
    lists = [url for url in bench.asked if "-a" not in url and "robots" not in url]
    assert lists == [f"http://bao.example/tin/{q}" for q in ("", "?page=2", "?page=3", "?page=4", "?page=5")], (
        "the first page that lies wholly before the day is known to be old when its articles are"
    )


def test_subject_words_choose_and_the_choice_is_recorded_and_undone_by_everything(tmp_path: Path) -> None:
    portal_toml(tmp_path / "portals", "bao", "bao.example", 'sections = ["/tin/"]')
    with Bench() as bench:
        site = bench.routes["bao.example"] = {}
        site["/ve-cong-doan-a1.html"] = page(article_page(1))
        site["/gia-lua-tang-a2.html"] = page(article_page(2))
        site["/tin/"] = page(
            '<html><body><li><a href="/ve-cong-doan-a1.html">Đại hội</a></li>'
            '<li><a href="/gia-lua-tang-a2.html">Giá lúa tăng</a><p>Nông dân vui mùa</p></li></body></html>'
        )
        crawl(options(tmp_path, bench, words=["công đoàn"]))
        assert articles(tmp_path / "archive") == ["http://bao.example/ve-cong-doan-a1.html"]
        assert outcomes(tmp_path / "state")["http://bao.example/gia-lua-tang-a2.html"][0] == "filtered"
        crawl(options(tmp_path, bench, words=["công đoàn"], everything=True))
    assert len(articles(tmp_path / "archive")) == 2


def test_budgets_end_a_run_and_the_rest_waits(tmp_path: Path) -> None:
    portal_toml(tmp_path / "portals", "bao", "bao.example", 'sections = ["/tin/"]')
    with Bench() as bench:
        urls = small_site(bench)
        first = crawl(options(tmp_path, bench, portal_budget=6))
        assert len(articles(tmp_path / "archive")) == 5
        assert first.portals["bao"].pending > 0
        assert first.portals["bao"].outcomes["budget"] == 1
        second = crawl(options(tmp_path, bench, budget=3))
        assert (second.reason, second.requests) == ("budget", 3)
        crawl(options(tmp_path, bench))
    assert articles(tmp_path / "archive") == sorted(urls)


def test_a_host_that_asks_for_rest_gets_it_and_a_challenge_ends_the_visit(tmp_path: Path) -> None:
    portal_toml(tmp_path / "portals", "bao", "bao.example", 'sections = ["/tin/"]')
    portal_toml(tmp_path / "portals", "mau", "mau.example", 'sections = ["/tin/"]')
    portal_toml(tmp_path / "portals", "cau", "cau.example", 'sections = ["/tin/"]')
    busy = page("<html>", 503, **{"Retry-After": "1"})
    with Bench() as bench:
        bench.routes["bao.example"] = {
            "/tin/": lambda times: busy if times == 1 else page(list_page(["/tin-a1.html"])),
            "/tin-a1.html": page(article_page(1)),
        }
        wall = page("<html><head><title>Just a moment...</title></head><body>Checking your browser</body></html>")
        bench.routes["mau.example"] = {"/tin/": page(list_page(["/tin-a1.html", "/tin-a2.html"])), "/tin-a1.html": wall}
        bench.routes["cau.example"] = {"/robots.txt": page("<html>", 503), "/tin/": page(list_page(["/tin-a1.html"]))}
        summary = crawl(options(tmp_path, bench, retries=1))
    assert articles(tmp_path / "archive") == ["http://bao.example/tin-a1.html"]
    asked = [url for url in bench.asked if "mau.example" in url]
    assert asked[-1] == "http://mau.example/tin-a1.html", "nothing more is asked of a host behind a challenge"
    assert "captcha" in (summary.portals["mau"].left_alone or "")
    assert summary.portals["mau"].pending == 1
    assert "http://cau.example/tin/" not in bench.asked, "without robots.txt nothing is asked for"
    assert "robots.txt" in (summary.portals["cau"].left_alone or "")


def test_feeds_sitemaps_and_old_domains(tmp_path: Path) -> None:
    more = 'feeds = ["/rss/home.rss"]\nsitemaps = ["/sitemap.xml"]'
    portal_toml(tmp_path / "portals", "bao", "bao.example", more, hosts=("bao-cu.example",))
    feed = (
        '<?xml version="1.0" encoding="utf-8"?><rss><channel><item><title>Một</title><link>http://bao.example/mot-a1.html</link>'
        "<pubDate>Tue, 05 Mar 2024 08:00:00 +0700</pubDate></item></channel></rss>"
    )
    index = "<sitemapindex><sitemap><loc>http://bao.example/sitemap-2024-03.xml</loc></sitemap></sitemapindex>"
    urls = "".join(f"<url><loc>{url}</loc></url>" for url in (
        "http://www.bao.example/mot-a1.html", "http://bao.example/hai-a2.html", "http://bao-cu.example/ba-a3.html",
        "http://bao.example/amp/hai-a2.html", "http://bao.example/gioi-thieu",
    ))  # fmt: skip
    with Bench() as bench:
        site = bench.routes["bao.example"] = {
            f"/{s}-a{n}.html": page(article_page(n)) for n, s in ((1, "mot"), (2, "hai"))
        }
        site["/ba-a3.html"] = page(article_page(3))
        site["/rss/home.rss"] = b.Answer(feed.encode(), headers={"Content-Type": "application/rss+xml"})
        site["/sitemap.xml"] = b.Answer(index.encode(), headers={"Content-Type": "application/xml"})
        site["/sitemap-2024-03.xml"] = b.gzipped(f"<urlset>{urls}</urlset>".encode())
        bench.routes["bao-cu.example"] = {"/ba-a3.html": moved("http://bao.example/ba-a3.html")}
        crawl(options(tmp_path, bench))
    assert articles(tmp_path / "archive") == [
        f"http://bao.example/{name}.html" for name in ("ba-a3", "hai-a2", "mot-a1")
    ]


def test_files_roll_by_size(tmp_path: Path) -> None:
    portal_toml(tmp_path / "portals", "bao", "bao.example", 'sections = ["/tin/"]')
    with Bench() as bench:
        urls = small_site(bench)
        summary = crawl(options(tmp_path, bench, file_bytes=4000))
    assert len(summary.archives) > 3
    assert summary.archives == sorted(path.name for path in (tmp_path / "archive").iterdir())
    assert articles(tmp_path / "archive") == sorted(urls)
    check_archive(tmp_path / "archive")


def test_all_portals_go_side_by_side(tmp_path: Path) -> None:
    keys = [f"p{number}" for number in range(12)]
    links = [f"/tin-a{number}.html" for number in range(1, 6)]
    with Bench() as bench:
        for key in keys:
            portal_toml(tmp_path / "portals", key, f"{key}.example", 'sections = ["/tin/"]\ndelay = 0.2')
            routes = {link: page(article_page(1)) for link in links}
            bench.routes[f"{key}.example"] = {"/tin/": page(list_page(links)), **routes}
        summary = crawl(options(tmp_path, bench))
    assert summary.archived_articles == len(keys) * len(links)
    served = Counter(dict.fromkeys(keys, 0))
    for url in bench.asked:
        served[url.split("/")[2].partition(".")[0]] += 1
        assert max(served.values()) - min(served.values()) <= 3, "no portal waits for another"


def test_a_run_for_one_portal_leaves_what_waits_for_others(tmp_path: Path) -> None:
    for key in ("bao", "mau"):
        portal_toml(tmp_path / "portals", key, f"{key}.example", 'sections = ["/tin/"]')
    with Bench() as bench:
        small_site(bench, pages=1)
        bench.routes["mau.example"] = bench.routes["bao.example"]
        crawl(options(tmp_path, bench, portal_budget=2))
        before = len(bench.asked)
        summary = crawl(options(tmp_path, bench, portals=["mau"]))
        assert {url.split("/")[2] for url in bench.asked[before:]} == {"mau.example"}
        assert set(summary.portals) == {"mau"}
        assert crawl(options(tmp_path, bench)).portals["bao"].archived_articles == 4


def test_an_old_domain_leads_to_the_portal_that_took_over(tmp_path: Path) -> None:
    portal_toml(tmp_path / "portals", "cu", "cu.example", 'sections = ["/tin/"]')
    portal_toml(tmp_path / "portals", "moi", "moi.example")
    with Bench() as bench:
        bench.routes["cu.example"] = {
            "/tin/": page(list_page(["/x-a1.html"])),
            "/x-a1.html": moved("http://moi.example/x-a7.html"),
        }
        bench.routes["moi.example"] = {"/x-a7.html": page(article_page(7))}
        summary = crawl(options(tmp_path, bench, portals=["cu"]))
    assert articles(tmp_path / "archive") == ["http://moi.example/x-a7.html"]
    assert summary.portals["moi"].archived_articles == 1


def test_a_request_to_stop_ends_the_run_in_good_order(tmp_path: Path) -> None:
    portal_toml(tmp_path / "portals", "bao", "bao.example", 'sections = ["/tin/"]')
    with Bench() as bench:
        urls = small_site(bench)
        child = subprocess.Popen([sys.executable, "-m", "crawler.run"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        bench.on_request = lambda number: child.send_signal(signal.SIGTERM) if number == 6 else None
        assert child.stdin
        assert child.stdout
        child.stdin.write(options(tmp_path, bench).model_dump_json().encode() + b"\n")
        child.stdin.flush()
        told = child.stdout.read()
        child.wait()
        child.stdin.close()
        child.stdout.close()
        assert b'"reason":"stopped"' in told
        check_archive(tmp_path / "archive")
        bench.on_request = lambda number: None
        crawl(options(tmp_path, bench))
    assert articles(tmp_path / "archive") == sorted(urls)
