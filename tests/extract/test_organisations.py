"""Bodies come out under their canonical name, with id and level, whoever fills their place in. Texts are our own."""

from collections import Counter
from datetime import datetime
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.document import Context, Document
from extract.mentions import abbreviations, organisations
from extract.mentions.base import Mention, Mentions, Organisation
from extract.mentions.organisation_lexicon import OrganisationLexicon, departments, heads, lexicon
from extract.phrases import Syllables
from extract.text import fold


def read(text: str, day: str | None = "2022-05-05", province: str | None = None, new: str | None = None) -> Mentions:
    published = datetime.fromisoformat(day) if day else None
    document = Document(text, context=Context(published, province, new))
    mentions = Mentions()
    mentions.add(organisations.find(document, mentions))
    for mention in mentions.of("organisation"):
        assert text[mention.start : mention.end].strip() == text[mention.start : mention.end] != ""
    return mentions


def found(text: str, **context: str | None) -> list[tuple[str, str]]:
    """The mentions as (words, canonical name), bodies of a list taken apart."""
    return [
        (text[m.start : m.end], body.name)
        for m in read(text, **context).of("organisation")
        for body in m.value.members or (m.value,)
    ]


def names(text: str, **context: str | None) -> list[str]:
    return [name for _, name in found(text, **context)]


def single(text: str, **context: str | None) -> Organisation:
    (mention,) = read(text, **context).of("organisation")
    return mention.value


@pytest.mark.parametrize(
    ("text", "name", "organisation_id", "level"),
    [
        ("Công an tỉnh Phú Thọ", "Công an tỉnh Phú Thọ", "police/phu-tho", "province"),
        ("Công an TP Hải Phòng", "Công an thành phố Hải Phòng", "police/hai-phong", "province"),
        ("Công an Hải Phòng", "Công an thành phố Hải Phòng", "police/hai-phong", "province"),
        ("công an Bắc Giang", "Công an tỉnh Bắc Giang", "police/bac-giang", "province"),
        ("CATP Hà Nội", "Công an thành phố Hà Nội", "police/ha-noi", "province"),
        ("CA tỉnh BR-VT", "Công an tỉnh Bà Rịa - Vũng Tàu", "police/ba-ria-vung-tau", "province"),
        ("Công an TP.HCM", "Công an thành phố Hồ Chí Minh", "police/ho-chi-minh", "province"),
        ("LĐLĐ tỉnh Đăk Lăk", "Liên đoàn Lao động tỉnh Đắk Lắk", "union/dak-lak", "province"),
        ("CÔNG AN TỈNH NGHỆ AN", "Công an tỉnh Nghệ An", "police/nghe-an", "province"),
        ("UBND tỉnh Bắc Giang", "Ủy ban nhân dân tỉnh Bắc Giang", "people_committee/bac-giang", "province"),
        ("Uỷ ban nhân dân tỉnh Hoà Bình", "Ủy ban nhân dân tỉnh Hòa Bình", "people_committee/hoa-binh", "province"),
        ("Viện KSND tỉnh Tây Ninh", "Viện Kiểm sát nhân dân tỉnh Tây Ninh", "procuracy/tay-ninh", "province"),
        ("Tỉnh ủy Phú Thọ", "Tỉnh ủy Phú Thọ", "party/phu-tho", "province"),
        ("Thành ủy TP Hải Phòng", "Thành ủy Hải Phòng", "party/hai-phong", "province"),
        ("Hội LHPN tỉnh Sơn La", "Hội Liên hiệp Phụ nữ tỉnh Sơn La", "women_union/son-la", "province"),
        ("Tỉnh Đoàn Cà Mau", "Tỉnh đoàn Cà Mau", "youth_union/ca-mau", "province"),
        (
            "Sở LĐ-TB&XH tỉnh Long An",
            "Sở Lao động - Thương binh và Xã hội tỉnh Long An",
            "department/long-an/so-lao-dong-thuong-binh-va-xa-hoi",
            "province",
        ),
        ("LĐLĐ quận Ninh Kiều", "Liên đoàn Lao động quận Ninh Kiều", "union/can-tho/quan-ninh-kieu", "district"),
        ("Công an TP.Vinh", "Công an thành phố Vinh", "police/nghe-an/thanh-pho-vinh", "district"),
        ("Công an TX Phú Thọ", "Công an thị xã Phú Thọ", "police/phu-tho/thi-xa-phu-tho", "district"),
        ("Công an Q.1", "Công an quận 1", "police/ho-chi-minh/quan-1", "district"),
        ("Huyện ủy Bình Sơn", "Huyện ủy Bình Sơn", "party/quang-ngai/huyen-binh-son", "district"),
        ("LĐLĐ huyện Cư M’gar", "Liên đoàn Lao động huyện Cư M'gar", "union/dak-lak/huyen-cu-m-gar", "district"),
        ("Bộ Công an", "Bộ Công an", "police/vn", "central"),
        ("Tổng LĐLĐVN", "Tổng Liên đoàn Lao động Việt Nam", "union/vn", "central"),
        ("Công đoàn CAND", "Công đoàn Công an nhân dân", "union/vn/cong-doan-cong-an-nhan-dan", "central"),
        ("Bộ GD-ĐT", "Bộ Giáo dục và Đào tạo", "ministry/vn/bo-giao-duc-va-dao-tao", "central"),
        ("Thủ tướng Chính phủ", "Thủ tướng Chính phủ", "state/vn/thu-tuong-chinh-phu", "central"),
    ],
)
def test_a_body_that_names_its_place(text: str, name: str, organisation_id: str, level: str) -> None:
    body = single(f"{text} tổ chức hội nghị.")
    assert (body.name, body.organisation_id, body.level, body.plural) == (name, organisation_id, level, False)


