"""An article out of its lines: what is title, lead, body, caption, byline, time and section, and what is furniture.

The same reading serves lines that come from a page's markup and lines of a plain text.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from extract.document import PartKind
from extract.page.bylines import is_credited, read_byline, read_office
from extract.page.furniture import begins_others, is_label, is_portal_name, is_tool, read_time_line, section_of
from extract.page.published import Stamp
from extract.text import fold

_LINK_SHARE = 0.6
_LINKED_TEXT = 400  # characters above which what is all one link is text: an open tag has made it a link
_LONGEST_CAPTION = 450
_LONGEST_TITLE = 250
_SHORT = 250  # a caption whose credit stands in a line of its own
_PARAGRAPH = 120  # a line of this length that ends a sentence is text again after other stories' headlines
_ENDS = (".", "!", "?", "…", ":", ";", ".”", '."', ".'", "”", '"', ".)", ")")


@dataclass
class Line:
    """A line and what its markup says of it. `linked` is the share of its characters that are links."""

    text: str
    kind: Literal["text", "lead", "caption"] = "text"
    linked: float = 0.0
    heading: bool = False

    @property
    def is_link(self) -> bool:
        """Whether it is nothing but a link, and so no text (extract.sift counts on this); a long one is text."""
        return self.linked > _LINK_SHARE and not (len(self.text) > _LINKED_TEXT and ends_sentence(self.text))


@dataclass
class Arranged:
    """What the lines are. `body` holds leads, paragraphs in order; `bylines` the signers, best evidence first."""

    title: str | None = None
    section: str | None = None
    body: list[tuple[PartKind, str]] = field(default_factory=list)
    captions: list[str] = field(default_factory=list)
    stamps: list[Stamp] = field(default_factory=list)
    bylines: list[str] = field(default_factory=list)

    @property
    def lead(self) -> str | None:
        """The first line that is a lead."""
        return next((text for kind, text in self.body if kind == "lead"), None)


def ends_sentence(text: str) -> bool:
    """Whether a line ends as a sentence does."""
    return text.endswith(_ENDS)


def _is_paragraph(line: Line) -> bool:
    return len(line.text) >= _PARAGRAPH and ends_sentence(line.text) and line.linked < 0.5


def _can_be_title(text: str) -> bool:
    return len(text) <= _LONGEST_TITLE and not text.endswith((".", ";", ":"))


def arrange(lines: Sequence[Line], title: str | None) -> Arranged:
    """Tell the lines apart. Without a `title` the first line of text is it, unless it is a paragraph."""
    found = Arranged(title=title)
    rest = _read_head(lines, found)
    _read_body(_without_others(rest), found)
    return found


def _read_head(lines: Sequence[Line], found: Arranged) -> list[Line]:
    """Take what stands around the title off the front of `lines`; return the rest."""
    authors: list[str] = []
    asked = fold(found.title) if found.title else None
    for number, line in enumerate(lines):
        text = line.text
        if line.kind == "text":
            if asked is not None and fold(text) == asked:
                continue
            if is_tool(text) or is_label(text) or is_portal_name(text):
                continue
            if name := section_of(text):
                found.section = found.section or name
                continue
            if stamp := read_time_line(text):
                found.stamps.append(stamp.stamp)
                found.section = found.section or stamp.section
                authors += [stamp.author] if stamp.author else []
                continue
            byline = read_byline(text)
            if byline is not None and byline.kind == "author" and found.title is not None:
                authors.append(byline.names)
                continue
            if found.title is None and _can_be_title(text) and not line.is_link:
                found.title, asked = text, fold(text)
                continue
        found.bylines = authors
        return [other for other in lines[number:] if fold(other.text) != asked or other.kind == "caption"]
    found.bylines = authors
    return []


def _without_others(lines: Sequence[Line]) -> list[Line]:
    """Leave out the headlines of other stories: those under such a heading, up to the next paragraph of text."""
    kept: list[Line] = []
    among_others = False
    for line in lines:
        if begins_others(line.text) and line.kind == "text":
            among_others = True
        elif among_others and (_is_paragraph(line) or line.kind == "caption"):
            among_others = False
        if not among_others:
            kept.append(line)
    return kept


def _read_body(lines: Sequence[Line], found: Arranged) -> None:
    signed: list[str] = []  # by lines that say so
    last_name: str | None = None  # a bare name at the end
    closing = _closing(lines)
    office = _signing_office(lines) if closing == len(lines) else None
    for number, line in enumerate(lines):
        text = line.text
        if is_tool(text) or is_label(text):
            continue
        if line.kind != "caption" and (stamp := read_time_line(text)):
            found.stamps.append(stamp.stamp)
            signed += [stamp.author] if stamp.author else []
            continue
        if line.is_link:
            continue
        if line.kind == "caption":
            _add_caption(found, text)
            continue
        if number == office:
            last_name = read_office(text)
            continue
        byline = read_byline(text) if line.kind == "text" else None
        if byline is not None and byline.kind == "photo":
            _caption_before(found)
        elif byline is not None and byline.labelled:
            signed.append(byline.names)
        elif byline is not None and not byline.labelled and number >= closing:
            last_name = last_name or byline.names
        elif byline is not None and not byline.labelled and not line.heading and _awaits_credit(found):
            _caption_before(found)
        elif line.kind == "text" and (
            (len(text) <= _LONGEST_CAPTION and is_credited(text)) or (number > closing and (signed or last_name))
        ):
            _add_caption(found, text)
        else:
            found.body.append(("lead" if line.kind == "lead" and not found.body else "body", text))
    found.bylines = [name for name in (*signed, last_name, *found.bylines) if name]


def _signing_office(lines: Sequence[Line]) -> int | None:
    """Return the line by which an office signs where nobody does by name: the last one of text, behind a paragraph."""
    texts = [number for number, line in enumerate(lines) if line.kind == "text" and not is_tool(line.text)
             and not is_label(line.text) and not line.is_link]  # fmt: skip
    if len(texts) < 2 or not read_office(lines[texts[-1]].text) or lines[texts[-1]].heading:
        return None
    return texts[-1] if ends_sentence(lines[texts[-2]].text) else None


def _closing(lines: Sequence[Line]) -> int:
    """Return where the article's last paragraph ends: a name behind it signs the article, one before it a photo."""
    at = len(lines)
    shorts = 0
    for number in range(len(lines) - 1, -1, -1):
        text = lines[number].text
        if lines[number].kind == "caption" or is_tool(text) or is_label(text):
            continue
        byline = read_byline(text)
        if byline is not None and byline.kind == "author":
            at = number
            if byline.labelled:
                return at
        elif byline is None and not is_credited(text):
            shorts += 1
            if len(text) > _SHORT or shorts > 3:
                break
    return at


def _awaits_credit(found: Arranged) -> bool:
    """Whether what was read last can be a caption without its photographer: a short line that ends no sentence."""
    return bool(found.body) and len(found.body[-1][1]) <= _SHORT and not ends_sentence(found.body[-1][1])


def _caption_before(found: Arranged) -> None:
    """A photo's credit stands alone: what was read last is the photo's caption, if it is short enough for one."""
    if found.body and found.body[-1][0] == "body" and len(found.body[-1][1]) <= _SHORT:
        _add_caption(found, found.body.pop()[1])


def _add_caption(found: Arranged, text: str) -> None:
    byline = read_byline(text)
    if byline is None or not byline.labelled:
        found.captions.append(text)
