"""The one spider for all portals: takes tickets from the frontier, judges what comes back, archives it, finds links."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import time
from collections.abc import AsyncIterator, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urljoin

from scrapy import Request, Spider
from scrapy.exceptions import CannotResolveHostError, DownloadCancelledError, IgnoreRequest
from scrapy.http import Response, TextResponse
from scrapy.http.request import NO_CALLBACK
from twisted.python.failure import Failure
from w3lib.encoding import html_to_unicode

from crawler import browser, discovery, feeds, net
from crawler.browser import Browser
from crawler.discovery import MAX_URL, Listing
from crawler.frontier import Ticket
from crawler.ledger import Ledger, fetch_of
from crawler.manners import Manners, least_delay
from crawler.markup import Node, letters_in_paragraphs, parse_html
from crawler.middlewares import ROBOTS_BYTES, Refused
from crawler.options import CrawlOptions
from crawler.portals.registry import Portal, Registry
from crawler.portals.urls import article_id, clean_url, host_of, version_folded
from crawler.published import VIETNAM, is_before, published_on_page
from crawler.seen import RECHECK_DAYS, Fetch, Link, Outcome, Seen, Status, Version
from crawler.verdict import TOO_MANY, Verdict, judge_page, judge_status
from crawler.walk import Walk
from crawler.warc_records import Exchange, Place, readable
from crawler.warc_writer import ArchiveWriter

MAX_REDIRECTS = 5
KNOCK_EVERY = 0.5
SITEMAP_BYTES = 50_000_000

_STATUS_OF: dict[str, Status] = {
    **dict.fromkeys(("robots", "needs_browser", "too_large", "blocked_address", "filtered"), "blocked"),
    "soft_404": "gone",
}

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
            self._settle(ticket, response)
        except Exception as fault:
            # One page must not end the run, whatever is wrong with it; the log has the traceback.
            logger.exception("%s", ticket.url)
            self._end(ticket, fetch_of(ticket, "error", response.meta["exchange"], repr(fault)), "failed")
        finally:
            self._release(ticket)

    def failed(self, failure: Failure) -> None:
        """Settle a ticket that got none."""
        request: Request = failure.request  # type: ignore[attr-defined]
        ticket: Ticket = request.meta["ticket"]
        try:
            if isinstance(failure.value, Refused) and self._is_put_off(ticket, failure.value):
                return
            self._give_up_or_retry(ticket, self._failure_verdict(ticket, failure.value), None)
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

    def _failure_verdict(self, ticket: Ticket, fault: BaseException | None) -> Verdict:
        if isinstance(fault, Refused):
            return Verdict(fault.outcome, fault.detail)
        text = " ".join(str(fault).split())[:300] or type(fault).__name__
        unpacked = isinstance(fault, IgnoreRequest) and "DOWNLOAD_MAXSIZE" in text
        if isinstance(fault, DownloadCancelledError) or unpacked:
            return Verdict("too_large", text)
        if net.HEAD_TOO_LARGE in text:
            return Verdict("too_large", net.HEAD_TOO_LARGE)
        blocked = net.blocked_names.get(host_of(ticket.url))
        if isinstance(fault, CannotResolveHostError) and blocked:
            return Verdict("blocked_address", blocked)
        if "certificate" in text.lower() or "SSL" in text:
            return Verdict("error", f"TLS: {text}")
        return Verdict("error", f"{type(fault).__name__}: {text}", may_pass=True)

    def _settle(self, ticket: Ticket, response: Response) -> None:
        exchange: Exchange = response.meta["exchange"]
        headers = {name.lower(): value for name, value in exchange.headers}
        verdict = judge_status(response.status, headers, datetime.now(UTC))
        if verdict is None and response.status == 304:
            self._unchanged(ticket, exchange)
            return
        if verdict is not None and verdict.outcome == "redirect":
            self._redirected(ticket, exchange, urljoin(ticket.url, verdict.detail or ""))
            return
        if verdict is not None and verdict.gone and ticket.about.get("page", 1) > 1:
            verdict = replace(verdict, detail=f"{verdict.detail}: past the last page")
        page = "" if verdict else self._text(ticket, response)
        verdict = verdict or judge_page(page, ticket.role, self.portals[ticket.portal])
        if verdict is None:
            self.manners.answered(ticket.host)
            self._keep(ticket, exchange, response.body, page)
            return
        if verdict.outcome == "needs_browser" and self._goes_to_browser(ticket, exchange, response.body, verdict):
            return
        if exchange.status in TOO_MANY and verdict.may_pass:
            reason = self.manners.let_rest(ticket.host, verdict.wait or self.manners.backoff(ticket.attempts))
            if reason is not None:
                self.leave_alone(ticket.host, reason)
        self._give_up_or_retry(ticket, verdict, exchange)

    def _text(self, ticket: Ticket, response: Response) -> str:
        encoding = self.portals[ticket.portal].encoding
        if encoding:
            return response.body.decode(encoding, "replace")
        if isinstance(response, TextResponse):
            return response.text
        if b"\0" in response.body[:1024] or response.body.startswith(b"\x1f\x8b"):
            return "(binary)"
        declared = (response.headers.get("Content-Type") or b"").decode("latin-1")
        return str(html_to_unicode(declared, response.body)[1])

    def _give_up_or_retry(self, ticket: Ticket, verdict: Verdict, exchange: Exchange | None) -> None:
        retry = verdict.may_pass and ticket.attempts < self.options.retries
        detail = f"{verdict.detail}; will be tried again" if retry else verdict.detail
        fetch = fetch_of(ticket, verdict.outcome, exchange, detail)
        silent = self.manners.failed(ticket.host) if verdict.may_pass else None
        if silent is not None:
            self.leave_alone(ticket.host, silent)
        if verdict.outcome == "captcha":
            self.leave_alone(ticket.host, "a captcha or challenge stands before its pages")
        if retry:
            with self.seen.transaction():
                self.ledger.log(fetch)
                self.frontier.put_back(ticket.again(time.time() + self.manners.backoff(ticket.attempts)))
        else:
            self._end(ticket, fetch, "gone" if verdict.gone else _STATUS_OF.get(verdict.outcome, "failed"))

    def _end(self, ticket: Ticket, fetch: Fetch, status: Status) -> None:
        """Settle a ticket of which nothing is kept."""
        with self.seen.transaction():
            self.ledger.log(fetch)
            self.seen.set_status(ticket.key, status, failed=status == "failed")
            self.frontier.done(ticket)

    # What is kept

    def _unchanged(self, ticket: Ticket, exchange: Exchange) -> None:
        version = self.seen.version(ticket.key)
        if version is None:
            self._give_up_or_retry(ticket, Verdict("error", "304 for a page that is not known"), exchange)
            return
        place = self.archive.write_revisit(exchange, ticket.role, ticket.portal, version.place)
        with self.seen.transaction():
            self.ledger.log(fetch_of(ticket, "unchanged", exchange, place=place))
            self.seen.set_archive_length(place.archive, self.archive.length)
            self._set_version(ticket, replace(version, fetched_at=exchange.fetched_at), None)
            self.frontier.done(ticket)
        self.ledger.summary(ticket.portal).unchanged_lists += ticket.role != "article"

    def _keep(self, ticket: Ticket, exchange: Exchange, body: bytes, page: str) -> None:
        """Archive a good page, then state it, log it, and queue what it links to."""
        portal = self.portals[ticket.portal]
        root = parse_html(page) if ticket.role in {"article", "section", "search"} else None
        listing = None if ticket.role == "article" else self._listing(ticket, body, root, portal)
        if ticket.role != "article" and listing is None:
            self.ledger.remark(portal.key, f"{ticket.url} is no {ticket.role}")
            self._give_up_or_retry(ticket, Verdict("error", f"not a {ticket.role}"), exchange)
            return
        exchange = readable(exchange, body)
        digest = hashlib.sha256(body).hexdigest()
        known = self.seen.version(ticket.key)
        same = known if known is not None and known.digest == digest else None
        place: Place | None = None
        if same is None:
            kept = place = self._write(ticket, exchange, body)
        else:
            kept = same.place
            if "shell" not in ticket.about:
                place = self.archive.write_revisit(exchange, ticket.role, ticket.portal, same.place)
        headers = {name.lower(): value for name, value in exchange.headers}
        version = Version(exchange.fetched_at, digest, kept, headers.get("etag"), headers.get("last-modified"))
        published = published_on_page(root, portal) if ticket.role == "article" and root is not None else None
        with self.seen.transaction():
            self.ledger.log(fetch_of(ticket, "unchanged" if same else "archived", exchange, place=place))
            if place is not None:
                self.seen.set_archive_length(place.archive, self.archive.length)
            self.seen.discover(Link(ticket.key, ticket.url), ticket.portal, ticket.role, exchange.fetched_at)
            self._set_version(ticket, version, published)
            if listing is not None:
                self.walk.queue(ticket, listing)
            self.frontier.done(ticket)
        if ticket.role == "article" and same is None:
            summary = self.ledger.summary(ticket.portal)
            summary.archived_articles += 1
            summary.dated += published is not None
            summary.letters += letters_in_paragraphs(root) if root is not None else 0

    def _write(self, ticket: Ticket, exchange: Exchange, body: bytes) -> Place:
        """Archive a page: the response, or, beside the one that was archived before, what the browser made of it."""
        if "shell" not in ticket.about:
            return self.archive.write(exchange, ticket.role, ticket.portal)
        shell = Place(**ticket.about["shell"])
        kind = "text/html; charset=utf-8"
        return self.archive.write_resource(ticket.url, body, kind, ticket.role, ticket.portal, shell)

    def _listing(self, ticket: Ticket, body: bytes, root: Node | None, portal: Portal) -> Listing | None:
        if ticket.role == "feed":
            return feeds.feed_links(body, ticket.url, portal)
        if ticket.role == "sitemap":
            plain = feeds.gunzipped(body, SITEMAP_BYTES)
            return feeds.sitemap_links(plain, ticket.url, portal) if plain is not None else None
        if root is None:
            return None
        listing = discovery.section_links(root, ticket.url, portal)
        section, page = ticket.about.get("section", ticket.url), ticket.about.get("page", 1)
        if ticket.role == "section":
            listing.next_page = discovery.next_page(root, ticket.url, portal, section, page)
        elif "words" in ticket.about:
            listing.next_page = discovery.search_url(portal, ticket.about["words"], page + 1)
        return listing

    def _set_version(self, ticket: Ticket, version: Version, published: str | None) -> None:
        known = published or next(iter(self.seen.published([ticket.key])), None)
        oldest = version.fetched_at.astimezone(VIETNAM).date() - timedelta(days=RECHECK_DAYS[-1])
        recent = not is_before(known, oldest) if known else self.options.mode == "refresh"
        self.seen.set_version(ticket.key, version, published, recheck=ticket.role == "article" and recent)

    def _goes_to_browser(self, ticket: Ticket, exchange: Exchange, body: bytes, verdict: Verdict) -> bool:
        """Archive a page that a script completes, and queue it for the browser; return whether that can be done."""
        lacking = None if self.portals[ticket.portal].browser else "the registry does not say that it needs a browser"
        lacking = lacking or browser.missing()
        if lacking is not None or "shell" in ticket.about:
            remark = lacking or "some pages stay empty in a browser, too"
            self.ledger.remark(ticket.portal, f"pages that a script completes are not read: {remark}")
            return False
        place = self.archive.write(readable(exchange, body), "shell", ticket.portal)
        with self.seen.transaction():
            self.ledger.log(
                fetch_of(ticket, "needs_browser", exchange, f"{verdict.detail}; goes to the browser", place)
            )
            self.seen.set_archive_length(place.archive, self.archive.length)
            self.frontier.put_back(replace(ticket, about={**ticket.about, "shell": vars(place)}))
        return True

    # Redirects

    def _redirected(self, ticket: Ticket, exchange: Exchange, target: str) -> None:
        target = clean_url(target)
        fetch = fetch_of(ticket, "redirect", exchange, target[:MAX_URL])
        redirects = ticket.about.get("redirects", 0) + 1
        portal = self.registry.for_url(target)
        if redirects > MAX_REDIRECTS:
            self._end(ticket, replace(fetch, outcome="error", detail=f"more than {MAX_REDIRECTS} redirects"), "failed")
        elif len(target) > MAX_URL:
            detail = f"redirected to an address longer than {MAX_URL} characters"
            self._end(ticket, replace(fetch, outcome="filtered", detail=detail), "blocked")
        elif discovery.is_private(host_of(target)):
            self._end(ticket, replace(fetch, outcome="blocked_address", detail=f"redirected to {target}"), "blocked")
        elif portal is None or not portal.owns(target) or portal.sample != self.portals[ticket.portal].sample:
            away = replace(fetch, outcome="filtered", detail=f"redirected to another site: {target}")
            self._end(ticket, away, "blocked")
        elif ticket.role == "article" and self._is_front_page(target, portal):
            self._end(ticket, replace(fetch, outcome="soft_404", detail=f"redirected to {target}"), "gone")
        else:
            self._follow(ticket, fetch, target, portal, redirects)

    def _is_front_page(self, url: str, portal: Portal) -> bool:
        fronts = {version_folded(portal.absolute(path)) for path in ["/", *portal.sections]}
        return version_folded(url) in fronts and not portal.is_article(url)

    def _follow(self, ticket: Ticket, fetch: Fetch, target: str, portal: Portal, redirects: int) -> None:
        """Queue where a redirect leads. An article that has another identity there is another article."""
        about = {**ticket.about, "redirects": redirects}
        if portal.key != ticket.portal:
            self.manners.open(portal)
        with self.seen.transaction():
            self.ledger.log(fetch)
            if ticket.role != "article":
                moved = replace(ticket, key=f"{ticket.role}:{target}", url=target, portal=portal.key, about=about)
                self.frontier.done(ticket)
                self.frontier.add([moved])
                return
            key = article_id(target, portal) if portal.is_article(target) else ticket.key
            if key == ticket.key:
                self.frontier.put_back(replace(ticket, url=target, about=about))
                return
            self.seen.set_status(ticket.key, "moved")
            self.frontier.done(ticket)
            if not self.seen.status_of([key]):
                self.seen.discover(Link(key, target), portal.key, "article", fetch.fetched_at)
                self.frontier.add([replace(ticket, key=key, url=target, portal=portal.key, about=about, attempts=0)])

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
        verdict = self._failure_verdict(ticket, fault)
        self.ledger.log(fetch_of(ticket, verdict.outcome, None, verdict.detail))