@pytest.mark.parametrize(
    ("text", "context", "expected"),
    [
        (
            "Công an tỉnh và LĐLĐ tỉnh",
            {"province": "Phú Thọ"},
            ["Công an tỉnh Phú Thọ", "Liên đoàn Lao động tỉnh Phú Thọ"],
        ),
        (
            "Công an thành phố, UBND TP và Sở Y tế",
            {"province": "Cần Thơ"},
            ["Công an thành phố Cần Thơ", "Ủy ban nhân dân thành phố Cần Thơ", "Sở Y tế thành phố Cần Thơ"],
        ),
        ("Công an thành phố Huế", {"province": "Huế", "day": "2020-02-02"}, ["Công an thành phố Huế"]),
        ("LĐLĐ tỉnh", {"province": "Huế", "day": "2020-02-02"}, ["Liên đoàn Lao động tỉnh Thừa Thiên Huế"]),
        ("LĐLĐ thành phố", {"province": "Huế", "day": "2025-02-02"}, ["Liên đoàn Lao động thành phố Huế"]),
        ("Thành ủy và Tỉnh đoàn", {"province": "Bến Tre"}, ["Thành ủy Bến Tre", "Tỉnh đoàn Bến Tre"]),
        ("Công an tỉnh", {}, ["Công an tỉnh"]),
        ("UBND tỉnh", {"province": "Đà Nẵng"}, ["Ủy ban nhân dân tỉnh"]),
        ("LĐLĐ huyện", {"province": "Phú Thọ"}, ["Liên đoàn Lao động huyện"]),
    ],
)
def test_the_context_fills_the_province_in(text: str, context: dict[str, str], expected: list[str]) -> None:
    assert names(f"{text} phối hợp.", **context) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "LĐLĐ huyện và Công an huyện Cần Giuộc ký kết.",
            ["Liên đoàn Lao động huyện Cần Giuộc", "Công an huyện Cần Giuộc"],
        ),
        (
            "Công an và Liên đoàn Lao động (LĐLĐ) tỉnh Sơn La.",
            ["Công an tỉnh Sơn La", "Liên đoàn Lao động tỉnh Sơn La"],
        ),
        (
            "Công an - Liên đoàn Lao động - Hội Liên hiệp Phụ nữ tỉnh Sơn La.",
            ["Công an tỉnh Sơn La", "Liên đoàn Lao động tỉnh Sơn La", "Hội Liên hiệp Phụ nữ tỉnh Sơn La"],
        ),
        ("LĐLĐ phối hợp với Công an tỉnh Sơn La tổ chức.", ["Liên đoàn Lao động tỉnh Sơn La", "Công an tỉnh Sơn La"]),
        (
            "Công an tỉnh Sơn La và Liên đoàn Lao động ký kết.",
            ["Công an tỉnh Sơn La", "Liên đoàn Lao động tỉnh Sơn La"],
        ),
        (
            "HĐND, UBND, UBMTTQ Việt Nam tỉnh Cà Mau dự.",
            [
                "Hội đồng nhân dân tỉnh Cà Mau",
                "Ủy ban nhân dân tỉnh Cà Mau",
                "Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh Cà Mau",
            ],
        ),
        (
            "UBND các quận Ngũ Hành Sơn, Sơn Trà và Liên Chiểu (Đà Nẵng).",
            ["Ủy ban nhân dân quận Ngũ Hành Sơn", "Ủy ban nhân dân quận Sơn Trà", "Ủy ban nhân dân quận Liên Chiểu"],
        ),
        (
            "LĐLĐ các huyện Cần Giuộc, Cần Đước và thị xã Kiến Tường.",
            [
                "Liên đoàn Lao động huyện Cần Giuộc",
                "Liên đoàn Lao động huyện Cần Đước",
                "Liên đoàn Lao động thị xã Kiến Tường",
            ],
        ),
        (
            "LĐLĐ và Công an các quận, huyện: Hà Đông, Thanh Oai (TP Hà Nội).",
            [
                "Liên đoàn Lao động quận Hà Đông",
                "Liên đoàn Lao động huyện Thanh Oai",
                "Công an quận Hà Đông",
                "Công an huyện Thanh Oai",
            ],
        ),
        ("Công an huyện Sơn Tịnh và huyện Bình Sơn.", ["Công an huyện Sơn Tịnh", "Công an huyện Bình Sơn"]),
        ("Công an huyện Sơn Tịnh, huyện Sơn Tịnh.", ["Công an huyện Sơn Tịnh"]),
        ("Công an quận Hoàn Kiếm, TP Hà Nội.", ["Công an quận Hoàn Kiếm"]),
        (
            "Công an, LĐLĐ huyện Hớn Quản và TX. Bình Long.",
            [
                "Công an huyện Hớn Quản",
                "Công an thị xã Bình Long",
                "Liên đoàn Lao động huyện Hớn Quản",
                "Liên đoàn Lao động thị xã Bình Long",
            ],
        ),
        ("Công an 5 quận, huyện và TP Thủ Đức.", ["Công an các quận, huyện", "Công an thành phố Thủ Đức"]),
        (
            "LĐLĐ các tỉnh Nam Định, Thái Bình và TP.HCM.",
            [
                "Liên đoàn Lao động tỉnh Nam Định",
                "Liên đoàn Lao động tỉnh Thái Bình",
                "Liên đoàn Lao động thành phố Hồ Chí Minh",
            ],
        ),
        ("Công an hai tỉnh Hà Nam và Nam Định.", ["Công an tỉnh Hà Nam", "Công an tỉnh Nam Định"]),
    ],
)
def test_coordinated_bodies_share_their_place(text: str, expected: list[str]) -> None:
    assert names(text) == expected


