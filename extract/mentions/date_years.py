"""The rules that find years and decades. Each is a pattern, a reader of its matches, and examples."""

import re
from collections.abc import Iterator

from extract.mentions.calendar import Point, Reading
from extract.mentions.date_words import (
    EDGE_BEGINS,
    PLURAL,
    WORD,
    WORDS,
    YEAR,
    YEAR_END,
    Claim,
    Pattern,
    before,
    either,
    read,
    year,
)
from extract.rules import declare
from extract.starts import first_words


def _read_same_period(match: re.Match[str], low: str) -> Iterator[Claim]:
    if match["year"]:
        where = Point(year=int(match["year"]))
    else:
        where = Point(year_offset=WORDS.deictic_years[match["yearword"] or "trước"])
    alone = not match["year"] and not match["yearword"]
    yield Claim(*match.span(), Reading("same" if alone else "year", where, same_period=True))


_SAME_PERIOD = re.compile(
    rf"{WORD}cùng kỳ(?: (?:của )?(?:(?:các )?năm )?(?:(?P<year>{YEAR}){YEAR_END}"
    rf"|(?<=năm )(?P<yearword>{either(WORDS.deictic_years)})(?!\w))"
    r"|(?! (?:của|các|những|năm|tháng|quý|\d)(?!\w))(?!\w))"
)
declare(
    "date.same_period",
    finds={
        "Trong 9 tháng đầu năm, thu 5 tỷ đồng, tăng 16% so với cùng kỳ 2023.": ["cùng kỳ 2023"],
        "Quý I có 5 vụ, giảm 3 vụ so với cùng kỳ năm trước.": ["cùng kỳ năm trước"],
        "Từ ngày 1/1 đến 15/5 có 5 vụ, giảm 3 vụ so với cùng kỳ.": ["cùng kỳ"],
    },
    ignores=["Số vụ giảm 5% so với cùng kỳ."],
)


def _read_year(match: re.Match[str], low: str) -> Iterator[Claim]:
    where = read(match)
    if where is None:
        return
    if match["yearword"] not in (None, "nay") and PLURAL.search(before(low, match.start())):
        return
    if match["yearword"] == "nay" and _SO_MANY_YEARS.search(before(low, match.start())):
        return
    if match["yearword"] and re.match(r" (?:khi|học)(?!\w)", low[match.end() : match.end() + 6]):
        return
    deictic = match["yearword"] or match["nextyear"]
    yield Claim(*match.span(), Reading("deictic" if deictic else "year", where))
    end = match.end()
    while match["year"] and (more := _MORE_YEARS.match(low, end)):
        yield Claim(more.start("year"), more.end(), Reading("year", Point(year=int(more["year"]))))
        end = more.end()


_YEAR = re.compile(rf"{WORD}{year()}")
# "từ ba năm nay", "5 năm nay" are how long; "tháng ba năm nay", "lần thứ ba năm nay" are not.
_SO_MANY_YEARS = re.compile(
    r"(?<!tháng )(?<!thứ )(?<!quý )(?<!lần )(?<!tuần )(?<!kỳ )(?<!đợt )(?<![\w/.,-])"
    r"(?:\d\d?|hai|ba|bốn|sáu|bảy|tám|chín|mười|mấy|nhiều|vài|những|các) $"
)
_MORE_YEARS = re.compile(rf"(?:, ?| và |; ?)(?P<year>{YEAR}){YEAR_END}(?! ?{either(WORDS.words.counted)}(?!\w))")
declare(
    "date.year",
    finds={
        "Năm 2018, Công an tỉnh làm rõ 5 vụ.": ["Năm 2018"],
        "Các năm 2019, 2020 không có vụ nào.": ["năm 2019", "2020"],
        "Năm nay dự kiến giải ngân 2 tỷ đồng, gấp đôi năm ngoái.": ["Năm nay", "năm ngoái"],
        "Năm 2014 có 5 vụ, năm trước đó có 8 vụ.": ["Năm 2014", "năm trước đó"],
        "Sang năm, hai bên sẽ tổng kết.": ["Sang năm"],
        "Đây là lần thứ ba năm nay xã tổ chức hội thao.": ["năm nay"],
        "Đầu năm 2020, dịch bùng phát.": ["Đầu năm 2020"],
    },
    ignores=[
        "Sau 5 năm thực hiện, có 2018 đoàn viên.",
        "Trong 3 năm tới, hai bên làm 4 việc.",
        "Những năm trước, việc này chậm.",
        "Chị giữ việc này từ ba năm nay.",
        "5 năm nay, xóm trọ không mất trộm.",
    ],
)


def _read_decade(match: re.Match[str], low: str) -> Iterator[Claim]:
    number = int(match["decade"])
    first = number if number >= 100 else 1900 + number
    yield Claim(*match.span(), Reading("range", Point(year=first), Point(year=first + 9)))


