"""What a response is: a page, a redirect, an error that may pass, a "not found" in a page's clothes, a wall. Pure."""

from __future__ import annotations

import bisect
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from crawler.frontier import Role
from crawler.markup import Node, parse_html, select, squeezed, words_of
from crawler.portals.portal import Portal
from crawler.states import Outcome

MAY_PASS = {408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524}
TOO_MANY = {429, 503}
GONE = {404, 410}
REDIRECTS = {301, 302, 303, 307, 308}

_LOOKED_AT = 200_000
_NOT_FOUND = re.compile(
    r"\b404\b|not found|không tìm thấy (?:trang|bài|nội dung|đường dẫn)"
    r"|(?:trang|bài viết|nội dung|đường dẫn)[^.]{0,40} không tồn tại|đã bị (?:xóa|xoá|gỡ)",
    re.IGNORECASE,
)
_CHALLENGE = re.compile(
    r"/cdn-cgi/challenge-platform/|cf[-_]chl[-_]|cf-challenge|just a moment\.\.\.|attention required! \| cloudflare"
    r"|ddos-guard|anti-?ddos|_incapsula_resource|sucuri_cloudproxy|verify (?:that )?you are (?:a )?human"
    r"|không phải (?:là )?(?:robot|người máy)"
    r"|xác (?:minh|nhận|thực)[^.<]{0,40} (?:con người|người dùng thật|robot)",
    re.IGNORECASE,
)
_CAPTCHA = re.compile("captcha", re.IGNORECASE)
_SETS_COOKIE = re.compile(r"document\.cookie\s*=")
_MOVES_ON = re.compile(r"location\s*[.=\[]")
_ONE_SCRIPT = 2000  # characters between the two that make them one script's
_SHELL = re.compile(r"""<div[^<>]{1,400}?id=["']?(?:root|app|__next|__nuxt)["'\s>]""", re.IGNORECASE)
_PLACEHOLDERS = re.compile(r"\{(?:title|publish|head|content|description)\}")
_MARKUP = re.compile(r"<(?:!doctype html|html|head|body|div|table|p)\b", re.IGNORECASE)
_FEW_WORDS = 1200
_NO_WORDS = 200


@dataclass(frozen=True)
class Verdict:
    """How a fetch ended. `may_pass`: worth another attempt; `wait`: seconds that the host asks for."""

    outcome: Outcome
    detail: str | None = None
    may_pass: bool = False
    gone: bool = False
    wait: float | None = None


def retry_after(value: str | None, now: datetime) -> float | None:
    """Return the seconds that a Retry-After header asks for, as a number or as a date; None where it says nothing."""
    if not value:
        return None
    value = value.strip()
    if value.isdigit():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())


def _wall(page: str, words: str) -> Verdict | None:
    """Return whether a page with few words is a challenge; a form with a captcha below an article is none."""
    page = page[:_LOOKED_AT]
    challenge = _CHALLENGE.search(page) if len(words) <= _FEW_WORDS else None
    challenge = challenge or (_CAPTCHA.search(page) if len(words) <= _NO_WORDS else None)
    if challenge:
        return Verdict("captcha", f"challenge page ({challenge[0].strip().lower()[:40]})")
    if len(words) <= _NO_WORDS and _sets_cookie_and_moves_on(page):
        return Verdict("captcha", "challenge page (a script sets a cookie)")
    return None


def _sets_cookie_and_moves_on(page: str) -> bool:
    """Whether a script sets a cookie and sends the reader on, in whatever order."""
    moves = [match.start() for match in _MOVES_ON.finditer(page)]
    for match in _SETS_COOKIE.finditer(page):
        at = bisect.bisect_left(moves, match.start())
        if any(abs(move - match.start()) <= _ONE_SCRIPT for move in moves[max(0, at - 1) : at + 1]):
            return True
    return False


def _scrambled(page: str, root: Node, portal: Portal) -> str | None:
    """Return why an article's body is not in the page as it is served."""
    if len(set(_PLACEHOLDERS.findall(page))) >= 2:
        return "placeholders that a script fills"
    hints = portal.hints_on(None)
    if hints is None or hints.body is None:
        return None
    bodies = [words_of(element) for element in select(root, hints.body)]
    if bodies and all(len(body) > 300 and body.count(" ") < len(body) / 50 for body in bodies):
        return "a scrambled body"
    return None


def judge_page(page: str, role: Role, portal: Portal) -> Verdict | None:
    """Return what keeps a page with status 200 from being what was asked for; None for a good page."""
    if not page.strip():
        return Verdict("error", "empty body", may_pass=True)
    has_markup = _MARKUP.search(page[: 2000 if role in {"feed", "sitemap", "robots"} else _LOOKED_AT])
    if role in {"feed", "sitemap", "robots"} and not has_markup:
        return None
    root = parse_html(page) if has_markup else None
    if root is None:
        return Verdict("error", "not a page: no markup in it")
    words = words_of(root, _FEW_WORDS)
    wall = _wall(page, words)
    if wall is not None or role in {"feed", "sitemap", "robots"}:
        return wall
    if len(words) <= _FEW_WORDS:
        title = squeezed(root.findtext(".//title"))
        if _NOT_FOUND.search(title):
            return Verdict("soft_404", f"titled {title[:80]!r}", gone=True)
    if len(words) <= _NO_WORDS:
        if _NOT_FOUND.search(words):
            return Verdict("soft_404", words[:80], gone=True)
        if _SHELL.search(page):
            return Verdict("needs_browser", "the page is built by script")
    scrambled = _scrambled(page, root, portal) if role == "article" else None
    return Verdict("needs_browser", scrambled) if scrambled else None


def judge_status(status: int, headers: Mapping[str, str], now: datetime) -> Verdict | None:
    """Return how a fetch with this status ended; None for 200 and 304, which are looked into.

    `headers` has its names in lower case.
    """
    if status in {200, 304}:
        return None
    if status in REDIRECTS and headers.get("location"):
        return Verdict("redirect", headers["location"])
    wait = retry_after(headers.get("retry-after"), now) if status in TOO_MANY else None
    return Verdict("http_error", f"HTTP {status}", may_pass=status in MAY_PASS, gone=status in GONE, wait=wait)
