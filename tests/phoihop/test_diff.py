"""What changed between two snapshots: counted, shown, and read only where files differ."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from extract.snapshots import NoSnapshotError, Snapshot, open_snapshot
from extract.storage import manifest
from extract.store import Publication, publish
from extract.tables import TABLES
from phoihop.cli import phoihop
from phoihop.comparing import _own_files, compare, comparison_text, find_snapshot, two_snapshots
from tests.extract.made_up import BODY, article, later, reading, story, unit

FETCHED = datetime(2024, 1, 1, tzinfo=UTC)


def published(tables: Path, **units: list[tuple[int, dict[str, object]]]) -> Snapshot:
    results = []
    for key, articles in units.items():
        made = [article(number, **{"body": (*BODY, story(number)), **further}) for number, further in articles]  # type: ignore[arg-type]
        results.append(unit(tables / ".work", key, [(each, reading(each)) for each in made]))
    return publish(tables, Publication(results, {result.key: "digest" for result in results}))


@pytest.fixture
def tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    moments = iter(datetime(2024, 1, day, 9, tzinfo=UTC) for day in range(1, 29))

    class Clock(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
            return next(moments)

    monkeypatch.setattr(manifest, "datetime", Clock)
    (tmp_path / "snapshots").mkdir()
    return tmp_path


def test_rows_added_changed_and_removed(tables: Path) -> None:
    first = published(tables, one=[(1, {}), (2, {})])
    again = {"body": (BODY[0], *BODY[1:], "Thêm một câu."), "fetched": later(FETCHED, days=2)}
    second = published(tables, one=[(1, {}), (2, {})], two=[(3, {}), (2, again)])
    change = compare(first, second).tables
    assert (change["articles"].added, change["articles"].removed, change["articles"].changed) == (1, 0, 1)
    assert change["articles"].columns == {"text": 1, "content_sha256": 1}
    (changed,) = change["articles"].examples["changed"]
    assert changed["article_id"] == article(2).article_id
    assert changed["after"]["text"].endswith("Thêm một câu.")
    assert change["counts"].added == 2
    assert change["counts"].columns == {"content_sha256": 2}  # keys of facts survive a new version
    assert not change["provinces"].any

    back = compare(second, first).tables
    assert (back["articles"].added, back["articles"].removed) == (0, 1)
    text = comparison_text(compare(first, second, ["counts"]))
    assert "+2 −0 ~2  (content_sha256 2)" in text
    assert "14 doanh nghiệp [enterprises, exact, actual]" in text


def test_bookkeeping_counts_only_when_asked_for(tables: Path) -> None:
    first = published(tables, one=[(1, {})])
    second = published(tables, one=[(1, {})], two=[(1, {"fetched": later(FETCHED, days=2)})])
    assert not compare(first, second).tables["articles"].any
    assert compare(first, second, everything=True).tables["articles"].columns == {"fetched_at": 1}
    assert "no difference" in comparison_text(compare(first, second, ["articles", "counts", "people"]))


def test_rows_without_a_key_are_counted_as_a_whole(tables: Path) -> None:
    first, second = published(tables, one=[(1, {})]), published(tables, one=[(1, {})], two=[(2, {})])
    mentions = compare(first, second, examples=1).tables["mentions"]
    assert (mentions.added, mentions.removed, mentions.changed) == (3, 0, 0)
    assert len(mentions.examples["added"]) == 1


def test_shared_files_are_not_read(tables: Path) -> None:
    first, second = published(tables, one=[(1, {})]), published(tables, one=[(1, {})], two=[(2, {})])
    assert len(_own_files(second, first, "counts")) == 1
    assert _own_files(first, second, "counts") == []


def test_the_same_snapshot_has_no_difference(tables: Path) -> None:
    one = published(tables, one=[(1, {})])
    assert not any(change.any for change in compare(one, one).tables.values())
    assert set(compare(one, one).tables) == set(TABLES)


def test_names_of_snapshots(tables: Path) -> None:
    first, second, third = (published(tables, **{f"u{n}": [(n, {})]}) for n in (1, 2, 3))
    assert two_snapshots(tables, None, None) == (second, open_snapshot(tables))
    assert two_snapshots(tables, first.snapshot_id[:8], None)[0] == first
    assert find_snapshot(tables, str(third.folder)).snapshot_id == third.snapshot_id
    assert find_snapshot(tables, "2024-01-02").snapshot_id == second.snapshot_id
    with pytest.raises(NoSnapshotError, match="as old as 2023-01-01"):
        find_snapshot(tables, "2023-01-01")
    with pytest.raises(click.UsageError, match="'2023-02-30' is no day"):
        find_snapshot(tables, "2023-02-30")
    with pytest.raises(click.UsageError, match="no snapshot is named 'ffffffff'"):
        find_snapshot(tables, "ffffffff")


def test_one_snapshot_alone_has_nothing_to_be_compared_with(tables: Path) -> None:
    published(tables, one=[(1, {})])
    with pytest.raises(click.UsageError, match="only one snapshot"):
        two_snapshots(tables, None, None)


def test_the_command_speaks_json(tables: Path) -> None:
    published(tables, one=[(1, {})])
    after = published(tables, one=[(1, {})], two=[(2, {"published": later(FETCHED, days=timedelta(1).days)})])
    result = CliRunner().invoke(phoihop, ["diff", "--tables", str(tables), "--json"], catch_exceptions=False)
    told = json.loads(result.stdout)
    assert told["after"]["snapshot_id"] == after.snapshot_id
    assert told["tables"]["articles"]["added"] == 1
    assert told["tables"]["articles"]["examples"]["added"][0]["article_id"] == article(2).article_id
