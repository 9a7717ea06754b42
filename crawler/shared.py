"""One frontier for several machines, in Redis: the same tickets, the same state, the same once-only.

A worker asks a host only while it holds the host's lease, and hosts are shared out evenly between the workers that
live. A ticket that was handed out is acknowledged when its record is on disk; those of a worker that died are handed
out again. Pages' states and robots.txt are shared as well. The crawl log and the archive stay with the worker that
wrote them; at the end of a run each worker copies the pages' states into its own state store, so that any one of them
knows the whole.
"""

from __future__ import annotations

import json
import math
import threading
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import redis

from crawler.frontier import Ticket
from crawler.options import CrawlError
from crawler.seen import GIVE_UP_AFTER, RECHECK_DAYS, Entry, Link, Seen, Status, Version, as_moment, as_text
from crawler.warc_records import Place

PREFIX = "phoihop:"

# All scripts get the prefix as ARGV[1]. Keys: `ticket` (key → JSON), `ready:HOST`, `late:HOST` (sorted sets of keys),
# `hosts` (by the time they were last served), `lease:HOST` (a worker), `workers`, `alive:WORKER` (expires),
# `flight:WORKER` (key → host), `next:HOST` (when it may be asked again), `asked` (keys of this run), `alone` (hosts
# that nobody asks any more in this run), `sequence`.

_JOIN = """
local p, worker, life = ARGV[1], ARGV[2], ARGV[3]
local others = 0
for _, other in ipairs(redis.call('SMEMBERS', p .. 'workers')) do
  others = others + redis.call('EXISTS', p .. 'alive:' .. other)
end
if others == 0 then redis.call('DEL', p .. 'asked', p .. 'alone') end
redis.call('SADD', p .. 'workers', worker)
redis.call('SET', p .. 'alive:' .. worker, 1, 'PX', life)
"""

_PUSH = """
local function push(p, key, host, priority, not_before, json)
  redis.call('HSET', p .. 'ticket', key, json)
  if tonumber(not_before) > 0 then
    redis.call('ZADD', p .. 'late:' .. host, not_before, key)
  else
    local sequence = redis.call('INCR', p .. 'sequence')
    redis.call('ZADD', p .. 'ready:' .. host, sequence - tonumber(priority) * 1000000000000, key)
  end
  redis.call('ZADD', p .. 'hosts', 'NX', 0, host)
end
"""

_ADD = (
    _PUSH
    + """
local p, key = ARGV[1], ARGV[2]
if redis.call('SADD', p .. 'asked', key) == 0 or redis.call('HEXISTS', p .. 'ticket', key) == 1 then return 0 end
push(p, key, ARGV[3], ARGV[4], ARGV[5], ARGV[6])
return 1
"""
)

_PUT_BACK = (
    _PUSH
    + """
local p, key = ARGV[1], ARGV[2]
redis.call('HDEL', p .. 'flight:' .. ARGV[7], key)
push(p, key, ARGV[3], ARGV[4], ARGV[5], ARGV[6])
"""
)

_TAKE = (
    _PUSH
    + """
local p, worker, now = ARGV[1], ARGV[2], tonumber(ARGV[3])
local wanted = cjson.decode(ARGV[4])
local workers, living = redis.call('SMEMBERS', p .. 'workers'), 0
for _, other in ipairs(workers) do
  if redis.call('EXISTS', p .. 'alive:' .. other) == 1 then
    living = living + 1
  else
    local flight = redis.call('HGETALL', p .. 'flight:' .. other)
    for i = 1, #flight, 2 do
      local json = redis.call('HGET', p .. 'ticket', flight[i])
      if json then push(p, flight[i], flight[i + 1], cjson.decode(json).priority, 0, json) end
    end
    redis.call('DEL', p .. 'flight:' .. other)
    redis.call('SREM', p .. 'workers', other)
  end
end
local hosts, owner, mine, open = redis.call('ZRANGE', p .. 'hosts', 0, -1), {}, 0, 0
for _, host in ipairs(hosts) do
  local holder = redis.call('GET', p .. 'lease:' .. host)
  if holder and redis.call('EXISTS', p .. 'alive:' .. holder) == 1 then owner[host] = holder end
  if owner[host] == worker then mine = mine + 1 end
  local waiting = redis.call('ZCARD', p .. 'ready:' .. host) + redis.call('ZCARD', p .. 'late:' .. host)
  if waiting > 0 or owner[host] then open = open + 1 end
end
local share = math.ceil(open / math.max(living, 1))
for _, host in ipairs(hosts) do
  local free = wanted[host] and redis.call('SISMEMBER', p .. 'alone', host) == 0
  if free and (owner[host] == worker or (not owner[host] and mine < share)) then
    local late = redis.call('ZRANGE', p .. 'late:' .. host, 0, 0, 'WITHSCORES')
    local ready = redis.call('ZRANGE', p .. 'ready:' .. host, 0, 0)
    local key
    if late[1] and (tonumber(late[2]) <= now or not ready[1]) then
      key = late[1]
      redis.call('ZREM', p .. 'late:' .. host, key)
    elseif ready[1] then
      key = ready[1]
      redis.call('ZREM', p .. 'ready:' .. host, key)
    end
    if key then
      local taken_over = owner[host] ~= worker
      redis.call('SET', p .. 'lease:' .. host, worker)
      redis.call('ZADD', p .. 'hosts', now, host)
      redis.call('HSET', p .. 'flight:' .. worker, key, host)
      local wait = taken_over and redis.call('GET', p .. 'next:' .. host) or false
      return {redis.call('HGET', p .. 'ticket', key), wait or '0'}
    end
  end
end
return false
"""
)

