"""The month in which a page was published, as far as its address and first bytes tell without parsing."""

import re
from datetime import date

from ahocorasick_rs import BytesAhoCorasick, MatchKind

from crawler.portals.portal import Portal
from extract.warc_reader import Page

_TOP, _HEAD = 4_000, 60_000  # bytes in which a page mostly tells its time, and in which it is looked for
_REACH = 64  # bytes behind a name in which its value begins
_IN_ADDRESS = re.compile(r"/(20\d\d)/?(0[1-9]|1[0-2])(?:/|\d\d/)")
_NAMES = ("published_time", "datePublished", "datepublished", "pubdate", "pubDate")
_LONGEST = max(map(len, _NAMES))
_SEARCH = BytesAhoCorasick([name.encode() for name in _NAMES], matchkind=MatchKind.LeftmostFirst)
_IN_HEAD = re.compile(rb"""\A["']?\s*(?:content=|:)\s*["'](20\d\d)-(0[1-9]|1[0-2])""", re.IGNORECASE)


def month_of(page: Page, portal: Portal | None) -> date | None:
    """Return the first day of the month of publication; None where neither address nor metadata have it.

    Good enough to count pages that are put aside unread; an article's own time is read by :mod:`extract.article`.
    """
    if portal and (stamp := portal.time_in_number(page.url)):
        return stamp.date().replace(day=1)
    found = _marked(page.body, 0, _TOP) or _marked(page.body, _TOP - _LONGEST, _HEAD) or _IN_ADDRESS.search(page.url)
    return date(int(found[1]), int(found[2]), 1) if found else None


def _marked(body: bytes, start: int, stop: int) -> re.Match[bytes] | None:
    places = _SEARCH.find_matches_as_indexes(body[start:stop])
    marked = (_IN_HEAD.match(body[start + end : start + end + _REACH]) for _, _, end in places)
    return next(filter(None, marked), None)
