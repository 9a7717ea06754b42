"""Responses to WARC 1.1: gzip a record, files that roll by size and get their final name only when they are whole.

Beside the standard fields each record says what the page was to the crawl: `WARC-Phoihop-Role` (article, section, feed,
sitemap, search, robots; shell: a page as it was served whose script-made form follows as a `resource`) and
`WARC-Phoihop-Portal` (the key in the registry).
"""

from __future__ import annotations

import io
import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from http import HTTPStatus
from http.client import responses
from pathlib import Path
from typing import BinaryIO

from warcio.archiveiterator import ArchiveIterator
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

ROLE = "WARC-Phoihop-Role"
PORTAL = "WARC-Phoihop-Portal"
SUFFIX = ".warc.gz"
OPEN = ".open"

_NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
_READABLE_CODINGS = {"", "identity", "gzip", "x-gzip", "deflate"}
_SECRETS = {"cookie", "authorization", "proxy-authorization"}
_CHUNK = 1 << 20


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


class ArchiveWriter:
    """Writes records to one open file after another; every record is on disk when the call returns."""

    def __init__(self, folder: Path, run: str, file_bytes: int, software: str) -> None:
        """Write into `folder`, made if missing; `run` is part of the files' names. Raises OSError."""
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._run = run
        self._file_bytes = file_bytes
        self._software = software
        self._number = 0
        self._stream: BinaryIO | None = None
        self._path = folder
        self.files: list[str] = []

    def write(self, exchange: Exchange, role: str, portal: str | None) -> Place:
        """Write the response and its request."""
        return self._write(exchange, role, portal, None)

    def write_revisit(self, exchange: Exchange, role: str, portal: str | None, original: Place) -> Place:
        """Write that the page is as `original` has it: a `revisit` record, for a 304 or an equal body."""
        return self._write(exchange, role, portal, original)

    def write_resource(self, url: str, content: bytes, kind: str, role: str, portal: str | None, of: Place) -> Place:
        """Write what a browser made of a page (its DOM) beside the response that it came from."""
        name, stream = self._ready()
        moment = _date(datetime.now(UTC))
        fields = {"WARC-Date": moment, "WARC-Concurrent-To": of.record_id, ROLE: role, PORTAL: portal}
        writer = WARCWriter(stream, gzip=True, warc_version="WARC/1.1")
        record = writer.create_warc_record(
            url, "resource", payload=io.BytesIO(content), warc_content_type=kind, warc_headers_dict=_filled(fields)
        )
        return self._append(name, stream, writer, [record])

    @property
    def length(self) -> int:
        """Bytes written to the open file so far."""
        return self._stream.tell() if self._stream is not None else 0

    def close(self) -> None:
        """Close the open file and give it its final name."""
        if self._stream is None:
            return
        self._stream.close()
        self._stream = None
        _publish(self._path)

    def _write(self, exchange: Exchange, role: str, portal: str | None, original: Place | None) -> Place:
        name, stream = self._ready()
        writer = WARCWriter(stream, gzip=True, warc_version="WARC/1.1")
        fields = _filled(
            {
                "WARC-Date": _date(exchange.fetched_at),
                "WARC-IP-Address": exchange.ip,
                ROLE: role,
                PORTAL: portal,
            }
        )
        response = _response_record(writer, exchange, fields, original)
        records = [response]
        if exchange.request_headers:
            request = _request_record(writer, exchange, fields)
            request.rec_headers.add_header("WARC-Concurrent-To", response.rec_headers.get_header("WARC-Record-ID"))
            records.append(request)
        return self._append(name, stream, writer, records)

    def _append(self, name: str, stream: BinaryIO, writer: WARCWriter, records: list[ArcWarcRecord]) -> Place:
        offset = stream.tell()
        for record in records:
            writer.write_record(record)
        stream.flush()
        os.fsync(stream.fileno())
        head = records[0].rec_headers
        return Place(
            archive=name,
            offset=offset,
            record_id=head.get_header("WARC-Record-ID"),
            date=head.get_header("WARC-Date"),
            payload_digest=head.get_header("WARC-Payload-Digest") or "",
        )

    def _ready(self) -> tuple[str, BinaryIO]:
        if self._stream is not None and self._stream.tell() >= self._file_bytes:
            self.close()
        if self._stream is None:
            name = f"phoihop-{self._run}-{self._number:05d}{SUFFIX}"
            self._number += 1
            self._path = self._folder / (name + OPEN)
            self._stream = self._path.open("xb")
            writer = WARCWriter(self._stream, gzip=True, warc_version="WARC/1.1")
            info = {"software": self._software, "format": "WARC File Format 1.1", "conformsTo": _CONFORMS}
            info["robots"] = "obey"
            writer.write_record(writer.create_warcinfo_record(name, info))
            _sync_folder(self._folder)
            self.files.append(name)
        return self._path.name.removesuffix(OPEN), self._stream


