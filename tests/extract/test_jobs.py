"""Extraction over archives: what is done stays done, whoever dies, and one bad page or file costs itself only."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterable
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from extract import jobs
from extract.jobs import JobError, extract
from extract.lexicon import LexiconError
from extract.snapshots import Snapshot, open_snapshot
from extract.storage import unit_reading, units
from extract.storage.lock import LockHeldError, locked
from extract.storage.workers import read_unit
from extract.tables import TABLES

FACTS = (
    "Sáng 12/3/2021, Công an tỉnh Phú Thọ và Liên đoàn Lao động tỉnh Phú Thọ tổ chức hội nghị sơ kết 1 năm thực hiện "
    "Quy chế phối hợp. Hai bên đã tuyên truyền tại 17 doanh nghiệp trên địa bàn, giải quyết 3 vụ ngừng việc tập thể."
)


def html(number: int, body: str = FACTS) -> bytes:
    lines = "".join(f"<p>{line}</p>" for line in (body, f"Bài số {number} của loạt bài do ban biên tập thực hiện."))
    return (
        f'<html><head><meta charset="utf-8"><title>Sơ kết phối hợp lần {number}</title>'
        '<meta property="article:published_time" content="2021-03-13T08:00:00+07:00"></head>'
        f"<body><article><h1>Sơ kết phối hợp lần {number}</h1>{lines}</article></body></html>"
    ).encode()


def write(file: Path, pages: Iterable[tuple[str, bytes]], mime: str = "text/html; charset=utf-8") -> Path:
    with file.open("wb") as stream:
        writer = WARCWriter(stream, gzip=True)
        for url, body in pages:
            headers = StatusAndHeaders("200 OK", [("Content-Type", mime)], protocol="HTTP/1.1")
            record = writer.create_warc_record(url, "response", payload=BytesIO(body), http_headers=headers)
            record.rec_headers.replace_header("WARC-Date", "2024-05-01T00:00:00Z")
            record.rec_headers.replace_header("WARC-Record-ID", f"<urn:uuid:{len(body)}-{url[-9:]}>")
            writer.write_record(record)
    return file


def pages(first: int, last: int) -> list[tuple[str, bytes]]:
    return [(f"https://tin.example.vn/bai-{n}.html", html(n)) for n in range(first, last)]


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    folder = tmp_path / "archive"
    folder.mkdir()
    write(folder / "a.warc.gz", pages(0, 6))
    write(folder / "b.warc.gz", pages(6, 9))
    return folder


@pytest.fixture
def small_units(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(units, "UNIT_BYTES", 900)


def content(snapshot: Snapshot) -> dict[str, list[str]]:
    return {name: sorted(map(repr, snapshot.arrow(name).to_pylist())) for name in TABLES}


@pytest.mark.usefixtures("small_units")
def test_workers_and_units_make_no_difference(archive: Path, tmp_path: Path) -> None:
    one = extract([archive], tmp_path / "one", "any", workers=1)
    two = extract([archive], tmp_path / "two", "any", workers=2)
    assert one.units > 4
    assert one.snapshot_id == two.snapshot_id
    first, second = open_snapshot(tmp_path / "one"), open_snapshot(tmp_path / "two")
    assert first.manifest["files"] == second.manifest["files"]
    for file in first.manifest["files"]:
        assert (first.folder / file).read_bytes() == (second.folder / file).read_bytes(), file
    assert (one.pages, one.articles, one.rows["articles"]) == (9, 9, 9)
    assert one.rows["counts"] >= 18


def test_units_cut_an_archive_without_gap_or_overlap(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = extract([archive], tmp_path / "whole", "any", workers=1)
    assert whole.units == 2
    monkeypatch.setattr(units, "UNIT_BYTES", 700)
    cut = extract([archive], tmp_path / "cut", "any", workers=1)
    assert cut.units > whole.units
    assert content(open_snapshot(tmp_path / "whole")) == content(open_snapshot(tmp_path / "cut"))


@pytest.mark.usefixtures("small_units")
def test_a_killed_run_goes_on_where_it_was(archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    undisturbed = extract([archive], tmp_path / "undisturbed", "any", workers=1)
    done = []

    def dies_later(*arguments: object) -> units.UnitResult:
        if len(done) == 3:
            raise KeyboardInterrupt
        done.append(1)
        return read_unit(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(jobs, "read_unit", dies_later)
    with pytest.raises(KeyboardInterrupt):
        extract([archive], tmp_path / "tables", "any", workers=1)
    assert not (tmp_path / "tables" / "latest").exists()
    monkeypatch.setattr(jobs, "read_unit", read_unit)
    again = extract([archive], tmp_path / "tables", "any", workers=1)
    assert again.units_reused == 3
    assert again.snapshot_id == undisturbed.snapshot_id
    assert extract([archive], tmp_path / "tables", "any", workers=1).units_reused == again.units


def _dies(unit: units.Unit, work: Path) -> units.UnitResult:
    """A worker that dies once over a.warc.gz, and whenever it meets b.warc.gz."""
    mark = work / "died"
    if unit.archive.name == "b.warc.gz" or not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return read_unit(unit, work)


def test_a_workers_death_costs_its_unit_a_retry_and_not_the_run(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    undisturbed = extract([archive], tmp_path / "undisturbed", "any", workers=1)
    monkeypatch.setattr(jobs, "read_unit", _dies)
    summary = extract([archive], tmp_path / "tables", "any", workers=2)
    assert summary.articles == 6
    (issue,) = open_snapshot(tmp_path / "tables").arrow("issues").to_pylist()
    assert (issue["stage"], issue["kind"], issue["url"]) == ("worker", "failed", "b.warc.gz")
    assert "died 3 times" in issue["detail"]
    # The next run tries what failed once more.
    monkeypatch.setattr(jobs, "read_unit", read_unit)
    again = extract([archive], tmp_path / "tables", "any", workers=1)
    assert (again.articles, again.units_reused) == (9, 1)
    assert again.snapshot_id == undisturbed.snapshot_id


def test_a_script_without_a_main_guard_is_told_so(archive: Path, tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(f"from extract.jobs import extract\nextract([{str(archive)!r}], 'tables', 'any', workers=2)\n")
    done = subprocess.run(
        [sys.executable, script], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 1
    assert "JobError: the worker processes cannot start" in done.stderr.splitlines()[-1]
    assert not (tmp_path / "tables" / "latest").exists()


def test_code_that_changes_during_a_run_is_noticed(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unit_reading, "base_version", lambda: "changed since it was planned")
    with pytest.raises(JobError, match="the code of phoihop differs"):
        extract([archive / "a.warc.gz"], tmp_path / "tables", "any", workers=1)


def test_an_edited_archive_is_read_again(archive: Path, tmp_path: Path) -> None:
    extract([archive], tmp_path / "tables", "any", workers=1)
    write(archive / "b.warc.gz", pages(6, 12))
    summary = extract([archive], tmp_path / "tables", "any", workers=1)
    assert (summary.units_reused, summary.rows["articles"]) == (1, 12)


def test_results_that_no_snapshot_is_made_of_go(archive: Path, tmp_path: Path) -> None:
    work = tmp_path / "tables" / ".work"
    (work / ".half-written.77").mkdir(parents=True)
    for last in (12, 15):
        extract([archive], tmp_path / "tables", "any", workers=1, keep=1, grace=timedelta(0))
        write(archive / "b.warc.gz", pages(6, last))
    extract([archive], tmp_path / "tables", "any", workers=1, keep=1, grace=timedelta(0))
    assert len(list(work.glob("*/unit.json"))) == 2
    assert not list(work.glob(".*"))


def test_a_second_subject_does_not_meet_the_first(archive: Path, tmp_path: Path) -> None:
    write(
        archive / "c.warc.gz",
        [("https://tin.example.vn/khac.html", html(1, "Giá lúa hè thu tại các huyện ven biển tăng nhẹ. " * 5))],
    )
    every = extract([archive], tmp_path / "tables", "any", workers=1)
    sifted = extract([archive], tmp_path / "tables", "police_union", workers=1)
    assert (every.articles, every.sifted) == (10, 0)
    assert (sifted.articles, sifted.sifted) == (9, 1)
    (row,) = open_snapshot(tmp_path / "tables").arrow("sifted").to_pylist()
    assert row["url"] == "https://tin.example.vn/khac.html"
    assert row["month"].isoformat() == "2021-03-01"
    assert sifted.snapshot_id != every.snapshot_id


def test_an_edited_portal_reads_only_its_pages_again(archive: Path, tmp_path: Path) -> None:
    registry = tmp_path / "portals"
    registry.mkdir()
    portal = 'name = "Tin"\nkind = "newspaper"\nbase_url = "https://{host}"\nprovince = "{province}"\n'
    (registry / "tin.toml").write_text(portal.format(host="tin.example.vn", province="Phú Thọ"))
    write(archive / "other.warc.gz", [("https://khac.example.vn/1.html", html(20))])
    first = extract([archive], tmp_path / "tables", "any", workers=1, registry=registry)
    assert first.units_reused == 0
    (registry / "tin.toml").write_text(portal.format(host="tin.example.vn", province="Vĩnh Phúc"))
    second = extract([archive], tmp_path / "tables", "any", workers=1, registry=registry)
    assert (second.units, second.units_reused) == (3, 1)
    assert second.snapshot_id != first.snapshot_id
    provinces = (
        open_snapshot(tmp_path / "tables").pandas("articles").groupby("portal", dropna=False)["province"].unique()
    )
    assert provinces["tin"].tolist() == ["Vĩnh Phúc"]


def test_only_the_portals_asked_for(archive: Path, tmp_path: Path) -> None:
    with pytest.raises(JobError, match="unknown portal nowhere"):
        extract([archive], tmp_path / "tables", "any", workers=1, portals=["nowhere"])
    registry = tmp_path / "portals"
    registry.mkdir()
    (registry / "khac.toml").write_text('name = "Khác"\nkind = "newspaper"\nbase_url = "https://khac.example.vn"\n')
    write(archive / "other.warc.gz", [("https://khac.example.vn/1.html", html(20))])
    summary = extract([archive], tmp_path / "tables", "any", workers=1, registry=registry, portals=["khac"])
    assert summary.articles == 1


def test_bad_input_costs_itself_only(archive: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    write(archive / "pdf.warc.gz", [("https://tin.example.vn/1.pdf", b"%PDF-1.7 ...")], "application/pdf")
    write(archive / "empty.warc.gz", [("https://tin.example.vn/trong.html", b"")])
    whole = (archive / "b.warc.gz").read_bytes()
    (archive / "cut.warc.gz").write_bytes(write(tmp_path / "c", pages(30, 33)).read_bytes()[:-40])
    (archive / "none.warc.gz").write_bytes(b"")
    (archive / "text.warc").write_text("this is no archive")
    summary = extract([archive, tmp_path / "missing.warc.gz"], tmp_path / "tables", "any", workers=1)
    assert summary.problems == [f"{tmp_path}/missing.warc.gz: no such file or folder"]
    assert summary.articles == 9 + 2
    issues = open_snapshot(tmp_path / "tables").arrow("issues").to_pylist()
    named = {issue["url"]: issue["detail"] for issue in issues}
    for name in ("1.pdf", "trong.html", "text.warc", "none.warc.gz", "missing.warc.gz"):
        assert any(name in f"{url} {detail}" for url, detail in named.items()), name
    assert any("cut.warc.gz" in detail for detail in named.values())
    assert (archive / "b.warc.gz").read_bytes() == whole


def test_one_page_that_breaks_a_rule_is_one_issue(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from extract import pipeline

    def breaks(document: object, subject: str) -> object:
        if "lần 4" in document.text:  # type: ignore[attr-defined]
            raise ZeroDivisionError("a rule's mistake")
        return read(document, subject)  # type: ignore[arg-type]

    read = pipeline.read_document
    monkeypatch.setattr(pipeline, "read_document", breaks)
    summary = extract([archive], tmp_path / "tables", "any", workers=1)
    assert summary.articles == 8
    failed = [i for i in open_snapshot(tmp_path / "tables").arrow("issues").to_pylist() if i["kind"] == "failed"]
    assert [(i["url"], i["stage"]) for i in failed] == [("https://tin.example.vn/bai-4.html", "facts")]
    assert failed[0]["detail"].startswith("ZeroDivisionError: a rule's mistake (a.warc.gz at byte ")


@pytest.mark.parametrize(
    ("paths", "fault"),
    [([], "no archives given"), (["nowhere.warc.gz"], "nowhere.warc.gz: no such file or folder")],
)
def test_nothing_to_read_is_one_line(paths: list[str], fault: str, tmp_path: Path) -> None:
    with pytest.raises(JobError, match=fault):
        extract(paths, tmp_path / "tables", workers=1)
    assert not (tmp_path / "tables" / "latest").exists()


def test_an_unknown_subject_is_one_line(archive: Path, tmp_path: Path) -> None:
    with pytest.raises(LexiconError, match="unknown subject 'weather'"):
        extract([archive], tmp_path / "tables", "weather", workers=1)


def test_a_folder_that_cannot_be_written_is_one_line(archive: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(JobError, match=r"file/tables.*: cannot be written: Not a directory"):
        extract([archive], tmp_path / "file" / "tables", workers=1)


def test_a_second_run_at_the_same_time_is_turned_away(archive: Path, tmp_path: Path) -> None:
    (tmp_path / "tables").mkdir()
    with locked(tmp_path / "tables", "refresh"), pytest.raises(LockHeldError, match="refresh, process"):
        extract([archive], tmp_path / "tables", workers=1)


def test_names_of_archives_are_told_apart(archive: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    write(other / "a.warc.gz", pages(40, 42))
    summary = extract([archive, other], tmp_path / "tables", "any", workers=1)
    names = {a["name"] for a in open_snapshot(tmp_path / "tables").manifest["archives"]}
    assert names == {"a.warc.gz", "b.warc.gz", "other/a.warc.gz"}
    assert summary.articles == 11


def test_the_summary_is_json(archive: Path, tmp_path: Path) -> None:
    summary = extract([archive], tmp_path / "tables", "any", workers=1)
    told = json.loads(json.dumps(summary.as_json()))
    assert told["rows"].keys() == TABLES.keys()
    assert told["snapshot"].endswith(told["snapshot_id"])


def test_progress_is_shown_when_asked_for(archive: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    extract([archive], tmp_path / "tables", "any", workers=1, progress=False)
    assert capfd.readouterr() == ("", "")
    extract([archive], tmp_path / "tables", "police_union", workers=1, progress=True)
    out, err = capfd.readouterr()
    assert (out, "extract: 100%" in err) == ("", True)


@pytest.mark.usefixtures("small_units")
def test_a_cluster_gives_the_same_tables(archive: Path, tmp_path: Path) -> None:
    distributed = pytest.importorskip("distributed")
    serial = extract([archive], tmp_path / "serial", "any", workers=1)
    with distributed.LocalCluster(
        n_workers=1, threads_per_worker=1, processes=False, protocol="tcp://", dashboard_address=None
    ) as cluster:
        spread = extract([archive], tmp_path / "cluster", "any", scheduler=cluster.scheduler_address)
    assert (spread.snapshot_id, spread.units) == (serial.snapshot_id, serial.units)


def test_a_scheduler_that_does_not_answer_is_one_line(archive: Path, tmp_path: Path) -> None:
    pytest.importorskip("distributed")
    with pytest.raises(JobError, match=r"nonsense: no Dask scheduler answers"):
        extract([archive], tmp_path / "tables", "any", scheduler="nonsense")


def test_a_compacted_snapshot_has_the_same_rows(archive: Path, tmp_path: Path) -> None:
    extract([archive / "a.warc.gz"], tmp_path / "tables", "any", workers=1)
    grown = extract([archive], tmp_path / "tables", "any", workers=1)
    before = open_snapshot(tmp_path / "tables")
    compacted = extract([archive], tmp_path / "tables", "any", workers=1, compact=True, accuracy={"dates": 0.99})
    after = open_snapshot(tmp_path / "tables")
    assert (grown.units_reused, compacted.units_reused) == (1, 2)
    assert content(after) == content(before)
    assert len(after.manifest["files"]) < len(before.manifest["files"])
    assert after.manifest["accuracy"] == {"dates": 0.99}
