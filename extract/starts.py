"""Where the matches of a pattern may begin in a text: at a few words, or at figures.

Most patterns that read a text begin with one of a few words or with a figure. They are tried only where one of those
stands, which the index of syllables tells: trying each pattern at every character took longer than all other reading.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from extract.phrases import Syllables

# Stands for all figures among the words that a pattern begins with.
FIGURE = "0"
_FIGURES = re.compile(r"\d+")
_BESIDE_APOSTROPHE = re.compile(r"(?<=')[^\W\d_]+|(?<='\s)[^\W\d_]+|(?<![^\W\d_])[^\W\d_]++(?=')")


def first_words(*words: str | Iterable[str]) -> frozenset[str]:
    """Return the first syllables of `words`; a vocabulary stands for each of its words."""
    every = (word for group in words for word in ([group] if isinstance(group, str) else group))
    return frozenset(Syllables(word).forms[0] for word in every)


class Starts:
    """The places in one text where patterns may begin to match.

    None is missed, if a pattern begins with whole words, with nothing but a figure glued to the first one: such a word
    is a syllable. Only beside an apostrophe ("của'ngày 5/3'") it may be part of one; these are looked for by
    themselves, and so are figures behind a stop or a comma, which belong to the number before them.
    """

    def __init__(self, syllables: Syllables, low: str) -> None:
        places = syllables.places
        self._low = low
        self._syllables = syllables
        self._apart: defaultdict[str, list[int]] = defaultdict(list)
        if "'" in low:
            for beside in _BESIDE_APOSTROPHE.finditer(low):
                self._apart[beside[0]].append(beside.start())
        self._figures = [
            syllables.starts[index] + figure.start()
            for form in places
            if form[0].isdecimal()
            for figure in _FIGURES.finditer(form)
            for index in places[form]
        ]
        self._known: dict[frozenset[str], list[int]] = {}

    def matches(
        self, pattern: re.Pattern[str], words: frozenset[str], text: str | None = None
    ) -> Iterator[re.Match[str]]:
        """Yield the matches of `pattern`, each of which begins with one of `words` (:data:`FIGURE`: with a figure).

        `words` are folded; the pattern is matched on the folded text, or on `text`, another form of it.
        """
        text = self._low if text is None else text
        end = 0
        for start in self.of(words):
            if start >= end and (match := pattern.match(text, start)):
                yield match
                end = match.end()

    def of(self, words: frozenset[str]) -> list[int]:
        """Return, in order, where one of the folded `words` stands or, with :data:`FIGURE` among them, a figure."""
        if (found := self._known.get(words)) is None:
            places, starts = self._syllables.places, self._syllables.starts
            found = [starts[index] for word in places.keys() & words for index in places[word]]
            found += [start for word in self._apart.keys() & words for start in self._apart[word]]
            if FIGURE in words:
                found += self._figures
            found.sort()
            self._known[words] = found
        return found
