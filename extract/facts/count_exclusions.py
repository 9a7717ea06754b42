"""Figures with a noun that are no counts all the same: each kind has a name, so that nothing is left out in silence.

The kinds are those of the annotation guide: the sides themselves, names and slogans, thresholds, comparisons by factor,
"một" as an article, and the recipients of awards.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from extract.document import Document, Sentence
from extract.facts.base import Facts
from extract.facts.count_context import count_words, patterns
from extract.facts.units import Unit
from extract.mentions.base import Mention, Mentions, NumberValue


@dataclass(frozen=True, slots=True)
class Candidate:
    """A figure with the noun behind it: perhaps a count."""

    number: Mention[NumberValue]
    unit: Unit
    sentence: Sentence

    @property
    def start(self) -> int:
        """Where the mention begins, with its qualifier."""
        return self.number.value.qualifier_start

    @property
    def end(self) -> int:
        """Where the counted noun ends."""
        return max(self.unit.end, self.number.end)


@dataclass(frozen=True)
class Setting:
    """What an exclusion may look at: the text and all candidates of it, in order."""

    document: Document
    mentions: Mentions
    facts: Facts
    candidates: list[Candidate]

    @cached_property
    def recipients(self) -> frozenset[int]:
        """Where the figures begin that an award took as its recipients."""
        sources = (source for award in self.facts.awards for source in award.sources if source.field in _RECIPIENTS)
        return frozenset(m.start for s in sources for m in self.mentions.overlapping("number", s.start, s.end))

    def before(self, position: int, length: int = 40) -> str:
        """Return the folded text of the same paragraph before `position`."""
        return self.document.low[max(0, position - length) : position].rpartition("\n")[2]

    def behind(self, position: int, length: int = 60) -> str:
        """Return the folded text of the same paragraph behind `position`."""
        return self.document.low[position : position + length].partition("\n")[0]

    def neighbour(self, index: int, step: int) -> Candidate | None:
        """Return the next candidate of the same sentence in direction `step`."""
        other = index + step
        if 0 <= other < len(self.candidates) and self.candidates[other].sentence is self.candidates[index].sentence:
            return self.candidates[other]
        return None


_MOST_SIDES = 5
_HONOURED_WITHIN = 70  # characters: "hai lần được Giám đốc Công an tỉnh tặng Giấy khen"
_RECIPIENTS = ("collectives", "individuals", "recipients")
# What stands between two members of one list of figures: the first one's modifier, a comma or "và".
_LISTED = re.compile(r"\A[^,;.:()\d]{0,45}(?:,| và|, và| cùng|, cùng| hoặc| hay|-) ?")
_BARE_LIST = re.compile(r"(?:,| và|, và| cùng) ?")
# What makes a quotation speech: who says it stands right behind it.
_SAID = re.compile(
    r'",? ?-? ?(?:theo |lời )?(?:ông|bà|anh|chị|cô|chú|bác|em|cụ|thầy|đồng chí|đ/c'
    r"|(?:thượng|trung|thiếu|đại) (?:tướng|tá|úy|sỹ))(?!\w)"
)
_SUFFERED = re.compile(
    r"\A (?:[^\W\d]+ ){0,2}?(?:bị (?:thương|chết|nạn|bắt|bỏng)|tử vong|thiệt mạng|mất tích|hy sinh|chết)(?!\w)"
)
_STREETS = ("đường", "phố", "tuyến đường", "ngõ", "hẻm", "quốc lộ")
_SEASON = re.compile(r"(?<!\w)(?:mùa giải|giải|cúp|tết|xuân|hè|festival|mùa|vụ mùa|hội xuân)(?: [^\W\d]+)? $")
_OPEN_END = re.compile(r"\A[^.;\n]{0,30}?(?<!\w)trở (?:lên|xuống)(?!\w)")


def listed(setting: Setting, first: Candidate, second: Candidate) -> bool:
    """Whether two neighbouring candidates stand in one list: "5 đội, 4 đơn vị và 16 cá nhân"."""
    return bool(_LISTED.fullmatch(setting.document.low[first.end : second.start]))


def _sides(setting: Setting, index: int) -> bool:
    """The parties themselves, not a number of them: "hai bên", "2 ngành", "hai đơn vị"."""
    candidate, words = setting.candidates[index], count_words().sides
    name, number = candidate.unit.name, candidate.number
    if name in words.always:
        return True
    if candidate.start != number.start:  # "hơn 2 đơn vị"
        return False
    if name in words.between and patterns().between.search(setting.before(number.start)):
        return True
    if name not in words.pair or setting.document.low[number.start] == "0":
        return False
    if number.value.value != 2 and not (number.value.value <= _MOST_SIDES and _introduced(setting, candidate)):
        return False
    neighbours = (setting.neighbour(index, -1), setting.neighbour(index, 1))
    if any(other and _counted_beside(setting, candidate, other) for other in neighbours):
        return False
    return not patterns().counted_behind.search(setting.before(number.start))


def _introduced(setting: Setting, candidate: Candidate) -> bool:
    """Whether three or more sides are meant: the article's agreement has as many parties, or they are named next."""
    sides = {len(agreement.parties) for agreement in setting.facts.agreements}
    return candidate.number.value.value in sides or bool(patterns().introduced.match(setting.behind(candidate.end)))


