"""A page's bytes to text: byte order marks, headers, meta elements, and the legacy encodings of Vietnamese."""

import codecs
import re
import unicodedata
from functools import lru_cache

_META = re.compile(rb"<meta[^>]{0,200}?charset\s{0,8}=\s{0,8}[\"']?\s{0,8}([A-Za-z0-9_:.-]{2,30})", re.IGNORECASE)
_XML = re.compile(rb"^\s*<\?xml[^>]{0,100}?encoding\s{0,8}=\s{0,8}[\"']([A-Za-z0-9_:.-]{2,30})", re.IGNORECASE)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# TCVN 5712:1993 (VN3), in which ABC fonts are typed: the letters of the upper half.
_TCVN3 = {
    0xA1: "ĂÂÊÔƠƯĐăâêôơưđ", 0xB5: "àảãáạ", 0xBB: "ằẳẵắ", 0xC6: "ặầẩẫấậè", 0xCE: "ẻẽéẹềểễếệìỉ", 0xDC: "ĩíịò",
    0xE1: "ỏõóọồổỗốộờởỡớợù", 0xF1: "ủũúụừửữứựỳỷỹýỵ",
}  # fmt: skip
_TCVN3_BYTES = {char: start + i for start, chars in _TCVN3.items() for i, char in enumerate(chars)}
_TCVN3_TABLE = bytes(range(256)).decode("latin-1").translate({byte: char for char, byte in _TCVN3_BYTES.items()})
# Words of every Vietnamese page: the encoding under which most of them come out is the page's.
_FREQUENT = (" và ", " của ", " được ", " người ", " những ", " với ")
_TCVN3_NAME = "tcvn3"  # unknown to codecs
_SAMPLE = 200_000  # bytes on which legacy encodings are compared


class UndecodableError(ValueError):
    """Bytes that are no text under any encoding that is known here."""


def _declared(body: bytes, header: str | None) -> list[str]:
    head = body[:4096]
    names = [header] if header else []
    names += [match[1].decode("ascii") for pattern in (_XML, _META) if (match := pattern.search(head))]
    known = []
    for name in names:
        try:
            bytes(4).decode(name)  # what codecs knows beside encodings of text ("hex", "rot13") is none here
            known.append(codecs.lookup(name).name)
        except (LookupError, ValueError):
            continue
    return known


def _tcvn3(body: bytes) -> str:
    return codecs.charmap_decode(body, "strict", _TCVN3_TABLE)[0]


def tcvn3_bytes(word: str) -> bytes | None:
    """Return `word` in TCVN 5712:1993 (VN3); None where it has a letter that is not in it."""
    if not all(char.isascii() or char in _TCVN3_BYTES for char in word):
        return None
    return bytes(_TCVN3_BYTES.get(char, ord(char)) for char in word)


def decode(body: bytes, header: str | None = None) -> str:
    """Return the text of `body`, composed (NFC); `header` is the charset that the Content-Type header names.

    A byte order mark decides, then whether the bytes are UTF-8, then what header and page declare, then which of the
    legacy encodings gives most Vietnamese words.

    Raises:
        UndecodableError: for what is no text, but mostly control characters.

    """
    text = _text(body, header)
    if text and sum(text.count(char) for char in "\x00\x01\x02\x03\x04\x05\x06\x07\x08") > 0.1 * len(text):
        raise UndecodableError("mostly control characters")
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def _text(body: bytes, header: str | None) -> str:
    for mark, name in _MARKS:
        if body.startswith(mark):
            return body.decode(name, errors="replace")
    declared = _declared(body, header)
    for name in declared:
        if name.startswith(("utf-16", "utf-32")) and b"\x00" in body[:64]:
            return body.decode(name, errors="replace")
    if body[:200].count(b"\x00") >= 40:  # UTF-16 without a mark
        little = body[1:200:2].count(b"\x00") >= body[0:200:2].count(b"\x00")
        return body.decode("utf-16-le" if little else "utf-16-be", errors="replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        pass
    return _legacy(body, tuple(declared))


@lru_cache(maxsize=1)  # a page is decoded to be sifted, and once more to be read
def _legacy(body: bytes, declared: tuple[str, ...]) -> str:
    candidates = dict.fromkeys(["utf-8", *declared, "cp1258", _TCVN3_NAME])
    best = max(candidates, key=lambda name: _frequent(_read(body[:_SAMPLE], name)))
    return unicodedata.normalize("NFC", _read(body, best))


def _read(body: bytes, name: str) -> str:
    return _tcvn3(body) if name == _TCVN3_NAME else body.decode(name, errors="replace")


def _frequent(text: str) -> int:
    low = unicodedata.normalize("NFC", text).lower()
    return sum(map(low.count, _FREQUENT))
