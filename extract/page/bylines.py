"""Who wrote an article, and who took a photo, read off the lines that sign them."""

import re
from functools import cache, lru_cache
from typing import Literal, NamedTuple

from extract.lexicon import Lexicon, load
from extract.text import fold, plain

MAX_BYLINE = 90
"""Characters above which no line is a byline."""

# Syllables above which a line says something of an office.
_LONGEST_OFFICE = 9

# Capitalised words, initials ("H.Ngân", "N.V.Thụ", "N. Huyền"), names of the Tây Nguyên peoples ("H'Hen", "K'Brửu").
_TOKEN = r"(?:[^\W\d_a-z]|(?:[^\W\d_]{1,3}\.){1,3})?[^\W\d_]+(?:['’][^\W\d_]+)?\.?"
_NAME = re.compile(rf"{_TOKEN}(?:\s{_TOKEN}){{0,5}}\.?")
# One syllable that can be nothing but a name: initials ("N.V.Thụ"), a name of the Tây Nguyên peoples ("K'Brửu").
_SHORT_NAME = re.compile(r"(?:[^\W\d_]{1,3}\.){1,3}[^\W\d_]{0,12}|[HKY]['’][^\W\d_]{2,}", re.IGNORECASE)
_SEPARATORS = re.compile(r"(\s?[-–—,;&/+]\s?|\s(?:và|và)\s)")
_IN_BRACKETS = re.compile(r"\([^()]*\)")
_BRACKETS = re.compile(r"\s{0,4}[(\[]([^()\[\]]{1,60})[)\]]\s{0,4}\.?$")
# "Thanh Ngà/NATV", "Hà Thu/Báo Lao Động", "Xuân Hòa_PX03"
_NEWSROOM = re.compile(r"\s?[/_]\s?(?:[A-ZĐ]{2,10}\d{0,2}(?:\.VN)?|(?:Báo|Đài)\s[^/_]{2,30})$")
_RANK = re.compile(r"^(?:Đại|Thượng|Trung|Thiếu)\s(?:tướng|tá|úy|uý|sỹ|sĩ)\s", re.IGNORECASE)
_VOWEL = re.compile(r"[aăâeêioôơuưyàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ]", re.IGNORECASE)
_CREDIT = re.compile(
    r"(?:^|[\s(.,:;\"'-])(?:ảnh|hình ảnh|nguồn ảnh|ảnh tư liệu|ảnh minh họa|photo|clip)\s?"
    r"(?:(?P<colon>:)|(?P<dash>-)|(?P<number>\d{1,2}\s?\.?$))\s?(?P<who>(?:[^:;!?.]|\.(?=\S)){0,60}+)\.?\)?\.?$",
    re.IGNORECASE,
)
_PHOTO_TOO = re.compile(r"\s?[;,.-]\s?\(?(?:ảnh|hình ảnh|hình|clip|video|đồ họa)\s?:.*$")


class BylineWords(Lexicon):
    """The model of extract/lexicons/bylines.toml."""

    works: tuple[str, ...]
    photo: tuple[str, ...]
    openers: tuple[str, ...]
    beside: tuple[str, ...]
    offices: tuple[str, ...]
    office_words: frozenset[str]
    nobody: tuple[str, ...]
    not_names: tuple[str, ...]


class Byline(NamedTuple):
    """What a line signs: the text, or only a photo. `names` are as they are to be shown, "" for nobody by name."""

    kind: Literal["author", "photo"]
    names: str
    labelled: bool  # said to be a byline by its words; otherwise the line is nothing but a name


@cache
def _words() -> BylineWords:
    return load("bylines", BylineWords)


@cache
def _label() -> re.Pattern[str]:
    words = _words()

    def any_of(phrases: tuple[str, ...]) -> str:
        return "(?:" + "|".join(re.escape(fold(p)) for p in sorted(phrases, key=len, reverse=True)) + ")"

    work = any_of(words.works + words.photo)
    joint = r"(?:\s?[,&/+-]\s?|\svà\s|\s)"
    return re.compile(
        rf"\A(?:(?P<works>{work}(?:{joint}{work}){{0,4}})\s?[:：](?P<by>\s?{any_of(words.openers)}\s)?\s?"
        rf"|(?P<shot>{any_of(words.photo)})\s?-\s"
        rf"|(?P<opener>{any_of(words.openers)})\s?[:.]?\s+)"
    )


def title_case(name: str) -> str:
    """Return a name that is written in capitals in title case ("KIỀU CHINH", "H.NGÂN"); initials and acronyms stay.

    >>> title_case("KIỀU CHINH - H.NGÂN (TTXVN)")
    'Kiều Chinh - H.Ngân (TTXVN)'
    """
    letters = [char for char in _IN_BRACKETS.sub("", name) if char.isalpha()]
    if not letters or sum(char.isupper() for char in letters) < 0.8 * len(letters):
        return name
    return re.sub(r"[^\W\d_]{2,}", lambda m: m[0].capitalize() if _VOWEL.search(m[0]) else m[0], name)


