"""Putting aside, on its bytes and before any parsing, a page that cannot be about the subject.

A page is about the subject only if its text has words of both sides. So a page is put aside when one side's words are
nowhere in it, or only within tags (keywords, descriptions), scripts, and lines that are nothing but links: the menus
and lists of other stories, which are no part of an article. The words are found under any encoding.

A page of 70 kB takes some tens of microseconds: one vectorised search (`ahocorasick_rs`) looks for a syllable of each
word and for signs that the page may be written in another way; only around what it finds are patterns tried.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import chain

from ahocorasick_rs import BytesAhoCorasick, MatchKind

from extract.page.charset import UndecodableError
from extract.sifting.encoding import declares_otherwise, has_letter_entities, has_marks, other_forms, plain_utf8
from extract.sifting.furniture import furniture, inside_script
from extract.sifting.words import FARTHEST, Word, seen_before
from extract.subject import Subject
from extract.warc_reader import Page

_BEFORE, _AFTER = 320, 96  # bytes around an anchor that mostly suffice to see that it is furniture
_REMEMBERED = 1 << 15  # such stretches, 15 MB: the pages of a portal have their menus in common
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
        return bool(self._in_plain.is_in_text(body))

    def may_be_in_text(self, body: bytes) -> bool | None:
        """The same of a page's bytes as they are; None where there are signs of a word written in another way."""
        return self._in_raw.is_in_text(body)


class _PassedOver:
    """A stretch around an anchor in which there is no word, or that is in furniture, and the one that came behind it.

    Menus are the same on all pages of a portal: to compare with what came next is quicker than to look it up.
    """

    __slots__ = ("next", "stretch")

    def __init__(self, stretch: bytes) -> None:
        self.stretch = stretch
        self.next: _PassedOver | None = None


class _Search:
    """A search for anchors, and for signs that there may be one written in another way.

    The search for leftmost matches is the vectorised one. It passes over what overlaps with a match, which is looked
    for behind each match of an anchor with which another one can overlap.
    """

    def __init__(self, anchors: Sequence["_Anchor"], signs: Sequence[bytes]) -> None:
        self._anchors = [*anchors, *[None] * len(signs)]
        self._signs = bool(signs)
        needles = [anchor.form for anchor in anchors]
        self._leftmost = BytesAhoCorasick([*needles, *signs], matchkind=MatchKind.LeftmostFirst)
        self._hidden = {
            number: BytesAhoCorasick(others)
            for number, needle in enumerate(needles)
            if (others := [other for other in needles if _hides(needle, other)])
        }
        self._of = {anchor.form: anchor for anchor in anchors}
        self._longest = max(map(len, needles))
        # What cannot stand directly before an anchor and says at once that this is no word: mostly another one's end.
        self._not_touching = [
            anchor.not_touching if anchor and number not in self._hidden else frozenset()
            for number, anchor in enumerate(self._anchors)
        ]
        self._passed_over: dict[bytes, _PassedOver] = {}

    def is_in_text(self, body: bytes) -> bool | None:
        """Whether a word of an anchor stands in the text of `body`; None where there are signs of one."""
        first_open = last_open = -1  # anchors that are no furniture, but in no word written as it should be
        last: _PassedOver | None = None
        for number, start, end in self._leftmost.find_matches_as_indexes(body):
            expected = last and last.next
            if expected and start >= _BEFORE and body.startswith(expected.stretch, start - _BEFORE):
                last = expected
                continue
            if start > 1 and body[start - 1] in self._not_touching[number]:
                continue
            stretch = body[start - _BEFORE : end + _AFTER] if start >= _BEFORE else b""
            if passed_over := self._passed_over.get(stretch):
                if last:
                    last.next = passed_over
                last = passed_over
                continue
            last = None
            anchor = self._anchors[number]
            if anchor is None:
                return None
            if number in self._hidden and (hidden := self._hidden_at(number, body, start, end)):
                if any(one.is_in_text(body, *place) for one, *place in [(anchor, start, end), *hidden]):
                    return True
            elif not anchor.may_stand_at(body, start, end):
                continue
            elif stretch and anchor.is_passed_over(stretch, _BEFORE):
                self._remember(stretch)
                continue
            elif anchor.is_in_text(body, start, end):
                return True
            first_open, last_open = start if first_open < 0 else first_open, end
        if first_open < 0 or not self._signs:
            return False
        # Marks apart from their letters may be in the rest of a word whose anchor is written without them.
        return None if has_marks(body, max(0, first_open - FARTHEST), last_open + FARTHEST) else False

    def _remember(self, stretch: bytes) -> None:
        if len(self._passed_over) == _REMEMBERED:
            self._passed_over.clear()
        self._passed_over[stretch] = _PassedOver(stretch)

    def _hidden_at(self, number: int, body: bytes, start: int, end: int) -> list[tuple["_Anchor", int, int]]:
        """The anchors that begin within the one that was found at `start`."""
        stretch = body[start : end + self._longest]
        return [
            (self._of[stretch[left:right]], start + left, start + right)
            for _, left, right in self._hidden[number].find_matches_as_indexes(stretch, overlapping=True)
            if start + left < end
        ]


