"""How tickets end: what a response is decides whether it is kept, followed, tried again or given up."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import urljoin

from scrapy.exceptions import CannotResolveHostError, DownloadCancelledError, IgnoreRequest
from scrapy.http import Response, TextResponse
from w3lib.encoding import html_to_unicode

from crawler import discovery, net
from crawler.discovery import MAX_URL
from crawler.frontier import Ticket
from crawler.keeping import Keeper
from crawler.ledger import fetch_of
from crawler.manners import Manners
from crawler.middlewares import Refused
from crawler.portals.portal import Portal
from crawler.portals.registry import Registry
from crawler.portals.urls import article_id, clean_url, host_of, version_folded
from crawler.states import Fetch, Link, Status
from crawler.verdict import TOO_MANY, Verdict, judge_page, judge_status
from crawler.warc_records import Exchange

MAX_REDIRECTS = 5

_STATUS_OF: dict[str, Status] = {
    **dict.fromkeys(("robots", "needs_browser", "too_large", "blocked_address", "filtered"), "blocked"),
    "soft_404": "gone",
}


def failure_verdict(ticket: Ticket, fault: BaseException | None) -> Verdict:
    """Return how a fetch ended that got no response."""
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


class Settler:
    """Settles tickets. `leave_alone` is told of a host that is to be asked for nothing more, and why."""

    def __init__(
        self, keeper: Keeper, registry: Registry, manners: Manners, leave_alone: Callable[[str, str], None]
    ) -> None:
        self.keeper = keeper
        self.registry = registry
        self.portals = registry.portals
        self.options = keeper.options
        self.seen = keeper.seen
        self.frontier = keeper.frontier
        self.ledger = keeper.ledger
        self.manners = manners
        self._leave_alone = leave_alone

    def settle(self, ticket: Ticket, response: Response) -> None:
        """Find out what a response is, and do what follows from it."""
        exchange: Exchange = response.meta["exchange"]
        headers = {name.lower(): value for name, value in exchange.headers}
        verdict = judge_status(response.status, headers, datetime.now(UTC))
        if verdict is None and response.status == 304:
            verdict = self.keeper.unchanged(ticket, exchange)
            if verdict is not None:
                self.give_up_or_retry(ticket, verdict, exchange)
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
            verdict = self.keeper.keep(ticket, exchange, response.body, page)
        if verdict is None:
            return
        if verdict.outcome == "needs_browser" and self.keeper.goes_to_browser(ticket, exchange, response.body, verdict):
            return
        if exchange.status in TOO_MANY and verdict.may_pass:
            reason = self.manners.let_rest(ticket.host, verdict.wait or self.manners.backoff(ticket.attempts))
            if reason is not None:
                self._leave_alone(ticket.host, reason)
        self.give_up_or_retry(ticket, verdict, exchange)

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

    def give_up_or_retry(self, ticket: Ticket, verdict: Verdict, exchange: Exchange | None) -> None:
        """Queue a ticket again whose failure may pass, and end any other."""
        retry = verdict.may_pass and ticket.attempts < self.options.retries
        detail = f"{verdict.detail}; will be tried again" if retry else verdict.detail
        fetch = fetch_of(ticket, verdict.outcome, exchange, detail)
        silent = self.manners.failed(ticket.host) if verdict.may_pass else None
        if silent is not None:
            self._leave_alone(ticket.host, silent)
        if verdict.outcome == "captcha":
            self._leave_alone(ticket.host, "a captcha or challenge stands before its pages")
        if retry:
            with self.seen.transaction():
                self.ledger.log(fetch)
                self.frontier.put_back(ticket.again(time.time() + self.manners.backoff(ticket.attempts)))
        else:
            self.end(ticket, fetch, "gone" if verdict.gone else _STATUS_OF.get(verdict.outcome, "failed"))

    def end(self, ticket: Ticket, fetch: Fetch, status: Status) -> None:
        """Settle a ticket of which nothing is kept."""
        with self.seen.transaction():
            self.ledger.log(fetch)
            self.seen.set_status(ticket.key, status, failed=status == "failed")
            self.frontier.done(ticket)

    # Redirects

    def _redirected(self, ticket: Ticket, exchange: Exchange, target: str) -> None:
        target = clean_url(target)
        fetch = fetch_of(ticket, "redirect", exchange, target[:MAX_URL])
        redirects = ticket.about.get("redirects", 0) + 1
        portal = self.registry.for_url(target)
        if redirects > MAX_REDIRECTS:
            self.end(ticket, replace(fetch, outcome="error", detail=f"more than {MAX_REDIRECTS} redirects"), "failed")
        elif len(target) > MAX_URL:
            detail = f"redirected to an address longer than {MAX_URL} characters"
            self.end(ticket, replace(fetch, outcome="filtered", detail=detail), "blocked")
        elif discovery.is_private(host_of(target)):
            self.end(ticket, replace(fetch, outcome="blocked_address", detail=f"redirected to {target}"), "blocked")
        elif portal is None or not portal.owns(target) or portal.sample != self.portals[ticket.portal].sample:
            away = replace(fetch, outcome="filtered", detail=f"redirected to another site: {target}")
            self.end(ticket, away, "blocked")
        elif ticket.role == "article" and self._is_front_page(target, portal):
            self.end(ticket, replace(fetch, outcome="soft_404", detail=f"redirected to {target}"), "gone")
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
