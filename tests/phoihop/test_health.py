"""Health: what a portal promises is asked of every refresh; below it, new pages wait and nothing is lost."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from crawler.options import CrawlSummary, PortalSummary
from crawler.portals.portal import Minima
from crawler.portals.registry import load_registry
from crawler.sample import SampleServer
from crawler.sample_content import Page
from crawler.seen import Seen
from crawler.states import Fetch
from extract.snapshots import open_snapshot
from phoihop import health
from phoihop.cli import phoihop
from phoihop.config import Config, Extract
from phoihop.refreshing import RefreshSummary, run_refresh
from tests.extract.made_up import article, reading, unit

NIGHT = datetime(2024, 5, 1, 18, tzinfo=UTC)
KEY = "phutho_gov"  # of the made-up articles; its file promises what Minima says by default


def crawl(begun: datetime = NIGHT, reason: str = "finished", **summary: object) -> CrawlSummary:
    portal = PortalSummary.model_validate({"listed": 10, **summary})
    return CrawlSummary(
        run="r", mode="refresh", started_at=begun, finished_at=begun, reason=reason, portals={KEY: portal}, archives=[]
    )


class Pages:
    """Units with pages of a portal, as they would lie in the work folder, and the crawl log with them."""

    def __init__(self, folder: Path) -> None:
        self.state, self.units = folder / "state", list[Path]()
        self._work, self._number = folder / "work", 0

    def fetched(self, at: datetime, good: int = 0, timeless: int = 0, failed: int = 0) -> None:
        made = []
        for index in range(good + timeless):
            self._number += 1
            each = article(self._number, fetched=at, published=at if index < good else None)
            made.append((each, reading(each)))
        result = unit(self._work, f"u{len(self.units)}", made)
        self.units.append(result.folder)
        if failed:  # the made-up unit has an issue for each of its pages that gave no article: one
            seen = Seen(self.state)
            seen.log(Fetch("https://phutho.example/hong", KEY, at, "archived", 200), "r")
            seen.close()

    def judge(self, summary: CrawlSummary) -> list[str]:
        found = health.judge_refresh(summary, load_registry(), self.state, self.units)
        return [line for each in found.values() for line in each.reasons.values()]


@pytest.fixture
def pages(tmp_path: Path) -> Pages:
    return Pages(tmp_path)


@pytest.mark.parametrize(
    ("measured", "faults", "judged"),
    [
        (health.Measured(listed=0), {"articles"}, {"articles"}),
        (health.Measured(listed=3), set(), {"articles"}),
        (health.Measured(), set(), set()),
        (health.Measured(None, 4, {"body": 4, "title": 0, "time": 0}), set(), set()),  # too few to tell
        (health.Measured(9, 5, {"body": 5, "title": 5, "time": 4}), set(), {"articles", "title", "time", "body"}),
        (health.Measured(9, 5, {"body": 5, "title": 5, "time": 3}), {"time"}, {"articles", "title", "time", "body"}),
        (health.Measured(9, 9, {"body": 2, "title": 0, "time": 0}), {"body"}, {"articles", "body"}),
        (health.Measured(9, 9, {"body": 9, "title": 0, "time": 9}), {"title"}, {"articles", "title", "time", "body"}),
    ],
)
def test_measures_against_minima(measured: health.Measured, faults: set[str], judged: set[str]) -> None:
    found, could = measured.judge(Minima())
    assert (set(found), could) == (faults, judged)


def test_shares_are_of_what_this_refresh_fetched(pages: Pages) -> None:
    pages.fetched(NIGHT - timedelta(days=1), timeless=9)
    pages.fetched(NIGHT, good=6)
    assert pages.judge(crawl()) == []
    pages.fetched(NIGHT, timeless=4)
    assert pages.judge(crawl()) == ["6 of 10 pages have a time, its file promises 80%"]


def test_pages_without_a_body_count(pages: Pages) -> None:
    pages.fetched(NIGHT, good=8, failed=1)
    assert pages.judge(crawl()) == ["8 of 9 pages have a body, its file promises 90%"]


@pytest.mark.parametrize(
    ("summary", "expected"),
    [
        ({"listed": 0}, ["lists 0 articles, its file promises 1"]),
        ({"listed": 0, "left_alone": "a captcha"}, ["lists 0 articles, its file promises 1 (a captcha)"]),
        (
            {"listed": 0, "reason": "budget", "left_alone": "a captcha"},
            ["lists 0 articles, its file promises 1 (a captcha)"],
        ),
        ({"listed": 0, "unchanged_lists": 2}, []),
        ({"listed": 0, "reason": "window"}, []),
        ({"listed": 1}, []),
    ],
)
def test_lists(pages: Pages, summary: dict[str, object], expected: list[str]) -> None:
    assert pages.judge(crawl(**summary)) == expected  # type: ignore[arg-type]


def test_a_quarantine_lasts_until_everything_since_it_began_is_good(pages: Pages) -> None:
    pages.fetched(NIGHT, timeless=6)
    assert pages.judge(crawl())
    tomorrow = NIGHT + timedelta(days=1)
    assert pages.judge(crawl(tomorrow))  # nothing new was fetched: the six pages are as bad as they were
    assert health.held(pages.state) == {KEY: NIGHT}
    pages.fetched(tomorrow, good=30)
    assert pages.judge(crawl(tomorrow)) == []
    assert health.held(pages.state) == {}


def test_what_cannot_be_judged_does_not_end_a_quarantine(pages: Pages) -> None:
    assert pages.judge(crawl(listed=0))
    assert pages.judge(crawl(NIGHT + timedelta(days=1), listed=0, unchanged_lists=4))
    assert pages.judge(crawl(NIGHT + timedelta(days=2), listed=5)) == []


def test_portals_that_were_not_visited_stay_where_they_are(pages: Pages) -> None:
    health.save(pages.state, {"baocantho": health.Quarantine(NIGHT, {"articles": "lists 0"})})
    assert pages.judge(crawl()) == ["lists 0"]


def test_a_person_may_release(tmp_path: Path) -> None:
    health.save(tmp_path, {KEY: health.Quarantine(NIGHT, {"articles": "lists 0"})})
    result = CliRunner().invoke(phoihop, ["portals", "release", KEY, "baocantho", "--state", str(tmp_path)])
    assert result.output.splitlines() == [f"{KEY}: released", "baocantho: was not in quarantine"]
    assert json.loads((tmp_path / health.FILE).read_text(encoding="utf-8")) == {}


# On a sample portal, over HTTP: a redesign in the night, and the next night.

PORTAL = "sample_laocai"


@pytest.fixture(scope="module")
def server() -> Iterator[SampleServer]:
    with SampleServer() as running:
        yield running


def refresh(folder: Path, server: SampleServer) -> RefreshSummary:
    config = Config(extract=Extract(workers=1))
    return run_refresh(
        config, (PORTAL,), folder / "archive", folder / "state", folder / "tables", server.address, False
    )


def test_a_portal_that_falls_silent_keeps_its_rows_and_comes_back(tmp_path: Path, server: SampleServer) -> None:
    first = refresh(tmp_path, server)
    assert (first.exit_code, first.quarantine) == (0, [])
    before = open_snapshot(tmp_path / "tables")
    portal = load_registry().portals[PORTAL]
    lists = [portal.absolute(path) for path in portal.sections]
    whole = {url: server.answer("laocai.example", url.removeprefix("http://laocai.example"))[1] for url in lists}
    for url in lists:
        empty = re.sub(rb"<a .*?</a>", b"", whole[url].body, flags=re.DOTALL)
        server.replace(url, Page(empty, "text/html; charset=utf-8"))

    broken = refresh(tmp_path, server)
    assert broken.exit_code == 3
    assert re.match(rf"{PORTAL}: in quarantine since .*lists 0 articles, its file promises 10", broken.quarantine[0])
    assert broken.extract is not None and list(broken.extract.held) == [PORTAL]
    during = open_snapshot(tmp_path / "tables")
    assert during.arrow("articles").to_pylist() == before.arrow("articles").to_pylist()
    told = CliRunner().invoke(phoihop, ["portals", "--state", str(tmp_path / "state")])
    assert f"{PORTAL}: in quarantine since" in told.output

    for url, page in whole.items():
        server.replace(url, page)
    back = refresh(tmp_path, server)
    assert (back.exit_code, back.quarantine) == (0, [])
    assert open_snapshot(tmp_path / "tables").manifest["held"] == {}
