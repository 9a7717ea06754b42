"""Which places of a text speak of one agreement."""

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from extract.facts.base import AgreementFact
from extract.facts.bodies import Run, whole_body
from extract.facts.paper import Paper
from extract.text import fold

# An article that names more agreements than this between two mentions of one would confuse its readers as well.
_NEAR = 30


@dataclass
class Agreement:
    """The places of the text that speak of one agreement, and what they say of it together."""

    papers: list[Paper] = field(default_factory=list)
    kind: str = ""
    number: str | None = None
    years: tuple[int, int] | None = None
    day: date | None = None
    parties: Run | None = None
    status: Literal["signed", "cited"] | None = None

    def add(self, paper: Paper) -> None:
        """Take over a place, with what no place before it has said."""
        # A bare word ("chương trình phối hợp") gives way to one that names it.
        if not self.papers or (not self.told and not paper.bare and paper.kind != "văn bản"):
            self.kind = paper.kind
        elif paper.kind.startswith(self.kind + " ") and not paper.pointed:
            self.kind = paper.kind  # a headline says "kế hoạch" where the text has "Kế hoạch liên tịch"
        self.papers.append(paper)
        self.number = self.number or paper.number
        # "tổng kết kế hoạch phối hợp năm 2022" may be a year of one that runs for longer.
        if paper.term and (self.years is None or (_is_within(self.years, paper.term) and self.years != paper.term)):
            self.years = paper.term
        self.day = self.day or paper.own_day
        self.parties = _fuller(self.parties, paper.parties)
        if self.status != "signed":
            self.status = paper.status or self.status

    @property
    def told(self) -> bool:
        """Whether anything tells this agreement from another."""
        return bool(self.number or self.years or self.day or self.parties)


def _fuller(one: Run | None, other: Run | None) -> Run | None:
    """Return the parties named first, or those of a later place that name them all and more.

    A headline says "giữa Công an phường và công đoàn các doanh nghiệp" where the text names each.
    """
    if one is None or other is None:
        return one or other
    # … or "Công an tỉnh" where the text names its department that signs.
    closer = not other.by_post and _written(one) == _wholes(one) == _wholes(other) != _written(other)
    return other if other.definite and (_names(one) < _names(other) or closer) else one


def by_likeness(found: list[Agreement], paper: Paper) -> list[Agreement]:
    """Return the agreements named last, the likeliest to be the one meant by `paper` first."""

    def likeness(place: int) -> tuple[bool, bool, bool, int]:
        one = near[place]
        years = one.years is not None and one.years == paper.term
        return years, same_kind(one.kind, paper.kind), paper.status is not None and one.status == paper.status, place

    near = found[-_NEAR:]
    return [near[place] for place in sorted(range(len(near)), key=likeness, reverse=True)]


def number_key(number: str) -> str:
    """Return a number in the form in which two ways to write it are equal."""
    return re.sub(r"\s", "", fold(number))


def same_kind(one: str, other: str) -> bool:
    """Whether two kinds are one, or one only says more ("kế hoạch", "kế hoạch liên tịch")."""
    return one == other or one.startswith(other + " ") or other.startswith(one + " ") or "văn bản" in (one, other)


def _names(run: Run | None) -> set[str]:
    """Return the parties' names; a department that signs may do so for the body that it is of."""
    return {whole_body(one).name if run.by_post else one.name for one in run.organisations} if run else set()


def _wholes(run: Run | None) -> set[str]:
    """Return the names of the bodies that the parties are, or are departments of."""
    return {whole_body(one).name for one in run.organisations} if run and run.definite else set()


def _written(run: Run | None) -> set[str]:
    """Return the parties' names as they are told, departments as such."""
    return {one.name for one in run.organisations} if run else set()


def _agree(sides: set[str], others: set[str]) -> bool:
    """Whether two lists of parties may be of one agreement: one names all that the other does."""
    return not sides or not others or sides <= others or others <= sides


