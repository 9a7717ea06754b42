"""Who receives an award by name: persons, bodies, and groups that go by a name of their own."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Literal

from extract.document import Document
from extract.facts.bodies import Body, bare, bodies
from extract.facts.wording import alternatives
from extract.mentions.awards import lexicon
from extract.mentions.base import Mentions

_FAMILY = re.compile(r"(?:của|do|bởi|con|vợ|chồng)\s(?:(?:ông|bà|anh|chị|đồng chí)\s?)?$")
_GOES_ON = re.compile(r"\s?(?:,|và|cùng)\s")
_GIVEN_TO = re.compile(r"(?<!\w)(?:cho|tặng|gửi|khen|khen thưởng|tuyên dương|biểu dương)\s(?:tập thể\s)?$")
# "đã cùng tổ bảo vệ bắt 3 đối tượng": what somebody did with them
_DID_WITH = re.compile(r"(?<!\w)(?:đã|từng|vừa|luôn)\scùng\s$")
_AND = re.compile(r",?\s?(?:và|cùng|cùng với|;)(?:\s(?:tập thể|cho))?")


@dataclass(frozen=True, slots=True)
class Named:
    """A recipient that is named."""

    start: int
    end: int
    name: str
    who: Literal["group", "person"]
    beside: bool = False  # beside counted ones, not one of them: "3 dân phòng và chị Lê Thị Mai"


@cache
def _works_at() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{alternatives(lexicon().around.works_at)})\s$")


@cache
def _unit() -> re.Pattern[str]:
    """Return the pattern for a group by its own name, where a list of recipients begins or goes on."""
    leads = ("cho", "tặng", "khen", "thưởng", "dương", "gửi", "và", "cùng", ",", ";", ":", r"\.", "tập thể", "riêng")
    return re.compile(
        rf"(?:(?<=^)|(?<=\n)|(?<=\")|{'|'.join(rf'(?<={lead} )' for lead in leads)})"
        rf"(?P<name>(?P<head>{alternatives(lexicon().recipients.units)})\s"
        rf"(?!(?:{alternatives(lexicon().recipients.no_units)})(?!\w))[^,;:.\n()]{{1,60}}?)"
        r"(?=\s(?:và|cùng|vì|có|đã|được|vừa|do|trong|với|vinh dự|nhận|kèm|mỗi|số tiền|\d+\s(?:triệu|nghìn|tỷ))\s"
        r"|\s?[,;:.\n(]|\s?$)"
    )


# "Đội bảo vệ nói trên"
_TOLD_OF = (" nói trên", " kể trên", " nêu trên", " này")


def _units(document: Document, start: int, end: int) -> list[Named]:
    """Return the groups that go by a name of their own: "Tổ tự quản số 3", "Đội bảo vệ Công ty Sao Mai".

    One told without a name is one where it stands beside other recipients: "cho tổ bảo vệ và ba sinh viên".
    """
    found: list[Named] = []
    for match in _unit().finditer(document.low, start, end):
        if _DID_WITH.search(document.low, max(start, match.start() - 12), match.start()):
            continue
        rest = document.plain[match.end("head") : match.end()]
        told = any(letter.isupper() or letter.isdigit() for letter in rest) or rest.endswith(_TOLD_OF)
        beside = found and _GOES_ON.fullmatch(document.low, found[-1].end, match.start())
        given = _GIVEN_TO.search(document.low, max(start - 16, 0), match.start())
        if told or ((given or beside) and _GOES_ON.match(document.low, match.end())):
            span = match.span("name")
            found.append(Named(*span, document.text[slice(*span)].strip(), "group"))
    return found


def _is_home(document: Document, unit: Named, body: Body, end: int) -> bool:
    """Whether the body behind a group only says where the group is: "Tổ tự quản số 3, Công ty Sao Mai"."""
    alone = document.low[unit.end : body.start].strip() == ","
    return alone and not _GOES_ON.match(document.low, body.end, end)


@cache
def _group() -> re.Pattern[str]:
    """Return the pattern for one group by name: "tập thể tàu cá QNg 98465TS", not "các tập thể"."""
    alone = "".join(f"(?<!{word} )" for word in ("các", "những", "nhiều", "lượt", "của", "và", r"\d")) + "(?<!, )"
    return re.compile(
        rf"(?<!\w){alone}tập thể\s"
        r"(?:cán bộ,? (?:chiến sỹ|giáo viên|công chức|nhân viên|công nhân viên|đoàn viên)\s)?"
        rf"(?!(?:{alternatives(lexicon().around.not_a_name)})(?!\w))"
        r"(?P<name>[^,;.\n()]{3,60}?)"
        r"(?=\s(?:và|vì|có|đã|được|do|trong|với|vinh dự|nhận)\s|[,;.\n(]|$)"
    )


def named(document: Document, mentions: Mentions, start: int, end: int) -> list[Named]:
    """Return the persons and bodies named as recipients in [start, end): no workplaces, no posts' bodies."""
    found: list[Named] = []
    for person in mentions.within("person", start, end):
        if not _FAMILY.search(document.low, max(0, person.start - 16), person.start):
            found.append(Named(person.start, person.end, person.value.name, "person"))
    units = _units(document, start, end)
    found = [one for one in found if not any(unit.start <= one.start < unit.end for unit in units)]
    found = sorted([*found, *units], key=lambda one: one.start)
    workplace: Body | None = None
    for body in bodies(document, mentions, start, end):
        if any(unit.start <= body.start < unit.end or _is_home(document, unit, body, end) for unit in units):
            continue
        with_last = workplace is not None and workplace.organisation.kind == body.organisation.kind
        if with_last and workplace and _GOES_ON.fullmatch(document.low, workplace.end, body.start):
            workplace = body  # "3 cán bộ Công an tỉnh, Công an huyện Lâm Thao"
            continue
        if body.by_post or body.organisation.plural:
            continue
        if _is_apposed(document, mentions, found, body.start):
            # Behind a name the next body receives: "ông A, công nhân Công ty X và Công ty Y".
            workplace = None if any(one.end <= body.start for one in found) else body
            continue
        found.append(Named(body.start, body.end, body.organisation.name, "group"))
        found.sort(key=lambda one: one.start)
    for match in _group().finditer(document.low, start, end):
        if not any(one.start < match.end() and match.start() < one.end for one in found if one.who == "group"):
            found = [one for one in found if one.who == "group" or not match.start() <= one.start < match.end()]
            found.append(
                Named(
                    match.start("name"), match.end("name"), document.text[slice(*match.span("name"))].strip(), "group"
                )
            )
    found.sort(key=lambda one: one.start)
    distinct: dict[str, Named] = {}
    for one in found:
        distinct.setdefault(one.name, one)
    return list(distinct.values())


def _is_apposed(document: Document, mentions: Mentions, found: Iterable[Named], start: int) -> bool:
    """Whether the body at `start` only says where the person before it works."""
    before = document.low[max(0, start - 24) : start]
    if _works_at().search(before) or before.rstrip().endswith("("):
        return True
    ahead = [one for one in found if one.end <= start]
    if not ahead or ahead[-1].who == "group":
        return False
    # "ông Trần Văn Tám, Công ty May Sao Mai": only "và" goes on from a person to a body.
    return not _AND.fullmatch(bare(document, mentions, ahead[-1].end, start, posts=False))
