"""Bodies that act in a sentence: organisations, the posts that stand for them, and which of them are named side by side."""

import re
from dataclasses import dataclass

from extract.document import Document
from extract.mentions.base import Mention, Mentions, Organisation

# Heads of state and government stand for themselves.
_STATE = re.compile(
    r"(?<!\w)(?:phó\s)?(chủ tịch nước|thủ tướng chính phủ|thủ tướng|chính phủ|nhà nước|quốc hội)(?!\w)(?:\schxhcn việt nam)?"
)
_STATE_NAMES = {
    "chủ tịch nước": "Chủ tịch nước",
    "thủ tướng chính phủ": "Thủ tướng Chính phủ",
    "thủ tướng": "Thủ tướng Chính phủ",
    "chính phủ": "Chính phủ",
    "nhà nước": "Nhà nước",
    "quốc hội": "Quốc hội",
}
STATE = frozenset(_STATE_NAMES.values())

_MODEST = (
    r"các|đồng chí|đ/c|ông|bà|anh|chị|đại diện|lãnh đạo|đại diện lãnh đạo|ban giám đốc|tập thể lãnh đạo|ban thường vụ|ban lãnh đạo"
    r"|thường trực|đảng ủy|ban chỉ huy|thủ trưởng|đơn vị|hai đơn vị|tiến sỹ|thạc sỹ|ts|ths|bs|ban chấp hành|trung tâm|cơ quan"
)
_NOISE = re.compile(
    r"\([^()\n]{0,80}\)"
    r"|(?<!\w)(?:đại|thượng|trung|thiếu)\s(?:tướng|tá|úy)(?!\w)|(?<!\w)(?:đại|thượng|trung|hạ)\ssỹ(?!\w)"
    rf"|(?<!\w)(?:{_MODEST})(?!\w)"
)
_JOINS = (
    r"và|cùng|cùng với|với|và cả|cũng như|phối hợp với|phối hợp cùng|phối hợp|đã phối hợp với|đã phối hợp cùng|chủ trì phối hợp với|đã cùng"
    r"|chủ trì, phối hợp với|, phối hợp với|, phối hợp cùng|, và|liên kết với|đã ký kết với|cùng phối hợp với|sẽ phối hợp với|kết hợp với|đã cùng với"
)
_JOIN = re.compile(rf"(?:,|;|-|/|{_JOINS})(?:\s(?:{_JOINS}))?")


@dataclass(frozen=True, slots=True)
class Body:
    """A body named at [start, end), by its own name or by a post that stands for it."""

    start: int
    end: int
    organisation: Organisation
    by_post: bool = False
    head: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """Bodies named side by side ("Công an tỉnh và LĐLĐ tỉnh"); `people` are the names of the post-holders among them."""

    start: int
    end: int
    bodies: tuple[Body, ...]
    people: tuple[str, ...] = ()

    @property
    def organisations(self) -> list[Organisation]:
        """The bodies' organisations, each once."""
        found: list[Organisation] = []
        for body in self.bodies:
            if all(body.organisation.name != other.name for other in found):
                found.append(body.organisation)
        return found

    @property
    def by_post(self) -> bool:
        """Whether only post-holders are named."""
        return all(body.by_post for body in self.bodies)


def bodies(document: Document, mentions: Mentions, start: int, end: int) -> list[Body]:
    """Return the bodies in [start, end), in order; one named inside a post stands there by the post."""
    found: list[Body] = []
    posts = mentions.within("post", start, end)
    for post in posts:
        if post.value.organisation is not None and not post.value.former:
            found.append(Body(post.start, post.end, post.value.organisation, True, post.value.head))
    for named in mentions.within("organisation", start, end):
        if not any(post.start < named.end and named.start < post.end for post in posts):
            found.append(Body(named.start, named.end, named.value))
    for match in _STATE.finditer(document.low, start, end):
        if not any(body.start < match.end() and match.start() < body.end for body in found):
            name = _STATE_NAMES[match[1]]
            found.append(Body(*match.span(), Organisation(name, None, "state", "central")))
    return sorted(found, key=lambda body: body.start)


def people_within(mentions: Mentions, start: int, end: int) -> list[Mention]:
    """Return the persons named in [start, end)."""
    return mentions.within("person", start, end)


def bare(document: Document, mentions: Mentions, start: int, end: int) -> str:
    """Return the folded text of [start, end) without names of persons, ranks, honorifics and brackets."""
    pieces: list[str] = []
    position = start
    for person in mentions.of("person"):
        if person.end <= start or person.start >= end:
            continue
        pieces.append(document.low[position : max(position, person.start)])
        position = max(position, person.end)
    pieces.append(document.low[position:end] if position < end else "")
    return " ".join(_NOISE.sub(" ", " ".join(pieces)).replace('"', " ").split()).replace(" ,", ",")


def runs(document: Document, mentions: Mentions, start: int, end: int) -> list[Run]:
    """Return the bodies in [start, end), those named side by side together."""
    found: list[list[Body]] = []
    for body in bodies(document, mentions, start, end):
        gap = bare(document, mentions, found[-1][-1].end, body.start) if found else ""
        if found and _JOIN.fullmatch(gap):
            last = found[-1][-1]
            one_holder = (
                gap == "," and last.by_post and body.by_post and not people_within(mentions, last.end, body.start)
            )
            if one_holder:
                found[-1][-1] = _of_one_holder(last, body)
            else:
                found[-1].append(body)
        elif found and not gap and found[-1][-1].by_post and body.by_post:
            # "Chủ tịch LĐLĐ tỉnh Nguyễn Văn A, Giám đốc …": a name alone does not part two holders.
            found[-1].append(body)
        else:
            found.append([body])
    return [_run(mentions, group) for group in found]


def _of_one_holder(first: Body, second: Body) -> Body:
    """Of two posts of one person, keep the one that stands for a body; a seat in a party committee does not."""
    best = first if second.organisation.kind == "party" and first.organisation.kind != "party" else second
    if first.head and not second.head and first.organisation.kind != "party":
        best = first
    return Body(first.start, second.end, best.organisation, True, best.head)


def _run(mentions: Mentions, group: list[Body]) -> Run:
    start, end = group[0].start, group[-1].end
    return Run(start, end, tuple(group), tuple(person.value.name for person in people_within(mentions, start, end)))
