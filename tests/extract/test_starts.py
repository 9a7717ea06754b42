"""A pattern that is tried at its first words and figures only finds what it finds when it is tried everywhere."""

import re
from functools import cache

import pytest

from extract.document import Document
from extract.mentions import documents, numbers, numerals, organisation_unions
from extract.mentions.dates import _DOCUMENT_NUMBER, _NUMBER_BEGINS, _PATTERNS
from extract.rules import RULES
from extract.starts import FIGURE, first_words
from extract.text import clean

FOLDED = {pattern.rule: (pattern.regex, pattern.begins) for pattern in _PATTERNS} | {
    "a paper's number, for dates": (_DOCUMENT_NUMBER, _NUMBER_BEGINS),
    "a paper's kind": (documents._compiled().head, documents._compiled().begins),
    "an article": (documents._ARTICLE, documents._ARTICLE_WORDS),
    "unions of firms": (organisation_unions._OF_LISTED, organisation_unions._UNIONS),
    "a firm's union": (organisation_unions._ITS_FIRM, organisation_unions._UNIONS),
    "a school's union": (organisation_unions._ITS_SCHOOL, organisation_unions._UNIONS),
    "the firm": (organisation_unions._THE_FIRM, organisation_unions._FOR_THE_FIRM),
    "the school": (organisation_unions._THE_SCHOOL, organisation_unions._FOR_THE_SCHOOL),
    "a number": (numerals._token_pattern(), numerals._begins()),
    "a telephone number": (numbers._PHONE, numbers._PHONE_BEGINS),
}
CASED = {
    "a paper's short name": (documents._SHORT, documents._SHORT_FORMS),
    "a paper's number": (documents._NUMBER, documents._FIGURES),
    "a law": (documents._LAW, documents._LAW_WORDS),
}
MORE = [
    "CĐCS 3 doanh nghiệp gồm: Công ty May Sao Mai, Công ty Lam Sơn.",
    "Công đoàn trường và Ban Giám hiệu nhà trường ký kết.",
    "Đại diện Ban Giám đốc Công ty phát biểu, thay mặt nhà máy.",
    "Liên hệ số 0912 345 678 hoặc +84 912 345 678.",
    "Chiều tối, tổ trực 24/24; năm2024, 3,2tỷ, 500k, m²năm, 5_năm, 1.250.000 đồng, 2 phần 3, 7.30h 5/3.",
]


@cache
def texts() -> list[Document]:
    """The rules' examples: plain, beside apostrophes, behind the beginning of a number, behind brackets."""
    plain = [text for rule in RULES.values() for text in (*rule.finds, *rule.ignores)] + MORE
    marked = [text.replace(" ", f" {mark}") for text in plain for mark in ("'", "n'", "h' ", "1.")]
    joined = [text.replace(" ", "'") for text in plain]
    return [Document(clean(text)) for text in plain + marked + joined]


@pytest.mark.parametrize("name", [*FOLDED, *CASED])
def test_no_match_is_missed(name: str) -> None:
    pattern, words = (FOLDED | CASED)[name]
    found = 0
    for document in texts():
        text = document.plain if name in CASED else document.low
        everywhere = [match.span() for match in pattern.finditer(text)]
        assert [match.span() for match in document.starts.matches(pattern, words, text)] == everywhere, document.text
        found += len(everywhere)
    assert found


def test_places_are_told_in_order() -> None:
    document = Document("Ngày 5/3, của'ngày 7.30, hôm h' ngày 9")
    assert document.starts.of(first_words(["ngày hôm nay"], "hôm")) == [0, 14, 25, 32]
    assert document.starts.of(first_words(FIGURE)) == [5, 7, 19, 21, 37]
    assert [match[0] for match in document.starts.matches(re.compile(r"ngày \d"), first_words("ngày"))] == [
        "ngày 5",
        "ngày 7",
        "ngày 9",
    ]
