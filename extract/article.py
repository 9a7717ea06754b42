"""A page to an article: its text without the page's furniture, and what the page says of it."""

import hashlib
import re
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from cssselect import SelectorError
from lxml.cssselect import CSSSelector

from crawler.portals.registry import PageHints, Portal, Registry
from crawler.portals.urls import article_id, canonical_url, host_of
from extract.bylines import read_byline, read_names
from extract.charset import Undecodable, decode
from extract.content import Content, find_content, furniture_within
from extract.document import Part, PartKind, join_parts
from extract.furniture import begins_others, is_tool, section_of
from extract.lines import Arranged, Line, arrange, ends_sentence
from extract.markup import Block, Unreadable, is_caption, is_lead_like, parse, read_blocks
from extract.published import VIETNAM, Stamp, choose, read_address, read_marked, stamps
from extract.structured import Marked
from extract.text import clean, fold
from extract.title import find_title
from extract.warc_reader import MAX_BODY, Page

SHORTEST = 50
"""Characters of body below which a page is no article."""

_SOFT_404 = re.compile(
    r"(?:không tìm thấy|không tồn tại|page not found|404 not found|lỗi 404|error 404|đã bị (?:xóa|gỡ)|(?:trang|nội dung) bạn (?:tìm|yêu cầu))"
)
_TIMES = ("article:published_time", "og:article:published_time", "datepublished", "pubdate", "publishdate", "article:published",
          "published_time", "dc.date.issued", "dc.date", "dcterms.created", "date", "og:pubdate", "article:publish", "datecreated")  # fmt: skip
_AUTHORS = ("author", "article:author", "dc.creator", "dable:author", "og:article:author")
_SECTIONS = ("article:section", "og:article:section", "articlesection")
_BREADCRUMB = re.compile(r"breadcrumb|bread-crumb|duong-?dan|crumb", re.IGNORECASE)


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
    """Read the article on `page`, with the hints of its portal in `registry` where they fit. Raises NoArticle."""
    if page.role in ("section", "feed", "sitemap", "robots"):
        raise NoArticle("not_an_article", f"fetched as {page.role}")
    if len(page.body) > MAX_BODY:
        raise NoArticle("too_large", f"{len(page.body):,} bytes")
    if not page.body.strip():
        raise NoArticle("empty", "the page has no content")
    try:
        tree = parse(decode(page.body, page.charset))
    except Undecodable as fault:
        raise NoArticle("undecodable", str(fault)) from None
    except Unreadable as fault:
        raise NoArticle(fault.reason, str(fault)) from None
    portal = registry.for_url(page.url)
    reading = _PageReading(tree, page, portal)
    return reading.article()


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
    if published_at is not None:
        published_at = (
            published_at.replace(tzinfo=VIETNAM) if published_at.tzinfo is None else published_at.astimezone(VIETNAM)
        )
    else:
        published_at = choose([], arranged.stamps, read_address(url) if url else None, None)
    made = _made(
        arranged, url or "", None, arranged.bylines[0] if arranged.bylines else None, arranged.section, published_at
    )
    made.province = province
    return made


def _made(
    arranged: Arranged,
    url: str,
    portal: Portal | None,
    author: str | None,
    section: str | None,
    published_at: datetime | None,
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
        province=portal.province if portal else None,
        province_2025=portal.province_2025 if portal else None,
        title=arranged.title,
        lead=arranged.lead,
        author=author,
        section=section,
        captions=list(arranged.captions),
        published_at=published_at,
    )


@cache
def _selector(css: str) -> CSSSelector:
    return CSSSelector(css)


