"""The one spider for all portals: takes tickets from the frontier, judges what comes back, archives it, finds links."""

from __future__ import annotations

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

from crawler import discovery, net
from crawler.discovery import Listing, SubjectWords
from crawler.frontier import Frontier, Role, Ticket, list_ticket
from crawler.middlewares import ROBOTS_BYTES, Refused
from crawler.options import CrawlOptions, PortalSummary, in_window
from crawler.portals.registry import Portal, Registry
from crawler.portals.urls import article_id, clean_url, host_of, version_folded
from crawler.seen import RECHECK_DAYS, Fetch, Link, Outcome, Seen, Status, Version
from crawler.verdict import TOO_MANY, Verdict, judge_page, judge_status
from crawler.warc_writer import ArchiveWriter, Exchange, readable

VIETNAM = timedelta(hours=7)
MAX_REDIRECTS = 5
SITEMAP_BYTES = 50_000_000
MAX_WALK = 5000
"""The most pages of one section that a backfill walks: beyond it a site is making pages up."""
SILENT_AFTER = 5
"""A host that failed so often in a row is left alone for the rest of the run."""
LONGEST_REST = 300.0
"""A host that asks for a longer rest (seconds) is left alone for the rest of the run."""
NEW_SITEMAPS = 3
"""A refresh reads so many of an index's newest sitemaps."""

logger = logging.getLogger(__name__)


