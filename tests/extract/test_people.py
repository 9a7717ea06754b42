"""People: the table of cases, the vocabulary, short forms, posts by themselves, and what holds for any text."""

from collections import Counter
from datetime import datetime
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.document import Context, Document
from extract.facts.base import PersonFact
from extract.facts.finding import find_facts
from extract.mentions.base import Post
from extract.mentions.finding import find_mentions
from extract.mentions.name_words import HONORIFICS, RANKS, SURNAMES
from extract.mentions.names import title_case
from extract.mentions.post_words import WORDS
from extract.text import clean, fold

CASES = Path(__file__).parent / "cases" / "people.txt"


def read_cases(source: str) -> list[tuple[str, list[list[str]]]]:
    """The cases of a file: (text, [name, rank, titles, roles] of each person)."""
    cases: list[tuple[str, list[list[str]]]] = []
    for line in source.splitlines():
        if line.startswith("    "):
            if line.strip() != "-":
                cases[-1][1].append(line.strip().split(" | "))
        elif line and not line.startswith("#"):
            cases.append((line, []))
    return cases


def people_of(text: str) -> list[PersonFact]:
    document = Document(clean(text), context=Context(datetime(2024, 3, 5, 8), "Phú Thọ"))
    return find_facts(document, find_mentions(document)).people


def posts_of(text: str) -> list[Post]:
    document = Document(clean(text), context=Context(datetime(2024, 3, 5, 8), "Phú Thọ"))
    return [mention.value for mention in find_mentions(document).of("post")]


@pytest.mark.parametrize(("text", "expected"), read_cases(CASES.read_text(encoding="utf-8")))
def test_cases(text: str, expected: list[list[str]]) -> None:
    found = people_of(text)
    assert [[p.name, p.rank or "-", "; ".join(p.titles) or "-"] for p in found] == [case[:3] for case in expected]
    for person, (_, _, _, roles) in zip(found, expected, strict=True):
        assert roles == "-" or set(roles.split(", ")) <= set(person.roles)


# --- the vocabulary ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rank", RANKS.ranks)
def test_every_rank(rank: str) -> None:
    for written in (rank, rank.lower()):
        assert [(p.name, p.rank) for p in people_of(f"Hội nghị có {written} Trần Văn Bảy dự.")] == [
            ("Trần Văn Bảy", rank)
        ]


@pytest.mark.parametrize("degree", [*RANKS.degrees, *RANKS.suffixes])
def test_degrees_are_neither_rank_nor_post(degree: str) -> None:
    (person,) = people_of(f"Hội nghị có Thượng tá, {degree} Trần Văn Bảy dự.")
    assert (person.name, person.rank, person.titles) == ("Trần Văn Bảy", "Thượng tá", [])


@pytest.mark.parametrize("word", [*HONORIFICS.honorifics, *HONORIFICS.plural, *HONORIFICS.occupations])
def test_honorifics_and_occupations_are_no_posts(word: str) -> None:
    (person,) = people_of(f"Tại lễ trao quà, {word} Trần Bảy đã đến.")
    assert (person.name, person.rank, person.titles) == ("Trần Bảy", None, [])


@pytest.mark.parametrize("surname", SURNAMES.strong)
def test_strong_surnames_need_nothing_beside_them(surname: str) -> None:
    assert [p.name for p in people_of(f"Sáng nay {surname} Văn Bảy đã ra đi.")] == [f"{surname} Văn Bảy"]


@pytest.mark.parametrize("surname", SURNAMES.weak)
def test_weak_surnames_need_an_honorific_or_a_middle_name(surname: str) -> None:
    assert [p.name for p in people_of(f"Hội nghị có ông {surname} Bảy dự.")] == [f"{surname} Bảy"]


@pytest.mark.parametrize("bearer", SURNAMES.bearers)
def test_what_bears_a_person_s_name_is_no_person(bearer: str) -> None:
    assert people_of(f"Vụ việc xảy ra gần {bearer} Nguyễn Thái Sơn Ca.") == []


@pytest.mark.parametrize("name", SURNAMES.historic)
def test_historic_persons_take_no_part(name: str) -> None:
    assert people_of(f"Đoàn thi đua học tập {name} và làm theo.") == []


@pytest.mark.parametrize("head", [*WORDS.first, *(f"Phó {head}" for head in WORDS.first)])
def test_every_post_of_a_body(head: str) -> None:
    title = f"{head} Công an tỉnh" if not fold(head).endswith(("công an", " ca")) else f"{head} tỉnh"
    assert [p.titles for p in people_of(f"Ông Trần Văn Bảy, {title} dự.")] == [[title]]


@pytest.mark.parametrize("head", [*WORDS.member, *WORDS.lone])
def test_every_other_post(head: str) -> None:
    assert [p.titles for p in people_of(f"Ông Trần Văn Bảy, {head}, đã dự.")] == [[head]]


@pytest.mark.parametrize("stop", [word for word in WORDS.stops if word not in ("và", "kiêm")])
def test_a_post_ends_before_a_verb(stop: str) -> None:
    assert [p.titles for p in people_of(f"Ông Trần Văn Bảy, Chủ tịch Hội Làm vườn {stop} nhiều việc.")] == [
        ["Chủ tịch Hội Làm vườn"]
    ]


