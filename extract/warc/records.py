"""Records of a WARC file as FastWARC gives them."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, BinaryIO

from fastwarc.warc import ArchiveIterator, HeaderMap, WarcRecord, WarcRecordType

PAGE_RECORDS = WarcRecordType.response | WarcRecordType.resource | WarcRecordType.revisit
"""The kinds of record that may hold a page."""


def records(stream: BinaryIO, start: int, kinds: Any = PAGE_RECORDS) -> Iterator[WarcRecord]:
    """Iterate over the records from byte `start` on. Positions are those of the file."""
    stream.seek(start)
    return iter(ArchiveIterator(stream, record_types=kinds, parse_http=False, strict_mode=False))


def by_name(headers: HeaderMap) -> dict[str, str]:
    """Return `headers` by their names in lower case, the first of each: all at once is quicker than one by one."""
    return {name.lower(): value for name, value in reversed(headers.astuples())}


def fetched_at(date: str, record: WarcRecord) -> datetime:
    """Return the UTC time of `record`, whose WARC-Date is `date`; the beginning of 1970 where that is no time."""
    try:
        stamp = datetime.fromisoformat(date)
    except ValueError:
        stamp = record.record_date or datetime.fromtimestamp(0, UTC)
    if stamp.tzinfo is UTC:  # as WARC has it
        return stamp
    return stamp.astimezone(UTC) if stamp.tzinfo else stamp.replace(tzinfo=UTC)
