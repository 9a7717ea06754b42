"""Every rule finds what its examples say, and nothing in its near-misses."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from extract.pipeline import read_text
from extract.rules import RULES, Rule

EXAMPLES = [(rule, text, list(found)) for rule in RULES.values() for text, found in rule.finds.items()]
NEAR_MISSES = [(rule, text) for rule in RULES.values() for text in rule.ignores]


def found_by(rule: Rule, text: str) -> list[str]:
    """The mentions and fact heads that `rule` made of `text`, in order of appearance, each span once."""
    published = datetime.fromisoformat(rule.published).replace(hour=8, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
    reading = read_text(text, published, rule.province)
    facts = [fact for table in reading.facts.TABLES for fact in getattr(reading.facts, table)]
    sources = [source for fact in facts for source in fact.sources]
    spans = {(row.start, row.end) for row in [*reading.mentions, *facts, *sources] if row.rule == rule.name}
    return [reading.document.text[start:end] for start, end in sorted(spans)]


@pytest.mark.parametrize(("rule", "text", "expected"), EXAMPLES, ids=lambda v: v.name if isinstance(v, Rule) else None)
def test_finds(rule: Rule, text: str, expected: list[str]) -> None:
    assert found_by(rule, text) == expected


@pytest.mark.parametrize(("rule", "text"), NEAR_MISSES, ids=lambda v: v.name if isinstance(v, Rule) else None)
def test_ignores(rule: Rule, text: str) -> None:
    assert found_by(rule, text) == []
