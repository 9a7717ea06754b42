"""Politeness and safety on the wire, as Scrapy downloader middlewares and an extension."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol
from urllib.parse import urljoin, urlsplit

from protego import Protego
from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.extensions.throttle import AutoThrottle
from scrapy.http import Response

from crawler.discovery import is_private, refusal
from crawler.feeds import robots_of, sitemaps_named
from crawler.manners import Manners
from crawler.options import CrawlOptions
from crawler.portals.portal import Portal
from crawler.portals.urls import fold_host, host_of
from crawler.seen import Seen
from crawler.states import Outcome
from crawler.warc_records import Exchange

ROBOTS_AGE = timedelta(days=1)
ROBOTS_BYTES = 500_000
_REDIRECTS = 3
_NAP = 0.25


class Refused(IgnoreRequest):
    """A request that is not made: `outcome` is the crawl log's word for it."""

    def __init__(self, outcome: Outcome, detail: str) -> None:
        super().__init__(detail)
        self.outcome = outcome
        self.detail = detail


class Visitor(Protocol):
    """What the middlewares ask of the spider that they serve."""

    options: CrawlOptions
    portals: Mapping[str, Portal]
    manners: Manners
    seen: Seen

    def robots_request(self, url: str, cause: Request) -> Request:
        """Return the request for a host's robots.txt."""

    def robots_arrived(self, request: Request, response: Response) -> str:
        """Archive and log a robots.txt; return its text."""

    def robots_failed(self, request: Request, fault: BaseException) -> None:
        """Log a robots.txt that could not be had."""

    def leave_alone(self, host: str, reason: str) -> None:
        """Ask a host for nothing more in this run."""

    def set_delay(self, host: str, portal: Portal, asked: float) -> None:
        """Set the least seconds between two requests to a host."""

    def sitemaps_named(self, portal: Portal, urls: Iterable[str]) -> None:
        """Take note of the sitemaps that a robots.txt names."""


class _Middleware:
    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Any:
        return cls(crawler)

    @property
    def _spider(self) -> Visitor:
        return self._crawler.spider  # type: ignore[return-value]


class SafetyMiddleware(_Middleware):
    """Only http and https, only to the portal's own hosts, never to a private address."""

    def process_request(self, request: Request) -> None:
        """Refuse what is not the portal's."""
        portal = self._spider.portals[request.meta["ticket"].portal]
        reason = refusal(request.url, portal)
        if reason is not None:
            raise Refused("blocked_address" if is_private(host_of(request.url)) else "filtered", reason)


class PatienceMiddleware(_Middleware):
    """Waits as long as a host has asked for (Retry-After), or as long as a failed page is to rest."""

    def process_request(self, request: Request) -> Awaitable[None] | None:
        """Hold the request until its time; a run that is being stopped does not wait."""
        return self._wait(request) if self._spider.manners.wait_for(request.meta["ticket"]) > 0 else None

    async def _wait(self, request: Request) -> None:
        manners = self._spider.manners
        while (wait := manners.wait_for(request.meta["ticket"])) > 0:
            if manners.closing or not self._crawler.crawling:
                raise Refused("budget", "the run is being stopped")
            await asyncio.sleep(min(wait, _NAP))


class RobotsMiddleware(_Middleware):
    """robots.txt, read once a day and host, archived, with its crawl-delay.

    As RFC 9309 has it: a 4xx allows everything; where the server fails (5xx, no answer) nothing is asked for, unless an
    older copy is known.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._rules: dict[str, Protego | None] = {}
        self._agent = str(crawler.settings["USER_AGENT"])

    def process_request(self, request: Request) -> Awaitable[None] | None:
        """Refuse what robots.txt disallows."""
        ticket = request.meta["ticket"]
        if ticket.role == "robots":
            return None
        if ticket.host not in self._rules:
            return self._read_first(request)
        self._obey(request)
        return None

    async def _read_first(self, request: Request) -> None:
        host = request.meta["ticket"].host
        rules = self._rules[host] = await self._read(request)
        portal = self._spider.portals[request.meta["ticket"].portal]
        asked = rules.crawl_delay(self._agent) if rules else None
        self._spider.set_delay(host, portal, float(asked or 0))
        self._spider.sitemaps_named(portal, sitemaps_named(rules.sitemaps, robots_of(request.url)) if rules else ())
        self._obey(request)

    def _obey(self, request: Request) -> None:
        host = request.meta["ticket"].host
        rules = self._rules[host]
        if rules is None:
            self._spider.leave_alone(host, "robots.txt is not to be had")
            raise Refused("robots", "robots.txt is not to be had")
        if not rules.can_fetch(request.url, self._agent):
            raise Refused("robots", "disallowed by robots.txt")

    async def _read(self, request: Request) -> Protego | None:
        ticket, seen, now = request.meta["ticket"], self._spider.seen, datetime.now(UTC)
        known = seen.robots(ticket.host)
        if known is None or now - known[0] > ROBOTS_AGE:
            fresh = await self._fetch(request)
            if fresh is not None:
                seen.set_robots(ticket.host, now, *fresh)
                known = (now, *fresh)
        return Protego.parse(known[2]) if known else None

    async def _fetch(self, request: Request) -> tuple[int, str] | None:
        """Return status and text of a host's robots.txt, None where the server fails."""
        url, redirects, failures = robots_of(request.url), 0, 0
        while True:
            robots = self._spider.robots_request(url, request)
            try:
                response = await self._crawler.engine.download_async(robots)
            except Exception as fault:
                self._spider.robots_failed(robots, fault)
                response = None
            if response is not None:
                text = self._spider.robots_arrived(robots, response)
                location = response.headers.get("Location")
                if 300 <= response.status < 400 and location and redirects < _REDIRECTS:
                    target = urljoin(url, location.decode("latin-1"))
                    if fold_host(host_of(target)) in self._spider.portals[request.meta["ticket"].portal].own_hosts:
                        url, redirects = target, redirects + 1
                        continue
                if response.status < 500 and response.status != 429:
                    return response.status, text if response.status == 200 else ""
            failures += 1
            if failures > self._spider.options.retries or not self._crawler.crawling:
                return None
            await asyncio.sleep(self._spider.manners.backoff(failures - 1))


class WireMiddleware(_Middleware):
    """Keeps what went over the wire, before Scrapy decodes it: the archive is written from this."""

    def process_response(self, request: Request, response: Response) -> Response:
        """Note the exchange."""
        asked_at = request.meta["asked_at"]
        request.meta["exchange"] = Exchange(
            url=request.url,
            fetched_at=asked_at,
            status=response.status,
            headers=_pairs(response),
            body=response.body,
            protocol=response.protocol or "HTTP/1.1",
            ip=str(response.ip_address) if response.ip_address else None,
            request_headers=(("Host", urlsplit(request.url).netloc), *_pairs(request)),
            elapsed_ms=int((datetime.now(UTC) - asked_at).total_seconds() * 1000),
        )
        return response


def _pairs(message: Request | Response) -> list[tuple[str, str]]:
    return [(name.decode("latin-1"), v.decode("latin-1")) for name, values in message.headers.items() for v in values]


class Throttle(AutoThrottle):
    """AutoThrottle that never goes below a host's least delay: the portal's, or its robots.txt's crawl-delay."""

    def _response_downloaded(self, response: Response, request: Request, spider: Spider) -> None:
        super()._response_downloaded(response, request, spider)
        key = request.meta["download_slot"]
        slot = self.crawler.engine.downloader.slots.get(key)
        if slot is not None:
            slot.delay = max(slot.delay, spider.manners.least_delay.get(key, 0.0))  # type: ignore[attr-defined]