def _hides(one: bytes, other: bytes) -> bool:
    """Whether an occurrence of `other` may begin within one of `one`."""
    return one != other and any(
        other.startswith(rest) or rest.startswith(other) for rest in (one[at:] for at in range(len(one)))
    )


class _Anchor:
    """What a search looks for, with the words of which it may be a part."""

    def __init__(self, form: bytes, words: Sequence[Word]) -> None:
        self.form = form
        self._words = words
        # Bytes that no word has there: next to the anchor; as the last and the first letter of the syllables beside it.
        self.not_touching = frozenset.intersection(*(word.not_touching for word in words))
        self._not_last = _all_but(word.last for word in words)
        self._not_next = _all_but(word.next for word in words)
        self._letters = frozenset(byte for byte in self._not_last if chr(byte).isalnum())

    def may_stand_at(self, body: bytes, start: int, end: int) -> bool:
        """Whether the bytes next to the anchor that was found at `start` allow of one of the words."""
        if start < 2 or end + 1 >= len(body):
            return True
        last = body[start - 1]
        if last in self.not_touching or (last == _SPACE and body[start - 2] in self._letters):
            return False
        return body[end] != _SPACE or body[end + 1] not in self._not_next

    def is_in_text(self, body: bytes, start: int, end: int) -> bool:
        """Whether one of the words stands in the text of `body` around the anchor that was found at `start`."""
        if not any(word.stands_at(body, start, end) for word in self._words):
            return False
        return furniture(body, start) is None and inside_script(body, start) is None

    def is_passed_over(self, stretch: bytes, start: int) -> bool:
        """Whether a part of a page is enough to see that the anchor in it is no word, or furniture."""
        seen = seen_before(stretch, start)
        return (seen != b"" and seen[0] in self._not_last) or furniture(stretch, start) is not None


def _all_but(letters: Iterable[bytes]) -> frozenset[int]:
    """The ASCII bytes other than these letters, small or capital, and than the end of an entity."""
    known = set(letters)
    if b"" in known:  # anything may stand there
        return frozenset()
    return frozenset(range(_SPACE + 1, 128)) - set(b"&;<>") - set(b"".join(known)) - set(b"".join(known).upper())


class Sieve:
    """Puts aside the pages that cannot be about a subject: those that lack the words of one side.

    The rules are `sift.<side>`: the side's words do not stand in the text of the page. A subject without a `[sift]`
    table, a page that cannot be decoded and an empty one put nothing aside.
    """

    def __init__(self, subject: Subject) -> None:
        self._sides = [_Side(side.name, side.words) for side in subject.sift.sides] if subject.sift else []

    def put_aside(self, page: Page) -> str | None:
        """Return the name of the rule that puts `page` aside; None for a page that must be read."""
        body = page.body
        if not self._sides or not body or body.isspace():
            return None
        first, *others = self._sides
        found = first.may_be_in_text(body)
        if found is False and not has_letter_entities(body) and not declares_otherwise(body, page.charset):
            # Nearly every page. What is no UTF-8 would have shown a sign, whichever encoding it were read in.
            return f"sift.{first.name}"
        try:
            plain = plain_utf8(body, page.charset)
        except UndecodableError:
            return None
        for side in others if found and plain is body else self._sides:
            if not side.is_in_text(plain):
                return f"sift.{side.name}"
        return None

    def lacks(self, text: str) -> str | None:
        """Return the side of which `text`, an article's, has no word; None where it has words of all sides.

        It is asked of a page that was not put aside: what named the side there may have been no part of the article.
        """
        body = text.replace("<", " ").encode("utf-8", "replace")
        return next((side.name for side in self._sides if not side.is_in_text(body)), None)
