"""Snapshots: whole, valid, the same for the same input, cheap to refresh, and never in a reader's way."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from made_up import BODY, VIETNAM, article, later, reading, story, unit

from extract import store
from extract.snapshots import NoSnapshotError, Snapshot, open_snapshot, snapshot_on, snapshots
from extract.storage import manifest
from extract.storage.lock import LockHeldError, locked
from extract.storage.units import UnitResult
from extract.storage.validate import faults
from extract.store import Publication, SnapshotError, publish
from extract.tables import FACT_TABLES, TABLES

DAY = datetime(2019, 5, 8, 17, 42, tzinfo=VIETNAM)


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    (tmp_path / "snapshots").mkdir()
    return tmp_path


def made(tables: Path, key: str, *numbers: int, **further: object) -> UnitResult:
    """A unit with an article for each number, told a day apart, whose texts are unlike each other."""
    articles = []
    for number in numbers:
        each = article(number, body=(*BODY, story(number)), published=later(DAY, days=400 * (number % 5)), **further)  # type: ignore[arg-type]
        articles.append((each, reading(each)))
    return unit(tables / ".work", key, articles, sifted=2)


def published(tables: Path, *results: UnitResult, **further: object) -> Snapshot:
    return publish(tables, Publication(list(results), {r.key: "digest" for r in results}, **further))  # type: ignore[arg-type]


def content(snapshot: Snapshot) -> dict[str, list[str]]:
    """Every table's rows as sorted text, wherever they lie."""
    return {name: sorted(map(repr, snapshot.arrow(name).to_pylist())) for name in TABLES}


def test_every_table_is_there_with_its_schema_and_the_snapshots_id(tables: Path) -> None:
    snapshot = published(tables, made(tables, "one", 1, 2, 3))
    for name, table in TABLES.items():
        files = list((snapshot.folder / name).rglob("*.parquet"))
        assert files, name
        for file in files:
            schema = pq.read_schema(file)
            assert schema.equals(table.schema), name
            assert schema.metadata[b"snapshot_id"].decode() == snapshot.snapshot_id == snapshot.folder.name
            assert all(schema.field(f.name).metadata[b"description"] for f in table.schema)
            assert (file.parent.name.startswith("year=")) == table.by_year
    assert snapshot.rows == {name: len(snapshot.pandas(name)) for name in TABLES}
    assert (tables / "latest").resolve() == snapshot.folder.resolve()


def test_an_empty_snapshot_has_every_table(tables: Path) -> None:
    snapshot = published(tables, unit(tables / ".work", "none", []))
    for name, table in TABLES.items():
        frame = pd.read_parquet(snapshot.folder / name)
        assert set(table.schema.names) <= set(frame.columns), name
    assert snapshot.rows["articles"] == 0


def test_pandas_duckdb_and_arrow_read_the_folders_as_they_lie(tables: Path) -> None:
    """A New Year's night article keeps its year in each."""
    night = article(7, published=datetime(2024, 1, 1, 0, 5, tzinfo=VIETNAM))
    snapshot = published(tables, unit(tables / ".work", "one", [(night, reading(night))]))
    frame = pd.read_parquet(snapshot.folder / "articles")
    assert frame["year"].astype(int).tolist() == [2024]
    assert frame["published_at"][0].isoformat() == "2024-01-01T00:05:00+07:00"
    pattern = f"{snapshot.folder}/counts/**/*.parquet"
    rows = duckdb.execute(f"SELECT year, published_on, value FROM '{pattern}' WHERE repeat_of IS NULL").fetchall()
    assert [(row[0], row[1].isoformat(), row[2]) for row in rows] == [(2024, "2024-01-01", 14.0)]


