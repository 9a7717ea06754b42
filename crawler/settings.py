"""Scrapy's settings for a crawl: polite, safe, and with nothing open to the outside."""

from __future__ import annotations

from typing import Any

from crawler.browser import browser_settings
from crawler.manners import least_delay
from crawler.net import SAMPLE_SETTING
from crawler.options import CrawlOptions
from crawler.portals.portal import Portal

MOST_HOSTS = 256
"""At most so many hosts are asked side by side (one request each)."""

_IDLE_DOWNLOADER_MIDDLEWARES = (
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware",
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware",
    "scrapy.downloadermiddlewares.stats.DownloaderStats",
)
_IDLE_SPIDER_MIDDLEWARES = (
    "scrapy.spidermiddlewares.httperror.HttpErrorMiddleware",
    "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware",
    "scrapy.spidermiddlewares.depth.DepthMiddleware",
    "scrapy.spidermiddlewares.metacopy.MetaCopyDetectionMiddleware",
)
"""They would look at every page for nothing: the spider yields none, and what it asks for is its frontier's."""


def scrapy_settings(options: CrawlOptions, portals: list[Portal]) -> dict[str, Any]:
    """Return the settings for a crawl of these portals.

    Every host has a download slot of its own with one request at a time and the portal's delay. Redirects and retries
    are the spider's, since both have to be on disk before they are followed.
    """
    slots = {
        host: {"concurrency": 1, "delay": least_delay(portal, options)}
        for portal in portals
        for host in portal.own_hosts
    }
    return {
        "USER_AGENT": options.user_agent,
        "DEFAULT_REQUEST_HEADERS": {
            "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
            "Accept-Language": "vi,en;q=0.5",
            "Accept-Encoding": "gzip, deflate",  # every reader of WARC files can undo these two
        },
        # Nothing listens: both would run code that is sent to them.
        "REMOTE_CONTROL_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
        # Manners. robots.txt is obeyed by a middleware of our own, which also keeps and archives it.
        "ROBOTSTXT_OBEY": False,
        "CONCURRENT_REQUESTS": MOST_HOSTS,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "CONCURRENT_ITEMS": 1,  # the spider yields none, and Scrapy starts so many tasks for every response
        "DOWNLOAD_SLOTS": slots,
        "DOWNLOAD_DELAY": 0,
        "DOWNLOAD_DELAY_JITTER": 0,
        "AUTOTHROTTLE_ENABLED": True,
        "AUTOTHROTTLE_START_DELAY": 0,
        "AUTOTHROTTLE_MAX_DELAY": 60,
        "COOKIES_ENABLED": False,
        "REFERER_ENABLED": False,
        # Limits.
        "DOWNLOAD_MAXSIZE": options.page_bytes,
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_TIMEOUT": options.timeout,
        "DOWNLOAD_FAIL_ON_DATALOSS": True,
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "DNS_TIMEOUT": 20,
        # Redirects, retries and the queue are the spider's.
        "REDIRECT_ENABLED": False,
        "METAREFRESH_ENABLED": False,
        "RETRY_ENABLED": False,
        "HTTPPROXY_ENABLED": False,  # a proxy would resolve names where they cannot be checked
        "SCHEDULER": "crawler.scheduler.FrontierScheduler",
        "TWISTED_DNS_RESOLVER": "crawler.net.PublicResolver",
        "DOWNLOAD_HANDLERS": {
            **dict.fromkeys(("http", "https"), "crawler.net.PortalHandler"),
            **dict.fromkeys(("data", "file", "ftp", "s3")),
        },
        "DOWNLOADER_MIDDLEWARES": {
            **dict.fromkeys(_IDLE_DOWNLOADER_MIDDLEWARES),
            "crawler.middlewares.SafetyMiddleware": 20,
            "crawler.middlewares.PatienceMiddleware": 90,
            "crawler.middlewares.RobotsMiddleware": 100,
            "crawler.middlewares.WireMiddleware": 860,
        },
        "SPIDER_MIDDLEWARES": dict.fromkeys(_IDLE_SPIDER_MIDDLEWARES),
        "EXTENSIONS": {"scrapy.extensions.throttle.AutoThrottle": None, "crawler.middlewares.Throttle": 10},
        "LOG_ENABLED": True,
        "LOG_LEVEL": "INFO",
        "LOG_FILE": str(options.state / "crawl.log"),
        "LOG_FILE_APPEND": False,
        SAMPLE_SETTING: options.sample_address,
        **browser_settings(options.user_agent, options.timeout, _browser_hosts(portals), options.sample_address),
    }


def _browser_hosts(portals: list[Portal]) -> set[str]:
    return {host for portal in portals if portal.browser for host in portal.own_hosts}
