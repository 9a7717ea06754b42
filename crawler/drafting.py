"""Drafts the TOML of a new portal from its home page: feeds, sitemaps, sections, the shape of articles' addresses.

What is drafted is what the pages show; everything that they do not show is left out, and nothing is enabled.
"""

from __future__ import annotations

import json
import re
import shutil
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urljoin, urlsplit

from warcio.archiveiterator import ArchiveIterator

from crawler.discovery import is_private
from crawler.feeds import robots_of, sitemaps_named
from crawler.markup import Node, parse_html, squeezed, words_of
from crawler.options import CrawlError, CrawlOptions
from crawler.portals.portal import Portal
from crawler.portals.urls import clean_url, fold_host, host_of

HEADLINE_WORDS = 5
"""A link with so many words is taken for a headline, one with fewer for a menu entry."""
LEAST_ARTICLES = 4
"""A shape is learned from so many headlines, at least."""
MOST_SECTIONS = 12

# The shapes of the families in families.toml, the narrow ones first; each names the article's number.
_SHAPES = (
    r"/\d{6}/[^/]+-(?P<id>[0-9a-f]{6,8})(?:/(?:index\.htm)?)?$",
    r"-postid(?P<id>\d+)\.bbg$",
    r"-post(?P<id>\d+)\.\w+$",
    r"-a(?P<id>\d+)\.html$",
    r"-n(?P<id>\d+)\.html$",
    r"-(?P<id>\d+)\.html$",
    r"-(?P<id>\d+)\.htm$",
    r"-(?P<id>\d+)\.(?:ldo|bld|tld|tpo)$",
    r"_(?P<id>\d+)\.html$",
    r"/-/details/\d+/[^/]+-(?P<id>\d+)/?$",
    r"(?i)^/pages/tintuc/(?:[^?]*\?(?:.*&)?tintucID=)?(?P<id>\d+)(?:/[^/?]+\.html$|$|&)",
    r"^/\d+/(?P<id>\d+)/[^/]+\.\w+$",
    r"^/tin-tuc/\d+/(?P<id>\d+)/[^/]+/?$",
    r"\?(?:.*&)?(?:ItemID|id|newsid|art|mabb|p)=(?P<id>\d+)",
    r"-(?P<id>\d{3,})/?$",
    r"/(?P<id>\d{3,})-[^/]+/?$",
)
_FEED_TYPES = {"application/rss+xml", "application/atom+xml"}


@dataclass
class Draft:
    """A drafted portal: what was found, and what could not be."""

    key: str
    name: str
    base_url: str
    article_url: str | None = None
    matched: int = 0
    headlines: int = 0
    sections: list[str] = field(default_factory=list)
    feeds: list[str] = field(default_factory=list)
    sitemaps: list[str] = field(default_factory=list)

    @property
    def remarks(self) -> list[str]:
        """What a person has to look at."""
        remarks = []
        if self.article_url is None:
            remarks.append(f"no shape of articles' addresses could be learned from {self.headlines} headlines")
        else:
            remarks.append(f"the shape of articles' addresses fits {self.matched} of {self.headlines} headlines")
        if not self.feeds and not self.sitemaps:
            remarks.append("neither feeds nor sitemaps are named by the site")
        if not self.sections:
            remarks.append("no sections were found in its menu")
        return remarks

    def to_toml(self) -> str:
        """Return the portal's file. `kind` is a guess by the name of the host; the provinces are to be filled in."""
        lines = [
            f"name = {_quoted(self.name)}",
            f'kind = "{_kind(self.base_url)}"',
            f'base_url = "{self.base_url}"',
            f'hosts = ["{host_of(self.base_url)}"]',
            "enabled = false",
            "",
        ]
        if self.article_url is not None:
            lines.append(f"article_url = '{self.article_url}'")
        for name in ("sections", "feeds", "sitemaps"):
            found = getattr(self, name)
            if found:
                lines.append(f"{name} = {json.dumps(found, ensure_ascii=False)}")
        notes = "Drafted from the home page; " + "; ".join(self.remarks) + "."
        lines += ["", 'evidence = "url"', f"notes = {_quoted(notes)}"]
        return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _kind(url: str) -> str:
    host = host_of(url)
    if re.search(r"(?:^|\.)(?:congan|ca)\w*\.|bocongan", host):
        return "police"
    if re.search(r"congdoan|ldld|liendoanlaodong", host):
        return "union"
    return "government" if host.endswith(".gov.vn") else "newspaper"


def _key(url: str) -> str:
    host = fold_host(host_of(url))
    for ending in (".gov.vn", ".com.vn", ".org.vn", ".vn", ".com", ".example"):
        host = host.removesuffix(ending)
    plain = unicodedata.normalize("NFKD", host).encode("ascii", "ignore").decode()
    key = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")
    return f"{key}_gov" if _kind(url) == "government" else key


def learn_shape(urls: Iterable[str]) -> tuple[str | None, int]:
    """Return the shape that fits most of some addresses, and how many it fits; None where none fits enough.

    Only shapes that name the article's number are learned: a pattern that matches everything would take menus for news.
    """
    addresses = {f"{parts.path}?{parts.query}" if parts.query else parts.path for parts in map(urlsplit, urls)}
    fits = {shape: sum(bool(re.search(shape, address)) for address in addresses) for shape in _SHAPES}
    best = max(fits.values(), default=0)
    if best < LEAST_ARTICLES or best < len(addresses) / 2:
        return None, best
    # Of shapes that fit alike, the narrow one; a wider one only where it fits markedly more.
    return next((shape, count) for shape, count in fits.items() if count >= 0.9 * best)


