"""A page's markup to blocks: the lines that a browser would show, each with what its markup says of it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise
from typing import Any

import lxml.html
from lxml import etree

from extract.page.furniture import words
from extract.text import clean

MAX_DEPTH = 400
"""Elements within one another above which a page is not read: no portal's page is that deep, and parsers recurse."""

MAX_ELEMENTS = 30_000
"""Elements above which a page is not read; an article's page has some thousands."""

MAX_CHARACTERS = 5_000_000
"""Characters of markup above which a page is not read."""

# Text breaks before and after these; any other element is within a line.
BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "dir",
    "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5",
    "h6", "header", "hr", "html", "legend", "li", "main", "menu", "nav", "ol", "p", "pre", "section",
    "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
})  # fmt: skip
_SKIPPED = frozenset({
    "script", "style", "noscript", "template", "svg", "select", "option", "datalist", "button", "textarea",
    "input", "iframe", "object", "embed", "applet", "canvas", "audio", "video", "head", "title", "math", "map",
})  # fmt: skip
_ROLES = {  # what an element is to the line in which it stands
    **dict.fromkeys(BLOCKS, "block"), **dict.fromkeys(_SKIPPED, "skipped"), "br": "break", "span": "span",
    "img": "image", "a": "link", "b": "bold", "strong": "bold", "i": "italic", "em": "italic",
}  # fmt: skip
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_ASIDE = frozenset({"nav", "footer", "aside"})
_CAPTION_CLASS = re.compile(
    r"caption|chuthich|chu-thich|image-?desc|photo-?desc|img-?desc|imgnote|picnote", re.IGNORECASE
)
_LEAD_CLASS = re.compile(
    r"(?<![a-z])(?:sapo|lead|chapeau|summary|tomtat|tom-tat|trich-?yeu|mota|desc(?:ription)?(?![a-z])"
    r"|intro|abstract|standfirst|hometext)",
    re.IGNORECASE,
)
_TITLE_CLASS = re.compile(r"title|tieu-?de|headline", re.IGNORECASE)
_PART = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_ELEMENT = re.compile(r"<[a-zA-Z]")
_XML_HEAD = re.compile(r"^\s*<\?xml[^>]*>")
_ROOT_ENDS = re.compile(r"</(?:html|body)\s*>", re.IGNORECASE)  # some pages end the root at their top
_CENTRED = re.compile(r"text-align\s*:\s*center", re.IGNORECASE)
_APART = re.compile(r"(?:^|\s)(?:fr|pull-right|float-right|float-end|detail-icon)(?:\s|$)")  # shown away from the line
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
# Answered by libxml2 without an object of Python's for each element.
_IS_TOO_DEEP = etree.XPath(f"boolean({'/*' * (MAX_DEPTH + 1)})")
_ELEMENTS = etree.XPath("count(//*)")
# All elements as lxml.html has them, without its look into a table of classes by name for each.
_CLASSES = etree.ElementDefaultClassLookup(
    element=lxml.html.HtmlElement, comment=lxml.html.HtmlComment,
    pi=lxml.html.HtmlProcessingInstruction, entity=lxml.html.HtmlEntity,
)  # fmt: skip


class UnreadableError(ValueError):
    """Markup that cannot be parsed, or that is too deep; `reason` is that of NoArticle."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


@dataclass
class Block:
    """A line of the page. `element` is the block element whose text it is.

    `linked` is what of it is within links; `bold` and `italic` count characters.
    """

    text: str
    element: Any
    linked: str = ""
    bold: int = 0
    italic: int = 0
    after_image: bool = False

    @cached_property
    def ancestors(self) -> list[Any]:
        """The elements around `element`, the nearest first."""
        return list(self.element.iterancestors())

    @cached_property
    def link_share(self) -> float:
        """The share of the letters that are links: beside a headline its date counts for nothing."""
        if not self.linked:
            return 0.0
        return min(1.0, sum(map(str.isalpha, self.linked)) / (sum(map(str.isalpha, self.text)) or 1))

    @property
    def is_strong(self) -> bool:
        """Whether this is a paragraph of running text, by itself."""
        return len(self.text) >= 60 and self.link_share < 0.4 and any(mark in self.text for mark in ".,;:?!")

    @property
    def tag(self) -> str:
        """The element's name."""
        return str(self.element.tag)

    @cached_property
    def heading_level(self) -> int:
        """The level of the heading (h1 to h6) that it stands in; 0 for none."""
        return next((int(e.tag[1]) for e in [self.element, *self.ancestors[:3]] if e.tag in _HEADINGS), 0)

    @property
    def is_heading(self) -> bool:
        """Whether it stands in h1 to h6."""
        return self.heading_level > 0

    @property
    def is_wholly_bold(self) -> bool:
        """Whether all of it is bold, by elements or by its own style."""
        return self.bold >= 0.9 * len(self.text) or "bold" in (self.element.get("style") or "").lower()

    def class_matches(self, pattern: re.Pattern[str], levels: int = 2) -> bool:
        """Whether class or id of the element, or of one of the next elements around it, match."""
        return any(pattern.search(names_of(element)) for element in [self.element, *self.ancestors[:levels]])


def names_of(element: Any) -> str:
    """Return class and id of an element."""
    return f"{element.get('class') or ''} {element.get('id') or ''}"


def is_title_like(block: Block) -> bool:
    """Whether the markup calls it a title."""
    return block.class_matches(_TITLE_CLASS, 1)


def is_lead_like(block: Block) -> bool:
    """Whether the markup calls it a lead (sapo)."""
    return block.class_matches(_LEAD_CLASS, 1)


