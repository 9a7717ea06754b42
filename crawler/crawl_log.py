"""What a state store has to tell its readers: the crawl log, and what is known of each portal and month."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from crawler.seen import FILE, as_moment, connect


@contextmanager
def _reading(folder: Path) -> Iterator[sqlite3.Connection | None]:
    path = folder / FILE
    if not path.is_file():
        yield None
        return
    database = connect(path)
    try:
        yield database
    finally:
        database.close()


_LOG_COLUMNS = "url, portal, fetched_at, status, outcome, detail, archive, archive_offset, bytes, elapsed_ms"


def iter_crawl_log(folder: Path) -> Iterator[dict[str, Any]]:
    """Yield the crawl log of a state folder, oldest first, with the columns of the table `crawl_log`.

    `fetched_at` is an aware datetime in UTC. A folder without a state store has an empty log. Raises StateError.
    """
    with _reading(folder) as database:
        if database is not None:
            for row in database.execute(f"SELECT {_LOG_COLUMNS} FROM crawl_log ORDER BY id"):
                yield {**dict(row), "fetched_at": as_moment(row["fetched_at"])}


def iter_discovered(folder: Path) -> Iterator[dict[str, Any]]:
    """Yield what the crawl knows of each portal and month of publication, for the table `coverage`.

    Keys: `portal`, `month` (its first day; None where the day of publication is not known), `discovered` (addresses
    of articles), `fetched` (in the archive), `filtered` (left out by the subject's words), `blocked` (not given by
    the portal), `earliest_day`. Raises StateError.
    """
    with _reading(folder) as database:
        if database is None:
            return
        rows = database.execute(
            """SELECT portal, SUBSTR(published, 1, 7) AS month, COUNT(*) AS discovered,
            SUM(status = 'archived') AS fetched, SUM(status = 'filtered') AS filtered,
            SUM(status IN ('blocked', 'failed')) AS blocked,
            MIN(CASE WHEN LENGTH(published) = 10 THEN published END) AS earliest_day
            FROM seen WHERE role = 'article' AND status <> 'moved' GROUP BY 1, 2 ORDER BY 1, 2"""
        )
        for row in rows:
            month, earliest = row["month"], row["earliest_day"]
            yield {
                **dict(row),
                "month": date.fromisoformat(f"{month}-01") if month else None,
                "earliest_day": date.fromisoformat(earliest) if earliest else None,
            }
