"""Mentions of awards (Bằng khen, Huân chương Lao động hạng Ba, Kỷ niệm chương “Vì an ninh Tổ quốc”) and of praise.

A mention says that an award is named, no more: whether it was given, by whom and to how many is for the facts. Praise
without a paper ("khen thưởng", "tuyên dương") is a mention of the kind `praise`.
"""

import bisect
import re
from collections.abc import Iterator
from functools import cache, cached_property
from typing import Any, Literal

from pydantic import Field

from extract.document import Document
from extract.lexicon import Lexicon, load
from extract.mentions.base import AwardName, Mention, Mentions
from extract.phrases import Found, Phrases
from extract.rules import declare

NAMED = declare(
    "award.named",
    finds={
        "Công an tỉnh tặng Giấy khen cho 02 tập thể.": ["Giấy khen"],
        "Chủ tịch nước tặng Huân Chương Lao động hạng ba cho ông Trần Văn Tám.": ["Huân Chương Lao động hạng ba"],
        "LĐLĐ tỉnh được tặng Cờ thi đua xuất sắc.": ["Cờ thi đua xuất sắc"],
    },
    ignores=["Cờ bay trên phố.", "Anh được bạn bè khen.", "Đội tuyển nhận huy chương vàng."],
)
TITLED = declare(
    "award.titled",
    finds={
        "Trao Kỷ niệm chương “Vì an ninh Tổ quốc” cho 02 cán bộ.": ["Kỷ niệm chương “Vì an ninh Tổ quốc”"],
        "Tặng Kỷ niệm chương Vì sự nghiệp giáo dục cho 20 cá nhân.": ["Kỷ niệm chương Vì sự nghiệp giáo dục"],
        "Đồng chí được tặng danh hiệu “Chiến sĩ thi đua cơ sở”.": ["danh hiệu “Chiến sĩ thi đua cơ sở”"],
    },
    ignores=["Đơn vị giữ vững danh hiệu của mình."],
)
PRAISE = declare(
    "award.praise",
    finds={
        "Công an tỉnh khen thưởng 18 tập thể.": ["khen thưởng"],
        "Hội nghị tuyên dương 20 cá nhân.": ["tuyên dương"],
        "Có 10 tập thể, 12 cá nhân được khen dịp này.": ["khen"],
    },
    ignores=[
        "Nhiều người khen 3 cá nhân này.",
        "Công tác khen thưởng được chú trọng.",
        "Trưởng Ban Thi đua - Khen thưởng tỉnh phát biểu.",
    ],
)

Level = Literal["state", "central", "province", "any"]


class Award(Lexicon):
    """An award; the fields are explained in awards.toml."""

    name: str
    forms: list[str] = Field(default_factory=list)
    names: list[str] = Field(default_factory=list)
    titled: bool = False
    only_titled: bool = False
    titles: list[str] = Field(default_factory=list)
    granted: Level


class Praise(Lexicon):
    """Praise without a paper, kept under the name `kept`."""

    kept: str = Field(alias="as")
    forms: list[str]


class Verbs(Lexicon):
    """The verbs of granting, handing over and receiving, and what stands between them and their subject."""

    give: list[str]
    hand: list[str]
    close: list[str]
    pin: list[str]
    other: list[str]
    gifts: list[str]
    ignored: list[str]
    receive: list[str]
    adverbs: list[str]


class Recipients(Lexicon):
    """The nouns for those who receive, and the words that end the list of them."""

    strong_groups: list[str]
    strong_persons: list[str]
    both: list[str]
    groups: list[str]
    persons: list[str]
    coordinated: list[str]
    single: list[str]
    units: list[str]
    no_units: list[str]
    reasons: list[str]


class Around(Lexicon):
    """Words around nouns that are no recipients."""

    places: list[str]
    works_at: list[str]
    things: list[str]
    praised: list[str]
    not_a_name: list[str]


