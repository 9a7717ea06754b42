"""Live checks: every fault of a site, or of its portal's file, is named in its own line; who passes is enabled."""

import json
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from crawler.options import CrawlOptions, CrawlUsageError
from crawler.portals.checked import FILE, checked, note_checked, with_checked
from crawler.portals.registry import RegistryError, load_registry
from crawler.run import chosen_portals, crawl
from crawler.sample import SampleServer
from phoihop.checking import Check, check_portals, check_text
from phoihop.cli import phoihop
from tests.crawler.bench import WORDS, Answer, Bench, article_page, options, page, portal_toml

SECTIONS = 'sections = ["/thoi-su/"]\n[minima]\narticles = 3'
TIMELESS = (
    f"<!DOCTYPE html><html><head><title>x</title></head><body><h1>Hội nghị sơ kết</h1><p>{WORDS}</p></body></html>"
)


def section(links: list[str]) -> Answer:
    told = "Công an tỉnh và Liên đoàn Lao động tỉnh họp bàn"
    items = "".join(f'<li><a href="{link}">{told} {link.strip("/")}</a></li>' for link in links)
    return page(f"<!DOCTYPE html><html><body><h1>Thời sự</h1><p>{'Các tin. ' * 40}</p><ul>{items}</ul></body></html>")


def site(shape: str = "/hoi-nghi-a{n}.html", text: str | None = None, **more: Answer) -> dict[str, object]:
    links = [shape.format(n=n) for n in range(1, 6)]
    pages = {link: page(text or article_page(n)) for n, link in enumerate(links)}
    robots = Answer(b"User-agent: *\nAllow: /", headers={"Content-Type": "text/plain"})
    return {"/robots.txt": robots, "/thoi-su/": section(links), **pages, **more}


@pytest.fixture(scope="module")
def checks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Check]]:
    """All the sites at once, as `portals check` without a key asks them."""
    folder = tmp_path_factory.mktemp("check")
    forbidden = Answer(b"User-agent: *\nDisallow: /", headers={"Content-Type": "text/plain"})
    sites: dict[str, dict[str, object]] = {
        "well": site(),
        "down": {"/robots.txt": page("", 404), "/thoi-su/": page("<html><body>Lỗi máy chủ</body></html>", 500)},
        "forbidden": site(**{"/robots.txt": forbidden}),
        "empty": site(**{"/thoi-su/": section([])}),
        "redesigned": site("/hoi-nghi-post{n}00.html"),
        "timeless": site(text=TIMELESS),
        "bodiless": site(text="<html><body><h1>Hội nghị sơ kết</h1></body></html>"),
        "half": site(),
        "hinted": site(),
        "wordless": {},
    }
    more = dict.fromkeys(sites, SECTIONS)
    more["half"] = 'sections = ["/thoi-su/", "/xa-hoi/"]\nfeeds = ["/rss"]'
    more["hinted"] = 'sections = ["/thoi-su/"]\n[[page]]\nbody = "div.cu"\ntitle = "h1"'
    more["wordless"] = ""
    with Bench() as bench:
        for key, routes in sites.items():
            bench.routes[f"{key}.example"] = routes  # type: ignore[assignment]
            portal_toml(folder / "portals", key, f"{key}.example", more[key])
        given = options(folder, bench, retries=0)
        yield {each.key: each for each in check_portals(list(sites), given)}
    assert not (folder / "archive").exists() and not (folder / "state").exists()


def failed(check: Check) -> dict[str, str]:
    return {line.asked: line.answer for line in check.lines if line.verdict == "fails"}


def answers(check: Check) -> dict[str, tuple[str, str]]:
    return {line.asked: (line.verdict, line.answer) for line in check.lines}


def test_a_good_portal_passes_every_line(checks: dict[str, Check]) -> None:
    found = answers(checks["well"])
    assert checks["well"].passed
    assert {verdict for verdict, _ in found.values()} == {"ok", "note"}
    assert found["list /thoi-su/"] == ("ok", "5 articles")
    assert found["links match the pattern"] == ("ok", "5 of 5 headlines")
    assert found["sampled articles have a time"] == ("ok", "5 of 5 sampled articles")
    assert "2024-03-05 08:00" in found["for example"][1]
    assert check_text(checks["well"]).splitlines()[0] == "well: passed"


