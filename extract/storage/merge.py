"""What units of work add up to: which fetch of an article is its newest, its versions, the bodies, the coverage.

The queries run in DuckDB over the units' files and spill to disk, so that memory does not grow with the corpus.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Any

import duckdb
import pyarrow as pa

from extract import duplicates
from extract.storage.sql import scan
from extract.storage.unit_rows import FETCHES, SIGNATURES, milliseconds
from extract.storage.units import UnitResult
from extract.tables import TABLES, Row, batch

_ROWS_AT_ONCE = 5_000
_HOST = "regexp_extract(url, '^[a-z]+://([^/:]+)', 1)"
_BLOCKED = "('robots', 'http_error', 'captcha', 'needs_browser', 'blocked_address', 'too_large', 'error')"


def connect(folder: Path, database: str = ":memory:") -> duckdb.DuckDBPyConnection:
    """Return a DuckDB connection that keeps what does not fit in memory in `folder`."""
    connection = duckdb.connect(database)
    connection.execute("SET memory_limit = '256MB'")
    connection.execute("SET temp_directory = ?", [str(folder / ".spill")])
    connection.execute("SET preserve_insertion_order = false")
    connection.execute("SET enable_progress_bar = false")
    return connection


DISCOVERED = pa.schema(
    [
        pa.field("portal", pa.string(), False),
        pa.field("month", pa.date32()),
        pa.field("discovered", pa.int64()),
        pa.field("fetched", pa.int64()),
        pa.field("blocked", pa.int64()),
        pa.field("earliest_day", pa.date32()),
    ]
)
"""What a crawler knows of a portal's month: addresses found, fetched and not given, the earliest day reached."""


