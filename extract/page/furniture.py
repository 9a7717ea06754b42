"""Lines of a portal's page that are no part of the article: tools, labels, printed times, other stories, sections."""

import re
from functools import cache, lru_cache
from typing import NamedTuple

from extract.lexicon import Lexicon, load
from extract.page.bylines import read_byline
from extract.page.published import Stamp, stamps
from extract.text import fold

MAX_LINE = 220
"""Characters above which a line is text and no furniture."""

_LONGEST_PHRASE = 8  # words of a phrase of the lexicon
_NOT_WORDS = re.compile(r"[\W\d_]+")
_LABEL = re.compile(r"\A([^\W\d_][^:：]{0,30}?)\s?[:：]")
_PICTURE = re.compile(r"\A[\w() .-]{1,80}\.(?:jpe?g|png|gif|webp|bmp|heic)", re.IGNORECASE)
_DASH = re.compile(r"\s{0,4}[-–—|/»›>]\s{0,4}|,\s+")


_NOT_NAMES = frozenset({  # words of a portal's name that are written small
    "tỉnh", "thành", "phố", "huyện", "quận", "xã", "phường", "thị", "trấn", "thông", "tin", "điện", "tử", "và",
    "phát", "thanh", "truyền", "hình", "-", "online",
})  # fmt: skip


class FurnitureWords(Lexicon):
    """The model of extract/lexicons/furniture.toml."""

    tools: tuple[str, ...]
    labels: tuple[str, ...]
    others: tuple[str, ...]
    beside_time: tuple[str, ...]
    names: tuple[str, ...]
    classes: tuple[str, ...]


class SectionNames(Lexicon):
    """The model of extract/lexicons/sections.toml."""

    sections: tuple[str, ...]


@cache
def words() -> FurnitureWords:
    """Return the lexicon."""
    return load("furniture", FurnitureWords)


@cache
def _sections() -> frozenset[str]:
    return frozenset(fold(name) for name in load("sections", SectionNames).sections)


@cache
def _set(field: str) -> frozenset[str]:
    return frozenset(fold(phrase) for phrase in getattr(words(), field))


@cache
def _cover(field: str) -> frozenset[tuple[str, ...]]:
    """The phrases of a field as tuples of words, figures and punctuation left out."""
    return frozenset(tuple(_NOT_WORDS.sub(" ", fold(phrase)).split()) for phrase in getattr(words(), field)) - {()}


def _is_covered(low: str, field: str) -> bool:
    """Whether `low` is made of nothing but phrases of the field, figures and punctuation; False for no word at all."""
    tokens = _NOT_WORDS.sub(" ", low).split()
    phrases = _cover(field)
    if not tokens or len(tokens) > 40:
        return False
    reached = [0]
    for end in range(1, len(tokens) + 1):
        if end - reached[-1] > _LONGEST_PHRASE:  # nothing begins any more
            return False
        if any(tuple(tokens[start:end]) in phrases for start in reached if end - start <= _LONGEST_PHRASE):
            reached.append(end)
    return reached[-1] == len(tokens)


def is_tool(line: str) -> bool:
    """Whether the line is nothing but a portal's tools and counters: "Xem cỡ chữ Email Print", "Lượt xem: 1.234"."""
    return len(line) <= MAX_LINE and _is_tool(line)


@lru_cache(maxsize=1_024)  # a line is asked about at one step after the other
def _is_tool(line: str) -> bool:
    low = fold(line)
    if any(char.isalpha() for char in low) and not _is_covered(low, "tools"):
        return _PICTURE.fullmatch(line) is not None
    return not stamps(line)


def is_label(line: str) -> bool:
    """Whether the line is a labelled list or notice that is no text: "Tags: …", "Từ khóa: …", "Hotline: …"."""
    match = _LABEL.match(fold(line))
    if len(line) > 4 * MAX_LINE or match is None:
        return False
    return match[1] in _set("labels")


@cache
def _others() -> frozenset[str]:
    return frozenset(_NOT_WORDS.sub(" ", fold(phrase)).strip() for phrase in words().others)


def begins_others(line: str) -> bool:
    """Whether the line is the heading of a list of other stories: "Tin liên quan", "Các tin khác"."""
    return len(line) <= 60 and _NOT_WORDS.sub(" ", fold(line)).strip() in _others()


def section_of(line: str) -> str | None:
    """Return the section's name that the line is, in sentence case; None for any other line.

    >>> section_of("QUỐC PHÒNG - AN NINH")
    'Quốc phòng - An ninh'
    """
    line = line.strip(" .:»›>|/")
    if not 2 < len(line) <= 60:
        return None
    parts = [part.strip() for part in _DASH.split(line) if part.strip()]
    if not parts or not (fold(line) in _sections() or all(fold(part) in _sections() for part in parts)):
        return None
    if line.upper() == line:
        line = re.sub(r"[^-–—|/,]+", lambda m: _sentence_case(m[0]), line)
    return line


def _sentence_case(text: str) -> str:
    low = text.lower()
    at = next((i for i, char in enumerate(low) if char.isalpha()), 0)
    return low[:at] + low[at : at + 1].upper() + low[at + 1 :]


class TimeLine(NamedTuple):
    """A line that is a printed time with what may stand beside it."""

    stamp: Stamp
    author: str | None
    section: str | None


def read_time_line(line: str) -> TimeLine | None:
    """Read a line like "HOÀNG TIẾN | 07:20 25/08/2017" or "Cập nhật ngày: 02/12/2016 - 08:15"; None for any other."""
    if len(line) > 160:
        return None
    found = stamps(line)
    if not found:
        return None
    author = section = None
    rest, last = [], 0
    for stamp in found:
        rest.append(line[last : stamp.start])
        last = stamp.end
    rest.append(line[last:])
    for piece in re.split(r"[|•·\t]|\s{2,}", "|".join(rest)):
        whole = _beside_time(piece)
        told = [whole] if whole else [_beside_time(part) for part in re.split(r"\s[-–—]\s", piece)]
        for one in told:
            if one is None:
                return None
            author, section = author or one[0], section or one[1]
    return TimeLine(found[0], author, section)


def _beside_time(piece: str) -> tuple[str | None, str | None] | None:
    """Read a piece beside a printed time as signer and section (both None for what says nothing); None for text."""
    piece = piece.strip(" -–—,;:./")
    low = fold(piece)
    if not any(char.isalpha() for char in piece) or _is_covered(low, "beside_time") or _is_covered(low, "tools"):
        return None, None
    if is_portal_name(piece):
        return None, None
    if name := section_of(piece):
        return None, name
    byline = read_byline(piece)
    return None if byline is None else (byline.names or None, None)


def is_portal_name(line: str) -> bool:
    """Whether the line is nothing but a portal's name: "Báo Cần Thơ Online", "Cổng thông tin điện tử tỉnh Phú Thọ"."""
    low = fold(line).strip(" .-|")
    if len(low) > 70 or re.search(r"[.:;!?]\s|\d", low):
        return False
    if not any(low.startswith(f"{name} ") for name in _set("names")):
        return False
    # What follows is a name: every word is capitalised, but for the type of a place.
    rest = [word for word in line.split()[1:] if fold(word) not in _NOT_NAMES]
    return line.isupper() or (all(word[:1].isupper() or not word[:1].isalpha() for word in rest) and len(rest) <= 8)
