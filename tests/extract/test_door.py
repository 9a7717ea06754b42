"""The Python door gives the facts of the tables, from a text or from a page."""

import pickle
import subprocess
import sys
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

import extract
from extract import extract_facts
from extract.article import NoArticle
from extract.door import RECORDS
from extract.lexicon import LexiconError
from extract.tables import TABLES

TITLE = "Công an và Liên đoàn Lao động thành phố ký kết quy chế phối hợp"
BODY = (
    "Chiều 4-3, Công an thành phố và Liên đoàn Lao động thành phố tổ chức lễ ký kết Quy chế phối hợp. "
    "Năm qua, hai bên đã tuyên truyền tại 14 doanh nghiệp."
)
PAGE = f"""<!doctype html><html><head><meta charset="utf-8"><title>{TITLE}</title>
<meta property="article:published_time" content="2024-03-05T09:30:00+07:00"></head>
<body><nav><a href="/">Trang chủ</a></nav><article><h1>{TITLE}</h1><p>{BODY}</p></article></body></html>"""


def test_a_text_and_its_page_give_the_same_facts() -> None:
    text = extract_facts(f"{TITLE}\n{BODY}", datetime(2024, 3, 5, 9, 30), "Cần Thơ")
    assert extract_facts(f"{TITLE}\n{BODY}", "2024-03-05T09:30:00+07:00", "Cần Thơ") == text
    page = extract_facts(PAGE, province="Cần Thơ", url="https://tin.example.vn/ky-ket-1.html")
    assert text.article.text == page.article.text
    assert text.article.published_at == page.article.published_at
    told = [[(type(f), f.mention, f.char_start, f.rule) for f in read.facts()] for read in (text, page)]
    assert told[0] == told[1]
    assert len(told[0]) >= 3


def test_facts_are_rows_of_the_tables() -> None:
    read = extract_facts(f"{TITLE}\n{BODY}", datetime(2024, 3, 5), "Cần Thơ")
    day = read.dates[0]
    assert (day.mention, day.start, day.part_of_day) == ("Chiều 4-3", date(2024, 3, 4), "afternoon")
    (enterprises,) = [count for count in read.counts if count.value == 14]
    assert (enterprises.unit, enterprises.measure) == ("doanh nghiệp", "enterprises")
    assert all(read.article.text[f.char_start : f.char_end] == f.mention for f in read.facts())
    assert [f.char_start for f in read.facts()] == sorted(f.char_start for f in read.facts())
    for table, record in RECORDS.items():
        assert list(record.__dataclass_fields__) == TABLES[table].schema.names
    assert pickle.loads(pickle.dumps(read)) == read


@pytest.mark.parametrize("hours", [None, 7])
def test_a_time_without_a_zone_is_vietnams(hours: int | None) -> None:
    zone = ZoneInfo("Asia/Ho_Chi_Minh") if hours else None
    read = extract_facts(f"{TITLE}\n{BODY}", datetime(2024, 1, 1, 0, 5, tzinfo=zone), "Cần Thơ")
    assert read.article.published_on == date(2024, 1, 1)


def test_bytes_are_a_page_in_whatever_charset_it_names() -> None:
    page = PAGE.replace("utf-8", "utf-16").encode("utf-16")
    assert extract_facts(page, province="Cần Thơ").article.title == TITLE


def test_what_is_no_article_is_said() -> None:
    with pytest.raises(NoArticle):
        extract_facts("<html><body></body></html>")
    with pytest.raises(LexiconError, match="unknown subject 'weather'"):
        extract_facts(f"{TITLE}\n{BODY}", subject="weather")


def test_the_package_loads_nothing_heavy_before_it_is_asked() -> None:
    heavy = "underthesea", "trafilatura", "pyarrow", "duckdb", "pandas"
    script = f"import sys, extract; print([m for m in {heavy!r} if m in sys.modules])"
    told = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True).stdout
    assert told.strip() == "[]"
    with pytest.raises(AttributeError, match="no attribute 'extract_fact'"):
        _ = extract.extract_fact  # type: ignore[attr-defined]
