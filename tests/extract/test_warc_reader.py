"""Archives as any tool writes them, whole and damaged."""

import gzip
import io
import zlib
from datetime import UTC, datetime
from pathlib import Path

import brotli
import pytest
import zstandard
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from extract import warc_reader
from extract.warc_reader import ArchiveError, Fault, Page, archives, read_page_at, read_pages

HTML = "<html><body><p>Công an tỉnh và Công đoàn tỉnh ký kết quy chế phối hợp.</p></body></html>".encode()


class Writer:
    """A WARC file in the making."""

    def __init__(self, path: Path, gzipped: bool = True) -> None:
        self.path = path
        self.stream = path.open("wb")
        self.writer = WARCWriter(self.stream, gzip=gzipped)

    def add(
        self,
        url,
        body=HTML,
        kind="response",
        status="200 OK",
        headers=(("Content-Type", "text/html; charset=UTF-8"),),
        warc=None,
    ):
        http = StatusAndHeaders(status, list(headers), protocol="HTTP/1.1") if kind == "response" else None
        warc = {"WARC-Date": "2024-03-04T11:50:00Z", **(warc or {})}
        record = self.writer.create_warc_record(
            url,
            kind,
            payload=io.BytesIO(body),
            http_headers=http,
            warc_headers_dict=warc,
            warc_content_type="text/html" if kind == "resource" else "",
        )
        self.writer.write_record(record)
        return record.rec_headers

    def done(self) -> Path:
        self.stream.close()
        return self.path


@pytest.fixture
def writer(tmp_path):
    return Writer(tmp_path / "a.warc.gz")


def pages(path) -> list[Page]:
    return [found for found in read_pages(path) if isinstance(found, Page)]


def faults(path) -> list[str]:
    return [found.kind for found in read_pages(path) if isinstance(found, Fault)]


@pytest.mark.parametrize("gzipped", [True, False])
def test_a_page_with_all_that_is_known_of_it(tmp_path, gzipped):
    writer = Writer(tmp_path / "a.warc", gzipped)
    writer.add("http://tin.example/0.html")
    head = writer.add("http://tin.example/1.html", warc={"WARC-Phoihop-Role": "article"})
    path = writer.done()
    first, page = pages(path)
    assert (page.url, page.body, page.content_type, page.charset, page.status) == (
        "http://tin.example/1.html",
        HTML,
        "text/html",
        "utf-8",
        200,
    )
    assert page.fetched_at == datetime(2024, 3, 4, 11, 50, tzinfo=UTC)
    assert (page.archive, page.role, page.record_type, first.role) == ("a.warc", "article", "response", None)
    assert page.record_id == head.get_header("WARC-Record-ID").strip("<>")
    assert first.offset == 0 < page.offset
    assert read_page_at(path, page.offset) == page
    assert faults(path) == []


def chunked(body: bytes) -> bytes:
    return (
        b"".join(b"%x\r\n%b\r\n" % (len(body[i : i + 40]), body[i : i + 40]) for i in range(0, len(body), 40))
        + b"0\r\n\r\n"
    )


def deflated(body: bytes) -> bytes:
    engine = zlib.compressobj(wbits=-15)
    return engine.compress(body) + engine.flush()


@pytest.mark.parametrize(
    ("header", "value", "body"),
    [
        ("Content-Encoding", "gzip", gzip.compress(HTML)),
        ("Content-Encoding", "gzip", gzip.compress(HTML[:30]) + gzip.compress(HTML[30:])),
        ("Content-Encoding", "gzip", HTML),  # decoded by the tool that archived it
        ("Content-Encoding", "deflate", zlib.compress(HTML)),
        ("Content-Encoding", "deflate", deflated(HTML)),
        ("Content-Encoding", "br", brotli.compress(HTML)),
        ("Content-Encoding", "br", HTML),
        ("Content-Encoding", "zstd", zstandard.compress(HTML)),
        ("Content-Encoding", "identity", HTML),
        ("Transfer-Encoding", "chunked", chunked(HTML)),
        ("Transfer-Encoding", "chunked", HTML),
    ],
)
def test_transfer_and_content_coding_are_undone(writer, header, value, body):
    writer.add("http://tin.example/1.html", body, headers=(("Content-Type", "text/html"), (header, value)))
    assert [page.body for page in pages(writer.done())] == [HTML]


