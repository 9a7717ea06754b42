"""Where connections go: never to a private address; hosts of the sample portals lead to their local server."""

from __future__ import annotations

import ipaddress
from datetime import UTC, datetime
from functools import partial
from typing import Any, Protocol
from urllib.parse import urlsplit, urlunsplit

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.resolver import CachingThreadedResolver
from twisted.internet.base import ReactorBase
from twisted.internet.defer import Deferred, succeed
from twisted.internet.error import DNSLookupError

from crawler.portals.urls import SAMPLE_SUFFIX, host_of

SAMPLE_SETTING = "PHOIHOP_SAMPLE_ADDRESS"


blocked_names: dict[str, str] = {}
"""Names that were refused in this process, with the reason: Twisted tells a failed look-up only without its cause."""


class BlockedAddressError(DNSLookupError):
    """A host that is, or resolves to, a private, loopback, link-local or otherwise not public address."""


def public_address(name: str, address: str) -> str:
    """Return the address if it is a public one. Raises BlockedAddressError."""
    if ipaddress.ip_address(address).is_global:
        return address
    blocked_names[name] = f"{name} resolves to {address}, which is not a public address"
    raise BlockedAddressError(blocked_names[name])


class PublicResolver(CachingThreadedResolver):
    """Resolves names to public addresses only. What is checked is what is connected to, so rebinding gains nothing."""

    def __init__(self, reactor: ReactorBase, cache_size: int, timeout: float, sample_address: str | None) -> None:
        super().__init__(reactor, cache_size, timeout)
        self._sample_address = sample_address

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> PublicResolver:
        """Make the resolver that the settings describe."""
        settings = crawler.settings
        size, timeout = settings.getint("DNSCACHE_SIZE"), settings.getfloat("DNS_TIMEOUT")
        return cls(reactor, size, timeout, settings.get(SAMPLE_SETTING))

    def getHostByName(self, name: str, timeout: Any = ()) -> Deferred[str]:  # noqa: N802 - Twisted's name
        """Return the (deferred) IPv4 address of a host."""
        if self._sample_address and name.endswith(SAMPLE_SUFFIX):
            return succeed(self._sample_address.partition(":")[0])
        return super().getHostByName(name, timeout).addCallback(partial(public_address, name))


class Fetching(Protocol):
    """What fetches pages in the handler's place: the spider's browser."""

    async def fetch(self, request: Request, crawler: Crawler) -> Response:
        """Return the page as a browser shows it."""

    async def close(self) -> None:
        """Close the browser."""


class PortalHandler(HTTP11DownloadHandler):
    """Scrapy's handler, with manners of its own.

    Requests whose meta says `browser` go to the browser. Sample hosts (`.example`) are asked at their server's port,
    which never enters an address that is stored. Certificates are verified, but for requests whose meta says
    `verify_tls: False` (a portal's recorded exception).
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._sample_address: str | None = crawler.settings.get(SAMPLE_SETTING)
        self._unverified = HTTP11DownloadHandler(crawler)
        # Scrapy waits so long for open connections to close in good order; the process ends right after.
        self._disconnect_timeout = self._unverified._disconnect_timeout = 0.2  # type: ignore[assignment]
        self._unverified._contextFactory._verify_certificates = False  # Scrapy has no public way for single requests

    async def download_request(self, request: Request) -> Response:
        """Return the response to a request; it bears the address that was asked for."""
        request.meta["asked_at"] = datetime.now(UTC)  # here, since a request waits for its host's delay before
        if request.meta.get("browser"):
            return await self._browser().fetch(request, self._crawler)
        if self._sample_address and host_of(request.url).endswith(SAMPLE_SUFFIX):
            return await self._from_sample(request, self._sample_address)
        if request.meta.get("verify_tls", True):
            return await super().download_request(request)
        return await self._unverified.download_request(request)

    async def _from_sample(self, request: Request, address: str) -> Response:
        parts = urlsplit(request.url)
        host = parts.hostname or ""
        port = address.partition(":")[2]
        inner = request.replace(url=urlunsplit(("http", f"{host}:{port}", parts.path or "/", parts.query, "")))
        inner.headers["Host"] = host
        response = await super().download_request(inner)
        request.meta["download_latency"] = inner.meta.get("download_latency")
        return response.replace(url=request.url)

    def _browser(self) -> Fetching:
        return self._crawler.spider.browser  # type: ignore[union-attr]

    async def close(self) -> None:
        """Close both connection pools, and the browser."""
        await self._browser().close()
        await super().close()
        await self._unverified.close()