def test_a_district_comes_from_what_was_named_before() -> None:
    text = (
        "Ngày 24-2, LĐLĐ huyện Cần Giuộc họp.\nCông an huyện cho biết đã bắt 3 người.\n"
        "Tại huyện Cần Đước, Công an huyện khen thưởng."
    )
    bodies = [m.value for m in read(text, province="Long An").of("organisation")]
    assert [b.name for b in bodies] == [
        "Liên đoàn Lao động huyện Cần Giuộc",
        "Công an huyện Cần Giuộc",
        "Công an huyện Cần Đước",
    ]
    assert [b.place_source for b in bodies] == ["text", "article", "sentence"]


def test_offices_side_by_side_are_of_one_district() -> None:
    assert names("Phòng LĐTB&XH, Phòng Y tế và LĐLĐ huyện Lâm Thao ký kết.", province="Phú Thọ") == [
        "Phòng Lao động - Thương binh và Xã hội huyện Lâm Thao",
        "Phòng Y tế huyện Lâm Thao",
        "Liên đoàn Lao động huyện Lâm Thao",
    ]
    assert names("Phòng Kinh tế, điện thoại 0210.", province="Phú Thọ") == []


def test_of_a_list_the_district_that_the_text_is_about() -> None:
    text = "Tại TX.Dĩ An, 11 vụ xảy ra. Các vụ ở TX.Dĩ An và TX.Thuận An giảm. LĐLĐ thị xã vào cuộc."
    assert names(text, province="Bình Dương") == ["Liên đoàn Lao động thị xã Dĩ An"]


def test_a_district_comes_from_what_is_named_later_where_nothing_was_before() -> None:
    text = "Công an huyện và LĐLĐ huyện ký kết\nSáng nay, tại huyện Lâm Thao, lễ ký được tổ chức."
    assert names(text, province="Phú Thọ") == ["Công an huyện Lâm Thao", "Liên đoàn Lao động huyện Lâm Thao"]


def test_a_district_of_the_article_s_province_goes_before_one_elsewhere() -> None:
    text = "LĐLĐ huyện Bình Sơn họp. Đối tượng quê ở huyện Châu Đức, tỉnh BR-VT. Công an huyện đã bắt."
    assert names(text, province="Quảng Ngãi")[-1] == "Công an huyện Bình Sơn"


def test_a_name_that_many_districts_share_is_taken_in_the_article_s_province() -> None:
    text = "Công an huyện Châu Thành tổ chức."
    assert single(text, province="Kiên Giang").organisation_id == "police/kien-giang/huyen-chau-thanh"
    assert single(text).organisation_id is None
    assert single("Công an huyện Châu Thành, tỉnh Bến Tre.").organisation_id == "police/ben-tre/huyen-chau-thanh"


def test_a_bare_body_is_the_one_named_before_or_behind() -> None:
    text = "LĐLĐ - Công an ký kết quy chế\nLĐLĐ tỉnh Sơn La và Công an tỉnh Sơn La ký. LĐLĐ sẽ chủ trì."
    assert names(text) == [
        "Liên đoàn Lao động tỉnh Sơn La",
        "Công an tỉnh Sơn La",
        "Liên đoàn Lao động tỉnh Sơn La",
        "Công an tỉnh Sơn La",
        "Liên đoàn Lao động tỉnh Sơn La",
    ]


def test_thanh_pho_is_the_province_s_only_city_where_the_province_is_none() -> None:
    assert names("Công an thành phố họp.", province="Lai Châu") == ["Công an thành phố Lai Châu"]
    assert names("Công an thành phố họp tại TP Phúc Yên.", province="Vĩnh Phúc") == ["Công an thành phố Phúc Yên"]


@pytest.mark.parametrize(
    ("day", "organisation_id"),
    [("2019-12-01", "police/ha-nam/huyen-duy-tien"), ("2021-05-08", "police/ha-nam/thi-xa-duy-tien")],
)
def test_a_district_has_the_type_of_its_day_where_none_is_written(day: str, organisation_id: str) -> None:
    assert single("Công an Duy Tiên tổ chức.", day=day, province="Hà Nam").organisation_id == organisation_id


class TestTheNewScheme:
    def test_a_province_s_bodies_end_in_2025(self) -> None:
        body = single("LĐLĐ tỉnh tổ chức.", day="2025-09-01", new="Phú Thọ")
        assert (body.name, body.organisation_id) == ("Liên đoàn Lao động tỉnh Phú Thọ", "union/phu-tho@2025")
        assert body.province == "Phú Thọ"

    def test_the_same_words_before_the_reform_are_another_body(self) -> None:
        assert single("LĐLĐ tỉnh tổ chức.", day="2025-06-30", province="Phú Thọ").organisation_id == "union/phu-tho"

    def test_a_name_that_ended_means_the_old_body(self) -> None:
        body = single("Công an tỉnh Vĩnh Phúc (cũ) đã bắt.", day="2025-09-01", new="Phú Thọ")
        assert body.organisation_id == "police/vinh-phuc"

    def test_an_old_portal_s_article_is_about_the_new_province(self) -> None:
        body = single("Công an tỉnh tổ chức.", day="2025-09-01", province="Vĩnh Phúc")
        assert body.name == "Công an tỉnh Phú Thọ"

    def test_communes_lie_straight_in_the_province(self) -> None:
        text = "Công an phường Việt Trì và Công đoàn phường Việt Trì."
        ids = [m.value.organisation_id for m in read(text, day="2025-09-01", new="Phú Thọ").of("organisation")]
        assert ids == ["police/phu-tho/phuong-viet-tri@2025", "union/phu-tho/phuong-viet-tri@2025"]

    def test_a_name_without_a_type_is_a_commune_s_where_the_province_has_one(self) -> None:
        assert names("Công an Việt Trì tuần tra.", day="2025-09-01", new="Phú Thọ") == ["Công an phường Việt Trì"]
        assert names("Công an Việt Trì tuần tra.", day="2024-09-01", province="Phú Thọ") == [
            "Công an thành phố Việt Trì"
        ]


