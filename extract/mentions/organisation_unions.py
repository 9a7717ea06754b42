"""Unions whose firm is named elsewhere: "CĐCS 3 doanh nghiệp gồm: Công ty A, Công ty B", "Công đoàn Công ty"."""

import re

from extract.document import Document
from extract.mentions.organisation_bodies import Body

# "CĐCS 3 doanh nghiệp trong KCN Hòa Phú gồm: ", "Công đoàn các công ty: "
_OF_LISTED = re.compile(
    r"(?<!\w)(?P<union>(?:công đoàn|cđ)(?P<base>\scơ sở)?|cđcs)\s(?:của\s|tại\s)?(?:\d{1,3}|các|hai|ba|bốn|năm|sáu)\s"
    r"(?:công ty|doanh nghiệp|đơn vị|nhà máy|xí nghiệp)(?!\w)[^.;:\n]{0,60}?(?:\sgồm(?:\scó)?\s?:?|\slà\s?:?|\s?:)\s"
)
# What may stand between the firms of such a list.
_JOIN = re.compile(r"\s?(?:[,;]|,?\svà|,?\scùng)\s")
# The firm as the one that the text has named: "Công đoàn Công ty", "CĐ cơ sở công ty".
_ITS_FIRM = re.compile(
    r"(?<!\w)(?:(?:công đoàn|cđ)(?P<base>\scơ sở)?|cđcs)\s(?P<firm>công ty|doanh nghiệp|nhà máy|xí nghiệp)(?!\w)"
)

_THE_SCHOOL = re.compile(r"(?<!\w)(?<!trong )(?<!các )(?<!mỗi )nhà trường(?!\w)")


def share_unions(document: Document, bodies: list[Body]) -> None:
    """Make unions of the firms in `bodies` that words before them say so of; `bodies` are in order of appearance."""
    spans = document.syllables.spans
    starts = {spans[body.start].start: place for place, body in enumerate(bodies)}
    for match in _OF_LISTED.finditer(document.low):
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
    """Read "Công đoàn Công ty" as the union of the firm last named with its union, or of the only one named so far."""
    for match in _ITS_FIRM.finditer(document.low):
        start, end = document.syllables.index(match.start()), document.syllables.index(match.end())
        if any(body.start < end and start < body.end and (body.own or body.ref.name) for body in bodies):
            continue  # the firm is named
        named = [body for body in bodies if body.start < start and body.head.kind == "enterprise" and body.own]
        unions = [body for body in named if body.kind == "union"]
        if not unions and len({body.own for body in named}) != 1:
            continue
        firm = (unions or named)[-1]
        prefix = firm.prefix if unions else "Công đoàn cơ sở" if match["base"] else "Công đoàn"
        bodies[:] = [body for body in bodies if body.end <= start or end <= body.start]
        bodies.append(Body(firm.head, start, end, firm.ref, firm.own, prefix, "union"))
    _the_school(document, bodies)
    bodies.sort(key=lambda body: body.start)


def _the_school(document: Document, bodies: list[Body]) -> None:
    """Read "nhà trường" as the one school that the text has named so far."""
    for match in _THE_SCHOOL.finditer(document.low):
        start, end = document.syllables.index(match.start()), document.syllables.index(match.end())
        named = [body for body in bodies if body.start < start and body.head.kind == "school" and body.own]
        alone = len({body.own for body in named}) == 1 and named[0].kind is None
        if alone and not any(body.start < end and start < body.end for body in bodies):
            school = named[0]
            bodies.append(Body(school.head, start, end, school.ref, school.own))
