"""The commands on snapshots: the dictionary of the current one, and files made few again."""

import json
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from extract.snapshots import Snapshot, open_snapshot
from extract.tables import TABLES
from phoihop.cli import phoihop

Command = Callable[..., Result]


def warc(folder: Path, name: str, number: int) -> None:
    """An archive as other tools write it, with one article of our own in it."""
    folder.mkdir(exist_ok=True)
    sides = "Công an tỉnh và Liên đoàn Lao động tỉnh Phú Thọ"
    body = (
        f"<html><head><title>Ký quy chế {number}</title></head><body><article><h1>Ký quy chế phối hợp số {number}</h1>"
        f"<p>Ngày {number}/5/2019, {sides} ký quy chế phối hợp giai đoạn 2019-2024 tại {number} doanh nghiệp.</p>"
        "<p>Hai bên sẽ trao đổi thông tin mỗi tháng và cùng giữ gìn an ninh trật tự.</p></article></body></html>"
    )
    with (folder / name).open("wb") as stream:
        writer = WARCWriter(stream, gzip=True)
        headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
        url = f"https://bao.example/ky-ket-{number}.html"
        payload = BytesIO(body.encode())
        writer.write_record(writer.create_warc_record(url, "response", payload=payload, http_headers=headers))


@pytest.fixture
def command(tmp_path: Path) -> Command:
    folders = [f"--{name}={tmp_path / name}" for name in ("tables", "archive", "state")]

    def run(name: str, *arguments: str) -> Result:
        wanted = folders if name in ("extract", "compact") else folders[:1]
        return CliRunner().invoke(phoihop, [name, *wanted, *arguments], catch_exceptions=False)

    return run


def content(snapshot: Snapshot) -> dict[str, list[str]]:
    return {name: sorted(map(repr, snapshot.arrow(name).to_pylist())) for name in TABLES}


def test_compact_publishes_the_same_rows_in_fewer_files(tmp_path: Path, command: Command) -> None:
    for number in (1, 2, 3):
        warc(tmp_path / "archive", f"{number}.warc.gz", number)
        assert command("extract", "--workers=1").exit_code == 0
    before = open_snapshot(tmp_path / "tables")
    assert before.rows["articles"] == 3
    told = json.loads(command("compact", "--json").stdout)
    after = open_snapshot(tmp_path / "tables")
    assert after.snapshot_id == told["snapshot_id"] != before.snapshot_id
    assert told["units_reused"] == told["units"] == 3
    assert content(after) == content(before)
    assert len(list((after.folder / "articles").rglob("*.parquet"))) == 1
    assert len(list((before.folder / "articles").rglob("*.parquet"))) == 3


def test_the_dictionary_of_the_snapshot(tmp_path: Path, command: Command) -> None:
    warc(tmp_path / "archive", "1.warc.gz", 1)
    command("extract", "--workers=1")
    snapshot = open_snapshot(tmp_path / "tables")
    page = command("dictionary").stdout
    assert f"snapshot `{snapshot.snapshot_id}`" in page
    assert all(f"## {name}\n" in page for name in TABLES)
    url = next(line for line in page.splitlines() if line.startswith("| `url` |"))
    assert url.endswith("| https://bao.example/ky-ket-1.html | 0% |")

    package = json.loads(command("dictionary", "--json").stdout)
    assert package["id"] == snapshot.snapshot_id
    assert json.loads((snapshot.folder / "datapackage.json").read_text(encoding="utf-8")) == package
    for resource in package["resources"]:
        assert all((snapshot.folder / path).is_file() for path in resource["path"])
        assert resource["rows"] == snapshot.rows[resource["title"]]


def test_the_dictionary_goes_into_a_file(tmp_path: Path, command: Command) -> None:
    warc(tmp_path / "archive", "1.warc.gz", 1)
    command("extract", "--workers=1")
    command("dictionary", f"--output={tmp_path / 'tables.md'}")
    assert (tmp_path / "tables.md").read_text(encoding="utf-8").startswith("# Data dictionary")


def test_snapshots_are_listed_by_day_and_where_there_is_none_it_is_said(tmp_path: Path, command: Command) -> None:
    def path(*arguments: str) -> tuple[int, str]:
        told = CliRunner().invoke(phoihop, ["path", f"--tables={tmp_path / 'tables'}", *arguments])
        return told.exit_code, told.output or str(told.exception)

    assert "no snapshot here" in path("--all")[1]
    warc(tmp_path / "archive", "1.warc.gz", 1)
    assert command("extract", "--workers=1").exit_code == 0
    snapshot = open_snapshot(tmp_path / "tables")
    today = snapshot.created_at.astimezone()
    assert path("--all") == (0, f"{snapshot.snapshot_id}  {today:%Y-%m-%d %H:%M}  {snapshot.folder}\n")
    assert path("--on", f"{today:%Y-%m-%d}", "awards") == (0, f"{snapshot.folder / 'awards'}\n")
    assert "no snapshot kept is as old as 2020-01-01" in path("--on", "2020-01-01")[1]
    assert path("--on", "2020-02-30")[0] == path("figures")[0] == 2
