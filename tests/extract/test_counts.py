"""What figures count: unit, measure, qualifier, and how counts stand to each other."""

import cProfile
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.document import Document
from extract.facts.base import CountFact, Facts
from extract.facts.count_context import CountWords
from extract.facts.counts import read
from extract.facts.unit_lexicon import UnitWords, vocabulary
from extract.facts.units import NoUnit, Unit, expansion, unit_after
from extract.lexicon import LexiconError, load, parse
from extract.mentions import numbers as number_mentions
from extract.mentions.base import Mentions
from extract.pipeline import read_text

CASES = (Path(__file__).parent / "cases" / "counts.txt").read_text(encoding="utf-8").splitlines()
SIGNS = {"exact": "", "over": ">", "under": "<", "about": "~"}


def counts(text: str) -> list[CountFact]:
    return read_text(text, datetime(2024, 3, 5, 8), "Cần Thơ").facts.counts


@pytest.mark.parametrize("case", [line for line in CASES if not line.startswith("#")])
def test_cases(case: str) -> None:
    text, _, expected = case.partition(" |")
    shown = [f"{SIGNS[count.qualifier]}{count.value:.15g} {count.unit}" for count in counts(text)]
    assert shown == [count.strip() for count in expected.split(";") if count.strip()]


def short(text: str) -> list[tuple[float, str]]:
    return [(count.value, count.unit) for count in counts(text)]


