"""The canonical form of an address, and what makes two addresses one article. Pure functions; no network."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import lru_cache
from typing import Protocol
from urllib.parse import quote, unquote_to_bytes, urlsplit, urlunsplit

SAMPLE_SUFFIX = ".example"
"""Hosts of the sample portals end in this; their port is that of a local server and never part of an address."""

_TRACKING = re.compile(
    r"(?:utm_\w+|fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|zarsrc|zalo\w*|_ga|_gl|igshid|mc_[ce]id|ref_src"
    r"|__tn__|_branch_\w+|at_\w+|gidzl|fb_\w+|share_?from|spm)",
    re.IGNORECASE,
)
_SESSION = re.compile(
    r"(?:phpsessid|jsessionid|aspsessionid\w*|asp\.net_sessionid|session_?id|cfid|cftoken)", re.IGNORECASE
)
_TOKEN = re.compile(r"[0-9A-Za-z]{20,}")
_SESSION_PATH = re.compile(r";jsessionid=[^/?;]*|/\(S\([a-z0-9]{20,}\)\)(?=/)", re.IGNORECASE)
_DEFAULT_PORTS = {"http": 80, "https": 443}
_ESCAPES = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_UNRESERVED = "/:@!$&'()*+,;=~%"
_MOBILE = re.compile(r"^(?:www\d?|m|amp|mobile|wap)\.(?=[^.]+\.)")
_AMP_PATH = re.compile(r"^/amp(?=/)|/amp(?=/?$)|[-.]amp(?=\.\w+$)|\.amp$|(?<=\.html)/amp$", re.IGNORECASE)
_VERSION_FLAGS = {"amp", "amp_js_v", "outputtype", "print", "printable", "mobile", "isprint"}


def _readable(run: re.Match[str]) -> str:
    """Decode the escapes of letters; those of characters that divide an address stay."""
    raw = unquote_to_bytes(run[0])
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return run[0].upper()
    return "".join(quote(char, safe="") if char in "/?#%;&=+ " or ord(char) < 33 else char for char in text)


def _escaped(text: str) -> str:
    """One spelling of percent-encoded text: composed letters (NFC), upper-case escapes."""
    return quote(unicodedata.normalize("NFC", _ESCAPES.sub(_readable, text)), safe=_UNRESERVED)


def _is_session(name: str, value: str) -> bool:
    if _SESSION.fullmatch(name):
        return True
    return name.lower() in {"sid", "s"} and bool(_TOKEN.fullmatch(value)) and any(map(str.isdigit, value))


@lru_cache(maxsize=4096)
def fold_host(host: str) -> str:
    """Return a host name without its `www.`, `m.` or `amp.`, in lower case and without a closing dot."""
    return _MOBILE.sub("", host.lower().rstrip("."))


def host_of(url: str) -> str:
    """Return the host of an address in lower case, without port; empty where there is none or it is malformed."""
    try:
        return (urlsplit(url.strip()).hostname or "").rstrip(".")
    except ValueError:
        return ""


def _own_parameters(query: str) -> list[str]:
    """Return the parameters of a query as written, without those that track or hold a session."""
    kept = []
    for parameter in query.split("&"):
        name, _, value = parameter.partition("=")
        if parameter and not (_TRACKING.fullmatch(name) or _is_session(name, value)):
            kept.append(parameter)
    return kept


def clean_url(url: str) -> str:
    """Return an address to fetch: without fragment, tracking parameters and session ids, otherwise as it is written."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return url.strip()
    return urlunsplit(
        (parts.scheme, parts.netloc, _SESSION_PATH.sub("", parts.path), "&".join(_own_parameters(parts.query)), "")
    )


@lru_cache(maxsize=4096)
def canonical_url(url: str) -> str:
    """Return the address without tracking parameters, session ids, default or sample port, and fragment.

    The host is in lower case, escapes are of one spelling, parameters are sorted. Scheme and `www.` stay, so that
    the address still opens. What cannot be read as an address comes back stripped of blanks, otherwise as it is.
    """
    url = url.strip()
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return url
    host = (parts.hostname or "").rstrip(".")
    scheme = parts.scheme.lower()
    if scheme not in _DEFAULT_PORTS or not host:
        return url
    try:
        host = host.encode("idna").decode("ascii") if not host.isascii() else host
    except UnicodeError:
        return url
    if ":" in host:
        host = f"[{host}]"
    if port and port != _DEFAULT_PORTS[scheme] and not host.endswith(SAMPLE_SUFFIX):
        host = f"{host}:{port}"
    path = _escaped(_SESSION_PATH.sub("", parts.path)) or "/"
    query = "&".join(sorted(_escaped(parameter) for parameter in _own_parameters(parts.query)))
    return urlunsplit((scheme, host, path, query, ""))


@lru_cache(maxsize=4096)  # a link's shape, number and identity are asked for one after the other
def version_folded(url: str) -> str:
    """Return the canonical address with the AMP, print and mobile versions of a page folded into one.

    The scheme is https and the host without `www.`: this is a key to compare by, not an address to open.
    """
    parts = urlsplit(canonical_url(url))
    path = _AMP_PATH.sub("", parts.path)
    if path.endswith(("/index.htm", "/index.html")):
        path = path.rsplit("/", 1)[0]
    path = path.rstrip("/") or "/"
    query = "&".join(p for p in parts.query.split("&") if p.partition("=")[0].lower() not in _VERSION_FLAGS)
    host = fold_host(parts.hostname or "")
    if parts.port:
        host = f"{host}:{parts.port}"
    return urlunsplit(("https", host, path, query, ""))


class Numbered(Protocol):
    """What is asked of a portal here: its key, and an article's own number on it."""

    @property
    def key(self) -> str:
        """The key in the registry."""

    def article_number(self, url: str) -> str | None:
        """Return the article's own number in its address."""


def article_identity(url: str, portal: Numbered | None) -> str:
    """Return what `article_id` hashes.

    That is the portal's key and the article's own number, with a line break between, where the portal's pattern names
    the number; else the folded address. So http, www, AMP, print, an edited slug or an old domain are one article.
    """
    if portal is not None:
        number = portal.article_number(url)
        if number is not None:
            return f"{portal.key}\n{number}"
    return version_folded(url)


def article_id(url: str, portal: Numbered | None) -> str:
    """Return the 16 hex digits that name an article everywhere (see the data dictionary)."""
    return hashlib.sha256(article_identity(url, portal).encode("utf-8")).hexdigest()[:16]
