"""The registry of portals: one TOML each, validated as it is read, so that a fault names its file, key and reason."""

from __future__ import annotations

import tomllib
from functools import cache, cached_property
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError

from crawler.portals.portal import Family, Portal, Table
from crawler.portals.urls import fold_host, host_of

FAMILIES_FILE = "families.toml"

_BODIES_OF_THEIR_OWN = {"congan", "ca", "ldld", "congdoan", "liendoanlaodong"}
"""Under a government's domain these names lead to the police and the unions, which are not the government."""


class RegistryError(ValueError):
    """A registry that cannot be used; the message names the file, the key and the fault, a line each."""

    exit_code = 2


class Registry(Table):
    """All portals by key, the sample portals too, and the families that they name."""

    portals: dict[str, Portal]
    families: dict[str, Family] = Field(default={})

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


def read_portal(file: Traversable | Path, families: dict[str, Family]) -> Portal:
    """Return the portal that a TOML file states; its key is the file's name. Raises RegistryError."""
    table = _read_toml(file)
    stem = file.name.removesuffix(".toml")
    if table.setdefault("key", stem) != stem:
        raise RegistryError(f"{file}: key: is {table['key']!r}, but the file's name says {stem!r}")
    name = table.get("family")
    if name is not None:
        family = families.get(name)
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


def _load(folder: Traversable | Path) -> Registry:
    families = _read_families(folder)
    faults: list[str] = []
    portals: dict[str, Portal] = {}
    hosts: dict[str, str] = {}
    for file in sorted(folder.iterdir(), key=lambda f: f.name):
        if not file.name.endswith(".toml") or file.name == FAMILIES_FILE:
            continue
        try:
            portal = read_portal(file, families)
        except RegistryError as fault:
            faults.append(str(fault))
            continue
        for host in portal.own_hosts:
            if host in hosts:
                faults.append(f"{file}: hosts: {host} is a host of {hosts[host]} already")
            hosts[host] = portal.key
        portals[portal.key] = portal
    if faults:
        raise RegistryError("\n".join(faults))
    return Registry(portals=portals, families=families)


@cache
def _packaged() -> Registry:
    return _load(resources.files("crawler.portals"))


def load_registry(folder: Path | None = None) -> Registry:
    """Return the registry in a folder of TOMLs, the packaged one by default.

    Raises:
        RegistryError: a file is missing or at fault; the message has a line for each fault of all files.
    """
    if folder is None:
        return _packaged()
    if not folder.is_dir():
        raise RegistryError(f"{folder}: no such folder")
    return _load(folder)
