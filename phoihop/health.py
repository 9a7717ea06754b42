"""The health of portals: whether each gave what its file promises, and quarantine for those that did not.

A portal in quarantine keeps its earlier rows; what was fetched since the quarantine began waits in the archive and is
published when the portal is healthy again, or when a person releases it. So a redesign, or a site that breaks in
silence, never replaces good rows by empty ones.
"""

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from crawler.crawl_log import iter_crawl_log
from crawler.portals.portal import Minima
from crawler.portals.registry import Registry
from extract.storage.sql import scan

if TYPE_CHECKING:
    from crawler.options import CrawlSummary, PortalSummary

FILE = "quarantine.json"
LEAST_PAGES = 5
"""Shares of fewer pages say nothing."""

_NO_FAULT_OF_A_BODY = ("not_an_article", "soft_404")
_NAMES = {"title": "a title", "time": "a time", "body": "a body"}


@dataclass(frozen=True)
class Quarantine:
    """Since when a portal's pages wait, and why: what was measured → a line for people."""

    since: datetime
    reasons: dict[str, str]


@dataclass
class Measured:
    """What a refresh gave of a portal.

    Attributes:
        listed: article links on its lists, None where they say nothing (a list was not sent again; a run cut short).
        pages: article pages fetched and neither put aside nor found to be no article.
        found: title, time, body → the number of pages that have it.
        remark: what the crawl says besides.
    """

    listed: int | None = None
    pages: int = 0
    found: dict[str, int] = field(default_factory=lambda: {"title": 0, "time": 0, "body": 0})
    remark: str = ""

    def judge(self, minima: Minima) -> tuple[dict[str, str], set[str]]:
        """Return what is below the minima (measure → a line), and which measures could be judged at all."""
        faults: dict[str, str] = {}
        judged: set[str] = set()
        if self.listed is not None:
            judged.add("articles")
            if self.listed < minima.articles:
                remark = f" ({self.remark})" if self.remark else ""
                faults["articles"] = f"lists {self.listed} articles, its file promises {minima.articles}{remark}"
        for measure, name in _NAMES.items():
            # Only what was read as an article can have a title and a time.
            of = self.pages if measure == "body" else self.found["body"]
            if of >= LEAST_PAGES:
                judged.add(measure)
                share, least = self.found[measure] / of, getattr(minima, measure)
                if share < least:
                    faults[measure] = f"{self.found[measure]} of {of} pages have {name}, its file promises {least:.0%}"
        return faults, judged


