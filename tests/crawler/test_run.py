"""What a crawl refuses, and how it says so."""

import fcntl
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import ValidationError

from crawler.options import AnotherRunError, CrawlError, CrawlOptions, CrawlUsageError, in_window
from crawler.portals.portal import Portal
from crawler.portals.registry import Registry
from crawler.run import LOCK, chosen_portals, crawl
from tests.crawler.bench import Bench, options, portal_toml


def portal(key: str, **more) -> Portal:
    host = f"https://{key}.vn" if not more.get("sample") else f"http://{key}.example"
    return Portal(key=key, name=key, kind="newspaper", base_url=host, **more)


REGISTRY = Registry(
    portals={
        p.key: p
        for p in (
            portal("ready", enabled=True, checked_on="2026-01-01"),
            portal("guess"),
            portal("mau", enabled=True, sample=True),
        )
    }
)
HERE = {"archive": Path("a"), "state": Path("s")}


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"portals": ["nothing"]}, "unknown portal: nothing"),
        ({"portals": ["guess"], "contact": "a@b.vn"}, "guess is not enabled: `phoihop portals check guess`"),
        ({"portals": ["mau"]}, "mau is a sample portal"),
        ({"portals": ["ready"]}, "no contact is set"),
        ({}, "no contact is set"),
    ],
)
def test_what_is_refused(given: dict, message: str) -> None:
    with pytest.raises(CrawlUsageError, match=message):
        chosen_portals(CrawlOptions(**HERE, **given), REGISTRY)


@pytest.mark.parametrize(
    ("given", "keys"),
    [
        ({"contact": "a@b.vn"}, ["ready"]),
        ({"sample_address": "127.0.0.1:80"}, ["mau"]),
        ({"portals": ["guess"], "contact": "a@b.vn", "unchecked": True}, ["guess"]),
        ({"portals": ["ready", "ready"], "contact": "a@b.vn"}, ["ready"]),
    ],
)
def test_who_is_chosen(given: dict, keys: list[str]) -> None:
    assert [p.key for p in chosen_portals(CrawlOptions(**HERE, **given), REGISTRY)] == keys


def test_nothing_enabled_is_said() -> None:
    with pytest.raises(CrawlUsageError, match="no portal is enabled"):
        chosen_portals(CrawlOptions(**HERE, contact="x"), Registry(portals={}))


@pytest.mark.parametrize(
    "given",
    [
        {"sample_address": "10.0.0.1:80"},
        {"sample_address": "127.0.0.1"},
        {"window": "22-5"},
        {"budget": -1},
        {"delay": -1},
        {"mode": "all"},
        {"frontier": "http://x"},
        {"unknown": 1},
    ],
)
def test_options_are_validated(given: dict) -> None:
    with pytest.raises(ValidationError):
        CrawlOptions(**HERE, **given)


def test_the_user_agent_is_honest_and_one_line() -> None:
    agent = CrawlOptions(**HERE, contact="Nghiên cứu <a@b.vn>\r\nX: y (z)").user_agent
    assert agent.startswith("phoihop/")
    assert "a@b.vn" in agent
    assert agent.isascii()
    assert agent.isprintable()


@pytest.mark.parametrize(
    ("window", "clock", "inside"),
    [
        ("", "12:00", True),
        ("22:00-05:00", "23:30", True),
        ("22:00-05:00", "04:59", True),
        ("22:00-05:00", "05:00", False),
        ("22:00-05:00", "12:00", False),
        ("08:00-17:00", "12:00", True),
        ("08:00-17:00", "17:00", False),
    ],
)
def test_in_window(window: str, clock: str, inside: bool) -> None:
    assert in_window(window, datetime.fromisoformat(f"2024-03-04T{clock}").replace(tzinfo=UTC)) is inside


def test_a_second_run_with_the_same_state_is_turned_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    portal_toml(tmp_path / "portals", "bao", "bao.example")
    (tmp_path / "state").mkdir()
    with Bench() as bench, (tmp_path / "state" / LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(AnotherRunError, match="another crawl is running"):
            crawl(options(tmp_path, bench))


def test_an_unwritable_folder_and_a_broken_registry_are_named(tmp_path: Path) -> None:
    portal_toml(tmp_path / "portals", "bao", "bao.example")
    (tmp_path / "archive").write_text("a file in the way")
    with Bench() as bench:
        with pytest.raises(CrawlError, match="archive"):
            crawl(options(tmp_path, bench))
        (tmp_path / "portals" / "hong.toml").write_text("name = 1")
        with pytest.raises(CrawlError, match=r"hong\.toml: "):
            crawl(options(tmp_path, bench))


def test_outside_its_hours_a_run_asks_for_nothing(tmp_path: Path) -> None:
    portal_toml(tmp_path / "portals", "bao", "bao.example", 'sections = ["/tin/"]')
    clock = datetime.now(UTC)
    window = f"{(clock.hour + 12) % 24:02d}:00-{(clock.hour + 13) % 24:02d}:00"  # in Vietnam 5 to 6 hours ago
    with Bench() as bench:
        summary = crawl(options(tmp_path, bench, window=window))
        assert bench.asked == []
    assert summary.reason == "window"
    assert summary.portals["bao"].pending == 1


def test_the_child_ends_with_its_parent(tmp_path: Path) -> None:
    portal_toml(tmp_path / "portals", "bao", "bao.example", 'sections = ["/tin/"]')
    with Bench() as bench:
        bench.routes["bao.example"] = {"/tin/": lambda times: bench_hang(times)}
        child = subprocess.Popen([sys.executable, "-m", "crawler.run"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        bench.on_request = lambda number: child.stdin.close() if number == 1 else None  # type: ignore[union-attr]
        assert child.stdin
        assert child.stdout
        child.stdin.write(options(tmp_path, bench, timeout=60).model_dump_json().encode() + b"\n")
        child.stdin.flush()
        assert child.stdout.read() == b""
        assert child.wait() == 70
        child.stdout.close()


def bench_hang(times: int):
    from tests.crawler import bench

    return bench.Answer(fault=bench.drip)
