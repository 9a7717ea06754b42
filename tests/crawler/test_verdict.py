from datetime import UTC, datetime

import pytest

from crawler.portals.portal import PageHints, Portal
from crawler.verdict import judge_page, judge_status, retry_after

NOW = datetime(2024, 3, 4, 12, tzinfo=UTC)
BAO = Portal(key="bao", name="B", kind="newspaper", base_url="https://b.vn", page=[PageHints(body="div#dcontent")])
WORDS = "Công an tỉnh và Liên đoàn Lao động tỉnh sơ kết công tác phối hợp. " * 25


@pytest.mark.parametrize(
    ("status", "headers", "outcome", "may_pass", "gone"),
    [
        (301, {"location": "/x"}, "redirect", False, False),
        (302, {}, "http_error", False, False),
        (404, {}, "http_error", False, True),
        (410, {}, "http_error", False, True),
        (403, {}, "http_error", False, False),
        (429, {"retry-after": "7"}, "http_error", True, False),
        (500, {}, "http_error", True, False),
        (503, {}, "http_error", True, False),
        (501, {}, "http_error", False, False),
        (206, {}, "http_error", False, False),
    ],
)
def test_judge_status(status: int, headers: dict[str, str], outcome: str, may_pass: bool, gone: bool) -> None:
    verdict = judge_status(status, headers, NOW)
    assert verdict is not None
    assert (verdict.outcome, verdict.may_pass, verdict.gone) == (outcome, may_pass, gone)
    assert verdict.wait == (7.0 if headers.get("retry-after") else None)


@pytest.mark.parametrize("status", [200, 304])
def test_good_statuses_are_looked_into(status: int) -> None:
    assert judge_status(status, {}, NOW) is None


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        (" 5 ", 5.0),
        ("Mon, 04 Mar 2024 12:01:00 GMT", 60.0),
        ("Mon, 04 Mar 2024 11:00:00 GMT", 0.0),
        ("soon", None),
        ("-5", None),
        ("", None),
        (None, None),
    ],
)
def test_retry_after(value: str | None, seconds: float | None) -> None:
    assert retry_after(value, NOW) == seconds


def body(inner: str, head: str = "<title>Báo</title>") -> str:
    return f"<!DOCTYPE html><html><head>{head}</head><body>{inner}</body></html>"


@pytest.mark.parametrize(
    ("page", "outcome"),
    [
        (body(f"<p>{WORDS}</p>"), None),
        ("", "error"),
        ("  \n", "error"),
        ("%PDF-1.4 rubbish", "error"),
        ("Xin chào", "error"),
        (body("<p>Xin lỗi</p>", "<title>404 Not Found</title>"), "soft_404"),
        (body("<p>Bài viết bạn tìm không tồn tại hoặc đã bị xóa</p>"), "soft_404"),
        (body(f"<p>{WORDS}</p>", "<title>Chợ cũ không tồn tại nữa</title>"), None),
        (body(f"<h1>Trang trại không tồn tại 404 ngày</h1><p>{WORDS}</p>"), None),
        (body("Checking…", "<title>Just a moment...</title>"), "captcha"),
        (body('<script src="/cdn-cgi/challenge-platform/h/b/orchestrate"></script>'), "captcha"),
        (body('<form><img src="captcha.ashx">Nhập mã</form>'), "captcha"),
        (body("<p>Hãy xác minh bạn không phải là robot</p>"), "captcha"),
        ('<html><script>document.cookie="D1N=8f14e45f";window.location.reload(true);</script></html>', "captcha"),
        (body(f"<p>{WORDS}</p><form>Gửi email <img src='/captcha.ashx'></form>"), None),
        (body(f"<p>{WORDS}</p><script>document.cookie='a=1';location.hash='x'</script>"), None),
        (body('<div id="root"></div><script src="/static/main.js"></script>'), "needs_browser"),
        (body("<h1>{title}</h1><span>{publish}</span><div id='dcontent'></div>"), "needs_browser"),
        (body(f"<div id='dcontent'>{'QmFuIHRvIGNodWM' * 60}</div>"), "needs_browser"),
        (body(f"<div id='dcontent'><p>{WORDS}</p></div>"), None),
        ("<html><td>" + WORDS, None),
    ],
)
def test_judge_page(page: str, outcome: str | None) -> None:
    verdict = judge_page(page, "article", BAO)
    assert (verdict.outcome if verdict else None) == outcome


@pytest.mark.parametrize("role", ["feed", "sitemap", "robots"])
def test_lists_in_xml_need_no_words(role) -> None:
    assert judge_page("<rss><channel/></rss>", role, BAO) is None
    assert judge_page("User-agent: *", role, BAO) is None
    verdict = judge_page(body("x", "<title>Just a moment...</title>"), role, BAO)
    assert verdict is not None
    assert verdict.outcome == "captcha"


@pytest.mark.parametrize(
    "page", ["<script>" * 40_000, "<" * 300_000, "<p>" * 60_000, "document.cookie=" * 20_000, "captcha" * 50_000]
)
def test_hostile_pages_are_judged_all_the_same(page: str) -> None:
    judge_page("<html><body>" + page, "article", BAO)
