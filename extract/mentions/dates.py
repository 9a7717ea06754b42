"""Mentions of dates: every calendar expression, with the year and month that the words leave to the reader filled in.

The patterns are in `date_days`, `date_word_days`, `date_feasts`, `date_ranges`, `date_months` and `date_years`; here
their claims are sorted out, and `date_resolving` resolves them, left to right, from the day of publication and from
what was said before. An expression that cannot be resolved (a lunar day, or a day without a year in a text without a
day of publication) becomes a mention of kind `unresolved_date`, which ends in the issues.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from extract.document import Document
from extract.mentions.base import Mention, Mentions
from extract.mentions.calendar import Reading
from extract.mentions.date_days import ALONE, DAYS
from extract.mentions.date_feasts import FEASTS, LUNAR
from extract.mentions.date_months import MONTHS
from extract.mentions.date_ranges import RANGES, TERMS
from extract.mentions.date_resolving import Resolver, open_year
from extract.mentions.date_word_days import DEICTIC, TOLD
from extract.mentions.date_words import WEEKDAY
from extract.mentions.date_years import YEARS
from extract.starts import FIGURE, first_words

Claimed = tuple[int, int, str, Reading]  # start, end, rule, what it says

_PATTERNS = (*LUNAR, *RANGES, *DEICTIC, *DAYS, *FEASTS, *TOLD, *ALONE, *TERMS, *MONTHS, *YEARS)

# Figures that belong to a document's number ("102/2017/NĐ-CP", "03/QC-BCA") or stand right behind "số".
_DOCUMENT_NUMBER = re.compile(
    r"(?<![\w/.-])\d{1,5}(?:[/.-]\d{2,4})?[a-z]?[/-](?!nay)[a-zđ]{2}[\w./-]*|(?<!\w)số:? ?\d[\w./-]*"
)
_NUMBER_BEGINS = first_words("số", FIGURE)
# A date right behind a document's name or number dates the document: it says nothing about the story's own year.
_OF_DOCUMENT = re.compile(r"(?:[/-][a-zđ]{2}[\w/-]*|(?<!\w)(?:ký|ban hành|ký kết)),? ?(?:ký )?$")
_BEHIND_PAPER = re.compile(r"[ ,(]{0,3}(?:(?:được |đã )?(?:ký|ban hành|ký kết) ?)?")
# "ngày 28/7 hằng năm", "tháng 6 và tháng 12 hằng năm", "hằng năm giao ban vào tháng 6 và tháng 12": days of every year.
_OFTEN = r"(?:hằng|hàng|mỗi) (?:năm|tháng|quý|tuần)(?!\w)"
_EVERY = re.compile(rf"(?:(?:,| và| hoặc| hay|-) ?(?:(?:ngày|tháng|quý) )?[\d/]{{1,5}}){{0,6}} {_OFTEN}")
_REPEATED = re.compile(
    rf"(?<!\w)(?:{_OFTEN}|định kỳ|thường niên)[^.;:\n()]{{0,80}}(?<!\w)(?:vào|nhân|dịp|nhân dịp|các|cứ) $"
)
_AND_AGAIN = re.compile(r"(?:,| và| hoặc| hay| &) ?")
# What lends its year to the month or quarter before it, and what stands between them.
_BORROWERS = frozenset({"date.month", "date.months", "date.quarter", "date.half_year", "date.quarter_edge"})
_LENDERS = _BORROWERS | {"date.short_month", "date.year"}
_LIST = re.compile(
    r"(?:,|;|,? và| &| cùng| hoặc| -) ?(?:các |cả |trong |của )?"
    r"(?:(?:[^\W\d]+ ){0,4}(?:nhiệm vụ|phương hướng|triển khai|kế hoạch)(?: [^\W\d]+){0,5} )?"
)
_LONGEST_STAMP = 100
_AND_YEAR = re.compile(r",? (?:và|cùng) (?:cả )?")
# A line that only says when the page was published or changed: "Ngày đăng: 04.07.2019 16:05 | An ninh trật tự".
_CLOCK = r"\d\d?(?::| ?giờ ?|h)\d\d(?::\d\d)?(?: phút)?(?: ?(?:am|pm|sa|ch))?"
_STAMP = re.compile(
    rf"\A\W{{0,3}}(?P<said>(?:(?:ngày đăng|đăng|cập nhật|xuất bản)(?: lúc| ngày)?[ :]*)*)(?:{WEEKDAY}[ ,]*)?(?:ngày )?"
    rf"(?:(?:lúc )?(?P<clock>{_CLOCK})[ ,|-]*)?(?:{WEEKDAY}[ ,]*)?(?:ngày )?(?P<date>\d\d?[./-]\d\d?[./-]\d{{4}})"
    rf"(?:[ ,|-]*(?:lúc )?(?P<later>{_CLOCK}))?(?:[ |,-]*[\[(]?gmt ?\+? ?7[\])]?)?(?: ?[|•-] ?[^\d\n]{{0,40}})?\W*"
)
_ORDINAL = re.compile(r"[Nn]gày thứ [a-zà-ỹ]")


def find(document: Document, mentions: Mentions) -> Iterator[Mention[Any]]:
    """Yield the mentions of dates in `document`."""
    low = document.low
    resolver = Resolver(document)
    stamps = _stamps(document)
    for start, end, rule, reading in _claims(document):
        if any(first <= start < last for first, last in stamps):
            continue  # the page's own time is no mention
        value = resolver.resolve(start, end, reading)
        if value is None and reading.shape in ("same", "told_year"):
            continue  # "so với cùng kỳ", "cuối năm" of a period that is not told
        if value is None:
            yield Mention("unresolved_date", start, end, rule, "lunar_date" if reading.lunar else "ambiguous_date")
        elif value.end >= value.start:
            mention = Mention("date", start, end, rule, value)
            paper = mentions.last_before("document", start, start - 200)
            dates_paper = paper is not None and _BEHIND_PAPER.fullmatch(low, paper.end, start)
            of_document = bool(dates_paper or _OF_DOCUMENT.search(low[max(0, start - 40) : start]))
            resolver.remember(mention, reading, of_document)
            yield mention


def _stamps(document: Document) -> list[tuple[int, int]]:
    """Return the lines that only say when the page was published."""
    found, published = [], document.context.published_on
    today = f"{published:%d%m%Y}" if published else ""
    for part in document.parts:
        if part.end - part.start > _LONGEST_STAMP:
            continue
        match = _STAMP.fullmatch(document.low[part.start : part.end])
        if match is not None:
            written = "".join(figure.zfill(2) for figure in re.split(r"\D", match["date"]))
            if match["said"] or match["clock"] or match["later"] or written == today:
                found.append((part.start, part.end))
    return found


def _claims(document: Document) -> list[Claimed]:
    """Return what the patterns claim, in order of appearance, without overlaps: earlier patterns win."""
    low = document.low
    starts = document.starts
    taken = bytearray(len(low))
    for match in starts.matches(_DOCUMENT_NUMBER, _NUMBER_BEGINS):
        taken[match.start() : match.end()] = b"\x01" * len(match[0])
    found = []
    repeated: set[int] = set()  # where recurrent days end
    for pattern in _PATTERNS:
        if pattern.needs and not any(word in low for word in pattern.needs):
            continue
        for match in starts.matches(pattern.regex, pattern.begins):
            for start, end, reading in pattern.read(match, low):
                if any(taken[start:end]):
                    continue
                if _every_year(reading) and _EVERY.match(low, end):
                    if reading.last is not None:  # "từ ngày 1/5 đến 31/5 hằng năm": its ends are no days either
                        taken[start:end] = b"\x01" * (end - start)
                    continue
                if _recurrent(low, start, reading, repeated):
                    repeated.add(end)
                    continue
                if _cased(document, start, reading):
                    taken[start:end] = b"\x01" * (end - start)
                    found.append((start, end, pattern.rule, reading))
    return _years_lent(low, sorted(found, key=lambda claim: claim[0]))


def _years_lent(low: str, claims: list[Claimed]) -> list[Claimed]:
    """Give months and quarters without a year that of the next one in their list: "quý III và IV năm 2023"."""
    for at in range(len(claims) - 2, -1, -1):
        (start, end, rule, reading), (behind, _, lender, lending) = claims[at], claims[at + 1]
        first, last = reading.first, lending.first
        if rule not in _BORROWERS or lender not in _LENDERS or first is None or last is None:
            continue
        if not (open_year(first) and not open_year(last) and last.month_offset is None and first.months):
            continue
        if not (_AND_YEAR if lender == "date.year" else _LIST).fullmatch(low, end, behind):
            continue
        if last.months and first.months[0] > last.months[0]:
            if last.year is None:
                continue
            last = replace(last, year=last.year - 1)  # "tháng 12 và tháng 1/2024"
        lent = replace(first, year=last.year, year_offset=last.year_offset)
        claims[at] = (start, end, rule, replace(reading, first=lent))
    return claims


def _every_year(reading: Reading) -> bool:
    """Whether the words may be of every year: "giai đoạn 2024-2028, mỗi năm …" are years of their own."""
    return not (reading.first is not None and reading.first.year is not None)


def _recurrent(low: str, start: int, reading: Reading, repeated: set[int]) -> bool:
    """Whether a day or month without a year, and without a time of day, is one of every year."""
    point = reading.first
    if point is None or point.months is None or not open_year(point) or reading.part_of_day:
        return False
    again = any(end in repeated and _AND_AGAIN.fullmatch(low, end, start) for end in range(start - 5, start + 1))
    return again or bool(_REPEATED.search(low, max(0, start - 110), start))


def _cased(document: Document, start: int, reading: Reading) -> bool:
    """Whether a deictic expression is written in lower case but for its first letter ("Sáng Mai" is a name).

    "Ngày thứ hai" is the second day, "ngày thứ Hai" is Monday.
    """
    if reading.weekday is not None and reading.week is None and not reading.coming and reading.part_of_day is None:
        ordinal = _ORDINAL.match(document.plain, start)
        return ordinal is None
    if reading.day_offset is None or reading.first is not None:
        return True
    second = re.compile(r" (\S)").search(document.text, start)
    return second is None or second[1].islower()
