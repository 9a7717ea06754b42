import gzip
import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from crawler.warc_records import Exchange, readable
from crawler.warc_recovery import read_back, recover, whole_length
from crawler.warc_writer import OPEN, ArchiveWriter

MOMENT = datetime(2024, 3, 4, 11, 48, 1, 250_000, tzinfo=UTC)


def exchange(number: int = 1, body: bytes = b"<html>Xin", status: int = 200, **headers: str) -> Exchange:
    return Exchange(
        url=f"https://bao.vn/tin?id={number}",
        fetched_at=MOMENT,
        status=status,
        headers=[("Content-Type", "text/html"), ("Transfer-Encoding", "chunked"), *headers.items()],
        body=body,
        ip="203.0.113.9",
        request_headers=(("Host", "bao.vn"), ("User-Agent", "phoihop"), ("Cookie", "a=b"), ("Authorization", "x")),
    )


def written(folder: Path, count: int = 3, file_bytes: int = 10**9) -> ArchiveWriter:
    writer = ArchiveWriter(folder, "run", file_bytes, "phoihop/test")
    for number in range(1, count + 1):
        writer.write(exchange(number, f"<html>{number}".encode()), "article", "bao")
    return writer


def all_records(path: Path) -> list:
    found = []
    with path.open("rb") as stream:
        for record in ArchiveIterator(stream, check_digests="raise"):
            found.append((record.rec_headers, record.http_headers, record.content_stream().read()))
    return found


def test_response_and_request_as_they_went_over_the_wire(tmp_path: Path) -> None:
    body = gzip.compress(b"<html>Xin")
    writer = ArchiveWriter(tmp_path, "run", 10**9, "phoihop/test")
    place = writer.write(exchange(body=body, **{"Content-Encoding": "gzip"}), "section", "bao")
    writer.close()
    info, response, request = all_records(tmp_path / place.archive)
    assert info[0].get_header("WARC-Type") == "warcinfo"
    head, http, content = response
    assert head.get_header("WARC-Date") == "2024-03-04T11:48:01.250000Z"
    assert head.get_header("WARC-IP-Address") == "203.0.113.9"
    assert head.get_header("WARC-Phoihop-Role") == "section"
    assert head.get_header("WARC-Phoihop-Portal") == "bao"
    assert head.get_header("WARC-Record-ID") == place.record_id
    assert http.get_header("Content-Length") == str(len(body))
    assert http.get_header("Transfer-Encoding") is None
    assert http.get_header("Content-Encoding") == "gzip"
    assert content == b"<html>Xin"
    assert request[0].get_header("WARC-Concurrent-To") == place.record_id
    assert request[1].statusline == "/tin?id=1 HTTP/1.1"
    assert {name for name, _ in request[1].headers} == {"Host", "User-Agent"}


def test_the_version_is_1_1_and_every_record_a_member(tmp_path: Path) -> None:
    writer = written(tmp_path)
    writer.close()
    path = tmp_path / writer.files[0]
    assert gzip.decompress(path.read_bytes()).startswith(b"WARC/1.1\r\n")
    assert whole_length(path) == (path.stat().st_size, 1 + 2 * 3)


def test_a_place_leads_to_its_record(tmp_path: Path) -> None:
    writer = ArchiveWriter(tmp_path, "run", 10**9, "phoihop/test")
    places = [writer.write(exchange(number), "article", "bao") for number in (1, 2)]
    writer.close()
    raw = (tmp_path / places[1].archive).read_bytes()[places[1].offset :]
    record = next(iter(ArchiveIterator(io.BytesIO(raw))))
    assert record.rec_headers.get_header("WARC-Target-URI") == "https://bao.vn/tin?id=2"


@pytest.mark.parametrize(("status", "profile"), [(304, "server-not-modified"), (200, "identical-payload-digest")])
def test_revisits_refer_to_the_record_that_has_the_body(tmp_path: Path, status: int, profile: str) -> None:
    writer = ArchiveWriter(tmp_path, "run", 10**9, "phoihop/test")
    original = writer.write(exchange(), "article", "bao")
    writer.write_revisit(
        exchange(status=status, body=b"" if status == 304 else b"<html>Xin"), "article", "bao", original
    )
    writer.close()
    head = all_records(tmp_path / original.archive)[3][0]
    assert head.get_header("WARC-Type") == "revisit"
    assert head.get_header("WARC-Profile").endswith(profile)
    assert head.get_header("WARC-Refers-To") == original.record_id
    assert head.get_header("WARC-Refers-To-Target-URI") == "https://bao.vn/tin?id=1"
    assert head.get_header("WARC-Refers-To-Date") == original.date
    assert head.get_header("WARC-Payload-Digest") == original.payload_digest


