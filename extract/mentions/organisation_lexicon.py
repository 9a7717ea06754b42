"""The vocabulary of bodies: extract/lexicons/organisations.toml as phrases to look up."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from extract.lexicon import Lexicon, load
from extract.phrases import Phrases
from extract.text import slug


class Territorial(Lexicon):
    """Bodies whose name goes on with a place."""

    kind: str
    name: str
    phrases: list[str]
    place: str | None = None
    names_type: bool = True
    generic: bool = False


class Central(Lexicon):
    """A body with one name for the whole country."""

    kind: str
    name: str
    phrases: list[str]
    id: str | None = None
    not_before: tuple[str, ...] = ()


class Sectors(Lexicon):
    """Bodies named by the sector that they administer."""

    phrases: list[str]
    names: list[str]


class OrganisationLexicon(Lexicon):
    """The file as a whole."""

    territorial: list[Territorial]
    central: list[Central]
    ministries: Sectors
    departments: Sectors
    sectors: dict[str, str]


@dataclass(frozen=True, slots=True)
class Head:
    """The words that a body's name begins with, and how the rest is read.

    Attributes:
        kind, name: of the body; `name` is canonical.
        form: "territorial" or "central".
        place: the type of place that the word itself names; "province" for a body that only provinces have.
        names_type: whether the canonical name has the type of the place ("Công an tỉnh …" but "Tỉnh ủy …").
        generic: whether the bare word also stands for a profession or a movement.
        organisation_id: of a central body.
        capitals: an abbreviation, which counts only in capitals.
        not_before: folded syllables that must not follow.
    """

    kind: str
    name: str
    form: Literal["territorial", "central"]
    place: str | None = None
    names_type: bool = True
    generic: bool = False
    organisation_id: str | None = None
    capitals: bool = False
    not_before: frozenset[str] = frozenset()


def _sectors(sectors: Sectors, short: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    """Yield (phrase, first word, sector) for a group of bodies named by their sector."""
    for first in sectors.phrases:
        for written, name in [(name, name) for name in sectors.names] + list(short.items()):
            yield f"{first} {written}", first, name


def _entries(lexicon: OrganisationLexicon) -> Iterator[tuple[str, Head]]:
    for body in lexicon.territorial:
        for phrase in body.phrases:
            yield (
                phrase,
                Head(
                    body.kind,
                    body.name,
                    "territorial",
                    body.place,
                    body.names_type,
                    body.generic,
                    capitals=phrase.isupper(),
                ),
            )
    for body in lexicon.central:
        organisation_id = body.id or f"{body.kind}/vn/{slug(body.name)}"
        for phrase in body.phrases:
            yield phrase, Head(
                body.kind, body.name, "central", organisation_id=organisation_id, capitals=phrase.isupper(),
                not_before=frozenset(body.not_before),
            )  # fmt: skip
    for phrase, _, sector in _sectors(lexicon.ministries, lexicon.sectors):
        name = f"Bộ {sector}"
        yield phrase, Head("ministry", name, "central", organisation_id=f"ministry/vn/{slug(name)}")
    for phrase, _, sector in _sectors(lexicon.departments, lexicon.sectors):
        yield phrase, Head("department", f"Sở {sector}", "territorial", place="province")


@cache
def heads() -> Phrases[Head]:
    """Return the phrases that a body's name begins with."""
    return Phrases(_entries(load("organisations", OrganisationLexicon)))
