"""Articles and readings become rows: ids that last, spans that hold, references that lead somewhere."""

import dataclasses
import hashlib
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from made_up import BODY, NOBODY, POLICE, VIETNAM, article, reading

from extract.body_rows import province_rows
from extract.fact_ids import fact_id
from extract.facts.base import CountFact
from extract.rows import rows_of
from extract.storage.unit_rows import check_spans
from extract.tables import FACT_TABLES, TABLES, batch


def test_rows_of_every_table_keep_their_schema() -> None:
    of = article()
    rows = rows_of(of, reading(of), "v1")
    for name in FACT_TABLES:
        assert rows[name], name
    for name, entries in rows.items():
        assert batch(name, entries).num_rows == len(entries)
    check_spans(of.text, rows)


def test_a_fact_keeps_its_id_when_other_rules_find_more() -> None:
    of = article()
    before = {row["fact_id"] for row in rows_of(of, reading(of), "v1")["counts"]}
    read = reading(of)
    at = of.text.index("2 tập thể")
    read.facts.counts.insert(0, CountFact(start=at, end=at + 9, rule="new", value=2, unit="tập thể"))
    after = [row["fact_id"] for row in rows_of(of, read, "v2")["counts"]]
    assert before < set(after)
    assert len(set(after)) == len(after) == 3


def test_a_fact_keeps_its_id_in_an_edited_article() -> None:
    """Corrections are keyed by ids: a paragraph more above must not change them."""
    of, edited = article(), article(body=("Một dòng mới không có gì trong đó.", *BODY))
    first, second = (rows_of(each, reading(each), "v1") for each in (of, edited))
    assert of.content_sha256 != edited.content_sha256
    assert [r["fact_id"] for r in first["awards"]] == [r["fact_id"] for r in second["awards"]]


def test_the_id_is_the_hash_that_the_contract_says() -> None:
    digest = hashlib.sha256("\x1f".join(["a1", "counts", "14 doanh nghiệp", "1", "14", "doanh nghiệp"]).encode())
    assert fact_id("counts", "a1", "14 doanh nghiệp", 1, ("14", "doanh nghiệp")) == f"counts:{digest.hexdigest()[:16]}"


def test_equal_words_in_two_places_are_two_facts_and_the_second_a_repeat() -> None:
    of = article()
    first, again = rows_of(of, reading(of), "v1")["counts"]
    assert first["mention"] == again["mention"] == "14 doanh nghiệp"
    assert first["fact_id"] != again["fact_id"]
    assert (first["repeat_of"], again["repeat_of"]) == (None, first["fact_id"])


def test_two_facts_with_one_key_are_one_row_and_an_issue() -> None:
    of = article()
    read = reading(of)
    first = read.facts.dates[0]
    read.facts.dates.append(dataclasses.replace(first, rule="date.other"))
    rows = rows_of(of, read, "v1")
    assert [row["rule"] for row in rows["dates"]] == ["date.day"]
    (issue,) = [row for row in rows["issues"] if row["kind"] == "repeated_row"]
    assert (issue["detail"], issue["rule"]) == (rows["dates"][0]["fact_id"], "date.other")


def test_references_within_an_article() -> None:
    of = article()
    rows = rows_of(of, reading(of), "v1")
    agreement, plan = rows["agreements"]
    assert agreement["agreement_id"] == agreement["fact_id"] == plan["implements"]
    assert {row["agreement_id"] for row in rows["signatories"]} == {agreement["fact_id"]}
    assert agreement["parties"][2] == NOBODY.name
    assert agreement["party_ids"] == ["police/phu-tho", "union/phu-tho", None]
    assert {row["organisation_id"] for row in rows["organisations"]} == {"police/phu-tho", "union/phu-tho"}
    assert rows["people"][0]["posts"][0]["organisation_id"] == POLICE.organisation_id


def test_evidence_is_the_sentence() -> None:
    of = article()
    (row,) = rows_of(of, reading(of), "v1")["awards"]
    assert row["evidence"] == BODY[2]


@pytest.mark.parametrize(
    ("published", "day"),
    [
        (datetime(2024, 1, 1, 0, 5, tzinfo=VIETNAM), date(2024, 1, 1)),
        (datetime(2023, 12, 31, 17, 5, tzinfo=ZoneInfo("UTC")), date(2024, 1, 1)),
        (None, None),
    ],
)
def test_the_day_is_vietnams(published: datetime | None, day: date | None) -> None:
    of = article(published=published)
    rows = rows_of(of, reading(of), "v1")
    assert rows["articles"][0]["published_on"] == day == rows["dates"][0]["published_on"]


def test_provinces_of_both_schemes() -> None:
    rows = list(province_rows())
    batch("provinces", rows)
    assert sorted({row["scheme"]: 0 for row in rows}) == [34, 63]
    assert sum(row["scheme"] == 63 for row in rows) == 63
    assert sum(row["scheme"] == 34 for row in rows) == 34
    by_key = {(row["scheme"], row["name"]): row for row in rows}
    assert by_key[63, "Vĩnh Phúc"]["successor"] == "Phú Thọ"
    assert by_key[63, "Vĩnh Phúc"]["became"] == "merged"
    # A name that stayed while its code went to another province's.
    assert by_key[63, "Lào Cai"]["code"] != by_key[34, "Lào Cai"]["code"] == by_key[63, "Lào Cai"]["successor_code"]
    keys = [(row["scheme"], row["code"]) for row in rows]
    assert len(set(keys)) == len(keys)
    assert TABLES["provinces"].key == ("scheme", "code")
