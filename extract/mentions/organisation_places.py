"""The place behind a body's name, as written: "tỉnh Phú Thọ", "huyện", "các quận Sơn Trà, Liên Chiểu", "Hải Phòng"."""

from dataclasses import dataclass, field
from functools import cache

from extract import places
from extract.document import Document
from extract.language import Span
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
_MANY = frozenset({"các", "những", "mỗi", "từng", "nhiều", "cấp", "mọi"})
_LONGEST_NAME = 6


@dataclass(slots=True)
class Ref:
    """A place as written behind a head.

    Attributes:
        start, end: syllables, half-open; empty where nothing is written.
        type: "tỉnh", "thành phố", "huyện", …; None where only a name is written.
        name: the place's name as written; None where only its type is.
        province: the 63-province name written behind it ("huyện Bình Sơn, tỉnh Quảng Ngãi").
        many: several bodies ("các huyện", "cấp huyện"), without names; `quantity` is "các" or "cấp".
        types: all types written, where there are many.
        more: further names under the same type ("các quận Sơn Trà, Liên Chiểu"), each with its span of syllables.
    """

    start: int
    end: int
    type: str | None = None
    name: str | None = None
    province: str | None = None
    many: bool = False
    quantity: str = "các"
    types: tuple[str, ...] = ()
    more: list[tuple[str, Span]] = field(default_factory=list)


@cache
def types() -> Phrases[str]:
    """Return the types of places and their abbreviations."""
    return Phrases(_TYPES)


class PlaceReader:
    """Reads places in one document, by index of syllable."""

    def __init__(self, document: Document) -> None:
        self._document = document
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
            if not self._is_name(index, end) or not self.same_line(index, end - 1):
                continue
            name = self.written(index, end)
            if known(name, kind):
                return end
        if kind in ("quận", "phường") and self.form(index).isdigit():
            return index + 1
        if kind in places.COMMUNE_TYPES:
            return self._run(index)
        return None

    def _is_name(self, start: int, end: int) -> bool:
        """Whether the syllables [start, end) are written as a name: capitals, a hyphen or stop between them at most."""
        if not self._forms[end - 1][0].isalnum():
            return False
        return all(self.capital(i) or self._forms[i] in ("-", ".", "'") for i in range(start, end))

    def _run(self, index: int) -> int:
        """Return the end of the capitalised syllables at `index`, three at most."""
        end = index
        while end < index + 3 and self.capital(end) and self._forms[end][0].isalpha() and self.same_line(index, end):
            end += 1
        return end

    def read(self, index: int, kind: str | None = None, stop: int | None = None) -> Ref:
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
        if index < len(self._forms) and self.same_line(index - 1, index) and (end := self.name_end(index, kind)):
            return self._trailing(Ref(start, end, kind, self.written(index, end)))
        return Ref(start, index, kind)

    def _many(self, start: int) -> Ref | None:
        """Read "các quận, huyện", "4 xã", "cấp huyện", "các quận Sơn Trà, Liên Chiểu"."""
        index = start
        if self.form(index) in _MANY:
            index += 2 if self.form(index + 1) == "cấp" else 1
            if self.form(index - 1) == "cấp" and not types().at(self._syllables, index):
                return Ref(start, index, many=True)
        elif self.form(index).isdigit():
            index += 1
        else:
            return None
        kinds: list[str] = []
        end = index
        while found := types().at(self._syllables, index):
            kinds.append(found.value)
            end = self._syllables.index(found.end)
            index = end + 1 if self.form(end) in (",", "và", "/", "-") else end
            if index == end:
                break
        if not kinds:
            return None
        names = self._names(end + 1 if self.form(end) == ":" else end, kinds[-1])
        if not names:
            quantity = "cấp" if self.form(start) == "cấp" else "các"
            return Ref(start, end, kinds[0], many=True, quantity=quantity, types=tuple(kinds))
        (name, span), *more = names
        return Ref(start, span.end, kinds[0], name, types=tuple(kinds), more=more)

    def _names(self, index: int, kind: str) -> list[tuple[str, Span]]:
        """Return the names in a list of places at `index`, with their syllables."""
        found: list[tuple[str, Span]] = []
        while end := self.name_end(index, kind) or (found and self.name_end(index, None)):
            found.append((self.written(index, end), Span(index, end)))
            if self.form(end) not in (",", "và", ";", "-"):
                break
            index = end + 1
        return found

    def _trailing(self, ref: Ref) -> Ref:
        """Read the province that stands behind a place: ", tỉnh Long An", "(Quảng Ngãi)"."""
        index = ref.end
        if ref.name is None or self.form(index) not in (",", "(", "-"):
            return ref
        opening = self.form(index)
        index += 1
        typed = types().at(self._syllables, index)
        if typed and typed.value not in places.PROVINCE_TYPES:
            return ref
        if typed:
            index = self._syllables.index(typed.end)
        elif opening != "(":
            return ref
        end = self.name_end(index, "tỉnh")
        if end and (place := places.province(self.written(index, end))):
            ref.province = place.name
        return ref


def known(name: str, kind: str | None) -> bool:
    """Whether there is a place called `name` of type `kind` (None: a province or a district)."""
    if kind == "tỉnh":
        return places.province(name) is not None
    if kind in places.COMMUNE_TYPES:
        return bool(places.communes_named(name) or places.communes_2025_named(name))
    if kind in ("quận", "huyện", "thị xã"):
        return bool(places.districts_named(name))
    return places.province(name) is not None or bool(places.districts_named(name))
