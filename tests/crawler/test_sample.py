"""The sample portals: the server's manners, and that the content is what it promises."""

import gzip
import html
import http.client
import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

import pytest

from crawler.portals.registry import load_registry
from crawler.sample import SampleServer, main, sample_folder
from crawler.sample_content import Page, SampleError, Site, read_article, read_sites
from crawler.sample_text import slugify, to_windows_1258

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


# What no article stands behind, on purpose.
DEAD = {
    "http://baovinhlong.example/thoi-su/thong-bao-tuyen-dung-vien-chuc-a99001.html",
    "http://baovinhlong.example/noi-bo/lich-truc-toa-soan-a99002.html",
    "http://baoninhbinh.example/thong-bao-lich-cup-dien-tuan-10-900412.htm",
}


def test_links_to_articles_lead_to_articles_but_for_the_dead_ones() -> None:
    dead = set()
    sites = {site.config.host: site for site in SITES}
    for site in SITES:
        portal = PORTALS[f"http://{site.config.host}"]
        for path in site.paths:
            page = site.page(*path.split("?"))
            assert page is not None
            for href in re.findall(r'(?:href="|<loc>|<link>)([^"<]+)', page.body.decode("utf-8", "replace")):
                url = urlsplit(urljoin(f"http://{site.config.host}{path}", html.unescape(href)))
                site_linked = sites.get(url.hostname or "")
                if site_linked and portal.is_article(url.geturl()) and not site_linked.page(url.path, url.query):
                    dead.add(url.geturl())
    assert dead == DEAD


def test_there_are_many_articles_and_about_half_are_on_the_subject() -> None:
    articles = [article for site in SITES for article in site.articles]
    lengths = sorted(len(f"{article.lead} {article.body}".split()) for article in articles)
    assert len(SITES) >= 5
    assert len(articles) >= 60
    assert 0.4 < sum(article.relevant is True for article in articles) / len(articles) < 0.6
    assert lengths[0] < 10  # the picture page
    assert lengths[1] >= 120
    assert lengths[-1] > 400
    assert {article.published.year for article in articles} == set(range(2012, 2027))


def test_stories_recur_on_other_portals() -> None:
    by_title: dict[str, set[str]] = {}
    for site in SITES:
        for article in site.articles:
            by_title.setdefault(article.title, set()).add(site.folder.name)
    assert sum(len(found) > 1 for found in by_title.values()) >= 2


def test_every_oddity_is_there() -> None:
    articles = [article for site in SITES for article in site.articles]
    assert {article.typed for article in articles} == {"NFC", "NFD", "entities"}
    assert {"windows-1258", "utf-8"} == {article.charset for article in articles}
    assert any("iso-8859-1" in article.content_type for article in articles)
    assert any(article.broken for article in articles)
    assert any(article.scrambled for article in articles)
    assert any(article.former for article in articles)


def test_a_server_error_passes(server: SampleServer) -> None:
    path = "/Pages/TinTuc/88120/Thanh-Pho-Lao-Cai-Cong-An-Va-Cong-Doan-Ky-Nghi-Quyet-Lien-Tich.html"
    url = f"http://laocai.example{path}"
    assert [ask(server, url)[0] for _ in range(3)] == [500, 200, 200]
    assert server.seen("laocai.example") == [url] * 3


def test_a_page_is_gone_another_is_empty_a_third_has_moved(server: SampleServer) -> None:
    assert ask(server, "http://baovinhlong.example/thoi-su/thong-bao-tuyen-dung-vien-chuc-a99001.html")[0] == 404
    status, _, body = ask(server, "http://baoninhbinh.example/thong-bao-lich-cup-dien-tuan-10-900412.htm")
    assert (status, body) == (200, b"")
    status, headers, _ = ask(server, "http://baovinhlong.example/phap-luat/2024/07/bat-nhom-trom-day-dien.html")
    assert status == 301
    assert headers["location"].startswith("http://baovinhlong.example/phap-luat/bat-nhom-trom-")
    assert ask(server, headers["location"])[0] == 200


def test_tracking_parameters_change_nothing(server: SampleServer) -> None:
    url = "http://baonghean.example/chinh-tri/202103/nghi-loc-ba-ben-bat-tay-giu-yen-khu-kinh-te-dong-nam-2914407/"
    assert ask(server, url)[2] == ask(server, f"{url}?zarsrc=30&utm_source=x")[2]


def test_a_legacy_page_declares_its_charset(server: SampleServer) -> None:
    url = "http://baoninhbinh.example/tuyen-truyen-phap-luat-tang-qua-cong-nhan-khu-cong-nghiep-gian-khau-41207.htm"
    _, headers, body = ask(server, url)
    assert headers["content-type"] == "text/html; charset=windows-1258"
    assert "Công đoàn các khu công nghiệp tỉnh phối hợp" in unicodedata.normalize("NFC", body.decode("cp1258"))


def test_a_site_without_validators_answers_in_full(server: SampleServer) -> None:
    _, headers, _ = ask(server, "http://laocai.example/Pages/ChuyenMuc/15")
    assert not {"etag", "last-modified"} & set(headers)


@pytest.mark.parametrize("folder", [None, "nowhere"])
def test_the_door(folder: str | None, tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.setattr(SampleServer, "serve_forever", lambda self: None)
    monkeypatch.setattr(
        "sys.argv", ["sample", "--port", "0", *(["--folder", str(tmp_path / folder)] if folder else [])]
    )
    assert main() == (1 if folder else 0)
    told = capsys.readouterr()
    assert "nowhere: no sample portals here" in told.err if folder else "http://localhost:" in told.out


def test_by_hand_links_stay_on_the_server(server: SampleServer) -> None:
    port = server.address.partition(":")[2]
    _, _, index = ask(server, f"http://localhost:{port}/")
    assert f"http://baovinhlong.localhost:{port}/" in index.decode()
    _, _, page = ask(server, f"http://baovinhlong.localhost:{port}/thoi-su/")
    assert b"http://baovinhlong.example" not in page
