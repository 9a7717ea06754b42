"""Pages and plain texts to articles: what stands where, what leaves the text, and what is no article at all."""

# ruff: noqa: E501 - lines of markup are left whole

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.portals.portal import PageHints, Portal
from crawler.portals.registry import Registry
from extract.article import Article, NoArticle, article_from_text, read_article
from extract.page.bylines import is_credited, read_byline
from extract.page.charset import UndecodableError, decode
from extract.page.furniture import begins_others, is_label, is_portal_name, is_tool, read_time_line, section_of
from extract.page.title import without_site
from extract.warc_reader import Page

NOBODY = Registry(portals={})
TITLE = "Công an và Công đoàn huyện Lộc Xuân ký kết quy chế phối hợp"
LEAD = "Sáng 4/3, Công an huyện và Công đoàn huyện Lộc Xuân tổ chức lễ ký kết quy chế phối hợp giai đoạn 2024-2029."
FIRST = "Theo quy chế, hai bên trao đổi thông tin mỗi tháng một lần, cùng giải quyết tranh chấp lao động tại 12 doanh nghiệp."
SECOND = "Phát biểu tại buổi lễ, đại diện huyện ủy đề nghị hai ngành nhân rộng 5 mô hình tự quản tại các khu nhà trọ công nhân."
LAST = "Dịp này, Công an huyện tặng Giấy khen cho 3 tập thể và 4 cá nhân của công đoàn cơ sở có thành tích xuất sắc."
CAPTION = "Hai bên ký kết quy chế phối hợp"
MENU = "<ul>" + "".join(f'<li><a href="/muc-{i}">Chuyên mục {i}</a></li>' for i in range(20)) + "</ul>"
OTHERS = "".join(
    f'<li><a href="/tin-{i}.html">Hội nghị triển khai nhiệm vụ số {i} của huyện</a></li>' for i in range(8)
)


def page(
    markup: str | bytes,
    url: str = "https://tin.example/bai-1.html",
    role: str | None = None,
    charset: str | None = "utf-8",
) -> Page:
    body = markup.encode() if isinstance(markup, str) else markup
    day = datetime(2024, 3, 6, tzinfo=UTC)
    return Page(url, body, "text/html", charset, 200, day, "a/1.warc.gz", 77, "urn:uuid:1", role, "response")


def read(markup: str | bytes, registry: Registry = NOBODY, **rest) -> Article:
    return read_article(page(markup, **rest), registry)


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


SHAREPOINT = f"""<html><head><title>Cổng thông tin điện tử huyện Lộc Xuân</title></head><body><form>
<div class="header"><div>CỔNG THÔNG TIN ĐIỆN TỬ</div>{MENU}<div class="today">Thứ tư, 06/03/2024</div></div>
<div class="right"><h3 class="title-list-news"><span class="title-t1">QUỐC PHÒNG - AN NINH</span></h3>
<div id="news_content"><div class="title_news">{TITLE}</div>
<div class="date-detail"><span>04/03/2024 17:42 CH</span><span class="fr">Xem cỡ chữ <a href="#">Email</a> <a href="#">Print</a></span></div>
<div id="divArticleDescription" style="font-weight:bold">LXPortal - {LEAD}</div>
<div id="divArticleContent"><p style="text-align:center"><img src="a.jpg"></p><p style="text-align:center"><em>{CAPTION}</em></p>
{paragraphs(FIRST, SECOND, LAST)}<p style="text-align:right"><b>Hà Thu Vân</b></p></div>
<p>Lượt xem: 1.234</p><div>ĐÁNH GIÁ BÀI VIẾT( <span>0</span>)</div></div>
<div class="box-others"><h3>Các tin khác</h3><ul>{OTHERS}</ul></div></div>
<div class="footer">Giấy phép số 01/GP ngày 02/01/2018. Điện thoại: 0210 000 000</div></form></body></html>"""

