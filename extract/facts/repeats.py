"""The same fact told again: in the headline, the lead or a caption, or in a sentence that the article prints twice.

In the running text the same figure may well be another fact ("5 vụ" here, "5 vụ" there), so two rows are one fact only
where at least one of them stands in a place that repeats by its nature: a headline, a lead, a caption. A page need not
mark those: an opening paragraph of one sentence is believed to be a lead where the figure is large enough to be nobody
else's, and a paragraph of one sentence to be a caption for the day of the event and an award without figures. Rows are
gathered around the one that tells most (figures, givers): two of the others need not be like each other. All point to
the first of them, so that sums count the fact once; an award without figures, in a headline perhaps, tells nothing
that could be summed, so the first that has figures is the first telling.
"""

import re
from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from typing import NamedTuple, TypeVar

from extract.document import Document, Sentence
from extract.facts.base import AwardFact, CountFact, DateFact, Fact, Facts
from extract.text import fold

Row = TypeVar("Row", bound=Fact)
_FIGURES = ("collectives", "individuals", "recipients")
_MOST = 20  # facts of one key with which a row is compared: where there are more, the text is a table
_DISTINCT = 10  # a smaller figure may well be another fact's, too
_COMMON = ("percent", "money_vnd")  # so may a round share or sum
_BODY = 3  # paragraphs of a body that has a lead
_AND = re.compile(r", | và ")
_RETOLD = ("title", "lead", "caption")
_TOLD = ("title", "granted_by", "collectives", "individuals", "recipients", "named", "modifier", "covers_start")


class Place(NamedTuple):
    """Where two rows stand: whether the page marks one as retold, one opens the text, or is all of its paragraph."""

    marked: bool
    opening: bool
    alone: bool


def _same_date(a: DateFact, b: DateFact, place: Place) -> bool:
    same = (a.first, a.last, a.role) == (b.first, b.last, b.role) and _agree(a.part_of_day, b.part_of_day)
    return same and (place.marked or a.role == "event")


def _agree(a: object, b: object) -> bool:
    """Whether two values do not contradict each other: equal, or one side does not say."""
    return a == b or not a or not b


def _same_count(a: CountFact, b: CountFact, place: Place) -> bool:
    return (
        (a.value, a.qualifier, a.modality) == (b.value, b.qualifier, b.modality)
        and (a.unit == b.unit or (a.value >= _DISTINCT and _same_noun(a.unit, b.unit)))
        and (place.marked or (place.opening and a.value >= _DISTINCT and a.measure not in _COMMON))
        and _agree(a.modifier and fold(a.modifier), b.modifier and fold(b.modifier))
        and _agree((a.covers_start, a.covers_end), (b.covers_start, b.covers_end))
    )


def _same_noun(a: str, b: str) -> bool:
    """Whether one of the nouns of `a` begins one of `b`, or the reverse ("công nhân", "đoàn viên, công nhân")."""
    return any(
        one == other or one.startswith(other + " ") or other.startswith(one + " ")
        for one in _AND.split(a)
        for other in _AND.split(b)
    )


def _same_award(a: AwardFact, b: AwardFact, place: Place) -> bool:
    untold = _untold(a) or _untold(b)
    return (
        (a.award, a.modality) == (b.award, b.modality)
        and (place.marked or untold)
        and _agree(a.title, b.title)
        and _agree({o.name for o in a.granted_by}, {o.name for o in b.granted_by})
        and (untold or _agree(set(a.named), set(b.named)))
        and all(_agree(getattr(a, name), getattr(b, name)) for name in _FIGURES)
    )


def _untold(row: AwardFact) -> bool:
    return all(getattr(row, name) is None for name in _FIGURES)


def _detail(row: Fact) -> int:
    """How much a row tells: the number of its columns that say something."""
    return sum(bool(getattr(row, name, None)) for name in _TOLD)


def _mark(
    document: Document,
    likely: tuple[frozenset[int], frozenset[int]],
    rows: Sequence[Row],
    same: Callable[[Row, Row, Place], bool],
    key: Callable[[Row], Hashable],
) -> None:
    """Point the rows that tell a fact again to its first telling; only rows of one `key` can be the same fact.

    `likely`: the sentences that open the text and those that are all of their paragraph, by their indices.
    """
    by_key: dict[Hashable, list[Row]] = {}
    for row in rows:
        by_key.setdefault(key(row), []).append(row)
    for candidates in by_key.values():
        if len(candidates) > 1:
            _mark_among(document, likely, candidates, same)


def _mark_among(
    document: Document,
    likely: tuple[frozenset[int], frozenset[int]],
    rows: Sequence[Row],
    same: Callable[[Row, Row, Place], bool],
) -> None:
    """Point those of `rows`, all of one key, that tell a fact again to its first telling."""
    opening, alone = likely
    # The rows of one fact, the one that tells most before the others, and the sentence of that one.
    known: list[tuple[list[Row], Sentence]] = []
    # An award without figures is the last one that fits: what the event gives stands at the end, what was given in
    # earlier years before it.
    for row in sorted(rows, key=lambda r: (-_detail(r), r.start)):
        sentence = document.sentence_at(row.start)
        last_first = isinstance(row, AwardFact) and _untold(row)
        for group, other in reversed(known[-_MOST:]) if last_first else known[:_MOST]:
            printed_twice = document.low[sentence.start : sentence.end] == document.low[other.start : other.end]
            marked = printed_twice or sentence.part in _RETOLD or other.part in _RETOLD
            opens = sentence.index in opening or other.index in opening
            place = Place(marked, opens, sentence.index in alone or other.index in alone)
            if sentence.index != other.index and True in place and same(row, group[0], place):
                group.append(row)
                break
        else:
            known.append(([row], sentence))
    for group, _ in known:
        first = min(group, key=lambda r: (isinstance(r, AwardFact) and _untold(r), r.start))
        for row in group:
            row.repeat_of = first if row is not first else None


def _likely(document: Document) -> tuple[frozenset[int], frozenset[int]]:
    """Return the sentences that open the body as a lead would, and those that are all of their paragraph."""
    sizes = Counter(sentence.paragraph for sentence in document.sentences)
    alone = frozenset(s.index for s in document.sentences if sizes[s.paragraph] == 1)
    body = sorted({s.paragraph for s in document.sentences if s.part == "body"})
    lead = body[0] if len(body) >= _BODY else None
    return frozenset(s.index for s in document.sentences if s.paragraph == lead and s.index in alone), alone


def mark(document: Document, facts: Facts) -> None:
    """Set `repeat_of` on every date, count and award of `facts` that only tells another row again."""
    likely = _likely(document)
    _mark(document, likely, facts.dates, _same_date, lambda row: (row.first, row.last, row.role))
    _mark(document, likely, facts.counts, _same_count, lambda row: (row.value, row.qualifier, row.modality))
    _mark(document, likely, facts.awards, _same_award, lambda row: (row.award, row.modality))
