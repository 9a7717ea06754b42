"""Title, author, section and time of publication of an article, from the portal's hints, its lines and its marks."""

import re
from datetime import datetime

from lxml import etree

from crawler.portals.urls import host_of
from extract.page.bylines import read_byline, read_names
from extract.page.content import Content
from extract.page.furniture import is_tool, section_of
from extract.page.lines import Arranged
from extract.page.published import VIETNAM, choose, read_address, read_marked, stamps
from extract.page.title import find_title
from extract.page.view import View, line_of
from extract.text import clean, fold

_TIMES = (
    "article:published_time", "og:article:published_time", "datepublished", "pubdate", "publishdate",
    "article:published", "published_time", "dc.date.issued", "dc.date", "dcterms.created", "date", "og:pubdate",
    "article:publish", "datecreated",
)  # fmt: skip
_AUTHORS = ("author", "article:author", "dc.creator", "dable:author", "og:article:author")
_SECTIONS = ("article:section", "og:article:section", "articlesection")
_AUTHOR_CLASS = re.compile(r"author|tac-?gia|byline|nguoi-?viet", re.IGNORECASE)
_BREADCRUMB = re.compile(r"crumb|duong-?dan", re.IGNORECASE)
_CRUMB_MARKS = re.compile(r"\s{0,4}[»›>/|]\s{0,4}")
_HOMES = {"trang chủ", "home", "trang nhất"}
_MARKED_TIMES = etree.XPath("//*[@itemprop='datePublished'] | //time[@datetime]")
_LONGEST_HINT = 90  # characters of an author's or a section's name


def title_of(view: View, content: Content) -> tuple[str | None, int | None]:
    """Return the title and the block that holds it; None for the block where only the page's head has the title."""
    for element in view.select(view.hints.title):
        if title := line_of(element):
            return title, view.place_of(element)
    sites = [
        view.marked.meta("og:site_name", "application-name") or "",
        view.portal.name if view.portal else "",
        host_of(view.page.url).removeprefix("www."),
    ]
    return find_title(view.blocks, content, view.marked, view.head_title, sites)


def author_of(view: View, arranged: Arranged) -> str | None:
    """Return who signs the article, several as written; None for nobody by name."""
    hinted = view.hinted_text(view.hints.author) or ""
    if hinted and len(hinted) < _LONGEST_HINT:
        byline = read_byline(hinted)
        if byline is not None and byline.kind == "author":
            return byline.names or None
        if names := read_names(hinted):
            return names
    if arranged.bylines:
        return arranged.bylines[0]
    told = [view.marked.meta(*_AUTHORS) or "", " - ".join(view.marked.linked("author"))]
    told += [b.text for b in view.blocks_named(_AUTHOR_CLASS, 1) if len(b.text) < _LONGEST_HINT]
    site = fold(view.marked.meta("og:site_name") or "")
    for name in told:
        byline = read_byline(clean(name)) if fold(name) != site else None
        if byline is not None and byline.kind == "author" and byline.names:
            return byline.names
    return None


def section_on(view: View, arranged: Arranged, place: int | None) -> str | None:
    """Return the section's name: hinted, a line at the title, marked, the last crumb, a known name above the title."""
    hinted = view.hinted_text(view.hints.section) or ""
    if hinted and len(hinted) < _LONGEST_HINT:
        return section_of(hinted) or hinted
    if arranged.section:
        return arranged.section
    if told := view.marked.meta(*_SECTIONS) or next(iter(view.marked.linked("articleSection")), None):
        return section_of(told) or clean(told)
    title = fold(arranged.title or "")
    for block in reversed(view.blocks_named(_BREADCRUMB, 4)):
        if len(block.text) < _LONGEST_HINT:
            last = _CRUMB_MARKS.split(block.text.strip(" »›>/|"))[-1]
            if last and fold(last) != title and fold(last) not in _HOMES and not is_tool(last):
                return section_of(last) or last
    if place is None:
        return None
    above = [b for b in view.blocks[max(0, place - 3) : place] if b.link_share < 0.5 or b.is_heading]
    return next((name for b in reversed(above) if (name := section_of(b.text))), None)


def published_at(view: View, arranged: Arranged) -> datetime | None:
    """Return the time of publication in Vietnam's zone (see extract.page.published.choose)."""
    fetched_at = view.page.fetched_at
    hinted = stamps(view.hinted_text(view.hints.time) or "")
    if hinted and hinted[0].has_clock and (at := choose([], hinted, None, fetched_at)):
        return at
    told = [view.marked.meta(name) for name in _TIMES]
    told += view.marked.linked("datePublished") or view.marked.linked("dateCreated")
    told += [e.get("datetime") or e.get("content") for e in _MARKED_TIMES(view.tree)[:3]]
    marked = [time for value in told if value and (time := read_marked(value))]
    in_number = view.portal.time_in_number(view.page.url) if view.portal else None
    in_address = in_number.replace(tzinfo=VIETNAM) if in_number else read_address(view.page.url)
    return choose(marked, [*hinted, *arranged.stamps], in_address, fetched_at)
