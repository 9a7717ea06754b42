"""Reviewers' decisions find their fact again, change it, and are told where they cannot."""

import csv
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from made_up import BODY, article, reading, unit

from extract.article import Article
from extract.evaluate import evaluate
from extract.gold import GoldError
from extract.rows import rows_of
from extract.snapshots import Snapshot
from extract.storage.corrections import (
    COLUMNS,
    CONTEXT,
    Correction,
    CorrectionError,
    Corrections,
    apply,
    locate,
    parse_value,
    read_corrections,
)
from extract.store import Publication, publish
from extract.tables import batch

ARTICLE = article(1)


def correction(
    decision: str, table: str, quote: str, of: Article = ARTICLE, nth: int = 0, **further: str
) -> Correction:
    at = -1
    for _ in range(nth + 1):
        at = of.text.index(quote, at + 1)
    context = {"before": of.text[max(0, at - CONTEXT) : at], "after": of.text[at + len(quote) :][:CONTEXT]}
    given = {"field": "", "value": "", "reviewer": "Hà", **further}
    return Correction(article_id=of.article_id, table=table, quote=quote, decision=decision, **context, **given)


def published(tables: Path, *decisions: Correction, of: Article = ARTICLE, name: str = "one") -> Snapshot:
    (tables / "snapshots").mkdir(exist_ok=True)
    results = [unit(tables / ".work", name, [(of, reading(of))])]
    return publish(tables, Publication(results, {"a": "b"}, corrections=decisions))


def rows(snapshot: Snapshot, table: str) -> list[dict[str, Any]]:
    return sorted(snapshot.arrow(table).to_pylist(), key=lambda row: row["char_start"])


def test_accept_reject_and_correct(tmp_path: Path) -> None:
    snapshot = published(
        tmp_path,
        correction("accept", "dates", "Ngày 7/5/2019"),
        correction("reject", "counts", "14 doanh nghiệp", nth=1),
        correction("correct", "awards", "Giấy khen", field="individuals", value="5"),
        correction("correct", "people", "Trần Văn Mẫu", field="titles", value='["Phó Giám đốc Công an tỉnh"]'),
    )
    assert snapshot.orphans == []
    (day,) = rows(snapshot, "dates")
    assert (day["review"], day["reviewed_by"], day["start"]) == ("accept", "Hà", date(2019, 5, 7))
    assert [row["review"] for row in rows(snapshot, "counts")] == [None, "reject"]
    (award,) = rows(snapshot, "awards")
    assert (award["individuals"], award["review"]) == (5, "correct")
    assert rows(snapshot, "people")[0]["titles"] == ["Phó Giám đốc Công an tỉnh"]
    told = snapshot.duckdb().execute("SELECT count(*) FROM counts_unique").fetchone()
    assert told == (1,)


def test_a_missed_fact_is_added_under_the_id_that_a_rule_would_give_it(tmp_path: Path) -> None:
    made = '{"value": 3, "unit": "cá nhân", "qualifier": "exact", "measure": "people", "relation": "object"}'
    snapshot = published(tmp_path, correction("add", "counts", "3 cá nhân", value=made))
    (row,) = [row for row in rows(snapshot, "counts") if row["review"] == "add"]
    assert (row["mention"], row["rule"], row["evidence"]) == ("3 cá nhân", "review", BODY[2])
    read = reading(ARTICLE)
    template = read.facts.counts[0]
    template.start, template.value, template.unit = row["char_start"], 3, "cá nhân"
    template.end = row["char_end"]
    assert rows_of(ARTICLE, read, "v1")["counts"][0]["fact_id"] == row["fact_id"]


def test_a_fact_that_a_rule_finds_by_now_is_accepted_and_not_told_twice(tmp_path: Path) -> None:
    given = (
        '{"value": 14, "unit": "doanh nghiệp", "qualifier": "exact", "measure": "enterprises", "relation": "location"}'
    )
    snapshot = published(tmp_path, correction("add", "counts", "14 doanh nghiệp", value=given))
    found = [row["review"] for row in rows(snapshot, "counts")]
    assert found == ["accept", None]
    assert not snapshot.orphans


