"""The one spider for all portals: it takes tickets from the frontier, asks with manners, and hands over what comes."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Iterable
from datetime import UTC, datetime
from typing import Any

from scrapy import Request, Spider
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from twisted.python.failure import Failure

from crawler.browser import Browser
from crawler.frontier import Ticket
from crawler.keeping import SITEMAP_BYTES, Keeper
from crawler.ledger import Ledger, fetch_of
from crawler.manners import Manners, least_delay
from crawler.middlewares import ROBOTS_BYTES, Refused
from crawler.options import CrawlOptions
from crawler.portals.portal import Portal
from crawler.portals.registry import Registry
from crawler.seen import Seen
from crawler.settling import Settler, failure_verdict
from crawler.states import Fetch, Outcome
from crawler.walk import Walk
from crawler.warc_records import Exchange, readable
from crawler.warc_writer import ArchiveWriter

KNOCK_EVERY = 0.5

logger = logging.getLogger(__name__)


class PortalSpider(Spider):
    """Serves every portal.

    Scrapy asks the scheduler for requests, the scheduler asks the frontier for tickets; a ticket ends in `arrived` or
    `failed`, which write record, state, log and new tickets, in this order, before the host is free again.
    """

    name = "portals"

    def __init__(
        self, options: CrawlOptions, registry: Registry, keys: list[str], seen: Seen,
        manners: Manners, archive: ArchiveWriter, run: str, **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(**kwargs)
        self.options = options
        self.registry = registry
        self.portals = registry.portals
        self.keys = keys
        self.seen = seen
        self.frontier = seen.frontier
        self.archive = archive
        self.ledger = Ledger(seen, run, keys)
        self.manners = manners
        self.walk = Walk(options, seen, seen.frontier, self.ledger)
        keeper = Keeper(options, self.portals, seen, archive, self.ledger, self.walk)
        self.settler = Settler(keeper, registry, manners, self.leave_alone)
        self.browser = Browser()
        self.settled = 0

    # What is asked for

    async def start(self) -> AsyncIterator[Any]:
        """Queue what every portal begins with. Nothing is yielded: requests come from the frontier."""
        with self.seen.transaction():
            for key in self.keys:
                self.walk.begin(self.portals[key])
        self._knocking = asyncio.create_task(self._knock())
        return
        yield

    async def _knock(self) -> None:
        """Have the engine look into the frontier now and then: other machines, and the clock, put things there, too.

        A request that the scheduler refuses is the public way to wake the engine.
        """
        while True:
            await asyncio.sleep(KNOCK_EVERY)
            self.manners.look_at_clock()
            self.crawler.engine.crawl(Request("data:,"))

    def closed(self, reason: str) -> None:
        """Stop knocking."""
        self._knocking.cancel()

    def request(self, ticket: Ticket) -> Request:
        """Return the request for a ticket; from here on its host is busy."""
        portal = self.portals[ticket.portal]
        last = self.manners.issue(ticket, self.frontier.issued(portal.key))
        if last is not None:
            for host in portal.own_hosts:
                self.leave_alone(host, last)
            self.ledger.log(Fetch(portal.base_url, portal.key, datetime.now(UTC), "budget", detail=last))
        meta = {"ticket": ticket, **self._meta(ticket.host, portal)}
        if ticket.role == "sitemap":
            meta["download_maxsize"] = SITEMAP_BYTES
        if "shell" in ticket.about:
            meta["browser"] = True
        request = Request(ticket.url, callback=self.arrived, errback=self.failed, dont_filter=True, meta=meta)
        version = self.seen.version(ticket.key) if self._may_be_unchanged(ticket) else None
        if version and version.etag:
            request.headers["If-None-Match"] = version.etag
        if version and version.last_modified:
            request.headers["If-Modified-Since"] = version.last_modified
        return request

    def robots_request(self, url: str, cause: Request) -> Request:
        """Return the request for a host's robots.txt."""
        asked = cause.meta["ticket"]
        ticket = Ticket(f"robots:{url}", url, asked.portal, "robots")
        meta = {"ticket": ticket, "download_maxsize": ROBOTS_BYTES}
        meta |= self._meta(asked.host, self.portals[asked.portal])
        return Request(url, callback=NO_CALLBACK, dont_filter=True, meta=meta)

    def _meta(self, host: str, portal: Portal) -> dict[str, Any]:
        return {"download_slot": host, "handle_httpstatus_all": True, "verify_tls": portal.verify_tls}

    def _may_be_unchanged(self, ticket: Ticket) -> bool:
        """A backfill wants the links of lists that have not changed, too; a browser has no copy to compare with."""
        if self.portals[ticket.portal].browser:
            return False
        return ticket.role == "article" or self.options.mode == "refresh"

    # Manners

    def leave_alone(self, host: str, reason: str) -> None:
        """Ask a host for nothing more in this run."""
        self.manners.open_hosts.discard(host)
        self.frontier.drop_host(host, left_alone=True)
        portal = self.registry.for_url(f"https://{host}/")
        if portal is not None:
            self.ledger.summary(portal.key).left_alone = reason

    def set_delay(self, host: str, portal: Portal, asked: float) -> None:
        """Set the least seconds between two requests to a host; `asked` is what its robots.txt says."""
        delay = max(asked, least_delay(portal, self.options))
        self.manners.least_delay[host] = delay
        downloader = self.crawler.engine.downloader
        downloader.per_slot_settings.setdefault(host, {})["delay"] = delay
        if host in downloader.slots:
            downloader.slots[host].delay = max(downloader.slots[host].delay, delay)

    def sitemaps_named(self, portal: Portal, urls: Iterable[str]) -> None:
        """Read the sitemaps that a robots.txt names, where the walk wants them."""
        with self.seen.transaction():
            self.walk.name_sitemaps(portal, urls)

    def _release(self, ticket: Ticket) -> None:
        self.manners.busy.discard(ticket.host)
        self.frontier.drop_host(ticket.host)
        self.settled += 1
        self.manners.look_at_clock()

    # What comes back

    def arrived(self, response: Response) -> None:
        """Settle a ticket that got a response."""
        ticket: Ticket = response.meta["ticket"]
        try:
            self.settler.settle(ticket, response)
        except Exception as fault:
            # One page must not end the run, whatever is wrong with it; the log has the traceback.
            logger.exception("%s", ticket.url)
            self.settler.end(ticket, fetch_of(ticket, "error", response.meta["exchange"], repr(fault)), "failed")
        finally:
            self._release(ticket)

    def failed(self, failure: Failure) -> None:
        """Settle a ticket that got none."""
        request: Request = failure.request  # type: ignore[attr-defined]
        ticket: Ticket = request.meta["ticket"]
        try:
            if isinstance(failure.value, Refused) and self._is_put_off(ticket, failure.value):
                return
            self.settler.give_up_or_retry(ticket, failure_verdict(ticket, failure.value), None)
        finally:
            self._release(ticket)

    def _is_put_off(self, ticket: Ticket, refusal: Refused) -> bool:
        """Put a ticket back that waits for the next run; return whether it does."""
        if refusal.outcome == "robots" and ticket.host not in self.manners.open_hosts:
            self.ledger.log(fetch_of(ticket, "robots", None, refusal.detail))
        elif refusal.outcome != "budget":
            return False
        self.frontier.put_back(ticket)
        return True

    # robots.txt

    def robots_arrived(self, request: Request, response: Response) -> str:
        """Archive and log a robots.txt; return its text."""
        exchange: Exchange = request.meta["exchange"]
        ticket: Ticket = request.meta["ticket"]
        if response.status != 200:
            outcome: Outcome = "redirect" if 300 <= response.status < 400 else "http_error"
            self.ledger.log(fetch_of(ticket, outcome, exchange, f"HTTP {response.status}"))
            return ""
        place = self.archive.write(readable(exchange, response.body), "robots", ticket.portal)
        with self.seen.transaction():
            self.seen.set_archive_length(place.archive, self.archive.length)
            self.ledger.log(fetch_of(ticket, "archived", exchange, place=place))
        return response.body.decode("utf-8", "replace")

    def robots_failed(self, request: Request, fault: BaseException) -> None:
        """Log a robots.txt that could not be had."""
        ticket: Ticket = request.meta["ticket"]
        verdict = failure_verdict(ticket, fault)
        self.ledger.log(fetch_of(ticket, verdict.outcome, None, verdict.detail))
