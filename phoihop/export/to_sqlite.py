"""Tables as an SQLite database."""

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa

from extract.tables import TABLES
from phoihop.export.building import ONCE, building, description
from phoihop.export.cells import cell
from phoihop.export.contents import Export, Exported


def write_sqlite(export: Export, target: Path, exported: Exported) -> None:
    """Write an SQLite database: the tables, `<table>_unique` without repeats, and `columns` with the meanings.

    Days and times are ISO 8601 text, lists JSON text (read them with json_each).
    """
    with building(target) as place:
        database = sqlite3.connect(place)
        try:
            database.execute("PRAGMA journal_mode = OFF")  # nobody reads it before it is whole
            database.execute("PRAGMA synchronous = OFF")
            for name in export.tables:
                exported.rows[name] = _write_sqlite_table(database, export, name)
            _describe_in_sqlite(database, export)
            database.commit()
        finally:
            database.close()
        place.replace(target)


def _sqlite_type(kind: pa.DataType) -> str:
    if pa.types.is_integer(kind) or pa.types.is_boolean(kind):
        return "INTEGER"
    return "REAL" if pa.types.is_floating(kind) else "TEXT"


def _write_sqlite_table(database: sqlite3.Connection, export: Export, name: str) -> int:
    columns, table = export.columns(name), TABLES[name]
    parts = [f'"{c.name}" {_sqlite_type(c.type)}{"" if c.nullable else " NOT NULL"}' for c in columns]
    if table.key:
        parts.append(f"PRIMARY KEY ({', '.join(table.key)})")
    database.execute(f"CREATE TABLE {name} ({', '.join(parts)})")
    insert = f"INSERT INTO {name} VALUES ({', '.join('?' * len(columns))})"
    rows = (tuple(cell(row[column.name], column.type) for column in columns) for row in export.rows(name))
    written = database.executemany(insert, rows).rowcount
    names = {column.name for column in columns}
    if "article_id" in names and table.key[:1] != ("article_id",):
        database.execute(f"CREATE INDEX {name}_article ON {name} (article_id)")
    if table.is_fact:
        database.execute(f"CREATE VIEW {name}_unique AS SELECT * FROM {name} WHERE {ONCE}")
    return max(written, 0)


def _describe_in_sqlite(database: sqlite3.Connection, export: Export) -> None:
    database.execute('CREATE TABLE columns ("table" TEXT, "column" TEXT, type TEXT, meaning TEXT)')
    database.executemany(
        "INSERT INTO columns VALUES (?, ?, ?, ?)",
        ((name, c.name, str(c.type), description(c)) for name in export.tables for c in export.columns(name)),
    )
    database.execute("CREATE TABLE snapshot (snapshot_id TEXT, created_at TEXT, exported_at TEXT, with_text INTEGER)")
    made = (export.snapshot.manifest["created_at"], datetime.now(UTC).isoformat(timespec="seconds"))
    database.execute("INSERT INTO snapshot VALUES (?, ?, ?, ?)", (export.snapshot.snapshot_id, *made, export.with_text))
