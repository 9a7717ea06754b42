"""WARC files to pages: every HTML page of an archive with the place where it lies, and a fault for what cannot be read.

Reads what any tool writes (our crawler, Common Crawl, wget, browsertrix): gzip a record, zstd or plain; chunked and
compressed bodies; revisit records, which stand for an earlier page. Memory does not grow with the archive.
"""

import logging
import os
import re
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from extract.page.content_coding import BadCodingError, decoded, unchunked

log = logging.getLogger(__name__)

MAX_BODY = 20_000_000
"""Bytes above which a page is not read: no article is that long."""

ROLE_HEADER = "WARC-Phoihop-Role"
"""Where our crawler writes what it fetched a page for."""

_LENGTH = re.compile(rb"(?im)^Content-Length:\s*(\d{1,15})\s*$")
_SUFFIXES = (".warc", ".warc.gz", ".warc.zst")
_NO_PAGES = {"feed", "sitemap", "robots", "search"}
_HTML = ("text/html", "application/xhtml+xml", "application/vnd.wap.xhtml+xml")
_PAGE_RECORDS = WarcRecordType.response | WarcRecordType.resource | WarcRecordType.revisit


class ArchiveError(OSError):
    """An archive that is not there or cannot be opened; the message names it."""


@dataclass(frozen=True, slots=True)
class Archive:
    """A WARC file: where it is (a path or an fsspec address) and its name within the archive folder."""

    path: str
    name: str


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it lies in an archive.

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


def archives(paths: Iterable[Path | str]) -> list[Archive]:
    """Return the WARC files that `paths` (files, folders to the bottom, or addresses) name, sorted and each once.

    Raises:
        ArchiveError: for a path that does not exist, or a folder without any WARC file.
    """
    found: dict[str, Archive] = {}
    for given in paths:
        if "://" in str(given):
            found[str(given)] = Archive(str(given), str(given).rstrip("/").rpartition("/")[2])
            continue
        path = Path(given)
        if path.is_dir():
            inside = [p for p in path.rglob("*") if p.name.endswith(_SUFFIXES) and p.is_file()]
            if not inside:
                raise ArchiveError(f"{path}: no WARC file (.warc, .warc.gz, .warc.zst) in this folder")
            for file in inside:
                found[str(file.resolve())] = Archive(str(file), file.relative_to(path).as_posix())
        elif path.exists():
            found[str(path.resolve())] = Archive(str(path), path.name)
        else:
            raise ArchiveError(f"{path}: no such file or folder")
    return sorted(found.values(), key=lambda archive: (archive.name, archive.path))


def _as_archive(given: Archive | Path | str) -> Archive:
    return given if isinstance(given, Archive) else Archive(str(given), str(given).rstrip("/").rpartition("/")[2])


def _open_address(archive: Archive) -> BinaryIO:
    try:
        import fsspec
    except ImportError:
        raise ArchiveError(f"{archive.path}: addresses need fsspec (the extra `cluster`)") from None
    opened: BinaryIO = fsspec.open(archive.path, "rb").open()
    return opened


@contextmanager
def _opened(archive: Archive) -> Iterator[BinaryIO]:
    try:
        path = Path(archive.path)
        stream = _open_address(archive) if "://" in archive.path else path.open("rb")
    except ArchiveError:
        raise
    except (OSError, ValueError) as fault:  # ValueError: an address of a kind that fsspec does not know
        reason = (fault.strerror if isinstance(fault, OSError) else None) or fault
        raise ArchiveError(f"{archive.path}: cannot be opened: {reason}") from None
    with stream:
        yield stream


def _records(stream: BinaryIO, start: int, kinds: Any) -> Iterator[WarcRecord]:
    """Iterate over the records from byte `start` on. Positions are those of the file."""
    stream.seek(start)
    return iter(ArchiveIterator(stream, record_types=kinds, parse_http=False, strict_mode=False))


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
    archive = _as_archive(archive)
    with _opened(archive) as stream:
        earlier = _Earlier(archive)
        position: int | None = start
        if stream.seek(0, os.SEEK_END) == 0:
            yield Fault(None, archive.name, 0, "archive", "empty", f"{archive.path}: is empty")
            return
        told = told_cut = False  # of the damage that is being passed over; of a cut in the record read last
        while position is not None:
            last = position
            try:
                for record in _records(stream, position, _PAGE_RECORDS):
                    last = record.stream_pos
                    if stop is not None and last >= stop:
                        return
                    found = _read_record(record, archive, earlier)
                    told = False
                    told_cut = isinstance(found, Fault) and found.kind == "truncated"
                    if found is not None:
                        yield found
            except OSError as fault:
                kind = "not_warc" if last == 0 and not _is_record(stream, 0) else "damaged"
                if not told:
                    told = True
                    yield Fault(
                        None, archive.name, last, "archive", kind, f"{archive.path}: after byte {last}: {fault}"
                    )
                position = _next_record(stream, last) if kind == "damaged" else None
                if stop is not None and position is not None and position >= stop:
                    return
                continue
            if stop is None and not told_cut and not _ends_whole(stream, last):
                detail = f"{archive.path}: cut off in the middle of a record"
                yield Fault(None, archive.name, last, "archive", "truncated", detail)
            position = None