@pytest.mark.parametrize(
    ("key", "asked", "answer"),
    [
        ("down", "reachable", "HTTP 500"),
        ("forbidden", "robots allows", "robots.txt forbids http://forbidden.example/thoi-su/"),
        ("empty", "sections list articles", "0 in all, its file promises 3"),
        ("redesigned", "links match the pattern", r"0 of 5 headlines; 5 look like -post(?P<id>\d+)\.\w+$"),
        ("timeless", "sampled articles have a time", "0 of 5 sampled articles"),
        ("bodiless", "sampled articles have a body", "0 of 5 sampled articles"),
        ("wordless", "reachable", "no sections, no feeds"),
    ],
)
def test_what_is_wrong_is_named(checks: dict[str, Check], key: str, asked: str, answer: str) -> None:
    assert not checks[key].passed
    assert answer in failed(checks[key])[asked]


def test_one_broken_list_is_noted_and_fails_nothing(checks: dict[str, Check]) -> None:
    found = answers(checks["half"])
    assert checks["half"].passed
    assert found["list /xa-hoi/"][0] == found["list /rss"][0] == "note"
    assert "HTTP 404" in found["list /xa-hoi/"][1]


def test_hints_that_select_nothing_are_noted(checks: dict[str, Check]) -> None:
    found = answers(checks["hinted"])
    assert found["hint body"] == ("note", "div.cu selects nothing on 5 sampled pages")
    assert "hint title" not in found


def test_who_passed_is_enabled_for_the_crawl(tmp_path: Path) -> None:
    given = CrawlOptions(archive=tmp_path, state=tmp_path, portals=["baocantho"], contact="a@b.vn")
    with pytest.raises(CrawlUsageError, match="baocantho is not enabled"):
        chosen_portals(given, with_checked(load_registry(), tmp_path))
    note_checked(tmp_path, ["baocantho"], date(2026, 11, 1))
    note_checked(tmp_path, ["nld"], date(2026, 11, 2))
    assert checked(tmp_path) == {"baocantho": date(2026, 11, 1), "nld": date(2026, 11, 2)}
    (portal,) = chosen_portals(given, with_checked(load_registry(), tmp_path))
    assert (portal.enabled, portal.checked_on) == (True, date(2026, 11, 1))
    assert portal.is_article("https://baocantho.com.vn/hoi-nghi-a1.html")
    assert not load_registry().portals["baocantho"].enabled


def test_a_person_may_take_it_back(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("[nld]\nenabled = false\nchecked_on = 2026-11-02\n", encoding="utf-8")
    assert not with_checked(load_registry(), tmp_path).portals["nld"].enabled


def test_an_own_file_switches_off_what_a_check_has_passed(tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "nld.toml").write_text("enabled = false\n", encoding="utf-8")
    note_checked(tmp_path, ["nld", "baocantho"], date(2026, 11, 2))
    registry = with_checked(load_registry(tmp_path / "own"), tmp_path)
    assert (registry.portals["nld"].enabled, registry.portals["baocantho"].enabled) == (False, True)
    given = CrawlOptions(archive=tmp_path, state=tmp_path, portals=["nld"], contact="a@b.vn")
    with pytest.raises(CrawlUsageError, match=r"nld is not enabled: your own nld\.toml switches it off"):
        chosen_portals(given, registry)
    (tmp_path / "own" / "nld.toml").write_text("enabled = true\nchecked_on = 2026-11-01\n", encoding="utf-8")
    (portal,) = chosen_portals(given, with_checked(load_registry(tmp_path / "own"), tmp_path / "none"))
    assert (portal.key, portal.enabled) == ("nld", True)


@pytest.mark.parametrize("text", ["[nld", "nld = 3", "[nld]\nenabled = true"])
def test_a_faulty_overlay_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE).write_text(text, encoding="utf-8")
    with pytest.raises(RegistryError, match=FILE):
        checked(tmp_path)


