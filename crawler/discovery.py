"""Article links on section pages, the pages' pagination, the site's own search. Pure functions.

Feeds and sitemaps are read by `feeds`, times by `published`.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import quote, urljoin, urlsplit

from crawler.markup import Node, select, squeezed, words_of
from crawler.portals.portal import Portal
from crawler.portals.urls import article_id, clean_url, host_of, version_folded
from crawler.published import day_in, published_in_url
from crawler.states import Link

MAX_URL = 2000
_NEXT = {
    *("›", "»", ">", ">>", "→", "sau", "next", "xem thêm"),
    *("trang sau", "trang tiếp", "trang kế", "tiếp", "tiếp theo"),
}
_CONTAINERS = {"li", "article", "div", "tr", "td", "section", "h2", "h3", "h4", "p", "figure"}
_TEXT_LENGTH = 800
_DATE_LINE = 45
"""An element with more characters than "Thứ Hai, ngày 04/03/2024 18:48 [GMT+7]" is no date line."""


@dataclass
class Listing:
    """What a list shows.

    `links` to articles, in its order; `next_page`; `refused`: links that are not followed, with the reason; `children`:
    the sitemaps of an index, with the day of their last change.
    """

    links: list[Link] = field(default_factory=list)
    next_page: str | None = None
    refused: list[tuple[str, str]] = field(default_factory=list)
    children: list[tuple[str, str | None]] = field(default_factory=list)


def is_private(host: str) -> bool:
    """Return whether a host is an address, or a name, that is never a portal: loopback, private, link-local."""
    if host in {"localhost", "localhost.localdomain"} or host.endswith((".localhost", ".local", ".internal")):
        return True
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return False


def refusal(url: str, portal: Portal) -> str | None:
    """Return why an address is not to be fetched for a portal; None where it may be."""
    host = host_of(url)
    if not url.lower().startswith(("http://", "https://")) or not host:
        return "not http"
    if is_private(host):
        return "private address"
    if len(url) > MAX_URL:
        return "address too long"
    if not portal.owns(url):
        return "other host"
    return None


def link_to(url: str, portal: Portal, title: str = "", text: str = "", published: str | None = None) -> Link:
    """Return the link to an article of a portal."""
    url = clean_url(url)
    return Link(
        key=article_id(url, portal),
        url=url,
        title=squeezed(title) or None,
        text=squeezed(f"{title} {text}")[:_TEXT_LENGTH],
        published=published or published_in_url(url, portal),
    )


def merged(links: Iterable[Link]) -> list[Link]:
    """Return one link an article: a picture and a headline that lead to the same page are one."""
    by_key: dict[str, Link] = {}
    for link in links:
        known = by_key.get(link.key)
        if known is None:
            by_key[link.key] = link
            continue
        title = max(known.title or "", link.title or "", key=len) or None
        text = known.text if link.text in known.text else f"{known.text} {link.text}".strip()[:_TEXT_LENGTH]
        published, changed = known.published or link.published, known.changed or link.changed
        by_key[link.key] = Link(known.key, known.url, title, text, published, changed)
    return list(by_key.values())


def _anchors(elements: Iterable[Node]) -> Iterator[Node]:
    for element in elements:
        yield from element.iter("a")


def _href(anchor: Node, base: str) -> str | None:
    href = (anchor.get("href") or "").strip()
    if not href or href.startswith(("#", "javascript:", "mailto:", "tel:", "data:")):
        return None
    try:
        return urljoin(base, href)
    except ValueError:
        return None


def _base(root: Node, url: str) -> str:
    href = next(iter(root.xpath("//base/@href")), None)
    try:
        return urljoin(url, href.strip()) if href else url
    except ValueError:
        return url


def _block(anchor: Node, targets: dict[Node, str]) -> Node:
    """Return the largest block that tells of this article alone: its headline, lead and date."""
    own, block = targets[anchor], anchor
    for _ in range(4):
        around = block.getparent()
        if around is None or around.tag not in _CONTAINERS:
            break
        if any(targets.get(other, own) != own for other in around.iter("a")):
            break
        block = around
    return block


def _printed_day(block: Node) -> str | None:
    """Return the day that a block prints by itself; one within a sentence is what the article tells of, not its own."""
    lines = (str(text).strip() for text in block.xpath(".//text()[not(ancestor::a)]"))
    return next(filter(None, (day_in(line) for line in lines if len(line) <= _DATE_LINE)), None)


def section_links(root: Node, url: str, portal: Portal) -> Listing:
    """Return the article links of a section page, with the title, lead and day that it prints of each.

    The portal's `link_selector` says where they stand; where that finds none (a redesign), all links are looked at.
    Links of the shape of an article that lead elsewhere are named with the reason why they are not followed.
    """
    base = _base(root, url)
    targets: dict[Node, str] = {}
    listing = Listing()
    for anchor in root.iter("a"):
        target = _href(anchor, base)
        if target is None:
            continue
        reason = refusal(target, portal)
        if reason is None and portal.is_article(target):
            targets[anchor] = article_id(target, portal)
        elif reason == "private address" or (reason == "other host" and portal.is_article(target)):
            listing.refused.append((target[:MAX_URL], reason))
    chosen = set(_anchors(select(root, portal.link_selector))) if portal.link_selector else set()
    anchors = [a for a in targets if a in chosen] or list(targets)
    found = []
    for anchor in anchors:
        title = words_of(anchor) or anchor.get("title") or next(iter(anchor.xpath(".//img/@alt")), "")
        block = _block(anchor, targets)
        found.append(link_to(_href(anchor, base) or "", portal, title, words_of(block), _printed_day(block)))
    listing.links = merged(found)
    listing.refused = list(dict.fromkeys(listing.refused))
    return listing


def page_url(portal: Portal, section: str, page: int) -> str | None:
    """Return the address of a section's page, the first being 1, where the portal states how pages are addressed."""
    if portal.pagination is None:
        return None
    if page == 1:
        return section
    stem = re.sub(r"\.html?$", "", section.rstrip("/"))
    number = portal.pagination.first + page - 1
    return portal.absolute(portal.pagination.url.format(section=section.rstrip("/"), stem=stem, page=number))


