"""Scores are the arithmetic they claim to be, mistakes are told with their sentence, and the floors hold."""

import json
from pathlib import Path

import pytest

from extract.evaluate import Evaluation, below_floors, evaluate, raise_floors, report
from extract.gold import GoldError, draw_held_out, held_out, load_gold
from extract.scoring import Tally, measure, norm, pair_counts, score

GOLD = Path(__file__).parents[2] / "data" / "gold"
OTHERS = sorted(folder.name for folder in GOLD.iterdir() if folder.is_dir() and folder.name != "dev")


def document(folder: Path, name: str = "t1", **changes: object) -> Path:
    """Write a small gold document whose article has a date, two counts and an award."""
    text = (
        "Sơ kết quy chế phối hợp\n"
        "Sáng 12/3/2021, Công an tỉnh Phú Thọ và Liên đoàn Lao động tỉnh Phú Thọ tổ chức hội nghị sơ kết.\n"
        "Hai bên đã tuyên truyền tại 17 doanh nghiệp, giải quyết 3 vụ ngừng việc tập thể.\n"
        "Dịp này, 2 tập thể được tặng Giấy khen của Công an tỉnh.\n"
    )
    gold = {
        "id": name,
        "text_file": f"{name}.txt",
        "url": None,
        "portal": "phutho.gov.vn",
        "province": "Phú Thọ",
        "published_at": "2021-03-13T08:00:00+07:00",
        "title": "Sơ kết quy chế phối hợp",
        "author": None,
        "section": None,
        "relevant": True,
        "event_kinds": ["review", "commendation"],
        "dates": [
            {
                "text": "Sáng 12/3/2021",
                "start": "2021-03-12",
                "end": "2021-03-12",
                "part_of_day": "morning",
                "role": "event",
            }
        ],
        "people": [],
        "signatories": [],
        "agreements": [],
        "counts": [
            {"text": "17 doanh nghiệp", "value": 17, "unit": "doanh nghiệp", "qualifier": "exact"},
            {"text": "3 vụ ngừng việc", "value": 3, "unit": "vụ", "qualifier": "exact"},
        ],
        "awards": [
            {
                "award": "Giấy khen",
                "title": None,
                "granted_by": ["Công an tỉnh Phú Thọ"],
                "collectives": 2,
                "individuals": None,
                "recipients": None,
                "named": [],
            }
        ],
        **changes,
    }
    (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    (folder / f"{name}.json").write_text(json.dumps(gold), encoding="utf-8")
    return folder


def rows(**changes: object) -> dict[str, list[dict[str, object]]]:
    """Extracted rows that match the document, but for `changes`."""
    made: dict[str, list[dict[str, object]]] = {
        "dates": [{"start": "2021-03-12", "end": "2021-03-12", "role": "event", "mention": "Sáng 12/3/2021"}],
        "people": [],
        "signatories": [],
        "agreements": [],
        "counts": [
            {"value": 17.0, "unit": "doanh nghiệp", "qualifier": "exact", "mention": "17 doanh nghiệp"},
            {"value": 3.0, "unit": "vụ", "qualifier": "exact", "mention": "3 vụ"},
        ],
        "awards": [
            {
                "award": "Giấy khen",
                "collectives": 2,
                "individuals": None,
                "recipients": None,
                "granted_by": ["Công an tỉnh Phú Thọ"],
                "modality": "actual",
            }
        ],
    }
    for table, of_table in changes.items():
        made[table] = of_table  # type: ignore[assignment]
    return {table: [{"article_id": "a", **row} for row in of_table] for table, of_table in made.items()}


ARTICLE = {
    "article_id": "a",
    "url": "https://phutho.gov.vn/gold/t1.html",
    "title": "SƠ KẾT QUY CHẾ PHỐI HỢP",
    "author": None,
    "published_at": "2021-03-13 08:00:00+07:00",
    "relevant": True,
    "event_kinds": ["commendation", "review"],
}


def scored(folder: Path, **changes: object) -> dict[str, Tally]:
    return score(load_gold(folder), [ARTICLE], rows(**changes))


def test_equal_rows_score_one_on_every_measure(tmp_path: Path) -> None:
    for name, tally in scored(document(tmp_path)).items():
        assert measure(*tally.counts())[2] == 1.0, name
        assert tally.mistakes == [], name


def test_a_false_row_and_a_miss_are_told_with_rule_and_sentence(tmp_path: Path) -> None:
    wrong = {"value": 71.0, "unit": "doanh nghiệp", "qualifier": "exact", "mention": "71 doanh nghiệp"}
    found = {"evidence": "Có 71 doanh nghiệp.", "rule": "count.unit"}
    tally = scored(document(tmp_path), counts=[{**wrong, **found}])["counts"]
    assert tally.counts() == (0, 2, 1)
    told = {(m.sign, m.key): (m.rule, m.sentence) for m in tally.mistakes}
    assert told["+", (71.0, "doanh nghiệp")] == ("count.unit", "Có 71 doanh nghiệp.")
    assert told["-", (17, "doanh nghiệp")][1].startswith("Hai bên đã tuyên truyền tại 17")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Có 3 vụ ở đây. Hết.", "Có 3 vụ ở đây"),
        ("Một. Có 3 vụ\nHết.", "Có 3 vụ"),
        ("Một\nCó 3 vụ", "Có 3 vụ"),
        ("Hết", ""),
    ],
)
def test_the_sentence_of_a_miss(text: str, sentence: str, tmp_path: Path) -> None:
    document(tmp_path, counts=[{"text": "3 vụ", "value": 3, "unit": "vụ", "qualifier": "exact"}])
    (tmp_path / "t1.txt").write_text(text, encoding="utf-8")
    (mistake,) = scored(tmp_path, counts=[])["counts"].mistakes
    assert mistake.sentence == sentence


