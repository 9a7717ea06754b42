"""The rules that find ranges, years, quarters and months. Each is a pattern, a reader of its matches, and examples."""

import re
from collections.abc import Iterator

from extract.mentions.calendar import Point, Reading
from extract.mentions.date_words import (
    BEGIN,
    COUNTED,
    EDGE,
    END,
    PART,
    WORD,
    WORDS,
    YEAR,
    YEAR_END,
    Claim,
    Pattern,
    before,
    either,
    month,
    point,
    quarter,
    read,
    short_month,
    value,
    year,
)
from extract.rules import declare

_PLURAL = re.compile(rf"(?:\d|(?<!\w){either(WORDS.words.plurals)}) $")


# A year behind a head: written, deictic or left out.
_YEAR_OF = rf"(?: ?(?P<year>{YEAR}){YEAR_END}| (?P<yearword>{either(WORDS.deictic_years)})(?!\w)|(?!\w))"

# --- ranges ----------------------------------------------------------------------------------------------------------

_TO = rf"(?: {either(WORDS.words.until)} | ?- ?)(?:hết )?"
_NOW = rf"(?:{either(WORDS.words.now)}|(?:{PART} |hôm |ngày hôm )nay|{PART} hôm nay)"
_END_OF_FIRST = r"(?!\d|[.,/]\d|/[a-zđ])"


def _read_span(match: re.Match[str], low: str) -> Iterator[Claim]:
    first, last = read(match, "a"), read(match, "b")
    if first is None:
        return
    if match["now"]:
        if first.day is None or first.months is not None:
            yield Claim(*match.span(), Reading("since", first, since=True))
        return
    if last is None or COUNTED.match(low, match.end()) or _ONE_DAY.search(match[0]):
        return
    if first.day is not None and first.months is None and last.day is None:
        # "từ 5 - 6/2023": the first figure is a month, too.
        if last.months is None or first.day > 12:
            return
        first = Point(months=(first.day, first.day))
    if last.day is not None and last.months is None and (first.day is None or first.months is None):
        return
    days = first.day is not None or last.day is not None
    if days and not match["head"] and not re.search("ngày|tháng|/", match[0]):
        return
    yield Claim(*match.span(), Reading("days" if days else "range", first, last))


# "từ ngày 1-7-2025", "từ tháng 6-2022", "từ quý II-2023" begin, and do not say when it ends.
_ONE_DAY = re.compile(r"^\D*(?:\d\d?-){1,2}\d{4}$|quý \w+-\d{4}$")
_SPAN = re.compile(
    rf"{WORD}(?:{either(WORDS.words.terms)} )?(?P<head>từ )(?:{point('a', _END_OF_FIRST)}){_TO}"
    rf"(?:{point('b')}|(?P<now>{_NOW})(?!\w))"
)
declare(
    "date.span",
    finds={
        "Đợt cao điểm kéo dài từ ngày 24 đến 27/7.": ["từ ngày 24 đến 27/7"],
        "Từ ngày 1 đến ngày 20.8, hai bên phát tờ rơi.": ["Từ ngày 1 đến ngày 20.8"],
        "Từ năm 2018 đến nay, số vụ giảm.": ["Từ năm 2018 đến nay"],
        "Từ đầu năm 2017 đến nay không có vụ nào.": ["Từ đầu năm 2017 đến nay"],
        "Tính từ tháng 1 đến tháng 6/2023, có 5 vụ.": ["từ tháng 1 đến tháng 6/2023"],
        "Giai đoạn từ năm 2016 đến năm 2020 có nhiều đổi mới.": ["Giai đoạn từ năm 2016 đến năm 2020"],
        "Số liệu từ 15/12/2022 đến 14/11/2023.": ["từ 15/12/2022 đến 14/11/2023"],
    },
    ignores=["Mỗi tổ có từ 3-5 người.", "Giá từ 20 đến 25 triệu đồng.", "Từ khi thành lập đến nay, tổ có 7 người."],
)


def _read_open(match: re.Match[str], low: str) -> Iterator[Claim]:
    if _SPANS_ON.match(low, match.end()):
        return
    where = Point(year=int(match["year"])) if match["year"] else Point(year_offset=0)
    yield Claim(*match.span(), Reading("open", where, since=True))


_SPANS_ON = re.compile(rf",? (?:{either(WORDS.words.until)}|trở) ")
_OPEN = re.compile(
    rf"{WORD}từ đầu năm(?: (?:(?P<year>{YEAR}){YEAR_END}|nay(?!\w))|(?= ?,| (?:đã|toàn|các|trên)(?!\w)))"
)
declare(
    "date.open",
    finds={"Từ đầu năm nay, công an tiếp nhận 5 tin.": ["Từ đầu năm nay"]},
    ignores=["Từ đầu năm học, trường có 5 lớp.", "Từ đầu năm 2019 đến năm 2022 có 5 vụ."],
    source="Figures told from the beginning of this year run up to the day of publication.",
)


