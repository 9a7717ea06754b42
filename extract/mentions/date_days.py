"""The rules that find days. Each is a pattern, a reader of its matches, and examples."""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from extract.mentions.base import PartOfDay
from extract.mentions.calendar import Point, Reading
from extract.mentions.date_words import (
    COUNTED,
    END,
    PART,
    WEEKDAY,
    WORD,
    WORDS,
    YEAR,
    Claim,
    Pattern,
    before,
    day,
    either,
    read,
)
from extract.rules import declare

_RATE = re.compile(rf"(?:(?<!\w){either(word for word in WORDS.words.rates if word != '/')} |/)$")
_NUMBER = r"(?:3[01]|[12]\d|0?[1-9])(?!\d)"
_NUMBERS = re.compile(_NUMBER)
_LINK = r"(?:, ?| và | & | ?- ?| đến (?:hết )?)"
# What may stand before a day: a part of the day, a weekday, "ngày", together or alone.
_HEAD = (
    rf"(?:(?P<part>{PART})(?: ?,? {WEEKDAY})?(?: ?,? (?:ngày|hôm))?|(?:ngày )?{WEEKDAY}(?: ?,? (?:ngày|hôm))?|ngày|hôm)"
    r"(?: này| tới)?,? (?:mùng |mồng )?"
)


def _part(match: re.Match[str]) -> PartOfDay | None:
    word = match.groupdict().get("part")
    return WORDS.parts_of_day[word] if word else None


def _rate(match: re.Match[str], low: str) -> bool:
    """Whether a day behind its head is one of "mỗi ngày 4-5 lần", "ngày 2-3 buổi"."""
    return bool(_RATE.search(before(low, match.start())) or COUNTED.match(low, match.end()))


_MANY = re.compile(rf"(?<!\w){either(['các', 'những', 'mọi'])} $")


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
        yield Claim(begin, match.end(), Reading("days", first, last, _part(match)))
        return
    start = begin
    for figure in figures:
        point = Point(int(figure[0]), last.months, last.year, last.year_offset)
        yield Claim(start, figure.end(), Reading("day", point, part_of_day=_part(match)))
        start = figures[figures.index(figure) + 1].start() if figure is not figures[-1] else match.start("day")
    yield Claim(start, match.end(), Reading("day", last, part_of_day=_part(match)))


