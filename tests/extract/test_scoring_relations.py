"""Relations are compared on rows that were found, and only where the gold is annotated with them."""

from typing import Any

import pytest

from extract.gold import GoldDocument
from extract.scoring import Tally
from extract.scoring_relations import score_relations

TEXT = "Hai bên trao 20 suất quà, mỗi suất 500.000 đồng. Sẽ mở 12 lớp."
MARKS = {"modality": "actual", "relation": "object", "part_of": None, "action": None, "actors": [], "covers": None}
COUNTS = [
    {"text": "20 suất quà", "value": 20, "unit": "suất quà", **MARKS, "action": "trao", "modifier": None}
    | {"measure": "gifts", "actors": ["Công đoàn"], "repeat_of": None},
    {"text": "500.000 đồng", "value": 500000, "unit": "đồng", **MARKS, "relation": "part", "part_of": 0}
    | {"measure": "money_vnd", "modifier": None, "repeat_of": None},
    {"text": "12 lớp", "value": 12, "unit": "lớp", **MARKS, "modality": "planned", "modifier": "tập huấn nghiệp vụ"}
    | {"measure": "sessions", "covers": ["2021-01-01", "2021-12-31"], "repeat_of": None},
]
AGREEMENT = {"kind": "quy chế", "number": None, "status": "signed", "period": None}
AWARD = {"award": "Giấy khen", "granted_by": ["Công an"], "collectives": 2, "individuals": None, "recipients": None}


def gold(**tables: list[dict[str, Any]]) -> GoldDocument:
    empty: dict[str, Any] = {"dates": [], "counts": [], "awards": [], "agreements": []}
    return GoldDocument({"id": "t", "url": "u", "portal": None, **empty, **tables}, TEXT)


def found(number: int, **values: Any) -> dict[str, Any]:
    """A row of counts as the tables have it, right in every relation but for `values`."""
    row = COUNTS[number]
    covers = row["covers"] or (None, None)
    return {
        **{key: row[key] for key in ("value", "unit", "modality", "relation", "action", "measure", "modifier")},
        "article_id": "a",
        "fact_id": f"c{number}",
        "actors": [{"organisation": name, "role": "agent"} for name in row["actors"]],
        "part_of": None if row["part_of"] is None else f"c{row['part_of']}",
        "covers_start": covers[0],
        "covers_end": covers[1],
        "repeat_of": None,
        **values,
    }


def scored(document: GoldDocument, **tables: list[dict[str, Any]]) -> dict[str, Tally]:
    facts: dict[str, list[dict[str, Any]]] = {"dates": [], "counts": [], "awards": [], "agreements": []}
    return score_relations([document], [{"url": "u", "article_id": "a"}], facts | tables)


def test_right_rows_score_one() -> None:
    tallies = scored(gold(counts=COUNTS), counts=[found(0), found(1), found(2)])
    assert {name: tally.counts() for name, tally in tallies.items()} == {
        "counts: modality": (1, 1, 1),
        "counts: relation": (1, 1, 1),
        "counts: part of": (1, 1, 1),
        "counts: action": (1, 1, 1),
        "counts: actors": (1, 1, 1),
        "counts: covers": (1, 1, 1),
        "counts: modifier": (1, 1, 1),
        "counts: measure": (3, 3, 3),
        "repeats": (0, 0, 0),
    }


