"""Provinces, districts and communes of Vietnam, before and after 1 July 2025.

On 1 July 2025 the 63 provinces became 34 and the districts were abolished. Seven provinces kept their name but took a
partner's code, so a code, or a name, means nothing without its scheme: :class:`Province` is one of the 63,
:class:`Province2025` one of the 34, and nothing here joins them but the names in :attr:`Province.name_2025`.

The data lie in extract/places_data (see the README there) and are read when they are first asked for.
"""

import json
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from extract.text import fold, slug, typed_slug

REFORM = date(2025, 7, 1)
"""The first day of the 34 provinces."""

PROVINCE_TYPES = ("tỉnh", "thành phố")
DISTRICT_TYPES = ("quận", "huyện", "thị xã", "thành phố")
COMMUNE_TYPES = ("phường", "xã", "thị trấn", "đặc khu")

# Spellings of one syllable that are all in use; the names of the Central Highlands differ from paper to paper.
_SYLLABLES = {
    **dict.fromkeys(("đăk", "đak", "đắc", "dak"), "đắk"),
    **dict.fromkeys(("lak", "lăk", "lắc", "lăc"), "lắk"),
    **dict.fromkeys(("păk", "pắc", "păc"), "pắk"),
    "nong": "nông",
    "qui": "quy",
    "kạn": "cạn",
    "chư": "cư",
}
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Province:
    """One of the 63 provinces and centrally-run cities that stood until 30 June 2025.

    Attributes:
        name: its name without its type ("Phú Thọ").
        type: "tỉnh" or "thành phố".
        code: its GSO code ("25"); never to be joined with a code of the 34-province scheme.
        iso: its ISO 3166-2 code ("VN-68").
        name_2025, type_2025, code_2025: the province of the 34-province scheme that it became or is part of.
        aliases: other names and abbreviations of it.
        former_name, former_type, former_until: what it was called up to a day, where that changed.
    """

    name: str
    type: str
    code: str
    iso: str
    name_2025: str
    type_2025: str
    code_2025: str
    aliases: tuple[str, ...] = ()
    former_name: str | None = None
    former_type: str | None = None
    former_until: date | None = None

    @property
    def slug(self) -> str:
        """The name as an identifier ("phu-tho")."""
        return slug(self.name)

    def on(self, day: date | None) -> tuple[str, str]:
        """Return (type, name) in use on `day`, e.g. ("tỉnh", "Thừa Thiên Huế") for Huế in 2020."""
        if self.former_name and self.former_type and self.former_until and day and day <= self.former_until:
            return self.former_type, self.former_name
        return self.type, self.name


@dataclass(frozen=True, slots=True)
class Province2025:
    """One of the 34 provinces and cities since 1 July 2025; `parts` are the old provinces that it is made of."""

    name: str
    type: str
    code: str
    parts: tuple[str, ...]

    @property
    def slug(self) -> str:
        """The name as an identifier."""
        return slug(self.name)


@dataclass(frozen=True, slots=True)
class District:
    """A district of the scheme that ended on 30 June 2025.

    Attributes:
        name, type: "Ninh Kiều", "quận".
        province: the name of its province in the 63-province scheme.
        code: its last GSO code; None for a district that ended before.
        until: the last year under this name and type; None where it stood to the end.
        became: what took its place then.
    """

    name: str
    type: str
    province: str
    code: str | None = None
    until: int | None = None
    became: str | None = None

    @property
    def slug(self) -> str:
        """Type and name as an identifier ("quan-ninh-kieu")."""
        return typed_slug(self.type, self.name)


@dataclass(frozen=True, slots=True)
class Commune:
    """A commune, ward or township; in the 34-province scheme, `district` is None and `province` one of the 34."""

    name: str
    type: str
    province: str
    district: str | None = None

    @property
    def slug(self) -> str:
        """Type and name as an identifier ("phuong-cai-khe")."""
        return typed_slug(self.type, self.name)


@dataclass
class _Index:
    """Places by the key of their name."""

    by_key: dict[str, list[Any]] = field(default_factory=dict)

    def add(self, name: str, place: object) -> None:
        places = self.by_key.setdefault(key(name), [])
        if place not in places:
            places.append(place)


@lru_cache(maxsize=1_024)  # one name is looked up among provinces, districts and communes
def key(name: str) -> str:
    """Return what two spellings of one name share: letters and digits, in lower case, spelling variants made one.

    >>> key("Đăk Lăk") == key("ĐẮK LẮK") == key("Đắc Lắc")
    True
    """
    return "".join(_SYLLABLES.get(word, word) for word in _WORD.findall(fold(name)))


def _read(name: str) -> str:
    return resources.files("extract").joinpath("places_data", name).read_text(encoding="utf-8")


