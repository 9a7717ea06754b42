"""Mentions of bodies: police, unions, committees, party, state, mass organisations, enterprises.

A body is read in two steps. First its words: a head from the lexicon ("LĐLĐ") and the place behind it, as far as it is
written ("tỉnh"). Then its place: what the words leave to the reader comes from a coordinated body ("Công an và LĐLĐ
tỉnh Phú Thọ"), the sentence, the article, or the context.
"""

import bisect
import re
from collections.abc import Iterator, Sequence

from extract.document import Document
from extract.mentions import abbreviations
from extract.mentions.base import Mention, Mentions, Organisation
from extract.mentions.organisation_bodies import Body, at, organisation
from extract.mentions.organisation_lexicon import heads
from extract.mentions.organisation_names import NEW, home_of, old_provinces
from extract.mentions.organisation_places import PlaceReader
from extract.mentions.organisation_reading import BodyReader
from extract.mentions.organisation_resolving import Resolver
from extract.phrases import Syllables
from extract.rules import declare

PLACED = declare(
    "organisation.placed",
    finds={
        "Công an tỉnh Phú Thọ và LĐLĐ quận Ninh Kiều.": ["Công an tỉnh Phú Thọ", "LĐLĐ quận Ninh Kiều"],
        "Công an Hải Phòng khen thưởng.": ["Công an Hải Phòng"],
        "UBND các quận Ngũ Hành Sơn, Sơn Trà (Đà Nẵng) ký kết.": ["UBND các quận Ngũ Hành Sơn", "Sơn Trà"],
    },
    ignores=["Anh là công an xã hội hóa giỏi.", "Ca bệnh thứ 14 ở Phú Thọ."],
)
FILLED = declare(
    "organisation.place_filled",
    finds={
        "Công an và Liên đoàn Lao động (LĐLĐ) thành phố ký kết.": ["Công an", "Liên đoàn Lao động (LĐLĐ) thành phố"],
        "LĐLĐ huyện và Công an huyện Vĩnh Thạnh.": ["LĐLĐ huyện"],
    },
    ignores=["Lực lượng công an đã vào cuộc."],
)
CENTRAL = declare(
    "organisation.central",
    finds={"Bộ Công an và Tổng LĐLĐ Việt Nam ký Quy chế.": ["Bộ Công an", "Tổng LĐLĐ Việt Nam"]},
    ignores=["Cán bộ công an xã tuần tra."],
)
NESTED = declare(
    "organisation.own_name",
    finds={
        "Công đoàn Công an tỉnh Phú Thọ tổ chức.": ["Công đoàn Công an tỉnh Phú Thọ"],
        "Phòng PA83 Công an tỉnh Phú Thọ và Công đoàn Công ty TNHH May Lam Sơn.": [
            "Phòng PA83 Công an tỉnh Phú Thọ",
            "Công đoàn Công ty TNHH May Lam Sơn",
        ],
        "Phòng An ninh kinh tế (Công an thành phố) và Trưởng phòng An ninh kinh tế.": [
            "Phòng An ninh kinh tế (Công an thành phố)",
            "phòng An ninh kinh tế",
        ],
    },
    ignores=["Công ty có 200 công nhân.", "Cán bộ công đoàn cơ sở dự tập huấn."],
)
MANY = declare(
    "organisation.many",
    finds={
        "LĐLĐ các huyện, thị xã triển khai.": ["LĐLĐ các huyện, thị xã"],
        "Lực lượng công an vào cuộc.": ["công an"],
    },
    ignores=["Công an tỉnh vào cuộc."],
)


