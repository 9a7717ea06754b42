"""One frontier for several machines, in Redis: the same tickets, the same once-only.

A worker asks a host only while it holds the host's lease, and hosts are shared out evenly between the workers that
live. A ticket that was handed out is acknowledged when its record is on disk; those of a worker that died are handed
out again. Delays and budgets hold across workers.
"""

from __future__ import annotations

import json
import math
import threading
import uuid
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from crawler import redis_scripts as scripts
from crawler.frontier import Ticket
from crawler.redis_scripts import PREFIX


@dataclass(frozen=True)
class Budgets:
    """The most pages of a run, 0 for no limit: of all portals together, and of each."""

    all_portals: int = 0
    each_portal: int = 0


def _names(hosts: Iterable[str]) -> str:
    return json.dumps(dict.fromkeys(hosts, 1))


class RedisFrontier:
    """The frontier that several workers share. See `crawler.frontier.Frontier` for what its methods promise."""

    def __init__(
        self,
        client: Any,
        life: float,
        delay_of: Callable[[str], float],
        budgets: Budgets = Budgets(),
    ) -> None:
        """Join the crawl that is going on, or begin one.

        A worker is taken for dead `life` seconds after its last sign; `delay_of` tells the seconds between two requests
        to a host, which hold across workers, as do the `budgets`.
        """
        self.worker = uuid.uuid4().hex[:12]
        self._delay_of = delay_of
        self.into: Any = client
        self._client = client
        self._life = int(life * 1000)
        self._budgets = budgets
        self._issued: Counter[str] = Counter()
        self._scripts = {
            name: client.register_script(source)
            for name, source in (
                ("join", scripts.JOIN), ("add", scripts.ADD), ("take", scripts.TAKE), ("put_back", scripts.PUT_BACK),
                ("done", scripts.DONE), ("drop_host", scripts.DROP_HOST), ("pending", scripts.PENDING),
            )
        }  # fmt: skip
        self._run("join", self.worker, self._life)
        self._over = threading.Event()
        threading.Thread(target=self._live, daemon=True).start()

    def _run(self, name: str, *args: Any, into: Any = None) -> Any:
        return self._scripts[name](args=[PREFIX, *args], client=into if into is not None else self._client)

    def _live(self) -> None:
        while not self._over.wait(self._life / 4000):
            self._client.set(f"{PREFIX}alive:{self.worker}", 1, px=self._life)

    def close(self) -> None:
        """Leave: what this worker was handed and did not finish goes to the others at once."""
        self._over.set()
        self._client.delete(f"{PREFIX}alive:{self.worker}")

    def add(self, tickets: Iterable[Ticket]) -> None:
        """Queue tickets; one whose key was queued before in this run, by whomever, is not queued again."""
        for t in tickets:
            self._run("add", t.key, t.host, t.priority, t.not_before, t.to_json(), into=self.into)

    def take(self, hosts: set[str], now: float) -> Ticket | None:
        """Hand out the next ticket of one of these hosts whose lease this worker has or gets."""
        budgets = (self._budgets.all_portals, self._budgets.each_portal)
        text, wait, in_all, of_portal = self._run("take", self.worker, now, _names(hosts), *budgets)
        self._issued[""] = in_all
        if not text:
            return None
        ticket = Ticket.from_json(text)
        self._issued[ticket.portal] = of_portal
        ticket = replace(ticket, not_before=max(ticket.not_before, float(wait)))
        asked = max(now, ticket.not_before) + self._delay_of(ticket.host)
        self._client.set(f"{PREFIX}next:{ticket.host}", asked, ex=max(1, math.ceil(asked - now) + 60))
        return ticket

    def issued(self, portal: str) -> tuple[int, int]:
        """Return how many tickets were handed out in this run, as the last `take` found it: in all, and of a portal."""
        return self._issued[""], self._issued[portal]

    def put_back(self, ticket: Ticket) -> None:
        """Queue a ticket again that was handed out."""
        t = ticket
        self._run("put_back", t.key, t.host, t.priority, t.not_before, t.to_json(), self.worker, into=self.into)

    def done(self, ticket: Ticket) -> None:
        """Acknowledge."""
        self._run("done", ticket.key, self.worker, ticket.host, into=self.into)

    def pending(self, hosts: set[str]) -> bool:
        """Return whether there is anything left, also with other workers: they may die."""
        return bool(self._run("pending", _names(hosts)))

    def size(self) -> int:
        """Tickets not yet acknowledged."""
        return int(self._client.hlen(f"{PREFIX}ticket"))

    def counts(self) -> dict[str, int]:
        """Tickets not yet acknowledged, by portal."""
        counts: dict[str, int] = {}
        for _, text in self._client.hscan_iter(f"{PREFIX}ticket"):
            portal = Ticket.from_json(text).portal
            counts[portal] = counts.get(portal, 0) + 1
        return counts

    def drop_host(self, host: str, *, left_alone: bool = False) -> None:
        """Give up a host's lease: it has nothing more, is left alone, or this worker has more than its share."""
        self._run("drop_host", self.worker, host, int(left_alone))
