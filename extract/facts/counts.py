"""Facts of the table counts: what each figure counts, how sure it is, and what is no count at all."""

import re
from collections.abc import Iterator
from dataclasses import replace

from extract.document import Document, Sentence
from extract.facts.base import CountFact, Facts, Issue
from extract.facts.count_actions import act
from extract.facts.count_context import count_words, patterns
from extract.facts.count_exclusions import Candidate, Setting, exclusions
from extract.facts.count_relations import relate
from extract.facts.count_rows import Row, ranges_with_units
from extract.facts.modality import Cue, cues_of, modality
from extract.facts.units import NoUnit, Unit, unit_after, unit_by_words
from extract.lexicon import load
from extract.mentions.base import Mention, Mentions, NumberValue
from extract.mentions.qualifiers import Qualifiers, qualifier_behind
from extract.phrases import Found
from extract.rules import declare

UNIT = declare(
    "count.unit",
    finds={
        "Hai bên đã giải quyết 7 vụ ngừng việc tại 14 doanh nghiệp.": ["7 vụ", "14 doanh nghiệp"],
        "Tuyên truyền cho trên 46.500 lượt đoàn viên, người lao động.": ["trên 46.500 lượt đoàn viên, người lao động"],
        "Lớp học có 310 chủ nhà trọ, cán bộ công đoàn, công nhân.": ["310 chủ nhà trọ, cán bộ công đoàn, công nhân"],
        "Đến nay 14/20 doanh nghiệp có tổ chức công đoàn.": ["14/20 doanh nghiệp"],
        "Mỗi năm xảy ra 25 - 30 vụ.": ["25 - 30 vụ"],
        "Công an bắt 4 đối tượng, thu 12 kg thuốc nổ và một xe máy.": ["4 đối tượng", "12 kg", "một xe máy"],
        "Trong 3 năm, số vụ trộm lần lượt là 132, 115 và 78 vụ.": ["132", "115", "78 vụ"],
        "Công đoàn các KCN quản lý 512 CĐCS.": ["512 CĐCS"],
    },
    ignores=[
        "Sau 5 năm thực hiện, anh Nam, 35 tuổi, đi 20 km.",
        "Hai bên ký kết quy chế, hai ngành cùng thực hiện.",
        "Tập huấn cho doanh nghiệp dưới 50 lao động và doanh nghiệp từ 100 lao động trở lên.",
        "Công an phường 5 tổ chức ra quân, mô hình 4 an toàn được nhân rộng.",
        "Lễ ký diễn ra tại cơ sở 2 Trường Đại học Sài Thành.",
        "Thực hiện khẩu hiệu “Gia đình 5 không, 3 sạch”.",
        "Số vụ tăng 2 lần, mỗi quý họp 1 lần.",
        "Đây là một đơn vị tiêu biểu.",
        "Liên đoàn tặng Giấy khen cho 12 tập thể và 20 cá nhân.",
    ],
    source="the annotation guide, counts",
)
PERCENT = declare(
    "count.percent",
    finds={"Khoảng 38% lao động là người ngoại tỉnh, giảm 2,5 phần trăm.": ["Khoảng 38%", "2,5 phần trăm"]},
    ignores=["Toàn tỉnh có 38 xã."],
)
MONEY = declare(
    "count.money",
    finds={
        "Tổng trị giá hơn 3,2 tỷ đồng, mỗi suất 500.000 đồng.": ["hơn 3,2 tỷ đồng", "500.000 đồng"],
        "Công đoàn hỗ trợ 2 tỉ 350 triệu đồng.": ["2 tỉ 350 triệu đồng"],
    },
    ignores=["Ba đồng chí dự họp."],
)
MONEY_ELLIPSIS = declare(
    "count.money_ellipsis",
    finds={"Tổng kinh phí hỗ trợ là 24,5 triệu.": ["24,5 triệu"]},
    ignores=["Dân số cả nước là 100 triệu."],
)
BY_WORDS = declare(
    "count.unit_by_words",
    finds={"Trung tâm đã tiếp nhận 12 quả trứng, 35 phong bao.": ["35 phong bao"]},
    ignores=["Tỷ số là 12 đều."],
)

