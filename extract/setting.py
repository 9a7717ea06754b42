"""Which province an article is about, read off its words where the portal does not say.

A national newspaper, a copy on a site of no province or a bare text names its province in passing: "Công an tỉnh Bình
Phước", "huyện Cần Giuộc", "(HY) -" at the head of the lead. Those mentions are weighed; where none stands out, the
province stays open.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import NamedTuple

from extract import places
from extract.document import Context, Document
from extract.lexicon import Lexicon, load
from extract.phrases import Phrases
from extract.text import unaccented

# Weights of the evidence. A name after "tỉnh" or "TP" is meant as a place; a bare name may be half of another name.
_TYPED, _BARE, _DISTRICT, _INITIALS, _INITIALS_SHARED = 3.0, 1.5, 1.5, 2.5, 0.8
_HEAD = 1.5  # factor for title, lead and first paragraph
_LEAST = 1.5  # one bare name will do where no other province is named
_LEAD_OVER_SECOND = 1.3

_PROVINCE_TYPE = re.compile(r"(?:tỉnh|thành phố|tp\s?\.?)\s?$", re.IGNORECASE)
_DISTRICT_TYPE = re.compile(r"(?P<kind>huyện|quận|thị xã|tx\.?|thành phố|tp\s?\.?)\s?$", re.IGNORECASE)
# Before these a capitalised name is a person's or a company's, not a place.
_NOT_A_PLACE = re.compile(
    r"(?:ông|bà|anh|chị|em|cô|chú|đồng chí|công ty|kcn|khu công nghiệp|ngân hàng|báo)\s$", re.IGNORECASE
)
_ROUTE = re.compile(r"[^\W\d_] ?[-–] ?$")  # "cao tốc Nội Bài - Lào Cai", "bão số 3 Hải Phòng - Nam Định"
_MAY_STAND_BEFORE = {"Tp", "Tỉnh", "Tại", "Ở", "Từ"}
_WORD_BEFORE = re.compile(r"([^\W\d_]{1,30}) $")
_WORD_AFTER = re.compile(r" ([^\W\d_]+)")
_DATELINE = re.compile(r"\(?(?P<code>[A-ZĐ]{2,5})\)?\s*[-–—:]?\s")
_DATELINE_PARAGRAPHS = 3  # a section line or a caption may stand before the lead
# Papers add these to their province's initials: "BPO" is Bình Phước Online, "TNĐT" Thái Nguyên điện tử.
_PAPER_SUFFIX = re.compile(r"(?:O|ĐT|TV|TVO|NEWS)$")


class Evidence(NamedTuple):
    """A mention that speaks for a province of the 63."""

    province: str
    weight: float
    district: bool = False


@cache
def _province_names() -> Phrases[places.Province]:
    names: dict[str, places.Province] = {}
    for place in places.provinces():
        for name in (place.name, place.former_name, *place.aliases):
            if name:
                names[name] = place
    return Phrases(names)


@cache
def _district_names() -> Phrases[str]:
    return Phrases({place.name: place.name for place in places.districts()})


@cache
def _initials() -> dict[str, list[str]]:
    """The provinces by the initials of their names, as datelines use them ("BP" for Bình Phước)."""
    found: dict[str, list[str]] = {}
    for place in places.provinces():
        words = place.name.replace("-", " ").split()
        found.setdefault("".join(word[0] for word in words).upper(), []).append(place.name)
    return found


class Datelines(Lexicon):
    """extract/lexicons/datelines.toml: the province of a paper by what it writes before the lead."""

    papers: dict[str, str]


@cache
def _papers() -> dict[str, str]:
    return load("datelines", Datelines).papers


def _dateline(document: Document) -> Iterator[Evidence]:
    for part in [part for part in document.parts if part.kind != "title"][:_DATELINE_PARAGRAPHS]:
        match = _DATELINE.match(document.text, part.start, part.end)
        if match and (paper := _papers().get(match["code"])):
            yield Evidence(paper, _INITIALS)
        elif match:
            for code in {match["code"], _PAPER_SUFFIX.sub("", match["code"]), match["code"].removeprefix("B")}:
                named = _initials().get(code, [])
                for name in named:
                    yield Evidence(name, _INITIALS if len(named) == 1 else _INITIALS_SHARED)


def _is_name(match: re.Match[str] | None) -> bool:
    """Whether a neighbouring word is written like a part of a name: one capital ("Nguyễn"), not an abbreviation."""
    return match is not None and match[1][0].isupper() and not match[1].isupper()


def _evidence(document: Document) -> Iterator[Evidence]:
    text = document.text
    body = [part for part in document.parts if part.kind != "title"]
    head_end = body[0].end if body else len(text)
    for found in _province_names().find(document.syllables):
        before, after = text[max(0, found.start - 12) : found.start], text[found.end : found.end + 12]
        if not text[found.start].isupper() or _NOT_A_PLACE.search(before):
            continue
        typed = bool(_PROVINCE_TYPE.search(before))
        word_before = _WORD_BEFORE.search(before)
        goes_on = _is_name(_WORD_AFTER.match(after))
        part_of_name = _is_name(word_before) and word_before and word_before[1] not in _MAY_STAND_BEFORE
        if not typed and (part_of_name or goes_on or _ROUTE.search(before)):
            continue
        yield Evidence(found.value.name, (_TYPED if typed else _BARE) * (_HEAD if found.start < head_end else 1))
    for named in _district_names().find(document.syllables):
        kind = _DISTRICT_TYPE.search(text[max(0, named.start - 12) : named.start])
        if kind and text[named.start].isupper():
            provinces = {district.province for district in places.districts_named(named.value)}
            if len(provinces) == 1:
                yield Evidence(provinces.pop(), _DISTRICT * (_HEAD if named.start < head_end else 1), district=True)
    yield from _dateline(document)


def province_of(document: Document) -> str | None:
    """Return the province (63-province name) that `document` is about, None where its words leave it open."""
    weights: Counter[str] = Counter()
    for found in _evidence(document):
        weights[found.province] += found.weight  # type: ignore[assignment]
    ranked = sorted(weights.items(), key=lambda item: (-item[1], unaccented(item[0])))
    if not ranked or ranked[0][1] < _LEAST:
        return None
    if len(ranked) > 1 and ranked[0][1] < _LEAD_OVER_SECOND * ranked[1][1]:
        return None
    return ranked[0][0]


def _part_meant(document: Document, new: places.Province2025) -> str | None:
    """Return the old province within the merged province `new` that `document` is about, None where it is left open.

    Its own name says nothing now where the merged one bears it, too; its districts and the other parts' names do.
    """
    named = {
        e.province for e in _evidence(document) if e.province in new.parts and (e.district or e.province != new.name)
    }
    return named.pop() if len(named) == 1 else None


def placed(document: Document) -> Context:
    """Return the context of `document` with its province in both schemes, as far as portal and words tell.

    The portal's province stands. Since 1 July 2025 a merged province's old parts are told apart only where the words
    do it: a paper of today's Phú Thọ writes of what was Hòa Bình as well.
    """
    context = document.context
    known = context.province or context.province_2025
    name = known or province_of(document)
    if name is None:
        return context
    new = places.province_2025(context.province_2025) or places.became(name)
    day = context.published_on
    if new and day and day >= places.REFORM and len(new.parts) > 1:
        return replace(context, province=_part_meant(document, new), province_2025=new.name)
    old = name if context.province or not known else None
    return replace(context, province=old, province_2025=new.name if new else None)
