"""Calendar arithmetic: what a date's words say (a point), and which days that is once the year is known."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from extract.mentions.base import PartOfDay, Precision


@dataclass(frozen=True, slots=True)
class Point:
    """A day, a run of months or a year, as far as the words say it.

    Attributes:
        day: of the month; alone (no month) where the words leave the month open.
        months: the first and the last month, equal for one month.
        year: as written.
        year_offset: "năm nay" is 0, "năm ngoái" -1: counted from the year that the text speaks of.
        month_offset: the same for "tháng này", "tháng trước".
        quarter_offset: the same for "quý này", "quý trước".
    """

    day: int | None = None
    months: tuple[int, int] | None = None
    year: int | None = None
    year_offset: int | None = None
    month_offset: int | None = None
    quarter_offset: int | None = None

    @property
    def precision(self) -> Precision:
        """How exact the words are."""
        if self.day is not None:
            return "day"
        if self.month_offset is not None:
            return "month"
        if self.quarter_offset is not None:
            return "quarter"
        if self.months is None:
            return "year"
        first, last = self.months
        by_length: dict[int, Precision] = {1: "month", 3: "quarter", 6: "half_year", 12: "year"}
        return by_length.get(last - first + 1, "range")

    @property
    def complete(self) -> bool:
        """Whether the words name the year (and, for a day, the month)."""
        return self.year is not None and (self.day is None or self.months is not None)


@dataclass(frozen=True, slots=True)
class Reading:
    """What one calendar expression says, before the context fills in what it leaves open.

    `last` is the end of a range; `since` is a range that ends on the day of publication, `from_now` one that begins on
    it. `day_offset` counts from the day of publication ("hôm qua" is -1), or from the day last mentioned if `same`;
    `weekday` (Monday is 0) is looked for in the week `week` away, or is the last one, or the next one if `coming`.
    `same` is the day last mentioned, `same_period` the period last mentioned, in another year.
    """

    shape: str
    first: Point | None = None
    last: Point | None = None
    part_of_day: PartOfDay | None = None
    since: bool = False
    from_now: bool = False
    day_offset: int | None = None
    weekday: int | None = None
    week: int | None = None
    coming: bool = False
    same: bool = False
    same_period: bool = False
    lunar: bool = False


def month_end(year: int, month: int) -> date:
    """Return the last day of a month."""
    return date(year, month, monthrange(year, month)[1])


def days(point: Point, year: int) -> tuple[date, date] | None:
    """Return the first and the last day of `point` in `year`; None where there is no such day (31/11)."""
    if point.months is None:
        return date(year, 1, 1), date(year, 12, 31)
    first, last = point.months
    if point.day is None:
        return date(year, first, 1), month_end(year, last)
    if point.day > monthrange(year, first)[1]:
        return None
    day = date(year, first, point.day)
    return day, day


def likely_year(point: Point, published: date, *, coming: bool, gone: bool) -> int:
    """Return the year that a reader would supply for a point without one.

    Newspapers leave the year out where it is the current one, or where the nearest such day is meant: in January,
    "28-12" is last month's. `coming` and `gone` say that the words around the date speak of the future or the past.
    """
    this = days(point, published.year)
    if this is None:  # 29/2 in a year without one: the last leap year
        return max(year for year in range(published.year - 4, published.year + 1) if year % 4 == 0)
    start, end = this
    if not coming and point.months and point.months[1] - point.months[0] >= 3:  # "9 tháng đầu năm" in January
        unfinished = (end - published).days > 120 if point.months[0] == 1 else (start - published).days > 100
        if unfinished:
            return published.year - 1
    if start <= published:
        behind = (published - end).days
        next_year = (behind > 330 and not gone) or (behind > 150 and coming)
        return published.year + 1 if next_year else published.year
    ahead = (start - published).days
    if coming or ahead <= (100 if gone else 182):
        return published.year
    return published.year - 1


def nearest_year(point: Point, anchor: date) -> int:
    """Return the year that puts `point` nearest to the day `anchor`."""
    years = [year for year in (anchor.year, anchor.year + 1, anchor.year - 1) if days(point, year)]
    return min(years or [anchor.year], key=lambda year: abs(((days(point, year) or (anchor,))[0] - anchor).days))


def shift_months(day: date, months: int) -> tuple[int, int]:
    """Return year and month of the month `months` after that of `day`."""
    index = day.year * 12 + day.month - 1 + months
    return index // 12, index % 12 + 1
