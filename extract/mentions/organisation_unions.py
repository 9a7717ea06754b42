"""Unions whose firm is named elsewhere: "CĐCS 3 doanh nghiệp gồm: Công ty A, Công ty B", "Công đoàn Công ty"."""

import re

from extract.document import Document
from extract.mentions.organisation_bodies import Body
from extract.starts import first_words

# "CĐCS 3 doanh nghiệp trong KCN Hòa Phú gồm: ", "Công đoàn các công ty: "
_OF_LISTED = re.compile(
    r"(?<!\w)(?P<union>(?:công đoàn|cđ)(?P<base>\scơ sở)?|cđcs)\s(?:của\s|tại\s)?(?:\d{1,3}|các|hai|ba|bốn|năm|sáu)\s"
    r"(?:công ty|doanh nghiệp|đơn vị|nhà máy|xí nghiệp)(?!\w)[^.;:\n]{0,60}?(?:\sgồm(?:\scó)?\s?:?|\slà\s?:?|\s?:)\s"
)
_UNIONS = first_words("công đoàn", "cđ", "cđcs")
# What may stand between the firms of such a list.
_JOIN = re.compile(r"\s?(?:[,;]|,?\svà|,?\scùng)\s")
# The firm as the one that the text has named: "Công đoàn Công ty", "CĐ cơ sở công ty".
_ITS_FIRM = re.compile(
    r"(?<!\w)(?:(?:công đoàn|cđ)(?P<base>\scơ sở)?|cđcs)\s"
    r"(?P<firm>công ty|doanh nghiệp|nhà máy|xí nghiệp|bến xe|hợp tác xã|htx|khách sạn|siêu thị|ngân hàng|lâm trường"
    r"|nông trường)(?!\w)"
)
# "Công đoàn Công ty [và Ban Giám đốc] Công ty Sao Mai": the firm may be named right behind.
_NAMED_NEXT = re.compile(
    r"(?:\s?,|\svà|\scùng|,\scùng|\s-)\s(?:(?:ban giám đốc|ban tổng giám đốc|ban lãnh đạo|lãnh đạo|chủ)\s)?"
)

# "Ban Giám đốc Công ty", "Phó Giám đốc Công ty": the firm as the one that the text has named.
_THE_FIRM = re.compile(
    r"(?<!\w)(?:ban giám đốc|ban lãnh đạo|ban điều hành|ban tổng giám đốc|giám đốc|tổng giám đốc|phía|thay mặt)\s"
    r"(?P<firm>công ty|nhà máy|xí nghiệp)(?!\w)"
)
_FOR_THE_FIRM = first_words("ban", "giám đốc", "tổng giám đốc", "phía", "thay mặt")
# "Ban Giám hiệu" acts for the school.
_THE_SCHOOL = re.compile(
    r"(?<!\w)(?<!trong )(?<!các )(?<!mỗi )(?:ban giám hiệu\s)?nhà trường(?!\w)"
    r"|(?<!\w)ban giám hiệu(?!\s(?:các|nhà|trường)(?!\w))"
)
_FOR_THE_SCHOOL = first_words("ban giám hiệu", "nhà trường")
# "Công đoàn trường", "Công đoàn cơ sở nhà trường"
_ITS_SCHOOL = re.compile(r"(?<!\w)(?:(?:công đoàn|cđ)(?P<base>\scơ sở)?|cđcs)\s(?:nhà\s)?trường(?!\w)")


def share_unions(document: Document, bodies: list[Body]) -> None:
    """Make unions of the firms in `bodies` that words before them say so of; `bodies` are in order of appearance."""
    spans = document.syllables.spans
    starts = {spans[body.start].start: place for place, body in enumerate(bodies)}
    for match in document.starts.matches(_OF_LISTED, _UNIONS):
        place = starts.get(match.end())
        name = "Công đoàn cơ sở" if match["base"] or match["union"] == "cđcs" else "Công đoàn"
        while place is not None and place < len(bodies) and bodies[place].head.kind == "enterprise":
            body = bodies[place]
            if body.kind is None:
                body.prefix, body.kind = name, "union"
            place += 1
            if place < len(bodies) and not _JOIN.fullmatch(
                document.low, spans[body.end - 1].end, spans[bodies[place].start].start
            ):
                break
    _of_the_firm(document, bodies)


