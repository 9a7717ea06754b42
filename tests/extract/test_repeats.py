"""A fact told twice is counted once; two facts that look alike stay two."""

from datetime import date

from extract.document import Document, join_parts
from extract.facts.base import AwardFact, CountFact, DateFact, Facts
from extract.facts.repeats import mark
from extract.mentions.base import Organisation

UNION = Organisation("Liên đoàn Lao động tỉnh Hà Nam", "union/ha-nam", "union", "province")


def document(*pieces: tuple[str, str]) -> Document:
    text, parts = join_parts(pieces)  # type: ignore[arg-type]
    return Document(text, parts)


def count(text: Document, phrase: str, occurrence: int = 0, **values: object) -> CountFact:
    at = -1
    for _ in range(occurrence + 1):
        at = text.text.index(phrase, at + 1)
    fields = {"value": 41.0, "unit": "công đoàn cơ sở"} | values
    return CountFact(start=at, end=at + len(phrase), rule="t", **fields)  # type: ignore[arg-type]


def test_headline_figure_is_told_once() -> None:
    text = document(("title", "Thêm 41 công đoàn cơ sở"), ("body", "Năm qua, tỉnh lập 41 công đoàn cơ sở."))
    headline, body = count(text, "41"), count(text, "41", 1)
    mark(text, Facts(counts=[headline, body]))
    assert headline.repeat_of is None
    assert body.repeat_of is headline


def test_equal_figures_of_the_body_stay_apart() -> None:
    text = document(("body", "Huyện này lập 41 công đoàn cơ sở."), ("body", "Huyện kia cũng lập 41 công đoàn cơ sở."))
    rows = [count(text, "41"), count(text, "41", 1)]
    mark(text, Facts(counts=rows))
    assert [row.repeat_of for row in rows] == [None, None]


def test_a_lead_that_the_page_does_not_mark_is_told_once() -> None:
    text = document(
        ("body", "Gần 300 công nhân được tuyên truyền pháp luật."),
        ("body", "Sáng 7/5, hội nghị khai mạc. Đông đủ người dự."),
        ("body", "Hai bên tuyên truyền cho gần 300 đoàn viên, công nhân lao động."),
        ("body", "Có 9 vụ và 9 vụ nữa."),
    )
    lead = count(text, "300", value=300.0, unit="công nhân")
    body = count(text, "300", 1, value=300.0, unit="đoàn viên, công nhân lao động", modifier="khó khăn")
    others = [count(text, "9", at, value=9.0, unit="vụ") for at in (0, 1)]
    mark(text, Facts(counts=[lead, body, *others]))
    assert [row.repeat_of for row in (lead, body, *others)] == [None, lead, None, None]


def test_the_day_in_a_paragraph_of_its_own_is_told_once_but_another_time_of_day_is_not() -> None:
    text = document(
        ("body", "Sáng 7/5, hội nghị khai mạc. Đông đủ người dự."),
        ("body", "Quang cảnh hội nghị sáng 7/5."),
        ("body", "Chiều 7/5, đoàn đi thăm."),
    )
    day = date(2021, 5, 7)
    rows = [
        DateFact(start=at, end=at + 4, rule="t", first=day, last=day, precision="day", role="event", part_of_day=part)
        for at, part in (
            (text.text.index("Sáng 7/5"), "morning"),
            (text.text.index("sáng 7/5"), "morning"),
            (text.text.index("Chiều 7/5"), "afternoon"),
        )
    ]
    mark(text, Facts(dates=rows))
    assert [row.repeat_of for row in rows] == [None, rows[0], None]


def test_contradicting_modifiers_are_two_facts() -> None:
    text = document(("lead", "Có 41 đơn vị giỏi."), ("body", "Và 41 đơn vị khá."))
    rows = [count(text, "41", modifier="giỏi"), count(text, "41", 1, modifier="khá")]
    mark(text, Facts(counts=rows))
    assert [row.repeat_of for row in rows] == [None, None]


def test_award_caption_points_to_the_row_with_figures() -> None:
    text = document(
        ("title", "Trao Bằng khen"), ("body", "LĐLĐ tỉnh tặng Bằng khen cho 2 tập thể."), ("caption", "Trao Bằng khen.")
    )
    starts = [i for i in range(len(text.text)) if text.text.startswith("Bằng khen", i)]
    title, body, caption = (AwardFact(start=s, end=s + 9, rule="t", award="Bằng khen") for s in starts)
    body.granted_by, body.collectives = [UNION], 2
    caption.granted_by = [UNION]
    mark(text, Facts(awards=[title, body, caption]))
    assert (title.repeat_of, body.repeat_of, caption.repeat_of) == (body, None, body)


def test_award_with_figures_points_to_its_first_telling_even_where_that_tells_less() -> None:
    text = document(
        ("lead", "Dịp này, 2 tập thể nhận Bằng khen."),
        ("body", "LĐLĐ tỉnh tặng Bằng khen cho 2 tập thể."),
        ("caption", "Trao Bằng khen cho các tập thể."),
    )
    starts = [i for i in range(len(text.text)) if text.text.startswith("Bằng khen", i)]
    lead, body, caption = (AwardFact(start=s, end=s + 9, rule="t", award="Bằng khen") for s in starts)
    lead.collectives = body.collectives = 2
    body.granted_by = [UNION]
    mark(text, Facts(awards=[lead, body, caption]))
    assert (lead.repeat_of, body.repeat_of, caption.repeat_of) == (None, lead, lead)


def test_what_is_like_the_headline_but_not_each_other_stays_two_facts() -> None:
    text = document(("title", "Có 41 đơn vị"), ("body", "Có 41 đơn vị giỏi ở huyện."), ("body", "Và 41 đơn vị khá."))
    headline = count(text, "41")
    good, fair = count(text, "41", 1, modifier="giỏi"), count(text, "41", 2, modifier="khá")
    mark(text, Facts(counts=[headline, good, fair]))
    assert (headline.repeat_of, good.repeat_of, fair.repeat_of) == (None, headline, None)


def test_dates_with_another_role_are_not_repeats() -> None:
    text = document(("lead", "Ngày 4-3 ký kết."), ("body", "Từ ngày 4-3 có hiệu lực."))
    day = date(2024, 3, 4)
    rows = [
        DateFact(start=at, end=at + 8, rule="t", first=day, last=day, precision="day", role=role)
        for at, role in ((0, "event"), (text.text.index("ngày 4-3"), "period"))
    ]
    mark(text, Facts(dates=rows))
    assert [row.repeat_of for row in rows] == [None, None]
