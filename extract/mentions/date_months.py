"""The rules that find months, quarters and half-years. Each is a pattern, a reader of its matches, and examples."""

import re
from collections.abc import Iterator

from extract.mentions.calendar import Point, Reading
from extract.mentions.date_words import (
    BEGIN,
    COUNTED,
    EDGE,
    EDGE_BEGINS,
    END,
    MONTH,
    PLURAL,
    WORD,
    WORDS,
    YEAR,
    YEAR_END,
    Claim,
    Pattern,
    before,
    either,
    month,
    quarter,
    read,
    short_month,
    value,
    year_tail,
)
from extract.rules import declare
from extract.starts import FIGURE, first_words

# A year behind a head: written, deictic or left out.
_YEAR_OF = rf"(?: ?(?P<year>{YEAR}){YEAR_END}| (?P<yearword>{either(WORDS.deictic_years)})(?!\w)|(?!\w))"


def _read_months(match: re.Match[str], low: str) -> Iterator[Claim]:
    count = value(WORDS.month_counts, match["count"])
    if not 1 <= count <= 11 or not (match["side"] or match["year"] or match["yearword"] == "nay"):
        return
    months = (13 - count, 12) if match["side"] == "cuối" else (1, count)
    offset = WORDS.deictic_years[match["yearword"]] if match["yearword"] else None
    written = int(match["year"]) if match["year"] else None
    yield Claim(*match.span(), Reading("months", Point(months=months, year=written, year_offset=offset)))


_MONTHS = re.compile(
    rf"{BEGIN}(?P<count>\d{{1,2}}|{either(WORDS.month_counts)}) tháng(?: (?P<side>đầu|cuối)(?: tiên)?)? ?"
    rf"(?:(?:của )?năm(?! học)|(?=\d)){_YEAR_OF}"
)
declare(
    "date.months",
    finds={
        "6 tháng đầu năm 2023 xảy ra 5 vụ.": ["6 tháng đầu năm 2023"],
        "Trong 9 tháng đầu năm, có 3 cuộc đình công.": ["9 tháng đầu năm"],
        "7 tháng năm nay, công an khởi tố 9 vụ.": ["7 tháng năm nay"],
        "Sáu tháng cuối năm nay, hai bên tập trung tuyên truyền.": ["Sáu tháng cuối năm nay"],
    },
    ignores=["Sau 6 tháng thực hiện, kết quả tốt.", "Án 9 tháng tù."],
)


def _read_half(match: re.Match[str], low: str) -> Iterator[Claim]:
    months = (1, 6) if match["side"] == "đầu" else (7, 12)
    written = int(match["year"]) if match["year"] else None
    offset = WORDS.deictic_years[match["yearword"]] if match["yearword"] else None
    yield Claim(*match.span(), Reading("half_year", Point(months=months, year=written, year_offset=offset)))


_HALF = re.compile(rf"{WORD}nửa (?P<side>đầu|cuối) năm(?! học){_YEAR_OF}")
declare(
    "date.half_year",
    finds={"Nửa đầu năm 2023, số vụ giảm 5%.": ["Nửa đầu năm 2023"]},
    ignores=["Nửa đầu năm học, trường tổ chức 3 buổi."],
)


def _read_quarter(match: re.Match[str], low: str) -> Iterator[Claim]:
    where = read(match)
    if where is None:
        return
    spelled = match["quarter"].isalpha() and match["quarter"] not in ("i", "ii", "iii", "iv")
    if spelled and where.year is None and where.year_offset is None and not _STOPS_THERE.match(low, match.end()):
        return
    yield Claim(*match.span(), Reading("quarter", where))
    end = match.end()
    while more := _MORE_QUARTERS.match(low, end):
        last = 3 * WORDS.quarters[more["quarter"]]
        written = int(more["year"]) if more["year"] else None
        yield Claim(more.start("quarter"), more.end(), Reading("quarter", Point(months=(last - 2, last), year=written)))
        end = more.end()


_QUARTER = re.compile(rf"{WORD}{quarter()}")
_MORE_QUARTERS = re.compile(rf"(?:, ?| và )(?P<quarter>i{{1,3}}|iv)(?!\w)(?:(?:[/-]| năm )(?P<year>{YEAR}){YEAR_END})?")
declare(
    "date.quarter",
    finds={
        "Kế hoạch ban hành trong quý I-2017.": ["quý I-2017"],
        "Trong quí 3 năm nay, hai bên ký kết.": ["quí 3 năm nay"],
        "Quý I, II và III/2023 không có vụ nào.": ["Quý I", "II", "III/2023"],
    },
    ignores=["Mỗi quý hai ngành họp một lần.", "Quý vị đại biểu đã đến dự.", "Định kỳ hằng quý, hai bên giao ban."],
)


