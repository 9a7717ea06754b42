"""The rules that find days in figures. Each is a pattern, a reader of its matches, and examples."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from extract.mentions.calendar import Point, Reading
from extract.mentions.date_words import (
    COUNTED,
    DAY,
    END,
    HOLIDAYS,
    PART,
    PART_BEGINS,
    RATE,
    WEEKDAY,
    WEEKDAY_BEGINS,
    WORD,
    WORDS,
    Claim,
    Pattern,
    before,
    day,
    either,
    part_of,
    read,
    years_shared,
)
from extract.rules import declare
from extract.starts import FIGURE, first_words

_NUMBERS = re.compile(DAY)
_LINK = r"(?:, ?| và | & | ?- ?| đến (?:hết )?)"
# What may stand before a day: a part of the day, a weekday, "ngày", together or alone.
_HEAD = (
    rf"(?:(?P<part>{PART})(?: ?,? {WEEKDAY})?(?: ?,? (?:ngày|hôm))?|(?:ngày )?{WEEKDAY}(?: ?,? (?:ngày|hôm))?"
    r"|ngày(?: cuối tuần| liên tiếp)?|hôm)"
    r"(?: này| tới)?,? (?:mùng |mồng )?"
)
_HEAD_BEGINS = PART_BEGINS | WEEKDAY_BEGINS | {"ngày", "hôm"}


def _rate(match: re.Match[str], low: str) -> bool:
    """Whether a day behind its head is one of "mỗi ngày 4-5 lần", "ngày 2-3 buổi"."""
    return bool(RATE.search(before(low, match.start())) or COUNTED.match(low, match.end()))


def _read_days(match: re.Match[str], low: str) -> Iterator[Claim]:
    last = read(match)
    if last is None or last.day is None or _rate(match, low):
        return
    figures = list(_NUMBERS.finditer(low, match.start("list"), match.end("list")))
    values = [int(figure[0]) for figure in figures] + [last.day]
    if values != sorted(set(values)):
        return
    begin = match.start("list") if match["open"] else match.start()
    first = Point(values[0], last.months, last.year, last.year_offset)
    together = match["link"].strip() not in (",", "và", "&")
    if together or values == list(range(values[0], last.day + 1)):
        yield Claim(begin, match.end(), Reading("days", first, last, part_of(match)))
        return
    start = begin
    for figure in figures:
        point = Point(int(figure[0]), last.months, last.year, last.year_offset)
        yield Claim(start, figure.end(), Reading("day", point, part_of_day=part_of(match)))
        start = figures[figures.index(figure) + 1].start() if figure is not figures[-1] else match.start("day")
    yield Claim(start, match.end(), Reading("day", last, part_of_day=part_of(match)))


_DAYS = re.compile(
    rf"{WORD}{_HEAD}(?P<open>\()?(?P<list>{DAY}(?:{_LINK}(?:ngày )?{DAY}){{0,8}})(?P<link>{_LINK})"
    rf"(?:ngày )?{day()}{END}"
)
declare(
    "date.days",
    finds={
        "Trong hai ngày 7 và 8/5, hội nghị diễn ra.": ["ngày 7 và 8/5"],
        "Các ngày 5, 12 và 19/5, tổ tuần tra.": ["ngày 5", "12", "19/5"],
        "Ngày 24-27/7, giải khai mạc.": ["Ngày 24-27/7"],
    },
    ignores=["Mỗi ngày 2, 3 buổi.", "Ngày 7/5/2019, hội nghị diễn ra."],
)

_ACROSS = re.compile(
    rf"{WORD}(?P<part>tối|đêm|khuya) (?:ngày )?{day('a', month=False)} rạng sáng (?:ngày )?{day('b')}{END}"
)


def _read_across(match: re.Match[str], low: str) -> Iterator[Claim]:
    first, last = read(match, "a"), read(match, "b")
    if first is None or last is None or first.day is None or last.day is None or last.months is None:
        return
    if first.months is None:
        month = last.months[0] if first.day < last.day else (last.months[0] - 2) % 12 + 1
        first = replace(first, months=(month, month))
        if month == last.months[0]:
            first = replace(first, year=last.year, year_offset=last.year_offset)
    yield Claim(*match.span(), Reading("days", first, last, part_of(match)))


declare(
    "date.night",
    finds={
        "Đêm 4 rạng sáng 5/3, xảy ra vụ cháy.": ["Đêm 4 rạng sáng 5/3"],
        "Tối 31/1 rạng sáng 1/2, có 2 vụ va chạm.": ["Tối 31/1 rạng sáng 1/2"],
    },
    ignores=["Đêm 4/3, rạng sáng 5/3, tổ tuần tra."],
)

_SPAN_OF_DAYS = re.compile(rf"{WORD}(?:{_HEAD}|(?<=\()){day('a')}(?: ?- ?| đến (?:hết )?(?:ngày )?){day('b')}{END}")


def _read_span(match: re.Match[str], low: str) -> Iterator[Claim]:
    first, last = read(match, "a"), read(match, "b")
    if first is None or last is None or (first.day, first.months) == (last.day, last.months) or _rate(match, low):
        return  # the same day of two years is an anniversary: two dates
    yield Claim(*match.span(), Reading("days", first, last, part_of(match)))


declare(
    "date.days_span",
    finds={"Đợt cao điểm (15/12/2022 - 14/11/2023) có 5 vụ.": ["15/12/2022 - 14/11/2023"]},
    ignores=["Kỷ niệm ngày thành lập (28/7/1929 - 28/7/2023)."],
)


def _read_day(match: re.Match[str], low: str) -> Iterator[Claim]:
    where = read(match)
    if where is None or _rate(match, low):
        return
    spans, points, parts = [match.span()], [where], [part_of(match)]
    while more := _CHAIN.match(low, spans[-1][1]):
        point = read(more)
        if point is None:
            break
        spans.append((more.start("whole"), more.end()))
        points.append(point)
        parts.append(part_of(more))
    points = years_shared(points)
    together = len(points) > 1 and all(_consecutive(a, b) for a, b in pairwise(points)) and not any(parts[1:])
    if together:
        yield Claim(spans[0][0], spans[-1][1], Reading("days", points[0], points[-1], parts[0]))
        return
    for (start, end), point, part in zip(spans, points, parts, strict=True):
        yield Claim(start, end, Reading("day", point, part_of_day=part))


def _consecutive(first: Point, second: Point) -> bool:
    """Whether two days of one month follow each other, and are no two holidays: "ngày 31/5 và 1/6" are two dates."""
    if not (first.day and second.day and first.months and second.months):
        return False
    if (first.year, first.year_offset) != (second.year, second.year_offset):
        return False
    if (first.day, first.months[0]) in HOLIDAYS and (second.day, second.months[0]) in HOLIDAYS:
        return False
    return first.months == second.months and second.day == first.day + 1


_CHAIN = re.compile(
    rf"(?:, ?| và | & |; | hoặc | - )(?P<whole>(?!\d\d? tháng năm(?!\w))(?:(?P<part>{PART}) )?(?:ngày )?{day()}){END}"
)
_ONE = re.compile(rf"{WORD}{_HEAD}(?P<open>\()?{day()}(?(open)\)|{END})")
declare(
    "date.day",
    finds={
        "Ngày 7/5/2019, Công an tỉnh tổ chức sơ kết.": ["Ngày 7/5/2019"],
        "Chiều 4-3, lễ ký kết diễn ra.": ["Chiều 4-3"],
        "Hội nghị diễn ra ngày 20 tháng 11 năm 2023.": ["ngày 20 tháng 11 năm 2023"],
        "Sáng 25.4, hai bên ký kết.": ["Sáng 25.4"],
        "Sáng thứ Hai (4/3), lễ ra quân diễn ra.": ["Sáng thứ Hai (4/3)"],
        "Lúc 14h30 ngày 4/3 xảy ra vụ cháy.": ["ngày 4/3"],
        "Các ngày 7/5 và 8/6, hai bên giao ban.": ["ngày 7/5", "8/6"],
        "Trong hai ngày 28/2 và 29/2, lớp học diễn ra.": ["ngày 28/2 và 29/2"],
        "Trong hai ngày 29/2 và 1/3, lớp học diễn ra.": ["ngày 29/2", "1/3"],
    },
    ignores=[
        "Tỷ lệ 3-1 nghiêng về đội nhà.",
        "Theo Điều 25.4 của quy chế.",
        "Mỗi ngày 2-3 lần.",
        "Trực 24/7 để tiếp nhận tin.",
    ],
)


def _read_full(match: re.Match[str], low: str) -> Iterator[Claim]:
    where = read(match)
    if where and where.year and len(match["dayyear"] or "0000") == 4:
        yield Claim(*match.span(), Reading("day", where))


_FULL = re.compile(rf"(?<![\w/.,:]){day()}(?!\d|[.,/]\d|/[a-zđ])")
declare(
    "date.full_day",
    finds={
        "Kỷ niệm ngày truyền thống (28/7/1929 - 28/7/2023).": ["28/7/1929", "28/7/2023"],
        "Lễ ký kết 16-11-2017 tại hội trường.": ["16-11-2017"],
    },
    ignores=["Nghị định 102/2017/NĐ-CP.", "Có 14/20 doanh nghiệp tham gia.", "Nhà 15/3 Nguyễn Trãi."],
)

_OF_MONTH = re.compile(
    rf"{WORD}(?:(?P<part>{PART}) (?:ngày )?|ngày )(?P<day>{DAY}) tháng (?P<word>{either(WORDS.deictic_months)})(?!\w)"
)


def _read_of_month(match: re.Match[str], low: str) -> Iterator[Claim]:
    if not RATE.search(before(low, match.start())):
        where = Point(day=int(match["day"]), month_offset=WORDS.deictic_months[match["word"]])
        yield Claim(*match.span(), Reading("day", where, part_of_day=part_of(match)))


declare(
    "date.day_of_month",
    finds={"Ngày 5 tháng này, hai bên giao ban.": ["Ngày 5 tháng này"]},
    ignores=["Ngày 5 tháng nào cũng họp."],
)

_MUNG = re.compile(rf"{WORD}(?:mùng|mồng) {day()}{END}")


def _read_plain(match: re.Match[str], low: str) -> Iterator[Claim]:
    where = read(match)
    if where:
        yield Claim(*match.span(), Reading("day", where, part_of_day=part_of(match)))


declare(
    "date.first_days",
    finds={"Mùng 2 tháng 9 là ngày Quốc khánh.": ["Mùng 2 tháng 9"]},
    ignores=["Mùng 2 Tết, tổ vẫn trực.", "Mùng 10 tháng 3 âm lịch là ngày giỗ Tổ."],
)

# Behind these a day needs no "ngày", if it cannot be a fraction or a range.
_CUES = ("đến", "tới", "từ", "trước", "vào", "hết", "sau", "hồi", "lúc", "giờ", "là")
_LOOSE = re.compile(
    rf"{WORD}(?P<cue>{either(_CUES)}|\d+h(?:\d\d)?'?) "
    rf"(?P<whole>(?P<day>3[01]|[12]\d|0?[1-9])(?P<sep>[/.-])(?P<month>1[0-2]|0?[1-9])){END}"
)


def _read_loose(match: re.Match[str], low: str) -> Iterator[Claim]:
    where = read(match)
    if (
        where
        and where.day
        and (where.day > 12 or (match["cue"] in _BEFORE and match["sep"] == "/" and _SHUT.match(low, match.end())))
        and not COUNTED.match(low, match.end())
        and (_CLOSED.match(low, match.end()) or match["cue"] in ("trước", "sau", "hồi", "lúc"))
    ):
        yield Claim(match.start("whole"), match.end(), Reading("day", where))


# "kết thúc trước 10/6": behind these even a small day is none of a fraction's figures.
_BEFORE = ("trước", "sau", "hết", "từ")
_SHUT = re.compile(r" ?[,.;)\n]|$")
_CLOSED = re.compile(r" ?[,.;:)\n]| (?:tại|ở|do|và|của|đã|là|có|cả|toàn|các|trên|hai)(?!\w)|$")
declare(
    "date.loose",
    finds={
        "Tính đến 30/6, toàn tỉnh có 41 công đoàn cơ sở.": ["30/6"],
        "Các đơn vị phải nộp danh sách trước 25.12.": ["25.12"],
        "Hết 31-10 đã có 5 đơn vị ký.": ["31-10"],
        "Bà con gieo thẳng xong trước 10/6.": ["10/6"],
        "Sau sáp nhập từ 1/7, phường có 5 khu phố.": ["1/7"],
    },
    ignores=["Vận động đến 14/20 doanh nghiệp.", "Từ 13/20 xã tham gia.", "Trước 3/4 số hộ, tổ ký cam kết."],
)


def _read_alone(match: re.Match[str], low: str) -> Iterator[Claim]:
    if not RATE.search(before(low, match.start())):
        yield Claim(*match.span(), Reading("day", Point(day=int(match["day"])), part_of_day=part_of(match)))


_ALONE = re.compile(
    rf"{WORD}(?:(?P<part>{PART}) (?:ngày )?|ngày )(?:mùng |mồng )?(?P<day>{DAY})"
    rf"(?=[,;)]|\.(?!\d)| (?:vừa qua|tới|và ngày|rạng sáng|và {PART})(?!\w)|$)"
)
declare(
    "date.day_alone",
    finds={"Ngày 4, Công an thành phố ra quân.": ["Ngày 4"]},
    ignores=["Mỗi ngày 8 giờ.", "Ngày 5 hằng tháng, tổ họp.", "Mỗi ngày 3, mỗi đêm 2."],
)

DAYS = (
    Pattern("date.night", _ACROSS, _read_across, first_words("tối", "đêm", "khuya"), (" rạng sáng ",)),
    Pattern("date.days_span", _SPAN_OF_DAYS, _read_span, _HEAD_BEGINS | {FIGURE}),
    Pattern("date.days", _DAYS, _read_days, _HEAD_BEGINS),
    Pattern("date.day", _ONE, _read_day, _HEAD_BEGINS),
    Pattern("date.full_day", _FULL, _read_full, frozenset({FIGURE})),
    Pattern("date.day_of_month", _OF_MONTH, _read_of_month, PART_BEGINS | {"ngày"}),
    Pattern("date.first_days", _MUNG, _read_plain, first_words("mùng", "mồng")),
    Pattern("date.loose", _LOOSE, _read_loose, first_words(_CUES) | {FIGURE}),
)
ALONE = (Pattern("date.day_alone", _ALONE, _read_alone, PART_BEGINS | {"ngày"}),)
