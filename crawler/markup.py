"""Reading of pages, however malformed."""

from __future__ import annotations

import unicodedata

from cssselect import SelectorError
from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

_HIDDEN = {"script", "style", "noscript", "template", "head"}


def parse_html(text: str) -> HtmlElement | None:
    """Return the root of a page, however malformed; None where there is nothing of a page in it."""
    source = text.replace("\0", "").encode("utf-8", "replace")
    if not source.strip():
        return None
    try:
        return document_fromstring(source, parser=HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


def squeezed(text: str | None) -> str:
    """Return a text in NFC with single spaces."""
    return unicodedata.normalize("NFC", " ".join((text or "").split()))


def select(root: HtmlElement, selector: str) -> list[HtmlElement]:
    """Return the elements that a CSS selector chooses; none for a selector that cannot be read."""
    try:
        return list(root.cssselect(selector))
    except SelectorError:
        return []


def words_of(root: HtmlElement) -> str:
    """Return about what a reader sees of an element, with a space between what stands in different ones."""
    parts: list[str] = []
    hidden: HtmlElement | None = None
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "start" and hidden is None:
            if element.tag in _HIDDEN:
                hidden = element
            elif element.text:
                parts.append(element.text)
        elif event == "end":
            if element is hidden:
                hidden = None
            if hidden is None and element is not root and element.tail:
                parts.append(element.tail)
    return squeezed(" ".join(parts))
