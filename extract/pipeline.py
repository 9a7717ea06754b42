"""One text or one page to its facts and rows: a pure function, without network, clock or randomness."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from crawler.portals.portal import Portal
from crawler.portals.registry import Registry
from crawler.portals.urls import host_of
from extract.article import Article, NoArticle, read_article
from extract.document import Context, Document
from extract.facts.base import Issue
from extract.issues import issue_row
from extract.month import month_of
from extract.reading import Reading, read_document, read_setting, read_text
from extract.rows import rows_of
from extract.sift import Sieve
from extract.subject import ANY, DEFAULT, load_subject
from extract.tables import Row, Rows
from extract.versions import extractor_version
from extract.warc_reader import Archive, Fault, Page, read_pages

log = logging.getLogger(__name__)

Fate = Literal["article", "sifted", "issue"]


@dataclass
class PageRows:
    """What became of a page: an article with its rows, a row of `sifted`, or a row of `issues`.

    `row` is that of `sifted` or `issues`; `rows` are those of all other tables. `site` is the portal's key, or the host
    of a site that is not in the registry. `is_page` is False for a fault of the archive that is no page.
    """

    fate: Fate
    site: str
    url: str
    rows: Rows = field(default_factory=dict)
    row: Row = field(default_factory=dict)
    is_page: bool = True


@dataclass(frozen=True)
class Reader:
    """Reads pages to rows.

    Of an article that turns out, once its text is known, to lack the words of a side of the subject, the row in
    `articles` is all that is made.

    Attributes:
        registry: the portals.
        subject: key of a subject, or `any` to read every page.
        portals: keys of the portals whose pages are read; empty for all pages.
    """

    registry: Registry
    subject: str = DEFAULT
    portals: frozenset[str] = frozenset()

    @cached_property
    def _sieve(self) -> Sieve | None:
        return None if self.subject == ANY else Sieve(load_subject(self.subject))

    @cached_property
    def _versions(self) -> dict[str | None, str]:
        return {}

    @cached_property
    def _sites(self) -> dict[str, tuple[Portal | None, str]]:
        return {}

    def _site(self, url: str) -> tuple[Portal | None, str]:
        """The portal of an address, None for an unknown site; the portal's key, or the site's host."""
        start = "/".join(url.split("/", 3)[:3])  # its host with what stands before: what a portal is told by
        if start not in self._sites:
            portal = self.registry.for_url(start)
            self._sites[start] = portal, portal.key if portal else host_of(start)
        return self._sites[start]

    def read_archive(self, archive: Archive, start: int = 0, stop: int | None = None) -> Iterator[PageRows]:
        """Yield what becomes of each page of `archive` whose record begins in [start, stop).

        An error that one page raises becomes that page's row of `issues`. Raises ArchiveError.
        """
        for found in read_pages(archive, start, stop):
            if isinstance(found, Fault):
                yield _of_fault(found)
            elif result := self.read_page(found):
                yield result

    def read_page(self, page: Page) -> PageRows | None:
        """Return what becomes of `page`, None for one that is not asked for: another portal's, or a list of links."""
        portal, site = self._site(page.url)
        if (self.portals and (portal is None or portal.key not in self.portals)) or page.role not in (None, "article"):
            return None
        stage = "sift"
        try:
            if self._sieve and (rule := self._sieve.put_aside(page)):
                return PageRows("sifted", site, page.url, row=_sifted_row(page, rule, portal))
            stage = "article"
            article = read_article(page, self.registry)
            stage = "facts"
            known_other = self._sieve is not None and self._sieve.lacks(article.text) is not None
            reading = (read_setting if known_other else read_document)(document_of(article), self.subject)
            stage = "rows"
            key = portal.key if portal else None
            if key not in self._versions:
                self._versions[key] = extractor_version(portal)
            return PageRows("article", site, page.url, rows=rows_of(article, reading, self._versions[key]))
        except NoArticle as fault:
            return _failed(page, site, stage, fault.reason, str(fault))
        except Exception as fault:  # whatever a page does to a rule or a library, the next page is read
            log.debug("%s: %s", page.url, stage, exc_info=True)
            return _failed(page, site, stage, "failed", f"{type(fault).__name__}: {fault}")


def document_of(article: Article) -> Document:
    """Return `article` as a text ready to be read."""
    context = Context(
        article.published_at, article.province, article.province_2025, article.portal, article.portal_kind
    )
    return Document(article.text, article.parts, context)


def _sifted_row(page: Page, rule: str, portal: Portal | None) -> Row:
    return {
        "url": page.url,
        "archive": page.archive,
        "archive_offset": page.offset,
        "rule": rule,
        "portal": portal.key if portal else None,
        "month": month_of(page, portal),
    }


def _failed(page: Page, site: str, stage: str, kind: str, detail: str) -> PageRows:
    row = issue_row(page.url, stage, Issue(kind, f"{detail} ({page.archive} at byte {page.offset})"))
    return PageRows("issue", site, page.url, row=row)


def _of_fault(fault: Fault) -> PageRows:
    url = fault.url or fault.archive
    row = issue_row(url, fault.stage, Issue(fault.kind, fault.detail))
    return PageRows("issue", host_of(url), url, row=row, is_page=fault.url is not None)


__all__ = ["Fate", "PageRows", "Reader", "Reading", "document_of", "read_document", "read_text"]
