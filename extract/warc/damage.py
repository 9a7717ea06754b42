"""Files that are damaged or cut off: where the next whole record begins, and whether a file ends as it should."""

import os
import re
import zlib
from pathlib import Path
from typing import BinaryIO

from extract.warc.files import Archive, as_archive, opened

_LENGTH = re.compile(rb"(?im)^Content-Length:\s*(\d{1,15})\s*$")


def next_record(archive: Archive | Path | str, after: int) -> int | None:
    """Return where the first whole record behind byte `after` begins, None where there is none. Raises ArchiveError."""
    with opened(as_archive(archive)) as stream:
        return next_record_in(stream, after)


def is_record(stream: BinaryIO, offset: int) -> bool:
    """Whether a WARC record, gzipped or plain, begins at `offset`."""
    stream.seek(offset)
    head = stream.read(512)
    if head[:3] == b"\x1f\x8b\x08":
        try:
            head = zlib.decompressobj(31).decompress(head, 16)
        except zlib.error:
            return False
    return head.startswith(b"WARC/") or head[:4] in (b"\x28\xb5\x2f\xfd", b"\x5d\x2a\x4d\x18")


def next_record_in(stream: BinaryIO, after: int) -> int | None:
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
                if is_record(stream, candidate):
                    return candidate
                hit = data.find(mark, hit + 1)
        at += block


def ends_whole(stream: BinaryIO, last: int) -> bool:
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