def test_no_word_stands_twice_in_a_list() -> None:
    for words in (RANKS.ranks, SURNAMES.strong, SURNAMES.weak, SURNAMES.bearers, WORDS.stops, WORDS.first):
        assert [word for word, times in Counter(map(fold, words)).items() if times > 1] == []
    assert not SURNAMES.strong_set & SURNAMES.weak_set


# --- one row a person ----------------------------------------------------------------------------------------------


def test_short_forms_add_no_row_and_bring_their_roles() -> None:
    (person,) = people_of("Bà Vũ Thị Thu Chín, Chủ tịch LĐLĐ tỉnh dự. Bà Chín chủ trì. Đồng chí Thu Chín kết luận.")
    assert person.name == "Vũ Thị Thu Chín"
    assert set(person.roles) == {"attendee", "chair", "speaker"}


def test_posts_of_several_mentions_are_joined_and_the_longer_form_stays() -> None:
    (person,) = people_of(
        "Giám đốc Sở Nội vụ Trần Văn Bảy dự. Ông Trần Văn Bảy, Tỉnh ủy viên, Giám đốc Sở Nội vụ tỉnh Phú Thọ phát biểu."
    )
    assert person.titles == ["Giám đốc Sở Nội vụ tỉnh Phú Thọ", "Tỉnh ủy viên"]


def test_capitals_and_sources() -> None:
    text = "ĐẠI TÁ TRẦN VĂN BẢY, PHÓ GIÁM ĐỐC CÔNG AN TỈNH PHÁT BIỂU"
    (person,) = people_of(text)
    assert (person.name, person.rank, text[person.start : person.end]) == ("Trần Văn Bảy", "Đại tá", "TRẦN VĂN BẢY")
    spans = {source.field: text[source.start : source.end] for source in person.sources}
    assert spans == {"rank": "ĐẠI TÁ", "titles": "PHÓ GIÁM ĐỐC CÔNG AN TỈNH", "roles": "TRẦN VĂN BẢY"}


def test_posts_know_their_body() -> None:
    (post,) = posts_of("Giám đốc Công an tỉnh tặng Giấy khen cho 5 tập thể.")
    assert post.head
    assert post.organisation is not None
    assert post.organisation.name == "Công an tỉnh Phú Thọ"
    (deputy,) = posts_of("Phó Giám đốc Công an tỉnh tặng Giấy khen cho 5 tập thể.")
    assert not deputy.head
    (former,) = posts_of("Ông Trần Văn Bảy, nguyên Giám đốc Công an tỉnh, đến dự.")
    assert former.former and not former.head


def test_what_is_not_understood_becomes_an_issue() -> None:
    document = Document("Dự có Thiếu tá Xvăn Bảy Tám và ông Trần Văn Bảy, Ấp trưởng ấp Một.", context=Context(None))
    issues = find_facts(document, find_mentions(document)).issues
    assert ("unknown_surname", "Xvăn Bảy Tám") in [(issue.kind, issue.detail) for issue in issues]
    assert "unknown_post" in [issue.kind for issue in issues]


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("TRẦN VĂN BẢY", "Trần Văn Bảy"),
        ("H'LAN NIÊ", "H'Lan Niê"),
        ("K’Văn Sang", "K’Văn Sang"),
        ("Lê công Bảy", "Lê Công Bảy"),
    ],
)
def test_title_case(written: str, name: str) -> None:
    assert title_case(written) == name


# --- any text ------------------------------------------------------------------------------------------------------

_WORDS = [
    *RANKS.ranks[:5], *HONORIFICS.honorifics[:6], *WORDS.first[:12], *WORDS.member[:6], *WORDS.staff, *WORDS.prefixes,
    *WORDS.stops[:20], "Nguyễn", "Trần Văn Bảy", "LÊ THỊ TÁM", "H'Lan Niê", "A", "Y", "K’", "các", "Công an tỉnh",
    "Hà Nội", "LĐLĐ tỉnh", "TP.HCM", "đường", ",", ";", "-", "(", ")", ".", ":", "\n", "và", "cùng", "dự", "chủ trì",
    "trao", "cho", "nhận", "5",
]  # fmt: skip
texts = st.lists(st.sampled_from(_WORDS), max_size=16).map(" ".join) | st.text(max_size=80)


@settings(max_examples=300, deadline=None)
@given(text=texts)
def test_any_text(text: str) -> None:
    document = Document(clean(text))
    mentions = find_mentions(document)
    for kind in ("person", "rank", "post"):
        found = mentions.of(kind)
        assert all(0 <= m.start < m.end <= len(document.text) for m in found)
        assert all(a.end <= b.start for a, b in pairwise(found))
    for post in mentions.of("post"):
        assert document.text[post.start : post.end] == post.value.title
        assert not mentions.covers("person", post.start, post.end)
    names = [person.name for person in find_facts(document, mentions).people]
    assert len(names) == len(set(names))