def _of_the_firm(document: Document, bodies: list[Body]) -> None:
    """Read "Công đoàn Công ty" as the union of the firm last named with its union, or of the only one named so far.

    "Nhà trường" is the one school named so far in the same way.
    """
    patterns = (
        (_ITS_FIRM, _UNIONS),
        (_THE_FIRM, _FOR_THE_FIRM),
        (_ITS_SCHOOL, _UNIONS),
        (_THE_SCHOOL, _FOR_THE_SCHOOL),
    )
    marks = sorted(
        [match for pattern, words in patterns for match in document.starts.matches(pattern, words)],
        key=lambda one: one.start(),
    )
    named = _Named()
    found: list[Body] = []
    place = 0
    for match in marks:
        first = match.start("firm") if match.re is _THE_FIRM else match.start()
        start, end = document.syllables.index(first), document.syllables.index(match.end())
        while place < len(bodies) and bodies[place].end <= start:
            named.add(bodies[place])
            found.append(bodies[place])
            place += 1
        over = place
        while over < len(bodies) and bodies[over].start < end:
            over += 1
        if any(body.own or body.ref.name or body.ref.many for body in bodies[place:over]):
            continue  # the firm is named
        if found and found[-1].end > start:
            continue
        if match.re is _ITS_FIRM:
            meant = named.union(start, end, bool(match["base"]))
            if meant is None and over < len(bodies):
                meant = _of_next(document, bodies[over], start, end, bool(match["base"]))
        elif match.re is _THE_FIRM:
            meant = named.firm(start, end)
        else:
            meant = named.school(start, end, match.re is _ITS_SCHOOL, "base" in match.groupdict() and match["base"])
        if meant is not None:
            found.append(meant)
            named.add(meant)
            place = over
    bodies[:] = [*found, *bodies[place:]]


def _of_next(document: Document, body: Body, start: int, end: int, base: bool) -> Body | None:
    """Return the union at [start, end) of the firm that is named right behind it."""
    spans = document.syllables.spans
    gap = spans[end - 1].end, spans[body.start].start
    if body.head.kind != "enterprise" or not body.own or not _NAMED_NEXT.fullmatch(document.low, *gap):
        return None
    return Body(body.head, start, end, body.ref, body.own, "Công đoàn cơ sở" if base else "Công đoàn", "union")


class _Named:
    """The firms and schools that a text has named up to a place."""

    def __init__(self) -> None:
        self._firms: dict[str, Body] = {}
        self._schools: dict[str, Body] = {}
        self._union: Body | None = None

    def add(self, body: Body) -> None:
        """Take note of a body."""
        if body.head.kind == "enterprise" and body.own:
            self._firms.setdefault(body.own, body)
            self._union = body if body.kind == "union" else self._union
        elif body.head.kind == "school" and body.own:
            self._schools.setdefault(body.own, body)

    def union(self, start: int, end: int, base: bool) -> Body | None:
        """Return the union at [start, end), of the firm that is meant; `base` where it is called a grassroots one."""
        firm = self._firm()
        if firm is None:
            return None
        prefix = firm.prefix if firm.kind == "union" else "Công đoàn cơ sở" if base else "Công đoàn"
        return Body(firm.head, start, end, firm.ref, firm.own, prefix, "union")

    def firm(self, start: int, end: int) -> Body | None:
        """Return the firm at [start, end), where it is told which is meant."""
        firm = self._firm()
        return Body(firm.head, start, end, firm.ref, firm.own) if firm is not None else None

    def _firm(self) -> Body | None:
        """Return the firm last named with its union, or the only one named so far."""
        return self._union or (next(iter(self._firms.values())) if len(self._firms) == 1 else None)

    def school(self, start: int, end: int, union: bool, base: object) -> Body | None:
        """Return the school at [start, end), where only one is meant, or its `union`."""
        school = next(iter(self._schools.values())) if len(self._schools) == 1 else None
        if school is None:
            return None
        if not union:
            return Body(school.head, start, end, school.ref, school.own)
        prefix = school.prefix if school.kind == "union" else "Công đoàn cơ sở" if base else "Công đoàn"
        return Body(school.head, start, end, school.ref, school.own, prefix, "union")
