"""The sample portals: the server's manners, and that the content is what it promises."""

import gzip
import http.client
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from crawler.portals.registry import load_registry
from crawler.sample import SampleServer, sample_folder
from crawler.sample_content import Article, Page, SampleError, Site, read_article, read_sites, slugify, to_windows_1258

SITES = read_sites(sample_folder())
PORTALS = {portal.base_url: portal for portal in load_registry().portals.values() if portal.sample}


@pytest.fixture
def server() -> Iterator[SampleServer]:
    with SampleServer() as running:
        yield running


def ask(server: SampleServer, url: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(server.address, timeout=10)
    named = {key.replace("_", "-"): value for key, value in headers.items()}
    target = f"{parts.path}?{parts.query}" if parts.query else parts.path
    connection.request(method, target, headers={"Host": parts.netloc, **named})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, {key.lower(): value for key, value in answer.getheaders()}, body


def test_virtual_hosts_are_told_apart_and_unknown_ones_refused(server: SampleServer) -> None:
    for site in server.sites:
        status, _, body = ask(server, f"http://{site.config.host}/")
        assert status == 200
        assert site.config.name in body.decode()
    assert ask(server, "http://nobody.example/")[0] == 421


def test_known_copies_are_answered_with_304(server: SampleServer) -> None:
    url = "http://baovinhlong.example/thoi-su/"
    _, headers, _ = ask(server, url)
    assert ask(server, url, If_None_Match=headers["etag"])[::2] == (304, b"")
    assert ask(server, url, If_Modified_Since=headers["last-modified"])[0] == 304
    assert ask(server, url, If_None_Match='"other"', If_Modified_Since=headers["last-modified"])[0] == 200
    assert ask(server, url, If_Modified_Since="no date")[0] == 200
    assert [request.status for request in server.requests] == [200, 304, 304, 200, 200]


def test_gzip_only_where_it_is_asked_for(server: SampleServer) -> None:
    url = "http://baovinhlong.example/thoi-su/"
    _, plain, body = ask(server, url)
    _, packed, small = ask(server, url, Accept_Encoding="gzip")
    assert "content-encoding" not in plain
    assert packed["content-encoding"] == "gzip"
    assert gzip.decompress(small) == body


def test_head_has_the_length_but_no_body(server: SampleServer) -> None:
    status, headers, body = ask(server, "http://baovinhlong.example/", "HEAD")
    assert (status, body) == (200, b"")
    assert int(headers["content-length"]) > 10_000


def test_a_replaced_page_has_a_new_etag(server: SampleServer) -> None:
    url = "http://baovinhlong.example/thoi-su/"
    _, before, _ = ask(server, url)
    server.replace(url, Page("<p>Bài đã sửa</p>".encode()))
    status, _, body = ask(server, url, If_None_Match=before["etag"])
    assert (status, body.decode()) == (200, "<p>Bài đã sửa</p>")


def test_missing_content_is_named(tmp_path, monkeypatch) -> None:
    with pytest.raises(SampleError, match=r"no sample portals here"):
        read_sites(tmp_path)
    monkeypatch.setattr("crawler.sample.__file__", str(tmp_path / "crawler" / "sample.py"))
    with pytest.raises(SampleError, match="sample_site"):
        sample_folder()


def test_a_wheel_holds_the_site_beside_the_module(tmp_path, monkeypatch) -> None:
    (tmp_path / "sample_site").mkdir()
    monkeypatch.setattr("crawler.sample.__file__", str(tmp_path / "sample.py"))
    assert sample_folder() == tmp_path / "sample_site"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("no fence", "no front matter"),
        ("+++\nid = \n+++\n", "Invalid value"),
        ('+++\nid = "1"\ntitle = "x"\nsection = "y"\npublished = 2020-01-01T00:00:00Z\nautor = "z"\n+++\n', "autor"),
    ],
)
def test_a_wrong_article_file_is_named(tmp_path, text: str, fault: str) -> None:
    path = tmp_path / "a.md"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SampleError, match=rf"a\.md.*{fault}"):
        read_article(path)


def test_windows_1258_writes_tone_marks_after_their_vowels() -> None:
    import unicodedata

    text = "Phối hợp giữ gìn an ninh trật tự, “Vì an ninh Tổ quốc” ở Đắk Lắk"
    raw = to_windows_1258(text)
    assert unicodedata.normalize("NFC", raw.decode("cp1258")) == text
    assert raw != text.encode()


def test_slugs() -> None:
    assert slugify("Đắk Lắk: Ký kết quy chế – 2025") == "dak-lak-ky-ket-quy-che-2025"


# The content


@pytest.mark.parametrize("site", SITES, ids=lambda site: site.folder.name)
def test_a_site_is_in_the_registry_and_its_addresses_match(site: Site) -> None:
    portal = PORTALS[f"http://{site.config.host}"]
    for article in site.articles:
        for address in [site.path(article), *(site.path(article, variant) for variant in site.config.variants)]:
            assert portal.article_number(f"http://{site.config.host}{address}") == article.id, address
    for section in site.config.sections:
        assert not portal.is_article(f"http://{site.config.host}{site.section_path(section)}")
    listed = {portal.absolute(path) for path in portal.sections}
    assert listed <= {f"http://{site.config.host}{site.section_path(section)}" for section in site.config.sections}


@pytest.mark.parametrize("site", SITES, ids=lambda site: site.folder.name)
def test_pages_are_the_same_bytes_each_time(site: Site) -> None:
    again = Site(site.folder)
    for path in site.paths:
        assert site.page(*path.split("?")) == again.page(*path.split("?"))


@pytest.mark.parametrize("site", SITES, ids=lambda site: site.folder.name)
def test_links_carry_no_port(site: Site) -> None:
    for path in site.paths:
        page = site.page(*path.split("?"))
        assert page is not None
        assert not re.search(rb"example:\d|127\.0\.0\.1|localhost", page.body)


@pytest.mark.parametrize("site", SITES, ids=lambda site: site.folder.name)
def test_every_article_is_listed_and_sections_have_pages(site: Site) -> None:
    listed = b"".join(
        page.body for path in site.paths if (page := site.page(*path.split("?"))) and b"cat-name" in page.body
    ).decode()
    for article in site.articles:
        assert site.path(article) in listed, article.title
    assert any(site.section_path(section, 1) in site.paths for section in site.config.sections)


def words(article: Article) -> int:
    return len(article.body.split()) + len(article.lead.split())
