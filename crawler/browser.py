"""A real browser, without a window, for the portals that say they need one (extra `browser`).

Pages that a site builds or unscrambles by script are fetched a second time, by the system's Chromium under
scrapy-playwright. The browser is kept as narrow as the rest of the crawl: it loads scripts and data from the portal's
own hosts only, no pictures, nothing from private addresses, and tells the same honest User-Agent.
"""

from __future__ import annotations

import asyncio
import importlib.util
import shutil
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.discovery import is_private
from crawler.net import BlockedAddressError, public_address
from crawler.portals.urls import SAMPLE_SUFFIX, fold_host

if TYPE_CHECKING:
    from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler

_PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_IDLE = {"image", "media", "font", "websocket", "eventsource", "manifest", "ping"}


def missing() -> str | None:
    """Return what is missing for a browser, None where all is there."""
    if importlib.util.find_spec("scrapy_playwright") is None:
        return "the extra `browser` is not installed (pip install 'phoihop[browser]')"
    if not any(shutil.which(program) for program in _PROGRAMS):
        return "no Chromium is installed"
    return None


class Guard:
    """Says of everything that a page wants to load whether it is to be stopped."""

    def __init__(self, hosts: Iterable[str], sample_address: str | None) -> None:
        """Let pass what comes from `hosts` (folded names); names under .example only with a sample server."""
        self._hosts = frozenset(hosts)
        self._sample_address = sample_address
        self._checked: dict[str, bool] = {}

    async def __call__(self, request: Any) -> bool:
        """Return whether to stop a request of the browser (playwright's)."""
        parts = urlsplit(request.url)
        host = parts.hostname or ""
        if (
            parts.scheme not in {"http", "https"}
            or request.resource_type in _IDLE
            or fold_host(host) not in self._hosts
        ):
            return True
        if host.endswith(SAMPLE_SUFFIX):
            return self._sample_address is None
        if host not in self._checked:
            self._checked[host] = await self._is_public(host)
        return not self._checked[host]

    async def _is_public(self, host: str) -> bool:
        if is_private(host):
            return False
        try:
            found = await asyncio.get_running_loop().getaddrinfo(host, None)
            for *_, address in found:
                public_address(host, str(address[0]))
        except (OSError, BlockedAddressError):
            return False
        return True


def browser_settings(
    user_agent: str, timeout: float, hosts: Iterable[str], sample_address: str | None
) -> dict[str, Any]:
    """Return the settings of scrapy-playwright."""
    arguments = ["--disable-background-networking", "--disable-component-update", "--no-first-run"]
    if sample_address:
        arguments.append(f"--host-resolver-rules=MAP *{SAMPLE_SUFFIX} {sample_address}")
    program = next(filter(None, map(shutil.which, _PROGRAMS)), None)
    return {
        "PLAYWRIGHT_LAUNCH_OPTIONS": {"executable_path": program, "args": arguments},
        "PLAYWRIGHT_CONTEXTS": {
            "default": {
                "user_agent": user_agent,
                "service_workers": "block",
                "accept_downloads": False,
                "locale": "vi-VN",
            }
        },
        "PLAYWRIGHT_DEFAULT_NAVIGATION_TIMEOUT": timeout * 1000,
        "PLAYWRIGHT_MAX_PAGES_PER_CONTEXT": 2,
        "PLAYWRIGHT_PROCESS_REQUEST_HEADERS": None,  # the browser's own, with the context's User-Agent
        "PLAYWRIGHT_ABORT_REQUEST": Guard(hosts, sample_address),
    }


class Browser:
    """The browser of one crawl; started when it is first needed."""

    def __init__(self) -> None:
        self._handler: ScrapyPlaywrightDownloadHandler | None = None
        self._starting: asyncio.Lock | None = None

    async def fetch(self, request: Request, crawler: Crawler) -> Response:
        """Return a page as it is when its scripts have come to rest."""
        from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler
        from scrapy_playwright.page import PageMethod

        self._starting = self._starting or asyncio.Lock()
        async with self._starting:
            if self._handler is None:
                handler = ScrapyPlaywrightDownloadHandler(crawler)
                await handler._launch()  # scrapy-playwright does so when the engine starts, which it has
                self._handler = handler
        request.meta["playwright"] = True
        request.meta["playwright_page_methods"] = [PageMethod("wait_for_load_state", "networkidle")]
        return await self._handler.download_request(request)

    async def close(self) -> None:
        """Close the browser, if it was started."""
        if self._handler is not None:
            handler, self._handler = self._handler, None
            await handler.close()
