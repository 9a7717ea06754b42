"""How article links are found: section pages and their pagination, feeds, sitemaps, site search. Pure functions."""

from __future__ import annotations

import gzip
import io
import ipaddress
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import quote, unquote, urljoin, urlsplit

from cssselect import SelectorError
from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from crawler.portals.registry import Portal
from crawler.portals.urls import article_id, clean_url, host_of, version_folded
from crawler.seen import Link

MAX_URL = 2000
_DAY = re.compile(r"(?<![\d/.-])(\d{1,2})[/.-](\d{1,2})[/.-]((?:19|20)\d\d)(?![\d])")
_ISO_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)-(\d\d)-(\d\d)(?!\d)")
_MONTH_IN_PATH = re.compile(r"/((?:19|20)\d\d)-?(0[1-9]|1[0-2])(?=/)")
_MONTH_IN_NAME = re.compile(r"((?:19|20)\d\d)[-_/]?(0[1-9]|1[0-2])(?!\d)")
_NEXT = {
    *("›", "»", ">", ">>", "→", "sau", "next", "xem thêm"),
    *("trang sau", "trang tiếp", "trang kế", "tiếp", "tiếp theo"),
}
_CONTAINERS = {"li", "article", "div", "tr", "td", "section", "h2", "h3", "h4", "p", "figure"}
_TEXT_LENGTH = 800
_FEED_TIMES = ("pubdate", "published", "date", "updated")


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


def parse_html(text: str) -> HtmlElement | None:
    """Return the root of a page, however malformed; None where there is nothing of a page in it."""
    source = text.replace("\0", "").encode("utf-8", "replace")
    if not source.strip():
        return None
    try:
        return document_fromstring(source, parser=HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


def _squeezed(text: str | None) -> str:
    return unicodedata.normalize("NFC", " ".join((text or "").split()))


def day_in(text: str) -> str | None:
    """Return the first day printed in a text as dd/MM/yyyy (or with dots or dashes), in ISO form."""
    for match in _DAY.finditer(text):
        try:
            return date(int(match[3]), int(match[2]), int(match[1])).isoformat()
        except ValueError:
            continue
    return None


def published_in_url(url: str, portal: Portal) -> str | None:
    """Return the day that an address's number holds, or the month in its path; None where it says nothing."""
    time = portal.time_in_number(url)
    if time is not None:
        return time.date().isoformat()
    month = _MONTH_IN_PATH.search(urlsplit(url).path)
    return f"{month[1]}-{month[2]}" if month else None


def published_on_page(root: HtmlElement, portal: Portal) -> str | None:
    """Return the day that an article's page states: in its metadata, else where the portal's hints say that it stands.

    The day is never guessed from other dates on the page: the header of most portals shows today's.
    """
    stated = root.xpath(
        "//meta[@property='article:published_time' or @itemprop='datePublished' or @name='pubdate']/@content"
        " | //*[@itemprop='datePublished']/@datetime"
    )
    for script in root.xpath("//script[@type='application/ld+json']"):
        stated += _json_days(script.text)
    for value in stated:
        match = _ISO_DAY.search(value)
        day = match[0] if match else day_in(value)
        if day:
            return day
    hints = portal.hints_on(None)
    if hints and hints.time:
        for element in _select(root, hints.time):
            day = day_in(element.text_content())
            if day:
                return day
    return None


def _json_days(source: str | None) -> Iterator[str]:
    try:
        data = json.loads(source or "")
    except ValueError:
        return
    graph = data.get("@graph", [data]) if isinstance(data, dict) else data if isinstance(data, list) else []
    for node in graph if isinstance(graph, list) else []:
        if isinstance(node, dict) and isinstance(node.get("datePublished"), str):
            yield node["datePublished"]


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
        title=_squeezed(title) or None,
        text=_squeezed(f"{title} {text}")[:_TEXT_LENGTH],
        published=published or published_in_url(url, portal),
    )


def _merged(links: Iterable[Link]) -> list[Link]:
    """One link an article: a picture and a headline that lead to the same page are one."""
    merged: dict[str, Link] = {}
    for link in links:
        known = merged.get(link.key)
        if known is None:
            merged[link.key] = link
            continue
        title = max(known.title or "", link.title or "", key=len) or None
        text = known.text if link.text in known.text else f"{known.text} {link.text}".strip()[:_TEXT_LENGTH]
        merged[link.key] = Link(known.key, known.url, title, text, known.published or link.published)
    return list(merged.values())