@pytest.mark.parametrize(
    ("coding", "body", "kind"),
    [
        ("gzip", gzip.compress(bytes(3_000_000)), "too_large"),
        ("deflate", zlib.compress(bytes(3_000_000)), "too_large"),
        ("br", brotli.compress(bytes(3_000_000)), "too_large"),
        ("zstd", zstandard.compress(bytes(3_000_000)), "too_large"),
        ("gzip", b"\x1f\x8b\x08" + b"nonsense" * 9, "bad_coding"),
        ("br", b"\x00\x01nonsense" * 9, "bad_coding"),
        ("compress", HTML, "bad_coding"),
    ],
)
def test_bombs_and_nonsense_are_faults(writer, monkeypatch, coding, body, kind):
    monkeypatch.setattr(warc_reader, "MAX_BODY", 1_000_000)
    writer.add("http://tin.example/1.html", body, headers=(("Content-Type", "text/html"), ("Content-Encoding", coding)))
    writer.add("http://tin.example/2.html")
    path = writer.done()
    (fault,) = [found for found in read_pages(path) if isinstance(found, Fault)]
    assert (fault.kind, fault.url, fault.offset, fault.stage) == (kind, "http://tin.example/1.html", 0, "archive")
    assert str(path) in fault.detail
    assert [page.url for page in pages(path)] == ["http://tin.example/2.html"]


def test_a_record_above_the_bound_is_a_fault(writer, monkeypatch):
    monkeypatch.setattr(warc_reader, "MAX_BODY", 50_000)
    writer.add("http://tin.example/1.html", b"<p>" + b"x" * 60_000)
    writer.add("http://tin.example/2.html")
    path = writer.done()
    assert faults(path) == ["too_large"]
    assert len(pages(path)) == 1


def test_what_is_no_page_is_passed_over_or_a_fault(writer):
    writer.add("http://tin.example/a.pdf", b"%PDF", headers=(("Content-Type", "application/pdf"),))
    writer.add(
        "http://tin.example/rss", b"<rss/>", headers=(("Content-Type", "text/xml"),), warc={"WARC-Phoihop-Role": "feed"}
    )
    writer.add("http://tin.example/404", HTML, status="404 Not Found")
    writer.add("http://tin.example/moved", b"", status="301 Moved Permanently")
    writer.add("http://tin.example/untyped", headers=())
    writer.add("http://tin.example/untyped.bin", b"\x00\x01", headers=())
    writer.add("http://tin.example/dom", kind="resource")
    path = writer.done()
    assert faults(path) == ["not_html", "not_html"]
    assert [(page.url[19:], page.record_type, page.status) for page in pages(path)] == [
        ("untyped", "response", 200),
        ("dom", "resource", 200),
    ]


def test_a_revisit_stands_for_the_earlier_page(writer):
    head = writer.add("http://tin.example/1.html")
    digest = head.get_header("WARC-Payload-Digest")
    later = {
        "WARC-Date": "2024-04-01T00:00:00Z",
        "WARC-Payload-Digest": digest,
        "WARC-Profile": "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest",
    }
    writer.add("http://tin.example/1.html", b"", kind="revisit", warc=later)
    writer.add(
        "http://tin.example/2.html", b"", kind="revisit", warc={**later, "WARC-Payload-Digest": "sha1:ELSEWHERE"}
    )
    ours = {**later, "WARC-Payload-Digest": "sha1:EARLIER", "WARC-Phoihop-Role": "article"}
    writer.add("http://tin.example/3.html", b"", kind="revisit", warc=ours)  # unchanged since an earlier file
    path = writer.done()
    first, again = pages(path)
    assert (again.body, again.record_type, again.url) == (HTML, "revisit", first.url)
    assert again.fetched_at == datetime(2024, 4, 1, tzinfo=UTC)
    assert again.offset > first.offset
    assert faults(path) == ["revisit_unresolved"]


