"""Workers that share one frontier, with a real Redis server on loopback."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.frontier import Ticket
from tests.crawler.bench import Bench, article_page, articles, list_page, options, page, portal_toml

pytestmark = pytest.mark.redis

REQUIRED = "PHOIHOP_REQUIRE_REDIS" in os.environ
"""Set where everything is installed: then what is missing is a failure, not a skip."""
HOSTS = 4
PER_HOST = 12
BOTH = {"a.vn", "b.vn"}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    program = shutil.which("redis-server")
    missing = [name for name, found in (("redis-server", program), ("the package redis", _has_redis())) if not found]
    if missing and not REQUIRED:
        pytest.skip(f"{' and '.join(missing)} not installed")
    assert not missing, missing
    assert program
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    folder = tmp_path / "redis"
    folder.mkdir()
    arguments = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    process = subprocess.Popen([program, *arguments], stdout=subprocess.DEVNULL)
    url = f"redis://127.0.0.1:{port}/0"
    _wait_for(url)
    yield url
    process.terminate()
    process.wait()


def _has_redis() -> bool:
    try:
        import redis  # noqa: F401
    except ImportError:
        return False
    return True


def _wait_for(url: str) -> None:
    import redis

    client = redis.Redis.from_url(url)
    for _ in range(200):
        with contextlib.suppress(redis.ConnectionError):
            client.ping()
            return
        time.sleep(0.02)
    raise AssertionError("redis-server did not start")


def sites(folder: Path, bench: Bench) -> set[str]:
    urls = set()
    for number in range(HOSTS):
        host = f"p{number}.example"
        portal_toml(folder / "portals", f"p{number}", host, 'sections = ["/tin/"]\ndelay = 0.1')
        links = [f"/tin-a{n}.html" for n in range(1, PER_HOST + 1)]
        half = PER_HOST // 2
        bench.routes[host] = {link: page(article_page(1)) for link in links}
        bench.routes[host]["/tin/"] = page(list_page(links[:half], '<a rel="next" href="/tin/?page=2">›</a>'))
        bench.routes[host]["/tin/?page=2"] = page(list_page(links[half:]))
        urls |= {f"http://{host}{link}" for link in links}
    return urls


def worker(folder: Path, name: str, bench: Bench, url: str, **more: object) -> subprocess.Popen[bytes]:
    places = {"archive": folder / name / "archive", "state": folder / name / "state"}
    given = {**places, "frontier": url, "lease": 1.5, **more}
    opts = options(folder, bench, **given)
    child = subprocess.Popen([sys.executable, "-m", "crawler.run"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert child.stdin
    child.stdin.write(opts.model_dump_json().encode() + b"\n")
    child.stdin.flush()
    return child


def answer(child: subprocess.Popen[bytes]) -> bytes:
    """What a worker says at its end; its input stays open until then, or it takes its parent for dead."""
    assert child.stdin
    assert child.stdout
    with child.stdin, child.stdout:
        told = child.stdout.read()
        child.wait()
    return told


def test_two_workers_fetch_every_page_once(tmp_path: Path, server: str) -> None:
    with Bench() as bench:
        urls = sites(tmp_path, bench)
        workers = [worker(tmp_path, name, bench, server) for name in ("one", "two")]
        for child in workers:
            assert b'"reason":"finished"' in answer(child)
    assert {url for url, times in Counter(bench.asked).items() if times > 1} == set()
    both = articles(tmp_path / "one" / "archive") + articles(tmp_path / "two" / "archive")
    assert sorted(both) == sorted(urls)


def test_what_a_killed_worker_had_in_flight_is_made_again_and_nothing_else(tmp_path: Path, server: str) -> None:
    with Bench() as bench:
        urls = sites(tmp_path, bench)
        first, second = (worker(tmp_path, name, bench, server) for name in ("one", "two"))
        bench.on_request = lambda number: os.kill(first.pid, signal.SIGKILL) if number == 25 else None
        assert b'"reason":"finished"' in answer(second)
        assert answer(first) == b""
        assert first.returncode == -signal.SIGKILL
        answer(worker(tmp_path, "one", bench, server))  # its open archive file is finished when it comes back
    both = articles(tmp_path / "one" / "archive") + articles(tmp_path / "two" / "archive")
    assert sorted(both) == sorted(urls)
    repeated = [url for url, times in Counter(url for url in bench.asked if "-a" in url).items() if times > 1]
    assert len(repeated) <= HOSTS, "one request in flight a host"


@pytest.mark.parametrize(
    ("budget", "asked", "articles_each"), [({"budget": 11}, 11, None), ({"portal_budget": 4}, 16, 3)]
)
def test_budgets_count_for_all_workers_together(
    tmp_path: Path, server: str, budget: dict[str, int], asked: int, articles_each: int | None
) -> None:
    with Bench() as bench:
        sites(tmp_path, bench)
        workers = [worker(tmp_path, name, bench, server, **budget) for name in ("one", "two")]
        told = [answer(child) for child in workers]
    pages = [url for url in bench.asked if not url.endswith("/robots.txt")]
    assert len(pages) == asked
    if articles_each is None:
        assert all(b'"reason":"budget"' in each for each in told), "neither waits for what nobody will ask for"
    else:
        portals = Counter(url.split("/")[2] for url in pages if "-a" in url)
        assert set(portals.values()) == {articles_each}


# The frontier itself


@pytest.fixture
def frontiers(server: str):
    import redis

    from crawler.redis_frontier import RedisFrontier

    made = []

    def make(life: float = 30.0):
        client = redis.Redis.from_url(server, decode_responses=True)
        made.append(RedisFrontier(client, life, lambda host: 5.0))
        return made[-1]

    yield make
    for frontier in made:
        frontier.close()


def ticket(key: str, host: str = "a.vn", **more) -> Ticket:
    return Ticket(key, f"https://{host}/{key}", host, "article", **more)


def test_a_host_belongs_to_one_worker_and_hosts_are_shared_out(frontiers) -> None:
    one, two = frontiers(), frontiers()
    one.add(ticket(f"{host}{n}", f"{host}.vn") for host in "ab" for n in range(3))
    mine = one.take(BOTH, 0)
    yours = two.take(BOTH, 0)
    assert {mine.host, yours.host} == {"a.vn", "b.vn"}
    assert one.take(BOTH - {mine.host}, 0) is None
    assert two.take(BOTH - {yours.host}, 0) is None
    one.done(mine)
    one.drop_host(mine.host)
    assert one.take(BOTH, 0).host == mine.host


def test_a_key_is_queued_once_a_run_whoever_adds_it(frontiers) -> None:
    one, two = frontiers(), frontiers()
    one.add([ticket("a")])
    two.add([ticket("a")])
    assert one.size() == 1
    one.done(one.take(BOTH, 0))
    two.add([ticket("a")])
    assert two.size() == 0


def test_the_tickets_of_a_worker_that_left_are_handed_out_and_the_delay_is_kept(frontiers) -> None:
    one, two = frontiers(), frontiers()
    one.add([ticket("a"), ticket("b", "b.vn"), ticket("c", "b.vn")])
    taken = [one.take(BOTH, 100.0)]
    one.close()
    assert two.pending(BOTH)
    got = [two.take(BOTH, 100.0)]
    got.append(two.take(BOTH - {got[0].host}, 100.0))
    got.append(two.take(BOTH, 100.0))
    assert {t.key for t in got} == {"a", "b", "c"}
    again = next(t for t in got if t.key == taken[0].key)
    assert again.not_before == 105.0, "the other worker asked that host at 100"


def test_put_back_and_left_alone(frontiers) -> None:
    one, two = frontiers(), frontiers()
    one.add([ticket("a")])
    late = one.take(BOTH, 0).again(not_before=50.0)
    one.put_back(late)
    assert one.take(BOTH, 60.0) == late
    one.put_back(late)
    one.drop_host("a.vn", left_alone=True)
    assert two.take(BOTH, 60.0) is None
    assert not two.pending(BOTH)
    assert two.counts() == {"a.vn": 1}


def test_shared_state_is_the_same_state(tmp_path: Path, server: str) -> None:
    from crawler.crawl_log import iter_discovered
    from crawler.redis_frontier import Budgets
    from crawler.seen import Seen
    from crawler.shared import SharedSeen
    from crawler.states import Link, Version
    from crawler.warc_records import Place

    now = datetime(2024, 3, 4, tzinfo=UTC)
    version = Version(now, "digest", Place("a", 1, "<id>", "2024", "sha1:x"), '"1"')
    stores = [
        SharedSeen(tmp_path / "one", server, 30.0, lambda host: 0.0, Budgets()),
        SharedSeen(tmp_path / "two", server, 30.0, lambda host: 0.0, Budgets()),
        Seen(tmp_path / "alone"),
    ]
    one, two, alone = stores
    for store in (one, alone):
        with store.transaction():
            for key in "abcd":
                store.discover(Link(key, f"https://bao.vn/{key}", published="2024-03"), "bao", "article", now)
            store.set_version("a", version, "2024-03-04", recheck=True)
            store.set_status("b", "failed", failed=True)
            store.set_status("c", "gone")
        store.set_robots("bao.vn", now, 200, "User-agent: *")
    for store in (two, alone):
        assert store.status_of(["a", "b", "c", "d", "e"]) == {
            "a": "archived",
            "b": "failed",
            "c": "gone",
            "d": "listed",
        }
        assert store.version("a") == version
        assert store.version("b") is None
        assert sorted(store.published(["a", "b", "e"])) == ["2024-03", "2024-03-04"]
        assert sorted(e.key for e in store.entries("bao", ["listed", "failed"])) == ["b", "d"]
        assert store.due("bao", now) == []
        assert [e.key for e in store.due("bao", datetime(2024, 3, 6, tzinfo=UTC))] == ["a"]
        assert store.robots("bao.vn") == (now, 200, "User-agent: *")
    for store in stores:
        store.close()
    assert list(iter_discovered(tmp_path / "two")) == list(iter_discovered(tmp_path / "alone"))