DEFINED = declare(
    "organisation.defined",
    finds={
        "Tổng công ty Xây dựng Sao Khuê (SKC) đã họp. Theo SKC, có 3 dự án.": ["SKC"],
        "Phòng An ninh kinh tế (PA04) Công an tỉnh đã vào cuộc. Theo PA04, có 3 vụ.": ["PA04"],
    },
    ignores=[
        "Công ty TNHH May Lam Sơn (KCN Hòa Phú) có tổ chức công đoàn; KCN Hòa Phú có 5 nhà máy.",
        "Liên đoàn Lao động (LĐLĐ) tỉnh và LĐLĐ huyện.",
    ],
)
# A short name in brackets right behind a body.
_DEPARTMENT_CODE = re.compile(r"\((?P<short>P[A-Z]\d{2})\)")  # "Phòng An ninh kinh tế (PA04) Công an tỉnh"
_SHORT_NAME = re.compile(r" ?\((?P<short>[A-ZĐ][A-ZĐ0-9&-]{1,9})\)")


def find(document: Document, mentions: Mentions) -> Iterator[Mention[Organisation]]:
    """Yield the mentions of bodies in `document`."""
    found = list(_read(document))
    yield from found
    yield from _by_short_name(document, found)


def _read(document: Document) -> Iterator[Mention[Organisation]]:
    """Yield the bodies that are named in full."""
    home = home_of(document.context)
    new = home.name if home and home.path and home.path.endswith(NEW) else None
    reader = PlaceReader(document, old_provinces(home), new)
    bodies = list(BodyReader(document, reader).read())
    resolver = Resolver(document, reader, bodies, home)
    resolver.resolve()
    _call_in_full(bodies)
    spans = document.syllables.spans
    for body in bodies:
        if body.head.bare == "nothing" and body.head.form == "territorial" and not body.place and not body.ref.type:
            continue  # "Công đoàn, Đoàn Thanh niên và Hội Phụ nữ": words of a list that no place makes bodies
        value = organisation(body, resolver.home)
        yield Mention("organisation", spans[body.start].start, spans[body.end - 1].end, _rule(body, value), value)
        for named, place in zip(body.ref.more, resolver.members.get(body.start, ()), strict=True):
            if place:
                start, end = spans[named.start].start, spans[named.end - 1].end
                yield Mention("organisation", start, end, PLACED, at(body, place, "text"))


def _call_in_full(bodies: Sequence[Body]) -> None:
    """Call a body by its full name where the text has it: "Nghiệp đoàn nghề cá Hải Vân" of the "… xã Hải Vân"."""
    full = {f"{body.name} {body.place.name}": body for body in bodies if body.place and body.ref.type and not body.own}
    for body in bodies:
        known = full.get(body.own) if body.own and body.head.form == "open" and body.kind is None else None
        if known is not None and known.head == body.head:
            body.own, body.place, body.source, body.ref.type = None, known.place, "article", known.ref.type


def _by_short_name(document: Document, found: Sequence[Mention[Organisation]]) -> Iterator[Mention[Organisation]]:
    """Yield the bodies named by a short name that the text gave them: "Tổng công ty … (SKC)", then "SKC"."""
    short: dict[str, Organisation] = {}
    for mention in found:
        match = _SHORT_NAME.match(document.plain, mention.end)
        if match is None and mention.value.kind == "police":
            match = _DEPARTMENT_CODE.search(document.plain, mention.start, mention.end)
        if match is None or mention.value.plural or match["short"] in abbreviations.known():
            continue
        if not heads().at(Syllables(match["short"]), 0):
            short.setdefault(match["short"], mention.value)
    if not short:
        return
    taken = [(mention.start, mention.end) for mention in found]
    pattern = re.compile(r"(?<![\w/(-])(?:" + "|".join(map(re.escape, short)) + r")(?![\w/-])")
    for match in pattern.finditer(document.plain):
        at = bisect.bisect_left(taken, match.span())
        near = taken[max(0, at - 1) : at + 1]
        if not any(start < match.end() and match.start() < end for start, end in near):
            yield Mention("organisation", *match.span(), DEFINED, short[match[0]])


def _rule(body: Body, value: Organisation) -> str:
    """Return the name of the rule that made `value`."""
    if value.level == "central":
        return CENTRAL
    if value.plural:
        return MANY
    if body.prefix or body.head.form in ("open", "union"):
        return NESTED
    return PLACED if value.place_source == "text" else FILLED
