"""The vocabulary of calendar expressions and the pieces of pattern made of it. Patterns are for `document.low`."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from extract.lexicon import Lexicon, load
from extract.mentions.base import PartOfDay
from extract.mentions.calendar import Point, Reading
from extract.starts import first_words
from extract.text import fold


class Words(Lexicon):
    """Word lists without values; extract/lexicons/dates.toml says what each is for."""

    edges: list[str]
    terms: list[str]
    until: list[str]
    now: list[str]
    counted: list[str]
    rates: list[str]
    plurals: list[str]
    year_nouns: list[str]
    coming_clause: list[str]
    coming_before: list[str]
    coming_after: list[str]
    gone_clause: list[str]
    gone_after: list[str]


class Holidays(Lexicon):
    """Days that are known by their number, what announces them, and what may bear their name."""

    days: list[str]
    cues: list[str]
    places: list[str]


class DateWords(Lexicon):
    """extract/lexicons/dates.toml."""

    parts_of_day: dict[str, PartOfDay]
    weekdays: dict[str, int]
    deictic_days: dict[str, int]
    deictic_suffixes: dict[str, int]
    weeks: dict[str, int]
    told_days: dict[str, int]
    told_suffixes: dict[str, int]
    deictic_years: dict[str, int]
    deictic_months: dict[str, int]
    deictic_quarters: dict[str, int]
    months: dict[str, int]
    quarters: dict[str, int]
    month_counts: dict[str, int]
    words: Words
    holidays: Holidays


WORDS = load("dates", DateWords)


def either(words: Iterable[str]) -> str:
    """Return a pattern for any of `words`, the longest first."""
    return "(?:" + "|".join(re.escape(fold(word)) for word in sorted(words, key=len, reverse=True)) + ")"


def value(table: Mapping[str, int], word: str) -> int:
    """Return the value of a matched word, which may be a figure."""
    return int(word) if word.isdigit() else table[word]


DAY = r"(?:3[01]|[12]\d|0?[1-9])(?!\d)"
MONTH = r"(?:1[0-2]|0?[1-9])(?!\d)"
YEAR = r"(?:1[89]|20)\d\d(?!\d)"
_SEPARATOR = r"(?: ?[/-] ?|\.)"

PART = either(WORDS.parts_of_day)
WEEKDAY = either(WORDS.weekdays)
# "đơn vị dẫn đầu năm 2018", "lần đầu năm 2015": a word of its own, not the beginning of the year.
EDGE = "".join(rf"(?<!{word} )" for word in ("dẫn", "đứng", "bắt", "lần", "mở", "bước")) + either(WORDS.words.edges)
# The words that these begin with.
PART_BEGINS = first_words(WORDS.parts_of_day)
WEEKDAY_BEGINS = first_words(WORDS.weekdays)
EDGE_BEGINS = first_words(WORDS.words.edges)
_MONTH_WORD = either(WORDS.months)
_QUARTER = either(WORDS.quarters)
# "sang năm" is next year, while "sang năm 2015" only goes on to a year that is named.
_NEXT_YEAR = r"sang năm(?! (?:\d|học|mới|thứ|sau|tới))(?!\w)"

# Behind a number that is a date nothing goes on that would make it part of a longer number or of a document's number.
END = r"(?!\d|[.,/-]\d|[/-][a-zđ])"
# A year ends before a comma and a figure as well ("2015,2016").
YEAR_END = r"(?!\d|[./-]\d|[/-][a-zđ]|,\d{3}(?!\d))"
# In front of one neither.
BEGIN = r"(?<![\w/.,:-])"


WORD = r"(?<!\w)"

# A number before one of these counts something.
COUNTED = re.compile(rf" ?{either(WORDS.words.counted)}(?!\w)")
# A day behind one of these, or behind a stroke, is one of every day ("mỗi ngày 4 lần", "3 lần/ngày").
RATE = re.compile(rf"(?:(?<!\w){either(word for word in WORDS.words.rates if word != '/')} |/)$")
# What stands before a word that then names many years, months or quarters ("những năm trước", "3 tháng tới").
PLURAL = re.compile(rf"(?:\d|(?<!\w){either(WORDS.words.plurals)}) $")
HOLIDAYS = {tuple(map(int, written.split("/"))) for written in WORDS.holidays.days}


class Claim(NamedTuple):
    """A span that a pattern takes for a calendar expression, and what it says."""

    start: int
    end: int
    reading: Reading


class Pattern(NamedTuple):
    """A rule: its name, its pattern (for `document.low`) and the reader of its matches, which may reject them.

    Every match begins with one of the words `begins` (see `extract.starts`); a text with none of `needs` is spared it.
    """

    rule: str
    regex: re.Pattern[str]
    read: Callable[[re.Match[str], str], Iterator[Claim]]
    begins: frozenset[str]
    needs: tuple[str, ...] = ()


def before(low: str, position: int, length: int = 12) -> str:
    """Return the few characters before `position`."""
    return low[max(0, position - length) : position]


def year_tail(key: str) -> str:
    """Return the pattern of a year behind a month or quarter: "/2024", " năm 2024", " năm nay", " sang năm"."""
    return (
        rf"(?:(?:{_SEPARATOR}|,? (?:của )?năm )(?P<year{key}>{YEAR})|,? (?:của )?năm "
        rf"(?P<yearword{key}>{either(WORDS.deictic_years)})(?!\w)|,? (?P<nextyear{key}>{_NEXT_YEAR}))"
    )


def day(key: str = "", *, month: bool = True) -> str:
    """Return the pattern of a day: "7/5/2019", "4-3", "25.4", "20 tháng 11 năm 2023"; without `month`, "24" as well."""
    numeric = (
        rf"(?P<sep{key}>{_SEPARATOR})(?P<month{key}>{MONTH})"
        rf"(?:(?P=sep{key})(?P<dayyear{key}>{YEAR}|\d\d(?!\d))|,? năm (?:(?P<dayyear2{key}>{YEAR})"
        rf"|(?P<dayyearword{key}>{either(WORDS.deictic_years)})(?!\w)))?"
    )
    worded = rf",? tháng (?P<dmonth{key}>{MONTH}|{_MONTH_WORD}(?!\w)){year_tail('d' + key)}?"
    return rf"(?P<day{key}>{DAY})(?:{numeric}|{worded}){'' if month else '?'}"


def month(key: str = "") -> str:
    """Return the pattern of a month: "tháng 9 năm 2017", "cuối tháng 6", "tháng tư"."""
    return (
        rf"(?:(?:{EDGE}|nửa đầu|nửa cuối) )?tháng (?P<mmonth{key}>{MONTH}|{_MONTH_WORD}(?!\w)){year_tail('m' + key)}?"
    )


def short_month(key: str = "", separator: str = "/") -> str:
    """Return the pattern of "9/2017"."""
    return rf"(?P<smonth{key}>{MONTH}){separator}(?P<smyear{key}>{YEAR})"


def quarter(key: str = "") -> str:
    """Return the pattern of "quý I/2024", "quý 3 năm nay"."""
    return rf"(?:{EDGE} )?quý (?P<quarter{key}>{_QUARTER})(?!\w){year_tail('q' + key)}?"


def year(key: str = "") -> str:
    """Return the pattern of "năm 2018", "đầu năm 2020", "năm nay", "sang năm"."""
    return (
        rf"(?:{EDGE} )?(?:năm (?:(?P<year{key}>{YEAR}){YEAR_END}"
        rf"|(?P<yearword{key}>{either(WORDS.deictic_years)})(?!\w))|(?P<nextyear{key}>{_NEXT_YEAR}))"
    )


# What may stand before a day that ends a range: an hour, a part of the day ("8 giờ sáng", "sáng nay"), a weekday.
_BEFORE_END = (
    rf"(?:\d\d?(?:h| ?giờ| ?g)(?: ?\d\d)?'?(?: phút)? )?(?:{PART}(?: {either(WORDS.deictic_suffixes)})?,? )?"
    rf"(?:{either(WORDS.deictic_days)},? )?(?:{WEEKDAY},? )?\(?"
)


def point(key: str, end: str = END) -> str:
    """Return the pattern of an end of a range: a day (its month may be left out), a month, a quarter, a year."""
    anywhen = "|".join((
        rf"(?P<nmonths{key}>\d{{1,2}}|{either(WORDS.month_counts)}) tháng đầu năm (?P<nmyear{key}>{YEAR}){YEAR_END}",
        rf"(?:{_BEFORE_END}(?:ngày |hôm )?(?:mùng |mồng )?){day(key, month=False)}{end}",
        month(key) + end,
        short_month(key, "[/-]") + end,
        quarter(key),
        year("y" + key),
        rf"(?P<bareyear{key}>{YEAR}){YEAR_END}",
        rf"(?P<edgeyear{key}>đầu|cuối|giữa) năm(?! học)(?!\w)",
        rf"(?P<edgemonth{key}>đầu|giữa) tháng(?!\w| \d)",
    ))  # fmt: skip
    return f"(?:{anywhen})"


def read(match: re.Match[str], key: str = "") -> Point | None:
    """Return the point that the groups with suffix `key` of a match say, if they matched anything."""
    groups = match.groupdict()

    def group(name: str) -> str | None:
        return groups.get(name + key)

    def in_year(point: Point, kind: str) -> Point:
        written, word = groups.get(f"year{kind}{key}"), groups.get(f"yearword{kind}{key}")
        offset = WORDS.deictic_years[word] if word else 1 if groups.get(f"nextyear{kind}{key}") else None
        return replace(point, year=int(written) if written else None, year_offset=offset)

    if written := group("day"):
        if number := group("month"):
            digits, word = group("dayyear") or group("dayyear2"), group("dayyearword")
            return Point(
                day=int(written),
                months=(int(number), int(number)),
                year=_full_year(digits) if digits else None,
                year_offset=WORDS.deictic_years[word] if word else None,
            )
        if number := group("dmonth"):
            value_ = value(WORDS.months, number)
            return in_year(Point(day=int(written), months=(value_, value_)), "d")
        return Point(day=int(written))
    if number := group("mmonth"):
        value_ = value(WORDS.months, number)
        return in_year(Point(months=(value_, value_)), "m")
    if number := group("smonth"):
        return Point(months=(int(number), int(number)), year=int(match["smyear" + key]))
    if number := group("nmonths"):
        count = value(WORDS.month_counts, number)
        return Point(months=(1, count), year=int(match["nmyear" + key])) if 1 <= count <= 12 else None
    if number := group("quarter"):
        last = 3 * value(WORDS.quarters, number)
        return in_year(Point(months=(last - 2, last)), "q")
    if number := group("bareyear"):
        return Point(year=int(number))
    if group("edgeyear"):
        return Point(year_offset=0)
    if group("edgemonth"):
        return Point(month_offset=0)
    whole = in_year(Point(), "y" if f"yeary{key}" in groups else "")
    return whole if whole != Point() else None


def _full_year(digits: str) -> int:
    number = int(digits)
    if number >= 100:
        return number
    return number + (2000 if number < 60 else 1900)


def part_of(match: re.Match[str]) -> PartOfDay | None:
    """Return the part of the day that a match names."""
    word = match.groupdict().get("part")
    return WORDS.parts_of_day[word] if word else None


def years_shared(points: list[Point]) -> list[Point]:
    """Return the points of a list, each with the year of the last where it names none: "30/4 và 1/5 năm ngoái"."""
    last = points[-1]
    return [
        replace(p, year=last.year, year_offset=last.year_offset) if p.year is None and p.year_offset is None else p
        for p in points
    ]
