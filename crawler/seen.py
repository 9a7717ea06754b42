"""The state store: what was seen, when, with which validators; the crawl log; the frontier. One SQLite file.

Whatever is said here of a page was on disk in the archive before: record, fsync, then the state.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from crawler.frontier import Frontier, SqliteFrontier
from crawler.states import Entry, Fetch, Link, Status, Version
from crawler.warc_records import Place

FILE = "state.sqlite3"
SCHEMA_VERSION = 1
RECHECK_DAYS = (1, 3, 14)
"""An article is looked at again so many days after it was first fetched."""
GIVE_UP_AFTER = 3
"""An article that failed in so many runs is not asked for again."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS seen (
  key TEXT PRIMARY KEY, url TEXT NOT NULL, portal TEXT NOT NULL, role TEXT NOT NULL, title TEXT, published TEXT,
  discovered_at TEXT NOT NULL, status TEXT NOT NULL, fetched_at TEXT, etag TEXT, last_modified TEXT, digest TEXT,
  place TEXT, checks INTEGER NOT NULL DEFAULT 0, next_check TEXT, failures INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS seen_due ON seen (portal, next_check) WHERE next_check IS NOT NULL;
CREATE INDEX IF NOT EXISTS seen_unsettled ON seen (portal, status) WHERE status IN ('listed', 'failed', 'filtered');
CREATE TABLE IF NOT EXISTS crawl_log (
  id INTEGER PRIMARY KEY, run TEXT NOT NULL, url TEXT NOT NULL, portal TEXT, fetched_at TEXT NOT NULL, status INTEGER,
  outcome TEXT NOT NULL, detail TEXT, archive TEXT, archive_offset INTEGER, bytes INTEGER, elapsed_ms INTEGER);
