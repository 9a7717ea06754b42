"""A refresh: a crawl and an extraction under one lock, so that two nightly runs never meet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from phoihop.crawling import crawl_options
from phoihop.exit_codes import NOTHING_PUBLISHED
from phoihop.extracting import exit_code, extract_archives

if TYPE_CHECKING:
    from crawler.options import CrawlSummary
    from extract.jobs import Summary
    from phoihop.config import Config


@dataclass
class RefreshSummary:
    """What a refresh did.

    Attributes:
        crawl: what the crawl did.
        extract: what the extraction did, None where there was no archive to read.
        quarantine: the portals in quarantine, a line each.
    """

    crawl: "CrawlSummary"
    extract: "Summary | None"
    quarantine: list[str] = field(default_factory=list)

    @property
    def exit_code(self) -> int:
        """0 healthy, 1 nothing published, 2 an unreadable archive, 3 portals in quarantine or corrections orphaned."""
        return NOTHING_PUBLISHED if self.extract is None else exit_code(self.extract)

    def as_json(self) -> dict[str, Any]:
        """Return the summary as plain values."""
        return {
            "crawl": self.crawl.model_dump(mode="json"),
            "extract": self.extract.as_json() if self.extract else None,
            "quarantine": self.quarantine,
            "exit_code": self.exit_code,
        }


def run_refresh(
    config: "Config",
    portals: tuple[str, ...],
    archive: Path,
    state: Path,
    tables: Path,
    sample: str | None,
    progress: bool,
    corrections: Path | None = None,
) -> RefreshSummary:
    """Crawl, extract, judge the portals' health, publish.

    Raises what crawl and extraction raise; LockHeldError where another run is at work.
    """
    from crawler.portals.registry import load_registry
    from crawler.run import crawl
    from phoihop import health

    manners = config.crawl
    crawled = crawl(
        crawl_options(
            portals=list(portals),
            archive=archive,
            state=state,
            registry=config.paths.portals,
            subject=config.extract.subject,
            everything=manners.everything,
            budget=manners.budget,
            portal_budget=manners.portal_budget,
            delay=0 if sample else manners.delay,
            window=manners.window,
            contact=manners.contact,
            sample_address=sample,
            progress=progress,
        )
    )
    if not any(archive.glob("**/*.warc.gz")):
        return RefreshSummary(crawled, None)
    quarantine: list[str] = []

    def hold(units: Sequence[Path]) -> Mapping[str, datetime]:
        found = health.judge_refresh(crawled, load_registry(config.paths.portals), state, units)
        quarantine.extend(health.quarantine_text(found))
        return {key: each.since for key, each in found.items()}

    extracted = extract_archives(
        [archive],
        tables,
        state,
        config.extract.subject,
        workers=config.extract.workers,
        keep=config.snapshots.keep,
        progress=progress,
        corrections=corrections,
        hold=hold,
        registry=config.paths.portals,
    )
    return RefreshSummary(crawled, extracted, quarantine)
