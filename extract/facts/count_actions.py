"""By what a figure came about: the verb that governs it, and who acted."""

import re
from dataclasses import replace
from functools import cache
from typing import NamedTuple

from extract.document import Sentence
from extract.facts.base import Actor, Source
from extract.facts.bodies import Run, runs
from extract.facts.count_context import count_words, ending, patterns
from extract.facts.count_exclusions import Setting
from extract.facts.count_periods import cover, times
from extract.facts.count_rows import Row, one_list
from extract.facts.wording import Ending, whole
from extract.mentions.base import Organisation
from extract.phrases import Found, Phrases
from extract.rules import declare

ACTION = declare(
    "count.action",
    finds={
        "Công an tỉnh đã hỗ trợ thành lập 41 công đoàn cơ sở.": ["hỗ trợ thành lập"],
        "Giải quyết ổn định 7 vụ ngừng việc.": ["Giải quyết ổn định"],
        "Trong năm, 68 tổ tự quản đã được thành lập.": ["thành lập"],
        "Đến cuối năm, 95% công đoàn cơ sở ký cam kết.": ["ký cam kết"],
        "Đến dự có lãnh đạo tỉnh cùng 120 đại biểu.": ["Đến dự"],
    },
    ignores=[
        "Từ Quỹ Hỗ trợ nông dân, 75 người có vốn.",
        "Toàn tỉnh có 41 công đoàn cơ sở.",
        "Quy chế vừa ký gồm 4 chương, 17 điều.",
    ],
)
ACTORS = declare(
    "count.actors",
    finds={
        "Công an tỉnh Phú Thọ và LĐLĐ tỉnh Phú Thọ đã mở 12 lớp tập huấn.": [
            "Công an tỉnh Phú Thọ và LĐLĐ tỉnh Phú Thọ"
        ]
    },
    ignores=[
        "Đã mở 12 lớp tập huấn tại LĐLĐ tỉnh Phú Thọ.",
        "Công nhân báo tin cho lực lượng Công an, hòa giải 12 vụ mâu thuẫn.",
        "Theo Công an tỉnh, 41 mô hình được công nhận điển hình.",
    ],
)

_CLAUSE_END = re.compile(r"[;.:]\s")
_PASSIVE = re.compile(r"\A[^,;.\d]{0,40}?(?<!\w)(?:được|bị) ")
_ACTIVE = re.compile(r" (?:(?:đã|sẽ|đang|cùng|cũng|đều) )*")
_ATTEND = re.compile(r"(?<!\w)(?:(?:đến|tham|cùng|về) )?dự(?! (?:án|kiến|thảo|báo|toán|phòng|đoán|trữ|định|bị))(?!\w)")
_NO_SUBJECT = re.compile(
    r"(?<!\w)(?:tại|ở|của|cho|với|từ|trong|thuộc|giữa|về|đến|được) (?:(?:các|lực lượng|cơ quan|ngành|tổ chức|đồn) )*$"
)
_BRANCHES = ("Công an", "Công đoàn")
_WHOLE_BRANCH = re.compile(r"(?<!\w)(?:lực lượng|các cấp|ngành|cơ quan|tổ chức|cấp) $")
_ALL_LEVELS = re.compile(r"(?<=\w) các cấp$")
# Between two bodies that act together: "các cấp công đoàn và lực lượng công an".
_TOGETHER = re.compile(r",? ?(?:và|cùng|với|phối hợp với|phối hợp cùng)(?: lực lượng| các cấp| tổ chức| ngành| các)* ")
_SAYING = 80  # characters behind a body that hold a verb of saying
_LINK = 40  # characters before a body that say whether it can be a subject
_NEIGHBOURS = 2  # how many sentences back of the same paragraph may say the time


class Words(NamedTuple):
    """The lexicon's words about actions, ready to be matched."""

    verbs: Phrases[bool]
    auxiliary: frozenset[str]
    manner: Phrases[bool]
    happenings: frozenset[str]
    state: Ending
    supporter: Ending
    proposer: Ending
    saying: re.Pattern[str]


