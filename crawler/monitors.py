"""Compares a run with the same portals' own past: what fell silent, shrank or lost its dates is named.

The monitors are Spidermon's, run once for each portal when the crawl has ended.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from statistics import median
from typing import Any

from spidermon import Monitor, MonitorSuite, monitors
from spidermon.results.monitor import MonitorResult
from spidermon.runners import MonitorRunner

from crawler.options import CrawlSummary, PortalSummary
from crawler.portals.portal import Portal

PAST_RUNS = 20
"""So many earlier runs are looked at."""
LEAST_PAST = 3
"""A portal is compared only when it was visited in so many of them."""
LEAST_ARTICLES = 5
"""What articles are like is compared only where a run archived so many."""
FEW = 0.5
"""Less than this share of what is usual is few."""
FAILING = 0.3
"""More than this share of failed requests, where it usually has less than half of it, is a change."""

_FAILURES = ("http_error", "error", "soft_404", "captcha", "needs_browser", "too_large", "blocked_address")


def _failing(summary: PortalSummary) -> float:
    """The share of requests that failed; a page past the last one of a list fails in every run, and is no change."""
    return sum(summary.outcomes.get(outcome, 0) for outcome in _FAILURES) / max(summary.requests, 1)


class PortalMonitor(Monitor):
    """One portal's run: `now` its summary, `before` those of earlier runs, newest first, `least` what it promises."""

    def _usual(self, of: Callable[[PortalSummary], float], runs: Sequence[PortalSummary]) -> float:
        """Return what was usual; without enough of a past there is nothing to compare with."""
        if len(runs) < LEAST_PAST:
            self.skipTest("too few earlier runs")
        return median(map(of, runs))

    def _articles(self) -> list[PortalSummary]:
        if self.data.now.archived_articles < LEAST_ARTICLES:
            self.skipTest("too few articles")
        return [run for run in self.data.before if run.archived_articles >= LEAST_ARTICLES]

    @monitors.name("lists what its file promises")
    def test_1_promise(self) -> None:
        """A list that was not sent again (304) shows nothing: only a portal that sent all can be silent."""
        now, least = self.data.now, self.data.least
        if not now.unchanged_lists and now.listed < least:
            self.fail(f"lists {now.listed} articles; its file promises {least}")

    @monitors.name("lists about as many articles as usual")
    def test_2_listed(self) -> None:
        """As above."""
        now = self.data.now
        usual = self._usual(lambda run: run.listed, [run for run in self.data.before if not run.unchanged_lists])
        if not now.unchanged_lists and now.listed < FEW * usual:
            self.fail(f"lists {now.listed} articles; usually {usual:.0f}")

    @monitors.name("answers as usual")
    def test_3_failures(self) -> None:
        """Many failures are a change only where there were few."""
        now = self.data.now
        usual = self._usual(_failing, self.data.before)
        if _failing(now) > FAILING and usual < FAILING / 2:
            kinds = ", ".join(f"{now.outcomes[kind]} {kind}" for kind in _FAILURES if now.outcomes.get(kind))
            self.fail(f"{_failing(now):.0%} of its requests failed ({kinds}); usually {usual:.0%}")

    @monitors.name("its articles are about as long as usual")
    def test_4_length(self) -> None:
        """A redesign, or a wall in a page's clothes, leaves far fewer words in a page's paragraphs."""
        before = self._articles()
        now, usual = self.data.now.letters_an_article, self._usual(lambda run: run.letters_an_article, before)
        if now < FEW * usual:
            self.fail(f"its articles have {now:.0f} letters in paragraphs; usually {usual:.0f}")

    @monitors.name("its articles say their day")
    def test_5_days(self) -> None:
        """Without days, nothing lands in its month."""
        before = self._articles()
        now, usual = self.data.now.dated_share, self._usual(lambda run: run.dated_share, before)
        if now < FEW * usual:
            self.fail(f"{now:.0%} of its articles say their day; usually {usual:.0%}")


class _Runner(MonitorRunner):
    """Runs monitors and says nothing: what they find goes into the crawl's summary."""

    def create_result(self) -> MonitorResult:
        return MonitorResult()


def compare(summary: CrawlSummary, past: Sequence[dict[str, Any]], portals: dict[str, Portal]) -> dict[str, list[str]]:
    """Return, by portal, what is worse in this run than it promises (`minima`) or than in its own past.

    `past` are the summaries of earlier runs, newest first. Only finished refreshes are compared: a backfill, or a run
    that was stopped, lists what it happens to reach.
    """
    if summary.mode != "refresh" or summary.reason != "finished":
        return {}
    alike = [
        run for run in past if run["mode"] == "refresh" and run["reason"] == "finished" and run["run"] != summary.run
    ]
    found = {}
    for key, now in summary.portals.items():
        before = [PortalSummary.model_validate(run["portals"][key]) for run in alike if key in run["portals"]]
        suite = MonitorSuite(name=key, monitors=[PortalMonitor])
        least = portals[key].minima.articles
        result = _Runner().run(suite, now=now, before=before[:PAST_RUNS], least=least)
        lines = [failed.reason or failed.error for failed in result.monitors_failed_results]
        if lines:
            found[key] = lines
    return found