def read_page_at(archive: Archive | Path | str, offset: int) -> Page:
    """Return the page whose record begins at byte `offset`. Raises ArchiveError where there is none."""
    archive = _as_archive(archive)
    with _opened(archive) as stream:
        try:
            record = next(_records(stream, offset, _PAGE_RECORDS), None)
            found = None
            if record is not None and record.stream_pos == offset:
                found = _read_record(record, archive, _Earlier(archive))
        except OSError as fault:
            raise ArchiveError(f"{archive.path}: byte {offset}: {fault}") from None
    if isinstance(found, Page):
        return found
    raise ArchiveError(f"{archive.path}: byte {offset}: {found.detail if found else 'no page begins here'}")


def _read_record(record: WarcRecord, archive: Archive, earlier: "_Earlier") -> Page | Fault | None:
    """Read one record: a page, a fault, or None for what is no page and no fault either."""
    headers = record.headers
    url, offset = (headers.get("WARC-Target-URI") or "").strip("<>"), record.stream_pos
    role = headers.get(ROLE_HEADER)
    if role in _NO_PAGES:
        return None

    def fault(kind: str, detail: str) -> Fault:
        return Fault(url or None, archive.name, offset, "archive", kind, f"{archive.path}: byte {offset}: {detail}")

    size = record.content_length
    if size > MAX_BODY:
        return fault("too_large", f"record of {size:,} bytes, the bound is {MAX_BODY:,}")
    kind = record.record_type
    if kind == WarcRecordType.revisit:
        original = earlier.page(record)
        if original is None and role is not None:
            return None  # our crawler saw the page of an earlier file unchanged: there is nothing new to read
        if original is None:
            return fault("revisit_unresolved", "the page that this record stands for is not in the file")
        return _revisited(original, record, archive, url, role)
    status, content_type, encoding, chunked = 200, headers.get("Content-Type"), None, False
    if kind == WarcRecordType.response:
        if not (content_type or "").startswith("application/http"):
            return None  # dns and the like
        record.parse_http(strict_mode=False)
        http = record.http_headers
        status = http.status_code or 0
        if not 200 <= status < 300:
            return None
        content_type, encoding = http.get("Content-Type"), http.get("Content-Encoding")
        chunked = "chunked" in (http.get("Transfer-Encoding") or "").lower()
    before = record.content_length
    body = record.reader.read()
    if len(body) < before or (kind == WarcRecordType.resource and len(body) < size):
        return fault("truncated", "cut off in the middle of this record")
    mime, _, parameters = (content_type or "").lower().partition(";")
    mime = mime.strip()
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
        charset=_charset(parameters),
        status=status,
        fetched_at=_fetched_at(record),
        archive=archive.name,
        offset=offset,
        record_id=(record.record_id or "").strip("<>"),
        role=role,
        record_type="response" if kind == WarcRecordType.response else "resource",
    )


def _may_be_html(mime: str, body: bytes) -> bool:
    """Whether the content type is that of a page; where it says nothing, whether the body begins like one."""
    if mime in _HTML:
        return True
    if mime in ("", "application/octet-stream", "unk", "unknown"):
        return body[:1024].lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n")[:1] == b"<" or not body
    return False


def _charset(parameters: str) -> str | None:
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip() == "charset" and (value := value.strip(" \"'\t")):
            return value
    return None


def _fetched_at(record: WarcRecord) -> datetime:
    stamp = record.record_date or datetime.fromtimestamp(0, UTC)
    return stamp if stamp.tzinfo else stamp.replace(tzinfo=UTC)


def _revisited(original: Page, record: WarcRecord, archive: Archive, url: str, role: str | None) -> Page:
    return Page(
        url=url or original.url,
        body=original.body,
        content_type=original.content_type,
        charset=original.charset,
        status=original.status,
        fetched_at=_fetched_at(record),
        archive=archive.name,
        offset=record.stream_pos,
        record_id=(record.record_id or "").strip("<>"),
        role=role or original.role,
        record_type="revisit",
    )