AID = f"""<html><head><title>{TITLE} - Báo Lộc Xuân Online</title><meta property="og:site_name" content="Báo Lộc Xuân Online"></head><body>
<header><a href="/">Báo Lộc Xuân Online</a>{MENU}<div class="date">Thứ Tư, 06/03/2024</div></header>
<div class="left"><div class="breadcrumb"><a href="/">Trang chủ</a> » <a href="/qp">Quốc phòng - An ninh</a></div>
<div class="post-date">04/03/2024 - 17:42</div><h1 class="title-detail">{TITLE}</h1>
<div id="newscontents"><p><strong>LXPortal - {LEAD}</strong></p><table class="image"><tr><td><img src="a.jpg"></td></tr><tr><td class="caption">{CAPTION}</td></tr></table>
{paragraphs(FIRST, SECOND, LAST)}<p style="text-align:right"><strong>Tin, ảnh: HÀ THU VÂN</strong></p></div>
<div class="share"><span>Chia sẻ bài viết</span><a href="#">Facebook</a></div><div class="relate"><h3>Tin liên quan</h3><ul>{OTHERS}</ul></div></div>
<aside><h3>Đọc nhiều</h3><ul>{OTHERS}</ul></aside><footer>Cơ quan chủ quản: Huyện ủy Lộc Xuân. Giấy phép số 00/GP</footer></body></html>"""

JSON_LD = """<script type="application/ld+json">{"@context":"https://schema.org","@graph":[{"@type":"NewsArticle",
"datePublished":"2024-03-04T17:42:00+07:00","author":{"@type":"Person","name":"Hà Thu Vân"},"articleSection":"Quốc phòng - An ninh"}]}</script>"""
MARKED = f"""<html><head>{JSON_LD}<meta property="og:title" content="{TITLE} | Lộc Xuân"></head><body><nav>{MENU}</nav><article>
<h1>{TITLE}</h1><div class="tools">Chia sẻ Facebook Zalo</div><h2 class="sapo">LXPortal - {LEAD}</h2><div class="content">
<figure><img src="a.jpg"><figcaption>{CAPTION}</figcaption></figure><p>{FIRST}</p><div class="related-box"><ul>{OTHERS}</ul></div>{paragraphs(SECOND, LAST)}</div>
<div class="tags">Từ khóa: <a href="/t/1">công an</a>, <a href="/t/2">công đoàn</a></div></article><section class="comments">Bình luận (0)</section></body></html>"""

BREAKS = f"""<html><body><table><tr><td>{MENU}</td><td><div class="tieude">{TITLE}</div><div>Quốc phòng - An ninh | 04/03/2024 17:42 | Hà Thu Vân</div>
<b>LXPortal - {LEAD}</b><br><br><center><img src="a.jpg"><br><i>{CAPTION}</i></center><br>{FIRST}<br><br>{SECOND}<br><br>{LAST}<br><br></td></tr></table></body></html>"""


@pytest.mark.parametrize("markup", [SHAREPOINT, AID, MARKED, BREAKS], ids=["sharepoint", "aid", "marked", "breaks"])
def test_the_parts_of_a_page_of_an_unknown_site(markup):
    found = read(markup)
    assert found.text.split("\n") == [TITLE, f"LXPortal - {LEAD}", FIRST, SECOND, LAST, CAPTION]
    assert [part.kind for part in found.parts] == ["title", "lead", "body", "body", "body", "caption"]
    assert [found.text[part.start : part.end] for part in found.parts] == found.text.split("\n")
    assert (found.title, found.lead, found.captions) == (TITLE, f"LXPortal - {LEAD}", [CAPTION])
    assert (found.author, found.section) == ("Hà Thu Vân", "Quốc phòng - An ninh")
    assert found.published_at.isoformat() == "2024-03-04T17:42:00+07:00"
    assert (found.archive, found.offset, found.record_id) == ("a/1.warc.gz", 77, "urn:uuid:1")
    assert (found.portal, found.province, found.canonical_url) == (None, None, "https://tin.example/bai-1.html")


