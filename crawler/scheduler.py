"""Scrapy's scheduler over the frontier: one request a host at a time, all hosts side by side."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from scrapy import Request, Spider
from scrapy.core.scheduler import BaseScheduler
from twisted.internet.defer import Deferred

if TYPE_CHECKING:
    from crawler.spiders.portal import PortalSpider


class FrontierScheduler(BaseScheduler):
    """Hands the engine the spider's tickets as requests. Nothing enters by the engine: links go into the frontier."""

    def open(self, spider: Spider) -> Deferred[None] | None:
        """Take up the spider whose frontier is served."""
        self._spider: PortalSpider = spider  # type: ignore[assignment]
        return None

    def has_pending_requests(self) -> bool:
        """Return whether a ticket waits that this run will still ask for."""
        manners = self._spider.manners
        return not manners.closing and self._spider.frontier.pending(manners.open_hosts)

    def enqueue_request(self, request: Request) -> bool:
        """Refuse: what is to be fetched goes into the frontier, where it outlives the process."""
        return False

    def next_request(self) -> Request | None:
        """Return the next request of a host that is not being asked right now."""
        spider = self._spider
        if spider.manners.closing:
            return None
        ticket = spider.frontier.take(spider.manners.open_hosts - spider.manners.busy, time.time())
        if ticket is None:
            spider.manners.look_at_budget(spider.frontier.issued("")[0])  # others may have used it up
            return None
        return spider.request(ticket)