def _select(root: HtmlElement, selector: str) -> list[HtmlElement]:
    try:
        return root.cssselect(selector)
    except SelectorError:
        return []


def _anchors(elements: Iterable[HtmlElement]) -> Iterator[HtmlElement]:
    for element in elements:
        yield from element.iter("a")


def _href(anchor: HtmlElement, base: str) -> str | None:
    href = (anchor.get("href") or "").strip()
    if not href or href.startswith(("#", "javascript:", "mailto:", "tel:", "data:")):
        return None
    try:
        return urljoin(base, href)
    except ValueError:
        return None


def _base(root: HtmlElement, url: str) -> str:
    href = next(iter(root.xpath("//base/@href")), None)
    try:
        return urljoin(url, href.strip()) if href else url
    except ValueError:
        return url


def _around(anchor: HtmlElement, targets: dict[HtmlElement, str]) -> str:
    """Return the words of the smallest block that tells of this article alone: its headline, lead and date."""
    own, text = targets[anchor], anchor.text_content()
    block = anchor.getparent()
    for _ in range(4):
        if block is None or block.tag not in _CONTAINERS:
            break
        if any(targets.get(other, own) != own for other in block.iter("a")):
            break
        text = block.text_content()
        block = block.getparent()
    return str(text)


def section_links(root: HtmlElement, url: str, portal: Portal) -> Listing:
    """Return the article links of a section page, with the title, lead and day that it prints of each.

    The portal's `link_selector` says where they stand; where that finds none (a redesign), all links are looked at.
    Links of the shape of an article that lead elsewhere are named with the reason why they are not followed.
    """
    base = _base(root, url)
    targets: dict[HtmlElement, str] = {}
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
    chosen = set(_anchors(_select(root, portal.link_selector))) if portal.link_selector else set()
    anchors = [a for a in targets if a in chosen] or list(targets)
    found = []
    for anchor in anchors:
        title = _squeezed(anchor.text_content()) or anchor.get("title") or next(iter(anchor.xpath(".//img/@alt")), "")
        around = _around(anchor, targets)
        found.append(link_to(_href(anchor, base) or "", portal, title, around, day_in(around)))
    listing.links = _merged(found)
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


def next_page(root: HtmlElement, url: str, portal: Portal, section: str, page: int) -> str | None:
    """Return the address of the page after page number `page` of a section; None at its end.

    As the portal states it; else the page's own rel=next, a link that says "next", or the link with the next number.
    """
    base = _base(root, url)
    stated = page_url(portal, section, page + 1)
    if stated is not None:
        return stated if _leads_on(root, base, portal, section, stated, page) else None
    related = root.xpath("//link[@rel='next']/@href | //a[contains(concat(' ', @rel, ' '), ' next ')]/@href")
    candidates = [urljoin(base, str(href)) for href in related]
    numbered = []
    for anchor in root.iter("a"):
        target = _href(anchor, base)
        if target is None:
            continue
        words = _squeezed(anchor.text_content()).lower()
        if words in _NEXT or _squeezed(anchor.get("title")).lower() in _NEXT:
            candidates.append(target)
        elif words == str(page + 1):
            numbered.append(target)
    home = urlsplit(section)
    for target in candidates + numbered:
        parts = urlsplit(target)
        inside = parts.path.startswith(re.sub(r"\.html?$", "", home.path.rstrip("/")))
        if not inside or target in {url, section} or portal.is_article(target):
            continue
        if refusal(target, portal) is None:
            return clean_url(target)
    return None


def _leads_on(root: HtmlElement, base: str, portal: Portal, section: str, stated: str, page: int) -> bool:
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


