"""How much is asked of whom, and when not: hosts that are being asked, rest, or are left alone; budgets; the hours."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from crawler.frontier import Ticket
from crawler.options import CrawlOptions, in_window
from crawler.portals.portal import Portal
from crawler.published import VIETNAM

SILENT_AFTER = 5
"""A host that failed so often in a row (times the attempts for a page) is left alone for the rest of the run."""
LONGEST_REST = 300.0
"""A host that asks for a longer rest (seconds) is left alone for the rest of the run."""


def least_delay(portal: Portal, options: CrawlOptions) -> float:
    """Return the least seconds between two requests to a portal's host, as far as robots.txt does not ask for more."""
    if portal.delay is not None:
        return portal.delay
    return 0.0 if portal.sample else options.delay


class Manners:
    """The state of politeness in one run.

    Attributes:
        busy: hosts that are being asked right now.
        open_hosts: hosts that this run asks: those of its portals, but for the ones that it has come to leave alone.
        least_delay: seconds between two requests to a host, as far as its robots.txt is known.
        closing: why nothing more is asked for at all; empty while the run goes on.
    """

    def __init__(self, options: CrawlOptions, portals: Iterable[Portal] = ()) -> None:
        self._options = options
        self.busy: set[str] = set()
        self.open_hosts: set[str] = set()
        self.least_delay: dict[str, float] = {}
        self.closing = ""
        self._rests_until: dict[str, float] = {}
        self._failures: Counter[str] = Counter()
        for portal in portals:
            self.open(portal)
        self.look_at_clock()

    def open(self, portal: Portal) -> None:
        """Ask a portal's hosts in this run."""
        self.open_hosts |= portal.own_hosts
        self.least_delay |= dict.fromkeys(portal.own_hosts, least_delay(portal, self._options))

    def close_soon(self, reason: str) -> None:
        """Ask for nothing more: what is in flight is finished, the rest waits for the next run."""
        self.closing = self.closing or reason

    def look_at_clock(self) -> None:
        """End the run when the hours are over in which portals may be visited."""
        if not in_window(self._options.window, datetime.now(VIETNAM)):
            self.close_soon("window")

    def issue(self, ticket: Ticket, issued: tuple[int, int]) -> str | None:
        """Begin to ask a host; return a text where that is the last of the portal's budget.

        `issued` are the pages of this run, this one too: of all portals, and of the ticket's.
        """
        self.busy.add(ticket.host)
        self.look_at_budget(issued[0])
        budget = self._options.portal_budget
        if not budget or issued[1] != budget:
            return None
        return f"the portal's budget of {budget} pages is used up"

    def look_at_budget(self, issued: int) -> None:
        """End the run when its pages are used up, by whichever worker."""
        if self._options.budget and issued >= self._options.budget:
            self.close_soon("budget")

    def wait_for(self, ticket: Ticket) -> float:
        """Return the seconds until a ticket may be asked for."""
        return max(ticket.not_before, self._rests_until.get(ticket.host, 0.0)) - time.time()

    def let_rest(self, host: str, seconds: float) -> str | None:
        """Let a host rest; return the reason where the rest is so long that it is to be left alone."""
        self._rests_until[host] = time.time() + seconds
        if seconds <= LONGEST_REST:
            return None
        return f"asks for a rest of {seconds:.0f} s"

    def failed(self, host: str) -> str | None:
        """Count a failure; return the reason where it is one too many and the host to be left alone."""
        self._failures[host] += 1
        if self._failures[host] < SILENT_AFTER * (1 + self._options.retries):
            return None
        return f"failed {self._failures[host]} times in a row"

    def answered(self, host: str) -> None:
        """Note that a host gave a good page."""
        del self._failures[host]

    def delay_of(self, host: str) -> float:
        """Return the least seconds between two requests to a host."""
        return self.least_delay.get(host, self._options.delay)

    def backoff(self, attempts: int) -> float:
        """Return the seconds to wait before the next attempt."""
        return float(self._options.backoff * 2**attempts)