def draft(url: str, page: str, robots: str = "") -> Draft:
    """Draft the portal whose home page is `page`; `robots` is its robots.txt.

    Raises:
        CrawlError: the page holds no markup.
    """
    root = parse_html(page)
    if root is None:
        raise CrawlError(f"{url}: the home page is empty")
    parts = urlsplit(url)
    base_url = f"{parts.scheme}://{parts.netloc}"
    host = fold_host(host_of(url))
    headlines, menu = _links(root, url, host)
    shape, matched = learn_shape(headlines)
    name = squeezed(root.findtext(".//title")) or host
    drafted = Draft(_key(url), name, base_url, shape, matched, len(headlines))
    probe = Portal(key="draft", name=name, kind="newspaper", base_url=base_url, article_url=shape)
    drafted.sections = [path for path in menu if not probe.is_article(urljoin(url, path))][:MOST_SECTIONS]
    drafted.feeds = _feeds(root, url, host)
    named = re.findall(r"(?im)^[^\S\n]*sitemap:[^\S\n]*(\S+)", robots)
    drafted.sitemaps = [each for each in sitemaps_named(named, robots_of(url)) if fold_host(host_of(each)) == host]
    return drafted


def _links(root: Node, url: str, host: str) -> tuple[list[str], list[str]]:
    """Return the addresses behind headlines, and the paths of the menu's entries, the frequent ones first."""
    headlines: dict[str, None] = {}
    menu: Counter[str] = Counter()
    for anchor in root.iter("a"):
        try:
            target = clean_url(urljoin(url, (anchor.get("href") or "").strip()))
        except ValueError:
            continue
        if fold_host(host_of(target)) != host or is_private(host_of(target)):
            continue
        words = words_of(anchor).split() or (anchor.get("title") or "").split()
        path = urlsplit(target).path
        if len(words) >= HEADLINE_WORDS:
            headlines.setdefault(target)
        elif words and path not in {"", "/"} and path.count("/") <= 3 and not urlsplit(target).query:
            menu[path] += 1
    return list(headlines), [path for path, _ in menu.most_common()]


def _feeds(root: Node, url: str, host: str) -> list[str]:
    named = [link.get("href") for link in root.iter("link") if link.get("type") in _FEED_TYPES]
    named += [a.get("href") for a in root.iter("a") if re.search(r"\.rss$|/rss/[\w-]+", a.get("href") or "")]
    found = dict.fromkeys(clean_url(urljoin(url, href)) for href in named if href)
    return [feed for feed in found if fold_host(host_of(feed)) == host]


def fetch_home(url: str, options: CrawlOptions) -> tuple[str, str, str]:
    """Fetch a site's home page and robots.txt with the manners of every crawl; return address, page and robots.txt.

    `options` gives contact, delay, limits, sample address and registry; its other folders are not used.

    Raises:
        CrawlError: the home page could not be had; the message tells why.
    """
    from crawler.crawl_log import iter_crawl_log
    from crawler.run import crawl

    parts = urlsplit(url if "://" in url else f"https://{url}")
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise CrawlError(f"{url}: not a web address")
    base_url = f"{parts.scheme}://{parts.netloc}"
    sample = parts.hostname.endswith(".example")
    with TemporaryDirectory(prefix="phoihop-draft-") as name:
        folder = Path(name)
        (folder / "portals").mkdir()
        for file in options.registry.glob("[!.]*.toml") if options.registry else ():
            shutil.copy(file, folder / "portals")
        portal = [f'name = "{parts.hostname}"', 'kind = "newspaper"', f'base_url = "{base_url}"', 'sections = ["/"]']
        portal += ["sample = true"] if sample else []
        (folder / "portals" / "draft.toml").write_text("\n".join(portal), encoding="utf-8")
        places = {"archive": folder / "archive", "state": folder / "state", "registry": folder / "portals"}
        crawl(
            options.model_copy(
                update={**places, "portals": ["draft"], "unchecked": True, "mode": "refresh", "pages": 1}
            )
        )
        pages = _archived(folder / "archive")
        if "section" not in pages:
            rows = [row for row in iter_crawl_log(folder / "state") if not row["url"].endswith("/robots.txt")]
            why = rows[-1] if rows else {"outcome": "robots", "detail": "robots.txt is not to be had"}
            raise CrawlError(f"{base_url}: {why['outcome']}: {why['detail']}")
        address, page = pages["section"]
        return address, page, pages.get("robots", ("", ""))[1]


def _archived(folder: Path) -> dict[str, tuple[str, str]]:
    """Return address and text of the last page of each role in an archive."""
    from scrapy.http import HtmlResponse

    pages = {}
    for path in sorted(folder.glob("*.warc.gz")):
        with path.open("rb") as stream:
            for record in ArchiveIterator(stream):
                if record.rec_type in {"response", "resource"}:
                    head = record.rec_headers
                    body = record.content_stream().read()
                    declared = record.http_headers.get_header("Content-Type") if record.http_headers else None
                    text = HtmlResponse("http://x/", body=body, headers={"Content-Type": declared or "text/html"}).text
                    pages[head.get_header("WARC-Phoihop-Role")] = (head.get_header("WARC-Target-URI"), text)
    return pages
