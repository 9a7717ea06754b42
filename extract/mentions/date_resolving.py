"""The days that a calendar expression means: what its words leave open is filled in from what stands before.

The missing year or month is taken from the day of publication, from the dates before, and from the tense of the words
around; an expression that cannot be resolved gives None.
"""

import re
from dataclasses import replace
from datetime import date, timedelta

from extract.document import Document
from extract.mentions.base import DateValue, Mention
from extract.mentions.calendar import Point, Reading, days, likely_year, month_end, nearest_year, shift_months
from extract.mentions.date_surroundings import is_compared, is_near, same_sentence, tense, took_place, will_be
from extract.mentions.date_words import WORDS, either

_MONTHS_GONE = re.compile(
    rf"(?<!\w)(?P<count>\d\d?|{either(WORDS.month_counts)}) tháng (?:vừa )?qua(?!\w)"
    rf"|(?<!\w)trong (?P<in>\d\d?|{either(WORDS.month_counts)}) tháng(?=,)"
)
_AND_DAY = re.compile(r",? và (?:ngày )?")
# Characters between two quarters of one list.
_LIST_REACH = 400
# From this month on "năm qua" is the year that ends, before it the one that has ended.
_YEAR_IS_OUT = 11
_TOLD_BEFORE = ("trước đó", "sau đó", "kế tiếp", "tiếp theo", "liền trước")
_TOLD = ("trước", "sau", *_TOLD_BEFORE)


