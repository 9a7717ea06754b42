"""Runs a crawl. `crawl()` is what the command line calls; the crawl itself runs in a process of its own.

A Twisted reactor runs only once in a process, and not at all beside a notebook's event loop: hence the child. It ends
with its parent, however that ends: it reads the other end of its standard input and takes its closing for the word.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import IO, TYPE_CHECKING, Any, NoReturn

from crawler.options import VERSION, AnotherRunError, CrawlError, CrawlOptions, CrawlSummary, CrawlUsageError
from crawler.portals.checked import with_checked
from crawler.portals.portal import Portal
from crawler.portals.registry import Registry, RegistryError, load_registry

if TYPE_CHECKING:
    from crawler.manners import Manners
    from crawler.seen import Seen

LOCK = "crawl.lock"
_LOCK_PATIENCE = 3.0
_ERRORS: dict[str, type[CrawlError]] = {e.__name__: e for e in (CrawlError, CrawlUsageError, AnotherRunError)}


def chosen_portals(options: CrawlOptions, registry: Registry) -> list[Portal]:
    """Return the portals that a crawl is for.

    Raises:
        CrawlUsageError: a key is unknown, a portal is not enabled, a sample portal has no `sample_address`, there
            is no contact for real portals, or nothing is left.
    """
    unknown = [key for key in options.portals if key not in registry.portals]
    if unknown:
        raise CrawlUsageError(f"unknown portal: {', '.join(unknown)}")
    if options.portals:
        portals = [registry.portals[key] for key in dict.fromkeys(options.portals)]
    else:
        sample = options.sample_address is not None
        portals = [p for p in registry.portals.values() if p.enabled and p.sample == sample]
    for portal in portals:
        if portal.sample and options.sample_address is None:
            raise CrawlUsageError(f"{portal.key} is a sample portal: it needs the address of the sample server")
        if not portal.enabled and not options.unchecked:
            why = f"`phoihop portals check {portal.key}` has not passed yet"
            if portal.key in registry.off:
                why = f"your own {portal.key}.toml switches it off"
            raise CrawlUsageError(f"{portal.key} is not enabled: {why}")
    if not portals:
        raise CrawlUsageError("no portal is enabled: `phoihop portals check KEY` enables those that pass")
    if not options.contact and not all(portal.sample for portal in portals):
        raise CrawlUsageError("no contact is set: a crawl of real portals names somebody whom their keepers can ask")
    return portals


def crawl(options: CrawlOptions) -> CrawlSummary:
    """Crawl, and return what came of it. Blocks until the crawl has ended; an interrupt ends it in good order.

    Raises:
        CrawlUsageError: the options contradict the registry.
        AnotherRunError: another crawl holds the lock of the state folder.
        CrawlError: the crawl could not be made, or broke off; what was archived is kept.
    """
    try:
        chosen_portals(options, with_checked(load_registry(options.registry), options.state))
    except RegistryError as fault:
        raise CrawlError(str(fault)) from None
    child = subprocess.Popen([sys.executable, "-m", "crawler.run"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert child.stdin is not None
    assert child.stdout is not None
    with child, _passing_on_signals(child):
        child.stdin.write(options.model_dump_json().encode() + b"\n")
        child.stdin.flush()
        answer = _read_all(child.stdout)
        child.wait()
    if not answer:
        raise CrawlError(f"the crawl broke off (exit code {child.returncode}); see {options.state / 'crawl.log'}")
    told = json.loads(answer)
    if "error" in told:
        raise _ERRORS[told["error"]](told["message"])
    return CrawlSummary.model_validate(told)


def _read_all(stream: IO[bytes]) -> bytes:
    """Read to the end; an interrupt goes to the child as well, which then comes to its end by itself."""
    answer = b""
    while True:
        try:
            chunk = stream.read(65536)
        except KeyboardInterrupt:
            continue
        if not chunk:
            return answer
        answer += chunk


@contextlib.contextmanager
def _passing_on_signals(child: subprocess.Popen[bytes]) -> Iterator[None]:
    """While the child runs, a request to terminate is passed on to it (an interrupt from a terminal reaches both)."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def pass_on(number: int, _frame: FrameType | None) -> None:
        child.send_signal(number)

    before = signal.signal(signal.SIGTERM, pass_on)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextlib.contextmanager
