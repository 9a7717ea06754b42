"""How counts of one sentence stand to each other: places, parts, bases."""

import re
from functools import cache

from extract.facts.base import Source
from extract.facts.count_context import count_words, ending
from extract.facts.count_exclusions import Candidate, Setting
from extract.facts.count_modifiers import find_modifiers, write_modifier
from extract.facts.count_rows import Row, one_list
from extract.facts.wording import Ending, whole
from extract.rules import declare

LOCATION = declare(
    "count.location",
    finds={
        "Hai bên phát hiện sai phạm tại 14 doanh nghiệp và 3 cơ quan.": ["tại"],
        "Dự hội nghị có đại diện Liên đoàn Lao động 9 huyện, thành phố.": ["Liên đoàn Lao động"],
    },
    ignores=["Hai bên kiểm tra 14 doanh nghiệp."],
)
BASIS = declare(
    "count.basis",
    finds={
        "Trong tổng số 276 tin, 198 tin có giá trị.": ["Trong tổng số"],
        "Năm nay xảy ra 4 vụ, ít hơn so với 9 vụ của năm trước.": ["so với"],
        "Số vụ ngừng việc giảm từ 21 vụ xuống còn 4 vụ.": ["giảm từ"],
        "Công đoàn lắp 40 camera từ nguồn xã hội hóa hơn 600 triệu đồng.": ["từ nguồn xã hội hóa"],
    },
    ignores=["Công an tiếp nhận 276 tin."],
)
PART = declare(
    "count.part",
    finds={
        "Công an tỉnh hỗ trợ thành lập 41 công đoàn cơ sở với 4.645 đoàn viên.": ["với"],
        "Công an tiếp nhận 276 tin, trong đó 198 tin có giá trị.": ["trong đó"],
        "Đến nay 14/20 doanh nghiệp có công đoàn, đạt 70%.": ["đạt"],
        "Công đoàn ra mắt 35 tổ tự quản. Mỗi tổ có ban điều hành 5 người.": ["Mỗi tổ có ban điều hành"],
        "Hai ngành giải quyết 97 vụ việc, hòa giải thành 84/97 vụ.": ["84/97"],
        "Công đoàn trao 35 suất quà; tổng kinh phí 24,5 triệu đồng.": ["tổng kinh phí"],
    },
    ignores=["Hai bên mở 12 lớp, phát 3.000 tờ rơi.", "Cả năm xảy ra 8 vụ, giảm 70%.", "Mỗi tháng phát 300 tờ rơi."],
)

_BRACKET = re.compile(r"[^;.\n]{0,40} \([-+]?(?:tỷ lệ |chiếm |đạt |tăng |giảm |bằng |hơn |gần |trên |khoảng )*")
_LOOSE = 20  # characters of a modifier behind its comma
_WHOLE_REACH = 90  # how many characters before the figure its whole is looked for


@cache
def _cues() -> dict[str, Ending | re.Pattern[str]]:
    words = count_words().relations
    names = ("location", "location_sure", "part", "part_sure", "each", "in_all")
    cues: dict[str, Ending | re.Pattern[str]] = {name: ending(getattr(words, name)) for name in names}
    drawn = rf"{whole(words.drawn)}(?: [^\W\d]+){{0,4}} (?:từ|trong)|{whole(words.sources)}(?: [^\W\d]+){{0,4}}"
    return cues | {
        "within": re.compile(rf"{whole(words.within)},?(?: [^\W\d]+){{0,3}} $"),
        "basis_sure": re.compile(rf"(?:{whole(words.basis_sure)}|{drawn}) $"),
        "each_of": re.compile(r"(?<!\w)mỗi (?P<noun>[^\W\d]+)(?: [^,;:()\n]{0,60})? $"),
    }


def relate(setting: Setting, rows: list[Row]) -> None:
    """Fill in modifier, relation and part_of of all rows, with where each was read."""
    find_modifiers(setting, rows)
    earlier: list[Row] = []
    before: list[Row] = []
    for row in rows:
        if earlier and earlier[-1].candidate.sentence is not row.candidate.sentence:
            before, earlier = earlier, []
        _relate(setting, row, earlier, before)
        earlier.append(row)
        write_modifier(setting, row)


def _relate(setting: Setting, row: Row, earlier: list[Row], sentence_before: list[Row]) -> None:
    """Set relation and part_of of `row`; `earlier` are the rows before it in its sentence, then those of another."""
    candidate, cues = row.candidate, _cues()
    before = setting.before(candidate.start)
    offset = candidate.start - len(before)
    kind = candidate.unit.kind
    if cue := cues["basis_sure"].search(before):
        _set(row, "basis", cue, offset, BASIS)
        return
    if kind in ("places", "bodies") and (
        cue := cues["location" if kind == "places" else "location_sure"].search(before)
    ):
        _set(row, "location", cue, offset, LOCATION)
        return
    if kind == "places" and (body := _behind_a_body(setting, candidate)):
        _place(row, "location", *body, LOCATION)
        return
    if named := _named_whole(setting, row, earlier, sentence_before):
        parent, span = named
        for fact in row.facts:
            fact.part_of = parent.first
        _place(row, "part", *span, PART)
        return
    if not earlier:
        return
    previous = earlier[-1]
    gap = setting.document.low[previous.candidate.end : candidate.start]
    if (
        previous.first.relation == "location"
        and one_list(setting, previous, row)
        and ";" not in gap
        and kind == previous.candidate.unit.kind
    ):
        for fact in row.facts:
            fact.relation = "location"
            fact.sources += [source for source in previous.first.sources if source.field == "relation"]
        return
    whole = _whole(row, earlier, gap, before)
    if whole is None and kind == previous.candidate.unit.kind and one_list(setting, previous, row):
        # "gồm 2 nam, 1 nữ": parts of the same whole
        parents = [other for other in earlier if other.first is previous.first.part_of]
        whole = (parents[0], None) if parents else None
    if whole is None:
        return
    parent, cue = whole
    for fact in row.facts:
        fact.part_of = parent.first
    if cue is not None:
        _set(row, "part", cue, offset, PART)
    else:
        for fact in row.facts:
            fact.relation = "part"
            fact.sources.append(Source("relation", previous.candidate.end, candidate.start, PART))


