"""A page's bytes to text: byte order marks, UTF-8, headers, meta elements, and the legacy encodings of Vietnamese."""

import codecs
import re
import unicodedata
from functools import lru_cache

from extract.page.legacy import encoding_of, read

_META = re.compile(rb"<meta[^>]{0,200}?charset\s{0,8}=\s{0,8}[\"']?\s{0,8}([A-Za-z0-9_:.-]{2,30})", re.IGNORECASE)
_XML = re.compile(rb"^\s*<\?xml[^>]{0,100}?encoding\s{0,8}=\s{0,8}[\"']([A-Za-z0-9_:.-]{2,30})", re.IGNORECASE)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROLS = "".join(map(chr, range(9)))


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


def composed(text: str) -> str:
    """Return the NFC of a page with marks apart from their letters: most of it is ASCII, and is passed over."""
    if text.isascii():
        return text
    pieces = text.split(">")
    return ">".join([piece if piece.isascii() else unicodedata.normalize("NFC", piece) for piece in pieces])


@lru_cache(maxsize=1)  # a page may be decoded to be sifted, and once more to be read
def decode(body: bytes, header: str | None = None) -> str:
    """Return the text of `body`, composed (NFC); `header` is the charset that the Content-Type header names.

    A byte order mark decides, then whether the bytes are UTF-8, then what header and page declare, then which of the
    legacy encodings gives most Vietnamese words.

    Raises:
        UndecodableError: for what is no text, but mostly control characters.

    """
    text = _text(body, header)
    if sum(text.count(char) for char in _CONTROLS if char in text) > 0.1 * len(text):
        raise UndecodableError("mostly control characters")
    return composed(text) if b"\xcc" in body or b"\xcd" in body else unicodedata.normalize("NFC", text)


def _text(body: bytes, header: str | None) -> str:
    for mark, name in _MARKS:
        if body.startswith(mark):
            return body.decode(name, errors="replace")
    if b"\x00" in body[:64]:
        for name in _declared(body, header):
            if name.startswith(("utf-16", "utf-32")):
                return body.decode(name, errors="replace")
    if body[:200].count(b"\x00") >= 40:  # UTF-16 without a mark
        little = body[1:200:2].count(b"\x00") >= body[0:200:2].count(b"\x00")
        return body.decode("utf-16-le" if little else "utf-16-be", errors="replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        pass
    return read(body, encoding_of(body, _declared(body, header)))
