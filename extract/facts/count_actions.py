"""By what a figure came about: the verb before it, who acted, and which time it covers."""

import re
from functools import cache

from extract.facts.base import Actor, DateFact, Source
from extract.facts.bodies import Run, runs
from extract.facts.count_context import count_words, patterns
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
_NEIGHBOURS = 2  # how many sentences back of the same paragraph may say the time


@cache
def _verbs() -> tuple[Phrases[bool], frozenset[str]]:
    words = count_words().actions
    entries = dict.fromkeys(words.verbs, True) | dict.fromkeys(words.not_verbs, False)
    return Phrases(entries), frozenset(words.linking)


def act(setting: Setting, rows: list[Row]) -> None:
    """Fill in action, actors and covered time of all rows, with where each was read."""
    bodies: dict[int, list[Run]] = {}
    verbs: dict[int, list[Found[bool]]] = {}
    periods = _periods(setting)
    for row in rows:
        sentence = row.candidate.sentence
        if sentence.index not in bodies:
            bodies[sentence.index] = runs(setting.document, setting.mentions, sentence.start, sentence.end)
            found = _verbs()[0].find(setting.document.syllables, sentence.start, sentence.end)
            verbs[sentence.index] = [verb for verb in found if verb.value]
        span = _action(setting, row, verbs[sentence.index])
        if span:
            text = " ".join(setting.document.text[slice(*span)].lower().split())
            for fact in row.facts:
                fact.action = text
                fact.sources.append(Source("action", *span, ACTION))
            _actors(setting, row, span[0], bodies[sentence.index])
        _covers(setting, row, periods)


def _action(setting: Setting, row: Row, found_verbs: list[Found[bool]]) -> tuple[int, int] | None:
    """Return the last run of verbs in the clause before the figure, or the passive verb behind it."""
    verbs, linking = _verbs()
    document, candidate = setting.document, row.candidate
    start = candidate.sentence.start
    for end in _CLAUSE_END.finditer(document.low, start, candidate.start):
        start = end.end()
    span: tuple[int, int] | None = None
    for found in found_verbs:
        if found.start < start:
            continue
        if found.end > candidate.start:
            break
        gap = document.low[span[1] : found.start].split() if span else None
        if span and gap is not None and all(word.strip(",") in linking or not word.strip(",") for word in gap):
            span = (span[0], found.end)
        else:
            span = (found.start, found.end)
    if span is not None:
        return _with_manner(setting, span, candidate.start)
    if passive := _PASSIVE.match(document.low, candidate.end):
        index = document.syllables.index(passive.end())
        if (behind := verbs.at(document.syllables, index)) is not None and behind.value:
            return behind.start, behind.end
    return None


def _with_manner(setting: Setting, span: tuple[int, int], stop: int) -> tuple[int, int]:
    """Take in the word of manner behind the verb: "giải quyết ổn định", "thành lập mới"."""
    syllables = setting.document.syllables
    _, linking = _verbs()
    index = syllables.index(span[1])
    for length in (2, 1):
        phrase = " ".join(syllables.forms[index : index + length])
        if (
            phrase in linking
            and phrase not in (",", "và", "được", "thêm")
            and syllables.spans[index + length - 1].end <= stop
        ):
            return span[0], syllables.spans[index + length - 1].end
    return span


def _actors(setting: Setting, row: Row, action: int, bodies: list[Run]) -> None:
    """Who stands as subject before the action; "hai bên" are the sides of the article's agreement."""
    document, sentence = setting.document, row.candidate.sentence
    before = [run for run in bodies if run.end <= action]
    both = list(patterns().both_sides.finditer(document.low, sentence.start, action))
    if both and (not before or both[-1].start() > before[-1].start):
        parties = next((a.parties for a in setting.facts.agreements if len(a.parties) > 1), [])
        actors, span = [Actor(party, "agent") for party in parties], both[-1].span()
    elif before and _is_subject(setting, before[-1]):
        actors = [Actor(organisation, "agent") for organisation in before[-1].organisations]
        span = (before[-1].start, before[-1].end)
    else:
        return
    for fact in row.facts:
        fact.actors = list(actors)
        if actors:
            fact.sources.append(Source("actors", *span, ACTORS))


_NO_SUBJECT = re.compile(r"(?<!\w)(?:tại|ở|của|cho|với|từ|trong|thuộc|do|giữa|về|đến|được) (?:các )?$")


def _is_subject(setting: Setting, run: Run) -> bool:
    """Behind a preposition a body is where, whose or to whom, not who."""
    return not _NO_SUBJECT.search(setting.before(run.start, 16)) or setting.before(run.start, 4).endswith("do ")


def _periods(setting: Setting) -> dict[int, list[DateFact]]:
    """Return the dates that say which time figures cover, by sentence; not those that figures are compared with."""
    found: dict[int, list[DateFact]] = {}
    for day in setting.facts.dates:
        if day.role == "period" and not _COMPARED.search(setting.before(day.start, 24)):
            found.setdefault(setting.document.sentence_at(day.start).index, []).append(day)
    return found


def _covers(setting: Setting, row: Row, periods: dict[int, list[DateFact]]) -> None:
    """The period named nearest before the figure in its sentence, behind it, or in the sentences before."""
    sentence, start = row.candidate.sentence, row.candidate.start
    own = periods.get(sentence.index, [])
    before = [day for day in own if day.end <= start]
    chosen = before[-1] if before else (own[0] if own else None)
    for back in range(1, _NEIGHBOURS + 1):
        if chosen is not None or sentence.index < back:
            break
        other = setting.document.sentences[sentence.index - back]
        if other.paragraph == sentence.paragraph and (days := periods.get(other.index)):
            chosen = days[-1]
    if chosen is not None:
        for fact in row.facts:
            fact.covers_start, fact.covers_end = chosen.first, chosen.last
            fact.sources += [Source(name, chosen.start, chosen.end, COVERS) for name in ("covers_start", "covers_end")]
