"""Bodies that act: side by side, by post, as hosts."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from extract.document import Context, Document
from extract.facts.bodies import bare, runs
from extract.facts.hosts import hosts
from extract.facts.sides import pair
from extract.facts.wording import alternatives, anywhere, chain
from extract.mentions.base import Mentions
from extract.mentions.finding import find_mentions

POLICE, UNION = "Công an tỉnh Phú Thọ", "Liên đoàn Lao động tỉnh Phú Thọ"


def read(text: str) -> tuple[Document, Mentions]:
    published = datetime(2024, 3, 5, 8, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
    document = Document(text, context=Context(published, "Phú Thọ"))
    return document, find_mentions(document)


RUNS = [
    ("Công an tỉnh và LĐLĐ tỉnh", [[POLICE, UNION]]),
    ("Công an tỉnh phối hợp với Liên đoàn Lao động tỉnh", [[POLICE, UNION]]),
    ("Giám đốc Công an tỉnh và Chủ tịch LĐLĐ tỉnh", [[POLICE, UNION]]),
    ("Đại tá Trần Văn Tám, Giám đốc Công an tỉnh và bà Lê Thị Mai, Chủ tịch LĐLĐ tỉnh", [[POLICE, UNION]]),
    ("Bộ trưởng Bộ Công an, Chủ tịch Tổng LĐLĐ Việt Nam", [["Bộ Công an", "Tổng Liên đoàn Lao động Việt Nam"]]),
    ("Ủy viên Ban Thường vụ Tỉnh ủy, Giám đốc Công an tỉnh", [[POLICE]]),
    ("Công an tỉnh khen ngợi LĐLĐ tỉnh", [[POLICE], [UNION]]),
    ("Theo đề nghị của Công an tỉnh, LĐLĐ tỉnh", [[POLICE], [UNION]]),
    ("Tại trụ sở Công an tỉnh, LĐLĐ tỉnh", [[POLICE], [UNION]]),
    ("Chủ tịch nước", [["Chủ tịch nước"]]),
]


@pytest.mark.parametrize(("text", "expected"), RUNS)
def test_runs(text: str, expected: list[list[str]]) -> None:
    document, mentions = read(text)
    found = runs(document, mentions, 0, len(text))
    assert [[organisation.name for organisation in run.organisations] for run in found] == expected


def test_a_pair_ends_before_the_next_subject() -> None:
    text = "Bộ Công an và Tổng LĐLĐ Việt Nam, LĐLĐ tỉnh tổ chức hội nghị"
    document, mentions = read(text)
    [run] = runs(document, mentions, 0, len(text))
    names = [organisation.name for organisation in pair(document, mentions, run).organisations]
    assert names == ["Bộ Công an", "Tổng Liên đoàn Lao động Việt Nam"]


def test_a_list_of_partners_goes_on_where_nobody_acts_behind_it() -> None:
    text = "Quy chế giữa LĐLĐ tỉnh với Công an tỉnh, BHXH tỉnh về quản lý lao động."
    document, mentions = read(text)
    [run] = runs(document, mentions, 0, len(text))
    assert len(pair(document, mentions, run).organisations) == 3


def test_bare_leaves_out_names_ranks_and_brackets() -> None:
    text = "đã, Đại tá Trần Văn Tám (ảnh) cùng tặng"
    document, mentions = read(text)
    assert bare(document, mentions, 0, len(text)) == "đã, cùng tặng"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sáng 4/3, Công an tỉnh phối hợp với LĐLĐ tỉnh tổ chức hội nghị.", [POLICE, UNION]),
        ("Công an tỉnh tổ chức họp báo. Công an tỉnh và LĐLĐ tỉnh đã ký kết quy chế.", [POLICE, UNION]),
        ("Công an tỉnh tổ chức hội nghị.", [POLICE]),
        ("Hội nghị có lãnh đạo Công an tỉnh tham dự.", None),
    ],
)
def test_hosts(text: str, expected: list[str] | None) -> None:
    run = hosts(*read(text))
    assert (run and [organisation.name for organisation in run.organisations]) == expected


def test_patterns_of_words() -> None:
    assert alternatives(["ký", "ký kết", "Ký"]) == r"ký\ kết|ký"
    assert chain(["đã", "cùng"]).fullmatch("đã, cùng")
    assert not chain(["đã"]).fullmatch("đãi")
    assert anywhere(["ký"]).search("cùng ký kết")
    assert not anywhere(["ký"]).search("kýt")
