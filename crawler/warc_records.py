"""What is archived, and the bytes of its WARC 1.1 records: a gzip member each, with the digests of block and payload.

Beside the standard fields each record says what the page was to the crawl: `WARC-Phoihop-Role` (article, section, feed,
sitemap, search, robots; shell: a page as it was served whose script-made form follows as a `resource`) and
`WARC-Phoihop-Portal` (the key in the registry).
"""

from __future__ import annotations

import hashlib
import io
import zlib
from base64 import b32encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from http import HTTPStatus
from http.client import responses
from urllib.parse import urlsplit

from fastwarc.warc import WarcRecord, WarcRecordType

ROLE = "WARC-Phoihop-Role"
PORTAL = "WARC-Phoihop-Portal"

_CONFORMS = "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"
_UNMODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
_IDENTICAL = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
_READABLE_CODINGS = {"", "identity", "gzip", "x-gzip", "deflate"}
_SECRETS = {"cookie", "authorization", "proxy-authorization"}
_GZIP_LEVEL = 6
_GZIP = zlib.MAX_WBITS | 16


@dataclass(frozen=True)
class Exchange:
    """One request and its response as they went over the wire.

    `body` still has its Content-Encoding; `ip` is the address that answered; `fetched_at` is in UTC.
    """

    url: str
    fetched_at: datetime
    status: int
    headers: list[tuple[str, str]]
    body: bytes
    protocol: str = "HTTP/1.1"
    ip: str | None = None
    request_headers: tuple[tuple[str, str], ...] = ()
    elapsed_ms: int = 0


@dataclass(frozen=True)
class Place:
    """Where a record lies: file name, byte offset, record id, date; and the digest of its payload."""

    archive: str
    offset: int
    record_id: str
    date: str
    payload_digest: str


@dataclass(frozen=True)
class Record:
    """A record ready to be written: its bytes, and what others refer to it by."""

    content: bytes
    record_id: str
    date: str
    payload_digest: str


def readable(exchange: Exchange, decoded: bytes) -> Exchange:
    """Return the exchange with its body decoded where it is in a coding that readers of WARC files stumble over.

    Brotli and zstd are not asked for; warcio, for one, fails on the former where Google's brotli is installed
    (webrecorder/warcio#73). The header's value is kept under the name that other archiving tools use.
    """
    codings = {c.strip().lower() for k, v in exchange.headers if k.lower() == "content-encoding" for c in v.split(",")}
    if codings <= _READABLE_CODINGS:
        return exchange
    renamed = [("X-Archive-Orig-" + k if k.lower() == "content-encoding" else k, v) for k, v in exchange.headers]
    return replace(exchange, headers=renamed, body=decoded)


def info_record(name: str, software: str) -> Record:
    """Return the `warcinfo` that begins the file `name`."""
    told = {"software": software, "format": "WARC File Format 1.1", "conformsTo": _CONFORMS, "robots": "obey"}
    block = "".join(f"{key}: {value}\r\n" for key, value in told.items()).encode()
    fields = {"WARC-Date": _date(datetime.now(UTC)), "WARC-Filename": name, "Content-Type": "application/warc-fields"}
    return _record("warcinfo", fields, block, None)


def response_record(exchange: Exchange, role: str, portal: str | None, original: Place | None = None) -> Record:
    """Return the `response`; where the page is as `original` has it (a 304, an equal body), a `revisit` of that."""
    fields = _fields(exchange, role, portal) | {"Content-Type": "application/http; msgtype=response"}
    headers = [(k, v) for k, v in exchange.headers if k.lower() not in {"transfer-encoding", "content-length"}]
    status = f"{exchange.protocol} {exchange.status} {responses.get(exchange.status, 'Unknown')}"
    if original is None:
        headers.append(("Content-Length", str(len(exchange.body))))
        packed = any(name.lower() == "content-encoding" for name, _ in headers)
        strategy = zlib.Z_HUFFMAN_ONLY if packed else zlib.Z_DEFAULT_STRATEGY  # what is packed repeats nothing
        return _record("response", fields, _http(status, headers) + exchange.body, exchange.body, strategy)
    fields |= {
        "WARC-Refers-To": original.record_id,
        "WARC-Refers-To-Target-URI": exchange.url,
        "WARC-Refers-To-Date": original.date,
        "WARC-Profile": _UNMODIFIED if exchange.status == HTTPStatus.NOT_MODIFIED else _IDENTICAL,
        "WARC-Payload-Digest": original.payload_digest,
    }
    return _record("revisit", fields, _http(status, headers), None)


def request_record(exchange: Exchange, role: str, portal: str | None, response: Record) -> Record:
    """Return the `request` that a response answers, without what a request keeps to itself."""
    fields = _fields(exchange, role, portal) | {
        "Content-Type": "application/http; msgtype=request",
        "WARC-Concurrent-To": response.record_id,
    }
    parts = urlsplit(exchange.url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    headers = [(k, v) for k, v in exchange.request_headers if k.lower() not in _SECRETS]
    return _record("request", fields, _http(f"GET {target} HTTP/1.1", headers), None)


def resource_record(url: str, content: bytes, kind: str, role: str, portal: str | None, of: Place) -> Record:
    """Return the `resource` that a browser made of the page `of`: its DOM."""
    fields = {
        "WARC-Target-URI": url, "WARC-Date": _date(datetime.now(UTC)), "WARC-Concurrent-To": of.record_id,
        ROLE: role, PORTAL: portal, "Content-Type": kind,
    }  # fmt: skip
    return _record("resource", fields, content, content)


def _fields(exchange: Exchange, role: str, portal: str | None) -> dict[str, str | None]:
    return {
        "WARC-Target-URI": exchange.url, "WARC-Date": _date(exchange.fetched_at), "WARC-IP-Address": exchange.ip,
        ROLE: role, PORTAL: portal,
    }  # fmt: skip


def _http(first: str, headers: Iterable[tuple[str, str]]) -> bytes:
    lines = [first, *(f"{name}: {value}" for name, value in headers), "", ""]
    return "\r\n".join(lines).encode("latin-1", "replace")


def _record(
    kind: str,
    fields: Mapping[str, str | None],
    block: bytes,
    payload: bytes | None,
    strategy: int = zlib.Z_DEFAULT_STRATEGY,
) -> Record:
    record = WarcRecord()
    record.init_headers(record_type=getattr(WarcRecordType, kind))
    for name, value in fields.items():
        if value:
            record.headers[name] = value
    digest = hashlib.sha1(payload, usedforsecurity=False).digest() if payload is not None else None
    record.set_bytes_content(block)
    plain = io.BytesIO()
    record.write(plain, checksum_data=True, payload_digest=digest)
    deflate = zlib.compressobj(_GZIP_LEVEL, zlib.DEFLATED, _GZIP, zlib.DEF_MEM_LEVEL, strategy)
    content = deflate.compress(plain.getbuffer()) + deflate.flush()
    named = f"sha1:{b32encode(digest).decode()}" if digest else fields.get("WARC-Payload-Digest") or ""
    return Record(content, record.record_id or "", fields["WARC-Date"] or "", named)


def _date(moment: datetime) -> str:
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
