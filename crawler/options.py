"""What a crawl is told and what it tells afterwards. Plain data, cheap to import, JSON either way."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Mode = Literal["refresh", "backfill"]
Pages = Annotated[int, Field(ge=0)]

VERSION = version("phoihop")


class CrawlError(Exception):
    """A crawl that cannot be made; the message names what is wrong."""

    exit_code = 2


class CrawlUsageError(CrawlError):
    """Options that contradict the registry or each other."""


class AnotherRunError(CrawlError):
    """Another crawl holds the lock of this state folder."""

    exit_code = 75


class CrawlOptions(BaseModel):
    """The options of a crawl.

    Attributes:
        portals: keys; empty for all enabled portals (with `sample_address`: for all sample portals).
        unchecked: take portals that are not enabled, too: for checking them.
        archive: the folder that WARC files are written to.
        state: the folder of the state store, the crawl log and the lock.
        registry: a folder of the user's own portal files, laid over the packaged ones.
        mode: `refresh` reads feeds and first pages until a whole page is known; `backfill` walks back to `since`.
        since: the earliest day of a backfill; None for as far as the portal goes.
        everything: fetch articles whose title and lead hold none of `words`, too.
        words: the subject's words; empty for no choice by words.
        budget: pages of this run, 0 for no limit; `portal_budget`: pages of each portal.
        pages: the most list pages that a refresh reads of one section; a backfill is not limited.
        delay: least seconds between two requests to a host; robots.txt may ask for more. A portal's own `delay` wins.
        window: "HH:MM-HH:MM", Vietnam's time, in which requests may be made; empty for always.
        contact: an address for the User-Agent. Needed for all but sample portals.
        sample_address: "127.0.0.1:PORT": hosts under .example are connected there. Nothing else is let to loopback.
        file_bytes: a WARC file is closed, and the next begun, when it is larger.
        page_bytes: the largest body, also after decompression, that is accepted.
        timeout: seconds for one response; `retries`: further attempts after a failure that may pass.
        backoff: seconds before the first further attempt; doubled for each one after it.
        frontier: where the queue lives: empty for the state folder, "redis://…" to share it between machines.
        lease: seconds after which a worker that gives no sign is taken for dead, where a frontier is shared.
        progress: show a progress bar.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    portals: list[str] = []
    unchecked: bool = False
    archive: Path
    state: Path
    registry: Path | None = None
    mode: Mode = "refresh"
    since: date | None = None
    everything: bool = False
    words: list[str] = []
    budget: Pages = 0
    portal_budget: Pages = 0
    pages: Pages = 20
    delay: Annotated[float, Field(ge=0)] = 5.0
    window: str = Field(default="", pattern=r"^(\d\d:\d\d-\d\d:\d\d)?$")
    contact: str = ""
    sample_address: str | None = Field(default=None, pattern=r"^127\.0\.0\.1:\d{1,5}$")
    file_bytes: int = Field(default=200_000_000, gt=0)
    page_bytes: int = Field(default=10_000_000, gt=0)
    timeout: float = Field(default=60.0, gt=0)
    retries: int = Field(default=2, ge=0)
    backoff: float = Field(default=10.0, ge=0)
    frontier: str = Field(default="", pattern=r"^(rediss?://.+)?$")
    lease: float = Field(default=30.0, gt=0)
    progress: bool = False

    @property
    def user_agent(self) -> str:
        """The honest User-Agent: who reads, what for, and whom to ask."""
        contact = re.sub(r"[^\x20-\x7e]|[()]", "", self.contact).strip()
        return f"phoihop/{VERSION} (research crawler; {contact or 'sample portals on loopback'})"


def in_window(window: str, now: datetime) -> bool:
    """Return whether the clock time of `now` lies in "HH:MM-HH:MM", which may reach over midnight."""
    if not window:
        return True
    first, last = (time.fromisoformat(part) for part in window.split("-"))
    clock = now.time()
    return first <= clock < last if first <= last else clock >= first or clock < last


class PortalSummary(BaseModel):
    """What a crawl did at one portal.

    `requests` counts responses and failures, `outcomes` them by the crawl log's word; `listed` the article links seen
    on lists, `new` those never seen before, `unchanged_lists` the lists that were not sent again, `pending` what is
    left for the next run; of the archived articles `dated` say their day, and `letters` stand in their
    paragraphs; `remarks` what the keeper of the registry should know, `warnings` what is worse than the
    portal promises, or than in its own past.
    """

    requests: int = 0
    outcomes: dict[str, int] = {}
    listed: int = 0
    new: int = 0
    unchanged_lists: int = 0
    archived_articles: int = 0
    dated: int = 0
    letters: int = 0
    pending: int = 0
    bytes: int = 0
    left_alone: str | None = None
    remarks: list[str] = []
    warnings: list[str] = []

    @property
    def letters_an_article(self) -> float:
        """Letters in the paragraphs of an archived article, on average."""
        return self.letters / max(self.archived_articles, 1)

    @property
    def dated_share(self) -> float:
        """The share of archived articles that say their day."""
        return self.dated / max(self.archived_articles, 1)


class CrawlSummary(BaseModel):
    """What a crawl did.

    `reason` why it ended: finished, budget, window or stopped; `archives` the files it wrote; `recovered` the records
    of a run that was cut off before, entered into the state now; `remarks` on the archive as a whole.
    """

    run: str
    mode: Mode
    started_at: datetime
    finished_at: datetime
    reason: str
    portals: dict[str, PortalSummary]
    archives: list[str]
    recovered: int = 0
    remarks: list[str] = []

    @property
    def requests(self) -> int:
        """Requests of all portals."""
        return sum(portal.requests for portal in self.portals.values())

    @property
    def archived_articles(self) -> int:
        """Articles of all portals that were new or changed."""
        return sum(portal.archived_articles for portal in self.portals.values())