class Merge:
    """The units of a snapshot, looked at together.

    `held` are portals whose pages wait, each with the moment from which they do: what was fetched then or later is as
    if it were not there.
    """

    def __init__(
        self,
        results: Sequence[UnitResult],
        folder: Path,
        crawl_log: Path,
        discovered: Iterable[Mapping[str, Any]] = (),
        held: Mapping[str, datetime] = MappingProxyType({}),
    ) -> None:
        self._connection = connect(folder, str(folder / ".merge.duckdb"))
        self._results = results
        self._units = [str(result.folder) for result in results]
        self._load("fetches", FETCHES)
        self._hold(held)
        self._load("signatures", SIGNATURES)
        self._connection.execute(_CURRENT)
        self._connection.execute(f"CREATE VIEW log AS SELECT url, portal, fetched_at, outcome FROM {scan([crawl_log])}")
        found = [{name: row.get(name) for name in DISCOVERED.names} for row in discovered]
        self._connection.register("given", pa.Table.from_pylist(found, schema=DISCOVERED))
        self._connection.execute("CREATE TABLE discovered AS SELECT * FROM given")
        self._connection.unregister("given")

    def __enter__(self) -> "Merge":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def _files(self, name: str) -> list[str]:
        return [path for unit in self._units if Path(path := f"{unit}/{name}.parquet").exists()]

    def _load(self, name: str, schema: pa.Schema) -> None:
        """Make a table of all units' files of a name, with the unit of each row; empty where no unit has rows."""
        if files := self._files(name):
            source = f"SELECT * EXCLUDE (filename), parse_path(filename)[-2] AS unit FROM {scan(files, named=True)}"
        else:
            self._connection.register("none", schema.empty_table())
            source = "SELECT *, '' AS unit FROM none"
        self._connection.execute(f"CREATE TABLE {name} AS {source}")

    def _hold(self, held: Mapping[str, datetime]) -> None:
        """Move the fetches that wait from `fetches` to `waiting`."""
        self._connection.execute("CREATE TABLE waiting AS SELECT * FROM fetches LIMIT 0")
        for portal, since in held.items():
            these = "FROM fetches WHERE site = ? AND fetched_ms >= ?"
            values = [portal, milliseconds(since)]
            self._connection.execute(f"INSERT INTO waiting SELECT * {these}", values)
            self._connection.execute(f"DELETE {these}", values)

    def units_fetched(self, portals: Mapping[str, datetime]) -> set[str]:
        """Return the units that have a fetch, waiting or not, of one of `portals` from its moment on."""
        query = "FROM (FROM fetches UNION ALL FROM waiting) SELECT DISTINCT unit WHERE site = ? AND fetched_ms >= ?"
        return {
            unit
            for portal, since in portals.items()
            for (unit,) in self._connection.execute(query, [portal, milliseconds(since)]).fetchall()
        }

    def _rows(self, query: str) -> Iterator[Row]:
        cursor = self._connection.cursor().execute(query)
        names = [column[0] for column in cursor.description]
        while rows := cursor.fetchmany(_ROWS_AT_ONCE):
            yield from (dict(zip(names, row, strict=True)) for row in rows)

    def units_with(self, articles: Collection[str]) -> set[str]:
        """Return the units that have a fetch of one of `articles`."""
        query = "SELECT DISTINCT unit FROM fetches WHERE list_contains(?, article_id)"
        return (
            {unit for (unit,) in self._connection.execute(query, [sorted(articles)]).fetchall()} if articles else set()
        )

    def articles_of(self, units: Collection[str]) -> set[str]:
        """Return the articles whose newest fetch is in one of `units`."""
        query = "SELECT article_id FROM current WHERE list_contains(?, unit)"
        return {name for (name,) in self._connection.execute(query, [sorted(units)]).fetchall()}

    def superseded(self) -> dict[str, dict[str, set[int]]]:
        """Return unit → the articles whose fetch there is not their newest, or waits → the years of their rows."""
        found: dict[str, dict[str, set[int]]] = {}
        for row in self._rows(_SUPERSEDED):
            found.setdefault(row["unit"], {}).setdefault(row["article_id"], set()).add(row["year"])
        return found

    def article_versions(self) -> Iterator[Row]:
        """Yield the rows of article_versions."""
        for row in self._rows(_VERSIONS):
            yield {**row, "first_seen": _moment(row["first_seen"]), "last_seen": _moment(row["last_seen"])}

    def organisations(self) -> Iterator[Row]:
        """Yield the rows of organisations: under the name that most units' articles give it."""
        if files := self._files("organisations"):
            yield from self._rows(_ORGANISATIONS.format(files=scan(files)))

    def duplicates(self) -> Iterator[Row]:
        """Yield the rows of duplicates."""
        yield from duplicates.find(self._connection)

    def over(self, folder: Path) -> duckdb.DuckDBPyConnection:
        """Return the connection with views of the tables that lie in `folder`, and `newest_signatures`."""
        for name in TABLES:
            if any((folder / name).rglob("*.parquet")):
                self._connection.execute(f"CREATE VIEW {name} AS SELECT * FROM {scan(folder / name)}")
        self._connection.execute(
            "CREATE VIEW newest_signatures AS SELECT s.article_id, s.signature FROM signatures s"
            " JOIN current c ON s.article_id = c.article_id AND s.unit = c.unit"
        )
        return self._connection

    def coverage(self) -> Iterator[Row]:
        """Yield the rows of coverage."""
        if files := self._files("sifted"):
            sifted = f"SELECT portal, url, month FROM {scan(files)}"
        else:
            sifted = "SELECT NULL::VARCHAR AS portal, NULL::VARCHAR AS url, NULL::DATE AS month WHERE false"
        yield from self._rows(_COVERAGE.format(sifted=sifted, blocked=_BLOCKED, host=_HOST))


_CURRENT = """
    CREATE TABLE current AS
    SELECT * FROM fetches WHERE newest
    QUALIFY row_number() OVER (
        PARTITION BY article_id ORDER BY fetched_ms DESC, archive DESC, archive_offset DESC
    ) = 1
"""

_SUPERSEDED = """
    SELECT f.unit, f.article_id, coalesce(year(f.published_on), 0) AS year
    FROM fetches f JOIN current c USING (article_id)
    WHERE f.newest AND f.unit <> c.unit
    UNION ALL
    SELECT unit, article_id, coalesce(year(published_on), 0) FROM waiting WHERE newest
"""

