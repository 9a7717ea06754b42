"""Persons' names: capitalised syllables that begin with a family name or stand behind a rank, honorific or post."""

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import NamedTuple

from extract import places
from extract.document import Document
from extract.language import compounds
from extract.mentions.base import Mentions
from extract.mentions.name_words import BEARERS, COUNTRIES, DEGREES, HISTORIC, INTRODUCERS, SURNAMES, Introducer
from extract.mentions.post_words import STOPS

# No name has more syllables; a Kinh name rarely has more than five.
_LONGEST = 6
_AREAS = frozenset(
    {"tỉnh", "huyện", "quận", "xã", "phường", "thành", "thị", "tp", "khu", "thôn", "ấp", "bản", "tổ", "xóm"}
)
_LODGINGS = frozenset(
    {"trọ", "khu", "xóm", "ở", "túc", "xá", "lầu", "ký", "làng", "phố"}
)  # "khu nhà trọ công nhân Âu Lâu"
# "Bí thư Đoàn trường Lê Văn A": the school is the union's, the name the secretary's.
_BODIES_WITHIN = frozenset({"đoàn", "đồng", "cđ"})
_VOWEL = re.compile(r"[aeiouyăâêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ]")
# A photographer or a reporter named behind a colon takes no part in the event.
_CREDIT = re.compile(
    r"(?<!\w)(?:ảnh|hình|tin|bài|clip|video|nguồn|đồ họa|thực hiện)(?: [^\W\d]+){0,3}\s?[:/-]\s?"
    r"(?:[^\n:;!?]{0,40}[-,&/+]\s?)?$"
)


class Name(NamedTuple):
    """A name by its syllables [start, end)."""

    start: int
    end: int


class Announced(NamedTuple):
    """What stands before a name: its kind, and its span of characters; `word` is the rank in its usual capitals."""

    kind: Introducer
    start: int
    end: int
    word: str


