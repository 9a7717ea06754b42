"""What a page of the report asks of `phoihop review`, and what it is told: facts, forms, decisions, as plain values."""

from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

import click
import pyarrow as pa

from extract.report.columns import FIELDS, LABELS
from extract.snapshots import Snapshot
from extract.storage.corrections import COMPLETE, Correction, read_corrections
from extract.tables import FACT_TABLES, TABLES
from phoihop import reviewing
from phoihop.export.cells import cell
from phoihop.review_file import fully_reviewed, record, withdraw
from phoihop.showing import facts_of, find_article

if TYPE_CHECKING:
    import duckdb

_LISTED = 100
_IDS = ("party_ids", "granted_by_ids", "organisation_id")  # found by the names that are set
_STATED = {"modality": "actual", "qualifier": "exact", "relation": "object", "precision": "day", "role": "event"}

Values = dict[str, Any]


class OpenSnapshot(Snapshot):
    """A snapshot that is asked often, by several threads: its views are made once."""

    @cached_property
    def _connection(self) -> "duckdb.DuckDBPyConnection":
        return super().duckdb()

    def duckdb(self, database: str = ":memory:") -> "duckdb.DuckDBPyConnection":
        """Return a cursor of the one connection."""
        return self._connection.cursor()

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


class Desk:
    """A snapshot and the file of decisions on it. Methods raise click.UsageError for what cannot be done."""

    def __init__(self, snapshot: Snapshot, file: Path, reviewer: str) -> None:
        self.snapshot, self.file, self.reviewer = snapshot, file, reviewer
        self._lock = Lock()
        self.acts: Mapping[str, Callable[[Values], None]] = {
            "/review/decide": self.decide,
            "/review/add": self.add,
            "/review/complete": self.complete,
        }

    def _decided(self) -> list[Correction]:
        return read_corrections(self.file) if self.file.exists() else []

    def article(self, article_id: str) -> Values:
        """Return an article's facts with their values and what was decided of them, and the forms of all tables."""
        article = find_article(self.snapshot, article_id)
        decided = [each for each in self._decided() if each.article_id == article["article_id"]]
        facts = {}
        for table, rows in facts_of(self.snapshot, article["article_id"]).items():
            for row in rows:
                own = [each for each in decided if reviewing.is_about(each, table, row, article["text"])]
                facts[row["fact_id"]] = {
                    "fact_id": row["fact_id"],
                    "table": table,
                    "values": {name: _written(row[name], table, name) for name in _shown(table)}
                    | {each.field: each.value for each in own if each.decision == "correct"},
                    "decision": own[-1].decision if own else None,
                    "told": "; ".join(_told(each) for each in own),
                }
        return {
            "reviewer": self.reviewer,
            "facts": facts,
            "added": [f"{each.table}: “{each.quote}”" for each in decided if each.decision == "add"],
            "complete": fully_reviewed(decided).get(article["article_id"]) == article["content_sha256"],
            "tables": {table: LABELS[table] for table in FACT_TABLES},
            "columns": {table: [_column(table, name) for name in _shown(table)] for table in FACT_TABLES},
            "defaults": {table: {n: v for n, v in _STATED.items() if n in _shown(table)} for table in FACT_TABLES},
        }

    def queue(self, table: str, seed: int | None) -> list[Values]:
        """Return facts to look at, the least certain first, or a random sample where there is a seed."""
        if table and table not in FACT_TABLES:
            raise click.UsageError(f"{table!r} is no table of facts; those are {', '.join(FACT_TABLES)}")
        wanted = reviewing.Wanted([table] if table else (), limit=_LISTED, seed=seed, corrections=self._decided())
        return [
            {
                "article_id": each.row["article_id"],
                "anchor": each.row["fact_id"].partition(":")[2],
                "label": LABELS[each.table],
                "told": each.told,
                "rule": each.row["rule"],
                "confidence": each.row["confidence"],
                "evidence": each.row["evidence"],
            }
            for each in reviewing.facts_to_review(self.snapshot, wanted)
        ]

    def decide(self, values: Values) -> None:
        """Write a decision on a fact: accept, reject, correct (with `values`), or none to take it back."""
        fact_id, decision = str(values["fact_id"]), values["decision"]
        with self._lock:
            if decision == "none":
                table, row, text = reviewing.find_fact(self.snapshot, fact_id)
                withdraw(self.file, lambda each: reviewing.is_about(each, table, row, text))
                return
            if decision not in ("accept", "reject", "correct"):
                raise click.UsageError(f"{decision!r} is no decision")
            made = reviewing.decide(self.snapshot, fact_id, decision, _texts(values), _reviewer(values))
            record(self.file, made, str(values.get("reason", "")))

    def add(self, values: Values) -> None:
        """Write a fact that the rules missed: `article_id`, `table`, `quote`, its `start` in the text, `values`."""
        start = values.get("start")
        made = reviewing.add(
            self.snapshot,
            str(values["table"]),
            str(values["article_id"]),
            str(values["quote"]),
            _texts(values),
            _reviewer(values),
            int(start) if start is not None else None,
        )
        with self._lock:
            record(self.file, made, str(values.get("reason", "")))

    def complete(self, values: Values) -> None:
        """Write that an article is fully reviewed, or take it back."""
        (made,) = reviewing.complete(self.snapshot, str(values["article_id"]), _reviewer(values))
        with self._lock:
            if values["complete"]:
                record(self.file, [made])
            else:
                withdraw(self.file, lambda each: each.decision == COMPLETE and each.article_id == made.article_id)


def _shown(table: str) -> list[str]:
    """Return the columns that a form has."""
    names = [name for name in reviewing.correctable(table) if name not in _IDS]
    return sorted(names, key=lambda name: name == "modality")  # which is seldom what is wrong


def _written(value: Any, table: str, name: str) -> str:
    """Return a value as a correction writes it: lists as JSON, days as ISO, nothing for null."""
    text = cell(value, TABLES[table].schema.field(name).type)
    if isinstance(text, float) and text.is_integer():
        text = int(text)
    return "" if text is None else str(text)


def _column(table: str, name: str) -> Values:
    field = TABLES[table].schema.field(name)
    values = (field.metadata or {}).get(b"values", b"").decode()
    is_list = pa.types.is_list(field.type)
    if is_list:
        kind = "json" if pa.types.is_struct(field.type.value_type) else "list"
    elif values:
        kind = "choice"
    elif pa.types.is_date(field.type):
        kind = "day"
    else:
        kind = "number" if pa.types.is_integer(field.type) or pa.types.is_floating(field.type) else "text"
    return {
        "name": name,
        "label": FIELDS.get(f"{table}.{name}", FIELDS.get(name, name)),
        "kind": kind,
        "values": values.split("|") if values else [],
        "required": not field.nullable and not is_list,
        "description": field.metadata[b"description"].decode(),
    }


def _told(correction: Correction) -> str:
    by = f" ({correction.reviewer})" if correction.reviewer else ""
    what = f" {correction.field} = {correction.value or '–'}" if correction.decision == "correct" else ""
    return f"{correction.decision}{what}{by}"


def _texts(values: Values) -> dict[str, str]:
    return {str(name): str(value) for name, value in values.get("values", {}).items()}


def _reviewer(values: Values) -> str:
    if not (reviewer := str(values.get("reviewer", "")).strip()):
        raise click.UsageError("say who decides")
    return reviewer
