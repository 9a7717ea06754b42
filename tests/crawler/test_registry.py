import tomllib
from datetime import date, datetime
from importlib import resources
from pathlib import Path

import pytest

from crawler.portals.portal import PageHints, Portal
from crawler.portals.registry import RegistryError, load_registry

REGISTRY = load_registry()

GOOD = """
name = "Báo mẫu"
kind = "newspaper"
base_url = "https://bao.vn"
article_url = '-a(?P<id>\\d+)\\.html$'
"""


def write(folder: Path, text: str, name: str = "bao") -> Path:
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (GOOD + "base_uri = 1", "bao.toml: base_uri: Extra inputs"),
        (GOOD + "enabled = true", "bao.toml: enabled: needs checked_on"),
        (GOOD + "article", "bao.toml: not valid TOML"),
        (GOOD.replace("newspaper", "blog"), "bao.toml: kind: "),
        (GOOD.replace("(?P<id>", "("), ""),
        (GOOD.replace(r"(?P<id>\d+)", "("), "bao.toml: article_url: not a regular expression"),
        (GOOD.replace("P<id>", "P<number>"), "article_url: the only group with a name is (?P<id>…)"),
        (GOOD + "[[page]]\ntitel = 'h1'", "bao.toml: page.0.titel: Extra inputs"),
        (GOOD + "[[page]]\nvalid_until = 'soon'", "bao.toml: page.0.valid_until: "),
        (GOOD + 'hosts = ["khac.vn"]', "hosts: lacks bao.vn"),
        (GOOD + 'family = "khong-co"', "bao.toml: family: 'khong-co' is not in families.toml"),
        (GOOD + 'key = "khac"', "bao.toml: key: is 'khac', but the file's name says 'bao'"),
        (GOOD + 'search = "/tim"', "search: has no {query}"),
        (GOOD + 'pagination = { url = "/trang" }', "pagination"),
        (GOOD + "sample = true", "sample: a sample portal's host ends in .example"),
        (GOOD.replace("https://bao.vn", "bao.vn"), "bao.toml: base_url: "),
        (GOOD + "minima = { title = 2 }", "bao.toml: minima.title: "),
    ],
)
def test_a_fault_names_file_key_and_reason(tmp_path: Path, text: str, message: str) -> None:
    folder = write(tmp_path / "p", text)
    if not message:
        assert load_registry(folder).portals["bao"].article_number("https://bao.vn/x-a1.html") is None
        return
    with pytest.raises(RegistryError, match=r"bao\.toml") as fault:
        load_registry(folder)
    assert message in str(fault.value)


def test_all_faults_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    write(tmp_path / "p", "kind = 1", "mot")
    write(tmp_path / "p", GOOD + "x = 1", "hai")
    with pytest.raises(RegistryError) as fault:
        load_registry(tmp_path / "p")
    assert "mot.toml: name" in str(fault.value)
    assert "hai.toml: x" in str(fault.value)


def test_two_portals_cannot_have_one_host(tmp_path: Path) -> None:
    write(tmp_path / "p", GOOD, "mot")
    write(tmp_path / "p", GOOD.replace("https://bao.vn", "http://www.bao.vn"), "hai")
    with pytest.raises(RegistryError, match=r"bao\.vn is a host of hai already"):
        load_registry(tmp_path / "p")


TWO_LINES = "enabled = true\nchecked_on = 2026-11-01\n"


def test_two_lines_enable_a_packaged_portal(tmp_path: Path) -> None:
    registry = load_registry(write(tmp_path / "p", TWO_LINES + "delay = 12\n", "baocantho"))
    changed, packaged = registry.portals["baocantho"], REGISTRY.portals["baocantho"]
    stated = {"enabled": True, "checked_on": date(2026, 11, 1), "delay": 12.0}
    assert changed.model_dump() == {**packaged.model_dump(), **stated}
    assert changed.hints_on(None) == packaged.hints_on(None)
    assert registry.for_url("https://baocantho.com.vn/x-a1.html") is changed
    assert not packaged.enabled
    assert {key: origin for key, origin in registry.origins.items() if origin != "packaged"} == {"baocantho": "changed"}
    assert {**registry.portals, "baocantho": packaged} == REGISTRY.portals


