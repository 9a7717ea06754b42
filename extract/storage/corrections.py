"""What reviewers decided of facts: read from CSV files and applied as a snapshot is published.

A correction names its fact by the article, the table and the quoted words with what stands before and behind them, so
that it finds them again in an edited article and among the rows of other rules. What it finds no more is an orphan,
which is told and never dropped in silence. Rejected rows stay in their table with `review` = reject; the views
`<table>_unique` leave them out.
"""

import csv
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa

from extract.cells import unguarded
from extract.document import Document
from extract.fact_ids import fact_id_of_row
from extract.tables import FACT_TABLES, TABLES, Row, TableError, batch
from extract.versions import short_hash

COLUMNS = ("article_id", "table", "field", "before", "quote", "after", "decision", "value", "reviewer")
CONTEXT = 32
"""How many characters on either side of the quote a correction keeps."""

COMPLETE = "complete"
"""The decision on an article as a whole: somebody has read all of it, and with the other decisions its facts are right
and none is missing. Its table is `articles`, its value the content_sha256 of the text that was read."""

DECISIONS = ("accept", "reject", "correct", "add", COMPLETE)
_LEAST_CONTEXT = 8
_REVIEWED = "review"


class CorrectionError(ValueError):
    """A file of corrections that cannot be used; the message names the file, the line and the fault."""

    exit_code = 2


@dataclass(frozen=True)
class Correction:
    """A decision on one fact, or that an article is fully reviewed.

    Attributes:
        article_id, table: where the fact is.
        field, value: for `correct`, the column and its new value; for `add`, `value` is a JSON object of columns.
            Lists are JSON, days ISO; an empty value is null. For `complete` see :data:`COMPLETE`.
        before, quote, after: the fact's mention with up to CONTEXT characters on either side.
        decision: one of DECISIONS.
        reviewer: who decided.
        fact_id: which of several rows with one mention (two givers of one award); may be empty.
    """

    article_id: str
    table: str
    field: str
    before: str
    quote: str
    after: str
    decision: str
    value: str
    reviewer: str
    fact_id: str = ""

    def __str__(self) -> str:
        if self.decision == COMPLETE:
            return f"{self.article_id}: fully reviewed"
        return f"{self.table} of {self.article_id}: {self.decision} “{self.quote}”"


def read_corrections(path: Path) -> list[Correction]:
    """Return the corrections in a CSV file, or in all of a folder, in order. Raises CorrectionError."""
    files = sorted(path.glob("*.csv")) if path.is_dir() else [path]
    found: list[Correction] = []
    for file in files:
        try:
            with file.open(encoding="utf-8-sig", newline="") as stream:
                found += _read(csv.DictReader(stream), file)
        except (OSError, UnicodeDecodeError) as fault:
            raise CorrectionError(f"{file}: cannot be read: {fault}") from None
    return found


def _read(lines: "csv.DictReader[str]", file: Path) -> Iterator[Correction]:
    if missing := [name for name in COLUMNS if name not in (lines.fieldnames or ())]:
        raise CorrectionError(f"{file}: lacks the column {', '.join(missing)}")
    for line in lines:
        told = {name: unguarded(line.get(name) or "") for name in (*COLUMNS, "fact_id")}
        correction = Correction(**told)
        where = f"{file}: line {lines.line_num}"
        if correction.decision not in DECISIONS:
            raise CorrectionError(f"{where}: decision: {correction.decision!r} is none of {', '.join(DECISIONS)}")
        if correction.decision == COMPLETE:
            if correction.table != "articles":
                raise CorrectionError(f"{where}: table: {COMPLETE} is said of articles, not of {correction.table!r}")
            yield correction
            continue
        if correction.table not in FACT_TABLES:
            raise CorrectionError(f"{where}: table: {correction.table!r} is none of {', '.join(FACT_TABLES)}")
        if correction.decision == "correct" and correction.field not in TABLES[correction.table].schema.names:
            raise CorrectionError(f"{where}: field: {correction.table} has no column {correction.field!r}")
        yield correction


class Corrections:
    """Corrections of facts by article; that an article is fully reviewed changes no row and is left out."""

    def __init__(self, corrections: Iterable[Correction] = ()) -> None:
        self._by_article: dict[str, list[Correction]] = defaultdict(list)
        for correction in corrections:
            if correction.decision != COMPLETE:
                self._by_article[correction.article_id].append(correction)

    def articles(self) -> list[str]:
        """Return the articles that have corrections."""
        return sorted(self._by_article)

    def digests(self) -> dict[str, str]:
        """Return article → a digest of its corrections."""
        return {name: short_hash(*map(repr, found)) for name, found in sorted(self._by_article.items())}

    def of(self, article_id: str, table: str) -> Sequence[Correction]:
        """Return the corrections of an article's rows in a table."""
        return [each for each in self._by_article.get(article_id, ()) if each.table == table]


