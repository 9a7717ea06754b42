"""What a portal's file states: models that validate it, and what follows from it for addresses and pages."""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import cached_property
from typing import Annotated, Any, Literal
from urllib.parse import urljoin, urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from crawler.portals.urls import canonical_url, fold_host, host_of, version_folded

Kind = Literal["newspaper", "government", "police", "union", "national"]

_FIRST_YEAR = 1997
"""Vietnam went online late in 1997; a number that says an earlier year holds no time."""


def _regex(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as fault:
        raise ValueError(f"not a regular expression: {fault}") from None
    return pattern


Regex = Annotated[str, AfterValidator(_regex)]
Share = Annotated[float, Field(ge=0, le=1)]


class Table(BaseModel):
    """The base of every table here: an unknown key is a fault, not a silent nothing."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class PageHints(Table):
    """Where things stand on an article's page, as CSS selectors; absent where nobody has seen it.

    `time_format` is the printed form in CLDR letters ("dd/MM/yyyy - HH:mm"; `[…]` is optional, `|` divides
    alternatives). `valid_until` is the last day on which pages looked like this; None for the present layout.
    """

    valid_until: date | None = None
    title: str | None = None
    lead: str | None = None
    body: str | None = None
    author: str | None = None
    section: str | None = None
    time: str | None = None
    captions: str | None = None
    remove: list[str] = []
    time_format: str | None = None


class Pagination(Table):
    """How the further pages of a section are addressed.

    `url` is a template with `{section}` (the section's address without a closing slash), `{stem}` (without its
    `.html` or `.htm` as well) and `{page}`; `first` is the number that the site gives to the first page.
    """

    url: str
    first: int = 1

    @model_validator(mode="after")
    def _names_the_page(self) -> Pagination:
        if "{page}" not in self.url:
            raise ValueError("url: has no {page}")
        return self


class Minima(Table):
    """What a portal promises of a refresh; a portal below one of these is put in quarantine.

    `articles`: article links seen on its feeds and first pages, known ones too; `title`, `time`, `body`: the share of
    fetched articles in which each is found.
    """

    articles: int = Field(default=1, ge=0)
    title: Share = 0.9
    time: Share = 0.8
    body: Share = 0.9


class Family(Table):
    """What sites of the same software share. `seen` names the portals on which the markup was read."""

    description: str
    link_selector: str | None = None
    pagination: Pagination | None = None
    seen: list[str] = []
    page: list[PageHints] = []


class Portal(Table):
    """One site. Its TOML states facts only: what is not known is absent."""

    key: str = Field(pattern=r"^[a-z0-9_]+$")
    name: str
    kind: Kind
    province: str | None = None
    province_2025: str | None = None
    base_url: str = Field(pattern=r"^https?://[^/\s]+$")
    hosts: list[str] = []
    other_hosts: list[str] = []
    article_url: Regex | None = None
    skip: list[Regex] = []
    sections: list[str] = []
    feeds: list[str] = []
    sitemaps: list[str] = []
    search: str | None = None
    pagination: Pagination | None = None
    link_selector: str | None = None
    shape: str | None = None
    family: str | None = None
    page: list[PageHints] = []
    id_time: str | None = None
    encoding: str | None = None
    browser: bool = False
    verify_tls: bool = True
    delay: float | None = Field(default=None, ge=0)
    minima: Minima = Minima()
    enabled: bool = False
    checked_on: date | None = None
    sample: bool = False
    evidence: Literal["config", "url", "guess"] | None = None
    notes: str | None = None
    family_hints: list[PageHints] = Field(default=[], exclude=True)

    @model_validator(mode="before")
    @classmethod
    def _has_its_host(cls, table: Any) -> Any:
        if isinstance(table, dict) and not table.get("hosts") and isinstance(table.get("base_url"), str):
            return {**table, "hosts": [host_of(table["base_url"])]}
        return table

    @model_validator(mode="after")
    def _is_consistent(self) -> Portal:
        own = fold_host(host_of(self.base_url))
        if own not in {fold_host(host) for host in self.hosts}:
            raise ValueError(f"hosts: lacks {own}, the host of base_url")
        if self.enabled and not self.sample and self.checked_on is None:
            raise ValueError("enabled: needs checked_on, the day on which `phoihop portals check` passed")
        if self.search is not None and "{query}" not in self.search:
            raise ValueError("search: has no {query}")
        if self.sample and not own.endswith(".example"):
            raise ValueError("sample: a sample portal's host ends in .example")
        if self.article_url and re.compile(self.article_url).groupindex.keys() - {"id"}:
            raise ValueError("article_url: the only group with a name is (?P<id>…)")
        return self

    @cached_property
    def own_hosts(self) -> frozenset[str]:
        """The hosts that are this portal's, old domains too, without `www.`."""
        return frozenset(fold_host(host) for host in self.hosts)

    def owns(self, url: str) -> bool:
        """Return whether the address is on one of this portal's own hosts (sub-domains are not)."""
        return fold_host(host_of(url)) in self.own_hosts

    def absolute(self, path: str) -> str:
        """Return the full address of a section, feed or sitemap given by its path."""
        return urljoin(f"{self.base_url}/", path)

    def hints_on(self, day: date | None) -> PageHints | None:
        """Return where things stand on a page of that day (None: today's layout), own hints before the family's.

        None where neither this portal nor its family has any.
        """
        own, family = _valid_on(self.page, day), _valid_on(self.family_hints, day)
        if own is None or family is None:
            return own or family
        stated = own.model_dump(exclude_defaults=True)
        return PageHints(**{**family.model_dump(), **stated, "remove": [*family.remove, *own.remove]})

    def _match(self, url: str) -> re.Match[str] | None:
        if self.article_url is None or not url:
            return None
        for version in (canonical_url(url), version_folded(url)):
            parts = urlsplit(version)
            whole = f"{parts.path}?{parts.query}" if parts.query else parts.path
            if any(re.search(pattern, whole) for pattern in self.skip):
                return None
            match = re.search(self.article_url, parts.path) or re.search(self.article_url, whole)
            if match:
                return match
        return None

    def is_article(self, url: str) -> bool:
        """Return whether the address has the shape of an article of this portal; its host is not looked at."""
        return self._match(url) is not None

    def article_number(self, url: str) -> str | None:
        """Return the article's own number, None where the address has none or the pattern does not name it."""
        match = self._match(url)
        return match.groupdict().get("id") if match else None

    def time_in_number(self, url: str) -> datetime | None:
        """Return the time (Vietnam's, naive) that the article's number holds where `id_time` says how."""
        number = self.article_number(url) if self.id_time else None
        if number is None or self.id_time is None:
            return None
        length = len(self.id_time.replace("%Y", "0000").replace("%", "0"))
        try:
            time = datetime.strptime(number[:length], self.id_time)  # the wall clock of the portal, so without a zone
        except ValueError:
            return None
        return time if len(number) >= length and time.year >= _FIRST_YEAR else None

    @property
    def markup(self) -> Literal["own", "family", "untested"]:
        """Where the page hints come from: this portal's own facts, its family's, or nowhere."""
        return "own" if self.page else "family" if self.family_hints else "untested"


def _valid_on(hints: list[PageHints], day: date | None) -> PageHints | None:
    """Return the layout in force on a day: the one that ends first on or after it."""
    if day is not None:
        dated = [h for h in hints if h.valid_until is not None and h.valid_until >= day]
        if dated:
            return min(dated, key=lambda h: h.valid_until or date.max)
    return next((h for h in hints if h.valid_until is None), None)
