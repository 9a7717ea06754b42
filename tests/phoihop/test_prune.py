"""Retention: what no table rests on may go, by an explicit command, and what went stays known."""

import csv
import json
import shutil
import sqlite3
from collections import Counter
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner, Result
from warcio.checker import Checker

from crawler.crawl_log import iter_crawl_log
from crawler.options import CrawlOptions
from crawler.pruning import DROPPED, prune, records_of
from crawler.run import crawl
from crawler.sample import SampleServer
from crawler.seen import FILE, Seen
from extract.snapshots import Snapshot, open_snapshot
from extract.tables import FACT_TABLES
from extract.warc_reader import read_page_at
from phoihop.cli import phoihop
from phoihop.extracting import extract_archives
from phoihop.pruning import choice
from tests.crawler.bench import records

PORTALS = ["sample_laocai", "sample_baonghean"]


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("crawled")
    with SampleServer() as server:
        crawl(options(folder, server))
    extracted(folder)
    return folder


@pytest.fixture
def folder(crawled: Path, tmp_path: Path) -> Path:
    shutil.copytree(crawled, tmp_path, dirs_exist_ok=True, symlinks=True)
    return tmp_path


def options(folder: Path, server: SampleServer) -> CrawlOptions:
    return CrawlOptions(
        archive=folder / "archive", state=folder / "state", sample_address=server.address, delay=0, portals=PORTALS,
        everything=True, file_bytes=30_000, backoff=0.1,
    )  # fmt: skip


def extracted(folder: Path) -> Snapshot:
    extract_archives([folder / "archive"], folder / "tables", folder / "state", "police_union", workers=1)
    return open_snapshot(folder / "tables")


def pruned(folder: Path, *more: str) -> Result:
    places = [f"--{name}={folder / name}" for name in ("archive", "state", "tables")]
    return CliRunner().invoke(phoihop, ["prune", *places, "--days=0", *more], catch_exceptions=False)


def files(folder: Path) -> dict[str, int]:
    return {path.name: path.stat().st_size for path in sorted((folder / "archive").iterdir())}


def check(folder: Path) -> None:
    names = [str(path) for path in (folder / "archive").glob("*.warc.gz")]
    assert Checker(SimpleNamespace(inputs=names, verbose=False)).process_all() == 0


def facts(snapshot: Snapshot) -> dict[str, dict[str, object]]:
    """The facts of relevant articles, by their ids."""
    articles = snapshot.arrow("articles", ["article_id", "relevant"]).to_pylist()
    relevant = {row["article_id"] for row in articles if row["relevant"]}
    rows = (row for name in FACT_TABLES for row in snapshot.arrow(name).to_pylist())
    return {row["fact_id"]: row for row in rows if row["article_id"] in relevant}


def test_nothing_goes_without_being_asked_for(folder: Path) -> None:
    before = files(folder)
    assert "every page is kept" in pruned(folder, "--yes").output
    told = pruned(folder, "--keep=relevant")
    assert "nothing was deleted; --yes deletes them" in told.output
    assert "nothing to drop" in pruned(folder, "--keep=relevant", "--days=30", "--yes").output
    assert files(folder) == before


@pytest.mark.parametrize("keep", ["relevant", "facts"])
def test_what_the_tables_rest_on_stays_and_can_be_traced(folder: Path, keep: str) -> None:
    snapshot = open_snapshot(folder / "tables")
    rows = {row["article_id"]: row for row in snapshot.arrow("articles").to_pylist() if row["relevant"]}
    records_before, size = records(folder / "archive"), sum(files(folder).values())
    told = json.loads(pruned(folder, f"--keep={keep}", "--yes", "--json").output)
    assert sum(file["bytes_after"] for file in told["files"]) < 0.8 * size
    check(folder)
    after = extracted(folder)
    assert {row["article_id"] for row in after.arrow("articles").to_pylist() if row["relevant"]} == set(rows)
    assert facts(after) == facts(snapshot)
    assert facts(after)
    for row in after.arrow("articles").to_pylist():
        assert row["record_id"] == rows[row["article_id"]]["record_id"], "a record keeps its name where it moves"
        page = read_page_at(folder / "archive" / row["archive"], row["archive_offset"])
        assert page.url == row["url"]

    dropped = list(csv.DictReader((folder / "archive" / DROPPED).open(encoding="utf-8")))
    gone = Counter(records_before) - Counter(records(folder / "archive"))
    assert Counter((row["url"]) for row in dropped if row["kind"] == "response") == Counter(
        url for (_, url), times in gone.items() for _ in range(times)
    )
    assert {row["why"] for row in dropped} >= {"a list of links", "not relevant"}
    for row in iter_crawl_log(folder / "state"):
        if row["archive"]:
            assert (folder / "archive" / row["archive"]).exists()
    notes = [
        row["detail"] for row in iter_crawl_log(folder / "state") if "dropped from the archive" in (row["detail"] or "")
    ]
    assert len(notes) == sum(row["kind"] in {"response", "revisit"} for row in dropped)
    assert "nothing to drop" in pruned(folder, f"--keep={keep}", "--yes").output


def test_what_was_dropped_is_known_and_not_fetched_again(folder: Path) -> None:
    pruned(folder, "--keep=facts", "--yes")
    with SampleServer() as server:
        again = crawl(options(folder, server))
    assert (again.archived_articles, again.recovered, again.remarks) == (0, 0, [])
    check(folder)


@pytest.mark.parametrize("known", [False, True])
def test_a_pruning_that_was_cut_off_is_undone_or_finished(
    folder: Path, known: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = files(folder)
    chosen = choice(folder / "tables", "relevant", 0)
    cut = "crawler.pruning._publish" if known else "crawler.seen.Seen.replace_archive"

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(cut, stop)
        seen = Seen(folder / "state")
        with pytest.raises(KeyboardInterrupt):
            list(prune(folder / "archive", seen, chosen.why, date(2026, 1, 1), pretend=False))
        seen.close()
    assert any(name.endswith(".pruning") for name in files(folder))
    seen = Seen(folder / "state")
    list(prune(folder / "archive", seen, chosen.why, date(2026, 1, 2), pretend=False))
    seen.close()
    names = [name for name in files(folder) if name != DROPPED]
    assert not any(name.endswith(".pruning") for name in names)
    assert len(names) == len(before)
    with sqlite3.connect(folder / "state" / FILE) as state:
        places = {
            (name, offset) for name, offset in state.execute("SELECT archive, archive_offset FROM crawl_log") if name
        }
    lying = {(name, r.start) for name in names for r in records_of(folder / "archive" / name)}
    assert places <= lying


def test_pages_that_no_table_knows_stay(folder: Path) -> None:
    chosen = choice(folder / "tables", "facts", 0)
    record = next(r for path in (folder / "archive").iterdir() for r in records_of(path) if r.role == "article")
    unknown = type(record)(**{**vars(record), "url": "http://baonghean.example/chua-doc-d999.html"})
    assert chosen.why(unknown) is None
    assert chosen.before <= open_snapshot(folder / "tables").created_at, "nor what came after it"
