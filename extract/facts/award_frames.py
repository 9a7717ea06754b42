"""Frames: an award (or several in one breath), the verb that gives it, and where its recipients stand.

Vietnamese tells an award in two ways. Active: giver, verb, award, recipients ("Công an tỉnh tặng Giấy khen cho 02 tập
thể"). Passive: recipients, giver, verb, award ("02 tập thể được Công an tỉnh tặng Giấy khen", "02 tập thể nhận Giấy
khen của Công an tỉnh"). Several may follow each other in one sentence, and share what the first has said.
"""

import re
from dataclasses import replace
from itertools import pairwise

from extract.document import Document, Sentence
from extract.facts.award_frame import Frame
from extract.facts.award_frame_recipients import read_recipients, stop_of
from extract.facts.award_givers import after_award, owner
from extract.facts.award_places import reason_at
from extract.facts.award_recipients import figures
from extract.facts.award_verbs import Verb, last, verbs, voiced
from extract.facts.bodies import Run, bare
from extract.mentions.base import AwardName, Mention, Mentions

_AWARDS_TOGETHER = re.compile(r"\s?(?:,|và|cùng|hoặc|, và|/|kèm)\s?(?:nhiều\s|các\s|những\s)?")
_SEMICOLON = re.compile(r";|(?<!\w)(?:cho biết|cho hay|nêu rõ|thông tin)(?:,|:|\srằng)|:\s(?=[\"“])")
# Between two awards of the same recipients: "Bằng khen của A và Giấy khen của B".
_SAME_HANDS = re.compile(r"(?:của|do|,|và|cùng|tặng|\s)*")
_COUNTED = re.compile(r"\s?(?:,|và|cùng)\s\d{1,3}\s(?:tấm\s)?")
# "Bộ Công an có Bằng khen cho …"
_HAS = re.compile(r"(?<!\w)có\s(?:(?:các|những)\s)?$")
_IS_HANDED = re.compile(r"\s(?:(?:đã|cũng|vừa|sẽ)\s){0,3}(?:được\s(?:trao|tặng|gửi)|thuộc về|dành cho)(?!\w)")
_AND_ALSO = re.compile(r"(?<!\w)(?:và|cùng|,)\s(?:\d{1,3}\s)?$")
_SENT_TO = re.compile(r"\s?(?:cho|gửi|tặng|dành|tới|đến|khen)(?!\w)")
# "thưởng cho … 10 triệu đồng, kèm Giấy khen"
_WITH = re.compile(r"(?<!\w)(?:kèm|kèm theo|cùng|cùng với|đồng thời)\s(?:(?:các|\d+|tấm)\s)*$")
_HANDED_ON = re.compile(
    r"(?:\s(?:và|cùng|kèm|kèm theo)\s[^,;.:]{1,40}?(?:đồng|quà|hoa|lưu niệm|tiền mặt))?"
    r"(?:đã|cũng|vừa|đều|lần lượt|kịp thời|\s)*"
)


def _groups(document: Document, mentions: Mentions, sentence: Sentence) -> list[list[Mention[AwardName]]]:
    """Return the awards and words of praise in `sentence`; those named in one breath together."""
    found: list[list[Mention[AwardName]]] = []
    named_awards = mentions.within("award", sentence.start, sentence.end)
    praises = mentions.within("praise", sentence.start, sentence.end)
    for mention in sorted([*named_awards, *praises], key=lambda one: one.start):
        last = found[-1][-1] if found else None
        if last is not None and _AWARDS_TOGETHER.fullmatch(document.low, last.end, mention.start):
            if mention.kind == "praise" and last.kind == "praise":
                found[-1] = [mention]  # "biểu dương, khen thưởng": one act
                continue
            if mention.kind == last.kind:
                found[-1].append(mention)
                continue
        found.append([mention])
    return found