class PortalSpider(Spider):
    """Serves every portal.

    Scrapy asks the scheduler for requests, the scheduler asks the frontier for tickets; a ticket ends in `arrived` or
    `failed`, which write record, state, log and new tickets, in this order, before the host is free again.
    """

    name = "portals"

    def __init__(
        self, options: CrawlOptions, registry: Registry, keys: list[str], seen: Seen, frontier: Frontier,
        archive: ArchiveWriter, run: str, **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(**kwargs)
        self.options = options
        self.registry = registry
        self.portals = registry.portals
        self.keys = keys
        self.seen = seen
        self.frontier = frontier
        self.archive = archive
        self.run = run
        self.words = SubjectWords([] if options.everything else options.words)
        self.summaries = {key: PortalSummary() for key in keys}
        self.busy: set[str] = set()
        self.left_alone: set[str] = set()
        self.rests_until: dict[str, float] = {}
        self.least_delay: dict[str, float] = {}
        self.closing = ""
        self.settled = 0
        self._failures: dict[str, int] = {}
        self._issued: dict[str, int] = dict.fromkeys(keys, 0)
        self._asked: set[str] = set()
        self._walks: dict[str, set[str]] = {}
        self._listed: dict[str, set[str]] = {key: set() for key in keys}

    # What is asked for

    async def start(self) -> AsyncIterator[Any]:
        """Queue the lists of every portal, the articles due for another look, and those that failed before."""
        with self.seen.transaction():
            for key in self.keys:
                self.frontier.add(self._seeds(self.portals[key]))
        return
        yield

    def _seeds(self, portal: Portal) -> list[Ticket]:
        lists: list[tuple[Role, str]] = [("feed", portal.absolute(path)) for path in portal.feeds]
        lists += [("sitemap", portal.absolute(path)) for path in portal.sitemaps]
        lists += [("section", portal.absolute(path)) for path in portal.sections]
        if self.options.mode == "backfill":
            searches = (discovery.search_url(portal, words) for words in self.options.words)
            lists += [("search", url) for url in searches if url]
        tickets = [list_ticket(url, portal.key, role) for role, url in lists]
        self._asked.update(ticket.key for ticket in tickets)
        statuses: list[Status] = ["listed", "failed"]
        if self.options.everything:
            statuses.append("filtered")
        entries = self.seen.entries(portal.key, statuses) + self.seen.due(portal.key, datetime.now(UTC))
        tickets += [_article_ticket(entry.key, entry.url, portal.key) for entry in entries]
        if portal.article_url is None:
            self._remark(portal.key, "the shape of its articles' addresses is not known: nothing can be found")
        return tickets

    def request(self, ticket: Ticket) -> Request:
        """Return the request for a ticket; from here on its host is busy."""
        self.busy.add(ticket.host)
        self._count(ticket)
        portal = self.portals[ticket.portal]
        request = Request(
            ticket.url,
            callback=self.arrived,
            errback=self.failed,
            dont_filter=True,
            meta={"ticket": ticket, **self._meta(ticket.host, portal)},
        )
        if ticket.role == "sitemap":
            request.meta["download_maxsize"] = SITEMAP_BYTES
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
        """A backfill wants the links of lists that have not changed, too."""
        return ticket.role == "article" or self.options.mode == "refresh"

    def _count(self, ticket: Ticket) -> None:
        issued = self._issued[ticket.portal] = self._issued.get(ticket.portal, 0) + 1
        if self.options.portal_budget and issued >= self.options.portal_budget:
            self._end_budget(ticket, f"the portal's budget of {issued} pages is used up")
        if self.options.budget and sum(self._issued.values()) >= self.options.budget:
            self.close_soon("budget")

    def _end_budget(self, ticket: Ticket, reason: str) -> None:
        hosts = self.portals[ticket.portal].own_hosts - self.left_alone
        if hosts:
            self.left_alone |= hosts
            self.summary(ticket.portal).left_alone = reason
            url = self.portals[ticket.portal].base_url
            self._log(Fetch(url, ticket.portal, datetime.now(UTC), "budget", detail=reason))

    def close_soon(self, reason: str) -> None:
        """Ask for nothing more: what is in flight is finished, the rest waits for the next run."""
        self.closing = self.closing or reason

    def in_hours(self) -> bool:
        """Return whether the hours of the night in which portals may be visited are on."""
        return in_window(self.options.window, datetime.now(UTC) + VIETNAM)

    # Manners

    def leave_alone(self, host: str, reason: str) -> None:
        """Ask a host for nothing more in this run."""
        if host not in self.left_alone:
            self.left_alone.add(host)
            portal = self.registry.for_url(f"https://{host}/")
            if portal is not None:
                self.summary(portal.key).left_alone = reason

    def set_delay(self, host: str, portal: Portal, asked: float) -> None:
        """Set the least seconds between two requests to a host; `asked` is what its robots.txt says."""
        own = 0.0 if portal.sample else self.options.delay
        delay = max(asked, portal.delay if portal.delay is not None else own)
        self.least_delay[host] = delay
        downloader = self.crawler.engine.downloader
        downloader.per_slot_settings.setdefault(host, {})["delay"] = delay
        if host in downloader.slots:
            downloader.slots[host].delay = max(downloader.slots[host].delay, delay)

    def backoff(self, attempts: int) -> float:
        """Return the seconds to wait before the next attempt."""
        return float(self.options.backoff * 2**attempts)

    # What comes back

    def arrived(self, response: Response) -> None:
        """Settle a ticket that got a response."""
        ticket: Ticket = response.meta["ticket"]
        try:
            self._settle(ticket, response)
        except Exception as fault:
            logger.exception("%s", ticket.url)
            self._end(ticket, _fetch(ticket, "error", response.meta["exchange"], repr(fault)), "failed")
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

    def _release(self, ticket: Ticket) -> None:
        self.busy.discard(ticket.host)
        self.frontier.drop_host(ticket.host)
        self.settled += 1
        if not self.in_hours():
            self.close_soon("window")

    def _is_put_off(self, ticket: Ticket, refusal: Refused) -> bool:
        """Put a ticket back that waits for the next run; return whether it does."""
        if refusal.outcome == "robots" and ticket.host in self.left_alone:
            self._log(Fetch(ticket.url, ticket.portal, datetime.now(UTC), "robots", detail=refusal.detail))
        elif refusal.outcome != "budget":
            return False
        self.frontier.put_back(ticket)
        return True

    def _failure_verdict(self, ticket: Ticket, fault: BaseException | None) -> Verdict:
        if isinstance(fault, Refused):
            return Verdict(fault.outcome, fault.detail)  # type: ignore[arg-type]
        text = " ".join(str(fault).split())[:300] or type(fault).__name__
        unpacked = isinstance(fault, IgnoreRequest) and "DOWNLOAD_MAXSIZE" in text
        if isinstance(fault, DownloadCancelledError) or unpacked:
            return Verdict("too_large", text)
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
        page = "" if verdict else self._text(ticket, response)
        if verdict is not None and verdict.gone and ticket.about.get("page", 1) > 1:
            verdict = replace(verdict, detail=f"{verdict.detail}: past the last page")
        verdict = verdict or judge_page(page, ticket.role, self.portals[ticket.portal])
        if verdict is None:
            self._failures.pop(ticket.host, None)
            self._keep(ticket, exchange, response.body, page)
            return
        if exchange.status in TOO_MANY and verdict.may_pass:
            self._let_rest(ticket.host, verdict.wait or self.backoff(ticket.attempts))
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

    def _let_rest(self, host: str, seconds: float) -> None:
        if seconds > LONGEST_REST:
            self.leave_alone(host, f"asks for a rest of {seconds:.0f} s")
        self.rests_until[host] = time.time() + seconds

    def _give_up_or_retry(self, ticket: Ticket, verdict: Verdict, exchange: Exchange | None) -> None:
        retry = verdict.may_pass and ticket.attempts < self.options.retries
        detail = f"{verdict.detail}; will be tried again" if retry else verdict.detail
        fetch = _fetch(ticket, verdict.outcome, exchange, detail)
        if verdict.may_pass:
            self._note_failure(ticket)
        if verdict.outcome == "captcha":
            self.leave_alone(ticket.host, "a captcha or challenge stands before its pages")
        if retry:
            with self.seen.transaction():
                self._log(fetch)
                self.frontier.put_back(ticket.again(time.time() + self.backoff(ticket.attempts)))
        else:
            self._end(ticket, fetch, "gone" if verdict.gone else _STATUS_OF.get(verdict.outcome, "failed"))

    def _note_failure(self, ticket: Ticket) -> None:
        failures = self._failures[ticket.host] = self._failures.get(ticket.host, 0) + 1
        if failures >= SILENT_AFTER * (1 + self.options.retries):
            self.leave_alone(ticket.host, f"failed {failures} times in a row")

    def _end(self, ticket: Ticket, fetch: Fetch, status: Status) -> None:
        """Settle a ticket of which nothing is kept."""
        with self.seen.transaction():
            self._log(fetch)
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
            self._log(_fetch(ticket, "unchanged", exchange, None, place.archive, place.offset))
            self.seen.set_archive_length(place.archive, self.archive.length)
            self._set_version(ticket, replace(version, fetched_at=exchange.fetched_at), None)
            self.frontier.done(ticket)

    def _keep(self, ticket: Ticket, exchange: Exchange, body: bytes, page: str) -> None:
        """Archive a good page, then state it, log it, and queue what it links to."""
        portal = self.portals[ticket.portal]
        root = discovery.parse_html(page) if ticket.role in {"article", "section", "search"} else None
        listing = None if ticket.role == "article" else self._listing(ticket, body, root, portal)
        if ticket.role != "article" and listing is None:
            self._remark(portal.key, f"{ticket.url} is no {ticket.role}")
            self._give_up_or_retry(ticket, Verdict("error", f"not a {ticket.role}"), exchange)
            return
        exchange = readable(exchange, body)
        digest = hashlib.sha256(body).hexdigest()
        known = self.seen.version(ticket.key)
        same = known is not None and known.digest == digest
        if known is not None and same:
            place = self.archive.write_revisit(exchange, ticket.role, ticket.portal, known.place)
            kept = known.place
        else:
            kept = place = self.archive.write(exchange, ticket.role, ticket.portal)
        headers = {name.lower(): value for name, value in exchange.headers}
        version = Version(exchange.fetched_at, digest, kept, headers.get("etag"), headers.get("last-modified"))
        published = discovery.published_on_page(root, portal) if ticket.role == "article" and root is not None else None
        with self.seen.transaction():
            self._log(_fetch(ticket, "unchanged" if same else "archived", exchange, None, place.archive, place.offset))
            self.seen.set_archive_length(place.archive, self.archive.length)
            self.seen.discover(Link(ticket.key, ticket.url), ticket.portal, ticket.role, exchange.fetched_at)
            self._set_version(ticket, version, published)
            if listing is not None:
                self._queue(ticket, listing)
            self.frontier.done(ticket)
        if ticket.role == "article" and not same:
            self.summary(ticket.portal).archived_articles += 1

    def _set_version(self, ticket: Ticket, version: Version, published: str | None) -> None:
        known = published or next(iter(self.seen.published([ticket.key])), None)
        oldest = (version.fetched_at + VIETNAM).date() - timedelta(days=RECHECK_DAYS[-1])
        recent = not discovery.is_before(known, oldest) if known else self.options.mode == "refresh"
        self.seen.set_version(ticket.key, version, published, recheck=ticket.role == "article" and recent)

    def _redirected(self, ticket: Ticket, exchange: Exchange, target: str) -> None:
        target = clean_url(target)
        fetch = _fetch(ticket, "redirect", exchange, target)
        redirects = ticket.about.get("redirects", 0) + 1
        portal = self.registry.for_url(target)
        if redirects > MAX_REDIRECTS:
            self._end(ticket, replace(fetch, outcome="error", detail=f"more than {MAX_REDIRECTS} redirects"), "failed")
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
        with self.seen.transaction():
            self._log(fetch)
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

    # What is found

    def _listing(self, ticket: Ticket, body: bytes, root: Any, portal: Portal) -> Listing | None:
        if ticket.role == "feed":
            return discovery.feed_links(body, ticket.url, portal)
        if ticket.role == "sitemap":
            plain = discovery.gunzipped(body, SITEMAP_BYTES)
            return discovery.sitemap_links(plain, ticket.url, portal) if plain is not None else None
        if root is None:
            return None
        listing = discovery.section_links(root, ticket.url, portal)
        section, page = ticket.about.get("section", ticket.url), ticket.about.get("page", 1)
        if ticket.role == "section":
            listing.next_page = discovery.next_page(root, ticket.url, portal, section, page)
        elif "words" in ticket.about:
            listing.next_page = discovery.search_url(portal, ticket.about["words"], page + 1)
        return listing

    def _queue(self, ticket: Ticket, listing: Listing) -> None:
        """Enter what a list shows, queue what is wanted of it, and the list's next page."""
        now = datetime.now(UTC)
        summary = self.summary(ticket.portal)
        known = self.seen.status_of(link.key for link in listing.links)
        listed = self._listed.setdefault(ticket.portal, set())
        fresh = {link.key for link in listing.links} - listed
        listed |= fresh
        summary.listed += len(fresh)
        for link in listing.links:
            status = known.get(link.key)
            summary.new += status is None
            if status in {None, "filtered", "listed"}:
                self._choose(ticket, link, status, now)
        for url, reason in listing.refused:
            self._log_refused(ticket, url, reason, now)
        self.frontier.add(self._further(ticket, listing, all(link.key in known for link in listing.links)))
        if not listing.links and not listing.children and ticket.about.get("page", 1) == 1:
            self._remark(ticket.portal, f"{ticket.url} lists no article")

    def _choose(self, ticket: Ticket, link: Link, status: Status | None, now: datetime) -> None:
        """Queue an article that may matter; state and log of another why it is left out."""
        reason = None
        if discovery.is_before(link.published, self.options.since):
            reason = f"published {link.published}, before {self.options.since}"
        elif not self.words.may_matter(link):
            reason = "none of the subject's words in title, lead or address"
        if reason is None:
            self.seen.discover(link, ticket.portal, "article", now)
            self.seen.set_status(link.key, "listed")
            self.frontier.add([_article_ticket(link.key, link.url, ticket.portal)])
        elif status is None:
            self.seen.discover(link, ticket.portal, "article", now, "filtered")
            self._log(Fetch(link.url, ticket.portal, now, "filtered", detail=reason))

    def _log_refused(self, ticket: Ticket, url: str, reason: str, now: datetime) -> None:
        key = f"refused:{url}"
        if not self.seen.status_of([key]):
            outcome: Outcome = "blocked_address" if reason == "private address" else "filtered"
            self.seen.discover(Link(key, url), ticket.portal, "refused", now, "blocked")
            self._log(Fetch(url, ticket.portal, now, outcome, detail=f"link to {reason}"))

    def _further(self, ticket: Ticket, listing: Listing, all_known: bool) -> list[Ticket]:
        """Return the tickets of the lists that a list leads to: an index's sitemaps, a section's next page."""
        tickets = [list_ticket(url, ticket.portal, "sitemap") for url in self._sitemaps(ticket, listing)]
        page = ticket.about.get("page", 1)
        section = ticket.about.get("section", ticket.url)
        if listing.next_page and self._goes_on(ticket, listing, section, page, all_known):
            about = {key: value for key, value in ticket.about.items() if key != "redirects"}
            about |= {"section": section, "page": page + 1, "before": [link.key for link in listing.links]}
            tickets.append(list_ticket(listing.next_page, ticket.portal, ticket.role, **about))
        fresh = [ticket for ticket in tickets if ticket.key not in self._asked]
        self._asked.update(ticket.key for ticket in fresh)
        return fresh

    def _goes_on(self, ticket: Ticket, listing: Listing, section: str, page: int, all_known: bool) -> bool:
        """Return whether the walk through a section's pages goes on after this page."""
        walk = self._walks.setdefault(f"{ticket.portal} {section}", set())
        keys = {link.key for link in listing.links}
        nothing_new = keys <= walk
        walk |= keys
        if nothing_new or page >= MAX_WALK:
            return False
        if self.options.mode == "refresh":
            return not all_known and page < self.options.pages
        days = [link.published for link in listing.links if link.published]
        days += self.seen.published(ticket.about.get("before", []))
        return not (days and all(discovery.is_before(day, self.options.since) for day in days))

    def _sitemaps(self, ticket: Ticket, listing: Listing) -> Iterable[str]:
        """Return which of an index's sitemaps are worth reading."""
        children = [(url, lastmod, discovery.month_in_name(url)) for url, lastmod in listing.children]
        if self.options.mode == "backfill":
            old = discovery.is_before
            since = self.options.since
            return [url for url, lastmod, month in children if not (old(lastmod, since) or old(month, since))]
        children.sort(key=lambda child: child[1] or child[2] or "", reverse=True)
        wanted = []
        for url, lastmod, _month in children[:NEW_SITEMAPS]:
            version = self.seen.version(f"sitemap:{url}")
            if version is None or not lastmod or lastmod >= version.fetched_at.date().isoformat():
                wanted.append(url)
        return wanted

    # robots.txt, log, summary

    def robots_arrived(self, request: Request, response: Response) -> str:
        """Archive and log a robots.txt; return its text."""
        exchange: Exchange = request.meta["exchange"]
        ticket: Ticket = request.meta["ticket"]
        if response.status != 200:
            outcome: Outcome = "redirect" if 300 <= response.status < 400 else "http_error"
            self._log(_fetch(ticket, outcome, exchange, f"HTTP {response.status}"))
            return ""
        place = self.archive.write(exchange, "robots", ticket.portal)
        self.seen.set_archive_length(place.archive, self.archive.length)
        self._log(_fetch(ticket, "archived", exchange, None, place.archive, place.offset))
        return response.body.decode("utf-8", "replace")

    def log_failure(self, request: Request, fault: BaseException) -> None:
        """Log a robots.txt that could not be had."""
        ticket: Ticket = request.meta["ticket"]
        verdict = self._failure_verdict(ticket, fault)
        self._log(_fetch(ticket, verdict.outcome, None, verdict.detail))

    def summary(self, portal: str) -> PortalSummary:
        """Return the summary of a portal, also of one that was entered by a redirect."""
        return self.summaries.setdefault(portal, PortalSummary())

    def _remark(self, portal: str, remark: str) -> None:
        remarks = self.summary(portal).remarks
        if remark not in remarks and len(remarks) < 20:
            remarks.append(remark)

    def _log(self, fetch: Fetch) -> None:
        self.seen.log(fetch, self.run)
        summary = self.summary(fetch.portal or "")
        summary.outcomes[fetch.outcome] = summary.outcomes.get(fetch.outcome, 0) + 1
        if fetch.elapsed_ms is not None or fetch.outcome == "error":
            summary.requests += 1
        summary.bytes += fetch.bytes or 0


_STATUS_OF: dict[str, Status] = {
    "robots": "blocked", "needs_browser": "blocked", "too_large": "blocked", "blocked_address": "blocked",
    "filtered": "blocked", "soft_404": "gone",
}  # fmt: skip


def _article_ticket(key: str, url: str, portal: str) -> Ticket:
    return Ticket(key, url, portal, "article", priority=10)


def _fetch(
    ticket: Ticket, outcome: Outcome, exchange: Exchange | None, detail: str | None = None,
    archive: str | None = None, offset: int | None = None,
) -> Fetch:  # fmt: skip
    if exchange is None:
        return Fetch(ticket.url, ticket.portal, datetime.now(UTC), outcome, detail=detail)
    return Fetch(
        ticket.url, ticket.portal, exchange.fetched_at, outcome, exchange.status, detail, archive, offset,
        len(exchange.body), exchange.elapsed_ms,
    )  # fmt: skip
