"""The places of bodies: what the words leave to the reader comes from other bodies, the sentence or the context."""

import bisect
import re
from collections import Counter
from dataclasses import replace
from functools import cached_property

from extract import places
from extract.document import Document
from extract.mentions.organisation_bodies import Body
from extract.mentions.organisation_names import Place, commune_place, district_place, old_provinces, province_place
from extract.mentions.organisation_places import PlaceReader, Ref, types

_JOINTS = frozenset({",", "và", "-", "/", "&", "cùng", "với", "hoặc"})
_LISTED = frozenset({",", "và"})
# Places that a list is looked through for, and syllables of one with its type and joint.
_LONGEST_LIST, _LONGEST_NAME = 12, 8
# A police department's code: "(PA04)", "(PC 02)".
_CODE = re.compile(r"\((?P<code>P[A-Z] ?\d{2})\)")
_TOGETHER = frozenset({"phối", "hợp", "đã"})
Found = tuple[Place | None, str | None]


class Resolver:
    """Fills in the places of the bodies of one document.

    Attributes:
        home: the province that the article is about; None where it is not known. `home_source` says who named it.
        members: the places of the further names in a body's list, by the body's start.
    """

    def __init__(self, document: Document, reader: PlaceReader, bodies: list[Body], home: Place | None) -> None:
        self._document = document
        self._reader = reader
        self._bodies = bodies
        self._day = document.context.published_on
        self.home = home
        self.home_source = "portal"
        self.members: dict[int, list[Place | None]] = {}
        self._named: list[tuple[int, Place]] = []  # places named in the text, by syllable
        self._by_type: dict[str, list[tuple[int, Place]]] = {}
        self._last: dict[tuple[str, str], Place] = {}  # the place of the body of a kind and name that was named last

    def resolve(self) -> None:
        """Give every body its place, where one can be found."""
        for body in self._bodies:
            self._explicit(body)
        of_bodies = [(body.start, body.place) for body in self._bodies if body.place]
        self._named = sorted(self._standalone() + of_bodies, key=lambda named: named[0])
        if self.home is None:
            self.home, self.home_source = self._named_home(), "article"
        for left, right in zip(self._bodies, self._bodies[1:], strict=False):
            self._share_list(left, right)
        for left, right in reversed(list(zip(self._bodies, self._bodies[1:], strict=False))):
            self._share(left, right)
        for body in self._bodies:
            if body.place is None and not body.placeless and not body.ref.many:
                self._fill(body)
            if body.place:
                self._last[body.head.kind, body.head.name] = body.place
        self._fill_from_behind()
        self._name_departments()
        self._name_zones()
        for left, right in reversed(list(zip(self._bodies, self._bodies[1:], strict=False))):
            self._share_filled(left, right)
        for left, right in zip(self._bodies, self._bodies[1:], strict=False):
            # A movement ("công đoàn") in lower case is none of a place.
            is_body = right.head.bare == "body" or self._capital(right)
            if is_body and right.place is None and left.place and not left.others and not right.ref.many:
                self._share_filled(right, left)

    def _named_home(self) -> Place | None:
        """Return the one province that all places in the text lie in, where there is one."""
        named = {province for _, place in self._named for province in old_provinces(place)[:1]}
        if self._day and self._day >= places.REFORM:
            named = {new.name for province in named if (new := places.became(province))}
        return province_place(named.pop(), self._day) if len(named) == 1 else None

    def _within(self, ref: Ref) -> list[str]:
        """Return the old provinces where a place is likely to lie, the likeliest first."""
        return [ref.province] if ref.province else old_provinces(self.home)

    def _place(self, kind: str | None, name: str, ref: Ref) -> Place | None:
        """Return the place written as `kind` and `name`."""
        if kind in places.COMMUNE_TYPES:
            return self._commune(kind, name, ref)
        province = province_place(name, self._day)
        if province and kind in (None, province.type):
            return province
        if kind is None and (commune := self._new_commune(name)):
            return commune
        if kind != "tỉnh" and (district := district_place(kind, name, self._within(ref), self._day)):
            return district
        return province

    def _new_commune(self, name: str) -> Place | None:
        """Return the commune called `name` of a text of the 34-province scheme: it may be named without its type."""
        if self.home is None or not (self._day and self._day >= places.REFORM):
            return None
        local = [c for c in places.communes_2025_named(name) if c.province == self.home.name]
        return commune_place(local[0].type, local[0].name, None, self.home.name, self._day) if local else None

    def _commune(self, kind: str, name: str, ref: Ref) -> Place:
        """Return a commune: in the old scheme in the district that its name, the text or the province's list gives."""
        if self._day and self._day >= places.REFORM:
            home = ref.province or (self.home.name if self.home else None)
            return commune_place(kind, name, None, home, self._day)
        within = self._within(ref)
        if ref.district:
            return commune_place(kind, name, district_place(*ref.district, within, self._day), None, self._day)
        listed = [c for c in places.communes_named(name) if c.type == kind and c.province in within]
        districts = {c.district for c in listed}
        district = None
        if len(districts) == 1 and listed[0].district:
            typed, called = places.split_type(listed[0].district, places.DISTRICT_TYPES)
            district = district_place(typed, called, within, self._day)
        return commune_place(kind, name, district, within[0] if within else None, self._day)

    def _explicit(self, body: Body) -> None:
        ref = body.ref
        self.members[body.start] = [self._listed(named.type, ref.types, named.name, ref) for named in ref.more]
        if ref.name is None:
            return
        kind = None if ref.type == "province" else ref.type
        body.place, body.source = self._listed(kind, ref.types, ref.name, ref), "text"

    def _listed(self, kind: str | None, kinds: tuple[str, ...], name: str, ref: Ref) -> Place | None:
        """Return the place called `name`: of type `kind`, or of the one of `kinds` that it has."""
        if kind is None and kinds:
            named = [d for d in places.districts_named(name) if d.type in kinds]
            local = [d for d in named if d.province in self._within(ref)] or named
            if local:
                return self._place(local[0].type, name, ref)
        return self._place(kind, name, ref)

    def _standalone(self) -> list[tuple[int, Place]]:
        """Return the places named outside bodies: "huyện Cần Giuộc", "TP. Thái Nguyên"."""
        syllables = self._document.syllables
        covered = {index for body in self._bodies for index in range(body.start, body.end)}
        communes = any(b.ref.type in places.COMMUNE_TYPES and not b.ref.name and not b.ref.many for b in self._bodies)
        found: list[tuple[int, Place]] = []
        for kind in types().find(syllables):
            index = syllables.index(kind.start)
            if index in covered or (kind.value in places.COMMUNE_TYPES and not communes):
                continue
            ref = self._reader.read(index)
            if ref.name and ref.type and (place := self._place(ref.type, ref.name, ref)):
                found.append((index, place))
        return found

    def _share_list(self, left: Body, right: Body) -> None:
        """Take the places that the body before lists: "Công an hai huyện Nghĩa Đàn, Quỳ Hợp và LĐLĐ hai huyện"."""
        same = right.ref.many and right.ref.quantity == "các" and right.ref.type == left.ref.type
        if not same or not left.place or not left.ref.more or not self._follows(left, right):
            return
        right.place, right.source = left.place, "sentence"
        right.others = [place for place in self.members.get(left.start, ()) if place]

    def _follows(self, left: Body, right: Body) -> bool:
        """Whether only joining words stand between the list of places of `left` and `right`."""
        between = range(max(named.end for named in left.ref.more), right.start)
        return len(between) <= 4 and all(self._reader.form(index) in _JOINTS | _TOGETHER for index in between)

    def _share(self, left: Body, right: Body) -> None:
        """Take the place of the next body where the two are coordinated: "Công an và LĐLĐ tỉnh"."""
        if left.place or left.placeless or right.placeless or not self._joined(left, right):
            return
        bare = left.ref.type is None and left.head.place is None
        if bare and right.ref.many:
            left.ref.many, left.ref.quantity = True, right.ref.quantity
            left.ref.type, left.ref.types = right.ref.type, right.ref.types
            return
        if bare and right.place and (right.ref.types or right.ref.more):
            left.place, left.source = right.place, "sentence"
            left.others = [place for place in self.members.get(right.start, ()) if place]
            return
        if bare and right.ref.end > right.ref.start:
            left.ref.type = right.ref.type
        wanted = left.ref.type or left.head.place
        named = (right.source == "text" or right.head.own) and left.ref.start == left.ref.end
        if right.place and (_same_type(wanted, right.place) if wanted else named):
            left.place, left.source = right.place, "sentence"

    def _share_filled(self, left: Body, right: Body) -> None:
        """Take the place that a coordinated body was given: "Hội LHPN, Tỉnh đoàn và Hội Cựu chiến binh tỉnh"."""
        office = left.head.kind == "department"  # "Phòng Giáo dục và Đào tạo, Huyện đoàn"
        bare = left.ref.type is None and left.head.place is None and not left.ref.many
        bare = bare and (office or not left.head.own)
        first, second = (left, right) if left.start < right.start else (right, left)
        if left.place is None and bare and not left.placeless and right.place and self._joined(first, second):
            left.place, left.source = right.place, right.source if right.source != "text" else "sentence"

    def _joined(self, left: Body, right: Body) -> bool:
        """Whether only joining words stand between two bodies; a movement ("công đoàn") needs the closer ones."""
        start = left.end
        if self._reader.form(start) == "(":
            start = next((i + 1 for i in range(start + 2, start + 6) if self._reader.form(i) == ")"), start)
        between = range(start, right.start)
        joints = _JOINTS if left.head.bare == "movement" else _JOINTS | _TOGETHER
        return len(between) <= 4 and all(self._reader.form(index) in joints for index in between)

    def _fill(self, body: Body) -> None:
        kind = body.ref.type or body.head.place
        if kind is None:
            # A bare body that is no profession is the one of its kind named before.
            if body.head.bare == "body" and not body.head.own:
                body.place, body.source = self._last.get((body.head.kind, body.head.name)), "article"
        elif self.home and kind in (self.home.type, "province"):
            body.place, body.source = self.home, self.home_source
        elif kind in ("tỉnh", "province"):
            body.place, body.source = self._near(body, kind)
        elif kind == "thành phố":
            body.place, body.source = self._city(body)
        elif kind not in places.COMMUNE_TYPES:
            body.place, body.source = self._near(body, kind)
        elif self._capital(body):  # "công an xã" in lower case are all communes' police
            body.place, body.source = self._commune_told_of(kind), "article"

    def _commune_told_of(self, kind: str) -> Place | None:
        """Return the commune that the article tells of: the only one named, or the one named far more than others."""
        told = Counter(place for _, place in self._candidates(kind)).most_common(2)
        return told[0][0] if told and (len(told) == 1 or told[0][1] > 2 * told[1][1]) else None

    def _fill_from_behind(self) -> None:
        """Take for a bare body in a headline ("LĐLĐ - Công an ký kết") the place of the first one behind it."""
        first: dict[tuple[str, str], Place] = {}
        for body in reversed(self._bodies):
            named = (body.head.kind, body.head.name)
            bare = not body.ref.many and (body.ref.type or body.head.place) is None and body.head.bare == "body"
            if body.place:
                first[named] = body.place
            elif bare and not body.placeless and not body.head.own and not body.prefix and named in first:
                body.place, body.source = first[named], "article"

    @cached_property
    def _times(self) -> Counter[Place]:
        """How often the text names each place."""
        return Counter(place for _, place in self._named)

    def _of_list(self, fitting: list[tuple[int, Place]], last: int) -> tuple[int, Place]:
        """Return the place at `last`; of several in a list ("TX A và TX B"), the one that the text names most."""
        first = last
        while first and last - first < _LONGEST_LIST and self._beside(fitting[first - 1][0], fitting[first][0]):
            first -= 1
        if first == last:
            return fitting[last]
        times = self._times
        return max(reversed(fitting[first : last + 1]), key=lambda named: times[named[1]])

    def _beside(self, left: int, right: int) -> bool:
        """Whether only the rest of a name and a joint stand between two places in a list."""
        if right - left > _LONGEST_NAME:
            return False
        joints = [index for index in range(left, right) if self._reader.form(index) in _LISTED]
        return len(joints) == 1 and joints[0] == right - 1

    def _name_departments(self) -> None:
        """Take "Phòng An ninh kinh tế" for the one of the body that the text names it with, before or else behind."""
        whole: dict[str, Body] = {}
        alone: list[Body] = []
        for body in self._bodies:
            alike = body.head.name in whole or body.place is None
            if body.prefix and body.kind is None:
                whole[body.prefix] = body
                if code := self._code(body):
                    whole[f"Phòng {code}"] = body
            elif body.head.own and alike and body.ref.start == body.ref.end and not body.head.place:
                if body.head.name in whole:
                    _belong(body, whole[body.head.name])
                else:
                    alone.append(body)
        for body in alone:
            if body.head.name in whole:
                _belong(body, whole[body.head.name])

    def _name_zones(self) -> None:
        """Take "Công đoàn KKT" for the one of that kind that the text names in full, where it names only one."""
        unions = [body for body in self._bodies if body.kind == "union" and body.head.kind == "industrial_zone"]
        told: dict[str, dict[tuple[str, Place | None], Body]] = {}
        for body in unions:
            if body.own or body.ref.name or body.ref.type:
                told.setdefault(body.head.name, {}).setdefault((body.name, body.place), body)
        for body in unions:
            # … and "Công đoàn KKT Nghi Sơn" for "Công đoàn KKT Nghi Sơn và các KCN tỉnh"
            named = [
                one
                for one in told.get(body.head.name, {}).values()
                if not body.own or (one.own or "").startswith(body.own + " và ")
            ]
            if len(named) == 1 and body.ref.start == body.ref.end and not body.head.place and body.ref.type is None:
                full = named[0]
                body.own, body.place, body.source = full.own, full.place, "article"
                body.ref = replace(full.ref, start=body.end, end=body.end)

    def _code(self, body: Body) -> str | None:
        """Return the code in brackets in or behind a department's name: "Phòng An ninh kinh tế (PA04) Công an tỉnh"."""
        spans = self._document.syllables.spans
        code = _CODE.search(self._document.plain, spans[body.start].start, spans[body.end - 1].end + 8)
        return code["code"] if code else None

    def _capital(self, body: Body) -> bool:
        """Whether the name of `body` begins with a capital."""
        return self._document.text[self._document.syllables.spans[body.start].start].isupper()

    def _city(self, body: Body) -> Found:
        """Return what "thành phố" means in a province that is none: the city named nearby, or the only one."""
        within = self._within(Ref(0, 0))
        named = self._near(body, "thành phố")
        if named[0] or not within:
            return named
        cities = {d.name: d for d in places.districts() if d.type == "thành phố" and d.province in within}
        standing = [d for d in cities.values() if d.until is None or (self._day and self._day.year <= d.until)]
        if len(standing) == 1:
            return district_place("thành phố", standing[0].name, within, self._day), self.home_source
        return None, None

    def _candidates(self, kind: str) -> list[tuple[int, Place]]:
        """Return the places of type `kind` named in the text, by syllable; those of its province if any is."""
        if kind not in self._by_type:
            fitting = [(index, place) for index, place in self._named if _same_type(kind, place)]
            within = self._within(Ref(0, 0))
            local = [named for named in fitting if not within or set(old_provinces(named[1])) & set(within)]
            self._by_type[kind] = local or fitting
        return self._by_type[kind]

    def _near(self, body: Body, kind: str) -> Found:
        """Return the place of type `kind` named last before `body`, else the first one behind it."""
        fitting = self._candidates(kind)
        if not fitting:
            return None, None
        at = bisect.bisect_left(fitting, body.start, key=lambda named: named[0])
        index, place = self._of_list(fitting, at - 1) if at else fitting[0]
        spans = self._document.syllables.spans
        sentence = self._document.sentence_at(spans[body.start].start)
        return place, "sentence" if sentence.start <= spans[index].start < sentence.end else "article"


def _belong(body: Body, whole: Body) -> None:
    """Make the department `body` one of the same body as `whole`, its name in full."""
    body.head, body.prefix = whole.head, whole.prefix
    body.ref.type, body.place, body.source = whole.ref.type, whole.place, "article"


def _same_type(kind: str, place: Place) -> bool:
    return place.level == "province" if kind == "province" else place.type == kind
