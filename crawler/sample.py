"""Serve the sample portals on loopback: real HTTP, one server, a virtual host a site under `.example`.

`python -m crawler.sample --port 8000` serves them for a look by hand (http://localhost:8000/).
"""

import argparse
import contextlib
import gzip
import hashlib
import html
import re
import sys
import threading
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from urllib.parse import urlsplit

from crawler.sample_content import Page, SampleError, Site, read_sites

# A drawing for every photo, so that pages look whole in a browser.
_PHOTO = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="600" height="400">'
    b'<rect width="600" height="400" fill="#b9c6d3"/></svg>'
)


def sample_folder() -> Path:
    """Return the folder of the sample portals: within an installed package, or in the checkout.

    Raises:
        SampleError: it is in neither place.
    """
    here = Path(__file__).resolve().parent
    places = [here / "sample_site", here.parent / "data" / "sample"]
    for place in places:
        if place.is_dir():
            return place
    raise SampleError(f"the sample portals are missing: neither {places[0]} nor {places[1]} is a folder")


@dataclass(frozen=True)
class Request:
    """A request as the server saw it, with the status of its answer. `path` holds the query."""

    method: str
    host: str
    path: str
    status: int
    headers: dict[str, str] = field(repr=False)

    @property
    def url(self) -> str:
        """The address, without a port."""
        return f"http://{self.host}{self.path}"


class SampleServer:
    """The sample portals on a loopback port, as a context manager.

    Attributes:
        address: "127.0.0.1:PORT", to which every host of `hosts` is to be resolved.
        requests: every request answered so far, in order.
    """

    def __init__(self, folder: Path | None = None, port: int = 0) -> None:
        self.sites = read_sites(folder or sample_folder())
        self.requests: list[Request] = []
        self._hosts: dict[str, Site] = {}
        for site in self.sites:
            for host in (site.config.host, *site.config.aliases):
                self._hosts[host] = site
        self._replaced: dict[str, Page] = {}
        self._faults_met: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._http = _Server(("127.0.0.1", port), self)
        self._thread: threading.Thread | None = None

    @property
    def address(self) -> str:
        """Where the server listens: "127.0.0.1:PORT"."""
        return f"127.0.0.1:{self._http.server_address[1]}"

    @property
    def hosts(self) -> list[str]:
        """The names that are served."""
        return list(self._hosts)

    def __enter__(self) -> "SampleServer":
        # The short poll is how soon `shutdown` is noticed: tests start and stop many servers.
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.shutdown()
        self._http.server_close()
        if self._thread:
            self._thread.join()

    def serve_forever(self) -> None:
        """Serve in the calling thread until interrupted."""
        try:
            self._http.serve_forever()
        finally:
            self._http.server_close()

    def replace(self, url: str, page: Page) -> None:
        """Answer `url` with `page` from now on: an article that was changed after publication."""
        with self._lock:
            self._replaced[url] = page

    def seen(self, host: str = "") -> list[str]:
        """Return the addresses asked for, in order: of one `host`, or of all."""
        with self._lock:
            return [request.url for request in self.requests if not host or request.host == host]

    def answer(self, host: str, target: str) -> tuple[int, Page, Site | None]:
        """Return the status, the page and the site for a request of `target` (path and query) at `host`."""
        site = self._hosts.get(host)
        parts = urlsplit(target)
        if site is None:
            return HTTPStatus.MISDIRECTED_REQUEST, Page(f"no sample portal is named {host}\n".encode()), None
        for fault in site.config.faults:
            if fault.path == parts.path:
                with self._lock:
                    self._faults_met[host + fault.path] += 1
                    met = self._faults_met[host + fault.path]
                if not fault.times or met <= fault.times:
                    return fault.status, Page(fault.body.encode()), site
        with self._lock:
            replaced = self._replaced.get(f"http://{host}{target}")
        page = replaced or site.page(parts.path, parts.query)
        if page is None and re.search(r"\.(?:jpg|png|gif)$", parts.path):
            return HTTPStatus.OK, Page(_PHOTO, "image/svg+xml"), site
        if page is None:
            return HTTPStatus.NOT_FOUND, Page(_not_found(site)), site
        return (HTTPStatus.MOVED_PERMANENTLY if page.location else HTTPStatus.OK), page, site

    def log(self, request: Request) -> None:
        """Note a request that was answered."""
        with self._lock:
            self.requests.append(request)


