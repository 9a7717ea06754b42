"""What a mention is: a typed span on the text, found by a named rule, with the value that it stands for."""

import bisect
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, Literal, TypeVar

Value = TypeVar("Value")
PartOfDay = Literal["morning", "noon", "afternoon", "evening", "night"]
Precision = Literal["day", "month", "quarter", "half_year", "year", "range"]
Qualifier = Literal["exact", "over", "under", "about"]


@dataclass(frozen=True, slots=True)
class Mention(Generic[Value]):
    """A typed span. `start` and `end` are half-open code points of the article's text."""

    kind: str
    start: int
    end: int
    rule: str
    value: Value


@dataclass(frozen=True, slots=True)
class DateValue:
    """Calendar days, both inclusive. `anchored`: the year or the day comes from the context, not from the words.

    `shape` is what kind of expression it was, for the rules that tell roles apart: "day", "days", "month", "quarter",
    "half_year", "months", "year", "school_year", "term" (giai đoạn, nhiệm kỳ), "since" (từ … đến nay), "until",
    "deictic" (hôm nay, năm nay).
    """

    start: date
    end: date
    precision: Precision
    shape: str
    part_of_day: PartOfDay | None = None
    anchored: bool = False


@dataclass(frozen=True, slots=True)
class NumberValue:
    """A figure in the text, before it is known what it counts. `scale`: "nghìn", "triệu", "tỷ" already multiplied in.

    The mention spans the figure with its scale and a denominator, without the qualifier; the qualifier's span is in
    `qualifier_start` (equal to the mention's start where there is none). `value` is a ratio's numerator.
    """

    value: float
    qualifier: Qualifier = "exact"
    qualifier_start: int = 0
    denominator: float | None = None
    percent: bool = False
    scaled: bool = False
    spelled: bool = False  # written as a word ("hai", "ba mươi lăm")
    range_end: float | None = None


@dataclass(frozen=True, slots=True)
class Organisation:
    """A body under its canonical name.

    Attributes:
        name: canonical, with the place filled in: "Công an tỉnh Phú Thọ".
        organisation_id: kind and typed slugs of the place: "police/phu-tho"; None for a body that cannot be placed.
        kind: police, union, people_committee, party, youth_union, enterprise, … (extract/lexicons/organisations.toml).
        level: central, province, district, commune, grassroots; None where it is not known.
        province: of its place, a name of the 63 or, where the id ends in "@2025", of the 34; None for central bodies
            and where it is not known.
        place_source: "text" (the mention itself), "sentence", "article" or "portal": who filled the place in.
        plural: several bodies under one name ("Công an các huyện"), or the profession as such: no body of its own.
        members: the bodies that a plural stands for, where the text lists them ("LĐLĐ và Công an các quận A, B").
    """

    name: str
    organisation_id: str | None
    kind: str
    level: str | None
    province: str | None = None
    place_source: str | None = None
    plural: bool = False
    members: "tuple[Organisation, ...]" = ()


@dataclass(frozen=True, slots=True)
class PersonName:
    """A person's name in title case; `full` is False for a short form ("ông Nam")."""

    name: str
    full: bool = True


@dataclass(frozen=True, slots=True)
class Post:
    """A post as written ("Phó Giám đốc Công an tỉnh") and the body that it is held at."""

    title: str
    organisation: Organisation | None = None
    head: bool = False  # the first person of a body, who stands for it
    former: bool = False


@dataclass(frozen=True, slots=True)
class DocumentName:
    """A plan, programme, regulation or other paper.

    `kind` is the lower-case noun, `number` as written, `co_operation` whether it is a co-operation paper
    ("Quy chế phối hợp").
    """

    kind: str
    number: str | None = None
    co_operation: bool = False


@dataclass(frozen=True, slots=True)
class AwardName:
    """An award: its kind with its usual capitals ("Bằng khen", "Huân chương Lao động hạng Ba") and its own name."""

    award: str
    title: str | None = None


class Mentions:
    """The mentions of one document, by kind, in order of appearance. Mentions of one kind do not overlap."""

    def __init__(self) -> None:
        self._by_kind: dict[str, list[Mention[Any]]] = {}
        self._starts: dict[str, list[int]] = {}
        self._ends: dict[str, list[int]] = {}

    def add(self, mentions: Iterable[Mention[Any]]) -> None:
        """Add mentions; one that overlaps an earlier mention of its kind is an error of the rules (ValueError)."""
        for mention in mentions:
            starts, ends = self._starts.setdefault(mention.kind, []), self._ends.setdefault(mention.kind, [])
            at = bisect.bisect_left(starts, mention.start)
            if (at and ends[at - 1] > mention.start) or (at < len(starts) and starts[at] < mention.end):
                raise ValueError(f"overlapping {mention.kind} mentions at {mention.start}: {mention.rule}")
            self._by_kind.setdefault(mention.kind, []).insert(at, mention)
            starts.insert(at, mention.start)
            ends.insert(at, mention.end)

    # All look-ups are by bisection: mentions of one kind do not overlap, so their ends are in order as well.

    def of(self, kind: str) -> list[Mention[Any]]:
        """Return all mentions of `kind`."""
        return self._by_kind.get(kind, [])

    def within(self, kind: str, start: int, end: int) -> list[Mention[Any]]:
        """Return the mentions of `kind` that lie wholly in [start, end)."""
        if kind not in self._by_kind:
            return []
        first = bisect.bisect_left(self._starts[kind], start)
        return self._by_kind[kind][first : bisect.bisect_right(self._ends[kind], end, lo=first)]

    def overlapping(self, kind: str, start: int, end: int) -> list[Mention[Any]]:
        """Return the mentions of `kind` that share a character with [start, end)."""
        if kind not in self._by_kind:
            return []
        first = bisect.bisect_right(self._ends[kind], start)
        return self._by_kind[kind][first : bisect.bisect_left(self._starts[kind], end, lo=first)]

    def covers(self, kind: str, start: int, end: int) -> bool:
        """Whether a mention of `kind` overlaps [start, end)."""
        if kind not in self._by_kind:
            return False
        first = bisect.bisect_right(self._ends[kind], start)
        return first < len(self._starts[kind]) and self._starts[kind][first] < end

    def last_before(self, kind: str, position: int, not_before: int = 0) -> Mention[Any] | None:
        """Return the last mention of `kind` that ends at or before `position` and begins at or after `not_before`."""
        found = self.of(kind)
        at = bisect.bisect_right(self._ends.get(kind, ()), position) - 1
        return found[at] if at >= 0 and found[at].start >= not_before else None

    def first_after(self, kind: str, position: int, not_after: int | None = None) -> Mention[Any] | None:
        """Return the first mention of `kind` that begins at or after `position` and ends at or before `not_after`."""
        found = self.of(kind)
        at = bisect.bisect_left(self._starts.get(kind, ()), position)
        return found[at] if at < len(found) and (not_after is None or found[at].end <= not_after) else None

    def __iter__(self) -> Iterator[Mention[Any]]:
        every = (mention for kind in self._by_kind.values() for mention in kind)
        return iter(sorted(every, key=lambda m: (m.start, -m.end, m.kind)))
