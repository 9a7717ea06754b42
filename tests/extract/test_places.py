"""Places of both schemes: every spelling finds its place, and no scheme is taken for the other."""

import tomllib
from datetime import date
from importlib import resources

import pytest

from extract import places

# The seven provinces that kept their name and took a partner's code.
RENUMBERED = {"Lào Cai": ("10", "15"), "Bắc Ninh": ("27", "24"), "Quảng Trị": ("45", "44"), "Gia Lai": ("64", "52"),
              "Tây Ninh": ("72", "80"), "Đồng Tháp": ("87", "82"), "An Giang": ("89", "91")}  # fmt: skip


def test_each_scheme_has_its_provinces_with_codes_and_slugs_of_their_own() -> None:
    assert len(places.provinces()) == 63
    assert len(places.provinces_2025()) == 34
    for scheme in (places.provinces(), places.provinces_2025()):
        assert len({place.code for place in scheme}) == len({place.slug for place in scheme}) == len(scheme)
    assert len({place.iso for place in places.provinces()}) == 63


def test_every_old_province_is_part_of_exactly_one_new_one() -> None:
    parts = [name for place in places.provinces_2025() for name in place.parts]
    assert sorted(parts) == sorted(place.name for place in places.provinces())
    assert sum(len(place.parts) == 1 for place in places.provinces_2025()) == 11


@pytest.mark.parametrize("name", RENUMBERED)
def test_a_code_belongs_to_its_scheme(name: str) -> None:
    old, new = places.province(name), places.province_2025(name)
    assert old and new
    assert (old.code, new.code) == RENUMBERED[name]
    assert old.code_2025 == new.code


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Phú Thọ", "Phú Thọ"),
        ("tỉnh Phú Thọ", "Phú Thọ"),
        ("PHÚ THỌ", "Phú Thọ"),
        ("TP.HCM", "Hồ Chí Minh"),
        ("TPHCM", "Hồ Chí Minh"),
        ("thành phố Hồ Chí Minh", "Hồ Chí Minh"),
        ("Sài Gòn", "Hồ Chí Minh"),
        ("BR-VT", "Bà Rịa - Vũng Tàu"),
        ("Bà Rịa – Vũng Tàu", "Bà Rịa - Vũng Tàu"),
        ("Thừa Thiên Huế", "Huế"),
        ("Thừa Thiên - Huế", "Huế"),
        ("Hoà Bình", "Hòa Bình"),
        ("Thanh Hoá", "Thanh Hóa"),
        ("Đăk Lăk", "Đắk Lắk"),
        ("Đắc Nông", "Đắk Nông"),
        ("Kontum", "Kon Tum"),
        ("Bắc Cạn", "Bắc Kạn"),
    ],
)
def test_a_province_is_found_by_every_spelling(written: str, name: str) -> None:
    found = places.province(written)
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize("written", ["", None, "Paris", "Phú", "Phú Thọ Hà Nội", "huyện Phú Thọ", "Cần Giuộc"])
def test_other_names_are_no_province(written: str | None) -> None:
    assert places.province(written) is None


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Vĩnh Phúc", "Phú Thọ"),
        ("Phú Thọ", "Phú Thọ"),
        ("Hậu Giang", "Cần Thơ"),
        ("BR-VT", "Hồ Chí Minh"),
        ("Hà Nội", "Hà Nội"),
    ],
)
def test_what_became_of_a_province(old: str, new: str) -> None:
    after = places.became(old)
    assert after is not None
    assert after.name == new


def test_a_name_that_ended_is_not_in_the_new_scheme() -> None:
    assert places.province("Vĩnh Phúc")
    assert places.province_2025("Vĩnh Phúc") is None
    merged = places.province_2025("tỉnh Phú Thọ")
    assert merged is not None
    assert merged.parts == ("Hòa Bình", "Phú Thọ", "Vĩnh Phúc")


@pytest.mark.parametrize(
    ("day", "called"),
    [
        (date(2020, 1, 1), ("tỉnh", "Thừa Thiên Huế")),
        (date(2025, 1, 1), ("thành phố", "Huế")),
        (None, ("thành phố", "Huế")),
    ],
)
def test_hue_changed_its_name_before_the_reform(day: date | None, called: tuple[str, str]) -> None:
    hue = places.province("Huế")
    assert hue is not None
    assert hue.on(day) == called


def test_districts_know_their_province_and_type() -> None:
    assert len([d for d in places.districts() if d.until is None]) == 696
    (only,) = places.districts_named("CẦN GIUỘC")
    assert (only.type, only.province, only.slug) == ("huyện", "Long An", "huyen-can-giuoc")
    assert len({d.province for d in places.districts_named("Châu Thành")}) > 5
    assert places.district("Châu Thành") is None
    chosen = places.district("Châu Thành", within="Kiên Giang")
    assert chosen is not None
    assert chosen.province == "Kiên Giang"


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Krông Păc", "Krông Pắc"),
        ("Cư M’gar", "Cư M'gar"),
        ("Qui Nhơn", "Quy Nhơn"),
        ("Phan Rang-Tháp Chàm", "Phan Rang - Tháp Chàm"),
    ],
)
def test_a_district_is_found_by_every_spelling(written: str, name: str) -> None:
    assert [d.name for d in places.districts_named(written)] == [name]


def test_former_districts_name_a_successor_that_exists() -> None:
    typed = {(d.province, f"{d.type} {d.name}") for d in places.districts()}
    former = [d for d in places.districts() if d.until is not None]
    assert former
    for place in former:
        assert (place.province, place.became) in typed, place
        assert 2008 < (place.until or 0) <= 2025


def test_a_district_that_rose_is_known_in_both_forms() -> None:
    forms = {(d.type, d.until) for d in places.districts_named("Duy Tiên")}
    assert forms == {("thị xã", None), ("huyện", 2019)}
    last = places.district("Duy Tiên")
    assert last is not None
    assert last.type == "thị xã"


def test_communes_of_both_schemes() -> None:
    old = [c for c in places.communes_named("Cái Khế") if c.province == "Cần Thơ"]
    assert [(c.type, c.district) for c in old] == [("phường", "quận Ninh Kiều")]
    (new,) = places.communes_2025_named("Cái Khế")
    assert (new.type, new.province, new.district, new.slug) == ("phường", "Cần Thơ", None, "phuong-cai-khe")


def test_every_commune_lies_in_a_known_district() -> None:
    import json

    files = resources.files("extract").joinpath("places_data")
    communes = json.loads(files.joinpath("communes.json").read_text(encoding="utf-8"))
    known = {(d.province, f"{d.type} {d.name}") for d in places.districts()}
    assert {(where, district) for where, districts in communes.items() for district in districts} <= known
    assert set(communes) == {p.name for p in places.provinces()}


def test_the_data_name_only_known_provinces() -> None:
    files = resources.files("extract").joinpath("places_data")
    former = tomllib.loads(files.joinpath("districts_former.toml").read_text(encoding="utf-8"))["district"]
    assert {entry["province"] for entry in former} <= {place.name for place in places.provinces()}


def test_a_type_that_is_missing_is_an_error() -> None:
    with pytest.raises(ValueError, match="no type"):
        places.split_type("Cần Giuộc", places.DISTRICT_TYPES)