@pytest.mark.parametrize(
    ("text", "value", "unit", "measure", "qualifier", "mention"),
    [
        ("Có hơn 60 cán bộ dự.", 60, "cán bộ", "officers", "over", "hơn 60 cán bộ"),
        ("Có gần 120 đại biểu dự.", 120, "đại biểu", "delegates", "under", "gần 120 đại biểu"),
        ("Có khoảng 38% là nữ.", 38, "%", "percent", "about", "khoảng 38%"),
        ("Có ít nhất 10 mô hình.", 10, "mô hình", "models", "over", "ít nhất 10 mô hình"),
        ("Chưa đến 1% vi phạm.", 1, "%", "percent", "under", "Chưa đến 1%"),
        ("Đạt 80% trở lên.", 80, "%", "percent", "over", "80%"),
        ("Thu hồi 1,35 tỷ đồng.", 1.35e9, "đồng", "money_vnd", "exact", "1,35 tỷ đồng"),
        ("Cho vay 2 tỷ 350 triệu đồng.", 2.35e9, "đồng", "money_vnd", "exact", "2 tỷ 350 triệu đồng"),
        ("Tặng 500.000đ tiền mặt.", 5e5, "đồng", "money_vnd", "exact", "500.000đ"),
        ("Giải quyết 7 vụ ngừng việc tập thể.", 7, "vụ", "work_stoppages", "exact", "7 vụ"),
        ("Xảy ra 9 vụ tai nạn giao thông.", 9, "vụ", "accidents", "exact", "9 vụ"),
        ("Vụ việc làm 2 người chết.", 2, "người", "victims", "exact", "2 người"),
        ("Có 41 CĐCS.", 41, "công đoàn cơ sở", "grassroots_unions", "exact", "41 CĐCS"),
        ("Có 82 DN hoạt động.", 82, "doanh nghiệp", "enterprises", "exact", "82 DN"),
        ("Có 300 CNVCLĐ dự.", 300, "công nhân, viên chức, lao động", "workers", "exact", "300 CNVCLĐ"),
        ("Có 3.500 lượt CN dự.", 3500, "lượt công nhân", "participations", "exact", "3.500 lượt CN"),
        ("Tuần tra 2.846 lượt.", 2846, "lượt", "participations", "exact", "2.846 lượt"),
        ("Có 200 cán bộ, chiến sỹ dự.", 200, "cán bộ, chiến sĩ", "officers", "exact", "200 cán bộ, chiến sỹ"),
        ("Treo 640 băng rôn, pa nô.", 640, "băng rôn, pa nô", "banners", "exact", "640 băng rôn, pa nô"),
        ("Có 9 huyện, thành phố.", 9, "huyện, thành phố", "districts", "exact", "9 huyện, thành phố"),
        ("Có 214 tổ công nhân tự quản.", 214, "tổ", "self_management_groups", "exact", "214 tổ"),
        ("Có 35 tổ tự quản.", 35, "tổ tự quản", "self_management_groups", "exact", "35 tổ tự quản"),
        ("Phát 2.000 cuốn cẩm nang.", 2000, "cuốn cẩm nang", "publications", "exact", "2.000 cuốn cẩm nang"),
        ("Sửa tám ngôi nhà.", 8, "ngôi nhà", "houses", "exact", "tám ngôi nhà"),
        ("Thu 12 kg thuốc nổ.", 12, "kg", "weight", "exact", "12 kg"),
        ("Bài thi đạt 97,8 điểm.", 97.8, "điểm", "points", "exact", "97,8 điểm"),
        ("Vợ chồng anh có 2 con.", 2, "con", "children", "exact", "2 con"),
        ("Tổng đàn đạt 120.000 con.", 120000, "con", "animals", "exact", "120.000 con"),
        ("Có 4 cầu thủ dự.", 4, "cầu thủ", "people", "exact", "4 cầu thủ"),
        ("Tổng kinh phí là 24,5 triệu.", 24.5e6, "đồng", "money_vnd", "exact", "24,5 triệu"),
        ("Hỗ trợ 40 triệu đồng/căn.", 40e6, "đồng", "money_vnd", "exact", "40 triệu đồng"),
    ],
)
def test_units(text: str, value: float, unit: str, measure: str, qualifier: str, mention: str) -> None:
    [count] = counts(text)
    assert (count.value, count.unit, count.measure, count.qualifier) == (value, unit, measure, qualifier)
    assert text[count.start : count.end] == mention


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Có 207 cơ quan, 260 doanh nghiệp và 918 nhà trường đạt chuẩn.",
            [(207, "cơ quan"), (260, "doanh nghiệp"), (918, "nhà trường")],
        ),
        ("Mỗi năm có 25 - 30 vụ.", [(25, "vụ"), (30, "vụ")]),
        ("Hỗ trợ từ 300.000 đồng đến 500.000 đồng.", [(300000, "đồng"), (500000, "đồng")]),
        ("Đến nay 14/20 doanh nghiệp có công đoàn.", [(14, "doanh nghiệp")]),
        ("Thu một xe máy, hai điện thoại.", [(1, "xe máy"), (2, "điện thoại")]),
        ("Tặng 5 triệu đồng và một túi quà.", [(5e6, "đồng"), (1, "túi quà")]),
        ("Kiểm tra 3 doanh nghiệp và 2 cơ quan.", [(3, "doanh nghiệp"), (2, "cơ quan")]),
        ("Sai phạm xảy ra tại 2 đơn vị.", [(2, "đơn vị")]),
        ("Khen thưởng 3 tập thể; tặng 20 suất quà.", [(20, "suất quà")]),
        ("Công an phường 5 tặng 250 suất quà.", [(250, "suất quà")]),
        ("Có 85% doanh nghiệp từ 100 lao động trở lên đạt chuẩn.", [(85, "%")]),
        ("Công ty có trên 500 lao động.", [(500, "lao động")]),
        ("Đoàn 45 người đi trên 2 xe, tổ chức dưới 3 hình thức.", [(45, "người"), (2, "xe"), (3, "hình thức")]),
        ("Có 1.023/1.100 (93%) doanh nghiệp.", [(1023, "doanh nghiệp"), (93, "%")]),
        ("Bắt 12 vụ/15 đối tượng.", [(12, "vụ"), (15, "đối tượng")]),
        ('Ông nói: "Chúng tôi có 45 tổ tự quản".', [(45, "tổ tự quản")]),
        ("Lớp có 24 học viên, người lớn tuổi nhất đã nghỉ hưu.", [(24, "học viên")]),
        ("Cả nước có 4.700 “Tổ tự quản”.", [(4700, "tổ tự quản")]),
        ("Số vi phạm giảm từ 88 xuống 35 người.", [(88, "người"), (35, "người")]),
        ("Mỗi dãy trọ gắn ít nhất một camera, mỗi tháng một buổi.", [(1, "camera"), (1, "buổi")]),
        ("Làm rõ gần trăm vụ án.", [(100, "vụ án")]),
        ("Hai cô công nhân bị thương, tặng 150 chiếc bánh.", [(2, "công nhân"), (150, "chiếc bánh")]),
        ("Số vụ cao hơn 12% so với năm ngoái.", [(12, "%")]),
        ("Đoàn viên ủng hộ hơn 310 triệu đồng.", [(310e6, "đồng")]),
    ],
)
def test_several(text: str, expected: list[tuple[float, str]]) -> None:
    assert short(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Sau 5 năm, 3 tháng và 2 tuần, anh Nam (35 tuổi) đi 20 km.",
        "Hai bên, 2 ngành, hai đơn vị cùng ký kết.",
        "Quy chế giữa hai tỉnh được ký kết.",
        "Thực hiện mục tiêu “3 giảm” và phong trào “5 không, 3 sạch”.",
        "Nhân rộng mô hình 4 an toàn, phương châm bốn tại chỗ.",
        "Công an phường 5 tổ chức ra quân.",
        "Hướng dẫn doanh nghiệp dưới 50 lao động.",
        "Khu nhà trọ có từ 30 phòng trở lên phải đăng ký.",
        "Các doanh nghiệp có trên 1.000 lao động phải báo cáo.",
        "Số vụ tăng 2,5 lần; mỗi quý họp một lần.",
        "Đây là một đơn vị tiêu biểu, một pháo đài.",
        "Một số công nhân, một phần doanh nghiệp và hàng chục đoàn viên dự.",
        "Tặng Giấy khen cho 12 tập thể, 20 cá nhân.",
        "Có 5 đội, 4 đơn vị và 16 cá nhân được tặng Bằng khen.",
        "Nhà xưởng rộng 500m2, cách đó 5 ha.",
        "Xử phạt 12 năm tù.",
        "Bốn cơ quan gồm Công an, Công đoàn ký kết; kế hoạch được hai đơn vị ký.",
        "Ông hai lần được tặng Huân chương; tặng Giấy khen cho 5 công đoàn cơ sở.",
        "Khoảng 2 phần 3 công nhân ở trọ.",
        "Em học lớp 12 Trường THPT Hoa Lư, nhà ở tổ 4 khu phố 5.",
        "Lãnh đạo các phòng của hai đơn vị và LĐLĐ các quận dự.",
    ],
)
def test_no_counts(text: str) -> None:
    assert short(text) == []


