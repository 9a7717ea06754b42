"""Our crawl against plain Scrapy on the same pages of a site on loopback: pages a second and processor time a page."""

import json
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from phoihop.bench.site import HOSTS, paths, serving

_PORTAL = """
name = "{key}"
kind = "newspaper"
province = "Phú Thọ"
base_url = "http://{host}"
hosts = ["{host}"]
article_url = '-a(?P<id>\\d+)\\.html$'
sections = {sections}
delay = {delay}
enabled = true
sample = true
"""


def portals(folder: Path, pages: int, names: Sequence[str] = HOSTS, delay: float = 0) -> Path:
    """Write the registry of the bench's sites into `folder`, and return it."""
    folder.mkdir(parents=True)
    for host in names:
        key = host.partition(".")[0]
        text = _PORTAL.format(key=key, host=host, sections=json.dumps(paths(pages)[0]), delay=delay)
        (folder / f"{key}.toml").write_text(text, encoding="utf-8")
    return folder


def _took(command: list[str], stdin: str = "") -> tuple[float, float, str]:
    """Run `command`; return seconds, processor seconds and what it printed."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdin.write(stdin)
        child.stdin.flush()  # and not closed: a crawl ends with its parent
        told = child.stdout.read()
        child.wait()
    if child.returncode:
        raise RuntimeError(f"{command[2]} ended with exit code {child.returncode}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.perf_counter() - began, cpu, told


def _ours(folder: Path, pages: int) -> tuple[float, float, int]:
    from crawler.options import CrawlOptions

    shutil.rmtree(folder, ignore_errors=True)
    with serving(pages) as address:
        options = CrawlOptions(
            archive=folder / "archive", state=folder / "state", registry=portals(folder / "portals", pages),
            sample_address=address, everything=True, delay=0,
            portals=[host.partition(".")[0] for host in HOSTS],
        )  # fmt: skip
        seconds, cpu, told = _took([sys.executable, "-m", "crawler.run"], options.model_dump_json() + "\n")
    summaries = json.loads(told)["portals"].values()
    return seconds, cpu, sum(each["outcomes"].get("archived", 0) for each in summaries)


def _plain(pages: int) -> tuple[float, float, int]:
    with serving(pages) as address:
        seconds, cpu, told = _took([sys.executable, "-m", "phoihop.bench.plain_scrapy", address, str(pages)])
    return seconds, cpu, int(told)


def measure(folder: Path, pages: int = 500, rounds: int = 3) -> dict[str, Any]:
    """Return figures for `pages` articles on each of four hosts. Starting up is measured apart and taken off."""
    ways: dict[str, Any] = {"phoihop": lambda n: _ours(folder / "crawl", n), "scrapy": _plain}
    found: dict[str, Any] = {}
    for name, way in ways.items():
        runs = []
        for _ in range(rounds):
            small, large = way(1), way(pages)
            got = large[2] - small[2]
            runs.append(((large[1] - small[1]) / got, got / (large[0] - small[0]), large[2]))
        runs.sort()
        cpu, speed, got = runs[len(runs) // 2]
        found[name] = {"cpu_ms_a_page": round(1000 * cpu, 3), "pages_a_second": round(speed, 1), "pages": got}
    ratio = found["phoihop"]["cpu_ms_a_page"] / found["scrapy"]["cpu_ms_a_page"]
    return {**found, "ratios": {"crawl, processor time a page / plain Scrapy": round(ratio, 3)}}
