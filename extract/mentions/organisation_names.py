"""Canonical names and ids of bodies, from their head and their place."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from extract import places
from extract.document import Context
from extract.text import slug, typed_slug

# What ids of bodies of the 34-province scheme end in.
NEW = "@2025"
# "thành phố" is missing: it is a province or a district.
LEVELS = {"tỉnh": "province", "huyện": "district", "quận": "district", "thị xã": "district", "xã": "commune",
          "phường": "commune", "thị trấn": "commune", "đặc khu": "commune"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """A place that bodies belong to.

    Attributes:
        type, name: in canonical spelling, as used in names of bodies.
        level: province, district or commune.
        province: the name of its province in the scheme that its path is in; None where it is not known.
        path: what stands in ids ("can-tho/quan-ninh-kieu"); None where the province of a district is not known.
    """

    type: str
    name: str
    level: str
    province: str | None
    path: str | None


def province_place(name: str, day: date | None) -> Place | None:
    """Return the province called `name` as it was on `day`: one of the 34 from 1 July 2025 on, where it still exists.

    A name that ended with the reform ("Vĩnh Phúc") means the old province, whatever the day.
    """
    new = places.province_2025(name) if day and day >= places.REFORM else None
    if new:
        return Place(new.type, new.name, "province", new.name, f"{new.slug}{NEW}")
    old = places.province(name)
    if old is None:
        return None
    kind, called = old.on(day)
    return Place(kind, called, "province", old.name, slug(called))


def home_of(context: Context) -> Place | None:
    """Return the province that a text is about, in the scheme of its day; None where it is not known."""
    day = context.published_on
    if day and day >= places.REFORM:
        new = places.province_2025(context.province_2025) or places.became(context.province)
        return province_place(new.name, day) if new else None
    return province_place(context.province, day) if context.province else None


def old_provinces(place: Place | None) -> list[str]:
    """Return the provinces of the 63-province scheme that the province of `place` is or is made of."""
    if place is None or place.province is None:
        return []
    new = places.province_2025(place.province) if place.path and place.path.endswith(NEW) else None
    return list(new.parts) if new else [place.province]


def district_place(kind: str | None, name: str, within: Iterable[str], day: date | None) -> Place | None:
    """Return the district called `name`; `within` are provinces where it may lie, the likeliest first.

    `kind` is the type as written, None where it is left out. None where there is no such district.
    """
    named = places.districts_named(name)
    if not named:
        return None
    for where in (*within, None):
        found = [d for d in named if where in (None, d.province)]
        found = [d for d in found if d.type == kind] or found
        if found and len({d.province for d in found}) == 1:
            standing = [d for d in found if day is None or d.until is None or day.year <= d.until]
            # Of the forms that it had, the first that had not ended yet by the day.
            place = min(standing or found, key=lambda d: d.until or 9999)
            return _district(kind or place.type, place.name, place.province, day)
    return Place(kind or named[0].type, named[0].name, "district", None, None)


def _district(kind: str, name: str, where: str, day: date | None) -> Place:
    province = province_place(where, min(day, date(2025, 6, 30)) if day else None)
    path = f"{province.path}/{typed_slug(kind, name)}" if province else None
    return Place(kind, name, "district", where, path)


def commune_place(kind: str, name: str, district: Place | None, province: str | None, day: date | None) -> Place:
    """Return the commune called `name`: in `district` in the old scheme, straight in `province` from the reform on."""
    typed = typed_slug(kind, name)
    if day and day >= places.REFORM:
        new = places.province_2025(province) if province else None
        if new is None:
            return Place(kind, name, "commune", None, None)
        return Place(kind, name, "commune", new.name, f"{new.slug}/{typed}{NEW}")
    if district is None or district.path is None:
        return Place(kind, name, "commune", province, None)
    return Place(kind, name, "commune", district.province, f"{district.path}/{typed}")


def identify(kind: str, path: str | None, own: str | None = None) -> str | None:
    """Return the id of a body: kind, place and, where it has a name of its own there, that name.

    >>> identify("police", "tay-ninh", "Phòng Tham mưu")
    'police/tay-ninh/phong-tham-muu'
    >>> identify("union", "phu-tho@2025", "Công đoàn Viên chức")
    'union/phu-tho/cong-doan-vien-chuc@2025'
    """
    if path is None:
        return None
    place, at, scheme = path.partition("@")
    return "/".join(part for part in (kind, place, slug(own) if own else "") if part) + at + scheme