def _behind_a_body(setting: Setting, candidate: Candidate) -> tuple[int, int] | None:
    """Return the span of the body whose places are counted: "Liên đoàn Lao động 9 huyện, thành phố"."""
    bodies = setting.mentions.overlapping("organisation", candidate.start, candidate.end)
    body = next((body for body in bodies if body.start < candidate.start and body.end > candidate.number.start), None)
    return (body.start, candidate.start - 1) if body else None


def _named_whole(
    setting: Setting, row: Row, earlier: list[Row], sentence_before: list[Row]
) -> tuple[Row, tuple[int, int]] | None:
    """Return the figure that the words before `row` name as its whole, and those words.

    "mỗi tổ 7 người" (a figure of tổ), "84/97 vụ" (the figure 97), "tổng kinh phí 24,5 triệu đồng" (what it paid for).
    """
    candidate = row.candidate
    same_paragraph = sentence_before and sentence_before[0].candidate.sentence.paragraph == candidate.sentence.paragraph
    known = [*(sentence_before if same_paragraph else []), *earlier]
    if (of := candidate.number.value.denominator) is not None:
        number = candidate.number
        for other in reversed(known):
            if other.candidate.number.value.value == of and _same_noun(other, candidate.unit.name.split()[0]):
                return other, (number.start, number.end)
    document = setting.document
    start = max(candidate.sentence.start, candidate.start - _WHOLE_REACH)
    before = document.low[start : candidate.start]
    each = _cues()["each_of"].search(before) if "mỗi " in before else None
    # "mỗi suất gồm một túi quà và 2 hộp sữa trị giá 90.000 đồng": the worth is the last thing's.
    if each and not (_cues()["each"].search(before) and any(each.start() < r.candidate.start - start for r in earlier)):
        for other in reversed(known):
            if _same_noun(other, each["noun"]):
                return other, (start + each.start(), start + each.end() - 1)
    if candidate.unit.measure == "money_vnd" and (cue := _cues()["in_all"].search(before)) and earlier:
        thing = earlier[-1]
        while parent := next((other for other in earlier if other.first is thing.first.part_of), None):
            thing = parent
        if thing.candidate.unit.kind == "objects":
            return thing, (start + cue.start(), start + cue.end() - 1)
    return None


def _same_noun(row: Row, noun: str) -> bool:
    """Whether the unit of `row` is or has `noun` as its first syllables."""
    return row.candidate.unit.name.split()[0] == noun


def _whole(row: Row, earlier: list[Row], gap: str, before: str) -> tuple[Row, re.Match[str] | None] | None:
    """Return the count that `row` is part of, and the words that say so."""
    previous = earlier[-1]
    cues, unit = _cues(), row.candidate.unit
    if ";" in gap or len(gap) > 110:
        return None
    percent = unit.measure == "percent"
    if (cue := cues["within"].search(before)) and len(cue[0]) <= len(gap):
        same = [other for other in earlier if other.candidate.unit.name == unit.name]
        return (same[-1] if same else previous), cue
    cue = cues["part_sure"].search(before) or (cues["part"].search(before) if percent else None)
    if cue is None and unit.kind == "quantities" and not percent:
        cue = cues["each"].search(before)
    if previous.candidate.unit.kind == "quantities" and not percent:
        return None
    share_of_share = percent and previous.candidate.unit.measure == "percent"
    if cue is not None and not share_of_share and (percent or _nothing_else(previous, gap, cue)):
        return previous, cue
    if percent and not share_of_share and _BRACKET.fullmatch(gap):
        return previous, None
    # "trong đó 41 mô hình cấp huyện, 6 mô hình cấp tỉnh": the second part of the same whole.
    if previous.first.part_of is not None and unit.name == previous.candidate.unit.name and gap.count(",") <= 1:
        parent = next(other for other in earlier if other.first is previous.first.part_of)
        return (parent, None) if percent or parent.candidate.unit.name == unit.name else None
    return None


def _nothing_else(previous: Row, gap: str, cue: re.Match[str]) -> bool:
    """Whether only what narrows the whole stands before the cue.

    "…, Ủy ban Kiểm tra gồm 7 người" is part of nothing before it; "12 vụ đình công, lãn công với …" is.
    """
    if len(cue[0]) > len(gap):
        return False
    narrowed = previous.modifier[1] - previous.candidate.end if previous.modifier else 0
    rest = gap[narrowed : len(gap) - len(cue[0])]
    return rest.strip(" ,(") == "" or (cue[0].startswith("với ") and rest.startswith(",") and len(rest) <= _LOOSE)


def _set(row: Row, relation: str, cue: re.Match[str], offset: int, rule: str) -> None:
    _place(row, relation, offset + cue.start(), offset + cue.end() - 1, rule)


def _place(row: Row, relation: str, start: int, end: int, rule: str) -> None:
    for fact in row.facts:
        fact.relation = relation  # type: ignore[assignment]
        fact.sources.append(Source("relation", start, end, rule))