def locate(text: str, before: str, quote: str, after: str) -> int | None:
    """Return where in `text` the quote begins whose surroundings are most alike to those given.

    None where the quote is gone, or where nothing around it tells its occurrences apart.
    """
    if not quote:
        return None
    best: list[tuple[int, int]] = []
    at = text.find(quote)
    while at >= 0:
        end = at + len(quote)
        likeness = _common(text[max(0, at - CONTEXT) : at][::-1], before[::-1]) + _common(
            text[end : end + CONTEXT], after
        )
        best.append((likeness, at))
        at = text.find(quote, at + 1)
    if not best:
        return None
    best.sort(key=lambda pair: (-pair[0], pair[1]))
    wanted = min(_LEAST_CONTEXT, len(before) + len(after))
    told_apart = len(best) == 1 or best[0][0] > best[1][0]
    return best[0][1] if best[0][0] >= wanted and told_apart else None


def _common(one: str, other: str) -> int:
    length = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        length += 1
    return length


def apply(
    table: str, rows: pa.RecordBatch, articles: dict[str, Row], corrections: Corrections, orphans: dict[str, list[str]]
) -> pa.RecordBatch:
    """Return `rows` of a fact table with the corrections of `articles` applied.

    Args:
        table: the table.
        rows: all of its rows of these articles, others may be among them.
        articles: article_id → its row in articles.
        corrections: the corrections.
        orphans: brought up to date: `<article_id> <table>` → a line for each correction that finds nothing.
    """
    made = rows.to_pylist()
    for article_id, article in articles.items():
        orphans.pop(f"{article_id} {table}", None)
        for correction in corrections.of(article_id, table):
            own = [row for row in made if row["article_id"] == article_id]
            try:
                added = _decide(correction, own, article)
            except (TableError, ValueError, KeyError) as fault:
                orphans.setdefault(f"{article_id} {table}", []).append(f"{correction}: {fault}")
            else:
                made += _not_found_since(added, own)
    return batch(table, made)


def _not_found_since(added: Sequence[Row], rows: Sequence[Row]) -> list[Row]:
    """Return the rows of `added` that are not among `rows`: what a rule finds by now is accepted and not told twice."""
    by_id = {row["fact_id"]: row for row in rows}
    for row in added:
        if there := by_id.get(row["fact_id"]):
            there.update(review="accept", reviewed_by=row["reviewed_by"])
    return [row for row in added if row["fact_id"] not in by_id]


def _decide(correction: Correction, rows: Sequence[Row], article: Row) -> list[Row]:
    """Change the rows that a correction speaks of; return those that it adds. Raises ValueError where it finds none."""
    start = locate(article["text"], correction.before, correction.quote, correction.after)
    if start is None:
        raise ValueError("the quote is not in the article any more, or not told apart")
    if correction.decision == "add":
        return [_added(correction, start, article)]
    found = [row for row in rows if row["char_start"] == start and row["mention"] == correction.quote]
    if not found:
        raise ValueError("no row has this mention any more")
    if correction.fact_id and len(found) > 1:
        found = [row for row in found if row["fact_id"] == correction.fact_id]
        if not found:
            raise ValueError(f"several rows have this mention, and {correction.fact_id} is none of them any more")
    changes: Row = {"review": correction.decision, "reviewed_by": correction.reviewer or None}
    if correction.decision == "correct":
        changes[correction.field] = parse_value(correction.table, correction.field, correction.value)
    for row in found:
        batch(correction.table, [{**row, **changes}])
        row.update(changes)
    return []


def parse_value(table: str, field: str, written: str) -> Any:
    """Return a value written in a CSV cell as its column holds it. Raises ValueError."""
    kind = TABLES[table].schema.field(field).type
    if written == "":
        return [] if pa.types.is_list(kind) else None
    if pa.types.is_list(kind):
        return json.loads(written)
    if pa.types.is_date(kind):
        return date.fromisoformat(written)
    if pa.types.is_integer(kind):
        return int(written)
    return float(written) if pa.types.is_floating(kind) else written


def _added(correction: Correction, start: int, article: Row) -> Row:
    table = correction.table
    same = ("article_id", "content_sha256", "published_on", "province", "province_2025")
    given = json.loads(correction.value)
    if not isinstance(given, dict):
        raise ValueError("value: not a JSON object of columns")  # noqa: TRY004 - told as an orphan like other values
    lists: Row = {f.name: [] for f in TABLES[table].schema if pa.types.is_list(f.type)}
    row: Row = {
        **lists,
        **{name: article[name] for name in same},
        "mention": correction.quote,
        "char_start": start,
        "char_end": start + len(correction.quote),
        "evidence": Document(article["text"]).sentence_text(start),
        "rule": _REVIEWED,
        "confidence": 1.0,
        "modality": "actual",
        "review": "add",
        "reviewed_by": correction.reviewer or None,
        **{name: parse_value(table, name, value) if isinstance(value, str) else value for name, value in given.items()},
    }
    row["fact_id"] = fact_id_of_row(table, row, article["text"])
    if table == "agreements":
        row["agreement_id"] = row["fact_id"]
    batch(table, [row])
    return row
