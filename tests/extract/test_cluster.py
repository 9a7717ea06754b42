"""Extraction on a Dask cluster of two processes on loopback: the same tables, whoever dies."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
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
from extract.storage.workers import read_unit

dask = pytest.importorskip("dask", reason="needs the extra `cluster` (Dask)")
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
    mark, kill, run = tmp_path / "died", (os.kill, os.getpid, signal.SIGKILL), read_unit

    def dies_once(unit: units.Unit, work: Path) -> units.UnitResult:
        if unit.archive.name == "2.warc.gz" and not mark.exists():
            mark.touch()
            send, own, number = kill
            send(own(), number)
        return run(unit, work)

    # Sent to the workers whole: they do not know this file.
    monkeypatch.setattr(jobs, "read_unit", dies_once)
    dies_once.__module__ = "__main__"
    summary = extract([archive], tmp_path / "tables", "any", scheduler=cluster.scheduler_address)
    assert mark.exists()
    assert (summary.articles, summary.issues) == (12, 0)


class _Counting:
    """A client that does something when it has handed over its second result."""

    def __init__(self, client: Any, at_the_second: Callable[[], Any]) -> None:
        self._client, self._act, self._done = client, at_the_second, 0

    @property
    def status(self) -> str:
        return str(self._client.status)

    def submit(self, function: Any, *arguments: Any, pure: bool) -> Any:
        future = self._client.submit(function, *arguments, pure=pure)

        def result() -> units.UnitResult:
            if self._done == 2:
                self._act()
            found: units.UnitResult = future.result()
            self._done += 1
            return found

        return SimpleNamespace(result=result)


@pytest.fixture
def scheduler() -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """A scheduler of its own with one worker, in processes that can be killed."""
    address = "import sys; from distributed.cli.dask_{0} import main; sys.argv[0] = 'dask-{0}'; main()"
    loopback = ["--host", "127.0.0.1", "--no-dashboard"]
    started = [subprocess.Popen(
        [sys.executable, "-c", address.format("scheduler"), "--port", "0", *loopback], stderr=subprocess.PIPE, text=True
    )]  # fmt: skip
    try:
        assert started[0].stderr is not None
        line = next(line for line in started[0].stderr if "Scheduler at:" in line)
        told = f"tcp://{line.partition('tcp://')[2].strip()}"
        started.append(
            subprocess.Popen(
                [sys.executable, "-c", address.format("worker"), told, "--nthreads", "1", "--no-nanny", *loopback],
                stderr=subprocess.DEVNULL, text=True,
            )
        )  # fmt: skip
        yield told, started[0]
    finally:
        for process in started:
            process.kill()
            process.wait()


def test_what_is_finished_outlives_the_scheduler(
    scheduler: tuple[str, subprocess.Popen[str]], archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address, process = scheduler

    def killed() -> None:
        process.kill()
        process.wait()

    quick = dask.config.set({"distributed.comm.timeouts.connect": "2s"})  # to find that it is gone for good
    with quick, distributed.Client(address, timeout="2s") as client, monkeypatch.context() as patch:
        # One unit at a time, that the last ones are still to be read when the scheduler dies.
        one_by_one = _Counting(client, killed)
        patch.setattr(jobs, "_cluster", lambda address: nullcontext(one_by_one))
        with pytest.raises(JobError, match="scheduler is gone"):
            extract([archive], tmp_path / "tables", "any", scheduler=address)
    assert not (tmp_path / "tables" / "latest").exists()
    again = extract([archive], tmp_path / "tables", "any", workers=1)
    assert (again.articles, again.issues) == (12, 0)
    assert again.units_reused >= 2


_CLIENT = """
import os, signal, sys
from contextlib import nullcontext
from distributed import Client
from test_cluster import _Counting
from extract import jobs
client = Client(sys.argv[1])
jobs._cluster = lambda address: nullcontext(_Counting(client, lambda: os.kill(os.getpid(), signal.SIGKILL)))
jobs.extract([sys.argv[2]], sys.argv[3], "any", scheduler=sys.argv[1])
"""


def test_what_is_finished_outlives_the_client(cluster: Any, archive: Path, tmp_path: Path) -> None:
    tables, address = tmp_path / "tables", cluster.scheduler_address
    path = os.pathsep.join([str(Path(__file__).parent), str(Path(jobs.__file__).parents[1])])
    done = subprocess.run(
        [sys.executable, "-c", _CLIENT, address, archive, tables],
        env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert not (tables / "latest").exists()
    again = extract([archive], tables, "any", scheduler=address)
    assert (again.articles, again.issues) == (12, 0)
    assert again.units_reused >= 2


def test_a_scheduler_that_does_not_answer_is_one_line(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(distributed, "Client", lambda address, timeout: (_ for _ in ()).throw(OSError("timed out")))
    with pytest.raises(JobError, match=r"tcp://127\.0\.0\.1:9: no Dask scheduler answers: timed out"):
        extract([archive], tmp_path / "tables", "any", scheduler="tcp://127.0.0.1:9")
