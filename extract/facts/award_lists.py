"""Recipients in a list of its own: "tặng Giấy khen cho: 1. A; 2. B", or a heading with a line for each kind."""

import re

from extract.document import Document
from extract.facts.award_named import Named, named
from extract.facts.award_recipients import Figure, Recipients, figures
from extract.facts.award_verbs import verbs
from extract.mentions.base import Mentions

# From the award to the colon that opens the list.
_OPENS = re.compile(r"(?:\s?\([^()\n]{0,80}\)|\s(?!(?:rằng|biết|hay)(?!\w))[^\s:;.,()\d]{1,20}){0,8}?\s?:(?=[\s\n])")
_ITEM = re.compile(r"[^;\n]+")
_MARK = re.compile(r"\s{0,8}(?:[-+*•·–]|\d{1,2}\s?[.)/]|[a-zđ]\))\s{0,8}")
_LINE_MARK = re.compile(r"(?:[-+*•·–]|\d{1,2}\s?[.)/]|[a-zđ]\)|(?:các )?(?:tập thể|cá nhân)(?:\s?\([^()\n]*\))?\s?:)")
_GIVING = ("give", "hand", "receive", "gift")
# More lines than a list in an article has.
_LINES = 40


def list_behind(document: Document, mentions: Mentions, start: int) -> Recipients | None:
    """Return the recipients in the list that opens behind the award at `start`; None where none does.

    A list goes on to the end of its paragraph, and over the paragraphs behind it that begin with a mark. It ends where
    something is given again. One name alone is no list.
    """
    low = document.low
    opens = _OPENS.match(low, start)
    if opens is None or figures(document, mentions, start, opens.end()):
        return None
    line = low.find("\n", opens.end())
    first = len(low) if line < 0 else line
    items = [(match.start(), match.end()) for match in _ITEM.finditer(low, opens.end(), first)]
    if all(not low[begin:stop].strip() for begin, stop in items):
        items = []
    if not items or _MARK.match(low, *items[0]) or low[first - 1] in ";:":
        items += _lines(low, first)
    people: list[Named] = []
    counted: list[Figure] = []
    kept = 0
    for begin, stop in items:
        if (mark := _MARK.match(low, begin, stop)) is not None:
            begin = mark.end()
        if mentions.overlapping("award", begin, stop) or any(
            one.sense in _GIVING for one in verbs(document, begin, stop)
        ):
            break
        kept += 1
        known = {one.name for one in people}
        people += [one for one in named(document, mentions, begin, stop) if one.name not in known]
        counted += figures(document, mentions, begin, stop)
    # "Cờ thi đua của Bộ Công an: Công an xã A, Công an xã B"
    at_once = len(people) > 1 and not low[start : opens.end()].strip(" :")
    several = at_once or (kept > 1 and bool(people or counted))
    return Recipients(counted, people) if several else None


def _lines(low: str, at: int) -> list[tuple[int, int]]:
    """Return the items in the lines behind `at` that begin with a mark of a list."""
    found: list[tuple[int, int]] = []
    for _ in range(_LINES):
        if at >= len(low) or not _LINE_MARK.match(low, at + 1):
            break
        stop = low.find("\n", at + 1)
        stop = len(low) if stop < 0 else stop
        found += [(match.start(), match.end()) for match in _ITEM.finditer(low, at + 1, stop)]
        at = stop
    return found


__all__ = ["list_behind"]
