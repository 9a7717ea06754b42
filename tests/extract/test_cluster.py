"""Extraction on a Dask cluster of two processes on loopback: the same tables, whoever dies."""

import os
import signal
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from test_jobs import pages, write

from extract import jobs
from extract.jobs import JobError, extract
from extract.snapshots import open_snapshot
from extract.storage import units

distributed = pytest.importorskip("distributed", reason="needs the extra `cluster` (Dask)")


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None) as made:
        yield made


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    folder = tmp_path / "archive"
    folder.mkdir()
    for number in range(4):
        write(folder / f"{number}.warc.gz", pages(3 * number, 3 * number + 3))
    return folder


def test_the_tables_are_those_of_one_process(cluster: Any, archive: Path, tmp_path: Path) -> None:
    alone = extract([archive], tmp_path / "alone", "any", workers=1)
    summary = extract([archive], tmp_path / "tables", "any", scheduler=cluster.scheduler_address)
    assert (summary.units, summary.articles, summary.snapshot_id) == (4, 12, alone.snapshot_id)
    one, two = open_snapshot(tmp_path / "alone"), open_snapshot(tmp_path / "tables")
    assert one.manifest["files"] == two.manifest["files"]
    for file in one.manifest["files"]:
        assert (one.folder / file).read_bytes() == (two.folder / file).read_bytes(), file


def test_addresses_are_read_like_files_and_once(cluster: Any, archive: Path, tmp_path: Path) -> None:
    addresses = [f"file://{path}" for path in sorted(archive.glob("*.gz"))]
    first = extract(addresses[:3], tmp_path / "tables", "any", scheduler=cluster.scheduler_address)
    assert (first.articles, first.units_reused) == (9, 0)
    again = extract(addresses, tmp_path / "tables", "any", scheduler=cluster.scheduler_address)
    assert (again.articles, again.units_reused) == (12, 3)


def test_a_workers_death_costs_a_retry(
    cluster: Any, archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark, kill, run = tmp_path / "died", (os.kill, os.getpid, signal.SIGKILL), units.run

    def dies_once(unit: units.Unit, work: Path) -> units.UnitResult:
        if unit.archive.name == "2.warc.gz" and not mark.exists():
            mark.touch()
            send, own, number = kill
            send(own(), number)
        return run(unit, work)

    # Sent to the workers whole: they do not know this file.
    monkeypatch.setattr(jobs, "run", dies_once)
    dies_once.__module__ = "__main__"
    summary = extract([archive], tmp_path / "tables", "any", scheduler=cluster.scheduler_address)
    assert mark.exists()
    assert (summary.articles, summary.issues) == (12, 0)


def test_what_is_finished_outlives_the_scheduler(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = SimpleNamespace(status="running", done=0)

    def submit(function: Any, *arguments: Any, pure: bool) -> Any:
        def result() -> units.UnitResult:
            if client.done == 2:
                client.status = "connecting"
                raise RuntimeError("scheduler-connection-lost")
            client.done += 1
            found: units.UnitResult = function(*arguments)
            return found

        return SimpleNamespace(result=result)

    client.submit = submit
    with monkeypatch.context() as patch:
        patch.setattr(jobs, "_cluster", lambda address: nullcontext(client))
        with pytest.raises(JobError, match="scheduler is gone"):
            extract([archive], tmp_path / "tables", "any", scheduler="tcp://127.0.0.1:1")
    assert not (tmp_path / "tables" / "latest").exists()
    assert extract([archive], tmp_path / "tables", "any", workers=1).units_reused == 2


def test_a_scheduler_that_does_not_answer_is_one_line(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(distributed, "Client", lambda address, timeout: (_ for _ in ()).throw(OSError("timed out")))
    with pytest.raises(JobError, match=r"tcp://127\.0\.0\.1:9: no Dask scheduler answers: timed out"):
        extract([archive], tmp_path / "tables", "any", scheduler="tcp://127.0.0.1:9")