def test_a_portal_gives_province_and_hints_where_general_rules_would_fail():
    hints = PageHints(
        title="#t",
        body="#b",
        author=".who",
        time=".when",
        section=".where",
        captions=".below",
        lead=".top",
        remove=[".junk"],
    )
    portal = Portal(key="mau", name="Báo mẫu", kind="newspaper", province="Phú Thọ", province_2025="Phú Thọ", base_url="https://tin.example",
                    article_url=r"-(?P<id>\d+)\.html$", page=[hints])  # fmt: skip
    markup = f"""<html><body><h1>Báo mẫu điện tử của tỉnh nhà</h1><div class="when">Ngày 04/03/2024, 17:42</div><div class="where">Góc nhìn mới</div><div class="who">Vân Anh Thu</div>
<div class="top">{LEAD}</div><div id="t">{TITLE}</div><div id="b">{paragraphs(FIRST)}<p class="junk">{SECOND}</p><p class="below">{CAPTION}</p>{paragraphs(LAST)}</div></body></html>"""
    found = read(markup, Registry(portals={"mau": portal}))
    assert found.text.split("\n")[0] == TITLE
    assert found.text.split("\n")[-3:] == [FIRST, LAST, CAPTION]
    assert (found.author, found.section, found.captions) == ("Vân Anh Thu", "Góc nhìn mới", [CAPTION])
    assert found.published_at.isoformat() == "2024-03-04T17:42:00+07:00"
    assert (found.portal, found.portal_kind, found.province, found.province_2025) == (
        "mau",
        "newspaper",
        "Phú Thọ",
        "Phú Thọ",
    )
    assert found.article_id != read(markup).article_id


def test_the_banner_and_other_stories_give_no_time():
    markup = f"<html><body><div>Thứ Tư, 06/03/2024 10:15</div><div>{MENU}</div><div><h1>{TITLE}</h1>{paragraphs(FIRST, SECOND)}</div><ul><li>{CAPTION} (05/03/2024 08:00)</li></ul></body></html>"
    assert read(markup).published_at is None


def test_no_time_after_the_fetch_is_believed():
    assert read(AID.replace("04/03/2024 - 17:42", "04/03/2025 - 17:42")).published_at is None


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings(charset):
    assert read(AID.encode(charset), charset=None).text == read(AID).text


def test_the_same_text_for_every_way_of_typing():
    import unicodedata

    wanted = read(AID).text
    assert read(unicodedata.normalize("NFD", AID)).text == wanted
    assert read(AID.replace("ô", "&ocirc;").replace("đ", "&#273;").replace("à", "&#xE0;")).text == wanted
    assert (
        read(AID.replace("Công an", "Công\u00a0an").replace("huyện", "huy\u00adện").replace("lễ ký", "lễ  \n ký")).text
        == wanted
    )


NO_ARTICLES = {
    "empty": b"  \n ",
    "empty page": b"<html><head><title>x</title></head><body></body></html>",
    "undecodable": bytes(2000),
    "not_an_article": b"only words, no markup at all",
    "no_body": f"<html><body><h1>{TITLE}</h1><ul>{OTHERS}</ul></body></html>".encode(),
    "soft_404": "<html><body><h1>Lỗi 404</h1><p>Không tìm thấy trang mà bạn yêu cầu, xin vui lòng thử lại sau ít phút nữa.</p></body></html>".encode(),
    "too_deep": b"<div>" * 5000 + FIRST.encode() + b"</div>" * 5000,
    "too_large": ("<html><body>" + f"<p>{FIRST}</p>" * 60_000).encode(),
    "too_large in text": ("<html><body>" + f"<p>{FIRST}</p>" * 4_000).encode(),
    "too_large in elements": b"<p>" + b"<b>a</b>" * 40_000,
}


