"""Where the recipients of an award stand: behind it, or before the verb of receiving; and why they receive."""

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import cache

from extract.document import Document
from extract.facts.award_named import Named, named
from extract.facts.award_recipients import Figure, Recipients, figures, single, single_group, unknown_before
from extract.facts.award_verbs import last
from extract.facts.bodies import bare
from extract.mentions.awards import lexicon
from extract.mentions.base import Mentions
from extract.phrases import Phrases

AMONG = re.compile(r"(?<!\w)(?:trong đó,?(?: có)?|gồm có|bao gồm|gồm|cụ thể:?|trong số đó,?(?: có)?)(?!\w)|:(?!\d)")
# "anh A, người đã cứu 2 cháu bé": what they did counts no recipients
_WHO_DID = re.compile(r",\s(?:là\s)?(?:những\s)?(?:người|đơn vị|tập thể|nhóm)\s(?:đã|từng|vừa|trực tiếp)(?!\w)")
_AND_ONE = re.compile(r"\s(?:và|cùng)\s(?:ông|bà|anh|chị|em)\s(?:[^\s,;.\d]{1,12}\s){0,4}")
# Between a group and the verb: "… năm 2023 vừa vinh dự được tặng".
_ADVERBS = 6
# "Tổ bảo vệ Sao Mai, đơn vị dập tắt đám cháy, [được tặng …]"
_ASIDE = re.compile(
    r"\s?,\s(?:đơn vị|tập thể|người|những người|nhóm|nơi|đội|tổ|doanh nghiệp|công ty|lực lượng|là)\s[^,;]*,"
)
# "2 đồng chí [có nhiều đóng góp trong công tác công đoàn] được tặng …": why they get it, no act of theirs
_WITH_MERIT = re.compile(
    r"(?<!\w)(?:đã\s)?(?:có|đạt|lập)\s(?:(?:nhiều|những|thêm)\s)?"
    r"(?:thành tích|đóng góp|công lao|công|cống hiến|nỗ lực|sáng kiến|thành công|kết quả)(?!\w)"
    r"(?:\s(?!(?:dự|tham dự|đã|được|về dự|có mặt)(?!\w))[^\s,;:]+){0,16}"
)
_APART = re.compile(r"[,;:]|(?<!\w)(?:và|cùng|là|gồm|tập thể|cho|có)(?!\w)")
# "2 tập thể gồm Công an huyện và Công đoàn Công ty Sao Mai cùng [3 cá nhân]"
_BESIDES = re.compile(r"\A\s?[^\W\d][^;]*(?:,|và|cùng|cùng với)\s(?:tập thể\s)?$")
_TO_FIGURE = re.compile(r"(?:,|và|cùng|tập thể|cá nhân|phó|\s)*")


@cache
def _reasons() -> Phrases[None]:
    return Phrases([(phrase, None) for phrase in lexicon().recipients.reasons])


def reason_at(document: Document, start: int, stop: int) -> tuple[int, int] | None:
    """Return the words that say why: "vì có thành tích xuất sắc trong …", to the end of the clause."""
    head = next(_reasons().find(document.syllables, start, stop), None)
    if head is None:
        return None
    end = stop
    while end > head.end and document.text[end - 1] in ' .,;:)"':
        end -= 1
    return head.start, end


def behind(document: Document, mentions: Mentions, start: int, stop: int) -> Recipients:
    """Return the recipients behind an award: up to the reason, and counted ones that go on behind it."""
    reason = next(_reasons().find(document.syllables, start, stop), None)
    limit = reason.start if reason else stop
    if (did := _WHO_DID.search(document.low, start, limit)) is not None:
        limit = stop = did.start()
    counted = figures(document, mentions, start, limit)
    for later in figures(document, mentions, limit, stop):
        if later.strong and re.search(
            r"(?:,|và)\s(?:hơn |gần |trên )?$", document.low[max(0, later.start - 8) : later.start]
        ):
            counted.append(later)
    counted = _without_parts(document, counted)
    people = _receiving(document, mentions, counted, start, limit)
    # Without a figure, who is named must stand right behind: "cho ông A", "tặng ông A", "Giấy khen ông A".
    one = None if counted or people else single(document, mentions, start, min(limit, start + 40))
    group = None if counted or people or one else single_group(document, start, min(limit, start + 40), receiving=False)
    return Recipients(counted, people, one, group)


