"""Texts that are hostile to one pattern, made from the pattern itself, and those that are hostile to any.

A pattern is slow where it reads far and then fails: on its own beginnings, repeated without what it waits for, and on
runs of what it repeats. So a few texts that it matches are written, by its parse tree, and every beginning of them, and
everything that it repeats, is repeated to the size that is asked for.
"""

import re
from collections.abc import Iterator
from re import _constants as ops  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

# Runs of one kind and mixtures of kinds, each repeated: whatever the pattern.
_ANYTHING = (
    "a", "A", "1", " ", "\n", ".", ",", "-", "(", '"', "<", "&", "a ", "A ", "Aa ", "1 ", "1.", "1,", "1/", "a, ",
    "Aa, ", "- ", "a-", "( ", "a\n", " \n", "<a ", "<a href=", "</", "ngày 1", "từ năm 2019 ", "công an ", "ký ",
    "Công an tỉnh, ",
)  # fmt: skip
_CHARACTERS = " a1Ađ,.-/(\n\t\"':;<>=&%_?@#)[]{}*+!|"
_ODD = "§"  # ends a run: what waits for the end of the text behind it waits in vain
_VARIANTS = 5  # texts that the pattern matches, each with other alternatives
_SEVERAL = 40  # rounds of a repetition behind one beginning

_CATEGORIES = {
    ops.CATEGORY_DIGIT: str.isdigit,
    ops.CATEGORY_NOT_DIGIT: lambda char: not char.isdigit(),
    ops.CATEGORY_SPACE: str.isspace,
    ops.CATEGORY_NOT_SPACE: lambda char: not char.isspace(),
    ops.CATEGORY_WORD: lambda char: char.isalnum() or char == "_",
    ops.CATEGORY_NOT_WORD: lambda char: not (char.isalnum() or char == "_"),
}


def texts(pattern: re.Pattern[Any], size: int) -> Iterator[str]:
    """Yield texts of `size` characters that may be slow for `pattern`, the same ones each time."""
    source = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    flags = pattern.flags & ~(re.UNICODE | re.ASCII | re.LOCALE)
    tree = parser.parse(source, flags)
    seen: set[str] = set()
    for variant in range(_VARIANTS):
        writer = _Writer(variant)
        writer.write(tree)
        beginnings = [writer.text[:end] for end in sorted({*writer.ends, len(writer.text) - 1}) if end > 0]
        for piece in (writer.text, *beginnings):
            for repeated in (piece, piece + " ", piece + "\n"):
                if repeated not in seen:
                    seen.add(repeated)
                    yield _fill(repeated, size)
        for start, body in writer.repeated:
            before = writer.text[:start]
            for begun in (body, before + "\0" + body, before + body * _SEVERAL + " "):
                if begun not in seen:
                    seen.add(begun)
                    head, _, tail = begun.rpartition("\0")
                    yield head + _fill(tail, size - len(head) - 1) + _ODD
    for piece in _ANYTHING:
        yield _fill(piece, size)


def _fill(piece: str, size: int) -> str:
    return (piece * (size // len(piece) + 1))[:size] if piece else ""


class _Writer:
    """Writes one text that a pattern matches.

    Attributes:
        text: what is written; look-arounds are not looked at, so a pattern may refuse it.
        ends: where a part of the pattern ends in the text.
        repeated: where a part that may be repeated without bound, or often, begins, and what it repeats.
    """

    def __init__(self, variant: int) -> None:
        self.text = ""
        self.ends: set[int] = set()
        self.repeated: list[tuple[int, str]] = []
        self._variant = variant
        self._groups: dict[int, str] = {}

    def write(self, tree: Any) -> None:
        """Write what the parsed pattern `tree` matches."""
        for op, value in tree:
            self._write(op, value)
            self.ends.add(len(self.text))

    def _write(self, op: Any, value: Any) -> None:
        if op is ops.LITERAL:
            self.text += chr(value)
        elif op is ops.NOT_LITERAL:
            self.text += next(char for char in self._rotated() if ord(char) != value)
        elif op is ops.ANY:
            self.text += self._rotated()[0]
        elif op is ops.IN:
            self.text += self._one_of(value)
        elif op is ops.BRANCH:
            branches = value[1]
            self.write(branches[self._variant * max(1, len(branches) // _VARIANTS) % len(branches)])
        elif op is ops.SUBPATTERN:
            start = len(self.text)
            self.write(value[3])
            if value[0] is not None:
                self._groups[value[0]] = self.text[start:]
        elif op is ops.ATOMIC_GROUP:
            self.write(value)
        elif op in (ops.MAX_REPEAT, ops.MIN_REPEAT, ops.POSSESSIVE_REPEAT):
            self._repeat(*value)
        elif op is ops.GROUPREF:
            self.text += self._groups.get(value, "")
        elif op is ops.GROUPREF_EXISTS or (op is ops.ASSERT and value[0] > 0):
            self.write(value[1])

    def _repeat(self, least: int, most: int, body: Any) -> None:
        start = len(self.text)
        self.write(body)
        once = self.text[start:]
        if most > 2 and once:
            self.repeated.append((start, once))
            others = _Writer(self._variant + 1)
            others.write(body)
            self.repeated.append((start, once + others.text))
        rounds = max(least, min(most, self._variant))  # left out in the first variant, where it may be
        self.text = self.text[:start] + once * rounds

    def _rotated(self) -> str:
        shift = self._variant % len(_CHARACTERS)
        return _CHARACTERS[shift:] + _CHARACTERS[:shift]

    def _one_of(self, items: Any) -> str:
        fitting = [char for char in _CHARACTERS if _in(char, items)]
        if fitting:
            return fitting[self._variant % len(fitting)]
        first, value = items[0]
        return chr(value if first is ops.LITERAL else value[0]) if first in (ops.LITERAL, ops.RANGE) else "\u1ea1"


def _in(char: str, items: Any) -> bool:
    negated = items[0][0] is ops.NEGATE
    found = any(
        (op is ops.LITERAL and ord(char) == value)
        or (op is ops.RANGE and value[0] <= ord(char) <= value[1])
        or (op is ops.CATEGORY and _CATEGORIES[value](char))
        for op, value in items
    )
    return found is not negated
