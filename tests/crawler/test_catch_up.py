import gzip
import zlib
from datetime import UTC, datetime
from pathlib import Path

import brotli
import pytest
import zstandard

from crawler.catch_up import RECOVERED, catch_up, decoded
from crawler.crawl_log import iter_crawl_log
from crawler.frontier import Ticket, list_ticket
from crawler.portals.portal import Portal
from crawler.portals.registry import Registry
from crawler.portals.urls import article_id
from crawler.seen import Seen
from crawler.warc_records import Exchange
from crawler.warc_writer import ArchiveWriter

BAO = Portal(key="bao", name="B", kind="newspaper", base_url="https://bao.vn", article_url=r"-a(?P<id>\d+)\.html$")
REGISTRY = Registry(portals={"bao": BAO})


def exchange(url: str, body: bytes = b"<html>", status: int = 200) -> Exchange:
    headers = [("ETag", '"1"'), ("Content-Encoding", "gzip")] if status == 200 else []
    return Exchange(
        url, datetime(2024, 3, 4, tzinfo=UTC), status, headers, gzip.compress(body) if status == 200 else b""
    )


def test_the_state_learns_what_the_archive_holds(tmp_path: Path) -> None:
    one, section = "https://bao.vn/x-a1.html", "https://bao.vn/tin/"
    key = article_id(one, BAO)
    writer = ArchiveWriter(tmp_path / "archive", "cut-off", 10**9, "phoihop/test")
    place = writer.write(exchange(one), "article", "bao")
    writer.write(exchange(section), "section", "bao")
    writer.write(exchange("https://bao.vn/robots.txt", b"User-agent: *"), "robots", "bao")
    writer.write_revisit(exchange(one, status=304), "article", "bao", place)
    # The run is killed here: the file is open, the state knows nothing.
    seen = Seen(tmp_path / "state")
    seen.frontier.add([Ticket(key, one, "bao", "article"), list_ticket(section, "bao", "section")])
    assert catch_up(tmp_path / "archive", seen, REGISTRY, "run") == (4, [])
    version = seen.version(key)
    assert version is not None
    assert (version.place, version.etag) == (place, '"1"')
    assert seen.frontier.counts() == {"bao": 1}, "the section's links are not known: it is asked for again"
    section_version = seen.version(f"section:{section}")
    assert section_version is not None
    assert section_version.etag is None, "and unconditionally"
    assert section_version.digest == version.digest
    assert seen.robots("bao.vn") is not None
    log = list(iter_crawl_log(tmp_path / "state"))
    assert [row["outcome"] for row in log] == ["archived", "archived", "archived", "unchanged"]
    assert {row["detail"] for row in log} == {RECOVERED}
    assert catch_up(tmp_path / "archive", seen, REGISTRY, "run") == (0, []), "once is enough"
    assert [path.name for path in (tmp_path / "archive").iterdir()] == [place.archive]
    seen.close()


def test_records_of_other_tools_are_no_business_of_the_state(tmp_path: Path) -> None:
    (tmp_path / "archive").mkdir()
    (tmp_path / "archive" / "CC-NEWS-1.warc.gz").write_bytes(b"whatever")
    seen = Seen(tmp_path / "state")
    assert catch_up(tmp_path / "archive", seen, REGISTRY, "run") == (0, [])
    seen.close()


def test_a_file_that_was_damaged_is_named_and_the_rest_goes_on(tmp_path: Path) -> None:
    writer = ArchiveWriter(tmp_path / "archive", "old", 10**9, "phoihop/test")
    for number in (1, 2):
        writer.write(exchange(f"https://bao.vn/x-a{number}.html"), "article", "bao")
    writer.close()
    path = tmp_path / "archive" / writer.files[0]
    path.write_bytes(path.read_bytes()[:-300])
    seen = Seen(tmp_path / "state")
    entered, faults = catch_up(tmp_path / "archive", seen, REGISTRY, "run")
    assert entered == 1
    assert [fault.partition(":")[0] for fault in faults] in ([], [path.name])
    assert catch_up(tmp_path / "archive", seen, REGISTRY, "run") == (0, []), "it is told once"
    seen.close()


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        (None, b"abc"),
        ("", b"abc"),
        ("identity", b"abc"),
        ("gzip", gzip.compress(b"abc", mtime=0)),
        ("X-GZIP", gzip.compress(b"abc", mtime=0)),
        ("deflate", zlib.compress(b"abc")),
        ("deflate", zlib.compress(b"abc")[2:-4]),
        ("br", brotli.compress(b"abc")),
        ("zstd", zstandard.compress(b"abc")),
        ("deflate, gzip", gzip.compress(zlib.compress(b"abc"), mtime=0)),
    ],
)
def test_decoded(encoding: str | None, body: bytes) -> None:
    assert decoded(body, encoding) == b"abc"


@pytest.mark.parametrize("encoding", ["gzip", "br", "zstd", "deflate"])
def test_a_body_that_is_not_what_it_says(encoding: str) -> None:
    with pytest.raises(ValueError, match="not "):
        decoded(b"\x99 plain text", encoding)
