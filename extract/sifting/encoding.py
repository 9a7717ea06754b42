"""A page's bytes as composed UTF-8 with letters written as themselves, which is what words are looked for in.

Most pages are so already, and seeing that takes longer than looking for a word. So there is a shorter way as well: the
other ways of writing a word in bytes (`other_forms`), none of which stands in most pages.
"""

import codecs
import html
import re
import struct
import unicodedata
from functools import lru_cache
from itertools import permutations, product

import pyarrow as pa
from ahocorasick_rs import BytesAhoCorasick, MatchKind

from extract.page.charset import composed, decode
from extract.page.legacy import TCVN3, written

_DECIMAL = [f"&#{figure}" for figure in "0123456789xX"]
_MARKS = ("grave", "acute", "circ", "tilde", "breve")
_NAMED = [f"&{vowel}{mark}" for vowel in "aeiouyAEIOUY" for mark in _MARKS] + ["&dstrok", "&Dstrok"]
_ENTITIES = BytesAhoCorasick([name.encode() for name in _DECIMAL + _NAMED], matchkind=MatchKind.LeftmostFirst)
_ENTITY = re.compile(rb"(&(?:#(?:[xX][0-9a-fA-F]{1,8}|\d{1,9})|[a-zA-Z](?:grave|acute|circ|tilde|breve|strok));?)")
_HARMLESS = re.compile(  # quotes, dashes, spaces: entities that are everywhere and part of no word
    rb"&#(?:0*(?:3[2-9]|4[0-7]|5[89]|6[0-4]|9[1-6]|12[3-6]|160|171|187|82\d\d|169|174|183)"
    rb"|[xX]0*(?:2[0-9a-fA-F]|3[a-fA-F]|[aA]0|20[0-9a-fA-F]{2}|[aA]9))(?![0-9a-fA-F])"
)
_HEAD = 4_096  # bytes in which a page declares its charset
_DECLARATION = 64  # bytes behind the word in which it does; more is a matter for a closer look
# Declared, these change nothing: `other_forms` takes in what they make of a page.
_ORDINARY = re.compile(rb"""\A\s*+=\s*+["']?\s*+(?:utf-?8|windows-125[28]|iso-8859-1|us-ascii)["'\s;/>]""")
_ORDINARY_NAMES = (None, "utf-8", "utf8", "windows-1258", "windows-1252", "iso-8859-1", "us-ascii")
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)  # those of UTF-32 begin with them or with zeros
_SAME_MARK = {"\u0300": "\u0300\u0340", "\u0301": "\u0301\u0341"}


def plain_utf8(body: bytes, charset: str | None) -> bytes:
    """Return the page as composed UTF-8 with letters written as themselves; the same object where it is so already.

    Raises:
        UndecodableError: for what is no text.
    """
    if b"\x00" in body or has_marks(body, 0, len(body)) or not _is_utf8(body):
        body = decode(body, charset).encode("utf-8", "surrogatepass")
    if has_letter_entities(body):
        pieces = _ENTITY.split(body)  # every second one is an entity
        pieces[1::2] = map(_character, pieces[1::2])
        body = b"".join(pieces)
        if b"\xcc" in body:
            body = composed(body.decode("utf-8", "replace")).encode("utf-8")
    return body


def has_marks(body: bytes, start: int, end: int) -> bool:
    """Whether marks that are apart from their letters may stand in `body[start:end]`, UTF-8."""
    return body.find(b"\xcc", start, end) >= 0 or body.find(b"\xcd", start, end) >= 0


def has_letter_entities(body: bytes) -> bool:
    """Whether a letter, or what may be one, is written as an entity anywhere in `body`."""
    return any(not _HARMLESS.match(body, start) for _, start, _ in _ENTITIES.find_matches_as_indexes(body))


def declares_otherwise(body: bytes, charset: str | None) -> bool:
    """Whether mark, header or page may say that `body` is in another encoding than UTF-8 and those of `other_forms`."""
    if charset not in _ORDINARY_NAMES or body.startswith(_WIDE) or b"\x00" in body[:200]:
        return True
    head = body[:_HEAD].lower()
    if head[:64].lstrip().startswith(b"<?xml") and b"encoding" in head:
        return True
    at = head.find(b"charset")
    while at >= 0:
        if not _ORDINARY.match(head[at + 7 : at + 7 + _DECLARATION]):
            return True
        at = head.find(b"charset", at + 7)
    return False


def other_forms(word: str) -> set[bytes]:
    """Return the ways of writing `word` in bytes other than composed UTF-8: marks apart, and legacy encodings.

    Entities are not among them, nor what `declares_otherwise` tells of.
    """
    letters = [_spellings(char) for char in unicodedata.normalize("NFC", word)]
    forms = {"".join(spelling).encode() for spelling in product(*letters)}
    for name in ("cp1258", "latin-1", TCVN3):
        forms |= written(word, name)
    return (forms | written(word.lower(), TCVN3)) - {word.encode()}  # capitals are another font there


def _spellings(char: str) -> set[str]:
    """The strings that Unicode holds to be `char`: its marks in any order, some of them on the letter already."""
    decomposed = unicodedata.normalize("NFD", char)
    base, marks = decomposed[0], decomposed[1:]
    found = {char}
    for order in permutations(marks):
        for joined in range(len(order) + 1):
            start = unicodedata.normalize("NFC", base + "".join(order[:joined]))
            for rest in product(*(_SAME_MARK.get(mark, mark) for mark in order[joined:])):
                spelling = start + "".join(rest)
                if unicodedata.normalize("NFC", spelling) == char:
                    found.add(spelling)
    return found


@lru_cache(maxsize=4_096)
def _character(entity: bytes) -> bytes:
    """An entity's character; markup's own characters stay entities, so that no new tag comes into being."""
    char = html.unescape(entity.decode("ascii"))
    return entity if char in "<>&" else char.encode("utf-8", "replace")


def _is_utf8(body: bytes) -> bool:
    """Whether `body` is valid UTF-8. Arrow's check is faster than decoding."""
    offsets = pa.py_buffer(struct.pack("<ii", 0, len(body)))
    try:
        pa.Array.from_buffers(pa.string(), 1, [None, offsets, pa.py_buffer(body)]).validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True
