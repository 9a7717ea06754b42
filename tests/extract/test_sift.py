"""Sifting is never wrong, whatever the encoding, and leaves out what only menus name."""

# ruff: noqa: E501 - lines of markup are left whole

import html
import random
import unicodedata
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.portals.registry import Registry
from extract.article import NoArticle, read_article
from extract.month import month_of
from extract.page.legacy import TCVN3, encoding_of, written
from extract.pipeline import Reader
from extract.sift import Sieve
from extract.sifting.furniture import link_line
from extract.subject import SiftSide, SiftWords, load_subject
from extract.text import fold
from extract.warc_reader import Page

SUBJECT = load_subject("police_union")
SIEVE = Sieve(SUBJECT)
NOBODY = Registry(portals={})
SENTENCE = "Chiều 4/3, Công an tỉnh và Công đoàn tỉnh ký kết quy chế phối hợp giữ gìn trật tự tại các khu nhà trọ."
OTHER = "Sáng 5/3, Hội Nông dân huyện được đại biểu trao hai trăm suất quà cho các hộ có hoàn cảnh khó khăn."
MENU = '<ul><li><a href="/cong-an" title="Công an">Công an</a></li>\n<li class="x"><a href="/cd"><span>Công đoàn</span></a></li></ul>'


def page(body: str | bytes, charset: str | None = "utf-8") -> Page:
    raw = body.encode() if isinstance(body, str) else body
    day = datetime(2024, 3, 5, tzinfo=UTC)
    return Page(
        "https://tin.example/a-1.html", raw, "text/html", charset, 200, day, "a.warc.gz", 0, "x", None, "response"
    )


def article(text: str, menu: str = MENU) -> str:
    return f"<html><body><div>{menu}</div><h1>Tin trong tỉnh hôm nay</h1><div><p>{OTHER}</p><p>{text}</p></div></body></html>"


def windows_1258(text: str) -> bytes:
    """The legacy Windows encoding, which writes most tone marks as letters of their own."""
    marks = "\u0300\u0301\u0303\u0309\u0323"
    pieces = []
    for char in unicodedata.normalize("NFC", text):
        parts = unicodedata.normalize("NFD", char)
        tones = "".join(mark for mark in parts if mark in marks)
        base = unicodedata.normalize("NFC", "".join(mark for mark in parts if mark not in marks))
        try:
            pieces.append(char.encode("cp1258"))
        except UnicodeEncodeError:
            pieces.append((base + tones).encode("cp1258"))
    return b"".join(pieces)


def entities(text: str, how: str, share: float = 1.0) -> str:
    """`text` with its letters as entities, a `share` of them."""
    chance = random.Random(text)
    names = {ord(char): name for name, char in html.entities.html5.items() if len(char) == 1 and name.endswith(";")}

    def one(char: str) -> str:
        if char.isspace() or char in '<>/="&' or chance.random() > share:
            return char
        if how == "named":
            return f"&{names[ord(char)]}" if ord(char) in names and ord(char) > 127 else char
        return f"&#{ord(char)};" if how == "decimal" else f"&#x{ord(char):04X};" if how == "hex" else f"&#0{ord(char)};"

    return "".join(map(one, text))


CASES = st.sampled_from([str, str.upper, str.lower, str.title, str.capitalize])


@given(
    case=CASES,
    form=st.sampled_from(["NFC", "NFD"]),
    charset=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le"]),
)
def test_reads_capitals_and_both_unicode_forms(case, form, charset):
    text = unicodedata.normalize(form, article(case(SENTENCE)))
    assert SIEVE.put_aside(page(text.encode(charset), None)) is None


@pytest.mark.parametrize("declared", [None, "utf-8", "windows-1258", "iso-8859-1"])
@pytest.mark.parametrize("case", [str, str.upper, str.title])
def test_reads_windows_1258_whatever_is_declared(declared, case):
    assert SIEVE.put_aside(page(windows_1258(article(case(SENTENCE))), declared)) is None


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Công đoàn", "Công đoa\u0340n"),
        ("Công đoàn", "Co\u0302ng đoa\u0300n"),
        ("Công đoàn", "Co\u0302ng đoàn"),
        ("Liên đoàn Lao động", "Liên đoàn Lao đọ\u0302ng"),
        ("Liên đoàn Lao động", "Liên đoàn Lao đô\u0323ng"),
        ("Liên đoàn Lao động", "Liên đoàn Lao đo\u0302\u0323ng"),
    ],
)
def test_reads_marks_in_any_order(text, written):
    assert unicodedata.normalize("NFC", written) == text
    made = article(f"Công an tỉnh và {written} tỉnh ký kết.", menu="")
    assert SIEVE.put_aside(page(made)) is None