_CHANGED_TO = re.compile(r" (?:xuống còn|xuống|lên đến|lên tới|lên|còn|trong (?:tổng )?số|trong tổng cộng) ")
_NUMBER_OF = re.compile(
    r"(?<!\w)số (?P<noun>[^\W\d])(?:[^.;:,]{0,50})(?: (?:là|lên|lên tới|lên đến|xuống|xuống còn|còn|đạt)|:) $"
)
_LONGEST_LIST = 12  # figures behind one
_SUM = re.compile(r"(?:nghìn|ngàn|triệu|tỷ) đồng(?!\w)")
_CLAUSE_ENDS = re.compile(r"(?=[,;)]|\.(?!\d)|\n|$)")
_NEXT_FIGURE = re.compile(r"(?:,|;| và|, và) ")
_LIST_REACH = 80
_MONEY_REACH = 60  # characters
_SHARE_BETWEEN = re.compile(r" \([\d.,]+ ?%\)")  # "1.023/1.100 (93%) doanh nghiệp"


def read(document: Document, mentions: Mentions, facts: Facts) -> list[CountFact]:
    """Return the rows of counts, in order of appearance."""
    numbers = mentions.of("number")
    candidates: list[Candidate] = []
    for number in numbers:
        unit = _unit(document, mentions, number)
        if isinstance(unit, Unit):
            number = _placed(document, number, unit)
            candidates.append(
                Candidate(number, unit.measured_by(number.value.value), document.sentence_at(number.start))
            )
        elif unit is None and not _named(document, number):
            text = document.text[number.start : number.end]
            facts.issues.append(Issue("number_without_unit", text, number.start, number.end, number.rule))
    setting = Setting(document, mentions, facts, candidates)
    excluded = exclusions(setting)
    kept = [candidate for index, candidate in enumerate(candidates) if index not in excluded]
    sentences = {candidate.sentence.index: candidate.sentence for candidate in kept}
    cues = {index: cues_of(document, sentence) for index, sentence in sentences.items()}
    rows = [Row(c, list(_facts(document, facts, c, cues[c.sentence.index]))) for c in kept]
    relate(setting, rows)
    ranges_with_units(setting, rows)
    act(setting, rows)
    return [fact for row in rows for fact in row.facts]


def _unit(document: Document, mentions: Mentions, number: Mention[NumberValue]) -> Unit | NoUnit | None:
    """Return what `number` counts; None where no noun stands behind it."""
    sentence, value = document.sentence_at(number.start), number.value
    if value.percent:
        return Unit(number.end, number.end, "%", "percent", "quantities")
    if change := _CHANGED_TO.match(document.low, number.end):
        following = mentions.first_after("number", change.end(), change.end() + 30)
        found = unit_after(document, following.end, sentence.end) if following else None
        if following and found is None:  # "số vụ giảm từ 45 xuống 12"
            found = _elided(document, sentence, following)
        if isinstance(found, Unit):  # "giảm từ 88 xuống 35 người": the noun is for both
            return found._replace(start=number.end, end=number.end)
    unit = unit_after(document, number.end, sentence.end)
    if listed := _one_by_one(document, mentions, sentence, number) if not isinstance(unit, Unit) else None:
        return listed
    if unit is not None:
        return unit
    if (share := _SHARE_BETWEEN.match(document.text, number.end)) and value.denominator:
        return unit_after(document, share.end(), sentence.end)
    if value.scaled and _of_money(document, sentence, number.start):
        return Unit(number.end, number.end, "đồng", "money_vnd", "quantities", known=False)
    if elided := _elided(document, sentence, number):
        return elided
    return None if _lone_word(number) else unit_by_words(document, number.end)


def _one_by_one(
    document: Document, mentions: Mentions, sentence: Sentence, number: Mention[NumberValue]
) -> Unit | None:
    """Return the noun at the end of a list of figures: "lần lượt là 12, 15 và 20 vụ", "6 tỷ, 7 tỷ và 9 tỷ đồng"."""
    told = "lần lượt" in document.low[max(sentence.start, number.start - _LIST_REACH) : number.start]
    if not told and not number.value.scaled:
        return None
    last = number
    for _ in range(_LONGEST_LIST):
        more = mentions.first_after("number", last.end)
        if more is None or not _NEXT_FIGURE.fullmatch(document.low, last.end, more.start):
            break
        if not told and not more.value.scaled:
            return None
        if more.value.scaled and not number.value.scaled:
            return None  # "lần lượt 5, 3 và 2 triệu đồng": the scale is for all
        last = more
    found = unit_after(document, last.end, sentence.end) if last is not number else None
    return found._replace(start=number.end, end=number.end) if isinstance(found, Unit) else None