@pytest.mark.parametrize(
    ("measure", "number", "wrong", "counts"),
    [
        ("counts: modality", 0, {"modality": "target"}, (1, 1, 2)),
        ("counts: modality", 2, {"modality": "target"}, (0, 1, 1)),
        ("counts: relation", 1, {"relation": "object"}, (0, 1, 0)),
        ("counts: part of", 1, {"part_of": "c2"}, (0, 1, 1)),
        ("counts: part of", 1, {"part_of": "of no row of the gold"}, (0, 1, 1)),
        ("counts: action", 0, {"action": "phối hợp trao"}, (1, 1, 1)),
        ("counts: action", 0, {"action": "trao tặng"}, (1, 1, 1)),
        ("counts: action", 0, {"action": "mở"}, (0, 1, 1)),
        ("counts: actors", 0, {"actors": [{"organisation": "Công an", "role": "agent"}]}, (0, 1, 1)),
        ("counts: covers", 2, {"covers_end": "2021-06-30"}, (0, 1, 1)),
        ("counts: modifier", 2, {"modifier": "tập huấn"}, (1, 1, 1)),
        ("counts: modifier", 2, {"modifier": "nghiệp vụ"}, (0, 1, 1)),
        ("counts: measure", 0, {"measure": "other"}, (2, 3, 3)),
        ("repeats", 2, {"repeat_of": "c0"}, (0, 0, 1)),
    ],
)
def test_a_wrong_value_costs_its_own_measure(
    measure: str, number: int, wrong: dict[str, Any], counts: tuple[int, int, int]
) -> None:
    rows = [found(each, **(wrong if each == number else {})) for each in range(3)]
    tallies = scored(gold(counts=COUNTS), counts=rows)
    assert tallies[measure].counts() == counts
    told = {mistake.sentence for mistake in tallies[measure].mistakes if mistake.sign == "-"}
    assert not told or told <= {TEXT.split(". ")[0], TEXT.split(". ")[1].rstrip("."), TEXT.split(". ")[1]}


def test_rows_that_were_not_found_or_not_annotated_count_neither_way() -> None:
    assert scored(gold(counts=COUNTS), counts=[])["counts: part of"].counts() == (0, 0, 0)
    bare = [{key: row[key] for key in ("text", "value", "unit")} for row in COUNTS]
    assert scored(gold(counts=bare), counts=[found(0, relation="basis")]) == {}
    assert score_relations([gold(counts=COUNTS)], [], {"counts": []}) == {}


def test_a_repeat_points_to_the_first_telling() -> None:
    again = {**COUNTS[0], "repeat_of": 0}
    rows = [found(0), found(0, fact_id="second", repeat_of="c0")]
    assert scored(gold(counts=[COUNTS[0], again]), counts=rows)["repeats"].counts() == (1, 1, 1)
    rows = [found(0, repeat_of="second"), found(0, fact_id="second")]
    assert scored(gold(counts=[COUNTS[0], again]), counts=rows)["repeats"].counts() == (0, 1, 1)


def test_tasks_and_what_an_agreement_carries_out() -> None:
    wanted = [
        {**AGREEMENT, "tasks": ["trao đổi thông tin", "tuyên truyền pháp luật"], "implements": 1},
        {**AGREEMENT, "number": "03/QC", "tasks": [], "implements": None},
    ]
    told = [{"text": "Trao đổi thông tin."}, {"text": "bảo vệ tài sản"}]
    rows = [
        {"article_id": "a", "fact_id": "g0", "tasks": told, "implements": "g1"},
        {"article_id": "a", "fact_id": "g1", "tasks": [], "implements": None, "number": "03/QC"},
    ]
    stated = {"kind": "quy chế", "number": None, "status": "signed", "period_start": None, "period_end": None}
    tallies = scored(gold(agreements=wanted), agreements=[stated | row for row in rows])
    assert tallies["agreements: tasks"].counts() == (1, 2, 2)
    assert tallies["agreements: implements"].counts() == (1, 1, 1)


def test_who_handed_an_award_over() -> None:
    wanted = [{**AWARD, "modality": "actual", "presented_by": ["Lê An"], "repeat_of": None}]
    row = {**AWARD, "article_id": "a", "fact_id": "w", "modality": "proposed", "presented_by": ["Lê An", "Vũ Bình"]}
    tallies = scored(gold(awards=wanted), awards=[row | {"repeat_of": None}])
    assert tallies["awards: presented by"].counts() == (1, 1, 2)
    assert tallies["awards: modality"].counts() == (0, 0, 1)


def test_awards_that_are_only_proposed_are_told_in_a_list_of_their_own() -> None:
    given = {**AWARD, "modality": "actual"}
    proposed = {**AWARD, "collectives": 3, "modality": "proposed"}
    row = {"article_id": "a", "presented_by": [], "repeat_of": None}
    rows = [{**given, **row, "fact_id": "w0"}, {**proposed, **row, "fact_id": "w1"}]
    tallies = scored(gold(awards=[given], not_given=[proposed]), awards=rows)
    assert tallies["awards: modality"].counts() == (1, 1, 1)
    tallies = scored(gold(awards=[given], not_given=[proposed]), awards=rows[:1])
    assert tallies["awards: modality"].counts() == (0, 1, 0)
