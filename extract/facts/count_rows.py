"""Counts in the making, and which of them stand in one list or are the ends of one range."""

import itertools
import re
from dataclasses import dataclass, field

from extract.facts.base import CountFact, Source
from extract.facts.count_exclusions import Candidate, Setting

_BARE_LIST = re.compile(r"(?:,| và|, và| cùng|, cùng|;) ?")
_RANGE_END = re.compile(r" (?:đến|tới|-) ")


@dataclass
class Row:
    """A count in the making: the candidate and its rows (two for a range)."""

    candidate: Candidate
    facts: list[CountFact]
    modifier: tuple[int, int] | None = None
    sources: list[Source] = field(default_factory=list)

    @property
    def first(self) -> CountFact:
        """The row that others refer to."""
        return self.facts[0]


def one_list(setting: Setting, first: Row, second: Row) -> bool:
    """Whether only a comma, a semicolon or "và" stands between two figures of a sentence."""
    if first.candidate.sentence is not second.candidate.sentence:
        return False
    end = first.modifier[1] if first.modifier else first.candidate.end
    return bool(_BARE_LIST.fullmatch(setting.document.low, end, second.candidate.start))


def ranges_with_units(setting: Setting, rows: list[Row]) -> None:
    """Mark both ends of "từ 300.000 đồng đến 500.000 đồng" as rough; "tăng từ 5 vụ đến 9 vụ" says two exact ones."""
    for first, second in itertools.pairwise(rows):
        one, two = first.candidate, second.candidate
        if one.unit.name != two.unit.name or not _RANGE_END.fullmatch(setting.document.low, one.end, two.start):
            continue
        before = setting.before(one.start)
        if before.endswith("từ ") and not re.search(r"(?<!\w)(?:tăng|giảm|nâng|hạ|lên|xuống)(?: \w+)? từ $", before):
            for fact in (*first.facts, *second.facts):
                if fact.qualifier == "exact":
                    fact.qualifier = "about"