@pytest.mark.parametrize(("name", "body"), NO_ARTICLES.items(), ids=NO_ARTICLES)
def test_what_is_no_article_says_why(name, body):
    with pytest.raises(NoArticle) as told:
        read(body)
    assert told.value.reason == name.split()[0]


def test_a_page_fetched_as_a_section_is_no_article():
    with pytest.raises(NoArticle, match="section"):
        read(AID, role="section")


def test_control_characters_and_tag_soup_are_read():
    soup = AID.replace("<body>", "</html><body>").replace("</p>", "").replace("Theo", "Th\x00eo")
    assert FIRST in read(soup).text


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="<>/pdivabh123 =\"'&;!-ôđ\n", max_size=400))
def test_any_soup_gives_an_article_or_a_reason(soup):
    try:
        found = read(f"<html><body>{soup}<p>{FIRST}</p>")
    except NoArticle:
        return
    assert found.text.split("\n") == [found.text[part.start : part.end] for part in found.parts]


PASTED = f"""QUỐC PHÒNG - AN NINH

{TITLE}

04/03/2024 17:42 CH

Xem cỡ chữ Email Print

(LX) - {LEAD}
ld1.jpg
{FIRST}
{CAPTION}
LÊ MINH KHUÊ
{SECOND}
Toàn cảnh buổi lễ. (Ảnh: CALX)
{LAST}
Tin, ảnh: HÀ THU VÂN
Chia sẻ bài viết
Tin liên quan
Khởi công nhà văn hóa thôn ở xã Lộc Thành
Bắt nhóm trộm cắp xe máy, thu hồi 12 xe"""


def test_a_pasted_text_loses_its_furniture():
    found = article_from_text(PASTED, province="Phú Thọ")
    assert found.text.split("\n") == [
        TITLE,
        f"(LX) - {LEAD}",
        FIRST,
        SECOND,
        LAST,
        CAPTION,
        "Toàn cảnh buổi lễ. (Ảnh: CALX)",
    ]
    assert (found.title, found.author, found.section, found.province) == (
        TITLE,
        "Hà Thu Vân",
        "Quốc phòng - An ninh",
        "Phú Thọ",
    )
    assert found.published_at.isoformat() == "2024-03-04T17:42:00+07:00"
    assert article_from_text(PASTED).article_id == found.article_id


def test_what_the_caller_says_of_a_text_is_believed():
    told = article_from_text(
        f"{FIRST}\n{SECOND}", title=TITLE, published_at=datetime(2020, 1, 2, 3, 4), url="https://a.example/1.html"
    )
    assert told.text.split("\n") == [TITLE, FIRST, SECOND]
    assert told.published_at.isoformat() == "2020-01-02T03:04:00+07:00"
    assert article_from_text(f"{FIRST} {SECOND}\n{LAST}").title is None
    assert article_from_text(FIRST, published_at=datetime(2020, 1, 1, 20, tzinfo=UTC)).published_at.day == 2


def test_headlines_of_other_stories_end_where_text_goes_on():
    text = f"{TITLE}\n{FIRST}\nTin liên quan\nMột tiêu đề khác\n{SECOND} {LAST}\n{LAST}"
    assert article_from_text(text).text.split("\n") == [TITLE, FIRST, f"{SECOND} {LAST}", LAST]