class TestCommunes:
    def test_the_district_behind_it_places_it(self) -> None:
        body = single("Công an xã Tân Phước, huyện Gò Công Đông tuần tra.", province="Tiền Giang")
        assert body.organisation_id == "police/tien-giang/huyen-go-cong-dong/xa-tan-phuoc"

    def test_the_province_s_list_places_a_name_that_it_has_once(self) -> None:
        body = single("UBND phường Cái Khế họp.", province="Cần Thơ")
        assert body.organisation_id == "people_committee/can-tho/quan-ninh-kieu/phuong-cai-khe"

    def test_lower_case_means_all_of_them(self) -> None:
        body = single("Người dân báo công an xã.")
        assert (body.name, body.level, body.plural, body.organisation_id) == ("Công an xã", "commune", True, None)

    def test_a_capital_means_the_one_named(self) -> None:
        assert names("UBND xã Thạch Kim họp. Công an xã dự.", province="Hà Tĩnh")[-1] == "Công an xã Thạch Kim"


class TestDepartmentsAndUnions:
    @pytest.mark.parametrize(
        ("text", "name", "organisation_id"),
        [
            ("Phòng PA83 Công an tỉnh", "Phòng PA83 Công an tỉnh Sơn La", "police/son-la/phong-pa83"),
            (
                "Phòng Cảnh sát PCCC&CNCH (Công an tỉnh)",
                "Phòng Cảnh sát phòng cháy, chữa cháy và cứu nạn, cứu hộ Công an tỉnh Sơn La",
                "police/son-la/phong-canh-sat-phong-chay-chua-chay-va-cuu-nan-cuu-ho",
            ),
            (
                "Phòng Cảnh sát PCCC và CNCH Công an tỉnh",
                "Phòng Cảnh sát phòng cháy, chữa cháy và cứu nạn, cứu hộ Công an tỉnh Sơn La",
                "police/son-la/phong-canh-sat-phong-chay-chua-chay-va-cuu-nan-cuu-ho",
            ),
            ("phòng Tham mưu Công an tỉnh", "Phòng Tham mưu Công an tỉnh Sơn La", "police/son-la/phong-tham-muu"),
            (
                "Phòng An ninh chính trị nội bộ (PA03), Công an tỉnh",
                "Phòng An ninh chính trị nội bộ Công an tỉnh Sơn La",
                "police/son-la/phong-an-ninh-chinh-tri-noi-bo",
            ),
            (
                "Đội Cảnh sát hình sự Công an huyện Mai Sơn",
                "Đội Cảnh sát hình sự Công an huyện Mai Sơn",
                "police/son-la/huyen-mai-son/doi-canh-sat-hinh-su",
            ),
            (
                "Đội An ninh (Công an huyện Mai Sơn)",
                "Đội An ninh Công an huyện Mai Sơn",
                "police/son-la/huyen-mai-son/doi-an-ninh",
            ),
            ("Ban Dân vận Tỉnh ủy", "Ban Dân vận Tỉnh ủy Sơn La", "party/son-la/ban-dan-van"),
            ("Văn phòng UBND tỉnh", "Văn phòng Ủy ban nhân dân tỉnh Sơn La", "people_committee/son-la/van-phong"),
            ("Công đoàn Công an tỉnh", "Công đoàn Công an tỉnh Sơn La", "union/son-la/cong-doan-cong-an"),
            ("Công đoàn Viên chức tỉnh", "Công đoàn Viên chức tỉnh Sơn La", "union/son-la/cong-doan-vien-chuc"),
            (
                "Công đoàn các KCN tỉnh",
                "Công đoàn các khu công nghiệp tỉnh Sơn La",
                "union/son-la/cong-doan-cac-khu-cong-nghiep",
            ),
            (
                "Công đoàn ngành GD&ĐT",
                "Công đoàn ngành Giáo dục và Đào tạo tỉnh Sơn La",
                "union/son-la/cong-doan-nganh-giao-duc-va-dao-tao",
            ),
            (
                "Công đoàn KKT Vân Hồ Xanh",
                "Công đoàn Khu kinh tế Vân Hồ Xanh",
                "union/son-la/cong-doan-khu-kinh-te-van-ho-xanh",
            ),
            (
                "Công đoàn Công ty TNHH May Mộc Xuân",
                "Công đoàn Công ty TNHH May Mộc Xuân",
                "union/son-la/cong-doan-cong-ty-tnhh-may-moc-xuan",
            ),
            ("Công đoàn VSIP", "Công đoàn VSIP", "union/son-la/cong-doan-vsip"),
            ("Công đoàn tỉnh", "Liên đoàn Lao động tỉnh Sơn La", "union/son-la"),
        ],
    )
    def test_name_and_id(self, text: str, name: str, organisation_id: str) -> None:
        body = single(f"Có đại diện {text} dự.", province="Sơn La")
        assert (body.name, body.organisation_id) == (name, organisation_id)

    def test_a_department_without_its_body_has_no_id(self) -> None:
        body = single("Thiếu tá Lê Văn Tám (Phòng Hậu cần) nhận quà.", province="Sơn La")
        assert (body.name, body.organisation_id, body.plural) == ("Phòng Hậu cần", None, False)

    @pytest.mark.parametrize(
        "written",
        [
            "Công đoàn Khu kinh tế (KKT) Vân Hồ và các khu công nghiệp (KCN) tỉnh Sơn La họp.",
            "Công đoàn KKT Vân Hồ và các KCN đang quản lý 12 công đoàn cơ sở.",
            "Chủ tịch Công đoàn KKT Vân Hồ và các KCN tỉnh dự.",
        ],
    )
    def test_the_union_of_a_zone_and_of_the_provinces_others(self, written: str) -> None:
        assert names(written, province="Sơn La")[0] == (
            "Công đoàn Khu kinh tế Vân Hồ và các khu công nghiệp tỉnh Sơn La"
        )

    def test_zones_that_only_lie_there_are_no_part_of_a_union(self) -> None:
        text = "Công đoàn KKT Vân Hồ và các khu công nghiệp trên địa bàn."
        assert names(text, province="Sơn La") == ["Công đoàn Khu kinh tế Vân Hồ"]

    def test_a_short_form_is_the_union_of_a_zone_that_the_text_names_in_full(self) -> None:
        text = "Công đoàn Khu kinh tế (KKT) Hải Phòng ký quy chế. Công đoàn KKT trao quà."
        assert names(text, province="Hải Phòng") == ["Công đoàn Khu kinh tế Hải Phòng"] * 2
        text = "Công đoàn KKT Vân Hồ và Công đoàn KKT Mai Sơn họp. Công đoàn KKT trao quà."
        assert names(text, province="Sơn La")[2] == "Công đoàn Khu kinh tế"

    def test_a_firm_that_is_called_by_a_region_is_no_person(self) -> None:
        text = "CĐCS Công ty cổ phần Chế biến gỗ Hoàng Long Tây Nguyên họp. Công ty CP Hoàng Vân Gia Lai họp."
        assert names(text, province="Gia Lai") == [
            "Công đoàn cơ sở Công ty Cổ phần Chế biến gỗ Hoàng Long Tây Nguyên",
            "Công ty Cổ phần Hoàng Vân Gia Lai",
        ]

    def test_brackets_inside_the_name_are_left_out(self) -> None:
        assert names("Công đoàn Khu kinh tế (KKT) Vân Hồ Xanh ký.", province="Sơn La") == [
            "Công đoàn Khu kinh tế Vân Hồ Xanh"
        ]


