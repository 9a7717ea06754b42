"""Reading of pages, however malformed."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import TypeAlias

from cssselect import SelectorError
from lxml import etree
from lxml.cssselect import CSSSelector

Node: TypeAlias = etree._Element
"""An element of a page. Not lxml.html's: those are made with a call into Python each."""

_HIDDEN = {"script", "style", "noscript", "template", "head"}


@lru_cache(maxsize=1)  # a page is judged first and read for its links and its day afterwards
def parse_html(text: str) -> Node | None:
    """Return the root of a page, however malformed; None where there is nothing of a page in it. Not to be changed."""
    source = (text.replace("\0", "") if "\0" in text else text).encode("utf-8", "replace")
    if not source.strip():
        return None
    try:
        return etree.fromstring(source, etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True))
    except (etree.XMLSyntaxError, ValueError):
        return None


def squeezed(text: str | None) -> str:
    """Return a text in NFC with single spaces."""
    return unicodedata.normalize("NFC", " ".join((text or "").split()))


def select(root: Node, selector: str) -> list[Node]:
    """Return the elements that a CSS selector chooses; none for a selector that cannot be read."""
    compiled = _compiled(selector)
    return list(compiled(root)) if compiled is not None else []


@lru_cache(maxsize=512)
def _compiled(selector: str) -> CSSSelector | None:
    try:
        return CSSSelector(selector, translator="html")
    except SelectorError:
        return None


def words_of(root: Node, enough: int | None = None) -> str:
    """Return about what a reader sees of an element, with a space between what stands in different ones.

    Where only short texts matter, the reading stops behind `enough` characters; what is returned is longer than that.
    """
    if enough is not None and (paragraphs := _paragraphs(root, enough)):
        return paragraphs
    parts: list[str] = []
    size = 0
    events = etree.iterwalk(root, events=("start", "end"))
    for event, element in events:
        text = None
        if event == "end":
            text = element.tail if element is not root else None
        elif element.tag in _HIDDEN:
            events.skip_subtree()
        else:
            text = element.text
        if text:
            parts.append(text)
            if enough is not None:
                size += sum(map(len, unicodedata.normalize("NFC", text).split()))
                if size > enough:
                    break
    return squeezed(" ".join(parts))


def _paragraphs(root: Node, enough: int) -> str:
    """Return a page's paragraphs where they alone hold more than `enough` characters, as an article's do; else ""."""
    parts: list[str] = []
    size = 0
    for element in root.iter("p"):
        text = squeezed(element.text)
        if text and not any(above.tag in _HIDDEN for above in element.iterancestors()):
            parts.append(text)
            size += len(text) + 1
            if size > enough + 1:
                return " ".join(parts)
    return ""


def letters_in_paragraphs(root: Node) -> int:
    """Return how many letters stand in a page's paragraphs themselves: a cheap measure of how long an article is."""
    return sum(len(squeezed(element.text)) for element in root.iter("p"))
