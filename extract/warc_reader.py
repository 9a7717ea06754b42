"""WARC files to pages: every HTML page of an archive with the place where it lies, and a fault for what cannot be read.

Reads what any tool writes (our crawler, Common Crawl, wget, browsertrix): gzip a record, zstd or plain; chunked and
compressed bodies; revisit records, which stand for an earlier page. Memory does not grow with the archive.
"""

import logging
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from fastwarc.warc import WarcRecord, WarcRecordType

from extract.warc.content_coding import BadCodingError, decoded, unchunked
from extract.warc.damage import ends_whole, is_record, next_record, next_record_in
from extract.warc.files import Archive, ArchiveError, archives, as_archive, opened
from extract.warc.records import by_name, fetched_at, records
from extract.warc.revisits import Earlier

log = logging.getLogger(__name__)

MAX_BODY = 20_000_000
"""Bytes above which a page is not read: no article is that long."""

ROLE_HEADER = "WARC-Phoihop-Role"
"""Where our crawler writes what it fetched a page for."""

_ROLE = ROLE_HEADER.lower()
_NO_PAGES = {"feed", "sitemap", "robots", "search"}
_HTML = ("text/html", "application/xhtml+xml", "application/vnd.wap.xhtml+xml")


class Page(NamedTuple):
    """A page as it lies in an archive.

    A tuple, which is made in a third of a frozen dataclass's time: nearly every page is only made to be put aside.

    Attributes:
        url: the address as fetched.
        body: the bytes with transfer and content coding undone, at most MAX_BODY.
        content_type, charset: as the Content-Type header has them, lower case; None where it has none.
        status: the HTTP status; 200 for a `resource` record.
        fetched_at: UTC.
        archive: the file's name within the archive folder.
        offset: where the record begins, in bytes of the file as it lies.
        record_id: WARC-Record-ID without angle brackets.
        role: what our crawler fetched it for (article, section); None for other tools' archives.
        record_type: response, resource or revisit (the body is then that of the earlier page).
    """

    url: str
    body: bytes
    content_type: str | None
    charset: str | None
    status: int
    fetched_at: datetime
    archive: str
    offset: int
    record_id: str
    role: str | None
    record_type: str


@dataclass(frozen=True, slots=True)
class Fault:
    """What could not be read, and why: `kind` is a stable label, `detail` a line for people."""

    url: str | None
    archive: str
    offset: int | None
    stage: str
    kind: str
    detail: str


def read_pages(archive: Archive | Path | str, start: int = 0, stop: int | None = None) -> Iterator[Page | Fault]:
    """Yield the HTML pages of one WARC file in order, with a Fault in place of each thing that cannot be read.

    Args:
        archive: the file.
        start: the byte at which to begin; must be where a record begins.
        stop: records that begin at or after this byte are left out.

    Yields:
        Pages with a 2xx status. Passed over are answers other than 2xx, feeds, sitemaps and robots.txt of our own
        crawler, and a page of which it says that an earlier file has it unchanged. Other records that are no HTML, are
        too large or damaged give a Fault. After damage the reading goes on at the next record that is whole.

    Raises:
        ArchiveError: where the file cannot be opened.
    """
    archive = as_archive(archive)
    with opened(archive) as stream:
        earlier = Earlier(archive)
        position: int | None = start
        if stream.seek(0, os.SEEK_END) == 0:
            yield Fault(None, archive.name, 0, "archive", "empty", f"{archive.path}: is empty")
            return
        told = told_cut = False  # of the damage that is being passed over; of a cut in the record read last
        while position is not None:
            last = position
            try:
                for record in records(stream, position):
                    last = record.stream_pos
                    if stop is not None and last >= stop:
                        return
                    found = _read_record(record, archive, earlier)
                    told = False
                    told_cut = isinstance(found, Fault) and found.kind == "truncated"
                    if found is not None:
                        yield found
            except OSError as fault:
                kind = "not_warc" if last == 0 and not is_record(stream, 0) else "damaged"
                if not told:
                    told = True
                    yield Fault(
                        None, archive.name, last, "archive", kind, f"{archive.path}: after byte {last}: {fault}"
                    )
                position = next_record_in(stream, last) if kind == "damaged" else None
                if stop is not None and position is not None and position >= stop:
                    return
                continue
            if stop is None and not told_cut and not ends_whole(stream, last):
                detail = f"{archive.path}: cut off in the middle of a record"
                yield Fault(None, archive.name, last, "archive", "truncated", detail)
            position = None


