"""Reviewing: facts worth a look are listed, decisions are kept as data, applied at the next publish, never lost."""

import csv
import json
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from extract.snapshots import Snapshot, open_snapshot
from extract.storage.corrections import CorrectionError, read_corrections
from extract.store import Publication, publish
from extract.tables import FACT_TABLES, TABLES
from phoihop.cli import phoihop
from phoihop.review_file import record
from phoihop.reviewing import Wanted, add, correctable, decide, facts_to_review
from tests.extract.made_up import BODY, article, reading, story, unit


def published(tables: Path, file: Path | None = None, *, changed: bool = False) -> Snapshot:
    (tables / "snapshots").mkdir(exist_ok=True, parents=True)
    made = [article(1), article(2, body=(*BODY, story(2)))]
    if changed:
        made[0] = article(1, body=("Bài đã viết lại, không còn con số nào.",))
    read = [(each, reading(each, facts=each is not made[0] or not changed)) for each in made]
    result = unit(tables / ".work", "changed" if changed else "one", read)
    decided = read_corrections(file) if file else []
    return publish(tables, Publication([result], {"one": "digest"}, corrections=decided))


@pytest.fixture
def snapshot(tmp_path: Path) -> Snapshot:
    return published(tmp_path)


def ids(snapshot: Snapshot, table: str) -> list[str]:
    rows = [row for row in snapshot.arrow(table).to_pylist() if row["article_id"] == article(1).article_id]
    return [row["fact_id"] for row in sorted(rows, key=lambda row: row["char_start"])]


