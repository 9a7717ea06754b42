"""Facts of the table counts: what each figure counts, how sure it is, and what is no count at all."""

import re
from collections.abc import Iterator

from extract.document import Document
from extract.facts.base import CountFact, Facts, Issue, Source
from extract.facts.modality import modality
from extract.facts.units import NoUnit, Unit, unit_after, unit_by_words
from extract.mentions.base import Mention, Mentions, NumberValue
from extract.rules import declare

UNIT = declare(
    "count.unit",
    finds={
        "Hai bên đã giải quyết 7 vụ ngừng việc tại 14 doanh nghiệp.": ["7 vụ", "14 doanh nghiệp"],
        "Tuyên truyền cho trên 46.500 lượt đoàn viên, người lao động.": ["trên 46.500 lượt đoàn viên, người lao động"],
        "Đến nay 14/20 doanh nghiệp có tổ chức công đoàn.": ["14/20 doanh nghiệp"],
    },
    ignores=["Sau 5 năm thực hiện, anh Nam, 35 tuổi, đi 20 km.", "Hai bên ký kết quy chế."],
)


def read(document: Document, mentions: Mentions, facts: Facts) -> list[CountFact]:
    """Return the rows of counts, in order of appearance."""
    return [fact for number in mentions.of("number") for fact in _facts(document, mentions, facts, number)]


def _facts(document: Document, mentions: Mentions, facts: Facts, number: Mention[NumberValue]) -> Iterator[CountFact]:
    value = number.value
    sentence = document.sentence_at(number.start)
    if value.percent:
        unit: Unit | NoUnit | None = Unit(number.end, number.end, "%", "percent", "quantities")
    else:
        unit = unit_after(document, number.end, sentence.end) or unit_by_words(document, number.end)
    if unit is None or isinstance(unit, NoUnit):
        return
    start = value.qualifier_start
    mode, source = modality(document, number.start, number.end)
    for amount in (value.value, value.range_end):
        if amount is not None:
            yield CountFact(
                start=start, end=unit.end, rule=UNIT, value=amount, unit=unit.name, qualifier=value.qualifier,
                measure=unit.measure, modality=mode, sources=[source] if source else [],
            )  # fmt: skip