def _elided(document: Document, sentence: Sentence, number: Mention[NumberValue]) -> Unit | None:
    """Return the noun that a figure at the end of its clause leaves out: "số vụ phạm pháp là 48"."""
    if value_ends := _CLAUSE_ENDS.match(document.low, number.end):
        head = _NUMBER_OF.search(
            document.low, max(sentence.start, number.value.qualifier_start - _MONEY_REACH), number.value.qualifier_start
        )
        found = unit_after(document, head.start("noun") - 1, value_ends.start()) if head else None
        if isinstance(found, Unit):
            return found._replace(start=number.end, end=number.end)
    return None


def _placed(document: Document, number: Mention[NumberValue], unit: Unit) -> Mention[NumberValue]:
    """Return `number` without a qualifier that is a preposition: "phối hợp trên 5 lĩnh vực"."""
    value = number.value
    if value.qualifier_start == number.start:
        return number
    position = load("qualifiers", Qualifiers).position
    word = document.low[value.qualifier_start : number.start].strip()
    if word in position.words and unit.name in position.nouns and value.value <= position.at_most:
        return replace(number, value=replace(value, qualifier="exact", qualifier_start=number.start))
    return number


def _named(document: Document, number: Mention[NumberValue]) -> bool:
    """Whether a figure without a noun is a name's ("khu phố 5") or a small word that is mostly no number."""
    before = document.low[max(0, number.start - 20) : number.start]
    if (not before or before.endswith("\n")) and document.low[number.end : number.end + 1] in (".", ")"):
        return True  # the number of an item in a list
    return (number.value.spelled and number.value.value < 10) or bool(patterns().name_head.search(before))


def _of_money(document: Document, sentence: Sentence, position: int) -> bool:
    """Whether money is spoken of shortly before `position`: "tổng kinh phí hỗ trợ là 24,5 triệu"."""
    if patterns().money.search(document.low, max(sentence.start, position - _MONEY_REACH), position):
        return True
    before = document.sentences[max(0, sentence.index - 1)]
    return before.paragraph == sentence.paragraph and bool(_SUM.search(document.low, before.start, position))


def _lone_word(number: Mention[NumberValue]) -> bool:
    """Whether the figure is one small word, which needs a known unit to be believed ("năm", "ba", "một")."""
    return number.value.spelled and number.value.value in (1, 3, 5)


def _facts(document: Document, facts: Facts, candidate: Candidate, cues: list[Found[Cue]]) -> Iterator[CountFact]:
    value, unit = candidate.number.value, candidate.unit
    qualifier = value.qualifier
    if qualifier == "exact":
        qualifier, _ = qualifier_behind(document, candidate.end)
    rule, confidence = _rule(document, candidate)
    mode, source = modality(document, candidate.number.start, candidate.number.end, cues)
    if unit.measure == "other":
        facts.issues.append(Issue("unknown_unit", unit.name, candidate.start, candidate.end, rule))
    for amount in (value.value, value.range_end):
        if amount is not None:
            yield CountFact(
                start=candidate.start,
                end=candidate.end,
                rule=rule,
                confidence=confidence,
                value=amount,
                unit=unit.name,
                qualifier=qualifier,
                measure=unit.measure,
                modality=mode,
                sources=[source] if source else [],
            )


def _rule(document: Document, candidate: Candidate) -> tuple[str, float]:
    """Return the rule that made a row and how far to trust it."""
    unit = candidate.unit
    if unit.measure == "percent":
        return PERCENT, 0.95
    if unit.measure.startswith("money"):
        return (MONEY, 0.95) if unit.known else (MONEY_ELLIPSIS, 0.75)
    if not unit.known:
        return BY_WORDS, 0.7
    return UNIT, 0.75 if _doubtful(document, candidate) else 0.95


def _doubtful(document: Document, candidate: Candidate) -> bool:
    """Whether the figure might be a name's, a year, an article, a side or a way of speaking after all."""
    value, name = candidate.number.value, candidate.unit.name
    sides = count_words().sides
    written = document.text[candidate.number.start : candidate.number.end]
    return (
        bool(patterns().name_head.search(document.low[max(0, candidate.number.start - 20) : candidate.number.start]))
        or (written.isdigit() and 1900 <= value.value <= 2100)
        or (value.spelled and value.value == 1)
        or (name in (*sides.pair, *sides.between) and value.value == 2)
        or name in count_words().multiples.units
    )
