"""The vocabulary of posts: heads, what stands before and behind them, what ends them."""

from functools import cache
from typing import NamedTuple

from extract.lexicon import Lexicon, load
from extract.phrases import Phrases


class PostWords(Lexicon):
    """extract/lexicons/posts.toml."""

    first: list[str]
    deputy: list[str]
    member: list[str]
    lone: list[str]
    staff: list[str]
    prefixes: list[str]
    former: list[str]
    units: list[str]
    goes_on: list[str]
    kinds: list[str]
    turns: list[str]
    verbal: list[str]
    stops: list[str]
    areas: list[str]
    others: list[str]
    many: list[str]


class Head(NamedTuple):
    """What a head is: the first person of a body, and whether a body or unit must follow ("Trưởng", "cán bộ")."""

    first: bool = False
    needs_unit: bool = False
    lone: bool = False
    staff: bool = False


WORDS = load("posts", PostWords)
_BARE = ("Trưởng", "Phó", "CT", "BT")


@cache
def head_phrases() -> Phrases[Head]:
    """Return the heads of posts, each with what it is."""
    entries: dict[str, Head] = {}
    for word in WORDS.first:
        entries[word] = Head(first=True, needs_unit=word in _BARE)
        entries[f"Phó {word}"] = Head(needs_unit=word in _BARE)
        entries[f"Phó. {word}"] = Head(needs_unit=word in _BARE)
    for word in WORDS.deputy:
        entries[word] = Head(needs_unit=word in _BARE)
    for word in WORDS.member:
        entries[word] = Head()
    for word in WORDS.lone:
        entries[word] = Head(lone=True)
    for word in WORDS.staff:
        entries[word] = Head(needs_unit=True, staff=True)
    return Phrases(entries)


def _phrases(words: list[str]) -> Phrases[str]:
    return Phrases([(word, word) for word in words])


PREFIXES = _phrases(WORDS.prefixes)
UNITS = _phrases(WORDS.units)
GOES_ON = _phrases(WORDS.goes_on)
KINDS = _phrases(WORDS.kinds)
TURNS = _phrases(WORDS.turns)
VERBAL = _phrases(WORDS.verbal)
STOPS = _phrases(WORDS.stops)
AREAS = _phrases(WORDS.areas)
OTHERS = _phrases(WORDS.others)
MANY = _phrases(WORDS.many)
FORMER = frozenset(WORDS.former)
