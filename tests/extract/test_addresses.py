"""Archives at addresses: read as they lie on a server's disk, whatever the server can do and however it fails."""

import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from test_jobs import pages, write

from extract.jobs import JobError, extract
from extract.snapshots import open_snapshot
from extract.warc_reader import ArchiveError, Page, read_page_at, read_pages

pytest.importorskip("aiohttp", reason="needs the extra `cluster` (fsspec over http)")
fsspec = pytest.importorskip("fsspec", reason="needs the extra `cluster`")


class _Server(ThreadingHTTPServer):
    """Serves the bytes of one file. What else it does is the first part of the path."""

    def __init__(self, content: bytes) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.content = content

    def address(self, manner: str) -> str:
        return f"http://127.0.0.1:{self.server_port}/{manner}/a.warc.gz"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_HEAD(self) -> None:
        self._answer(body=False)

    def do_GET(self) -> None:
        self._answer(body=True)

    def _answer(self, body: bool) -> None:
        manner = self.path.split("/")[1]
        if manner.isdigit():
            self.send_response(int(manner))
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        content, asked = self.server.content, re.match(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        if asked and manner != "whole":
            first, last = int(asked[1]), min(int(asked[2] or len(content)), len(content) - 1)
            self.send_response(206)
            self.send_header("Content-Range", f"bytes {first}-{last}/{len(content)}")
            content = content[first : last + 1]
        else:
            self.send_response(200)
        if manner != "whole":
            self.send_header("Accept-Ranges", "bytes")
        self.send_header("ETag", f'"{hash(self.server.content)}"')
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if body:
            self.wfile.write(content if manner != "broken" else content[: len(content) // 2])
            self.close_connection = manner == "broken"

    def log_message(self, *arguments: object) -> None:
        pass


@pytest.fixture
def server(tmp_path: Path) -> Iterator[_Server]:
    file = tmp_path / "a.warc.gz"
    write(file, pages(0, 3))
    with _Server(file.read_bytes()) as made:
        thread = threading.Thread(target=made.serve_forever, args=(0.01,))
        thread.start()
        yield made
        made.shutdown()
        thread.join()


@pytest.mark.parametrize("manner", ["ranges", "whole"])
def test_an_address_is_read_like_a_file(server: _Server, tmp_path: Path, manner: str) -> None:
    local = [page for page in read_pages(tmp_path / "a.warc.gz") if isinstance(page, Page)]
    assert list(read_pages(server.address(manner))) == local
    assert len(local) == 3


def test_a_page_is_found_by_its_place(server: _Server) -> None:
    address = server.address("ranges")
    last = list(read_pages(address))[-1]
    assert isinstance(last, Page)
    assert read_page_at(address, last.offset) == last


def test_a_file_that_changed_at_its_address_is_read_again(server: _Server, tmp_path: Path) -> None:
    address = server.address("ranges")
    first, again = (extract([address], tmp_path / "tables", "any", workers=1) for _ in range(2))
    write(tmp_path / "b.warc.gz", pages(3, 5))
    server.content = (tmp_path / "b.warc.gz").read_bytes()
    changed = extract([address], tmp_path / "tables", "any", workers=1)
    assert [(run.articles, run.units_reused) for run in (first, again, changed)] == [(3, 0), (3, 1), (2, 0)]


@pytest.mark.parametrize("manner", ["404", "403", "500", "broken"])
def test_a_server_that_fails_is_an_archive_that_cannot_be_read(server: _Server, tmp_path: Path, manner: str) -> None:
    bad, good = server.address(manner), tmp_path / "b.warc.gz"
    with pytest.raises(ArchiveError, match=re.escape(bad)):
        list(read_pages(bad))
    with pytest.raises(ArchiveError, match=re.escape(bad)):
        read_page_at(bad, 0)
    write(good, pages(3, 5))
    summary = extract([bad, good], tmp_path / "tables", "any", workers=1)
    assert summary.articles == 2
    told = [issue["detail"] for issue in open_snapshot(tmp_path / "tables").arrow("issues").to_pylist()]
    assert any(bad in line for line in [*summary.problems, *told])


def test_nothing_but_failing_addresses_is_one_line(server: _Server, tmp_path: Path) -> None:
    with pytest.raises(JobError, match="403"):
        extract([server.address("403")], tmp_path / "tables", "any", workers=1)


def test_any_store_of_fsspec_will_do(tmp_path: Path) -> None:
    write(tmp_path / "a.warc.gz", pages(0, 3))
    with fsspec.open("memory://bucket/2024/a.warc.gz", "wb") as file:
        file.write((tmp_path / "a.warc.gz").read_bytes())
    first = extract(["memory://bucket/2024/a.warc.gz"], tmp_path / "tables", "any", workers=1)
    again = extract(["memory://bucket/2024/a.warc.gz"], tmp_path / "tables", "any", workers=1)
    assert (first.articles, first.units_reused, again.units_reused) == (3, 0, 1)
    local = extract([tmp_path / "a.warc.gz"], tmp_path / "local", "any", workers=1)
    assert local.rows == first.rows


def test_a_store_that_nobody_knows_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(JobError, match=r"nowhere://a\.warc\.gz"):
        extract(["nowhere://a.warc.gz"], tmp_path / "tables", "any", workers=1)
