"""Who receives an award: groups and persons counted, and those who are named."""

import re
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

from extract.document import Document
from extract.facts.award_named import Named
from extract.facts.wording import alternatives
from extract.mentions.awards import lexicon
from extract.mentions.base import Mention, Mentions, NumberValue
from extract.phrases import Phrases
from extract.text import fold

Who = Literal["group", "person", "both"]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of recipients: "04 tập thể"; `strong` where the noun is only used of recipients."""

    start: int
    end: int
    value: int
    who: Who
    strong: bool
    known: bool = True  # whether the lexicon has the noun


@dataclass
class Recipients:
    """The recipients of one award."""

    figures: list[Figure] = field(default_factory=list)
    named: list[Named] = field(default_factory=list)
    single: tuple[int, int] | None = None
    single_group: tuple[int, int] | None = None

    def __bool__(self) -> bool:
        return bool(self.figures or self.named or self.single or self.single_group)

    def total(self, who: Who) -> int | None:
        """Return the sum of the figures for `who`, None where there is none."""
        values = [figure.value for figure in self.figures if figure.who == who]
        return sum(values) if values else None

    def count(self, who: Literal["group", "person"]) -> int | None:
        """Return how many groups or persons receive: by figures, and by name where a name is not among the counted."""
        figures = [figure for figure in self.figures if figure.who == who]
        # A name behind a figure of its kind is one of the counted ("hai đồng chí A và B").
        first = min((figure.start for figure in figures), default=None)
        apart = [
            named for named in self.named if named.who == who and (first is None or named.beside or named.end <= first)
        ]
        if self.total("both") is not None:
            apart = []
        if not figures and not apart:
            alone = self.single if who == "person" else self.single_group
            return 1 if alone and self.total("both") is None else None
        return sum(figure.value for figure in figures) + len(apart)


@cache
def _nouns() -> Phrases[tuple[Who, bool]]:
    words = lexicon().recipients
    values: list[tuple[list[str], Who, bool]] = [
        (words.persons, "person", False),
        (words.groups, "group", False),
        (words.both, "both", True),
        (words.strong_persons, "person", True),
        (words.strong_groups, "group", True),
    ]
    return Phrases([(noun, (who, strong)) for nouns, who, strong in values for noun in nouns])


@cache
def _coordinated() -> frozenset[str]:
    return frozenset(map(fold, lexicon().recipients.coordinated))


@cache
def _single() -> Phrases[None]:
    return Phrases([(noun, None) for noun in lexicon().recipients.single])


_SKIP = re.compile(r"(?:\s(?:lượt|nữ|nam))?\s[\"']?")
_OTHER_CLASS = re.compile(r"\s?(?:,|và|-|/|hoặc)\s?(?:các\s)?")
_MEASURED = re.compile(r"\s?(?:%|phần trăm|triệu|tỷ|nghìn đồng|đồng(?!\schí))")
_PLURAL = re.compile(r"(?:các|những|nhiều|mọi|\d|đông đảo)\s(?:em\s)?$")


# "[đơn vị] vinh dự được nhận": one group, told of before.
_ONE_GROUP = re.compile(
    r"(?<!\w)(?<!các )(?<!những )(?<!nhiều )(?<!mỗi )"
    r"(?:đơn vị|nhà trường|trường|công ty|xã|phường|huyện|tập thể|chi bộ|công đoàn|phòng|đội)"
    r"(?:\s(?:này|ta))?\s?(?:đã|vinh dự|cũng|\s)*$"
)
# "người" with what it did, no kind of people.
_ONE = re.compile(
    r"(?<!\w)người\s(?!(?:lao động|dân|cao tuổi|có|việt|tiêu dùng|tham gia|trẻ|khuyết tật|nghèo|bệnh|làm công|nước|khác"
    r"|ta|tốt|lính|thân|nhà|nông dân|công nhân|thầy|tiêu biểu)(?!\w))"
)
_SHORT_NAME = re.compile(
    r"(?:(?<!\w)(?:cho|tặng)|(?<=\scho)|(?<=\stặng))\s(?P<name>[A-ZĐÀ-Ỹ][^\W\d_]*)(?=[\s.,;]|$)(?!\s[A-ZĐÀ-Ỹ])"
)


# "[12] kiểm lâm viên [được tặng]", at the opening of a clause
_SUBJECT = re.compile(r"\s[^\W\d]+(?:\s(?!(?:đã|có|là|tại|ở|của|và|đều|cũng|vừa|bị|từ|tham|dự)(?!\w))[^\W\d]+){0,5}\s?")
_OPENING = re.compile(r"(?:^|[,;:.\n\"]\s?|(?<!\w)(?:có|và)\s)$")
_CROWD = 500  # more than are named to receive an award by a rare noun
_FOR = re.compile(r"(?<!\w)cho\s$")


@cache
def _things() -> Phrases[None]:
    return Phrases([(thing, None) for thing in lexicon().around.things])


@cache
def _place_before() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{alternatives(lexicon().around.places)})\s$")


# "Giấy khen đối với 8 chiến sĩ", where "với 8 chiến sĩ" alone says with whom
_GIVEN_TO = re.compile(r"(?<!\w)đối với\s$")
_FAMILY = re.compile(r"(?<!\w)(?:gia đình|hộ)\s(?:ông|bà|anh|chị|cụ)\s")
# "cho nhóm hiệp sĩ", "Tổ tự quản số 3 [được tặng]": a group that no figure counts
_TO_ONE_GROUP = re.compile(
    r"(?:(?<!\w)(?:cho|tặng|gửi|tới|đến)|(?<=khen))\s"
    r"(?:nhóm|ê-kíp|ê kíp|kíp|tổ|đội|ban|đơn vị|phòng|công ty|trường|nhà trường|công đoàn|chi đoàn|nghiệp đoàn"
    r"|lực lượng(?=\s\w)(?!\s(?:tham gia|chức năng|phá|trực tiếp|làm|đã)))(?:$|\s"
    r"(?!(?:tập thể|cá nhân)(?!\w)))"
    r"|(?:^|(?<=[,;:]\s)|(?<=và\s))(?:tổ|đội|nhóm|chi hội|câu lạc bộ|nghiệp đoàn|chi đoàn)\s[^,;\d]{2,40}\d{0,3}\s?$"
)


def figure(document: Document, number: Mention[NumberValue]) -> Figure | None:
    """Return what `number` counts if it counts recipients."""
    value = number.value
    if value.percent or value.value != int(value.value) or value.denominator is not None:
        return None
    skip = _SKIP.match(document.low, number.end)
    if not skip or _MEASURED.match(document.low, number.end):
        return None
    syllables = document.syllables
    index = syllables.index(skip.end())
    found = _nouns().at(syllables, index)
    if found is None or found.start != skip.end():
        return _unknown(document, number, index)
    (who, strong), end = found.value, found.end
    # "45 tập thể, cá nhân": one figure for both.
    while joined := _OTHER_CLASS.match(document.low, end):
        following = _nouns().at(syllables, syllables.index(joined.end()))
        if following is None or following.start != joined.end():
            break
        if fold(document.text[following.start : following.end]) not in _coordinated():
            break
        if following.value[0] != who:
            who, strong = "both", True
        end = following.end
    return Figure(number.start, end, int(value.value), who, strong)


def _unknown(document: Document, number: Mention[NumberValue], index: int) -> Figure | None:
    """Return a figure whose noun the lexicon does not have, where only recipients can stand: "cho 12 kiểm lâm viên"."""
    head = number.value.qualifier_start or number.start
    spans = document.syllables.spans
    if index >= len(spans) or not _FOR.search(document.low, max(0, head - 12), head):
        return None
    start, end = spans[index]
    if not document.text[start:end].isalpha() or _things().at(document.syllables, index):
        return None
    return Figure(number.start, end, int(number.value.value), "person", False, False)


def unknown_before(document: Document, mentions: Mentions, start: int, verb_start: int) -> Figure | None:
    """Return a figure whose noun the lexicon does not have, as the subject of a verb of receiving.

    "Dịp này, 12 kiểm lâm viên [được … tặng Bằng khen]".
    """
    numbers = mentions.within("number", start, verb_start)
    if len(numbers) != 1 or not 1 < numbers[0].value.value < _CROWD:
        return None
    number = numbers[0]
    head = number.value.qualifier_start or number.start
    skip = _SKIP.match(document.low, number.end)
    subject = _SUBJECT.fullmatch(document.low, number.end, verb_start)
    if not skip or not subject or not _OPENING.search(document.low, max(0, head - 8), head):
        return None
    if number.value.percent or number.value.value != int(number.value.value) or number.value.denominator is not None:
        return None
    index = document.syllables.index(skip.end())
    if _MEASURED.match(document.low, number.end) or _things().at(document.syllables, index):
        return None
    return Figure(number.start, verb_start, int(number.value.value), "person", False, False)


def figures(document: Document, mentions: Mentions, start: int, end: int) -> list[Figure]:
    """Return the figures of recipients in [start, end) that do not say where or among whom."""
    found: list[Figure] = []
    for number in mentions.within("number", start, end):
        counted = figure(document, number)
        if counted is None:
            continue
        head = number.value.qualifier_start or number.start
        before = document.low[max(0, head - 12) : head]
        if counted.strong or _GIVEN_TO.search(before) or not _place_before().search(before):
            found.append(counted)
    return found


def single_group(document: Document, start: int, end: int, *, receiving: bool = True) -> tuple[int, int] | None:
    """Return where one group is meant without a name: before a verb of receiving (`receiving`), or behind "cho"."""
    one = _ONE_GROUP.search(document.low, start, end) if receiving else None
    one = one or _TO_ONE_GROUP.search(document.low, start, end) or _FAMILY.search(document.low, start, end)
    return one.span() if one else None


def single(document: Document, mentions: Mentions, start: int, end: int) -> tuple[int, int] | None:
    """Return where one person is meant without a figure or a full name, where it is no plural.

    "cho nam sinh cứu người", "Người ngăn vụ tai nạn được tặng …", "cho Ron" where a person of that name is told of.
    """
    for found in _single().find(document.syllables, start, end):
        before = document.low[max(0, found.start - 10) : found.start]
        if not _PLURAL.search(before) and not before.endswith(("của ", "gia đình ", "hộ ")):
            return found.start, found.end
    one = _ONE.search(document.low, start, end)
    if one and not _PLURAL.search(document.low, max(0, one.start() - 10), one.start()):
        return one.span()
    name = _SHORT_NAME.search(document.plain, start, end)
    if name is None or mentions.covers("organisation", *name.span("name")):
        return None
    known = any(person.value.name.split()[-1] == name["name"] for person in mentions.of("person"))
    return name.span("name") if known else None
