"""Frames: an award (or several in one breath), the verb that gives it, and where its recipients stand.

Vietnamese tells an award in two ways. Active: giver, verb, award, recipients ("Công an tỉnh tặng Giấy khen cho 02 tập
thể"). Passive: recipients, giver, verb, award ("02 tập thể được Công an tỉnh tặng Giấy khen", "02 tập thể nhận Giấy
khen của Công an tỉnh"). Several may follow each other in one sentence, and share what the first has said.
"""

import re
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import pairwise
from typing import Literal

from extract.document import Document, Sentence
from extract.facts.award_givers import after_award, owner, subject
from extract.facts.award_recipients import Figure, Recipients, figures, named, single, single_group
from extract.facts.bodies import Run, bare
from extract.mentions.awards import lexicon
from extract.mentions.base import AwardName, Mention, Mentions
from extract.phrases import Phrases

Sense = Literal["give", "hand", "receive", "close", "other", "gift", "ignored", "praise"]


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb of giving or receiving; `start` is that of its "được" where it is passive."""

    start: int
    end: int
    sense: Sense
    passive: bool = False
    agent_start: int = 0  # where the agent of a passive begins, behind "được"


@dataclass
class Frame:
    """An award told in one clause. `segment` is where the clause begins, at a semicolon or the sentence's start."""

    awards: list[Mention[AwardName]]
    segment: int
    stop: int
    limit: int = 0  # where the next award or clause begins
    verb: Verb | None = None
    apart: bool = False  # something else is told between it and the frame before it
    chained: bool = False  # without a verb of its own: goes on with the frame before it
    owner: Run | None = None  # "của A", "do A tặng" behind the award
    papers: int | None = None  # "14 Giấy khen"
    papers_span: tuple[int, int] | None = None
    recipients: Recipients = field(default_factory=Recipients)
    reason: tuple[int, int] | None = None

    @property
    def start(self) -> int:
        """Where the first award begins."""
        return self.awards[0].start

    @property
    def end(self) -> int:
        """Where the last award ends."""
        return self.awards[-1].end

    @property
    def told(self) -> int:
        """Where the awards and their owner are told to the end."""
        return max(self.end, self.owner.end) if self.owner else self.end

    @property
    def passive(self) -> bool:
        """Whether the recipients stand before the verb."""
        return self.verb is not None and self.verb.passive

    @property
    def praise(self) -> bool:
        """Whether it is praise without a paper."""
        return self.awards[0].kind == "praise"


@cache
def _verbs() -> Phrases[Sense]:
    words = lexicon().verbs
    senses: list[tuple[list[str], Sense]] = [
        (words.ignored, "ignored"),
        (words.other, "other"),
        (words.gifts, "gift"),
        (words.close, "close"),
        (words.give, "give"),
        (words.hand, "hand"),
        (words.receive, "receive"),
    ]
    return Phrases({verb: sense for verbs, sense in senses for verb in verbs})


_AWARDS_TOGETHER = re.compile(r"\s?(?:,|và|cùng|hoặc|, và|/|kèm)\s?(?:nhiều\s|các\s|những\s)?")
_SEMICOLON = re.compile(r";|(?<!\w)(?:cho biết|cho hay|nêu rõ|thông tin)(?:,|:|\srằng)|:\s(?=[\"“])")
_PASSIVE = re.compile(r"(?<!\w)(?:(?:đã|vinh dự|cũng|vừa|được|đều)\s)*được(?!\w)")
_AMONG = re.compile(r"(?<!\w)(?:trong đó,?(?: có)?|gồm có|bao gồm|gồm|cụ thể:?|trong số đó,?(?: có)?)(?!\w)")
_TO_FIGURE = re.compile(r"(?:,|và|cùng|tập thể|cá nhân|phó|\s)*")
# Between two awards of the same recipients: "Bằng khen của A và Giấy khen của B".
_SAME_HANDS = re.compile(r"(?:của|do|,|và|cùng|tặng|\s)*")

_GAP_BEFORE_PAPERS = re.compile(r"\s?(?:tấm\s|chiếc\s|suất\s)?")
_AGENT_GAP = re.compile(r"(?:[^\d;.:]|\d(?=\w*\s(?:ban|ngành)))*")


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


