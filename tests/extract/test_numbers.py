"""Numbers as Vietnamese writes and says them."""

import cProfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.document import Document
from extract.mentions.base import Mention, NumberValue
from extract.mentions.finding import find_mentions
from extract.mentions.numerals import figure, numerals
from extract.mentions.qualifiers import qualifier_behind


def numbers(text: str) -> list[Mention[NumberValue]]:
    return find_mentions(Document(text)).of("number")


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("4.645", 4645),
        ("1.250.000", 1250000),
        ("1.250,5", 1250.5),
        ("08", 8),
        ("1,35", 1.35),
        ("96.5", 96.5),
        ("15 000", 15000),
        ("1,250,000", 1250000),
    ],
)
def test_figures(written: str, value: float) -> None:
    assert figure(written) == value


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("1,35 tỷ", [1.35e9]),
        ("3,2 tỉ", [3.2e9]),
        ("68,4 tỷ", [68_400_000_000]),
        ("7,007 triệu", [7_007_000]),
        ("3,2tỷ", [3.2e9]),
        ("2 tỷ 350 triệu", [2.35e9]),
        ("1 triệu 200 nghìn", [1.2e6]),
        ("1 nghìn 2 trăm", [1200]),
        ("5 nghìn tỷ", [5e12]),
        ("500k", [5e5]),
        ("3 chục", [30]),
        ("hai", [2]),
        ("mười lăm", [15]),
        ("ba mươi lăm", [35]),
        ("hai mươi mốt", [21]),
        ("bốn mươi tư", [44]),
        ("một trăm linh năm", [105]),
        ("một trăm lẻ ba", [103]),
        ("một trăm rưỡi", [150]),
        ("nửa triệu", [5e5]),
        ("một triệu rưỡi", [1.5e6]),
        ("hai nghìn không trăm mười chín", [2019]),
        ("ba trăm nghìn tỷ", [3e14]),
        # two numbers, not one
        ("2 triệu 5", [2e6, 5]),
        ("ba triệu hai", [3e6, 2]),
        ("hai bảy", [2, 7]),
        # about how many
        ("hai ba", []),
        ("năm bảy", []),
        # behind a number "năm" is year, and so it is before a figure
        ("ba năm", [3]),
        ("hai mươi năm", [20]),
        ("một trăm năm", [100]),
        ("năm 2018", [2018]),
        # no figure before the scale
        ("hàng trăm nghìn", []),
        ("vài chục", []),
        ("hàng triệu", []),
        ("nửa", []),
    ],
)
def test_numerals(text: str, values: list[float]) -> None:
    assert [numeral.value for numeral in numerals(Document(text)) if not numeral.bare] == values


_UNITS = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"]


def spell(number: int) -> str:
    """A plain speller of 1..10^12, written from the textbook and not from the reader's lexicon."""
    groups: list[str] = []
    for scale in ("tỷ", "triệu", "nghìn", ""):
        size = {"tỷ": 10**9, "triệu": 10**6, "nghìn": 10**3, "": 1}[scale]
        group, number = divmod(number, size)
        if group:
            groups.append(f"{_spell_group(group, full=bool(groups))} {scale}".strip())
    return " ".join(groups)


def _spell_group(group: int, *, full: bool) -> str:
    hundreds, rest = divmod(group, 100)
    tens, unit = divmod(rest, 10)
    words = [_UNITS[hundreds], "trăm"] if hundreds or full else []
    if tens == 0 and unit:
        words += (["linh"] if words else []) + [_UNITS[unit]]
    elif tens == 1:
        words += ["mười", *([{5: "lăm"}.get(unit, _UNITS[unit])] if unit else [])]
    elif tens:
        words += [_UNITS[tens], "mươi", *([{1: "mốt", 4: "tư", 5: "lăm"}.get(unit, _UNITS[unit])] if unit else [])]
    return " ".join(words)


@given(st.one_of(st.integers(1, 9999), st.integers(1, 10**12 - 1)))
def test_spelled_numbers_round_trip(number: int) -> None:
    found = list(numerals(Document(spell(number))))
    assert [numeral.value for numeral in found] == [number], spell(number)


@given(st.integers(0, 10**9), st.sampled_from(["", " nghìn", " triệu", " tỷ"]))
def test_figures_with_thousands_round_trip(number: int, scale: str) -> None:
    factor = {"": 1, " nghìn": 10**3, " triệu": 10**6, " tỷ": 10**9}[scale]
    found = list(numerals(Document(f"{number:,}".replace(",", ".") + scale)))
    assert [numeral.value for numeral in found] == [number * factor]


