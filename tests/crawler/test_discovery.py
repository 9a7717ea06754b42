from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery import next_page, refusal, search_url, section_links
from crawler.feeds import feed_links, gunzipped, robots_of, sitemap_links, sitemaps_named
from crawler.markup import parse_html
from crawler.portals.portal import PageHints, Pagination, Portal
from crawler.published import day_in, day_of_stamp, is_before, month_in_name, published_in_url, published_on_page
from crawler.states import Link
from crawler.subject_words import SubjectWords

BAO = Portal(
    key="bao",
    name="Báo",
    kind="newspaper",
    base_url="https://bao.vn",
    article_url=r"-a(?P<id>\d+)\.html$",
    page=[PageHints(time="div.date")],
    search="/tim-kiem?q={query}&trang={page}",
)
SECTION = "https://bao.vn/xa-hoi/"


def links(html: str, portal: Portal = BAO) -> list[Link]:
    root = parse_html(html)
    assert root is not None
    return section_links(root, SECTION, portal).links


def test_headline_lead_picture_and_day_of_an_article_are_one_link() -> None:
    found = links(
        """<ul><li><a href="/le-ky-a1.html"><img alt="ảnh" src="x.jpg"></a>
        <h3><a href="le-ky-a1.html?utm_source=h">Lễ ký kết</a></h3>
        <p>Công an và Công đoàn cùng ký.</p><span>04/03/2024 - 18:48</span></li>
        <li><a href="../phap-luat/xet-xu-a2.html" title="Xét xử">  </a></li></ul>"""
    )
    # The second address is relative to the section, the number is the same.
    assert [(link.url, link.title, link.published) for link in found] == [
        ("https://bao.vn/le-ky-a1.html", "Lễ ký kết", "2024-03-04"),
        ("https://bao.vn/phap-luat/xet-xu-a2.html", "Xét xử", None),
    ]
    assert "Công an và Công đoàn cùng ký." in found[0].text
    assert "Xét xử" not in found[0].text, "the text of a neighbour is not this article's"


@pytest.mark.parametrize(
    ("item", "published"),
    [
        ("<a href='/x-a1.html'>Tin</a><span>04/03/2024 - 18:48</span>", "2024-03-04"),
        ("<a href='/x-a1.html'>Tin</a> <i>(04/03/2024)</i>", "2024-03-04"),
        ("<a href='/x-a1.html'>Tin</a><p>Ngày 7/5/2019, Công an tỉnh tổ chức sơ kết công tác phối hợp</p>", None),
        ("<a href='/x-a1.html'>Kỷ niệm ngày 30/4/1975</a>", None),
        ("<a href='/x-a1.html'><b>Mít tinh 30/4/1975</b></a>", None),
    ],
)
def test_the_day_that_a_list_prints_is_not_the_day_that_the_article_tells_of(item: str, published: str | None) -> None:
    assert links(f"<ul><li>{item}</li><li><a href='/y-a2.html'>Khác</a></li></ul>")[0].published == published


@pytest.mark.parametrize(
    "href",
    [
        "#top",
        "javascript:open()",
        "mailto:a@bao.vn",
        "tel:0210",
        "",
        "/xa-hoi/",
        "/lien-he.html",
        "ftp://bao.vn/x-a1.html",
        "http://[/x-a1.html",
        "data:text/html,x-a1.html",
    ],
)
def test_what_is_not_followed(href: str) -> None:
    assert links(f'<a href="{href}">x</a>') == []


def test_links_elsewhere_are_named_with_the_reason() -> None:
    root = parse_html(
        '<a href="http://khac.vn/x-a1.html">1</a><a href="http://khac.vn/">2</a><a href="//127.0.0.1:8080/">3</a>'
        '<a href="http://10.0.0.7/x-a1.html">4</a><a href="http://khac.vn/x-a1.html">5</a>'
    )
    assert root is not None
    assert section_links(root, SECTION, BAO).refused == [
        ("http://khac.vn/x-a1.html", "other host"),
        ("https://127.0.0.1:8080/", "private address"),
        ("http://10.0.0.7/x-a1.html", "private address"),
    ]


def test_the_selector_chooses_and_a_redesign_does_not_silence_the_portal() -> None:
    portal = BAO.model_copy(update={"link_selector": "div.list h3"})
    html = (
        '<div class="list"><h3><a href="/a-a1.html">A</a></h3></div><div class="hot"><a href="/b-a2.html">B</a></div>'
    )
    assert [link.title for link in links(html, portal)] == ["A"]
    assert [link.title for link in links(html.replace("list", "moi"), portal)] == ["A", "B"]


def test_base_href_counts() -> None:
    assert (
        links('<base href="https://bao.vn/khac/"><a href="x-a1.html">x</a>')[0].url == "https://bao.vn/khac/x-a1.html"
    )


