"""The place behind a body's name, as written: "tỉnh Phú Thọ", "huyện", "các quận Sơn Trà, Liên Chiểu", "Hải Phòng"."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from extract import places
from extract.document import Document
from extract.mentions.name_words import SURNAMES
from extract.mentions.organisation_lexicon import heads
from extract.phrases import Phrases

_TYPES = {
    "tỉnh": "tỉnh",
    **dict.fromkeys(("thành phố", "tp", "tp.", "t.p", "t.p."), "thành phố"),
    **dict.fromkeys(("huyện", "h."), "huyện"),
    **dict.fromkeys(("quận", "q."), "quận"),
    **dict.fromkeys(("thị xã", "tx", "tx.", "t.x", "t.x."), "thị xã"),
    "xã": "xã",
    **dict.fromkeys(("phường", "p."), "phường"),
    **dict.fromkeys(("thị trấn", "tt", "tt."), "thị trấn"),
    "đặc khu": "đặc khu",
}
_MANY = frozenset({"các", "những", "mỗi", "từng", "nhiều", "cấp", "mọi", "hai", "ba", "bốn", "năm", "sáu"})
_LISTED = frozenset({",", "và", ";"})
_LONGEST_NAME = 6


class Typed(NamedTuple):
    """A type of place and the syllable behind it."""

    type: str
    end: int


class Named(NamedTuple):
    """A place named in a list: its type where it is written, its name, and the syllables of both."""

    type: str | None
    name: str
    start: int
    end: int


@dataclass(slots=True)
class Ref:
    """A place as written behind a head.

    Attributes:
        start, end: syllables, half-open; empty where nothing is written.
        type: "tỉnh", "thành phố", "huyện", …; None where only a name is written.
        name: the place's name as written; None where only its type is.
        province: the 63-province name written behind it ("huyện Bình Sơn, tỉnh Quảng Ngãi").
        district: type and name of the district written behind a commune ("xã Tân Kim, huyện Cần Giuộc").
        many: several bodies ("các huyện", "cấp huyện"), without names; `quantity` is "các" or "cấp".
        types: all types written, where there are many.
        more: the further places of a list ("các quận Sơn Trà, Liên Chiểu", "huyện A và huyện B").
    """

    start: int
    end: int
    type: str | None = None
    name: str | None = None
    province: str | None = None
    district: tuple[str, str] | None = None
    many: bool = False
    quantity: str = "các"
    types: tuple[str, ...] = ()
    more: list[Named] = field(default_factory=list)


@cache
def types() -> Phrases[str]:
    """Return the types of places and their abbreviations."""
    return Phrases(_TYPES)


class PlaceReader:
    """Reads places in one document, by index of syllable.

    `near` are the old provinces that the document is about, where known: a district elsewhere needs clearer words.
    `new` is the province of the 34 that it is about, if it is of that scheme: its communes may go without their type.
    """

    def __init__(self, document: Document, near: Collection[str] = (), new: str | None = None) -> None:
        self._document = document
        self._near = frozenset(near)
        self._new = new
        self._syllables = document.syllables
        self._forms = document.syllables.forms
        self._plain = document.plain

    def form(self, index: int) -> str:
        """Return the folded syllable at `index`, "" behind the last one."""
        return self._forms[index] if index < len(self._forms) else ""

    def capital(self, index: int) -> bool:
        """Whether the syllable at `index` begins with a capital or a digit."""
        if index >= len(self._forms):
            return False
        first = self._plain[self._syllables.spans[index].start]
        return first.isupper() or first.isdigit()

    def written(self, start: int, end: int) -> str:
        """Return the text of the syllables [start, end)."""
        return self._document.text[self._syllables.spans[start].start : self._syllables.spans[end - 1].end]

    def same_line(self, first: int, last: int) -> bool:
        """Whether no line ends between two syllables."""
        spans = self._syllables.spans
        return last < len(spans) and "\n" not in self._document.text[spans[first].end : spans[last].start]

    def name_end(self, index: int, kind: str | None) -> int | None:
        """Return the index behind the place's name that begins at syllable `index`; None where none does.

        `kind` is the type of place that is wanted; None for a province or a district of any type.
        """
        if not self.capital(index) or (kind is None and not self.form(index)[0].isalpha()):
            return None
        for end in range(min(index + _LONGEST_NAME, len(self._forms)), index, -1):
            if self._is_name(index, end) and self.same_line(index, end - 1) and self._known(index, end, kind):
                return end
        if kind in ("quận", "phường") and self.form(index).isdigit():
            return index + 1
        if kind in places.COMMUNE_TYPES:
            return self._run(index)
        return None

    def _known(self, start: int, end: int, kind: str | None) -> bool:
        """Whether the syllables [start, end) name a place of type `kind`, and do not only begin a person's name."""
        name = self.written(start, end)
        if (kind in (None, *places.PROVINCE_TYPES)) and places.province(name):
            return True
        if kind == "tỉnh":
            return False
        if kind is None and self._new and any(c.province == self._new for c in places.communes_2025_named(name)):
            return True
        found: Collection[places.District | places.Commune]
        if kind in places.COMMUNE_TYPES:
            found = [*places.communes_named(name), *places.communes_2025_named(name)]
        else:
            found = places.districts_named(name)
        if not found:
            return False
        # "Chủ tịch UBND huyện Hà Trung Kiên": a district of another province, and a name that goes on.
        return not self._goes_on(end) or not self._near or any(place.province in self._near for place in found)

    def _goes_on(self, index: int) -> bool:
        """Whether a capitalised syllable follows right behind the syllable before `index`."""
        spans = self._syllables.spans
        if index >= len(spans) or not self.capital(index) or not self._forms[index][0].isalpha():
            return False
        return self._plain[spans[index - 1].end : spans[index].start] == " "

    def _is_name(self, start: int, end: int) -> bool:
        """Whether the syllables [start, end) are written as a name: capitals, a hyphen or stop between them at most."""
        if not self._forms[end - 1][0].isalnum():
            return False
        return all(self.capital(i) or self._forms[i] in ("-", ".", "'") for i in range(start, end))

    def _run(self, index: int) -> int | None:
        """Return the end of the capitals at `index`: a commune that no list has; None for a person's name."""
        end = index
        while end < index + 4 and self.capital(end) and self._forms[end][0].isalpha() and self.same_line(index, end):
            if (body := heads().at(self._syllables, end)) and body.value.form in ("territorial", "central", "union"):
                break  # "phường Lê Lợi và Công đoàn …"
            end += 1
        if self._forms[index] in SURNAMES.strong_set and end - index > 1:
            return None
        if self._forms[index] in SURNAMES.weak_set and end - index > 2:
            return None  # "Chủ tịch UBND phường Lại Thế Vinh"
        # Four capitals in a row are a commune of two syllables and something else.
        return (index + 2 if end - index == 4 else end) if end > index else None

    def read(self, index: int, kind: str | None = None) -> Ref:
        """Read the place at syllable `index`; `kind` is its type where the head has named it ("Tỉnh ủy")."""
        if index >= len(self._forms) or (index and not self.same_line(index - 1, index)):
            return Ref(index, index, kind)
        if kind and kind != "province":
            end = self.name_end(index, kind)
            if end is None and (found := types().at(self._syllables, index)) and found.value == kind:
                return self._typed(index, kind, self._syllables.index(found.end))
            return self._trailing(Ref(index, end, kind, self.written(index, end)) if end else Ref(index, index, kind))
        many = self._many(index)
        if many:
            return many
        if found := types().at(self._syllables, index):
            return self._typed(index, found.value, self._syllables.index(found.end))
        end = self.name_end(index, None)
        return self._trailing(Ref(index, end, None, self.written(index, end))) if end else Ref(index, index)

    def _typed(self, start: int, kind: str, index: int) -> Ref:
        if index >= len(self._forms) or not self.same_line(index - 1, index) or not (end := self.name_end(index, kind)):
            kinds, behind = self._types(start)
            if len(kinds) > 1 and not self.name_end(behind, kinds[-1]):
                # "công an xã, phường, thị trấn"
                return Ref(start, behind, kinds[0], many=True, types=tuple(kinds))
            return Ref(start, index, kind)
        ref = Ref(start, end, kind, self.written(index, end))
        while named := self._next_typed(ref.more[-1].end if ref.more else end):
            if named.name == ref.name or not _beside(kind, named):
                break  # "Công an quận Hoàn Kiếm, quận Hoàn Kiếm", "Công an quận Hoàn Kiếm, TP Hà Nội"
            ref.more.append(named)
        while kind == "tỉnh" and (named := self._next_province(ref.more[-1].end if ref.more else end)):
            ref.more.append(named)
        return self._trailing(ref)

    def _next_province(self, index: int) -> Named | None:
        """Return the province behind a comma or "và" at `index`: "LĐLĐ tỉnh Hà Tĩnh, Quảng Bình"."""
        if self.form(index) not in (",", "và") or not self.same_line(index - 1, index + 1):
            return None
        end = self.name_end(index + 1, "tỉnh")
        province = places.province(self.written(index + 1, end)) if end else None
        return Named("tỉnh", province.name, index + 1, end) if province and end and province.type == "tỉnh" else None

    def _next_typed(self, index: int) -> Named | None:
        """Return the place with its type behind a comma or "và" at `index`: "huyện A và huyện B"."""
        if self.form(index) not in (",", "và") or not self.same_line(index - 1, index + 1):
            return None
        typed = types().at(self._syllables, index + 1)
        if typed is None:
            return None
        start = self._syllables.index(typed.end)
        end = self.name_end(start, typed.value)
        return Named(typed.value, self.written(start, end), index + 1, end) if end else None

    def _many(self, start: int) -> Ref | None:
        """Read "các quận, huyện", "4 xã", "cấp huyện", "các quận Sơn Trà, Liên Chiểu"."""
        index = start
        if self.form(index) in _MANY:
            if self.form(index + 1) == "cấp" and not types().at(self._syllables, index + 2):
                return Ref(start, index + 2, many=True, quantity="các cấp")
            index += 2 if self.form(index + 1) == "cấp" else 1
        elif self.form(index).isdigit():
            # "15 huyện", "11/11 huyện"
            index += 3 if self.form(index + 1) == "/" and self.form(index + 2).isdigit() else 1
        else:
            return None
        kinds, end = self._types(index)
        if not kinds:
            return None
        listed = self._names(end + 1 if self.form(end) == ":" else end, kinds)
        if not listed:
            quantity = "cấp" if self.form(start) == "cấp" else "các"
            named = self._next_typed(end)
            more = [named] if named else []
            return Ref(start, end, kinds[0], many=True, quantity=quantity, types=tuple(kinds), more=more)
        first, *more = listed
        return self._trailing(Ref(start, first.end, first.type, first.name, types=tuple(kinds), more=more))

    def _types(self, index: int) -> tuple[list[str], int]:
        """Return the types of places listed at `index` ("quận, huyện") and the syllable behind them."""
        kinds: list[str] = []
        end = index
        while kind := self._type(index):
            if kinds and (self.name_end(kind.end, kind.type) or heads().at(self._syllables, index)):
                break  # "22 quận, huyện và TP Thủ Đức", "LĐLĐ tỉnh, Tỉnh đoàn"
            kinds.append(kind.type)
            end = kind.end
            if self.form(end) not in (",", "và", "/", "-"):
                break
            index = end + 1
        return kinds, end

    def _type(self, index: int) -> Typed | None:
        """Return the type of place at syllable `index`; in a list, "thị" alone is one ("các huyện, thị, thành phố")."""
        if found := types().at(self._syllables, index):
            return Typed(found.value, self._syllables.index(found.end))
        in_list = self.form(index) == "thị" and self.form(index + 1) in (",", "và", "thành")
        return Typed("thị xã", index + 1) if in_list else None

    def _names(self, index: int, kinds: Sequence[str]) -> list[Named]:
        """Return the places listed at `index`: of the one type of `kinds`, or of any of several."""
        kind = kinds[0] if len(kinds) == 1 else None
        found: list[Named] = []
        while end := self.name_end(index, kind or kinds[-1]):
            if found and self.form(index).isdigit() and not found[0].name.isdigit():
                break  # "các huyện Tam Nông, Lâm Thao và 5 cá nhân"
            found.append(Named(kind, self.written(index, end), index, end))
            if self.form(end) not in (*_LISTED, "-"):
                break
            if named := self._next_typed(end):
                found.append(named)
                kind, end = named.type, named.end
                if self.form(end) not in _LISTED:
                    break
            index = end + 1
        return found

    def _trailing(self, ref: Ref) -> Ref:
        """Read what stands behind a place and says where it lies: ", tỉnh Long An", "(Quảng Ngãi)"."""
        index = ref.more[-1].end if ref.more else ref.end
        while self.form(index) in (",", "(", "-"):
            opening = self.form(index)
            typed = types().at(self._syllables, index + 1)
            if typed is None and opening != "(":
                break
            start = self._syllables.index(typed.end) if typed else index + 1
            end = self.name_end(start, typed.value if typed else "tỉnh")
            if end is None:
                break
            name = self.written(start, end)
            province = places.province(name)
            if province and (typed is None or typed.value == province.type or typed.value == "tỉnh"):
                ref.province = province.name
                break
            if typed is None or ref.type not in places.COMMUNE_TYPES or typed.value not in places.DISTRICT_TYPES:
                break
            ref.district = (typed.value, name)
            index = end
        return ref


def _beside(kind: str, named: Named) -> bool:
    """Whether a place named behind one of type `kind` stands beside it, and does not say where it lies."""
    if named.type in places.DISTRICT_TYPES and kind in places.DISTRICT_TYPES:
        around = places.province(named.name)
        return around is None or around.type != "thành phố" or named.type != "thành phố"
    return named.type == kind
