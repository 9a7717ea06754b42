"""When an article was published, as far as lists, addresses and pages say. Pure functions on text and parsed pages."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from itertools import chain
from urllib.parse import urlsplit

from crawler.markup import Node, select
from crawler.portals.portal import Portal

VIETNAM = timezone(timedelta(hours=7))
_DAY = re.compile(r"(?<![\d/.-])(\d{1,2})[/.-](\d{1,2})[/.-]((?:19|20)\d\d)(?![\d])")
_ISO_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)-(\d\d)-(\d\d)(?!\d)")
_MONTH_IN_PATH = re.compile(r"/((?:19|20)\d\d)-?(0[1-9]|1[0-2])(?=/)")
_MONTH_IN_NAME = re.compile(r"((?:19|20)\d\d)[-_/]?(0[1-9]|1[0-2])(?!\d)")


def day_in(text: str) -> str | None:
    """Return the first day printed in a text as dd/MM/yyyy (or with dots or dashes), in ISO form."""
    for match in _DAY.finditer(text):
        try:
            return date(int(match[3]), int(match[2]), int(match[1])).isoformat()
        except ValueError:
            continue
    return None


def published_in_url(url: str, portal: Portal) -> str | None:
    """Return the day that an address's number holds, or the month in its path; None where it says nothing."""
    time = portal.time_in_number(url)
    if time is not None:
        return time.date().isoformat()
    month = _MONTH_IN_PATH.search(urlsplit(url).path)
    return f"{month[1]}-{month[2]}" if month else None


def published_on_page(root: Node, portal: Portal) -> str | None:
    """Return the day that an article's page states: in its metadata, else where the portal's hints say that it stands.

    The day is never guessed from other dates on the page: the header of most portals shows today's.
    """
    stated: list[str] = []
    scripts: list[str | None] = []
    for element in root.iter("meta", "time", "script"):
        if element.tag == "script":
            if element.get("type") == "application/ld+json":
                scripts.append(element.text)
        elif element.get("itemprop") == "datePublished":
            stated += filter(None, (element.get("content"), element.get("datetime")))
        elif element.get("property") == "article:published_time" or element.get("name") == "pubdate":
            stated.append(element.get("content") or "")
    for value in chain(stated, chain.from_iterable(map(_json_days, scripts))):
        day = _iso_day(value.strip()) or day_in(value)
        if day:
            return day
    hints = portal.hints_on(None)
    if hints and hints.time:
        for element in select(root, hints.time):
            day = day_in("".join(element.itertext()))
            if day:
                return day
    return None


def _json_days(source: str | None) -> Iterator[str]:
    try:
        data = json.loads(source or "")
    except ValueError:
        return
    graph = data.get("@graph", [data]) if isinstance(data, dict) else data if isinstance(data, list) else []
    for node in graph if isinstance(graph, list) else []:
        if isinstance(node, dict) and isinstance(node.get("datePublished"), str):
            yield node["datePublished"]


def _vietnam_day(moment: datetime) -> str:
    """Return the day that it was in Vietnam; a time without a zone is Vietnam's already."""
    return (moment.astimezone(VIETNAM) if moment.tzinfo else moment).date().isoformat()


def _iso_day(text: str) -> str | None:
    try:
        return _vietnam_day(datetime.fromisoformat(text))
    except (ValueError, OverflowError):
        match = _ISO_DAY.search(text)
        return match[0] if match else None


def day_of_stamp(text: str) -> str | None:
    """Return the day in a feed's or sitemap's time: ISO 8601, RFC 822, or the M/d/yyyy that one portal prints."""
    text = text.strip()
    iso = _iso_day(text)
    if iso:
        return iso
    try:
        return _vietnam_day(parsedate_to_datetime(text))
    except (ValueError, TypeError, IndexError, OverflowError):
        pass
    try:
        return datetime.strptime(text.split(" ")[0], "%m/%d/%Y").date().isoformat()
    except ValueError:
        return None


def month_in_name(url: str) -> str | None:
    """Return the month that a sitemap's own address names ("…/sitemap-2024-03.xml"), as "2024-03"."""
    names = _MONTH_IN_NAME.findall(urlsplit(url).path.rsplit("/", 1)[-1])
    return "-".join(names[0]) if names else None


def is_before(published: str | None, since: date | None) -> bool:
    """Return whether a day or month of publication lies wholly before `since`; an unknown one does not."""
    return bool(published and since and published < since.isoformat()[: len(published)])