class TestNamesOfTheirOwn:
    @pytest.mark.parametrize(
        ("text", "words", "name", "kind"),
        [
            (
                "tại Công ty CP Thủy sản Sông Xanh vào sáng nay",
                "Công ty CP Thủy sản Sông Xanh",
                "Công ty Cổ phần Thủy sản Sông Xanh",
                "enterprise",
            ),
            (
                "do Công ty TNHH Điện tử Sao Khuê (KCN Bắc) tổ chức",
                "Công ty TNHH Điện tử Sao Khuê",
                "Công ty TNHH Điện tử Sao Khuê",
                "enterprise",
            ),
            (
                "Giám đốc Công ty May Sông Lam Trần Thị Hoa nói",
                "Công ty May Sông Lam",
                "Công ty May Sông Lam",
                "enterprise",
            ),
            ("Bệnh viện Đa khoa tỉnh tiếp nhận", "Bệnh viện Đa khoa tỉnh", "Bệnh viện Đa khoa tỉnh Sơn La", "hospital"),
            (
                "Hiệp hội Du lịch TP. HCM ký",
                "Hiệp hội Du lịch TP. HCM",
                "Hiệp hội Du lịch thành phố Hồ Chí Minh",
                "association",
            ),
            ("Trường Đại học Công đoàn mở lớp", "Trường Đại học Công đoàn", "Trường Đại học Công đoàn", "school"),
            ("Cục Thuế tỉnh thông báo", "Cục Thuế tỉnh", "Cục Thuế tỉnh Sơn La", "other"),
            ("phóng viên Báo Lao động ghi", "Báo Lao động", "Báo Lao động", "press"),
        ],
    )
    def test_the_name_ends_where_it_should(self, text: str, words: str, name: str, kind: str) -> None:
        (mention,) = read(f"{text}.", province="Sơn La").of("organisation")
        assert text[mention.start : mention.end] == words
        assert (mention.value.name, mention.value.kind) == (name, kind)

    @pytest.mark.parametrize(
        "text",
        [
            "Công ty có 200 công nhân.",
            "Các trường học và bệnh viện trên địa bàn.",
            "Ông Lê Trường Giang dự.",
            "Báo cáo của cơ sở y tế.",
            "Tổng số nợ bảo hiểm xã hội là 3 tỷ đồng.",
            "Ban Tổ chức trao 3 giải Nhất.",
            "Ngân hàng cho vay 85 tỷ đồng.",
            "Đoàn viên công đoàn và cán bộ công đoàn dự tập huấn.",
            "Luật Công đoàn và Luật Công an nhân dân.",
            "Quy chế số 05/QCPH-LĐLĐ-CATP ngày 14-6-2018.",
            "Thái Bình có nhiều ca bệnh.",
            "Thành lập 41 Công đoàn cơ sở.",
        ],
    )
    def test_no_body(self, text: str) -> None:
        assert names(text, province="Sơn La") == []


class TestPersonsBehindPlaces:
    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("Giám đốc Công an tỉnh Nguyễn Văn Bảy", "Công an tỉnh"),
            ("Phó Chủ tịch UBND tỉnh Thái Trường Khánh", "UBND tỉnh"),
            ("Chủ tịch UBND huyện Hà Trung Kiên", "UBND huyện"),
            ("Chủ tịch UBND xã Trần Văn Bảy", "UBND xã"),
            ("Trưởng Công an huyện Mai Sơn Lò Văn Muôn", "Công an huyện Mai Sơn"),
        ],
    )
    def test_the_body_ends_before_the_name(self, text: str, words: str) -> None:
        (mention,) = read(f"{text} dự.", province="Sơn La").of("organisation")
        assert text[mention.start : mention.end] == words


