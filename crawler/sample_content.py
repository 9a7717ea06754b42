"""The sample portals' content: article files and templates to the pages of a site.

A site is a folder: `site.toml` (names, sections, address shapes, faults), `articles/*.md` (TOML between two lines of
`+++`, then the body in a small markup) and Jinja2 templates. The same files always give the same bytes.
"""

import base64
import html
import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Literal, TypeVar
from urllib.parse import parse_qsl, quote, urlencode

import jinja2
from pydantic import BaseModel, ConfigDict, ValidationError

from crawler.sample_text import Block, break_markup, inline, print_time, read_blocks, slugify, to_windows_1258, typed

_XML = "application/xml; charset=utf-8"
_ADDRESS_FIELD = re.compile(r"\{(\w+)\}")


class SampleError(Exception):
    """The sample content is missing or wrong; the message names the file."""

    exit_code = 2


class Strict(BaseModel):
    """A model that knows no other keys than its own."""

    model_config = ConfigDict(extra="forbid", frozen=True)


_Model = TypeVar("_Model", bound=Strict)


class Article(Strict):
    """An article's front matter, with its body.

    Attributes:
        id: the number in its address.
        section: the slug of a section of the site.
        published: local time, with its zone.
        byline: the author's line as printed; `author` where it is absent.
        relevant: whether a reader finds it to be on co-operation of police and trade union; absent where that is moot.
        dateline: what the newspaper prints before the first sentence, such as "(VL) - ".
        former: addresses that now redirect here.
        charset: the page's encoding, declared in its head and in Content-Type.
        content_type: a Content-Type header of its own (a wrong one, say).
        typed: how the text was typed in: composed, decomposed (NFD), or with an editor's HTML entities.
        broken: served as tag soup.
        scrambled: the body is put together by a script in the browser.
    """

    id: str
    title: str
    section: str
    published: datetime
    slug: str = ""
    author: str = ""
    byline: str = ""
    relevant: bool | None = None
    lead: str = ""
    dateline: str = ""
    tags: tuple[str, ...] = ()
    former: tuple[str, ...] = ()
    charset: str = "utf-8"
    content_type: str = ""
    typed: Literal["NFC", "NFD", "entities"] = "NFC"
    broken: bool = False
    scrambled: bool = False
    template: str = "article.html"
    body: str = ""


class Section(Strict):
    """A section of a site; `extra` are links on its first page that lead elsewhere: title and address."""

    slug: str
    name: str
    id: str = ""
    extra: tuple[tuple[str, str], ...] = ()


class Fault(Strict):
    """A path that answers with `status` for its first `times` requests (always, where `times` is 0)."""

    path: str
    status: int
    times: int = 0
    body: str = ""


class SiteConfig(Strict):
    """What `site.toml` says. Address shapes hold {id}, {slug}, {Slug}, {section}, {section_id}, {yyyymm}, {page}."""

    name: str
    host: str
    aliases: tuple[str, ...] = ()
    province: str = ""
    article_path: str
    section_path: str
    next_path: str
    first_page: int = 1
    per_page: int = 5
    time_format: str
    today: datetime
    sections: tuple[Section, ...]
    query_keys: tuple[str, ...] = ()
    variants: dict[str, str] = {}
    feed_path: str = ""
    feed_length: int = 20
    sitemap_path: str = ""
    tracking: str = ""
    validators: tuple[Literal["etag", "last_modified"], ...] = ("etag", "last_modified")
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True)
class Page:
    """A page as it goes over the wire."""

    body: bytes
    content_type: str = "text/html; charset=utf-8"
    modified: datetime | None = None
    location: str = ""


def _load(model: type[_Model], path: Path, data: dict[str, object]) -> _Model:
    try:
        return model.model_validate(data)
    except ValidationError as error:
        fault = error.errors()[0]
        raise SampleError(f"{path}: {'.'.join(map(str, fault['loc']))}: {fault['msg']}") from error