def next_page(root: Node, url: str, portal: Portal, section: str, page: int) -> str | None:
    """Return the address of the page after page number `page` of a section; None at its end.

    As the portal states it; else the page's own rel=next, a link that says "next", or the link with the next number.
    """
    base = _base(root, url)
    stated = page_url(portal, section, page + 1)
    if stated is not None:
        return stated if _leads_on(root, base, portal, section, stated, page) else None
    start = re.sub(r"\.html?$", "", urlsplit(section).path.rstrip("/"))
    ranked: list[tuple[int, str]] = []
    for link in root.iter("link", "a"):
        target = _href(link, base)
        if target is None or target in {url, section} or refusal(target, portal) or portal.is_article(target):
            continue
        words = {words_of(link).lower(), squeezed(link.get("title")).lower()}
        parts = urlsplit(target)
        tail = f"{parts.path.removeprefix(start)}?{parts.query}" if parts.path.startswith(start) else ""
        numbers = {int(number) for number in re.findall(r"\d{1,6}", tail)}
        if "next" in (link.get("rel") or "").split() and tail:
            ranked.append((0, target))
        elif numbers & {page, page + 1} and (words & _NEXT or str(page + 1) in words):
            ranked.append((1 if words & _NEXT else 2, target))
    return clean_url(min(ranked, key=lambda entry: entry[0])[1]) if ranked else None


def _leads_on(root: Node, base: str, portal: Portal, section: str, stated: str, page: int) -> bool:
    """Return whether a page that shows a pager has the stated next page in it; without a pager, it may be there."""
    targets = {version_folded(target) for target in (_href(anchor, base) for anchor in root.iter("a")) if target}
    if version_folded(stated) in targets:
        return True
    others = [page_url(portal, section, number) for number in range(2, page + 3) if number != page + 1]
    return not any(version_folded(other) in targets for other in others if other)


def search_url(portal: Portal, words: str, page: int = 1) -> str | None:
    """Return the address of the portal's own search for some words; None where it is not known."""
    if portal.search is None or (page > 1 and "{page}" not in portal.search):
        return None
    return portal.absolute(portal.search.format(query=quote(words), page=page))
