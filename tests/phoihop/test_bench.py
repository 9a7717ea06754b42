"""The bench at tiny sizes: its pages are what it says, its sums are right. How fast the machine is, is not asked."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from crawler.portals.registry import load_registry
from extract.pipeline import Reader
from phoihop.bench import __main__ as bench
from phoihop.bench import archive, parts, refreshing, report, sifting, timing
from phoihop.bench.pages import LIGHTEST, TEXT, mixed_pages, other_page, relevant_pages
from phoihop.bench.parts import Part, PartError


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
    assert kinds.count("near_miss_of_both") == 1


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


def test_a_refresh_gives_the_tables_of_a_full_build(tmp_path: Path) -> None:
    """New stories of the latest year, one of ten a late copy of an old one."""
    found = refreshing.measure(tmp_path, 30)
    assert found["unlike"] == []
    assert found["rows"]["articles"] == 40
    assert found["rows"]["duplicates"] == 1
    assert found["rows"]["events"] > 5


def test_ratios_are_those_of_the_rounds() -> None:
    times = {"one": [1.0, 9.0, 4.0], "other": [2.0, 3.0, 4.0]}
    assert timing.ratio(times, "one", "other") == 1.0
    assert timing.medians(times) == {"one": 4.0, "other": 3.0}
    asked: list[str] = []
    found = timing.rounds_of({"a": lambda: asked.append("a"), "b": lambda: asked.append("b")}, 2)
    assert asked == ["a", "b", "a", "b"]
    assert [len(rounds) for rounds in found.values()] == [2, 2]


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
    assert set(found) == {"machine", "quick", "failed", "results"}
    assert {"code", "date", "took_s"} <= set(found["results"]["extraction"])
    assert {"date", "processor", "cores", "python"} <= set(found["machine"])
    assert "node" not in found["machine"]


def _main(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["bench", "--quick", "--output", str(tmp_path), *arguments])
    return bench.main()


def test_a_measurement_that_fails_costs_its_row_and_is_made_up_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    parts = {name: Part(name, False, (), 1) for name in ("one", "two", "three")}
    monkeypatch.setattr(bench, "PARTS", parts)
    asked: list[str] = []
    broken = {"two"}

    def run_apart(name: str, folder: Path, quick: bool) -> dict[str, Any]:
        asked.append(name)
        if name in broken:
            raise PartError("ended after 1 minutes")
        return {"ratios": {"tables equal": True}, "took_s": 1.0}

    monkeypatch.setattr(bench, "run_apart", run_apart)
    assert _main(monkeypatch, tmp_path) == 1
    assert "| two | failed |  | ended after 1 minutes |" in capsys.readouterr().out
    broken.clear()
    assert _main(monkeypatch, tmp_path, "--resume") == 0
    assert asked == ["one", "two", "three", "two"]
    found = json.loads((tmp_path / "quick.json").read_text(encoding="utf-8"))
    assert (list(found["results"]), found["failed"]) == (["one", "two", "three"], {})
    monkeypatch.setattr("phoihop.bench.machine.code", lambda: "other code")
    assert _main(monkeypatch, tmp_path, "--resume") == 0
    assert asked[4:] == ["one", "two", "three"]


def test_a_measurement_in_a_process_of_its_own_is_ended_in_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(parts.PARTS, "extraction", Part("extraction", False, (), 0))
    with pytest.raises(PartError, match="ended after 0 minutes"):
        parts.run_apart("extraction", tmp_path, quick=True)


def test_an_interrupted_bench_writes_what_it_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bench, "PARTS", {name: Part(name, False, (), 1) for name in ("one", "two", "three")})

    def run_apart(name: str, folder: Path, quick: bool) -> dict[str, Any]:
        if name == "two":
            raise KeyboardInterrupt
        return {"ratios": {"tables equal": True}, "took_s": 1.0}

    monkeypatch.setattr(bench, "run_apart", run_apart)
    assert _main(monkeypatch, tmp_path) == 1
    told = capsys.readouterr().out
    assert "| one | tables equal | True |  |" in told
    assert "| three | failed |  | interrupted |" in told


def test_the_docs_hold_the_table_of_the_results(tmp_path: Path) -> None:
    page = tmp_path / "performance.md"
    page.write_text(f"# Performance\n\n{report._BEGIN}\nold\n{report._END}\n\nMore.\n", encoding="utf-8")
    facts = {"date": "2026-11-22", "processor": "P", "cores": 2, "memory_gb": 8, "system": "Linux", "python": "3.11"}
    machine = {**facts, "libraries": {"lxml": "6.1"}, "load_before": 0.1}
    results = {"one": {"ratios": {"tables equal": True}, "took_s": 90.0, "code": "a"}}
    assert report.into_docs({"machine": machine, "results": results}, page) == page
    text = page.read_text(encoding="utf-8")
    assert "old" not in text
    assert "| one | tables equal | True |  |" in text
    assert text.startswith("# Performance\n")
    assert text.endswith("\n\nMore.\n")
    assert report.into_docs({"machine": machine, "results": results}, tmp_path / "none.md") is None


def test_the_committed_table_is_that_of_the_committed_results() -> None:
    found = json.loads(Path("data/bench/results.json").read_text(encoding="utf-8"))
    assert report.results_of(found) in Path("docs/performance.md").read_text(encoding="utf-8")


def test_near_misses_are_read_and_none_is_relevant() -> None:
    reader = Reader(load_registry())
    for number in range(8):
        result = reader.read_page(other_page(number, "near_miss_of_both").as_page())
        assert result is not None
        assert result.fate == "article", result.row
        assert not result.rows["articles"][0]["relevant"]
        result = reader.read_page(other_page(number, "menus").as_page())
        assert result is not None
        assert result.fate == "sifted"


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
