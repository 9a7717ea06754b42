"""The registry of portals: one TOML each, validated as it is read, so that a fault names its file, key and reason.

The packaged files come first; a folder of one's own is laid over them. There, a file that states `base_url` is a portal
of its own, in place of a packaged one of the same name; one that does not changes what it names of the packaged one,
key by key. Families (families.toml) are laid over by name, each as a whole.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache, cached_property
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError

from crawler.portals.portal import Family, Portal, Table
from crawler.portals.urls import fold_host, host_of

FAMILIES_FILE = "families.toml"

Origin = Literal["packaged", "own", "changed"]
"""Whose file states a portal: the packaged one, the user's own, or the packaged one as the user's own changes it."""

_BODIES_OF_THEIR_OWN = {"congan", "ca", "ldld", "congdoan", "liendoanlaodong"}
"""Under a government's domain these names lead to the police and the unions, which are not the government."""


class RegistryError(ValueError):
    """A registry that cannot be used; the message names the file, the key and the fault, a line each."""

    exit_code = 2


class Registry(Table):
    """All portals by key, the sample portals too, and the families that they name.

    `origins`: whose file states each. `off`: packaged portals that a file of the user's switches off, whatever a check
    has found.
    """

    portals: dict[str, Portal]
    families: dict[str, Family] = Field(default={})
    origins: dict[str, Origin] = Field(default={})
    off: frozenset[str] = frozenset()

    @cached_property
    def _by_host(self) -> dict[str, Portal]:
        return {host: portal for portal in self.portals.values() for host in portal.own_hosts}

    def for_url(self, url: str) -> Portal | None:
        """Return the portal that an address belongs to, None for an unknown site.

        `www.`, `m.` and sub-domains belong to their site (tamnong.phutho.gov.vn to phutho.gov.vn), but for hosts
        that the portal names in `other_hosts` and for the police and the unions under a government's domain.
        """
        host = fold_host(host_of(url))
        full = host
        while "." in host:
            portal = self._by_host.get(host)
            if portal is not None:
                if host == full:
                    return portal
                below = set(full.removesuffix(f".{host}").split("."))
                stranger = full in portal.other_hosts or (portal.kind == "government" and below & _BODIES_OF_THEIR_OWN)
                return None if stranger else portal
            host = host.partition(".")[2]
        return None


