"""The state store where machines share a crawl: pages' states, robots.txt and the frontier in Redis.

The crawl log and the archive stay with the worker that wrote them; at the end of a run each worker copies the pages'
states into its own state store, so that any one of them knows the whole.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import redis

from crawler.options import CrawlError
from crawler.redis_frontier import Budgets, RedisFrontier
from crawler.redis_scripts import PREFIX
from crawler.seen import GIVE_UP_AFTER, RECHECK_DAYS, Seen, as_moment, as_text
from crawler.states import Entry, Link, Status, Version
from crawler.warc_records import Place


class SharedSeen(Seen):
    """The state store with its pages, its robots.txt and its frontier in Redis."""

    def __init__(self, folder: Path, url: str, life: float, delay_of: Callable[[str], float], budgets: Budgets) -> None:
        """Open. Raises CrawlError where Redis does not answer."""
        super().__init__(folder)
        self._redis: Any = redis.Redis.from_url(url, socket_timeout=30, decode_responses=True)
        try:
            self.shared = RedisFrontier(self._redis, life, delay_of, budgets)
        except redis.RedisError as fault:
            super().close()
            raise CrawlError(f"the shared frontier {url.rpartition('@')[2]} does not answer: {fault}") from None
        self.frontier = self.shared
        self._into: Any = self._redis
        self._entered: dict[str, str] = {}  # portals of pages entered in this transaction: not yet to be read back

    def close(self) -> None:
        """Copy the pages' states into the own store, and leave."""
        self._copy()
        self.shared.close()
        self._redis.close()
        super().close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All that is written within is written, or nothing: to Redis first, which is what the others see."""
        with super().transaction():
            pipeline = self._redis.pipeline(transaction=True)
            self._into = self.shared.into = pipeline
            try:
                yield
                pipeline.execute()
            finally:
                self._into = self.shared.into = self._redis
                self._entered.clear()

    def _page(self, key: str) -> dict[str, str]:
        return dict(self._redis.hgetall(f"{PREFIX}page:{key}"))

    def status_of(self, keys: Iterable[str]) -> dict[str, Status]:
        """See Seen."""
        wanted = list(keys)
        reader = self._redis.pipeline(transaction=False)
        for key in wanted:
            reader.hget(f"{PREFIX}page:{key}", "status")
        return {key: status for key, status in zip(wanted, reader.execute(), strict=True) if status}

    def published(self, keys: Iterable[str]) -> list[str]:
        """See Seen."""
        found = (self._redis.hget(f"{PREFIX}page:{key}", "published") for key in keys)
        return [value for value in found if value]

    def discover(self, link: Link, portal: str, role: str, now: datetime, status: Status = "listed") -> None:
        """See Seen."""
        fields = {
            "url": link.url, "portal": portal, "role": role, "discovered_at": as_text(now), "status": status,
            "title": link.title, "published": link.published,
        }  # fmt: skip
        for name, value in fields.items():
            if value:
                self._into.hsetnx(f"{PREFIX}page:{link.key}", name, value)
        self._entered[link.key] = portal
        self._into.sadd(f"{PREFIX}pages", link.key)
        if role == "article" and status in {"listed", "filtered"}:
            self._into.sadd(f"{PREFIX}todo:{portal}", link.key)

    def set_status(self, key: str, status: Status, *, failed: bool = False) -> None:
        """See Seen."""
        portal = self._redis.hget(f"{PREFIX}page:{key}", "portal") or self._entered.get(key)
        self._into.hset(f"{PREFIX}page:{key}", "status", status)
        self._into.hincrby(f"{PREFIX}page:{key}", "failures", int(failed))
        if portal:
            self._into.zrem(f"{PREFIX}due:{portal}", key)

    def version(self, key: str) -> Version | None:
        """See Seen."""
        page = self._page(key)
        if "place" not in page:
            return None
        place = Place(**json.loads(page["place"]))
        moment = as_moment(page["fetched_at"])
        return Version(moment, page["digest"], place, page.get("etag"), page.get("last_modified"))

    def set_version(self, key: str, version: Version, published: str | None = None, *, recheck: bool = False) -> None:
        """See Seen."""
        page = self._page(key)
        checks = int(page.get("checks", 0)) + 1 if "fetched_at" in page else 0
        fields = {
            "status": "archived", "fetched_at": as_text(version.fetched_at), "digest": version.digest, "failures": "0",
            "place": json.dumps(vars(version.place)), "checks": str(checks), "published": published,
        }  # fmt: skip
        self._into.hdel(f"{PREFIX}page:{key}", "etag", "last_modified")
        fields |= {"etag": version.etag, "last_modified": version.last_modified}
        self._into.hset(f"{PREFIX}page:{key}", mapping={k: v for k, v in fields.items() if v is not None})
        portal = page.get("portal") or self._entered.get(key)
        if portal is None:
            return
        self._into.srem(f"{PREFIX}todo:{portal}", key)
        self._into.zrem(f"{PREFIX}due:{portal}", key)
        if recheck and checks < len(RECHECK_DAYS):
            waited = RECHECK_DAYS[checks - 1] if checks else 0
            due = version.fetched_at + timedelta(days=RECHECK_DAYS[checks] - waited)
            self._into.zadd(f"{PREFIX}due:{portal}", {key: due.timestamp()})

    def entries(self, portal: str, statuses: Iterable[Status]) -> list[Entry]:
        """See Seen."""
        wanted = set(statuses)
        found = [_entry(key, self._page(key)) for key in self._redis.smembers(f"{PREFIX}todo:{portal}")]
        return [entry for entry, failures in found if entry.status in wanted and failures < GIVE_UP_AFTER]

    def due(self, portal: str, now: datetime) -> list[Entry]:
        """See Seen."""
        keys = self._redis.zrangebyscore(f"{PREFIX}due:{portal}", 0, now.timestamp())
        return [_entry(key, self._page(key))[0] for key in keys]

    def robots(self, host: str) -> tuple[datetime, int, str] | None:
        """See Seen."""
        text = self._redis.get(f"{PREFIX}robots:{host}")
        if text is None:
            return None
        moment, status, body = json.loads(text)
        return as_moment(moment), status, body

    def set_robots(self, host: str, now: datetime, status: int, body: str) -> None:
        """See Seen."""
        self._redis.set(f"{PREFIX}robots:{host}", json.dumps([as_text(now), status, body]))

    def _copy(self) -> None:
        """Copy what the workers found out together into the own store, for the coverage and for later runs alone."""
        with super().transaction():
            for key in self._redis.sscan_iter(f"{PREFIX}pages"):
                page = self._page(key)
                self._db.execute(
                    """INSERT OR REPLACE INTO seen (key, url, portal, role, title, published, discovered_at, status,
                    fetched_at, etag, last_modified, digest, place, checks, failures)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
                    (
                        key, page["url"], page["portal"], page["role"], page.get("title"), page.get("published"),
                        page["discovered_at"], page["status"], page.get("fetched_at"), page.get("etag"),
                        page.get("last_modified"), page.get("digest"), page.get("place"), int(page.get("checks", 0)),
                        int(page.get("failures", 0)),
                    ),
                )  # fmt: skip


def _entry(key: str, page: dict[str, str]) -> tuple[Entry, int]:
    checks, failures = int(page.get("checks", 0)), int(page.get("failures", 0))
    status: Any = page["status"]
    return Entry(key, page["url"], page["portal"], page["role"], status, page.get("published"), checks), failures
