"""A small site of our own making on loopback, with faults: what the crawler's integration tests crawl."""

import contextlib
import gzip
import json
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import brotli
from warcio.archiveiterator import ArchiveIterator

from crawler.options import CrawlOptions

WORDS = "Công an huyện và Liên đoàn Lao động huyện họp bàn việc phối hợp. " * 30


def article_page(number: int, title: str = "Hội nghị sơ kết", day: str = "2024-03-05") -> str:
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title} {number}</title>'
        f'<meta property="article:published_time" content="{day}T08:00:00+07:00"></head>'
        f"<body><h1>{title} {number}</h1><p>{WORDS}</p></body></html>"
    )


def list_page(links: list[str], further: str = "") -> str:
    items = "".join(f'<li><a href="{link}">Tin về công đoàn: {link.strip("/")}</a></li>' for link in links)
    return (
        f"<!DOCTYPE html><html><body><h1>Chuyên mục</h1><p>{'Các tin trong mục. ' * 20}</p><ul>{items}</ul>"
        f"{further}</body></html>"
    )


@dataclass
class Answer:
    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "text/html; charset=utf-8"})
    fault: Callable[[BaseHTTPRequestHandler], None] | None = None
    headless: bool = False
    """The fault is in the head: what precedes it is sent at once."""


def page(text: str, status: int = 200, **headers: str) -> Answer:
    return Answer(text.encode(), status, {"Content-Type": "text/html; charset=utf-8", **headers})


def moved(target: str) -> Answer:
    return Answer(b"", 302, {"Location": target})


class Bench:
    """Serves `routes[host][path with query]`, an Answer or a function of the number of times it was asked for."""

    def __init__(self) -> None:
        self.routes: dict[str, dict[str, Answer | Callable[[int], Answer]]] = {}
        self.asked: list[str] = []
        self.on_request: Callable[[int], None] = lambda number: None
        self._lock = threading.Lock()
        bench = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                bench.answer(self)

            def log_message(self, *_: object) -> None:
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            block_on_close = False
            request_queue_size = 128  # all portals come at once; a full queue costs a second

            def handle_error(self, *_: object) -> None:
                pass

        self._server = Server(("127.0.0.1", 0), Handler)

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self._server.server_address[1]}"

    def wrap(self, context: ssl.SSLContext) -> None:
        """Speak TLS from now on."""
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)

    def __enter__(self) -> "Bench":
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        host = (handler.headers.get("Host") or "").partition(":")[0]
        url = f"http://{host}{handler.path}"
        with self._lock:
            self.asked.append(url)
            times, number = self.asked.count(url), len(self.asked)
        self.on_request(number)
        route = self.routes.get(host, {}).get(handler.path, page("<html><body>Không có</body></html>", 404))
        answer = route(times) if callable(route) else route
        etag = answer.headers.get("ETag")
        if etag and handler.headers.get("If-None-Match") == etag:
            answer = Answer(b"", 304, {"ETag": etag})
        with contextlib.suppress(OSError):
            handler.send_response(answer.status)
            for name, value in answer.headers.items():
                handler.send_header(name, value)
            if answer.fault is not None:
                if answer.headless:
                    handler.flush_headers()
                answer.fault(handler)
                return
            if answer.status != 304:
                handler.send_header("Content-Length", str(len(answer.body)))
            handler.end_headers()
            handler.wfile.write(answer.body)


def drip(handler: BaseHTTPRequestHandler) -> None:
    """Send a byte now and then, without end."""
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    pause = threading.Event()
    while not pause.wait(0.1):
        handler.wfile.write(b"x")
        handler.wfile.flush()


def reset(handler: BaseHTTPRequestHandler) -> None:
    """Promise more than is sent, and hang up."""
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    handler.wfile.write(b"<html><body>half")
    handler.wfile.flush()
    handler.close_connection = True


def flood(declared: bool) -> Callable[[BaseHTTPRequestHandler], None]:
    """Send 200 MB, said beforehand or not."""

    def send(handler: BaseHTTPRequestHandler) -> None:
        if declared:
            handler.send_header("Content-Length", str(200_000_000))
        handler.close_connection = True
        handler.end_headers()
        for _ in range(2000):
            handler.wfile.write(b"x" * 100_000)

    return send


def many_headers(handler: BaseHTTPRequestHandler) -> None:
    """Send headers without end."""
    while True:
        handler.wfile.write(b"X-Header: " + b"x" * 1000 + b"\r\n")


def one_long_header(handler: BaseHTTPRequestHandler) -> None:
    """Send one header without end."""
    handler.wfile.write(b"X-Header: ")
    while True:
        handler.wfile.write(b"x" * 10_000)


def slow_head(handler: BaseHTTPRequestHandler) -> None:
    """Send a header now and then, without end."""
    pause = threading.Event()
    while not pause.wait(0.1):
        handler.wfile.write(b"X-Header: x\r\n")
        handler.wfile.flush()


def gzipped(body: bytes) -> Answer:
    return Answer(gzip.compress(body, mtime=0), headers={"Content-Type": "text/html", "Content-Encoding": "gzip"})


def brotlied(body: bytes) -> Answer:
    return Answer(brotli.compress(body), headers={"Content-Type": "text/html", "Content-Encoding": "br"})


PORTAL = """
name = "{key}"
kind = "newspaper"
province = "Phú Thọ"
province_2025 = "Phú Thọ"
base_url = "http://{host}"
hosts = [{hosts}]
article_url = '-a(?P<id>\\d+)\\.html$'
enabled = true
sample = true
{more}
"""


def portal_toml(folder: Path, key: str, host: str, more: str = "", hosts: tuple[str, ...] = ()) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    names = ", ".join(json.dumps(name) for name in (host, *hosts))
    text = PORTAL.format(key=key, host=host, hosts=names, more=more)
    (folder / f"{key}.toml").write_text(text, encoding="utf-8")


def options(folder: Path, bench: Bench, **more: object) -> CrawlOptions:
    given = {
        "archive": folder / "archive",
        "state": folder / "state",
        "registry": folder / "portals",
        "portals": sorted(file.stem for file in (folder / "portals").glob("*.toml")),  # and no packaged sample portal
        "sample_address": bench.address,
        "backoff": 0.05,
        "timeout": 5.0,
        **more,
    }
    return CrawlOptions.model_validate(given)


def records(archive: Path, kind: str = "response") -> list[tuple[str, str]]:
    """Return (role, address) of the records of a kind in an archive, in order."""
    found = []
    for path in sorted(archive.glob("*.warc.gz")):
        with path.open("rb") as stream:
            for record in ArchiveIterator(stream):
                if record.rec_type == kind:
                    head = record.rec_headers
                    found.append((head.get_header("WARC-Phoihop-Role"), head.get_header("WARC-Target-URI")))
    return found


def articles(archive: Path) -> list[str]:
    """Return the addresses of the article responses in an archive, sorted."""
    return sorted(url for role, url in records(archive) if role == "article")
