"""How the sample portals write: addresses, times, the small markup of article files, and the encodings of old sites."""

import html
import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from html.entities import codepoint2name
from typing import Literal

_WEEKDAYS = ["Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật"]
_PHOTO = re.compile(r"\A!\[(?P<caption>[^\]]*)\]\((?P<file>[^)]+)\)")


@dataclass(frozen=True)
class Block:
    """A piece of a body: paragraph, heading, list, photo or raw HTML; `html` is its text (a photo's is its caption)."""

    kind: Literal["p", "h", "ul", "photo", "raw"]
    html: str = ""
    src: str = ""
    items: tuple[str, ...] = ()


def slugify(title: str, length: int = 90) -> str:
    """Return `title` as Vietnamese sites write it in an address: no diacritics, words joined by hyphens."""
    bare = unicodedata.normalize("NFD", title.lower().replace("đ", "d"))
    words = re.findall(r"[a-z0-9]+", "".join(char for char in bare if not unicodedata.combining(char)))
    slug = "-".join(words)
    return slug if len(slug) <= length else slug[:length].rpartition("-")[0]


def print_time(moment: datetime, pattern: str) -> str:
    """Return `moment` after `pattern` in CLDR letters (tt: SA or CH, as vi-VN prints AM and PM)."""
    values = {
        "EEEE": _WEEKDAYS[moment.weekday()],
        "yyyy": f"{moment.year:04}",
        "dd": f"{moment.day:02}",
        "MM": f"{moment.month:02}",
        "HH": f"{moment.hour:02}",
        "mm": f"{moment.minute:02}",
        "ss": f"{moment.second:02}",
        "tt": "SA" if moment.hour < 12 else "CH",
        "d": str(moment.day),
        "M": str(moment.month),
    }
    return re.sub(r"EEEE|yyyy|dd|MM|HH|mm|ss|tt|\bd\b|\bM\b", lambda match: values[match[0]], pattern)


def to_windows_1258(text: str) -> bytes:
    """Return `text` in windows-1258, which writes tone marks after their vowels; other letters become references."""
    pieces: list[str] = []
    for char in unicodedata.normalize("NFC", text):
        decomposed = unicodedata.normalize("NFD", char)
        tones = [mark for mark in decomposed if mark in "\u0300\u0301\u0303\u0309\u0323"]
        try:
            char.encode("cp1258")
        except UnicodeEncodeError:
            base = "".join(mark for mark in decomposed if mark not in tones)
            char = unicodedata.normalize("NFC", base) + "".join(tones)
        pieces.append(char)
    return "".join(pieces).encode("cp1258", "xmlcharrefreplace")


def break_markup(page: str) -> str:
    """Return `page` as tag soup: the root closed at its top, paragraphs and cells never closed, a stray quote."""
    page = page.replace("</head>", "</head></html>", 1)
    page = re.sub(r"</(?:p|td|tr|li)>", "", page)
    return page.replace('<div class="', '<div class=""', 1)


def inline(text: str) -> str:
    """Return a line of the markup as HTML: `**strong**`, all else escaped."""
    return re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", html.escape(" ".join(text.split()), quote=False))


def read_blocks(body: str) -> list[Block]:
    """Read the small markup of article files: blank lines part blocks; `##`, `- `, `![caption](file)`, raw HTML."""
    blocks: list[Block] = []
    for piece in re.split(r"\n\s*\n", body.strip()):
        if not piece:
            continue
        if photo := _PHOTO.fullmatch(piece):
            blocks.append(Block("photo", inline(photo["caption"]), src=photo["file"]))
        elif piece.startswith("## "):
            blocks.append(Block("h", inline(piece[3:])))
        elif piece.startswith("- "):
            blocks.append(Block("ul", items=tuple(inline(item) for item in re.split(r"(?:^|\n)- ", piece)[1:])))
        elif piece.startswith("<"):
            blocks.append(Block("raw", piece))
        else:
            blocks.append(Block("p", inline(piece)))
    return blocks


def typed(text: str, how: str) -> str:
    """Return `text` as a site keeps it: `NFD`, `entities`, or as it is."""
    if how == "NFD":
        return unicodedata.normalize("NFD", text)
    if how == "entities":
        # As the editors of the 2000s stored it: a name where HTML 4 has one, else a number.
        return "".join(
            char if ord(char) < 128 else f"&{codepoint2name[ord(char)]};" if ord(char) in codepoint2name
            else f"&#{ord(char)};"
            for char in text
        )  # fmt: skip
    return text