def test_the_same_units_give_the_same_bytes(tables: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = tmp_path_factory.mktemp("other")
    (other / "snapshots").mkdir()
    one, two = (published(t, made(t, "one", 1, 2, 3), made(t, "two", 4, 5)) for t in (tables, other))
    assert one.snapshot_id == two.snapshot_id
    files = list(one.manifest["files"])
    assert files == list(two.manifest["files"])
    for file in files:
        assert (one.folder / file).read_bytes() == (two.folder / file).read_bytes(), file


def test_publishing_again_what_is_there_builds_nothing(tables: Path) -> None:
    result = made(tables, "one", 1)
    first = published(tables, result)
    stamp = (first.folder / "snapshot.json").stat().st_mtime_ns
    assert published(tables, result).folder == first.folder
    assert (first.folder / "snapshot.json").stat().st_mtime_ns == stamp
    assert len(snapshots(tables)) == 1


def test_the_newest_version_of_an_article_gives_the_facts(tables: Path) -> None:
    old = article(1, fetched=datetime(2024, 1, 1, tzinfo=UTC))
    new = article(1, body=("Bản sửa: dòng đầu.", *BODY), fetched=datetime(2024, 2, 1, tzinfo=UTC))
    again = article(1, body=("Bản sửa: dòng đầu.", *BODY), fetched=datetime(2024, 3, 1, tzinfo=UTC))
    work = tables / ".work"
    # Two of the fetches in one unit, the oldest in another; the order of the units plays no part.
    first = unit(work, "a", [(again, reading(again)), (new, reading(new))])
    second = unit(work, "b", [(old, reading(old))])
    for results in ((first, second), (second, first)):
        snapshot = published(tables, *results)
        (row,) = snapshot.arrow("articles").to_pylist()
        assert row["content_sha256"] == new.content_sha256
        assert row["fetched_at"] == again.fetched_at
        assert {r["content_sha256"] for name in FACT_TABLES for r in snapshot.arrow(name).to_pylist()} == {
            new.content_sha256
        }
        assert len(snapshot.arrow("mentions")) == len(list(reading(new).mentions))
        versions = snapshot.arrow("article_versions").to_pylist()
        assert [(v["version"], v["content_sha256"], v["first_seen"], v["last_seen"]) for v in versions] == [
            (1, old.content_sha256, old.fetched_at, old.fetched_at),
            (2, new.content_sha256, new.fetched_at, again.fetched_at),
        ]


def test_a_version_found_unchanged_was_seen_until_then(tables: Path) -> None:
    """The records that say so may lie in other files than the page: the crawl log tells of them."""
    old = article(1, fetched=datetime(2024, 1, 1, tzinfo=UTC))
    new = article(1, body=("Bản sửa: dòng đầu.", *BODY), fetched=datetime(2024, 2, 1, tzinfo=UTC))
    other = article(2, fetched=datetime(2024, 1, 1, tzinfo=UTC))
    results = [unit(tables / ".work", str(n), [(each, reading(each))]) for n, each in enumerate((old, new, other))]
    looks = {(old.url, 4): "unchanged", (old.url, 15): "unchanged", (new.url, 46): "unchanged", (other.url, 9): "error"}
    log = [
        {"url": url, "portal": None, "fetched_at": datetime(2024, 1, 1, tzinfo=UTC) + timedelta(days=day),
         "outcome": outcome} for (url, day), outcome in looks.items()
    ]  # fmt: skip
    versions = published(tables, *results, crawl_log=log).arrow("article_versions").to_pylist()
    seen = {(v["article_id"], v["version"]): v["last_seen"] for v in versions}
    assert seen == {
        (old.article_id, 1): datetime(2024, 1, 16, tzinfo=UTC),
        (new.article_id, 2): datetime(2024, 2, 16, tzinfo=UTC),
        (other.article_id, 1): other.fetched_at,
    }


def test_a_refresh_equals_a_full_build_and_links_what_is_unchanged(
    tables: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    one, two = made(tables, "one", 1, 2, 3, 4), made(tables, "two", 5, 6)
    before = published(tables, one)
    edited = article(
        2, body=(*BODY, "Thêm một câu."), published=later(DAY, days=800), fetched=datetime(2025, 1, 1, tzinfo=UTC)
    )
    three = unit(tables / ".work", "three", [(edited, reading(edited))])
    after = published(tables, one, two, three)

    full = tmp_path_factory.mktemp("full")
    (full / "snapshots").mkdir()
    assert content(after) == content(published(full, one, two, three))

    linked = {file for file, writer in after.manifest["files"].items() if writer == before.snapshot_id}
    assert all((before.folder / file).samefile(after.folder / file) for file in linked)
    # Of the articles' first parts only the year of the edited article was written anew.
    years = {file.split("/")[1] for file in before.manifest["files"] if file.startswith("articles/")}
    assert {file.split("/")[1] for file in linked if file.startswith("articles/")} == years - {"year=2021"}

    again = published(tables, one, two, three, compact=True)
    assert content(again) == content(after)
    assert len(again.manifest["batches"]) == 1 < len(after.manifest["batches"])


def test_an_archive_that_is_gone_takes_its_rows_along(tables: Path) -> None:
    one, two = made(tables, "one", 1, 2), made(tables, "two", 3)
    published(tables, one, two)
    assert published(tables, two).rows["articles"] == 1


def test_a_build_that_fails_leaves_what_was(tables: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = published(tables, made(tables, "one", 1))
    before = content(first)

    def full_disk(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(store, "write_manifest", full_disk)
    with pytest.raises(OSError, match="No space left"):
        published(tables, made(tables, "two", 2))
    assert open_snapshot(tables).snapshot_id == first.snapshot_id
    assert [p.name for p in (tables / "snapshots").iterdir()] == [first.snapshot_id]
    assert content(first) == before


HARMED = """
import os, random, resource, shutil, signal, sys
sys.path.insert(0, {tests!r})
from pathlib import Path
from extract.snapshots import open_snapshot
from extract.storage.validate import faults
from test_store import made, published
folder, KILLED = Path({folder!r}), 137

def tracing(stop, seen):
    def tracer(frame, event, arg):
        if "/extract/stor" in frame.f_code.co_filename:
            seen[0] += 1
            if seen[0] == stop:
                os._exit(KILLED)
            return tracer
    return tracer

results = made(folder, "one", 1, 2, 3), made(folder, "two", 5, 6)

def refresh(tables, stop):
    seen = [0]
    sys.settrace(tracing(stop, seen))
    published(tables, *results)
    sys.settrace(None)
    (folder / "lines").write_text(str(seen[0]))
    return 0

def refresh_on_full_disk(tables, most):
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))
    try:
        published(tables, *results)
    except OSError:
        return KILLED
    return 0

def whole_and_completes(tables):
    latest = open_snapshot(tables)
    assert faults(latest.folder) == []
    assert latest.rows["articles"] in (3, 5)
    assert published(tables, *results).rows["articles"] == 5
    assert [path.name for path in (tables / "snapshots").glob(".*")] == []
    return 0

def in_child(function, *arguments):
    child = os.fork()
    if child == 0:
        ended = 1
        try:
            ended = function(*arguments)
        finally:
            sys.stderr.flush()
            os._exit(ended)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])

def trial(name):
    return shutil.copytree(folder / "before", folder / name, symlinks=True)

def harm(name, function, amount):
    tables = trial(name)
    ended = in_child(function, tables, amount)
    assert ended in (0, KILLED), (name, ended)
    assert in_child(whole_and_completes, tables) == 0, name
    shutil.rmtree(tables)
    return ended == KILLED

assert in_child(refresh, trial("measured"), 0) == 0
lines = int((folder / "lines").read_text())
"""
KILLS = """
print(sum(harm(f"kill-{{line}}", refresh, line) for line in random.Random(5).sample(range(1, lines), 20)), lines)
"""
FULL = """
print(sum(harm(f"full-{{most}}", refresh_on_full_disk, most) for most in (0, 100, 3_000, 9_000, 20_000)), lines)
"""


def harmed(folder: Path, how: str) -> tuple[int, int]:
    """Run trials of a refresh that is stopped; return how many were, and how many lines of ours a refresh runs."""
    (folder / "before" / "snapshots").mkdir(parents=True)
    published(folder / "before", made(folder / "before", "one", 1, 2, 3))
    script = (HARMED + how).format(tests=str(Path(__file__).parent), folder=str(folder))
    ended = subprocess.run([sys.executable, "-c", script], check=False, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr
    stopped, lines = map(int, ended.stdout.split())
    return stopped, lines


def test_twenty_kills_leave_the_latest_whole_and_the_next_completes(tmp_path: Path) -> None:
    """Killed at lines drawn from all of a refresh; each trial begins with the snapshot before."""
    kills, lines = harmed(tmp_path, KILLS)
    assert kills == 20
    assert lines > 1_000


def test_a_disk_that_fills_leaves_the_latest_whole_and_the_next_completes(tmp_path: Path) -> None:
    """No file may grow beyond so many bytes, as if the disk were full: real writes fail, wherever they are."""
    full, _ = harmed(tmp_path, FULL)
    assert full >= 4


def test_tables_that_break_the_contract_are_not_published(tables: Path) -> None:
    good = published(tables, made(tables, "one", 1))
    result = made(tables, "two", 2)
    organisations = result.folder / "organisations.parquet"
    organisations.unlink()
    with pytest.raises(SnapshotError, match=r"signatories\.organisation_id: \d+ without a row in organisations"):
        published(tables, result)
    assert open_snapshot(tables).snapshot_id == good.snapshot_id


@pytest.mark.parametrize(
    ("table", "change", "fault"),
    [
        ("counts", {"mention": "15 doanh nghiệp"}, "counts: .* mentions do not stand where their spans say"),
        ("counts", {"char_start": 0}, "counts: .* mentions do not stand"),
        ("counts", {"content_sha256": "x"}, "counts: .* mentions do not stand"),
        ("counts", {"part_of": "counts:none"}, r"counts\.part_of: 2 without a row in counts, e\.g\. counts:none"),
        ("dates", {"article_id": "nobody"}, r"dates\.article_id: 1 without a row in articles"),
        ("awards", {"granted_by_ids": ["police/x"]}, r"awards\.granted_by_ids: 1 without a row"),
        ("counts", {"fact_id": "counts:0"}, "counts: fact_id is not unique"),
    ],
)
def test_validation_names_what_is_wrong(tables: Path, table: str, change: dict[str, object], fault: str) -> None:
    snapshot = published(tables, made(tables, "one", 1))
    (file,) = (snapshot.folder / table).rglob("*.parquet")
    rows = [{**row, **change} for row in pq.read_table(file, partitioning=None).to_pylist()]
    schema = pq.read_schema(file)
    file.unlink()
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), file)
    found = faults(snapshot.folder)
    assert any(re.search(fault, line) for line in found), found


def test_old_snapshots_stay_as_long_as_asked(tables: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    moments: Iterator[datetime] = iter(datetime(2024, 1, day, tzinfo=UTC) for day in range(1, 9))

    class Clock(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
            return next(moments)

    monkeypatch.setattr(manifest, "datetime", Clock)
    made_ones = [published(tables, made(tables, f"u{n}", n), keep=3) for n in range(1, 6)]
    assert [s.snapshot_id for s in snapshots(tables)] == [s.snapshot_id for s in reversed(made_ones[2:])]
    assert snapshot_on(tables, datetime(2024, 1, 4, 12, tzinfo=UTC)).snapshot_id == made_ones[3].snapshot_id
    with pytest.raises(NoSnapshotError, match="no snapshot kept is as old"):
        snapshot_on(tables, datetime(2023, 1, 1, tzinfo=UTC))


def test_a_snapshot_just_replaced_stays_for_its_readers(tables: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hours: Iterator[int] = iter((0, 12, 40, 50))

    class Clock(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
            return later(datetime(2024, 1, 1, tzinfo=UTC), hours=next(hours))

    monkeypatch.setattr(manifest, "datetime", Clock)
    first, second, third, fourth = (published(tables, made(tables, f"u{n}", n), keep=1) for n in range(1, 5))
    # The first was replaced 38 hours ago, the second 10.
    assert {s.snapshot_id for s in snapshots(tables)} == {s.snapshot_id for s in (second, third, fourth)}
    assert not first.folder.exists()


def test_an_open_snapshot_does_not_move_on(tables: Path) -> None:
    published(tables, made(tables, "one", 1))
    reader = open_snapshot(tables)
    published(tables, made(tables, "two", 2, 3))
    assert len(reader.pandas("articles")) == 1
    assert len(open_snapshot(tables).pandas("articles")) == 2
    assert open_snapshot(reader.folder).snapshot_id == reader.snapshot_id


def test_no_snapshot_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(NoSnapshotError, match=r"nowhere: no snapshot here; `phoihop extract` makes one"):
        open_snapshot(tmp_path / "nowhere")


def test_the_lock_names_its_holder(tables: Path) -> None:
    held = pytest.raises(LockHeldError, match=rf"another run holds the lock: extract, process {os.getpid()} on")
    with locked(tables, "extract"), held, locked(tables, "refresh"):
        pass
    with locked(tables, "refresh"):
        assert json.loads((tables / ".lock").read_text())["purpose"] == "refresh"


def test_views_leave_repeats_out(tables: Path) -> None:
    snapshot = published(tables, made(tables, "one", 1, 2))
    connection = snapshot.duckdb()
    assert connection.execute("SELECT count(*) FROM counts").fetchone() == (4,)
    assert connection.execute("SELECT count(*), sum(value) FROM counts_unique").fetchone() == (2, 28.0)
    comment = "SELECT comment FROM duckdb_columns() WHERE table_name = 'counts_unique' OR column_name = 'unit'"
    assert any("counted noun" in (row[0] or "") for row in connection.execute(comment).fetchall())


def test_crawl_log_and_coverage(tables: Path) -> None:
    log = [
        {
            "url": "https://phutho.example/het",
            "portal": "phutho_gov",
            "fetched_at": datetime(2024, 1, 1, tzinfo=UTC),
            "outcome": outcome,
        }
        for outcome in ("captcha", "archived")
    ]
    log[0]["url"] = "https://phutho.example/chan"
    snapshot = published(tables, made(tables, "one", 1, 2), crawl_log=iter(log))
    assert snapshot.rows["crawl_log"] == 2
    rows = {(row["portal"], row["month"]): row for row in snapshot.arrow("coverage").to_pylist()}
    months = [row for (portal, month), row in rows.items() if portal == "phutho_gov" and month]
    assert [row["extracted"] for row in months] == [1, 1]
    assert all(row["earliest_day"].replace(day=1) == row["month"] for row in months)
    assert rows["phutho_gov", None]["blocked"] == 1
    assert rows["phutho.example", None]["sifted"] == 2


def test_coverage_knows_what_was_found_and_never_fetched(tables: Path) -> None:
    """“No ceremony in March 2021” and “not crawled” must not look alike."""
    found = {"portal": "phutho_gov", "month": date(2021, 3, 1), "discovered": 40, "fetched": 0, "blocked": 3}
    same = {"portal": "phutho_gov", "month": date(2019, 5, 1), "discovered": 9, "earliest_day": date(2019, 5, 2)}
    snapshot = published(tables, made(tables, "one", 5), discovered=[found, same])
    rows = {row["month"]: row for row in snapshot.arrow("coverage").to_pylist() if row["portal"] == "phutho_gov"}
    empty, crawled = rows[date(2021, 3, 1)], rows[date(2019, 5, 1)]
    assert (empty["discovered"], empty["fetched"], empty["blocked"], empty["extracted"]) == (40, 0, 3, 0)
    assert (crawled["discovered"], crawled["fetched"], crawled["extracted"]) == (9, 1, 1)
    assert crawled["earliest_day"] == date(2019, 5, 2)


def test_another_crawl_log_is_another_snapshot(tables: Path) -> None:
    row = {"url": "u", "portal": None, "fetched_at": datetime(2024, 1, 1, tzinfo=UTC), "outcome": "unchanged"}
    result = made(tables, "one", 1)
    ids = {
        published(tables, result, crawl_log=[{**row, "fetched_at": row["fetched_at"] + timedelta(days=n)}]).snapshot_id  # type: ignore[operator]
        for n in range(2)
    }
    assert len(ids) == 2


FETCHED = datetime(2024, 1, 1, tzinfo=UTC)


def test_pages_of_a_held_portal_wait_and_its_earlier_rows_stay(tables: Path) -> None:
    """Quarantine, night by night: nothing new of it, everything of the others; then all of it."""
    night = later(FETCHED, days=1)
    old = made(tables, "one", 1, 2)
    new = made(tables, "two", 2, 3, fetched=night, archive="b.warc.gz")
    other = made(tables, "three", 4, fetched=night, archive="c.warc.gz", portal="baocantho")
    before = published(tables, old)

    held = published(tables, old, new, other, held={"phutho_gov": night})
    expected = {article(n).article_id for n in (1, 2, 4)}
    assert set(held.pandas("articles").article_id) == set(held.pandas("counts").article_id) == expected
    assert set(held.pandas("articles").archive) == {"a.warc.gz", "c.warc.gz"}
    assert len(held.pandas("article_versions")) == 3
    assert held.manifest["held"] == {"phutho_gov": "2024-01-02T00:00:00+00:00"}
    assert [file for file in before.manifest["files"] if held.manifest["files"].get(file) == before.snapshot_id]

    again = published(tables, old, new, other, held={"phutho_gov": night}, problems=["x.warc.gz: cannot be read"])
    assert content(again)["articles"] == content(held)["articles"]

    released = published(tables, old, new, other)
    assert set(released.pandas("articles").article_id) == {article(n).article_id for n in (1, 2, 3, 4)}
    assert set(released.pandas("articles").archive) == {"a.warc.gz", "b.warc.gz", "c.warc.gz"}
    fresh = published(tables, old, new, other, compact=True)
    assert content(fresh) == content(released)


def test_holding_after_publishing_takes_the_rows_back(tables: Path) -> None:
    old, new = made(tables, "one", 1), made(tables, "two", 1, 2, fetched=later(FETCHED, days=1), archive="b.warc.gz")
    first = published(tables, old)
    published(tables, old, new)
    back = published(tables, old, new, held={"phutho_gov": later(FETCHED, days=1)})
    assert content(back)["articles"] == content(first)["articles"]


def test_an_archive_that_is_gone_gives_the_older_version_back(tables: Path) -> None:
    old, new = made(tables, "one", 1, 2), made(tables, "two", 1, fetched=later(FETCHED, days=1), archive="b.warc.gz")
    first = published(tables, old)
    published(tables, old, new)
    assert content(published(tables, old)) == content(first)