def test_a_resource_lies_beside_its_response(tmp_path: Path) -> None:
    writer = ArchiveWriter(tmp_path, "run", 10**9, "phoihop/test")
    original = writer.write(exchange(), "article", "bao")
    writer.write_resource("https://bao.vn/tin?id=1", "<p>ký kết".encode(), "text/html", "article", "bao", original)
    writer.close()
    head, _, content = all_records(tmp_path / original.archive)[3]
    assert (head.get_header("WARC-Type"), head.get_header("WARC-Concurrent-To")) == ("resource", original.record_id)
    assert content.decode() == "<p>ký kết"


def test_codings_that_readers_stumble_over_are_undone() -> None:
    strange = exchange(body=b"\x0b\x02\x80", **{"Content-Encoding": "br"})
    assert readable(strange, b"<html>").body == b"<html>"
    assert ("X-Archive-Orig-Content-Encoding", "br") in readable(strange, b"<html>").headers
    usual = exchange(**{"content-encoding": "GZIP"})
    assert readable(usual, b"<html>") is usual


def test_a_file_has_its_final_name_only_when_it_is_closed(tmp_path: Path) -> None:
    writer = written(tmp_path, count=1)
    assert [path.name for path in tmp_path.iterdir()] == [f"phoihop-run-00000.warc.gz{OPEN}"]
    writer.close()
    assert [path.name for path in tmp_path.iterdir()] == ["phoihop-run-00000.warc.gz"]


def test_without_records_there_is_no_file(tmp_path: Path) -> None:
    ArchiveWriter(tmp_path, "run", 10**9, "phoihop/test").close()
    assert list(tmp_path.iterdir()) == []


def test_files_roll_by_size(tmp_path: Path) -> None:
    writer = written(tmp_path, count=4, file_bytes=1500)
    writer.close()
    assert len(writer.files) == 2
    assert [record.url[-1] for name in writer.files for record in read_back(tmp_path / name)] == ["1", "2", "3", "4"]


def test_a_file_cut_anywhere_is_cut_back_to_its_last_whole_record(tmp_path: Path) -> None:
    writer = written(tmp_path / "whole")
    name = writer.files[0]
    content = (tmp_path / "whole" / (name + OPEN)).read_bytes()
    writer.close()
    ends = [offset for offset in range(len(content)) if content[offset : offset + 4] == b"\x1f\x8b\x08\x00"] + [
        len(content)
    ]
    for length in range(0, len(content) + 1, 37):
        folder = tmp_path / str(length)
        folder.mkdir()
        (folder / (name + OPEN)).write_bytes(content[:length])
        finished = recover(folder)
        whole = max(end for end in [0, *ends] if end <= length)
        members = sum(1 for end in ends[1:] if end <= length)
        if members < 2:
            assert list(folder.iterdir()) == []
        else:
            assert [path.stat().st_size for path in finished] == [whole]
            assert len(list(read_back(finished[0]))) == members // 2


def test_garbage_at_the_end_is_cut_off(tmp_path: Path) -> None:
    writer = written(tmp_path)
    path = tmp_path / (writer.files[0] + OPEN)
    size = path.stat().st_size
    path.write_bytes(path.read_bytes() + bytes(500))
    assert [finished.stat().st_size for finished in recover(tmp_path)] == [size]


def test_read_back_from_an_offset(tmp_path: Path) -> None:
    writer = ArchiveWriter(tmp_path, "run", 10**9, "phoihop/test")
    places = [writer.write(exchange(n, ETag=f'"{n}"'), "article", "bao") for n in (1, 2, 3)]
    writer.close()
    back = list(read_back(tmp_path / places[0].archive, places[1].offset))
    assert [record.place for record in back] == places[1:]
    assert [(record.etag, record.status, record.fetched_at, record.body) for record in back] == [
        (f'"{n}"', 200, MOMENT, b"<html>Xin") for n in (2, 3)
    ]
