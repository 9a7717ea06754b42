"""The vocabulary around persons' names: ranks, honorifics, family names."""

from functools import cached_property
from typing import Literal

from extract.lexicon import Lexicon, load
from extract.phrases import Phrases
from extract.text import fold

Introducer = Literal["rank", "honorific", "plural", "occupation", "post"]


class Ranks(Lexicon):
    """extract/lexicons/ranks.toml."""

    ranks: list[str]
    suffixes: list[str]
    degrees: list[str]


class Honorifics(Lexicon):
    """extract/lexicons/honorifics.toml."""

    honorifics: list[str]
    plural: list[str]
    occupations: list[str]


class Surnames(Lexicon):
    """extract/lexicons/surnames.toml; the sets are folded."""

    strong: list[str]
    weak: list[str]
    middle: list[str]
    prefixes: list[str]
    bearers: list[str]
    countries: list[str]
    historic: list[str]

    @cached_property
    def strong_set(self) -> frozenset[str]:
        """Family names that need nothing beside them."""
        return frozenset(map(fold, self.strong))

    @cached_property
    def weak_set(self) -> frozenset[str]:
        """Family names that are words as well."""
        return frozenset(map(fold, self.weak))

    @cached_property
    def middle_set(self) -> frozenset[str]:
        """Syllables that often stand second."""
        return frozenset(map(fold, self.middle))

    @cached_property
    def prefix_set(self) -> frozenset[str]:
        """First syllables of highland names."""
        return frozenset(map(fold, self.prefixes))


RANKS = load("ranks", Ranks)
HONORIFICS = load("honorifics", Honorifics)
SURNAMES = load("surnames", Surnames)

# What announces a name, with the words as written for ranks.
INTRODUCERS: Phrases[tuple[Introducer, str]] = Phrases(
    [
        *((word, ("occupation", word)) for word in HONORIFICS.occupations),
        *((word, ("honorific", word)) for word in HONORIFICS.honorifics if word not in HONORIFICS.occupations),
        *((word, ("plural", word)) for word in HONORIFICS.plural if word not in HONORIFICS.honorifics),
        *((rank, ("rank", rank)) for rank in RANKS.ranks),
    ]
)
DEGREES: Phrases[str] = Phrases([(word, word) for word in (*RANKS.degrees, *RANKS.suffixes)])
COUNTRIES: Phrases[str] = Phrases([(word, word) for word in SURNAMES.countries])
HISTORIC: Phrases[str] = Phrases([(name, name) for name in SURNAMES.historic])
BEARERS: Phrases[str] = Phrases([(word, word) for word in SURNAMES.bearers])


def is_known_surname(name: str) -> bool:
    """Whether a person's name begins with a family name or a first syllable that the lexicon knows."""
    first = fold(name).split(" ")[0]
    return first in SURNAMES.strong_set or first in SURNAMES.weak_set or first in SURNAMES.prefix_set or "'" in first