# That a page was found unchanged is in the crawl log: the record that says so may lie in another file than the page.
_VERSIONS = """
    WITH versions AS (
        SELECT article_id, content_sha256, min(fetched_ms) AS first_seen, max(fetched_ms) AS last_seen,
               max_by(struct_pack(archive, archive_offset, record_id), (fetched_ms, archive, archive_offset)) AS place
        FROM fetches GROUP BY ALL
    ), looks AS (
        SELECT article_id, content_sha256, max(epoch_ms(l.fetched_at)) AS looked
        FROM (FROM log WHERE outcome = 'unchanged') l
        ASOF JOIN fetches f ON l.url = f.url AND epoch_ms(l.fetched_at) >= f.fetched_ms
        GROUP BY ALL
    )
    SELECT article_id,
           least(row_number() OVER (PARTITION BY article_id ORDER BY first_seen, content_sha256), 32767) AS version,
           content_sha256, first_seen, greatest(last_seen, looked) AS last_seen,
           place.archive, place.archive_offset, place.record_id
    FROM versions LEFT JOIN looks USING (article_id, content_sha256) ORDER BY article_id, version
"""

_ORGANISATIONS = """
    WITH named AS (
        SELECT *, count(*) AS times FROM (SELECT * FROM {files}) GROUP BY ALL
    )
    SELECT * EXCLUDE (times) FROM named
    QUALIFY row_number() OVER (
        PARTITION BY organisation_id ORDER BY times DESC, name, kind, level, province, province_2025
    ) = 1
    ORDER BY organisation_id
"""

# A page's month is that of its publication; where only the crawl log knows a page, it is not known.
_COVERAGE = """
    WITH sifted AS ({sifted}), pages AS (
        SELECT site AS portal, date_trunc('month', published_on)::DATE AS month, published_on, relevant,
               1 AS extracted, 0 AS sifted, 0 AS blocked, 0 AS discovered_only
        FROM current
        UNION ALL
        SELECT coalesce(portal, {host}), month, NULL, false, 0, 1, 0, 0 FROM sifted
        UNION ALL
        SELECT coalesce(portal, {host}), NULL, NULL, false, 0, 0,
               (outcome IN {blocked})::INT, (outcome NOT IN {blocked})::INT
        FROM (SELECT url, any_value(portal) AS portal, arg_max(outcome, fetched_at) AS outcome FROM log GROUP BY url)
        WHERE outcome IN {blocked} OR outcome IN ('filtered', 'budget')
    )
    SELECT coalesce(p.portal, d.portal) AS portal, coalesce(p.month, d.month) AS month,
           greatest(coalesce(p.discovered, 0), coalesce(d.discovered, 0)) AS discovered,
           greatest(coalesce(p.fetched, 0), coalesce(d.fetched, 0)) AS fetched,
           greatest(coalesce(p.blocked, 0), coalesce(d.blocked, 0)) AS blocked,
           coalesce(p.sifted, 0) AS sifted, coalesce(p.extracted, 0) AS extracted, coalesce(p.relevant, 0) AS relevant,
           least(p.earliest_day, d.earliest_day) AS earliest_day
    FROM (
        SELECT portal, month, count(*) AS discovered, sum(extracted + sifted) AS fetched, sum(blocked) AS blocked,
               sum(sifted) AS sifted, sum(extracted) AS extracted, count(*) FILTER (relevant) AS relevant,
               min(published_on) AS earliest_day
        FROM pages GROUP BY portal, month
    ) p FULL JOIN discovered d ON p.portal = d.portal AND p.month IS NOT DISTINCT FROM d.month
    ORDER BY 1, 2 NULLS LAST
"""


def _moment(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def batches(name: str, rows: Iterable[dict[str, Any]]) -> Iterator[pa.RecordBatch]:
    """Yield `rows` packed as rows of the table `name`. Raises TableError."""
    waiting: list[dict[str, Any]] = []
    for row in rows:
        waiting.append(row)
        if len(waiting) >= _ROWS_AT_ONCE:
            yield batch(name, waiting)
            waiting = []
    if waiting:
        yield batch(name, waiting)
