"""What narrows a counted noun: the words behind it, which several nouns of a list may share."""

from functools import cache

from extract.facts.base import Source
from extract.facts.count_context import count_words
from extract.facts.count_exclusions import Candidate, Setting
from extract.facts.count_rows import Row, one_list
from extract.facts.units import Unit, unit_after
from extract.mentions.qualifiers import qualifier_behind
from extract.phrases import Phrases
from extract.rules import declare

MODIFIER = declare(
    "count.modifier",
    finds={
        "Năm qua có 207 cơ quan, 260 doanh nghiệp và 918 nhà trường đạt tiêu chuẩn “An toàn về an ninh trật tự”.": [
            "đạt tiêu chuẩn “An toàn về an ninh trật tự”"
        ],
        "Công an giải quyết 7 vụ ngừng việc tập thể.": ["ngừng việc tập thể"],
    },
    ignores=["Công an làm rõ 7 vụ, bắt 12 đối tượng."],
)

_END = frozenset(",;.:()…!?/-–")


@cache
def _stops() -> tuple[Phrases[bool], Phrases[bool], Phrases[bool]]:
    words = count_words().modifiers
    stops, starts, whole = (dict.fromkeys(group, True) for group in (words.stops, words.starts, words.whole))
    return Phrases(stops), Phrases(starts), Phrases(whole)


def _modifier(setting: Setting, candidate: Candidate) -> tuple[int, int] | None:
    """Return the span of the words behind the unit that narrow it, up to a stop word, a mark or the next figure."""
    unit = candidate.unit
    if unit.kind == "quantities" and unit.measure != "percent":
        return None
    stops, starts, whole = _stops()
    document, words = setting.document, count_words().modifiers
    syllables = document.syllables
    _, position = qualifier_behind(document, candidate.end)
    index = first = syllables.index(position)
    last = syllables.index(min(candidate.sentence.end, candidate.end + words.longest))
    if start := starts.at(syllables, index, last):
        index = syllables.index(start.end)
    elif unit.measure == "percent" and isinstance(
        nouns := unit_after(document, position, candidate.sentence.end), Unit
    ):
        index = syllables.index(nouns.end)
    numbers = setting.mentions.overlapping("number", position, candidate.sentence.end)
    while index < last:
        form, (start_at, _) = syllables.forms[index], syllables.spans[index]
        if fixed := whole.at(syllables, index, last):
            index = syllables.index(fixed.end)
            continue
        if document.plain[start_at] == '"':
            closing = document.plain.find('"', start_at + 1, candidate.sentence.end)
            if closing < 0:
                break
            index = syllables.index(closing + 1)
            break
        if (
            form in _END
            or stops.at(syllables, index, last)
            or any(number.start <= start_at < number.end for number in numbers)
        ):
            break
        index += 1
    while index > first and syllables.forms[index - 1] in words.dangling:
        index -= 1
    if index <= first:
        return None
    span = (syllables.spans[first].start, syllables.spans[index - 1].end)
    return span if document.text[position : span[0]].strip(" ") == "" else None


def find_modifiers(setting: Setting, rows: list[Row]) -> None:
    """Find the words that narrow the nouns of all rows."""
    for row in rows:
        row.modifier = _modifier(setting, row.candidate)
    last_of_list = rows[-1] if rows else None
    for first, second in zip(reversed(rows[:-1]), reversed(rows[1:]), strict=True):
        # "207 cơ quan, 260 doanh nghiệp và 918 nhà trường đạt …": what follows the last one is said of all.
        if not (one_list(setting, first, second) and _alike(first, second)):
            last_of_list = first
        elif first.modifier is None and second is last_of_list and _shared(setting, second):
            first.modifier, last_of_list = second.modifier, first


def write_modifier(setting: Setting, row: Row) -> None:
    """Write the modifier of `row` into its facts, with where it was read."""
    if row.modifier:
        text = " ".join(setting.document.text[slice(*row.modifier)].split())
        for fact in row.facts:
            fact.modifier = text
            fact.sources.append(Source("modifier", *row.modifier, MODIFIER))


def _alike(first: Row, second: Row) -> bool:
    kinds = {first.candidate.unit.kind, second.candidate.unit.kind}
    return len(kinds) == 1 and bool(kinds & {"people", "bodies", "places"})


def _shared(setting: Setting, row: Row) -> bool:
    """Whether the modifier is a clause of its own ("đạt tiêu chuẩn …"), not a word of the last noun alone."""
    if row.modifier is None:
        return False
    syllables = setting.document.syllables
    return _stops()[1].at(syllables, syllables.index(row.modifier[0])) is not None
