"""Reviewing: facts that are worth a look, and what a reviewer decides of them.

Decisions become lines of a CSV file (:mod:`phoihop.review_file`), and are applied when a snapshot is published
(:mod:`extract.storage.corrections`).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

import click
import pyarrow as pa

from extract.report.marks import value_of
from extract.storage.corrections import COMPLETE, CONTEXT, Correction, locate, parse_value
from extract.tables import FACT_TABLES, TABLES, Row, TableError, batch

if TYPE_CHECKING:
    from extract.snapshots import Snapshot

_SHARED = set.intersection(*(set(TABLES[name].schema.names) for name in FACT_TABLES)) - {"modality"}
_IDS_OF = {"parties": "party_ids", "granted_by": "granted_by_ids", "organisation": "organisation_id"}


@dataclass
class Found:
    """A fact to look at: its row, its value in one line, and where its article is."""

    table: str
    row: Row
    told: str
    title: str | None
    url: str

    def as_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        return {"table": self.table, "told": self.told, "title": self.title, "url": self.url, **self.row}


@dataclass
class Wanted:
    """Which facts to list.

    Attributes:
        tables: names of fact tables; all by default.
        article: an article_id, or the beginning of one.
        limit: how many.
        seed: for a random sample instead of the least confident; the same seed gives the same sample.
    """

    tables: Sequence[str] = ()
    article: str = ""
    limit: int = 20
    seed: int | None = None
    corrections: Sequence[Correction] = field(default_factory=list)


def facts_to_review(snapshot: "Snapshot", wanted: Wanted) -> list[Found]:
    """Return facts of articles on the subject that nobody has decided on, the least confident first, or a sample."""
    decided = {(c.article_id, c.table, c.quote, c.before) for c in wanted.corrections}
    order = "f.confidence, f.fact_id" if wanted.seed is None else f"hash(f.fact_id || '{wanted.seed}')"
    found: list[tuple[Any, Found]] = []
    connection = snapshot.duckdb()
    for table in wanted.tables or FACT_TABLES:
        rows = connection.execute(
            f"""SELECT {order.split(",")[0]} AS first, f, a.title, a.url,
                substring(a.text, greatest(f.char_start - {CONTEXT}, 0) + 1, least(f.char_start, {CONTEXT})) AS before
                FROM {table} f JOIN articles a USING (article_id)
                WHERE a.relevant AND f.review IS NULL AND f.repeat_of IS NULL AND starts_with(f.article_id, ?)
                ORDER BY {order} LIMIT ?""",
            [wanted.article, wanted.limit + len(decided)],
        ).fetchall()
        for first, row, title, url, before in rows:
            if (row["article_id"], table, row["mention"], before) not in decided:
                found.append((first, Found(table, row, value_of(table, row), title, url)))
    found.sort(key=lambda pair: (pair[0], pair[1].row["fact_id"]))
    return [each for _, each in found[: wanted.limit]]


def find_fact(snapshot: "Snapshot", fact_id: str) -> tuple[str, Row, str]:
    """Return the table of a fact, its row and its article's text. Raises click.UsageError."""
    table = fact_id.partition(":")[0]
    if table not in FACT_TABLES:
        raise click.UsageError(f"{fact_id!r} is no fact_id; one begins with {', '.join(FACT_TABLES)} and a colon")
    query = f"SELECT f, a.text FROM {table} f JOIN articles a USING (article_id) WHERE fact_id = ?"
    found = snapshot.duckdb().execute(query, [fact_id]).fetchone()
    if found is None:
        raise click.UsageError(f"no fact {fact_id!r} in snapshot {snapshot.snapshot_id}")
    return table, found[0], found[1]


def is_about(correction: Correction, table: str, row: Row, text: str) -> bool:
    """Whether a decision speaks of a row of an article with this text (additions speak of no row)."""
    if correction.decision in ("add", COMPLETE):
        return False
    if (correction.article_id, correction.table, correction.quote) != (row["article_id"], table, row["mention"]):
        return False
    if locate(text, correction.before, correction.quote, correction.after) != row["char_start"]:
        return False
    return not correction.fact_id or correction.fact_id == row["fact_id"]


def correctable(table: str) -> list[str]:
    """Return the columns of a fact table that a reviewer may set."""
    further = {"agreement_id", "implements", "part_of", "tasks"}
    return [name for name in TABLES[table].schema.names if name not in _SHARED | further or name == "modality"]


def decide(
    snapshot: "Snapshot", fact_id: str, decision: str, values: dict[str, str], reviewer: str
) -> list[Correction]:
    """Return the corrections that say `decision` (accept, reject, correct) of a fact.

    Args:
        snapshot: where the fact is.
        fact_id: its key.
        decision: accept, reject or correct.
        values: for `correct`, column → new value as text: lists as JSON, days as ISO, empty for null.
        reviewer: who decides.

    Raises:
        click.UsageError: no such fact or column, or a value that does not fit.
    """
    table, row, text = find_fact(snapshot, fact_id)
    start, end = row["char_start"], row["char_end"]
    place = {
        "article_id": row["article_id"],
        "table": table,
        "before": text[max(0, start - CONTEXT) : start],
        "quote": row["mention"],
        "after": text[end : end + CONTEXT],
        "reviewer": reviewer,
        "fact_id": fact_id,
    }
    if decision != "correct":
        return [Correction(**place, field="", decision=decision, value="")]
    values = _with_ids(snapshot, table, values)
    _check(snapshot, table, values)
    return [Correction(**place, field=column, decision="correct", value=value) for column, value in values.items()]