def test_a_new_name_adds_a_portal_that_may_name_a_packaged_family(tmp_path: Path) -> None:
    registry = load_registry(write(tmp_path / "p", GOOD + 'family = "aid-html"'))
    assert registry.origins["bao"] == "own"
    assert list(registry.portals) == sorted([*REGISTRY.portals, "bao"])
    assert registry.portals["bao"].markup == "family"
    assert registry.for_url("https://bao.vn/x-a1.html") is registry.portals["bao"]


def test_a_file_with_an_address_stands_in_place_of_the_packaged_one(tmp_path: Path) -> None:
    registry = load_registry(write(tmp_path / "p", GOOD, "baocantho"))
    assert registry.origins["baocantho"] == "own"
    assert (registry.portals["baocantho"].sections, registry.portals["baocantho"].page) == ([], [])
    assert registry.for_url("https://baocantho.com.vn/x-a1.html") is None


def test_an_own_family_stands_in_place_of_the_packaged_one(tmp_path: Path) -> None:
    folder = write(tmp_path / "p", 'family = "moi"', "nld")
    families = '[moi]\ndescription = "m"\nlink_selector = "b a"\n[aid-html]\ndescription = "x"\nlink_selector = "i a"\n'
    (folder / "families.toml").write_text(families, encoding="utf-8")
    registry = load_registry(folder)
    assert registry.portals["nld"].link_selector == "b a"
    of_it, others = ("baocantho", "baoangiang"), ("baonghean", "sggp")
    assert [registry.portals[key].link_selector for key in of_it] == ["i a", "i a"]
    assert [registry.portals[key].family_hints for key in of_it] == [[], []]
    assert all(registry.portals[key] == REGISTRY.portals[key] for key in others)


@pytest.mark.parametrize(
    ("key", "text", "message"),
    [
        ("baocantho", "enabeld = true", "baocantho.toml: enabeld: Extra inputs are not permitted"),
        ("baocantho", "enabled = true", "baocantho.toml: enabled: needs checked_on"),
        ("baocantho", "delay = -1", "baocantho.toml: delay: "),
        ("baocantho", 'hosts = ["khac.vn"]', "baocantho.toml: hosts: lacks baocantho.com.vn, the host of base_url"),
        ("baocantho", 'key = "nld"', "baocantho.toml: key: is 'nld', but the file's name says 'baocantho'"),
        ("baocantho", "family = 3", "baocantho.toml: family: 3 is not in families.toml"),
        ("baocantho", "enabled = ", "baocantho.toml: not valid TOML"),
        ("baocantho", 'base_url = "https://b.vn"', "it stands in place of the packaged baocantho.toml"),
        ("baocanto", TWO_LINES, "baocanto.toml: there is no packaged portal 'baocanto' that it could change; "
         "did you mean baocantho.toml?"),
        ("Bao-Moi", GOOD, "Bao-Moi.toml: key: String should match pattern"),
        ("bao", GOOD.replace("bao.vn", "nld.com.vn"), "bao.toml: hosts: nld.com.vn is a host of nld already"),
        ("families", "[x]\nseen = []", "families.toml: x.description: Field required"),
    ],
)  # fmt: skip
def test_a_fault_of_an_own_file_names_it(tmp_path: Path, key: str, text: str, message: str) -> None:
    with pytest.raises(RegistryError) as fault:
        load_registry(write(tmp_path / "p", text, key))
    assert all(line.startswith(str(tmp_path / "p" / f"{key}.toml: ")) for line in str(fault.value).splitlines())
    assert message in str(fault.value)


def test_what_an_editor_leaves_is_no_portal(tmp_path: Path) -> None:
    folder = write(tmp_path / "p", TWO_LINES, "baocantho")
    (folder / ".#baocantho.toml").symlink_to("nowhere")
    (folder / "README.md").write_text("x", encoding="utf-8")
    assert load_registry(folder).portals.keys() == REGISTRY.portals.keys()


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(RegistryError, match="nothing-here: no such folder"):
        load_registry(tmp_path / "nothing-here")


