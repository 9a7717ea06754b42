"""The crawl's yardstick: plain Scrapy fetching the same pages and keeping nothing.

`python -m phoihop.bench.plain_scrapy ADDRESS PAGES` fetches the list pages, follows their links, and prints how many
pages came. Politeness is off, as it is for our crawl of the bench.
"""

import os
import sys
from collections.abc import AsyncIterator, Iterator
from typing import Any

import scrapy
from scrapy.crawler import AsyncCrawlerProcess

from phoihop.bench.site import HOSTS, paths


class PlainSpider(scrapy.Spider):
    """Follows every link of the list pages."""

    name = "plain"

    def __init__(self, address: str, pages: int) -> None:
        super().__init__()
        self.address, self.pages, self.got = address, pages, 0

    async def start(self) -> AsyncIterator[Any]:
        """Begin at the list pages of every host."""
        for host in HOSTS:
            for path in paths(self.pages)[0]:
                yield self._request(f"http://{self.address}{path}", self.parse, host)

    def _request(self, url: str, callback: Any, host: str) -> scrapy.Request:
        return scrapy.Request(url, callback, headers={"Host": host}, cb_kwargs={"host": host}, dont_filter=True)

    def parse(self, response: Any, host: str) -> Iterator[Any]:
        """Follow the links of a list page."""
        self.got += 1
        for link in response.css("li a::attr(href)").getall():
            yield self._request(response.urljoin(link), self.parse_article, host)

    def parse_article(self, response: Any, host: str) -> None:
        """Take an article's page: looked at once, as any spider does."""
        self.got += bool(response.css("title::text").get())


def main() -> None:
    """Crawl and print the number of pages."""
    process = AsyncCrawlerProcess({
        "LOG_LEVEL": "WARNING", "TELNETCONSOLE_ENABLED": False, "REMOTE_CONTROL_ENABLED": False,
        "CONCURRENT_REQUESTS_PER_DOMAIN": len(HOSTS), "DOWNLOAD_DELAY": 0, "ROBOTSTXT_OBEY": False,
    })  # fmt: skip
    crawler = process.create_crawler(PlainSpider)
    process.crawl(crawler, address=sys.argv[1], pages=int(sys.argv[2]))
    process.start()
    spider = crawler.spider
    print(spider.got if isinstance(spider, PlainSpider) else 0, flush=True)
    os._exit(0)


if __name__ == "__main__":
    main()
