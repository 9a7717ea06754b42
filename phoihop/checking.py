"""Live checks of portals: a small crawl with all its manners, looked at line by line.

What is asked for goes to a folder of its own and is thrown away: a check tells whether a portal's file is right, it
collects nothing.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urljoin

from crawler import discovery
from crawler.crawl_log import iter_crawl_log
from crawler.drafting import HEADLINE_WORDS, learn_shape
from crawler.markup import parse_html, words_of
from crawler.options import CrawlOptions, PortalSummary
from crawler.portals.portal import Portal
from crawler.portals.registry import Registry, load_registry
from crawler.portals.urls import clean_url
from extract.article import Article, NoArticle, read_article
from extract.page.charset import UndecodableError, decode
from extract.page.markup import UnreadableError, parse
from extract.page.view import View
from extract.warc_reader import Page, archives, read_pages

if TYPE_CHECKING:
    from crawler.markup import Node

SAMPLED = 6
"""So many articles of a portal are looked at."""
SHORTEST_BODY = 300
"""A sampled body is plausible from so many characters."""
_SHARE_OF_LINKS = 0.5

Verdict = Literal["ok", "note", "fails"]


@dataclass(frozen=True)
class Line:
    """One thing that was asked, and the answer; a `note` is for people to look at and fails nothing."""

    asked: str
    verdict: Verdict
    answer: str


@dataclass
class Check:
    """What a check of a portal found."""

    key: str
    lines: list[Line] = field(default_factory=list)

    @property
    def passed(self) -> bool:
        """Whether nothing failed."""
        return all(line.verdict != "fails" for line in self.lines)

    def add(self, asked: str, verdict: Verdict | bool, answer: str) -> None:
        """Add a line; True is ok, False fails."""
        if isinstance(verdict, bool):
            verdict = "ok" if verdict else "fails"
        self.lines.append(Line(asked, verdict, answer))

    def as_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        return {"key": self.key, "passed": self.passed, "lines": [asdict(line) for line in self.lines]}


def check_portals(keys: Sequence[str], options: CrawlOptions) -> list[Check]:
    """Check portals live, all at the same time, each at its own pace; return a check each, in the order of `keys`.

    Args:
        keys: keys in the registry.
        options: manners, contact, sample address and registry of the crawl; its folders are not used.

    Raises:
        CrawlUsageError: an unknown key, no contact, a sample portal without the address of its server.
        CrawlError: the crawl could not be made.
    """
    from crawler.run import crawl

    registry = load_registry(options.registry)
    portals = [registry.portals[key] for key in keys if key in registry.portals]
    lists = max((len([*p.feeds, *p.sitemaps, *p.sections]) for p in portals), default=0)
    with TemporaryDirectory(prefix="phoihop-check-") as name:
        folder = Path(name)
        small = {
            "archive": folder / "archive",
            "state": folder / "state",
            "portals": list(keys),
            "unchecked": True,
            "everything": True,
            "mode": "refresh",
            "pages": 1,
            "portal_budget": lists + SAMPLED + 2,  # and robots.txt, and a redirect
        }
        summary = crawl(options.model_copy(update=small))
        log = list(iter_crawl_log(folder / "state"))
        pages = [page for page in _pages(folder / "archive") if page.record_type != "revisit"]
        return [
            _Looked(
                registry.portals[key],
                registry,
                summary.portals.get(key, PortalSummary()),
                [row for row in log if row["portal"] == key],
                [page for page in pages if _is_of(page, registry.portals[key], registry)],
            ).check()
            for key in keys
        ]


def _pages(folder: Path) -> Iterator[Page]:
    for archive in archives([folder]) if any(folder.glob("*.warc.gz")) else ():
        yield from (page for page in read_pages(archive) if isinstance(page, Page))


def _is_of(page: Page, portal: Portal, registry: Registry) -> bool:
    owner = registry.for_url(page.url)
    return owner is not None and owner.key == portal.key


class _Looked:
    """What a small crawl of one portal gave: the crawl's summary, the rows of its log, the pages."""

    def __init__(
        self,
        portal: Portal,
        registry: Registry,
        summary: PortalSummary,
        log: Sequence[dict[str, Any]],
        pages: Sequence[Page],
    ) -> None:
        self._portal, self._registry, self._summary, self._log = portal, registry, summary, log
        self._lists = [page for page in pages if page.role == "section"]
        self._articles = [page for page in pages if page.role == "article"]

    def check(self) -> Check:
        """Ask everything."""
        check = Check(self._portal.key)
        if self._reachable(check):
            self._robots(check)
            self._sections(check)
            self._pattern(check)
            self._article(check)
        return check

    def _reachable(self, check: Check) -> bool:
        answers = [row for row in self._log if row["status"] is not None]
        good = [row for row in answers if row["status"] < 400]
        if good:
            check.add("reachable", True, f"{good[0]['url']} answers with {good[0]['status']}")
            return True
        last = (answers or [row for row in self._log if row["outcome"] not in ("filtered", "robots")])[-1:]
        forbidden = any(row["outcome"] == "robots" for row in self._log)
        why = last[0]["detail"] if last else self._summary.left_alone
        if forbidden and not last:
            why = "robots.txt allows nothing of what its file lists, or is not to be had"
        check.add("reachable", False, f"{self._portal.base_url}: {why or 'nothing to ask for: no sections, no feeds'}")
        return False

    def _robots(self, check: Check) -> None:
        refused = sorted({row["url"] for row in self._log if row["outcome"] == "robots"})
        shown = ", ".join(refused[:3]) + (f" and {len(refused) - 3} more" if len(refused) > 3 else "")
        check.add("robots allows", not refused, f"robots.txt forbids {shown}" if refused else "everything asked for")

    def _sections(self, check: Check) -> None:
        portal = self._portal
        counts = {page.url: len(self._links(page).links) for page in self._lists}
        for path in [*portal.feeds, *portal.sitemaps, *portal.sections]:
            url = portal.absolute(path)
            rows = [row for row in self._log if row["url"] == url]
            if url in counts:
                check.add(f"list {path}", "ok" if counts[url] else "note", f"{counts[url]} articles")
            elif not rows:
                check.add(f"list {path}", "note", "was not asked for")
            elif rows[-1]["outcome"] == "archived":
                empty = any(remark.startswith(f"{url} lists no article") for remark in self._summary.remarks)
                check.add(f"list {path}", "note" if empty else "ok", "no articles" if empty else "has articles")
            else:
                told = f"{rows[-1]['outcome']}: {rows[-1]['detail'] or ''}"
                check.add(f"list {path}", "ok" if rows[-1]["outcome"] == "redirect" else "note", told)
        listed, least = self._summary.listed, portal.minima.articles
        check.add("sections list articles", listed >= max(least, 1), f"{listed} in all, its file promises {least}")

    def _links(self, page: Page) -> discovery.Listing:
        root = _tree(page)
        return discovery.Listing() if root is None else discovery.section_links(root, page.url, self._portal)

    def _pattern(self, check: Check) -> None:
        """Whether what looks like a headline on a list leads where the portal's pattern sees an article."""
        headlines = {url for page in self._lists for url in self._headlines(page)}
        if not headlines:
            if self._lists:
                check.add("links match the pattern", "note", "no headlines were seen on its sections")
            return
        matched = {url for url in headlines if self._portal.is_article(url)}
        answer = f"{len(matched)} of {len(headlines)} headlines"
        shape, fits = learn_shape(headlines)
        better = shape is not None and fits > len(matched)
        if better:
            answer += f"; {fits} look like {shape}"
        elif headlines - matched:
            answer += f"; not, for example, {min(headlines - matched)}"
        few = len(matched) < _SHARE_OF_LINKS * len(headlines)
        check.add("links match the pattern", "fails" if better or not matched else "note" if few else "ok", answer)
        numbered = sum(self._portal.article_number(url) is not None for url in matched)
        if numbered < len(matched):
            check.add("numbers of articles", "note", f"the pattern names the number of {numbered} of {len(matched)}")

    def _headlines(self, page: Page) -> Iterator[str]:
        root = _tree(page)
        lists = {clean_url(self._portal.absolute(path)) for path in self._portal.sections}
        for anchor in root.iter("a") if root is not None else ():
            href = (anchor.get("href") or "").strip()
            try:
                url = clean_url(urljoin(page.url, href))
            except ValueError:
                continue
            told = len(words_of(anchor).split()) >= HEADLINE_WORDS and not href.startswith("#") and url not in lists
            if told and discovery.refusal(url, self._portal) is None:
                yield url

    def _article(self, check: Check) -> None:
        if not self._articles:
            told = Counter(row["outcome"] for row in self._log)
            outcomes = ", ".join(f"{count} {outcome}" for outcome, count in sorted(told.items()))
            check.add("a sampled article", False, f"none was had ({outcomes})")
            return
        read: list[Article] = []
        for page in self._articles:
            try:
                read.append(read_article(page, self._registry))
            except NoArticle as fault:
                check.add("a sampled article", "note", f"{page.url}: {fault}")
        minima = self._portal.minima
        bodies = [article for article in read if len(article.text) >= SHORTEST_BODY]
        lengths = sorted(len(article.text) for article in read)
        span = f" ({lengths[0]:,} to {lengths[-1]:,} characters)" if lengths else ""
        for measure, found, of, least in (
            ("title", sum(bool(article.title) for article in read), len(read), minima.title),
            ("time", sum(article.published_at is not None for article in read), len(read), minima.time),
            ("body", len(bodies), len(self._articles), minima.body),
        ):
            # Rounded down: of six pages one may be odd.
            answer = f"{found} of {of} sampled articles{span if measure == 'body' else ''}"
            check.add(f"sampled articles have a {measure}", found >= max(1, int(least * of)), answer)
        for article in read[:1]:
            when = f"{article.published_at:%Y-%m-%d %H:%M}" if article.published_at else "no time"
            check.add("for example", "note", f"{article.title or 'no title'} · {when} · {article.url}")
        self._hints(check)
        hard = Counter(row["outcome"] for row in self._log)["needs_browser"]
        if hard:
            check.add("hard pages", "note", f"{hard} need a browser (extra `browser`, `browser = true` in its file)")

    def _hints(self, check: Check) -> None:
        """Name the page hints that select nothing on any sampled page: markup that has changed, or was a guess."""
        views = [View(tree, page, self._portal) for page in self._articles if (tree := _parsed(page)) is not None]
        for name in ("title", "lead", "body", "author", "section", "time", "captions"):
            hints = {getattr(view.hints, name) for view in views} - {None}
            if hints and not any(view.select(getattr(view.hints, name)) for view in views):
                check.add(f"hint {name}", "note", f"{min(hints)} selects nothing on {len(views)} sampled pages")


def _text(page: Page) -> str | None:
    try:
        return decode(page.body, page.charset)
    except UndecodableError:
        return None


def _tree(page: Page) -> "Node | None":
    """Return a page's tree as the crawler sees it."""
    text = _text(page)
    return parse_html(text) if text else None


def _parsed(page: Page) -> Any:
    """Return a page's tree as the extraction sees it, None where it cannot be read."""
    text = _text(page)
    try:
        return parse(text) if text else None
    except UnreadableError:
        return None


MARKS = {"ok": "✓", "note": "·", "fails": "✗"}


def check_text(check: Check) -> str:
    """Return a check for people."""
    width = max((len(line.asked) for line in check.lines), default=0)
    lines = [f"  {MARKS[line.verdict]} {line.asked:{width}}  {line.answer}" for line in check.lines]
    return "\n".join([f"{check.key}: {'passed' if check.passed else 'FAILED'}", *lines])