def _read_quarter_word(match: re.Match[str], low: str) -> Iterator[Claim]:
    if not PLURAL.search(before(low, match.start())):
        offset = WORDS.deictic_quarters[match["word"]]
        yield Claim(*match.span(), Reading("quarter", Point(quarter_offset=offset)))


_QUARTER_WORD = re.compile(
    rf"{WORD}(?:{EDGE} )?quý (?P<word>{either(WORDS.deictic_quarters)})(?! (?:đó|hết)(?!\w))(?!\w)"
)
declare(
    "date.quarter_deictic",
    finds={"So với quý trước, số vụ giảm 5%.": ["quý trước"]},
    ignores=["Hai quý tới, hai bên mở 5 lớp.", "Món quà quý trước hết ở tấm lòng."],
)


def _read_edge_quarter(match: re.Match[str], low: str) -> Iterator[Claim]:
    if PLURAL.search(before(low, match.start())):
        return
    months = (1, 3) if match["side"] == "đầu" else (10, 12)
    written = int(match["year"]) if match["year"] else None
    offset = WORDS.deictic_years[match["yearword"]] if match["yearword"] else None
    yield Claim(*match.span(), Reading("quarter", Point(months=months, year=written, year_offset=offset)))


_EDGE_QUARTER = re.compile(rf"{WORD}quý (?P<side>đầu|cuối)(?: tiên| cùng)? (?:của )?năm(?! học){_YEAR_OF}")
declare(
    "date.quarter_edge",
    finds={"Quý cuối năm 2023, hai bên mở 4 lớp.": ["Quý cuối năm 2023"]},
    ignores=["Quý đầu của năm học có 4 lớp.", "Hai quý đầu năm 2023 có 4 lớp."],
)


def _read_span_of_months(match: re.Match[str], low: str) -> Iterator[Claim]:
    first, last = int(match["first"]), read(match)
    if last is None or last.months is None or first >= last.months[1] or COUNTED.match(low, match.end()):
        return
    yield Claim(*match.span(), Reading("months", Point(None, (first, last.months[1]), last.year, last.year_offset)))


_SPAN_OF_MONTHS = re.compile(
    rf"{WORD}tháng (?P<first>{MONTH})(?: ?- ?| đến (?:hết )?)(?:tháng )?(?P<mmonth>{MONTH}){year_tail('m')}?{END}"
)
declare(
    "date.months_span",
    finds={"Trong tháng 4-5/2021, lớp học tạm nghỉ.": ["tháng 4-5/2021"]},
    ignores=["Quy chế ký tháng 4-2021.", "Mỗi tháng 2 - 3 lần, tổ họp."],
)

_MONTH_LATER = re.compile(r" (?:(?P<coming>tới|sắp tới)|(?P<gone>vừa qua|vừa rồi|qua|này))(?!\w)")


def _read_month(match: re.Match[str], low: str) -> Iterator[Claim]:
    where = read(match)
    if where is None or before(low, match.start(), 10).endswith("cách mạng "):
        return
    spelled = not match["mmonth"].isdigit()
    later = _MONTH_LATER.match(low, match.end())
    bare = where.year is None and where.year_offset is None
    alone = _IN_MONTH.search(before(low, match.start(), 8)) and _STOPS_THERE.match(low, match.end())
    if bare and spelled and not (later or match[0][0] != "t" or alone):
        return
    if bare and (COUNTED.match(low, match.end()) or re.search(r"\d $", before(low, match.start(), 3))):
        return
    end = later.end() if later and bare else match.end()
    yield Claim(match.start(), end, Reading("month", where))
    while more := _MORE_MONTHS.match(low, end):
        written = int(more["year"]) if more["year"] else None
        number = int(more["month"])
        yield Claim(more.start("month"), more.end(), Reading("month", Point(months=(number, number), year=written)))
        end = more.end()


