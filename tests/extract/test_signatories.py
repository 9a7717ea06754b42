"""Signatories: the sides that sign in the event, and the persons who sign for them."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from extract.facts.base import SignatoryFact
from extract.pipeline import read_text

POLICE, UNION = "Công an tỉnh Phú Thọ", "Liên đoàn Lao động tỉnh Phú Thọ"
LEAD = "Ngày 1/3, Công an tỉnh và LĐLĐ tỉnh tổ chức lễ ký kết quy chế phối hợp."


def read(text: str) -> list[SignatoryFact]:
    published = datetime(2024, 3, 5, 8, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
    return read_text(text, published, "Phú Thọ").facts.signatories


def sides(text: str) -> list[tuple[str, str | None]]:
    return [(row.organisation.name, row.name) for row in read(text)]


TOLD = [
    # two persons of the sentence before
    (f"{LEAD}\nĐồng chí Lê Thị Mai - Chủ tịch LĐLĐ tỉnh, Đại tá Trần Văn Tám - Phó Giám đốc Công an tỉnh chủ trì.\n"
     "Hai đồng chí thay mặt hai cơ quan ký Quy chế.", [(POLICE, "Trần Văn Tám"), (UNION, "Lê Thị Mai")]),
    # a promise that the sides sign together
    ("Sáng 1/3, Công an tỉnh và LĐLĐ tỉnh ra mắt mô hình khu trọ. Đại tá Trần Văn Tám, Giám đốc Công an tỉnh và "
     "bà Lê Thị Mai, Chủ tịch LĐLĐ tỉnh đã ký cam kết phối hợp thực hiện mô hình.",
     [(POLICE, "Trần Văn Tám"), (UNION, "Lê Thị Mai")]),
    # the heads attend, and nobody is said to sign
    (f"{LEAD} Chủ trì có Đại tá Trần Văn Tám, Giám đốc Công an tỉnh và bà Lê Thị Mai, Chủ tịch LĐLĐ tỉnh.",
     [(POLICE, None), (UNION, None)]),
    (f"{LEAD}\nĐại diện Công an tỉnh và LĐLĐ tỉnh ký kết quy chế phối hợp.", [(POLICE, None), (UNION, None)]),
    # a sentence or a caption says who signs
    (f"{LEAD}\nĐại tá Trần Văn Tám, Giám đốc Công an tỉnh và bà Lê Thị Mai, Chủ tịch LĐLĐ tỉnh ký kết quy chế.",
     [(POLICE, "Trần Văn Tám"), (UNION, "Lê Thị Mai")]),
    (f"{LEAD} Dự lễ có Đại tá Trần Văn Tám, Giám đốc Công an tỉnh; bà Lê Thị Mai, Chủ tịch LĐLĐ tỉnh.\n"
     "Bà Lê Thị Mai và Đại tá Trần Văn Tám ký kết quy chế.", [(POLICE, "Trần Văn Tám"), (UNION, "Lê Thị Mai")]),
    (f"{LEAD} Ký vào bản quy chế có Đại tá Trần Văn Tám - Giám đốc Công an tỉnh; bà Lê Thị Mai - Chủ tịch LĐLĐ tỉnh.",
     [(POLICE, "Trần Văn Tám"), (UNION, "Lê Thị Mai")]),
    ("Thay mặt lãnh đạo Công an tỉnh, Đại tá Trần Văn Tám và thay mặt LĐLĐ tỉnh, đồng chí Lê Thị Mai đã ký kết Quy chế "
     "phối hợp giữa Công an tỉnh và LĐLĐ tỉnh.", [(POLICE, "Trần Văn Tám"), (UNION, "Lê Thị Mai")]),
    (f"{LEAD}\nĐại diện ký kết: Đại tá Trần Văn Tám, Giám đốc Công an tỉnh và bà Lê Thị Mai, Chủ tịch LĐLĐ tỉnh.",
     [(POLICE, "Trần Văn Tám"), (UNION, "Lê Thị Mai")]),
    # who attends the signing does not sign
    (f"{LEAD}\nDự lễ ký kết có Đại tá Trần Văn Tám, Giám đốc Công an tỉnh và bà Lê Thị Mai, Chủ tịch LĐLĐ tỉnh.",
     [(POLICE, None), (UNION, None)]),
    # who looks on does not sign
    (f"{LEAD}\nDưới sự chứng kiến của ông Phạm Văn Sáu, Đại tá Trần Văn Tám, Giám đốc Công an tỉnh và bà Lê Thị Mai, "
     "Chủ tịch LĐLĐ tỉnh ký kết quy chế.", [(POLICE, "Trần Văn Tám"), (UNION, "Lê Thị Mai")]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), TOLD)
def test_told(text: str, expected: list[tuple[str, str | None]]) -> None:
    assert sides(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Công an tỉnh và LĐLĐ tỉnh sơ kết 3 năm thực hiện Quy chế phối hợp số 47/QCPH-CAT-LĐLĐ.",
        "Trước đó, Công an tỉnh và LĐLĐ tỉnh đã ký kết quy chế phối hợp.",
        "Thời gian tới, Công an tỉnh và LĐLĐ tỉnh sẽ ký kết quy chế phối hợp.",
    ],
)
def test_nothing_is_signed(text: str) -> None:
    assert sides(text) == []


def test_a_signatory_has_the_post_that_it_signs_by_and_points_to_what_is_signed() -> None:
    text = f"{LEAD}\nĐại tá Trần Văn Tám, Giám đốc Công an tỉnh và bà Lê Thị Mai, Chủ tịch LĐLĐ tỉnh ký kết quy chế."
    police, union = read(text)
    assert (police.rank, police.title) == ("Đại tá", "Giám đốc Công an tỉnh")
    assert union.title == "Chủ tịch LĐLĐ tỉnh"
    assert police.agreement is union.agreement is not None
    assert text[police.start : police.end] == "Công an tỉnh"


A, B = "Trần Văn Tám", "Lê Thị Mai"
RANKED, CHAIR = f"Đại tá {A}, Phó Giám đốc Công an tỉnh", f"bà {B}, Chủ tịch LĐLĐ tỉnh"


@pytest.mark.parametrize(
    "sentence",
    [
        f"Đặt bút ký vào văn bản, phía công an là {RANKED}; phía công đoàn là {CHAIR}.",
        f"Đại diện hai ngành ký vào quy chế gồm các đồng chí: {RANKED}; {CHAIR}.",
        f"Về phía Công an tỉnh, {RANKED} ký; về phía LĐLĐ tỉnh, người ký là Chủ tịch {B}.",
        f"Phía Công an tỉnh, Đại tá {A}, Phó Giám đốc là người ký; phía LĐLĐ tỉnh là bà {B}, Chủ tịch.",
        f"Công an tỉnh do Đại tá {A}, Phó Giám đốc ký; LĐLĐ tỉnh do Chủ tịch {B} ký.",
        f"Ký thay mặt Công an tỉnh là Đại tá {A}; thay mặt LĐLĐ tỉnh là đồng chí {B}.",
        f"{RANKED} ký trước, tiếp đến là {CHAIR}.",
        f"{RANKED} và {CHAIR}, hôm 1/3 đã ký quy chế.",
        f"Đại diện 2 đơn vị ký cam kết là {RANKED} và {CHAIR}.",
        f"Bản quy chế mang chữ ký của {RANKED} và {CHAIR}.",
        f"Quy chế được ký bởi {RANKED} và {CHAIR}.",
        f"Dự lễ có {RANKED}; {CHAIR}.\nKý kết Quy chế phối hợp giữa Phó Giám đốc Công an tỉnh và Chủ tịch LĐLĐ tỉnh.",
        f"Thừa ủy quyền Giám đốc Công an tỉnh, Đại tá {A}, Phó Giám đốc và {CHAIR} ký quy chế.",
        f"Tham gia ký kết, phía Công an tỉnh có Đại tá {A} - Phó Giám đốc; phía LĐLĐ tỉnh có bà {B} - Chủ tịch. "
        "Dự lễ có ông Đỗ Văn Ba, Phó Chủ tịch UBND tỉnh.",
        f"Các đại biểu chứng kiến lễ ký giữa {RANKED} với {CHAIR}.",
        f"{RANKED} và {CHAIR} trao bản quy chế phối hợp đã ký kết.",
        f"{RANKED} và {CHAIR} ký kết quy chế với các chỉ tiêu: 100% công đoàn cơ sở có nhóm Zalo.",
        f"Ký kết quy chế, Công an tỉnh do Đại tá {A} làm đại diện; LĐLĐ tỉnh do bà {B}, Chủ tịch đại diện.",
        f"{RANKED} ký kết quy chế phối hợp với {CHAIR}, trước sự chứng kiến của ông Đỗ Văn Ba.",
        f"Đại tá {A} đại diện Công an tỉnh, bà {B} đại diện LĐLĐ tỉnh đặt bút ký.",
    ],
)
def test_who_signs(sentence: str) -> None:
    assert sides(f"{LEAD}\n{sentence}") == [(POLICE, A), (UNION, B)]


def test_each_union_at_work_has_its_signer() -> None:
    text = (
        "Giao ước thi đua vừa được Công an xã Tiên Lữ và CĐCS 2 doanh nghiệp gồm: Công ty TNHH May Sông Lam và Công ty "
        f"TNHH Gạch Hồng Hà ký sáng 4/3. Thiếu tá {A}, Trưởng Công an xã ký đầu tiên, rồi tới hai chủ tịch CĐCS: chị "
        f"{B} (Hồng Hà), anh Đỗ Văn Ba (Sông Lam)."
    )
    assert sides(text) == [
        ("Công an xã Tiên Lữ", A),
        ("Công đoàn cơ sở Công ty TNHH May Sông Lam", "Đỗ Văn Ba"),
        ("Công đoàn cơ sở Công ty TNHH Gạch Hồng Hà", B),
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        f"Phát biểu tại lễ ký, {RANKED} đề nghị; {CHAIR} đồng tình.",
        f"Đại diện hai đơn vị ký quy chế; dự có {RANKED} và {CHAIR}.",
        "Giám đốc Công an tỉnh và Chủ tịch LĐLĐ tỉnh ký kết quy chế.",
        f"{RANKED} và {CHAIR} trao Giấy khen sau lễ ký.",
        f"{RANKED} và {CHAIR} tại lễ ký kết.",
        f"Sau lễ ký, Công an tỉnh do Đại tá {A} đại diện các đơn vị tham gia giải bóng đá.",
    ],
)
def test_nobody_is_said_to_sign(sentence: str) -> None:
    assert sides(f"{LEAD}\n{sentence}") == [(POLICE, None), (UNION, None)]


def test_names_that_sound_like_verbs() -> None:
    text = (
        f"{LEAD} Tham dự có Đại tá Đinh Văn Ký, Phó Giám đốc Công an tỉnh; bà Lê Thị Dự, Chủ tịch LĐLĐ tỉnh; ông Đỗ"
        " Văn Trình.\nÔng Ký và bà Dự đã ký kết quy chế."
    )
    assert sides(text) == [(POLICE, "Đinh Văn Ký"), (UNION, "Lê Thị Dự")]