def verbs(document: Document, start: int, end: int) -> list[Verb]:
    """Return the verbs of giving and receiving in [start, end), and the other verbs that begin a new clause."""
    found: list[Verb] = []
    for match in _verbs().find(document.syllables, start, end):
        if match.value == "ignored":
            continue
        floor = next((verb.end for verb in reversed(found) if verb.sense != "other"), start)
        found.append(_voiced(document, match.start, match.end, match.value, floor))
    return found


def _voiced(document: Document, start: int, end: int, sense: Sense, floor: int) -> Verb:
    """Return a verb with its voice: "được … tặng" and "nhận" have their recipients before them."""
    if sense == "receive":
        before = _last(_PASSIVE, document.low, max(floor, start - 30), start)
        touching = before is not None and not document.low[before.end() : start].strip()
        return Verb(before.start() if before and touching else start, end, sense, True, start)
    passive = _last(_PASSIVE, document.low, max(floor, start - 400), start)
    if passive is not None and _AGENT_GAP.fullmatch(document.low, passive.end(), start):
        return Verb(passive.start(), end, sense, True, passive.end())
    return Verb(start, end, sense)


def _last(pattern: re.Pattern[str], text: str, start: int, end: int) -> re.Match[str] | None:
    found = None
    for match in pattern.finditer(text, start, end):
        found = match
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
        frame.verb = _verb(document, frame, all_verbs, max(floor, segment))
        if frame.verb is None and found and _is_its_verb(document, mentions, found[-1], frame):
            frame.verb = found.pop().verb
        frame.chained = bool(found) and _goes_on(document, found[-1], frame)
        found.append(frame)
    found = _without_idle_praise(document, found)
    for index, frame in enumerate(found):
        frame.limit = found[index + 1].start if index + 1 < len(found) else sentence.end
        frame.owner = owner(document, mentions, frame.end, frame.limit)
        if frame.owner is None and frame.passive and not frame.praise:
            frame.owner = after_award(document, mentions, frame.end)
        frame.stop = _stop(
            document, frame, mentions, found[index + 1] if index + 1 < len(found) else None, all_verbs, sentence
        )
    for index, frame in enumerate(found):
        _read_recipients(document, mentions, frame, found[index - 1] if index else None, sentence)
        frame.reason = _reason(document, frame.told, frame.stop)
    _share(document, mentions, found)
    return found


def _goes_on(document: Document, previous: Frame, frame: Frame) -> bool:
    """Whether a frame without a verb of its own goes on with the one before: in its clause, or opening the next."""
    if frame.verb is not None or frame.apart or previous.verb is None:
        return False
    opening = document.low[frame.segment : frame.start].strip(" ,")
    return frame.segment <= previous.start or opening in ("", "và", "đồng thời") or opening.isdigit()


def _share(document: Document, mentions: Mentions, found: list[Frame]) -> None:
    """Give awards in one breath the same recipients: "20 cá nhân nhận Bằng khen của A và Giấy khen của B"."""
    for first, second in pairwise(found):
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
    counted = figures(document, mentions, praise.end, frame.start)
    return bool(counted) and "," not in document.low[counted[-1].end : frame.start]


def _segment(document: Document, start: int, position: int) -> int:
    semicolon = _last(_SEMICOLON, document.low, start, position)
    return semicolon.end() if semicolon else start


def _verb(document: Document, frame: Frame, all_verbs: list[Verb], floor: int) -> Verb | None:
    """Return the verb that gives the awards of `frame`: the last one before them, or one right behind."""
    if frame.praise:
        start, end = frame.start, frame.end
        covering = next(
            (verb for verb in all_verbs if verb.start <= start and end <= verb.end and verb.sense != "other"), None
        )
        voiced = covering or _voiced(document, start, end, "praise", floor)
        return Verb(max(voiced.start, floor), voiced.end, "praise", voiced.passive, voiced.agent_start)
    before = [verb for verb in all_verbs if floor <= verb.start and verb.end <= frame.start]
    for verb in reversed(before):
        gap = document.low[verb.end : frame.start]
        if verb.sense == "gift":
            together = _AWARDS_TOGETHER.fullmatch(document.low, verb.end, frame.start)
            return replace(verb, sense="hand") if together else None
        if verb.sense == "other":
            frame.apart = True
            return None
        if verb.sense != "close" or re.fullmatch(r"\s?(?:(?:\d+|các|nhiều|những|số|một|hai|ba|cho|tặng)\s){0,3}", gap):
            return verb
    behind = next((verb for verb in all_verbs if verb.start >= frame.end), None)
    if behind is not None and not document.low[frame.end : behind.start].strip():
        return behind
    return None


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
        kept.append(frame)
    for index, frame in enumerate(kept):
        frame.chained = frame.chained or (index > 0 and _goes_on(document, kept[index - 1], frame))
    return kept


