"""A page to an article: its text without the page's furniture, and what the page says of it."""

from dataclasses import dataclass, field
from datetime import datetime

from crawler.portals.registry import Registry
from extract.document import Part
from extract.warc_reader import Page


class NoArticle(Exception):
    """A page that gives no article; `reason` is a stable label, the message a line for people.

    Reasons: not_an_article, no_body, soft_404, empty, undecodable, too_large, too_deep.
    """

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason = reason


@dataclass
class Article:
    """An article.

    Attributes:
        url, canonical_url: as fetched; without tracking parameters, lower-case host, no fragment.
        article_id: 16 hex digits (docs: keys).
        portal, portal_kind, province, province_2025: from the registry; None for a page of an unknown site.
        title, lead, author, section: None where the page has none. Names are in title case.
        text: NFC; title, lead, body, captions in that order, one paragraph a line.
        parts: what each line of `text` is.
        captions: the photo captions, which are the last lines of `text`.
        published_at: in Vietnam's time zone.
        fetched_at: UTC.
        archive, offset, record_id: where the page lies.
        content_sha256: of `text`.
    """

    url: str
    canonical_url: str
    article_id: str
    text: str
    parts: list[Part]
    content_sha256: str
    portal: str | None = None
    portal_kind: str | None = None
    province: str | None = None
    province_2025: str | None = None
    title: str | None = None
    lead: str | None = None
    author: str | None = None
    section: str | None = None
    captions: list[str] = field(default_factory=list)
    published_at: datetime | None = None
    fetched_at: datetime | None = None
    archive: str | None = None
    offset: int | None = None
    record_id: str | None = None


def read_article(page: Page, registry: Registry) -> Article:
    """Read the article on `page`. Raises NoArticle."""
    raise NotImplementedError


def article_from_text(
    text: str,
    *,
    title: str | None = None,
    published_at: datetime | None = None,
    province: str | None = None,
    url: str | None = None,
) -> Article:
    """Make an article of a plain text, as pasted from a page: its furniture leaves, its byline and time are read."""
    raise NotImplementedError
