"""Dates: the table of cases, the vocabulary against the patterns, and what holds for any text."""

from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.document import Context, Document
from extract.facts.finding import find_facts
from extract.mentions.base import DateValue, Mention
from extract.mentions.date_words import WORDS
from extract.mentions.finding import find_mentions
from extract.text import clean

CASES = Path(__file__).parent / "cases" / "dates.txt"
MONDAY = datetime(2024, 3, 11, 8)  # a Monday


def read_cases(source: str) -> list[tuple[str, str, list[str]]]:
    """The cases of a file: (publication day, text, expected mentions)."""
    cases: list[tuple[str, str, list[str]]] = []
    for line in source.splitlines():
        if line.startswith("    "):
            if line.strip() != "-":
                cases[-1][2].append(line.strip())
        elif line and not line.startswith("#"):
            published, text = line.split(" | ", 1)
            cases.append((published, text, []))
    return cases


def dates_of(text: str, published: datetime | None = MONDAY) -> tuple[Document, list[Mention[DateValue]]]:
    document = Document(clean(text), context=Context(published, "Cần Thơ"))
    return document, find_mentions(document).of("date")


def values(text: str, published: datetime | None = MONDAY) -> list[DateValue]:
    return [mention.value for mention in dates_of(text, published)[1]]


@pytest.mark.parametrize(("published", "text", "expected"), read_cases(CASES.read_text(encoding="utf-8")))
def test_cases(published: str, text: str, expected: list[str]) -> None:
    document, found = dates_of(text, datetime.fromisoformat(published))
    shown = []
    for m in found:
        days = f"{m.value.start}" if m.value.start == m.value.end else f"{m.value.start}..{m.value.end}"
        shown.append(f"{document.text[m.start : m.end]} = {days}")
    assert shown == expected


