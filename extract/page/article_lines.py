"""The lines of an article on its page: from what stands around the title to the byline behind the text."""

from typing import Any

from extract.page.bylines import read_byline
from extract.page.content import Content, blocks_in, furniture_within
from extract.page.furniture import begins_others, is_tool, section_of
from extract.page.lines import Line, ends_sentence
from extract.page.markup import Block, is_caption, is_lead_like
from extract.page.published import stamps
from extract.page.view import View

_TAIL = 4  # lines behind the text that are looked at for a byline


def article_lines(view: View, content: Content, place: int | None) -> list[Line]:
    """Return the article's lines without what the markup shows to be furniture; the title (at `place`) is left out."""
    reader = _Lines(view, content, place)
    return [*reader.above(), *reader.between(), *reader.inside(), *reader.behind()]


class _Lines:
    def __init__(self, view: View, content: Content, place: int | None) -> None:
        self.blocks, self.content, self.place = view.blocks, content, place
        self.first, self.last = content.inside[0], content.inside[-1]
        self.start = self.first if place is None else min(place, self.first)
        frame = self._frame()
        self.is_page = frame.tag in ("body", "html")
        self.within = blocks_in(view.blocks, frame)
        self.captions = _within(view.select(view.hints.captions))
        self.leads = _within(view.select(view.hints.lead))

    def _frame(self) -> Any:
        """The smallest element that holds both the title and the text."""
        element = self.content.element
        if self.place is None:
            return element
        around = {self.blocks[self.place].element, *self.blocks[self.place].ancestors}
        return next(e for e in [element, *element.iterancestors()] if e in around)

    def above(self) -> list[Line]:
        """A section or a time above the title."""
        found = [i for i in self.within if i < self.start and _says_where_or_when(self.blocks[i])]
        if self.is_page:  # nothing frames title and text: look no further up, so that no banner's date is taken
            clocked = [
                i for i in found if i >= self.start - 2 and any(s.has_clock for s in stamps(self.blocks[i].text))
            ]
            found = clocked
        return [Line(self.blocks[i].text) for i in found]

    def between(self) -> list[Line]:
        """What stands between the title and the element that holds the text, a lead wherever it stands before it."""
        hinted = [i for i, b in enumerate(self.blocks) if b.element in self.leads]
        lines = []
        for i in sorted({*self.within, *hinted}):
            if self.start <= i < self.first and i != self.place:
                block = self.blocks[i]
                if block.link_share < 0.5 or _says_where_or_when(block):
                    lines.append(self._line(block, True))
        return [line for line in lines if line is not None]

    def inside(self) -> list[Line]:
        """The text itself; of what stands before a title in it only section and time."""
        unwanted = furniture_within(self.blocks, self.content)
        lines: list[Line] = []
        is_first = True
        for i in self.content.inside:
            block = self.blocks[i]
            if i == self.place:
                lines = [
                    line for line in lines if section_of(line.text) or (stamps(line.text) and len(line.text) < 100)
                ]
                is_first = True
                continue
            if i in unwanted and not _says_where_or_when(block):
                continue
            line = self._line(block, is_first)
            if line is None or (line.is_link and not _says_where_or_when(block) and not begins_others(line.text)):
                continue
            if line.kind != "text" or _is_worth_keeping(block) or self.content.keeps(line.text):
                lines.append(line)
                is_first = is_first and not block.is_strong
        return lines

    def behind(self) -> list[Line]:
        """A byline behind the element that holds the text."""
        if self.is_page:
            return []
        near = [self.blocks[i] for i in self.within if self.last < i <= self.last + _TAIL]
        return [Line(block.text) for block in near if _signs(block)]

    def _line(self, block: Block, is_first: bool) -> Line | None:
        if is_tool(block.text):
            return None
        if block.element in self.captions or is_caption(block):
            return Line(block.text, "caption", block.link_share)
        if block.element in self.leads or (is_first and _leads(block)):
            return Line(block.text, "lead", block.link_share)
        return Line(block.text, "text", block.link_share, block.is_heading)


def _within(elements: list[Any]) -> set[Any]:
    """These elements with all that stand in them."""
    return {inner for element in elements for inner in element.iter()}


def _says_where_or_when(block: Block) -> bool:
    """Whether a line says the section or the time, as those around a title do."""
    return bool(section_of(block.text)) or (len(block.text) < 100 and bool(stamps(block.text)))


def _is_worth_keeping(block: Block) -> bool:
    """Whether a line is one whatever trafilatura makes of it: a sentence, a heading, what is looked for."""
    if ends_sentence(block.text) or block.is_heading or len(block.text) > 40:
        return True
    return bool(read_byline(block.text)) or _says_where_or_when(block) or begins_others(block.text)


def _signs(block: Block) -> bool:
    byline = read_byline(block.text)
    return byline is not None and byline.kind == "author" and (byline.labelled or block.link_share < 0.5)


def _leads(block: Block) -> bool:
    """Whether the first line of the text is set apart from it as a lead: by its class, in bold, or as a heading."""
    if not 40 <= len(block.text) <= 900 or block.link_share > 0.3 or read_byline(block.text):
        return False
    return is_lead_like(block) or block.is_wholly_bold or block.is_heading
