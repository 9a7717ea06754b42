"""The vocabulary of units: what nouns figures count, and their measures (lexicons units.toml and measures.toml)."""

from functools import cache
from typing import Literal, NamedTuple

from pydantic import model_validator

from extract.lexicon import Lexicon, load
from extract.phrases import Phrases
from extract.text import fold

NeverKind = Literal["durations", "ages", "measures", "awards", "words"]


class Counters(Lexicon):
    """Words that need the noun behind them."""

    turns: list[str]
    classifiers: list[str]
    bare_classifiers: list[str]
    honorifics: list[str]
    skipped: list[str]
    never_second: list[str]
    compounding: list[str]
    compounding_alike: list[str]


class Never(Lexicon):
    """Nouns that figures stand before without counting."""

    durations: list[str]
    ages: list[str]
    measures: list[str]
    awards: list[str]
    words: list[str]


class Refinement(Lexicon):
    """A measure that a unit takes from the words behind it."""

    measure: str
    units: list[str]
    modifiers: list[str]


class ByValue(Lexicon):
    """A measure that a unit takes for some values: from `at_least` on, or for all with a fraction."""

    unit: str
    measure: str
    at_least: float | None = None


class Shorter(Lexicon):
    """A unit that is only the noun it begins with where one of the words `before` follows: "lớp học" before "tập"."""

    unit: str
    of: str
    before: list[str]


class UnitWords(Lexicon):
    """The lexicon extract/lexicons/units.toml."""

    units: dict[str, list[str]]
    refined: list[Refinement]
    by_value: list[ByValue]
    shorter: list[Shorter]
    aliases: dict[str, str]
    counters: Counters
    never: Never

    @model_validator(mode="after")
    def _consistent(self) -> "UnitWords":
        seen: dict[str, str] = {}
        for measure, units in self.units.items():
            for unit in units:
                if fold(unit) in seen:
                    raise ValueError(f"unit {unit!r} stands under {seen[fold(unit)]!r} and {measure!r}")
                seen[fold(unit)] = measure
        return self


class Measures(Lexicon):
    """The lexicon extract/lexicons/measures.toml: labels with their Vietnamese reading, by kind."""

    people: dict[str, str]
    bodies: dict[str, str]
    places: dict[str, str]
    cases: dict[str, str]
    activities: dict[str, str]
    documents: dict[str, str]
    objects: dict[str, str]
    quantities: dict[str, str]

    def kinds(self) -> dict[str, str]:
        """Return label → kind."""
        return {label: kind for kind in type(self).model_fields for label in getattr(self, kind)}


class Entry(NamedTuple):
    """What the vocabulary says of a phrase: a unit with its measure and kind, or why it is none."""

    unit: str
    measure: str
    kind: str
    never: NeverKind | None = None


class Vocabulary(NamedTuple):
    """The lexicon of units, ready to be looked up."""

    entries: Phrases[Entry]
    turns: Phrases[str]
    classifiers: frozenset[str]
    bare_classifiers: frozenset[str]
    honorifics: frozenset[str]
    skipped: frozenset[str]
    never_second: frozenset[str]
    compounding: dict[str, bool]
    refined: dict[str, list[tuple[Phrases[bool], str]]]
    kinds: dict[str, str]
    by_value: dict[str, list[ByValue]]
    shorter: dict[str, tuple[Phrases[bool], Entry]]


@cache
def vocabulary() -> Vocabulary:
    """Return the vocabulary of units; raises LexiconError where a lexicon is at fault."""
    words = load("units", UnitWords)
    kinds = load("measures", Measures).kinds()
    if unknown := sorted(
        {*words.units, *(r.measure for r in words.refined), *(rule.measure for rule in words.by_value)} - set(kinds)
    ):
        raise ValueError(f"extract/lexicons/units.toml: measures that measures.toml does not name: {unknown}")
    entries = {unit: Entry(unit, measure, kinds[measure]) for measure, units in words.units.items() for unit in units}
    by_unit = dict(entries)
    for alias, unit in words.aliases.items():
        head = by_unit.get(unit) or _of_first(unit, by_unit)
        entries[alias] = Entry(unit, head.measure, head.kind) if head else Entry(unit, "other", "other")
    for why in ("durations", "ages", "measures", "awards", "words"):
        for phrase in getattr(words.never, why):
            entries[phrase] = Entry(phrase, "", "", why)
    refined: dict[str, list[tuple[Phrases[bool], str]]] = {}
    for refinement in words.refined:
        phrases = Phrases(dict.fromkeys(refinement.modifiers, True))
        for unit in refinement.units:
            refined.setdefault(unit, []).append((phrases, refinement.measure))
    return Vocabulary(
        Phrases(entries),
        Phrases({turn: turn for turn in words.counters.turns}),
        frozenset(words.counters.classifiers),
        frozenset(words.counters.bare_classifiers),
        frozenset(words.counters.honorifics),
        frozenset(words.counters.skipped),
        frozenset(words.counters.never_second),
        dict.fromkeys(words.counters.compounding, False) | dict.fromkeys(words.counters.compounding_alike, True),
        refined,
        kinds,
        {unit: [rule for rule in words.by_value if rule.unit == unit] for unit in {r.unit for r in words.by_value}},
        {s.of: (Phrases(dict.fromkeys(s.before, True)), by_unit[s.unit]) for s in words.shorter},
    )


def _of_first(unit: str, by_unit: dict[str, Entry]) -> Entry | None:
    """Return the entry of the longest known unit that `unit` begins with ("công nhân, viên chức, lao động")."""
    known = [entry for name, entry in by_unit.items() if unit == name or unit.startswith((name + ",", name + " "))]
    return max(known, key=lambda entry: len(entry.unit), default=None)
