"""Near-copies are found and the earliest is the original; texts that only share a topic are left apart."""

from datetime import datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from made_up import BODY, VIETNAM, article, later, reading, story, unit

from extract import duplicates
from extract.duplicates import FEWEST_WORDS, PERMUTATIONS, THRESHOLD, signature, similarity
from extract.storage.merge import connect
from extract.storage.unit_rows import SIGNATURES
from extract.store import Publication, publish

FIRST = datetime(2021, 3, 1, 8, tzinfo=VIETNAM)
STORY = story(1, 200)


def alike(one: str, other: str) -> float:
    mine, theirs = signature(one), signature(other)
    assert mine is not None
    assert theirs is not None
    return similarity(mine["signature"], theirs["signature"])


@pytest.mark.parametrize(
    ("other", "low", "high"),
    [
        (STORY, 1.0, 1.0),
        (STORY.upper(), 1.0, 1.0),
        (STORY + " thêm một câu ở cuối bài", 0.9, 1.0),
        (" ".join(STORY.split()[:190]), 0.85, 1.0),
        (f"{story(2, 100)} {STORY}", 0.5, 0.8),
        (story(2, 200), 0.0, 0.05),
    ],
    ids=["itself", "capitals", "a sentence more", "a sentence less", "half as much again", "another"],
)
def test_similarity_is_about_the_share_of_equal_shingles(other: str, low: float, high: float) -> None:
    assert low <= alike(STORY, other) <= high


def test_spelling_variants_are_one_text() -> None:
    text = "Hoà giải, kí kết quy chế phối hợp giữa hai ngành tại thành phố. " * 8
    assert alike(text, text.replace("Hoà", "Hòa").replace("kí", "ký")) == 1.0


def test_a_text_too_short_to_tell_has_no_signature() -> None:
    assert signature(story(1, FEWEST_WORDS - 1)) is None
    assert signature("") is None


def test_the_signature_is_the_same_in_every_process() -> None:
    made = signature(STORY)
    assert made is not None
    assert made["bands"] == signature(STORY)["bands"]  # type: ignore[index]
    assert len(made["bands"]) == 32
    assert len(set(made["bands"])) == 32


def test_copies_lead_to_the_earliest_article(tmp_path: Path) -> None:
    (tmp_path / "snapshots").mkdir()
    bodies = {
        1: (*BODY, STORY),
        2: (*BODY, STORY),  # word for word, a day later
        3: ("Theo báo bạn.", *BODY, STORY, "Biên tập lại."),  # rewritten a little, two days later
        4: (*BODY, story(4, 200)),  # same event, another text
        5: (story(5, 200),),
    }
    made = [
        article(n, title=f"Bài {n}", body=body, published=later(FIRST, days=n), portal=None)
        for n, body in bodies.items()
    ]
    # The original comes last in the archive: only the time of publication counts.
    units = [
        unit(tmp_path / ".work", "late", [(a, reading(a, facts=False)) for a in made[1:]]),
        unit(tmp_path / ".work", "early", [(made[0], reading(made[0], facts=False))]),
    ]
    snapshot = publish(tmp_path, Publication(units, {"a": "b"}))
    found = {row["article_id"]: row for row in snapshot.arrow("duplicates").to_pylist()}
    assert {made[1].article_id, made[2].article_id} == found.keys()
    assert {row["duplicate_of"] for row in found.values()} == {made[0].article_id}
    assert found[made[1].article_id]["similarity"] > found[made[2].article_id]["similarity"] >= THRESHOLD


def test_many_candidates_are_looked_at_without_holding_all_of_them(tmp_path: Path) -> None:
    """Shared phrases make candidates of nearly all: 12,000 articles, some 16 candidates each, one true copy."""
    many = 12_000
    draw = np.random.default_rng(1)
    values = draw.integers(0, 1 << 32, (many, PERMUTATIONS), dtype=np.uint32)
    values[:, :64] = np.repeat(draw.integers(0, 50, (many, 16)), 4, axis=1)
    values[-1] = values[-2]
    ids = [f"{number:016x}" for number in range(many)]
    made = pa.table(
        {
            "article_id": ids,
            "unit": ["u"] * many,
            "bands": [duplicates._bands(row) for row in values],
            "signature": [row.tobytes() for row in values],
        },
        schema=pa.schema([*SIGNATURES, pa.field("unit", pa.string())]),
    )
    newest = pa.table({"article_id": ids, "unit": ["u"] * many, "published_ms": range(many), "fetched_ms": range(many)})
    with connect(tmp_path, str(tmp_path / "merge.duckdb")) as connection:
        for name, rows in (("signatures", made), ("current", newest)):
            connection.register("given", rows)
            connection.execute(f"CREATE TABLE {name} AS SELECT * FROM given")
            connection.unregister("given")
        del made, newest
        connection.execute("SET memory_limit = '64MB'")
        found = list(duplicates.find(connection))
    assert found == [{"article_id": ids[-1], "duplicate_of": ids[-2], "similarity": 1.0}]