@pytest.mark.parametrize(
    ("text", "name", "level"),
    [
        ("Lực lượng công an vào cuộc.", "Công an", None),
        ("Công an các cấp phối hợp.", "Công an các cấp", None),
        ("LĐLĐ 9 huyện, thành phố dự.", "Liên đoàn Lao động các huyện, thành phố", "district"),
        ("Công an 11/11 huyện dự.", "Công an các huyện", "district"),
        ("LĐLĐ các huyện, thị, thành phố dự.", "Liên đoàn Lao động các huyện, thị xã, thành phố", "district"),
        ("Báo cho công an xã, phường, thị trấn.", "Công an các xã, phường, thị trấn", "commune"),
        ("LĐLĐ cấp huyện dự.", "Liên đoàn Lao động cấp huyện", "district"),
        ("Công an các xã dự.", "Công an các xã", "commune"),
        ("Các cấp công đoàn vận động.", "Công đoàn", None),
    ],
)
def test_several_bodies_have_no_id(text: str, name: str, level: str | None) -> None:
    body = single(text, province="Sơn La")
    assert (body.name, body.level, body.plural, body.organisation_id) == (name, level, True, None)


def test_a_list_that_two_bodies_share_is_kept_in_the_members_of_the_first() -> None:
    text = "LĐLĐ và Công an các quận, huyện: Hà Đông, Thanh Oai họp."
    first, *others = [m.value for m in read(text, province="Hà Nội").of("organisation")]
    assert (first.name, first.plural, first.organisation_id) == ("Liên đoàn Lao động", True, None)
    assert [body.organisation_id for body in first.members] == [
        "union/ha-noi/quan-ha-dong",
        "union/ha-noi/huyen-thanh-oai",
    ]
    assert [body.name for body in others] == ["Công an quận Hà Đông", "Công an huyện Thanh Oai"]


def test_an_article_of_no_known_province_takes_the_one_that_its_districts_lie_in() -> None:
    assert names("Chủ tịch UBND Q. 11 dự. Bằng khen của UBND TP.")[-1] == "Ủy ban nhân dân thành phố Hồ Chí Minh"
    assert names("Công an quận Ninh Kiều, Công an quận Hà Đông. UBND TP.")[-1] == "Ủy ban nhân dân thành phố"


def test_deep_nesting_and_long_texts_end() -> None:
    assert len(read("Phòng Tham mưu " * 2000).of("organisation")) > 0
    assert len(read("Công đoàn " * 2000).of("organisation")) > 0


class TestTheLexicon:
    def test_no_phrase_stands_for_two_bodies(self) -> None:
        words: OrganisationLexicon = lexicon()
        phrases = [
            p for group in (words.territorial, words.central, words.open) for entry in group for p in entry.phrases
        ]
        phrases += [*words.unions.phrases, *words.unions.grassroots, *words.ignored.phrases]
        assert [phrase for phrase, times in Counter(map(fold, phrases)).items() if times > 1] == []

    def test_every_phrase_is_found_whole(self) -> None:
        words = lexicon()
        for group in (words.territorial, words.central, words.open):
            for entry in group:
                for phrase in entry.phrases:
                    hit = heads().at(Syllables(phrase), 0)
                    assert hit is not None, phrase
                    assert (hit.end, hit.value.name) == (len(phrase), entry.name), phrase

    def test_no_department_is_of_two_kinds(self) -> None:
        kinds: dict[str, set[str]] = {}
        for unit in lexicon().unit:
            for name in unit.names:
                if name:
                    kinds.setdefault(fold(name), set()).add(unit.kind)
        sectors = {fold(name) for name in lexicon().departments.names}
        assert [name for name, of in kinds.items() if len(of) > 1 or name in sectors] == []

    def test_every_department_and_sector_is_reachable(self) -> None:
        words = lexicon()
        for name in [*words.sectors, *(n for unit in words.unit for n in unit.names if n)]:
            hit = departments().at(Syllables(name), 0)
            assert hit is not None, name
            assert hit.end == len(name), name
        known = {*words.ministries.names, *words.departments.names}
        assert set(words.sectors.values()) <= known

    def test_kinds_are_identifiers(self) -> None:
        words = lexicon()
        kinds = {entry.kind for group in (words.territorial, words.central, words.open, words.unit) for entry in group}
        assert all(kind.isascii() and kind == kind.lower() and " " not in kind for kind in kinds)
        assert {"police", "union", "people_committee", "party", "youth_union", "enterprise"} <= kinds


class TestAbbreviations:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("Liên đoàn Lao động (LĐLĐ) tỉnh", {"LĐLĐ": "Liên đoàn Lao động"}),
            ("bảo đảm an ninh, trật tự (ANTT)", {"ANTT": "an ninh, trật tự"}),
            ("các khu chế xuất và công nghiệp (KCX-CN)", {"KCX-CN": "khu chế xuất và công nghiệp"}),
            ("công nhân (CN) và người lao động (NLĐ)", {"CN": "công nhân", "NLĐ": "người lao động"}),
            ("Ông Nam (NLĐ) nói", {}),
            ("Kết thúc. Lao động (KTLĐ)", {}),
        ],
    )
    def test_a_text_defines_its_own(self, text: str, expected: dict[str, str]) -> None:
        assert abbreviations.defined(Document(text)) == expected

    def test_the_text_goes_before_the_lexicon(self) -> None:
        assert abbreviations.expand("KKT và CN", {"CN": "Chi nhánh"}) == "Khu kinh tế và Chi nhánh"
        assert abbreviations.expand("Công ty ABC, CNLĐ2", {}) == "Công ty ABC, CNLĐ2"

    def test_the_lexicon_is_written_in_capitals(self) -> None:
        assert all(short.replace("-", "").isupper() and long for short, long in abbreviations.known().items())