def _read_until(match: re.Match[str], low: str) -> Iterator[Claim]:
    last = read(match, "b")
    if last is not None:
        yield Claim(*match.span(), Reading("until", None, last, from_now=True))


_UNTIL = re.compile(
    rf"{WORD}từ (?:nay|giờ) {either(WORDS.words.until)} (?:(?:hết|cuối) )?"
    rf"(?=(?:ngày|tháng|quý|cuối|hết|\d\d?[/.-]\d)|(?<=hết )|(?<=cuối )){point('b')}"
)
declare(
    "date.until",
    finds={
        "Từ nay đến cuối năm 2024, hai bên mở 12 lớp.": ["Từ nay đến cuối năm 2024"],
        "Từ nay đến hết tháng 6, phường sẽ hoàn thành.": ["Từ nay đến hết tháng 6"],
        "Từ nay đến cuối năm, đơn vị tập trung tuyên truyền.": ["Từ nay đến cuối năm"],
        "Từ nay đến 25-12, phường sẽ lập 5 tổ.": ["Từ nay đến 25-12"],
    },
    ignores=["Từ nay đến Tết, lực lượng tuần tra hằng đêm.", "Từ nay đến năm 2030 phải xong."],
)


def _read_term(match: re.Match[str], low: str) -> Iterator[Claim]:
    first, last = int(match["first"]), int(match["last"])
    head = match["head"]
    if not first < last <= first + 60 or (match["link"] not in ("-",) and not head):
        return
    start = match.start("first") if match["open"] else match.start()
    yield Claim(start, match.end(), Reading("term", Point(year=first), Point(year=last)))


_TERM = re.compile(
    rf"{BEGIN}(?:(?P<head>{either(WORDS.words.terms)})(?: (?:[ivx]+|\d))? (?P<open>\()?(?:từ )?(?:năm )?)?"
    rf"(?P<first>{YEAR}) ?(?P<link>-|/|đến|tới) ?(?:hết )?(?:năm )?(?P<last>{YEAR}){YEAR_END}"
)
declare(
    "date.term",
    finds={
        "Quy chế giai đoạn 2018 – 2023 được sơ kết.": ["giai đoạn 2018 – 2023"],
        "Đại hội nhiệm kỳ 2023-2028 thành công.": ["nhiệm kỳ 2023-2028"],
        "Kết quả 5 năm (2014-2019) rất tốt.": ["2014-2019"],
    },
    ignores=["Công văn 2018-2023/CV-CAT đã gửi.", "Điện thoại 2018-2001."],
)


def _read_school_year(match: re.Match[str], low: str) -> Iterator[Claim]:
    first, last = int(match["first"]), int(match["last"]) + (0 if len(match["last"]) == 4 else 2000)
    if last != first + 1:
        return
    yield Claim(*match.span(), Reading("school_year", Point(year=first), Point(year=last)))
    end = match.end()
    while more := _MORE_TERMS.match(low, end):
        years = Point(year=int(more["first"])), Point(year=int(more["last"]))
        yield Claim(more.start("first"), more.end(), Reading("school_year", *years))
        end = more.end()


_SCHOOL_YEAR = re.compile(rf"{WORD}(?:năm|niên) học (?P<first>{YEAR}) ?[-/] ?(?P<last>{YEAR}|\d\d(?!\d)){END}")
_MORE_TERMS = re.compile(rf"(?:, ?| và |; ?)(?P<first>{YEAR}) ?[-/] ?(?P<last>{YEAR}){END}")
declare(
    "date.school_year",
    finds={
        "Trong năm học 2022-2023, có 918 nhà trường đạt chuẩn.": ["năm học 2022-2023"],
        "Các năm học 2020-2021, 2021-2022 và 2022-2023 đều tốt.": ["năm học 2020-2021", "2021-2022", "2022-2023"],
    },
    ignores=["Năm học mới đã đến.", "Giai đoạn 2022-2023 kết thúc."],
    source="A school year is written as a range of years and read as one, as annotators do.",
)


def _read_months(match: re.Match[str], low: str) -> Iterator[Claim]:
    count = value(WORDS.month_counts, match["count"])
    if not 1 <= count <= 11 or not (match["side"] or match["year"]):
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
    ignores=["Quý vị đại biểu đã đến dự.", "Định kỳ hằng quý, hai bên giao ban."],
)


def _read_quarter_word(match: re.Match[str], low: str) -> Iterator[Claim]:
    if not _PLURAL.search(before(low, match.start())):
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

_MONTH_LATER = re.compile(r" (?:(?P<coming>tới|sắp tới)|(?P<gone>vừa qua|vừa rồi|qua|này))(?!\w)")


def _read_month(match: re.Match[str], low: str) -> Iterator[Claim]:
    where = read(match)
    if where is None or before(low, match.start(), 10).endswith("cách mạng "):
        return
    spelled = not match["mmonth"].isdigit()
    later = _MONTH_LATER.match(low, match.end())
    bare = where.year is None and where.year_offset is None
    if bare and spelled and not (later or match[0][0] != "t"):
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


