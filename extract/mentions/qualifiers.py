"""Words that say that a figure is not exact: "hơn 60", "không dưới 60", "80% trở lên"."""

import re
from functools import cache

from pydantic import Field

from extract.document import Document
from extract.lexicon import Lexicon, load
from extract.mentions.base import Qualifier
from extract.phrases import Phrases

_PER = re.compile(r"/[^\W\d]+")  # "20.000 đồng/suất trở lên"


class QualifierWords(Lexicon):
    """Phrases by what they say of the figure."""

    over: list[str]
    under: list[str]
    about: list[str]
    exact: list[str] = Field(default_factory=list)


class Position(Lexicon):
    """When a qualifier is a preposition of place."""

    words: list[str]
    nouns: list[str]
    at_most: float


class Qualifiers(Lexicon):
    """The lexicon extract/lexicons/qualifiers.toml."""

    position: Position

    before: QualifierWords
    after: QualifierWords


@cache
def _qualifiers_before() -> tuple[dict[str, Qualifier], int, frozenset[str]]:
    """The phrases, how many words the longest has, and their last words."""
    words = load("qualifiers", Qualifiers).before
    found: dict[str, Qualifier] = dict.fromkeys(words.exact, "exact")
    found |= dict.fromkeys(words.over, "over")
    found |= dict.fromkeys(words.under, "under")
    found |= dict.fromkeys(words.about, "about")
    return found, max(len(phrase.split()) for phrase in found), frozenset(phrase.split()[-1] for phrase in found)


@cache
def _qualifiers_behind() -> Phrases[Qualifier]:
    words = load("qualifiers", Qualifiers).after
    groups: list[tuple[list[str], Qualifier]] = [(words.over, "over"), (words.under, "under"), (words.about, "about")]
    return Phrases([(phrase, qualifier) for phrases, qualifier in groups for phrase in phrases])


def qualifier_before(document: Document, position: int) -> tuple[Qualifier, int]:
    """Return the qualifier that stands right before `position` and where it begins (`position` where there is none)."""
    words, longest, last = _qualifiers_before()
    syllables = document.syllables
    index = syllables.index(position)
    if not index or syllables.forms[index - 1] not in last:
        return "exact", position
    for length in range(min(longest, index), 0, -1):
        phrase = " ".join(syllables.forms[index - length : index])
        start = syllables.spans[index - length].start
        if phrase in words and "\n" not in document.text[start:position]:
            return words[phrase], start if words[phrase] != "exact" else position
    return "exact", position


def qualifier_behind(document: Document, position: int) -> tuple[Qualifier, int]:
    """Return the qualifier that stands right behind `position` ("80% trở lên") and where it ends."""
    start = position
    if per := _PER.match(document.low, position):
        position = per.end()
    found = _qualifiers_behind().at(document.syllables, document.syllables.index(position))
    return (found.value, found.end) if found else ("exact", start)
