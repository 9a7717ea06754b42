"""A refresh: a crawl and an extraction under one lock, so that two nightly runs never meet."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from phoihop.crawling import crawl_options
from phoihop.exit_codes import LOOK_AT, NOTHING_PUBLISHED
from phoihop.extracting import extract_archives

if TYPE_CHECKING:
    from crawler.options import CrawlSummary
    from extract.jobs import Summary
    from phoihop.config import Config


@dataclass
class RefreshSummary:
    """What a refresh did: `extract` is None where there was no archive to read."""

    crawl: "CrawlSummary"
    extract: "Summary | None"

    @property
    def exit_code(self) -> int:
        """0 healthy, 1 nothing published, 3 published with corrections orphaned."""
        if self.extract is None:
            return NOTHING_PUBLISHED
        return LOOK_AT if self.extract.orphans else 0

    def as_json(self) -> dict[str, Any]:
        """Return the summary as plain values."""
        return {
            "crawl": self.crawl.model_dump(mode="json"),
            "extract": self.extract.as_json() if self.extract else None,
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
    """Crawl, then extract. Raises what the two raise; LockHeldError where another run is at work."""
    from crawler.run import crawl

    manners = config.crawl
    crawled = crawl(
        crawl_options(
            portals=list(portals),
            archive=archive,
            state=state,
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
    extracted = extract_archives(
        [archive],
        tables,
        state,
        config.extract.subject,
        workers=config.extract.workers,
        keep=config.snapshots.keep,
        progress=progress,
        corrections=corrections,
    )
    return RefreshSummary(crawled, extracted)