class NotGiven(Lexicon):
    """Words that say that an award is not one of this article."""

    biography: list[str]
    general: list[str]


class AwardLexicon(Lexicon):
    """The vocabulary of awards."""

    ranks: list[str]
    praise: list[Praise]
    award: list[Award]
    verbs: Verbs
    recipients: Recipients
    around: Around
    not_given: NotGiven

    @cached_property
    def by_name(self) -> dict[str, Award]:
        """The awards by name."""
        return {award.name: award for award in self.award}


def lexicon() -> AwardLexicon:
    """Return the vocabulary of awards (extract/lexicons/awards.toml)."""
    return load("awards", AwardLexicon)


@cache
def _kinds() -> Phrases[Award]:
    return Phrases([(form, award) for award in lexicon().award for form in (award.name, *award.forms)])


@cache
def _praises() -> Phrases[str]:
    return Phrases([(form, praise.kept) for praise in lexicon().praise for form in praise.forms])


@cache
def _names(award: str) -> Phrases[str]:
    return Phrases([(name, name) for name in lexicon().by_name[award].names])


@cache
def _titles(award: str) -> Phrases[str]:
    return Phrases([(title, title) for title in lexicon().by_name[award].titles])


# "huy chương vàng" is won, "giải nhất" too.
_CONTEST = re.compile(r"\s(?:vàng|bạc|đồng)(?!\w)")
_RANK = re.compile(r",?\s(?:hạng|hạn|bậc)\s(nhất|nhì|ba|i{1,3}|[123])(?!\w)")
_RANKS = {"nhất": 0, "nhì": 1, "ba": 2, "i": 0, "ii": 1, "iii": 2, "1": 0, "2": 1, "3": 2}
_QUOTED = re.compile(r"\s?:?\s?[\"'](?P<title>[^\"'\n]{2,90})[\"']")
_TENURE = re.compile(r"\s(?P<title>\d{2}\snăm\stuổi\sĐảng)")
# An unquoted title goes on to a word that can only belong to the sentence.
_STOP = "của|cho|tặng|do|từ|đến|tới|được|trao|và|cùng|với|tại|vào|lần|năm|ngày|là|đã|có|kèm|đối với|đợt|nhân"
_FOR = re.compile(rf"\s(?P<title>Vì(?:\s(?!(?:{_STOP})(?!\w))[^\W\d_]+){{2,12}})")
_CAPITAL = re.compile(rf"\s(?P<title>[A-ZĐÀ-Ỹ][^\W\d_]+(?:\s(?!(?:{_STOP})(?!\w))[^\W\d_]+){{1,6}})")
# "công tác khen thưởng", "Ban Thi đua - Khen thưởng", "được biểu dương là …": praise as a subject, not an act.
_NOMINAL_BEFORE = re.compile(
    r"(?:công tác|lời|đáng|ngợi|tiếng|thi đua,?|thi đua -|thi đua và|phong trào|hình thức|hội đồng|quỹ|luật|mức"
    r"|chính sách|chế độ|hồ sơ|ban|tổng kết|kịp thời|thi đua/|danh sách|đối tượng|nghị định|trình|tiền)\s$"
)
_COMMENDED = re.compile(r"(?<!\w)được\s(?:[^\W\d]+\s){0,8}$")
_COLLECTIVES = re.compile(r"\s(?:cho\s)?\d+\s(?:tập thể|cá nhân)(?=[\s,.;])(?!\snày)")
_COUNTED = re.compile(r"\s(?:cho\s)?\d{1,3}\s[^\W\d]")
_ADVERBS = re.compile(r"\s(?:(?:đã|cũng|vừa|còn|tỉnh|huyện)\s)*")
_KIND_WORD = re.compile(r"\s(?:ngợi|hay|ngon|đẹp|giỏi|nức nở|là|rằng|hết lời|khéo|về)(?!\w)")
_NOMINAL_AFTER = re.compile(r"\s?(?:-|,\s?kỷ luật|theo quy định|kịp thời|là|:)")