def state_lock(folder: Path) -> Iterator[None]:
    """Hold the lock of a state folder; a run that was just killed gets a moment to let go of it."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / LOCK).open("w") as file:
        patience = time.monotonic() + _LOCK_PATIENCE
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > patience:
                    raise AnotherRunError(f"another crawl is running with the state folder {folder}") from None
                time.sleep(0.1)
        yield


def _open_state(options: CrawlOptions, manners: Manners) -> Seen:
    from crawler.seen import Seen, StateError

    try:
        if not options.frontier:
            return Seen(options.state)
        from crawler.redis_frontier import Budgets
        from crawler.shared import SharedSeen
    except ImportError:
        raise CrawlError("a shared frontier needs the extra `redis`: pip install 'phoihop[redis]'") from None
    except StateError as fault:
        raise CrawlError(str(fault)) from None
    budgets = Budgets(options.budget, options.portal_budget)
    return SharedSeen(options.state, options.frontier, options.lease, manners.delay_of, budgets)


def run_here(options: CrawlOptions) -> CrawlSummary:
    """Crawl in this process, which must not have run a Twisted reactor before. See `crawl` for what it raises."""
    from scrapy.crawler import AsyncCrawlerProcess

    from crawler.catch_up import catch_up
    from crawler.manners import Manners
    from crawler.monitors import PAST_RUNS, compare
    from crawler.progress import Progress
    from crawler.settings import scrapy_settings
    from crawler.spiders.portal import PortalSpider
    from crawler.warc_writer import ArchiveWriter

    registry = with_checked(load_registry(options.registry), options.state)
    portals = chosen_portals(options, registry)
    started = datetime.now(UTC)
    run = started.strftime("%Y%m%dT%H%M%S%fZ")
    manners = Manners(options, portals)
    with state_lock(options.state), contextlib.closing(_open_state(options, manners)) as seen:
        seen.begin_run(run, started, options.mode)
        options.archive.mkdir(parents=True, exist_ok=True)
        recovered, faults = catch_up(options.archive, seen, registry, run)
        archive = ArchiveWriter(options.archive, run, options.file_bytes, f"phoihop/{VERSION}")
        everybody = [p for p in registry.portals.values() if p.sample == portals[0].sample]
        process = AsyncCrawlerProcess(scrapy_settings(options, everybody))
        crawler = process.create_crawler(PortalSpider)
        with Progress(crawler, enabled=options.progress):
            process.crawl(
                crawler, options=options, registry=registry, keys=[p.key for p in portals],
                seen=seen, manners=manners, archive=archive, run=run,
            )  # fmt: skip
            process.start()
        archive.close()
        spider: Any = crawler.spider
        if spider is None:
            raise CrawlError(f"the crawl could not be started; see {options.state / 'crawl.log'}")
        for key, pending in spider.frontier.counts().items():
            if key in spider.ledger.summaries:
                spider.ledger.summaries[key].pending = pending
        ended = crawler.stats.get_value("finish_reason")
        reason = spider.manners.closing or ("finished" if ended == "finished" else "stopped")
        summary = CrawlSummary(
            run=run, mode=options.mode, started_at=started, finished_at=datetime.now(UTC), reason=reason,
            portals=spider.ledger.summaries, archives=archive.files, recovered=recovered, remarks=faults,
        )  # fmt: skip
        for key, lines in compare(summary, seen.past_runs(PAST_RUNS), registry.portals).items():
            summary.portals[key].warnings += lines
        seen.end_run(run, summary.model_dump_json())
        return summary


def _die_with_parent() -> None:
    """End at once when the standard input closes: the parent is gone, and what is on disk is whole at any moment."""

    def watch() -> None:
        sys.stdin.buffer.read()
        os._exit(70)

    threading.Thread(target=watch, daemon=True).start()


def main() -> NoReturn:
    """Read options (one line of JSON), crawl, and print the summary, or the error, as JSON."""
    options = CrawlOptions.model_validate_json(sys.stdin.buffer.readline())
    _die_with_parent()
    answer = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever else prints must not get into the answer
    try:
        told = run_here(options).model_dump_json()
        code = 0
    except (CrawlError, RegistryError, OSError) as fault:
        kind = type(fault).__name__ if type(fault).__name__ in _ERRORS else "CrawlError"
        told, code = json.dumps({"error": kind, "message": str(fault)}, ensure_ascii=False), 1
    answer.write(told)
    answer.close()
    sys.stderr.flush()
    os._exit(code)  # without waiting for the thread that watches the standard input


if __name__ == "__main__":
    main()
