"""The verbs of giving and receiving awards, and their voice."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from extract.document import Document
from extract.mentions.awards import lexicon
from extract.phrases import Phrases

Sense = Literal["give", "hand", "receive", "close", "other", "gift", "ignored", "praise"]
_PASSIVE = re.compile(r"(?<!\w)(?:(?:đã|vinh dự|cũng|vừa|được|đều)\s)*được(?!\w)")
_AGENT_GAP = re.compile(r"(?:[^\d;.:]|\d(?=\w*\s(?:ban|ngành)))*")


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb of giving or receiving; `start` is that of its "được" where it is passive."""

    start: int
    end: int
    sense: Sense
    passive: bool = False
    agent_start: int = 0  # where the agent of a passive begins, behind "được"


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


def verbs(document: Document, start: int, end: int) -> list[Verb]:
    """Return the verbs of giving and receiving in [start, end), and the other verbs that begin a new clause."""
    found: list[Verb] = []
    for match in _verbs().find(document.syllables, start, end):
        if match.value == "ignored":
            continue
        floor = next((verb.end for verb in reversed(found) if verb.sense != "other"), start)
        found.append(voiced(document, match.start, match.end, match.value, floor))
    return found


def voiced(document: Document, start: int, end: int, sense: Sense, floor: int) -> Verb:
    """Return a verb with its voice: "được … tặng" and "nhận" have their recipients before them."""
    if sense == "receive":
        before = last(_PASSIVE, document.low, max(floor, start - 30), start)
        touching = before is not None and not document.low[before.end() : start].strip()
        return Verb(before.start() if before and touching else start, end, sense, True, start)
    passive = last(_PASSIVE, document.low, max(floor, start - 400), start)
    if passive is not None and _AGENT_GAP.fullmatch(document.low, passive.end(), start):
        return Verb(passive.start(), end, sense, True, passive.end())
    return Verb(start, end, sense)


def last(pattern: re.Pattern[str], text: str, start: int, end: int) -> re.Match[str] | None:
    """Return the last match of `pattern` in `text[start:end]`."""
    found = None
    for match in pattern.finditer(text, start, end):
        found = match
    return found