def test_chains_share_what_follows_the_last_noun() -> None:
    chain = counts("Có 207 cơ quan, 260 doanh nghiệp và 918 nhà trường đạt tiêu chuẩn “An toàn về an ninh trật tự”.")
    assert {count.modifier for count in chain} == {"đạt tiêu chuẩn “An toàn về an ninh trật tự”"}


def test_a_word_of_the_last_noun_is_not_shared() -> None:
    chain = counts("Ngành có 12 công đoàn cơ sở, 3 công đoàn trực thuộc.")
    assert chain[0].modifier is None


@pytest.mark.parametrize(
    ("text", "relations", "wholes"),
    [
        ("Thành lập 41 công đoàn cơ sở với 4.645 đoàn viên.", ["object", "part"], [None, 41]),
        ("Tiếp nhận 276 tin, trong đó có 198 tin có giá trị.", ["object", "part"], [None, 276]),
        ("Giảm 12 vụ (8,7%).", ["object", "part"], [None, 12]),
        ("Tặng 20 suất quà, mỗi suất trị giá 500.000 đồng.", ["object", "part"], [None, 20]),
        ("Xử lý sai phạm tại 14 doanh nghiệp và 3 cơ quan.", ["location", "location"], [None, None]),
        ("Xảy ra 4 vụ, ít hơn so với 9 vụ năm trước.", ["object", "basis"], [None, None]),
        ("Mở 12 lớp, phát 300 tờ rơi.", ["object", "object"], [None, None]),
    ],
)
def test_relations(text: str, relations: list[str], wholes: list[float | None]) -> None:
    found = counts(text)
    assert [count.relation for count in found] == relations
    assert [count.part_of.value if count.part_of else None for count in found] == wholes


