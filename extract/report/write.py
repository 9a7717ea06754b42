"""Writing the report: an overview, a page a table and a page an article, from one snapshot."""

import json
import shutil
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from importlib import resources
from itertools import groupby
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from tqdm import tqdm

from extract.report.charts import bars, tiles
from extract.report.columns import COLUMNS, LABELS
from extract.report.marks import Mark, pieces, value_of
from extract.snapshots import Snapshot

FACTS = ("dates", "people", "agreements", "signatories", "counts", "awards")
MOST_ARTICLES = 2_000
MOST_ROWS = 5_000
MARKER = ".phoihop-report"  # a folder without it is somebody else's and is not replaced


class ReportError(Exception):
    """A report that cannot be written; the message names the folder and why."""

    exit_code = 2


def write_report(snapshot: Snapshot, output: Path, most_articles: int = MOST_ARTICLES, progress: bool = False) -> Path:
    """Write the report of `snapshot` into the folder `output` and return its first page.

    The pages are built beside `output` and swapped in, so that a reader never sees half of them. Articles on the
    subject come first, the latest first, up to `most_articles`.

    Raises:
        ReportError: `output` exists and is no report.
    """
    if output.exists() and not (output / MARKER).exists() and any(output.iterdir()):
        raise ReportError(f"{output}: not empty and not a report of phoihop; choose another folder")
    building = output.with_name(f".{output.name}.building")
    shutil.rmtree(building, ignore_errors=True)
    building.mkdir(parents=True)
    (building / MARKER).touch()
    _Writer(snapshot, building, most_articles).write(progress)
    if output.exists():
        shutil.rmtree(output)
    building.rename(output)
    return output / "index.html"


class _Writer:
    def __init__(self, snapshot: Snapshot, folder: Path, most_articles: int) -> None:
        self.snapshot = snapshot
        self.folder = folder
        self.sql = snapshot.duckdb()
        self.templates = Environment(
            loader=PackageLoader("extract.report"),
            autoescape=select_autoescape(default=True, default_for_string=True),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.templates.globals.update(snapshot=snapshot.manifest, labels=LABELS, facts=FACTS)
        self.shown = self._rows(
            "SELECT * FROM articles ORDER BY relevant DESC, published_on DESC NULLS LAST, article_id LIMIT ?",
            most_articles,
        )
        self.pages = {row["article_id"] for row in self.shown}

    def _rows(self, query: str, *values: Any) -> list[dict[str, Any]]:
        found = self.sql.execute(query, list(values))
        names = [column[0] for column in found.description or ()]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    def _page(self, name: str, template: str, **values: Any) -> None:
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        html = self.templates.get_template(template).render(root="../" * name.count("/"), **values)
        path.write_text(html, encoding="utf-8")

    def write(self, progress: bool) -> None:
        """Write everything, with a bar on stderr where `progress` is asked for."""
        for name in ("style.css", "report.js"):
            source = resources.files("extract.report").joinpath("static", name).read_text(encoding="utf-8")
            (self.folder / name).write_text(source, encoding="utf-8")
        self._overview()
        for table in COLUMNS:
            self._table(table)
        self._articles(progress)

    def _overview(self) -> None:
        years = self._rows(
            """SELECT year(published_on) AS year, count(*) FILTER (WHERE relevant) AS relevant, count(*) AS articles
               FROM articles WHERE published_on IS NOT NULL GROUP BY 1 ORDER BY 1"""
        )
        first, last = (years[0]["year"], years[-1]["year"]) if years else (0, -1)
        told = {row["year"]: row for row in years}
        series = [(str(year), told.get(year, {}).get("relevant", 0)) for year in range(first, last + 1)]
        provinces = {
            row["province"]: row["n"]
            for row in self._rows(
                "SELECT province, count(*) AS n FROM articles WHERE relevant AND province IS NOT NULL GROUP BY 1"
            )
        }
        totals = self._rows("SELECT count(*) AS articles, count(*) FILTER (WHERE relevant) AS relevant FROM articles")[
            0
        ]
        facts = {t: self._rows(f"SELECT count(*) AS n FROM {t}_unique")[0]["n"] for t in FACTS}
        events = self._rows("SELECT * FROM events ORDER BY articles DESC, day DESC NULLS LAST, event_id LIMIT 12")
        self._page(
            "index.html",
            "index.html.j2",
            totals=totals,
            fact_totals=facts,
            bars=bars(series),
            tiles=tiles(provinces),
            events=events,
            latest=[row for row in self.shown if row["relevant"]][:12],
        )

    def _table(self, table: str) -> None:
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
                "page": f"../articles/{row['article_id']}.html" if row["article_id"] in self.pages else None,
                "anchor": row.get("fact_id", "").partition(":")[2],
                "cells": [_cell(row[column]) for column in columns],
            }
            for row in rows
        ]
        # "<" must not end the script element that the rows lie in.
        data = json.dumps(cells, ensure_ascii=False).replace("<", "\\u003c")
        total = self.snapshot.rows[table]
        self._page(
            f"tables/{table}.html", "table.html.j2", table=table, columns=columns, data=data, total=total, rows=rows
        )

    def _articles(self, progress: bool) -> None:
        facts: dict[str, list[tuple[str, dict[str, Any]]]] = defaultdict(list)
        for table in FACTS:
            for row in self._rows(f"SELECT * FROM {table} ORDER BY article_id, char_start, fact_id"):
                if row["article_id"] in self.pages:
                    facts[row["article_id"]].append((table, row))
        for article in tqdm(self.shown, desc="report", unit=" articles", file=sys.stderr, disable=not progress):
            rows = facts[article["article_id"]]
            marks = [_mark(table, row) for table, row in rows]
            told = [
                (table, [(row, value_of(table, row)) for _, row in group])
                for table, group in groupby(rows, key=lambda pair: pair[0])
            ]
            text = article["text"]
            lines = list(_lines(text, marks))
            kinds = Counter(table for table, _ in rows)
            self._page(
                f"articles/{article['article_id']}.html",
                "article.html.j2",
                article=article,
                lines=lines,
                told=told,
                kinds=kinds,
            )


def _mark(table: str, row: dict[str, Any]) -> Mark:
    return Mark(
        row["char_start"], row["char_end"], table, value_of(table, row), row["rule"], row["confidence"], row["fact_id"]
    )


def _lines(text: str, marks: list[Mark]) -> Iterable[list[tuple[str, tuple[Mark, ...]]]]:
    """Yield the lines of a text, each as pieces of text with the marks over them."""
    line: list[tuple[str, tuple[Mark, ...]]] = []
    for piece in pieces(len(text), marks):
        first, *others = text[piece.start : piece.end].split("\n")
        line.append((first, piece.marks))
        for other in others:
            yield line
            line = [(other, piece.marks)]
    yield line


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
    if isinstance(value, dict):
        return ", ".join(str(v) for v in value.values() if v is not None)
    return str(value)
