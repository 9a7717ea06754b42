"""A progress bar for a crawl: pages settled of those known so far."""

from __future__ import annotations

from types import TracebackType
from typing import Any

from scrapy import signals
from scrapy.crawler import Crawler
from tqdm import tqdm


class Progress:
    """Shows a bar on standard error while a crawl runs."""

    def __init__(self, crawler: Crawler, *, enabled: bool) -> None:
        self._crawler = crawler
        self._bar = tqdm(unit=" pages", desc="crawl", disable=not enabled, mininterval=0.5, dynamic_ncols=True)

    def __enter__(self) -> Progress:
        for signal in () if self._bar.disable else (signals.response_received, signals.request_left_downloader):
            self._crawler.signals.connect(self._update, signal=signal)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._update()
        self._bar.close()

    def _update(self, **_: Any) -> None:
        spider: Any = self._crawler.spider
        if spider is None:
            return
        self._bar.n = spider.settled
        self._bar.total = spider.settled + len(spider.manners.busy) + spider.frontier.size()
        self._bar.set_postfix(
            articles=sum(s.archived_articles for s in spider.ledger.summaries.values()), refresh=False
        )
        self._bar.refresh() if self._bar.n == self._bar.total else self._bar.update(0)