@pytest.mark.parametrize(
    ("line", "kind", "names"),
    [
        ("Tin, ảnh: KIỀU AN", "author", "Kiều An"),
        ("Tin-ảnh: H.Ngà", "author", "H.Ngà"),
        ("BÀI VÀ ẢNH: LÊ HOA", "author", "Lê Hoa"),
        ("Bài: Thu Hà; ảnh: Minh Tú", "author", "Thu Hà"),
        ("Thu Hà - Ảnh: Minh Tú", "author", "Thu Hà"),
        ("Minh Hà - Quốc Tú", "author", "Minh Hà - Quốc Tú"),
        ("Đoàn Lan", "author", "Đoàn Lan"),
        ("N. Huệ", "author", "N. Huệ"),
        ("Vàng A Chu", "author", "Vàng A Chu"),
        ("H'Linh Niê", "author", "H'Linh Niê"),
        ("PV Thanh Nga/LXTV", "author", "Thanh Nga"),
        ("Trần An, Lê Bình (CTV)", "author", "Trần An, Lê Bình"),
        ("(Theo TTXVN)", "author", "TTXVN"),
        ("Tác giả: Thu Hà", "author", "Thu Hà"),
        ("Nhóm PV", "author", ""),
        ("Ảnh: Minh Tú", "photo", "Minh Tú"),
        ("Ảnh - Minh Tú.", "photo", "Minh Tú"),
        ("Quang cảnh hội nghị.", None, None),
        ("Chị Trần Thị Lan.", None, None),
        ("Theo báo cáo của ngành", None, None),
        ("Công An Tỉnh", None, None),
        ("Chính trị", None, None),
        ("Tin: hội nghị đã kết thúc", None, None),
        ("Ảnh hưởng của bão số 3", None, None),
        ("2024", None, None),
        ("N.V.Thụ", "author", "N.V.Thụ"),
        ("THÙY DƯƠNG - (Ảnh: Sĩ Hoàng)", "author", "Thùy Dương"),
        ("Ngọc Anh – Hà (Phòng PX03)", "author", "Ngọc Anh - Hà"),
        ("Xuân Hòa_PX03", "author", "Xuân Hòa"),
        ("Hồng Nhung/Báo Lao Động", "author", "Hồng Nhung"),
        ("Đại úy Lê Văn An - Công an huyện Lộc Xuân", "author", "Lê Văn An"),
        ("Hà Thu Vân - CĐVC tỉnh", "author", "Hà Thu Vân"),
        ("Hà Thu Vân – Phòng Tham mưu, Công an tỉnh", "author", "Hà Thu Vân"),
        ("Y Thuyên Niê - Công an huyện Lộc Xuân", "author", "Y Thuyên Niê"),
        ("Hà Thu Vân - Trần Ban Mai", "author", "Hà Thu Vân - Trần Ban Mai"),
        ("CĐVC tỉnh - Công an tỉnh", None, None),
    ],
)
def test_bylines(line, kind, names):
    found = read_byline(line)
    assert (found and found.kind, found and found.names) == (kind, names)


@pytest.mark.parametrize(
    ("line", "credited"),
    [
        ("Hai bên ký kết. Ảnh: Minh Tú", True),
        ("Hai bên ký kết. (Ảnh: CALX)", True),
        ("Hai bên ký kết - Ảnh: N.TÚ", True),
        ("Hai bên ký kết - Ảnh 1.", True),
        ("Hai bên ký kết. Ảnh - Minh Tú", True),
        ("Người dân nói về hình ảnh của công an", False),
        ("Xây dựng hình ảnh - niềm tin nơi người dân", False),
        ("Xem ảnh: https://tin.example/a.jpg. Chúng tôi sẽ cập nhật.", False),
    ],
)
def test_photo_credits(line, credited):
    assert is_credited(line) == credited


@pytest.mark.parametrize(
    "line",
    [
        "Xem cỡ chữ Email Print",
        "ĐÁNH GIÁ BÀI VIẾT( 0)",
        "Chia sẻ bài viết",
        "In bài viết",
        "Lượt xem: 1.234",
        "Số lần đọc: 1.234",
        "Lên đầu Top",
        "Bình luận (0)",
        "A- A A+",
        "Bản in  Quay lại",
        ".",
        "anh-1.jpg",
    ],
)
def test_tools(line):
    assert is_tool(line)