def frames(document: Document, mentions: Mentions, sentence: Sentence) -> list[Frame]:
    """Return the frames in `sentence`, in order, with their recipients."""
    found: list[Frame] = []
    groups = _groups(document, mentions, sentence)
    all_verbs = verbs(document, sentence.start, sentence.end)
    for index, group in enumerate(groups):
        floor = groups[index - 1][-1].end if index else sentence.start
        segment = _segment(document, sentence.start, group[0].start)
        frame = Frame(group, segment, sentence.end)
        frame.limit = groups[index + 1][0].start if index + 1 < len(groups) else sentence.end
        frame.owner = owner(document, mentions, frame.end, frame.limit) or _fronted_owner(document, mentions, frame)
        frame.verb = _verb(document, frame, all_verbs, max(floor, segment))
        if found and _is_handed_on(document, found[-1], frame):
            frame.verb = None
        if frame.verb is None and found and _is_its_verb(document, mentions, found[-1], frame):
            frame.verb = found.pop().verb
        frame.chained = bool(found) and _goes_on(document, found[-1], frame)
        found.append(frame)
    found = _without_idle_praise(document, found)
    for index, frame in enumerate(found):
        if frame.owner is None and frame.passive and not frame.praise:
            frame.owner = after_award(document, mentions, frame.end)
        frame.stop = stop_of(
            document, frame, mentions, found[index + 1] if index + 1 < len(found) else None, all_verbs, sentence
        )
    for index, frame in enumerate(found):
        read_recipients(document, mentions, frame, found[index - 1] if index else None)
        frame.reason = reason_at(document, frame.told, frame.stop)
    _share(document, mentions, found)
    return found


def _is_handed_on(document: Document, previous: Frame, frame: Frame) -> bool:
    """Whether the verb of `frame` only hands on the award before: "trao A tặng 3 tập thể và B [tặng] 2 cá nhân"."""
    verb = frame.verb
    if verb is None or verb.passive or verb.sense not in ("give", "hand") or previous.segment != frame.segment:
        return False
    active = previous.verb is not None and not previous.passive and previous.verb.end <= previous.start
    at_verb = not document.low[previous.told : verb.start].strip() and verb.end <= frame.start
    joined = _AND_ALSO.search(document.low, verb.end, frame.start) if at_verb else None
    return active and joined is not None and bool(_SENT_TO.match(document.low, frame.told))


def _fronted_owner(document: Document, mentions: Mentions, frame: Frame) -> Run | None:
    """Return the owner of an award that opens its clause: "Bằng khen Chủ tịch UBND tỉnh được trao cho …"."""
    if document.low[frame.segment : frame.start].strip(' ,-"'):
        return None
    behind_it = after_award(document, mentions, frame.end)
    return behind_it if behind_it and _IS_HANDED.match(document.low, behind_it.end) else None


def _goes_on(document: Document, previous: Frame, frame: Frame) -> bool:
    """Whether a frame without a verb of its own goes on with the one before: in its clause, or opening the next."""
    if frame.verb is not None or frame.apart or not (previous.verb or previous.chained):
        return False
    if previous.praise and previous.passive and not frame.praise:
        return False  # a total of those who are praised, and what they get: "…, cụ thể: Bằng khen của A cho …"
    opening = document.low[frame.segment : frame.start].strip(" ,")
    return frame.segment <= previous.start or opening in ("", "và", "đồng thời") or opening.isdigit()


def _share(document: Document, mentions: Mentions, found: list[Frame]) -> None:
    """Give awards in one breath the same recipients: "20 cá nhân nhận Bằng khen của A và Giấy khen của B"."""
    for first, second in pairwise(found):
        if (
            second.chained
            and second.owner
            and not first.owner
            and _COUNTED.fullmatch(document.low, first.end, second.start)
        ):
            first.owner = second.owner  # "02 Cờ thi đua, 05 Bằng khen của Tổng LĐLĐ Việt Nam"
        if not second.chained or first.segment != second.segment or second.papers or first.papers:
            continue
        if not _SAME_HANDS.fullmatch(bare(document, mentions, first.end, second.start, posts=False)):
            continue
        if not second.recipients:
            second.recipients = first.recipients
        elif not first.recipients:
            first.recipients = second.recipients


