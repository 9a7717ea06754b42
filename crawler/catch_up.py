"""After a run that was killed: the archive is made whole, and the state store learns what the archive already holds."""

from __future__ import annotations

import hashlib
import zlib
from dataclasses import replace
from pathlib import Path

import brotli
import zstandard

from crawler.frontier import Ticket
from crawler.portals.registry import Registry
from crawler.portals.urls import article_id
from crawler.seen import Seen
from crawler.states import Fetch, Link, Outcome, Version
from crawler.warc_recovery import Archived, ArchiveDamagedError, read_back, recover
from crawler.warc_writer import SUFFIX

RECOVERED = "recovered from the archive after a run that was cut off"


def decoded(body: bytes, encoding: str | None) -> bytes:
    """Return a body without its Content-Encoding. Raises ValueError where it is not what it says."""
    for coding in reversed([c.strip().lower() for c in (encoding or "").split(",")]):
        try:
            if coding in {"gzip", "x-gzip"}:
                body = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(body)
            elif coding == "deflate":
                body = zlib.decompressobj(zlib.MAX_WBITS if body[:1] == b"\x78" else -zlib.MAX_WBITS).decompress(body)
            elif coding == "br":
                body = brotli.decompress(body)
            elif coding == "zstd":
                body = zstandard.ZstdDecompressor().decompressobj().decompress(body)
        except (zlib.error, brotli.error, zstandard.ZstdError) as fault:
            raise ValueError(f"not {coding}: {fault}") from None
    return body


def catch_up(folder: Path, seen: Seen, registry: Registry, run: str) -> tuple[int, list[str]]:
    """Finish the archive files that a killed run left open, and enter what the state store does not know of them.

    An article that is in the archive is done. A list's links may not have been queued: its ticket stays, it is asked
    for again, and is then found unchanged. Returns the number of records that were entered, and
    a line for each file that cannot be read to its end.
    """
    recover(folder)
    entered = 0
    faults = []
    for path in sorted(folder.glob(f"phoihop-*{SUFFIX}")):
        size, known = path.stat().st_size, seen.archive_length(path.name)
        if size <= known:
            continue
        with seen.transaction():
            try:
                for record in read_back(path, known):
                    if not seen.logged(record.place.archive, record.place.offset):
                        _enter(record, seen, registry, run)
                        entered += 1
            except ArchiveDamagedError as fault:
                faults.append(str(fault))
            seen.set_archive_length(path.name, size)
    return entered, faults


def _enter(record: Archived, seen: Seen, registry: Registry, run: str) -> None:
    portal = registry.portals.get(record.portal or "")
    outcome: Outcome = "unchanged" if record.revisit else "archived"
    place = record.place
    seen.log(
        Fetch(
            record.url, record.portal, record.fetched_at, outcome, record.status, RECOVERED,
            place.archive, place.offset, len(record.body),
        ),
        run,
    )  # fmt: skip
    if portal is None:
        return
    if record.role == "robots":
        seen.set_robots(_host(record), record.fetched_at, record.status, record.body.decode("utf-8", "replace"))
        return
    is_article = record.role == "article"
    key = article_id(record.url, portal) if is_article else f"{record.role}:{record.url}"
    known = seen.version(key)
    if record.revisit:
        version = replace(known, fetched_at=record.fetched_at) if known else None
    else:
        try:
            digest = hashlib.sha256(decoded(record.body, record.encoding)).hexdigest()
        except ValueError:
            digest = ""
        version = Version(record.fetched_at, digest, place)
        if is_article:
            version = replace(version, etag=record.etag, last_modified=record.last_modified)
    if version is not None:
        seen.discover(Link(key, record.url), portal.key, record.role, record.fetched_at)
        seen.set_version(key, version, recheck=is_article)
    if is_article:
        seen.frontier.done(Ticket(key, record.url, portal.key, "article"))


def _host(record: Archived) -> str:
    return Ticket("", record.url, "", "robots").host