PIECES = [
    *("Công an", "LĐLĐ", "UBND", "Tỉnh ủy", "Công đoàn", "Phòng", "Tham mưu", "PA83", "Bộ", "Sở", "Y tế", "tỉnh", "TP"),
    *("TP.", "huyện", "xã", "các", "cấp", "9", "11/11", "và", ",", ":", "(", ")", "-", "/", "\n", "Phú Thọ", "TP.HCM"),
    *("Cần Giuộc", "Châu Thành", "Nguyễn Văn An", "Công ty TNHH", "May", "Sông Lam", "khu công nghiệp", "thuộc", "của"),
    *("tổ chức", "(SKC)", "SKC", "thị", "quận", "1", ".", "Đồn Biên phòng", "Liên đoàn", "Lao động"),
]


@given(
    st.lists(st.sampled_from(PIECES), max_size=30).map(" ".join),
    st.sampled_from([None, "2019-03-03", "2025-09-09"]),
    st.sampled_from([None, "Long An", "Hồ Chí Minh"]),
)
@settings(max_examples=300, deadline=None)
def test_any_words_are_read_without_fault(text: str, day: str | None, province: str | None) -> None:
    mentions = read(text.strip(), day=day, province=province).of("organisation")
    assert all(left.end <= right.start for left, right in pairwise(mentions))
    assert all(m.value.organisation_id is None or not m.value.plural for m in mentions)
    assert all(m.value.name and "\n" not in text.strip()[m.start : m.end] for m in mentions)


