"""The encodings in which Vietnamese was written before Unicode, and those that a page declares, told from its bytes."""

import codecs
import unicodedata
from collections.abc import Iterable
from functools import cache
from itertools import product

from ahocorasick_rs import BytesAhoCorasick, MatchKind

TCVN3 = "tcvn3"
"""The name of TCVN 5712:1993 here; Python's codecs do not know it."""

# TCVN 5712:1993 (VN3), in which ABC fonts are typed: the letters of the upper half.
_UPPER_HALF = {
    0xA1: "ĂÂÊÔƠƯĐăâêôơưđ", 0xB5: "àảãáạ", 0xBB: "ằẳẵắ", 0xC6: "ặầẩẫấậè", 0xCE: "ẻẽéẹềểễếệìỉ", 0xDC: "ĩíịò",
    0xE1: "ỏõóọồổỗốộờởỡớợù", 0xF1: "ủũúụừửữứựỳỷỹýỵ",
}  # fmt: skip
_BYTES = {char: start + i for start, chars in _UPPER_HALF.items() for i, char in enumerate(chars)}
_TABLE = bytes(range(256)).decode("latin-1").translate({byte: char for char, byte in _BYTES.items()})
_TONES = "\u0300\u0301\u0303\u0309\u0323"
# Words of every Vietnamese page: the encoding in which most of them are found is the page's.
_FREQUENT = (" và ", " của ", " được ", " người ", " những ", " với ")


def read(body: bytes, name: str) -> str:
    """Return the text of `body` in the encoding `name`; what is no letter in it is replaced."""
    return codecs.charmap_decode(body, "strict", _TABLE)[0] if name == TCVN3 else body.decode(name, errors="replace")


def encoding_of(body: bytes, declared: Iterable[str]) -> str:
    """Return the encoding in which `body`, which is no whole UTF-8, has most Vietnamese words; UTF-8 where none has."""
    candidates = dict.fromkeys(["utf-8", *declared, "cp1258", TCVN3])
    return max(candidates, key=lambda name: _count(body, name))


def _count(body: bytes, name: str) -> int:
    search = _search(name)
    return len(search.find_matches_as_indexes(body)) if search else 0


@cache
def _search(name: str) -> BytesAhoCorasick | None:
    """A search for the frequent words in an encoding, small and in capitals; None where none of them can be written."""
    forms = {form for word in _FREQUENT for typed in (word, word.upper()) for form in written(typed, name)}
    return BytesAhoCorasick(sorted(forms), matchkind=MatchKind.LeftmostFirst) if forms else None


def written(word: str, name: str) -> set[bytes]:
    """Return the ways of writing the composed `word` in the encoding `name`; empty where it cannot be."""
    if name == TCVN3:
        known = all(char.isascii() or char in _BYTES for char in word)
        return {bytes(_BYTES.get(char, ord(char)) for char in word)} if known else set()
    if name == "cp1258":
        return {b"".join(parts) for parts in product(*map(_windows_1258, word))}
    forms = set()
    for spelling in (word, unicodedata.normalize("NFD", word)):
        try:
            forms.add(spelling.encode(name))
        except UnicodeEncodeError:
            continue
    return forms


def _windows_1258(char: str) -> list[bytes]:
    """The ways of writing `char` in windows-1258: as itself, or with its tone behind it. Empty where there is none."""
    decomposed = unicodedata.normalize("NFD", char)
    tones = "".join(mark for mark in decomposed if mark in _TONES)
    base = unicodedata.normalize("NFC", "".join(mark for mark in decomposed if mark not in _TONES))
    found = []
    for form in dict.fromkeys((char, base + tones)):
        try:
            found.append(form.encode("cp1258"))
        except UnicodeEncodeError:
            continue
    return found
