"""Mentions laid over a text: the text cut where marks begin and end, each piece with the marks over it.

Marks may nest and may cross; cutting makes neither a problem for what draws them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any


@dataclass(frozen=True)
class Mark:
    """A span of a text and what it is: the table or kind, what it was read as, the rule, its confidence."""

    start: int
    end: int
    kind: str
    value: str
    rule: str
    confidence: float | None = None
    fact_id: str | None = None


@dataclass(frozen=True)
class Piece:
    """A stretch of the text under the same marks, outermost first."""

    start: int
    end: int
    marks: tuple[Mark, ...]


def pieces(length: int, marks: Sequence[Mark]) -> Iterator[Piece]:
    """Cut a text of `length` characters where marks begin and end. Marks that reach beyond it are cut off."""
    inside = [mark for mark in marks if mark.start < min(mark.end, length)]
    cuts = sorted({0, length, *(m.start for m in inside), *(min(m.end, length) for m in inside)})
    for start, end in pairwise(cuts):
        over = [m for m in inside if m.start < end and start < m.end]
        yield Piece(start, end, tuple(sorted(over, key=lambda m: (m.start, -m.end, m.kind))))


def value_of(table: str, row: dict[str, Any]) -> str:
    """Return what a row of a fact table was read as, in one line."""

    def joined(values: Any) -> str:
        return ", ".join(str(v) for v in values) if values is not None else ""

    if table == "dates":
        days = str(row["start"]) if row["start"] == row["end"] else f"{row['start']} – {row['end']}"
        return f"{days} ({row['role']})"
    if table == "people":
        return "; ".join(filter(None, [row["name"], row["rank"], joined(row["titles"]), joined(row["roles"])]))
    if table == "agreements":
        number = f" {row['number']}" if row["number"] else ""
        return f"{row['kind']}{number} ({row['status']}): {joined(row['parties'])}"
    if table == "signatories":
        return f"{row['organisation']}: {row['name'] or '?'}"
    if table == "counts":
        value = f"{row['value']:g}" if row["value"] < 1e6 else f"{row['value']:,.0f}"
        return f"{value} {row['unit']} [{row['measure']}, {row['qualifier']}, {row['modality']}]"
    if table == "awards":
        figures = [f"{key} {row[key]:.0f}" for key in ("collectives", "individuals", "recipients") if _known(row[key])]
        return f"{row['award']} ← {joined(row['granted_by']) or '?'}: {', '.join(figures) or joined(row['named'])}"
    raise KeyError(table)


def _known(value: Any) -> bool:
    return value is not None and value == value
