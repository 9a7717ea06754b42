"""Stories that several portals tell: what is found on the sample portals, against data/gold/pairs.toml."""

import tomllib
from itertools import combinations
from pathlib import Path

import pytest
from test_sample_pages import READABLE, REGISTRY, page

from extract.duplicates import signature
from extract.pipeline import Reader
from extract.storage.unit_rows import UnitRows
from extract.storage.units import Options, Unit, write_unit
from extract.store import Publication, publish
from extract.warc_reader import Archive

GOLD = Path(__file__).parents[2] / "data/gold/pairs.toml"
PAIRS = {frozenset(pair["articles"]): pair["told"] for pair in tomllib.loads(GOLD.read_text("utf-8"))["pair"]}
Pairs = set[frozenset[str]]


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> tuple[Pairs, Pairs]:
    """The pairs that the tables of the sample portals call copies, and those that they call one event."""
    root = tmp_path_factory.mktemp("sample")
    (root / "snapshots").mkdir()
    names: dict[str, str] = {}
    rows = UnitRows()
    reader = Reader(REGISTRY)
    for site, article in READABLE:
        result = reader.read_page(page(site, article))
        if result is not None and result.fate == "article":
            (row,) = result.rows["articles"]
            names[row["article_id"]] = f"{site.folder.name}-{article.id}"
            rows.add_article(result.rows, result.site, signature(row["text"]))
    archive = Archive("sample.warc.gz", "sample.warc.gz")
    written = write_unit(Unit(archive, "sample", 0, None, 1, Options()), root / ".work", rows, {})
    snapshot = publish(root, Publication([written], {"a": "b"}))
    copies = {
        frozenset((names[row["article_id"]], names[row["duplicate_of"]]))
        for row in snapshot.arrow("duplicates").to_pylist()
    }
    events: dict[str, list[str]] = {}
    for row in snapshot.arrow("event_articles").to_pylist():
        events.setdefault(row["event_id"], []).append(names[row["article_id"]])
    return copies, {frozenset(pair) for members in events.values() for pair in combinations(members, 2)}


def test_copies_are_found_and_nothing_else_is_one(found: tuple[Pairs, Pairs]) -> None:
    assert found[0] == {pair for pair, told in PAIRS.items() if told == "copy"}


def test_reports_of_one_event_are_linked_and_nothing_else_is(found: tuple[Pairs, Pairs]) -> None:
    assert found[1] == set(PAIRS)
