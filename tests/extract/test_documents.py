"""Papers: their kinds, numbers and what makes them papers of co-operation."""

import pytest

from extract.document import Document
from extract.mentions.base import DocumentName, Mentions
from extract.mentions.document_lexicon import codes_of, lexicon
from extract.mentions.documents import find


def papers(text: str) -> list[tuple[str, DocumentName]]:
    document = Document(text)
    return [(text[mention.start : mention.end], mention.value) for mention in find(document, Mentions())]


def marked(text: str) -> tuple[str, str]:
    """A case's text, and the part of it in brackets."""
    return text.replace("[", "").replace("]", ""), text[text.index("[") + 1 : text.index("]")]


COOPERATION = [
    ("ký kết [Quy chế phối hợp]", "quy chế", None),
    ("[Quy chế phối hợp số 47/QCPH-CAT-LĐLĐT], ngày 14/9/2018", "quy chế", "47/QCPH-CAT-LĐLĐT"),
    ("[Quy chế số 03/QC-BCA-TLĐLĐ] ngày 12.9.2017", "quy chế", "03/QC-BCA-TLĐLĐ"),
    ("[Quy chế phối hợp số: 03/QC - BCA - TLĐLĐ]", "quy chế", "03/QC - BCA - TLĐLĐ"),
    ("[Kế hoạch liên tịch số 15/KHLT-CAT-LĐLĐ]", "kế hoạch liên tịch", "15/KHLT-CAT-LĐLĐ"),
    ("[quy chế về mối quan hệ phối hợp công tác] giữa hai bên", "quy chế", None),
    ("[Chương trình công tác phối hợp] năm 2024", "chương trình", None),
    ("ký [bản ghi nhớ hợp tác]", "biên bản ghi nhớ", None),
    ("[thoả thuận hợp tác] giữa hai bên", "thỏa thuận", None),
    ("[KẾ HOẠCH PHỐI HỢP]", "kế hoạch", None),
    ("[Nghị quyết liên tịch 01/2014/NQLT-BCA-TLĐ]", "nghị quyết liên tịch", "01/2014/NQLT-BCA-TLĐ"),
    ("hai bên ký kết [chương trình] giai đoạn 2023-2028", "chương trình", None),
    ("[kế hoạch] giữa Công an tỉnh và LĐLĐ tỉnh", "kế hoạch", None),
    ("kế hoạch này (số [118/KHPH-CĐCA-LĐLĐ])", "kế hoạch", "118/KHPH-CĐCA-LĐLĐ"),
    ("theo [văn bản số 118/KHPH-CĐCA-LĐLĐ]", "kế hoạch", "118/KHPH-CĐCA-LĐLĐ"),
]


@pytest.mark.parametrize(("text", "kind", "number"), COOPERATION)
def test_cooperation(text: str, kind: str, number: str | None) -> None:
    written, mention = marked(text)
    assert papers(written) == [(mention, DocumentName(kind, number, True))]


OTHERS = [
    ("[Nghị định 102/2017/NĐ-CP]", "nghị định", "102/2017/NĐ-CP"),
    ("[Nghị quyết 20-NQ/TW] - LĐLĐ tỉnh triển khai", "nghị quyết", "20-NQ/TW"),
    ("[Chỉ thị số 05] ngày 15/5/2016", "chỉ thị", "05"),
    ("[Đề án 06] của Chính phủ", "đề án", "06"),
    ("[Kế hoạch số 15/KH-UBND]", "kế hoạch", "15/KH-UBND"),
    ("[Kế hoạch số 1234/KH-CAT-PV01] của Công an tỉnh", "kế hoạch", "1234/KH-CAT-PV01"),
    ("[Bộ luật Lao động] năm 2019", "bộ luật", None),
    ("[Luật Giao thông đường bộ] và mức phạt", "luật", None),
    ("theo [khoản 2, Điều 25.4]", "điều khoản", None),
]


@pytest.mark.parametrize(("text", "kind", "number"), OTHERS)
def test_other_papers(text: str, kind: str, number: str | None) -> None:
    written, mention = marked(text)
    assert papers(written) == [(mention, DocumentName(kind, number, False))]


@pytest.mark.parametrize(
    "text",
    [
        "Trực ban 24/7, đường dây nóng 0276-382-000",
        "Kế hoạch 5 năm của tỉnh",
        "Quyết định 3 tập thể được thưởng",
        "tỷ lệ 3-1, ngày 25-4, ngày 14/9/2018-TP Huế",
        "ký cam kết chấp hành pháp luật",
        "Luật sư Trần Văn Tám và Luật gia Lê Thị Mai",
        "công nhân ở Tổ 5-Phường 3",
    ],
)
def test_no_papers(text: str) -> None:
    assert papers(text) == []


def test_a_papers_day_is_left_to_the_dates() -> None:
    [(mention, _)] = papers("Quy chế phối hợp số 05/QC-CAT-LĐLĐ ngày 12/6/2019 giữa hai bên")
    assert "12/6/2019" not in mention


def test_codes_of_a_number() -> None:
    assert codes_of("03/QC-BCA-TLĐLĐ") == ["qc", "bca", "tlđlđ"]
    assert codes_of("01/2014/NQLT - BCA") == ["nqlt", "bca"]


def test_every_kind_can_be_found_by_each_of_its_forms() -> None:
    for kind in lexicon().kind:
        for form in (kind.noun, *kind.forms):
            found = (
                papers(f"Triển khai {form.capitalize()} phối hợp số 12/XY-AB")
                if kind.agreement
                else papers(f"Triển khai {form.capitalize()} số 12/XY-AB")
            )
            assert [name.kind for _, name in found] == [kind.noun], form


def test_no_code_stands_for_two_kinds() -> None:
    codes = [code for kind in lexicon().kind for code in kind.codes]
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize(
    "unit", ["03/QC-BCA-", "Luật Công đoàn, ", "quy chế về về ", "Điều 1, khoản 2, ", "số số ", "1/A-"]
)
def test_a_hostile_text_is_read_once(unit: str) -> None:
    mentions = list(find(Document(unit * (40_000 // len(unit))), Mentions()))
    assert all(mention.start < mention.end for mention in mentions)