def _stop(
    document: Document,
    frame: Frame,
    mentions: Mentions,
    following: Frame | None,
    all_verbs: list[Verb],
    sentence: Sentence,
) -> int:
    """Return where the recipients behind the awards of `frame` must end."""
    stop = sentence.end
    if semicolon := re.compile(";").search(document.low, frame.end, stop):
        stop = semicolon.start()
    if following is not None:
        stop = min(stop, following.start)
    own = frame.verb
    for verb in all_verbs:
        if verb.start < frame.end or (own is not None and verb.start < own.end):
            continue
        if verb.start >= stop:
            break
        if verb.sense == "close":
            continue
        # "Giấy khen tặng 25 tập thể": a verb right behind the award only hands it on.
        if document.low[frame.told : verb.start].strip() in ("", "để") and verb.sense in ("give", "hand"):
            continue
        if following is not None and verb.passive and verb.end <= following.start:
            continue  # the recipients before it are parted from ours in _read_recipients
        acting = None if verb.passive else subject(document, mentions, frame.end, verb.start, behind_award=True)
        return min(stop, acting.start if acting else verb.start)
    return stop


def _read_recipients(
    document: Document, mentions: Mentions, frame: Frame, previous: Frame | None, sentence: Sentence
) -> None:
    """Fill in the recipients of `frame`."""
    floor = max(frame.segment, previous.told if previous and previous.segment == frame.segment else frame.segment)
    passive = frame.passive if not frame.chained else bool(previous and previous.passive)
    _read_papers(document, mentions, frame)
    if frame.chained and previous is not None:
        frame.verb = previous.verb
    if passive:
        end = frame.start if frame.chained or frame.verb is None else frame.verb.start
        among = _last(_AMONG, document.low, floor, end)
        if among is not None and figures(document, mentions, among.end(), end):
            floor = among.end()
        frame.recipients = _before(document, mentions, floor, end)
        if previous is not None and not frame.recipients and _is_left_out(previous, frame):
            frame.recipients = previous.recipients
        if previous is not None and previous.segment == frame.segment and not previous.passive:
            _part(previous.recipients, frame.recipients)
        if not frame.recipients.figures and re.search(r"\stôi\s", document.low[frame.end : frame.end + 6]):
            frame.recipients.single = (frame.end + 1, frame.end + 4)
        return
    if frame.verb is not None and not frame.chained and frame.verb.end <= frame.start:
        frame.recipients = _behind(document, mentions, frame.verb.end, frame.start)
    if not frame.recipients:
        frame.recipients = _behind(document, mentions, frame.told, max(frame.told, frame.stop))


def _is_left_out(previous: Frame, frame: Frame) -> bool:
    """Whether who receives is said once: "Năm 2017, bà A được tặng Bằng khen, năm 2018 được tặng Huân chương"."""
    return previous.passive and previous.segment == frame.segment and not previous.recipients.figures


def _read_papers(document: Document, mentions: Mentions, frame: Frame) -> None:
    """Read how many papers are given: "tặng 14 Giấy khen"."""
    number = mentions.last_before("number", frame.start, max(0, frame.start - 40))
    if number is None or number.value.percent or number.value.value != int(number.value.value):
        return
    if _GAP_BEFORE_PAPERS.fullmatch(document.low, number.end, frame.start):
        frame.papers, frame.papers_span = int(number.value.value), (number.start, number.end)


@cache
def _reasons() -> Phrases[None]:
    return Phrases([(phrase, None) for phrase in lexicon().recipients.reasons])