@pytest.mark.parametrize(
    ("text", "actions"),
    [
        ("Công an tỉnh đã hỗ trợ thành lập 41 công đoàn cơ sở.", ["hỗ trợ thành lập"]),
        ("Giải quyết ổn định 7 vụ ngừng việc.", ["giải quyết ổn định"]),
        ("Hai bên mở 12 lớp, phát 300 tờ rơi.", ["mở", "phát"]),
        ("Đã có 68 tổ tự quản được thành lập.", ["thành lập"]),
        ("Xảy ra 4 vụ, giảm 2 vụ.", ["xảy ra", "giảm"]),
        ("Toàn tỉnh có 15 xã.", [None]),
        ("Ban tổ chức có 15 người.", [None]),
    ],
)
def test_actions(text: str, actions: list[str | None]) -> None:
    assert [count.action for count in counts(text)] == actions


def test_actors_are_the_subject() -> None:
    [count] = counts("Công an tỉnh Phú Thọ và LĐLĐ tỉnh Phú Thọ đã mở 12 lớp tập huấn cho LĐLĐ huyện Lâm Thao.")
    assert [(actor.organisation.name, actor.role) for actor in count.actors] == [
        ("Công an tỉnh Phú Thọ", "agent"),
        ("Liên đoàn Lao động tỉnh Phú Thọ", "agent"),
    ]


def test_both_sides_are_the_parties_of_the_agreement() -> None:
    text = (
        "Hội nghị sơ kết Quy chế phối hợp giữa Công an tỉnh Phú Thọ và Liên đoàn Lao động tỉnh Phú Thọ. "
        "Hai bên đã mở 12 lớp tập huấn."
    )
    names = [actor.organisation.name for actor in counts(text)[-1].actors]
    assert names == ["Công an tỉnh Phú Thọ", "Liên đoàn Lao động tỉnh Phú Thọ"]


def test_the_period_is_taken_from_the_sentence_or_the_one_before() -> None:
    first, second = counts("Từ năm 2018 đến năm 2020, hai ngành đã mở 12 lớp. Công đoàn phát 300 tờ rơi.")
    assert (str(first.covers_start), str(first.covers_end)) == ("2018-01-01", "2020-12-31")
    assert (second.covers_start, second.covers_end) == (first.covers_start, first.covers_end)


def test_every_value_names_where_it_was_read() -> None:
    text = (
        "Từ năm 2018 đến năm 2020, Công an tỉnh Phú Thọ đã hỗ trợ thành lập 41 công đoàn cơ sở "
        "với 4.645 đoàn viên công đoàn."
    )
    count = counts(text)[1]
    fields = {source.field: text[source.start : source.end] for source in count.sources}
    assert fields["relation"] == "với"
    assert fields["modifier"] == "công đoàn"
    assert fields["action"] == "hỗ trợ thành lập"
    assert fields["covers_start"] == "Từ năm 2018 đến năm 2020"


def test_an_unknown_noun_is_kept_and_reported() -> None:
    reading = read_text("Ban tổ chức đã chuẩn bị 35 phong bao cho công nhân.")
    [count] = reading.facts.counts
    assert (count.value, count.measure) == (35, "other")
    assert count.confidence < 0.9
    assert [(issue.kind, issue.detail) for issue in reading.facts.issues if issue.kind == "unknown_unit"] == [
        ("unknown_unit", count.unit)
    ]


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        ("Có 41 công đoàn cơ sở.", True),
        ("Tặng 5 triệu đồng.", True),
        ("Trao cho khu phố 5 suất quà.", False),
        ("Cả nước có 2018 doanh nghiệp.", False),
        ("Sai phạm tại 2 đơn vị.", False),
        ("Ủng hộ tổng cộng 24,5 triệu; quỹ còn 24,5 triệu.", False),
    ],
)
def test_doubtful_counts_say_so(text: str, sure: bool) -> None:
    found = counts(text)
    assert found
    assert {count.confidence >= 0.9 for count in found} == {sure}


def test_a_short_unit_is_not_read_into_a_longer_word() -> None:
    [count] = counts("Gia đình có 2 bàn thờ.")
    assert (count.unit, count.measure) == ("bàn thờ", "other")