@given(st.text(max_size=300))
def test_no_page_breaks_the_reading(text: str) -> None:
    for page in (text, f"<html><a href='{text}'>{text}</a><td>{text}", f"<a rel=next href='{text}'>›</a>"):
        root = parse_html(page)
        if root is not None:
            section_links(root, SECTION, BAO)
            next_page(root, SECTION, BAO, SECTION, 1)
            published_on_page(root, BAO)


STATED = Pagination(url="{section}?page={page}")


@pytest.mark.parametrize(
    ("pagination", "html", "page", "expected"),
    [
        (STATED, "", 1, "https://bao.vn/xa-hoi?page=2"),
        (STATED, '<a href="/xa-hoi?page=2">2</a>', 1, "https://bao.vn/xa-hoi?page=2"),
        (STATED, '<a href="/xa-hoi?page=2">2</a>', 2, None),
        (STATED, '<a href="/xa-hoi?page=2">2</a><a href="/xa-hoi?page=4">4</a>', 3, "https://bao.vn/xa-hoi?page=4"),
        (Pagination(url="{section}?page={page}", first=0), "", 1, "https://bao.vn/xa-hoi?page=1"),
        (Pagination(url="{stem}/trang-{page}.html"), "", 1, "https://bao.vn/xa-hoi/trang-2.html"),
        (None, "", 1, None),
        (None, '<link rel="next" href="?p=2">', 1, "https://bao.vn/xa-hoi/?p=2"),
        (None, '<a href="/xa-hoi/doi-song/">Xem thêm</a>', 1, None),
        (None, '<a href="/xa-hoi/p1.html">Trang sau</a>', 1, "https://bao.vn/xa-hoi/p1.html"),
        (None, '<a href="http://[">2</a><a rel="next" href="http://[">2</a>', 1, None),
        (None, '<a href="/xa-hoi/2/">Trang sau</a>', 1, "https://bao.vn/xa-hoi/2/"),
        (None, '<a href="/xa-hoi/2/" title="Tiếp theo">&nbsp;</a>', 1, "https://bao.vn/xa-hoi/2/"),
        (None, '<a href="/xa-hoi/?p=3">3</a><a href="/xa-hoi/?p=2">2</a>', 1, "https://bao.vn/xa-hoi/?p=2"),
        (None, '<a href="/xa-hoi/?p=3">3</a>', 2, "https://bao.vn/xa-hoi/?p=3"),
        (None, '<a href="/the-thao/?p=2">2</a>', 1, None),
        (None, '<a href="http://khac.vn/xa-hoi/?p=2">2</a>', 1, None),
        (None, '<a href="/xa-hoi/">›</a>', 1, None),
        (None, '<a href="/xa-hoi/tin-sau-a9.html">Sau</a>', 1, None),
    ],
)
def test_next_page(pagination: Pagination | None, html: str, page: int, expected: str | None) -> None:
    portal = BAO.model_copy(update={"pagination": pagination})
    root = parse_html(f"<html><body>{html}</body></html>")
    assert root is not None
    assert next_page(root, SECTION, portal, SECTION, page) == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<a href="/?page=2">2</a>', "https://bao.vn/?page=2"),
        ('<a href="/trang-2.html">Sau</a>', "https://bao.vn/trang-2.html"),
        ('<a href="/xa-hoi/">Xem thêm</a>', None),
        ("<p>no link</p>", None),
    ],
)
def test_the_home_page_as_a_section(html: str, expected: str | None) -> None:
    root = parse_html(f"<html><body>{html}</body></html>")
    assert root is not None
    assert next_page(root, "https://bao.vn/", BAO, "https://bao.vn/", 1) == expected


def test_search_url() -> None:
    assert search_url(BAO, "công đoàn", 2) == "https://bao.vn/tim-kiem?q=c%C3%B4ng%20%C4%91o%C3%A0n&trang=2"
    assert search_url(BAO.model_copy(update={"search": None}), "x") is None
    assert search_url(BAO.model_copy(update={"search": "/tim?q={query}"}), "x", 2) is None


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("https://bao.vn/x", None),
        ("http://www.bao.vn/x", None),
        ("https://m.bao.vn/x", None),
        ("file:///etc/passwd", "not http"),
        ("https://vanban.bao.vn/x", "other host"),
        ("http://169.254.169.254/latest/", "private address"),
        ("http://[::1]/", "private address"),
        ("http://[fd00::1]/", "private address"),
        ("http://localhost:9200/", "private address"),
        ("http://router.local/", "private address"),
        ("http://2130706433/", "other host"),
        ("https://bao.vn/" + "x" * 2000, "address too long"),
        ("https://bao.vn.evil.com/", "other host"),
        ("https://bao.vn@evil.com/", "other host"),
        ("", "not http"),
    ],
)
def test_refusal(url: str, reason: str | None) -> None:
    assert refusal(url, BAO) == reason


