"""The words around a figure and its noun (extract/lexicons/counts.toml), ready to be matched on folded text."""

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from extract.facts.wording import Ending, whole
from extract.lexicon import Lexicon, load


class Sides(Lexicon):
    """Nouns that mean the sides of an agreement."""

    always: list[str]
    pair: list[str]
    between: list[str]
    between_words: list[str]
    introducing: list[str]
    counted_behind: list[str]


class Names(Lexicon):
    """Words that figures make a name with."""

    heads: list[str]
    doubtful: list[str]
    longest_slogan: int


class Thresholds(Lexicon):
    """Figures that say which bodies are meant."""

    counted: list[str]
    holders: list[str]
    links: list[str]
    words: list[str]
    bare: list[str]
    plural: list[str]


class Multiples(Lexicon):
    """Comparisons by factor."""

    units: list[str]
    before: list[str]


class One(Lexicon):
    """When "một" is an article."""

    counted_kinds: list[str]
    counted_measures: list[str]
    shared_out: list[str]
    numbering: list[str]
    never: list[str]


class RecipientWords(Lexicon):
    """Words around the recipients of awards."""

    nouns: list[str]
    praise: list[str]
    receive: list[str]


class Relations(Lexicon):
    """Words that say how a count stands to what is around it."""

    location: list[str]
    location_sure: list[str]
    basis_sure: list[str]
    part_sure: list[str]
    within: list[str]
    part: list[str]
    each: list[str]
    in_all: list[str]
    drawn: list[str]
    sources: list[str]


class Money(Lexicon):
    """Words by which a bare "24,5 triệu" is money."""

    words: list[str]


class Modifiers(Lexicon):
    """Where the words that narrow a unit end."""

    stops: list[str]
    starts: list[str]
    whole: list[str]
    dangling: list[str]
    longest: int


class Actions(Lexicon):
    """Verbs by which what is counted was done."""

    verbs: list[str]
    not_verbs: list[str]
    auxiliary: list[str]
    manner: list[str]
    happenings: list[str]
    states: list[str]
    supporter: list[str]
    proposer: list[str]
    saying: list[str]
    at_the_event: list[str]
    both_sides: list[str]


class CountWords(Lexicon):
    """The lexicon extract/lexicons/counts.toml."""

    sides: Sides
    names: Names
    thresholds: Thresholds
    multiples: Multiples
    one: One
    recipients: RecipientWords
    relations: Relations
    money: Money
    modifiers: Modifiers
    actions: Actions


def count_words() -> CountWords:
    """Return the packaged lexicon."""
    return load("counts", CountWords)


def ending(words: Sequence[str]) -> Ending:
    """Return the ending of texts that any of `words` stands at the end of."""
    return Ending(whole(words), words)


class Patterns(NamedTuple):
    """The lexicon's words as patterns; the endings are those of the text before a figure."""

    between: Ending
    counted_behind: Ending
    name_head: Ending
    holder: Ending
    multiple: Ending
    shared_out: re.Pattern[str]
    numbering: Ending
    praised: Ending
    introduced: re.Pattern[str]
    praise: re.Pattern[str]
    receive: re.Pattern[str]
    both_sides: re.Pattern[str]
    money: re.Pattern[str]


@cache
def patterns() -> Patterns:
    """Return the patterns, compiled once."""
    words = count_words()
    thresholds = words.thresholds
    links = whole(thresholds.links)
    return Patterns(
        between=ending(words.sides.between_words),
        counted_behind=ending(words.sides.counted_behind),
        name_head=Ending(whole(words.names.heads) + "(?: số)?", [*words.names.heads, "số"]),
        holder=Ending(
            rf"(?P<plural>{whole(thresholds.plural)} )?(?P<holder>{whole(thresholds.holders)})"
            rf"(?P<link> {links})?(?: từ)?",
            [*thresholds.holders, *thresholds.links, "từ"],
        ),
        multiple=ending(words.multiples.before),
        shared_out=re.compile(whole(words.one.shared_out) + r" [^\W\d]+(?: [^\W\d]+){0,2} $"),
        numbering=ending(words.one.numbering),
        praised=Ending(
            whole(words.recipients.praise) + "(?: (?:cho|tặng|đối với))?",
            [*words.recipients.praise, "cho", "tặng", "đối với"],
        ),
        introduced=re.compile(" " + whole(words.sides.introducing)),
        praise=re.compile(whole(words.recipients.praise)),
        receive=re.compile(whole(words.recipients.receive)),
        both_sides=re.compile(whole(words.actions.both_sides)),
        money=re.compile(whole(words.money.words)),
    )
