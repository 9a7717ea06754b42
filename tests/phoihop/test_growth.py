"""Reading takes work in proportion to the text: the functions that are called are counted, not the time."""

import sys
from datetime import datetime
from types import FrameType

import pytest

from extract.pipeline import read_text
from phoihop.bench.hostile import article

PUBLISHED = datetime(2020, 1, 31)
FIGURES = "Năm qua có 207 cơ quan và 918 nhà trường đạt chuẩn, trong đó 41 công đoàn cơ sở, giảm 3 vụ so với cùng kỳ. "
DAYS = "Ngày 30/4 và 1/5, tháng 6 và tháng 12 hằng năm, hai bên giao ban; từ ngày 2 đến ngày 4/3 có 5 vụ. "
AWARDS = "Chủ tịch UBND tỉnh tặng Bằng khen cho 3 tập thể, Công an tỉnh tặng Giấy khen cho anh Nguyễn Văn An. "


def calls(text: str) -> int:
    """How many functions are called to read `text`, those written in C too."""
    count = 0

    def counted(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(counted)
    try:
        read_text(text, PUBLISHED, "Phú Thọ")
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(article, id="new in each sentence"),
        pytest.param(lambda n: FIGURES * n, id="figures"),
        pytest.param(lambda n: DAYS * n, id="days"),
        pytest.param(lambda n: (AWARDS + "\n") * n, id="awards, a paragraph each"),
        pytest.param(lambda n: "Giấy khen " * (20 * n), id="nothing but awards"),
        pytest.param(lambda n: "ngày 1, " * (8 * n), id="nothing but days"),
    ],
)
def test_four_times_the_text_takes_four_times_the_calls(make) -> None:
    read_text(make(50), PUBLISHED, "Phú Thọ")  # vocabularies are loaded
    short, long = calls(make(50)), calls(make(200))
    assert long <= 4.4 * short, long / short