_MONTH = re.compile(rf"{WORD}{month()}{END}")
_MORE_MONTHS = re.compile(
    rf"(?:, ?| và )(?P<month>1[0-2]|0?[1-9])(?!\d)(?:(?:[/-]| năm )(?P<year>{YEAR})|(?=, ?\d| và \d)){END}"
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
    if match["yearword"] not in (None, "nay") and _PLURAL.search(before(low, match.start())):
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
_MORE_YEARS = re.compile(rf"(?:, ?| và |; ?)(?P<year>{YEAR}){YEAR_END}(?! ?{either(WORDS.words.counted)}(?!\w))")
declare(
    "date.year",
    finds={
        "Năm 2018, Công an tỉnh làm rõ 5 vụ.": ["Năm 2018"],
        "Các năm 2019, 2020 không có vụ nào.": ["năm 2019", "2020"],
        "Năm nay dự kiến giải ngân 2 tỷ đồng, gấp đôi năm ngoái.": ["Năm nay", "năm ngoái"],
        "Năm 2014 có 5 vụ, năm trước đó có 8 vụ.": ["Năm 2014", "năm trước đó"],
        "Sang năm, hai bên sẽ tổng kết.": ["Sang năm"],
        "Đầu năm 2020, dịch bùng phát.": ["Đầu năm 2020"],
    },
    ignores=[
        "Sau 5 năm thực hiện, có 2018 đoàn viên.",
        "Trong 3 năm tới, hai bên làm 4 việc.",
        "Những năm trước, việc này chậm.",
    ],
)


def _read_month_word(match: re.Match[str], low: str) -> Iterator[Claim]:
    if not _PLURAL.search(before(low, match.start())):
        offset = WORDS.deictic_months[match["word"]]
        yield Claim(*match.span(), Reading("deictic", Point(month_offset=offset)))


_MONTH_WORD = re.compile(rf"{WORD}(?:{EDGE} )?tháng (?P<word>{either(WORDS.deictic_months)})(?! đó)(?!\w)")
declare(
    "date.month_deictic",
    finds={"Ngay trong tháng này, hai bên sẽ ký kết.": ["tháng này"]},
    ignores=["Trong 3 tháng tới, hai bên ký kết.", "Những tháng trước thì chậm."],
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

_CUE = rf"(?:{either(WORDS.words.year_nouns)}|tầm nhìn|mốc|so với|từ|đến|tới|trước|sau|hết|trong|đầu|cuối|giữa|hè|hồi)"
_AFTER_YEAR = r"(?= ?[,.;:)\"]| (?:đến|và|là|thì|của|đã|tăng|giảm|với|trở|sẽ|có)(?!\w)|\n|$)"


def _read_bare_year(match: re.Match[str], low: str) -> Iterator[Claim]:
    yield Claim(match.start("year"), match.end("year"), Reading("year", Point(year=int(match["year"]))))


_BARE_YEAR = re.compile(rf"{WORD}{_CUE} (?P<year>{YEAR}){YEAR_END}{_AFTER_YEAR}")
declare(
    "date.bare_year",
    finds={
        "Đề án phát triển nhà ở đến 2030, tầm nhìn 2045.": ["2030", "2045"],
        "Tổng kết phong trào thi đua 2022.": ["2022"],
    },
    ignores=["Phường có đến 2000 đoàn viên.", "Giải bóng đá Cúp Mùa Xuân 2024 khai mạc."],
)

RANGES = (
    Pattern("date.span", _SPAN, _read_span),
    Pattern("date.until", _UNTIL, _read_until, ("từ nay ", "từ giờ ")),
    Pattern("date.open", _OPEN, _read_open, ("từ đầu năm",)),
)
PERIODS = (
    Pattern("date.school_year", _SCHOOL_YEAR, _read_school_year, (" học ",)),
    Pattern("date.term", _TERM, _read_term),
    Pattern("date.months", _MONTHS, _read_months, (" tháng",)),
    Pattern("date.half_year", _HALF, _read_half, ("nửa ",)),
    Pattern("date.quarter", _QUARTER, _read_quarter, ("quý ",)),
    Pattern("date.quarter_deictic", _QUARTER_WORD, _read_quarter_word, ("quý ",)),
    Pattern("date.same_period", _SAME_PERIOD, _read_same_period, ("cùng kỳ",)),
    Pattern("date.decade", _DECADE, _read_decade, ("những năm ", "thập ")),
    Pattern("date.month", _MONTH, _read_month),
    Pattern("date.short_month", _SHORT_MONTH, _read_short_month),
    Pattern("date.year", _YEAR, _read_year),
    Pattern("date.month_deictic", _MONTH_WORD, _read_month_word, ("tháng ",)),
    Pattern("date.bare_year", _BARE_YEAR, _read_bare_year),
)
