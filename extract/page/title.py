"""The title of an article on its page."""

import re
from collections.abc import Sequence

from extract.page.content import Content
from extract.page.furniture import begins_others, is_portal_name, is_tool, read_time_line, section_of
from extract.page.markup import Block, is_title_like
from extract.page.structured import Marked
from extract.text import clean, fold

_SITE = re.compile(r"\s{1,9}(?:[-–—|»•·:]|::)\s{1,9}")
_LONGEST = 300
_HIGHEST = 7.5  # what _score gives to a first heading called a title that says what the head says


def _squeezed(text: str) -> str:
    return re.sub(r"[\W_]+", "", fold(text))


def find_title(
    blocks: Sequence[Block], content: Content, marked: Marked, page_title: str | None, sites: Sequence[str]
) -> tuple[str | None, int | None]:
    """Find the title and the block in which it stands (None where only the page's head tells it).

    A heading is believed the more, the more it says what the head of the page says, and the nearer it stands to the
    text. `page_title` is the `title` element's text, `sites` the names by which the site is known.
    """
    told = [text for text in (marked.meta("og:title", "twitter:title"), *marked.linked("headline"), page_title) if text]
    squeezed = [_squeezed(text) for text in told]
    first = next((i for i in content.inside if blocks[i].is_strong and not blocks[i].is_heading), content.inside[-1])
    best: tuple[float, int] | None = None
    for i in range(first, -1, -1):
        distance = 0.02 * (first - i)
        if best is not None and best[0] >= _HIGHEST - distance:  # nothing further up can be better
            break
        score = _score(blocks[i], squeezed)
        if score is None:
            continue
        score -= distance
        if best is None or score > best[0]:
            best = (score, i)
    if best is not None:
        return blocks[best[1]].text, best[1]
    for text in told:
        if title := without_site(clean(text.replace("\n", " ")), sites):
            return title, None
    return None, None


def _score(block: Block, told: Sequence[str]) -> float | None:
    text = block.text
    if not 8 <= len(text) <= _LONGEST:
        return None
    title_like, heading = is_title_like(block), block.heading_level
    linked = block.link_share > 0.5
    if linked and not heading and not title_like:
        return None
    score = -1.0
    if heading:
        score += 3.0 if heading == 1 else 1.5
    if title_like:
        score += 1.5
    same = _squeezed(text)
    if len(same) >= 8 and any(same in other or (len(other) >= 15 and other in same) for other in told):
        score += 4.0
    elif linked and heading not in (1, 2):
        return None  # a headline that leads elsewhere
    if linked and not heading:
        score -= 2.0
    if text.endswith((".", ";", ":")):
        score -= 1.0
    return score if score > 0 and not _is_furniture(text) else None


def _is_furniture(text: str) -> bool:
    told = is_tool(text) or is_portal_name(text) or begins_others(text)
    return told or section_of(text) is not None or read_time_line(text) is not None


def without_site(title: str, sites: Sequence[str]) -> str | None:
    """Return a page's title without the site's name at either end; None where nothing else is left.

    >>> without_site("Ký kết quy chế phối hợp - Báo Bến Sông", ["Báo Bến Sông"])
    'Ký kết quy chế phối hợp'
    """
    names = {_squeezed(site) for site in sites if site}

    def is_site(part: str) -> bool:
        same = _squeezed(part)
        known = any(same == name or (len(name) > 8 and (name in same or same in name)) for name in names)
        return not same or known or is_portal_name(part)

    parts = _SITE.split(title)
    marks = _SITE.findall(title)
    while parts and is_site(parts[-1]):
        parts.pop()
        marks = marks[: max(0, len(parts) - 1)]
    while parts and is_site(parts[0]):
        parts.pop(0)
        marks = marks[1:]
    if not parts:
        return None
    joined = parts[0] + "".join(mark + part for mark, part in zip(marks, parts[1:], strict=False))
    return joined.strip() if len(joined.strip()) >= 8 else None