def test_families_share_and_are_overridden(tmp_path: Path) -> None:
    families = """
[cms]
description = "shared"
link_selector = "a.title"
[[cms.page]]
title = "h1.old"
body = "div.old"
valid_until = 2020-12-31
[[cms.page]]
title = "h1"
body = "div.body"
remove = [".ads"]
"""
    folder = write(tmp_path / "p", GOOD + 'family = "cms"\n[[page]]\nbody = "div.own"\nremove = [".own"]')
    (folder / "families.toml").write_text(families, encoding="utf-8")
    portal = load_registry(folder).portals["bao"]
    assert portal.link_selector == "a.title"
    assert portal.hints_on(None) == PageHints(title="h1", body="div.own", remove=[".ads", ".own"])
    assert portal.hints_on(date(2019, 5, 1)) == PageHints(
        title="h1.old", body="div.own", valid_until=date(2020, 12, 31), remove=[".own"]
    )
    assert portal.hints_on(date(2021, 1, 1)) == portal.hints_on(None)
    assert portal.markup == "own"


def test_hints_are_dated() -> None:
    portal = Portal(
        key="p",
        name="P",
        kind="police",
        base_url="https://p.vn",
        page=[
            PageHints(title="now"),
            PageHints(title="2018", valid_until=date(2018, 12, 31)),
            PageHints(title="2015", valid_until=date(2015, 6, 30)),
        ],
    )
    days = [date(2014, 1, 1), date(2015, 6, 30), date(2015, 7, 1), date(2018, 12, 31), date(2019, 1, 1)]
    assert [portal.hints_on(day).title for day in days] == ["2015", "2015", "2018", "2018", "now"]  # type: ignore[union-attr]
    assert Portal(key="q", name="Q", kind="police", base_url="https://q.vn").hints_on(None) is None


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://baocantho.com.vn/x-a1.html", "baocantho"),
        ("http://www.baocantho.com.vn/x-a1.html", "baocantho"),
        ("https://phutho.gov.vn/", "phutho_gov"),
        ("https://tamnong.phutho.gov.vn/tin-tuc-su-kien/", "phutho_gov"),
        ("https://congan.phutho.gov.vn/", "congan_phutho"),
        ("https://congan.laichau.gov.vn/", None),
        ("https://ldld.haiphong.gov.vn/", None),
        ("https://baodongkhoi.vn/", "baodongkhoi"),
        ("https://dongkhoi.baovinhlong.vn/", "baodongkhoi"),
        ("https://cn.cand.com.vn/x", None),
        ("https://fakebaocantho.com.vn/", None),
        ("https://gov.vn/", None),
        ("not an address", None),
        ("https://baonghean.example/", "sample_baonghean"),
    ],
)
def test_a_host_leads_to_its_portal(url: str, key: str | None) -> None:
    portal = REGISTRY.for_url(url)
    assert (portal.key if portal else None) == key


def test_only_its_own_hosts_are_a_portals() -> None:
    portal = REGISTRY.portals["phutho_gov"]
    assert portal.owns("http://www.phutho.gov.vn/x")
    assert not portal.owns("https://tamnong.phutho.gov.vn/x")


