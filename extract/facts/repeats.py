"""The same fact told again: in the headline, the lead or a caption, or in a sentence that the article prints twice.

In the running text the same figure may well be another fact ("5 vụ" here, "5 vụ" there), so two rows are one fact only
where at least one of them stands in a place that repeats by its nature. The row that tells most (figures, givers) is
the fact; where both tell as much, the first is. The others point to it, so that sums count it once.
"""

from collections.abc import Callable, Sequence
from typing import TypeVar

from extract.document import Document
from extract.facts.base import AwardFact, CountFact, DateFact, Fact, Facts
from extract.text import fold

Row = TypeVar("Row", bound=Fact)
_RETOLD = ("title", "lead", "caption")
_TOLD = ("title", "granted_by", "collectives", "individuals", "recipients", "named", "modifier", "covers_start")


def _same_date(a: DateFact, b: DateFact) -> bool:
    return (a.first, a.last, a.role) == (b.first, b.last, b.role)


def _agree(a: object, b: object) -> bool:
    """Whether two values do not contradict each other: equal, or one side does not say."""
    return a == b or not a or not b


def _same_count(a: CountFact, b: CountFact) -> bool:
    return (
        (a.value, a.unit, a.modality) == (b.value, b.unit, b.modality)
        and _agree(a.modifier and fold(a.modifier), b.modifier and fold(b.modifier))
        and _agree((a.covers_start, a.covers_end), (b.covers_start, b.covers_end))
    )


def _same_award(a: AwardFact, b: AwardFact) -> bool:
    return (
        (a.award, a.modality) == (b.award, b.modality)
        and _agree(a.title, b.title)
        and _agree({o.name for o in a.granted_by}, {o.name for o in b.granted_by})
        and _agree(set(a.named), set(b.named))
        and all(_agree(getattr(a, f), getattr(b, f)) for f in ("collectives", "individuals", "recipients"))
    )


def _detail(row: Fact) -> int:
    """How much a row tells: the number of its columns that say something."""
    return sum(bool(getattr(row, name, None)) for name in _TOLD)


def _mark(document: Document, rows: Sequence[Row], same: Callable[[Row, Row], bool]) -> None:
    facts: list[Row] = []
    for row in sorted(rows, key=lambda r: (-_detail(r), r.start)):
        sentence = document.sentence_at(row.start)
        for fact in facts:
            other = document.sentence_at(fact.start)
            retold = sentence.part in _RETOLD or other.part in _RETOLD
            printed_twice = document.low[sentence.start : sentence.end] == document.low[other.start : other.end]
            if sentence != other and (retold or printed_twice) and same(row, fact):
                row.repeat_of = fact
                break
        else:
            facts.append(row)


def mark(document: Document, facts: Facts) -> None:
    """Set `repeat_of` on every date, count and award of `facts` that only tells another row again."""
    _mark(document, facts.dates, _same_date)
    _mark(document, facts.counts, _same_count)
    _mark(document, facts.awards, _same_award)
