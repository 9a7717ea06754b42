"""The archive as it is written: files that roll by size and get their final name only when they are whole."""

from __future__ import annotations

import os
from pathlib import Path
from typing import BinaryIO

from crawler.warc_records import (
    Exchange,
    Place,
    Record,
    info_record,
    request_record,
    resource_record,
    response_record,
)

SUFFIX = ".warc.gz"
OPEN = ".open"


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
        return self._append([resource_record(url, content, kind, role, portal, of)])

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
        publish(self._path)

    def _write(self, exchange: Exchange, role: str, portal: str | None, original: Place | None) -> Place:
        records = [response_record(exchange, role, portal, original)]
        if exchange.request_headers:
            records.append(request_record(exchange, role, portal, records[0]))
        return self._append(records)

    def _append(self, records: list[Record]) -> Place:
        stream = self._ready()
        offset = stream.tell()
        stream.write(b"".join(record.content for record in records))
        stream.flush()
        os.fsync(stream.fileno())
        first = records[0]
        return Place(self._path.name.removesuffix(OPEN), offset, first.record_id, first.date, first.payload_digest)

    def _ready(self) -> BinaryIO:
        """Return the open file; the next one where it is full."""
        if self._stream is not None and self._stream.tell() >= self._file_bytes:
            self.close()
        if self._stream is None:
            name = f"phoihop-{self._run}-{self._number:05d}{SUFFIX}"
            self._number += 1
            self._path = self._folder / (name + OPEN)
            self._stream = self._path.open("xb")
            self._stream.write(info_record(name, self._software).content)
            sync_folder(self._folder)
            self.files.append(name)
        return self._stream


def sync_folder(folder: Path) -> None:
    """Have a folder's names on disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def publish(path: Path) -> Path:
    """Give a file that is whole its final name, and return that."""
    final = path.with_name(path.name.removesuffix(OPEN))
    path.rename(final)
    sync_folder(path.parent)
    return final
