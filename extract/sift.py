"""Putting aside, on its bytes and before any parsing, a page that cannot be about the subject.

A page is about the subject only if its text has words of both sides. So a page is put aside when one side's words are
nowhere in it, or only within tags (keywords, descriptions), scripts, and lines that are nothing but links: the menus
and lists of other stories, which are no part of an article. The words are found under any encoding: what is no plain
UTF-8 is brought into that form first.

A page of 90 kB takes some tens of microseconds: the words are looked for by a vectorised search for one syllable of
each (`ahocorasick_rs`), and only around what it finds are patterns tried.
"""

import html
import re
import struct
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from itertools import chain

import pyarrow as pa
from ahocorasick_rs import BytesAhoCorasick

from extract.page.charset import UndecodableError, decode
from extract.subject import SiftWords, Subject
from extract.warc_reader import Page

# Between two letters of a word markup may stand that is not seen; between two words spaces of any kind as well.
_UNSEEN = rb"(?:<[^<>]{0,400}>|\xc2\xad|\xe2\x80[\x8b-\x8f]|\xe2\x81\xa0|\xef\xbb\xbf|&(?:shy|zwnj|zwj);?)"
_SPACE = (
    rb"(?:[\s\x00-\x20]|\xc2[\xa0\x85]|\xe2\x80[\x80-\x8a\xa8\xa9\xaf]|\xe2\x81\x9f|\xe3\x80\x80"
    rb"|&(?:nbsp|ensp|emsp|thinsp|#\d{2,6}|#[xX][0-9a-fA-F]{2,6});?)"
)
_GAP = rb"(?:" + _SPACE + rb"|" + _UNSEEN + rb"){1,40}"
_CLOSING, _BLANK = ord(">"), ord(" ")
_NEAR, _FAR = 48, 600  # bytes before the syllable found in which the rest of the word may stand; far behind markup
_LONG = 4  # bytes from which words of two first bytes may share a search

_DECIMAL = [f"&#{figure}" for figure in "0123456789xX"]
_MARKS = ("grave", "acute", "circ", "tilde", "breve")
_NAMED = [f"&{vowel}{mark}" for vowel in "aeiouyAEIOUY" for mark in _MARKS] + ["&dstrok", "&Dstrok"]
_ENTITIES = BytesAhoCorasick([name.encode() for name in _DECIMAL + _NAMED])
_ENTITY = re.compile(rb"&(?:#(?:[xX][0-9a-fA-F]{1,8}|\d{1,9})|[a-zA-Z](?:grave|acute|circ|tilde|breve|strok));?")
_HARMLESS = re.compile(  # quotes, dashes, spaces: entities that are everywhere and part of no word
    rb"&#(?:0*(?:3[2-9]|4[0-7]|5[89]|6[0-4]|9[1-6]|12[3-6]|160|171|187|82\d\d|169|174|183)"
    rb"|[xX]0*(?:2[0-9a-fA-F]|3[a-fA-F]|[aA]0|20[0-9a-fA-F]{2}|[aA]9))(?![0-9a-fA-F])"
)

