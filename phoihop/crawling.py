"""A crawl as the front door runs it: the subject's words handed over as plain settings, and the summary told."""

from collections import Counter
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from crawler.options import CrawlOptions, CrawlSummary

NOTHING_FETCHED = 1


def crawl_options(*, subject: str, everything: bool, **values: Any) -> "CrawlOptions":
    """Return the options of a crawl for `subject`. Raises click.UsageError for a value that does not fit."""
    from pydantic import ValidationError

    from crawler.options import CrawlOptions
    from extract.subject import ANY, load_subject

    words = [] if everything or subject == ANY else [w for side in load_subject(subject).sides for w in side.words]
    try:
        return CrawlOptions(everything=everything, words=words, **values)
    except ValidationError as fault:
        first = fault.errors()[0]
        raise click.UsageError(f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from None


def crawl_text(summary: "CrawlSummary") -> str:
    """Return the summary for people: a line a portal, then the whole."""
    lines = []
    for key, portal in sorted(summary.portals.items()):
        outcomes = ", ".join(f"{count} {outcome}" for outcome, count in sorted(portal.outcomes.items()))
        lines.append(f"  {key:24} {portal.archived_articles:6} articles archived; {outcomes or 'nothing fetched'}")
        if portal.left_alone:
            lines.append(f"  {'':24} left alone: {portal.left_alone}")
        lines += [f"  {'':24} {remark}" for remark in (*portal.warnings, *portal.remarks)]
        if portal.pending:
            lines.append(f"  {'':24} {portal.pending} left for the next run")
    seconds = (summary.finished_at - summary.started_at).total_seconds()
    total = Counter[str]()
    for portal in summary.portals.values():
        total.update(portal.outcomes)
    lines.append(
        f"{len(summary.portals)} portals, {summary.requests} requests, {summary.archived_articles} articles archived "
        f"in {seconds:.0f} s ({summary.reason})"
    )
    return "\n".join(lines)


def exit_code(summary: "CrawlSummary") -> int:
    """Return 0 where every portal answered, 1 where none did."""
    answered = {"archived", "unchanged", "redirect", "filtered", "robots", "budget"}
    reached = any(answered & portal.outcomes.keys() for portal in summary.portals.values())
    return 0 if reached or not summary.portals else NOTHING_FETCHED
