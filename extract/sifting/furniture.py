"""What of a page's bytes is furniture: tags, scripts, and lines that are nothing but links."""

import re
from collections.abc import Sequence

_BLOCK_TAG = re.compile(
    rb"</?(?:address|article|aside|blockquote|body|center|dd|div|dl|dt|figcaption|figure|footer|form"
    rb"|h[1-6]|header|li|main|nav|ol|p|section|table|tbody|td|tfoot|th|thead|tr|ul)(?=[\s>/])[^<>]*>",
    re.IGNORECASE,
)
_TITLE_TAG = re.compile(rb"<h[12][\s>]", re.IGNORECASE)
_WHOLE_LINK = re.compile(rb"<a[\s>](?:(?!</?a[\s>]).){0,2000}</a\s*>", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(  # with what else is no letter: a headline's date, the marks between two links
    rb"<[^<>]*>|&(?:nbsp|raquo|laquo|middot|bull|gt|lt);?|\xc2[\xa0\xbb\xab\xb7]|\xe2\x80[\xa2\xba\xb9]|[\s\d()\[\]:|/>.,-]"
)
# The line of nearly every menu: one link between the tags of a list, a cell or a paragraph.
_MENU_LINE = re.compile(
    rb"<(?:li|td|div|p|dd|dt|h[3-6])(?:\s[^<>]*)?>(?P<line>\s*<a\s[^<>]*href[^<>]*>[^<>]{0,300}"
    rb"(?:</?(?:span|i|b|strong|em|img|font)(?:\s[^<>]*)?>[^<>]{0,60}){0,4}</a>\s*)"
    rb"</?(?:li|ul|ol|td|div|p|dd|dt|h[3-6])[\s>]"
)
_LINK_BYTES = 400  # of a link's inside: a headline; a longer one is text that an open tag has made a link
_LINE_BYTES = 1_500


def furniture(body: bytes, place: int) -> tuple[int, int] | None:
    """Return where the tag, script or line of links begins and ends inside which `place` is, None where in none.

    In doubt the answer is None. A stretch that is found in a part of a page is one in the whole page as well.
    """
    return _menu_line(body, place) or inside_tag(body, place) or link_line(body, place)


def inside_tag(body: bytes, place: int) -> tuple[int, int] | None:
    """Return where the tag or comment begins and ends inside which `place` is: no text, but for a title's meta element.

    In doubt the answer is None: for a tag that is very long, or whose attributes hold angle brackets.
    """
    start = body.rfind(b"<", max(0, place - _LINE_BYTES), place)
    if start < 0 or not (body[start + 1 : start + 2].isalpha() or body[start + 1 : start + 2] == b"!"):
        return None
    end = body.find(b">", start, place + _LINE_BYTES)
    if end < place:
        return None
    tag = body[start:end].lower()
    return None if tag.startswith(b"<meta") and b"title" in tag else (start, end)


def inside_script(body: bytes, place: int) -> tuple[int, int] | None:
    """Return where the script begins and ends inside which `place` is; None for JSON-LD, which may tell the title."""
    start = body.rfind(b"<script", 0, place)
    end = body.find(b"</script", start) if start >= 0 else -1
    if end < place or b"ld+json" in body[start : body.find(b">", start, end)].lower():
        return None
    return start, end


def _menu_line(body: bytes, place: int) -> tuple[int, int] | None:
    """Return where the list item that is one link begins and ends inside which `place` is: nearly every menu's line."""
    item = body.rfind(b"<li", max(0, place - _LINK_BYTES), place)
    menu = _MENU_LINE.match(body, item) if item >= 0 else None
    return (item, menu.end("line")) if menu is not None and place < menu.end("line") else None


def link_line(body: bytes, place: int) -> tuple[int, int] | None:
    """Return where the line around `place` begins and ends if all its letters are links', and `place` is inside one.

    In doubt the answer is None: for a link in a title's heading, one without an address, one as long as a paragraph,
    and a line without block elements around it.
    """
    left = _block_before(body, place)
    if left is not None and (menu := _MENU_LINE.match(body, left.start())) and place < menu.end("line"):
        return menu.span("line")
    opened = _last_link(body, place)
    if opened < 0:
        return None
    closed = _first(body, (b"</a", b"</A"), opened, place + _LINE_BYTES)
    head_end = body.find(b">", opened, max(closed, 0))
    if closed < place or head_end < 0 or closed - head_end > _LINK_BYTES:
        return None
    if b"href" not in body[opened:head_end].lower() or _last_link(body, closed) != opened:
        return None
    left = _block_before(body, opened)
    right = _BLOCK_TAG.search(body, closed, closed + _LINE_BYTES)
    if left is None or right is None or _TITLE_TAG.match(left[0]):
        return None
    start, end = left.end(), right.start()
    return None if _TAG.sub(b"", _WHOLE_LINK.sub(b"", body[start:end])) else (start, end)


def _block_before(body: bytes, place: int) -> re.Match[bytes] | None:
    """Return the last tag of a block element before `place`, None where there is none near."""
    floor = max(0, place - _LINE_BYTES)
    at = place
    while (at := body.rfind(b"<", floor, at)) >= 0:
        if (tag := _BLOCK_TAG.match(body, at)) is not None:
            return tag
    return None


def _last_link(body: bytes, place: int) -> int:
    """Return where the last link begins that opens before `place`; -1 where there is none near."""
    floor = max(0, place - _LINE_BYTES)
    at = place
    while True:
        at = max(body.rfind(b"<a", floor, at), body.rfind(b"<A", floor, at))
        if at < 0 or body[at + 2 : at + 3] in (b" ", b"\t", b"\n", b"\r", b">"):
            return at


def _first(body: bytes, marks: Sequence[bytes], start: int, stop: int) -> int:
    return min((at for mark in marks if (at := body.find(mark, start, stop)) >= 0), default=-1)
