"""Where calendar expressions may begin in a text: at a few words, and at figures.

Some forty patterns read a text for dates. Each begins with one of a few words or with a figure, and is tried only
where one of those stands, which the index of syllables tells: trying them at every character took longer than all
other reading.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from extract.phrases import Syllables

# Stands for all figures among the words that a pattern begins with.
FIGURE = "0"
_FIGURES = re.compile(r"\d+")
_BESIDE_APOSTROPHE = re.compile(r"(?<=')[^\W\d_]+|(?<='\s)[^\W\d_]+|[^\W\d_]+(?=')")


def first_words(*words: str | Iterable[str]) -> frozenset[str]:
    """Return the first syllables of `words`; a vocabulary stands for each of its words."""
    every = (word for group in words for word in ([group] if isinstance(group, str) else group))
    return frozenset(Syllables(word).forms[0] for word in every)


class Starts:
    """The places in one text where calendar expressions may begin.

    None is missed: a word of a pattern has no letter or figure beside it, and so is a syllable. Only beside an
    apostrophe ("của'ngày 5/3'") it may be part of one; these are looked for by themselves, and so are figures behind
    a stop or a comma, which belong to the number before them.
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

    def matches(self, pattern: re.Pattern[str], words: frozenset[str]) -> Iterator[re.Match[str]]:
        """Yield the matches of `pattern`, each of which begins with one of `words` (:data:`FIGURE`: with a figure)."""
        end = 0
        for start in self._of(words):
            if start >= end and (match := pattern.match(self._low, start)):
                yield match
                end = match.end()

    def _of(self, words: frozenset[str]) -> list[int]:
        if (found := self._known.get(words)) is None:
            places, starts = self._syllables.places, self._syllables.starts
            found = [starts[index] for word in places.keys() & words for index in places[word]]
            found += [start for word in self._apart.keys() & words for start in self._apart[word]]
            if FIGURE in words:
                found += self._figures
            found.sort()
            self._known[words] = found
        return found
