"""What becomes of good pages: into the archive, then the state, the log and the queue, in this order."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta

from crawler import browser, discovery, feeds
from crawler.discovery import Listing
from crawler.frontier import Ticket
from crawler.ledger import Ledger, fetch_of
from crawler.markup import Node, letters_in_paragraphs, parse_html
from crawler.options import CrawlOptions
from crawler.portals.portal import Portal
from crawler.published import VIETNAM, is_before, published_on_page
from crawler.seen import RECHECK_DAYS, Seen
from crawler.states import Link, Version
from crawler.verdict import Verdict
from crawler.walk import Walk
from crawler.warc_records import Exchange, Place, readable
from crawler.warc_writer import ArchiveWriter

SITEMAP_BYTES = 50_000_000
SHORTEST_BODY = 200
"""An article with fewer letters in its paragraphs is looked at by the browser, where its portal needs one."""


class Keeper:
    """Archives pages and finds out what they lead to."""

    def __init__(
        self, options: CrawlOptions, portals: dict[str, Portal], seen: Seen, archive: ArchiveWriter, ledger: Ledger,
        walk: Walk,
    ) -> None:  # fmt: skip
        self.options = options
        self.portals = portals
        self.seen = seen
        self.frontier = seen.frontier
        self.archive = archive
        self.ledger = ledger
        self.walk = walk

    def unchanged(self, ticket: Ticket, exchange: Exchange) -> Verdict | None:
        """Enter a page that has not changed (304); return what is wrong where there is no earlier one."""
        version = self.seen.version(ticket.key)
        if version is None:
            return Verdict("error", "304 for a page that is not known")
        place = self.archive.write_revisit(exchange, ticket.role, ticket.portal, version.place)
        with self.seen.transaction():
            self.ledger.log(fetch_of(ticket, "unchanged", exchange, place=place))
            self.seen.set_archive_length(place.archive, self.archive.length)
            self._set_version(ticket, replace(version, fetched_at=exchange.fetched_at), None)
            self.frontier.done(ticket)
        self.ledger.summary(ticket.portal).unchanged_lists += ticket.role != "article"
        return None

    def keep(self, ticket: Ticket, exchange: Exchange, body: bytes, page: str) -> Verdict | None:
        """Archive a good page, then state it, log it, and queue what it links to; return what keeps it from that."""
        portal = self.portals[ticket.portal]
        root = parse_html(page) if ticket.role in {"article", "section", "search"} else None
        listing = None if ticket.role == "article" else self._listing(ticket, body, root, portal)
        if ticket.role != "article" and listing is None:
            self.ledger.remark(portal.key, f"{ticket.url} is no {ticket.role}")
            return Verdict("error", f"not a {ticket.role}")
        empty = self._empty(ticket, portal, root, listing)
        if empty is not None:
            return Verdict("needs_browser", empty)
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
        return None

    def _empty(self, ticket: Ticket, portal: Portal, root: Node | None, listing: Listing | None) -> str | None:
        """Return what a page lacks as it is served, where its portal builds pages by script and may be read so."""
        if not portal.browser or "shell" in ticket.about or root is None:
            return None
        if listing is not None:
            return None if listing.links or ticket.role != "section" else "lists no article as it is served"
        return None if letters_in_paragraphs(root) >= SHORTEST_BODY else "holds no text as it is served"

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

    def goes_to_browser(self, ticket: Ticket, exchange: Exchange, body: bytes, verdict: Verdict) -> bool:
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
