"""The report with decisions: served on loopback to one reader's browser, which writes the file of corrections.

Whoever may reach the port is not trusted: other sites in the reader's browser (they could post, or rebind a name to
127.0.0.1) and other users of the machine. So every request must name this server as its host and carry the secret
that only the printed address holds; what writes must also come from a page of this server, with a token of its own.
"""

import hmac
import json
import logging
import secrets
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from http.cookies import CookieError, SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import click

from extract.archived import ArchivedPages
from extract.report.columns import COLUMNS
from extract.report.pages import ReportPages
from extract.storage.corrections import CorrectionError
from phoihop.review_desk import Desk, OpenSnapshot

if TYPE_CHECKING:
    from extract.snapshots import Snapshot

log = logging.getLogger(__name__)

HOST = "127.0.0.1"
MOST_BYTES = 256 << 10
"""Of what a browser may post at once."""

_STATIC = {
    "style.css": "text/css; charset=utf-8",
    "report.js": "text/javascript; charset=utf-8",
    "review.js": "text/javascript; charset=utf-8",
}
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; connect-src 'self'; img-src data:; style-src 'self' 'unsafe-inline'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


@dataclass(frozen=True)
class Answer:
    """What a request gets."""

    status: HTTPStatus
    body: str
    kind: str = "text/html; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)


class Refused(Exception):  # noqa: N818 - an answer, not a failure
    """A request that is not answered; the message says why."""

    def __init__(self, status: HTTPStatus, why: str) -> None:
        super().__init__(why)
        self.status = status


def _json(values: Any, status: HTTPStatus = HTTPStatus.OK) -> Answer:
    return Answer(status, json.dumps(values, ensure_ascii=False, default=str), "application/json")


class ReviewServer(ThreadingHTTPServer):
    """Serves the report of a snapshot on loopback, and takes decisions.

    Args:
        snapshot: what is reviewed.
        corrections: the CSV file that decisions are written to.
        archive: where archived pages lie.
        reviewer: the name that decisions get until the reader gives another.
        port: 0 for any that is free.

    Raises OSError where the port is taken.
    """

    daemon_threads = True

    def __init__(
        self, snapshot: "Snapshot", corrections: Path, archive: ArchivedPages, reviewer: str = "", port: int = 0
    ) -> None:
        super().__init__((HOST, port), _Handler)
        self._snapshot = OpenSnapshot(snapshot.folder)
        self.desk = Desk(self._snapshot, corrections, reviewer)
        self.pages = ReportPages(self._snapshot, None, archive, reviewing=True)
        self.secret, self.token = secrets.token_urlsafe(24), secrets.token_urlsafe(24)
        self.lock = Lock()  # the pages' connection to DuckDB serves one thread at a time

    def server_close(self) -> None:
        """Stop listening."""
        super().server_close()
        self._snapshot.close()

    @property
    def port(self) -> int:
        """The port that it listens on."""
        return int(self.server_address[1])

    @property
    def origin(self) -> str:
        """What a browser names this server."""
        return f"http://{HOST}:{self.port}"

    @property
    def address(self) -> str:
        """The address to open, with the secret in it."""
        return f"{self.origin}/?key={self.secret}"

    @property
    def cookie(self) -> str:
        """The name of the cookie that holds the secret: one a port, since browsers share cookies between ports."""
        return f"phoihop-{self.port}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Log what went wrong in a request; a browser that went away is nothing."""
        fault = sys.exc_info()[1]
        if not isinstance(fault, ConnectionError | TimeoutError):
            log.exception("a request failed")