@pytest.mark.parametrize("charset", ["gb18030", "utf-16", "utf-32", "utf-7"])
@pytest.mark.parametrize("where", ["header", "page"])
def test_reads_what_is_declared_to_be_anything_else(charset, where):
    text = f'<meta http-equiv="Content-Type" content="text/html; charset={charset}">' + article(SENTENCE, menu="")
    made = page(text.encode(charset), charset if where == "header" else None)
    if charset != "utf-7":  # its bytes are good ASCII, which is UTF-8 whatever is declared
        assert SIEVE.put_aside(made) is None
    assert SIEVE.put_aside(page(text.encode(charset) + b"\xff", charset)) is None


def test_a_charset_that_is_none_is_no_fault():
    assert SIEVE.put_aside(page(windows_1258(article(SENTENCE)), "hex")) is None


def test_one_byte_that_is_no_utf_8_changes_nothing():
    assert SIEVE.put_aside(page(article(OTHER).encode() + b"<p>\xf4</p>")) == "sift.union"
    assert SIEVE.put_aside(page(article(SENTENCE).encode() + b"<p>\xf4</p>")) is None


def sieve(*sides):
    words = SiftWords(sides=tuple(SiftSide(name=f"side{n}", words=side) for n, side in enumerate(sides)))
    return Sieve(SUBJECT.model_copy(update={"sift": words}))


def test_what_a_longer_match_begins_with_is_not_hidden_by_it():
    of_one_side = sieve(("LĐLĐ", "đoàn xe"))
    assert of_one_side.put_aside(page(article("Đây là LĐLĐoàn xe.", menu=""))) is None
    assert of_one_side.put_aside(page(article("Đây là LĐLĐoàn tàu.", menu=""))) == "sift.side0"


def test_what_was_passed_over_on_one_page_is_read_on_another():
    item = '<li class="x"><a href="/cd"><span>Công đoàn</span></a></li>'
    filler = '<div class="wide">' + "x " * 300 + "</div>"
    menu, script = filler + f"<ul>{item}</ul>" + filler, filler + f"<script>t = '{item}'</script>" + filler
    told = f"<p>Công an xã: {filler} công đoàn</p>"
    for _ in range(2):
        assert SIEVE.put_aside(page(article(OTHER, menu=menu))) == "sift.union"
        assert SIEVE.put_aside(page(article(OTHER, menu=script))) == "sift.union"
        assert SIEVE.put_aside(page(article(OTHER, menu=menu + told))) is None


def test_reads_tcvn3():
    letters = dict(zip("ôơưđăâêàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ",
                       bytes([0xAB, 0xAC, 0xAD, 0xAE, 0xA8, 0xA9, 0xAA, *range(0xB5, 0xBA), *range(0xBB, 0xBF), 0xC6, *range(0xC7, 0xCD),
                              *[0xCE, 0xCF, 0xD0, 0xD1], *range(0xD2, 0xD9), *[0xDC, 0xDD, 0xDE], 0xDF, *range(0xE1, 0xFF)]), strict=False))  # fmt: skip
    text = "<p>" + (OTHER + " " + SENTENCE).lower() + "</p>"
    raw = b"".join(bytes([letters[c]]) if c in letters else c.encode("latin-1") for c in text)
    assert SIEVE.put_aside(page(raw, None)) is None


@given(how=st.sampled_from(["named", "decimal", "hex", "padded"]), share=st.floats(0, 1), case=CASES)
def test_reads_entities_of_any_kind_and_any_letters(how, share, case):
    assert SIEVE.put_aside(page(article(entities(case(SENTENCE), how, share)))) is None


@given(
    gap=st.sampled_from(
        [
            "\u00a0",
            "\n   ",
            "&nbsp;",
            "&#160;",
            "&#xA0;",
            "</b> <b>",
            "&nbsp; ",
            "\u2009",
            " <!-- -->",
            "<br>",
            "\t\r\n",
        ]
    )
)
def test_reads_any_space_between_two_words(gap):
    text = SENTENCE.replace("Công an", f"Công{gap}an").replace("Công đoàn", f"công{gap}đoàn")
    assert SIEVE.put_aside(page(article(text))) is None


