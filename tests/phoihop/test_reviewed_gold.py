"""What readers marked fully reviewed becomes gold, as they left it; nothing else does."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from extract.archived import ArchivedPages
from extract.evaluate import evaluate
from extract.gold import load_gold
from extract.jobs import extract
from extract.snapshots import Snapshot, open_snapshot
from extract.storage.corrections import Correction, read_corrections
from phoihop.cli import phoihop
from phoihop.review_file import record
from phoihop.reviewed_gold import write_gold
from phoihop.reviewing import add, complete, decide


@pytest.fixture(scope="module")
def archive(demo_tables: Path) -> Path:
    return demo_tables.parent / "archive"


@pytest.fixture(scope="module")
def snapshot(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    tables = tmp_path_factory.mktemp("tables")
    extract([archive], tables, "any", workers=1, progress=False)
    return open_snapshot(tables)


def reviewed(snapshot: Snapshot, *articles: str) -> list[Correction]:
    return [each for article in articles for each in complete(snapshot, article, "Hà")]


def test_articles_found_right_as_they_are_measure_as_perfect(snapshot: Snapshot, archive: Path, tmp_path: Path) -> None:
    """Gold written from the rules' own rows must be met by the rules in every measure, or it is not their form."""
    ids = [row["article_id"] for row in snapshot.arrow("articles").to_pylist() if row["relevant"]]
    written = write_gold(snapshot, reviewed(snapshot, *ids), ArchivedPages(archive), tmp_path / "gold")
    assert (sorted(written.documents), written.left_out) == (sorted(ids), [])
    measures = evaluate(tmp_path / "gold").parts["all"].measures
    assert {name: measure.f1 for name, measure in measures.items() if measure.f1 < 1} == {}
    assert {"counts", "awards: with giver", "counts: part of", "agreements: tasks", "repeats"} <= measures.keys()


def test_only_what_is_marked_becomes_gold_and_decisions_are_in_it(
    snapshot: Snapshot, archive: Path, tmp_path: Path
) -> None:
    counts = [row for row in snapshot.arrow("counts").to_pylist() if row["repeat_of"] is None]
    article = counts[0]["article_id"]
    wrong, inexact = [row for row in counts if row["article_id"] == article][:2]
    text = next(r["text"] for r in snapshot.arrow("articles").to_pylist() if r["article_id"] == article)
    file = tmp_path / "corrections.csv"
    record(file, decide(snapshot, wrong["fact_id"], "reject", {}, "Hà"))
    record(file, decide(snapshot, inexact["fact_id"], "correct", {"qualifier": "about"}, "Hà"))
    record(file, add(snapshot, "people", article, text[:12], {"name": "Lê Thị Thử", "roles": '["other"]'}, "Hà"))
    record(file, reviewed(snapshot, article))
    decided = read_corrections(file)

    early = write_gold(snapshot, decided, ArchivedPages(archive), tmp_path / "early")
    assert early.documents == []
    assert "extract first" in early.left_out[0]

    tables = tmp_path / "tables"
    extract([archive], tables, "any", workers=1, progress=False, corrections=file)
    arguments = ["review", "--gold", str(tmp_path / "gold"), "--tables", str(tables), "--archive", str(archive)]
    done = CliRunner().invoke(phoihop, [*arguments, "--corrections", str(file)], catch_exceptions=False)
    assert (done.exit_code, "1 articles" in done.output) == (0, True)
    (document,) = load_gold(tmp_path / "gold")
    assert (document.id, document.text) == (article, text)
    told = [(row["text"], row["qualifier"]) for row in document.annotation["counts"]]
    own = [row for row in snapshot.arrow("counts").to_pylist() if row["article_id"] == article]
    assert len(told) == len(own) - 1
    assert (inexact["mention"], "about") in told
    assert "Lê Thị Thử" in {row["name"] for row in document.annotation["people"]}
    # The rules are measured as they are: what the reviewer put right stays their mistake.
    measures = evaluate(tmp_path / "gold").parts["all"].measures
    assert measures["counts"].precision < 1
    assert measures["counts: value alone"].recall == 1


def test_what_a_reviewer_did_not_see_is_left_out_and_named(snapshot: Snapshot, tmp_path: Path) -> None:
    (known, *_) = [row["article_id"] for row in snapshot.arrow("articles").to_pylist()]
    marks = [
        Correction("0" * 16, "articles", "", "", "", "", "complete", "x", "Hà"),
        Correction(known, "articles", "", "", "", "", "complete", "another text", "Hà"),
    ]
    written = write_gold(snapshot, marks, ArchivedPages(tmp_path), tmp_path / "gold")
    assert written.documents == []
    assert [line.partition(": ")[2] for line in written.left_out] == [
        f"no such article in snapshot {snapshot.snapshot_id}",
        "its text is not the one that was reviewed: review it again",
    ]
    written = write_gold(snapshot, reviewed(snapshot, known), ArchivedPages(tmp_path), tmp_path / "gold")
    assert "is not in the archive" in written.left_out[0]
