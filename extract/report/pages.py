"""The report's pages as HTML, one at a time: an overview, a page a table, a page an article, and the archived page."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from importlib import resources
from itertools import groupby
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from extract.archived import ArchivedPages
from extract.report.charts import bars, tiles
from extract.report.columns import COLUMNS, FIELDS, LABELS
from extract.report.marks import Mark, pieces, value_of
from extract.snapshots import Snapshot

FACTS = ("dates", "people", "agreements", "signatories", "counts", "awards")
MOST_ROWS = 5_000
STATIC = ("style.css", "report.js")

Row = dict[str, Any]
Told = tuple[str, Row]
"""A fact: its table and its row."""

_LOADING = ("src", "srcset", "data-src", "background", "poster", "ping", "action", "formaction")
_EVIL = ("script", "link", "iframe", "frame", "object", "embed", "base", "template", "noscript")


class ReportPages:
    """The pages of the report of one snapshot.

    Args:
        snapshot: what is shown.
        most_articles: how many articles have a page: those on the subject first, the latest first; all where None.
        archive: where the archived pages lie, if they are at hand.
        reviewing: whether the pages let a reader decide on facts (they then need `phoihop review` behind them).
    """

    def __init__(
        self,
        snapshot: Snapshot,
        most_articles: int | None = None,
        archive: ArchivedPages | None = None,
        reviewing: bool = False,
    ) -> None:
        self.snapshot = snapshot
        self._archive = archive
        self._reviewing = reviewing
        self._sql = snapshot.duckdb()
        self._templates = Environment(
            loader=PackageLoader("extract.report"),
            autoescape=select_autoescape(default=True, default_for_string=True),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.globals.update(
            snapshot=snapshot.manifest, labels=LABELS, fields=FIELDS, facts=FACTS, reviewing=reviewing
        )
        limit = "" if most_articles is None else f"LIMIT {most_articles}"
        ordered = f"ORDER BY relevant DESC, published_on DESC NULLS LAST, article_id {limit}"
        self.shown = [row["article_id"] for row in self._rows(f"SELECT article_id FROM articles {ordered}")]
        self._shown = set(self.shown)

    def _rows(self, query: str, *values: Any) -> list[Row]:
        found = self._sql.execute(query, list(values))
        names = [column[0] for column in found.description or ()]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    def _page(self, template: str, depth: int, **values: Any) -> str:
        return self._templates.get_template(template).render(root="../" * depth, **values)

    @staticmethod
    def static(name: str) -> str:
        """Return one of the files that the pages load."""
        return resources.files("extract.report").joinpath("static", name).read_text(encoding="utf-8")

    def overview(self) -> str:
        """Return the first page."""
        years = self._rows(
            """SELECT year(published_on) AS year, count(*) FILTER (WHERE relevant) AS relevant
               FROM articles WHERE published_on IS NOT NULL GROUP BY 1 ORDER BY 1"""
        )
        first, last = (years[0]["year"], years[-1]["year"]) if years else (0, -1)
        told = {row["year"]: row["relevant"] for row in years}
        totals = self._rows("SELECT count(*) AS articles, count(*) FILTER (WHERE relevant) AS relevant FROM articles")
        return self._page(
            "index.html.j2",
            0,
            totals=totals[0],
            fact_totals={t: self._rows(f"SELECT count(*) AS n FROM {t}_unique")[0]["n"] for t in FACTS},
            bars=bars([(str(year), told.get(year, 0)) for year in range(first, last + 1)]),
            tiles=tiles(self._by("province")),
            tiles_2025=tiles(self._by("province_2025"), "province_2025"),
            events=self._events(),
            latest=self._latest(),
        )

    def _by(self, scheme: str) -> dict[str, int]:
        """Return province → articles on the subject, in the scheme of a column."""
        rows = self._rows(f"SELECT {scheme} AS name, count(*) AS n FROM articles WHERE relevant GROUP BY 1")
        return {row["name"]: row["n"] for row in rows if row["name"]}

    def _latest(self) -> list[Row]:
        query = """SELECT article_id, title, url, portal, published_on, province, province_2025, event_kinds
                   FROM articles WHERE relevant ORDER BY published_on DESC NULLS LAST, article_id LIMIT 12"""
        return [row for row in self._rows(query) if row["article_id"] in self._shown]

    def _events(self) -> list[Row]:
        """Return the events that most articles report, each with its articles."""
        events = self._rows("SELECT * FROM events ORDER BY articles DESC, day DESC NULLS LAST, event_id LIMIT 12")
        query = """SELECT a.article_id, a.title, a.url, a.portal
                   FROM event_articles e JOIN articles a USING (article_id)
                   WHERE e.event_id = ? ORDER BY a.published_at NULLS LAST, a.article_id"""
        for event in events:
            event["reports"] = [row for row in self._rows(query, event["event_id"]) if row["article_id"] in self._shown]
        return events

    def table(self, table: str) -> str:
        """Return the page of a table. Raises KeyError for a table that the report does not show."""
        columns = COLUMNS[table]
        if table == "articles":
            query = """SELECT * REPLACE (coalesce(province, province_2025) AS province) FROM articles
                       ORDER BY relevant DESC, published_on DESC NULLS LAST, article_id LIMIT ?"""
        else:
            query = f"""SELECT f.* REPLACE (coalesce(f.province, f.province_2025) AS province)
                        FROM {table} f JOIN articles a USING (article_id)
                        ORDER BY a.relevant DESC, f.published_on DESC NULLS LAST, f.article_id, f.char_start LIMIT ?"""
        rows = self._rows(query, MOST_ROWS)
        cells = [
            {
                "page": f"../articles/{row['article_id']}.html" if row["article_id"] in self._shown else None,
                "anchor": _anchor(row.get("fact_id", "")),
                "cells": [_cell(row[column]) for column in columns],
            }
            for row in rows
        ]
        # "<" must not end the script element that the rows lie in.
        data = json.dumps(cells, ensure_ascii=False).replace("<", "\\u003c")
        total = self.snapshot.rows[table]
        return self._page("table.html.j2", 1, table=table, columns=columns, data=data, total=total, shown=len(rows))

    def queue(self) -> str:
        """Return the page that lists facts to look at; it is filled by `phoihop review`."""
        return self._page("queue.html.j2", 0)

    def article(self, article_id: str) -> str | None:
        """Return the page of an article with its facts marked; None where there is no such article."""
        return next(self.articles([article_id]), (article_id, None))[1]

    def articles(self, article_ids: Sequence[str]) -> Iterator[tuple[str, str]]:
        """Yield the ids of articles with their pages; each table is read once for all of them."""
        facts: dict[str, list[Told]] = {}
        for table in FACTS:
            query = f"SELECT * FROM {table} WHERE list_contains(?, article_id) ORDER BY char_start, fact_id"
            for row in self._rows(query, list(article_ids)):
                facts.setdefault(row["article_id"], []).append((table, row))
        for article in self._rows("SELECT * FROM articles WHERE list_contains(?, article_id)", list(article_ids)):
            yield article["article_id"], self._article(article, facts.get(article["article_id"], []))

    def _article(self, article: Row, facts: Sequence[Told]) -> str:
        return self._page(
            "article.html.j2",
            1,
            article=article,
            lines=list(_lines(article["text"], [_mark(table, row) for table, row in facts])),
            told=[
                (table, [(row, value_of(table, row)) for _, row in group])
                for table, group in groupby(facts, key=lambda pair: pair[0])
            ],
            kinds=Counter(table for table, _ in facts),
            archived=self._archive is not None and self._archive.html(article) is not None,
        )

    def archived(self, article_id: str) -> str | None:
        """Return the archived page of an article, in a frame in which nothing runs and nothing loads; None without."""
        found = self._rows("SELECT * FROM articles WHERE article_id = ?", article_id)
        html = self._archive.html(found[0]) if found and self._archive else None
        return None if html is None else self._page("archived.html.j2", 1, article=found[0], html=_harmless(html))


def _harmless(html: str) -> str:
    """Return a page without what runs, frames, refreshes or connects: the frame's sandbox is the second wall."""
    from lxml import etree
    from lxml.html import document_fromstring, tostring

    try:
        page = document_fromstring(re.sub(r"^\s*<\?xml[^>]*>", "", html))
    except (etree.ParserError, ValueError):
        return ""
    for element in list(page.iter(*_EVIL, "meta")):
        if element.tag == "meta" and not element.get("http-equiv"):
            continue
        element.drop_tree()
    for element in page.iter():
        for name in [name for name in element.attrib if name.startswith("on") or name in _LOADING]:
            del element.attrib[name]
    return str(tostring(page, encoding="unicode"))