def _not_found(site: Site) -> bytes:
    name = html.escape(site.config.name)
    return f"<html><head><title>404 - {name}</title></head><body><h1>Không tìm thấy trang</h1></body></html>".encode()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    # A connection that a client keeps open must not hold up the end of a test.
    block_on_close = False

    def __init__(self, address: tuple[str, int], sample: SampleServer) -> None:
        super().__init__(address, _Handler)
        self.sample = sample


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    server_version = "nginx"
    sys_version = ""
    timeout = 30

    def do_GET(self) -> None:
        self._answer()

    def do_HEAD(self) -> None:
        self._answer()

    def log_message(self, format: str, *args: object) -> None:
        """Stay silent: `SampleServer.requests` is the log."""

    def _answer(self) -> None:
        sample = self.server.sample
        asked = self.headers.get("Host", "").lower()
        name, _, port = asked.partition(":")
        by_hand = name.endswith(".localhost")
        host = name.removesuffix(".localhost") + ".example" if by_hand else name
        if name in ("localhost", "127.0.0.1"):
            status, page, site = 200, Page(_index(sample, port)), None
        else:
            status, page, site = sample.answer(host, self.path)
        body = page.body
        if by_hand and page.content_type.startswith("text/html"):
            body = re.sub(rb"http://([a-z0-9.-]+)\.example", rb"http://\1.localhost:" + port.encode(), body)
        headers = {"Content-Type": page.content_type, "Vary": "Accept-Encoding"}
        if page.location:
            headers["Location"] = f"http://{host}{page.location}" if not by_hand else page.location
        if site and status == HTTPStatus.OK:
            headers.update(_validators(page, site))
            if self._unchanged(headers):
                status, body = HTTPStatus.NOT_MODIFIED, b""
        if body and "gzip" in self.headers.get("Accept-Encoding", ""):
            body = gzip.compress(body, mtime=0)
            headers["Content-Encoding"] = "gzip"
        sample.log(Request(self.command, host, self.path, int(status), dict(self.headers)))
        self.send_response(status)
        for key, value in headers.items():
            self.send_header(key, value)
        if status != HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _unchanged(self, headers: dict[str, str]) -> bool:
        """Whether the client's copy is current; If-None-Match goes before If-Modified-Since (RFC 9110, 13.2.2)."""
        if known := self.headers.get("If-None-Match"):
            tags = {tag.strip().removeprefix("W/") for tag in known.split(",")}
            return headers.get("ETag") in tags
        since, modified = self.headers.get("If-Modified-Since"), headers.get("Last-Modified")
        if not since or not modified:
            return False
        try:
            return parsedate_to_datetime(modified) <= parsedate_to_datetime(since)
        except ValueError:
            return False


def _validators(page: Page, site: Site) -> dict[str, str]:
    found: dict[str, str] = {}
    if "etag" in site.config.validators:
        found["ETag"] = f'"{hashlib.sha256(page.body).hexdigest()[:16]}"'
    if "last_modified" in site.config.validators and page.modified:
        found["Last-Modified"] = format_datetime(page.modified.astimezone(UTC), usegmt=True)
    return found


def _index(sample: SampleServer, port: str) -> bytes:
    links = "".join(
        f'<li><a href="http://{site.config.host.removesuffix(".example")}.localhost:{port}/">'
        f"{html.escape(site.config.name)}</a> ({site.config.host}, {len(site.articles)} articles)</li>"
        for site in sample.sites
    )
    return f"<!doctype html><meta charset=utf-8><title>Sample portals</title><ul>{links}</ul>".encode()


def main() -> int:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(prog="python -m crawler.sample", description="Serve the sample portals.")
    parser.add_argument("--port", type=int, default=8000, help="port on 127.0.0.1 (default: 8000; 0: any free one)")
    parser.add_argument("--folder", type=Path, help="folder of the sites (default: those of this package)")
    options = parser.parse_args()
    try:
        server = SampleServer(options.folder, options.port)
    except (SampleError, OSError) as error:
        print(f"crawler.sample: {error}", file=sys.stderr)
        return 1
    print(f"http://localhost:{server.address.rpartition(':')[2]}/ (Ctrl+C ends it)", flush=True)
    with contextlib.suppress(KeyboardInterrupt):
        server.serve_forever()
    return 0


if __name__ == "__main__":
    sys.exit(main())