# Real addresses (facts), a few of them on sub-portals; the number is what the address itself shows.
ARTICLES = [
    ("baoangiang", "https://baoangiang.com.vn/chu-tich-tang-qua-a388935.html", "388935"),
    ("baobinhdinh", "https://baobinhdinh.vn/viewer.aspx?macm=39&macmp=39&mabb=222823", "222823"),
    ("baobinhthuan", "https://baobinhthuan.com.vn/di-tich-van-hoa-124375.html", "124375"),
    (
        "baocantho",
        "https://baocantho.com.vn/phoi-hop-giu-gin-an-ninh-trat-tu-linh-vuc-lao-dong-cong-doan-a170850.html",
        "170850",
    ),
    ("baodongnai", "http://baodongnai.com.vn/tintuc/201711/ky-ket-quy-che-phoi-hop-2862690/", "2862690"),
    ("baodongnai", "https://baodongnai.com.vn/chinh-tri/202409/ky-ket-6bd17a2/", "6bd17a2"),
    ("baohaiduong", "https://baohaiduong.vn/print/376007.html", "376007"),
    ("baohaiduong", "https://baohaiduong.vn/ky-ket-quy-che-376007.html", "376007"),
    ("sggp", "https://www.sggp.org.vn/dau-tranh-voi-cac-loai-toi-pham-post713739.html", "713739"),
    ("congan_hcm_bao", "https://congan.com.vn/doi-song/phong-kham_172534.html", "172534"),
    ("baonamdinh", "https://baonamdinh.vn/channel/5087/201112/Co-lua-ngo-2141513/", "2141513"),
    ("baophutho", "https://baophutho.vn/cong-an-phu-tho-240805.htm", "240805"),
    ("baophuyen", "https://baophuyen.vn/141/52575/chung-mot-niem-tin.html", "52575"),
    ("qrt", "http://qrt.vn/thong-tin-tong-hop/so-ket-danh-gia-ket-qua/", None),
    ("baoquangngai", "http://baoquangngai.vn/channel/12863/202109/luc-luong-cong-an-3077923/", "3077923"),
    ("baothaibinh", "https://www.baothaibinh.com.vn/tin-tuc/0/102296/phong-tru-sau-benh", "102296"),
    ("baothanhhoa", "https://baothanhhoa.vn/thoi-su/doan-dai-bieu/152002.htm", "152002"),
    ("baoapbac", "https://baoapbac.vn/ban-doc/201810/don-doc-bao-818809/index.htm", "818809"),
    ("baodaklak", "https://baodaklak.vn/xa-hoi/202403/ky-ket-quy-che-4a31b7c/", "4a31b7c"),
    ("thtg", "http://www.thtg.vn/lanh-dao-cong-an-tinh-tien-giang-chuc-tet-cong-an-cac-xa/", None),
    ("phutho_gov", "https://phutho.gov.vn/vi-VN/1/3034/17/231/tintuc/vuon-quoc-gia.aspx", None),
    ("phutho_gov", "https://phutho.gov.vn/Pages/TinTuc/210000/Nang-cao-y-thuc.html", "210000"),
    ("phutho_gov", "https://phutho.gov.vn/pages/tintuc/printpage.aspx?tintucID=210000", "210000"),
    ("dongnai_gov", "https://dongnai.gov.vn/en/news/savefile/Socio/stabilizing-the-labor-relations-5096.html", "5096"),
    ("haiphong_gov", "https://haiduong.haiphong.gov.vn/tin-tuc-su-kien/quoc-lo-5-889529", "889529"),
    ("daklak_gov", "https://daklak.gov.vn/-/-ak-lak-cong-bo-ieu-chinh", None),
    ("bacninh_gov", "https://bacninh.gov.vn/-/details/37632/chap-thuan-au-tu-141199571", "141199571"),
    ("ninhthuan_gov", "https://bandantoc.ninhthuan.gov.vn/portal/pages/print.aspx?p=27996", "27996"),
    ("ldld_quangbinh", "https://ldld.quangbinh.gov.vn/3cms/Ban-in-507.htm?art=13969217229087", "13969217229087"),
    ("congan_phutho", "https://congan.phutho.gov.vn/article/An-phat-tu-18660-48", "18660"),
    ("congan_tuyenquang", "https://congan.tuyenquang.gov.vn/vi/tin-bai/noi-khong?type=NEWS&id=233701", "233701"),
    ("congdoantkv", "https://congdoantkv.vn/tin-tuc/chi-tiet/25499/Nhiet-%C4%91ien-Cam-Pha", "25499"),
    ("laodong", "https://laodong.vn/cong-doan/ldld-tinh-bac-giang-586011.bld", "586011"),
    ("cand", "http://cand.com.vn/Hoat-dong-LL-CAND/Cum-thi-dua-so-4-482101", "482101"),
    ("cand", "https://cand.com.vn/thoi-su/ky-ket-i725110/", "i725110"),
    ("bocongan", "https://bocongan.gov.vn/tin-tuc-su-kien/su-kien/can-lam-gi-s14-t34656.html", "t34656"),
    ("bocongan", "https://bocongan.gov.vn/bai-viet/can-lam-gi-1748231", "1748231"),
    ("tienphong", "https://www.tienphong.vn/phap-luat/ly-lich-1764560.tpo", "1764560"),
    ("tienphong", "https://tienphong.vn/tuyen-duong-post804697.tpo", "804697"),
]


