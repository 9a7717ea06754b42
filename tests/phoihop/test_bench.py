"""The bench at tiny sizes: its pages are what it says, its sums are right. How fast the machine is, is not asked."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from crawler.portals.registry import load_registry
from extract.pipeline import Reader
from phoihop.bench import archive, report, sifting, timing
from phoihop.bench.pages import LIGHTEST, TEXT, mixed_pages, other_page, relevant_pages


def test_pages_are_as_heavy_as_portals_and_always_the_same() -> None:
    pages = [*relevant_pages(12), *(other_page(number) for number in range(8))]
    for page in pages:
        assert len(page.html) >= LIGHTEST, page.url
        assert TEXT.start * 0.8 <= sum(map(len, page.body)) < TEXT.stop, page.url
    assert len({page.url for page in pages}) == len(pages)
    assert pages == [*relevant_pages(12), *(other_page(number) for number in range(8))]


def test_relevant_pages_are_read_as_such_however_they_are_written() -> None:
    reader = Reader(load_registry())
    for page in relevant_pages(12, plain=False):
        result = reader.read_page(page.as_page())
        assert result is not None
        assert result.fate == "article", result.row
        assert result.rows["articles"][0]["relevant"], page.url


def test_a_mixed_archive_has_its_shares() -> None:
    kinds = [page.kind for page in mixed_pages(300)]
    assert kinds.count("relevant") == 3
    assert abs(kinds.count("menus") / 300 - 1 / 3) < 0.05
    assert kinds.count("near_miss") > 10


def test_an_archive_is_written_once_and_the_same(tmp_path: Path) -> None:
    one = archive.write(tmp_path / "one.warc.gz", (other_page(n) for n in range(3)))
    two = archive.write(tmp_path / "two.warc.gz", (other_page(n) for n in range(3)))
    assert one.read_bytes() == two.read_bytes()
    assert archive.write(one, iter(())) == one
    assert one.read_bytes() == two.read_bytes()


def test_sifting_loses_no_article(tmp_path: Path) -> None:
    found = sifting.measure(tmp_path, pages=200, rounds=1, sample=10)
    assert found["ratios"]["relevant articles found"] == "2 of 2"
    assert found["ratios"]["recall of relevant articles against reading every page"] == 1.0


@pytest.mark.parametrize(("power", "wanted"), [(1.0, 1.0), (2.0, 2.0), (0.0, 0.0)])
def test_slopes(power: float, wanted: float) -> None:
    sizes = [100.0, 400.0, 1600.0, 6400.0]
    assert timing.slope(sizes, [3 * size**power for size in sizes]) == pytest.approx(wanted)


def test_a_stopwatch_counts_what_runs_within() -> None:
    class Module:
        @staticmethod
        def work() -> int:
            return sum(range(50_000))

    watch = timing.Stopwatch()
    with watch.on({"work": (Module, "work")}):
        assert Module.work() == sum(range(50_000))
    assert watch.spent["work"] > 0
    Module.work()
    assert list(watch.spent) == ["work"]


def test_the_table_says_which_bounds_are_held() -> None:
    ratios = {"relevant / trafilatura": 1.5, "sifting / FastWARC (speed)": 0.3, "tables equal": True}
    told = report.table({"results": {"x": {"ratios": ratios, "skipped": ["peers: no network"]}}})
    assert "| x | relevant / trafilatura | 1.5 | ≤ 2 held |" in told
    assert "| x | sifting / FastWARC (speed) | 0.3 | ≥ 0.5 MISSED |" in told
    assert "| x | tables equal | True |  |" in told
    assert "peers: no network" in told


def test_the_command_writes_results_without_names_of_the_machine(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "phoihop.bench", "--quick", "--only", "extraction", "--output", str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "| extraction | relevant / trafilatura |" in done.stdout
    found = json.loads((tmp_path / "quick.json").read_text(encoding="utf-8"))
    assert set(found) == {"machine", "quick", "results"}
    assert {"date", "processor", "cores", "python"} <= set(found["machine"])
    assert "node" not in found["machine"]


def test_an_unknown_measurement_is_a_usage_error(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "phoihop.bench", "--only", "weather", "--output", str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert "unknown measurement weather" in done.stderr