_CONFORMS = "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"


def _date(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _filled(headers: dict[str, str | None]) -> dict[str, str]:
    return {name: value for name, value in headers.items() if value}


def _response_record(
    writer: WARCWriter, exchange: Exchange, fields: dict[str, str], original: Place | None
) -> ArcWarcRecord:
    reason = responses.get(exchange.status, "Unknown")
    headers = [(k, v) for k, v in exchange.headers if k.lower() not in {"transfer-encoding", "content-length"}]
    if original is None:
        headers.append(("Content-Length", str(len(exchange.body))))
    http = StatusAndHeaders(f"{exchange.status} {reason}", headers, protocol=exchange.protocol)
    if original is None:
        return writer.create_warc_record(
            exchange.url, "response", payload=io.BytesIO(exchange.body), http_headers=http, warc_headers_dict=fields
        )
    record = writer.create_revisit_record(
        exchange.url, original.payload_digest, exchange.url, original.date, http_headers=http, warc_headers_dict=fields
    )
    record.rec_headers.add_header("WARC-Refers-To", original.record_id)
    if exchange.status == HTTPStatus.NOT_MODIFIED:
        record.rec_headers.replace_header("WARC-Profile", _NOT_MODIFIED)
    return record


def _request_record(writer: WARCWriter, exchange: Exchange, fields: dict[str, str]) -> ArcWarcRecord:
    path = exchange.url.split("://", 1)[1].partition("/")[2]
    headers = [(k, v) for k, v in exchange.request_headers if k.lower() not in _SECRETS]
    http = StatusAndHeaders(f"GET /{path} HTTP/1.1", headers, is_http_request=True)
    return writer.create_warc_record(exchange.url, "request", http_headers=http, warc_headers_dict=dict(fields))


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _publish(path: Path) -> Path:
    final = path.with_name(path.name.removesuffix(OPEN))
    path.rename(final)
    _sync_folder(path.parent)
    return final


def whole_length(path: Path) -> tuple[int, int]:
    """Return how many bytes of a file are whole gzip members, and how many members they are."""
    good = members = 0
    with path.open("rb") as stream:
        inflate = zlib.decompressobj(zlib.MAX_WBITS | 16)
        position = 0
        rest = b""
        while data := rest or stream.read(_CHUNK):
            rest = b""
            try:
                inflate.decompress(data)
            except zlib.error:
                break
            position += len(data)
            if inflate.eof:
                rest = inflate.unused_data
                position -= len(rest)
                good, members = position, members + 1
                inflate = zlib.decompressobj(zlib.MAX_WBITS | 16)
    return good, members


def recover(folder: Path) -> list[Path]:
    """Finish the files that a killed run left open: cut each back to its last whole record and name it finally.

    A file without a record but the warcinfo is taken away. Returns the finished files.
    """
    finished = []
    for path in sorted(folder.glob(f"*{SUFFIX}{OPEN}")):
        length, members = whole_length(path)
        if members < 2:
            path.unlink()
            continue
        with path.open("r+b") as stream:
            stream.truncate(length)
            os.fsync(stream.fileno())
        finished.append(_publish(path))
    return finished


@dataclass(frozen=True)
class Archived:
    """A response or revisit record as it is read back: what the state store needs to catch up."""

    url: str
    role: str
    portal: str | None
    place: Place
    fetched_at: datetime
    revisit: bool
    status: int
    etag: str | None
    last_modified: str | None
    encoding: str | None
    body: bytes


def read_back(path: Path, offset: int = 0) -> Iterator[Archived]:
    """Yield the responses and revisits of this crawler in a WARC file from a byte offset on."""
    with path.open("rb") as stream:
        stream.seek(offset)
        records = ArchiveIterator(stream)
        for record in records:
            head, http = record.rec_headers, record.http_headers
            role = head.get_header(ROLE)
            if role is None or record.rec_type not in {"response", "revisit"} or http is None:
                continue
            body = record.raw_stream.read() if record.rec_type == "response" else b""  # before the offset is asked for
            yield Archived(
                url=head.get_header("WARC-Target-URI"),
                role=role,
                portal=head.get_header(PORTAL),
                place=Place(
                    archive=path.name.removesuffix(OPEN),
                    offset=records.get_record_offset(),
                    record_id=head.get_header("WARC-Record-ID"),
                    date=head.get_header("WARC-Date"),
                    payload_digest=head.get_header("WARC-Payload-Digest") or "",
                ),
                fetched_at=datetime.fromisoformat(head.get_header("WARC-Date")),
                revisit=record.rec_type == "revisit",
                status=int(http.get_statuscode()),
                etag=http.get_header("ETag"),
                last_modified=http.get_header("Last-Modified"),
                encoding=http.get_header("Content-Encoding"),
                body=body,
            )
