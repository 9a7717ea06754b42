"""The vocabulary of bodies: extract/lexicons/organisations.toml as phrases to look up."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from extract.lexicon import Lexicon, load
from extract.mentions.abbreviations import expand
from extract.phrases import Phrases
from extract.text import fold, slug

Form = Literal["territorial", "central", "open", "union", "ignored"]
Bare = Literal["body", "movement", "nothing"]


class Territorial(Lexicon):
    """Bodies whose name goes on with a place."""

    kind: str
    name: str
    phrases: list[str]
    place: str | None = None
    names_type: bool = True
    bare: Bare = "body"


class Central(Lexicon):
    """A body with one name for the whole country."""

    kind: str
    name: str
    phrases: list[str]
    id: str | None = None
    not_before: tuple[str, ...] = ()


class Open(Lexicon):
    """Bodies with a name of their own behind the head."""

    kind: str
    name: str
    phrases: list[str]
    placed: bool = False
    alone: bool = False
    inner: bool = False
    capital: bool = False
    central: bool = False
    place: str | None = None


class Sectors(Lexicon):
    """Bodies named by the sector that they administer."""

    phrases: list[str]
    names: list[str]


class Unions(Lexicon):
    """Unions below the provinces' federations."""

    phrases: list[str]
    grassroots: list[str]
    branches: list[str]
    short: dict[str, str]


class Unit(Lexicon):
    """Departments of a body: a word and a name from the list; the name "" where the body may follow at once."""

    kind: str
    phrases: list[str]
    names: list[str]


class Descriptions(Lexicon):
    """Words in lower case inside a name."""

    words: list[str]
    endings: list[str]
    stops: list[str]


class Ignored(Lexicon):
    """Words that name no body."""

    phrases: list[str]


class OrganisationLexicon(Lexicon):
    """The file as a whole."""

    territorial: list[Territorial]
    central: list[Central]
    ministries: Sectors
    departments: Sectors
    sectors: dict[str, str]
    unions: Unions
    open: list[Open]
    descriptions: Descriptions
    unit: list[Unit]
    ignored: Ignored


@dataclass(frozen=True, slots=True)
class Head:
    """The words that a body's name begins with, and how the rest is read.

    Attributes:
        kind, name: of the body; `name` is canonical.
        form: the group of the lexicon.
        place: the type of place that the word itself names; "province" for a body that is a province's unless another
            place is written.
        names_type: whether the canonical name has the type of the place ("Công an tỉnh …" but "Tỉnh ủy …").
        bare: what the word means without a place.
        organisation_id: of a central body.
        capitals: an abbreviation, which counts only in capitals; `capital`: only with a capital at its beginning.
        not_before: folded syllables that must not follow.
        placed, alone, inner, central: of an open body, see the lexicon.
        own: whether the head is one of several of its kind in a place, and is named in the id.
    """

    kind: str
    name: str
    form: Form
    place: str | None = None
    names_type: bool = True
    bare: Bare = "body"
    organisation_id: str | None = None
    capitals: bool = False
    capital: bool = False
    not_before: frozenset[str] = frozenset()
    placed: bool = False
    alone: bool = False
    inner: bool = False
    central: bool = False
    own: bool = False


@dataclass(frozen=True, slots=True)
class Department:
    """The name of a department: the kind of body that has it where none is named."""

    kind: str
    name: str


# Departments of a ministry, not of a province.
CENTRAL_UNITS = frozenset({"Cục"})
# Kinds of which a place has several bodies: their ids end in their name.
_SEVERAL = frozenset({"department", "other", "association", "military", "border_guard"})


def lexicon() -> OrganisationLexicon:
    """Return the lexicon. Raises LexiconError."""
    return load("organisations", OrganisationLexicon)


def _with_sectors(names: Iterable[str], prefix: str) -> Iterator[tuple[str, str]]:
    """Yield (phrase, canonical name) for `prefix` and every sector, in its short forms as well."""
    for name in names:
        yield f"{prefix} {name}", name
    for short, name in lexicon().sectors.items():
        yield f"{prefix} {short}", name