def load(state: Path) -> dict[str, Quarantine]:
    """Return the portals in quarantine; none where the state folder has no note of it."""
    try:
        noted = json.loads((state / FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    return {
        key: Quarantine(datetime.fromisoformat(each["since"]), dict(each["reasons"])) for key, each in noted.items()
    }


def save(state: Path, quarantines: Mapping[str, Quarantine]) -> None:
    """Keep which portals are in quarantine."""
    state.mkdir(parents=True, exist_ok=True)
    noted = {
        key: {"since": each.since.astimezone(UTC).isoformat(), "reasons": each.reasons}
        for key, each in sorted(quarantines.items())
    }
    building = state / f".{FILE}.{os.getpid()}"
    building.write_text(json.dumps(noted, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    building.replace(state / FILE)


def release(state: Path, keys: Iterable[str]) -> list[str]:
    """End the quarantine of portals; return those that were in one. The next publish has their pages."""
    quarantines = load(state)
    released = [key for key in keys if quarantines.pop(key, None) is not None]
    if released:
        save(state, quarantines)
    return released


def held(state: Path) -> dict[str, datetime]:
    """Return the portals whose pages wait, and from which moment on."""
    return {key: each.since for key, each in load(state).items()}


def judge_refresh(
    crawl: "CrawlSummary", registry: Registry, state: Path, units: Sequence[Path]
) -> dict[str, Quarantine]:
    """Judge the portals of a crawl by their minima, note it in the state folder, and return those in quarantine.

    A portal below a minimum goes into quarantine from the beginning of this crawl; one that is there already is judged
    on everything since it began, and leaves when all that it failed in can be judged and is as promised.

    Args:
        crawl: what the crawl did.
        registry: the portals' files.
        state: the state folder.
        units: folders with the rows of the units of the archive.
    """
    before = load(state)
    after = dict(before)
    since = {key: before[key].since if key in before else crawl.started_at for key in crawl.portals}
    measured = _measure_pages(units, since, state)
    for key, summary in crawl.portals.items():
        portal = registry.portals.get(key)
        if portal is None:
            continue
        measured[key].listed = _listed(crawl, summary)
        measured[key].remark = summary.left_alone or ""
        faults, judged = measured[key].judge(portal.minima)
        unsettled = {m: line for m, line in before[key].reasons.items() if m not in judged} if key in before else {}
        if faults or unsettled:
            after[key] = Quarantine(since[key], {**unsettled, **faults})
        else:
            after.pop(key, None)
    if after != before:
        save(state, after)
    return after


def _listed(crawl: "CrawlSummary", summary: "PortalSummary") -> int | None:
    """Return how many articles a portal's lists show; None where the run says nothing of that."""
    cut_short = crawl.reason != "finished" and not summary.left_alone
    return None if cut_short or summary.unchanged_lists else summary.listed


def _measure_pages(units: Sequence[Path], since: Mapping[str, datetime], state: Path) -> dict[str, Measured]:
    """Count, for each portal, the pages fetched from its moment on that were read, and what was found on them."""
    import duckdb

    measured = {key: Measured() for key in since}
    if not since:
        return measured
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE since (portal VARCHAR, moment TIMESTAMPTZ)")
        connection.executemany("INSERT INTO since VALUES (?, ?)", [list(pair) for pair in since.items()])
        if files := [file for unit in units if (file := unit / "articles.parquet").exists()]:
            rows = connection.execute(
                f"""SELECT portal, count(*), count(title), count(published_at)
                    FROM {scan(files)} a JOIN since s USING (portal)
                    WHERE fetched_at >= ?::TIMESTAMPTZ AND fetched_at >= s.moment GROUP BY portal""",
                [min(since.values())],  # as a constant, by which row groups of earlier nights are not read
            ).fetchall()
            for portal, pages, titles, times in rows:
                measured[portal] = Measured(pages=pages, found={"body": pages, "title": titles, "time": times})
        if files := [file for unit in units if (file := unit / "issues.parquet").exists()]:
            allowed = ", ".join(f"'{kind}'" for kind in _NO_FAULT_OF_A_BODY)
            query = f"SELECT DISTINCT url FROM {scan(files)} WHERE stage = 'article' AND kind NOT IN ({allowed})"
            failed = {url for (url,) in connection.execute(query).fetchall()}
            for portal, urls in _archived(state, since).items():
                measured[portal].pages += len(urls & failed)
    return measured


def _archived(state: Path, since: Mapping[str, datetime]) -> dict[str, set[str]]:
    """Return, for each portal, the addresses archived from its moment on."""
    found: dict[str, set[str]] = {key: set() for key in since}
    for row in iter_crawl_log(state):
        portal = row["portal"]
        if portal in since and row["outcome"] == "archived" and row["fetched_at"] >= since[portal]:
            found[portal].add(row["url"])
    return found


def quarantine_text(quarantines: Mapping[str, Quarantine]) -> list[str]:
    """Return a line a portal for people: since when it is in quarantine, why, and what to do."""
    return [
        f"{key}: in quarantine since {each.since:%Y-%m-%d %H:%M}: {'; '.join(each.reasons.values())} "
        f"(`phoihop portals check {key}`, then mend its file, or `phoihop portals release {key}`)"
        for key, each in sorted(quarantines.items())
    ]
