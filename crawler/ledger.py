"""The books of a run: the crawl log's rows, and the counts of each portal that the summary shows."""

from __future__ import annotations

from datetime import UTC, datetime

from crawler.frontier import Ticket
from crawler.options import PortalSummary
from crawler.seen import Seen
from crawler.states import Fetch, Outcome
from crawler.warc_records import Exchange, Place

MOST_REMARKS = 20


class Ledger:
    """Writes the crawl log and counts along."""

    def __init__(self, seen: Seen, run: str, keys: list[str]) -> None:
        self._seen = seen
        self._run = run
        self.summaries = {key: PortalSummary() for key in keys}

    def summary(self, portal: str) -> PortalSummary:
        """Return the summary of a portal, also of one that was entered by a redirect."""
        return self.summaries.setdefault(portal, PortalSummary())

    def log(self, fetch: Fetch) -> None:
        """Add a row to the log."""
        self._seen.log(fetch, self._run)
        summary = self.summary(fetch.portal or "")
        summary.outcomes[fetch.outcome] = summary.outcomes.get(fetch.outcome, 0) + 1
        summary.requests += fetch.elapsed_ms is not None or fetch.outcome == "error"
        summary.bytes += fetch.bytes or 0

    def remark(self, portal: str, remark: str) -> None:
        """Note something that the keeper of the registry should know of a portal."""
        remarks = self.summary(portal).remarks
        if remark not in remarks and len(remarks) < MOST_REMARKS:
            remarks.append(remark)


def fetch_of(
    ticket: Ticket, outcome: Outcome, exchange: Exchange | None, detail: str | None = None, place: Place | None = None
) -> Fetch:
    """Return the row of a fetch; without an exchange, of one that got no response."""
    if exchange is None:
        return Fetch(ticket.url, ticket.portal, datetime.now(UTC), outcome, detail=detail)
    return Fetch(
        url=ticket.url,
        portal=ticket.portal,
        fetched_at=exchange.fetched_at,
        outcome=outcome,
        status=exchange.status,
        detail=detail,
        archive=place.archive if place else None,
        archive_offset=place.offset if place else None,
        bytes=len(exchange.body),
        elapsed_ms=exchange.elapsed_ms,
    )
