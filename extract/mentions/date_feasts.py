"""The rules that find feast days: those of the calendar ("30/4 và 1/5"), and those of the moon, which stay unread."""

import re
from collections.abc import Iterator

from extract.mentions.calendar import Reading
from extract.mentions.date_words import (
    COUNTED,
    DAY,
    END,
    HOLIDAYS,
    WORD,
    WORDS,
    YEAR,
    Claim,
    Pattern,
    before,
    day,
    either,
    read,
    years_shared,
)
from extract.rules import declare
from extract.starts import FIGURE, first_words

_HOLIDAY_CUE = re.compile(rf"(?<!\w){either(WORDS.holidays.cues)}(?!\w)")
_PLACE = re.compile(rf"(?<!\w){either(WORDS.holidays.places)} $")
_HOLIDAY = re.compile(rf"(?<![\w/.,:])(?=\d\d?[/.-]){day()}{END}")
# "Ngày Biên phòng toàn dân 3/3": right behind a day's own name.
_NAMED = re.compile(
    r"(?<!\w)ngày (?:biên phòng|quốc tế|thế giới|truyền thống|toàn dân|việt nam|hội|sinh viên|bầu cử|khai giảng"
    r"|khai trường|thi)[^.,;:\d()]{0,40} $"
)
_HOLIDAYS_ON = re.compile(rf"(?: và | - |-|, ?| đến )(?:ngày )?{day()}{END}")


def _read_holiday(match: re.Match[str], low: str) -> Iterator[Claim]:
    lead = re.split(r"[.;\n]", before(low, match.start(), 70))[-1]
    if _PLACE.search(lead) or not _HOLIDAY_CUE.search(lead) or COUNTED.match(low, match.end()):
        return
    point = read(match)
    if point and (more := _HOLIDAYS_ON.match(low, match.end())) and (last := read(more)):
        point = years_shared([point, last])[0]
    bracketed = lead.endswith("(") and low[match.end() : match.end() + 1] == ")"
    if point and (
        (int(match["day"]), int(match["month"])) in HOLIDAYS
        or (bracketed and match["sep"] == "/")
        or (_NAMED.search(lead) and match["sep"] in "/-")
    ):
        yield Claim(*match.span(), Reading("day", point))


declare(
    "date.holiday",
    finds={
        "Chào mừng Quốc khánh 2/9, công đoàn tặng quà.": ["2/9"],
        "Trong dịp lễ 30/4 và 1/5, công an trực.": ["30/4", "1/5"],
        "Kỷ niệm Ngày truyền thống lực lượng (15/9), phường mở hội.": ["15/9"],
        "Hưởng ứng Ngày Biên phòng toàn dân 3/3, công đoàn tặng quà.": ["3/3"],
        "Công an bảo vệ an toàn ngày bầu cử 22-5.": ["22-5"],
        "Nhân ngày thành lập Đảng 3.2, chi bộ tặng quà.": ["3.2"],
    },
    ignores=[
        "Nhân dịp năm mới, thu nhập tăng 8.3%.",
        "Xe đi trên đường 30/4.",
        "Đạt 3/4 chỉ tiêu.",
        "Tổ 19/8 gồm 7 người.",
    ],
)

_LUNAR_MARK = r"(?:,? ?\(?âm lịch(?!\w)\)?| al(?!\w))"
_LUNAR_DAY = rf"(?:(?:ngày )?(?:rằm|(?:mùng|mồng) (?:{DAY}|\w+)|{DAY}) )"
_LUNAR = re.compile(
    rf"{WORD}(?:(?:ngày )?(?:mùng |mồng )?{day()}{_LUNAR_MARK}"
    rf"|{_LUNAR_DAY}?tháng (?:(?:giêng|chạp)(?! năm {YEAR})(?!\w)|\w+{_LUNAR_MARK})"
    rf"|(?:ngày )?(?:mùng|mồng) (?:{DAY}|\w+) tết(?!\w)|(?:ngày )?rằm tháng (?:\d\d?|\w+))"
)


def _read_lunar(match: re.Match[str], low: str) -> Iterator[Claim]:
    yield Claim(*match.span(), Reading("lunar", lunar=True))


declare(
    "date.lunar",
    finds={
        "Mùng 10 tháng 3 âm lịch là ngày giỗ Tổ.": ["Mùng 10 tháng 3 âm lịch"],
        "Đêm rằm tháng Giêng, tổ tuần tra.": ["rằm tháng Giêng"],
    },
    ignores=["Mùng 2 tháng 9 là ngày Quốc khánh."],
    source="Lunar days are marked and not turned into calendar days.",
)

_LUNAR_WORDS = ("âm lịch", " al", "tháng giêng", "tháng chạp", " tết", "rằm tháng ")

_LUNAR_BEGINS = first_words("ngày", "mùng", "mồng", "rằm", "tháng", FIGURE)

LUNAR = (Pattern("date.lunar", _LUNAR, _read_lunar, _LUNAR_BEGINS, _LUNAR_WORDS),)
FEASTS = (Pattern("date.holiday", _HOLIDAY, _read_holiday, frozenset({FIGURE})),)