_BLOCK_TAG = re.compile(
    rb"</?(?:address|article|aside|blockquote|body|center|dd|div|dl|dt|figcaption|figure|footer|form"
    rb"|h[1-6]|header|li|main|nav|ol|p|section|table|tbody|td|tfoot|th|thead|tr|ul)(?=[\s>/])[^<>]*>",
    re.IGNORECASE,
)
_TITLE_TAG = re.compile(rb"<h[12][\s>]", re.IGNORECASE)
_WHOLE_LINK = re.compile(rb"<a[\s>](?:(?!</?a[\s>]).){0,2000}</a\s*>", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(  # with what else is no letter: a headline's date, the marks between two links
    rb"<[^<>]*>|&(?:nbsp|raquo|laquo|middot|bull|gt|lt);?|\xc2[\xa0\xbb\xab\xb7]|\xe2\x80[\xa2\xba\xb9]|[\s\d()\[\]:|/>.,-]"
)
# The line of nearly every menu: one link between the tags of a list, a cell or a paragraph.
_MENU_LINE = re.compile(
    rb"<(?:li|td|div|p|dd|dt|h[3-6])(?:\s[^<>]*)?>(?P<line>\s*<a\s[^<>]*href[^<>]*>[^<>]{0,300}"
    rb"(?:</?(?:span|i|b|strong|em|img|font)(?:\s[^<>]*)?>[^<>]{0,60}){0,4}</a>\s*)"
    rb"</?(?:li|ul|ol|td|div|p|dd|dt|h[3-6])[\s>]"
)
_LINK_BYTES = 400  # of a link's inside: a headline; a longer one is text that an open tag has made a link
_LINE_BYTES = 1_500


class _Word:
    """A word to be found in UTF-8 bytes: its anchor, which is looked for, and the patterns of what stands around it.

    The anchor is one syllable from its first letter that is not ASCII ("đoàn", the "ông" of "công an"): rare, and found
    behind a drop cap as well. A word in capitals ("LĐLĐ") is found in capitals only, where no small letter follows.
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
        forms = {anchor} if self.exact else {anchor, anchor.upper(), anchor if head else anchor.capitalize()}
        self.anchors = {form.encode() for form in forms}
        before, after = syllables[:at], syllables[at + 1 :]
        pattern = b"".join(self._pattern(part) + _GAP for part in before)
        pattern += self._pattern(head) + _UNSEEN + b"{0,4}" if head else b""
        self._before = re.compile(pattern + rb"\Z") if pattern else None
        self._after = re.compile(b"".join(_GAP + self._pattern(part) for part in after)) if after else None
        # What mostly stands before the anchor, so that the pattern is seldom needed: syllables, spaces, the head.
        plain = " ".join([*before, head])
        self._usual = tuple(form.encode() for form in {plain.lower(), plain.upper(), plain.capitalize(), plain.title()})
        self._touching = head[-1:].encode()  # the letter that may touch the anchor: none where a space must
        self._last = before[-1][-1:].lower().encode() if before else b""

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
            return self._after.match(body, end) is not None
        following = body[end : end + 1]
        return not (self.exact and following.isalpha() and following.islower())

    def _follows(self, body: bytes, start: int) -> bool:
        """Whether the rest of the word stands before `start`, with whatever is not seen in between."""
        assert self._before is not None
        near = body[max(0, start - _NEAR) : start]
        last = near[-1:]
        if last.isalnum() and last.lower() != self._touching:
            return False
        if last == b" " and not self._touching and near[-2:-1].isalpha() and near[-2:-1].lower() != self._last:
            return False
        if (last == b" " or last.isalnum()) and b">" not in near and b";" not in near:
            return self._before.search(near) is not None
        seen = _seen_before(body, start)
        if seen not in (b"", b";") and seen < b"\x80" and seen.lower() != (self._touching.lower() or self._last):
            return False
        return self._before.search(body, max(0, start - _FAR), start) is not None


def _seen_before(body: bytes, start: int) -> bytes:
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


def _rarity(syllable: str) -> tuple[int, int]:
    """Syllables with đ or another letter that is not ASCII are rarer than others, long ones rarer than short ones."""
    return (("đ" in syllable.lower()) + (not syllable.isascii()), len(syllable))


class _Side:
    """One side's words, ready to be looked for. A search has at most two first bytes: that keeps it vectorised."""

    def __init__(self, name: str, words: Sequence[str]) -> None:
        self.name = name
        by_anchor: dict[bytes, list[_Word]] = defaultdict(list)
        for word in map(_Word, words):
            for anchor in word.anchors:
                by_anchor[anchor].append(word)
        by_lead: dict[int, list[bytes]] = defaultdict(list)
        for anchor in by_anchor:
            by_lead[anchor[0]].append(anchor)
        groups = list(by_lead.values())
        long = [group for group in groups if min(map(len, group)) >= _LONG]
        joined = [list(chain(*long[i : i + 2])) for i in range(0, len(long), 2)]
        self._searches = [
            (BytesAhoCorasick(anchors), [by_anchor[anchor] for anchor in anchors])
            for anchors in [*joined, *(group for group in groups if group not in long)]
        ]

    def is_in_text(self, body: bytes) -> bool:
        """Whether one of the words stands anywhere but in tags, scripts and lines of nothing but links."""
        for search, words in self._searches:
            passed = (-1, -1)  # what was passed over last
            for number, start, end in search.find_matches_as_indexes(body, overlapping=True):
                if passed[0] <= start < passed[1]:
                    continue
                for word in words[number]:
                    if word.stands_at(body, start, end):
                        furniture = (
                            _menu_line(body, start)
                            or inside_tag(body, start)
                            or link_line(body, start)
                            or inside_script(body, start)
                        )
                        if furniture is None:
                            return True
                        passed = furniture
                        break
        return False


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
    try:
        body = _plain_utf8(page.body, page.charset)
    except UndecodableError:
        return None
    for side in _sides(words):
        if not side.is_in_text(body):
            return f"sift.{side.name}"
    return None


def _plain_utf8(body: bytes, charset: str | None) -> bytes:
    """Return the page as composed UTF-8 with letters written as themselves; the same object where it is so already."""
    if b"\x00" in body or b"\xcc" in body or not _is_utf8(body):  # another encoding, or marks apart from their letters
        body = decode(body, charset).encode("utf-8", "surrogatepass")
    if any(not _HARMLESS.match(body, start) for _, start, _ in _ENTITIES.find_matches_as_indexes(body)):
        body = _ENTITY.sub(_letter, body)
        if b"\xcc" in body:
            body = unicodedata.normalize("NFC", body.decode("utf-8", "replace")).encode("utf-8")
    return body


def _letter(entity: re.Match[bytes]) -> bytes:
    """An entity's character; markup's own characters stay entities, so that no new tag comes into being."""
    char = html.unescape(entity[0].decode("ascii"))
    return entity[0] if char in "<>&" else char.encode("utf-8", "replace")


def _is_utf8(body: bytes) -> bool:
    """Whether `body` is valid UTF-8. Arrow's check is several times as fast as decoding."""
    offsets = pa.py_buffer(struct.pack("<ii", 0, len(body)))
    try:
        pa.Array.from_buffers(pa.string(), 1, [None, offsets, pa.py_buffer(body)]).validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def inside_tag(body: bytes, place: int) -> tuple[int, int] | None:
    """Return where the tag or comment begins and ends inside which `place` is: no text, but for a title's meta element.

    In doubt the answer is None: for a tag that is very long, or whose attributes hold angle brackets.
    """
    start = body.rfind(b"<", max(0, place - _LINE_BYTES), place)
    if start < 0 or not (body[start + 1 : start + 2].isalpha() or body[start + 1 : start + 2] == b"!"):
        return None
    end = body.find(b">", start, place + _LINE_BYTES)
    if end < place:
        return None
    tag = body[start:end].lower()
    return None if tag.startswith(b"<meta") and b"title" in tag else (start, end)


def inside_script(body: bytes, place: int) -> tuple[int, int] | None:
    """Return where the script begins and ends inside which `place` is; None for JSON-LD, which may tell the title."""
    start = body.rfind(b"<script", 0, place)
    end = body.find(b"</script", start) if start >= 0 else -1
    if end < place or b"ld+json" in body[start : body.find(b">", start, end)].lower():
        return None
    return start, end


def _menu_line(body: bytes, place: int) -> tuple[int, int] | None:
    """Return where the list item that is one link begins and ends inside which `place` is: nearly every menu's line."""
    item = body.rfind(b"<li", max(0, place - _LINK_BYTES), place)
    menu = _MENU_LINE.match(body, item) if item >= 0 else None
    return (item, menu.end("line")) if menu is not None and place < menu.end("line") else None


def link_line(body: bytes, place: int) -> tuple[int, int] | None:
    """Return where the line around `place` begins and ends if all its letters are links', and `place` is inside one.

    In doubt the answer is None: for a link in a title's heading, one without an address, one as long as a paragraph,
    and a line without block elements around it.
    """
    left = _block_before(body, place)
    if left is not None and (menu := _MENU_LINE.match(body, left.start())) and place < menu.end("line"):
        return menu.span("line")
    opened = _last_link(body, place)
    if opened < 0:
        return None
    closed = _first(body, (b"</a", b"</A"), opened, place + _LINE_BYTES)
    head_end = body.find(b">", opened, max(closed, 0))
    if closed < place or head_end < 0 or closed - head_end > _LINK_BYTES:
        return None
    if b"href" not in body[opened:head_end].lower() or _last_link(body, closed) != opened:
        return None
    left = _block_before(body, opened)
    right = _BLOCK_TAG.search(body, closed, closed + _LINE_BYTES)
    if left is None or right is None or _TITLE_TAG.match(left[0]):
        return None
    start, end = left.end(), right.start()
    return None if _TAG.sub(b"", _WHOLE_LINK.sub(b"", body[start:end])) else (start, end)


def _block_before(body: bytes, place: int) -> re.Match[bytes] | None:
    """Return the last tag of a block element before `place`, None where there is none near."""
    floor = max(0, place - _LINE_BYTES)
    at = place
    while (at := body.rfind(b"<", floor, at)) >= 0:
        if (tag := _BLOCK_TAG.match(body, at)) is not None:
            return tag
    return None


def _last_link(body: bytes, place: int) -> int:
    """Return where the last link begins that opens before `place`; -1 where there is none near."""
    floor = max(0, place - _LINE_BYTES)
    at = place
    while True:
        at = max(body.rfind(b"<a", floor, at), body.rfind(b"<A", floor, at))
        if at < 0 or body[at + 2 : at + 3] in (b" ", b"\t", b"\n", b"\r", b">"):
            return at


def _first(body: bytes, marks: Sequence[bytes], start: int, stop: int) -> int:
    return min((at for mark in marks if (at := body.find(mark, start, stop)) >= 0), default=-1)
