"""The words that numbers are written with (extract/lexicons/numbers.toml)."""

from extract.lexicon import Lexicon, load


class Words(Lexicon):
    """The structural words of spelled numbers."""

    ten: list[str]
    tens: list[str]
    hundred: list[str]
    zero_hundred: list[str]
    zero_tens: list[str]
    half: list[str]
    and_half: list[str]
    percent: list[str]


class Glued(Lexicon):
    """What may follow a figure without a space."""

    units: list[str]


class Ordinals(Lexicon):
    """Words before a figure that make it no quantity, and the words that take that back."""

    before: list[str]
    quantity_before_number_word: list[str]
    distributive: list[str]


class Never(Lexicon):
    """Phrases with figures that are no quantities."""

    never: list[str]


class YearWord(Lexicon):
    """What stands beside "năm" where it is year, not five."""

    before: list[str]
    after: list[str]


class NumberWords(Lexicon):
    """The lexicon extract/lexicons/numbers.toml."""

    digits: dict[str, int]
    digits_after_tens: dict[str, int]
    scales: dict[str, int]
    glued_scales: dict[str, int]
    words: Words
    glued: Glued
    ordinals: Ordinals
    phrases: Never
    year_word: YearWord


def number_words() -> NumberWords:
    """Return the packaged lexicon of numbers."""
    return load("numbers", NumberWords)