def _read_toml(file: Traversable | Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise RegistryError(f"{file}: not valid TOML: {fault}") from None
    except OSError as fault:
        raise RegistryError(f"{file}: cannot be read: {fault.strerror}") from None


def _faults(file: Traversable | Path, fault: ValidationError) -> list[str]:
    return [
        f"{file}: {'.'.join(map(str, e['loc'])) + ': ' if e['loc'] else ''}{e['msg'].removeprefix('Value error, ')}"
        for e in fault.errors()
    ]


def _read_families(folder: Traversable | Path) -> dict[str, Family]:
    file = folder.joinpath(FAMILIES_FILE)
    if not file.is_file():
        return {}
    families = {}
    for name, table in _read_toml(file).items():
        try:
            families[name] = Family.model_validate(table)
        except ValidationError as fault:
            raise RegistryError(
                "\n".join(line.replace(": ", f": {name}.", 1) for line in _faults(file, fault))
            ) from None
    return families


@dataclass(frozen=True)
class _Folder:
    """The files of a folder as they stand: of each portal the file and its table, the families, and the faults."""

    portals: dict[str, tuple[Traversable | Path, dict[str, Any]]] = field(default_factory=dict)
    families: dict[str, Family] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


def _read_folder(folder: Traversable | Path) -> _Folder:
    found = _Folder()
    try:
        found.families.update(_read_families(folder))
    except RegistryError as fault:
        found.faults.append(str(fault))
    for file in sorted(folder.iterdir(), key=lambda f: f.name):
        if not file.name.endswith(".toml") or file.name.startswith(".") or file.name == FAMILIES_FILE:
            continue
        try:
            table = _read_toml(file)
        except RegistryError as fault:
            found.faults.append(str(fault))
            continue
        key = file.name.removesuffix(".toml")
        if table.setdefault("key", key) != key:
            found.faults.append(f"{file}: key: is {table['key']!r}, but the file's name says {key!r}")
        found.portals[key] = file, table
    return found


def _portal(file: Traversable | Path, stated: dict[str, Any], families: Mapping[str, Family]) -> Portal:
    """Return the portal that a table states, with what its family shares. Raises RegistryError."""
    table = dict(stated)
    name = table.get("family")
    if name is not None:
        family = families.get(name) if isinstance(name, str) else None
        if family is None:
            raise RegistryError(f"{file}: family: {name!r} is not in {FAMILIES_FILE}")
        for shared in ("link_selector", "pagination"):
            if table.get(shared) is None and getattr(family, shared) is not None:
                table[shared] = getattr(family, shared)
        table["family_hints"] = family.page
    try:
        return Portal.model_validate(table)
    except ValidationError as fault:
        raise RegistryError("\n".join(_faults(file, fault))) from None


@cache
def _packaged_files() -> _Folder:
    return _read_folder(resources.files("crawler.portals"))


@cache
def _packaged() -> Registry:
    return _laid_over(_Folder(), _packaged_files(), {}, "packaged")


def _laid_over(
    under: _Folder, over: _Folder, known: Mapping[str, Portal], origin: Literal["packaged", "own"]
) -> Registry:
    """Return the registry of two folders, one laid over the other.

    Args:
        under: the files below.
        over: the files on top, to which faults are put down.
        known: the portals of the files below by themselves.
        origin: what portals are called that `over` states in full.

    Raises:
        RegistryError: with a line for each fault of all files.
    """
    families = {**under.families, **over.families}
    faults = list(over.faults)
    portals: dict[str, Portal] = {}
    origins: dict[str, Origin] = {}
    off: set[str] = set()
    hosts: dict[str, str] = {}
    # Those below first, so that a host that two portals claim is put down to the file on top.
    for key in sorted(under.portals.keys() | over.portals, key=lambda key: (key in over.portals, key)):
        file, table = over.portals.get(key) or under.portals[key]
        changes = key in over.portals and "base_url" not in table
        if key not in over.portals:
            origins[key] = "packaged"
        elif changes and key in under.portals:
            origins[key] = "changed"
            if table.get("enabled") is False:
                off.add(key)
            table = {**under.portals[key][1], **table}
        else:
            origins[key] = origin
        try:
            unchanged = origins[key] == "packaged" and key in known and known[key].family not in over.families
            portals[key] = known[key] if unchanged else _portal(file, table, families)
        except RegistryError as fault:
            if changes and key not in under.portals:
                faults.append(f"{file}: {_nothing_below(key, under)}")
            faults.append(str(fault))
            if not changes and key in under.portals:
                faults.append(f"{file}: stating base_url, it stands in place of the packaged {key}.toml as a whole")
            continue
        for host in portals[key].own_hosts:
            if host in hosts:
                faults.append(f"{file}: hosts: {host} is a host of {hosts[host]} already")
            hosts[host] = key
    if faults:
        raise RegistryError("\n".join(faults))
    return Registry(portals=dict(sorted(portals.items())), families=families, origins=origins, off=frozenset(off))


def _nothing_below(key: str, under: _Folder) -> str:
    alike = get_close_matches(key, under.portals, n=1)
    guess = f"; did you mean {alike[0]}.toml?" if alike else ""
    return f"there is no packaged portal {key!r} that it could change{guess}"


def load_registry(folder: Path | None = None) -> Registry:
    """Return the packaged registry, with a folder of the user's own files laid over it where one is named.

    Raises:
        RegistryError: the folder is missing or a file at fault; the message has a line for each fault of all files.
    """
    if folder is None:
        return _packaged()
    if not folder.is_dir():
        raise RegistryError(f"{folder}: no such folder (it is to hold portal files of your own)")
    return _laid_over(_packaged_files(), _read_folder(folder), _packaged().portals, "own")