RSS = """<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Báo</title><item><title>Lễ ký</title>
<link> https://bao.vn/le-ky-a1.html?utm_source=rss </link>
<description><![CDATA[<img src="a"/>Sáng 4/3, hai bên ký]]></description>
<pubDate>Mon, 04 Mar 2024 18:48:00 +0700</pubDate></item>
<item><title>Chuyên mục</title><link>https://bao.vn/xa-hoi/</link></item>
<item><link>http://khac.vn/y-a2.html</link></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>Lễ ký</title><link rel="edit" href="/sua"/>
<link href="/le-ky-a1.html"/><summary>Sáng 4/3, hai bên ký</summary>
<updated>2024-03-04T18:48:00+07:00</updated></entry></feed>"""


@pytest.mark.parametrize("source", [RSS, ATOM, "\n  " + RSS, RSS.replace("</channel></rss>", "")])
def test_feeds(source: str) -> None:
    listing = feed_links(source.encode(), "https://bao.vn/rss/home.rss", BAO)
    assert listing is not None
    assert [(link.url, link.title, link.published) for link in listing.links] == [
        ("https://bao.vn/le-ky-a1.html", "Lễ ký", "2024-03-04")
    ]
    assert "hai bên ký" in listing.links[0].text
    assert "<img" not in listing.links[0].text


@pytest.mark.parametrize("body", [b"", b"<html><body>404</body></html>", b"\x00\x01", b"{}"])
def test_what_is_no_feed_and_no_sitemap(body: bytes) -> None:
    assert feed_links(body, SECTION, BAO) is None
    assert sitemap_links(body, SECTION, BAO) is None


def test_an_entity_bomb_is_not_expanded() -> None:
    bomb = (
        '<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;"><!ENTITY x SYSTEM "file:///etc/passwd">]>'
    )
    source = bomb + "<rss><item><title>&b;&x;</title><link>https://bao.vn/x-a1.html</link></item></rss>"
    listing = feed_links(source.encode(), SECTION, BAO)
    assert listing is not None
    assert "root:" not in str(listing)


@pytest.mark.parametrize(
    ("line", "address"),
    [
        ("https://bao.vn/sitemap.xml", "https://bao.vn/sitemap.xml"),
        ("/sitemap.xml", "https://www.bao.vn/sitemap.xml"),
        ("sitemap/tin.xml?trang=1", "https://www.bao.vn/sitemap/tin.xml?trang=1"),
        ("//khac.vn/sitemap.xml", "https://khac.vn/sitemap.xml"),  # another host: refused as one in full is
        (" /sitemap.xml ", "https://www.bao.vn/sitemap.xml"),
        ("", None),
        ("http://[bao.vn/sitemap.xml", None),
    ],
)
def test_sitemaps_that_robots_txt_names(line: str, address: str | None) -> None:
    robots = robots_of("https://www.bao.vn/thoi-su/?trang=2")
    assert robots == "https://www.bao.vn/robots.txt"
    assert sitemaps_named([line, line], robots) == ([address] if address else [])


def test_sitemaps_and_their_indexes() -> None:
    news = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
    urls = (
        f"<urlset {news}><url><loc>https://bao.vn/le-ky-a1.html</loc><lastmod>2025-01-01</lastmod><news:news>"
        "<news:publication_date>2024-03-04T18:48+07:00</news:publication_date><news:title>Lễ ký</news:title>"
        "</news:news></url>"
        "<url><loc>https://bao.vn/gioi-thieu</loc></url></urlset>"
    )
    listing = sitemap_links(urls.encode(), "https://bao.vn/sitemap.xml", BAO)
    assert listing is not None
    assert [(link.title, link.published) for link in listing.links] == [("Lễ ký", "2024-03-04")]
    index = "<sitemapindex><sitemap><loc>https://bao.vn/s-2024-03.xml</loc><lastmod>2024-03-31</lastmod></sitemap></sitemapindex>"
    listing = sitemap_links(index.encode(), "https://bao.vn/sitemap.xml", BAO)
    assert listing is not None
    assert listing.children == [("https://bao.vn/s-2024-03.xml", "2024-03-31")]


def test_gunzipped() -> None:
    import gzip

    assert gunzipped(b"<urlset/>", 100) == b"<urlset/>"
    assert gunzipped(gzip.compress(b"<urlset/>"), 100) == b"<urlset/>"
    assert gunzipped(gzip.compress(bytes(1000)), 100) is None
    assert gunzipped(gzip.compress(b"<urlset/>")[:-12], 100) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("04/03/2024 - 18:48", "2024-03-04"),
        ("Thứ hai, 4-3-2024", "2024-03-04"),
        ("4.3.2024", "2024-03-04"),
        ("31/02/2024 rồi 01/03/2024", "2024-03-01"),
        ("102/2017/NĐ-CP", None),
        ("1/3/24", None),
        ("Điều 25.4", None),
        ("", None),
    ],
)
def test_day_in(text: str, day: str | None) -> None:
    assert day_in(text) == day


