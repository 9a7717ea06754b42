"""What extraction depends on, as short hashes: a result is kept as long as these stay the same."""

import hashlib
import json
from functools import cache
from importlib import metadata, resources
from importlib.resources.abc import Traversable

from crawler.portals.portal import Portal
from crawler.portals.registry import Registry

LIBRARIES = ("trafilatura", "lxml", "underthesea")
# What makes no rows: edits of the report or the evaluation must not have every page read again.
_NO_PART_IN_ROWS = {"report", "evaluate.py", "scoring.py", "views.py", "cells.py", "dictionary.py", "__pycache__"}
_SOURCES = (".py", ".toml")
# What a portal's file says of its crawl and of itself: to enable a portal must not have its pages read again.
_OF_THE_CRAWL = {
    "enabled", "checked_on", "evidence", "notes", "delay", "minima", "browser", "verify_tls", "sections", "feeds",
    "sitemaps", "search", "pagination", "link_selector",
}  # fmt: skip


def short_hash(*parts: str | bytes) -> str:
    """Return 16 hex digits of SHA-256 over `parts`, each set apart from the next."""
    digest = hashlib.sha256()
    for part in parts:
        raw = part.encode() if isinstance(part, str) else part
        digest.update(len(raw).to_bytes(8, "big"))
        digest.update(raw)
    return digest.hexdigest()[:16]


def library_versions() -> dict[str, str]:
    """Return the installed versions of the libraries that decide what is read off a page."""
    return {name: metadata.version(name) for name in LIBRARIES}


def _sources(folder: Traversable, prefix: str = "") -> list[tuple[str, bytes]]:
    found: list[tuple[str, bytes]] = []
    for entry in folder.iterdir():
        if entry.name in _NO_PART_IN_ROWS:
            continue
        if entry.is_dir():
            found += _sources(entry, f"{prefix}{entry.name}/")
        elif entry.name.endswith(_SOURCES):
            found.append((prefix + entry.name, entry.read_bytes()))
    return sorted(found)


@cache
def base_version() -> str:
    """Return the hash of this package's code, rules, lexicons and subjects and of the libraries' versions."""
    sources = _sources(resources.files("extract"))
    urls = resources.files("crawler.portals")
    sources += [(f"portals/{name}", urls.joinpath(name).read_bytes()) for name in ("registry.py", "urls.py")]
    return short_hash(*(part for pair in sources for part in pair), json.dumps(library_versions(), sort_keys=True))


def portal_version(portal: Portal | None) -> str:
    """Return the hash of what the files of a portal and its family say of its pages; empty for an unknown site."""
    if portal is None:
        return ""
    family = [hints.model_dump_json() for hints in portal.family_hints]
    return short_hash(portal.model_dump_json(exclude=_OF_THE_CRAWL), *family)


@cache
def _extractor_version(base: str, portal: str) -> str:
    return short_hash(base, portal)


def extractor_version(portal: Portal | None) -> str:
    """Return the version that stands in `articles.extractor_version` for a page of `portal`."""
    return _extractor_version(base_version(), portal_version(portal))


def hosts_unchanged(hosts: dict[str, str], registry: Registry) -> bool:
    """Return whether :func:`host_version` says of each host in `hosts` what is noted there."""
    return all(host_version(host, registry) == version for host, version in hosts.items())


def host_version(host: str, registry: Registry) -> str:
    """Return the key and version of the portal that `host` belongs to; empty for an unknown site."""
    portal = registry.for_url(f"https://{host}/")
    return f"{portal.key}@{portal_version(portal)}" if portal else ""