@cache
def _words() -> Words:
    words = count_words().actions
    return Words(
        Phrases(dict.fromkeys(words.verbs, True) | dict.fromkeys(words.not_verbs, False)),
        frozenset(words.auxiliary),
        Phrases(dict.fromkeys(words.manner, True)),
        frozenset(words.happenings),
        Ending(whole(words.states) + ",?", [*words.states, ","]),
        Ending(whole(words.supporter) + "(?: tổ chức| các cấp)?", [*words.supporter, "tổ chức", "các cấp"]),
        ending(words.proposer),
        re.compile(r"\A[^.;]{0,40}?" + whole(words.saying)),
    )


def act(setting: Setting, rows: list[Row]) -> None:
    """Fill in action, actors and covered time of all rows, with where each was read."""
    subjects: dict[int, list[Run]] = {}
    verbs: dict[int, list[Found[bool]]] = {}
    narrowing: dict[int, list[tuple[int, int]]] = {}
    for row in rows:
        if row.modifier:
            narrowing.setdefault(row.candidate.sentence.index, []).append(row.modifier)
    previous: Row | None = None
    in_state = False
    periods = times(setting)
    for row in rows:
        sentence = row.candidate.sentence
        if sentence.index not in verbs:
            found = _words().verbs.find(setting.document.syllables, sentence.start, sentence.end)
            # "412 buổi tuyên truyền cho 9.500 lượt": the verb that narrows a figure governs no other.
            taken = narrowing.get(sentence.index, ())
            free = [v for v in found if not any(start <= v.start < end for start, end in taken)]
            verbs[sentence.index] = [v for v in free if v.value and not _in_name(setting, sentence, v)]
        governing = [verb for verb in verbs[sentence.index] if verb.end <= row.candidate.start]
        listed_on = in_state and previous is not None and one_list(setting, previous, row)
        in_state = listed_on or _worth(setting, row) or _is_state(setting, row, governing)
        previous = row
        if in_state:
            span = _predicate(setting, row)
        else:
            span = _action(setting, row, governing) or _predicate(setting, row) or _attending(setting, row)
        if span is not None:
            text = " ".join(setting.document.text[slice(*span)].lower().split())
            for fact in row.facts:
                fact.action = text
                fact.sources.append(Source("action", *span, ACTION))
            if (
                span[0] < row.candidate.start
                and text not in _words().happenings
                and not (text == "làm" and row.candidate.unit.measure == "victims")
            ):
                if sentence.index not in subjects:
                    subjects[sentence.index] = _subjects(setting, sentence)
                _actors(setting, row, span[0], subjects[sentence.index])
        cover(setting, row, periods)


def _action(setting: Setting, row: Row, verbs: list[Found[bool]]) -> tuple[int, int] | None:
    """Return the last of the `verbs` before the figure, if it stands in the figure's clause."""
    document, candidate = setting.document, row.candidate
    start = candidate.sentence.start
    for end in _CLAUSE_END.finditer(document.low, start, candidate.start):
        start = end.end()
    span: tuple[int, int] | None = None
    for verb in verbs:
        if verb.start < start:
            continue
        helped = span is not None and document.low[slice(*span)] in _words().auxiliary and verb.start - span[1] == 1
        span = (span[0] if span and helped else verb.start, verb.end)
    if span is None:
        return None
    manner = _words().manner.at(document.syllables, document.syllables.index(span[1]))
    return (span[0], manner.end) if manner and manner.end <= candidate.start else span


def _in_name(setting: Setting, sentence: Sentence, verb: Found[bool]) -> bool:
    """Whether a verb is a name's: "Quỹ Hỗ trợ nông dân"."""
    plain = setting.document.plain
    return verb.start > sentence.start + 1 and plain[verb.start].isupper() and plain[verb.start - 2].isalnum()


def _is_state(setting: Setting, row: Row, verbs: list[Found[bool]]) -> bool:
    """Whether a word like "có" stands right before the figure, and is no end of a verb ("giảm còn")."""
    if verbs and verbs[-1].end == row.candidate.start - 1:
        return False
    return _words().state.search(setting.before(row.candidate.start)) is not None