def whole(tmp_path, gzipped: bool) -> tuple[bytes, list[Page]]:
    writer = Writer(tmp_path / "whole.warc", gzipped)
    for number in range(4):
        writer.add(f"http://tin.example/{number}.html")
    path = writer.done()
    return path.read_bytes(), pages(path)


@pytest.mark.parametrize("gzipped", [True, False])
def test_a_truncated_file_gives_what_is_whole_and_one_fault(tmp_path, gzipped):
    data, found = whole(tmp_path, gzipped)
    path = tmp_path / "cut.warc"
    start, end = found[2].offset, found[3].offset
    for cut in (start + 1, start + 40, (start + end) // 2, end - 20):
        path.write_bytes(data[:cut])
        assert [page.url for page in pages(path)] in ([p.url for p in found[:2]], [p.url for p in found[:3]])
        assert len(faults(path)) == 1, cut
    path.write_bytes(data[:end])
    assert (len(pages(path)), faults(path)) == (3, [])


def test_reading_goes_on_behind_damage(tmp_path):
    data, found = whole(tmp_path, True)
    path = tmp_path / "damaged.warc.gz"
    at = found[1].offset + 60
    path.write_bytes(data[:at] + bytes(40) + data[at + 40 :])
    assert [page.url[-6] for page in pages(path)] == ["0", "2", "3"]
    assert faults(path) == ["damaged"]


def test_a_part_of_a_file_is_read_by_its_bytes(tmp_path):
    _, found = whole(tmp_path, True)
    path = tmp_path / "whole.warc"
    middle = found[2].offset
    both = [*read_pages(path, 0, middle), *read_pages(path, middle)]
    assert both == found


@pytest.mark.parametrize(
    ("content", "kind"), [(b"", "empty"), (b"hello world\n" * 50, "not_warc"), (bytes(5000), "not_warc")]
)
def test_a_file_that_is_no_archive_is_one_fault(tmp_path, content, kind):
    path = tmp_path / "x.warc.gz"
    path.write_bytes(content)
    (fault,) = read_pages(path)
    assert fault.kind == kind
    assert str(path) in fault.detail


def test_archives_are_found_sorted_and_once(tmp_path):
    for name in ("b/2.warc.gz", "a/1.warc", "b/1.warc.zst", "b/notes.txt", "b/x.warc.gz.part"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    found = archives([tmp_path, tmp_path / "a" / "1.warc"])
    assert len(found) == 3
    assert [archive.name for archive in archives([tmp_path])] == ["a/1.warc", "b/1.warc.zst", "b/2.warc.gz"]
    assert archives(["s3://bucket/x/CC-NEWS-1.warc.gz"])[0].name == "CC-NEWS-1.warc.gz"


def test_missing_paths_are_named(tmp_path):
    (tmp_path / "empty").mkdir()
    for path in (tmp_path / "nowhere", tmp_path / "empty"):
        with pytest.raises(ArchiveError, match=str(path)):
            archives([path])
    with pytest.raises(ArchiveError, match="nowhere"):
        list(read_pages(tmp_path / "nowhere"))
    whole(tmp_path, True)
    with pytest.raises(ArchiveError, match="byte 7"):
        read_page_at(tmp_path / "whole.warc", 7)


def test_addresses_are_read_where_they_lie(tmp_path):
    fsspec = pytest.importorskip("fsspec")
    data, found = whole(tmp_path, True)
    with fsspec.open("memory://bucket/x.warc.gz", "wb") as stream:
        stream.write(data)
    assert [page.url for page in read_pages("memory://bucket/x.warc.gz")] == [page.url for page in found]
    with pytest.raises(ArchiveError, match="nothing"):
        list(read_pages("memory://bucket/nothing.warc.gz"))
    with pytest.raises(ArchiveError, match="odd://"):
        list(read_pages("odd://bucket/x.warc.gz"))
