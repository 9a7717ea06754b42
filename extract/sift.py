"""Putting aside, on its bytes and before any parsing, a page that cannot be about the subject.

A page is about the subject only if its text has words of both sides. So a page is put aside when one side's words are
nowhere in it, or only within tags (keywords, descriptions), scripts, and lines that are nothing but links: the menus
and lists of other stories, which are no part of an article. The words are found under any encoding.

A page of 70 kB takes some tens of microseconds: one vectorised search (`ahocorasick_rs`) looks for a syllable of each
word and for signs that the page may be written in another way; only around what it finds are patterns tried.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import chain

from ahocorasick_rs import BytesAhoCorasick, MatchKind

from extract.page.charset import UndecodableError
from extract.sifting.encoding import declares_otherwise, has_letter_entities, other_forms, plain_utf8
from extract.sifting.furniture import furniture, inside_script
from extract.sifting.words import Word, seen_before
from extract.subject import SiftWords, Subject
from extract.warc_reader import Page

_BEFORE, _AFTER = 320, 96  # bytes around an anchor that mostly suffice to see that it is furniture
_REMEMBERED = 1 << 14  # such stretches of each anchor, 8 MB: the pages of a portal have their menus in common
_SPACE = ord(" ")


class _Side:
    """One side's words, ready to be looked for."""

    def __init__(self, name: str, words: Sequence[str]) -> None:
        self.name = name
        by_anchor: dict[bytes, list[Word]] = defaultdict(list)
        for word in map(Word, words):
            for anchor in word.anchors:
                by_anchor[anchor.encode()].append(word)
        # The longer first: at one place the first in the list is found.
        anchors = [_Anchor(anchor, by_anchor[anchor]) for anchor in sorted(by_anchor, key=lambda a: (-len(a), a))]
        signs = set(chain.from_iterable(other_forms(anchor.decode()) for anchor in by_anchor)) - set(by_anchor)
        self._in_plain = _Search(anchors, ())
        self._in_raw = _Search(anchors, sorted(signs))

    def is_in_text(self, body: bytes) -> bool:
        """Whether one of the words stands in `body`, plain UTF-8, anywhere but in tags, scripts and lines of links."""
        return any(anchor is not None and anchor.is_in_text(body, *place) for anchor, *place in self._in_plain(body))

    def may_be_in_text(self, body: bytes) -> bool | None:
        """The same of a page's bytes as they are; None where there are signs of a word written in another way."""
        for anchor, start, end in self._in_raw(body):
            if anchor is None:
                return None
            if anchor.is_in_text(body, start, end):
                return True
        return False


class _Search:
    """The places of anchors, and of signs (None), in bytes.

    The search for leftmost matches is the vectorised one. It passes over what overlaps with a match, which is looked
    for behind each match of an anchor with which another one can overlap.
    """

    def __init__(self, anchors: Sequence["_Anchor"], signs: Sequence[bytes]) -> None:
        self._anchors = [*anchors, *[None] * len(signs)]
        needles = [anchor.form for anchor in anchors]
        self._leftmost = BytesAhoCorasick([*needles, *signs], matchkind=MatchKind.LeftmostFirst)
        self._hidden = {
            number: BytesAhoCorasick(others)
            for number, needle in enumerate(needles)
            if (others := [other for other in needles if _hides(needle, other)])
        }
        self._of = {anchor.form: anchor for anchor in anchors}
        self._longest = max(map(len, needles))

    def __call__(self, body: bytes) -> Iterator[tuple["_Anchor | None", int, int]]:
        for number, start, end in self._leftmost.find_matches_as_indexes(body):
            yield self._anchors[number], start, end
            if number in self._hidden:
                stretch = body[start : end + self._longest]
                for _, left, right in self._hidden[number].find_matches_as_indexes(stretch, overlapping=True):
                    yield self._of[stretch[left:right]], start + left, start + right


def _hides(one: bytes, other: bytes) -> bool:
    """Whether an occurrence of `other` may begin within one of `one`."""
    return one != other and any(
        other.startswith(rest) or rest.startswith(other) for rest in (one[at:] for at in range(len(one)))
    )


class _Anchor:
    """What a search looks for, with the words of which it may be a part."""

    def __init__(self, anchor: bytes, words: Sequence[Word]) -> None:
        self.form = anchor
        self._words = words
        lasts = {word.last for word in words}
        # The letters that cannot stand last before the anchor, apart from spaces and markup.
        self._strange = frozenset() if b"" in lasts else frozenset(range(128)) - {ord(";")} - _bytes_of(lasts)
        self._letters = frozenset(byte for byte in self._strange if chr(byte).isalnum())
        self._is_furniture = lru_cache(_REMEMBERED)(self._seen_as_furniture)

    def is_in_text(self, body: bytes, start: int, end: int) -> bool:
        if start > 1 and body[start - 1] == _SPACE and body[start - 2] in self._letters:
            return False
        left = max(0, start - _BEFORE)
        if self._is_furniture(body[left : end + _AFTER], start - left):
            return False
        if not any(word.stands_at(body, start, end) for word in self._words):
            return False
        return furniture(body, start) is None and inside_script(body, start) is None

    def _seen_as_furniture(self, stretch: bytes, start: int) -> bool:
        """Whether a part of a page is enough to see that the anchor in it is no word, or furniture."""
        if self._strange:
            seen = seen_before(stretch, start)
            if seen and seen[0] in self._strange:
                return True
        return furniture(stretch, start) is not None


def _bytes_of(letters: Iterable[bytes]) -> frozenset[int]:
    return frozenset(b"".join([*letters, *(letter.upper() for letter in letters)]))


@cache
def _sides(words: SiftWords) -> list[_Side]:
    return [_Side(side.name, side.words) for side in words.sides]


def put_aside(page: Page, subject: Subject) -> str | None:
    """Return the name of the rule that puts `page` aside for `subject`; None for a page that must be read.

    The rules are `sift.<side>`: the side's words do not stand in the text of the page. A subject without a `[sift]`
    table, a page that cannot be decoded and an empty one put nothing aside.
    """
    words = subject.sift
    if words is None or not page.body or page.body.isspace():
        return None
    sides, body = _sides(words), page.body
    first = sides[0].may_be_in_text(body)
    if first is False and not has_letter_entities(body) and not declares_otherwise(body, page.charset):
        # Nearly every page. What is no UTF-8 would have shown a sign, whichever encoding it were read in.
        return f"sift.{sides[0].name}"
    try:
        plain = plain_utf8(body, page.charset)
    except UndecodableError:
        return None
    known = first and plain is body
    for side in sides[1:] if known else sides:
        if not side.is_in_text(plain):
            return f"sift.{side.name}"
    return None
