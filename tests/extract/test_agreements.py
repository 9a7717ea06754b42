"""Agreements: one row each, however often it is named; signed now or cited; when, for how long, between whom."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from extract.facts.base import Facts
from extract.pipeline import read_text

POLICE, UNION = "Công an tỉnh Phú Thọ", "Liên đoàn Lao động tỉnh Phú Thọ"
MINISTRY, CONFEDERATION = "Bộ Công an", "Tổng Liên đoàn Lao động Việt Nam"


def read(text: str) -> Facts:
    published = datetime(2024, 3, 5, 8, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
    return read_text(text, published, "Phú Thọ").facts


def rows(text: str) -> list[tuple]:
    """Kind, number, status, years of every agreement."""
    return [(a.kind, a.number, a.status, a.period_start, a.period_end) for a in read(text).agreements]


HOSTS = "Sáng 4/3, Công an tỉnh và LĐLĐ tỉnh tổ chức hội nghị."

TOLD = [
    ("Thực hiện CTPH số 08 giữa Công an tỉnh và LĐLĐ tỉnh, hai ngành họp giao ban.", [
        ("chương trình", "08", "cited", None, None)]),
    ("Sáng 4/3, Công an tỉnh, LĐLĐ tỉnh và Sở Nội vụ ký Quy chế phối hợp 3 bên.", [
        ("quy chế", None, "signed", None, None)]),
    ("Công an tỉnh có Kế hoạch số 30/KH-CAT-PA04 về nắm tình hình công nhân.", []),
    (f"{HOSTS} Bản thỏa thuận được ký bởi đại diện Công an tỉnh và LĐLĐ tỉnh ngày 4/3/2024.", [
        ("thỏa thuận", None, "signed", None, None)]),
    (f"{HOSTS} Chương trình phối hợp giai đoạn 2024-2029 do Giám đốc Công an tỉnh và Chủ tịch LĐLĐ tỉnh ký tại hội "
     "nghị.", [("chương trình", None, "signed", 2024, 2029)]),
    ("Công an tỉnh và LĐLĐ tỉnh tổng kết 5 năm thực hiện Quy chế số 01/QC giai đoạn 2018-2023.", [
        ("quy chế", "01/QC", "cited", 2018, 2023)]),
    ("Ngày 3/3, Công ty CP Sao Mai, Công an xã Hy Cương, CĐCS Công ty ký cam kết bảo đảm an ninh; 15 nhà thầu ký cam "
     "kết an toàn lao động.", [("cam kết", None, "signed", None, None)]),
    ("Công an phường và UBND phường tổ chức cho 200 hộ ký cam kết an toàn.", []),
    ("Sáng 4/3, LĐLĐ tỉnh, Công an tỉnh và Viettel Phú Thọ tổ chức lễ ký ghi nhớ hợp tác.", [
        ("biên bản ghi nhớ", None, "signed", None, None)]),
    ("Theo Quy chế phối hợp đã ký giữa Công an tỉnh và LĐLĐ tỉnh, mỗi năm hai bên giao ban 2 lần.", [
        ("quy chế", None, "cited", None, None)]),
    ("Công an tỉnh và LĐLĐ tỉnh đã ký 3 quy chế phối hợp trong 10 năm qua.", []),
    ("LĐLĐ và Công an TX Phú Thọ sơ kết 1 năm thực hiện kế hoạch liên tịch 03 về an ninh trật tự.", [
        ("kế hoạch liên tịch", "03", "cited", None, None)]),
    ("Thực hiện NQLT số 01 giữa Công an tỉnh và LĐLĐ tỉnh, trong 3 năm (2003-2006), hai ngành đã tổ chức 210 buổi.", [
        ("nghị quyết liên tịch", "01", "cited", None, None)]),
    ("Năm 2021, Công an tỉnh và LĐLĐ tỉnh ký với nhau bản giao ước “3 không”.", [
        ("giao ước", None, "cited", None, None)]),
    ("Năm cụm thi đua thuộc LĐLĐ tỉnh ký giao ước thi đua.", []),
    ("Sáng 4/3, Công an tỉnh và LĐLĐ tỉnh tổ chức ngày hội. Tại ngày hội, đại diện 14 tổ tự quản đã ký giao ước thi "
     "đua giữ gìn an ninh trật tự năm 2025.", []),
    ("Tại hội nghị ngày 4/3, Công an tỉnh và LĐLĐ tỉnh cùng 14 tổ tự quản dự. Công an tỉnh và LĐLĐ tỉnh ký giao ước "
     "thi đua năm 2024.", [("giao ước thi đua", None, "signed", 2024, 2024)]),
    ("Ngày 4/3, Công an xã Hy Cương, Công đoàn Công ty TNHH Sao Mai và 3 tổ tự quản ký giao ước thi đua.", [
        ("giao ước thi đua", None, "signed", None, None)]),
    ("Năm 2024, Công an tỉnh và LĐLĐ tỉnh đã ký kết chương trình phối hợp, hướng dẫn 78 công đoàn cơ sở.", [
        ("chương trình", None, "cited", None, None)]),
    ("Năm 2024, Công an tỉnh và LĐLĐ tỉnh ký kết chương trình phối hợp tại hội nghị ngày 4/3.", [
        ("chương trình", None, "signed", None, None)]),
    ("Năm nay, tại hội nghị ngày 4/3, Công an tỉnh và LĐLĐ tỉnh đã ký kết chương trình phối hợp.", [
        ("chương trình", None, "signed", None, None)]),
    ("Chiều 4-3, Công an tỉnh và LĐLĐ tỉnh tổ chức Lễ ký kết quy chế phối hợp giai đoạn 2024-2029.", [
        ("quy chế", None, "signed", 2024, 2029)]),
    ("Sơ kết 3 năm thực hiện Quy chế phối hợp giữa Công an tỉnh và LĐLĐ tỉnh\n"
     "Hội nghị sơ kết 3 năm thực hiện Quy chế phối hợp số 02/QCPH-CAT-LĐLĐ ngày 20/2/2021. Quy chế phối hợp đã đi "
     "vào cuộc sống.", [("quy chế", "02/QCPH-CAT-LĐLĐ", "cited", None, None)]),
    ("Công an tỉnh và LĐLĐ tỉnh tổng kết 5 năm thực hiện Chương trình phối hợp giai đoạn 2018-2023 và ký kết chương "
     "trình giai đoạn 2024-2028. Chương trình phối hợp giai đoạn mới gồm 6 nội dung.", [
        ("chương trình", None, "cited", 2018, 2023), ("chương trình", None, "signed", 2024, 2028)]),
    ("Công an tỉnh và LĐLĐ tỉnh ký kết quy chế phối hợp. Quy chế vừa ký thay thế Quy chế số 05/QCPH-LĐLĐ-CAT ngày "
     "14-6-2018.", [("quy chế", None, "signed", None, None), ("quy chế", "05/QCPH-LĐLĐ-CAT", "cited", None, None)]),
    ("Trước đó, Công an tỉnh đã ký kết thỏa thuận hợp tác với Hội Nông dân tỉnh.", [
        ("thỏa thuận", None, "cited", None, None)]),
    ("Năm 2021, Công an tỉnh đã ký kết Quy chế phối hợp với LĐLĐ tỉnh.", [("quy chế", None, "cited", None, None)]),
    ("Sau 2 năm ký kết Kế hoạch phối hợp giữa LĐLĐ tỉnh và Công an tỉnh, tình hình ổn định.", [
        ("kế hoạch", None, "cited", None, None)]),
    ("Ngày 1/3, Công an tỉnh ký kết với LĐLĐ tỉnh Chương trình phối hợp số 04/CTPH-CAT-LĐLĐ.", [
        ("chương trình", "04/CTPH-CAT-LĐLĐ", "signed", None, None)]),
    ("Quy chế phối hợp vừa được Công an tỉnh và LĐLĐ tỉnh ký kết gồm 4 chương, 15 điều.", [
        ("quy chế", None, "signed", None, None)]),
    ("Quy chế phối hợp giữa Công an tỉnh và LĐLĐ tỉnh được ký kết chiều 4/3.", [
        ("quy chế", None, "signed", None, None)]),
    ("Đây là nội dung trong quy chế phối hợp được Bộ Công an và Tổng LĐLĐ Việt Nam ký ngày 20/11/2017.", [
        ("quy chế", None, "cited", None, None)]),
    (f"{HOSTS} Hai ngành tiếp tục cụ thể hóa Kế hoạch phối hợp số 88/KHPH-CAT-LĐLĐ ngày 20/11/2018.", [
        ("kế hoạch", "88/KHPH-CAT-LĐLĐ", "cited", None, None)]),
    # The number of what was signed is told afterwards, with what it lays down.
    ("Sáng 4/3, Công an tỉnh và LĐLĐ tỉnh ký kết Kế hoạch phối hợp giai đoạn 2024-2027.\nTheo Kế hoạch số "
     "26/KHPH-CAT-LĐLĐ, hai bên sẽ mở 2 lớp tập huấn.", [("kế hoạch", "26/KHPH-CAT-LĐLĐ", "signed", 2024, 2027)]),
    ("Sáng 4/3, Công an tỉnh và LĐLĐ tỉnh ký kết Quy chế phối hợp.\nTheo Quy chế số 26/QC-BCA-TLĐLĐ ngày 5/6/2018 "
     "giữa Bộ Công an và Tổng LĐLĐ Việt Nam, hai bên sẽ mở 2 lớp tập huấn.", [
        ("quy chế", None, "signed", None, None), ("quy chế", "26/QC-BCA-TLĐLĐ", "cited", None, None)]),
    ("Từ năm 2019, Công an tỉnh đã ký với LĐLĐ tỉnh quy chế phối hợp.\nTháng 11 tới, Công an tỉnh sẽ ký lại quy chế "
     "với LĐLĐ tỉnh cho giai đoạn 2024-2028.", [
        ("quy chế", None, "cited", None, None), ("quy chế", None, "cited", 2024, 2028)]),
    ("Thực hiện chương trình phối hợp giữa Công an tỉnh và LĐLĐ tỉnh năm 2024, hai đơn vị tập huấn cho 50 đoàn viên.", [
        ("chương trình", None, "cited", 2024, 2024)]),
    # One year right behind a plan is what it is made for, unless it runs for longer.
    ("Công an tỉnh và LĐLĐ tỉnh tổng kết chương trình phối hợp năm 2023 và ký kết chương trình phối hợp năm 2024.", [
        ("chương trình", None, "cited", 2023, 2023), ("chương trình", None, "signed", 2024, 2024)]),
    ("Công an tỉnh và LĐLĐ tỉnh tổng kết Chương trình phối hợp năm 2023\nHội nghị tổng kết năm 2023 thực hiện Chương "
     "trình phối hợp số 05/CTPH-CAT-LĐLĐ giai đoạn 2021-2025.", [
        ("chương trình", "05/CTPH-CAT-LĐLĐ", "cited", 2021, 2025)]),
]  # fmt: skip


def test_who_signs_again_are_the_sides_of_the_one_before() -> None:
    text = (
        "Đó là kết quả của Quy chế phối hợp giữa Công an phường Hùng Vương với Công đoàn các KCN tỉnh, được ký ngày "
        "12/5/2019.\nMới đây, ngày 1/3, hai bên ngồi lại với nhau, ký tiếp quy chế."
    )
    first, second = read(text).agreements
    assert (first.status, second.status) == ("cited", "signed")
    assert [party.name for party in second.parties] == [party.name for party in first.parties]


def test_parties_behind_one_that_no_rule_knows() -> None:
    text = (
        "Sáng 4/3, lễ ký Biên bản phối hợp giữa Ban điều hành dự án, Công đoàn Công ty Sao Mai và Công an huyện Tam "
        "Nông đã diễn ra."
    )
    (row,) = read(text).agreements
    assert [party.name for party in row.parties] == ["Công đoàn Công ty Sao Mai", "Công an huyện Tam Nông"]


def test_one_that_no_rule_knows_does_not_part_the_sides() -> None:
    text = "Sáng 4/3, Công an xã Hy Cương, chi hội chủ nhà trọ xóm 4 và Công đoàn Công ty Sao Mai ký giao ước."
    (row,) = read(text).agreements
    assert [party.name for party in row.parties] == ["Công an xã Hy Cương", "Công đoàn Công ty Sao Mai"]


def test_the_sides_that_a_sentence_of_its_own_lists() -> None:
    text = "Các đơn vị tham gia ký kết gồm: Công an tỉnh, LĐLĐ tỉnh, Tỉnh đoàn.\nChương trình phối hợp gồm 5 nội dung."
    (row,) = read(f"{HOSTS}\n{text}").agreements
    assert (row.status, [party.name for party in row.parties]) == ("signed", [POLICE, UNION, "Tỉnh đoàn Phú Thọ"])


def test_who_signs_is_parted_from_whose_regulation_is_carried_out() -> None:
    text = (
        "Thực hiện Quy chế phối hợp số 03/QC-BCA-TLĐLĐVN của Bộ Công an và Tổng LĐLĐ Việt Nam, Công an tỉnh và LĐLĐ "
        "tỉnh đã ký Kế hoạch phối hợp số 12/KHPH-CAT-LĐLĐ."
    )
    regulation, plan = read(text).agreements
    assert [party.name for party in regulation.parties] == [MINISTRY, CONFEDERATION]
    assert [party.name for party in plan.parties] == [POLICE, UNION]
    assert plan.implements is regulation


@pytest.mark.parametrize("when", ["sáng 4/3", "ngày 4/3", "mới đây", "nhân Tháng Công nhân"])
def test_a_clause_that_opens_with_its_time_has_sides_of_its_own(when: str) -> None:
    text = (
        f"Thực hiện Quy chế phối hợp giữa Công an tỉnh và LĐLĐ tỉnh, {when}, Công đoàn Viên chức tỉnh phối hợp với "
        "Phòng An ninh chính trị nội bộ Công an tỉnh tổ chức lễ ký kết Kế hoạch phối hợp."
    )
    regulation, plan = read(text).agreements
    assert [party.name for party in regulation.parties] == [POLICE, UNION]
    assert regulation.signed_on is None
    assert [party.name for party in plan.parties] == [
        "Công đoàn Viên chức tỉnh Phú Thọ", "Phòng An ninh chính trị nội bộ Công an tỉnh Phú Thọ"
    ]  # fmt: skip


def test_a_paper_of_the_same_years_with_another_side_is_another_one() -> None:
    text = (
        f"{SIDES} ký kết Chương trình phối hợp giai đoạn 2024-2029. Cùng ngày, Công an tỉnh và Tỉnh đoàn ký kết Chương "
        "trình phối hợp giai đoạn 2024-2029."
    )
    sides = [[party.name for party in one.parties] for one in read(text).agreements]
    assert sides == [[POLICE, UNION], [POLICE, "Tỉnh đoàn Phú Thọ"]]


def test_the_text_names_the_department_that_signs() -> None:
    text = (
        "Công an tỉnh và Công đoàn Viên chức tỉnh ký kế hoạch phối hợp năm 2024\nSáng 4/3, Công đoàn Viên chức tỉnh và "
        "Phòng An ninh kinh tế Công an tỉnh ký kết Kế hoạch phối hợp năm 2024."
    )
    (plan,) = read(text).agreements
    assert [party.name for party in plan.parties] == [
        "Công đoàn Viên chức tỉnh Phú Thọ", "Phòng An ninh kinh tế Công an tỉnh Phú Thọ"
    ]  # fmt: skip


def test_partners_listed_behind_a_colon() -> None:
    text = "Sáng 4/3, Công an tỉnh đã ký quy chế phối hợp với các đơn vị: LĐLĐ tỉnh và Tỉnh đoàn."
    (paper,) = read(text).agreements
    assert [party.name for party in paper.parties] == [POLICE, UNION, "Tỉnh đoàn Phú Thọ"]


def test_each_signing_of_these_weeks_has_its_own_day() -> None:
    text = (
        "Ngày 1/3, Công an huyện Tam Nông và LĐLĐ huyện ký Quy chế phối hợp. Ngày 4/3, Công an huyện Lâm Thao và LĐLĐ "
        "huyện Lâm Thao cũng ký quy chế."
    )
    assert [one.signed_on for one in read(text).agreements] == [date(2024, 3, 1), date(2024, 3, 4)]


def test_what_is_made_for_a_regulation_and_what_only_follows_it() -> None:
    text = "Bản quy chế được xây dựng trên cơ sở Quy chế số 03/QC-BCA-TLĐLĐ của Bộ Công an và Tổng LĐLĐ Việt Nam."
    first, second = read(f"Công an tỉnh và LĐLĐ tỉnh ký Quy chế phối hợp. {text}").agreements
    assert first.implements is second
    text = "Công an tỉnh và LĐLĐ tỉnh tổng kết việc thực hiện Nghị quyết liên tịch số 01/NQLT, ký Quy chế phối hợp."
    assert [one.implements for one in read(text).agreements] == [None, None]


def test_parties_of_a_province_that_is_no_more() -> None:
    text = f"{HOSTS} Quy chế này thay thế Kế hoạch số 115/KH-CAT-LĐLĐ năm 2020 của tỉnh Hòa Bình (cũ)."
    (row,) = (one for one in read(text).agreements if one.number == "115/KH-CAT-LĐLĐ")
    assert [party.name for party in row.parties] == ["Công an tỉnh Hòa Bình", "Liên đoàn Lao động tỉnh Hòa Bình"]
    assert [party.organisation_id for party in row.parties] == ["police/hoa-binh", "union/hoa-binh"]


@pytest.mark.parametrize(("text", "expected"), TOLD)
def test_told(text: str, expected: list[tuple]) -> None:
    assert sorted(rows(text), key=str) == sorted(expected, key=str)


@pytest.mark.parametrize(
    "text",
    [
        f"{HOSTS} Các đơn vị tham mưu xây dựng kế hoạch phối hợp cụ thể.",
        "Hơn 300 công nhân ký cam kết chấp hành pháp luật.",
        "Thực hiện Nghị quyết 20-NQ/TW, hai ngành phối hợp chặt chẽ.",
        "Trong 5 năm qua, 100% LĐLĐ cấp huyện đã ký kết quy chế phối hợp với công an cùng cấp.",
        "Theo thỏa thuận giữa người lao động và người sử dụng lao động, lương được trả hằng tháng.",
        "Các cụm, khối thi đua ký kết giao ước thi đua năm 2024.",
        "Chương trình phối hợp nghệ thuật diễn ra sôi nổi.",
    ],
)
def test_no_agreement(text: str) -> None:
    assert rows(text) == []


PARTIES = [
    ("Sáng 4/3, LĐLĐ tỉnh ký kết chương trình phối hợp với 3 ngành: Công an tỉnh, Tỉnh đoàn, Hội Nông dân tỉnh.", [
        UNION, POLICE, "Tỉnh đoàn Phú Thọ", "Hội Nông dân tỉnh Phú Thọ"]),
    ("Sáng 4/3, dưới sự chứng kiến của lãnh đạo UBND tỉnh, Giám đốc Công an tỉnh Nguyễn Văn An và Chủ tịch LĐLĐ tỉnh "
     "Trần Thị Bình đã ký kết Quy chế phối hợp.", [POLICE, UNION]),
    # Those who tell of themselves: before a quotation, behind it, in an interview.
    ("“Năm 2019, chúng tôi đã ký kết quy chế phối hợp với LĐLĐ tỉnh”, Đại tá Trần Văn Tám, Phó Giám đốc Công an tỉnh "
     "cho biết.", [POLICE, UNION]),
    ("Phóng viên trao đổi với bà Lê Thị Mai - Chủ tịch Công đoàn các Khu kinh tế tỉnh.\n+ Từ năm 2016, chúng tôi đã ký "
     "với Phòng An ninh kinh tế - Công an tỉnh Quy chế phối hợp.", [
        "Công đoàn các khu kinh tế tỉnh Phú Thọ", "Phòng An ninh kinh tế Công an tỉnh Phú Thọ"]),
    # The headline names the body, the text its department.
    ("Công đoàn ngành Công Thương và Công an tỉnh tổng kết chương trình phối hợp\nNgày 4/3, Công đoàn ngành Công "
     "Thương tỉnh và Phòng An ninh kinh tế (Công an tỉnh) tổng kết chương trình phối hợp năm 2023.", [
        "Công đoàn ngành Công Thương tỉnh Phú Thọ", "Phòng An ninh kinh tế Công an tỉnh Phú Thọ"]),
    ("Sáng 4/3, tại cơ sở 2 Trường Đại học Sài Thành, Công an phường Thọ Sơn, Ban Giám hiệu và Công đoàn Trường đã ký "
     "kết Kế hoạch liên tịch.", [
        "Công an phường Thọ Sơn", "Trường Đại học Sài Thành", "Công đoàn Trường Đại học Sài Thành"]),
    ("Ký kết quy chế phối hợp giữa Công an xã và công đoàn các doanh nghiệp\nSáng 4/3, Công an xã Tiên Lữ và Công đoàn "
     "Công ty TNHH May Sông Lam, Công đoàn Công ty TNHH Gạch Hồng Hà ký kết quy chế phối hợp.", [
        "Công an xã Tiên Lữ", "Công đoàn Công ty TNHH May Sông Lam", "Công đoàn Công ty TNHH Gạch Hồng Hà"]),
    ("Thực hiện Quy chế phối hợp giữa Bộ Công an và Tổng LĐLĐ Việt Nam, LĐLĐ tỉnh đã vào cuộc.", [
        MINISTRY, CONFEDERATION]),
    (f"{HOSTS} Đây là hoạt động trong Kế hoạch phối hợp số 36/KHPH-LĐLĐ-CAT giữa hai đơn vị.", [UNION, POLICE]),
    ("Căn cứ Quy chế phối hợp số 03/QC-BCA-TLĐLĐ, công tác nắm tình hình được tăng cường.", [MINISTRY, CONFEDERATION]),
    ("Công an tỉnh đã ký kết Quy chế phối hợp với LĐLĐ tỉnh.", [POLICE, UNION]),
    ("LĐLĐ và Công an hai huyện Lâm Thao, Phù Ninh ký kết quy chế phối hợp.", [
        "Liên đoàn Lao động huyện Lâm Thao", "Liên đoàn Lao động huyện Phù Ninh", "Công an huyện Lâm Thao",
        "Công an huyện Phù Ninh"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), PARTIES)
def test_parties(text: str, expected: list[str]) -> None:
    [agreement] = read(text).agreements
    assert sorted(party.name for party in agreement.parties) == sorted(expected)


def test_an_agreement_signed_in_the_event_has_the_events_day_a_cited_one_its_own() -> None:
    signed = read("Ngày 1/3, Công an tỉnh và LĐLĐ tỉnh ký kết quy chế phối hợp.").agreements[0]
    cited = read("Thực hiện Quy chế phối hợp số 47/QCPH-CAT-LĐLĐ, ngày 14/9/2018 giữa hai bên.").agreements[0]
    assert (signed.signed_on, cited.signed_on) == (date(2024, 3, 1), date(2018, 9, 14))


def test_the_day_it_comes_into_force_is_not_the_day_it_was_signed() -> None:
    text = "Thực hiện Quy chế phối hợp số 47/QCPH-CAT-LĐLĐ có hiệu lực từ ngày 1/9/2017, hai bên phối hợp chặt chẽ."
    assert read(text).agreements[0].signed_on is None


def test_a_plan_carries_out_a_regulation() -> None:
    text = (
        "Hai bên sơ kết 1 năm thực hiện Kế hoạch phối hợp giữa Công an tỉnh và LĐLĐ tỉnh về thực hiện "
        "Quy chế phối hợp giữa Bộ Công an và Tổng LĐLĐ Việt Nam."
    )
    plan, regulation = read(text).agreements
    assert plan.implements is regulation
    assert regulation.implements is None


def test_the_next_agreement_of_the_same_sides_does_not_carry_out_the_last() -> None:
    text = (
        "Công an tỉnh và LĐLĐ tỉnh tổng kết việc thực hiện Quy chế phối hợp giai đoạn 2018-2023 và ký kết Quy chế phối "
        "hợp giai đoạn 2024-2029."
    )
    assert [row.implements for row in read(text).agreements] == [None, None]


def test_tasks_of_what_was_signed() -> None:
    text = (
        "Ngày 1/3, Công an tỉnh và LĐLĐ tỉnh ký kết quy chế phối hợp.\n"
        "Theo đó, hai bên thống nhất tuyên truyền pháp luật cho đoàn viên; trao đổi thông tin về công nhân; bảo vệ an "
        "ninh các khu công nghiệp."
    )
    [agreement] = read(text).agreements
    assert [text[task.start : task.end] for task in agreement.tasks] == [
        "tuyên truyền pháp luật cho đoàn viên",
        "trao đổi thông tin về công nhân",
        "bảo vệ an ninh các khu công nghiệp",
    ]


@pytest.mark.parametrize(
    ("sentence", "tasks"),
    [
        (
            "Theo kế hoạch vừa được ký, hằng năm Công an tỉnh và LĐLĐ tỉnh sẽ cùng tổ chức ngày hội công nhân; "
            "phối hợp nắm tình hình tại các doanh nghiệp.",
            ["tổ chức ngày hội công nhân", "phối hợp nắm tình hình tại các doanh nghiệp"],
        ),
        (
            "Bản kế hoạch phân rõ phần việc của từng bên trong nắm tình hình công nhân, bảo vệ an ninh, trật tự và hòa "
            "giải tranh chấp.",
            ["nắm tình hình công nhân", "bảo vệ an ninh, trật tự", "hòa giải tranh chấp"],
        ),
        ("Bản kế hoạch nêu trách nhiệm trong thời gian tới, bảo vệ an ninh và hòa giải tranh chấp.", []),
    ],
)
def test_lists_of_tasks(sentence: str, tasks: list[str]) -> None:
    text = f"Ngày 1/3, Công an tỉnh và LĐLĐ tỉnh ký kết kế hoạch phối hợp.\n{sentence}"
    [agreement] = read(text).agreements
    assert [text[task.start : task.end] for task in agreement.tasks] == tasks


def test_what_is_planned_says_so() -> None:
    [agreement] = read("Thời gian tới, hai ngành sẽ ký kết Quy chế phối hợp giai đoạn 2025-2030.").agreements
    assert (agreement.modality, agreement.status) == ("planned", "cited")


def test_a_paper_that_is_only_planned_goes_to_the_issues() -> None:
    facts = read(f"{HOSTS} Tháng tới, hai bên sẽ ký kết chương trình phối hợp.")
    assert [issue.kind for issue in facts.issues if issue.kind.startswith("agreement")] == ["agreement_planned"]
    assert facts.agreements == []


def test_a_paper_of_nobody_goes_to_the_issues() -> None:
    facts = read("Quy chế phối hợp gồm 5 chương, 17 điều.")
    assert facts.agreements == []
    assert [issue.kind for issue in facts.issues if issue.kind.startswith("agreement")] == ["agreement_without_parties"]


SIDES = "Công an tỉnh và LĐLĐ tỉnh"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # the passive
        (f"Chiều qua, Quy chế phối hợp số 12/QC-CAT-LĐLĐ, thời hạn 2024 - 2028, đã được {SIDES} chính thức ký kết.",
         [("quy chế", "12/QC-CAT-LĐLĐ", "signed", 2024, 2028)]),
        (f"Sáng 4/3, Kế hoạch phối hợp giai đoạn 2024 - 2028 giữa {SIDES} được ký kết.",
         [("kế hoạch", None, "signed", 2024, 2028)]),
        (f"Bản quy ước phối hợp giữa {SIDES} (ký ngày 22/12/2020).", [("quy ước", None, "cited", None, None)]),
        (f"Sáng 4/3, hai bên họp. Từ khi Quy chế phối hợp số 9/QCPH-CAT-LĐLĐ được {SIDES} ký kết, tình hình ổn định.",
         [("quy chế", "9/QCPH-CAT-LĐLĐ", "cited", None, None)]),
        (f"Sáng 4/3, quy chế phối hợp giữa {SIDES} chưa được ký kết.", [("quy chế", None, "cited", None, None)]),
        # an agreement is come to; its number stands elsewhere
        (f"{SIDES} vừa đạt được thỏa thuận hợp tác giai đoạn 2024-2028. Văn bản mang số 88/TT-CAT-LĐLĐ, do Giám đốc "
         "Công an tỉnh và Chủ tịch LĐLĐ tỉnh ký sáng 4/3.", [("thỏa thuận", "88/TT-CAT-LĐLĐ", "signed", 2024, 2028)]),
        (f"Ngày 4/3, {SIDES} ra Nghị quyết liên tịch số 02/NQLT-CAT-LĐLĐ.",
         [("nghị quyết liên tịch", "02/NQLT-CAT-LĐLĐ", "signed", None, None)]),
        (f"Nhiều năm qua, {SIDES} ban hành Kế hoạch liên tịch số 02/KHLT-CAT-LĐLĐ.",
         [("kế hoạch liên tịch", "02/KHLT-CAT-LĐLĐ", "cited", None, None)]),
        # terms
        (f"{SIDES} ký quy chế phối hợp sáng 4/3. Quy chế có hiệu lực đến hết năm 2028.",
         [("quy chế", None, "signed", 2024, 2028)]),
        (f"Sáng 4/3, {SIDES} ký quy chế phối hợp cho các năm học 2024-2025, 2025-2026 và 2026-2027.",
         [("quy chế", None, "signed", 2024, 2027)]),
        (f"Thực hiện Kế hoạch liên ngành số 8/KHLN-CAT-LĐLĐ ngày 11/5/2020 do {SIDES} ban hành, áp dụng đến năm 2025.",
         [("kế hoạch liên ngành", "8/KHLN-CAT-LĐLĐ", "cited", 2020, 2025)]),
        (f"Sáng 4/3, {SIDES} ký giao ước thi đua năm 2024.", [("giao ước thi đua", None, "signed", 2024, 2024)]),
        (f"Sáng 4/3, {SIDES} ký Kế hoạch số 8/KH-CAT-LĐLĐ về an ninh khu trọ, phòng cháy năm 2024 - 2025.",
         [("kế hoạch", "8/KH-CAT-LĐLĐ", "signed", 2024, 2025)]),
        (f"Sáng 4/3, {SIDES} ký quy chế phối hợp, sau khi đã giải quyết 12 vụ việc năm 2023.",
         [("quy chế", None, "signed", None, None)]),
        (f"Thực hiện Quy chế phối hợp giữa {SIDES}, năm 2022 - 2023 hai bên mở 20 lớp.",
         [("quy chế", None, "cited", None, None)]),
        (f"Sáng 4/3, {SIDES} ký quy chế phối hợp, có hiệu lực 3 năm kể từ ngày 1/4/2024.",
         [("quy chế", None, "signed", 2024, 2027)]),
        (f"Sáng 4/3, {SIDES} ký quy chế phối hợp. Quy chế có thời hạn năm năm, tính từ ngày ký.",
         [("quy chế", None, "signed", 2024, 2029)]),
        # "cam kết" of sides, not of many
        (f"Sáng 4/3, {SIDES} tổ chức lễ ký cam kết thực hiện mô hình an toàn giao thông năm học 2023-2024.",
         [("cam kết", None, "signed", 2023, 2024)]),
        (f"Sáng 4/3, {SIDES} ký quy chế phối hợp. Hai bên cùng ký cam kết thực hiện tốt các nội dung của quy chế.",
         [("quy chế", None, "signed", None, None)]),
        (f"Sáng 4/3, {SIDES} tổ chức lễ ký cam kết không tàng trữ, sử dụng pháo nổ.", []),
        (f"Sáng 4/3, {SIDES} tổ chức lễ ký cam kết bảo đảm an toàn cháy nổ với các chủ nhà trọ.", []),
        ("Sáng 4/3, hơn 200 công nhân cùng ký cam kết chấp hành pháp luật năm 2024.", []),
        (f"{SIDES} sơ kết Nghị quyết liên tịch. Dự hội nghị có bà Lê Thị Mai, người ký nghị quyết năm 2014.",
         [("nghị quyết liên tịch", None, "cited", None, None)]),
        # an older one and the one that follows it
        (f"Từ bản giao ước thi đua giữa {SIDES} hồi tháng 3-2021, sáng 4/3, hai bên ký giao ước mới đến hết năm 2026.",
         [("giao ước thi đua", None, "cited", None, None), ("giao ước thi đua", None, "signed", 2024, 2026)]),
        # what it takes the place of is another one
        (f"Sáng 4/3, {SIDES} họp bàn xây dựng Quy chế phối hợp giai đoạn 2024-2029, thay thế Quy chế phối hợp số "
         "02/QCPH-CAT-LĐLĐ.",
         [("quy chế", None, "cited", 2024, 2029), ("quy chế", "02/QCPH-CAT-LĐLĐ", "cited", None, None)]),
        # words that only look like an order, or like what is still to be done
        ("Sáng 4/3, Phòng Cảnh sát giao thông Công an tỉnh và LĐLĐ tỉnh ký kết Kế hoạch phối hợp.",
         [("kế hoạch", None, "signed", None, None)]),
        (f"Sáng 4/3, {SIDES} ra mắt mô hình và ký kết Quy chế phối hợp.", [("quy chế", None, "signed", None, None)]),
        (f"Sáng 4/3, {SIDES} nhân rộng mô hình ký kết quy chế phối hợp.", []),
        ("Sáng 4/3, 13 LĐLĐ huyện, thị xã đã ký kết quy chế phối hợp với công an cùng cấp.", []),
        # a headline cuts the kind short
        (f"{SIDES} ký kế hoạch năm 2024\nSáng 4/3, {SIDES} ký Kế hoạch liên tịch năm 2024.",
         [("kế hoạch liên tịch", None, "signed", 2024, 2024)]),
        # a number told by its digits, and the same digits of other sides
        (f"{SIDES} sơ kết Quy chế phối hợp số 15/QCPH-CAT-LĐLĐ ngày 3/4/2019. Cần bổ sung Quy chế phối hợp số 15.",
         [("quy chế", "15/QCPH-CAT-LĐLĐ", "cited", None, None)]),
        (f"{SIDES} tổng kết Nghị quyết liên tịch số 02/NQLT-CAT-LĐLĐ, cụ thể hóa Nghị quyết liên tịch số 02 của Bộ "
         "Công an và Tổng LĐLĐ Việt Nam.",
         [("nghị quyết liên tịch", "02/NQLT-CAT-LĐLĐ", "cited", None, None),
          ("nghị quyết liên tịch", "02", "cited", None, None)]),
        # years told farther off
        (f"Sáng 4/3, {SIDES} tổng kết Quy chế phối hợp số 15/QCPH-CAT-LĐLĐ ngày 3/4/2019. Công an tỉnh tặng Giấy khen "
         "cho 5 tập thể có thành tích trong thực hiện quy chế giai đoạn 2019 - 2024.",
         [("quy chế", "15/QCPH-CAT-LĐLĐ", "cited", 2019, 2024)]),
        (f"Sáng 4/3, {SIDES} tổng kết Quy chế phối hợp số 15/QCPH-CAT-LĐLĐ ngày 3/4/2019. Hai bên bàn phương hướng "
         "thực hiện quy chế giai đoạn 2024-2029.", [("quy chế", "15/QCPH-CAT-LĐLĐ", "cited", None, None)]),
    ],
)  # fmt: skip
def test_other_ways_to_tell(text: str, expected: list[tuple]) -> None:
    assert sorted(rows(text), key=str) == sorted(expected, key=str)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Bốn bên ký quy chế phối hợp gồm Công an tỉnh, LĐLĐ tỉnh, Ban Quản lý các KCN và Sở Y tế.",
         [POLICE, UNION, "Ban Quản lý các khu công nghiệp tỉnh Phú Thọ", "Sở Y tế tỉnh Phú Thọ"]),
        ("Lễ ký Nghị quyết liên tịch giữa Công an tỉnh, LĐLĐ tỉnh và Tỉnh đoàn được tổ chức vào sáng 4/3.",
         [POLICE, UNION, "Tỉnh đoàn Phú Thọ"]),
        ("Phòng Tham mưu Công an tỉnh và Ban Nữ công LĐLĐ tỉnh làm theo Kế hoạch số 7/KH-LĐLĐ-CA.", [UNION, POLICE]),
        ("Công an tỉnh và Tỉnh đoàn họp với LĐLĐ tỉnh về Kế hoạch liên tịch số 75/KHLT-CAT-TĐTN.",
         [POLICE, "Tỉnh đoàn Phú Thọ"]),
        ("Bản cam kết phối hợp ra đời, mang chữ ký của Công an tỉnh, LĐLĐ tỉnh và Công đoàn Khu nghỉ dưỡng Ao Trời.",
         [POLICE, UNION, "Công đoàn Khu nghỉ dưỡng Ao Trời"]),
        ("Công an phường Gia Cẩm làm theo Quy chế phối hợp số 12/QC-CAT-LĐLĐ ngày 14/11/2023 của Công an tỉnh và LĐLĐ "
         "tỉnh.", [POLICE, UNION]),
    ],
)  # fmt: skip
def test_whose_it_is(text: str, expected: list[str]) -> None:
    (row,) = read(text).agreements
    assert [party.name for party in row.parties] == expected