class _PageReading:
    """One page being read."""

    def __init__(self, tree: Any, page: Page, portal: Portal | None) -> None:
        self.tree, self.page, self.portal = tree, page, portal
        self.marked = Marked(tree)
        day = page.fetched_at.astimezone(VIETNAM).date()
        self.hints = (portal.hints_on(day) if portal else None) or PageHints()
        removed = frozenset(element for css in self.hints.remove for element in self._select(css))
        self.blocks = read_blocks(tree, removed)
        title = next(tree.iter("title"), None)
        self.page_title = clean(" ".join(title.itertext()).replace("\n", " ")) if title is not None else None

    def _select(self, css: str | None) -> list[Any]:
        """Return what a hint selects; nothing for one that is absent, or that lxml cannot run."""
        if not css:
            return []
        try:
            return list(_selector(css)(self.tree))
        except SelectorError:
            return []

    def _hinted_text(self, css: str | None) -> str | None:
        for element in self._select(css):
            if text := clean(" ".join(element.itertext()).replace("\n", " ")):
                return text
        return None

    def article(self) -> Article:
        """Return the article. Raises NoArticle."""
        hinted = self._select(self.hints.body)
        content = find_content(self.tree, self.blocks, hinted[0] if hinted else None)
        if content is None or not content.inside:
            raise self._nothing()
        title, place = self._title(content)
        arranged = arrange(self._lines(content, place), title)
        body = sum(len(text) for _, text in arranged.body)
        if body < SHORTEST:
            raise self._nothing()
        if body < 400 and _SOFT_404.search(fold(f"{title or ''} {arranged.body[0][1]}")):
            raise NoArticle("soft_404", arranged.body[0][1][:120])
        made = _made(
            arranged,
            self.page.url,
            self.portal,
            self._author(arranged, content),
            self._section(arranged, place, content),
            self._published_at(arranged),
        )
        made.fetched_at, made.archive = self.page.fetched_at, self.page.archive
        made.offset, made.record_id = self.page.offset, self.page.record_id
        return made

    def _nothing(self) -> NoArticle:
        shown = " ".join(block.text for block in self.blocks)
        if not shown:
            return NoArticle("empty", "the page shows no text")
        if len(shown) < 3_000 and _SOFT_404.search(fold(f"{self.page_title or ''} {shown}")):
            return NoArticle("soft_404", shown[:120])
        return NoArticle("no_body", "no paragraph of text found on the page")

    def _title(self, content: Content) -> tuple[str | None, int | None]:
        hinted = self._select(self.hints.title)
        if hinted:
            wanted = clean(" ".join(hinted[0].itertext()).replace("\n", " "))
            place = next(
                (i for i, b in enumerate(self.blocks) if b.element is hinted[0] or hinted[0] in b.ancestors), None
            )
            if wanted:
                return wanted, place
        site = self.marked.meta("og:site_name", "application-name")
        sites = [site or "", self.portal.name if self.portal else "", host_of(self.page.url).removeprefix("www.")]
        return find_title(self.blocks, content, self.marked, self.page_title, sites)

    def _frame(self, content: Content, place: int | None) -> Any:
        """The smallest element that holds both the title and the text."""
        if place is None:
            return content.element
        around = [self.blocks[place].element, *self.blocks[place].ancestors]
        return next(
            e for e in [content.element, *content.element.iterancestors()] if any(e is other for other in around)
        )

    def _lines(self, content: Content, place: int | None) -> list[Line]:
        """The lines from the title's surroundings to the byline behind the text, furniture by markup left out."""
        blocks = self.blocks
        frame = self._frame(content, place)
        first, last = content.inside[0], content.inside[-1]
        within = {i for i, b in enumerate(blocks) if b.element is frame or frame in b.ancestors}
        is_page = frame.tag in ("body", "html")
        start = first if place is None else min(place, first)
        unwanted = furniture_within(blocks, content)
        captions = {id(element) for element in self._select(self.hints.captions)}
        leads = {id(element) for element in self._select(self.hints.lead)}
        lines: list[Line] = []
        above = [i for i in sorted(within) if i < start and self._is_told_above(blocks[i])]
        if is_page:  # a page without a frame: no further up than next to the title, so that no banner's date is taken
            above = [i for i in above if i >= start - 2 and any(stamp.has_clock for stamp in stamps(blocks[i].text))]
        lines += [Line(blocks[i].text) for i in above]
        for i in sorted(i for i in within | leads_of(blocks, leads) if start <= i < first):
            if i == place:
                continue
            if (line := self._line(i, blocks[i], leads, captions)) and (
                blocks[i].link_share < 0.5 or section_of(line.text)
            ):
                lines.append(line)
        seen_text = False
        for i in content.inside:
            block = blocks[i]
            if i == place:
                lines = [line for line in lines if self._is_told_above(block, line.text)]
                seen_text = False
                continue
            if i in unwanted and not self._is_told_above(block):
                continue
            if block.link_share > 0.6 and not section_of(block.text) and not begins_others(block.text):
                if not (i in content.kept and ends_sentence(block.text) and len(block.text) > 400):
                    continue
            line = self._line(i, block, leads, captions, is_first=not seen_text)
            if line is None:
                continue
            is_text = line.kind != "text" or i in content.kept or ends_sentence(block.text) or block.is_heading
            if (
                is_text
                or read_byline(block.text)
                or len(block.text) > 40
                or self._is_told_above(block)
                or begins_others(block.text)
            ):
                lines.append(line)
                seen_text = seen_text or block.is_strong
        lines += [
            Line(blocks[i].text)
            for i in sorted(within)
            if last < i <= last + 4 and not is_page and self._signs(blocks[i])
        ]
        return lines

    @staticmethod
    def _is_told_above(block: Block, text: str | None = None) -> bool:
        """Whether a line says the section, the time or the signer, as those around a title do."""
        text = block.text if text is None else text
        return bool(section_of(text)) or (bool(stamps(text)) and len(text) < 100)

    @staticmethod
    def _signs(block: Block) -> bool:
        byline = read_byline(block.text)
        return byline is not None and byline.kind == "author" and (byline.labelled or block.link_share < 0.5)

    def _line(
        self, number: int, block: Block, leads: set[int], captions: set[int], is_first: bool = True
    ) -> Line | None:
        if is_tool(block.text):
            return None
        around = {id(element) for element in [block.element, *block.ancestors]}
        heading = block.is_heading
        if around & captions or is_caption(block):
            return Line(block.text, "caption", block.link_share)
        if around & leads:
            return Line(block.text, "lead", block.link_share)
        if is_first and self._leads(block):
            return Line(block.text, "lead", block.link_share)
        return Line(block.text, "text", block.link_share, heading)

    @staticmethod
    def _leads(block: Block) -> bool:
        """Whether the first line of the text is set apart from it as a lead: by its class, in bold, or as a heading."""
        if not 40 <= len(block.text) <= 900 or block.link_share > 0.3 or read_byline(block.text):
            return False
        return is_lead_like(block) or ((block.is_wholly_bold or block.is_heading) and "," in block.text + ",")

    def _author(self, arranged: Arranged, content: Content) -> str | None:
        hinted = self._hinted_text(self.hints.author)
        if hinted and len(hinted) < 90:
            byline = read_byline(hinted)
            if byline is not None and byline.kind == "author":
                return byline.names or None
            if names := read_names(hinted):
                return names
        if arranged.bylines:
            return arranged.bylines[0]
        told = [self.marked.meta(*_AUTHORS) or "", " - ".join(self.marked.linked("author")), *self._by_class()]
        site = fold(self.marked.meta("og:site_name") or "") or "\0"
        for name in told:
            if name and fold(name) != site and (byline := read_byline(clean(name))) and byline.kind == "author" and byline.names:
                return byline.names
        return None

    def _by_class(self) -> list[str]:
        return [
            block.text
            for block in self.blocks
            if len(block.text) < 60
            and block.class_matches(re.compile(r"author|tac-?gia|byline|nguoi-?viet", re.IGNORECASE), 1)
        ]

    def _section(self, arranged: Arranged, place: int | None, content: Content) -> str | None:
        hinted = self._hinted_text(self.hints.section)
        if hinted and len(hinted) <= 80:
            return section_of(hinted) or hinted
        if arranged.section:
            return arranged.section
        if told := self.marked.meta(*_SECTIONS) or next(iter(self.marked.linked("articleSection")), None):
            return section_of(told) or clean(told)
        crumbs = [b.text for b in self.blocks if b.class_matches(_BREADCRUMB, 4) and len(b.text) <= 60]
        title = fold(arranged.title or "")
        for crumb in reversed(crumbs):
            last = re.split(r"\s*[»›>/|]\s*", crumb.strip(" »›>/|"))[-1]
            if last and fold(last) not in (title, "trang chủ", "home", "trang nhất") and not is_tool(last):
                return section_of(last) or last
        if place is not None:
            above = self.blocks[max(0, place - 3) : place]
            return next(
                (name for b in reversed(above) if b.link_share < 0.5 or b.is_heading if (name := section_of(b.text))),
                None,
            )
        return None

    def _published_at(self, arranged: Arranged) -> datetime | None:
        printed = list(arranged.stamps)
        hinted = self._hinted_text(self.hints.time)
        first: list[Stamp] = stamps(hinted) if hinted else []
        told = [self.marked.meta(name) for name in _TIMES]
        told += self.marked.linked("datePublished") or self.marked.linked("dateCreated")
        told += [
            e.get("datetime") or e.get("content")
            for e in self.tree.xpath("//*[@itemprop='datePublished']|//time[@datetime]")[:3]
        ]
        marked = [time for value in told if value and (time := read_marked(value))]
        in_number = self.portal.time_in_number(self.page.url) if self.portal else None
        in_address = in_number.replace(tzinfo=VIETNAM) if in_number else read_address(self.page.url)
        if first:
            at = choose([], first, None, self.page.fetched_at)
            if at is not None and first[0].has_clock:
                return at
        return choose(marked, [*first, *printed], in_address, self.page.fetched_at)


def leads_of(blocks: list[Block], leads: set[int]) -> set[int]:
    """Return the blocks that stand in one of the elements (by `id`)."""
    if not leads:
        return set()
    return {i for i, b in enumerate(blocks) if any(id(e) in leads for e in [b.element, *b.ancestors])}
