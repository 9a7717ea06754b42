"""Whether an article may be on the subject, told by what a list says of it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from urllib.parse import unquote, urlsplit

from crawler.markup import squeezed
from crawler.states import Link


def _plain(text: str) -> str:
    """Letters without marks, everything else a hyphen: as addresses spell words."""
    low = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return re.sub(r"[^a-z0-9]+", "-", "".join(c for c in low if not unicodedata.combining(c))).strip("-")


class SubjectWords:
    """The words of a subject, looked for in what a list says of an article, and in the article's address."""

    def __init__(self, words: Iterable[str]) -> None:
        """Without words, every article may matter."""
        known = sorted({squeezed(word).lower() for word in words if word.strip()}, key=len, reverse=True)
        self._written = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, known))})(?!\w)") if known else None
        plain = sorted({_plain(word) for word in known} - {""}, key=len, reverse=True)
        self._spelt = re.compile(rf"(?<![a-z0-9])(?:{'|'.join(plain)})(?![a-z0-9])") if plain else None

    def may_matter(self, link: Link) -> bool:
        """Return whether the article may be on the subject; one of which nothing is told may be."""
        if self._written is None or self._spelt is None:
            return True
        slug = _plain(unquote(urlsplit(link.url).path))
        if self._written.search(link.text.lower()) or self._spelt.search(slug):
            return True
        return not link.text and len(re.findall(r"[a-z]{2,}", slug)) < 4
