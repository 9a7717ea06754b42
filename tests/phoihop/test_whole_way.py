"""The whole way on the sample portals: crawl over HTTP, archive, tables; twice, and again from the archive alone."""

import hashlib
import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from warcio.cli import main as warcio

from crawler.portals.registry import load_registry
from extract.snapshots import Snapshot, open_snapshot
from extract.tables import FACT_TABLES, TABLES
from extract.warc_reader import archives, read_page_at


def phoihop(*arguments: object) -> dict[str, object]:
    done = subprocess.run(
        [sys.executable, "-m", "phoihop.cli", *map(str, arguments), "--json"],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    summary: dict[str, object] = json.loads(done.stdout)
    return summary


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, object]]:
    folder = tmp_path_factory.mktemp("demo")
    return folder, phoihop("demo", "--folder", folder)


@pytest.fixture(scope="module")
def snapshot(demo: tuple[Path, dict[str, object]]) -> Snapshot:
    return open_snapshot(demo[0] / "tables")


def digests(snapshot: Snapshot, tables: tuple[str, ...]) -> dict[str, str]:
    return {
        str(path.relative_to(snapshot.folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for table in tables
        for path in sorted((snapshot.folder / table).glob("**/*.parquet"))
    }


def test_every_table_is_there_as_the_contract_says(snapshot: Snapshot) -> None:
    for name, table in TABLES.items():
        files = list((snapshot.folder / name).glob("**/*.parquet"))
        assert files, name
        for file in files:
            schema = pq.read_schema(file)
            assert schema.equals(table.schema, check_metadata=False), file
            assert all(column.metadata[b"description"] for column in schema)
            assert schema.metadata[b"snapshot_id"].decode() == snapshot.snapshot_id
    for name in (
        "articles",
        *FACT_TABLES,
        "organisations",
        "provinces",
        "coverage",
        "crawl_log",
        "duplicates",
        "events",
    ):
        assert snapshot.rows[name] > 0, name


def test_every_fact_leads_back_to_its_archived_page(demo: tuple[Path, dict[str, object]], snapshot: Snapshot) -> None:
    articles = {row["article_id"]: row for row in snapshot.arrow("articles").to_pylist()}
    for table in FACT_TABLES:
        for fact in snapshot.arrow(table).to_pylist():
            article = articles[fact["article_id"]]
            text = article["text"]
            assert text[fact["char_start"] : fact["char_end"]] == fact["mention"]
            assert fact["mention"] in fact["evidence"]
            assert fact["evidence"] in text
            for source in fact["sources"]:
                assert 0 <= source["char_start"] < source["char_end"] <= len(text)
    places = {archive.name: archive for archive in archives([demo[0] / "archive"])}
    for article in list(articles.values())[::7]:
        page = read_page_at(places[article["archive"]], article["archive_offset"])
        assert (page.url, page.record_id) == (article["url"], article["record_id"])


def test_the_archive_passes_warcio_check(demo: tuple[Path, dict[str, object]]) -> None:
    files = sorted((demo[0] / "archive").glob("*.warc.gz"))
    assert files
    with pytest.raises(SystemExit) as end:
        warcio(["check", *map(str, files)])
    assert end.value.code == 0
    assert not list((demo[0] / "archive").glob("*.open*"))


def test_no_port_and_no_loopback_address_is_stored(snapshot: Snapshot) -> None:
    hosts = {host for portal in load_registry().portals.values() if portal.sample for host in portal.hosts}
    for row in snapshot.arrow("articles").to_pylist():
        assert row["url"].split("/")[2] in hosts
        assert "127.0.0.1" not in row["canonical_url"]


def test_crawl_log_tells_every_fate(snapshot: Snapshot) -> None:
    outcomes = Counter(snapshot.pandas("crawl_log").outcome)
    assert outcomes["archived"] > 60
    assert outcomes["http_error"] >= 2  # one page that fails once, one that is not there


def test_second_run_fetches_next_to_nothing_and_says_the_same(demo: tuple[Path, dict[str, object]]) -> None:
    folder, first = demo
    before = open_snapshot(folder / "tables")
    facts = {table: before.arrow(table) for table in FACT_TABLES}
    second = phoihop("demo", "--folder", folder)
    assert sum(p["archived_articles"] for p in second["crawl"]["portals"].values()) == 0  # type: ignore[index]
    assert requests(second) < requests(first) / 3
    after = open_snapshot(folder / "tables")
    assert {table: after.arrow(table) for table in FACT_TABLES} == facts


def requests(summary: dict[str, object]) -> int:
    return sum(p["requests"] for p in summary["crawl"]["portals"].values())  # type: ignore[index]


def test_the_same_archive_gives_the_same_bytes(demo: tuple[Path, dict[str, object]], tmp_path: Path) -> None:
    archive = demo[0] / "archive"
    for name, workers in (("one", 1), ("two", 2)):
        phoihop("extract", "--tables", tmp_path / name, "--state", tmp_path / "none", "--workers", workers, archive)
    one, two = open_snapshot(tmp_path / "one"), open_snapshot(tmp_path / "two")
    assert one.snapshot_id == two.snapshot_id
    assert digests(one, tuple(TABLES)) == digests(two, tuple(TABLES))


def test_subject_any_reads_every_page(demo: tuple[Path, dict[str, object]], snapshot: Snapshot, tmp_path: Path) -> None:
    summary = phoihop("extract", "--subject", "any", "--tables", tmp_path, "--state", tmp_path, demo[0] / "archive")
    everything = open_snapshot(tmp_path)
    assert everything.rows["sifted"] == 0
    assert summary["articles"] >= snapshot.rows["articles"]
    relevant = {s: set(s.pandas("articles").query("relevant").article_id) for s in (snapshot, everything)}
    assert relevant[snapshot] == relevant[everything]  # sifting loses nothing


def test_report_of_the_demo(snapshot: Snapshot, tmp_path: Path) -> None:
    from extract.report import write_report

    index = write_report(snapshot, tmp_path / "report")
    assert "Phối hợp công an" in index.read_text(encoding="utf-8")
    pages = list((tmp_path / "report" / "articles").glob("*.html"))
    assert len(pages) == snapshot.rows["articles"]


def test_show_marks_the_facts(demo: tuple[Path, dict[str, object]], snapshot: Snapshot) -> None:
    article = snapshot.arrow("awards").to_pylist()[0]["article_id"]
    shown = phoihop("show", article[:10], "--tables", demo[0] / "tables")
    assert shown["article"]["article_id"] == article  # type: ignore[index]
    assert shown["awards"]
