"""Who grants an award, and who only hands it over."""

import re
from collections.abc import Sequence
from functools import cache

from extract.document import Document
from extract.facts.award_verbs import last
from extract.facts.base import PersonFact
from extract.facts.bodies import Body, Run, bare, people_within, runs
from extract.facts.hosts import hosts
from extract.facts.wording import chain
from extract.mentions.awards import Level, lexicon
from extract.mentions.base import Mentions, Organisation

_OF = re.compile(r"[\s\"']{0,8}(?:\((?!của)[^()\n]{0,40}\)\s?)?(?:,\s)?(?:cao quý\s|thi đua\s|do|của|từ)\s?")
_OF_HEAD = re.compile(r"(?:của|do|từ)\s")
# "của Bộ Công an và của Tổng LĐLĐ Việt Nam"
_AND_OF = re.compile(r"(?:,|;|và|, và|cùng|cùng với)\s(?:của|do)")
_OF_GAP = re.compile(r"(?:lãnh đạo|ban|đồng chí|chính|cấp|ngành|các|phía|\s|,|\")*")
_AUTHORITY = re.compile(
    r"(?:thừa|theo)\s(?:lệnh|ủy quyền|ủy nhiệm|uỷ quyền|uỷ nhiệm)(?:\scủa)?\s|thay mặt\s"
    r"|được\s(?:sự\s)?(?:ủy quyền|ủy nhiệm|uỷ quyền|uỷ nhiệm)(?:\scủa)?\s"
)
_GIVES = re.compile(
    r"\s?(?:,\s)?(?:(?:đã|cũng|vừa|cùng|ký|quyết định)\s){0,4}(?:tặng|trao|khen|truy tặng|phong tặng|tổ chức)(?!\w)"
)


# "Nhân kỷ niệm ngày truyền thống, chiều 17/8, [Công an tỉnh …]"
_OCCASION = re.compile(
    r"^(?:(?:nhân|nhân dịp|sáng|trưa|chiều|tối|đêm|ngày|hôm|tại|trong|vào|vừa|dịp|sau|trước|kết thúc|bế mạc"
    r"|bế giảng|để|ở|qua|từ|năm|tháng|thứ|mới|cũng|ngay|cùng)(?!\w)[^,;]*,\s)+"
)


# "; đồng thời cùng [Công an tỉnh] tặng …": the clause's own subject is that of the clause before.
_BESIDE_WHOM = re.compile(
    r"(?:^|[,;.\n]|(?<!\w)và)\s?(?:(?:đồng thời|bên cạnh đó|ngoài ra|dịp này|tại hội nghị|cũng|còn|đã),?\s){0,4}+"
    r"(?:cùng|cùng với|phối hợp|phối hợp với|phối hợp cùng|liên tịch với)\s\Z"
)


_PRONOUN = re.compile(r"(?:^|(?<=[,;:.]\s)|(?<=và\s))(?:đồng chí|đ/c|ông|bà|anh|chị)\s(?:(?:đã|cũng|còn|vừa)\s)*$")
# "Hiệu trưởng [tặng]", "nhà trường [tặng]", "công ty [tặng]": a giver by its kind alone, told of before.
_BY_KIND = re.compile(
    r"(?:(?<=^)|(?<=[\n\"])|(?<=[,;:.]\s)|(?<=và\s)|(?<=cùng\s)|(?<=được\s)|(?<=do\s))"
    r"(?:(?:lãnh đạo|đại diện|ban lãnh đạo|thầy|cô)\s)?"
    r"(?:(?P<school>hiệu trưởng|ban giám hiệu|nhà trường)(?:\snhà trường|\strường)?"
    r"|(?P<enterprise>(?:giám đốc|tổng giám đốc|ban giám đốc)\s(?:công ty|doanh nghiệp)|công ty|doanh nghiệp)"
    r"|(?P<sides>hai|2|ba|3|bốn|4)\s(?:đơn vị|ngành|bên|cơ quan|lực lượng|tổ chức))(?!\w)"
)
_SIDES = {"hai": 2, "2": 2, "ba": 3, "3": 3, "bốn": 4, "4": 4}


@cache
def _adverbs() -> re.Pattern[str]:
    return chain(lexicon().verbs.adverbs, ",:-")


