"""A user's own portal files, in a folder that a setting names: every command sees them, and the demo does not."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from crawler.portals.registry import RegistryError
from extract import extract_facts, open_snapshot
from phoihop import demo
from phoihop.cli import phoihop
from phoihop.config import Config, Paths
from phoihop.pruning import FACTS
from tests.crawler.bench import WORDS, Answer, Bench, list_page, page, portal_toml

HINTS = 'sections = ["/tin/"]\n[[page]]\ntitle = "div.dau"\nbody = "div.than"\ntime = "div.gio"\n'
Run = Callable[..., Result]


def article(number: int) -> Answer:
    """A page on which a title, a time and a body stand where only hints say."""
    return page(
        f"<!DOCTYPE html><html><head><title>Cổng tin</title></head><body><h1>Cổng tin</h1>"
        f'<div class="dau">Hội nghị công đoàn lần {number}</div><div class="gio">05/03/2024 08:0{number}</div>'
        f'<div class="than"><p>Lần {number}. {WORDS}</p></div>'
        f'<div class="chan"><p>{"Bản quyền. " * 30}</p></div></body></html>'
    )


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    with Bench() as served:
        for host, links in (("mot.example", (1, 2, 3)), ("hai.example", (4, 5))):
            paths = {f"/hoi-nghi-a{number}.html": article(number) for number in links}
            robots = Answer(b"User-agent: *\nAllow: /", headers={"Content-Type": "text/plain"})
            served.routes[host] = {"/robots.txt": robots, "/tin/": page(list_page(list(paths))), **paths}
        yield served


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command in a folder whose phoihop.toml names `portals`."""
    monkeypatch.chdir(tmp_path)
    settings = '[paths]\nportals = "portals"\n[crawl]\ndelay = 0\neverything = true\n[extract]\nsubject = "any"\n'
    (tmp_path / "phoihop.toml").write_text(settings, encoding="utf-8")

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(phoihop, list(arguments), catch_exceptions=False)

    return run


def told(result: Result, code: int = 0) -> Any:
    assert result.exit_code == code, result.output
    return json.loads(result.stdout)


def test_from_an_own_file_to_tables(tmp_path: Path, bench: Bench, run: Run) -> None:
    own = tmp_path / "portals"
    for key in ("mot", "hai"):
        portal_toml(own, key, f"{key}.example", HINTS)
        crawled = told(run("crawl", "--portal", key, "--sample", bench.address, "--json"))
        assert list(crawled["portals"]) == [key]
    first = told(run("extract", "--workers", "2", "--json"))
    assert (first["articles"], first["units"], first["units_reused"]) == (5, 2, 0)
    rows = open_snapshot(tmp_path / "data/tables").arrow("articles").to_pylist()
    assert sorted((row["portal"], row["title"], f"{row['published_at']:%H:%M}") for row in rows) == [
        *(("hai", f"Hội nghị công đoàn lần {number}", f"08:0{number}") for number in (4, 5)),
        *(("mot", f"Hội nghị công đoàn lần {number}", f"08:0{number}") for number in (1, 2, 3)),
    ]
    assert not any("Bản quyền" in row["text"] for row in rows)

    portal_toml(own, "hai", "hai.example", HINTS + 'section = "h1"')
    second = told(run("extract", "--workers", "2", "--json"))
    assert (second["units_reused"], second["articles"]) == (1, 5)
    rows = open_snapshot(tmp_path / "data/tables").arrow("articles").to_pylist()
    assert {(row["portal"], row["section"]) for row in rows} == {("mot", None), ("hai", "Cổng tin")}

    (own / "baocantho.toml").write_text("enabled = true\nchecked_on = 2026-11-01\n", encoding="utf-8")
    of_the_crawl = 'notes = "seen in November"\ndelay = 9\n'
    (own / "hai.toml").write_text(of_the_crawl + (own / "hai.toml").read_text(encoding="utf-8"), encoding="utf-8")
    assert told(run("extract", "--json"))["units_reused"] == 2

    snapshot = open_snapshot(tmp_path / "data/tables")
    with_facts = {fact for table in FACTS for fact in snapshot.arrow(table)["article_id"].to_pylist()}
    pruned = told(run("prune", "--keep", "facts", "--days", "0", "--json"))
    pages = 5 - len(with_facts) + 2  # an article is known by its number, which the own file's pattern names; two lists
    assert sum(each["dropped"] for each in pruned["files"]) == 2 * pages, "each with its request"


def test_a_refresh_asks_for_what_the_own_file_promises(tmp_path: Path, bench: Bench, run: Run) -> None:
    portal_toml(tmp_path / "portals", "mot", "mot.example", HINTS + "[minima]\narticles = 9")
    found = told(run("refresh", "--portal", "mot", "--sample", bench.address, "--json"), code=3)
    assert found["extract"]["articles"] == 3
    assert "mot: in quarantine" in found["quarantine"][0]
    assert "its file promises 9" in found["quarantine"][0]


