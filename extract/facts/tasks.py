"""What the sides of an agreement undertook to do: the items of the list in which an article tells it."""

import re
from functools import cache

from extract.document import Document
from extract.facts.agreement_lexicon import lexicon
from extract.facts.base import Task
from extract.facts.paper import Paper
from extract.facts.wording import alternatives, anywhere

# So many sentences from the agreement on its tasks are told, if at all.
_REACH = 60
# Shorter pieces are no tasks.
_SHORTEST = 12
_AND = re.compile(r",? và |, ")
_AND_BEHIND = re.compile(r"(?:,? và|,)? ?$")
_STOP = re.compile(r"[;:.](?=\s|$)")


@cache
def _openings() -> tuple[re.Pattern[str], ...]:
    """Return the patterns that open a list: "… như: A; B", "Theo đó, hai bên sẽ A; B", "Theo quy chế, A; B"."""
    words = lexicon().tasks
    sides = rf"(?:(?:{alternatives(words.sides)})(?:\s[^\s;:.]+){{0,8}}?(?:\s(?:{alternatives(words.modals)}))+\s)?"
    # "hằng năm Công đoàn A và LĐLĐ B sẽ …"
    bodies = rf"[^,;:.\n]{{0,90}}?\ssẽ(?:\s(?:{alternatives(words.modals)}))*\s"
    return (
        re.compile(rf"(?<!\w)(?:{alternatives(words.heads)})\s?:\s"),
        re.compile(rf"(?<!\w)(?:{alternatives(words.openings)}),\s{sides}"),
        re.compile(rf"(?<!\w)(?:{alternatives(words.by)})[^,;:.\n]{{0,60}},\s(?:{bodies}|{sides})"),
    )


@cache
def _shares() -> re.Pattern[str]:
    """Return the pattern that opens a list with commas: "phân rõ phần việc của từng bên trong A, B và C"."""
    return re.compile(rf"(?<!\w)(?:{alternatives(lexicon().tasks.shares)})(?: của [^,;:.\n]{{0,40}})? trong(?: việc)? ")


@cache
def _verbs() -> re.Pattern[str]:
    return re.compile(rf"(?:{alternatives(lexicon().tasks.verbs)})(?!\w)")


@cache
def _topic() -> re.Pattern[str]:
    return anywhere(lexicon().tasks.topics)


def tasks(document: Document, papers: list[Paper], *, signed: bool) -> list[Task]:
    """Return what the sides agreed to do, as spans; only for an agreement that is signed in the event.

    A list is read where a sentence about the agreement opens it with a colon, or with "Theo đó, hai bên …", and parts
    its items with semicolons.
    """
    if not signed:
        return []
    first = min(paper.sentence.index for paper in papers)
    found: list[Task] = []
    for sentence in document.sentences[first : first + _REACH]:
        if sentence.part == "caption" or not _topic().search(document.low, sentence.start, sentence.end):
            continue
        found = _items(document, sentence.start, sentence.end)
        if len(found) < 2:
            found = _shared_out(document, sentence.start, sentence.end)
        if len(found) > 1:
            return found
    return []


def _shared_out(document: Document, start: int, end: int) -> list[Task]:
    """Return the items between commas and "và", each from a verb on, of a list that tells who does what."""
    head = _shares().search(document.low, start, end)
    if head is None or not _verbs().match(document.low, head.end()):
        return []
    begins = [head.end()]
    begins += [
        mark.end() for mark in _AND.finditer(document.low, head.end(), end) if _verbs().match(document.low, mark.end())
    ]
    stop = next((mark.start() for mark in _STOP.finditer(document.low, head.end(), end)), end)
    begins = [begin for begin in begins if begin < stop]
    ends = [*begins[1:], stop]
    spans = ((begin, _AND_BEHIND.sub("", document.low[begin:until])) for begin, until in zip(begins, ends, strict=True))
    return [Task(begin, begin + len(text)) for begin, text in spans if len(text) >= _SHORTEST]


def _items(document: Document, start: int, end: int) -> list[Task]:
    heads = (pattern.search(document.low, start, end) for pattern in _openings())
    head = next((match for match in heads if match), None)
    if head is None:
        return []
    begin = head.end()
    found: list[Task] = []
    for piece in re.finditer(r"[^;]+", document.text[begin:end]):
        item_start, item_end = begin + piece.start(), begin + piece.end()
        while item_start < item_end and document.text[item_start] in ' ,-"':
            item_start += 1
        while item_end > item_start and document.text[item_end - 1] in " .,":
            item_end -= 1
        if item_end - item_start >= _SHORTEST:
            found.append(Task(item_start, item_end))
    return found
