"""Patterns made from lists of words of the lexicons."""

import re
import sys
from collections.abc import Iterable

from extract.text import fold


def alternatives(words: Iterable[str]) -> str:
    """Return the folded `words` as alternatives of a pattern, the longest first."""
    folded = sorted({fold(word).strip() for word in words}, key=lambda word: (-len(word), word))
    return "|".join(map(re.escape, folded))


def chain(words: Iterable[str], marks: str = ",") -> re.Pattern[str]:
    """Return a pattern for text that is nothing but `words` and punctuation `marks`, in any order and number.

    >>> bool(chain(["đã", "cùng"]).fullmatch("đã cùng"))
    True
    >>> bool(chain(["đã", "cùng"]).fullmatch("đã thăm"))
    False
    """
    # Atomic: text that can be cut into words in several ways is not tried in all of them.
    return re.compile(rf"(?:(?>(?:{alternatives(words)})(?!\w)|[{re.escape(marks)}])\s?)*+")


def anywhere(words: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern that finds any of `words` as whole words."""
    return re.compile(whole(words))


def whole(words: Iterable[str]) -> str:
    r"""Return the folded `words`, of which any is to be found as a whole word, as a pattern: the longest first.

    It says the same as `(?<!\w)(?:one|other)(?!\w)`, but begins with letters: `re` skips to the next place that has one
    of them, where it would have to try every place for what must not stand before it.
    """
    rests: dict[str, list[str]] = {}
    for word in sorted({fold(word).strip() for word in words}, key=lambda word: (-len(word), word)):
        rests.setdefault(word[0], []).append(re.escape(word[1:]))
    begun = (rf"{re.escape(first)}(?<!\w.)(?:{'|'.join(rest)})" for first, rest in rests.items())
    return rf"(?:{'|'.join(begun) or '(?!)'})(?!\w)"


class Ending:
    """A pattern for the words that a text ends with, before a space.

    Most texts end with none of them. Comparing their last letters says so at once, where the pattern has to be tried
    from every place of the text; it is exact, as every text that the pattern fits ends with one of `last` and a space.
    """

    def __init__(self, pattern: str, last: Iterable[str]) -> None:
        """Compile `pattern` with a space behind it; `last` are the words, or ends of words, that it can end with."""
        self._pattern = re.compile(f"{pattern} $")
        self._last = tuple(f"{word} " for word in dict.fromkeys(last))

    def search(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        """Return the words that `text[start:end]` ends with, None where they are no such words."""
        return self._pattern.search(text, start, end) if text.endswith(self._last, start, end) else None
