"""Whether a folder of tables keeps the contract: asked of every snapshot before it is published."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from extract.storage.merge import connect
from extract.storage.sql import scan
from extract.tables import TABLES


def faults(folder: Path, spans_of: Iterable[str] | None = None) -> list[str]:
    """Return what is wrong with the tables in `folder`, a line each; an empty list where nothing is.

    Asked are: that every table is there with its schema; that keys are unique and references hold; that every span
    holds its mention. Nulls and closed lists are checked as rows are written (:func:`extract.tables.check`).

    Args:
        folder: a snapshot.
        spans_of: part files (relative paths) whose spans are looked at; all by default. Files that an earlier
            snapshot published unchanged need not be read again.
    """
    found = list(_schema_faults(folder))
    if found:
        return found
    parts = set(spans_of) if spans_of is not None else None
    connection = connect(folder)
    try:
        for name in TABLES:
            connection.execute(f"CREATE VIEW {name} AS SELECT * FROM {scan(folder / name)}")
        found += _key_faults(connection)
        found += _reference_faults(connection)
        found += _span_faults(connection, folder, parts)
    finally:
        connection.close()
    return found


def _schema_faults(folder: Path) -> Iterator[str]:
    for name, table in TABLES.items():
        files = sorted((folder / name).rglob("*.parquet"))
        if not files:
            yield f"{name}: no part file"
        for file in files:
            schema = pq.read_schema(file)
            if not schema.equals(table.schema):
                yield f"{name}: {file.relative_to(folder)} has other columns than the contract"
            elif any(schema.field(column.name).metadata != column.metadata for column in table.schema):
                yield f"{name}: {file.relative_to(folder)} lacks descriptions of its columns"


def _first(connection: duckdb.DuckDBPyConnection, query: str) -> tuple[int, object] | None:
    """Return how many rows a query has and one of them, None where it has none."""
    row = connection.execute(f"SELECT count(*), any_value(fault) FROM ({query})").fetchone()
    return (row[0], row[1]) if row and row[0] else None


def _key_faults(connection: duckdb.DuckDBPyConnection) -> Iterator[str]:
    for name, table in TABLES.items():
        if table.key:
            columns = ", ".join(table.key)
            query = f"SELECT {table.key[0]} AS fault FROM {name} GROUP BY {columns} HAVING count(*) > 1"
            if found := _first(connection, query):
                yield f"{name}: {columns} is not unique, e.g. {found[1]}"


def _reference_faults(connection: duckdb.DuckDBPyConnection) -> Iterator[str]:
    for name, table in TABLES.items():
        for column, (target, key) in table.references.items():
            values = f"SELECT {_values(name, column)} AS value FROM {name}"
            lost = f"({values}) v ANTI JOIN {target} t ON v.value = t.{key} WHERE value IS NOT NULL"
            query = f"SELECT value AS fault FROM {lost}"
            if found := _first(connection, query):
                yield f"{name}.{column}: {found[0]} without a row in {target}, e.g. {found[1]}"


def _values(name: str, column: str) -> str:
    """The expression that gives a column's values one a row: lists and lists of structs are opened."""
    outer, _, inner = column.partition(".")
    if inner:
        return f"unnest({outer}).{inner}"
    kind = TABLES[name].schema.field(outer).type
    return f"unnest({outer})" if str(kind).startswith("list") else f'"{outer}"'


def _span_faults(connection: duckdb.DuckDBPyConnection, folder: Path, parts: set[str] | None) -> Iterator[str]:
    for name, table in TABLES.items():
        if "mention" not in table.schema.names:
            continue
        rows = name
        if parts is not None:
            files = sorted(file for file in parts if file.startswith(f"{name}/"))
            if not files:
                continue
            rows = scan(folder / file for file in files)
        query = f"""
            SELECT f.article_id AS fault FROM {rows} f JOIN articles a USING (article_id)
            WHERE substring(a.text, f.char_start + 1, f.char_end - f.char_start) <> f.mention
               {"OR f.content_sha256 <> a.content_sha256" if table.is_fact else ""}
        """
        if found := _first(connection, query):
            yield f"{name}: {found[0]} mentions do not stand where their spans say, e.g. in article {found[1]}"