def _reason(document: Document, start: int, stop: int) -> tuple[int, int] | None:
    """Return the words that say why: "vì có thành tích xuất sắc trong …", to the end of the clause."""
    head = next(_reasons().find(document.syllables, start, stop), None)
    if head is None:
        return None
    end = stop
    while end > head.end and document.text[end - 1] in ' .,;:)"':
        end -= 1
    return head.start, end


def _behind(document: Document, mentions: Mentions, start: int, stop: int) -> Recipients:
    """Return the recipients behind an award: up to the reason, and counted ones that go on behind it."""
    reason = next(_reasons().find(document.syllables, start, stop), None)
    limit = reason.start if reason else stop
    counted = figures(document, mentions, start, limit)
    for later in figures(document, mentions, limit, stop):
        if later.strong and re.search(
            r"(?:,|và)\s(?:hơn |gần |trên )?$", document.low[max(0, later.start - 8) : later.start]
        ):
            counted.append(later)
    counted = _without_parts(document, counted)
    people = named(document, mentions, start, limit)
    # Without a figure, who is named must stand right behind: "cho ông A", "tặng ông A", "Giấy khen ông A".
    one = None if counted or people else single(document, mentions, start, min(limit, start + 40))
    group = None if counted or people or one else single_group(document, start, limit)
    return Recipients(counted, people, one, group)


def _before(document: Document, mentions: Mentions, start: int, stop: int) -> Recipients:
    """Return the recipients before a passive verb or a verb of receiving."""
    counted = figures(document, mentions, start, stop)
    kept: list[Figure] = []
    edge = stop
    for one in reversed(counted):
        gap = bare(document, mentions, one.end, edge)
        linked = len(gap.split()) <= 12 and not re.search(
            r"(?<!\w)(?:tham dự|tham gia|dự|với|tại|đã|được|có|trong)(?!\w)", gap
        )
        if not one.strong and not linked:
            break
        kept.insert(0, one)
        edge = one.start
    counted = _without_parts(document, kept)
    people = named(document, mentions, start, stop)
    if counted:
        first = counted[0].start
        people = [one for one in people if one.start > first or _joined(document, mentions, one.end, first)]
    elif people:
        people = [one for one in people if one.who == "person"] or people[:1]
    alone = None if counted or people else single(document, mentions, max(start, stop - 80), stop)
    group = None if counted or people or alone else single_group(document, max(start, stop - 40), stop)
    return Recipients(counted, people, alone, group)


def _joined(document: Document, mentions: Mentions, start: int, end: int) -> bool:
    """Whether only "và" or a comma stands between a name and a figure."""
    return bool(_TO_FIGURE.fullmatch(bare(document, mentions, start, end, posts=False)))


def _without_parts(document: Document, counted: list[Figure]) -> list[Figure]:
    """Drop figures that only take others apart ("24 tập thể, cá nhân, trong đó có 4 tập thể"; "gồm 4 tập thể …")."""
    for index, one in enumerate(counted[1:], start=1):
        between = _last(_AMONG, document.low, counted[index - 1].end, one.start)
        bracket = document.low.rfind("(", counted[index - 1].end, one.start)
        if between is not None or (bracket >= 0 and ")" not in document.low[bracket : one.start]):
            # A total for both gives way to the parts where they tell groups from persons.
            parts = counted[index:]
            whole = counted[:index]
            split = {part.who for part in parts} >= {"group", "person"}
            return parts if split and all(figure.who == "both" for figure in whole) else whole
    return counted


def _part(first: Recipients, second: Recipients) -> None:
    """Share figures between an active frame and a passive one behind it ("tặng Giấy khen 4 tập thể, 2 cá nhân được …").

    The later frame has what stands behind the last break, where groups begin anew after persons.
    """
    shared = [one for one in second.figures if one in first.figures]
    if not shared:
        first.named = [one for one in first.named if one not in second.named] or first.named
        second.named = [one for one in second.named if one not in first.named]
        return
    breaks = [i for i in range(1, len(shared)) if shared[i].who == "group" and shared[i - 1].who != "group"]
    cut = shared[breaks[-1]] if breaks else shared[-1]
    if len(shared) == 1 and len(first.figures) == 1:
        first.figures = []
    first.figures = [one for one in first.figures if one.start < cut.start]
    second.figures = [one for one in second.figures if one.start >= cut.start]
