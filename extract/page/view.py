"""A parsed page as the steps of its reading see it: its tree, its lines, its marks and its portal's hints."""

import re
from functools import cache, cached_property
from typing import Any

from cssselect import SelectorError
from lxml import etree
from lxml.cssselect import CSSSelector

from crawler.portals.portal import PageHints, Portal
from extract.page.markup import Block, names_of, read_blocks
from extract.page.published import VIETNAM
from extract.page.structured import Marked
from extract.text import clean
from extract.warc_reader import Page

_CLASSES = etree.XPath("//@class", smart_strings=False)
_IDS = etree.XPath("//@id", smart_strings=False)


@cache
def _selector(css: str) -> CSSSelector:
    return CSSSelector(css)


def line_of(element: Any) -> str:
    """Return the text of an element on one line."""
    return clean(" ".join(element.itertext()).replace("\n", " "))


class View:
    """A page being read.

    Attributes:
        tree, page, portal: as given; `portal` is None for an unknown site.
        hints: the portal's for the layout of the day of the fetch; empty where it has none.
        blocks: the lines of the page, without what the hints remove.
        marked: what the page says for machines.
        head_title: the text of the `title` element.
    """

    def __init__(self, tree: Any, page: Page, portal: Portal | None) -> None:
        self.tree, self.page, self.portal = tree, page, portal
        self.marked = Marked(tree)
        day = page.fetched_at.astimezone(VIETNAM).date()
        self.hints = (portal.hints_on(day) if portal else None) or PageHints()
        self.blocks = read_blocks(tree, frozenset(element for css in self.hints.remove for element in self.select(css)))
        title = next(tree.iter("title"), None)
        self.head_title = line_of(title) if title is not None else None

    def select(self, css: str | None) -> list[Any]:
        """Return what a hint selects; nothing for one that is absent, or that lxml cannot run."""
        if not css:
            return []
        try:
            return list(_selector(css)(self.tree))
        except SelectorError:
            return []

    def hinted_text(self, css: str | None) -> str | None:
        """Return the text of the first element with text that a hint selects."""
        return next((text for element in self.select(css) if (text := line_of(element))), None)

    @cached_property
    def _all_names(self) -> str:
        return "\n".join({*_CLASSES(self.tree), *_IDS(self.tree)})

    def blocks_named(self, pattern: re.Pattern[str], levels: int) -> list[Block]:
        """Return the lines whose element, or one of the next `levels` around it, has a class or id that matches."""
        if not pattern.search(self._all_names):  # most pages: what follows looks at every line
            return []
        known = {element for element in self.tree.iter() if element.attrib and pattern.search(names_of(element))}
        return [b for b in self.blocks if not known.isdisjoint([b.element, *b.ancestors[:levels]])]

    def place_of(self, element: Any) -> int | None:
        """Return the first block that stands in `element`."""
        within = set(element.iter())
        return next((i for i, b in enumerate(self.blocks) if b.element in within), None)