def _counted_beside(setting: Setting, candidate: Candidate, other: Candidate) -> bool:
    """Whether `other` stands in one bare list with `candidate` and is counted: "3 doanh nghiệp và 2 cơ quan"."""
    words = count_words().sides
    first, second = sorted((candidate, other), key=lambda c: c.start)
    if other.unit.kind != candidate.unit.kind or other.unit.name in (*words.always, *words.pair):
        return False
    return bool(_BARE_LIST.fullmatch(setting.document.low, first.end, second.start))


def _slogan(setting: Setting, index: int) -> bool:
    """A figure in a short quoted phrase is part of a name or a slogan: “3 giảm”, “Gia đình 5 không 3 sạch”."""
    number = setting.candidates[index].number
    text = setting.document.plain
    longest = count_words().names.longest_slogan
    opening = text.rfind('"', max(0, number.start - longest), number.start)
    closing = text.find('"', number.end, number.end + longest) if opening >= 0 else -1
    if closing < 0 or closing - opening > longest or "\n" in text[opening:closing]:
        return False
    # Somebody speaks, or a sum is named: no slogan.
    if setting.before(opening, 4).rstrip().endswith(":") or _SAID.match(setting.document.low, closing):
        return False
    if text[closing - 1] in ".,!?" or number.value.scaled:
        return False
    # An odd number of marks before it: the figure stands within a pair, not between two pairs.
    return text.count('"', text.rfind("\n", 0, opening) + 1, number.start) % 2 == 1


def _name(setting: Setting, index: int) -> bool:
    """A name, unless a sure unit stands behind the figure: "mô hình 4 an toàn", "Công an phường 5 tổ chức"."""
    candidate, words = setting.candidates[index], count_words().names
    number = candidate.number
    if number.value.scaled or number.value.percent or candidate.start != number.start:
        return False
    if candidate.unit.name in _STREETS and setting.document.text[candidate.end + 1 : candidate.end + 2].isupper():
        return True  # "ngõ 12 đường Lê Lợi"
    before = setting.before(number.start)
    is_year = 1990 <= number.value.value <= 2040 and setting.document.text[number.start : number.end].isdigit()
    if is_year and _SEASON.search(before):
        return True  # "mùa giải 2023 đội thắng 5 trận"
    if not patterns().name_head.search(before):
        return False
    if not candidate.unit.known or candidate.unit.name.removeprefix("lượt ") in words.doubtful:
        return True
    # "lớp 12 Trường THPT …", "tổ 4 khu phố 5", "ấp 3 xã Mỹ Hạnh": an address, or the next name in a row.
    text, unit = setting.document.text, candidate.unit
    if text[unit.start].isupper() and not text[unit.start : unit.end].isupper():
        return True
    following = text[unit.end + 1 : unit.end + 2]
    return unit.kind in ("places", "bodies") and (following.isupper() or following.isdigit())


def _threshold(setting: Setting, index: int) -> bool:
    """Which ones, not how many: "doanh nghiệp từ 100 lao động trở lên", "doanh nghiệp dưới 50 lao động"."""
    candidate, words = setting.candidates[index], count_words().thresholds
    if candidate.unit.name not in words.counted and candidate.unit.kind != "people":
        return False
    holder = patterns().holder.search(setting.before(candidate.start))
    if holder is None:
        return False
    if _OPEN_END.match(setting.behind(candidate.end)):
        return True
    word = setting.document.low[candidate.start : candidate.number.start].strip()
    if candidate.number.value.range_end is not None:
        word = "từ" if word.startswith("từ") or holder[0].endswith("từ ") else word
    if holder["link"] is None:
        return word in words.bare and candidate.unit.measure != "money_vnd"
    return word in words.words and bool(holder["plural"])


