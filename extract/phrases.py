"""Vocabulary looked up in a text: many phrases, longest first, in one pass over the syllables."""

import bisect
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Generic, NamedTuple, TypeVar

from extract.language import Span, syllables
from extract.text import fold

Value = TypeVar("Value")


class Found(NamedTuple, Generic[Value]):
    """A phrase found in a text: its span and what the vocabulary says of it."""

    start: int
    end: int
    value: Value


class Syllables:
    """The syllables of a text and their folded forms: what phrases are matched on."""

    def __init__(self, text: str, low: str | None = None) -> None:
        """Cut `text`; `low` is its folded form, where that is known already."""
        low = fold(text) if low is None else low
        # Cut on the folded text, which knows one apostrophe only: "K’Văn" is one syllable, as "K'Văn" is.
        self.spans: list[Span] = syllables(low)
        self.forms: list[str] = [low[start:end] for start, end in self.spans]
        self.starts: list[int] = [start for start, _ in self.spans]

    @cached_property
    def places(self) -> dict[str, list[int]]:
        """Where each form stands, in order: what is looked for by its first syllable needs no look at the others."""
        found: defaultdict[str, list[int]] = defaultdict(list)
        for index, form in enumerate(self.forms):
            found[form].append(index)
        return dict(found)

    def index(self, position: int) -> int:
        """Return the index of the first syllable that begins at or after `position`."""
        return bisect.bisect_left(self.starts, position)


class _Node(Generic[Value]):
    """What may follow the first syllables of phrases, and the value of the phrase that ends here, if one does."""

    __slots__ = ("following", "values")

    def __init__(self) -> None:
        self.following: dict[str, _Node[Value]] = {}
        self.values: tuple[Value, ...] = ()


class Phrases(Generic[Value]):
    """A vocabulary: phrases (any typing, any case) and a value for each.

    A phrase matches on whole syllables, whatever its capitals and tone style; where several begin at one place, the
    longest wins. Spaces are not compared, so "LĐLĐ/CĐ" and "LĐLĐ / CĐ" are one phrase.
    """

    def __init__(self, entries: Mapping[str, Value] | Iterable[tuple[str, Value]]) -> None:
        self._first: dict[str, _Node[Value]] = {}  # by the first syllable of phrases
        pairs = entries.items() if isinstance(entries, Mapping) else entries
        for phrase, value in pairs:
            forms = Syllables(phrase).forms
            if not forms:
                raise ValueError(f"empty phrase: {phrase!r}")
            node = self._first.setdefault(forms[0], _Node())
            for form in forms[1:]:
                node = node.following.setdefault(form, _Node())
            node.values = node.values or (value,)

    def at(self, text: Syllables, index: int, stop: int | None = None) -> Found[Value] | None:
        """Return the longest phrase that begins at syllable `index` and ends before syllable `stop`, if any."""
        forms = text.forms
        stop = len(forms) if stop is None else stop
        if index >= stop:
            return None
        node = self._first.get(forms[index])
        values: tuple[Value, ...] = ()
        at = last = index
        while node is not None:
            if node.values:
                values, last = node.values, at
            at += 1
            node = node.following.get(forms[at]) if at < stop else None
        return Found(text.starts[index], text.spans[last].end, values[0]) if values else None

    def beginnings(self, text: Syllables) -> list[int]:
        """Return, in order, the syllables of a text that a phrase may begin with: those to ask :meth:`at` of."""
        places = text.places
        return sorted(index for form in places.keys() & self._first.keys() for index in places[form])

    def find(self, text: Syllables, start: int = 0, end: int | None = None) -> Iterator[Found[Value]]:
        """Yield the phrases in the characters [start, end) of the text, left to right, without overlaps."""
        first = text.index(start)
        stop = len(text.forms) if end is None else text.index(end)
        firsts = self._first
        if (first, stop) == (0, len(text.forms)):
            begin = self.beginnings(text)
        else:
            begin = [index for index, form in enumerate(text.forms[first:stop], first) if form in firsts]
        free = first
        for index in begin:
            if index >= free and (found := self.at(text, index, stop)) is not None:
                yield found
                free = text.index(found.end)