def is_same(one: Agreement, paper: Paper, event_day: date | None) -> bool:
    """Whether `paper` may be another word for the agreement `one`: nothing that is said of both differs."""
    if one.number and paper.number:
        return number_key(one.number) == number_key(paper.number) or _is_number_cut_short(one, paper)
    if not same_kind(one.kind, paper.kind) and not (paper.bare and paper.status != "signed"):
        return False
    years = paper.term
    if one.status == "cited" and years and not one.years and paper.modality in ("planned", "proposed"):
        return False  # "sẽ ký lại quy chế cho giai đoạn 2021-2025"
    if years and one.years and not _is_within(years, one.years) and not _is_within(one.years, years):
        return years == one.years and _agree(_wholes(one.parties), _wholes(paper.parties))
    if paper.pointed and years and not one.years and not _may_run(one, years, event_day):
        return False
    if not any(_agree(names(one.parties), names(paper.parties)) for names in (_names, _written)):
        return False
    day = paper.own_day
    if day and one.day and day != one.day:
        return False
    if {one.status, paper.status} == {"signed", "cited"}:
        # "thực hiện quy chế vừa ký kết" is the paper of the day; one with a day or a number of its own is not.
        return day is not None and day == event_day
    return not (one.status == "signed" and day is not None and event_day is not None and day != event_day)


def _is_number_cut_short(one: Agreement, paper: Paper) -> bool:
    """Whether `paper` tells the digits of a number alone, where the other place has all: "thay thế Nghị quyết … số 02".

    Sides of its own make it another paper: "Nghị quyết liên tịch số 02 của Bộ Công an và …" beside one of the province.
    """
    short, long = sorted((number_key(one.number or ""), number_key(paper.number or "")), key=len)
    if not short.isdigit() or not re.match(rf"{short}(?=[/-])", long) or not same_kind(one.kind, paper.kind):
        return False
    sides, others = _names(one.parties), _names(paper.parties)
    told = not (sides or others) or bool(sides and sides == others) or not others
    return told and not (paper.own_day and one.day and paper.own_day != one.day)


def _may_run(one: Agreement, years: tuple[int, int], event_day: date | None) -> bool:
    """Whether years told farther off may be those of `one`: they begin about the day it was signed, else in the past.

    "phương hướng thực hiện quy chế giai đoạn 2024-2029" is of one yet to be made.
    """
    if one.day is not None:
        return abs(years[0] - one.day.year) <= 1
    return event_day is not None and years[0] < event_day.year


def _is_within(year: tuple[int, int], years: tuple[int, int]) -> bool:
    """Whether one year alone lies within a stretch of years: "năm 2024" may be how the first year of it is told."""
    return year[0] == year[1] and years[0] < years[1] and years[0] <= year[0] <= years[1]


def says_nothing(paper: Paper, known: bool) -> bool:
    """Whether `paper` is too loose a word to make an agreement: "xây dựng các kế hoạch phối hợp"."""
    if paper.pointed:
        return True
    if not paper.bare or paper.both_sides:
        return False
    if paper.loose:
        return True
    if paper.status == "signed":
        return False
    return known


def is_nobodys(one: Agreement, row: AgreementFact) -> bool:
    """Whether nothing says whose agreement it is, and nothing else makes it one of its own."""
    if not any(paper.cooperative for paper in one.papers):
        # "ký Kế hoạch …" by one body; "ký cam kết" by whoever is not named beside it
        vague = all(paper.vague for paper in one.papers)
        return len(row.parties) < 2 or (vague and (one.parties is None or len(one.parties.organisations) < 2))
    # One year alone ("các khối ký giao ước năm 2024") makes it nobody's own.
    if row.parties or row.number or (row.period_start and row.period_start != row.period_end):
        return False
    if all(paper.vague and not paper.both_sides for paper in one.papers):
        return True
    return row.status == "cited" and row.signed_on is None
