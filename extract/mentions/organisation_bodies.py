"""A body as written, before its place is known, and the canonical organisation that it becomes."""

from dataclasses import dataclass, field, replace

from extract.mentions.base import Organisation
from extract.mentions.organisation_lexicon import Head
from extract.mentions.organisation_names import LEVELS, Place, identify, old_provinces
from extract.mentions.organisation_places import Ref

FEDERATION = "Liên đoàn Lao động"
# "Thành ủy thành phố Hồ Chí Minh": its bare name is a person's.
_ALSO_PERSONS = frozenset({"Hồ Chí Minh"})
# Kinds that belong to a place of work, whatever their province.
_WORKPLACES = frozenset({"enterprise", "school", "hospital"})
_ANYWHERE = _WORKPLACES | {"press"}
# Industrial zones and their boards are run by the province.
_ZONES = frozenset({"industrial_zone", "industrial_zone_board"})


@dataclass(slots=True)
class Body:
    """A body as written.

    Attributes:
        head: the vocabulary's entry for its first words.
        start, end: syllables, half-open, with what is written of the place.
        ref: the place as written.
        own: the canonical name without the place ("Công ty TNHH May Sông Lam"), where the head's is not enough.
        prefix: what stands before the head ("Phòng Tham mưu" of a police body, "Công đoàn" of an enterprise).
        kind: of the body as a whole, where a prefix changes it.
        place: once it is known; `source` says who gave it.
        others: further places of a list that this body shares with the next one ("LĐLĐ và Công an các quận A, B").
    """

    head: Head
    start: int
    end: int
    ref: Ref
    own: str | None = None
    prefix: str | None = None
    kind: str | None = None
    place: Place | None = None
    source: str | None = None
    others: list[Place] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The canonical name without the place."""
        return " ".join(part for part in (self.prefix, self.own or self.head.name) if part)

    @property
    def placeless(self) -> bool:
        """Whether the name says nothing of the place, and says what it is without one."""
        if self.head.form == "open" and self.own is None and self.head.place:
            return False  # "Ban Quản lý các KCN": the province's
        return self.head.form == "central" or (self.head.form == "open" and not (self.ref.type or self.ref.name))


def organisation(body: Body, home: Place | None) -> Organisation:
    """Return the canonical organisation that `body` is; `home` is where a body without a place in its name works."""
    kind = body.kind or body.head.kind
    if body.head.form == "central":
        root = body.head.organisation_id
        own_id = identify(kind, "vn", body.prefix if kind == body.head.kind else body.name) if body.prefix else root
        return Organisation(body.name, own_id, kind, "central")
    if body.placeless:
        return _placeless(body, kind, home)
    if body.others:
        members = [at(body, place, "sentence") for place in (body.place, *body.others) if place]
        return replace(several(body), members=tuple(members))
    if body.place:
        return at(body, body.place, body.source or "text")
    if (body.head.own or body.prefix) and not body.ref.many and not (body.ref.type or body.head.place):
        return Organisation(body.name, None, kind, None)  # a department of a body that is not named
    if body.ref.many or not (body.ref.type or body.head.place):
        return several(body)
    written = body.ref.type or body.head.place
    typed = written if body.head.names_type and written != "province" else None
    name = f"{body.name} {typed}" if typed else body.name
    level = LEVELS.get(written or "", "province" if written == "province" else None)
    # "công an xã" without a commune means the communes' police as such.
    return Organisation(name, None, kind, level, plural=level == "commune")


def at(body: Body, place: Place, source: str) -> Organisation:
    """Return the organisation that `body` is at `place`."""
    kind = body.kind or body.head.kind
    if body.head.form == "union" and place.level != "commune" and not body.prefix:
        # "Công đoàn tỉnh" is what people call the province's federation.
        name = f"{FEDERATION} {place.type} {place.name}"
        return Organisation(name, identify(kind, place.path), kind, place.level, place.province, source)
    # "Ban Quản lý các KCN Đà Nẵng" is called so; bodies of a territory have its type in their name.
    as_written = body.head.form == "open" and body.ref.name is not None and body.ref.type is None
    typed = (body.head.names_type and not as_written) or place.name in _ALSO_PERSONS
    name = f"{body.name} {place.type} {place.name}" if typed else f"{body.name} {place.name}"
    named = body.prefix or body.head.own or body.head.form == "open"
    # A department of a body is told by its own name, a union by the body that it works in.
    own = body.prefix if body.prefix and kind == body.head.kind else body.name
    organisation_id = identify(kind, place.path, own if named else None)
    level = "grassroots" if kind == "union" and body.head.kind in _WORKPLACES else place.level
    return Organisation(name, organisation_id, kind, level, place.province, source)


def several(body: Body) -> Organisation:
    """Return what stands for several bodies, or for the profession as such: it has no id."""
    kinds = ", ".join(body.ref.types or ((body.ref.type,) if body.ref.type else ()))
    name = f"{body.name} {body.ref.quantity} {kinds}".strip() if body.ref.many else body.name
    level = LEVELS.get(body.ref.type or "") if body.ref.many else None
    return Organisation(name, None, body.kind or body.head.kind, level, plural=True)


def _placeless(body: Body, kind: str, home: Place | None) -> Organisation:
    """Return a body whose name says nothing of a place: an enterprise, a union at work."""
    if body.head.central:
        return Organisation(body.name, identify(kind, "vn", body.name), kind, "central")
    level = "grassroots" if body.head.kind in _WORKPLACES else "province" if body.head.kind in _ZONES else None
    if kind == body.head.kind and kind in _ANYWHERE:
        olds = old_provinces(home)
        return Organisation(body.name, identify(kind, "", body.name), kind, level, olds[0] if len(olds) == 1 else None)
    if home is None:
        return Organisation(body.name, None, kind, level)
    return Organisation(body.name, identify(kind, home.path, body.name), kind, level, home.province, "portal")
