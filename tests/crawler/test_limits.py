"""What no site can make the crawl do: fill the memory, or connect to a private address."""

import subprocess
import sys
from pathlib import Path

import pytest

from crawler.crawl_log import iter_crawl_log
from crawler.options import CrawlOptions
from tests.crawler import bench as b
from tests.crawler.bench import Bench, article_page, articles, list_page, options, page, portal_toml

MEASURED = """
import re, sys
from pathlib import Path
from crawler.options import CrawlOptions
from crawler.run import run_here
summary = run_here(CrawlOptions.model_validate_json(sys.argv[1]))
print(summary.archived_articles, re.search("VmHWM:[^0-9]*([0-9]+)", Path("/proc/self/status").read_text())[1])
"""


def measured(given: CrawlOptions) -> tuple[int, float]:
    """Crawl in a process of its own; return the articles archived and the process's peak memory in MB."""
    command = [sys.executable, "-c", MEASURED, given.model_dump_json()]
    told = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    count, kilobytes = map(int, told.split()[-2:])
    return count, kilobytes / 1024


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak of a process is read from Linux's /proc")
def test_memory_does_not_grow_with_pages_nor_with_floods_and_bombs(tmp_path: Path) -> None:
    filler = f"<!-- {'x' * 100_000} -->"
    with Bench() as bench:
        peaks = {}
        for name, count in (("few", 10), ("many", 100)):
            portal_toml(tmp_path / name / "portals", "bao", "bao.example", 'sections = ["/tin/"]')
            paths = [f"/tin-a{number}.html" for number in range(count)]
            site = bench.routes["bao.example"] = {
                path: page(article_page(number) + filler) for number, path in enumerate(paths)
            }
            if name == "many":
                bombs = [b.gzipped(b"<html>" + bytes(60_000_000)), b.brotlied(b"<html>" + bytes(60_000_000))]
                bombs += [b.Answer(fault=b.flood(declared=declared)) for declared in (True, False)]
                for number in range(12):
                    site[f"/bom-a9999{number}.html"] = bombs[number % 4]
            site["/tin/"] = page(list_page([path for path in site if path != "/tin/"]))
            archived, peaks[name] = measured(options(tmp_path / name, bench, retries=0))
            assert archived == count
    assert peaks["many"] - peaks["few"] < 80, "a few times the limit of a body: packed, unpacked, as text"


RESOLVING = """
import socket, sys
socket.gethostbyname = lambda name: sys.argv[2]
from crawler.options import CrawlOptions
from crawler.run import run_here
run_here(CrawlOptions.model_validate_json(sys.argv[1]))
"""


def test_a_public_name_that_resolves_to_a_private_address_is_never_connected_to(tmp_path: Path) -> None:
    with Bench() as bench:
        port = bench.address.partition(":")[2]
        portal_toml(tmp_path / "portals", "bao", f"bao.vn:{port}", 'sections = ["/tin/"]')
        file = tmp_path / "portals" / "bao.toml"
        text = file.read_text().replace(f'hosts = ["bao.vn:{port}"]', 'hosts = ["bao.vn"]')
        file.write_text(text.replace("enabled = true\nsample = true", ""))
        bench.routes["bao.vn"] = {"/tin/": page(list_page(["/tin-a1.html"])), "/tin-a1.html": page(article_page(1))}
        given = options(tmp_path, bench, contact="a@b.vn", unchecked=True, portals=["bao"], retries=0, delay=0)
        given = given.model_copy(update={"sample_address": None})
        command = [sys.executable, "-c", RESOLVING, given.model_dump_json(), "127.0.0.1"]
        subprocess.run(command, check=True, capture_output=True)
        assert bench.asked == []
    log = [(row["outcome"], row["detail"]) for row in iter_crawl_log(tmp_path / "state")]
    assert ("blocked_address", "bao.vn resolves to 127.0.0.1, which is not a public address") in log
    assert articles(tmp_path / "archive") == []
