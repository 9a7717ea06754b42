"""By what a figure came about: the verb before it, who acted, and which time it covers."""

import re
from functools import cache
from typing import NamedTuple

from extract.document import Sentence
from extract.facts.base import Actor, DateFact, Source
from extract.facts.bodies import Run, runs
from extract.facts.count_context import count_words, one_of, patterns
from extract.facts.count_exclusions import Setting
from extract.facts.count_relations import Row
from extract.phrases import Found, Phrases
from extract.rules import declare

ACTION = declare(
    "count.action",
    finds={
        "Công an tỉnh đã hỗ trợ thành lập 41 công đoàn cơ sở.": ["hỗ trợ thành lập"],
        "Giải quyết ổn định 7 vụ ngừng việc.": ["Giải quyết ổn định"],
        "Trong năm, 68 tổ tự quản đã được thành lập.": ["thành lập"],
    },
    ignores=["Toàn tỉnh có 41 công đoàn cơ sở."],
)
ACTORS = declare(
    "count.actors",
    finds={
        "Công an tỉnh Phú Thọ và LĐLĐ tỉnh Phú Thọ đã mở 12 lớp tập huấn.": [
            "Công an tỉnh Phú Thọ và LĐLĐ tỉnh Phú Thọ"
        ]
    },
    ignores=["Đã mở 12 lớp tập huấn tại LĐLĐ tỉnh Phú Thọ."],
)
COVERS = declare(
    "count.covers",
    finds={"Từ năm 2018 đến nay, hai ngành đã mở 12 lớp tập huấn.": ["Từ năm 2018 đến nay"]},
    ignores=["Hai ngành đã mở 12 lớp tập huấn."],
)

_CLAUSE_END = re.compile(r"[;.:]\s")
_PASSIVE = re.compile(r"[^,;.\d]{0,40}?(?<!\w)(?:được|bị) ")
_COMPARED = re.compile(r"(?<!\w)(?:so với|cùng kỳ|so cùng kỳ)(?: \w+){0,3} ?$")
_TERM = re.compile(r"(?:giai đoạn|nhiệm kỳ|\(?\d{4} ?-)")
_IN_TERM = re.compile(
    r"(?<!\w)(?:trong|suốt|sau|qua) (?:cả )?$|(?:^|[,:] )(?:qua |sau khi )?(?:thực hiện|triển khai)[^,;]*$"
)
_NO_SUBJECT = re.compile(r"(?<!\w)(?:tại|ở|của|cho|với|từ|trong|thuộc|giữa|về|đến|được) (?:các )?$")
# Between two bodies that act together: "các cấp công đoàn và lực lượng công an".
_TOGETHER = re.compile(r",? ?(?:và|cùng|với|phối hợp với|phối hợp cùng)(?: lực lượng| các cấp| tổ chức| ngành| các)* ")
_NEIGHBOURS = 2  # how many sentences back of the same paragraph may say the time
_BEHIND = 60  # how many characters behind the figure the time may be said


class Words(NamedTuple):
    """The lexicon's words about actions, ready to be matched."""

    verbs: Phrases[bool]
    auxiliary: frozenset[str]
    manner: Phrases[bool]
    happenings: frozenset[str]
    supporter: re.Pattern[str]
    proposer: re.Pattern[str]
    saying: re.Pattern[str]
    at_the_event: Phrases[bool]


@cache
def _words() -> Words:
    words = count_words().actions
    return Words(
        Phrases(dict.fromkeys(words.verbs, True) | dict.fromkeys(words.not_verbs, False)),
        frozenset(words.auxiliary),
        Phrases(dict.fromkeys(words.manner, True)),
        frozenset(words.happenings),
        re.compile(one_of(words.supporter) + "(?: tổ chức| các cấp)? $"),
        re.compile(one_of(words.proposer) + " $"),
        re.compile(r"[^.;]{0,40}?" + one_of(words.saying)),
        Phrases(dict.fromkeys(words.at_the_event, True)),
    )


def act(setting: Setting, rows: list[Row]) -> None:
    """Fill in action, actors and covered time of all rows, with where each was read."""
    bodies: dict[int, list[Run]] = {}
    verbs: dict[int, list[Found[bool]]] = {}
    periods = _times(setting)
    for row in rows:
        sentence = row.candidate.sentence
        if sentence.index not in bodies:
            bodies[sentence.index] = _subjects(setting, sentence)
            found = _words().verbs.find(setting.document.syllables, sentence.start, sentence.end)
            verbs[sentence.index] = [verb for verb in found if verb.value]
        if span := _action(setting, row, verbs[sentence.index]):
            text = " ".join(setting.document.text[slice(*span)].lower().split())
            for fact in row.facts:
                fact.action = text
                fact.sources.append(Source("action", *span, ACTION))
            if text not in _words().happenings:
                _actors(setting, row, span[0], bodies[sentence.index])
        _covers(setting, row, periods)


