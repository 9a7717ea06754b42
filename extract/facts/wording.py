"""Patterns made from lists of words of the lexicons."""

import re
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
    return re.compile(rf"(?<!\w)(?:{alternatives(words)})(?!\w)")