_DAYS = re.compile(
    rf"{WORD}{_HEAD}(?P<open>\()?(?P<list>{_NUMBER}(?:{_LINK}(?:ngày )?{_NUMBER}){{0,8}})(?P<link>{_LINK})"
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

_SPAN_OF_DAYS = re.compile(rf"{WORD}(?:{_HEAD}|(?<=\()){day('a')}(?: ?- ?| đến (?:hết )?(?:ngày )?){day('b')}{END}")


def _read_span(match: re.Match[str], low: str) -> Iterator[Claim]:
    first, last = read(match, "a"), read(match, "b")
    if first is None or last is None or (first.day, first.months) == (last.day, last.months) or _rate(match, low):
        return  # the same day of two years is an anniversary: two dates
    yield Claim(*match.span(), Reading("days", first, last, _part(match)))


declare(
    "date.days_span",
    finds={"Đợt cao điểm (15/12/2022 - 14/11/2023) có 5 vụ.": ["15/12/2022 - 14/11/2023"]},
    ignores=["Kỷ niệm ngày thành lập (28/7/1929 - 28/7/2023)."],
)

_IN_BRACKETS = rf" ?\((?:tức )?(?:{WEEKDAY},? ?)?(?:ngày )?{day('x')}\)"
_BARE = rf",? (?:tức )?(?:{WEEKDAY},? )?(?:ngày )?{day('y')}{END}"
_DEICTIC = re.compile(
    rf"{WORD}(?:(?P<part>{PART}) (?P<suffix>{either(WORDS.deictic_suffixes)})"
    rf"|(?P<word>{either(WORDS.deictic_days)}))(?!\w)(?:{_IN_BRACKETS}|{_BARE})?"
)


def _read_deictic(match: re.Match[str], low: str) -> Iterator[Claim]:
    offset = WORDS.deictic_suffixes[match["suffix"]] if match["suffix"] else WORDS.deictic_days[match["word"]]
    named = read(match, "x") or read(match, "y")
    reading = (
        Reading("deictic", named, part_of_day=_part(match), day_offset=offset)
        if named
        else Reading("deictic", day_offset=offset, part_of_day=_part(match))
    )
    yield Claim(*match.span(), reading)


declare(
    "date.deictic",
    finds={
        "Sáng nay (15/11), hội nghị diễn ra.": ["Sáng nay (15/11)"],
        "Hôm qua, hai bên ký kết quy chế.": ["Hôm qua"],
        "Tối qua 4-3, công an bắt 3 đối tượng.": ["Tối qua 4-3"],
        "Ngay sáng mai (22-1), điểm đầu tiên được tổ chức.": ["sáng mai (22-1)"],
    },
    ignores=["Ngày nay, công nhân có nhà ở.", "Đồng chí Lê Thị Sáng Mai dự."],
)


def _read_day(match: re.Match[str], low: str) -> Iterator[Claim]:
    where = read(match)
    if where is None or _rate(match, low):
        return
    spans, points, parts = [match.span()], [where], [_part(match)]
    while more := _CHAIN.match(low, spans[-1][1]):
        point = read(more)
        if point is None:
            break
        spans.append((more.start("whole"), more.end()))
        points.append(point)
        parts.append(_part(more))
    points = _years_shared(points)
    together = len(points) > 1 and all(_consecutive(a, b) for a, b in pairwise(points)) and not any(parts[1:])
    if together:
        yield Claim(spans[0][0], spans[-1][1], Reading("days", points[0], points[-1], parts[0]))
        return
    for (start, end), point, part in zip(spans, points, parts, strict=True):
        yield Claim(start, end, Reading("day", point, part_of_day=part))


def _years_shared(points: list[Point]) -> list[Point]:
    """Return the points of a list, each with the year of the last where it names none: "30/4 và 1/5 năm ngoái"."""
    last = points[-1]
    return [
        replace(p, year=last.year, year_offset=last.year_offset) if p.year is None and p.year_offset is None else p
        for p in points
    ]


def _consecutive(first: Point, second: Point) -> bool:
    """Whether two days without, or of one, year follow each other, and are no two holidays."""
    if not (first.day and second.day and first.months and second.months):
        return False
    if (first.year, first.year_offset) != (second.year, second.year_offset):
        return False
    if (first.day, first.months[0]) in _HOLIDAYS and (second.day, second.months[0]) in _HOLIDAYS:
        return False
    if first.months == second.months:
        return second.day == first.day + 1
    lengths = (28, 29) if first.months[0] == 2 else (monthrange(2023, first.months[0])[1],)
    return second.months[0] == first.months[0] % 12 + 1 and second.day == 1 and first.day in lengths


_CHAIN = re.compile(rf"(?:, ?| và | & |; | hoặc | - )(?P<whole>(?:(?P<part>{PART}) )?(?:ngày )?{day()}){END}")
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
        "Trong hai ngày 29/2 và 1/3, lớp học diễn ra.": ["ngày 29/2 và 1/3"],
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

_MUNG = re.compile(rf"{WORD}(?:mùng|mồng) {day()}{END}")


def _read_plain(match: re.Match[str], low: str) -> Iterator[Claim]:
    where = read(match)
    if where:
        yield Claim(*match.span(), Reading("day", where, part_of_day=_part(match)))


declare(
    "date.first_days",
    finds={"Mùng 2 tháng 9 là ngày Quốc khánh.": ["Mùng 2 tháng 9"]},
    ignores=["Mùng 2 Tết, tổ vẫn trực.", "Mùng 10 tháng 3 âm lịch là ngày giỗ Tổ."],
)

# Behind these a day needs no "ngày", if it cannot be a fraction or a range.
_LOOSE = re.compile(
    rf"{WORD}(?P<cue>đến|tới|từ|trước|vào|hết|sau|hồi|lúc|giờ|là|\d+h(?:\d\d)?'?) "
    rf"(?P<whole>(?P<day>3[01]|[12]\d)(?P<sep>[/.-])(?P<month>1[0-2]|0?[1-9])){END}"
)


def _read_loose(match: re.Match[str], low: str) -> Iterator[Claim]:
    where = read(match)
    if (
        where
        and where.day
        and where.day > 12
        and not COUNTED.match(low, match.end())
        and (_CLOSED.match(low, match.end()) or match["cue"] in ("trước", "sau", "hồi", "lúc"))
    ):
        yield Claim(match.start("whole"), match.end(), Reading("day", where))


_CLOSED = re.compile(r" ?[,.;:)\n]| (?:tại|ở|do|và|của|đã|là|có|cả|toàn|các|trên|hai)(?!\w)|$")
declare(
    "date.loose",
    finds={
        "Tính đến 30/6, toàn tỉnh có 41 công đoàn cơ sở.": ["30/6"],
        "Các đơn vị phải nộp danh sách trước 25.12.": ["25.12"],
        "Hết 31-10 đã có 5 đơn vị ký.": ["31-10"],
    },
    ignores=["Vận động đến 14/20 doanh nghiệp.", "Từ 13/20 xã tham gia."],
)

_HOLIDAYS = {tuple(map(int, written.split("/"))) for written in WORDS.holidays.days}
_HOLIDAY_CUE = re.compile(rf"(?<!\w){either(WORDS.holidays.cues)}(?!\w)")
_PLACE = re.compile(rf"(?<!\w){either(WORDS.holidays.places)} $")
_HOLIDAY = re.compile(rf"(?<![\w/.,:])(?=\d\d?[/-]){day()}{END}")
_HOLIDAYS_ON = re.compile(rf"(?: và | - |-|, ?| đến )(?:ngày )?{day()}{END}")


def _read_holiday(match: re.Match[str], low: str) -> Iterator[Claim]:
    lead = re.split(r"[.;\n]", before(low, match.start(), 70))[-1]
    if _PLACE.search(lead) or not _HOLIDAY_CUE.search(lead) or COUNTED.match(low, match.end()):
        return
    point = read(match)
    if point and (more := _HOLIDAYS_ON.match(low, match.end())) and (last := read(more)):
        point = _years_shared([point, last])[0]
    bracketed = lead.endswith("(") and low[match.end() : match.end() + 1] == ")"
    if point and ((int(match["day"]), int(match["month"])) in _HOLIDAYS or (bracketed and match["sep"] == "/")):
        yield Claim(*match.span(), Reading("day", point))


declare(
    "date.holiday",
    finds={
        "Chào mừng Quốc khánh 2/9, công đoàn tặng quà.": ["2/9"],
        "Trong dịp lễ 30/4 và 1/5, công an trực.": ["30/4", "1/5"],
        "Kỷ niệm Ngày truyền thống lực lượng (15/9), phường mở hội.": ["15/9"],
    },
    ignores=["Xe đi trên đường 30/4.", "Đạt 3/4 chỉ tiêu.", "Tổ 19/8 gồm 7 người."],
)


def _read_same(match: re.Match[str], low: str) -> Iterator[Claim]:
    word = match.groupdict().get("told")
    offset = {**WORDS.told_days, **WORDS.told_suffixes}[word] if word else 0
    named = (read(match, "x") or read(match, "y")) if word else None
    if named:
        yield Claim(*match.span(), Reading("deictic", named, part_of_day=_part(match)))
    else:
        yield Claim(*match.span(), Reading("deictic", part_of_day=_part(match), day_offset=offset or None, same=True))


_TOLD = re.compile(
    rf"{WORD}(?:(?P<part>{PART}) )?(?P<told>{either(WORDS.told_days)}|(?<!\w){either(WORDS.told_suffixes)})(?!\w)"
    rf"(?:{_IN_BRACKETS}|{_BARE})?"
)


def _read_told(match: re.Match[str], low: str) -> Iterator[Claim]:
    if match["part"] or match["told"] in WORDS.told_days:
        yield from _read_same(match, low)


declare(
    "date.told_day",
    finds={
        "Tối 5/3, đoàn thăm khu trọ. Sáng hôm sau, đoàn làm việc với phường.": ["Sáng hôm sau"],
        "Ngày 5/3 có vụ cháy. Đêm đó, cả tổ thức trắng.": ["Đêm đó"],
        "Tối 5/3 có hội diễn. Sáng hôm sau (6/3), lớp bế giảng.": ["Sáng hôm sau (6/3)"],
    },
    ignores=["Mượn hôm trước, trả liền tay.", "Bài học đó còn mới."],
)

_SAME = re.compile(rf"{WORD}(?:(?P<part>{PART}) )?cùng ngày(?!\w| \d| càng| với| một)")
declare(
    "date.same_day",
    finds={"Sáng 5/3, hội nghị diễn ra. Chiều cùng ngày, đoàn thăm khu trọ.": ["Chiều cùng ngày"]},
    ignores=["Công nhân cùng ngày càng đông."],
)


def _read_weekday(match: re.Match[str], low: str) -> Iterator[Claim]:
    lead = before(low, match.start())
    if _EVERY.match(low, match.end()) or _RATE.search(lead) or _MANY.search(lead):
        return
    # "làm thẻ lưu động ngày Chủ nhật" is every Sunday.
    told = match["week"] or match["gone"] or match["next"] or match.groupdict().get("dayx")
    if match["day"] == "ngày " and not told and _INSIDE.search(lead):
        return
    # "thứ hai" alone is an ordinal, "Chủ nhật" alone part of a name.
    counted = match["day"] == "ngày " and match["weekday"][-1].isdigit()  # "ngày thứ 3" is the third day
    if match["part"] or match["week"] or match["gone"] or match["next"] or (match["day"] and not counted):
        week = WORDS.weeks[match["week"]] if match["week"] else None
        weekday = WORDS.weekdays[match["weekday"]]
        reading = Reading("deictic", None, None, _part(match), weekday=weekday, week=week, coming=bool(match["next"]))
        if named := read(match, "x"):
            reading = Reading("deictic", named, part_of_day=_part(match))
        yield Claim(*match.span(), reading)


_INSIDE = re.compile(r"\w,? $")
_EVERY = re.compile(r" (?:hằng|hàng|mỗi|đầu tiên|hoặc|hay)(?!\w)")
_WEEKDAY = re.compile(
    rf"{WORD}(?:(?P<part>{PART}) (?:ngày )?|(?P<day>hôm |ngày ))?(?P<weekday>{WEEKDAY})(?!\w)"
    rf"(?: (?:(?P<week>{either(WORDS.weeks)})|(?P<next>tới|này)|(?P<gone>vừa qua|vừa rồi|qua|rồi))(?!\w))?"
    rf"(?:{_IN_BRACKETS})?"
)
declare(
    "date.weekday",
    finds={
        "Sáng thứ Hai, lễ ra quân diễn ra.": ["Sáng thứ Hai"],
        "Thứ Sáu tuần trước có 3 vụ.": ["Thứ Sáu tuần trước"],
        "Thứ Bảy vừa qua (2/3), giải khai mạc.": ["Thứ Bảy vừa qua (2/3)"],
    },
    ignores=[
        "Nội dung thứ hai là tuyên truyền.",
        "Sáng thứ Hai hằng tuần, tổ giao ban.",
        "Mỗi chiều thứ sáu, tổ họp.",
        "Công an làm thẻ lưu động ngày Chủ nhật.",
        "Phong trào Chủ nhật xanh.",
    ],
)


def _read_alone(match: re.Match[str], low: str) -> Iterator[Claim]:
    if not _RATE.search(before(low, match.start())):
        yield Claim(*match.span(), Reading("day", Point(day=int(match["day"])), part_of_day=_part(match)))


_ALONE = re.compile(
    rf"{WORD}(?:(?P<part>{PART}) (?:ngày )?|ngày )(?:mùng |mồng )?(?P<day>{_NUMBER})"
    rf"(?=[,;)]|\.(?!\d)| (?:vừa qua|tới|và ngày|rạng sáng|và {PART})(?!\w)|$)"
)
declare(
    "date.day_alone",
    finds={"Ngày 4, Công an thành phố ra quân.": ["Ngày 4"]},
    ignores=["Mỗi ngày 8 giờ.", "Ngày 5 hằng tháng, tổ họp.", "Mỗi ngày 3, mỗi đêm 2."],
)

_LUNAR_MARK = r"(?:,? ?\(?âm lịch(?!\w)\)?| al(?!\w))"
_LUNAR_DAY = rf"(?:(?:ngày )?(?:rằm|(?:mùng|mồng) (?:{_NUMBER}|\w+)|{_NUMBER}) )"
_LUNAR = re.compile(
    rf"{WORD}(?:(?:ngày )?(?:mùng |mồng )?{day()}{_LUNAR_MARK}"
    rf"|{_LUNAR_DAY}?tháng (?:(?:giêng|chạp)(?! năm {YEAR})(?!\w)|\w+{_LUNAR_MARK})"
    rf"|(?:ngày )?(?:mùng|mồng) (?:{_NUMBER}|\w+) tết(?!\w)|(?:ngày )?rằm tháng (?:\d\d?|\w+))"
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

LUNAR = (Pattern("date.lunar", _LUNAR, _read_lunar, _LUNAR_WORDS),)
DAYS = (
    Pattern("date.deictic", _DEICTIC, _read_deictic),
    Pattern("date.days_span", _SPAN_OF_DAYS, _read_span),
    Pattern("date.days", _DAYS, _read_days),
    Pattern("date.day", _ONE, _read_day),
    Pattern("date.full_day", _FULL, _read_full),
    Pattern("date.first_days", _MUNG, _read_plain, ("mùng ", "mồng ")),
    Pattern("date.loose", _LOOSE, _read_loose),
    Pattern("date.holiday", _HOLIDAY, _read_holiday),
    Pattern("date.same_day", _SAME, _read_same, ("cùng ngày",)),
    Pattern("date.told_day", _TOLD, _read_told, ("hôm ", " đó", " ấy")),
    Pattern("date.weekday", _WEEKDAY, _read_weekday),
    Pattern("date.day_alone", _ALONE, _read_alone),
)
