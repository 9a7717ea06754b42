"""Where a crawl goes: the lists that it begins with, the articles that they show, the lists that they lead to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from crawler import discovery
from crawler.discovery import Listing
from crawler.frontier import Frontier, Role, Ticket, list_ticket
from crawler.ledger import Ledger
from crawler.options import CrawlOptions
from crawler.portals.portal import Portal
from crawler.portals.urls import clean_url
from crawler.published import is_before, month_in_name
from crawler.seen import Seen
from crawler.states import Fetch, Link, Outcome, Status
from crawler.subject_words import SubjectWords

MAX_WALK = 5000
"""The most pages of one section that a backfill walks: beyond it a site is making pages up."""
MAX_NAMED = 50
"""The most sitemaps that are taken from a robots.txt."""
MAX_DEPTH = 3
"""An index of sitemaps may name indexes, these some more; beyond it a site is making them up."""
NEW_SITEMAPS = 3
"""A refresh reads so many of an index's newest sitemaps."""


def article_ticket(key: str, url: str, portal: str) -> Ticket:
    """Return the ticket of an article."""
    return Ticket(key, url, portal, "article", priority=10)


class Walk:
    """Decides what is queued. Everything that it writes belongs to the transaction of the list that it came from."""

    def __init__(self, options: CrawlOptions, seen: Seen, frontier: Frontier, ledger: Ledger) -> None:
        self._options = options
        self._seen = seen
        self._frontier = frontier
        self._ledger = ledger
        self._words = SubjectWords([] if options.everything else options.words)
        self._asked: set[str] = set()
        self._walked: dict[str, set[str]] = {}
        self._listed: dict[str, set[str]] = {}

    def begin(self, portal: Portal) -> None:
        """Queue a portal's lists, its articles that are due for another look, and those that failed before."""
        lists: list[tuple[Role, str]] = [("feed", path) for path in portal.feeds]
        lists += [("sitemap", path) for path in portal.sitemaps]
        lists += [("section", path) for path in portal.sections]
        tickets = [list_ticket(portal.absolute(path), portal.key, role) for role, path in lists]
        if self._options.mode == "backfill":
            searches = [(words, discovery.search_url(portal, words)) for words in self._options.words]
            tickets += [list_ticket(url, portal.key, "search", words=words) for words, url in searches if url]
        self._asked.update(ticket.key for ticket in tickets)
        statuses: list[Status] = ["listed", "failed"]
        if self._options.everything:
            statuses.append("filtered")
        entries = self._seen.entries(portal.key, statuses) + self._seen.due(portal.key, datetime.now(UTC))
        tickets += [article_ticket(entry.key, entry.url, portal.key) for entry in entries]
        self._frontier.add(tickets)
        if not portal.verify_tls:
            self._ledger.remark(portal.key, "its certificate is not verified (verify_tls = false in its file)")
        if portal.article_url is None:
            self._ledger.remark(portal.key, "the shape of its articles' addresses is not known: nothing can be found")

    def name_sitemaps(self, portal: Portal, urls: Iterable[str]) -> None:
        """Queue the sitemaps that a portal's robots.txt names: a backfill reads them, a refresh has nearer lists."""
        if self._options.mode != "backfill":
            return
        named = [list_ticket(clean_url(url), portal.key, "sitemap") for url in dict.fromkeys(urls)]
        named = [ticket for ticket in named if discovery.refusal(ticket.url, portal) is None]
        self._frontier.add(self._not_asked(named[:MAX_NAMED]))

    def queue(self, ticket: Ticket, listing: Listing) -> None:
        """Enter what a list shows, queue what is wanted of it, and the lists that it leads to."""
        now = datetime.now(UTC)
        summary = self._ledger.summary(ticket.portal)
        known = self._seen.status_of(link.key for link in listing.links)
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
            self._refuse(ticket, url, reason, now)
        self._frontier.add(self._further(ticket, listing, all(link.key in known for link in listing.links)))
        if not listing.links and not listing.children and ticket.about.get("page", 1) == 1:
            self._ledger.remark(ticket.portal, f"{ticket.url} lists no article")

    def _choose(self, ticket: Ticket, link: Link, status: Status | None, now: datetime) -> None:
        """Queue an article that may matter; state and log of another why it is left out."""
        reason = None
        if is_before(link.published, self._options.since):
            reason = f"published {link.published}, before {self._options.since}"
        elif is_before(link.changed, self._options.since):
            reason = f"last changed {link.changed}, before {self._options.since}"
        elif not self._words.may_matter(link):
            reason = "none of the subject's words in title, lead or address"
        if reason is None:
            self._seen.discover(link, ticket.portal, "article", now)
            self._seen.set_status(link.key, "listed")
            self._frontier.add([article_ticket(link.key, link.url, ticket.portal)])
        elif status is None:
            self._seen.discover(link, ticket.portal, "article", now, "filtered")
            self._ledger.log(Fetch(link.url, ticket.portal, now, "filtered", detail=reason))

    def _refuse(self, ticket: Ticket, url: str, reason: str, now: datetime) -> None:
        """Log, once, a link that is never followed."""
        key = f"refused:{url}"
        if not self._seen.status_of([key]):
            outcome: Outcome = "blocked_address" if reason == "private address" else "filtered"
            self._seen.discover(Link(key, url), ticket.portal, "refused", now, "blocked")
            self._ledger.log(Fetch(url, ticket.portal, now, outcome, detail=f"link to {reason}"))

    def _further(self, ticket: Ticket, listing: Listing, all_known: bool) -> list[Ticket]:
        """Return the tickets of the lists that a list leads to: an index's sitemaps, a section's next page."""
        depth = ticket.about.get("depth", 0) + 1
        below = self._sitemaps(listing) if depth <= MAX_DEPTH else ()
        tickets = [list_ticket(url, ticket.portal, "sitemap", depth=depth) for url in below]
        page = ticket.about.get("page", 1)
        section = ticket.about.get("section", ticket.url)
        if listing.next_page and self._goes_on(ticket, listing, section, page, all_known):
            about = {key: value for key, value in ticket.about.items() if key != "redirects"}
            about |= {"section": section, "page": page + 1, "before": [link.key for link in listing.links]}
            tickets.append(list_ticket(listing.next_page, ticket.portal, ticket.role, **about))
        return self._not_asked(tickets)

    def _not_asked(self, tickets: list[Ticket]) -> list[Ticket]:
        """Return those lists that this run has not queued before."""
        fresh = [ticket for ticket in tickets if ticket.key not in self._asked]
        self._asked.update(ticket.key for ticket in fresh)
        return fresh

    def _goes_on(self, ticket: Ticket, listing: Listing, section: str, page: int, all_known: bool) -> bool:
        """Return whether the walk through a section's pages goes on after this page.

        It ends where a page shows nothing that the walk has not seen; a refresh where a whole page is known; a backfill
        where a page, or all articles of the page before that were read meanwhile, lie before `since`.
        """
        walked = self._walked.setdefault(f"{ticket.portal} {section}", set())
        keys = {link.key for link in listing.links}
        nothing_new = keys <= walked
        walked |= keys
        if nothing_new or page >= MAX_WALK:
            return False
        if self._options.mode == "refresh":
            return not all_known and page < self._options.pages
        days = [link.published for link in listing.links if link.published]
        days += self._seen.published(ticket.about.get("before", []))
        return not (days and all(is_before(day, self._options.since) for day in days))

    def _sitemaps(self, listing: Listing) -> Iterable[str]:
        """Return which of an index's sitemaps are worth reading."""
        children = [(url, lastmod, month_in_name(url)) for url, lastmod in listing.children]
        since = self._options.since
        if self._options.mode == "backfill":
            return [url for url, last, month in children if not (is_before(last, since) or is_before(month, since))]
        children.sort(key=lambda child: child[1] or child[2] or "", reverse=True)
        wanted = []
        for url, lastmod, _month in children[:NEW_SITEMAPS]:
            version = self._seen.version(f"sitemap:{url}")
            if version is None or not lastmod or lastmod >= version.fetched_at.date().isoformat():
                wanted.append(url)
        return wanted