def add(
    snapshot: "Snapshot",
    table: str,
    article: str,
    quote: str,
    values: dict[str, str],
    reviewer: str,
    start: int | None = None,
) -> list[Correction]:
    """Return the correction that adds a fact that the rules missed: `quote` is its mention in the article.

    Args:
        snapshot: where the article is.
        table: the fact table.
        article: an article_id, the beginning of one, or an address.
        quote: words of the article's text.
        values: column → value as text, as for :func:`decide`.
        reviewer: who decides.
        start: where in the text the quote stands; not needed where it stands there once.

    Raises:
        click.UsageError: the article has the quote not there, not at all or several times, or a value does not fit.
    """
    import json

    from phoihop.showing import find_article

    if table not in FACT_TABLES:
        raise click.UsageError(f"{table!r} is no table of facts; those are {', '.join(FACT_TABLES)}")
    row = find_article(snapshot, article)
    text, first = row["text"], row["text"].find(quote)
    if first < 0 or not quote:
        raise click.UsageError(f"the article's text does not hold {quote!r}")
    if start is None:
        if text.find(quote, first + 1) >= 0:
            raise click.UsageError(f"the article's text holds {quote!r} several times; quote more words")
        start = first
    elif not text.startswith(quote, start):
        raise click.UsageError(f"{quote!r} does not stand at {start} in the article's text")
    values = _with_ids(snapshot, table, values)
    _check(snapshot, table, values)
    schema = TABLES[table].schema
    missing = [c for c in correctable(table) if not schema.field(c).nullable and c not in values and c != "modality"]
    if missing := [c for c in missing if not pa.types.is_list(schema.field(c).type)]:
        raise click.UsageError(f"a row of {table} needs {', '.join(missing)}: give each with --set")
    given = {column: parse_value(table, column, value) for column, value in values.items()}
    end = start + len(quote)
    return [
        Correction(
            article_id=row["article_id"],
            table=table,
            field="",
            before=text[max(0, start - CONTEXT) : start],
            quote=quote,
            after=text[end : end + CONTEXT],
            decision="add",
            value=json.dumps(given, ensure_ascii=False, default=str),
            reviewer=reviewer,
        )
    ]


def complete(snapshot: "Snapshot", article: str, reviewer: str) -> list[Correction]:
    """Return the decision that an article is fully reviewed: with the others its facts are right and none is missing.

    Raises click.UsageError where there is no such article.
    """
    from phoihop.showing import find_article

    row = find_article(snapshot, article)
    return [
        Correction(row["article_id"], "articles", "", "", "", "", COMPLETE, row["content_sha256"], reviewer),
    ]


def _with_ids(snapshot: "Snapshot", table: str, values: dict[str, str]) -> dict[str, str]:
    """Return the values with the ids of bodies that are named in them, null for a body that the tables do not know."""
    import json

    made = dict(values)
    for names, ids in _IDS_OF.items():
        if names not in values or ids in values or ids not in TABLES[table].schema.names:
            continue
        try:
            parsed = parse_value(table, names, values[names])
        except ValueError:
            continue  # told by _check
        query = "SELECT min(organisation_id) FROM organisations WHERE name = ? HAVING count(*) = 1"
        connection = snapshot.duckdb()
        found = [
            (connection.execute(query, [name]).fetchone() or (None,))[0]
            for name in (parsed if isinstance(parsed, list) else [parsed])
        ]
        made[ids] = json.dumps(found) if isinstance(parsed, list) else found[0] or ""
    return made


def _check(snapshot: "Snapshot", table: str, values: dict[str, str]) -> None:
    """Raise click.UsageError where a value does not fit its column, or names what the tables do not have."""
    if not values:
        raise click.UsageError("nothing to set: give columns with --set column=value")
    for column, written in values.items():
        if column not in correctable(table):
            raise click.UsageError(f"{table} has no column {column!r} to set; it has {', '.join(correctable(table))}")
        try:
            value = parse_value(table, column, written)
            batch_of_one = batch(table, [{**_blank(table), column: value}])
        except (TableError, ValueError, TypeError, AttributeError) as fault:
            raise click.UsageError(f"{column}: {written!r} does not fit: {fault}") from None
        for reference, (target, key) in TABLES[table].references.items():
            outer, _, inner = reference.partition(".")
            if outer == column:
                _check_reference(snapshot, batch_of_one.column(column)[0].as_py(), inner, target, key)


def _check_reference(snapshot: "Snapshot", value: Any, inner: str, target: str, key: str) -> None:
    for each in value if isinstance(value, list) else [value]:
        wanted = each.get(inner) if inner and each else each
        query = f"SELECT 1 FROM {target} WHERE {key} = ?"
        if wanted is not None and not snapshot.duckdb().execute(query, [wanted]).fetchone():
            raise click.UsageError(f"{wanted!r} is not in the table {target}")


def _blank(table: str) -> Row:
    """Return a row of a fact table that is right in every column, to try a value in."""
    fill = {"string": "", "date32[day]": date(2000, 1, 1)}
    row: Row = {}
    for column in TABLES[table].schema:
        allowed = (column.metadata or {}).get(b"values")
        if pa.types.is_list(column.type):
            row[column.name] = []
        elif column.nullable:
            row[column.name] = None
        else:
            row[column.name] = allowed.decode().split("|")[0] if allowed else fill.get(str(column.type), 0)
    return row
