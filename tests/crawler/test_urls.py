import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.portals.portal import Portal
from crawler.portals.urls import article_id, article_identity, canonical_url, clean_url, fold_host, version_folded

BAO = Portal(
    key="bao",
    name="Báo",
    kind="newspaper",
    base_url="https://bao.vn",
    hosts=["bao.vn", "baocu.com.vn"],
    article_url=r"-a(?P<id>\d+)\.html$",
    skip=["^/video/"],
)
NO_NUMBER = Portal(key="slug", name="S", kind="police", base_url="https://ca.vn", article_url=r"^/tin/[^/]+/?$")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("HTTPS://Bao.VN/Tin-A.html", "https://bao.vn/Tin-A.html"),
        ("https://bao.vn", "https://bao.vn/"),
        ("  https://bao.vn/x \n", "https://bao.vn/x"),
        ("https://bao.vn:443/x", "https://bao.vn/x"),
        ("http://bao.vn:80/x", "http://bao.vn/x"),
        ("http://bao.vn:8080/x", "http://bao.vn:8080/x"),
        ("http://bao.example:41234/x", "http://bao.example/x"),
        ("https://user:secret@bao.vn/x", "https://bao.vn/x"),
        ("https://bao.vn./x", "https://bao.vn/x"),
        ("https://bao.vn/x?utm_source=fb&utm_medium=m&fbclid=1&zarsrc=30", "https://bao.vn/x"),
        ("https://bao.vn/x?b=2&a=1#binh-luan", "https://bao.vn/x?a=1&b=2"),
        ("https://bao.vn/x?a=", "https://bao.vn/x?a="),
        ("https://bao.vn/x;jsessionid=0A1B2C?a=1", "https://bao.vn/x?a=1"),
        ("https://bao.vn/x?PHPSESSID=abc", "https://bao.vn/x"),
        ("https://bao.vn/(S(abcdefghijklmnopqrstuvwx))/x", "https://bao.vn/x"),
        ("https://bao.vn/x?sid=15", "https://bao.vn/x?sid=15"),
        ("https://bao.vn/x?sid=8f14e45fceea167a5a36dedd4bea2543", "https://bao.vn/x"),
        ("https://bao.vn/l%c3%aa", "https://bao.vn/l%C3%AA"),
        ("https://bao.vn/lê", "https://bao.vn/l%C3%AA"),
        ("https://bao.vn/li%cc%a3ch", "https://bao.vn/l%E1%BB%8Bch"),
        ("https://bao.vn/a%2Fb%20c", "https://bao.vn/a%2Fb%20c"),
        ("https://bao.vn/%E0%A4", "https://bao.vn/%E0%A4"),
        ("https://báo.vn/x", "https://xn--bo-mia.vn/x"),
        ("http://[", "http://["),
        ("http://bao.vn:port/x", "http://bao.vn:port/x"),
        ("mailto:a@b.vn", "mailto:a@b.vn"),
        ("", ""),
    ],
)
def test_canonical_url(url: str, expected: str) -> None:
    assert canonical_url(url) == expected


@given(st.text(max_size=60))
def test_canonical_url_takes_anything_and_settles(text: str) -> None:
    for url in (text, f"https://bao.vn/{text}", f"https://bao.vn/x?{text}"):
        once = canonical_url(url)
        assert canonical_url(once) == once


def test_clean_url_keeps_the_order_of_parameters() -> None:
    assert clean_url("http://b.vn/v.aspx?m=2&utm_source=x&a=1#c") == "http://b.vn/v.aspx?m=2&a=1"


ONE = "https://bao.vn/hoi-nghi-a123.html"


@pytest.mark.parametrize(
    "url",
    [
        "http://bao.vn/hoi-nghi-a123.html",
        "https://www.bao.vn/hoi-nghi-a123.html",
        "https://m.bao.vn/hoi-nghi-a123.html",
        "https://bao.vn/amp/hoi-nghi-a123.html",
        "https://bao.vn/hoi-nghi-a123.html/amp",
        "https://bao.vn/xa-hoi/hoi-nghi-da-sua-tieu-de-a123.html?utm_source=x",
        "https://bao.vn/hoi-nghi-a123.html?print=1",
        "https://baocu.com.vn/hoi-nghi-a123.html",
        "http://bao.vn:80/hoi-nghi-a123.html#anh",
    ],
)
def test_one_article_whatever_its_address(url: str) -> None:
    assert article_id(url, BAO) == article_id(ONE, BAO)


@pytest.mark.parametrize(
    "url", ["https://bao.vn/hoi-nghi-a124.html", "https://bao.vn/hoi-nghi", "https://bao.vn/video/a-a123.html"]
)
def test_other_articles(url: str) -> None:
    assert article_id(url, BAO) != article_id(ONE, BAO)


def test_the_same_number_at_another_portal_is_another_article() -> None:
    other = BAO.model_copy(update={"key": "khac"})
    assert article_id(ONE, other) != article_id(ONE, BAO)


@pytest.mark.parametrize(
    "url",
    [
        "http://ca.vn/tin/le-ky/",
        "https://www.ca.vn/tin/le-ky",
        "https://ca.vn/tin/le-ky?fbclid=2",
        "https://ca.vn/tin/le-ky/index.htm",
        "https://ca.vn/tin/le-ky/amp",
        "https://ca.vn/tin/le-ky?amp=1",
    ],
)
def test_without_a_number_the_folded_address_counts(url: str) -> None:
    assert article_identity(url, NO_NUMBER) == "https://ca.vn/tin/le-ky"
    assert article_identity(url, None) == "https://ca.vn/tin/le-ky"


def test_article_id_is_the_hash_of_the_identity() -> None:
    assert article_identity(ONE, BAO) == "bao\n123"
    assert article_id(ONE, BAO) == hashlib.sha256(b"bao\n123").hexdigest()[:16]


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("WWW.Bao.vn", "bao.vn"),
        ("m.bao.vn.", "bao.vn"),
        ("amp.bao.vn", "bao.vn"),
        ("m.vn", "m.vn"),
        ("mau.vn", "mau.vn"),
    ],
)
def test_fold_host(host: str, expected: str) -> None:
    assert fold_host(host) == expected


def test_version_folded_keeps_the_query_that_names_the_article() -> None:
    assert version_folded("http://www.b.vn/v.aspx?mabb=2&print=true") == "https://b.vn/v.aspx?mabb=2"
