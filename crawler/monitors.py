"""Compares a run with the same portals' own past: what fell silent is named, with what changed."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median
from typing import Any

from crawler.options import CrawlSummary, PortalSummary
from crawler.portals.registry import Portal

PAST_RUNS = 20
"""So many earlier runs are looked at."""
LEAST_PAST = 3
"""A portal is compared only when it was visited in so many of them."""
FEW = 0.5
"""Less than this share of what it usually lists is few."""
FAILING = 0.3
"""More than this share of failed requests, where it usually has less than half of it, is a change."""

_FAILURES = ("http_error", "error", "soft_404", "captcha", "needs_browser", "too_large", "blocked_address")


def _failing(summary: PortalSummary) -> float:
    """The share of requests that failed; a page past the last one of a list fails in every run, and is no change."""
    return sum(summary.outcomes.get(outcome, 0) for outcome in _FAILURES) / max(summary.requests, 1)


def compare(summary: CrawlSummary, past: Sequence[dict[str, Any]], portals: dict[str, Portal]) -> dict[str, list[str]]:
    """Return, by portal, what is worse in this run than it promises (`minima`) or than in its own past.

    `past` are the summaries of earlier runs, newest first. Only finished refreshes are compared: a backfill, or a run
    that was stopped, lists what it happens to reach. A list that was not sent again (304) shows nothing, so that a
    portal is called silent only where all its lists were sent.
    """
    if summary.mode != "refresh" or summary.reason != "finished":
        return {}
    alike = [
        run for run in past if run["mode"] == "refresh" and run["reason"] == "finished" and run["run"] != summary.run
    ]
    found = {}
    for key, now in summary.portals.items():
        before = [PortalSummary.model_validate(run["portals"][key]) for run in alike if key in run["portals"]]
        lines = _compare(now, before[:PAST_RUNS], portals[key].minima.articles)
        if lines:
            found[key] = lines
    return found


def _compare(now: PortalSummary, before: list[PortalSummary], least: int) -> list[str]:
    lines = []
    sent = not now.unchanged_lists
    if sent and now.listed < least:
        lines.append(f"lists {now.listed} articles; its file promises {least}")
    listed = [run.listed for run in before if not run.unchanged_lists]
    if sent and len(listed) >= LEAST_PAST and now.listed < FEW * median(listed):
        lines.append(f"lists {now.listed} articles; usually {median(listed):.0f}")
    if len(before) >= LEAST_PAST:
        usual = median(_failing(run) for run in before)
        if _failing(now) > FAILING and usual < FAILING / 2:
            kinds = ", ".join(f"{now.outcomes[kind]} {kind}" for kind in _FAILURES if now.outcomes.get(kind))
            lines.append(f"{_failing(now):.0%} of its requests failed ({kinds}); usually {usual:.0%}")
    return lines
