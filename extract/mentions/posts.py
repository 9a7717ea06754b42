"""Mentions of posts: a head from the lexicon ("Phó Giám đốc"), and the body, unit or area behind it.

A name may follow without a comma ("Phó Chủ tịch UBND tỉnh Nguyễn Văn A"), so the reader is told where one begins.
"""

from collections.abc import Callable, Iterator
from functools import cache
from typing import NamedTuple

from extract.document import Document
from extract.lexicon import Lexicon, load
from extract.mentions.base import Mention, Mentions, Organisation, Post
from extract.mentions.name_words import COUNTRIES, DEGREES, INTRODUCERS
from extract.mentions.organisation_places import types
from extract.phrases import Found, Phrases
from extract.rules import declare

POST = declare(
    "post.held",
    finds={
        "Đại tá Trần Văn Bảy, Phó Giám đốc Công an tỉnh phát biểu.": ["Phó Giám đốc Công an tỉnh"],
        "Ông Lê Văn Tám, Tỉnh ủy viên, Chủ tịch LĐLĐ tỉnh chủ trì.": ["Tỉnh ủy viên", "Chủ tịch LĐLĐ tỉnh"],
        "Giám đốc Công an thành phố tặng Giấy khen cho 5 tập thể.": ["Giám đốc Công an thành phố"],
        "Có bà Vũ Thị Chín - nguyên Chủ tịch Công đoàn ngành Y tế.": ["nguyên Chủ tịch Công đoàn ngành Y tế"],
    },
    ignores=[
        "Có 60 chủ tịch công đoàn cơ sở dự.",
        "Anh là công nhân Công ty May Sao Mai.",
        "Các giám đốc đã ký cam kết.",
    ],
)


class PostWords(Lexicon):
    """extract/lexicons/posts.toml."""

    first: list[str]
    deputy: list[str]
    member: list[str]
    lone: list[str]
    staff: list[str]
    prefixes: list[str]
    former: list[str]
    units: list[str]
    goes_on: list[str]
    kinds: list[str]
    turns: list[str]
    verbal: list[str]
    stops: list[str]
    areas: list[str]
    others: list[str]
    many: list[str]


class _Head(NamedTuple):
    """What a head is: the first person of a body, and whether a body or unit must follow ("Trưởng", "cán bộ")."""

    first: bool = False
    needs_unit: bool = False
    lone: bool = False
    staff: bool = False


WORDS = load("posts", PostWords)
# A post is not longer than this many syllables.
_LONGEST = 30
_BARE = ("Trưởng", "Phó")
# "Bộ Tư lệnh", "Đoàn Chủ tịch", "Ban Giám đốc": bodies, no posts.
# "PX05", "PA83": departments of a provincial police.
_DEPARTMENTS = frozenset({"pa", "pc", "pv", "px", "ph", "pk", "pt"})
_ZONES = frozenset({"kcn", "kcx", "kkt", "khu", "cụm"})
_BODIES_OF = frozenset({"bộ", "đoàn", "ban"})


@cache
def _heads() -> Phrases[_Head]:
    entries: dict[str, _Head] = {}
    for word in WORDS.first:
        entries[word] = _Head(first=True, needs_unit=word in _BARE)
        entries[f"Phó {word}"] = _Head(needs_unit=word in _BARE)
        entries[f"Phó. {word}"] = _Head(needs_unit=word in _BARE)
    for word in WORDS.deputy:
        entries[word] = _Head(needs_unit=word in _BARE)
    for word in WORDS.member:
        entries[word] = _Head()
    for word in WORDS.lone:
        entries[word] = _Head(lone=True)
    for word in WORDS.staff:
        entries[word] = _Head(needs_unit=True, staff=True)
    return Phrases(entries)


def _set(words: list[str]) -> Phrases[str]:
    return Phrases([(word, word) for word in words])


_PREFIXES = _set(WORDS.prefixes)
_UNITS = _set(WORDS.units)
_GOES_ON = _set(WORDS.goes_on)
_KINDS = _set(WORDS.kinds)
_TURNS = _set(WORDS.turns)
_VERBAL = _set(WORDS.verbal)
STOPS = _set(WORDS.stops)
_AREAS = _set(WORDS.areas)
_OTHERS = _set(WORDS.others)
_MANY = _set(WORDS.many)
_FORMER = frozenset(WORDS.former)