def read_page_at(archive: Archive | Path | str, offset: int) -> Page:
    """Return the page whose record begins at byte `offset`. Raises ArchiveError where there is none."""
    archive = as_archive(archive)
    with opened(archive) as stream:
        try:
            record = next(records(stream, offset), None)
            found = None
            if record is not None and record.stream_pos == offset:
                found = _read_record(record, archive, Earlier(archive))
        except (OSError, ValueError) as fault:  # ValueError: a server that gives its files from their beginning only
            raise ArchiveError(f"{archive.path}: byte {offset}: {fault}") from None
    if isinstance(found, Page):
        return found
    raise ArchiveError(f"{archive.path}: byte {offset}: {found.detail if found else 'no page begins here'}")


def _read_record(record: WarcRecord, archive: Archive, earlier: Earlier) -> Page | Fault | None:
    """Read one record: a page, a fault, or None for what is no page and no fault either."""
    headers, offset = by_name(record.headers), record.stream_pos
    url, role = headers.get("warc-target-uri", "").strip("<>"), headers.get(_ROLE)
    if role in _NO_PAGES:
        return None

    def fault(kind: str, detail: str) -> Fault:
        return Fault(url or None, archive.name, offset, "archive", kind, f"{archive.path}: byte {offset}: {detail}")

    size = record.content_length
    if size > MAX_BODY:
        return fault("too_large", f"record of {size:,} bytes, the bound is {MAX_BODY:,}")
    when = fetched_at(headers.get("warc-date", ""), record)
    record_id = (record.record_id or "").strip("<>")
    kind = record.record_type
    if kind == WarcRecordType.revisit:
        original = _page_at(archive, earlier.offset(headers, offset))
        if original is None and role is not None:
            return None  # our crawler saw the page of an earlier file unchanged: there is nothing new to read
        if original is None:
            return fault("revisit_unresolved", "the page that this record stands for is not in the file")
        return original._replace(
            url=url or original.url,
            fetched_at=when,
            offset=offset,
            record_id=record_id,
            role=role or original.role,
            record_type="revisit",
        )
    status, content_type, encoding, chunked = 200, headers.get("content-type", ""), None, False
    if kind == WarcRecordType.response:
        if not content_type.startswith("application/http"):
            return None  # dns and the like
        record.parse_http(strict_mode=False)
        http = record.http_headers
        status = http.status_code or 0
        if not 200 <= status < 300:
            return None
        fields = by_name(http)
        content_type, encoding = fields.get("content-type", ""), fields.get("content-encoding")
        chunked = "chunked" in fields.get("transfer-encoding", "").lower()
    before = record.content_length
    body = record.reader.read()
    if len(body) < before or (kind == WarcRecordType.resource and len(body) < size):
        return fault("truncated", "cut off in the middle of this record")
    mime, charset = _type_of(content_type)
    if not _may_be_html(mime, body):
        return fault("not_html", mime or "no content type, and no HTML")
    try:
        body = unchunked(body) if chunked else body
        body = decoded(body, encoding, MAX_BODY) if encoding else body
    except BadCodingError as bad:
        return fault(bad.kind, str(bad))
    return Page(
        url=url,
        body=body,
        content_type=mime or None,
        charset=charset,
        status=status,
        fetched_at=when,
        archive=archive.name,
        offset=offset,
        record_id=record_id,
        role=role,
        record_type="response" if kind == WarcRecordType.response else "resource",
    )


def _page_at(archive: Archive, offset: int | None) -> Page | None:
    """The page at `offset`, None where there is none that can be read."""
    try:
        return None if offset is None else read_page_at(archive, offset)
    except ArchiveError as fault:
        log.debug("revisit of an unreadable page: %s", fault)
        return None


def _may_be_html(mime: str, body: bytes) -> bool:
    """Whether the content type is that of a page; where it says nothing, whether the body begins like one."""
    if mime in _HTML:
        return True
    if mime in ("", "application/octet-stream", "unk", "unknown"):
        return body[:1024].lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n")[:1] == b"<" or not body
    return False


@lru_cache(maxsize=1_024)
def _type_of(content_type: str) -> tuple[str, str | None]:
    """The type and the charset that a Content-Type names, in lower case."""
    mime, *parameters = content_type.lower().split(";")
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "charset" and (value := value.strip(" \"'\t")):
            return mime.strip(), value
    return mime.strip(), None


__all__ = [
    "MAX_BODY",
    "ROLE_HEADER",
    "Archive",
    "ArchiveError",
    "Fault",
    "Page",
    "archives",
    "next_record",
    "read_page_at",
    "read_pages",
]