def test_the_commands_on_a_sample_portal(tmp_path: Path) -> None:
    with SampleServer() as server:
        common = ["--sample", server.address, "--state", str(tmp_path), "--delay", "0"]
        told = CliRunner().invoke(phoihop, ["portals", "check", "sample_laocai", *common, "--json"])
        (found,) = json.loads(told.stdout)
        assert (told.exit_code, found["passed"], found["key"]) == (0, True, "sample_laocai")
        assert not (tmp_path / FILE).exists()  # sample portals need no enabling

        known = CliRunner().invoke(phoihop, ["portals", "add", "http://laocai.example/", *common])
        assert "belongs to a portal of the registry: sample_laocai" in known.output


def test_add_drafts_a_file(tmp_path: Path) -> None:
    with Bench() as bench:
        menu = "".join(f'<a href="/{name}/">{name}</a>' for name in ("thoi-su", "xa-hoi"))
        news = "".join(f'<h3><a href="/tin-a{n}.html">Công an và công đoàn tỉnh ký kết</a></h3>' for n in range(9))
        bench.routes["moi.example"] = {"/": page(f"<html><title>Báo Mới</title><body>{menu}{news}</body></html>")}
        common = ["--sample", bench.address, "--state", str(tmp_path / "state"), "--delay", "0"]
        shown = CliRunner().invoke(phoihop, ["portals", "add", "http://moi.example", *common], catch_exceptions=False)
        table = tomllib.loads(shown.stdout)
        assert (table["name"], table["enabled"], table["sections"]) == ("Báo Mới", False, ["/thoi-su/", "/xa-hoi/"])
        written = ["portals", "add", "http://moi.example", *common, "--output", str(tmp_path)]
        assert CliRunner().invoke(phoihop, written, catch_exceptions=False).exit_code == 0
        (file,) = tmp_path.glob("*.toml")
        assert tomllib.loads(file.read_text(encoding="utf-8")) == table
        assert "is there already" in CliRunner().invoke(phoihop, written).output


def test_from_a_home_page_to_an_archive(tmp_path: Path) -> None:
    """The way of a new portal: drafted, looked over, refused, checked, enabled with the day, crawled."""
    (tmp_path / "portals").mkdir()
    sections = ["/thoi-su/", "/xa-hoi/"]
    with Bench() as bench:
        routes = bench.routes["baomoi.example"] = site("/hoi-nghi-cong-doan-a{n}00.html")  # type: ignore[assignment]
        headlines = "".join(
            f'<h3><a href="/hoi-nghi-cong-doan-a{n}00.html">Công đoàn tỉnh họp bàn việc phối hợp lần {n}</a></h3>'
            for n in range(1, 6)
        )
        menu = "".join(f'<a href="{path}">Mục {path.strip("/")}</a>' for path in sections)
        routes["/"] = page(f"<html><head><title>Báo Mới</title></head><body>{menu}{headlines}</body></html>")
        routes["/xa-hoi/"] = routes["/thoi-su/"]
        common = ["--sample", bench.address, "--state", str(tmp_path / "state"), "--delay", "0"]
        told = CliRunner().invoke(
            phoihop, ["portals", "add", "http://baomoi.example", "--output", str(tmp_path / "portals"), *common]
        )
        assert told.exit_code == 0, told.output
        file = tmp_path / "portals" / "baomoi.toml"
        drafted = file.read_text(encoding="utf-8")
        assert "enabled = false" in drafted
        assert tomllib.loads(drafted)["sections"] == sections
        file.write_text(f"sample = true\n{drafted}", encoding="utf-8")  # on loopback, it can only be a sample

        given = options(tmp_path, bench, portals=["baomoi"])
        with pytest.raises(CrawlUsageError, match="`phoihop portals check baomoi` has not passed yet"):
            crawl(given)
        (found,) = check_portals(["baomoi"], given)
        assert found.passed, check_text(found)
        note_checked(tmp_path / "state", ["baomoi"], date(2026, 11, 1))
        summary = crawl(given)
    assert summary.archived_articles == 5
    assert checked(tmp_path / "state") == {"baomoi": date(2026, 11, 1)}
