import json
import sqlite3
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from crawler.crawl_log import iter_crawl_log, iter_discovered
from crawler.frontier import Ticket, list_ticket
from crawler.seen import FILE, Seen, StateError
from crawler.states import OUTCOMES, Fetch, Link, Version
from crawler.warc_records import Place

NOW = datetime(2024, 3, 4, 12, tzinfo=UTC)
PLACE = Place("a.warc.gz", 10, "<urn:uuid:1>", "2024-03-04T12:00:00Z", "sha1:X")


HOSTS = {"bao.vn", "a.vn", "b.vn"}


def link(key: str, published: str | None = None) -> Link:
    return Link(key, f"https://bao.vn/{key}", published=published)


@pytest.fixture
def seen(tmp_path: Path):
    store = Seen(tmp_path)
    yield store
    store.close()


def ticket(key: str, host: str = "bao.vn", **more) -> Ticket:
    return Ticket(key, f"https://{host}/{key}", "bao", "article", **more)


def test_what_is_known_later_completes_what_was_known(seen: Seen) -> None:
    seen.discover(link("a"), "bao", "article", NOW)
    seen.discover(Link("a", "https://bao.vn/khac", title="Lễ ký", published="2024-03"), "bao", "article", NOW)
    seen.discover(link("a", "2024-02-01"), "bao", "article", NOW)
    assert seen.published(["a", "unknown"]) == ["2024-03"]
    assert seen.status_of(["a", "unknown"]) == {"a": "listed"}


def test_versions_and_the_days_on_which_they_are_checked(seen: Seen) -> None:
    seen.discover(link("a"), "bao", "article", NOW)
    version = Version(NOW, "digest", PLACE, '"1"', "yesterday")
    seen.set_version("a", version, "2024-03-04", recheck=True)
    assert seen.version("a") == version
    due_after = []
    for day in range(1, 30):
        moment = NOW + timedelta(days=day)
        if seen.due("bao", moment):
            due_after.append(day)
            seen.set_version("a", replace(version, fetched_at=moment), recheck=True)
    assert due_after == [1, 3, 14]


def test_an_article_that_is_not_recent_is_not_checked_again(seen: Seen) -> None:
    seen.discover(link("a"), "bao", "article", NOW)
    seen.set_version("a", Version(NOW, "d", PLACE), recheck=False)
    assert seen.due("bao", NOW + timedelta(days=100)) == []


def test_failures_are_asked_for_again_three_times(seen: Seen) -> None:
    seen.discover(link("a"), "bao", "article", NOW)
    tries = 0
    while seen.entries("bao", ["failed", "listed"]):
        tries += 1
        seen.set_status("a", "failed", failed=True)
    assert tries == 3


def test_a_transaction_is_all_or_nothing(seen: Seen) -> None:
    with pytest.raises(KeyError), seen.transaction():
        seen.discover(link("a"), "bao", "article", NOW)
        seen.frontier.add([ticket("a")])
        raise KeyError
    assert seen.status_of(["a"]) == {}


def test_the_log_has_the_columns_of_the_table(tmp_path: Path, seen: Seen) -> None:
    seen.log(Fetch("https://bao.vn/a", "bao", NOW, "archived", 200, None, "a.warc.gz", 10, 99, 12), "run")
    seen.log(Fetch("https://bao.vn/b", None, NOW, "robots", detail="disallowed"), "run")
    rows = list(iter_crawl_log(tmp_path))
    assert rows[0] == {
        "url": "https://bao.vn/a",
        "portal": "bao",
        "fetched_at": NOW,
        "status": 200,
        "outcome": "archived",
        "detail": None,
        "archive": "a.warc.gz",
        "archive_offset": 10,
        "bytes": 99,
        "elapsed_ms": 12,
    }
    assert rows[1]["outcome"] in OUTCOMES
    assert seen.logged("a.warc.gz", 10)
    assert not seen.logged("a.warc.gz", 11)


def test_a_folder_without_a_store_has_an_empty_log(tmp_path: Path) -> None:
    assert list(iter_crawl_log(tmp_path)) == []
    assert list(iter_discovered(tmp_path)) == []
    assert list(tmp_path.iterdir()) == []


def test_discovered_counts_a_portal_and_month(tmp_path: Path, seen: Seen) -> None:
    for key, published, status in (
        ("a", "2024-03-05", "archived"),
        ("b", "2024-03-02", "filtered"),
        ("c", "2024-03", "failed"),
        ("d", None, "blocked"),
        ("e", "2024-03-01", "moved"),
        ("f", "2024-02-28", "listed"),
    ):
        seen.discover(link(key, published), "bao", "article", NOW)
        seen.set_status(key, status)  # type: ignore[arg-type]
    seen.discover(Link("section:x", "https://bao.vn/x"), "bao", "section", NOW)
    rows = {row["month"]: row for row in iter_discovered(tmp_path)}
    assert rows[date(2024, 3, 1)] == {
        "portal": "bao",
        "month": date(2024, 3, 1),
        "discovered": 3,
        "fetched": 1,
        "filtered": 1,
        "blocked": 1,
        "earliest_day": date(2024, 3, 2),
    }
    assert rows[date(2024, 2, 1)]["discovered"] == 1
    assert rows[None]["blocked"] == 1