def lines(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def row_of(snapshot: Snapshot, fact_id: str) -> dict[str, Any]:
    (row,) = [r for r in snapshot.arrow(fact_id.partition(":")[0]).to_pylist() if r["fact_id"] == fact_id]
    return row


def test_decisions_are_applied_when_the_next_snapshot_is_published(tmp_path: Path, snapshot: Snapshot) -> None:
    file = tmp_path / "new" / "corrections.csv"
    (count, again), (award,) = ids(snapshot, "counts"), ids(snapshot, "awards")
    record(file, decide(snapshot, count, "accept", {}, "Hà"), "")
    record(file, decide(snapshot, again, "reject", {}, "Hà"), "nói lại")
    record(file, decide(snapshot, award, "correct", {"individuals": "4", "title": "Vì an ninh"}, "Mai"), "")
    after = published(tmp_path, file)
    assert [(row_of(after, f)["review"], row_of(after, f)["reviewed_by"]) for f in (count, again)] == [
        ("accept", "Hà"),
        ("reject", "Hà"),
    ]
    corrected = row_of(after, award)
    assert (corrected["individuals"], corrected["title"], corrected["review"]) == (4, "Vì an ninh", "correct")
    assert [line["reason"] for line in lines(file)] == ["", "nói lại", "", ""]
    assert not after.orphans


def test_a_later_decision_takes_the_place_of_an_earlier_one(tmp_path: Path, snapshot: Snapshot) -> None:
    file = tmp_path / "corrections.csv"
    count = ids(snapshot, "counts")[0]

    def say(decision: str, **values: str) -> list[tuple[str, str, str]]:
        record(file, decide(snapshot, count, decision, values, "Hà"), "")
        return [(line["decision"], line["field"], line["value"]) for line in lines(file)]

    assert say("accept") == [("accept", "", "")]
    assert say("correct", value="15") == [("correct", "value", "15")]
    assert say("correct", unit="cơ sở") == [("correct", "value", "15"), ("correct", "unit", "cơ sở")]
    assert say("correct", value="16") == [("correct", "unit", "cơ sở"), ("correct", "value", "16")]
    assert say("reject") == [("reject", "", "")]


def test_an_orphan_is_told_and_stays_in_the_file(tmp_path: Path, snapshot: Snapshot) -> None:
    file = tmp_path / "corrections.csv"
    record(file, decide(snapshot, ids(snapshot, "counts")[0], "reject", {}, "Hà"), "")
    before = file.read_bytes()
    after = published(tmp_path, file, changed=True)
    assert len(after.orphans) == 1 and "14 doanh nghiệp" in after.orphans[0]
    assert file.read_bytes() == before
    result = CliRunner().invoke(phoihop, ["review", "--orphans", "--tables", str(tmp_path)])
    assert (result.exit_code, "14 doanh nghiệp" in result.output) == (3, True)


def test_bodies_that_are_set_get_their_ids(tmp_path: Path, snapshot: Snapshot) -> None:
    file = tmp_path / "corrections.csv"
    givers = '["Liên đoàn Lao động tỉnh Phú Thọ", "Hội Mây Tre"]'
    record(file, decide(snapshot, ids(snapshot, "awards")[0], "correct", {"granted_by": givers}, "Hà"), "")
    award = row_of(published(tmp_path, file), ids(snapshot, "awards")[0])
    assert award["granted_by_ids"] == ["union/phu-tho", None]
    assert award["granted_by"] == json.loads(givers)


def test_a_missed_fact_is_added(tmp_path: Path, snapshot: Snapshot) -> None:
    file = tmp_path / "corrections.csv"
    given = {"value": "3", "unit": "cá nhân", "measure": "people", "qualifier": "exact", "relation": "object"}
    record(file, add(snapshot, "counts", article(1).article_id, "3 cá nhân", given, "Hà"), "sót")
    after = published(tmp_path, file)
    (added,) = [row for row in after.arrow("counts").to_pylist() if row["review"] == "add"]
    assert (added["value"], added["mention"], added["reviewed_by"]) == (3.0, "3 cá nhân", "Hà")
    assert added["evidence"] == BODY[2]


@pytest.mark.parametrize(
    ("values", "fault"),
    [
        ({"value": "many"}, "value: 'many' does not fit"),
        ({"qualifier": "roughly"}, "qualifier: 'roughly' does not fit.*not one of its values"),
        ({"unit": ""}, "unit: '' does not fit: .*null"),
        ({"fact_id": "counts:1"}, "counts has no column 'fact_id' to set"),
        ({"char_start": "3"}, "no column 'char_start'"),
        ({"covers_start": "5/3/2024"}, "covers_start: '5/3/2024' does not fit"),
        ({"actors": '[{"organisation": "X", "organisation_id": "police/x", "role": "agent"}]'}, "'police/x' is not in"),
        ({"actors": "[1]"}, "actors: .* does not fit"),
        ({}, "nothing to set"),
    ],
)
def test_values_that_do_not_fit_are_refused_at_once(snapshot: Snapshot, values: dict[str, str], fault: str) -> None:
    with pytest.raises(click.UsageError, match=fault):
        decide(snapshot, ids(snapshot, "counts")[0], "correct", values, "Hà")


@pytest.mark.parametrize(
    ("table", "quote", "fault"),
    [
        ("counts", "15 doanh nghiệp", "does not hold '15 doanh nghiệp'"),
        ("counts", "14 doanh nghiệp", "several times; quote more"),
        ("counts", "3 cá nhân", "a row of counts needs unit, qualifier, measure, relation"),
        ("figures", "3 cá nhân", "'figures' is no table of facts"),
    ],
)
def test_an_addition_must_stand_in_the_text(snapshot: Snapshot, table: str, quote: str, fault: str) -> None:
    with pytest.raises(click.UsageError, match=fault):
        add(snapshot, table, article(1).article_id, quote, {"value": "3"}, "Hà")


def test_what_may_be_set_is_what_a_table_says_itself() -> None:
    for table in FACT_TABLES:
        columns = correctable(table)
        assert "modality" in columns
        assert not set(columns) & {"fact_id", "article_id", "mention", "char_start", "evidence", "sources", "review"}
        assert set(columns) <= set(TABLES[table].schema.names)


def test_the_list_begins_with_the_least_confident_and_leaves_out_what_is_decided(
    tmp_path: Path, snapshot: Snapshot
) -> None:
    found = facts_to_review(snapshot, Wanted(limit=100))
    confidence = [each.row["confidence"] for each in found]
    assert confidence == sorted(confidence)
    assert {each.table for each in found} == set(FACT_TABLES)
    assert not [each for each in found if each.row["repeat_of"]]

    file = tmp_path / "corrections.csv"
    first = found[0].row["fact_id"]
    record(file, decide(snapshot, first, "accept", {}, "Hà"), "")
    left = facts_to_review(snapshot, Wanted(limit=100, corrections=read_corrections(file)))
    assert {each.row["fact_id"] for each in found} - {each.row["fact_id"] for each in left} == {first}
    assert len(facts_to_review(snapshot, Wanted(["counts"], article(2).article_id, 5))) == 1


def test_a_sample_is_the_same_for_the_same_seed(snapshot: Snapshot) -> None:
    def sample(seed: int) -> list[str]:
        return [each.row["fact_id"] for each in facts_to_review(snapshot, Wanted(limit=6, seed=seed))]

    assert sample(1) == sample(1)
    assert len({tuple(sample(seed)) for seed in range(5)}) > 1


def test_a_file_at_fault_is_not_written_over(tmp_path: Path, snapshot: Snapshot) -> None:
    file = tmp_path / "corrections.csv"
    file.write_text("article_id,table\nx,y\n", encoding="utf-8")
    with pytest.raises(CorrectionError, match="lacks the column"):
        record(file, decide(snapshot, ids(snapshot, "counts")[0], "accept", {}, "Hà"), "")
    assert file.read_text(encoding="utf-8") == "article_id,table\nx,y\n"


def test_the_command(tmp_path: Path, snapshot: Snapshot) -> None:
    file = tmp_path / "corrections.csv"
    common = ["--tables", str(tmp_path), "--corrections", str(file)]
    runner = CliRunner(env={"PHOIHOP_REVIEWER": ""})
    listed = runner.invoke(phoihop, ["review", "--list", *common, "--limit", "2"], catch_exceptions=False)
    assert listed.output.count("http") == 2
    fact = ids(snapshot, "counts")[0]
    unsigned = runner.invoke(phoihop, ["review", fact, "--accept", *common])
    assert "--reviewer" in unsigned.output and not file.exists()
    undecided = runner.invoke(phoihop, ["review", fact, "--reviewer", "Hà", *common])
    assert "say what you decide" in undecided.output
    arguments = ["review", fact, ids(snapshot, "dates")[0], "--accept", "--reviewer", "Hà", "--json", *common]
    told = json.loads(runner.invoke(phoihop, arguments, catch_exceptions=False).stdout)
    assert [line["decision"] for line in told] == ["accept", "accept"] == [line["decision"] for line in lines(file)]
    assert open_snapshot(tmp_path).orphans == []
