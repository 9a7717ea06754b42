"""Where the article stands on its page: trafilatura tells text from boilerplate, the tree which element holds it."""

import copy
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import lxml.html
from trafilatura import bare_extraction

from extract.page.markup import Block, is_furniture_class

# What trafilatura finds nothing on is told to its caller, and once is enough.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)

_SHARE = 0.85  # of the text that trafilatura found must be within the element that is taken for the article
_ASIDE_SHARE = 0.3  # an element that its class calls furniture is kept if it holds more of the text than this
_INLINE_HOLDERS = frozenset({
    "p", "span", "font", "b", "strong", "i", "em", "h1", "h2", "h3", "h4", "h5", "h6", "li", "tr", "tbody",
    "thead", "blockquote", "center",
})  # fmt: skip


@dataclass
class Content:
    """The element that holds the article's text, and the places of its blocks.

    `found` is what trafilatura takes for the article's text, without spaces; None where it was not asked. For an
    element that a portal's hints name it is asked only where a line is in doubt, which few articles have.
    """

    element: Any
    inside: list[int]
    found: str | None = None

    def keeps(self, line: str) -> bool:
        """Whether trafilatura takes a line for a part of the text."""
        return _squeezed(line) in (self._found if self.found is None else self.found)

    @cached_property
    def _found(self) -> str:
        return _read_by_trafilatura(_narrowed(self.element))


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _narrowed(element: Any) -> Any:
    """A page that holds nothing but a copy of `element`."""
    page, body = lxml.html.Element("html"), lxml.html.Element("body")
    page.append(body)
    part = copy.deepcopy(element)
    part.tail = None
    body.append(part)
    return page


def _read_by_trafilatura(tree: Any) -> str:
    """Return what trafilatura takes for the article's text, without spaces; empty where it finds none."""
    document = bare_extraction(tree, fast=True, include_comments=False, include_tables=True)
    return _squeezed(document.text or "") if document is not None and not isinstance(document, dict) else ""


def find_content(tree: Any, blocks: Sequence[Block], hinted: Any = None) -> Content | None:
    """Find the article on a page; `hinted` is the element that the portal's hints name. None where there is no text."""
    if hinted is not None:
        inside = blocks_in(blocks, hinted)
        if not inside:  # the page has the place but no text in it: a script was to fill it
            return None
        if sum(len(blocks[i].text) for i in inside) >= 100:
            return Content(hinted, inside)
    found = _read_by_trafilatura(tree)
    strong = [i for i, block in enumerate(blocks) if block.is_strong]
    matched = [i for i in strong if _squeezed(blocks[i].text) in found] or strong
    if not matched:
        return None
    weights: dict[Any, int] = {}
    for i in matched:
        for element in [blocks[i].element, *blocks[i].ancestors]:
            weights[element] = weights.get(element, 0) + len(blocks[i].text)
    total = sum(len(blocks[i].text) for i in matched)
    heaviest = max(matched, key=lambda i: len(blocks[i].text))
    chain = [blocks[heaviest].element, *blocks[heaviest].ancestors]
    holder = next(element for element in chain if weights.get(element, 0) >= _SHARE * total)
    while holder.tag in _INLINE_HOLDERS and holder.getparent() is not None and holder.tag != "body":
        holder = holder.getparent()
    return Content(holder, blocks_in(blocks, holder), found)


def blocks_in(blocks: Sequence[Block], element: Any) -> list[int]:
    """Return the places of the blocks that stand in `element`."""
    within = set(element.iter())
    return [i for i, block in enumerate(blocks) if block.element in within]


def furniture_within(blocks: Sequence[Block], content: Content) -> set[int]:
    """Return the blocks of the content whose elements are furniture by class, unless most of the text is in them."""
    weights: dict[Any, int] = {}
    members: dict[Any, list[int]] = {}
    for i in content.inside:
        for element in [blocks[i].element, *blocks[i].ancestors]:
            if element is content.element:
                break
            members.setdefault(element, []).append(i)
            if blocks[i].is_strong:
                weights[element] = weights.get(element, 0) + len(blocks[i].text)
    total = sum(len(blocks[i].text) for i in content.inside if blocks[i].is_strong) or 1
    return {
        i
        for element, places in members.items()
        if weights.get(element, 0) < _ASIDE_SHARE * total and is_furniture_class(element)
        for i in places
    }