def find(document: Document, mentions: Mentions) -> Iterator[Mention[Any]]:
    """Yield the awards that `document` names, and its words of praise."""
    position = 0
    taken: list[int] = []  # where the awards end, and so in order
    starts: list[int] = []
    for found in _kinds().find(document.syllables):
        if found.start < position:
            continue
        mention = _named(document, mentions, found.value, found.start, found.end)
        if mention is not None:
            position = mention.end
            taken.append(mention.end)
            starts.append(mention.start)
            yield mention
    for praise in _praises().find(document.syllables):
        named = bisect.bisect_right(starts, praise.start) - 1
        if named >= 0 and praise.start < taken[named]:
            continue
        if not _is_nominal(document.low, praise.start, praise.end) and not _is_plain(document, mentions, praise):
            yield Mention("praise", praise.start, praise.end, PRAISE, AwardName(praise.value))


def _is_plain(document: Document, mentions: Mentions, praise: Found[str]) -> bool:
    """Whether "khen" is anybody's kind word, not an act: "được (các cấp) khen", "khen 6 tập thể"."""
    low = document.low
    if _COUNTED.match(low, praise.end) and any(
        (body := mentions.last_before(kind, praise.start)) and _ADVERBS.fullmatch(low, body.end, praise.start)
        for kind in ("organisation", "post")
    ):
        return False  # "Công an thị xã khen 3 báo cáo viên"
    if low[praise.start : praise.end] != "khen" or _COLLECTIVES.match(low, praise.end):
        return False
    commended = _COMMENDED.search(low, max(0, praise.start - 60), praise.start)
    return commended is None or bool(_KIND_WORD.match(low, praise.end))


def _is_nominal(low: str, start: int, end: int) -> bool:
    return bool(_NOMINAL_BEFORE.search(low, max(0, start - 14), start) or _NOMINAL_AFTER.match(low, end))


def _named(document: Document, mentions: Mentions, award: Award, start: int, end: int) -> Mention[AwardName] | None:
    """Return the mention of `award` at [start, end) with the name, rank or title that follows."""
    name, title, rule = award.name, None, NAMED
    index = document.syllables.index(end)
    if award.names and (own := _names(award.name).at(document.syllables, index)):
        name, end = f"{award.name} {own.value}", own.end
        if rank := _RANK.match(document.low, end):
            name, end = f"{name} hạng {lexicon().ranks[_RANKS[rank[1]]]}", rank.end()
    elif award.titled and (found := _title(document, mentions, award, end)):
        (title, end), rule = found, TITLED
    if (award.only_titled and title is None) or _CONTEST.match(document.low, end):
        return None
    return Mention("award", start, end, rule, AwardName(name, title))


def _title(document: Document, mentions: Mentions, award: Award, end: int) -> tuple[str, int] | None:
    """Return the title that stands behind an award's kind, and where it ends."""
    plain = document.plain
    if quoted := _QUOTED.match(plain, end):
        return document.text[quoted.start("title") : quoted.end("title")].strip(), quoted.end()
    index = document.syllables.index(end)
    if known := _titles(award.name).at(document.syllables, index):
        longer = _FOR.match(plain, end)
        stop = max(known.end, longer.end() if longer and known.start == longer.start("title") else 0)
        return known.value if stop == known.end else document.text[known.start : stop], stop
    for pattern in () if award.only_titled else (_FOR, _TENURE, _CAPITAL):
        match = pattern.match(plain, end)
        if match and not mentions.covers("organisation", *match.span("title")) and not _is_person(mentions, match):
            return document.text[match.start("title") : match.end("title")], match.end()
    return None


def _is_person(mentions: Mentions, match: re.Match[str]) -> bool:
    return mentions.covers("person", *match.span("title")) or mentions.covers("post", *match.span("title"))
