"""DuckDB views over a snapshot: a view a table, and one without repeats for each table of facts."""

from pathlib import Path

import duckdb

from extract.storage.sql import quoted, scan
from extract.tables import TABLES, VIETNAM, Table

_ONCE = "repeat_of IS NULL AND review IS DISTINCT FROM 'reject'"


def _comments(table: Table, view: str) -> list[str]:
    return [
        f'COMMENT ON COLUMN {view}."{column.name}" IS {quoted(column.metadata[b"description"].decode())}'
        for column in table.schema
    ]


def statements(folder: Path) -> list[str]:
    """Return the SQL that makes the views; they name the snapshot's own folder, not `latest`."""
    made: list[str] = []
    for name, table in TABLES.items():
        made.append(f"CREATE OR REPLACE VIEW {name} AS SELECT * FROM {scan(folder / name)}")
        made.append(f"COMMENT ON VIEW {name} IS {quoted(table.description)}")
        made += _comments(table, name)
        if table.is_fact:
            made.append(f"CREATE OR REPLACE VIEW {name}_unique AS SELECT * FROM {name} WHERE {_ONCE}")
            description = (
                f"{table.description} Without what an article says again, and without what a reviewer rejected."
            )
            made.append(f"COMMENT ON VIEW {name}_unique IS {quoted(description)}")
    return made


def connect(folder: Path, database: str = ":memory:") -> duckdb.DuckDBPyConnection:
    """Return a connection to `database` (a file, or `:memory:`) with the views of the snapshot in `folder`."""
    connection = duckdb.connect(database)
    # Else times are shown, and days cut, in the machine's zone. Global: cursors have it as well.
    connection.execute(f"SET GLOBAL TimeZone = '{VIETNAM}'")
    for statement in statements(folder):
        connection.execute(statement)
    return connection
