"""The archive as it is found after a run that was killed: cut back to whole records, and read back."""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from crawler.warc_records import PORTAL, ROLE, Place
from crawler.warc_writer import OPEN, SUFFIX, publish

_CHUNK = 1 << 20


class ArchiveDamagedError(ValueError):
    """A finished archive file that cannot be read to its end; the message names it."""


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
        finished.append(publish(path))
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
    """Yield the responses and revisits of this crawler in a WARC file from a byte offset on.

    Raises:
        ArchiveDamagedError: something in the file cannot be read; what stands before it was yielded.
    """
    with path.open("rb") as stream:
        stream.seek(offset)
        try:
            for record in ArchiveIterator(stream, record_types=WarcRecordType.response | WarcRecordType.revisit):
                if record.headers.get(ROLE) is not None:
                    yield _archived(record, path.name.removesuffix(OPEN))
        except (OSError, ValueError) as fault:
            raise ArchiveDamagedError(f"{path.name}: cannot be read to its end: {fault}") from None


def _archived(record: WarcRecord, name: str) -> Archived:
    head, http = record.headers, record.http_headers
    body = record.reader.read()
    revisit = record.record_type == WarcRecordType.revisit
    whole = http is not None and (revisit or http.get("Content-Length") == str(len(body)))
    if http is None or http.status_code is None or not whole:
        raise ValueError(f"the record at byte {record.stream_pos} ends too early")
    return Archived(
        url=head["WARC-Target-URI"],
        role=head[ROLE],
        portal=head.get(PORTAL),
        place=Place(name, record.stream_pos, head["WARC-Record-ID"], head["WARC-Date"], head["WARC-Payload-Digest"]),
        fetched_at=datetime.fromisoformat(head["WARC-Date"]),
        revisit=revisit,
        status=http.status_code,
        etag=http.get("ETag"),
        last_modified=http.get("Last-Modified"),
        encoding=http.get("Content-Encoding"),
        body=b"" if revisit else body,
    )