def before(document: Document, mentions: Mentions, start: int, stop: int) -> Recipients:
    """Return the recipients before a passive verb or a verb of receiving."""
    counted = figures(document, mentions, start, stop)
    kept: list[Figure] = []
    edge = stop
    for one in reversed(counted):
        gap = _WITH_MERIT.sub("", bare(document, mentions, one.end, edge))
        linked = len(gap.split()) <= 12 and not re.search(
            r"(?<!\w)(?:tham dự|tham gia|dự|với|tại|đã|được|có|trong)(?!\w)", gap
        )
        if not one.strong and not linked:
            break
        kept.insert(0, one)
        edge = one.start
    counted = _without_parts(document, kept)
    people = _receiving(document, mentions, counted, start, stop)
    if not counted and not people and (rare := unknown_before(document, mentions, start, stop)):
        return Recipients([rare])
    if counted:
        first = counted[0].start
        people = [one for one in people if one.start > first or _joined(document, mentions, one.end, first)]
    else:
        people = _acting(document, mentions, people, stop)
    alone = None if counted or people else single(document, mentions, max(start, stop - 80), stop)
    group = None if counted or people or alone else single_group(document, start, stop)
    return Recipients(counted, people, alone, group)


def _works_there(document: Document, mentions: Mentions, counted: Iterable[Figure], one: Named) -> bool:
    """Whether a body only says where counted persons work: "2 trinh sát Phòng An ninh kinh tế"."""
    persons = [figure for figure in counted if figure.who == "person" and figure.end <= one.start]
    if one.who == "person" or not persons:
        return False
    return not _APART.search(bare(document, mentions, persons[-1].end, one.start, posts=False))


def _receiving(document: Document, mentions: Mentions, counted: list[Figure], start: int, stop: int) -> list[Named]:
    """Return those named in [start, stop), without the workplaces of counted persons."""
    people = named(document, mentions, start, stop)
    return [
        replace(one, beside=_stands_beside(document, counted, one))
        for one in people
        if not _works_there(document, mentions, counted, one)
    ]


def _stands_beside(document: Document, counted: list[Figure], one: Named) -> bool:
    """Whether a person is named behind counted ones, none of them: "3 dân phòng và chị (bán vé số) Lê Thị Mai"."""
    ahead = [figure for figure in counted if figure.end <= one.start]
    return bool(one.who == "person" and ahead and _AND_ONE.fullmatch(document.low, ahead[-1].end, one.start))


def _acting(document: Document, mentions: Mentions, people: list[Named], stop: int) -> list[Named]:
    """Return those named who receive: all persons, and the groups that lead up to the verb or to another recipient."""
    kept: list[Named] = []
    for one in reversed(people):
        aside = None if kept else _ASIDE.match(document.low, one.end, stop)
        end = aside.end() if aside else one.end
        gap = bare(document, mentions, end, kept[-1].start if kept else stop, posts=False)
        leads = _TO_FIGURE.fullmatch(gap) if kept else len(gap.split()) <= _ADVERBS and "tổ chức" not in gap
        if one.who == "person" or leads:
            kept.append(one)
    return kept[::-1]


def _joined(document: Document, mentions: Mentions, start: int, end: int) -> bool:
    """Whether only "và" or a comma stands between a name and a figure."""
    return bool(_TO_FIGURE.fullmatch(bare(document, mentions, start, end, posts=False)))


def _without_parts(document: Document, counted: list[Figure]) -> list[Figure]:
    """Drop figures that only take others apart ("24 tập thể, cá nhân, trong đó có 4 tập thể"; "gồm 4 tập thể …")."""
    for index, one in enumerate(counted[1:], start=1):
        between = last(AMONG, document.low, counted[index - 1].end, one.start)
        bracket = document.low.rfind("(", counted[index - 1].end, one.start)
        if between is not None and _is_beside(document, counted[:index], one, between.end()):
            continue
        if between is not None or (bracket >= 0 and ")" not in document.low[bracket : one.start]):
            # A total for both gives way to the parts where they tell groups from persons.
            parts = counted[index:]
            whole = counted[:index]
            split = {part.who for part in parts} >= {"group", "person"}
            return parts if split and all(figure.who == "both" for figure in whole) else whole
    return counted


def _is_beside(document: Document, whole: Iterable[Figure], one: Figure, start: int) -> bool:
    """Whether a figure goes on behind names that take the ones before it apart, and is none of their parts."""
    other = {figure.who for figure in whole}.isdisjoint({one.who, "both"})
    return other and bool(_BESIDES.fullmatch(document.low[start : one.start]))


def part(first: Recipients, second: Recipients) -> None:
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