def _anchor(fact_id: str) -> str:
    return fact_id.partition(":")[2]


def _mark(table: str, row: Row) -> Mark:
    return Mark(
        row["char_start"], row["char_end"], table, value_of(table, row), row["rule"], row["confidence"], row["fact_id"]
    )


Line = tuple[int, list[tuple[str, tuple[Mark, ...], list[str]]]]
"""Where a line of a text begins, and its pieces: text, the marks over it, the anchors of the facts that begin there."""


def _lines(text: str, marks: list[Mark]) -> Iterable[Line]:
    """Yield where each line of a text begins, and the line as pieces of text with the marks over them."""
    start, line = 0, list[tuple[str, tuple[Mark, ...], list[str]]]()
    for piece in pieces(len(text), marks):
        at = piece.start
        begun = [_anchor(mark.fact_id) for mark in piece.marks if mark.fact_id and mark.start == at]
        first, *others = text[piece.start : piece.end].split("\n")
        line.append((first, piece.marks, begun))
        at += len(first)
        for other in others:
            yield start, line
            start, line = at + 1, [(other, piece.marks, [])]
            at += 1 + len(other)
    yield start, line


def _cell(value: Any) -> str | float | bool | None:
    """Return a value as it is shown and sorted in a table."""
    if value is None or value != value:
        return None
    if isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return ", ".join(str(_cell(v)) for v in value)
    if isinstance(value, Mapping):
        return ", ".join(str(v) for v in value.values() if v is not None)
    return str(value)