def is_caption(block: Block) -> bool:
    """Whether it is a photo's caption: said so by the markup, or set apart from the text right behind a photo."""
    nearest = [block.element, *block.ancestors[:4]]
    if any(element.tag == "figcaption" for element in nearest) or block.class_matches(_CAPTION_CLASS, 3):
        return True
    if not block.after_image or len(block.text) > 400 or block.is_heading:
        return False
    if any(element.tag == "figure" for element in nearest):
        return True
    within_table = any(element.tag == "table" for element in nearest)
    centred = any(
        _CENTRED.search(element.get("style") or "")
        or (element.get("align") or "").lower() == "center"
        or element.tag == "center"
        for element in nearest[:2]
    )
    return within_table or centred or block.italic >= 0.9 * len(block.text)


@cache
def _furniture_classes() -> frozenset[str]:
    return frozenset(words().classes)


def is_furniture_class(element: Any) -> bool:
    """Whether an element's name, class or id says that it holds no part of an article."""
    if element.tag in _ASIDE:
        return True
    known = _furniture_classes()
    for name in names_of(element).split():
        low = name.lower()
        if low in known or low.replace("_", "-") in known:
            return True
        parts = [part.lower() for part in _PART.findall(name)]
        if any(part in known for part in parts) or any("-".join(pair) in known for pair in pairwise(parts)):
            return True
    return False


def parse(html: str) -> Any:
    """Return the page's tree. Raises UnreadableError for what is no markup, or too large or deep for an article."""
    if len(html) > MAX_CHARACTERS:
        raise UnreadableError("too_large", f"{len(html):,} characters of markup, the bound is {MAX_CHARACTERS:,}")
    if _ELEMENT.search(html[:100_000]) is None:
        raise UnreadableError("not_an_article", "no markup")
    html = _ROOT_ENDS.sub("", _XML_HEAD.sub("", html.replace("\x00", "")))
    parser = etree.HTMLParser(huge_tree=True)
    parser.set_element_class_lookup(_CLASSES)
    try:
        tree = lxml.html.document_fromstring(html, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as fault:
        raise UnreadableError("undecodable", str(fault)) from None
    if _IS_TOO_DEEP(tree):
        raise UnreadableError("too_deep", f"elements more than {MAX_DEPTH} within one another")
    if html.count("<") > MAX_ELEMENTS // 3 and _ELEMENTS(tree) > MAX_ELEMENTS:  # no tag makes three
        raise UnreadableError("too_large", f"more than {MAX_ELEMENTS:,} elements")
    return tree


def read_blocks(tree: Any, removed: frozenset[Any] = frozenset()) -> list[Block]:
    """Return the lines of the page in order, without what no browser shows as text and the elements in `removed`."""
    root = tree.find("body")
    blocks: list[Block] = []
    for block in _walk(tree if root is None else root, removed):
        previous = blocks[-1] if blocks else None
        if previous is not None and previous.element is block.element and _goes_on(previous.text, block.text):
            previous.text = f"{previous.text} {block.text}"
            previous.linked += block.linked
            previous.bold += block.bold
            previous.italic += block.italic
        else:
            blocks.append(block)
    return blocks


def _goes_on(text: str, following: str) -> bool:
    """Whether a line break only wraps a sentence: what follows begins with a small letter."""
    return following[:1].islower() and not text.endswith((".", "!", "?", ":", ";"))


def _walk(root: Any, removed: frozenset[Any]) -> Iterator[Block]:
    """Yield the lines as they end: where a block element begins or ends, at a break, a picture, what is shown apart."""
    pieces: list[str] = []  # of the line that is being gathered
    linked: list[str] = []  # those within links
    bold = italic = in_link = in_bold = in_italic = 0
    after_image = False
    around: list[Any] = []  # block elements that are open
    skipping: Any = None
    events = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    for event, element in events:
        role = _ROLES.get(element.tag)
        holder: Any = None  # of the line that ends here
        if event == "start":
            text = element.text
            style = element.get("style")
            if role == "skipped" or (style and _HIDDEN.search(style)) or (removed and element in removed):
                skipping = element
                events.skip_subtree()
                continue
            if role is None:
                pass
            elif role == "block":
                holder = around[-1] if around else None
                around.append(element)
            elif role == "link":
                in_link += 1
            elif role == "bold":
                in_bold += 1
            elif role == "italic":
                in_italic += 1
            elif role == "break" and (not around or around[-1].tag in _HEADINGS):
                text = " "
            elif around and (role != "span" or _APART.search(element.get("class") or "")):
                holder = around[-1]
        else:
            text = None if element is root else element.tail
            if element is skipping:
                skipping = None
                holder = around[-1] if role == "block" and around else None
            elif role == "block":
                holder = around.pop()
            elif role == "link":
                in_link -= 1
            elif role == "bold":
                in_bold -= 1
            elif role == "italic":
                in_italic -= 1
        if holder is not None and pieces:
            if line := clean("".join(pieces).strip().replace("\n", " ")):
                size = len(line)
                yield Block(
                    line,
                    holder,
                    "".join(linked),
                    min(bold, size) if bold else 0,
                    min(italic, size) if italic else 0,
                    after_image,
                )
                after_image = False
            pieces, linked = [], []
            bold = italic = 0
        if role == "image" and event == "start":
            after_image = True
        if not text:
            continue
        if in_bold or in_italic:
            size = len(text) - text.count("\n") - text.count("\t")
            bold += size if in_bold else 0
            italic += size if in_italic else 0
        elif not pieces and text.isspace():  # between two lines
            continue
        pieces.append(text)
        if in_link:
            linked.append(text)