@pytest.mark.parametrize(("key", "url", "number"), ARTICLES)
def test_articles_are_known_by_their_address(key: str, url: str, number: str | None) -> None:
    portal = REGISTRY.for_url(url)
    assert portal is not None
    assert portal.key == key
    assert portal.is_article(url)
    assert portal.article_number(url) == number


def test_real_addresses_match_their_portals_pattern() -> None:
    lines = Path(__file__).with_name("addresses.tsv").read_text(encoding="utf-8").splitlines()[1:]
    assert len(lines) == 79
    for line in lines:
        key, url = line.split("\t")
        assert REGISTRY.portals[key].is_article(url), url
        found = REGISTRY.for_url(url)
        assert found is not None, url
        assert found.is_article(url), url


@pytest.mark.parametrize(
    ("key", "path"),
    [
        ("baocantho", "/thoi-su/"),
        ("baocantho", "/khmer/x-a12.html"),
        ("baodanang", "/chuyen-de-event512.html"),
        ("baobinhdinh", "/viewer.aspx?macm=39"),
        ("baohatinh", "/tin-moi.html"),
        ("baosonla", "/van-hoa-xa-hoi/trang-18.html"),
        ("qdnd", "/video/phong-su-123"),
        ("bocongan", "/chuyen-muc/thoi-su"),
        ("baoninhbinh", "/xa-hoi-12.html"),
        ("cantho_gov", "/hoat-dong-lanh-dao-thanh-pho"),
    ],
)
def test_what_is_no_article(key: str, path: str) -> None:
    portal = REGISTRY.portals[key]
    assert not portal.is_article(f"{portal.base_url}{path}")


@pytest.mark.parametrize("key", ["congdoancantho", "congan_danang"])
def test_an_unknown_shape_matches_nothing(key: str) -> None:
    portal = REGISTRY.portals[key]
    assert portal.article_url is None
    assert not portal.is_article(f"{portal.base_url}/bat-ky-tin-nao-123.html")


@pytest.mark.parametrize(
    ("url", "time"),
    [
        ("https://nld.com.vn/cong-doan/phoi-hop-20170912221357053.htm", datetime(2017, 9, 12, 22, 13, 57)),
        ("https://thanhnien.vn/cong-an-va-cong-doan-185230425203020077.htm", datetime(2023, 4, 25, 20, 30, 20)),
        ("https://nld.com.vn/cong-doan/moi-196230425203020077.htm", None),
        ("https://baochinhphu.vn/tieu-su-102246689.htm", None),
        ("https://baocantho.com.vn/x-a170850.html", None),
    ],
)
def test_the_time_in_a_number(url: str, time: datetime | None) -> None:
    portal = REGISTRY.for_url(url)
    assert portal is not None
    assert portal.time_in_number(url) == time


def test_every_portal_states_facts_only() -> None:
    real = [portal for portal in REGISTRY.portals.values() if not portal.sample]
    assert len(real) >= 135
    for portal in real:
        assert portal.evidence, portal.key
        assert portal.province_2025 or not portal.province, portal.key
        if portal.enabled:
            assert portal.checked_on, portal.key
    assert {p.markup for p in real} == {"own", "family", "untested"}


def test_every_family_is_named_and_known() -> None:
    named = {portal.family for portal in REGISTRY.portals.values() if portal.family}
    assert named <= set(REGISTRY.families)
    for name, family in REGISTRY.families.items():
        assert set(family.seen) <= set(REGISTRY.portals), name
        assert bool(family.page) <= bool(family.seen), f"{name}: markup is stated, but not where it was seen"


def test_every_file_is_a_portal() -> None:
    files = {
        file.name.removesuffix(".toml")
        for file in resources.files("crawler.portals").iterdir()
        if file.name.endswith(".toml")
    }
    assert files == set(REGISTRY.portals) | {"families"}
    for key in REGISTRY.portals:
        table = tomllib.loads(resources.files("crawler.portals").joinpath(f"{key}.toml").read_text(encoding="utf-8"))
        assert table["name"] == REGISTRY.portals[key].name