def test_an_abbreviation_is_expanded_from_the_text() -> None:
    document = Document("Mô hình Đội công nhân xung kích (ĐCNXK) có ở 12 xã.")
    assert expansion(document, "ĐCNXK") == "đội công nhân xung kích"
    assert expansion(document, "KCN") is None


_PIECES = st.sampled_from(
    [
        "41",
        "hơn",
        "1,35 tỷ đồng",
        "ba",
        "năm",
        "công đoàn cơ sở",
        "với",
        "tại",
        "“",
        "”",
        ",",
        "và",
        "14/20",
        "25 - 30",
        "%",
        "tập thể",
        "được tặng",
        "Bằng khen",
        ".",
        "\n",
        "một",
        "lượt",
        "đến",
        "từ",
        "CN",
    ]
)


@settings(max_examples=60, deadline=None)
@given(st.lists(_PIECES, min_size=1, max_size=25).map(" ".join))
def test_spans_hold_whatever_stands_in_the_text(text: str) -> None:
    reading = read_text(text)
    for count in reading.facts.counts:
        written = reading.document.text[count.start : count.end]
        assert written and written == written.strip()
        assert any(char.isdigit() for char in written) or count.value > 0
        for source in count.sources:
            assert 0 <= source.start < source.end <= len(reading.document.text)


def calls(text: str) -> int:
    """How many function calls reading the counts of `text` takes: a measure of time that no clock disturbs."""
    document, mentions = Document(text), Mentions()
    mentions.add(number_mentions.find(document, mentions))
    _ = document.sentences, document.syllables
    profile = cProfile.Profile()
    profile.enable()
    read(document, mentions, Facts())
    profile.disable()
    return sum(entry.callcount for entry in profile.getstats())


def test_time_grows_with_the_text() -> None:
    line = "Hai bên mở 12 lớp cho 300 đoàn viên tại 14/20 doanh nghiệp, hỗ trợ từ 3 triệu đồng đến 5 triệu đồng.\n"
    assert calls(line * 60) <= 4.4 * calls(line * 15)


def unit_of(noun: str) -> Unit | NoUnit | None:
    text = f"Có 12 {noun}"
    return unit_after(Document(text), len("Có 12"), len(text))


def test_every_unit_is_read_as_itself_and_has_its_measure() -> None:
    for measure, units in load("units", UnitWords).units.items():
        for unit in units:
            if unit == "%":  # a per cent sign belongs to the number
                continue
            found = unit_of(unit)
            assert isinstance(found, Unit), unit
            assert (found.name, found.measure) == (unit, measure)


def test_every_alias_is_read_as_what_it_stands_for() -> None:
    for alias, unit in load("units", UnitWords).aliases.items():
        found = unit_of(alias)
        assert isinstance(found, Unit), alias
        assert found.name == unit
        assert found.measure != "other", alias


def test_every_noun_that_is_never_counted_says_why() -> None:
    never = load("units", UnitWords).never
    for why in type(never).model_fields:
        for noun in getattr(never, why):
            found = unit_of(noun)
            assert isinstance(found, NoUnit), noun
            assert found.why == why


def test_every_measure_has_a_unit_or_a_refinement() -> None:
    words = load("units", UnitWords)
    used = {*words.units, *(rule.measure for rule in [*words.by_value, *words.refined])}
    assert used == set(vocabulary().kinds)


def test_faults_of_a_lexicon_are_named() -> None:
    source = """
        refined = []
        by_value = []
        shorter = []
        [units]
        a = ["x"]
        b = ["x"]
        [aliases]
        [counters]
        turns = []
        classifiers = []
        bare_classifiers = []
        honorifics = []
        skipped = []
        never_second = []
        compounding = []
        compounding_alike = []
        [never]
        durations = []
        ages = []
        measures = []
        awards = []
        words = []
    """
    with pytest.raises(LexiconError, match=r"units\.toml.*'x' stands under"):
        parse("units.toml", source, UnitWords)
    with pytest.raises(LexiconError, match=r"counts\.toml: sides"):
        parse("counts.toml", "sides = 1", CountWords)