class NameReader:
    """Finds names in one document."""

    def __init__(self, document: Document, mentions: Mentions) -> None:
        self._document = document
        self._text = document.syllables
        self._plain = document.plain
        self._taken = bytearray(len(document.text))
        for kind in ("organisation", "document"):
            for m in mentions.of(kind):
                self._taken[m.start : m.end] = b"\x01" * (m.end - m.start)

    # --- the shape of a syllable -------------------------------------------------------------------------------------

    def written(self, index: int) -> str:
        """Return syllable `index` with its capitals, typing variants made one."""
        start, end = self._text.spans[index]
        return self._plain[start:end]

    @cached_property
    def _capitals(self) -> list[bool]:
        plain = self._plain
        return [
            plain[start].isupper() and plain[start:end].replace("'", "").replace(" ", "").isalpha()
            for start, end in self._text.spans
        ]

    @cached_property
    def _first_syllables(self) -> list[int]:
        """The syllables that a name may begin with, in order."""
        capitals = (index for index, capital in enumerate(self._capitals) if capital)
        return [index for index in capitals if not self._is_taken(index) and not self._acronym(index)]

    def capital(self, index: int) -> bool:
        """Whether syllable `index` is written like one of a name: a capital first, letters only."""
        return self._capitals[index]

    def is_capital(self, index: int) -> bool:
        """The same, for an index that may lie behind the text."""
        return index < len(self._text.forms) and self.capital(index)

    def _acronym(self, index: int) -> bool:
        word = self.written(index)
        return len(word) > 1 and word.isupper() and (not _VOWEL.search(self._text.forms[index]) or len(word) > 7)

    def joined(self, index: int) -> bool:
        """Whether syllable `index` and the next stand on one line with one space between."""
        spans = self._text.spans
        return index + 1 < len(spans) and self._plain[spans[index].end : spans[index + 1].start] == " "

    def _is_taken(self, index: int) -> bool:
        return bool(self._taken[self._text.spans[index].start])

    # --- what stands before -------------------------------------------------------------------------------------------

    @cached_property
    def introduced(self) -> dict[int, Announced]:
        """What announces a name, by the syllable behind it."""
        found: dict[int, Announced] = {}
        text = self._text
        for phrase in INTRODUCERS.find(text):
            start, end = text.index(phrase.start), text.index(phrase.end)
            kind = phrase.value[0]
            if kind in ("honorific", "plural") and self._inside_name(start, end):
                continue
            if kind == "occupation" and start and (text.forms[start - 1] in _LODGINGS or self._of_place(start, end)):
                continue
            end = self._behind_degrees(end)
            if kind == "plural" and end < len(text.forms) and text.forms[end] == ":":
                end += 1
            known = found.get(end)
            if known is None or kind == "rank":
                found[end] = Announced(kind, phrase.start, phrase.end, phrase.value[1])
        return found

    def _of_place(self, start: int, end: int) -> bool:
        """Whether an occupation only ends the name of a place ("Nghĩa trang liệt sĩ")."""
        for at in range(max(0, start - 3), start):
            found = BEARERS.at(self._text, at, end)
            if found is not None and self._text.index(found.end) == end:
                return True
        return False

    def introduce(self, ends: Iterable[int]) -> None:
        """Let names begin at the syllables `ends`, behind posts."""
        for index in ends:
            if 0 < index < len(self._text.forms) and self.joined(index - 1):
                self.introduced.setdefault(index, Announced("post", *self._text.spans[index - 1], ""))

    def _inside_name(self, start: int, end: int) -> bool:
        """Whether a one-syllable honorific is a syllable of a name ("Kiều Anh Dũng")."""
        word = self.written(start)
        if end - start > 1 or not self.capital(start) or (word.isupper() and len(word) > 1):
            return False
        return start > 0 and self.joined(start - 1) and self.capital(start - 1) and not self._sentence_begins(start - 1)

    def _sentence_begins(self, index: int) -> bool:
        return index == 0 or self.written(index - 1) in (".", ":", "!", "?", '"', "-") or not self.joined(index - 1)

    def _behind_degrees(self, index: int) -> int:
        """Return the first syllable behind academic degrees at `index` ("Thượng tá, TS …")."""
        text = self._text
        at = index
        while at < len(text.forms):
            following = at + 1 if text.forms[at] in (",", "-", ".") else at
            degree = DEGREES.at(text, following) if following < len(text.forms) else None
            if degree is None:
                return at + 1 if at > index and text.forms[at] in (",", ".") and at + 1 < len(text.forms) else at
            at = text.index(degree.end)
        return index

    # --- names --------------------------------------------------------------------------------------------------------

    def find(self, head_at: set[int]) -> Iterator[Name]:
        """Yield the full names, left to right; `head_at` are the syllables at which a post's head begins."""
        reached = 0  # the syllables before are read
        borne = False  # the name before was a street's or a body's: its neighbours in a list are, too
        for index in self._first_syllables:
            if index < reached or index in head_at:
                continue
            borne = borne and all(form in (",", "và", "-") for form in self._text.forms[reached:index])
            if index - 1 in head_at or index - 2 in head_at:
                country = COUNTRIES.at(self._text, index)
                if country:  # "Tổng thống Mỹ …"
                    reached = self._text.index(country.end)
                    continue
            opening = INTRODUCERS.at(self._text, index)
            if opening and self._text.index(opening.end) in self.introduced:
                reached = self._text.index(opening.end)  # "Ông Nguyễn …": the capital is the sentence's
                continue
            end = self._run(index, head_at)
            introduced = index in self.introduced
            if HISTORIC.at(self._text, index, end):
                borne = True
                reached = end
                continue
            if end - index >= 2 and not introduced and (borne or self._borne(index, head_at)):
                borne = True
                reached = end
                continue
            name = self._name(index, end, introduced, head_at)
            reached = name.end if name else index + 1
            if name and (introduced or not self._credited(name.start)):
                yield name

    def could_begin(self, index: int) -> bool:
        """Whether a name may begin at a syllable, before it is known where the post before it ends."""
        text = self._text
        if not 0 < index < len(text.forms):
            return False
        first = text.forms[index]
        strong = first in SURNAMES.strong_set
        if not (strong or first in SURNAMES.weak_set) or not self.capital(index) or self._is_taken(index):
            return False
        end = self._run(index, set())
        if end - index < 2 or end - index > 5 or self._is_place(index, end) or not self._acts(end):
            return False
        if BEARERS.at(text, index - 1):
            return False
        return strong or (end - index > 2 and text.forms[index + 1] in SURNAMES.middle_set)

    def _run(self, index: int, head_at: set[int]) -> int:
        """Return the syllable behind the run of capitalised syllables that begins at `index`."""
        end = index + 1
        first = self.written(index)
        upper = first.isupper() and len(first) > 1
        while end < len(self._text.forms) and end - index < _LONGEST and self.joined(end - 1):
            slipped = not self.capital(end)
            if slipped and not (end == index + 1 and index in self.introduced and self._slipped(end)):
                break
            if self._is_taken(end) or end in head_at or self._acronym(end):
                break
            word = self.written(end)
            if not slipped and len(word) > 1 and word.isupper() != upper and len(first) > 1:
                break
            if upper and end - index > 1 and STOPS.at(self._text, end):
                break
            introducer = INTRODUCERS.at(self._text, end)
            if introducer and (introducer.value[0] == "rank" or " " in introducer.value[1]):
                break
            end += 1
        return end

    def _credited(self, index: int) -> bool:
        """Whether a photo or text credit stands before syllable `index` ("Ảnh: …")."""
        start = self._text.spans[index].start
        return _CREDIT.search(self._document.low, max(0, start - 80), start) is not None

    def _slipped(self, index: int) -> bool:
        """Whether syllable `index` is the second of a name, without its capital by mistake ("Lê công Bảy")."""
        return self._text.forms[index] in SURNAMES.middle_set and self.joined(index) and self.capital(index + 1)

    def _borne(self, index: int, head_at: set[int]) -> bool:
        """Whether the run at `index` names a street, a body or a place."""
        if index == 0 or not self.joined(index - 1):
            return False
        if self._is_taken(index - 1):  # behind a body a person's name needs a post before the body
            return not self._post_before(index, head_at)
        for at in range(max(0, index - 4), index):
            found = BEARERS.at(self._text, at, index)
            if found is not None and self._text.index(found.end) == index:
                area = self._text.forms[at] in _AREAS or (at and self._text.forms[at - 1] in _BODIES_WITHIN)
                return not (area and self._post_before(index, head_at))
        return False

    def _post_before(self, index: int, head_at: set[int]) -> bool:
        """Whether a post's head stands before syllable `index` in the same phrase."""
        for at in range(index - 1, max(-1, index - 20), -1):
            if at in head_at:
                return True
            if self._text.forms[at] in (".", ",", ";", ":") and self._text.forms[at - 1] != "tp":
                return False
        return False

    def _name(self, index: int, end: int, introduced: bool, head_at: set[int]) -> Name | None:
        text = self._text
        forms = text.forms[index:end]
        first = forms[0]
        surname = first in SURNAMES.strong_set or first in SURNAMES.weak_set
        highland = first in SURNAMES.prefix_set or "'" in first
        if surname and not highland and end - index > 5:
            end = index + 5
        if end - index < 2:
            # "ông K'Brẹm": of the peoples of Lâm Đồng, whose names may be one syllable behind the prefix
            return Name(index, end) if introduced and "'" in first and len(first) > 3 else None
        named = surname or (highland and end - index >= 3 and bool(set(forms[1:]) & SURNAMES.strong_set))
        if not introduced and not named:
            return None
        placed = self._is_place(index, end)
        if introduced:
            kind = self.introduced[index].kind
            whole = surname and end - index >= 3 and forms[1] in SURNAMES.middle_set  # "Hiệu trưởng Từ Công …"
            if kind == "post" and STOPS.at(text, index) and not whole:
                return None
            if kind == "occupation" and self._goes_on(index, end):
                return None
            if (surname and not placed) or kind in ("rank", "honorific"):
                return Name(index, end)
            if kind == "post" and not placed and end - index <= 4 and (highland or self._acts(end)):
                return Name(index, end)
        if not named:
            return None
        size = end - index
        strong = first in SURNAMES.strong_set
        middle = forms[1] in SURNAMES.middle_set
        if self._shouted(index):  # in a headline in capitals every word may look like a name
            strong = strong and middle and not (self.joined(end - 1) and self.is_capital(end))
            highland = False
        if size >= 3 and not placed and (strong or (middle and not self._shouted(index)) or highland):
            return Name(index, end)
        return Name(index, end) if not placed and self._followed_by_post(end, head_at) else None

    def _goes_on(self, index: int, end: int) -> bool:
        """Whether the run is the beginning of a body's name: "chiến sĩ Đoàn Kinh tế - Quốc phòng"."""
        text = self._text
        if end - index > 2 or text.forms[index] not in SURNAMES.weak_set or not self.joined(end - 1):
            return False
        return not self.capital(end) and f"{text.forms[end - 1]} {text.forms[end]}" in compounds()

    def _shouted(self, index: int) -> bool:
        word = self.written(index)
        return len(word) > 1 and word.isupper()

    def _is_place(self, start: int, end: int) -> bool:
        name = " ".join(self.written(at) for at in range(start, end))
        return bool(places.province(name) or places.province_2025(name) or places.districts_named(name))

    def _acts(self, index: int) -> bool:
        """Whether a verb or a mark stands at syllable `index`, as behind a person's name."""
        text = self._text
        if index >= len(text.forms) or not text.forms[index][0].isalnum():
            return True
        return not self.capital(index) and STOPS.at(text, index) is not None

    def _followed_by_post(self, end: int, head_at: set[int]) -> bool:
        """Whether a comma, dash or bracket and a post, or an age in brackets, stand at syllable `end`."""
        text = self._text
        if end + 1 >= len(text.forms) or text.forms[end] not in (",", "-", "–", "("):
            return False
        return end + 1 in head_at or (text.forms[end] == "(" and text.forms[end + 1].isdigit())


def title_case(name: str) -> str:
    """Return a name with a capital on each syllable and small letters behind it.

    >>> title_case("LÊ THỊ BẢY")
    'Lê Thị Bảy'
    """
    return " ".join(_title(syllable) for syllable in name.split(" "))


def _title(syllable: str) -> str:
    parts = re.split(r"(['’])", syllable)
    return "".join(part[:1].upper() + (part[1:].lower() if part.isupper() else part[1:]) for part in parts)
