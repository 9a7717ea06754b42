"""What is known of a page: how it was found, how a fetch of it ended, what became of it. Plain data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from crawler.warc_records import Place

Outcome = Literal[
    "archived", "unchanged", "redirect", "filtered", "robots", "http_error", "soft_404", "captcha", "needs_browser",
    "too_large", "blocked_address", "budget", "error",
]  # fmt: skip
OUTCOMES: tuple[str, ...] = get_args(Outcome)

Status = Literal["listed", "archived", "filtered", "gone", "moved", "blocked", "failed"]
"""What became of an address: queued; in the archive; left out by the subject's words; 404, 410 or a page that says so;
redirected to another article; not given (robots.txt, captcha, a browser needed, too large); failed for now."""


@dataclass(frozen=True)
class Link:
    """An article's address as a list shows it.

    `text` is what the list says of it, title and lead; `published` an ISO day, or a month where only that is known;
    `changed` the day of its last change, as a sitemap tells it.
    """

    key: str
    url: str
    title: str | None = None
    text: str = ""
    published: str | None = None
    changed: str | None = None


@dataclass(frozen=True)
class Fetch:
    """One row of the crawl log: an address asked for, and how that ended."""

    url: str
    portal: str | None
    fetched_at: datetime
    outcome: Outcome
    status: int | None = None
    detail: str | None = None
    archive: str | None = None
    archive_offset: int | None = None
    bytes: int | None = None
    elapsed_ms: int | None = None


@dataclass(frozen=True)
class Version:
    """What is known of the last archived version of a page: validators, digest of the decoded body, its record."""

    fetched_at: datetime
    digest: str
    place: Place
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True)
class Entry:
    """A page in the state store."""

    key: str
    url: str
    portal: str
    role: str
    status: Status
    published: str | None
    checks: int
