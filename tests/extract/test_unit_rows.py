"""A unit's rows: a page at fault costs itself only, and of an article fetched twice the newest fetch counts."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from made_up import BODY, article, reading, story

from extract.rows import rows_of
from extract.storage.unit_rows import UnitRows
from extract.tables import Rows


def rows(number: int, **further: Any) -> Rows:
    of = article(number, **further)
    return rows_of(of, reading(of), "v1")


def written(unit: UnitRows, folder: Path) -> dict[str, list[dict[str, Any]]]:
    unit.write(folder)
    return {file.stem: pq.read_table(file).to_pylist() for file in folder.glob("*.parquet")}


def spoilt(table: str, **changes: Any) -> Rows:
    made = rows(2)
    made[table] = [{**row, **changes} for row in made[table]]
    return made


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (spoilt("counts", char_end=3), "counts: '14 doanh nghiệp' does not stand at"),
        (spoilt("counts", char_start=10**6, char_end=10**6 + 3), "counts: '14 doanh nghiệp' does not stand at 1000000"),
        (
            spoilt("counts", sources=[{"field": "unit", "char_start": 5, "char_end": 10**6, "rule": "r"}]),
            "source of unit",
        ),
        (spoilt("dates", role="birthday"), "dates.role: 'birthday' is not one of its values"),
        (spoilt("awards", collectives="two"), "awards.collectives: "),
        (spoilt("people", name=None), "people.name: null in row 0"),
    ],
)
def test_a_page_at_fault_is_turned_down_whole(bad: Rows, reason: str, tmp_path: Path) -> None:
    unit = UnitRows()
    for page in (rows(1), bad, rows(3)):
        unit.add_article(page, "tin", None)
    found = written(unit, tmp_path)
    good = {article(1).article_id, article(3).article_id}
    assert {row["article_id"] for name in ("articles", "dates", "counts", "fetches") for row in found[name]} == good
    (issue,) = [row for row in found["issues"] if row["kind"] == "failed"]
    assert reason in issue["detail"]
    assert issue["detail"].endswith("(a.warc.gz at byte 2000)")
    assert (issue["url"], issue["stage"], issue["article_id"]) == (bad["articles"][0]["url"], "rows", None)
    assert (unit.counts.pages, unit.counts.articles, unit.counts.issues) == (3, 2, len(found["issues"]))


def test_many_pages_are_packed_in_the_order_they_came(tmp_path: Path) -> None:
    unit = UnitRows()
    for number in range(250):
        unit.add_article(rows(number), "tin", None)
    found = written(unit, tmp_path)
    assert [row["archive_offset"] for row in found["articles"]] == [1000 * n for n in range(250)]


def test_the_newest_fetch_counts_whenever_it_comes(tmp_path: Path) -> None:
    old, new = datetime(2024, 1, 1, tzinfo=UTC), datetime(2024, 2, 1, tzinfo=UTC)
    unit = UnitRows()
    unit.add_article(rows(1, fetched=new, body=(*BODY, story(9))), "tin", None)
    unit.add_article(rows(1, fetched=old), "tin", None)
    found = written(unit, tmp_path)
    assert [row["fetched_at"] for row in found["articles"]] == [new]
    assert len({row["content_sha256"] for row in found["counts"]}) == 1
    assert [row["newest"] for row in found["fetches"]] == [True, False]


def test_two_fetches_of_one_moment_are_told_apart_by_place(tmp_path: Path) -> None:
    of = article(1)
    later_in_file = replace(of, offset=5000)
    unit = UnitRows()
    for each in (later_in_file, of):
        unit.add_article(rows_of(each, reading(each), "v1"), "tin", None)
    assert [row["archive_offset"] for row in written(unit, tmp_path)["articles"]] == [5000]