@pytest.mark.parametrize(
    "text",
    [
        "CA tỉnh và LĐLĐ tỉnh ký kết quy chế phối hợp năm 2024, với 12 điều.",
        "CATP và các CĐCS cùng giữ gìn an ninh khu nhà trọ.",
        "Cảnh sát khu vực cùng Liên đoàn Lao động quận thăm công nhân.",
        "<b>C</b>ông an huyện với <i>Công</i> <i>đoàn</i> ngành.",
        'Hai bên là <a href="/ca">Công an</a> và <a href="/cd">Công đoàn</a> tỉnh.',
        '<a name="_Hlk1">Công an và Công đoàn tỉnh ký kết quy chế phối hợp</a>',
        '<meta content="Công an và Công đoàn tỉnh ký kết" property="og:title">',
        "Lương công nhân <5 triệu, theo Công an và Công đoàn tỉnh.",
        '<h2><a href="/x.html">Công an và Công đoàn tỉnh ký kết</a></h2>',
    ],
)
def test_reads_short_forms_links_in_a_sentence_and_linked_titles(text):
    assert SIEVE.put_aside(page(article(text))) is None


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        (article(OTHER), "sift.union"),
        (article(OTHER, menu=""), "sift.union"),
        (article("Công đoàn ngành y tế trao quà cho đoàn viên khó khăn."), "sift.police"),
        (article("Công an xã bắt kẻ trộm xe máy ngay trong đêm."), "sift.union"),
        (article("Tập đoàn và Đoàn Thanh niên cùng đoàn công tác của công an xã."), "sift.union"),
        (
            article(OTHER) + '<h4>Tin khác</h4><p><a href="/1">Công an và Công đoàn tỉnh ký kết quy chế</a></p>',
            "sift.union",
        ),
        ('<meta name="keywords" content="công an, công đoàn">' + article(OTHER), "sift.union"),
        (
            article(OTHER) + '<script>var menu = ["Công an", "Công đoàn"]; if (a<b) x("<p>Công đoàn</p>")</script>',
            "sift.union",
        ),
        (
            article(OTHER) + '<ul><li><a href="/1">Công đoàn tỉnh</a> <span>(14/6/2023 08:15)</span></li></ul>',
            "sift.union",
        ),
        (article(OTHER) + '<img src="a.jpg" alt="Công an và Công đoàn">', "sift.union"),
        (article(OTHER, menu=MENU.replace("ô", "&ocirc;")), "sift.union"),
        (article(OTHER, menu=unicodedata.normalize("NFD", MENU)), "sift.union"),
        (article(OTHER, menu=MENU.upper().replace("&OCIRC;", "Ô")), "sift.union"),
    ],
)
def test_puts_aside_what_only_menus_and_lists_name(body, rule):
    assert SIEVE.put_aside(page(body)) == rule


def test_reads_everything_for_a_subject_without_words_and_for_an_empty_page():
    assert Sieve(SUBJECT.model_copy(update={"sift": None})).put_aside(page(article(OTHER))) is None
    assert SIEVE.put_aside(page(b"")) is None


def test_a_line_is_a_link_line_only_where_it_holds_nothing_else():
    body = (
        b'<ul><li>\n<a href="/1"><i></i>Doan</a> &raquo; <a href="/2">An</a> </li><li>x <a href="/3">Doan</a></li></ul>'
    )
    first, second = body.index(b"Doan"), body.rindex(b"Doan")
    start, end = link_line(body, first)
    assert body[start:end].strip() == b'<a href="/1"><i></i>Doan</a> &raquo; <a href="/2">An</a>'
    assert link_line(body, second) is None


WORDS = st.sampled_from(
    ["Công an", "Công đoàn", "công an", "CÔNG ĐOÀN", "LĐLĐ", "hội nghị", "ký kết quy chế", "doanh nghiệp", "năm 2023,"]
)
PHRASES = st.lists(WORDS, min_size=1, max_size=6).map(" ".join)
SHAPES = st.sampled_from(
    [
        "<p>{}.</p>", '<p><a href="/1">{}</a></p>', '<li><a href="/1">{}</a></li>', '<h3><a href="/8">{}</a></h3>', "<div>{}</div>", "<h3>{}</h3>", "<p><b>{}</b> vào chiều qua.</p>",
        '<p>Tin <a href="/2">{}</a> mới.</p>', '<h1><a href="/3">{}</a></h1>', "<figure><img src=a.jpg><figcaption>{}</figcaption></figure>",
        '<td><a href="/4"><span>{}</span></a></td>', '<li><a href="/9">{}</a> (14/6)</li>', '<p><a href="/10">{}</a> 20/10/2023 18:15:20</p>', "<script>'{}'</script>", '<p><a name="x">{}, theo nguồn tin của chúng tôi.</a></p>', '<a href="/5">{}</a>', "<!-- {} -->",
        '<p><span>{}</span> <a href="/6">đọc</a></p>', "<p>" + OTHER + " {}.</p>", '<img alt="{}">', "<blockquote>{}</blockquote>", '<p><a href="/7">' + OTHER + " {}.</a></p>",
    ]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(SHAPES, PHRASES), min_size=1, max_size=8))