def _multiple(setting: Setting, index: int) -> bool:
    """A factor, "once", or how often somebody was honoured: "tăng 2,5 lần", "hai lần được tặng Bằng khen"."""
    candidate, words = setting.candidates[index], count_words().multiples
    if candidate.unit.name not in words.units:
        return False
    before = setting.before(candidate.start)
    if patterns().multiple.search(before) or candidate.number.value.value == 1:
        return True
    return bool(patterns().praise.search(setting.behind(candidate.end, _HONOURED_WITHIN)))


def _article(setting: Setting, index: int) -> bool:
    """An article ("một pháo đài an ninh"), but not in a list with figures ("500.000 đồng và một túi quà")."""
    candidate, words = setting.candidates[index], count_words().one
    number = candidate.number
    if not number.value.spelled or number.value.value != 1:
        return False
    if candidate.unit.name in words.never or candidate.unit.kind not in words.counted_kinds or not candidate.unit.known:
        return True
    if candidate.unit.measure in words.counted_measures or candidate.start != number.start:
        return False
    lead = setting.before(number.start)
    if patterns().shared_out.search(lead):
        return False
    if candidate.unit.kind == "people" and _SUFFERED.match(setting.behind(candidate.end)):
        return False  # "một đội viên bị thương"
    numbering = patterns().numbering.search(lead)
    if numbering and not (candidate.unit.kind == "documents" and numbering[0].endswith("thêm ")):
        return False  # "không chỉ để có thêm một văn bản"
    before, after = setting.neighbour(index, -1), setting.neighbour(index, 1)
    return not ((before and listed(setting, before, candidate)) or (after and listed(setting, candidate, after)))


def _awarded(setting: Setting, index: int) -> bool:
    """The recipients of an award: taken by an award, or figures of groups and persons beside words of praise."""
    candidate, words = setting.candidates[index], count_words().recipients
    number = candidate.number
    if number.start in setting.recipients:
        return True
    if candidate.unit.kind not in ("people", "bodies", "places"):
        return False
    low, sentence = setting.document.low, candidate.sentence
    if patterns().praised.search(setting.before(candidate.start)):
        return True
    if candidate.unit.kind == "people" and _named_and_praised(setting, candidate):
        return True
    if any(noun in candidate.unit.name.split(", ")[0].split(" và ")[0] for noun in words.nouns):
        previous = setting.document.sentences[max(0, sentence.index - 1)]
        start = previous.start if previous.paragraph == sentence.paragraph else sentence.start
        return bool(patterns().praise.search(low, start, sentence.end))
    return False


def _named_and_praised(setting: Setting, candidate: Candidate) -> bool:
    """Whether the counted persons are named next and honoured: "ba thí sinh A, B và C được trao danh hiệu"."""
    person = setting.mentions.first_after("person", candidate.end)
    if person is None or person.start > candidate.end + 2:
        return False
    behind = re.split(r"[.;]", setting.behind(candidate.end, 200))[0]
    received = patterns().receive.search(behind)
    return bool(received and patterns().praise.search(behind, received.end()))


def _in_list_of_awarded(setting: Setting, index: int, excluded: dict[int, str]) -> bool:
    """Beside recipients in one list: "5 Đội, 4 đơn vị công an và 16 cá nhân được tặng Bằng khen"."""
    candidate = setting.candidates[index]
    if candidate.unit.kind not in ("people", "bodies") or candidate.number.value.percent:
        return False
    following = setting.neighbour(index, 1)
    return bool(following and excluded.get(index + 1) == "award_recipients" and listed(setting, candidate, following))


EXCLUSIONS: dict[str, Callable[[Setting, int], bool]] = {
    "sides": _sides,
    "slogan": _slogan,
    "name": _name,
    "threshold": _threshold,
    "multiple": _multiple,
    "article": _article,
    "award_recipients": _awarded,
}


def exclusions(setting: Setting) -> dict[int, str]:
    """Return which candidates are no counts: index → the exclusion's name."""
    found: dict[int, str] = {}
    for index in reversed(range(len(setting.candidates))):
        name = next((name for name, rule in EXCLUSIONS.items() if rule(setting, index)), None)
        if name is None and _in_list_of_awarded(setting, index, found):
            name = "award_recipients"
        if name is not None:
            found[index] = name
    return found
