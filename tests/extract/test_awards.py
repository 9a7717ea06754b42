"""Awards: who gave which award to how many, in the ways that Vietnamese news tells it."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from extract.document import Document
from extract.facts.award_givers import may_grant
from extract.facts.base import AwardFact
from extract.mentions.awards import Level, find, lexicon
from extract.mentions.base import AwardName, Mentions, Organisation
from extract.pipeline import read_text

POLICE, UNION, COMMITTEE = "Công an tỉnh Phú Thọ", "Liên đoàn Lao động tỉnh Phú Thọ", "Ủy ban nhân dân tỉnh Phú Thọ"
MINISTRY, CONFEDERATION = "Bộ Công an", "Tổng Liên đoàn Lao động Việt Nam"
GIAY, BANG = "Giấy khen", "Bằng khen"


def read(text: str) -> list[AwardFact]:
    published = datetime(2024, 3, 5, 8, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
    return read_text(text, published, "Phú Thọ").facts.awards


def rows(text: str) -> list[tuple]:
    """Award, givers, collectives, individuals, recipients of every actual award in `text`."""
    return [
        (row.award, [giver.name for giver in row.granted_by], row.collectives, row.individuals, row.recipients)
        for row in read(text)
        if row.modality == "actual"
    ]


TOLD = [
    # active
    ("Công an tỉnh tặng Giấy khen cho 04 tập thể và 06 cá nhân.", [(GIAY, [POLICE], 4, 6, None)]),
    ("LĐLĐ tỉnh tặng Bằng khen 9 tập thể và 21 cá nhân.", [(BANG, [UNION], 9, 21, None)]),
    ("Giám đốc Công an tỉnh tặng Giấy khen cho hai tập thể.", [(GIAY, [POLICE], 2, None, None)]),
    ("Ban Thường vụ LĐLĐ tỉnh đã quyết định tặng Bằng khen cho 4 tập thể.", [(BANG, [UNION], 4, None, None)]),
    ("Công an tỉnh và LĐLĐ tỉnh cùng ký Giấy khen tặng 25 tập thể.", [(GIAY, [POLICE, UNION], 25, None, None)]),
    ("Công an tỉnh đã trao tặng 14 Giấy khen cho các tập thể, cá nhân.", [(GIAY, [POLICE], None, None, 14)]),
    ("Công bố quyết định của Chủ tịch UBND tỉnh tặng Bằng khen cho 6 tập thể.", [(BANG, [COMMITTEE], 6, None, None)]),
    ("Bộ trưởng Bộ Công an, Chủ tịch Tổng LĐLĐ Việt Nam tặng Bằng khen cho 12 tập thể.", [
        (BANG, [MINISTRY, CONFEDERATION], 12, None, None)]),
    ("LĐLĐ tỉnh đã thăm hai gia đình và tặng Bằng khen cho 5 cá nhân.", [(BANG, [UNION], None, 5, None)]),
    # passive
    ("2 tập thể và 2 cá nhân được LĐLĐ tỉnh tặng Bằng khen.", [(BANG, [UNION], 2, 2, None)]),
    ("2 cá nhân được nhận Giấy khen của Công an tỉnh.", [(GIAY, [POLICE], None, 2, None)]),
    ("24 tập thể, cá nhân được Giám đốc Công an tỉnh tặng Giấy khen.", [(GIAY, [POLICE], None, None, 24)]),
    ("13 tập thể và 27 cá nhân tiêu biểu được tặng Giấy khen.", [(GIAY, [], 13, 27, None)]),
    ("5 đội, 4 đơn vị và 16 cá nhân được Chủ tịch UBND tỉnh tặng Bằng khen.", [(BANG, [COMMITTEE], 9, 16, None)]),
    ("Đơn vị vinh dự được đón nhận Cờ thi đua của Bộ Công an.", [("Cờ thi đua", [MINISTRY], 1, None, None)]),
    ("2 đơn vị được tặng Cờ thi đua Chính phủ.", [("Cờ thi đua", ["Chính phủ"], 2, None, None)]),
    # several in one breath
    ("UBND tỉnh tặng Bằng khen cho 12 tập thể; Công an tỉnh tặng Giấy khen cho 7 cá nhân và LĐLĐ tỉnh tặng Bằng khen "
     "cho 3 tập thể.", [(BANG, [COMMITTEE], 12, None, None), (GIAY, [POLICE], None, 7, None),
                        (BANG, [UNION], 3, None, None)]),
    ("UBND tỉnh tặng Bằng khen cho 5 tập thể, Cờ thi đua cho 2 đơn vị.", [
        (BANG, [COMMITTEE], 5, None, None), ("Cờ thi đua", [COMMITTEE], 2, None, None)]),
    ("6 tập thể được UBND tỉnh tặng Cờ thi đua, 22 tập thể và 45 cá nhân được tặng Bằng khen.", [
        ("Cờ thi đua", [COMMITTEE], 6, None, None), (BANG, [COMMITTEE], 22, 45, None)]),
    ("49 cá nhân nhận bằng khen, giấy khen do UBND tỉnh và Công an tỉnh trao tặng.", [
        (BANG, [COMMITTEE, POLICE], None, 49, None), (GIAY, [COMMITTEE, POLICE], None, 49, None)]),
    ("20 tập thể được nhận Bằng khen của Chủ tịch UBND tỉnh và Giấy khen của Giám đốc Công an tỉnh.", [
        (BANG, [COMMITTEE], 20, None, None), (GIAY, [POLICE], 20, None, None)]),
    ("Công an tỉnh tặng Giấy khen 04 tập thể; 02 cá nhân được nhận Bằng khen của Tổng LĐLĐ Việt Nam.", [
        (GIAY, [POLICE], 4, None, None), (BANG, [CONFEDERATION], None, 2, None)]),
    ("Bộ Công an cũng khen thưởng 20 cá nhân Kỷ niệm chương Vì an ninh Tổ quốc, 6 đơn vị nhận Cờ thi đua.", [
        ("Kỷ niệm chương", [MINISTRY], None, 20, None), ("Cờ thi đua", [MINISTRY], 6, None, None)]),
    # recipients
    ("LĐLĐ tỉnh tặng Bằng khen cho ông Trần Văn Tám, Giám đốc Công ty Sao Mai.", [(BANG, [UNION], None, 1, None)]),
    ("Công an tỉnh tặng Giấy khen cho tập thể tàu cá Sao Mai và 3 cá nhân.", [(GIAY, [POLICE], 1, 3, None)]),
    ("Công an tỉnh tặng Giấy khen cho hai đồng chí Lê Thị Mai và Trần Văn Tám.", [(GIAY, [POLICE], None, 2, None)]),
    ("UBND tỉnh tặng Bằng khen cho 45 tập thể, cá nhân, gồm 15 tập thể và 30 cá nhân.", [
        (BANG, [COMMITTEE], 15, 30, None)]),
    ("UBND tỉnh tặng Bằng khen cho 3 tập thể có thành tích trong phong trào thi đua và 5 cá nhân có thành tích khác.", [
        (BANG, [COMMITTEE], 3, 5, None)]),
    ("Công an tỉnh trao Giấy khen cho 10 cá nhân và trao 20 suất quà cho 20 công nhân.", [
        (GIAY, [POLICE], None, 10, None)]),
    ("Qua 5 năm, tại 14 doanh nghiệp, 2 tập thể được Công an tỉnh tặng Giấy khen.", [(GIAY, [POLICE], 2, None, None)]),
    ("LĐLĐ tỉnh tặng Bằng khen cho 2 cá nhân, kèm phần thưởng 500 nghìn đồng/cá nhân.", [
        (BANG, [UNION], None, 2, None)]),
    # praise
    ("Công an tỉnh đã biểu dương, khen thưởng 12 tập thể và 25 cá nhân.", [("Khen thưởng", [POLICE], 12, 25, None)]),
    ("62 tập thể và cá nhân được tuyên dương.", [("Tuyên dương", [], None, None, 62)]),
    ("25 lượt tập thể, 46 lượt cá nhân được các cấp khen thưởng.", [("Khen thưởng", [], 25, 46, None)]),
    # captions
    ("Lãnh đạo Công an tỉnh trao Giấy khen cho các tập thể, cá nhân.", [(GIAY, [POLICE], None, None, None)]),
    ("Trao Bằng khen của Tổng LĐLĐ Việt Nam cho các tập thể.", [(BANG, [CONFEDERATION], None, None, None)]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), TOLD)
def test_told(text: str, expected: list[tuple]) -> None:
    assert rows(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Công an tỉnh đề nghị UBND tỉnh tặng Bằng khen cho 5 tập thể.",
        "Có 12 tập thể được đề nghị Bộ Công an tặng Bằng khen.",
        "Ông Trần Văn Tám từng được tặng Huân chương Lao động hạng Nhì.",
        "Chị Hoa nhiều năm liền được tặng Bằng khen, Giấy khen.",
        "Thời gian tới, hai ngành kịp thời khen thưởng tập thể, cá nhân.",
        "Các tập thể, cá nhân xuất sắc được khen thưởng tại hội nghị.",
        "Trưởng Ban Thi đua - Khen thưởng tỉnh dự hội nghị cùng 20 cá nhân.",
        "Bằng khen là hình thức khen thưởng cao quý.",
        "100% cơ quan đăng ký danh hiệu “An toàn về an ninh trật tự”.",
    ],
)
def test_not_given(text: str) -> None:
    assert rows(text) == []


def test_who_hands_over_is_not_who_grants() -> None:
    [row] = read("Thừa ủy quyền của Bộ trưởng Bộ Công an, Đại tá Trần Văn Tám trao Bằng khen cho 2 tập thể.")
    assert [giver.name for giver in row.granted_by] == [MINISTRY]
    assert row.presented_by == ["Trần Văn Tám"]


def test_who_hands_over_goes_on_to_the_next_clause() -> None:
    rows = read(
        "Đại tá Trần Văn Tám, Phó Giám đốc Công an tỉnh trao Bằng khen của Bộ Công an cho 2 tập thể; trao "
        "Kỷ niệm chương cho 3 cá nhân; LĐLĐ tỉnh tặng Giấy khen cho 4 cá nhân."
    )
    assert [row.presented_by for row in rows] == [["Trần Văn Tám"], ["Trần Văn Tám"], []]


def test_the_giver_of_what_is_handed_over_is_taken_from_where_the_article_says_it() -> None:
    caption, told = read(
        "Đại tá Trần Văn Tám, Phó Giám đốc Công an tỉnh trao Kỷ niệm chương “Vì an ninh Tổ quốc” cho 02 cán bộ.\n"
        "Bộ Công an tặng Kỷ niệm chương “Vì an ninh Tổ quốc” cho hai đồng chí."
    )
    assert [giver.name for giver in caption.granted_by] == [giver.name for giver in told.granted_by] == [MINISTRY]


def test_the_hosts_who_praise_are_the_givers_of_praise() -> None:
    [row] = read(
        "Công an tỉnh phối hợp với LĐLĐ tỉnh tổ chức hội nghị và tuyên dương các tập thể, cá nhân.\n"
        "62 tập thể và cá nhân được tuyên dương lần này đều tiêu biểu."
    )
    assert [giver.name for giver in row.granted_by] == [POLICE, UNION]


def test_names_titles_reasons_and_where_they_stand() -> None:
    text = "Bộ Công an tặng Kỷ niệm chương “Bảo vệ an ninh Tổ quốc” cho bà Lê Thị Mai vì có thành tích xuất sắc."
    [row] = read(text)
    assert (row.title, row.named, row.reason) == (
        "Bảo vệ an ninh Tổ quốc", ["Lê Thị Mai"], "vì có thành tích xuất sắc"
    )  # fmt: skip
    read_at = {source.field: text[source.start : source.end] for source in row.sources}
    assert read_at == {"granted_by": "Bộ Công an", "named": "Lê Thị Mai", "reason": "vì có thành tích xuất sắc"}


def test_figures_carry_their_places_so_that_they_are_no_counts() -> None:
    text = "Công an tỉnh tặng Giấy khen cho 04 tập thể và 06 cá nhân."
    [row] = read(text)
    places = [(source.field, text[source.start : source.end]) for source in row.sources if source.field != "granted_by"]
    assert places == [("collectives", "04 tập thể"), ("individuals", "06 cá nhân")]


def test_an_award_that_no_lexicon_has_goes_to_the_issues() -> None:
    text = "LĐLĐ tỉnh tặng Ngôi sao xanh cho 2 tập thể và tặng Bằng khen cho 3 cá nhân; tặng Công ty 2 suất quà."
    facts = read_text(text, datetime(2024, 3, 5, 8, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh")), "Phú Thọ").facts
    assert [issue.detail for issue in facts.issues if issue.kind == "unknown_award"] == ["Ngôi sao xanh"]


def test_a_noun_that_no_lexicon_has_is_counted_and_goes_to_the_issues() -> None:
    published = datetime(2024, 3, 5, 8, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
    facts = read_text("Công an tỉnh tặng Giấy khen cho 12 kiểm lâm viên.", published, "Phú Thọ").facts
    assert [(row.individuals, row.confidence) for row in facts.awards] == [(12, 0.6)]
    [issue] = [issue for issue in facts.issues if issue.kind == "unknown_recipient"]
    assert issue.detail.startswith("12 kiểm lâm viên")


NAMES = [
    ("Huân Chương Lao động hạng ba", "Huân chương Lao động hạng Ba", None),
    ("Huân chương Chiến công hạng Nhì", "Huân chương Chiến công hạng Nhì", None),
    ("Cờ thi đua xuất sắc", "Cờ thi đua", None),
    ("băng khen", "Bằng khen", None),
    ("Kỷ niệm chương Vì sự nghiệp giáo dục", "Kỷ niệm chương", "Vì sự nghiệp giáo dục"),
    ("Huy hiệu 30 năm tuổi Đảng", "Huy hiệu", "30 năm tuổi Đảng"),
    ("danh hiệu “Chiến sĩ thi đua cơ sở”", "Danh hiệu", "Chiến sĩ thi đua cơ sở"),
    ("Bằng Lao động sáng tạo", "Bằng Lao động sáng tạo", None),
]


@pytest.mark.parametrize(("written", "award", "title"), NAMES)
def test_names(written: str, award: str, title: str | None) -> None:
    document = Document(f"Được tặng {written} cho thành tích.")
    [mention] = [mention for mention in find(document, Mentions()) if mention.kind == "award"]
    assert document.text[mention.start : mention.end] == written
    assert mention.value == AwardName(award, title)


def test_every_form_of_an_award_is_found() -> None:
    for award in lexicon().award:
        for form in (award.name, *award.forms):
            title = " “Sao Mai”" if award.titled else ""
            document = Document(f"Được tặng {form}{title}.")
            found = [mention.value.award for mention in find(document, Mentions()) if mention.kind == "award"]
            assert found == [award.name], form


def test_no_noun_counts_groups_and_persons_at_once() -> None:
    words = lexicon().recipients
    nouns = [*words.strong_groups, *words.strong_persons, *words.both, *words.groups, *words.persons]
    assert len(nouns) == len(set(nouns))


@pytest.mark.parametrize(
    ("level", "name", "kind", "rank", "expected"),
    [
        ("province", POLICE, "police", "province", False),
        ("province", UNION, "union", "province", True),
        ("province", "Ủy ban nhân dân huyện Lâm Thao", "people_committee", "district", False),
        ("any", "Công an xã Tiên Kiên", "police", "commune", True),
        ("state", MINISTRY, "police", "central", False),
        ("state", "Chủ tịch nước", "state", "central", True),
        ("state", "Thủ tướng Chính phủ", "state", "central", False),
        ("central", MINISTRY, "police", "central", True),
    ],
)
def test_who_may_grant(level: Level, name: str, kind: str, rank: str, expected: bool) -> None:
    assert may_grant(level, Organisation(name, None, kind, rank)) is expected