@pytest.mark.parametrize("content", [b"not a database" * 100, None])
def test_a_store_that_cannot_be_used_is_named(tmp_path: Path, content: bytes | None) -> None:
    if content is None:
        with sqlite3.connect(tmp_path / FILE) as database:
            database.execute("PRAGMA user_version = 99")
    else:
        (tmp_path / FILE).write_bytes(content)
    with pytest.raises(StateError, match=FILE):
        Seen(tmp_path)


def test_robots_archives_and_runs(seen: Seen) -> None:
    assert seen.robots("bao.vn") is None
    seen.set_robots("bao.vn", NOW, 200, "User-agent: *")
    assert seen.robots("bao.vn") == (NOW, 200, "User-agent: *")
    assert seen.archive_length("a") == 0
    seen.set_archive_length("a", 5)
    assert seen.archive_length("a") == 5
    for run in ("1", "2", "3"):
        seen.begin_run(run, NOW, "refresh")
    seen.end_run("1", json.dumps({"n": 1}))
    seen.end_run("2", json.dumps({"n": 2}))
    assert seen.past_runs(5) == [{"n": 2}, {"n": 1}]


# The frontier


def test_higher_priority_first_then_in_order(seen: Seen) -> None:
    seen.frontier.add([ticket("a"), ticket("b", priority=9), ticket("c"), ticket("d", priority=9)])
    assert [seen.frontier.take(HOSTS, 0).key for _ in range(4)] == ["b", "d", "a", "c"]  # type: ignore[union-attr]
    assert seen.frontier.take(HOSTS, 0) is None


def test_hosts_take_turns_and_busy_ones_wait(seen: Seen) -> None:
    seen.frontier.add([ticket("a1", "a.vn"), ticket("a2", "a.vn"), ticket("b1", "b.vn"), ticket("b2", "b.vn")])
    assert [seen.frontier.take(HOSTS, 0).host for _ in range(3)] == ["a.vn", "b.vn", "a.vn"]  # type: ignore[union-attr]
    assert seen.frontier.take({"a.vn"}, 0) is None
    assert seen.frontier.pending({"b.vn"})
    assert not seen.frontier.pending({"a.vn"})


def test_a_key_is_queued_once(seen: Seen) -> None:
    seen.frontier.add([ticket("a"), ticket("a"), ticket("a", "other.vn")])
    assert seen.frontier.size() == 1
    taken = seen.frontier.take(HOSTS, 0)
    seen.frontier.add([ticket("a")])
    assert seen.frontier.take(HOSTS, 0) is None, "not while it is in flight"
    seen.frontier.done(taken)  # type: ignore[arg-type]
    seen.frontier.add([ticket("a")])
    assert seen.frontier.take(HOSTS, 0) is not None


def test_a_delayed_ticket_comes_when_it_is_due_or_nothing_else_is_left(seen: Seen) -> None:
    seen.frontier.add([ticket("late"), ticket("b"), ticket("c")])
    late = seen.frontier.take(HOSTS, 0)
    assert late is not None
    seen.frontier.put_back(late.again(not_before=50.0))
    assert seen.frontier.take(HOSTS, 40.0).key == "b"  # type: ignore[union-attr]
    assert seen.frontier.take(HOSTS, 60.0) == replace(late, attempts=1, not_before=50.0)
    seen.frontier.put_back(late.again(not_before=90.0))
    assert seen.frontier.take(HOSTS, 60.0).key == "c"  # type: ignore[union-attr]
    assert seen.frontier.take(HOSTS, 60.0).key == "late"  # type: ignore[union-attr]


def test_what_was_in_flight_is_handed_out_again_after_a_restart(tmp_path: Path) -> None:
    first = Seen(tmp_path)
    first.frontier.add([ticket("a"), ticket("b"), ticket("c")])
    done = first.frontier.take(HOSTS, 0)
    first.frontier.done(done)  # type: ignore[arg-type]
    first.frontier.take(HOSTS, 0)
    first.close()
    second = Seen(tmp_path)
    assert second.frontier.counts() == {"bao": 2}
    assert sorted(second.frontier.take(HOSTS, 0).key for _ in range(2)) == ["b", "c"]  # type: ignore[union-attr]
    second.close()


def test_a_ticket_that_is_done_before_it_was_taken_no_longer_waits(seen: Seen) -> None:
    seen.frontier.add([ticket("a")])
    seen.frontier.done(ticket("a"))
    assert not seen.frontier.pending(HOSTS)


def test_tickets_travel_as_json() -> None:
    walk = list_ticket(
        "https://bao.vn/xa-hoi/?p=2", "bao", "section", page=2, before=["a"], section="https://bao.vn/xa-hoi/"
    )
    assert Ticket.from_json(walk.to_json()) == walk
    assert walk.priority < ticket("a", priority=10).priority < list_ticket("https://bao.vn/", "bao", "section").priority
