"""A text ready to be read by rules: its parts, sentences and words, and what is known of it from outside."""

import bisect
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any, Literal, TypeVar, cast

from extract import language
from extract.language import Span, Word
from extract.phrases import Syllables
from extract.starts import Starts
from extract.text import lower, plain

PartKind = Literal["title", "lead", "body", "caption"]
Found = TypeVar("Found")

# How many syllables around a place the models of words see.
_WORDS_BEFORE = 8
_WORDS_BEHIND = 12


@dataclass(frozen=True)
class Part:
    """A paragraph of an article's text and what it is."""

    kind: PartKind
    start: int
    end: int


@dataclass(frozen=True)
class Context:
    """What is known of a text from outside: it fills in what the words leave to the reader.

    Attributes:
        published_at: the time of publication, in Vietnam's time zone.
        province: the name in the 63-province scheme ("Phú Thọ"); None where it is not known.
        province_2025: the name in the 34-province scheme.
        portal, portal_kind: the portal's key and kind in the registry.
    """

    published_at: datetime | None = None
    province: str | None = None
    province_2025: str | None = None
    portal: str | None = None
    portal_kind: str | None = None

    @property
    def published_on(self) -> date | None:
        """The Vietnamese day of publication."""
        return self.published_at.date() if self.published_at else None


@dataclass(frozen=True)
class Sentence:
    """A sentence: its span, its place among all sentences, the paragraph it stands in and that paragraph's kind."""

    start: int
    end: int
    index: int
    paragraph: int
    part: PartKind


@dataclass
class Document:
    """A text with everything that rules ask of it; each thing is computed once, when it is first asked for.

    `text` is what spans point into. `plain` and `low` have the same length: `plain` with typing variants made one,
    `low` in lower case as well. Patterns are matched on those, and their offsets hold in `text`.
    """

    text: str
    parts: Sequence[Part] = ()
    context: Context = field(default_factory=Context)

    def __post_init__(self) -> None:
        if not self.parts:
            self.parts = paragraphs(self.text)

    @cached_property
    def plain(self) -> str:
        """The text with typing variants made one."""
        return plain(self.text)

    @cached_property
    def low(self) -> str:
        """The folded text: `plain` in lower case."""
        return lower(self.plain)

    @cached_property
    def syllables(self) -> Syllables:
        """The syllables, for looking up phrases."""
        return Syllables(self.text, self.low)

    @cached_property
    def starts(self) -> Starts:
        """Where patterns may begin to match."""
        return Starts(self.syllables, self.low)

    @cached_property
    def sentences(self) -> list[Sentence]:
        """The sentences in order; none crosses a paragraph."""
        found: list[Sentence] = []
        for number, part in enumerate(self.parts):
            for span in language.sentences(self.text, part.start, part.end):
                found.append(Sentence(*span, index=len(found), paragraph=number, part=part.kind))
        return found

    @cached_property
    def _sentence_starts(self) -> list[int]:
        return [sentence.start for sentence in self.sentences]

    def sentence_at(self, position: int) -> Sentence:
        """Return the sentence that holds the character at `position` (the one before it, for a place between two)."""
        behind = bisect.bisect_right(self._sentence_starts, position)
        return self.sentences[behind - 1 if behind else 0]

    def sentence_text(self, position: int) -> str:
        """Return the sentence around `position` as written."""
        sentence = self.sentence_at(position)
        return self.text[sentence.start : sentence.end]

    @cached_property
    def _kept(self) -> dict[Hashable, Any]:
        return {}

    def once(self, key: Hashable, find: Callable[[], Found]) -> Found:
        """Return what `find` returned when it was first asked for under `key`: for what several rules look for."""
        if key not in self._kept:
            self._kept[key] = find()
        return cast(Found, self._kept[key])

    def words_from(self, position: int) -> list[Word]:
        """Return the words behind `position` in its sentence, with parts of speech: as many as are near.

        The models weigh a word by its neighbours and are slow, so that they see no more than those: the words behind
        all 3,500 figures of the development texts came out as they do of whole sentences.
        """
        sentence, known = self.sentence_at(position), self.syllables
        at = known.index(position)
        first = max(at - _WORDS_BEFORE, known.index(sentence.start))
        last = min(at + _WORDS_BEHIND, known.index(sentence.end))
        if at >= last:
            return []
        found = language.words(self.text, known.starts[first], known.spans[last - 1].end)
        return [word for word in found if word.start >= position]


def paragraphs(text: str, first: PartKind = "body") -> list[Part]:
    """Return the lines of `text` as parts: the first of kind `first`, the others body."""
    parts: list[Part] = []
    start = 0
    for line in text.split("\n"):
        if line.strip():
            parts.append(Part("body" if parts else first, start, start + len(line)))
        start += len(line) + 1
    return parts


def join_parts(pieces: Sequence[tuple[PartKind, str]]) -> tuple[str, list[Part]]:
    """Join clean one-line `pieces` into a text, one a line, and return it with their places."""
    parts: list[Part] = []
    start = 0
    for kind, piece in pieces:
        parts.append(Part(kind, start, start + len(piece)))
        start += len(piece) + 1
    return "\n".join(piece for _, piece in pieces), parts


__all__ = ["Context", "Document", "Part", "PartKind", "Sentence", "Span", "Word", "join_parts", "paragraphs"]