def _predicate(setting: Setting, row: Row) -> tuple[int, int] | None:
    """Return the verb that the figure is the subject of: "68 tổ đã được thành lập", "100% cơ sở ký cam kết"."""
    document = setting.document
    end = row.modifier[1] if row.modifier else row.candidate.end
    if passive := _PASSIVE.match(document.low[row.candidate.end : row.candidate.end + _LINK + 8]):
        position = row.candidate.end + passive.end()
    elif active := _ACTIVE.match(document.low, end):
        position = active.end()
    else:
        return None
    verb = _words().verbs.at(document.syllables, document.syllables.index(position))
    return (verb.start, verb.end) if verb is not None and verb.value else None


def _attending(setting: Setting, row: Row) -> tuple[int, int] | None:
    """Return the words by which people are said to attend, before them or at the end of the sentence."""
    if row.candidate.unit.kind not in ("people", "bodies", "places"):
        return None
    sentence = row.candidate.sentence
    return match.span() if (match := _ATTEND.search(setting.document.low, sentence.start, sentence.end)) else None


def _worth(setting: Setting, row: Row) -> bool:
    """Whether the figure says how large each of another's things is, or what they are worth together."""
    source = next((source for source in row.first.sources if source.field == "relation"), None)
    return source is not None and setting.document.low.startswith(("mỗi", "tổng", "trị giá"), source.start)


def _subjects(setting: Setting, sentence: Sentence) -> list[Run]:
    """Return the bodies of a sentence that may act: not those in brackets, nor post-holders who only speak."""
    low = setting.document.low
    found = []
    for run in runs(setting.document, setting.mentions, sentence.start, sentence.end):
        before = low[sentence.start : run.start]
        bracketed = before.count("(") > before.count(")")
        speaks = run.by_post and _words().saying.match(low[run.end : run.end + _SAYING])
        if not (bracketed or speaks or _NO_SUBJECT.search(before[-_LINK:])):
            found.append(run)
    return found


def _actors(setting: Setting, row: Row, action: int, subjects: list[Run]) -> None:
    """Who stands as subject before the action; "hai bên" are the sides of the article's agreement."""
    document, sentence = setting.document, row.candidate.sentence
    before = [run for run in subjects if run.end <= action]
    both = list(patterns().both_sides.finditer(document.low, sentence.start, action))
    if both and (not before or both[-1].start() > before[-1].start):
        parties = next((a.parties for a in setting.facts.agreements if len(a.parties) > 1), [])
        actors, span = [Actor(party, "agent") for party in parties], both[-1].span()
    elif before:
        side_by_side = [before.pop()]
        while before and _TOGETHER.fullmatch(document.low, before[-1].end, side_by_side[0].start):
            side_by_side.insert(0, before.pop())
        actors = [Actor(_body(setting, run, o), "agent") for run in side_by_side for o in run.organisations]
        span = (side_by_side[0].start, side_by_side[-1].end)
        if before and (role := _role(setting, side_by_side[0])):
            actors += [Actor(_body(setting, before[-1], o), role) for o in before[-1].organisations]
    else:
        return
    if actors:
        for fact in row.facts:
            fact.actors = list(actors)
            fact.sources.append(Source("actors", *span, ACTORS))


def _body(setting: Setting, run: Run, organisation: Organisation) -> Organisation:
    """Return the branch for "công đoàn các cấp", for a bare "công an" the one named shortly before, else the body."""
    if (name := _ALL_LEVELS.sub("", organisation.name)) != organisation.name:
        return replace(organisation, name=name)
    document = setting.document
    if organisation.name not in _BRANCHES or _WHOLE_BRANCH.search(document.low, max(0, run.start - _LINK), run.start):
        return organisation
    sentence = document.sentence_at(run.start)
    back = document.sentences[max(0, sentence.index - _NEIGHBOURS) : sentence.index + 1]
    start = next(each.start for each in back if each.paragraph == sentence.paragraph)
    near = {
        other.name: other
        for earlier in runs(document, setting.mentions, start, run.start)
        for other in earlier.organisations
        if other.name.startswith(organisation.name + " ") and not other.plural and not _ALL_LEVELS.search(other.name)
    }
    return near.popitem()[1] if len(near) == 1 else organisation


def _role(setting: Setting, run: Run) -> str | None:
    """Return what the body before `run` is to it: "Công an tỉnh đã hỗ trợ LĐLĐ tỉnh thành lập …"."""
    before = setting.before(run.start, 30)
    if _words().supporter.search(before):
        return "supporter"
    return "proposer" if _words().proposer.search(before) else None
