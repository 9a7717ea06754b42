"""The words of a side, as patterns of bytes around the one syllable of each that is looked for."""

import re
import unicodedata

# Between two letters of a word markup may stand that is not seen; between two words spaces of any kind as well.
_UNSEEN = rb"(?:<[^<>]{0,400}>|\xc2\xad|\xe2\x80[\x8b-\x8f]|\xe2\x81\xa0|\xef\xbb\xbf|&(?:shy|zwnj|zwj);?)"
_SPACE = (
    rb"(?:[\s\x00-\x20]|\xc2[\xa0\x85]|\xe2\x80[\x80-\x8a\xa8\xa9\xaf]|\xe2\x81\x9f|\xe3\x80\x80"
    rb"|&(?:nbsp|ensp|emsp|thinsp|#\d{2,6}|#[xX][0-9a-fA-F]{2,6});?)"
)
_GAP = rb"(?:" + _SPACE + rb"|" + _UNSEEN + rb"){1,40}+"

FARTHEST = 4_000
"""Bytes from the syllable found beyond which the rest of its word is not looked for."""

_CLOSING, _BLANK = ord(">"), ord(" ")
_NEAR, _FAR = 48, 600  # bytes before the syllable found in which the rest of the word may stand; far behind markup


class Word:
    """A word to be found in UTF-8 bytes: its anchor, which is looked for, and the patterns of what stands around it.

    The anchor is one syllable from its first letter that is not ASCII ("đoàn", the "ông" of "công an"): rare, and found
    behind a drop cap as well. A word in capitals ("LĐLĐ") is found in capitals only, where no small letter follows.

    Attributes:
        anchors: the anchor as it may be typed.
        last, next: the small ASCII letter that stands last before the anchor, apart from spaces and markup, and the one
            that stands first behind it; empty where it is no ASCII letter, or need not be any.
        not_touching: the bytes that cannot stand directly before the anchor.
    """

    def __init__(self, word: str) -> None:
        syllables = unicodedata.normalize("NFC", word).split()
        self.exact = syllables[0].isupper()
        at = 0 if self.exact else max(range(len(syllables)), key=lambda i: _rarity(syllables[i]))
        syllable = syllables[at] if self.exact else syllables[at].lower()
        cut = (
            0 if self.exact or syllable.isascii() else next(i for i, char in enumerate(syllable) if not char.isascii())
        )
        head, anchor = syllable[:cut], syllable[cut:]
        self.anchors = {anchor} if self.exact else {anchor, anchor.upper(), anchor if head else anchor.capitalize()}
        before, after = syllables[:at], syllables[at + 1 :]
        pattern = b"".join(self._pattern(part) + _GAP for part in before)
        pattern += self._pattern(head) + _UNSEEN + b"{0,4}" if head else b""
        self._before = re.compile(pattern + rb"\Z") if pattern else None
        # Behind the anchor's last letter: a run of spaces is not begun within.
        rest = b"".join(_GAP + self._pattern(part) for part in after)
        self._after = re.compile(rb"(?<![\x00-\x20>;])" + rest) if after else None
        # What mostly stands before the anchor, so that the pattern is seldom needed: syllables, spaces, the head.
        plain = " ".join([*before, head])
        self._usual = tuple(form.encode() for form in {plain.lower(), plain.upper(), plain.capitalize(), plain.title()})
        self._touching = head[-1:].encode()  # the letter that may touch the anchor: none where a space must
        self.last = _ascii(head[-1:] or (before[-1][-1:] if before else ""))
        self.next = _ascii(after[0][:1] if after else "")
        touching = set(self._touching + self._touching.upper() if head else range(_BLANK + 1)) | set(b">;")
        self.not_touching = frozenset(range(128)) - touching if pattern else frozenset()

    def _pattern(self, syllable: str) -> bytes:
        if self.exact and syllable.isupper():
            return syllable.encode()
        letters = []
        for char in syllable.lower():
            low, up = re.escape(char.encode()), re.escape(char.upper().encode())
            letters.append(b"(?:" + low + b"|" + up + b")")
        return (_UNSEEN + rb"{0,4}").join(letters)

    def stands_at(self, body: bytes, start: int, end: int) -> bool:
        """Whether the anchor that was found at `start` has the rest of the word around it."""
        if self._before is not None and not body.endswith(self._usual, 0, start) and not self._follows(body, start):
            return False
        if self._after is not None:
            return self._after.match(body, end, end + FARTHEST) is not None
        following = body[end : end + 1]
        return not (self.exact and following.isalpha() and following.islower())

    def _follows(self, body: bytes, start: int) -> bool:
        """Whether the rest of the word stands before `start`, with whatever is not seen in between."""
        assert self._before is not None
        near = body[max(0, start - _NEAR) : start]
        last = near[-1:]
        if last.isalnum() and last.lower() != self._touching:
            return False
        if (last == b" " or last.isalnum()) and b">" not in near and b";" not in near:
            return self._before.search(near) is not None
        return self._before.search(body, max(0, start - _FAR), start) is not None


def seen_before(body: bytes, start: int) -> bytes:
    """Return the last byte before `start` that is no white space and in no tag; empty where none is near."""
    floor = max(0, start - _FAR)
    at = start
    while at > floor:
        last = body[at - 1]
        if last == _CLOSING:
            at = body.rfind(b"<", floor, at)
        elif last <= _BLANK:
            at -= 1
        else:
            return body[at - 1 : at]
    return b""


def _ascii(letter: str) -> bytes:
    return letter.lower().encode() if letter.isascii() else b""


def _rarity(syllable: str) -> tuple[int, int]:
    """Syllables with đ or another letter that is not ASCII are rarer than others, long ones rarer than short ones."""
    return (("đ" in syllable.lower()) + (not syllable.isascii()), len(syllable))