class _Earlier:
    """The pages of a file that revisit records stand for. The file is indexed when the first of them is met."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._by_key: dict[str, int] | None = None

    def page(self, record: WarcRecord) -> Page | None:
        """Return the page that the revisit `record` refers to, None where the file has it not."""
        if self._by_key is None:
            self._by_key = self._index()
        headers = record.headers
        target = headers.get("WARC-Refers-To-Target-URI") or headers.get("WARC-Target-URI") or ""
        keys = (
            headers.get("WARC-Refers-To"),
            f"{target.strip('<>')} {headers.get('WARC-Refers-To-Date', '')}",
            headers.get("WARC-Payload-Digest"),
        )
        offset = next((self._by_key[key] for key in keys if key in self._by_key), None)
        if offset is None or offset >= record.stream_pos:
            return None
        try:
            return read_page_at(self._archive, offset)
        except ArchiveError as fault:
            log.debug("revisit of an unreadable page: %s", fault)
            return None

    def _index(self) -> dict[str, int]:
        places: dict[str, int] = {}
        with _opened(self._archive) as stream:
            try:
                for record in _records(stream, 0, WarcRecordType.response | WarcRecordType.resource):
                    headers, offset = record.headers, record.stream_pos
                    uri = (headers.get("WARC-Target-URI") or "").strip("<>")
                    keys = (
                        record.record_id,
                        f"{uri} {headers.get('WARC-Date', '')}",
                        headers.get("WARC-Payload-Digest"),
                    )
                    for key in keys:
                        if key:
                            places.setdefault(key, offset)
            except OSError as fault:
                log.debug("%s: indexed up to its damage: %s", self._archive.path, fault)
        return places


def _is_record(stream: BinaryIO, offset: int) -> bool:
    """Whether a WARC record, gzipped or plain, begins at `offset`."""
    stream.seek(offset)
    head = stream.read(512)
    if head[:3] == b"\x1f\x8b\x08":
        try:
            head = zlib.decompressobj(31).decompress(head, 16)
        except zlib.error:
            return False
    return head.startswith(b"WARC/") or head[:4] in (b"\x28\xb5\x2f\xfd", b"\x5d\x2a\x4d\x18")


def _next_record(stream: BinaryIO, after: int) -> int | None:
    """Return where the next whole record of a damaged file begins, None where there is none."""
    block, at = 1 << 20, after + 1
    while True:
        stream.seek(at)
        data = stream.read(block + 4)
        if len(data) < 5:
            return None
        for mark in (b"\x1f\x8b\x08", b"\nWARC/"):
            hit = data.find(mark)
            while hit >= 0:
                candidate = at + hit + (mark[:1] == b"\n")
                if _is_record(stream, candidate):
                    return candidate
                hit = data.find(mark, hit + 1)
        at += block


def _ends_whole(stream: BinaryIO, last: int) -> bool:
    """Whether a file is whole from its last record that was read on."""
    end = stream.seek(0, os.SEEK_END)
    stream.seek(last)
    mark = stream.read(4)
    if end == last:
        return True
    stream.seek(last)
    if mark[:2] == b"\x1f\x8b":
        return _ends_whole_gzip(stream)
    return _ends_whole_plain(stream, end) if mark == b"WARC" else True


def _ends_whole_gzip(stream: BinaryIO) -> bool:
    engine, began = zlib.decompressobj(31), False
    while data := stream.read(1 << 16):
        while data:
            if engine.eof:
                engine, began = zlib.decompressobj(31), False
            began = True
            try:
                while data:  # what it holds is not wanted: a step at a time
                    engine.decompress(data, 1 << 20)
                    data = engine.unconsumed_tail
            except zlib.error:
                return False
            data = engine.unused_data if engine.eof else b""
    return engine.eof or not began


def _ends_whole_plain(stream: BinaryIO, end: int) -> bool:
    while (at := stream.tell()) < end:
        head = stream.read(1 << 15)
        if not head.strip():
            return True
        size = _LENGTH.search(head)
        body = head.find(b"\r\n\r\n")
        if body < 0 or size is None or size.start() > body:
            return False
        stream.seek(at + body + 4 + int(size[1]))
        if stream.tell() > end:
            return False
        stream.seek(stream.tell() + len(_blank(stream)))
    return True


def _blank(stream: BinaryIO) -> bytes:
    """The line ends between two records."""
    place = stream.tell()
    found = stream.read(4)
    stream.seek(place)
    return found[: len(found) - len(found.lstrip(b"\r\n"))]


def next_record(archive: Archive | Path | str, after: int) -> int | None:
    """Return where the first whole record behind byte `after` begins, None where there is none. Raises ArchiveError."""
    with _opened(_as_archive(archive)) as stream:
        return _next_record(stream, after)