_DECADE = re.compile(
    rf"{WORD}(?:những năm|thập niên|thập kỷ) (?P<decade>(?:1[89]|20)\d0|[1-9]0)(?!\d|[.,/-]\d|, \d| và \d| ?%)"
    r"(?: (?:của )?thế kỷ (?:trước|20|xx)(?!\w))?"
)
declare(
    "date.decade",
    finds={"Công đoàn nhà máy ra đời những năm 90 của thế kỷ trước.": ["những năm 90 của thế kỷ trước"]},
    ignores=["Những năm 2020, 2021, dịch bệnh phức tạp."],
)


def _read_told_year(match: re.Match[str], low: str) -> Iterator[Claim]:
    yield Claim(*match.span(), Reading("told_year", Point(year_offset=0)))


_TOLD_YEAR = re.compile(
    r"(?:(?<![^\n])|(?<=[.;] ))cuối năm(?=, (?:đã |chỉ |mới |còn |vẫn )?"
    r"(?:có|còn|đạt|(?:toàn|cả) [^\W\d]+ (?:đã )?(?:có|còn|đạt))(?: [^\W\d]+){0,3} \d)"
)
declare(
    "date.told_year",
    finds={"Năm 2019, huyện lập 12 tổ tự quản. Cuối năm, có 30/34 đơn vị đạt chuẩn.": ["Cuối năm"]},
    ignores=[
        "Cuối năm, có 30/34 đơn vị đạt chuẩn.",
        "Năm 2019, huyện lập 12 tổ tự quản. Cuối năm, các tổ bình xét thi đua.",
    ],
    source="Only of a year that the paragraph has named: otherwise it is the end of every year.",
)

_CUES = (
    *("tầm nhìn", "mốc", "so với", "từ", "đến", "tới", "trước", "sau", "hết", "trong"),
    *("đầu", "cuối", "giữa", "hè", "hồi"),
)
_AFTER_YEAR = r"(?= ?[,.;:)\"]| (?:đến|và|là|thì|của|đã|tăng|giảm|với|trở|sẽ|có)(?!\w)|\n|$)"


def _read_bare_year(match: re.Match[str], low: str) -> Iterator[Claim]:
    yield Claim(match.start("year"), match.end("year"), Reading("year", Point(year=int(match["year"]))))


_BARE_YEAR = re.compile(rf"{WORD}{either([*WORDS.words.year_nouns, *_CUES])} (?P<year>{YEAR}){YEAR_END}{_AFTER_YEAR}")
declare(
    "date.bare_year",
    finds={
        "Đề án phát triển nhà ở đến 2030, tầm nhìn 2045.": ["2030", "2045"],
        "Tổng kết phong trào thi đua 2022.": ["2022"],
    },
    ignores=["Phường có đến 2000 đoàn viên.", "Giải bóng đá Cúp Mùa Xuân 2024 khai mạc."],
)

_BIRTH = re.compile(rf"{WORD}(?:sn:? ?|sinh năm: ?)(?P<year>{YEAR}){YEAR_END}")
declare(
    "date.birth_year",
    finds={"Ông Lê Văn Tám (SN 1994, trú tại xã Tân Lập) được khen.": ["1994"]},
    ignores=["Lê Văn Tám, 30 tuổi, được khen."],
)


def _read_in_brackets(match: re.Match[str], low: str) -> Iterator[Claim]:
    for each in _ANY_YEAR.finditer(low, match.start("years"), match.end("years")):
        yield Claim(*each.span(), Reading("year", Point(year=int(each[0]))))


_ANY_YEAR = re.compile(YEAR)
_IN_BRACKETS = re.compile(rf"(?<=\w )\((?P<years>{YEAR}(?:(?:, ?| và | - |-){YEAR}){{0,6}})\)")
declare(
    "date.year_in_brackets",
    finds={
        "Lê Văn Tám (1987) lĩnh 6 năm tù.": ["1987"],
        "Kết quả ba năm (2017, 2018, 2019) rất tốt.": ["2017", "2018", "2019"],
        "Kỷ niệm 94 năm thành lập Đảng (1930 - 2024).": ["1930", "2024"],
    },
    ignores=["Kết quả 5 năm (2014-2019) rất tốt.", "Có 5 đơn vị (2018 người) dự."],
    source="A span of more than sixty years is an anniversary: two years.",
)

YEARS = (
    Pattern("date.same_period", _SAME_PERIOD, _read_same_period, first_words("cùng")),
    Pattern("date.decade", _DECADE, _read_decade, first_words("những", "thập")),
    Pattern("date.told_year", _TOLD_YEAR, _read_told_year, first_words("cuối")),
    Pattern("date.year", _YEAR, _read_year, EDGE_BEGINS | {"năm", "sang"}),
    Pattern("date.birth_year", _BIRTH, _read_bare_year, first_words("sn", "sinh")),
    Pattern("date.year_in_brackets", _IN_BRACKETS, _read_in_brackets, first_words("(")),
    Pattern("date.bare_year", _BARE_YEAR, _read_bare_year, first_words(WORDS.words.year_nouns, _CUES)),
)