def test_a_full_review_changes_no_row_and_no_snapshot(tmp_path: Path) -> None:
    plain = published(tmp_path)
    whole = Correction(ARTICLE.article_id, "articles", "", "", "", "", "complete", ARTICLE.content_sha256, "Hà")
    assert published(tmp_path, whole).snapshot_id == plain.snapshot_id


def test_corrections_survive_an_edited_article_and_other_rules(tmp_path: Path) -> None:
    decision = correction("correct", "awards", "Giấy khen", field="collectives", value="4")
    edited = article(1, body=("Đoạn mới đứng trước, có Giấy khen khác.", *BODY))
    read = reading(edited)
    # The rules find the award where it was, a paragraph further down.
    start = edited.text.rindex("Giấy khen")
    read.facts.awards[0].start, read.facts.awards[0].end = start, start + len("Giấy khen")
    (tmp_path / "snapshots").mkdir()
    results = [unit(tmp_path / ".work", "one", [(edited, read)])]
    snapshot = publish(tmp_path, Publication(results, {"a": "b"}, corrections=[decision]))
    assert snapshot.orphans == []
    assert rows(snapshot, "awards")[0]["collectives"] == 4


def test_what_is_found_no_more_is_told(tmp_path: Path) -> None:
    gone = article(
        1, body=(*BODY[:2], "Dịp này, 2 tập thể và 3 cá nhân được khen; sẽ trao đổi thông tin mỗi tháng. Giấy khen.")
    )
    lost = Correction("0" * 16, "counts", "", "", "14 doanh nghiệp", "", "accept", "", "Hà")
    snapshot = published(
        tmp_path,
        correction("accept", "awards", "Giấy khen"),
        correction("accept", "dates", "tổ chức", of=article(2, body=("Không tổ chức gì.",))),
        correction("correct", "dates", "Ngày 7/5/2019", field="role", value="birthday"),
        correction("accept", "people", "Đại tá"),
        lost,
        of=gone,
    )
    assert snapshot.orphans == [
        f"{'0' * 16}: no such article",
        f"awards of {gone.article_id}: accept “Giấy khen”: the quote is not in the article any more, or not told apart",
        f"dates of {gone.article_id}: correct “Ngày 7/5/2019”: dates.role: 'birthday' is not one of its values",
        f"people of {gone.article_id}: accept “Đại tá”: no row has this mention any more",
        f"{article(2).article_id}: no such article",
    ]


def test_a_refresh_applies_new_corrections_and_takes_back_old_ones(tmp_path: Path) -> None:
    first = published(tmp_path, correction("reject", "counts", "14 doanh nghiệp"))
    second = published(tmp_path, correction("accept", "dates", "Ngày 7/5/2019"))
    third = published(tmp_path)
    reviews = [[row["review"] for row in rows(s, "counts") + rows(s, "dates")] for s in (first, second, third)]
    assert reviews == [["reject", None, None], [None, None, "accept"], [None, None, None]]
    assert len({s.snapshot_id for s in (first, second, third)}) == 3


def test_a_refresh_keeps_corrections_of_what_is_unchanged(tmp_path: Path) -> None:
    decisions = [correction("reject", "counts", "14 doanh nghiệp"), correction("accept", "people", "Đại tá")]
    before = published(tmp_path, *decisions)
    other = article(2, fetched=datetime(2024, 5, 1, tzinfo=UTC))
    results = [
        unit(tmp_path / ".work", "one", [(ARTICLE, reading(ARTICLE))]),
        unit(tmp_path / ".work", "two", [(other, reading(other))]),
    ]
    after = publish(tmp_path, Publication(results, {"a": "b"}, corrections=decisions))
    assert len(after.manifest["batches"]) == 2
    assert sorted(row["review"] or "" for row in rows(after, "counts")) == ["", "", "", "reject"]
    assert after.orphans == before.orphans
    assert len(after.orphans) == 1


def test_the_superseded_version_takes_no_corrections(tmp_path: Path) -> None:
    new = article(1, body=("Dòng mới.", *BODY), fetched=datetime(2025, 1, 1, tzinfo=UTC))
    made = '{"value": 3, "unit": "cá nhân", "qualifier": "exact", "measure": "people", "relation": "object"}'
    decision = correction("add", "counts", "3 cá nhân", value=made)
    (tmp_path / "snapshots").mkdir()
    results = [
        unit(tmp_path / ".work", "old", [(ARTICLE, reading(ARTICLE))]),
        unit(tmp_path / ".work", "new", [(new, reading(new))]),
    ]
    snapshot = publish(tmp_path, Publication(results, {"a": "b"}, corrections=[decision]))
    assert [row["content_sha256"] for row in rows(snapshot, "counts") if row["review"]] == [new.content_sha256]
    assert snapshot.orphans == []


