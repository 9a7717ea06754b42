"""Keys of facts that survive new rules and new versions of an article."""

import bisect
import hashlib
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from extract.facts.base import Fact, Facts
from extract.tables import FACT_TABLES

# What tells the rows of one mention apart. Part of fact_id: what stands here may not be changed without changing ids.
_KEY_VALUES: dict[str, Callable[[Any], tuple[Any, ...]]] = {
    "dates": lambda fact: (fact.first, fact.last),
    "people": lambda fact: (fact.name,),
    "agreements": lambda fact: (fact.kind, fact.number, fact.period_start, fact.period_end),
    "signatories": lambda fact: (fact.organisation.name, fact.name),
    "counts": lambda fact: (f"{float(fact.value):.17g}", fact.unit),
    "awards": lambda fact: (
        fact.award,
        fact.title,
        *sorted(body.name for body in fact.granted_by),
        fact.collectives,
        fact.individuals,
        fact.recipients,
    ),
}


# The same of a row.
_KEY_COLUMNS = {
    "dates": ("start", "end"),
    "people": ("name",),
    "agreements": ("kind", "number", "period_start", "period_end"),
    "signatories": ("organisation", "name"),
    "counts": ("value", "unit"),
    "awards": ("award", "title", "granted_by", "collectives", "individuals", "recipients"),
}


class _Occurrences:
    """Which occurrence of its words in the text a mention is: a property of the text, whatever the rules find."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts: dict[str, list[int]] = {}

    def number(self, start: int, end: int) -> int:
        mention = self._text[start:end]
        if mention not in self._starts:
            found, at = [], self._text.find(mention)
            while at >= 0:
                found.append(at)
                at = self._text.find(mention, at + 1)
            self._starts[mention] = found
        return bisect.bisect_left(self._starts[mention], start)


def fact_id(table: str, article_id: str, mention: str, occurrence: int, key_values: Iterable[Any]) -> str:
    """Return the key of a fact: the same whatever other facts are found beside it."""
    told_apart_by = ("" if value is None else str(value) for value in key_values)
    parts = "\x1f".join((article_id, table, mention, str(occurrence), *told_apart_by))
    return f"{table}:{hashlib.sha256(parts.encode()).hexdigest()[:16]}"


def fact_id_of_row(table: str, row: Mapping[str, Any], text: str) -> str:
    """Return the key of a fact that is a row already (one that a reviewer adds), as :func:`fact_id` makes it."""
    values = [row.get(name) for name in _KEY_COLUMNS[table]]
    parts = [part for value in values for part in (sorted(value) if isinstance(value, list) else [value])]
    parts = [f"{part:.17g}" if isinstance(part, float) else part for part in parts]
    occurrence = _Occurrences(text).number(row["char_start"], row["char_end"])
    return fact_id(table, row["article_id"], row["mention"], occurrence, parts)


def fact_ids(article_id: str, text: str, facts: Facts) -> tuple[dict[int, str], dict[int, Fact]]:
    """Return fact_ids by the facts' own `id()`, and the facts whose fact_id an earlier one has."""
    occurrences = _Occurrences(text)
    ids: dict[int, str] = {}
    repeated: dict[int, Fact] = {}
    taken: set[str] = set()
    for table in FACT_TABLES:
        for fact in getattr(facts, table):
            key = fact_id(
                table,
                article_id,
                text[fact.start : fact.end],
                occurrences.number(fact.start, fact.end),
                _KEY_VALUES[table](fact),
            )
            ids[id(fact)] = key
            if key in taken:
                repeated[id(fact)] = fact
            taken.add(key)
    return ids, repeated