CREATE INDEX IF NOT EXISTS crawl_log_place ON crawl_log (archive, archive_offset);
CREATE TABLE IF NOT EXISTS robots (
  host TEXT PRIMARY KEY, fetched_at TEXT NOT NULL, status INTEGER NOT NULL, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS archives (name TEXT PRIMARY KEY, length INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS replaced (name TEXT PRIMARY KEY, old TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS runs (run TEXT PRIMARY KEY, started_at TEXT NOT NULL, mode TEXT NOT NULL, summary TEXT);
"""


class StateError(Exception):
    """A state store that cannot be used; the message names the file and the fault."""

    exit_code = 2


def as_moment(text: str) -> datetime:
    """Read a moment as the store writes it."""
    return datetime.fromisoformat(text)


def as_text(moment: datetime) -> str:
    """Write a moment as the store does: UTC, to the millisecond, so that texts compare as moments do."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")


def connect(path: Path) -> sqlite3.Connection:
    """Open a state store's database. Raises StateError."""
    try:
        database = sqlite3.connect(path, isolation_level=None, timeout=30)
        database.row_factory = sqlite3.Row
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = NORMAL")
        version = database.execute("PRAGMA user_version").fetchone()[0]
    except sqlite3.Error as fault:
        raise StateError(f"{path}: not a state store: {fault}") from None
    if version not in {0, SCHEMA_VERSION}:
        database.close()
        raise StateError(f"{path}: written by another version of phoihop (schema {version}, not {SCHEMA_VERSION})")
    return database


class Seen:
    """The state store of one folder. Not for use by two processes at a time: the run holds a lock."""

    def __init__(self, folder: Path) -> None:
        """Open the store in a folder, made if missing. Raises StateError, OSError."""
        folder.mkdir(parents=True, exist_ok=True)
        self._db = connect(folder / FILE)
        self._db.executescript(_SCHEMA)
        self._db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        self.frontier: Frontier = SqliteFrontier(self._db)

    def close(self) -> None:
        """Close the store."""
        self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All that is written within is written, or nothing."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    # Pages

    def status_of(self, keys: Iterable[str]) -> dict[str, Status]:
        """Return the status of those keys that are known."""
        rows = (self._db.execute("SELECT key, status FROM seen WHERE key = ?", (key,)).fetchone() for key in keys)
        return {row["key"]: row["status"] for row in rows if row}

    def published(self, keys: Iterable[str]) -> list[str]:
        """Return the days (or months) of publication of those keys of which one is known."""
        rows = (self._db.execute("SELECT published FROM seen WHERE key = ?", (key,)).fetchone() for key in keys)
        return [row["published"] for row in rows if row and row["published"]]

    def discover(self, link: Link, portal: str, role: str, now: datetime, status: Status = "listed") -> None:
        """Enter a page; of one known already, what was not known of it."""
        self._db.execute(
            """INSERT INTO seen (key, url, portal, role, title, published, discovered_at, status)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO UPDATE SET
            title = COALESCE(title, excluded.title), published = COALESCE(published, excluded.published)""",
            (link.key, link.url, portal, role, link.title, link.published, as_text(now), status),
        )

    def set_status(self, key: str, status: Status, *, failed: bool = False) -> None:
        """State what became of a page; `failed` counts a run in which it could not be had."""
        self._db.execute(
            "UPDATE seen SET status = ?, failures = failures + ?, next_check = NULL WHERE key = ?",
            (status, failed, key),
        )

    def version(self, key: str) -> Version | None:
        """Return the last archived version of a page."""
        row = self._db.execute("SELECT * FROM seen WHERE key = ? AND place IS NOT NULL", (key,)).fetchone()
        if row is None:
            return None
        place = Place(**json.loads(row["place"]))
        return Version(as_moment(row["fetched_at"]), row["digest"], place, row["etag"], row["last_modified"])

    def set_version(self, key: str, version: Version, published: str | None = None, *, recheck: bool = False) -> None:
        """State that a page was archived, or found as it was; `recheck` makes its next look due."""
        row = self._db.execute("SELECT checks, fetched_at FROM seen WHERE key = ?", (key,)).fetchone()
        checks = row["checks"] + 1 if row and row["fetched_at"] else 0
        due = None
        if recheck and checks < len(RECHECK_DAYS):
            waited = RECHECK_DAYS[checks - 1] if checks else 0
            due = as_text(version.fetched_at + timedelta(days=RECHECK_DAYS[checks] - waited))
        self._db.execute(
            """UPDATE seen SET status = 'archived', fetched_at = ?, etag = ?, last_modified = ?, digest = ?, place = ?,
            published = COALESCE(?, published), checks = ?, next_check = ?, failures = 0 WHERE key = ?""",
            (
                as_text(version.fetched_at), version.etag, version.last_modified, version.digest,
                json.dumps(vars(version.place)), published, checks, due, key,
            ),
        )  # fmt: skip

    def entries(self, portal: str, statuses: Iterable[Status]) -> list[Entry]:
        """Return a portal's articles of some statuses; failed ones only while there is hope."""
        rows = [
            row
            for status in statuses
            for row in self._db.execute(
                "SELECT * FROM seen WHERE portal = ? AND status = ? AND role = 'article' AND failures < ?",
                (portal, status, GIVE_UP_AFTER),
            )
        ]
        return [_entry(row) for row in rows]

    def due(self, portal: str, now: datetime) -> list[Entry]:
        """Return the articles of a portal that are due to be looked at again."""
        rows = self._db.execute("SELECT * FROM seen WHERE portal = ? AND next_check <= ?", (portal, as_text(now)))
        return [_entry(row) for row in rows]

    # Robots

    def robots(self, host: str) -> tuple[datetime, int, str] | None:
        """Return when a host's robots.txt was read, the status and the text."""
        row = self._db.execute("SELECT * FROM robots WHERE host = ?", (host,)).fetchone()
        return (as_moment(row["fetched_at"]), row["status"], row["body"]) if row else None

    def set_robots(self, host: str, now: datetime, status: int, body: str) -> None:
        """Keep a host's robots.txt."""
        self._db.execute("INSERT OR REPLACE INTO robots VALUES (?, ?, ?, ?)", (host, as_text(now), status, body))

    # Archive and log

    def archive_length(self, name: str) -> int:
        """Return up to which byte the state knows an archive file."""
        row = self._db.execute("SELECT length FROM archives WHERE name = ?", (name,)).fetchone()
        return row["length"] if row else 0

    def set_archive_length(self, name: str, length: int) -> None:
        """State up to which byte an archive file is known."""
        self._db.execute("INSERT OR REPLACE INTO archives VALUES (?, ?)", (name, length))

    def log(self, fetch: Fetch, run: str) -> None:
        """Add a row to the crawl log."""
        row = {**vars(fetch), "fetched_at": as_text(fetch.fetched_at), "run": run}
        columns = ", ".join(row)
        self._db.execute(f"INSERT INTO crawl_log ({columns}) VALUES ({', '.join('?' * len(row))})", tuple(row.values()))

    def logged(self, archive: str, offset: int) -> bool:
        """Return whether the log names the record at that place."""
        select = "SELECT 1 FROM crawl_log WHERE archive = ? AND archive_offset = ?"
        return self._db.execute(select, (archive, offset)).fetchone() is not None

    def replace_archive(
        self, old: str, new: str, length: int, moved: Iterable[tuple[int, int]], dropped: Iterable[tuple[int, str]]
    ) -> None:
        """State that a file was replaced by one without some of its records.

        `moved` are the offsets of those that stayed, before and now; `dropped` those of the others, with what the log
        is to say. What is known of a dropped page, its digest too, stays known: it is not fetched anew.
        """
        places = dict(moved)
        self._db.executemany(
            "UPDATE crawl_log SET archive = ?, archive_offset = ? WHERE archive = ? AND archive_offset = ?",
            [(new, now, old, before) for before, now in places.items()],
        )
        self._db.executemany(
            """UPDATE crawl_log SET archive = NULL, archive_offset = NULL, detail = ?
            WHERE archive = ? AND archive_offset = ?""",
            [(note, old, offset) for offset, note in dropped],
        )
        known = self._db.execute(
            "SELECT key, place FROM seen WHERE json_extract(place, '$.archive') = ?", (old,)
        ).fetchall()
        for row in known:
            place = json.loads(row["place"])
            if place["offset"] in places:
                place = {**place, "archive": new, "offset": places[place["offset"]]}
                self._db.execute("UPDATE seen SET place = ? WHERE key = ?", (json.dumps(place), row["key"]))
        self.set_archive_length(new, length)
        self._db.execute("INSERT OR REPLACE INTO replaced VALUES (?, ?)", (new, old))

    def replaced_archive(self, name: str) -> str | None:
        """Return the file that a file took the place of."""
        row = self._db.execute("SELECT old FROM replaced WHERE name = ?", (name,)).fetchone()
        return row["old"] if row else None

    # Runs

    def begin_run(self, run: str, now: datetime, mode: str) -> None:
        """Enter a run."""
        insert = "INSERT OR REPLACE INTO runs (run, started_at, mode) VALUES (?, ?, ?)"
        self._db.execute(insert, (run, as_text(now), mode))

    def end_run(self, run: str, summary: str) -> None:
        """Keep a run's summary (JSON)."""
        self._db.execute("UPDATE runs SET summary = ? WHERE run = ?", (summary, run))

    def past_runs(self, limit: int) -> list[dict[str, Any]]:
        """Return the summaries of the last whole runs, newest first."""
        select = "SELECT summary FROM runs WHERE summary IS NOT NULL ORDER BY run DESC LIMIT ?"
        return [json.loads(row["summary"]) for row in self._db.execute(select, (limit,))]


def _entry(row: sqlite3.Row) -> Entry:
    return Entry(row["key"], row["url"], row["portal"], row["role"], row["status"], row["published"], row["checks"])