def _entries() -> Iterator[tuple[str, Head]]:
    words = lexicon()
    for body in words.territorial:
        own = body.kind in _SEVERAL
        for phrase in body.phrases:
            yield phrase, Head(
                body.kind, body.name, "territorial", body.place, body.names_type, body.bare,
                capitals=phrase.isupper(), own=own,
            )  # fmt: skip
    for central in words.central:
        organisation_id = central.id or f"{central.kind}/vn/{slug(central.name)}"
        for phrase in central.phrases:
            yield phrase, Head(
                central.kind, central.name, "central", organisation_id=organisation_id, capitals=phrase.isupper(),
                not_before=frozenset(central.not_before),
            )  # fmt: skip
    for first in words.ministries.phrases:
        for phrase, sector in _with_sectors(words.ministries.names, first):
            name = f"Bộ {sector}"
            yield phrase, Head("ministry", name, "central", organisation_id=f"ministry/vn/{slug(name)}")
    for first in words.departments.phrases:
        for phrase, sector in _with_sectors(words.departments.names, first):
            yield phrase, Head("department", f"Sở {sector}", "territorial", place="province", own=True)
    yield from _unions(words)
    for entry in words.open:
        for phrase in entry.phrases:
            yield phrase, Head(
                entry.kind, entry.name, "open", entry.place, capitals=phrase.isupper(), capital=entry.capital,
                placed=entry.placed, alone=entry.alone, inner=entry.inner, central=entry.central,
            )  # fmt: skip
    for phrase in words.ignored.phrases:
        yield phrase, Head("", "", "ignored", capitals=phrase.isupper())


def _unions(words: OrganisationLexicon) -> Iterator[tuple[str, Head]]:
    for first in words.unions.phrases:
        yield first, Head("union", "Công đoàn", "union", bare="movement", capitals=first.isupper())
        branches = [(f"{first} {branch}", branch) for branch in words.unions.branches]
        of_sectors = [(phrase, f"ngành {name}") for phrase, name in _with_sectors((), f"{first} ngành")]
        for phrase, branch in branches + of_sectors:
            yield phrase, Head("union", f"Công đoàn {branch}", "territorial", place="province", own=True)
    for short, branch in words.unions.short.items():
        name = f"Công đoàn {branch}"
        yield short, Head("union", name, "territorial", place="province", own=True, capitals=True)
    for phrase in words.unions.grassroots:
        name = "Công đoàn bộ phận" if phrase.endswith("bộ phận") else "Công đoàn cơ sở"
        yield phrase, Head("union", name, "union", bare="nothing", capitals=phrase.isupper())


@cache
def heads() -> Phrases[Head]:
    """Return the phrases that a body's name begins with."""
    return Phrases(_entries())


@cache
def units() -> Phrases[str]:
    """Return the words for departments, each with its canonical form ("Phòng")."""
    return Phrases((phrase, phrase[0].upper() + phrase[1:]) for unit in lexicon().unit for phrase in unit.phrases)


@cache
def departments() -> Phrases[Department]:
    """Return the names of departments: those of the lexicon's units, and the sectors of a district's offices.

    A name is written out whichever way the text shortens it: "Cảnh sát PCCC&CNCH".
    """
    words = lexicon()
    offices = [(name, Department("department", name)) for name in words.departments.names]
    short = [(phrase, Department("department", name)) for phrase, name in words.sectors.items()]
    named = [(name, Department(unit.kind, _written_out(name))) for unit in words.unit for name in unit.names if name]
    return Phrases([*named, *offices, *short])


def _written_out(name: str) -> str:
    full = expand(name.replace("&", " và "), {})
    return full[0].upper() + full[1:]


@cache
def nameless() -> frozenset[str]:
    """Return the words for departments that need no name ("Văn phòng UBND tỉnh")."""
    return frozenset(
        phrase[0].upper() + phrase[1:] for unit in lexicon().unit if "" in unit.names for phrase in unit.phrases
    )


@cache
def descriptions() -> Phrases[bool]:
    """Return the words in lower case that belong to a name; the value says whether they may end it."""
    words = lexicon().descriptions
    return Phrases({**dict.fromkeys(words.words, False), **dict.fromkeys(words.endings, True)})


@cache
def stops() -> frozenset[str]:
    """Return the folded syllables that end a name behind its first capital."""
    return frozenset(map(fold, lexicon().descriptions.stops))