@pytest.mark.parametrize(
    ("text", "mention", "value"),
    [
        ("Đạt 96,5% kế hoạch.", "96,5%", NumberValue(96.5, "exact", 4, percent=True)),
        ("Hơn 60 cán bộ dự.", "60", NumberValue(60, "over", 0)),
        ("Có không dưới 60 cán bộ.", "60", NumberValue(60, "over", 3)),
        ("Có 14/20 doanh nghiệp.", "14/20", NumberValue(14, "exact", 3, denominator=20)),
        ("Có 14 trên tổng số 20 xã.", "14 trên tổng số 20", NumberValue(14, "exact", 3, denominator=20)),
        ("Có 25 - 30 vụ.", "25 - 30", NumberValue(25, "about", 3, range_end=30)),
        ("Giá từ 3-4 triệu đồng.", "3-4 triệu", NumberValue(3e6, "about", 4, scaled=True, range_end=4e6)),
        ("Chiếm từ 80 đến 100% số xe.", "80 đến 100%", NumberValue(80, "about", 6, percent=True, range_end=100)),
        ("Có 1,250 người dự.", "1,250", NumberValue(1250, "exact", 3)),
        ("Làm rõ gần trăm vụ án.", "trăm", NumberValue(100, "under", 7, spelled=True)),
        ("Hơn nghìn tỷ đồng.", "nghìn tỷ", NumberValue(1e12, "over", 0, scaled=True, spelled=True)),
        ("Có hai khu nhà trọ.", "hai", NumberValue(2, "exact", 3, spelled=True)),
    ],
)
def test_mentions(text: str, mention: str, value: NumberValue) -> None:
    found = numbers(text)
    assert [(text[m.start : m.end], m.value) for m in found] == [(mention, value)]


@pytest.mark.parametrize(
    "text",
    [
        "Đại hội lần thứ 5, khóa 12.",
        "Lực lượng trực 24/7 và 24/24.",
        "Liên hệ 0912 000 000 hoặc 0276.382.0000, tổng đài 1900 0000.",
        "Tàu cá QNg-98765 và xe 65A-123.45 bị chìm lúc 11h14.",
        "Tàu BĐ 95681, anh Nam (SN 1985) ở Q. 11.",
        "Số 12 đường Lê Lợi, quốc lộ 1A, km 12.",
        "Thắng với tỷ số 3-1.",
        "Dịch COVID-19, thông điệp 5K.",
        "Ông Đỗ Văn Sáu, xã Ba Sao, huyện Năm Căn.",
        "Mỗi năm công đoàn đều tổ chức; năm nay cũng vậy.",
        "Hàng chục, hàng trăm, vài nghìn công nhân.",
        "Ban Chỉ đạo 138 và cảnh sát 113.",
        "Nghị quyết 20, Chỉ thị 05.",
        "Giai đoạn 2018-2023 và 2023 - 2028.",
    ],
)
def test_no_quantities(text: str) -> None:
    assert [text[m.start : m.end] for m in numbers(text)] == []


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("Trong tổng số 276 tin, con số 5.000 là lớn.", [276, 5000]),
        ("Mỗi tháng 2 buổi, mỗi quý 3 lớp.", [2, 3]),
        ("Năm công nhân dự; có năm vụ.", [5, 5]),
        ("Số vụ giảm mạnh.\n60% số vụ xảy ra ở tháng\n12 công nhân dự.", [60, 12]),
        ("Bắt 12 vụ/15 đối tượng.", [12, 15]),
        ("HAI KHU NHÀ TRỌ ĐƯỢC THĂM", [2]),
    ],
)
def test_near_misses_of_the_exclusions(text: str, values: list[float]) -> None:
    assert [m.value.value for m in numbers(text)] == values


def test_qualifier_behind() -> None:
    document = Document("Đạt 80% trở lên.")
    assert qualifier_behind(document, 7) == ("over", 15)
    assert qualifier_behind(document, 3) == ("exact", 3)


_PIECES = st.sampled_from(
    [
        "4.645",
        "hơn",
        "1,35 tỷ",
        "ba mươi lăm",
        "năm",
        "/",
        "-",
        "%",
        " ",
        ", ",
        ".",
        "\n",
        "đoàn viên",
        "2018",
        "linh",
        "Ba",
        "từ",
        "đến",
        "số",
        "0912 345 678",
    ]
)


@given(st.lists(_PIECES, max_size=30).map(" ".join))
def test_spans_hold_whatever_stands_in_the_text(text: str) -> None:
    for mention in numbers(text):
        written = text[mention.start : mention.end]
        assert written == written.strip() and "\n" not in written
        assert 0 <= mention.value.qualifier_start <= mention.start < mention.end <= len(text)
        assert mention.value.range_end is None or mention.value.range_end > mention.value.value


def calls(text: str) -> int:
    """How many function calls reading the numbers of `text` takes: a measure of time that no clock disturbs."""
    document = Document(text)
    profile = cProfile.Profile()
    profile.enable()
    list(numerals(document))
    profile.disable()
    return sum(entry.callcount for entry in profile.getstats())


def test_time_grows_with_the_text() -> None:
    assert calls("tỷ " * 400) <= 4.4 * calls("tỷ " * 100)
    text = "Có 14/20 doanh nghiệp, hai trăm linh năm người, từ 3-4 triệu 500 nghìn đồng. "
    assert calls(text * 80) <= 4.4 * calls(text * 20)
