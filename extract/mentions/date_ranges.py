"""The rules that find ranges: from one point to another, terms of years. Each is a pattern, a reader, and examples."""

import re
from collections.abc import Iterator

from extract.mentions.calendar import Point, Reading
from extract.mentions.date_words import (
    BEGIN,
    COUNTED,
    END,
    PART,
    WORD,
    WORDS,
    YEAR,
    YEAR_END,
    Claim,
    Pattern,
    either,
    point,
    read,
)
from extract.rules import declare
from extract.starts import FIGURE, first_words

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


def _read_since(match: re.Match[str], low: str) -> Iterator[Claim]:
    first = read(match, "a")
    if first is not None and first.day is None:
        yield Claim(*match.span(), Reading("since", first, since=True))


_SINCE = re.compile(
    rf"(?:(?<![^\n])|(?<=[.,;:+-] )|(?<=\"))(?=(?:(?:đầu|giữa|cuối) )?(?:năm|tháng|quý) )"
    rf"(?:{point('a', _END_OF_FIRST)})"
    rf" {either(WORDS.words.until)} {_NOW}(?!\w)"
)
declare(
    "date.since",
    finds={
        "Đầu năm 2017 đến nay, có 5 vụ.": ["Đầu năm 2017 đến nay"],
        "Đầu năm đến nay, xã xảy ra 5 vụ.": ["Đầu năm đến nay"],
        "Tháng 6/2016 đến nay, tổ bắt 3 đối tượng.": ["Tháng 6/2016 đến nay"],
    },
    ignores=[
        "Tổ thành lập tháng 6/2016 đến nay.",
        "Quy chế ký cuối năm, đến nay còn giá trị.",
        "Sau 5 năm đến nay, tổ có 7 người.",
    ],
    source="Only at the head of a sentence or clause: behind a verb the month is that of what was done.",
)


def _read_open(match: re.Match[str], low: str) -> Iterator[Claim]:
    if _SPANS_ON.match(low, match.end()):
        return
    where = Point(year=int(match["year"])) if match["year"] else Point(year_offset=0)
    yield Claim(*match.span(), Reading("open", where, since=True))


_SPANS_ON = re.compile(rf",? (?:{either(WORDS.words.until)}|trở) ")
_OPEN = re.compile(
    rf"(?<!\w)(?<!ngay )từ đầu năm(?: (?:(?P<year>{YEAR}){YEAR_END}|nay(?!\w))|(?= ?,| (?:đã|toàn|các|trên)(?!\w)))"
)
declare(
    "date.open",
    finds={"Từ đầu năm nay, công an tiếp nhận 5 tin.": ["Từ đầu năm nay"]},
    ignores=[
        "Ngay từ đầu năm 2024, hai bên đã ký kế hoạch.",
        "Từ đầu năm học, trường có 5 lớp.",
        "Từ đầu năm 2019 đến năm 2022 có 5 vụ.",
    ],
    source="Figures told from the beginning of this year run up to the day of publication.",
)


def _read_until(match: re.Match[str], low: str) -> Iterator[Claim]:
    last = read(match, "b")
    if last is not None:
        yield Claim(*match.span(), Reading("until", None, last, from_now=True))


_UNTIL = re.compile(
    rf"{WORD}từ (?:nay|giờ|(?:ngày )?hôm nay(?:,? ?\(?\d[\d/.-]{{2,9}}\)?,?)?)"
    rf" {either(WORDS.words.until)} (?:(?:hết|cuối) )?"
    rf"(?=(?:ngày|tháng|quý|cuối|hết|\d\d?[/.-]\d)|(?<=hết )|(?<=cuối )){point('b')}"
)
declare(
    "date.until",
    finds={
        "Từ nay đến cuối năm 2024, hai bên mở 12 lớp.": ["Từ nay đến cuối năm 2024"],
        "Từ nay đến hết tháng 6, phường sẽ hoàn thành.": ["Từ nay đến hết tháng 6"],
        "Từ nay đến cuối năm, đơn vị tập trung tuyên truyền.": ["Từ nay đến cuối năm"],
        "Từ hôm nay (20/3) đến hết tháng 4, công an ra quân.": ["Từ hôm nay (20/3) đến hết tháng 4"],
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

RANGES = (
    Pattern("date.span", _SPAN, _read_span, first_words(WORDS.words.terms, "từ"), ("từ ",)),
    Pattern("date.since", _SINCE, _read_since, first_words("đầu", "giữa", "cuối", "năm", "tháng", "quý"), (" nay",)),
    Pattern("date.until", _UNTIL, _read_until, first_words("từ"), ("từ nay ", "từ giờ ", "hôm nay")),
    Pattern("date.open", _OPEN, _read_open, first_words("từ"), ("từ đầu năm",)),
)
TERMS = (
    Pattern("date.school_year", _SCHOOL_YEAR, _read_school_year, first_words("năm", "niên"), (" học ",)),
    Pattern("date.term", _TERM, _read_term, first_words(WORDS.words.terms, FIGURE)),
)