def test_an_award_that_was_only_proposed_does_not_count(tmp_path: Path) -> None:
    award = {**rows()["awards"][0], "modality": "proposed"}
    assert scored(document(tmp_path), awards=[award])["awards"].counts() == (0, 1, 0)


def test_an_article_that_is_not_there_misses_everything(tmp_path: Path) -> None:
    tallies = score(load_gold(document(tmp_path)), [], rows())
    assert tallies["document found"].counts() == (0, 1, 0)
    assert tallies["counts"].counts() == (0, 2, 0)


@pytest.mark.parametrize(
    ("want", "got", "matched"),
    [
        ([(4645.0, "đoàn viên")], [(4645.0, "đoàn viên công đoàn")], 1),
        ([(2.0, "cán bộ")], [(2.0, "cán bộ công đoàn chuyên trách các cấp")], 0),
        ([(2.0, "đội"), (2.0, "đội viên")], [(2.0, "đội viên"), (2.0, "đội")], 2),
        ([(2.0, "vụ")], [(3.0, "vụ")], 0),
        ([(2.0, "")], [(2.0, "vụ")], 0),
    ],
)
def test_units_pair(want: list[tuple[float, str]], got: list[tuple[float, str]], matched: int) -> None:
    tally = Tally()
    tally.add("d", pair_counts(want, got), got)
    assert tally.counts()[0] == matched


@pytest.mark.parametrize(
    ("hit", "want", "got", "expected"),
    [
        (0, 0, 0, (1.0, 1.0, 1.0)),
        (0, 2, 0, (0.0, 0.0, 0.0)),
        (1, 2, 1, (1.0, 0.5, 2 / 3)),
        (2, 2, 4, (0.5, 1.0, 2 / 3)),
    ],
)
def test_measure(hit: int, want: int, got: int, expected: tuple[float, float, float]) -> None:
    assert measure(hit, want, got) == pytest.approx(expected)


def test_norm_makes_typing_variants_one() -> None:
    assert norm("Quy  chế – HOÀ giải") == norm("quy chế - hòa giải")
    assert norm(None) == norm(float("nan")) == ""


def test_the_held_out_third_is_what_was_drawn() -> None:
    ids = [document.id for document in load_gold(GOLD / "dev")]
    assert held_out(GOLD / "dev") == draw_held_out(ids)
    assert len(ids) == 3 * len(draw_held_out(ids))


@pytest.fixture(scope="module")
def evaluation() -> Evaluation:
    return evaluate(GOLD / "dev")


def test_no_measure_falls_below_its_floor(evaluation: Evaluation) -> None:
    assert below_floors(evaluation, GOLD / "dev" / "floors.toml") == []


@pytest.mark.parametrize("name", OTHERS)
def test_no_measure_of_the_other_sets_falls_below_its_floor(name: str) -> None:
    assert below_floors(evaluate(GOLD / name), GOLD / name / "floors.toml") == []


def test_mistakes_of_the_held_out_third_are_not_told(evaluation: Evaluation) -> None:
    assert not {mistake.document for _, mistake in evaluation.mistakes} & held_out(GOLD / "dev")
    assert {name: part.documents for name, part in evaluation.parts.items()} == {"look": 16, "held_out": 8, "all": 24}


def test_figures_hang_together(evaluation: Evaluation) -> None:
    for part in evaluation.parts.values():
        for name, figures in part.measures.items():
            assert 0 <= figures.low <= figures.f1 + 1e-9 <= figures.high + 2e-9 <= 1 + 3e-9, name
        for table, c in part.calibration.items():
            assert 0 <= c.brier <= 1, table
    told = report(evaluation, mistakes=True)
    assert told.count("\n") >= len(evaluation.parts["all"].measures) + len(evaluation.mistakes)
    json.dumps(evaluation.as_json())


def test_a_floor_that_is_not_reached_is_named(evaluation: Evaluation, tmp_path: Path) -> None:
    floors = tmp_path / "floors.toml"
    floors.write_text('[look]\n"document found" = 1.01\n"title" = 0.0\n')
    assert below_floors(evaluation, floors) == ["look: document found: F1 1.000 is below its floor 1.010"]


def test_a_floor_of_what_is_not_measured_is_named(evaluation: Evaluation, tmp_path: Path) -> None:
    floors = tmp_path / "floors.toml"
    floors.write_text('[held_out]\n"counts: part of" = 0.5\n')
    assert below_floors(evaluation, floors) == ["held_out: counts: part of: not measured, its floor is 0.500"]


def test_floors_rise_and_do_not_fall_unasked(evaluation: Evaluation, tmp_path: Path) -> None:
    floors = tmp_path / "floors.toml"
    floors.write_text('[look]\n"title" = 1.2\n"dates" = 0.1\n')
    changes = raise_floors(evaluation, floors)
    assert not [line for line in changes if line.startswith("title")]
    assert [line for line in changes if line.startswith("dates: 0.1 → ")]
    assert below_floors(evaluation, floors) == ["look: title: F1 1.000 is below its floor 1.200"]
    assert "title: 1.2 → 1.0" in raise_floors(evaluation, floors, allow_lower=True)
    assert below_floors(evaluation, floors) == []


def test_gold_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match="no gold here"):
        load_gold(tmp_path)
    document(tmp_path)
    (tmp_path / "t1.txt").unlink()
    with pytest.raises(GoldError, match=r"t1\.json: cannot be used: .*t1\.txt"):
        load_gold(tmp_path)
    (tmp_path / "t1.json").write_text('{"id": "t1", "text_file": "t1.json"}')
    with pytest.raises(GoldError, match=r"t1\.json: lacks url, portal, title, dates"):
        load_gold(tmp_path)
