"""What `phoihop show` looks up: an article by its id or address, and its facts."""

from typing import TYPE_CHECKING, Any

import click

from extract.report.marks import value_of

if TYPE_CHECKING:
    from extract.snapshots import Snapshot

FACTS = ("dates", "people", "agreements", "signatories", "counts", "awards")


def find_article(snapshot: "Snapshot", wanted: str) -> dict[str, Any]:
    """Return the row of `articles` whose id begins with `wanted` or whose address it is. Raises click.UsageError."""
    found = snapshot.duckdb().execute(
        """SELECT * FROM articles WHERE article_id LIKE ? || '%' OR url = ? OR canonical_url = ?
           ORDER BY article_id LIMIT 2""",
        [wanted if wanted.isalnum() else "-", wanted, wanted],
    )
    columns = [column[0] for column in found.description or ()]
    rows = found.fetchall()
    if not rows:
        raise click.UsageError(f"no article {wanted!r} in snapshot {snapshot.snapshot_id}")
    if len(rows) > 1:
        raise click.UsageError(f"several articles begin with {wanted!r}; give more of the id")
    return dict(zip(columns, rows[0], strict=True))


def facts_of(snapshot: "Snapshot", article_id: str) -> dict[str, list[dict[str, Any]]]:
    """Return table → the article's facts in order of appearance, each with `told`, its value in one line."""
    connection = snapshot.duckdb()
    facts: dict[str, list[dict[str, Any]]] = {}
    for table in FACTS:
        found = connection.execute(
            f"SELECT * FROM {table} WHERE article_id = ? ORDER BY char_start, fact_id", [article_id]
        )
        columns = [column[0] for column in found.description or ()]
        rows = [dict(zip(columns, row, strict=True)) for row in found.fetchall()]
        facts[table] = [{**row, "told": value_of(table, row)} for row in rows]
    return facts
