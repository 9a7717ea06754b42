"""Which portals a live check has found well, and when: a file in the state folder, laid over the registry.

A portal's own file states facts about the site and is shared; that it was found well from here, on a day, belongs to
whoever checked it. A person may copy the two lines into the portal's file.
"""

from __future__ import annotations

import os
import tomllib
from datetime import date
from pathlib import Path

from crawler.portals.registry import Registry, RegistryError

FILE = "portals.toml"
_HEAD = "# Portals that `phoihop portals check` has found well, and on which day; this is laid over their own files.\n"


def checked(state: Path) -> dict[str, date]:
    """Return the portals that a check has found well, each with the day. Raises RegistryError."""
    file = state / FILE
    try:
        noted = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise RegistryError(f"{file}: not valid TOML: {fault}") from None
    found = {}
    for key, table in noted.items():
        day = table.get("checked_on") if isinstance(table, dict) else None
        if not isinstance(day, date):
            raise RegistryError(f"{file}: {key}.checked_on: not a day")
        if table.get("enabled", True):
            found[key] = day
    return found


def with_checked(registry: Registry, state: Path) -> Registry:
    """Return the registry with those portals enabled that a check has found well and no own file switches off.

    Raises RegistryError.
    """
    days = checked(state)
    portals = {
        key: portal.model_copy(update={"enabled": True, "checked_on": max(days[key], portal.checked_on or date.min)})
        if key in days and key not in registry.off
        else portal
        for key, portal in registry.portals.items()
    }
    if not days:
        return registry
    return Registry(portals=portals, families=registry.families, origins=registry.origins, off=registry.off)


def note_checked(state: Path, keys: list[str], day: date) -> None:
    """Note that portals were found well on a day. Raises RegistryError, OSError."""
    days = {**checked(state), **dict.fromkeys(keys, day)}
    state.mkdir(parents=True, exist_ok=True)
    lines = [f"\n[{key}]\nenabled = true\nchecked_on = {found.isoformat()}\n" for key, found in sorted(days.items())]
    building = state / f".{FILE}.{os.getpid()}"
    building.write_text(_HEAD + "".join(lines), encoding="utf-8")
    building.replace(state / FILE)