def read_names(text: str) -> str | None:
    """Return the names in `text` as they are to be shown; None where it is not names and nothing else."""
    text = text.strip(" .:;,|*-–—")
    text = re.sub(r"^(?:(?:PV|CTV|P\.V|Phóng viên|PV\.)[.:]?\s)(?=\S)", "", text, flags=re.IGNORECASE)
    if bracket := _BRACKETS.search(text):
        text = text[: bracket.start()]
    text = _NEWSROOM.sub("", _RANK.sub("", text))
    pieces = _SEPARATORS.split(text)
    shown: list[str] = []
    names = 0
    for piece, separator in zip(pieces[::2], [*pieces[1::2], ""], strict=True):
        name = piece.strip()
        if names and (fold(name) in _words().beside or _is_office(name)):
            if shown:
                shown[-1] = ""
            shown += ["", separator]
            continue
        if not _is_name(name):
            return None
        names += 1
        shown += [title_case(name), re.sub(r"\s?[–—-]\s?", " - ", separator)]
    joined = "".join(shown).strip(" -,;&/+")
    return joined if names and names <= 6 else None


@cache
def _office() -> re.Pattern[str]:
    return re.compile("(?:" + "|".join(map(re.escape, map(fold, _words().offices))) + r")(?!\w)")


def _is_office(text: str) -> bool:
    """Whether `text` is the name of an office ("CĐVC tỉnh", "Phòng PV01"), not that of a person who is called so.

    Beside what it begins with, it has a syllable in small letters or one that only an abbreviation can be.
    """
    if not 2 <= len(text) <= 60 or (head := _office().match(fold(text))) is None:
        return False
    abbreviated = not _VOWEL.search(text[: head.end()])
    return abbreviated or any(part[0].islower() or not _VOWEL.search(part) for part in text[head.end() :].split())


def read_office(line: str) -> str | None:
    """Return the office that a line at the end of an article names and nothing else ("Ban Tuyên giáo LĐLĐ tỉnh")."""
    line = line.strip(" *\n\t()")
    if not _is_office(line) or not line[0].isupper() or re.search(r"[.:;?!,]|\d{3}", line):
        return None
    small = {fold(part) for part in re.split(r"[\s-]+", line) if part[:1].islower()}
    return line if len(line.split()) <= _LONGEST_OFFICE and small <= _words().office_words else None


def _is_name(text: str) -> bool:
    if not 2 <= len(text) <= 40 or _NAME.fullmatch(text) is None:
        return False
    return all(part[:1].isupper() or part[:1] in "'’" for part in re.split(r"[\s.]+", text) if part)


@cache
def _not_names() -> tuple[str, ...]:
    return tuple(f"{phrase} " for phrase in _words().not_names)


def _is_bare_name(text: str) -> bool:
    """Whether a line that nothing marks as a byline can only be a name: two to five syllables, or initials."""
    syllables = text.split()
    if len(syllables) > 5 or " ".join([*fold(text).split(), ""]).startswith(_not_names()):
        return False
    return len(syllables) > 1 or _SHORT_NAME.fullmatch(text) is not None


def _pieces(works: str) -> list[str]:
    """Cut "tin, bài và ảnh" into its works."""
    return [work for piece in re.split(r"[,&/+-]|\svà\s", works) if (work := piece.strip())]


def read_byline(line: str) -> Byline | None:
    """Read a line that signs ("Tin, ảnh: KIỀU CHINH", "PV Thanh Ngà/NATV", "Hà An - Tuấn"); None for any other."""
    line = line.strip(" *\n\t")
    if line[:1] in "([" and line[-1:] in ")]":
        line = line[1:-1].strip()
    return _byline(line) if 2 <= len(line) <= MAX_BYLINE else None


@lru_cache(maxsize=1_024)  # a line is asked about at one step after the other
def _byline(line: str) -> Byline | None:
    low = fold(line)
    if low.strip(" .") in _words().nobody:
        return Byline("author", "", True)
    photo = _PHOTO_TOO.search(low)
    if photo is not None and photo.start() and not set(_pieces(low[: photo.start()])) <= set(_words().works):
        line, low = line[: photo.start()], low[: photo.start()]
    label = _label().match(low)
    if label is not None and (names := read_names(line[label.end() :])):
        if label["shot"]:
            return Byline("photo", names, True)
        if label["works"]:
            kind: Literal["author", "photo"] = (
                "photo" if set(_pieces(label["works"])) <= set(_words().photo) else "author"
            )
            return Byline(kind, names, True)
        return Byline("author", names, True)
    if label is not None and label["works"]:
        return None
    names = None if line.endswith(".") else read_names(line)
    if names is None:
        return None
    parts = [part.strip() for part in _SEPARATORS.split(names)[::2]]
    # "Ngọc Anh - Hà": one syllable is a name beside one that can be nothing else.
    known = _is_bare_name(parts[0]) and all(_is_bare_name(part) or len(part.split()) == 1 for part in parts[1:])
    return Byline("author", names, False) if known else None


def is_credited(line: str) -> bool:
    """Whether a line ends with a photo credit ("… Ảnh: Minh Phúc", "… - Ảnh 1."): it is a caption."""
    match = _CREDIT.search(plain(line)[-110:])
    if match is None:
        return False
    return bool(match["number"]) or bool(match["colon"] and match["who"]) or read_names(match["who"]) is not None
