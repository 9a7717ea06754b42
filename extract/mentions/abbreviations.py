"""What abbreviations stand for: as the text itself says, else as the lexicon does."""

import re
from collections.abc import Mapping
from functools import cache

from extract.document import Document
from extract.lexicon import Lexicon, load
from extract.text import fold

_DEFINED = re.compile(r"\((?P<short>[A-ZĐƯÂÔ][A-ZĐƯÂÔ&-]{0,8}[A-ZĐƯÂÔ])\)")
_WORD = re.compile(r"[^\W\d_]+")
# Syllables that an abbreviation may leave out ("khu chế xuất và công nghiệp (KCX-CN)").
_LEFT_OUT = frozenset({"và", "của", "về", "các", "cho"})
_SHORT = re.compile(r"(?<![\w.])[A-ZĐƯÂÔ]{2,9}(?![\w])")


class Abbreviations(Lexicon):
    """The file as a whole."""

    words: dict[str, str]


@cache
def known() -> dict[str, str]:
    """Return the abbreviations of extract/lexicons/abbreviations.toml."""
    return load("abbreviations", Abbreviations).words


def defined(document: Document) -> dict[str, str]:
    """Return the abbreviations that `document` itself defines, in brackets behind the words: "Khu kinh tế (KKT)"."""
    found: dict[str, str] = {}
    for match in _DEFINED.finditer(document.plain):
        if match["short"] not in found and (words := _words_before(document, match.start(), match["short"])):
            found[match["short"]] = words
    return found


def _words_before(document: Document, end: int, short: str) -> str | None:
    """Return the words before `end` whose initials are `short`; None where they do not fit."""
    letters = [letter for letter in fold(short) if letter.isalpha()]
    head = max(0, end - 12 * len(short) - 12)
    words = [(match.start() + head, fold(match[0])) for match in _WORD.finditer(document.plain[head:end])]
    start = None
    while letters and words:
        start, word = words.pop()
        if word[0] == letters[-1]:
            letters.pop()
        elif word not in _LEFT_OUT:
            return None
    written = document.text[start:end].strip()
    return None if letters or "\n" in written or "." in written else written


def expand(written: str, own: Mapping[str, str]) -> str:
    """Return `written` with its abbreviations expanded: by `own` (:func:`defined`), else by the lexicon.

    >>> expand("Khu kinh tế và KCN", {})
    'Khu kinh tế và Khu công nghiệp'
    """
    return _SHORT.sub(lambda match: own.get(match[0]) or known().get(match[0]) or match[0], written)
