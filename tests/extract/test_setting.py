"""The province that an article is about, read off its words."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from extract.document import Context, Document, join_parts
from extract.setting import placed, province_of


def document(body: str, title: str = "Ký kết quy chế phối hợp", year: int = 2022) -> Document:
    text, parts = join_parts([("title", title), ("body", body)])
    return Document(text, parts, Context(datetime(year, 9, 1, 8, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))))


@pytest.mark.parametrize(
    ("body", "province"),
    [
        ("Công an tỉnh Sơn La và LĐLĐ tỉnh ký kết quy chế.", "Sơn La"),
        ("LĐLĐ thành phố và Công an TP. HCM họp giao ban.", "Hồ Chí Minh"),
        ("Công an huyện Cần Giuộc tặng giấy khen.", "Long An"),
        ("BTNO - Sáng nay, LĐLĐ tỉnh và Công an tỉnh họp.", "Tây Ninh"),
        ("(YB) - Sáng nay, LĐLĐ tỉnh và Công an tỉnh họp.", "Yên Bái"),
        ("Đoàn của tỉnh Hà Tĩnh đến học tập kinh nghiệm; Công an tỉnh Hà Tĩnh cảm ơn LĐLĐ Quảng Bình.", "Hà Tĩnh"),
        # near-misses: a person, a company, a route, a street sign without a type, two provinces alike
        ("Bà Hà Giang và ông Nguyễn Thái Bình ký kết.", None),
        ("Công ty Hòa Bình Xanh tài trợ.", None),
        ("Xe chạy trên cao tốc Nội Bài - Lào Cai.", None),
        ("Tỉnh Lai Châu và tỉnh Điện Biên giao lưu.", None),
        ("Công an huyện Châu Thành tặng giấy khen.", None),  # several provinces have one
    ],
)
def test_province_of(body: str, province: str | None) -> None:
    assert province_of(document(body)) == province


def test_the_portal_s_province_stands() -> None:
    known = Context(province="Phú Thọ", province_2025="Phú Thọ")
    assert placed(Document("Công an tỉnh Sơn La họp.", context=known)) == known


@pytest.mark.parametrize(
    ("body", "year", "old", "new"),
    [
        ("Công an tỉnh Phú Thọ họp.", 2024, "Phú Thọ", "Phú Thọ"),
        ("Công an tỉnh Phú Thọ họp.", 2026, None, "Phú Thọ"),  # merged of three: which part is left open
        ("Công an tỉnh Cao Bằng họp.", 2026, "Cao Bằng", "Cao Bằng"),
        ("Công an tỉnh Vĩnh Phúc họp.", 2024, "Vĩnh Phúc", "Phú Thọ"),
        ("Công an tỉnh Phú Thọ đến huyện Lạc Thủy cũ.", 2026, "Hòa Bình", "Phú Thọ"),
    ],
)
def test_schemes(body: str, year: int, old: str | None, new: str) -> None:
    context = placed(document(body, year=year))
    assert (context.province, context.province_2025) == (old, new)


@pytest.mark.parametrize(
    ("body", "year", "old"),
    [
        ("Công an tỉnh họp.", 2024, "Ninh Bình"),
        ("Công an tỉnh họp.", 2026, None),
        ("Công nhân thuộc tỉnh Nam Định cũ được tặng quà.", 2026, "Nam Định"),
        ("Đoàn đến Nam Định và Hà Nam.", 2026, None),
    ],
)
def test_a_paper_of_a_merged_province_leaves_its_parts_open(body: str, year: int, old: str | None) -> None:
    made = document(body, year=year)
    made.context = Context(made.context.published_at, "Ninh Bình", "Ninh Bình", "baoninhbinh", "newspaper")
    assert (placed(made).province, placed(made).province_2025) == (old, "Ninh Bình")