# A month in words needs one of these, or a capital of its own, since "hai tháng ba lần" counts.
_IN_MONTH = re.compile(r"(?:^|\n|(?<!\w)(?:trong|vào|hồi|đến|từ|hết) )$")
# "trong tháng hai bên mở 5 lớp", "mỗi quý hai ngành họp": the number belongs to what follows.
_STOPS_THERE = re.compile(r" ?[,.;:)\n]| (?:đến|và|tới|của|vừa|năm)(?!\w)|$")
_MONTH = re.compile(rf"{WORD}{month()}{END}")
_MORE_MONTHS = re.compile(
    rf"(?:, ?| và )(?P<month>1[0-2]|0?[1-9])(?!\d)(?:(?:[/-]| năm )(?P<year>{YEAR})"
    rf"|(?=, ?\d| và \d)|(?<= và \d)(?=[,;)])){END}"
)
declare(
    "date.month",
    finds={
        "Kế hoạch ký tháng 9 năm 2017.": ["tháng 9 năm 2017"],
        "Cuối tháng 6, hai bên sơ kết.": ["Cuối tháng 6"],
        "Trong tháng 6 tới sẽ tổ chức Ngày hội.": ["tháng 6 tới"],
        "Đến hết tháng 6/2024, có 214 tổ.": ["tháng 6/2024"],
    },
    ignores=[
        "Cách mạng Tháng Mười Nga.",
        "Tháng Công nhân đã bắt đầu.",
        "Hai tháng ba lần kiểm tra.",
        "Trong 6 tháng có 3 vụ.",
    ],
)


def _read_short_month(match: re.Match[str], low: str) -> Iterator[Claim]:
    where = read(match)
    if where and not _NUMBERED.search(before(low, match.start(), 16)) and not COUNTED.match(low, match.end()):
        yield Claim(match.start(), match.end(), Reading("month", where))


_NUMBERED = re.compile(
    r"(?<!\w)(?:số|nghị định|thông tư|quyết định|luật|công văn|kế hoạch|chỉ thị|quy định|điều|mục|nhà|hẻm|ngõ)[: ]+$"
)
_SHORT_MONTH = re.compile(rf"{BEGIN}{short_month()}{END}")
declare(
    "date.short_month",
    finds={"Từ khi ra mắt, 9/2017, mô hình hoạt động tốt.": ["9/2017"]},
    ignores=["Theo Quyết định số 9/2017, mức phạt là 5 triệu đồng.", "Nghị định 10/2017/NĐ-CP có hiệu lực."],
)


def _read_month_word(match: re.Match[str], low: str) -> Iterator[Claim]:
    if not PLURAL.search(before(low, match.start())):
        offset = WORDS.deictic_months[match["word"]]
        yield Claim(*match.span(), Reading("deictic", Point(month_offset=offset)))


_MONTH_WORD = re.compile(
    rf"{WORD}(?:{EDGE} )?tháng (?P<word>{either(WORDS.deictic_months)})(?! đó(?!\w)| khi(?!\w))(?!\w)"
)
declare(
    "date.month_deictic",
    finds={"Ngay trong tháng này, hai bên sẽ ký kết.": ["tháng này"]},
    ignores=["Trong 3 tháng tới, hai bên ký kết.", "Những tháng trước thì chậm.", "Chỉ ít tháng sau khi sáp nhập."],
)

MONTHS = (
    Pattern("date.months", _MONTHS, _read_months, first_words(WORDS.month_counts, FIGURE), (" tháng",)),
    Pattern("date.half_year", _HALF, _read_half, first_words("nửa")),
    Pattern("date.quarter", _QUARTER, _read_quarter, EDGE_BEGINS | {"quý"}, ("quý ",)),
    Pattern("date.quarter_deictic", _QUARTER_WORD, _read_quarter_word, EDGE_BEGINS | {"quý"}, ("quý ",)),
    Pattern("date.quarter_edge", _EDGE_QUARTER, _read_edge_quarter, first_words("quý")),
    Pattern("date.months_span", _SPAN_OF_MONTHS, _read_span_of_months, first_words("tháng")),
    Pattern("date.month", _MONTH, _read_month, EDGE_BEGINS | {"nửa", "tháng"}, ("tháng ",)),
    Pattern("date.short_month", _SHORT_MONTH, _read_short_month, frozenset({FIGURE})),
    Pattern("date.month_deictic", _MONTH_WORD, _read_month_word, EDGE_BEGINS | {"tháng"}, ("tháng ",)),
)
