from datetime import UTC, datetime
from typing import Any

import pytest

from crawler.monitors import compare
from crawler.options import CrawlSummary, PortalSummary
from crawler.portals.portal import Minima, Portal

NOW = datetime(2026, 1, 1, tzinfo=UTC)
PORTALS = {"bao": Portal(key="bao", name="B", kind="newspaper", base_url="https://b.vn", minima=Minima(articles=5))}


def run(listed: int, number: str = "now", outcomes: dict[str, int] | None = None, **more: Any) -> CrawlSummary:
    outcomes = outcomes if outcomes is not None else {"archived": 10}
    silent = more.pop("unchanged_lists", 0)
    portal = PortalSummary(requests=sum(outcomes.values()), outcomes=outcomes, listed=listed, unchanged_lists=silent)
    given = {"mode": "refresh", "reason": "finished", **more}
    return CrawlSummary(run=number, started_at=NOW, finished_at=NOW, portals={"bao": portal}, archives=[], **given)


def past(*listed: int, **more: Any) -> list[dict[str, Any]]:
    return [run(count, str(number), **more).model_dump(mode="json") for number, count in enumerate(listed)]


@pytest.mark.parametrize(
    ("now", "before", "lines"),
    [
        (run(40), past(40, 42, 38), []),
        (run(21), past(40, 42, 38), []),
        (run(19), past(40, 42, 38), ["lists 19 articles; usually 40"]),
        (run(19), past(40, 42), []),
        (run(2), past(), ["lists 2 articles; its file promises 5"]),
        (run(0), past(40, 40, 40), ["lists 0 articles; its file promises 5", "lists 0 articles; usually 40"]),
        (run(0, unchanged_lists=1), past(40, 40, 40), []),
        (
            run(40, outcomes={"archived": 6, "http_error": 4}),
            past(40, 40, 40),
            ["40% of its requests failed (4 http_error); usually 0%"],
        ),
        (run(40, outcomes={"archived": 6, "error": 4}), past(40, 40, 40, outcomes={"archived": 6, "error": 4}), []),
        (run(0, mode="backfill"), past(40, 40, 40), []),
        (run(0, reason="stopped"), past(40, 40, 40), []),
        (run(19), past(40, 42, 38, mode="backfill"), []),
    ],
)
def test_a_run_is_compared_with_the_portals_promise_and_past(now: CrawlSummary, before: list, lines: list[str]) -> None:
    assert compare(now, before, PORTALS).get("bao", []) == lines


def like(articles: int, letters: int, dated: int, number: str = "now") -> CrawlSummary:
    summary = run(40, number)
    of = {"archived_articles": articles, "letters": articles * letters, "dated": dated}
    return summary.model_copy(update={"portals": {"bao": summary.portals["bao"].model_copy(update=of)}})


@pytest.mark.parametrize(
    ("now", "lines"),
    [
        (like(10, 2000, 10), []),
        (like(10, 1200, 8), []),
        (like(10, 300, 10), ["its articles have 300 letters in paragraphs; usually 2000"]),
        (like(10, 2000, 1), ["10% of its articles say their day; usually 100%"]),
        (like(4, 10, 0), []),
    ],
)
def test_what_articles_are_like_is_compared_with_what_they_were(now: CrawlSummary, lines: list[str]) -> None:
    before = [like(10, 2000, 10, str(number)).model_dump(mode="json") for number in range(3)]
    assert compare(now, before, PORTALS).get("bao", []) == lines
    assert compare(now, before[:2], PORTALS) == {}, "two runs are no past"