def _action(setting: Setting, row: Row, verbs: list[Found[bool]]) -> tuple[int, int] | None:
    """Return the last verb in the clause before the figure, or the passive verb behind it."""
    document, candidate = setting.document, row.candidate
    start = candidate.sentence.start
    for end in _CLAUSE_END.finditer(document.low, start, candidate.start):
        start = end.end()
    span: tuple[int, int] | None = None
    for verb in verbs:
        if verb.start < start:
            continue
        if verb.end > candidate.start:
            break
        helped = span is not None and document.low[slice(*span)] in _words().auxiliary and verb.start - span[1] == 1
        span = (span[0] if span and helped else verb.start, verb.end)
    if span is not None:
        manner = _words().manner.at(document.syllables, document.syllables.index(span[1]))
        return (span[0], manner.end) if manner and manner.end <= candidate.start else span
    if passive := _PASSIVE.match(document.low, candidate.end):
        behind = _words().verbs.at(document.syllables, document.syllables.index(passive.end()))
        if behind is not None and behind.value:
            return behind.start, behind.end
    return None


def _subjects(setting: Setting, sentence: Sentence) -> list[Run]:
    """Return the bodies of a sentence that may act: not those in brackets, nor post-holders who only speak."""
    low = setting.document.low
    found = []
    for run in runs(setting.document, setting.mentions, sentence.start, sentence.end):
        before = low[sentence.start : run.start]
        bracketed = before.count("(") > before.count(")")
        speaks = run.by_post and _words().saying.match(low, run.end)
        if not (bracketed or speaks or _NO_SUBJECT.search(before[-16:])):
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
        actors = [Actor(organisation, "agent") for run in side_by_side for organisation in run.organisations]
        span = (side_by_side[0].start, side_by_side[-1].end)
        if before and (role := _role(setting, side_by_side[0])):
            actors += [Actor(organisation, role) for organisation in before[-1].organisations]
    else:
        return
    if actors:
        for fact in row.facts:
            fact.actors = list(actors)
            fact.sources.append(Source("actors", *span, ACTORS))


def _role(setting: Setting, run: Run) -> str | None:
    """Return what the body before `run` is to it: "Công an tỉnh đã hỗ trợ LĐLĐ tỉnh thành lập …"."""
    before = setting.before(run.start, 30)
    if _words().supporter.search(before):
        return "supporter"
    return "proposer" if _words().proposer.search(before) else None


def _times(setting: Setting) -> dict[int, list[DateFact]]:
    """Return the dates of the event and of periods, by sentence; not what figures are compared with.

    A term behind a paper's name ("Quy chế … giai đoạn 2018-2023") is the paper's, not the figures'.
    """
    found: dict[int, list[DateFact]] = {}
    for day in setting.facts.dates:
        sentence = setting.document.sentence_at(day.start)
        before = setting.document.low[sentence.start : day.start]
        term = _TERM.match(setting.document.low, day.start) and day.start - sentence.start > len("trong ")
        if (
            day.role in ("period", "event")
            and not _COMPARED.search(before)
            and not (term and not _IN_TERM.search(before))
        ):
            found.setdefault(sentence.index, []).append(day)
    return found


def _covers(setting: Setting, row: Row, times: dict[int, list[DateFact]]) -> None:
    """The period named nearest before the figure in its sentence, behind it, or in the sentences before."""
    sentence, document = row.candidate.sentence, setting.document
    chosen = _own_time(setting, row, times.get(sentence.index, []))
    opening = _words().at_the_event.at(document.syllables, document.syllables.index(sentence.start))
    for back in range(1, _NEIGHBOURS + 1):
        if chosen is not None or opening or sentence.index < back:
            break
        other = document.sentences[sentence.index - back]
        if other.paragraph == sentence.paragraph and (days := times.get(other.index)):
            chosen = days[-1]
    if chosen is not None and chosen.role == "period":
        for fact in row.facts:
            fact.covers_start, fact.covers_end = chosen.first, chosen.last
            fact.sources += [Source(name, chosen.start, chosen.end, COVERS) for name in ("covers_start", "covers_end")]


def _own_time(setting: Setting, row: Row, days: list[DateFact]) -> DateFact | None:
    """Return the time that the figure's own sentence names: in brackets behind it, before it, or soon behind it."""
    end = row.candidate.end
    low = setting.document.low
    behind = [day for day in days if day.start >= end]
    if behind and low[end : behind[0].start].strip() == "(":
        return behind[0]
    before = [day for day in days if day.end <= row.candidate.start]
    if before:
        return before[-1]
    near = [day for day in behind if day.start - end <= _BEHIND and ";" not in low[end : day.start]]
    return near[0] if near else None
