"""Facts of the table counts: what each figure counts, how sure it is, and what is no count at all."""

import re
from collections.abc import Iterator

from extract.document import Document
from extract.facts.base import CountFact, Facts, Issue
from extract.facts.count_exclusions import Candidate, Setting, exclusions
from extract.facts.modality import modality
from extract.facts.units import NoUnit, Unit, unit_after, unit_by_words
from extract.mentions.base import Mention, Mentions, NumberValue, Qualifier
from extract.mentions.numbers import qualifier_behind
from extract.rules import declare

UNIT = declare(
    "count.unit",
    finds={
        "Hai bên đã giải quyết 7 vụ ngừng việc tại 14 doanh nghiệp.": ["7 vụ", "14 doanh nghiệp"],
        "Tuyên truyền cho trên 46.500 lượt đoàn viên, người lao động.": ["trên 46.500 lượt đoàn viên, người lao động"],
        "Đến nay 14/20 doanh nghiệp có tổ chức công đoàn.": ["14/20 doanh nghiệp"],
        "Mỗi năm xảy ra 25 - 30 vụ.": ["25 - 30 vụ"],
        "Công an bắt 4 đối tượng, thu 12 kg thuốc nổ và một xe máy.": ["4 đối tượng", "12 kg", "một xe máy"],
    },
    ignores=[
        "Sau 5 năm thực hiện, anh Nam, 35 tuổi, đi 20 km.",
        "Hai bên ký kết quy chế, hai ngành cùng thực hiện.",
        "Tập huấn cho doanh nghiệp dưới 50 lao động và doanh nghiệp từ 100 lao động trở lên.",
        "Công an phường 5 tổ chức ra quân, mô hình 4 an toàn được nhân rộng.",
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

_MONEY = re.compile(
    r"(?<!\w)(?:kinh phí|số tiền|tiền|trị giá|giá trị|vốn|doanh thu|lợi nhuận|ngân sách|quỹ|thu nhập|lương|thưởng|thiệt hại|đồng|chi phí|tổng chi|tổng thu|vay|nợ|hỗ trợ|ủng hộ|phạt|đầu tư|giải ngân|học phí)(?!\w)"
)


def read(document: Document, mentions: Mentions, facts: Facts) -> list[CountFact]:
    """Return the rows of counts, in order of appearance."""
    numbers = mentions.of("number")
    candidates = [c for number in numbers if (c := _candidate(document, facts, number)) is not None]
    setting = Setting(document, mentions, facts, candidates)
    excluded = exclusions(setting)
    kept = [candidate for index, candidate in enumerate(candidates) if index not in excluded]
    found: list[CountFact] = []
    for candidate in kept:
        found += _facts(document, facts, candidate)
    return found


def _candidate(document: Document, facts: Facts, number: Mention[NumberValue]) -> Candidate | None:
    """Return the figure with its noun; None where it has none or one that is never counted."""
    sentence = document.sentence_at(number.start)
    value = number.value
    if value.percent:
        points = document.low[number.end - 9 : number.end] == "phần trăm" or document.low[number.end - 1] == "%"
        return Candidate(number, Unit(number.end, number.end, "%", "percent", "quantities"), sentence) if points else None
    unit = unit_after(document, number.end, sentence.end)
    if isinstance(unit, NoUnit):
        return None
    if unit is None and value.scaled and _MONEY.search(document.low, max(sentence.start, number.start - 60), number.start):
        unit = Unit(number.end, number.end, "đồng", "money_vnd", "quantities", known=False)
    if unit is None and not _lone_word(document, number):
        unit = unit_by_words(document, number.end)
    return Candidate(number, unit, sentence) if unit else None


def _lone_word(document: Document, number: Mention[NumberValue]) -> bool:
    """Whether the figure is one small word, which needs a known unit to be believed ("năm", "ba", "một")."""
    return number.value.spelled and number.value.value in (1, 3, 5)


def _facts(document: Document, facts: Facts, candidate: Candidate) -> Iterator[CountFact]:
    value, unit = candidate.number.value, candidate.unit
    qualifier, end = value.qualifier, candidate.end
    if qualifier == "exact":
        qualifier, behind = qualifier_behind(document, end)
        end = behind if qualifier != "exact" else end
    rule, confidence = _rule(candidate)
    mode, source = modality(document, candidate.number.start, candidate.number.end)
    if unit.measure == "other":
        facts.issues.append(Issue("unknown_unit", unit.name, candidate.start, candidate.end, rule))
    for amount in (value.value, value.range_end):
        if amount is not None:
            yield CountFact(
                start=candidate.start, end=candidate.end, rule=rule, confidence=confidence, value=amount, unit=unit.name,
                qualifier=qualifier, measure=unit.measure, modality=mode, sources=[source] if source else [],
            )  # fmt: skip


def _rule(candidate: Candidate) -> tuple[str, float]:
    unit, value = candidate.unit, candidate.number.value
    if unit.measure == "percent":
        return PERCENT, 0.95
    if unit.measure.startswith("money"):
        return (MONEY, 0.95) if unit.known else (MONEY_ELLIPSIS, 0.75)
    if not unit.known:
        return BY_WORDS, 0.7
    if value.spelled and value.value < 10:
        return UNIT, 0.85
    return UNIT, 0.95
