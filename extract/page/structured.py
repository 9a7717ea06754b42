"""What a page says of itself for machines: meta elements and JSON-LD."""

import json
import re
from collections.abc import Iterator
from typing import Any

_ARTICLE_TYPES = ("newsarticle", "article", "report", "blogposting", "webpage", "socialmediaposting")
_MAX_JSON = 500_000
_CONTROLS = re.compile(r"[\x00-\x1f]+")


class Marked:
    """The meta elements of a page by lower-case name, and the objects of its JSON-LD."""

    def __init__(self, tree: Any) -> None:
        self._meta: dict[str, str] = {}
        for element in tree.iter("meta"):
            name = element.get("property") or element.get("name") or element.get("itemprop")
            value = (element.get("content") or "").strip()
            if name and value:
                self._meta.setdefault(name.strip().lower(), value)
        self._objects = [
            node
            for script in tree.iter("script")
            if "ld+json" in (script.get("type") or "").lower()
            for node in _objects(script.text or "")
        ]

    def meta(self, *names: str) -> str | None:
        """Return the content of the first of these meta elements that the page has."""
        return next((self._meta[name] for name in names if name in self._meta), None)

    def linked(self, key: str) -> list[str]:
        """Return the texts that JSON-LD gives for `key` of an article (a person's or a body's name for an object)."""
        found: list[str] = []
        for node in self._objects:
            found += [text for text in _texts(node.get(key)) if text not in found]
        return found


def _objects(source: str) -> Iterator[dict[str, Any]]:
    """Yield the articles among the objects of a JSON-LD script; nothing for one that is no JSON."""
    if not source or len(source) > _MAX_JSON:
        return
    source = source.strip().removeprefix("<!--").removesuffix("-->").removeprefix("//<![CDATA[").removesuffix("//]]>")
    try:
        root = json.loads(_CONTROLS.sub(" ", source))
    except (ValueError, RecursionError):
        return
    waiting, seen = [root], 0
    while waiting and seen < 1_000:
        node = waiting.pop(0)
        seen += 1
        if isinstance(node, list):
            waiting.extend(node)
        elif isinstance(node, dict):
            kinds = node.get("@type")
            if any(str(kind).lower() in _ARTICLE_TYPES for kind in (kinds if isinstance(kinds, list) else [kinds])):
                yield node
            waiting.extend(node[key] for key in ("@graph", "mainEntity") if key in node)


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value.strip()] if value.strip() else []
    if isinstance(value, dict):
        return _texts(value.get("name"))
    if isinstance(value, list):
        return [text for item in value for text in _texts(item)]
    return []