def test_no_article_with_words_of_both_sides_is_put_aside(parts):
    body = "".join(shape.format(phrase) for shape, phrase in parts)
    made = page(
        f"<html><body><h1>Tin tức trong ngày của tỉnh</h1><div class='content'><p>{OTHER}</p>{body}<p>{OTHER}</p></div></body></html>"
    )
    if SIEVE.put_aside(made) is None:
        return
    try:
        text = fold(read_article(made, NOBODY).text)
    except NoArticle:
        return
    union = any(word in text for word in ("công đoàn", "lđlđ"))
    assert not (union and "công an" in text)


FOOTER = (
    "<div class='footer'><p>Cơ quan chủ quản: Công đoàn tỉnh. Đường dây nóng của Công an tỉnh: 069 000 000.</p></div>"
)


def test_an_article_without_words_of_a_side_gives_its_row_and_nothing_else():
    text = f"{OTHER} {OTHER} Ngày 7/5/2024, Công an xã trao 12 giấy khen. {OTHER}"
    made = page(
        f"<html><body><div><h1>Tin trong tỉnh hôm nay</h1><p>{text}</p><p>{OTHER}</p></div>{FOOTER}</body></html>"
    )
    read, told = Reader(NOBODY).read_page(made), Reader(NOBODY, "any").read_page(made)
    assert (read.fate, told.fate) == ("article", "article")
    assert "Công đoàn" not in read.rows["articles"][0]["text"]
    assert told.rows["counts"]
    assert {name for name, rows in read.rows.items() if rows} == {"articles"}
    ours, whole = read.rows["articles"][0], told.rows["articles"][0]
    assert {name for name in ours if ours[name] != whole[name]} <= {"event_kinds"}


@pytest.mark.parametrize(
    "text", ["Công an < Công đoàn", "CÔNG ĐOÀN\nvà công an", "LĐLĐ, CAND", "a <b Công đoàn c> công an"]
)
def test_a_text_with_words_of_both_sides_lacks_none(text):
    assert SIEVE.lacks(text) is None


@pytest.mark.parametrize(("text", "side"), [("Công an xã", "union"), ("Đoàn viên công đoàn", "police"), ("", "union")])
def test_a_text_lacks_a_side(text, side):
    assert SIEVE.lacks(text) == side


@pytest.mark.parametrize(
    ("address", "head", "month"),
    [
        ("https://a.example/x.html", '<meta property="article:published_time" content="2021-03-04T08:00:00">', 3),
        ("https://a.example/x.html", '<script>{"datePublished" : "2021-11-30"}</script>', 11),
        ("https://a.example/x.html", '<script>var pubdate = "no"; x = {"pubDate": "2021-05-01"}</script>', 5),
        ("https://a.example/2021/07/x.html", "<p>pubdate</p>", 7),
        ("https://a.example/x-2021.html", "<p>published_time: 2021</p>", None),
    ],
)
def test_the_month_of_a_page_that_is_put_aside(address, head, month):
    found = month_of(page(f"<html>{head}</html>")._replace(url=address), None)
    assert found == (date(2021, month, 1) if month else None)


TOLD = "và tại huyện, với sự tham gia của những người được tuyên dương, với các xã, và của những hội viên " * 3


@pytest.mark.parametrize(
    ("name", "body", "declared"),
    [
        ("utf-8", TOLD.encode(), []),
        ("utf-8", TOLD.encode(), ["cp1258"]),
        ("utf-8", unicodedata.normalize("NFD", TOLD).encode(), []),
        ("cp1258", windows_1258(TOLD), []),
        ("cp1258", windows_1258(TOLD), ["iso8859-1"]),
        (TCVN3, b"".join(form for char in TOLD for form in written(char, TCVN3)), []),
        ("gb18030", TOLD.encode("gb18030"), ["gb18030"]),
        ("utf-8", b"<p>\xff</p>", ["iso8859-1"]),
    ],
)
def test_the_encoding_of_a_page_is_told_by_its_words(name, body, declared):
    assert encoding_of(body + b"\xff", declared) == name
