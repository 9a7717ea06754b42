"""How near a polite backfill of many portals comes to the time that politeness alone would take."""

import shutil
from pathlib import Path
from typing import Any

from phoihop.bench.crawling import portals
from phoihop.bench.site import hosts, serving


def measure(folder: Path, count: int = 20, pages: int = 100, delay: float = 1.0) -> dict[str, Any]:
    """Return the wall time of a backfill of `count` portals with `pages` articles each, against its bound.

    The bound is what the portal with most requests must take: a `delay` in seconds between each two of them. Starting
    up counts.
    """
    from crawler.options import CrawlOptions
    from crawler.run import crawl

    folder = folder / "waiting"
    shutil.rmtree(folder, ignore_errors=True)
    with serving(pages, count) as address:
        summary = crawl(
            CrawlOptions(
                archive=folder / "archive", state=folder / "state", sample_address=address, everything=True,
                registry=portals(folder / "portals", pages, hosts(count), delay), mode="backfill",
                portals=[host.partition(".")[0] for host in hosts(count)],
            )
        )  # fmt: skip
    wall = (summary.finished_at - summary.started_at).total_seconds()
    bound = delay * (max(portal.requests for portal in summary.portals.values()) - 1)
    return {
        "portals": count,
        "articles": summary.archived_articles,
        "seconds": round(wall, 2),
        "bound_seconds": round(bound, 2),
        "ratios": {"backfill, wall time / what the delays alone take": round(wall / bound, 3)},
    }