def _xml(body: bytes) -> etree._Element | None:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, remove_comments=True)
    try:
        return etree.fromstring(body.lstrip(), parser=parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname.lower() if isinstance(element.tag, str) else ""


def _day_of(text: str) -> str | None:
    """Return the day in a feed's or sitemap's time: ISO 8601, RFC 822, or the M/d/yyyy that one portal prints."""
    text = text.strip()
    iso = _ISO_DAY.match(text)
    if iso:
        return iso[0]
    try:
        return parsedate_to_datetime(text).date().isoformat()
    except (ValueError, TypeError, IndexError):
        pass
    try:
        return datetime.strptime(text.split(" ")[0], "%m/%d/%Y").date().isoformat()
    except ValueError:
        return None


def feed_links(body: bytes, url: str, portal: Portal) -> Listing | None:
    """Return the articles of an RSS or Atom feed; None where the body is no feed."""
    root = _xml(body)
    if root is None or _name(root) not in {"rss", "feed", "rdf"}:
        return None
    listing = Listing()
    found = []
    for item in (e for e in root.iter() if _name(e) in {"item", "entry"}):
        values: dict[str, str] = {}
        for child in item:
            name = _name(child)
            value = child.get("href") if name == "link" and child.get("href") else "".join(child.itertext())
            if name != "link" or child.get("rel", "alternate") == "alternate":
                values.setdefault(name, _squeezed(value))
        target = urljoin(url, values.get("link") or values.get("guid") or "")
        reason = refusal(target, portal)
        if reason is not None:
            listing.refused.append((target[:MAX_URL], reason))
        elif portal.is_article(target):
            lead = re.sub(r"<[^>]*>", " ", values.get("description") or values.get("summary") or "")
            stamp = next((values[name] for name in _FEED_TIMES if values.get(name)), "")
            found.append(link_to(target, portal, values.get("title", ""), lead, _day_of(stamp)))
    listing.links = _merged(found)
    return listing


def sitemap_links(body: bytes, url: str, portal: Portal) -> Listing | None:
    """Return the articles of a sitemap, or the sitemaps of an index with their `lastmod`; None where it is neither."""
    root = _xml(body)
    if root is None or _name(root) not in {"urlset", "sitemapindex"}:
        return None
    listing = Listing()
    found = []
    for entry in root:
        values = {_name(child): _squeezed(child.text) for child in entry.iter() if _name(child)}
        target = urljoin(url, values.get("loc", ""))
        reason = refusal(target, portal)
        if reason is not None:
            listing.refused.append((target[:MAX_URL], reason))
        elif _name(entry) == "sitemap":
            listing.children.append((target, _day_of(values.get("lastmod", ""))))
        elif portal.is_article(target):
            day = _day_of(values.get("publication_date", ""))
            found.append(link_to(target, portal, values.get("title", ""), published=day))
    listing.links = _merged(found)
    return listing


def gunzipped(body: bytes, limit: int) -> bytes | None:
    """Return the body, unzipped where it is a gzip file (sitemap.xml.gz); None where that fails or is too large."""
    if not body.startswith(b"\x1f\x8b"):
        return body
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(body)) as stream:
            plain = stream.read(limit + 1)
    except (OSError, EOFError, ValueError):
        return None
    return plain if len(plain) <= limit else None


def month_in_name(url: str) -> str | None:
    """Return the month that a sitemap's own address names ("…/sitemap-2024-03.xml"), as "2024-03"."""
    names = _MONTH_IN_NAME.findall(urlsplit(url).path.rsplit("/", 1)[-1])
    return "-".join(names[0]) if names else None


def is_before(published: str | None, since: date | None) -> bool:
    """Return whether a day or month of publication lies wholly before `since`; an unknown one does not."""
    return bool(published and since and published < since.isoformat()[: len(published)])


def _plain(text: str) -> str:
    """Letters without marks, everything else a hyphen: as addresses spell words."""
    low = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return re.sub(r"[^a-z0-9]+", "-", "".join(c for c in low if not unicodedata.combining(c))).strip("-")


class SubjectWords:
    """The words of a subject, looked for in what a list says of an article, and in the article's address."""

    def __init__(self, words: Iterable[str]) -> None:
        """Without words, every article may matter."""
        known = sorted({_squeezed(word).lower() for word in words if word.strip()}, key=len, reverse=True)
        self._written = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, known))})(?!\w)") if known else None
        plain = sorted({_plain(word) for word in known} - {""}, key=len, reverse=True)
        self._spelt = re.compile(rf"(?<![a-z0-9])(?:{'|'.join(plain)})(?![a-z0-9])") if plain else None

    def may_matter(self, link: Link) -> bool:
        """Return whether the article may be on the subject; one of which nothing is told may be."""
        if self._written is None or self._spelt is None:
            return True
        slug = _plain(unquote(urlsplit(link.url).path))
        if self._written.search(link.text.lower()) or self._spelt.search(slug):
            return True
        return not link.text and len(re.findall(r"[a-z]{2,}", slug)) < 4
