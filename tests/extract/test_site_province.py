"""The province that the host of an unknown site names."""

from datetime import UTC, datetime

import pytest

from crawler.portals.registry import Registry
from extract.article import read_article
from extract.site_province import province_of_host
from extract.warc_reader import Page

DAY = datetime(2024, 3, 6, tzinfo=UTC)


@pytest.mark.parametrize(
    ("host", "province"),
    [
        ("congdoanhatinh.org.vn", "Hà Tĩnh"),
        ("www.baonamdinh.com.vn", "Nam Định"),
        ("congan.tuyenquang.gov.vn", "Tuyên Quang"),
        ("thainguyen.dcs.vn", "Thái Nguyên"),
        ("ba-ria-vung-tau.gov.vn", "Bà Rịa - Vũng Tàu"),
        ("baohue.vn", "Huế"),
        ("tphcm.gov.vn", "Hồ Chí Minh"),
        ("huenews.vn", None),
        ("congan.com.vn", None),
        ("laodong.vn", None),
        ("thaibinhduong.net", None),
    ],
)
def test_province_of_host(host: str, province: str | None) -> None:
    assert province_of_host(host) == province


def test_an_article_of_an_unknown_site_is_of_the_province_that_its_host_names() -> None:
    body = "<p>Sáng 4/3, Công an tỉnh và LĐLĐ tỉnh tổ chức hội nghị sơ kết quy chế phối hợp.</p>" * 3
    url, place = "https://congdoanhatinh.org.vn/1.html", ("a.warc.gz", 0, "urn:uuid:1", None, "response")
    page = Page(url, f"<h1>Sơ kết</h1>{body}".encode(), "text/html", "utf-8", 200, DAY, *place)
    assert read_article(page, Registry(portals={})).province == "Hà Tĩnh"