@pytest.mark.parametrize(
    ("before", "quote", "after", "found"),
    [
        ("có ", "14", " doanh nghiệp ở huyện", 3),
        ("và thêm ", "14", " doanh nghiệp ở tỉnh", 40),
        ("", "14", "", None),  # two of them and nothing to tell them apart
        ("không còn ", "15", "", None),
        ("và rồi lại thêm ", "14", " doanh nghiệp", 40),
    ],
)
def test_locate(before: str, quote: str, after: str, found: int | None) -> None:
    text = "có 14 doanh nghiệp ở huyện và rồi thêm: 14 doanh nghiệp ở tỉnh".replace("thêm:", "thêm")
    found = text.index("14", 10) if found == 40 else found
    assert locate(text, before, quote, after) == found


@pytest.mark.parametrize(
    ("field", "written", "value"),
    [
        ("value", "4645", 4645.0),
        ("unit", "đoàn viên", "đoàn viên"),
        ("modifier", "", None),
        ("actors", "", []),
        ("covers_start", "2019-01-01", date(2019, 1, 1)),
    ],
)
def test_cells_are_read_as_their_columns_hold_them(field: str, written: str, value: object) -> None:
    assert parse_value("counts", field, written) == value


def test_files_are_read_in_order_and_faults_named(tmp_path: Path) -> None:
    def write(name: str, **changes: str) -> None:
        with (tmp_path / name).open("w", encoding="utf-8-sig", newline="") as stream:
            writer = csv.DictWriter(stream, COLUMNS)
            writer.writeheader()
            row = {"article_id": "a", "table": "dates", "quote": name, "decision": "accept", **changes}
            writer.writerow({column: row.get(column, "") for column in COLUMNS})

    write("b.csv")
    write("a.csv")
    assert [each.quote for each in read_corrections(tmp_path)] == ["a.csv", "b.csv"]
    for changes, fault in (
        ({"decision": "maybe"}, r"c\.csv: line 2: decision: 'maybe' is none of"),
        ({"table": "articles"}, r"c\.csv: line 2: table: 'articles' is none of dates"),
        ({"decision": "correct", "field": "colour"}, r"line 2: field: dates has no column 'colour'"),
    ):
        write("c.csv", **changes)
        with pytest.raises(CorrectionError, match=fault):
            read_corrections(tmp_path)
    (tmp_path / "c.csv").write_text("article_id,table\n")
    with pytest.raises(CorrectionError, match="lacks the column field, before"):
        read_corrections(tmp_path)


def test_of_several_rows_with_one_mention_the_one_reviewed_is_changed() -> None:
    made = rows_of(ARTICLE, reading(ARTICLE), "v1")
    (award,) = made["awards"]
    both = batch("awards", [award, {**award, "fact_id": "awards:other"}])
    orphans: dict[str, list[str]] = {}

    def decided(fact_id: str) -> list[str | None]:
        found = Corrections([correction("reject", "awards", "Giấy khen", fact_id=fact_id)])
        applied = apply("awards", both, {ARTICLE.article_id: made["articles"][0]}, found, orphans)
        return applied.column("review").to_pylist()

    assert decided("awards:other") == [None, "reject"]
    assert decided("") == ["reject", "reject"]
    assert decided("awards:gone") == [None, None]
    assert ["several rows have this mention" in line for line in orphans[f"{ARTICLE.article_id} awards"]] == [True]


def test_corrected_tables_are_not_evaluated(tmp_path: Path) -> None:
    """What reviewers put right says nothing of the rules."""
    gold = Path(__file__).parents[2] / "data" / "gold" / "dev"
    snapshot = published(tmp_path, correction("accept", "dates", "Ngày 7/5/2019"))
    with pytest.raises(GoldError, match="corrections"):
        evaluate(gold, snapshot.folder)
