"""A page to an article: its text without the page's furniture, and what the page says of it."""

import hashlib
import re
from dataclasses import dataclass, field
from datetime import datetime

from crawler.portals.portal import Portal
from crawler.portals.registry import Registry
from crawler.portals.urls import article_id, canonical_url, host_of
from extract.document import Part, PartKind, join_parts
from extract.page.article_lines import article_lines
from extract.page.charset import UndecodableError, decode
from extract.page.content import find_content
from extract.page.lines import Arranged, Line, arrange
from extract.page.markup import UnreadableError, parse
from extract.page.metadata import author_of, published_at, section_on, title_of
from extract.page.published import VIETNAM, choose, read_address
from extract.page.view import View
from extract.site_province import province_of_host
from extract.text import clean, fold
from extract.warc_reader import MAX_BODY, Page

SHORTEST = 50
"""Characters of body below which a page is no article."""

MAX_TEXT = 300_000
"""Characters of body above which a page is no article: the longest reports have a tenth of it."""

_SHORT = 400  # characters of body below which an article may be the notice that there is none

_SOFT_404 = re.compile(
    r"(?:không tìm thấy|không tồn tại|page not found|404 not found|lỗi 404|error 404|đã bị (?:xóa|gỡ)"
    r"|(?:trang|nội dung) bạn (?:tìm|yêu cầu))"
)


class NoArticle(Exception):  # noqa: N818 - an outcome, not a failure
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
        portal, portal_kind, province, province_2025: from the registry; None for a page of an unknown site, whose host
            may still name the province.
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
    """Read the article on `page`, with the hints of its portal in `registry` where they fit. Raises NoArticle."""
    if page.role in ("section", "feed", "sitemap", "robots"):
        raise NoArticle("not_an_article", f"fetched as {page.role}")
    if len(page.body) > MAX_BODY:
        raise NoArticle("too_large", f"{len(page.body):,} bytes")
    if not page.body.strip():
        raise NoArticle("empty", "the page has no content")
    try:
        tree = parse(decode(page.body, page.charset))
    except UndecodableError as fault:
        raise NoArticle("undecodable", str(fault)) from None
    except UnreadableError as fault:
        raise NoArticle(fault.reason, str(fault)) from None
    view = View(tree, page, registry.for_url(page.url))
    hinted = view.select(view.hints.body)
    content = find_content(tree, view.blocks, hinted[0] if hinted else None)
    if content is None or not content.inside:
        raise _nothing(view)
    title, place = title_of(view, content)
    arranged = arrange(article_lines(view, content, place), title)
    size = sum(len(text) for _, text in arranged.body)
    if size > MAX_TEXT:
        raise NoArticle("too_large", f"{size:,} characters of text, the bound is {MAX_TEXT:,}")
    if size < SHORTEST:
        raise _nothing(view)
    if size < _SHORT and _SOFT_404.search(fold(f"{title or ''} {arranged.body[0][1]}")):
        raise NoArticle("soft_404", arranged.body[0][1][:120])
    article = _made(
        arranged,
        url=page.url,
        portal=view.portal,
        author=author_of(view, arranged),
        section=section_on(view, arranged, place),
        published=published_at(view, arranged),
    )
    article.fetched_at, article.archive = page.fetched_at, page.archive
    article.offset, article.record_id = page.offset, page.record_id
    return article


def _nothing(view: View) -> NoArticle:
    """Why there is no article on a page: it shows no text, says that there is nothing, or has no paragraph."""
    shown = " ".join(block.text for block in view.blocks)
    if not shown:
        return NoArticle("empty", "the page shows no text")
    if len(shown) < 3_000 and _SOFT_404.search(fold(f"{view.head_title or ''} {shown}")):
        return NoArticle("soft_404", shown[:120])
    return NoArticle("no_body", "no paragraph of text found on the page")


def article_from_text(
    text: str,
    *,
    title: str | None = None,
    published_at: datetime | None = None,
    province: str | None = None,
    url: str | None = None,
) -> Article:
    """Make an article of a plain text, as pasted from a page: its furniture leaves, its byline and time are read.

    Args:
        text: one paragraph a line.
        title: the title; by default the first line that can be one.
        published_at: without a zone, Vietnam's; by default the time printed in the text.
        province: the province that the article is about, 63-province name.
        url: where it comes from.
    """
    lines = [Line(line) for line in clean(text).split("\n") if line]
    arranged = arrange(lines, clean(title) if title else None)
    if published_at is None:
        published = choose([], arranged.stamps, read_address(url) if url else None, None)
    elif published_at.tzinfo is None:
        published = published_at.replace(tzinfo=VIETNAM)
    else:
        published = published_at.astimezone(VIETNAM)
    author = arranged.bylines[0] if arranged.bylines else None
    article = _made(arranged, url or "", None, author, arranged.section, published)
    article.province = province
    return article


def _made(
    arranged: Arranged,
    url: str,
    portal: Portal | None,
    author: str | None,
    section: str | None,
    published: datetime | None,
) -> Article:
    pieces: list[tuple[PartKind, str]] = []
    if arranged.title:
        pieces.append(("title", arranged.title))
    pieces += arranged.body
    pieces += [("caption", caption) for caption in arranged.captions]
    text, parts = join_parts(pieces)
    digest = hashlib.sha256(text.encode("utf-8")).hexdigest()
    return Article(
        url=url,
        canonical_url=canonical_url(url) if url else "",
        article_id=article_id(url, portal) if url else digest[:16],
        text=text,
        parts=parts,
        content_sha256=digest,
        portal=portal.key if portal else None,
        portal_kind=portal.kind if portal else None,
        province=portal.province if portal else province_of_host(host_of(url)) if url else None,
        province_2025=portal.province_2025 if portal else None,
        title=arranged.title,
        lead=arranged.lead,
        author=author,
        section=section,
        captions=list(arranged.captions),
        published_at=published,
    )