class PostReader:
    """Reads posts in one document. `name_at` says whether a person's name begins at a syllable."""

    def __init__(self, document: Document, mentions: Mentions) -> None:
        self._document = document
        self._text = document.syllables
        self._plain = document.plain
        # A body may begin inside a head ("Trưởng phòng Tham mưu"), so it is known by each of its syllables.
        self._bodies: dict[int, Mention[Organisation]] = {}
        for m in mentions.of("organisation"):
            for index in range(self._text.index(m.start), self._text.index(m.end)):
                self._bodies[index] = m
        every = range(len(self._text.forms))
        self._last_end = -1  # the syllable behind the post last found
        self._known = {index: head for index in every if (head := _heads().at(self._text, index))}
        self._prefixed = {index: prefix for index in every if (prefix := _PREFIXES.at(self._text, index))}

    def heads(self) -> set[int]:
        """Return the syllables at which the heads of posts begin, but those that are posts only beside a name."""
        return {index for index in {*self._known, *self._prefixed} if self._is_head(index)}

    def _is_head(self, index: int) -> bool:
        found = self._head(index)
        return found is not None and not (
            found.value.staff or (found.value.needs_unit and not self._unit_at(self._text.index(found.end)))
        )

    def find(self, name_at: Callable[[int], bool]) -> Iterator[Mention[Post]]:
        """Yield the posts, left to right."""
        reached = 0
        self._last_end = -1
        for index in sorted({*self._known, *self._prefixed}):
            found = self._head(index) if index >= reached else None
            if found is None:
                if index in self._known:
                    reached = max(reached, self._text.index(self._known[index].end))
                continue
            mention = self._post(index, found, name_at)
            if mention is not None:
                self._last_end = self._text.index(mention.end)
                yield mention
            reached = self._text.index(mention.end if mention else found.end)

    def _head(self, index: int) -> Found[_Head] | None:
        """Return the head at syllable `index`, behind "nguyên" or "Quyền" if they stand there."""
        text = self._text
        while prefix := self._prefixed.get(index):
            behind = text.index(prefix.end)
            if behind not in self._known and behind not in self._prefixed:
                return None  # "Nguyên nhân …"
            index = behind
        if index not in self._known:
            return None
        if index and text.forms[index - 1] in _BODIES_OF and text.forms[index] != "trưởng":
            return None
        return self._known[index]

    def _post(self, index: int, found: Found[_Head], name_at: Callable[[int], bool]) -> Mention[Post] | None:
        text = self._text
        kind = found.value
        end = text.index(found.end)
        if self._of_many_bodies(end) or _TURNS.at(text, end):
            return None
        if _VERBAL.at(text, index) and not (self._plain[found.start].isupper() or self._introduced_before(index)):
            return None
        if kind.needs_unit and not kind.staff and not self._unit_at(end):
            return None
        if self._one_of_many(index) and not self._names_follow(end, name_at):
            return None
        stop = end if kind.lone else self._end(end, name_at, self._plain[found.start].isupper())
        if kind.staff and not (
            (stop > end and name_at(stop)) or (self._unit_at(end) and self._introduced_before(index))
        ):
            return None
        if stop == end and not kind.lone and not self._stands_alone(found.start, end, name_at):
            return None
        start, finish = text.spans[index].start, text.spans[stop - 1].end
        body = next((self._bodies[at] for at in range(index, stop) if at in self._bodies), None)
        former = any(text.forms[at] in _FORMER for at in range(index, text.index(found.start)))
        first = kind.first and body is not None and body.start <= found.end + 1 and not former
        return Mention(
            "post",
            start,
            finish,
            POST,
            Post(self._document.text[start:finish], body.value if body else None, first, former),
        )

    def _of_many_bodies(self, index: int) -> bool:
        """Whether the post is held at many bodies ("thủ trưởng các đơn vị"); a zone's works ("các KCN") are one."""
        forms = self._text.forms[index : index + 2]
        return bool(forms) and forms[0] in ("các", "những") and forms[-1] not in _ZONES

    def _unit_at(self, index: int) -> bool:
        if index >= len(self._text.forms):
            return False
        forms = self._text.forms[index : index + 2]
        coded = forms[0] in _DEPARTMENTS and forms[-1].isdigit()
        return bool(_UNITS.at(self._text, index)) or index in self._bodies or coded

    def _one_of_many(self, index: int) -> bool:
        """Whether the head speaks of many ("các giám đốc", "60 chủ tịch công đoàn")."""
        if index == 0 or not self._joined(index - 1):
            return False
        before = self._text.forms[index - 1]
        two = index - 2 if index >= 2 and self._joined(index - 2) else index - 1
        return before.isdigit() or any(
            (found := _MANY.at(self._text, at, index)) and self._text.index(found.end) == index
            for at in {index - 1, two}
        )

    def _introduced_before(self, index: int) -> bool:
        """Whether a comma, dash or bracket stands before: a name may precede."""
        return index > 1 and self._text.forms[index - 1] in (",", "-", "(") and self._capital(index - 2)

    def _names_follow(self, index: int, name_at: Callable[[int], bool]) -> bool:
        """Whether names follow the plural post whose head ends before syllable `index` ("các Phó Giám đốc: A, B")."""
        stop = self._end(index, name_at, True)
        return name_at(stop) or self._introducer_then_name(stop, name_at) or self._text.forms[stop : stop + 1] == [":"]

    def _stands_alone(self, start: int, end: int, name_at: Callable[[int], bool]) -> bool:
        """Whether a head without anything behind it is a post: right before a name, or right behind one."""
        if name_at(end) or self._introducer_then_name(end, name_at):
            return True
        if self._text.forms[end : end + 1] == ["kiêm"] and end + 1 in self._known:
            return True
        index = self._text.index(start)
        return self._introduced_before(index) or self._behind_post(index)

    def _behind_post(self, index: int) -> bool:
        """Whether another post of the same person stands before ("Bí thư Đảng ủy, Hiệu trưởng")."""
        return index > 0 and self._last_end == index - 1 and self._text.forms[index - 1] in (",", "-", "/", "kiêm")

    def _introducer_then_name(self, index: int, name_at: Callable[[int], bool]) -> bool:
        if index < len(self._text.forms) and self._text.forms[index] in (",", ":"):
            index += 1
        if index >= len(self._text.forms):
            return False
        found = INTRODUCERS.at(self._text, index)
        return name_at(index) if found is None else name_at(self._text.index(found.end))

    def _capital(self, index: int) -> bool:
        return self._plain[self._text.spans[index].start].isupper()

    def _joined(self, index: int) -> bool:
        """Whether syllable `index` and the next stand on one line with at most a space between."""
        spans = self._text.spans
        return index + 1 < len(spans) and self._plain[spans[index].end : spans[index + 1].start] in ("", " ")

    def _end(self, index: int, name_at: Callable[[int], bool], capital: bool) -> int:
        """Return the syllable behind the post whose head ends before syllable `index`."""
        text = self._text
        last = index
        read: Mention[Organisation] | None = None
        whole = False  # a body has been read, and nothing behind it
        begin = index
        while index < len(text.forms) and index - begin < _LONGEST and (index == 0 or self._joined(index - 1)):
            body = self._bodies.get(index)
            if body is not None:
                read, whole = body, True
                index = last = text.index(body.end)
                continue
            form = text.forms[index]
            if form == ",":
                behind = self._parent(index + 1, read)
                if behind is None:
                    break
                index = last = behind
                continue
            if form in ("-", "–", "—", "&", "/"):
                if not self._compound(index, name_at):
                    break
                index += 1
                continue
            if form == "." and text.forms[index - 1] in ("tp", "q", "p", "tx", "h", "tt"):
                index = last = index + 1
                continue
            if (country := COUNTRIES.at(text, index)) and index == begin:
                index = last = text.index(country.end)
                whole = True
                continue
            if whole:
                behind = self._more_behind(index)
                if behind is None:
                    break
                index = last = behind
                continue
            if not (form[0].isalnum()) or name_at(index) or self._interrupts(index, begin):
                break
            if form == "và":
                if not self._same_unit(index, name_at):
                    break
                index += 1
                continue
            if form.isdigit() and len(form) > 3:
                break
            index += 1
            last = index
        return last

    def _more_behind(self, index: int) -> int | None:
        """Return the syllable behind what goes on with a post behind its body ("… của Quốc hội"), if anything does."""
        text = self._text
        area = types().at(text, index)
        if area is not None:  # "Công đoàn CAND tỉnh"
            end = text.index(area.end)
            return end if end >= len(text.forms) or not self._capital(end) else None
        kind = _KINDS.at(text, index)
        if kind is not None and not self._capital(index):
            behind = text.index(kind.end)
            named = behind < len(text.forms) and self._joined(behind - 1) and self._capital(behind)
            return None if named else behind
        found = _GOES_ON.at(text, index)
        if found is None:
            return None
        following = text.index(found.end)
        if following in self._bodies:
            return text.index(self._bodies[following].end)
        country = COUNTRIES.at(text, following)
        if country is not None:
            return text.index(country.end)
        form = text.forms[following] if following < len(text.forms) else ""
        term = form.isdigit() or (form != "" and set(form) <= set("ivx"))
        return following + 1 if term else following if found.value == "việt nam" else None

    def _interrupts(self, index: int, begin: int) -> bool:
        """Whether something that is no part of a post begins at syllable `index`: a verb, a rank, another post."""
        text = self._text
        introducer = INTRODUCERS.at(text, index)
        if introducer and introducer.value[0] in ("rank", "plural"):
            return True
        if (
            introducer
            and introducer.value[0] == "honorific"
            and not self._capital(index)
            and " " in introducer.value[1]
        ):
            return True
        head = self._head(index)
        if head is not None and not head.value.needs_unit and index > begin and self._capital(index):
            return True
        if self._capital(index) or (index > begin and _UNITS.at(text, index - 1)):
            return False
        return text.forms[index] != "và" and STOPS.at(text, index) is not None

    def _parent(self, index: int, body: Mention[Organisation] | None) -> int | None:
        """Return the syllable behind what follows a comma at `index` - 1 and belongs to the post, if anything does.

        That is the body of a unit ("Đội trưởng Đội 2, Công an thị xã"), or the area of a commune's post ("…, quận 1").
        """
        text = self._text
        if index >= len(text.forms) or not self._joined(index - 1):
            return None
        following = self._bodies.get(index)
        if following is not None:
            return text.index(following.end) if body is None else None
        if body is not None and body.value.level not in ("commune", "grassroots"):
            return None
        place = types().at(text, index) or _AREAS.at(text, index)
        if place is None:
            return None
        start = end = text.index(place.end)
        while (
            end < len(text.forms)
            and end - start < 4
            and self._plain[text.spans[end - 1].end : text.spans[end].start] in ("", " ")
        ):
            if not (self._capital(end) or text.forms[end].isdigit()):
                break
            end += 1
        return end if end > start else None

    def _compound(self, index: int, name_at: Callable[[int], bool]) -> bool:
        """Whether a dash at syllable `index` joins two parts of one unit's name ("Giáo dục - Đào tạo")."""
        text = self._text
        following = index + 1
        if following >= len(text.forms) or not self._joined(index) or name_at(following):
            return False
        if self._interrupts(following, following + 1) or _heads().at(text, following) or following in self._bodies:
            return False
        tight = (
            text.spans[index].start == text.spans[index - 1].end
            and text.spans[following].start == text.spans[index].end
        )
        return tight or (text.forms[following].isalpha() and DEGREES.at(text, following) is None)

    def _same_unit(self, index: int, name_at: Callable[[int], bool]) -> bool:
        """Whether "và" at syllable `index` stands inside a unit's name."""
        text = self._text
        following = index + 1
        if (
            following >= len(text.forms)
            or not self._joined(index)
            or text.forms[following].isdigit()
            or name_at(following)
        ):
            return False
        if INTRODUCERS.at(text, following) or _heads().at(text, following) or following in self._bodies:
            return False
        if _OTHERS.at(text, following):
            return False
        return self._capital(following) or STOPS.at(text, following) is None