class _Handler(BaseHTTPRequestHandler):
    server: ReviewServer
    server_version = "phoihop"
    sys_version = ""
    timeout = 30

    def log_message(self, format: str, *args: Any) -> None:
        log.debug(format, *args)

    def do_GET(self) -> None:
        self._answer(self._get)

    def do_HEAD(self) -> None:
        self._answer(self._get)

    def do_POST(self) -> None:
        self._answer(self._post)

    def _answer(self, make: Callable[[], Answer]) -> None:
        try:
            self._check_host()
            answer = make()
        except Refused as refused:
            answer = _json({"fault": str(refused)}, refused.status)
        except (click.UsageError, CorrectionError) as fault:
            answer = _json({"fault": str(fault)}, HTTPStatus.UNPROCESSABLE_ENTITY)
        except OSError as fault:
            answer = _json({"fault": str(fault)}, HTTPStatus.INTERNAL_SERVER_ERROR)
        body = answer.body.encode()
        self.send_response(answer.status)
        for name, value in {**_HEADERS, **answer.headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Type", answer.kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    # What is asked of every request

    def _check_host(self) -> None:
        """A name that an attacker points to 127.0.0.1 is not ours: the Host header tells it."""
        if self.headers.get("Host") not in (f"{HOST}:{self.server.port}", f"localhost:{self.server.port}"):
            raise Refused(HTTPStatus.MISDIRECTED_REQUEST, "this server answers to its own address only")

    def _check_secret(self) -> None:
        try:
            given = SimpleCookie(self.headers.get("Cookie", "")).get(self.server.cookie)
        except CookieError:
            given = None
        if given is None or not _same(given.value, self.server.secret):
            raise Refused(HTTPStatus.FORBIDDEN, "open the address that `phoihop review` printed")

    def _check_writer(self) -> None:
        """Only a page of this server may write: its origin, a kind of content that no form has, and its token."""
        if self.headers.get("Origin") != f"http://{self.headers.get('Host')}":
            raise Refused(HTTPStatus.FORBIDDEN, "posted by a page of another site")
        if self.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
            raise Refused(HTTPStatus.FORBIDDEN, "posted by a page of another site")
        if self.headers.get_content_type() != "application/json":
            raise Refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "decisions are JSON")
        if not _same(self.headers.get("X-Phoihop-Token", ""), self.server.token):
            raise Refused(HTTPStatus.FORBIDDEN, "the page is of an earlier run: load it again")

    # What is asked for

    def _get(self) -> Answer:
        target = urlsplit(self.path)
        given = parse_qs(target.query)
        if target.path == "/" and "key" in given:
            return self._welcome(given["key"][0])
        self._check_secret()
        parts = target.path.strip("/").split("/")
        if parts[0] == "review":
            return self._read(parts[1:], {name: values[0] for name, values in given.items()})
        if target.path.strip("/") in _STATIC:
            name = target.path.strip("/")
            return Answer(HTTPStatus.OK, self.server.pages.static(name), _STATIC[name])
        with self.server.lock:
            page = _page(self.server.pages, parts)
        if page is None:
            raise Refused(HTTPStatus.NOT_FOUND, "no such page")
        return Answer(HTTPStatus.OK, page)

    def _welcome(self, key: str) -> Answer:
        """Take the secret out of the address and into a cookie, so that no link and no history gives it away."""
        if not _same(key, self.server.secret):
            raise Refused(HTTPStatus.FORBIDDEN, "open the address that `phoihop review` printed")
        cookie = f"{self.server.cookie}={self.server.secret}; HttpOnly; SameSite=Strict; Path=/"
        # Not a redirect: behind a click in a mail or a chat the browser would not send a strict cookie along.
        page = '<!DOCTYPE html><title>phoihop</title><meta http-equiv="refresh" content="0;url=/"><a href="/">→</a>'
        return Answer(HTTPStatus.OK, page, headers={"Set-Cookie": cookie})

    def _read(self, parts: list[str], given: Mapping[str, str]) -> Answer:
        if parts[:1] == ["article"] and len(parts) == 2:
            return _json({"token": self.server.token, **self.server.desk.article(parts[1])})
        if parts == ["queue"]:
            seed = int(given["seed"]) if given.get("seed", "").isdecimal() else None
            return _json({"facts": self.server.desk.queue(given.get("table", ""), seed)})
        raise Refused(HTTPStatus.NOT_FOUND, "no such page")

    def _post(self) -> Answer:
        self._check_secret()
        self._check_writer()
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or int(length) > MOST_BYTES:
            raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too large")
        try:
            values = json.loads(self.rfile.read(int(length)))
            act = self.server.desk.acts[urlsplit(self.path).path]
            act(values)
        except KeyError as missing:
            raise Refused(HTTPStatus.BAD_REQUEST, f"lacks {missing}") from None
        except (ValueError, TypeError, AttributeError) as fault:
            raise Refused(HTTPStatus.BAD_REQUEST, f"cannot be read: {fault}") from None
        return _json({})


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())


def _page(pages: ReportPages, parts: list[str]) -> str | None:
    """Return the page of the report at a path, None where there is none."""
    folder, _, name = "/".join(parts).rpartition("/")
    key = name.removesuffix(".html")
    if not folder:
        return {"": pages.overview, "index": pages.overview, "queue": pages.queue}.get(key, lambda: None)()
    if folder == "tables" and key in COLUMNS:
        return pages.table(key)
    if folder == "articles":
        return pages.article(key)
    return pages.archived(key) if folder == "archived" else None
