"""Reading of pages, however malformed."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from cssselect import SelectorError
from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

_HIDDEN = {"script", "style", "noscript", "template", "head"}


@lru_cache(maxsize=1)  # a page is judged first and read for its links and its day afterwards
def parse_html(text: str) -> HtmlElement | None:
    """Return the root of a page, however malformed; None where there is nothing of a page in it. Not to be changed."""
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


def words_of(root: HtmlElement, enough: int | None = None) -> str:
    """Return about what a reader sees of an element, with a space between what stands in different ones.

    Where only short texts matter, the reading stops behind `enough` characters; what is returned is longer than that.
    """
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