def test_a_check_reads_the_own_file(tmp_path: Path, bench: Bench, run: Run) -> None:
    portal_toml(tmp_path / "portals", "mot", "mot.example", HINTS.replace("div.than", "div.cu"))
    (found,) = told(run("portals", "check", "mot", "--sample", bench.address, "--json"))
    lines = {line["asked"]: line["answer"] for line in found["lines"]}
    assert lines["sampled articles have a title"] == "3 of 3 sampled articles"
    assert "div.cu selects nothing" in lines["hint body"]


def test_portals_tells_whose_file_each_is(tmp_path: Path, run: Run) -> None:
    portal_toml(tmp_path / "portals", "mot", "mot.example", HINTS)
    (tmp_path / "portals" / "nld.toml").write_text("enabled = false\n", encoding="utf-8")
    listed = {line.split()[0]: line for line in run("portals").stdout.splitlines()}
    assert listed["mot"].endswith("; your own file")
    assert listed["nld"].endswith("; packaged file, changed by your own")
    assert "switched off" in listed["nld"]
    assert listed["baocantho"].endswith("; packaged file")
    assert listed["portals:"] == "portals: 1 portals of your own, 1 packaged ones changed"
    origins = {each["key"]: each["origin"] for each in told(run("portals", "--json"))}
    assert (origins["mot"], origins["nld"], origins["baocantho"]) == ("own", "changed", "packaged")


def test_a_draft_goes_to_the_folder_and_replaces_no_portal(tmp_path: Path, run: Run) -> None:
    with Bench() as bench:
        home = page("<html><head><title>Báo Mới</title></head><body><a href='/tin/'>Tin</a></body></html>")
        for host in ("baomoi.example", "nld.example"):
            bench.routes[host] = {"/": home}
        asked = ("--sample", bench.address, "--delay", "0")
        added = run("portals", "add", "http://baomoi.example", *asked)
        assert added.exit_code == 0, added.output
        assert 'name = "Báo Mới"' in (tmp_path / "portals" / "baomoi.toml").read_text(encoding="utf-8")
        assert "belongs to a portal of the registry: baomoi" in run("portals", "add", "baomoi.example", *asked).output
        taken = run("portals", "add", "http://nld.example", *asked)
    assert (taken.exit_code, list((tmp_path / "portals").glob("nld*"))) == (2, [])
    assert "nld is the portal at https://nld.com.vn already" in taken.output


@pytest.mark.parametrize(
    "arguments",
    [
        ("portals",),
        ("portals", "check", "nld", "--contact", "a@b.vn"),
        ("portals", "add", "https://moi.vn", "--contact", "a@b.vn"),
        ("crawl", "--portal", "nld", "--contact", "a@b.vn"),
        ("refresh", "--portal", "nld"),
        ("extract",),
    ],
)
def test_every_command_names_a_faulty_file(tmp_path: Path, run: Run, arguments: tuple[str, ...]) -> None:
    (tmp_path / "portals").mkdir()
    (tmp_path / "portals" / "nld.toml").write_text("enabeld = true\n", encoding="utf-8")
    done = CliRunner().invoke(phoihop, list(arguments))
    assert done.exception is not None
    message = str(done.exception).removeprefix(f"{tmp_path}/")
    assert message == "portals/nld.toml: enabeld: Extra inputs are not permitted"
    assert getattr(done.exception, "exit_code", None) == 2


def test_a_folder_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "phoihop.toml").write_text('[paths]\nportals = "portals"\n', encoding="utf-8")
    command = [sys.executable, "-m", "phoihop.cli", "crawl", "--portal", "nld"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "phoihop: portals: no such folder (it is to hold portal files of your own)\n"


def test_the_python_door_reads_by_them(tmp_path: Path) -> None:
    portal_toml(tmp_path / "portals", "mot", "mot.example", HINTS)
    url, html = "http://mot.example/hoi-nghi-a1.html", article(1).body
    by_hint = extract_facts(html, url=url, registry=tmp_path / "portals").article
    assert (by_hint.portal, by_hint.title) == ("mot", "Hội nghị công đoàn lần 1")
    without = extract_facts(html, url=url).article
    assert (without.portal, without.article_id != by_hint.article_id) == (None, True)
    (tmp_path / "portals" / "mot.toml").write_text("delay = 1", encoding="utf-8")
    with pytest.raises(RegistryError, match=r"mot\.toml: there is no packaged portal 'mot'"):
        extract_facts(html, url=url, registry=tmp_path / "portals")


def test_the_demo_has_no_part_in_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr(demo, "run_refresh", lambda config, *rest: asked.append(config))
    demo.run_demo(Config(paths=Paths(portals=tmp_path / "faulty", state=tmp_path)), tmp_path, progress=False)
    assert [(config.paths.portals, config.paths.state) for config in asked] == [(None, tmp_path)]