def test_mentions_of_one_kind_never_overlap() -> None:
    text = (
        "Phòng PA83 Công an tỉnh, Công đoàn Công an tỉnh và Công đoàn các KCN tỉnh; UBND các quận Sơn Trà, Liên Chiểu."
    )
    mentions: list[Mention[Organisation]] = read(text, province="Đà Nẵng").of("organisation")
    assert all(left.end <= right.start for left, right in pairwise(mentions))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("LĐLĐ tỉnh, Tỉnh đoàn Phú Thọ", ["Liên đoàn Lao động tỉnh Phú Thọ", "Tỉnh đoàn Phú Thọ"]),
        ("Ban Quản lý các KCN và BHXH tỉnh Phú Thọ",
         ["Ban Quản lý các khu công nghiệp tỉnh Phú Thọ", "Bảo hiểm xã hội tỉnh Phú Thọ"]),
        ("Công an xã Tiên Lữ và Đoàn xã", ["Công an xã Tiên Lữ", "Đoàn xã Tiên Lữ"]),
        ("Hội Luật gia tỉnh", ["Hội Luật gia tỉnh Phú Thọ"]),
        ("Công đoàn Than - Khoáng sản (TKV) Việt Nam", ["Công đoàn Than - Khoáng sản Việt Nam"]),
        ("Ngân hàng Trung Du - Chi nhánh Phú Thọ ký", ["Ngân hàng Trung Du - Chi nhánh Phú Thọ"]),
        ("Ngân hàng Trung Du - Công an tỉnh", ["Ngân hàng Trung Du", "Công an tỉnh Phú Thọ"]),
        ("Chi bộ Công an tỉnh họp", ["Công an tỉnh Phú Thọ"]),
        ("Giám đốc Công ty TNHH May Sông Lam Lê Viết Sơn", ["Công ty TNHH May Sông Lam"]),
        ("Giám đốc Công ty ABC Lê Viết Sơn", ["Công ty ABC"]),
        ("Công ty CP May Hoàng Long", ["Công ty Cổ phần May Hoàng Long"]),
        # unions whose firm stands elsewhere
        ("CĐCS 2 doanh nghiệp gồm: Công ty TNHH May Sông Lam và Công ty TNHH Gạch Hồng Hà",
         ["Công đoàn cơ sở Công ty TNHH May Sông Lam", "Công đoàn cơ sở Công ty TNHH Gạch Hồng Hà"]),
        ("Công đoàn Công ty và Ban Giám đốc Công ty TNHH May Sông Lam họp.",
         ["Công đoàn Công ty TNHH May Sông Lam", "Công ty TNHH May Sông Lam"]),
        ("Công đoàn cơ sở Công ty cùng Công ty TNHH May Sông Lam họp.",
         ["Công đoàn cơ sở Công ty TNHH May Sông Lam", "Công ty TNHH May Sông Lam"]),
        ("Công đoàn Công ty họp với Công ty TNHH May Sông Lam.", ["Công đoàn", "Công ty TNHH May Sông Lam"]),
        ("Công đoàn Công ty TNHH May Sông Lam họp. Chủ tịch CĐ công ty dự.",
         ["Công đoàn Công ty TNHH May Sông Lam", "Công đoàn Công ty TNHH May Sông Lam"]),
        ("Công ty TNHH May Sông Lam họp. CĐ cơ sở công ty dự.",
         ["Công ty TNHH May Sông Lam", "Công đoàn cơ sở Công ty TNHH May Sông Lam"]),
        ("Cán bộ Công đoàn Công ty TNHH May Sông Lam", ["Công đoàn Công ty TNHH May Sông Lam"]),
        ("Công ty TNHH May Sông Lam và Công ty TNHH Gạch Hồng Hà họp. Công đoàn công ty dự.",
         ["Công ty TNHH May Sông Lam", "Công ty TNHH Gạch Hồng Hà", "Công đoàn"]),
    ],
)  # fmt: skip
def test_what_the_words_leave_to_the_reader(text: str, expected: list[str]) -> None:
    assert names(text, province="Phú Thọ") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Phòng Tham mưu (Công an tỉnh) và LĐLĐ tỉnh", "Phòng Tham mưu Công an tỉnh Phú Thọ"),
        ("Phòng An ninh kinh tế (PA04) Công an tỉnh", "Phòng An ninh kinh tế Công an tỉnh Phú Thọ"),
        ("Đồn Công an số 2, LĐLĐ tỉnh", "Đồn Công an số 2"),
        ("Trường THPT số 1 và công an", "Trường Trung học phổ thông số 1"),
        ("Công ty May Sông Lam số 15 đường Lê Lợi", "Công ty May Sông Lam"),
        ("Trường THPT Phạm Ngũ Lão tổ chức", "Trường Trung học phổ thông Phạm Ngũ Lão"),
        ("Nghiệp đoàn nghề cá Rạch Trầu ra khơi", "Nghiệp đoàn nghề cá Rạch Trầu"),
    ],
)
def test_where_a_name_ends(text: str, expected: str) -> None:
    assert names(text, province="Phú Thọ")[0] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Trường THPT Sông Lam, Công an phường Hưng Bình và Công đoàn trường ký cam kết.",
            [
                "Trường Trung học phổ thông Sông Lam",
                "Công an phường Hưng Bình",
                "Công đoàn Trường Trung học phổ thông Sông Lam",
            ],
        ),
        ("Công đoàn trường tiểu học Hoa Sen tặng quà.", ["Công đoàn Trường Tiểu học Hoa Sen"]),
        ("Trường Cao đẳng Việt - Đức khai giảng.", ["Trường Cao đẳng Việt - Đức"]),
        ("Trường Cao đẳng Kinh tế - Kỹ thuật Lam Sơn họp.", ["Trường Cao đẳng Kinh tế - Kỹ thuật Lam Sơn"]),
        ("Trường Đại học Luật TP. Hồ Chí Minh ký kết.", ["Trường Đại học Luật thành phố Hồ Chí Minh"]),
        ("Công ty TNHH Sao Mai - SMC và Công an xã.", ["Công ty TNHH Sao Mai - SMC", "Công an xã"]),
        ("Công ty May Trần Thị Lành khởi công nhà xưởng.", ["Công ty May Trần Thị Lành"]),
        ("Giám đốc Công ty May Trần Thị Lành phát biểu.", ["Công ty May"]),
        (
            "Công an 2 phường Hưng Bình, Lê Lợi và Công đoàn Viên chức tỉnh.",
            ["Công an phường Hưng Bình", "Công an phường Lê Lợi", "Công đoàn Viên chức tỉnh Nghệ An"],
        ),
        (
            "Công an hai huyện Nghĩa Đàn, Quỳ Hợp và LĐLĐ hai huyện.",
            [
                "Công an huyện Nghĩa Đàn",
                "Công an huyện Quỳ Hợp",
                "Liên đoàn Lao động huyện Nghĩa Đàn",
                "Liên đoàn Lao động huyện Quỳ Hợp",
            ],
        ),
        (
            "LĐLĐ huyện, Đoàn Thanh niên và Hội Nông dân huyện Đô Lương.",
            ["Liên đoàn Lao động huyện Đô Lương", "Đoàn Thanh niên huyện Đô Lương", "Hội Nông dân huyện Đô Lương"],
        ),
        ("Công đoàn Viên chức tỉnh và Công đoàn Quân đội.", ["Công đoàn Viên chức tỉnh Nghệ An", "Công đoàn Quân đội"]),
        ("Công đoàn Dầu khí khu vực và Công an tỉnh.", ["Công đoàn Dầu khí khu vực", "Công an tỉnh Nghệ An"]),
        ("Công đoàn Thuế tỉnh họp.", ["Công đoàn Thuế tỉnh Nghệ An"]),
        ("CĐVC tỉnh họp.", ["Công đoàn Viên chức tỉnh Nghệ An"]),
        (
            "LĐLĐ tỉnh Hà Tĩnh, Quảng Bình ký kết.",
            ["Liên đoàn Lao động tỉnh Hà Tĩnh", "Liên đoàn Lao động tỉnh Quảng Bình"],
        ),
        ("Công an huyện Anh Sơn, Nghệ An.", ["Công an huyện Anh Sơn"]),
        (
            "Nghiệp đoàn nghề cá xã Quỳnh Long và Nghiệp đoàn nghề cá Quỳnh Long.",
            ["Nghiệp đoàn nghề cá xã Quỳnh Long", "Nghiệp đoàn nghề cá xã Quỳnh Long"],
        ),
        ("Hạt Kiểm lâm Con Cuông và Bến xe Vinh.", ["Hạt Kiểm lâm Con Cuông", "Bến xe Vinh"]),
        ("Bến xe Vinh và Công đoàn Bến xe.", ["Bến xe Vinh", "Công đoàn Bến xe Vinh"]),
        ("Công đoàn Ga Vinh tặng quà.", ["Công đoàn Ga Vinh"]),
        ("Tổng Công ty Điện lực miền Bắc và Trạm Y tế xã.", ["Tổng công ty Điện lực miền Bắc"]),
        ("Nghiệp đoàn nghề cá xã Quỳnh Long ra mắt.", ["Nghiệp đoàn nghề cá xã Quỳnh Long"]),
        (
            "BCH Bộ đội Biên phòng tỉnh và Ban QL các KCN.",
            ["Bộ Chỉ huy Bộ đội Biên phòng tỉnh Nghệ An", "Ban Quản lý các khu công nghiệp tỉnh Nghệ An"],
        ),
        (
            "Công an phường Vinh Tân họp. Phó Chủ tịch UBND phường Lại Thế Vinh dự.",
            ["Công an phường Vinh Tân", "Ủy ban nhân dân phường Vinh Tân"],
        ),
    ],
)
def test_schools_firms_and_lists(text: str, expected: list[str]) -> None:
    assert names(text, province="Nghệ An") == expected


@pytest.mark.parametrize(
    "text", ["Em học đại học, cao đẳng.", "Công tác Đoàn Thanh niên, phong trào sôi nổi.", "Các trường tiểu học nghỉ."]
)
def test_words_for_schools_and_the_young_are_no_bodies(text: str) -> None:
    assert names(text, province="Nghệ An") == []
