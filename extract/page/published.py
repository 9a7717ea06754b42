"""When an article was published, from every form in which Vietnamese portals print or mark it.

Day always comes before month; a time without a zone is Vietnam's. Nothing later than the fetch is a publication time.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone

from extract.text import fold

VIETNAM = timezone(timedelta(hours=7))
"""Vietnam's zone: UTC+7 since 1975, without summer time (the portals are younger)."""

EARLIEST = 1997
"""The year in which Vietnam went online: an earlier one is no publication."""

_SLACK = timedelta(hours=2)  # clocks of portals and crawlers differ
_CLOCK = (
    r"(?P<{p}h>[01]?\d|2[0-4])\s?(?::|h|giờ|g)\s?(?P<{p}m>[0-5]\d)(?:\s?[:'’]\s?(?P<{p}s>[0-5]\d))?"
    r"(?:'|’|\s?phút)?(?:\s?(?P<{p}half>sa|ch|am|pm|sáng|chiều)\b)?"
)
_ZONE = r"(?:\s?\(?\s?(?:gmt|utc)\s?[+-]?\s?\d{0,2}(?::?00)?\s?\)?)?+"
_DAY = (
    r"(?:(?<![\d/.-])(?P<{p}d>0?[1-9]|[12]\d|3[01])(?P<{p}sep>[/.-])(?P<{p}mo>0?[1-9]|1[0-2])(?P={p}sep)"
    r"(?P<{p}y>(?:19|20)\d\d)(?![\d/]|[.-]\d)"
    r"|(?<!\d)(?P<{p}d2>0?[1-9]|[12]\d|3[01])\s?tháng\s?(?P<{p}mo2>0?[1-9]|1[0-2])\s?(?:,\s?)?"
    r"(?:năm\s?|(?<=\s))(?P<{p}y2>(?:19|20)\d\d)(?![\d.,]\d|\d))"
)
_BETWEEN = r"\s?(?:[-,|@•·]|lúc|vào lúc|ngày|\(|-\s?lúc)?\s?"
_WEEKDAY = r"(?:(?:thứ\s(?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ nhật|t[2-7]|cn)\s?[,-]?\s?(?:ngày\s)?)?+"
_YEAR = re.compile(r"(?:19|20)\d\d")
_STAMP = re.compile(
    rf"{_WEEKDAY}{_DAY.format(p='a')}(?:{_BETWEEN}{_CLOCK.format(p='a')}{_ZONE})?"
    rf"|(?<!\d){_CLOCK.format(p='b')}{_ZONE}{_BETWEEN}(?:ngày\s)?{_WEEKDAY}{_DAY.format(p='b')}{_ZONE}"
)
_ISO = re.compile(
    r"(?P<y>(?:19|20)\d\d)-(?P<mo>\d{1,2})-(?P<d>\d{1,2})(?:[T ]+(?P<h>\d{1,2}):(?P<m>\d\d)"
    r"(?::(?P<s>\d\d)(?:[.,]\d+)?)?"
    r"\s*(?P<zone>Z|[+-]\d\d:?\d\d|[+-]\d\d)?)?"
)
_IN_ADDRESS = re.compile(r"(?<!\d)(?:185(?P<short>\d{12})|(?P<long>20\d{10,12}))\d{0,5}(?!\d)")


@dataclass(frozen=True, slots=True)
class Stamp:
    """A printed time: its place in the text, the time in Vietnam's zone, and whether the clock was printed, too."""

    start: int
    end: int
    at: datetime
    has_clock: bool


def stamps(text: str) -> list[Stamp]:
    """Return the printed times with a full date in `text`, in order. Linear in the length of `text`."""
    found: list[Stamp] = []
    if not _YEAR.search(text):  # most lines: without a year there is no full date
        return found
    for match in _STAMP.finditer(fold(text)):
        p = "a" if match["amo"] or match["amo2"] else "b"
        day = _day(*(match[f"{p}{part}"] or match[f"{p}{part}2"] for part in ("y", "mo", "d")))
        if day is None:
            continue
        clock = _clock(match[f"{p}h"], match[f"{p}m"], match[f"{p}s"], match[f"{p}half"]) if match[f"{p}h"] else None
        at = datetime.combine(day, clock or time(), VIETNAM)
        found.append(Stamp(*match.span(), at, clock is not None))
    return found


