"""Where connections go, and how much of a head they take: never to a private address, never without end.

Hosts of the sample portals lead to their local server.
"""

from __future__ import annotations

import ipaddress
from datetime import UTC, datetime
from functools import partial
from typing import Any, Protocol

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _LenientHTTP11ClientProtocol,
    _LenientHTTPClientParser,
)
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.resolver import CachingThreadedResolver
from twisted.internet.base import ReactorBase
from twisted.internet.defer import Deferred, succeed
from twisted.internet.endpoints import TCP4ClientEndpoint
from twisted.internet.error import DNSLookupError
from twisted.web._newclient import ParseError
from twisted.web.client import HTTPConnectionPool, _HTTP11ClientFactory

from crawler.portals.urls import SAMPLE_SUFFIX

SAMPLE_SETTING = "PHOIHOP_SAMPLE_ADDRESS"
MAX_HEAD = 65_536
"""The most bytes of status line and headers that are taken of a response; browsers and servers keep to as many."""
HEAD_TOO_LARGE = f"its headers are larger than {MAX_HEAD} bytes"

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


class _Parser(_LenientHTTPClientParser):
    """Reads the head of a response up to a limit; Twisted limits a line, but not their number."""

    _taken = 0

    def lineReceived(self, line: bytes) -> None:  # noqa: N802 - Twisted's name
        """Take a line of the head."""
        self._taken += len(line)
        if self._taken > MAX_HEAD:
            raise ParseError(HEAD_TOO_LARGE, line[:80])
        super().lineReceived(line)

    def lineLengthExceeded(self, line: bytes) -> None:  # noqa: N802 - Twisted's name
        """Refuse a line that has no end."""
        raise ParseError(HEAD_TOO_LARGE, line[:80])


class _Protocol(_LenientHTTP11ClientProtocol):
    def request(self, request: Any) -> Deferred[Any]:
        answer: Deferred[Any] = super().request(request)
        self._parser.__class__ = _Parser  # as Scrapy does: the class of the parser is not for choice
        return answer


class _Factory(_HTTP11ClientFactory):
    noisy = False

    def buildProtocol(self, addr: Any) -> _Protocol:  # noqa: N802 - Twisted's name
        return _Protocol(self._quiescentCallback)


class _Pool(HTTPConnectionPool):
    """Connections as Scrapy keeps them; those to sample hosts go to their server, in plain HTTP."""

    def __init__(self, reactor: ReactorBase, most: int, sample_address: str | None) -> None:
        super().__init__(reactor, persistent=True)
        self.maxPersistentPerHost = most
        self._factory = _Factory
        self._sample = sample_address.partition(":") if sample_address else None

    def getConnection(self, key: Any, endpoint: Any) -> Deferred[Any]:  # noqa: N802 - Twisted's name
        """Return a (deferred) connection for a key of scheme, host and port."""
        if self._sample and key[1].endswith(SAMPLE_SUFFIX.encode()):
            endpoint = TCP4ClientEndpoint(self._reactor, self._sample[0], int(self._sample[2]))
        return super().getConnection(key, endpoint)


class PortalHandler(HTTP11DownloadHandler):
    """Scrapy's handler, with manners of its own.

    Requests whose meta says `browser` go to the browser. Sample hosts (`.example`) are asked at their server's port,
    which never enters an address that is stored. Certificates are verified, but for requests whose meta says
    `verify_tls: False` (a portal's recorded exception). The head of a response is limited.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._unverified = HTTP11DownloadHandler(crawler)
        self._unverified._contextFactory._verify_certificates = False  # Scrapy has no public way for single requests
        for handler in (self, self._unverified):
            pool = handler._pool
            handler._pool = _Pool(pool._reactor, pool.maxPersistentPerHost, crawler.settings.get(SAMPLE_SETTING))
            # Scrapy waits so long for open connections to close in good order; the process ends right after.
            handler._disconnect_timeout = 0.2  # type: ignore[assignment]

    async def download_request(self, request: Request) -> Response:
        """Return the response to a request."""
        request.meta["asked_at"] = datetime.now(UTC)  # here, since a request waits for its host's delay before
        if request.meta.get("browser"):
            return await self._browser().fetch(request, self._crawler)
        if request.meta.get("verify_tls", True):
            return await super().download_request(request)
        return await self._unverified.download_request(request)

    def _browser(self) -> Fetching:
        return self._crawler.spider.browser  # type: ignore[union-attr]

    async def close(self) -> None:
        """Close both connection pools, and the browser."""
        await self._browser().close()
        await super().close()
        await self._unverified.close()