def subject(
    document: Document, mentions: Mentions, floor: int, verb_start: int, *, behind_award: bool = False
) -> Run | None:
    """Return the bodies right before an active verb: "Công an tỉnh và LĐLĐ tỉnh đã [tặng]".

    Args:
        document: the text.
        mentions: its mentions.
        floor: where to look from.
        verb_start: where the verb begins.
        behind_award: recipients of another award may stand before the subject, parted from it by a comma.
    """
    found = runs(document, mentions, floor, verb_start)
    if not found or not _adverbs().fullmatch(bare(document, mentions, found[-1].end, verb_start)):
        return None
    run = found[-1]
    if behind_award:
        for index in range(len(run.bodies) - 1, 0, -1):
            if bare(document, mentions, run.bodies[index - 1].end, run.bodies[index].start) in (",", ";"):
                return Run(run.bodies[index].start, run.end, run.bodies[index:], run.people)
    return run


def beside(document: Document, floor: int, run: Run, before: Run | None) -> Run:
    """Join `run` to who acted `before`, where it only stands beside them: "…; đồng thời cùng Công an tỉnh [tặng] …"."""
    if before is None or not _BESIDE_WHOM.search(document.low[max(floor, run.start - 80) : run.start]):
        return run
    others = tuple(body for body in run.bodies if body.organisation not in before.organisations)
    return Run(run.start, run.end, before.bodies + others, run.people)


def opening(document: Document, mentions: Mentions, floor: int, verb_start: int) -> Run | None:
    """Return the bodies that the clause opens with, where another act of theirs stands before the verb.

    "Công an tỉnh đã thăm hai gia đình và [tặng] Giấy khen …".
    """
    found = runs(document, mentions, floor, verb_start)
    if not found:
        return _headed(document, mentions, floor)
    before = _OCCASION.sub("", bare(document, mentions, floor, found[0].start) + " ").strip()
    return found[0] if len(before.split()) <= 12 and not re.search(r"(?<!\w)(?:của|cho|tại|với)$", before) else None


# Between persons who hand over together, and the verb, stand their posts.
_BESIDE = 130
_BY_HAND = re.compile(r"(?<!\w)do\s")
_HANDS = re.compile(r"\A[\s,-]*(?:trực tiếp\s)?trao(?!\w)")


def _headed(document: Document, mentions: Mentions, position: int) -> Run | None:
    """Return the body that a line of short news begins with: "LĐLĐ huyện Tam Nông: Ngày 6/7, ký kết …; [trao] …"."""
    sentence = document.sentence_at(position)
    for run in runs(document, mentions, sentence.start, position)[:1]:
        lead = document.low[sentence.start : run.start].strip(" *+•-·")
        return run if not lead and document.low[run.end : run.end + 2].strip() == ":" else None
    return None


def by_person(
    document: Document, mentions: Mentions, people: Sequence[PersonFact], floor: int, verb_start: int
) -> Run | None:
    """Return the body of the person before a verb whose post another sentence told: "Đại tá Trần Văn Tám [trao] …".

    "Đồng chí [trao] …" is the one named last, in the sentence before.
    """
    named = people_within(mentions, floor, verb_start)
    if named and not _adverbs().fullmatch(bare(document, mentions, named[-1].end, verb_start)):
        return None
    if not named and _PRONOUN.search(document.low, floor, verb_start):
        before = document.sentence_at(max(0, document.sentence_at(floor).start - 2))
        named = people_within(mentions, before.start, before.end)
    if not named:
        return None
    fact = next((one for one in people if one.name.endswith(named[-1].value.name)), None)
    held = [post.organisation for post in fact.posts if post.organisation is not None] if fact else []
    best = next((one for one in held if one.kind != "party"), None)
    return Run(named[-1].start, named[-1].end, (Body(named[-1].start, named[-1].end, best, True),)) if best else None


def by_kind(
    document: Document, mentions: Mentions, floor: int, verb_start: int, *, passive: bool = False
) -> tuple[bool, Run | None]:
    """Return whether a giver stands before a verb by its kind alone, and the one body of that kind named before.

    "Nhân dịp này, Hiệu trưởng [tặng] …": the school that the article has named, None where it has named several.
    """
    found = last(_BY_KIND, document.low, floor, verb_start)
    if found is None or mentions.covers("organisation", *found.span()):
        return False, None
    if not passive and not _adverbs().fullmatch(bare(document, mentions, found.end(), verb_start)):
        return False, None
    if found["sides"]:
        return True, _sides(document, mentions, *found.span(), _SIDES[found["sides"]])
    kind = "school" if found["school"] else "enterprise"
    named = {
        one.value.name: one.value
        for one in mentions.of("organisation")
        if one.end <= found.start() and one.value.kind == kind and not one.value.plural
    }
    if len(named) != 1:
        return True, None
    body = Body(*found.span(), next(iter(named.values())))
    return True, Run(body.start, body.end, (body,))