def _is_its_verb(document: Document, mentions: Mentions, praise: Frame, frame: Frame) -> bool:
    """Whether praise before an award is its verb: "khen thưởng 20 cá nhân Kỷ niệm chương …"."""
    if not praise.praise or frame.praise or praise.passive or praise.segment != frame.segment:
        return False
    if _WITH.search(document.low, praise.end, frame.start):
        return True
    counted = figures(document, mentions, praise.end, frame.start)
    return bool(counted) and "," not in document.low[counted[-1].end : frame.start]


def _segment(document: Document, start: int, position: int) -> int:
    semicolon = last(_SEMICOLON, document.low, start, position)
    return semicolon.end() if semicolon else start


def _verb(document: Document, frame: Frame, all_verbs: list[Verb], floor: int) -> Verb | None:
    """Return the verb that gives the awards of `frame`: the last one before them, or one right behind."""
    if frame.praise:
        start, end = frame.start, frame.end
        covering = next(
            (verb for verb in all_verbs if verb.start <= start and end <= verb.end and verb.sense != "other"), None
        )
        said = covering or voiced(document, start, end, "praise", floor)
        return Verb(max(said.start, floor), said.end, "praise", said.passive, said.agent_start)
    if (has := _has(document, frame, floor)) is not None:
        return has
    ahead = [verb for verb in all_verbs if floor <= verb.start and verb.end <= frame.start]
    with_it = _WITH.search(document.low, floor, frame.start) is not None
    for verb in reversed(ahead):
        if with_it and verb.sense in ("close", "gift"):
            return replace(verb, sense="hand" if verb.sense == "gift" else "give")
        gap = document.low[verb.end : frame.start]
        if verb.sense == "gift":
            together = _AWARDS_TOGETHER.fullmatch(document.low, verb.end, frame.start)
            return replace(verb, sense="hand") if together else None
        if verb.sense == "other":
            frame.apart = True
            return None
        if verb.sense != "close" or re.fullmatch(
            r"\s?(?:(?:\d{1,9}|các|nhiều|những|số|một|hai|ba|cho|tặng)\s){0,3}", gap
        ):
            return verb
    following = next((verb for verb in all_verbs if verb.start >= frame.told), None)
    if following is not None and following.start < frame.limit:
        return following if _HANDED_ON.fullmatch(document.low, frame.told, following.start) else None
    return None


def _has(document: Document, frame: Frame, floor: int) -> Verb | None:
    """Return the verb of "A có Bằng khen cho B": a body has an award for somebody, and so gives it."""
    has = _HAS.search(document.low, floor, frame.start)
    if has is None:
        return None
    letter = frame.awards[0].value.award == "Thư khen"  # "có Thư khen Công an huyện"
    return Verb(*has.span(), "give") if letter or _SENT_TO.match(document.low, frame.told) else None


def _is_same_act(document: Document, paper: Frame, praise: Frame) -> bool:
    """Whether praise right behind a paper only says what the paper is for: "trao Giấy khen, biểu dương 2 tập thể"."""
    active = paper.verb is not None and not paper.passive and not paper.praise and paper.segment == praise.segment
    return active and document.low[paper.told : praise.start].strip() in (",", "và")


def _without_idle_praise(document: Document, found: list[Frame]) -> list[Frame]:
    """Drop praise that is only the verb of a named award ("khen thưởng 20 cá nhân Kỷ niệm chương …")."""
    kept: list[Frame] = []
    for index, frame in enumerate(found):
        following = found[index + 1] if index + 1 < len(found) else None
        if frame.praise and following is not None and following.verb is not None and not following.praise:
            same = following.verb.start <= frame.start and frame.end <= following.verb.end
            if same and following.segment <= frame.start:
                continue
        if frame.praise and frame.verb and kept and kept[-1].verb and kept[-1].end > frame.start:
            continue
        if frame.praise and kept and _is_same_act(document, kept[-1], frame):
            continue
        kept.append(frame)
    for index, frame in enumerate(kept):
        frame.chained = frame.chained or (index > 0 and _goes_on(document, kept[index - 1], frame))
    return kept
