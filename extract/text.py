"""One spelling of a text, and the same-length forms of it that rules are matched on.

Every span in the tables points into an article's text. So a text is normalised once, when an article is made
(:func:`clean`), and is never rewritten afterwards: rules that must not care about typing habits are matched on
:func:`plain` or :func:`fold`, which change characters one for one, so that an offset in them is an offset in the text.
"""

import re
import unicodedata
from functools import lru_cache

# Where the tone mark of a diphthong stands is a matter of typing style ("hoà", "hòa"); both are common in one paper.
# The right-hand side is the older style, which underthesea and the gold annotations use as well.
_TONE_STYLES = {
    "oà": "òa", "oá": "óa", "oả": "ỏa", "oã": "õa", "oạ": "ọa",
    "oè": "òe", "oé": "óe", "oẻ": "ỏe", "oẽ": "õe", "oẹ": "ọe",
    "uỳ": "ùy", "uý": "úy", "uỷ": "ủy", "uỹ": "ũy", "uỵ": "ụy",
}  # fmt: skip
# i and y after some consonants: both spellings are in use for the same word ("kí kết", "tỉ đồng").
_I_FOR_Y = {"í": "ý", "ỉ": "ỷ", "ĩ": "ỹ", "ì": "ỳ", "Í": "Ý", "Ỉ": "Ỷ", "Ĩ": "Ỹ", "Ì": "Ỳ"}

_SAME_LENGTH = {
    "–": "-", "—": "-", "−": "-", "‐": "-", "‑": "-", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"',
    "‘": "'", "’": "'", "´": "'", "`": "'", "…": ".", "\u00a0": " ", "ð": "đ", "Ð": "Đ",
}  # fmt: skip

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SPACES = re.compile(r"[^\S\n]+")
_LINES = re.compile(r" ?\n[ \n]*")  # behind _SPACES: no two spaces stand together
_LINE = 2_000  # characters up to which a text is taken for a line
# The modern style shows only where nothing follows the vowels in the syllable: "hoà", but "hoàn" in either style.
# The u of "quý" belongs to the consonant: its tone mark cannot stand on it.
# (One set of letters at the beginning, everything else behind it: these two read every text of a page.)
_TONES = re.compile(
    r"[oOuU][àáảãạèéẻẽẹÀÁẢÃẠÈÉẺẼẸỳýỷỹỵỲÝỶỸỴ](?![^\W\d_])"
    r"(?:(?<=[oO][àáảãạèéẻẽẹÀÁẢÃẠÈÉẺẼẸ])|(?<=[uU][ỳýỷỹỵỲÝỶỸỴ])(?<![qQ]..))"
)
# The whole syllable: kí, kỉ, kĩ, kì, lí, mĩ, sĩ, tỉ, quí.
_I = re.compile(
    r"[íỉĩìÍỈĨÌ](?![^\W\d_])"
    r"(?:(?:(?<=[kK].)|(?<=[lL][íÍ])|(?<=[mMsS][ĩĨ])|(?<=[tT][ỉỈ]))(?<![^\W\d_]..)|(?<=[qQ][uU][íÍ])(?<![^\W\d_]...))"
)


def clean(raw: str) -> str:
    """Return `raw` in the one form in which texts are kept: NFC, single spaces, nothing invisible, no empty lines."""
    if raw.isprintable():  # no line ends, nothing invisible, no spaces but the plain one
        text = unicodedata.normalize("NFC", raw)
        return (_SPACES.sub(" ", text) if "  " in text else text).strip()
    text = _INVISIBLE.sub("", unicodedata.normalize("NFC", raw.replace("\r\n", "\n").replace("\r", "\n")))
    return _LINES.sub("\n", _SPACES.sub(" ", text)).strip()


def _match_case(written: str, wanted: str) -> str:
    return "".join(w.upper() if c.isupper() else w for c, w in zip(written, wanted, strict=True))


def _tone(match: re.Match[str]) -> str:
    return _match_case(match[0], _TONE_STYLES[match[0].lower()])


def _y(match: re.Match[str]) -> str:
    return _I_FOR_Y[match[0]]


def plain(text: str) -> str:
    """Return `text` with typing variants (tone mark, i/y, dashes, quotes) made one, character for character.

    >>> plain("Hoà Bình – kí kết “Quy chế” 3,2 tỉ")
    'Hòa Bình - ký kết "Quy chế" 3,2 tỷ'
    """
    if text.isascii():
        return text.replace("`", "'")
    for variant, common in _SAME_LENGTH.items():  # twenty times as fast as `translate`, which looks at each character
        text = text.replace(variant, common)
    return _I.sub(_y, _TONES.sub(_tone, text))


def lower(text: str) -> str:
    """Return `text` in lower case, character for character (a few letters outside Vietnamese would grow: they stay)."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(low if len(low := char.lower()) == 1 else char for char in text)


def fold(text: str) -> str:
    """Return the lower case of :func:`plain`: the form in which vocabulary is looked up. Same length as `text`.

    >>> fold("UỶ BAN Nhân dân")
    'ủy ban nhân dân'
    """
    return _fold_line(text) if len(text) < _LINE else lower(plain(text))


@lru_cache(maxsize=1_024)  # a line is looked up in one vocabulary after the other
def _fold_line(text: str) -> str:
    return lower(plain(text))


_UNACCENTED = str.maketrans({"đ": "d", "Đ": "D", "ð": "d", "Ð": "D"})


def unaccented(text: str) -> str:
    """Return `text` without tone marks and diacritics ("Phú Thọ" gives "Phu Tho"). The length may change.

    >>> unaccented("Đắk Lắk")
    'Dak Lak'
    """
    decomposed = unicodedata.normalize("NFD", text.translate(_UNACCENTED))
    return "".join(char for char in decomposed if not unicodedata.combining(char))


@lru_cache(maxsize=1_024)  # a body's and a place's names come again and again
def slug(text: str) -> str:
    """Return `text` as a lower-case ASCII identifier with hyphens ("Cần Thơ" gives "can-tho")."""
    return re.sub(r"[^a-z0-9]+", "-", unaccented(text).lower()).strip("-")


def typed_slug(place_type: str, name: str) -> str:
    """Return the slug of a place with its type before it, e.g. ("quận", "Ninh Kiều") gives "quan-ninh-kieu"."""
    return slug(f"{place_type} {name}")
