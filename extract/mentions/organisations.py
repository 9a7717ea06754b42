"""Mentions of bodies: police, unions, committees, party, state, mass organisations, enterprises.

A body is read in two steps. First its words: a head from the lexicon ("LĐLĐ") and the place behind it, as far as it is
written ("tỉnh"). Then its place: what the words leave to the reader comes from a coordinated body ("Công an và LĐLĐ
tỉnh Phú Thọ"), the sentence, the article, or the context.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from extract import places
from extract.document import Document
from extract.mentions.base import Mention, Mentions, Organisation
from extract.mentions.organisation_lexicon import Head, heads
from extract.mentions.organisation_names import (
    Place,
    commune_place,
    district_place,
    placed,
    province_place,
    unplaced,
)
from extract.mentions.organisation_places import PlaceReader, Ref, types
from extract.rules import declare

PLACED = declare(
    "organisation.placed",
    finds={
        "Công an tỉnh Phú Thọ và LĐLĐ quận Ninh Kiều.": ["Công an tỉnh Phú Thọ", "LĐLĐ quận Ninh Kiều"],
        "Công an Hải Phòng khen thưởng.": ["Công an Hải Phòng"],
        "UBND các quận Ngũ Hành Sơn, Sơn Trà (Đà Nẵng) ký kết.": ["UBND các quận Ngũ Hành Sơn", "Sơn Trà"],
    },
    ignores=["Anh là công an xã hội hóa giỏi.", "Ca bệnh thứ 14 ở Phú Thọ."],
)
FILLED = declare(
    "organisation.place_filled",
    finds={
        "Công an và Liên đoàn Lao động (LĐLĐ) thành phố ký kết.": ["Công an", "Liên đoàn Lao động (LĐLĐ) thành phố"],
        "LĐLĐ huyện và Công an huyện Vĩnh Thạnh.": ["LĐLĐ huyện"],
    },
    ignores=["Lực lượng công an đã vào cuộc."],
)
CENTRAL = declare(
    "organisation.central",
    finds={"Bộ Công an và Tổng LĐLĐ Việt Nam ký Quy chế.": ["Bộ Công an", "Tổng LĐLĐ Việt Nam"]},
    ignores=["Cán bộ công an xã tuần tra."],
)
MANY = declare(
    "organisation.many",
    finds={
        "LĐLĐ các huyện, thị xã triển khai.": ["LĐLĐ các huyện, thị xã"],
        "Lực lượng công an vào cuộc.": ["công an"],
    },
    ignores=["Công an tỉnh vào cuộc."],
)

# Before an abbreviation inside a document's number: "05/QCPH-LĐLĐ-CATP".
_IN_NUMBER = re.compile(r"[A-ZĐ0-9&][-/]$")
_JOINTS = frozenset({",", "và", "-", "/", "&", "cùng", "với", ";", "hoặc"})


@dataclass(slots=True)
class _Body:
    """A body as written. `start` and `end` are syllables; `defined` is the abbreviation in brackets behind the head."""

    head: Head
    start: int
    head_end: int
    end: int
    ref: Ref
    place: Place | None = None
    source: str | None = None
    members: list[Place] = field(default_factory=list)


def find(document: Document, mentions: Mentions) -> Iterator[Mention[Organisation]]:
    """Yield the mentions of bodies in `document`."""
    reader = PlaceReader(document)
    bodies = list(_read(document, reader))
    _Resolver(document, reader, bodies).resolve()
    spans = document.syllables.spans
    for body in bodies:
        start, end = spans[body.start].start, spans[body.end - 1].end
        yield Mention("organisation", start, end, *_value(body))
        for (_, span), place in zip(body.ref.more, body.members, strict=False):
            value = placed(body.head, place, "text")
            yield Mention("organisation", spans[span.start].start, spans[span.end - 1].end, PLACED, value)


def _value(body: _Body) -> tuple[str, Organisation]:
    if body.head.form == "central":
        head = body.head
        return CENTRAL, Organisation(head.name, head.organisation_id, head.kind, "central")
    if body.place:
        return PLACED if body.source == "text" else FILLED, placed(body.head, body.place, body.source or "text")
    if body.ref.type and not body.ref.many:
        return FILLED, unplaced(body.head, body.ref.type)
    return MANY, unplaced(body.head, body.ref.type if body.ref.many else None, plural=True)


def _read(document: Document, reader: PlaceReader) -> Iterator[_Body]:
    """Yield the bodies as written, left to right."""
    syllables = document.syllables
    phrases = heads()
    index = 0
    while index < len(syllables.forms):
        found = phrases.at(syllables, index)
        if found is None or not _stands(document, reader, index, found.end, found.value):
            index += 1
            continue
        head = found.value
        head_end = end = syllables.index(found.end)
        if head.form == "central":
            ref = Ref(end, end)
        else:
            after = _behind_brackets(reader, head_end)
            ref = reader.read(after, head.place)
            end = ref.end if ref.end > ref.start else head_end
            if ref.more:
                end = ref.end
        yield _Body(head, index, head_end, end, ref)
        index = max([end, *(span.end for _, span in ref.more)])


def _stands(document: Document, reader: PlaceReader, index: int, end: int, head: Head) -> bool:
    """Whether the phrase at syllable `index` is the head that the lexicon means, and not part of other words."""
    start = document.syllables.spans[index].start
    if head.capitals and not document.plain[start:end].isupper():
        return False
    # "cán bộ công an", "nội bộ công đoàn" hold no ministry.
    if reader.form(index) == "bộ" and index and reader.form(index - 1) in ("cán", "nội", "toàn", "đồng", "quân"):
        return False
    if _IN_NUMBER.search(document.plain, max(0, start - 12), start):
        return False
    return reader.form(document.syllables.index(end)) not in head.not_before


def _behind_brackets(reader: PlaceReader, index: int) -> int:
    """Return the syllable behind an abbreviation in brackets at `index`: "Liên đoàn Lao động (LĐLĐ) tỉnh"."""
    if reader.form(index) == "(":
        for end in range(index + 2, index + 7):
            if reader.form(end) == ")":
                return end + 1 if reader.written(index + 1, end).isupper() else index
    return index


class _Resolver:
    """Fills in the places that the words leave to the reader."""

    def __init__(self, document: Document, reader: PlaceReader, bodies: list[_Body]) -> None:
        self._document = document
        self._reader = reader
        self._bodies = bodies
        self._day = document.context.published_on
        context = document.context
        self._new = bool(self._day and self._day >= places.REFORM)
        home = (context.province_2025 or context.province) if self._new else context.province
        self._home = province_place(home, self._day) if home else None
        self._named: list[tuple[int, Place]] = []  # places named in the text, by syllable

    def resolve(self) -> None:
        """Give every body its place, where one can be found."""
        for body in self._bodies:
            self._explicit(body)
        self._named = sorted(
            self._standalone() + [(b.start, b.place) for b in self._bodies if b.place], key=lambda n: n[0]
        )
        for number in reversed(range(len(self._bodies))):
            self._share_right(number)
        for number, body in enumerate(self._bodies):
            if body.place is None and body.head.form == "territorial" and not body.ref.many:
                self._fill(number, body)

    def _within(self, ref: Ref) -> list[str]:
        """Return the old provinces where a place is likely to lie, the likeliest first."""
        if ref.province:
            return [ref.province]
        if self._home is None:
            return []
        if self._home.province:
            return [self._home.province]
        new = places.province_2025(self._home.name)
        return list(new.parts) if new else []

    def _place(self, kind: str | None, name: str, ref: Ref) -> Place | None:
        """Return the place written as `kind` and `name`."""
        if kind in places.COMMUNE_TYPES:
            home = ref.province or (self._home.name if self._home else None)
            return commune_place(kind, name, None, home, self._day)
        province = province_place(name, self._day)
        if province and kind in (None, province.type):
            return province
        within = self._within(ref)
        if kind != "tỉnh" and (district := district_place(kind, name, within, self._day)):
            return district
        return province

    def _explicit(self, body: _Body) -> None:
        ref = body.ref
        if ref.name is None:
            return
        kind = None if ref.type == "province" else ref.type
        kinds = ref.types or ((kind,) if kind else ())
        body.place = self._listed(kinds, ref.name, ref)
        body.source = "text"
        for name, _ in ref.more:
            if place := self._listed(kinds, name, ref):
                body.members.append(place)

    def _listed(self, kinds: tuple[str, ...], name: str, ref: Ref) -> Place | None:
        """Return the place called `name` of the one of `kinds` that it has."""
        if len(kinds) > 1:
            named = [d for d in places.districts_named(name) if d.type in kinds]
            within = self._within(ref)
            local = [d for d in named if d.province in within] or named
            if local:
                return self._place(local[0].type, name, ref)
        return self._place(kinds[0] if kinds else None, name, ref)

    def _standalone(self) -> list[tuple[int, Place]]:
        """Return the places named outside bodies: "huyện Cần Giuộc", "TP. Thái Nguyên"."""
        syllables = self._document.syllables
        found: list[tuple[int, Place]] = []
        covered = [(b.start, b.end) for b in self._bodies]
        for kind in types().find(syllables):
            index = syllables.index(kind.start)
            if any(start <= index < end for start, end in covered):
                continue
            ref = self._reader.read(index)
            if ref.name and ref.type and ref.type not in places.COMMUNE_TYPES:
                place = self._place(ref.type, ref.name, ref)
                if place:
                    found.append((index, place))
        return found

    def _share_right(self, number: int) -> None:
        """Take the place of the next body where the two are coordinated: "Công an và LĐLĐ tỉnh"."""
        body = self._bodies[number]
        if body.place or body.head.form != "territorial" or number + 1 == len(self._bodies):
            return
        right = self._bodies[number + 1]
        if right.head.form != "territorial" or not self._joined(body, right):
            return
        if body.ref.type is None and body.head.place is None and (right.ref.end > right.ref.start):
            if right.ref.many:
                body.ref.many, body.ref.type = True, right.ref.type
                return
            body.ref.type = right.ref.type
        wanted = body.ref.type
        named = right.source == "text" and body.ref.start == body.ref.end
        if right.place and (_same_type(wanted, right.place) if wanted else named):
            body.place, body.source = right.place, "sentence"

    def _joined(self, left: _Body, right: _Body) -> bool:
        """Whether only joining words stand between two bodies."""
        between = range(_end_with_brackets(self._reader, left), right.start)
        return len(between) <= 3 and all(self._reader.form(i) in _JOINTS for i in between)

    def _fill(self, number: int, body: _Body) -> None:
        kind = body.ref.type or body.head.place
        if kind is None:
            self._fill_bare(number, body)
        elif kind in ("tỉnh", "province"):
            body.place, body.source = self._province(body)
        elif kind == "thành phố" and self._home and self._home.type == "thành phố":
            body.place, body.source = self._home, "portal"
        elif kind not in places.COMMUNE_TYPES:
            body.place, body.source = self._nearest(body, kind)

    def _fill_bare(self, number: int, body: _Body) -> None:
        """A bare body that is no generic word is the one of its kind named before."""
        if body.head.generic:
            return
        for earlier in reversed(self._bodies[:number]):
            if earlier.head == body.head and earlier.place:
                body.place, body.source = earlier.place, "article"
                return

    def _province(self, body: _Body) -> tuple[Place | None, str | None]:
        if self._home:
            return self._home, "portal"
        return self._near(body, lambda place: place.level == "province")

    def _nearest(self, body: _Body, kind: str) -> tuple[Place | None, str | None]:
        return self._near(body, lambda place: _same_type(kind, place))

    def _near(self, body: _Body, fits: Callable[[Place], bool]) -> tuple[Place | None, str | None]:
        """Return the place that fits and is nearest in the sentence, else the last one before, else the next one."""
        spans = self._document.syllables.spans
        sentence = self._document.sentence_at(spans[body.start].start)
        fitting = [(index, place) for index, place in self._named if fits(place)]
        here = [n for n in fitting if sentence.start <= spans[n[0]].start < sentence.end]
        if here:
            return min(here, key=lambda n: abs(n[0] - body.start))[1], "sentence"
        before = [n for n in fitting if n[0] < body.start]
        if before:
            return before[-1][1], "article"
        return (fitting[0][1], "article") if fitting else (None, None)


def _same_type(kind: str, place: Place) -> bool:
    if kind == "province":
        return place.level == "province"
    return place.type == kind


def _end_with_brackets(reader: PlaceReader, body: _Body) -> int:
    return max(body.end, _behind_brackets(reader, body.end))
