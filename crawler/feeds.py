"""Article links in feeds and sitemaps. Pure functions."""

from __future__ import annotations

import gzip
import io
import re
from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import urljoin, urlsplit

from lxml import etree

from crawler.discovery import MAX_URL, Listing, link_to, merged, refusal
from crawler.markup import squeezed
from crawler.portals.portal import Portal
from crawler.published import day_of_stamp

_TAG = re.compile(r"<[^<>]*>")
_TIMES = ("pubdate", "published", "date", "updated")


def _xml(body: bytes) -> etree._Element | None:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, remove_comments=True)
    try:
        return etree.fromstring(body.lstrip(), parser=parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname.lower() if isinstance(element.tag, str) else ""


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
                values.setdefault(name, squeezed(value))
        target = urljoin(url, values.get("link") or values.get("guid") or "")
        reason = refusal(target, portal)
        if reason is not None:
            listing.refused.append((target[:MAX_URL], reason))
        elif portal.is_article(target):
            lead = _TAG.sub(" ", values.get("description") or values.get("summary") or "")
            stamp = next((values[name] for name in _TIMES if values.get(name)), "")
            found.append(link_to(target, portal, values.get("title", ""), lead, day_of_stamp(stamp)))
    listing.links = merged(found)
    return listing


def robots_of(url: str) -> str:
    """Return the address of the robots.txt that an address falls under."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/robots.txt"


def sitemaps_named(lines: Iterable[str], robots: str) -> list[str]:
    """Return the sitemaps that the `Sitemap:` lines of a robots.txt at `robots` name, each once.

    RFC 9309 asks for whole addresses; a path is what some portals write, and is resolved against robots.txt's own.
    Which of them may be fetched is not decided here.
    """
    found = []
    for line in filter(None, map(str.strip, lines)):
        try:
            found.append(urljoin(robots, line))
        except ValueError:  # no address at all: "http://[…"
            continue
    return list(dict.fromkeys(found))


def sitemap_links(body: bytes, url: str, portal: Portal) -> Listing | None:
    """Return the articles of a sitemap, or the sitemaps of an index with their `lastmod`; None where it is neither."""
    root = _xml(body)
    if root is None or _name(root) not in {"urlset", "sitemapindex"}:
        return None
    listing = Listing()
    found = []
    for entry in root:
        values = {_name(child): squeezed(child.text) for child in entry.iter() if _name(child)}
        target = urljoin(url, values.get("loc", ""))
        reason = refusal(target, portal)
        if reason is not None:
            listing.refused.append((target[:MAX_URL], reason))
        elif _name(entry) == "sitemap":
            listing.children.append((target, day_of_stamp(values.get("lastmod", ""))))
        elif portal.is_article(target):
            day = day_of_stamp(values.get("publication_date", ""))
            link = link_to(target, portal, values.get("title", ""), published=day)
            found.append(replace(link, changed=day_of_stamp(values.get("lastmod", ""))))
    listing.links = merged(found)
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