@cache
def provinces() -> tuple[Province, ...]:
    """Return the 63 provinces in the order of their codes."""
    entries = tomllib.loads(_read("provinces.toml"))["province"]
    return tuple(Province(**{**entry, "aliases": tuple(entry.get("aliases", ()))}) for entry in entries)


@cache
def provinces_2025() -> tuple[Province2025, ...]:
    """Return the 34 provinces in the order of their codes."""
    parts: dict[tuple[str, str, str], list[str]] = {}
    for old in provinces():
        parts.setdefault((old.code_2025, old.type_2025, old.name_2025), []).append(old.name)
    return tuple(Province2025(name, kind, code, tuple(olds)) for (code, kind, name), olds in sorted(parts.items()))


@cache
def _provinces_by_key() -> dict[str, Province]:
    found: dict[str, Province] = {}
    for place in provinces():
        for name in (place.name, place.former_name, *place.aliases):
            if name:
                found[key(name)] = place
                for kind in PROVINCE_TYPES:
                    found.setdefault(key(f"{kind} {name}"), place)
    return found


@cache
def _provinces_2025_by_key() -> dict[str, Province2025]:
    found: dict[str, Province2025] = {}
    for place in provinces_2025():
        old = province(place.name)
        for name in (place.name, *(old.aliases if old else ())):
            found[key(name)] = place
            for kind in PROVINCE_TYPES:
                found.setdefault(key(f"{kind} {name}"), place)
    return found


def province(name: str | None) -> Province | None:
    """Return the province of the 63-province scheme called `name` (any spelling, alias, with or without its type)."""
    return _provinces_by_key().get(key(name)) if name else None


def province_2025(name: str | None) -> Province2025 | None:
    """Return the province of the 34-province scheme called `name`; None for a name that ended on 30 June 2025."""
    return _provinces_2025_by_key().get(key(name)) if name else None


def became(name: str | None) -> Province2025 | None:
    """Return the province of the 34-province scheme that the old province `name` became or is part of."""
    old = province(name)
    return province_2025(old.name_2025) if old else None


@cache
def districts() -> tuple[District, ...]:
    """Return the districts that stood until 30 June 2025, then those that ended or changed their type before."""
    last = [
        District(name, kind, where, code)
        for where, entries in json.loads(_read("districts.json")).items()
        for code, kind, name in entries
    ]
    former = [District(**entry) for entry in tomllib.loads(_read("districts_former.toml"))["district"]]
    return (*last, *former)


@cache
def _districts_by_key() -> dict[str, list[District]]:
    index = _Index()
    for place in districts():
        index.add(place.name, place)
    return index.by_key


def districts_named(name: str) -> list[District]:
    """Return every district called `name`, without its type ("Châu Thành" is one in eight provinces)."""
    return list(_districts_by_key().get(key(name), ()))


def district(name: str, kind: str | None = None, within: str | None = None) -> District | None:
    """Return the one district called `name`, of type `kind` and in the province `within` where given.

    None where there is no such district or where several provinces have one. Of several forms that a district had in
    one province, the last is returned.
    """
    found = [
        place
        for place in _districts_by_key().get(key(name), ())
        if kind in (None, place.type) and within in (None, place.province)
    ]
    return found[0] if len({place.province for place in found}) == 1 else None


@cache
def _communes_by_key() -> dict[str, list[Commune]]:
    index = _Index()
    for where, by_district in json.loads(_read("communes.json")).items():
        for district_name, names in by_district.items():
            for typed in names:
                kind, name = split_type(typed, COMMUNE_TYPES)
                index.add(name, Commune(name, kind, where, district_name))
    return index.by_key


@cache
def _communes_2025_by_key() -> dict[str, list[Commune]]:
    index = _Index()
    for where, names in json.loads(_read("communes_2025.json")).items():
        for typed in names:
            kind, name = split_type(typed, COMMUNE_TYPES)
            index.add(name, Commune(name, kind, where))
    return index.by_key


def communes_named(name: str) -> list[Commune]:
    """Return every commune called `name` at the end of the old scheme; `district` is typed ("huyện Cần Giuộc")."""
    return list(_communes_by_key().get(key(name), ()))


def communes_2025_named(name: str) -> list[Commune]:
    """Return every commune of the 34-province scheme called `name`."""
    return list(_communes_2025_by_key().get(key(name), ()))


def split_type(typed: str, kinds: Iterable[str]) -> tuple[str, str]:
    """Split "thị trấn Cần Giuộc" into its type, one of `kinds`, and its name. Raises ValueError where it has none."""
    for kind in kinds:
        if typed.startswith(f"{kind} "):
            return kind, typed[len(kind) + 1 :]
    raise ValueError(f"no type in {typed!r}")