ROLES = [
    line.split(" | ")
    for line in (CASES.parent / "date_roles.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


@pytest.mark.parametrize(("published", "text", "roles"), ROLES)
def test_role_cases(published: str, text: str, roles: str) -> None:
    document, _ = dates_of(text, datetime.fromisoformat(published))
    assert [fact.role for fact in find_facts(document, find_mentions(document)).dates] == roles.split()


# --- the vocabulary: every word is reachable, and stands for its value --------------------------------------------


@pytest.mark.parametrize(("word", "part"), WORDS.parts_of_day.items())
def test_parts_of_day(word: str, part: str) -> None:
    assert [(v.start, v.part_of_day) for v in values(f"Hội nghị diễn ra {word} 5/3.")] == [(date(2024, 3, 5), part)]


@pytest.mark.parametrize(("word", "number"), WORDS.weekdays.items())
def test_weekdays(word: str, number: int) -> None:
    (last_week,) = values(f"Hội nghị diễn ra chiều {word} tuần trước.")
    assert last_week.start == date(2024, 3, 4) + timedelta(days=number)
    (with_date,) = values(f"Hội nghị diễn ra {word} (5/3).")
    assert with_date.start == date(2024, 3, 5)


@pytest.mark.parametrize(("word", "offset"), WORDS.weeks.items())
def test_weeks(word: str, offset: int) -> None:
    assert [v.start for v in values(f"Họp hôm thứ Năm {word}.")] == [date(2024, 3, 14) + timedelta(weeks=offset)]


@pytest.mark.parametrize(("word", "offset"), WORDS.deictic_days.items())
def test_deictic_days(word: str, offset: int) -> None:
    assert [v.start for v in values(f"Lễ ký kết diễn ra {word}.")] == [MONDAY.date() + timedelta(days=offset)]


@pytest.mark.parametrize(("word", "offset"), WORDS.deictic_suffixes.items())
def test_deictic_suffixes(word: str, offset: int) -> None:
    (value,) = values(f"Lễ ký kết diễn ra tối {word}.")
    assert (value.start, value.part_of_day) == (MONDAY.date() + timedelta(days=offset), "evening")


@pytest.mark.parametrize(("word", "offset"), WORDS.deictic_years.items())
def test_deictic_years(word: str, offset: int) -> None:
    assert [v.start.year for v in values(f"Kế hoạch năm {word} đã xong.")] == [2024 + offset]


@pytest.mark.parametrize(("word", "offset"), WORDS.deictic_months.items())
def test_deictic_months(word: str, offset: int) -> None:
    assert [v.start for v in values(f"Kế hoạch tháng {word} đã xong.")] == [date(2024, 3 + offset, 1)]


@pytest.mark.parametrize(("word", "number"), WORDS.months.items())
def test_months_in_words(word: str, number: int) -> None:
    assert [v.start for v in values(f"Từ tháng {word} năm 2023, việc này bắt đầu.")] == [date(2023, number, 1)]


@pytest.mark.parametrize(("word", "number"), WORDS.quarters.items())
def test_quarters(word: str, number: int) -> None:
    assert [v.start for v in values(f"Kế hoạch quý {word} năm 2023.")] == [date(2023, 3 * number - 2, 1)]


@pytest.mark.parametrize(("word", "number"), WORDS.month_counts.items())
def test_month_counts(word: str, number: int) -> None:
    assert [v.end.month for v in values(f"Trong {word} tháng đầu năm 2023, có hai vụ.")] == [number]


@pytest.mark.parametrize("edge", WORDS.words.edges)
def test_edges_belong_to_the_mention_and_leave_the_value_whole(edge: str) -> None:
    document, (found,) = dates_of(f"Việc này xong {edge} năm 2023.")
    assert document.text[found.start : found.end] == f"{edge} năm 2023"
    assert (found.value.start, found.value.end) == (date(2023, 1, 1), date(2023, 12, 31))


@pytest.mark.parametrize("term", WORDS.words.terms)
def test_terms(term: str) -> None:
    document, (found,) = dates_of(f"Kết quả {term} 2018-2023 rất tốt.")
    assert document.text[found.start : found.end] == f"{term} 2018-2023"


@pytest.mark.parametrize("word", WORDS.words.until)
@pytest.mark.parametrize("now", WORDS.words.now)
def test_ranges_until_now(word: str, now: str) -> None:
    (value,) = values(f"Từ năm 2018 {word} {now}, có hai vụ.")
    assert (value.start, value.end) == (date(2018, 1, 1), MONDAY.date())


@pytest.mark.parametrize("word", WORDS.words.counted)
def test_counted_things_are_no_days(word: str) -> None:
    assert values(f"Tổ tuần tra ngày 4-5 {word} ở phường.") == []


@pytest.mark.parametrize("word", WORDS.words.rates)
def test_rates_are_no_days(word: str) -> None:
    assert values(f"Tổ sinh hoạt 2 giờ {word} ngày 4-5, không nghỉ.".replace("/ ", "/")) == []


@pytest.mark.parametrize("word", WORDS.words.plurals)
def test_many_years_are_no_year(word: str) -> None:
    assert values(f"Trong {word} năm tới, hai bên làm tốt hơn.") == []


@pytest.mark.parametrize("noun", WORDS.words.year_nouns)
def test_bare_year_behind_a_noun(noun: str) -> None:
    assert [v.start.year for v in values(f"Hội nghị bàn về {noun} 2023.")] == [2023]


@pytest.mark.parametrize("day", WORDS.holidays.days)
def test_holidays(day: str) -> None:
    number, month = map(int, day.split("/"))
    for cue in WORDS.holidays.cues:
        assert [(v.start.day, v.start.month) for v in values(f"Nhân {cue} {day}, phường mở hội.")] == [(number, month)]
    for place in WORDS.holidays.places:
        assert values(f"Kỷ niệm ngày ra đời của {place} {day} vừa qua.") == []


@pytest.mark.parametrize("word", WORDS.words.coming_clause)
def test_coming_words(word: str) -> None:
    published = datetime(2023, 12, 20, 8)
    assert [v.start for v in values(f"Phường {word} lễ ra mắt ngày 10/3.", published)] == [date(2024, 3, 10)]


@pytest.mark.parametrize("word", WORDS.words.coming_after)
def test_coming_words_behind(word: str) -> None:
    published = datetime(2023, 12, 20, 8)
    assert [v.start for v in values(f"Lễ ra mắt ngày 10/3 {word} diễn ra.", published)] == [date(2024, 3, 10)]


@pytest.mark.parametrize("word", WORDS.words.gone_clause)
def test_gone_words(word: str) -> None:
    published = datetime(2024, 1, 10, 8)
    assert [v.start for v in values(f"Vụ việc {word} ngày 28/5.", published)] == [date(2023, 5, 28)]


# --- the context ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("published", "text", "expected"),
    [
        ("2024-01-05", "Ngày 28-12, hai bên ký kết.", date(2023, 12, 28)),
        ("2023-12-29", "Ngày 28-12, hai bên ký kết.", date(2023, 12, 28)),
        ("2023-12-29", "Dự kiến ngày 5-1, quy chế sẽ được ký.", date(2024, 1, 5)),
        ("2023-11-10", "Hoàn thành trước ngày 15-1.", date(2024, 1, 15)),
        ("2024-03-01", "Ngày 29/2, hai bên ký kết.", date(2024, 2, 29)),
        ("2023-03-01", "Ngày 29/2, hai bên ký kết.", date(2020, 2, 29)),
        ("2023-11-10", "Ngày 16/12/2017, tàu gặp nạn; đến ngày 23/1, thuyền viên được thưởng.", date(2018, 1, 23)),
        ("2023-11-10", "Thực hiện Quy chế số 5/QC-CAT ngày 16/12/2017, sáng 9/11, hai bên họp.", date(2023, 11, 9)),
    ],
)
def test_the_year_is_filled_in(published: str, text: str, expected: date) -> None:
    assert values(text, datetime.fromisoformat(published))[-1].start == expected


def test_without_a_publication_day_what_needs_one_becomes_an_issue() -> None:
    document = Document("Ngày 4-3, hai bên ký Quy chế ngày 5/6/2018. Năm nay có 5 vụ.", context=Context(None))
    mentions = find_mentions(document)
    facts = find_facts(document, mentions)
    assert [fact.first for fact in facts.dates if fact.precision == "day"][-1] == date(2018, 6, 5)
    found = {document.text[i.start : i.end] for i in facts.issues if i.kind == "ambiguous_date"}
    assert found == {"Ngày 4-3", "Năm nay"}


def test_lunar_days_become_issues() -> None:
    document = Document("Mùng 10 tháng 3 âm lịch, phường mở hội.", context=Context(MONDAY))
    mentions = find_mentions(document)
    assert not mentions.of("date")
    assert [(i.kind, i.detail) for i in find_facts(document, mentions).issues if "date" in i.kind] == [
        ("lunar_date", "Mùng 10 tháng 3 âm lịch")
    ]


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        (
            "Ngày 15/11, hai bên ký kết quy chế. Tính đến ngày 31/10/2023, có 5 tổ. Trước ngày 30/11, phải báo cáo.",
            "event period other",
        ),
        ("Năm 2022, có 5 vụ. Quý I/2023, có 3 vụ. Tại hội nghị sáng 15/11, chị phát biểu.", "period period event"),
        ("Ngày 15/11, hội nghị diễn ra. Từ ngày 1/1/2024, quy chế có hiệu lực.", "event period"),
        ("Thực hiện Kế hoạch số 5/KH-CAT ngày 5/5/2021, ngày 14/11, đoàn đi kiểm tra.", "document event"),
        ("Quy chế phối hợp ký ngày 20/10/2018 hết hạn. Sáng nay, hai bên ký mới.", "document event"),
        (
            "Sáng 15/11, hội nghị diễn ra. Chiều cùng ngày, đoàn thăm khu trọ. Đêm 2/9, có một vụ trộm.",
            "event event other",
        ),
        ("Công ty thành lập năm 2005, từ năm 2010 có công đoàn; năm 2022 có 300 người.", "other other period"),
        ("Đại hội diễn ra trong hai ngày 14 và 15/11. Ngày làm việc đầu tiên (14/11) rất sôi nổi.", "event event"),
        ("Tháng 6/2019, mô hình ra mắt. Trong tháng 10, công an xử lý 5 vụ.", "other period"),
    ],
)
def test_roles(text: str, roles: str) -> None:
    document = Document(text, context=Context(datetime(2023, 11, 16, 8), "Phú Thọ"))
    assert [fact.role for fact in find_facts(document, find_mentions(document)).dates] == roles.split()