def read_article(path: Path) -> Article:
    """Read an article file. Raises SampleError, naming the file and the key, where it is wrong."""
    _, fence, rest = path.read_text(encoding="utf-8").partition("+++\n")
    head, closing, body = rest.partition("\n+++\n")
    if not fence or not closing:
        raise SampleError(f"{path}: no front matter between two lines of +++")
    try:
        data = tomllib.loads(head)
    except tomllib.TOMLDecodeError as error:
        raise SampleError(f"{path}: {error}") from error
    article = _load(Article, path, {**data, "body": body.strip()})
    return article if article.slug else article.model_copy(update={"slug": slugify(article.title)})


class Site:
    """One sample portal: its articles and the page of each of its addresses."""

    def __init__(self, folder: Path) -> None:
        try:
            data = tomllib.loads((folder / "site.toml").read_text(encoding="utf-8"))
        except tomllib.TOMLDecodeError as error:
            raise SampleError(f"{folder / 'site.toml'}: {error}") from error
        self.folder = folder
        self.config = _load(SiteConfig, folder / "site.toml", data)
        self.sections = {section.slug: section for section in self.config.sections}
        found = [read_article(path) for path in sorted((folder / "articles").glob("*.md"))]
        self.articles = sorted(found, key=lambda article: (article.published, article.id), reverse=True)
        for article in self.articles:
            if article.section not in self.sections:
                raise SampleError(f"{folder}: article {article.id}: no section {article.section!r} in site.toml")
        self._env = jinja2.Environment(
            loader=jinja2.FileSystemLoader([folder, folder.parent / "shared"]),
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            autoescape=False,  # text is escaped where article files are read
        )
        self._env.globals.update(site=self.config, articles=self.articles, path=self.path, section=self.sections)
        self._env.globals.update(section_path=self.section_path, clock=print_time, rfc822=format_datetime)
        self._env.filters["e"] = html.escape
        self._env.filters["scramble"] = lambda text: base64.b64encode(quote(text).encode()).decode()
        self._routes = self._make_routes()
        self._rendered: dict[str, Page] = {}

    @property
    def paths(self) -> list[str]:
        """Every address of the site that answers with a page, in order."""
        return list(self._routes)

    def page(self, path: str, query: str = "") -> Page | None:
        """Return the page at `path`, or None. Of the `query`, only the keys that site.toml names count."""
        kept = [(key, value) for key, value in parse_qsl(query) if key in self.config.query_keys]
        key = f"{path}?{urlencode(sorted(kept))}" if kept else path
        if key not in self._routes:
            return None
        if key not in self._rendered:
            self._rendered[key] = self._routes[key]()
        return self._rendered[key]

    def path(self, article: Article, variant: str = "", tracked: bool = False) -> str:
        """Return the address of `article` without the host: its own, or that of a variant such as "amp"."""
        shape = self.config.variants[variant] if variant else self.config.article_path
        address = _fill(
            shape,
            id=article.id,
            slug=article.slug,
            Slug=article.slug.title(),
            section=article.section,
            section_id=self.sections[article.section].id,
            yyyymm=f"{article.published:%Y%m}",
        )
        return f"{address}?{self.config.tracking}" if tracked and self.config.tracking else address

    def section_path(self, section: Section, page: int = 0) -> str:
        """Return the address of the `page`-th page (counted from 0) of `section`, without the host."""
        shape = self.config.next_path if page else self.config.section_path
        return _fill(shape, section=section.slug, section_id=section.id, page=str(page + self.config.first_page))

    def _make_routes(self) -> dict[str, Callable[[], Page]]:
        config = self.config
        routes: dict[str, Callable[[], Page]] = {"/": partial(self._template, "home.html", self.articles)}
        for section in config.sections:
            listed = [article for article in self.articles if article.section == section.slug]
            pages = max(1, -(-len(listed) // config.per_page))
            for number in range(pages):
                part = listed[number * config.per_page : (number + 1) * config.per_page]
                routes[_normal(self.section_path(section, number))] = partial(
                    self._template, "section.html", part, current=section, number=number, pages=pages
                )
        for article in self.articles:
            routes[_normal(self.path(article))] = partial(self.render, article)
            for variant in config.variants:
                routes[_normal(self.path(article, variant))] = partial(self._article, article, f"{variant}.html")
            for address in article.former:
                routes[_normal(address)] = partial(Page, b"", location=self.path(article))
        if config.feed_path:
            latest = self.articles[: config.feed_length]
            feed_type = "application/rss+xml; charset=utf-8"
            routes[config.feed_path] = partial(self._template, "feed.xml", latest, feed_type)
        if config.sitemap_path:
            routes.update(self._sitemaps(config.sitemap_path))
        robots = self.folder / "robots.txt"
        if robots.exists():
            routes["/robots.txt"] = partial(Page, robots.read_bytes(), "text/plain; charset=utf-8")
        return routes

    def _sitemaps(self, index: str) -> dict[str, Callable[[], Page]]:
        """An index at the path `index`, and a sitemap a year beside it."""
        routes: dict[str, Callable[[], Page]] = {}
        years: list[tuple[int, str, datetime]] = []
        for year, group in groupby(self.articles, lambda article: article.published.year):
            listed, address = list(group), index.replace(".xml", f"-{year}.xml")
            years.append((year, address, listed[0].published))
            routes[address] = partial(self._template, "sitemap-year.xml", listed, _XML)
        routes[index] = partial(self._template, "sitemap.xml", self.articles, _XML, years=years)
        return routes

    def _template(
        self, name: str, listed: list[Article], content_type: str = "text/html; charset=utf-8", **values: object
    ) -> Page:
        text = self._env.get_template(name).render(listed=listed, **values)
        newest = max((article.published for article in listed), default=self.config.today)
        return Page(text.encode(), content_type, newest)

    def render(self, article: Article) -> Page:
        """Return the page of `article`, which may be a variation on one of the site's."""
        return self._article(article, article.template)

    def _article(self, article: Article, template: str) -> Page:
        blocks = [
            Block(
                block.kind,
                typed(block.html, article.typed),
                block.src,
                tuple(typed(item, article.typed) for item in block.items),
            )
            for block in read_blocks(article.body)
        ]
        place = next((i for i, other in enumerate(self.articles) if other.id == article.id), 0)
        others = [*self.articles[place + 1 :], *self.articles[:place]][:6]
        text = self._env.get_template(template).render(
            article=article,
            blocks=blocks,
            title=typed(inline(article.title), article.typed),
            lead=typed(inline(article.lead), article.typed),
            dateline=typed(html.escape(article.dateline, quote=False), article.typed),
            byline=typed(html.escape(article.byline or article.author, quote=False), article.typed),
            time=print_time(article.published, self.config.time_format),
            related=others,
            current=self.sections[article.section],
        )
        if article.broken:
            text = break_markup(text)
        body = to_windows_1258(text) if article.charset == "windows-1258" else text.encode(article.charset)
        return Page(body, article.content_type or f"text/html; charset={article.charset}", article.published)


def _fill(shape: str, **values: str) -> str:
    return _ADDRESS_FIELD.sub(lambda field: values[field[1]], shape)


def _normal(address: str) -> str:
    """Return `address` as it is looked up: query keys sorted, the path quoted as on the wire."""
    path, mark, query = address.partition("?")
    path = quote(path, safe="/%-._~")
    return f"{path}?{urlencode(sorted(parse_qsl(query)))}" if mark else path


def read_sites(folder: Path) -> list[Site]:
    """Read every site under `folder`. Raises SampleError where there is none."""
    sites = [Site(path.parent) for path in sorted(folder.glob("*/site.toml"))]
    if not sites:
        raise SampleError(f"{folder}: no sample portals here (a site is a folder with a site.toml)")
    return sites
