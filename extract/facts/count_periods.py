"""Which time a figure covers."""

import re
from dataclasses import replace
from datetime import timedelta
from functools import cache

from extract.facts.base import DateFact, Source
from extract.facts.count_context import count_words
from extract.facts.count_exclusions import Setting
from extract.facts.count_rows import Row
from extract.phrases import Phrases
from extract.rules import declare

COVERS = declare(
    "count.covers",
    finds={
        "Từ năm 2018 đến nay, hai ngành đã mở 12 lớp tập huấn.": ["Từ năm 2018 đến nay"],
        "Trong năm 2022 và 6 tháng đầu năm 2023, hai ngành mở 12 lớp tập huấn.": ["năm 2022 và 6 tháng đầu năm 2023"],
        "Riêng đêm 12/2, công an bắt 3 đối tượng.": ["đêm 12/2"],
    },
    ignores=["Hai ngành đã mở 12 lớp tập huấn.", "Từ chỗ mỗi năm có 25 vụ, nay đã yên."],
)

_COMPARED = re.compile(r"(?<!\w)(?:so với|cùng kỳ|so cùng kỳ)(?: \w+){0,3} ?$")
_TERM = re.compile(r"(?:giai đoạn|nhiệm kỳ|\(?\d{4} ?-)")
_IN_TERM = re.compile(
    r"(?<!\w)(?:trong|suốt|sau|qua) (?:cả )?$|(?:^|[,:] )(?:qua |sau khi )?(?:thực hiện|triển khai)[^,;]*$"
)
_DEADLINE = re.compile(r"(?<!\w)(?:trước|đến|đến hết|chậm nhất|hạn)(?: cuối)?(?: ngày| tháng| năm)? ?$")
_BEFORE = 60  # characters before a day that say what it is compared with
_OPENING = 20  # characters before a day that opens its sentence
_NEXT_DAY = timedelta(days=1)
_BEHIND = 60  # how many characters behind the figure the time may be said
_NEIGHBOURS = 2  # how many sentences back of the same paragraph may say the time


@cache
def _at_the_event() -> Phrases[bool]:
    return Phrases(dict.fromkeys(count_words().actions.at_the_event, True))


def times(setting: Setting) -> dict[int, list[DateFact]]:
    """Return the dates of the event and of periods, by sentence; not what figures are compared with.

    A term behind a paper's name ("Quy chế … giai đoạn 2018-2023") is the paper's, not the figures'.
    """
    found: dict[int, list[DateFact]] = {}
    for day in setting.facts.dates:
        sentence = setting.document.sentence_at(day.start)
        before = setting.document.low[sentence.start : day.start]
        term = _TERM.match(setting.document.low, day.start) and day.start - sentence.start > len("trong ")
        if (
            (day.role in ("period", "event") or _opens(before) or before.endswith(" vào "))
            and not _COMPARED.search(before[-_BEFORE:])
            and not (term and not _IN_TERM.search(before))
        ):
            found.setdefault(sentence.index, []).append(_joined(setting, found.get(sentence.index, []), day))
    return found


def _opens(before: str) -> bool:
    """Whether a day opens its sentence: "Riêng đêm 12.7, …", "Gần đây nhất, ngày 3/5, …"."""
    return len(before) <= _OPENING and not _DEADLINE.search(before)


def _joined(setting: Setting, earlier: list[DateFact], day: DateFact) -> DateFact:
    """Return `day`, or the whole time where it goes on from the one before: "năm 2018 và 10 tháng đầu năm 2019"."""
    if not earlier or not day.role == earlier[-1].role == "period" or earlier[-1].last + _NEXT_DAY != day.first:
        return day
    between = setting.document.low[earlier[-1].end : day.start]
    whole = replace(day, start=earlier[-1].start, first=earlier[-1].first)
    return whole if between in (" và ", ", ", " và trong ") else day


def cover(setting: Setting, row: Row, times: dict[int, list[DateFact]]) -> None:
    """The period named nearest before the figure in its sentence, behind it, or in the sentences before."""
    sentence, document = row.candidate.sentence, setting.document
    chosen = _own_time(setting, row, times.get(sentence.index, []))
    opening = chosen is None and _at_the_event().at(document.syllables, document.syllables.index(sentence.start))
    for back in range(1, _NEIGHBOURS + 1):
        if chosen is not None or opening or sentence.index < back:
            break
        other = document.sentences[sentence.index - back]
        if other.paragraph == sentence.paragraph and (days := times.get(other.index)):
            # "Đến hết tháng 6, có 214 tổ": a state of that day, or what is still to come, ends with its sentence.
            if _DEADLINE.search(document.low, other.start, days[-1].start) or days[-1].role == "other":
                break
            chosen = days[-1]
    if chosen is not None and chosen.role != "event":
        for fact in row.facts:
            fact.covers_start, fact.covers_end = chosen.first, chosen.last
            fact.sources += [Source(name, chosen.start, chosen.end, COVERS) for name in ("covers_start", "covers_end")]


def _later(setting: Setting, day: DateFact) -> bool:
    published = setting.document.context.published_at
    return published is not None and day.last > published.date()


def _own_time(setting: Setting, row: Row, days: list[DateFact]) -> DateFact | None:
    """Return the time that the figure's own sentence names: in brackets behind it, before it, or soon behind it."""
    end = row.candidate.end
    low = setting.document.low
    behind = [day for day in days if day.start >= end]
    if behind and low[end : behind[0].start].strip() == "(":
        return behind[0]
    opening = row.candidate.sentence.start
    before = [
        day
        for day in days
        if day.end <= row.candidate.start and (day.role != "other" or _opens(low[opening : day.start]))
    ]
    if before:
        ahead = _DEADLINE.search(low, row.candidate.sentence.start, before[-1].start) is not None
        return (
            None
            if ahead and ";" in low[before[-1].end : row.candidate.start] and _later(setting, before[-1])
            else before[-1]
        )
    if row.first.relation == "basis":
        return None  # "từ chỗ mỗi năm có 25 vụ, năm 2022 chỉ còn 8 vụ"
    near = [day for day in behind if day.start - end <= _BEHIND and ";" not in low[end : day.start]]
    return near[0] if near else None