# --- any text ------------------------------------------------------------------------------------------------------

_WORDS = [
    *WORDS.parts_of_day, *WORDS.weekdays, *WORDS.deictic_days, *WORDS.months, *WORDS.quarters, *WORDS.words.edges,
    *WORDS.words.terms, "ngày", "tháng", "năm", "quý", "từ", "đến", "hết", "nay", "cùng kỳ", "cùng ngày", "và", ",",
    "-", "/", ".", "(", ")", "\n", "số", "âm lịch", "7", "31", "12", "29/2", "31/4", "7/5/2019", "4-3", "25.4", "2018",
    "2018-2023", "9/2017", "102/2017/NĐ-CP", "đầu năm", "6 tháng đầu năm",
]  # fmt: skip
texts = st.lists(st.sampled_from(_WORDS), max_size=14).map(" ".join) | st.text(max_size=80)
moments = st.none() | st.datetimes(datetime(1990, 1, 1), datetime(2040, 12, 31))


@settings(max_examples=400, deadline=None)
@given(text=texts, published=moments)
def test_any_text(text: str, published: datetime | None) -> None:
    document, found = dates_of(text, published)
    for mention in found:
        assert 0 <= mention.start < mention.end <= len(document.text)
        assert document.text[mention.start : mention.end].strip() == document.text[mention.start : mention.end]
        assert mention.value.start <= mention.value.end
        if mention.value.precision == "day":
            assert mention.value.start == mention.value.end
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert len(find_facts(document, find_mentions(document)).dates) == len(found)