_DONE = """
local p, key = ARGV[1], ARGV[2]
redis.call('HDEL', p .. 'flight:' .. ARGV[3], key)
redis.call('HDEL', p .. 'ticket', key)
redis.call('ZREM', p .. 'ready:' .. ARGV[4], key)
redis.call('ZREM', p .. 'late:' .. ARGV[4], key)
"""

_DROP_HOST = """
local p, worker, host = ARGV[1], ARGV[2], ARGV[3]
if ARGV[4] == '1' then redis.call('SADD', p .. 'alone', host) end
if redis.call('GET', p .. 'lease:' .. host) ~= worker then return end
local waiting = redis.call('ZCARD', p .. 'ready:' .. host) + redis.call('ZCARD', p .. 'late:' .. host)
local living, mine, open = 0, 0, 0
for _, other in ipairs(redis.call('SMEMBERS', p .. 'workers')) do
  living = living + redis.call('EXISTS', p .. 'alive:' .. other)
end
for _, other in ipairs(redis.call('ZRANGE', p .. 'hosts', 0, -1)) do
  local holder = redis.call('GET', p .. 'lease:' .. other)
  if holder == worker then mine = mine + 1 end
  local left = redis.call('ZCARD', p .. 'ready:' .. other) + redis.call('ZCARD', p .. 'late:' .. other)
  if holder or left > 0 then open = open + 1 end
end
local too_many = mine > math.ceil(open / math.max(living, 1))
if ARGV[4] == '1' or waiting == 0 or too_many then redis.call('DEL', p .. 'lease:' .. host) end
if waiting == 0 and ARGV[4] ~= '1' then redis.call('ZREM', p .. 'hosts', host) end
"""

_PENDING = """
local p, wanted = ARGV[1], cjson.decode(ARGV[2])
for _, host in ipairs(redis.call('ZRANGE', p .. 'hosts', 0, -1)) do
  local waiting = redis.call('ZCARD', p .. 'ready:' .. host) + redis.call('ZCARD', p .. 'late:' .. host)
  if waiting > 0 and wanted[host] and redis.call('SISMEMBER', p .. 'alone', host) == 0 then return 1 end
end
for _, worker in ipairs(redis.call('SMEMBERS', p .. 'workers')) do
  for _, host in ipairs(redis.call('HVALS', p .. 'flight:' .. worker)) do
    if wanted[host] then return 1 end
  end
end
return 0
"""


def _names(hosts: Iterable[str]) -> str:
    return json.dumps(dict.fromkeys(hosts, 1))


class RedisFrontier:
    """The frontier that several workers share. See `crawler.frontier.Frontier` for what its methods promise."""

    def __init__(self, client: Any, life: float, delay_of: Callable[[str], float]) -> None:
        """Join the crawl that is going on, or begin one.

        A worker is taken for dead `life` seconds after its last sign; `delay_of` tells the seconds between two requests
        to a host, which hold across workers.
        """
        self.worker = uuid.uuid4().hex[:12]
        self._delay_of = delay_of
        self.into: Any = client
        self._client = client
        self._life = int(life * 1000)
        self._scripts = {
            name: client.register_script(source)
            for name, source in (
                ("join", _JOIN), ("add", _ADD), ("take", _TAKE), ("put_back", _PUT_BACK), ("done", _DONE),
                ("drop_host", _DROP_HOST), ("pending", _PENDING),
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
        taken = self._run("take", self.worker, now, _names(hosts))
        if not taken:
            return None
        ticket = Ticket.from_json(taken[0])
        ticket = replace(ticket, not_before=max(ticket.not_before, float(taken[1])))
        asked = max(now, ticket.not_before) + self._delay_of(ticket.host)
        self._client.set(f"{PREFIX}next:{ticket.host}", asked, ex=max(1, math.ceil(asked - now) + 60))
        return ticket

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


class SharedSeen(Seen):
    """The state store with its pages, its robots.txt and its frontier in Redis."""

    def __init__(self, folder: Path, url: str, life: float, delay_of: Callable[[str], float]) -> None:
        """Open. Raises CrawlError where Redis does not answer."""
        super().__init__(folder)
        self._redis: Any = redis.Redis.from_url(url, socket_timeout=30, decode_responses=True)
        try:
            self.shared = RedisFrontier(self._redis, life, delay_of)
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