def _sides(document: Document, mentions: Mentions, start: int, end: int, number: int) -> Run | None:
    """Return the `number` sides that "hai ngành" at [start, end) means: the hosts, else those last named together."""
    told = [hosts(document, mentions, 0, start), *reversed(runs(document, mentions, max(0, start - 1500), start))]
    meant = next((run for run in told if run and len(run.organisations) == number and run.definite), None)
    return Run(start, end, tuple(Body(start, end, one) for one in meant.organisations)) if meant else None


def agent(document: Document, mentions: Mentions, start: int, verb_start: int) -> Run | None:
    """Return the bodies between "được" and its verb."""
    found = runs(document, mentions, start, verb_start)
    return _joined(found) if found else None


def _joined(found: list[Run]) -> Run:
    bodies = tuple(body for run in found for body in run.bodies)
    people = tuple(name for run in found for name in run.people)
    return Run(found[0].start, found[-1].end, bodies, people)


def owner(document: Document, mentions: Mentions, end: int, stop: int) -> Run | None:
    """Return the bodies behind an award: "Bằng khen của Bộ Công an và UBND tỉnh", "do Bộ Công an tặng"."""
    head = _OF.match(document.low, end)
    if head is None:
        return None
    if not _OF_HEAD.search(document.low, head.start(), head.end() + 1):
        return None
    found = runs(document, mentions, head.end(), min(stop, head.end() + 400))
    if not found or not _OF_GAP.fullmatch(bare(document, mentions, head.end(), found[0].start)):
        return None
    together = found[:1]
    for run in found[1:]:
        if not _AND_OF.fullmatch(bare(document, mentions, together[-1].end, run.start)):
            break
        together.append(run)
    return _own_part(document, mentions, _joined(together))


def _own_part(document: Document, mentions: Mentions, run: Run) -> Run:
    """Cut off the bodies that are the subject of what follows ("… của Bộ Công an, Công an tỉnh tặng …")."""
    if len(run.bodies) == 1 or not _GIVES.match(document.low, run.end):
        return run
    if document.low[max(0, run.start - 4) : run.start].strip() in ("do",):
        return run
    for index in range(len(run.bodies) - 1, 0, -1):
        if bare(document, mentions, run.bodies[index - 1].end, run.bodies[index].start) in (",", ";"):
            return Run(run.start, run.bodies[index - 1].end, run.bodies[:index], run.people)
    return run


def after_award(document: Document, mentions: Mentions, end: int) -> Run | None:
    """Return a body that follows an award without a preposition: "được tặng Bằng khen Thủ tướng Chính phủ"."""
    for run in runs(document, mentions, end, min(len(document.text), end + 60)):
        return Run(run.start, run.bodies[0].end, run.bodies[:1]) if not document.low[end : run.start].strip() else None
    return None


def authority(document: Document, mentions: Mentions, floor: int, verb_start: int) -> Run | None:
    """Return the body in whose stead a person hands over: "thừa ủy quyền của Bộ trưởng Bộ Công an, …"."""
    for match in _AUTHORITY.finditer(document.low, floor, verb_start):
        if match[0].startswith("thay mặt"):
            continue
        for run in runs(document, mentions, match.end(), verb_start):
            if bare(document, mentions, match.end(), run.start):
                break
            return Run(run.start, run.bodies[0].end, run.bodies[:1])
    return None


def may_grant(level: Level, organisation: Organisation) -> bool:
    """Whether a body of this rank grants awards of `level` (the Law on emulation and commendation).

    The police of a province grant Giấy khen, never Bằng khen; its people's committee and its trade union do.
    """
    if level == "state":
        return organisation.name in ("Chủ tịch nước", "Nhà nước")
    if organisation.level is None or level == "any":
        return organisation.kind != "state" or level == "any"
    if level == "central":
        return organisation.level == "central" or organisation.kind == "union"
    return organisation.level == "central" or (organisation.level == "province" and organisation.kind != "police")


def presenters(document: Document, mentions: Mentions, floor: int, verb_start: int) -> tuple[str, ...]:
    """Return the persons named right before the verb of handing over."""
    names: list[str] = []
    behind = verb_start
    for person in reversed(people_within(mentions, floor, verb_start)):
        if behind - person.end >= _BESIDE:
            break
        names.insert(0, person.value.name)
        behind = person.start
    return tuple(dict.fromkeys(names))


def handing(document: Document, mentions: Mentions, start: int, end: int) -> tuple[str, ...]:
    """Return the persons behind an award who hand it over: "nhận Giấy khen … do Đại tá Trần Văn Tám trao"."""
    told = _BY_HAND.search(document.low, start, end)
    people = people_within(mentions, told.end(), end) if told else []
    if not told or not people or not _HANDS.match(bare(document, mentions, people[-1].end, end, posts=False)):
        return ()
    return tuple(person.value.name for person in people)