class Resolver:
    """Fills in what the words leave open, from the day of publication and from the dates before."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._published = document.context.published_on
        self._last: Mention[DateValue] | None = None  # the last date of any kind
        self._last_day: Mention[DateValue] | None = None
        self._told_day: Mention[DateValue] | None = None  # the last day on which something took place
        self._holiday: Mention[DateValue] | None = None  # the one before the last, where it is a holiday
        # The last one that named its year, for the years of those behind.
        self._anchor: Mention[DateValue] | None = None

    def remember(self, mention: Mention[DateValue], reading: Reading, of_document: bool) -> None:
        """Keep `mention` for those that follow."""
        self._holiday = self._last if self._last is not None and self._last.rule == "date.holiday" else None
        self._last = mention
        if of_document:
            return
        if mention.value.precision == "day" and mention.value.shape != "since":
            self._last_day = mention
            if took_place(self._document, mention):
                self._told_day = mention
        compared = is_compared(self._document, mention)
        if reading.first is not None and reading.last is None and not compared and not reading.same_period:
            self._anchor = mention

    def resolve(self, start: int, end: int, reading: Reading) -> DateValue | None:
        """Return the days of `reading`; None where they cannot be known."""
        if reading.lunar:
            return None
        if reading.same_period:
            return self._same_period(start, reading)
        if reading.shape == "told_year":
            return self._told_year(start)
        if reading.first is None and reading.last is None:
            return self._deictic(reading)
        if reading.last is None and not reading.since and not reading.from_now:
            assert reading.first is not None
            return self._single(start, end, reading, reading.first)
        return self._range(start, end, reading)

    def _single(self, start: int, end: int, reading: Reading, point: Point) -> DateValue | None:
        found = self._days(start, end, point)
        if found is None:
            return None
        return DateValue(*found, point.precision, reading.shape, reading.part_of_day, not point.complete)

    def _range(self, start: int, end: int, reading: Reading) -> DateValue | None:
        first, last = reading.first, reading.last
        if reading.since or reading.from_now:
            now = self._published
            point = first or last
            known = self._days(start, end, point) if point else None
            if now is None or known is None:
                return None
            if (
                reading.shape == "open"
                and point is not None
                and (known[0].year != now.year or tense(self._document, start, end)[0])
            ):
                return DateValue(*known, point.precision, "year")
            if reading.since:
                return DateValue(min(known[0], now), now, "range", "since", anchored=True)
            return DateValue(now, max(known[1], now), "range", "until", anchored=True)
        assert first is not None and last is not None
        if first.day is not None and first.months is None:
            first = replace(first, months=last.months, year=last.year, year_offset=last.year_offset)
        ends = self._ends(start, end, first, last)
        if ends is None:
            return None
        complete = first.complete and last.complete
        shape, part = reading.shape, reading.part_of_day
        return DateValue(*ends, "range", shape, part, not complete)

    def _ends(self, start: int, end: int, first: Point, last: Point) -> tuple[date, date] | None:
        """Return the first and last day of a range, whose ends may name the year for each other."""
        if open_year(last) and open_year(first) and self._published:
            coming, _ = tense(self._document, start, end)
            return _nearest_range(first, last, self._published, coming=coming)
        if open_year(last) and not open_year(first):
            begin = self._days(start, end, first)
            years = [begin[0].year, begin[0].year + 1] if begin else []
            finish = next((d for y in years if begin and (d := days(last, y)) and d[1] >= begin[0]), None)
        else:
            finish = self._days(start, end, last)
            if open_year(first) and finish:
                candidates = (days(first, finish[1].year - back) for back in (0, 1))
                begin = next((d for d in candidates if d and d[0] <= finish[1]), None)
            else:
                begin = self._days(start, end, first)
        if begin is None or finish is None or begin[0] > finish[1]:
            return None
        return begin[0], finish[1]

    def _days(self, start: int, end: int, point: Point) -> tuple[date, date] | None:
        """Return the days of one point, with its year and month filled in."""
        published = self._published
        if point.year is not None:
            return days(point, point.year)
        if point.month_offset is not None:
            if published is None:
                return None
            year, month = shift_months(published, point.month_offset)
            if point.day is not None:
                return days(replace(point, months=(month, month)), year)
            return date(year, month, 1), month_end(year, month)
        if point.quarter_offset is not None:
            if published is None:
                return None
            year, month = shift_months(published, 3 * point.quarter_offset)
            last = month + (-month) % 3
            return date(year, last - 2, 1), month_end(year, last)
        if point.year_offset is not None:
            words = self._document.low[start:end]
            if words.endswith("qua") and published is not None and published.month >= _YEAR_IS_OUT:
                return days(point, published.year)
            told = words.endswith(_TOLD)  # "năm ngoái" is always last year
            base = self._spoken_year(start, words.endswith(_TOLD_BEFORE)) if told and point.months is None else None
            if base is None and published is None:
                return None
            return days(point, (base or (published.year if published else 0)) + point.year_offset)
        if point.day is not None and point.months is None:
            return self._day_of_month(start, point.day)
        if (listed := self._in_list(start, point)) is not None:
            return listed
        anchor = self._story_year(start, point)
        coming, gone = tense(self._document, start, end)
        if point.day is None and not gone:  # "6 tháng cuối năm, hai bên sẽ …"
            stop = self._document.sentence_at(start).end
            words = self._document.low[start:end]
            coming = coming or words.endswith(" tới") or will_be(self._document, end, stop)
        likely = days(point, likely_year(point, published, coming=coming, gone=gone)) if published else None
        fresh = likely is not None and published is not None and 0 <= (published - likely[1]).days <= 7
        if anchor is not None and not coming and not fresh:
            return days(point, nearest_year(point, anchor))
        if not coming and published is not None and likely is not None and likely[1] > published:
            past = self._year_told_before(start, published)
            return days(point, past) if past else likely
        return likely

    def _in_list(self, start: int, point: Point) -> tuple[date, date] | None:
        """Return the days of one that goes on with the one before: "ngày 15/6 và 15/12", "Quý III: …; Quý IV: …"."""
        last = self._last
        if last is None or last.value.start.year != last.value.end.year:
            return None
        gap = self._document.low[last.end : start]
        if point.day is not None:
            joined = last.value.precision == "day" and last.value.anchored and _AND_DAY.fullmatch(gap) is not None
        else:
            quarters = last.rule == "date.quarter" and self._document.low[start : start + 4] == "quý "
            joined = quarters and len(gap) <= _LIST_REACH
        found = days(point, last.value.start.year) if joined else None
        return found if found and found[0] > last.value.end else None

    def _day_of_month(self, start: int, number: int) -> tuple[date, date] | None:
        """Return the day `number` of the month spoken of: that of the date just before, or of the publication."""
        near = self._last_day if self._last_day and is_near(self._document, self._last_day, start) else None
        if near is not None:
            return days(Point(number, (near.value.end.month,) * 2), near.value.end.year)
        if self._published is None:
            return None
        year, month = shift_months(self._published, 0 if number <= self._published.day + 7 else -1)
        return days(Point(number, (month, month)), year)

    def _story_year(self, start: int, point: Point) -> date | None:
        """Return a day of the year that the text is telling of, if it has just named another than the current one."""
        anchor, published = self._anchor, self._published
        if anchor is None or not is_near(self._document, anchor, start):
            return None
        if anchor.value.precision == "year" and not same_sentence(self._document, anchor, start):
            return None
        if published and (anchor.value.end.year == published.year or anchor.value.start > published):
            return None
        if anchor.value.precision == "year":
            return date(anchor.value.start.year, 7, 1)
        return anchor.value.start

    def _year_told_before(self, start: int, published: date) -> int | None:
        """Return the past year of the sentence before: "Năm 2021, dịch bùng phát. Quý III, tỉnh có 5 ca"."""
        anchor = self._anchor
        if anchor is None or anchor.value.precision != "year" or not is_near(self._document, anchor, start):
            return None
        return anchor.value.end.year if anchor.value.end < published else None

    def _spoken_year(self, start: int, before: bool) -> int | None:
        """Return the year of the period named before in the sentence ("năm 2018 tăng 5% so với năm trước").

        `before`: the words point back to what was last named, wherever it stands ("năm trước đó").
        """
        if before and self._last is not None:
            return self._last.value.end.year
        if (
            self._last is None
            or not same_sentence(self._document, self._last, start)
            or self._last.value.precision == "day"
        ):
            return None
        return self._last.value.end.year

    def _same_period(self, start: int, reading: Reading) -> DateValue | None:
        """Return the period last mentioned, in the year that is named."""
        assert reading.first is not None
        last = self._last
        if reading.shape == "same" and (
            last is None or not is_near(self._document, last, start) or last.value.shape == "same"
        ):
            return None
        if reading.shape == "same" and last is not None and last.rule == "date.same_period":
            return None  # "giảm 8 vụ so với cùng kỳ năm 2015, … tăng 12% so với cùng kỳ"
        recent = last.value if last is not None and last.value.shape not in ("term", "school_year") else None
        base = recent.end.year if recent else self._published.year if self._published else None
        if reading.first.year is None and base is None:
            return None
        year = reading.first.year if reading.first.year is not None else (base or 0) + (reading.first.year_offset or 0)
        gone_by = self._months_gone(start)
        if gone_by is not None:
            found = days(Point(months=(1, gone_by)), year)
            assert found is not None
            return DateValue(*found, Point(months=(1, gone_by)).precision, "months", anchored=True)
        if (
            last is not None
            and recent is not None
            and same_sentence(self._document, last, start)
            and self._by_days(last)
        ):
            back = year - recent.end.year
            first, end = _shifted(self._holiday_before(last) or recent.start, back), _shifted(recent.end, back)
            return DateValue(first, end, recent.precision, recent.shape, anchored=True)
        if reading.shape == "same" and recent is not None and recent.precision == "day":
            return None
        if recent is None or recent.precision in ("day", "year") or recent.start.year != recent.end.year:
            return DateValue(date(year, 1, 1), date(year, 12, 31), "year", "year", anchored=reading.first.year is None)
        months = (recent.start.month, recent.end.month)
        found = days(Point(months=months), year)
        assert found is not None
        return DateValue(*found, Point(months=months).precision, "months", anchored=True)

    def _told_year(self, start: int) -> DateValue | None:
        """Return the year that the paragraph has named last: "Năm 2019, … Cuối năm, có 30/34 đơn vị đạt"."""
        anchor, document = self._anchor, self._document
        if anchor is None or anchor.value.precision != "year":
            return None
        if document.sentence_at(anchor.start).paragraph != document.sentence_at(start).paragraph:
            return None
        return DateValue(anchor.value.start, anchor.value.end, "year", "told_year", anchored=True)

    def _months_gone(self, start: int) -> int | None:
        """Return N of "N tháng qua" before `start` in its sentence, where these are the first N months of the year."""
        sentence = self._document.sentence_at(start)
        told = [*_MONTHS_GONE.finditer(self._document.low, sentence.start, start)]
        if not told or self._published is None or (self._last is not None and self._last.start > told[-1].start()):
            return None
        written = told[-1]["count"] or told[-1]["in"]
        count = int(written) if written.isdigit() else WORDS.month_counts[written]
        return count if 0 <= self._published.month - count <= 1 else None

    def _by_days(self, last: Mention[DateValue]) -> bool:
        """Whether `last` is a day up to which figures run, a few days, a holiday or this year so far: a period."""
        if last.value.shape == "since" and last.value.start.year == last.value.end.year:
            return True
        if last.value.shape == "days" or last.rule == "date.holiday":
            return True
        before = self._document.low[max(0, last.start - 10) : last.start]
        return last.value.precision == "day" and before.endswith(("tính đến ", "đến hết "))

    def _holiday_before(self, last: Mention[DateValue]) -> date | None:
        """Return the first of two holidays named together ("30/4 và 1/5"), of which `last` is the second."""
        one = self._holiday
        return one.value.start if last.rule == "date.holiday" and one and last.start - one.end <= 5 else None

    def _deictic(self, reading: Reading) -> DateValue | None:
        published = self._published
        if reading.same and (told := self._told_day or self._last_day) is not None:
            day = told.value.end + timedelta(days=reading.day_offset or 0)
        elif (reading.same and reading.day_offset) or published is None:
            return None
        elif reading.weekday is not None:
            monday = published - timedelta(days=published.weekday())
            day = monday + timedelta(days=reading.weekday, weeks=reading.week or 0)
            if reading.week is None and day > published:
                day -= timedelta(weeks=1)
            if reading.coming and day <= published:
                day += timedelta(weeks=1)
        else:
            day = published + timedelta(days=reading.day_offset or 0)
        return DateValue(day, day, "day", "deictic", reading.part_of_day, anchored=True)


def open_year(point: Point) -> bool:
    """Whether the words of `point` name no year, not even by a word."""
    return point.year is None and point.year_offset is None and point.month_offset is None


def _shifted(day: date, years: int) -> date:
    return days(Point(min(day.day, month_end(day.year + years, day.month).day), (day.month,) * 2), day.year + years)[0]  # type: ignore[index]


def _nearest_range(first: Point, last: Point, published: date, *, coming: bool) -> tuple[date, date] | None:
    """Return the range of days, neither end of which names its year, that lies nearest to the day of publication.

    What lies far ahead is not meant, unless the words speak of what is coming.
    """
    over = (first.months or (1,), first.day or 1) > (last.months or (12,), last.day or 31)  # the turn of a year
    found = []
    for year in (published.year, published.year - 1, published.year + 1):
        finish = days(last, year)
        begin = days(first, year - over)
        if begin and finish:
            ahead, behind = (begin[0] - published).days, (published - finish[1]).days
            away = max(ahead if coming else 3 * ahead, 3 * behind if coming else behind, 0)
            found.append((away, begin[0], finish[1]))
    return min(found, key=lambda one: one[0])[1:] if found else None