def _day(year: str, month: str, day: str) -> date | None:
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        return None
    return found if found.year >= EARLIEST else None


def _clock(hour: str, minute: str, second: str | None, half: str | None) -> time | None:
    """The time of day. SA and CH (before and after noon) may follow a clock of 24 hours all the same."""
    hours = int(hour)
    if half in ("ch", "pm", "chiều") and hours < 12:
        hours += 12
    elif half in ("sa", "am", "sáng") and hours == 12:
        hours = 0
    return time(hours % 24, int(minute), int(second or 0))


def read_iso(value: str) -> tuple[datetime, bool] | None:
    """Read a time as machines write it ("2023-10-18T21:35:00+07:00"); without a zone it is Vietnam's.

    Returns the time in Vietnam's zone and whether a clock was written. None for what is no such time.
    """
    match = _ISO.search(value)
    if match is None:
        return None
    day = _day(match["y"], match["mo"], match["d"])
    if day is None or (match["h"] and int(match["h"]) > 23) or (match["m"] and int(match["m"]) > 59):
        return None
    if match["h"] is None:
        return datetime.combine(day, time(), VIETNAM), False
    clock = time(int(match["h"]), int(match["m"]), min(int(match["s"] or 0), 59))
    zone, offset = match["zone"], VIETNAM
    if zone == "Z":
        offset = UTC
    elif zone:
        digits = zone[1:].replace(":", "").ljust(4, "0")
        shift = timedelta(hours=int(digits[:2]), minutes=int(digits[2:4]))
        if shift < timedelta(hours=15):
            offset = timezone(shift if zone[0] == "+" else -shift)
    return datetime.combine(day, clock, offset).astimezone(VIETNAM), True


def read_marked(value: str) -> tuple[datetime, bool] | None:
    """Read what a meta element, a `datetime` attribute or JSON-LD holds: ISO, or a form that is printed otherwise."""
    found = read_iso(value)
    if found is None and (printed := stamps(value)):
        return printed[0].at, printed[0].has_clock
    return found


def read_address(url: str) -> datetime | None:
    """Read the time that an article's number holds in some addresses (`-20190506210506521`, `-185230425203020077`)."""
    path = url.partition("?")[0]
    for match in _IN_ADDRESS.finditer(path):
        digits = f"20{match['short']}" if match["short"] else match["long"]
        for form, length in (("%Y%m%d%H%M%S", 14), ("%Y%m%d%H%M", 12)):
            try:
                at = datetime.strptime(digits[:length], form).replace(tzinfo=VIETNAM)
            except ValueError:
                continue
            if at.year >= EARLIEST and len(digits) >= length:
                return at
    return None


def is_possible(at: datetime, fetched_at: datetime | None) -> bool:
    """Whether an article that was fetched then can have been published at `at`."""
    return at.year >= EARLIEST and (fetched_at is None or at <= fetched_at + _SLACK)


def choose(
    marked: list[tuple[datetime, bool]],
    printed: list[Stamp],
    in_address: datetime | None,
    fetched_at: datetime | None,
) -> datetime | None:
    """Choose the time of publication: what the page marks for machines, then what it prints, then its address.

    `printed` holds the times printed beside the title, the first one first. A mark without a clock takes that of a
    print of the same day; a mark whose zone the print contradicts (local time marked as UTC) is read as Vietnam's.
    """
    possible = [stamp for stamp in printed if is_possible(stamp.at, fetched_at)]
    for at, has_clock in marked:
        local = (at.astimezone(UTC)).replace(tzinfo=VIETNAM)
        if has_clock and any(s.has_clock and s.at.replace(second=0) == local.replace(second=0) for s in possible):
            return local
        if not is_possible(at, fetched_at):
            continue
        if not has_clock:
            return next((s.at for s in possible if s.has_clock and s.at.date() == at.date()), at)
        return at
    with_clock = [stamp for stamp in possible if stamp.has_clock]
    if possible:
        first = possible[0]
        return next((s.at for s in with_clock if s.at.date() == first.at.date()), first.at)
    return in_address if in_address is not None and is_possible(in_address, fetched_at) else None