@pytest.mark.parametrize(
    "line", ["Chia sẻ với công nhân", "Trong 5 năm", "04/03/2024 - 18:48", "Theo dõi sức khỏe công nhân", "Công an xã"]
)
def test_lines_that_are_no_tools(line):
    assert not is_tool(line)


def test_other_furniture():
    assert all(is_label(line) for line in ("Tags: công an", "Từ khóa: công đoàn", "Hotline: 0276 382 0000"))
    assert not is_label("Kết quả: hai bên đã tổ chức 12 buổi tuyên truyền")
    assert all(begins_others(line) for line in ("Tin liên quan", "CÁC TIN KHÁC:", "Tin cùng chuyên mục"))
    assert not begins_others("Tin liên quan đến vụ việc đã được xác minh")
    assert all(
        is_portal_name(line) for line in ("Báo Lộc Xuân Online", "Cổng thông tin điện tử tỉnh Lộc Xuân", "BÁO LỘC XUÂN")
    )
    assert not is_portal_name("Báo cáo tại hội nghị cho thấy nhiều kết quả")


@pytest.mark.parametrize(
    ("line", "section"),
    [
        ("QUỐC PHÒNG - AN NINH", "Quốc phòng - An ninh"),
        ("Chính trị - Xã hội", "Chính trị - Xã hội"),
        ("Công đoàn", "Công đoàn"),
        ("Hội nghị", None),
        ("Công đoàn tỉnh họp", None),
        ("-", None),
    ],
)
def test_sections(line, section):
    assert section_of(line) == section


def test_lines_with_a_time():
    found = read_time_line("HÀ VÂN | 07:20 25/08/2017")
    assert (found.author, found.section, found.stamp.at.isoformat()) == ("Hà Vân", None, "2017-08-25T07:20:00+07:00")
    found = read_time_line("29-11-2019 - 20:15 | Công đoàn")
    assert (found.author, found.section) == (None, "Công đoàn")
    assert read_time_line("Hà Vân - Minh Tú 10/10/2023 08:15").author == "Hà Vân - Minh Tú"
    assert read_time_line("Ngày 7/5/2019, Công an tỉnh tổ chức hội nghị") is None
    assert read_time_line("Hội nghị diễn ra từ 04/03/2024") is None


def test_titles_without_the_site():
    assert without_site(f"{TITLE} - Báo Lộc Xuân Online", []) == TITLE
    assert without_site(f"Trang mẫu | {TITLE} | tin.example", ["Trang mẫu", "tin.example"]) == TITLE
    assert without_site("Lộc Xuân - Bến Sông: nối đôi bờ", ["Báo mẫu"]) == "Lộc Xuân - Bến Sông: nối đôi bờ"
    assert without_site("Cổng thông tin điện tử tỉnh Lộc Xuân", []) is None


def test_decoding():
    assert decode("<meta charset=utf-8>Công đoàn".encode(), "windows-1258") == "<meta charset=utf-8>Công đoàn"
    assert decode("Đại tá".encode("utf-16-le") * 40) == "Đại tá" * 40
    assert decode("của các công nhân và người lao động ".encode()[:-1] + b"\xff", "utf-8").startswith(
        "của các công nhân"
    )
    with pytest.raises(UndecodableError):
        decode(bytes(500))


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("Văn phòng CĐ các KCN", "Văn phòng CĐ các KCN"),
        ("Ban Tuyên giáo LĐLĐ tỉnh", "Ban Tuyên giáo LĐLĐ tỉnh"),
        ("(Công an huyện Lộc Xuân)", "Công an huyện Lộc Xuân"),
        ("Công an huyện kêu gọi người dân tố giác tội phạm.", None),
        ("Hội nghị bế mạc", None),
        ("Công an huyện trao quà", None),
        ("Công đoàn và Công an huyện ký kết quy chế", None),
    ],
)
def test_an_office_signs_at_the_end(line, author):
    assert read(f"<h1>{TITLE}</h1>" + paragraphs(LEAD, FIRST, SECOND, LAST, line)).author == author