@pytest.mark.parametrize(
    ("stamp", "day"),
    [
        ("Tue, 05 Mar 2024 08:00:00 +0700", "2024-03-05"),
        ("2024-03-05T08:00:00+07:00", "2024-03-05"),
        ("Mon, 04 Mar 2024 18:00:00 GMT", "2024-03-05"),
        ("2024-03-04T18:00:00Z", "2024-03-05"),
        ("2024-03-05T00:30:00+0700", "2024-03-05"),
        ("2024-03-05", "2024-03-05"),
        ("9999-12-31T23:59:59Z", None),
        ("3/5/2024 8:00:00 AM", "2024-03-05"),
        ("yesterday", None),
        ("", None),
    ],
)
def test_day_of_stamp(stamp: str, day: str | None) -> None:
    assert day_of_stamp(stamp) == day


@pytest.mark.parametrize(
    ("url", "published"),
    [
        ("https://bao.vn/xa-hoi/202403/le-ky-2862690/", "2024-03"),
        ("https://bao.vn/channel/5087/201112/x-1/", "2011-12"),
        ("https://bao.vn/xa-hoi/202413/x/", None),
        ("https://bao.vn/x-202403-a1.html", None),
    ],
)
def test_published_in_url(url: str, published: str | None) -> None:
    assert published_in_url(url, BAO) == published


@pytest.mark.parametrize(
    ("html", "day"),
    [
        ('<meta property="article:published_time" content="2024-03-04T18:48:00+07:00">', "2024-03-04"),
        ('<meta itemprop="datePublished" content="04/03/2024">', "2024-03-04"),
        ('<script type="application/ld+json">{"datePublished": "2024-03-04T11:48Z"}</script>', "2024-03-04"),
        ('<script type="application/ld+json">{"@graph": [{}, {"datePublished": "2024-03-04"}]}</script>', "2024-03-04"),
        ('<script type="application/ld+json">{broken</script>', None),
        ('<div class="today">05/03/2024</div><div class="date">04/03/2024 - 18:48</div>', "2024-03-04"),
        ('<div class="today">05/03/2024</div>', None),
    ],
)
def test_published_on_page(html: str, day: str | None) -> None:
    root = parse_html(f"<html><body>{html}<p>x</p></body></html>")
    assert root is not None
    assert published_on_page(root, BAO) == day


@pytest.mark.parametrize(
    ("published", "since", "before"),
    [
        ("2024-03-04", date(2024, 3, 5), True),
        ("2024-03-05", date(2024, 3, 5), False),
        ("2024-02", date(2024, 3, 5), True),
        ("2024-03", date(2024, 3, 5), False),
        (None, date(2024, 3, 5), False),
        ("2024-03-04", None, False),
    ],
)
def test_is_before(published: str | None, since: date | None, before: bool) -> None:
    assert is_before(published, since) is before


@pytest.mark.parametrize(
    ("url", "month"),
    [
        ("https://b.vn/sitemap-2024-03.xml", "2024-03"),
        ("https://b.vn/sm/news_202312.xml.gz", "2023-12"),
        ("https://b.vn/map1.xml", None),
    ],
)
def test_month_in_name(url: str, month: str | None) -> None:
    assert month_in_name(url) == month


WORDS = SubjectWords(["công đoàn", "LĐLĐ", "quy chế phối hợp"])


@pytest.mark.parametrize(
    ("text", "url", "matters"),
    [
        ("Đại hội Công đoàn tỉnh", "https://b.vn/x-a1.html", True),
        ("LĐLĐ tỉnh họp", "https://b.vn/x-a1.html", True),
        ("Công  đoàn".replace("ô", "o\u0302"), "https://b.vn/x-a1.html", True),
        ("Giá lúa tăng", "https://b.vn/gia-lua-tang-manh-a1.html", False),
        ("Giá lúa tăng", "https://b.vn/cong-doan-mua-lua-a1.html", True),
        ("", "https://b.vn/gia-lua-tang-manh-trong-vu-a1.html", False),
        ("", "https://b.vn/viewer.aspx?id=1", True),
        ("Công đoànx", "https://b.vn/gia-lua-tang-manh-a1.html", False),
        ("Giá lúa", "https://b.vn/c%C3%B4ng-%C4%91o%C3%A0n-a1.html", True),
    ],
)
def test_subject_words(text: str, url: str, matters: bool) -> None:
    from crawler.discovery import link_to

    assert WORDS.may_matter(link_to(url, BAO, text)) is matters
    assert SubjectWords([]).may_matter(link_to(url, BAO, text))
