"""The queue of what is to be fetched: tickets, and the frontier in SQLite that hands them out.

A ticket stays in the frontier until what came of it is on disk. A run that is killed therefore loses nothing: the next
one is handed the tickets that were in flight, and only those are requested again.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from typing import Any, Literal, Protocol

from crawler.portals.urls import fold_host, host_of

Role = Literal["article", "section", "feed", "sitemap", "search", "robots"]

PRIORITY = {"sitemap": 30, "feed": 30, "search": 20, "section": 20, "article": 10}
"""Lists come before articles, but further pages of a list after the articles of the page before (see `DEEPER`)."""
DEEPER = 5


@dataclass(frozen=True)
class Ticket:
    """A page to be fetched.

    `key` is the article's id or `<role>:<address>`; `host` the name that politeness counts by; `attempts` those that
    failed so far; `not_before` seconds since the epoch, 0 for at once; `about` what the list said of it, or where in
    a walk of pages it stands (JSON).
    """

    key: str
    url: str
    portal: str
    role: Role
    priority: int = 0
    attempts: int = 0
    not_before: float = 0.0
    about: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def host(self) -> str:
        """The host by which requests are spaced."""
        return fold_host(host_of(self.url))

    def to_json(self) -> str:
        """The ticket as JSON, to travel between machines."""
        return json.dumps({name: getattr(self, name) for name in _FIELDS}, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Ticket:
        """Read what `to_json` wrote."""
        return cls(**json.loads(text))

    def again(self, not_before: float) -> Ticket:
        """The same page, one failed attempt later."""
        return replace(self, attempts=self.attempts + 1, not_before=not_before)


_FIELDS = tuple(field.name for field in fields(Ticket))


def list_ticket(url: str, portal: str, role: Role, **about: Any) -> Ticket:
    """Return the ticket of a list page; the further pages of a walk have a `page` above 1."""
    priority = PRIORITY[role] if about.get("page", 1) <= 1 else DEEPER
    return Ticket(f"{role}:{url}", url, portal, role, priority, about=about)


class Frontier(Protocol):
    """What a frontier does; in SQLite here, in Redis where machines share one."""

    def add(self, tickets: Iterable[Ticket]) -> None:
        """Queue tickets; one whose key is queued already stays as it is."""

    def take(self, hosts: set[str], now: float) -> Ticket | None:
        """Hand out the next ticket of one of these hosts; a delayed one before its time only where it is the last."""

    def issued(self, portal: str) -> tuple[int, int]:
        """Return how many tickets were handed out in this run, by all workers: in all, and of a portal."""

    def put_back(self, ticket: Ticket) -> None:
        """Queue a ticket again that was handed out, with its attempts and its delay."""

    def done(self, ticket: Ticket) -> None:
        """Acknowledge: what came of the ticket is on disk."""

    def pending(self, hosts: set[str]) -> bool:
        """Return whether one of these hosts has tickets waiting."""

    def size(self) -> int:
        """Tickets that wait, of all portals."""

    def counts(self) -> dict[str, int]:
        """Tickets not yet acknowledged, by portal."""

    def drop_host(self, host: str, *, left_alone: bool = False) -> None:
        """Return a host after a request, or (`left_alone`) for the rest of the run, where machines share a frontier."""


SCHEMA = """
CREATE TABLE IF NOT EXISTS frontier (
  seq INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE, host TEXT NOT NULL, portal TEXT NOT NULL,
  priority INTEGER NOT NULL, not_before REAL NOT NULL, taken INTEGER NOT NULL DEFAULT 0, ticket TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS frontier_order ON frontier (host, not_before, priority DESC, seq);
"""


class SqliteFrontier:
    """The frontier of one process, in the state store's own database and transactions."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._db = database
        self._db.executescript(SCHEMA)
        self._taken: dict[str, str] = {}  # key → host; those of a run that was killed wait again
        self._issued: Counter[str] = Counter()
        self._waiting = Counter(dict(self._db.execute("SELECT host, COUNT(*) FROM frontier GROUP BY host")))

    def add(self, tickets: Iterable[Ticket]) -> None:
        """See Frontier."""
        for ticket in tickets:
            added = self._db.execute(
                """INSERT OR IGNORE INTO frontier (key, host, portal, priority, not_before, ticket)
                VALUES (?, ?, ?, ?, ?, ?)""",
                (ticket.key, ticket.host, ticket.portal, ticket.priority, ticket.not_before, ticket.to_json()),
            ).rowcount
            self._waiting[ticket.host] += added

    def take(self, hosts: set[str], now: float) -> Ticket | None:
        """See Frontier."""
        for host, waiting in list(self._waiting.items()):
            if waiting <= 0 or host not in hosts:
                continue
            row = self._next(host, now)
            if row is not None:
                self._taken[row[0]] = host
                self._waiting[host] = self._waiting.pop(host) - 1  # to the end: hosts take turns
                ticket = Ticket.from_json(row[1])
                self._issued[ticket.portal] += 1
                return ticket
        return None

    def issued(self, portal: str) -> tuple[int, int]:
        """See Frontier."""
        return self._issued.total(), self._issued[portal]

    def _next(self, host: str, now: float) -> tuple[str, str] | None:
        """Return key and JSON of a host's next ticket; those that are handed out are skipped."""
        delayed = self._first(host, "> 0 ORDER BY not_before")
        if delayed is None or delayed[2] > now:
            delayed = self._first(host, "= 0 ORDER BY priority DESC, seq") or delayed
        return delayed[:2] if delayed else None

    def _first(self, host: str, order: str) -> tuple[str, str, float] | None:
        select = f"SELECT key, ticket, not_before FROM frontier WHERE host = ? AND not_before {order}"
        rows = self._db.execute(select, (host,))
        return next((tuple(row) for row in rows if row[0] not in self._taken), None)

    def put_back(self, ticket: Ticket) -> None:
        """See Frontier."""
        if self._taken.pop(ticket.key, None) is None:
            return
        self._db.execute(
            "UPDATE frontier SET host = ?, not_before = ?, ticket = ? WHERE key = ?",
            (ticket.host, ticket.not_before, ticket.to_json(), ticket.key),
        )
        self._waiting[ticket.host] += 1

    def done(self, ticket: Ticket) -> None:
        """See Frontier."""
        row = self._db.execute("DELETE FROM frontier WHERE key = ? RETURNING host", (ticket.key,)).fetchone()
        if self._taken.pop(ticket.key, None) is None and row is not None:
            self._waiting[row[0]] -= 1

    def pending(self, hosts: set[str]) -> bool:
        """See Frontier."""
        return any(waiting > 0 and host in hosts for host, waiting in self._waiting.items())

    def size(self) -> int:
        """See Frontier."""
        return sum(self._waiting.values())

    def counts(self) -> dict[str, int]:
        """See Frontier."""
        return dict(self._db.execute("SELECT portal, COUNT(*) FROM frontier GROUP BY portal"))

    def drop_host(self, host: str, *, left_alone: bool = False) -> None:
        """See Frontier: one process has all hosts, so nothing is to be returned."""
