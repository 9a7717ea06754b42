"""The measures are those of the score.py that came with the gold, to the last digit, however rows differ."""

import json
import random
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from extract.gold import GoldDocument, load_gold
from extract.scoring import TABLES, norm, score
from tests.extract import reference_score

DEV = Path(__file__).parents[2] / "data" / "gold" / "dev"
_SPELLINGS = (("'", "’"), ("’", "'"), ("-", "–"), ("hòa", "hoà"), ("ủy", "uỷ"), ("i", "I"), ("a", "A"), (" ", "  "))


def _strings(value: object) -> list[str]:
    if isinstance(value, dict | list):
        return [each for one in (value.values() if isinstance(value, dict) else value) for each in _strings(one)]
    return [value] if isinstance(value, str) else []


def _respelled(text: str, chance: random.Random) -> str:
    return text.replace(*chance.choice(_SPELLINGS)) if chance.random() < 0.3 else text


def _found(table: str, gold: dict[str, Any], article: str, chance: random.Random) -> dict[str, Any]:
    """A row as an extractor would have made it of a gold row, here and there another."""
    row: dict[str, Any] = {"article_id": article, "mention": gold.get("text", gold.get("name"))}
    for key, value in gold.items():
        if isinstance(value, str) and key not in ("start", "end"):
            value = _respelled(value, chance)
        elif isinstance(value, list) and all(isinstance(each, str) for each in value):
            value = [_respelled(each, chance) for each in value if chance.random() < 0.9]
        elif isinstance(value, int) and chance.random() < 0.1:
            value += 1
        row[key] = value
    if table == "agreements":
        row["period_start"], row["period_end"] = gold["period"] or (None, None)
    if table == "counts" and chance.random() < 0.2:
        row["unit"] += " khác"
    if table == "awards":
        row["modality"] = chance.choice(("actual", "actual", "planned"))
    return row


def _spoilt(documents: list[GoldDocument]) -> tuple[list[dict[str, Any]], dict[str, list[dict[str, Any]]]]:
    chance = random.Random(7)
    articles, facts = [], {name: [] for name in TABLES}
    for document in documents:
        gold = document.annotation
        articles.append(
            {
                "article_id": document.id,
                "url": document.url,
                "title": _respelled(gold["title"], chance),
                "author": gold["author"] and _respelled(gold["author"], chance),
                "published_at": gold["published_at"],
                "relevant": gold["relevant"] == (chance.random() < 0.8),
                "event_kinds": gold["event_kinds"][chance.randrange(2) :],
            }
        )
        for table in TABLES:
            for row in gold[table]:
                copies = chance.choice((0, 1, 1, 1, 1, 2))
                facts[table] += [_found(table, row, document.id, chance) for _ in range(copies)]
    return articles[:-1], facts


def test_measures_agree_with_the_reference(tmp_path: Path) -> None:
    documents = load_gold(DEV)
    articles, facts = _spoilt(documents)
    for name, rows in {"articles": articles, **facts}.items():
        (tmp_path / name).mkdir()
        pd.DataFrame(rows).to_parquet(tmp_path / name / "part.parquet")
    wanted = reference_score.score(DEV, tmp_path)
    tallies = score(documents, articles, facts)
    assert {name: tally.counts() for name, tally in tallies.items()} == {
        name: (tally.hit, tally.want, tally.got) for name, tally in wanted.items()
    }
    assert sum(0 < tally.hit < max(tally.want, tally.got) for tally in wanted.values()) > 20


@pytest.mark.parametrize(
    "text", ["H’Hen Niê", "H'Hen Niê", "Đắk Lắk – Đăk Nông — a", "HOÀ  GIẢI, uỷ quyền", None, float("nan")]
)
def test_norm_agrees_with_the_reference(text: object) -> None:
    assert norm(text) == reference_score.norm(text)


def test_norm_agrees_with_the_reference_on_every_word_of_the_gold() -> None:
    words = {each for file in DEV.glob("*.json") for each in _strings(json.loads(file.read_text(encoding="utf-8")))}
    assert [each for each in words if norm(each) != reference_score.norm(each)] == []
