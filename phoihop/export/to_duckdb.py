"""Tables as a DuckDB database."""

from pathlib import Path

from extract.storage.sql import quoted
from extract.tables import TABLES, VIETNAM
from phoihop.export.building import ONCE, building, description
from phoihop.export.contents import Export, Exported


def write_duckdb(export: Export, target: Path, exported: Exported) -> None:
    """Write a DuckDB database: the tables with their types, `<table>_unique` without repeats, meanings as comments."""
    import duckdb

    with building(target) as place:
        with duckdb.connect(str(place)) as connection:
            connection.execute(f"SET TimeZone = '{VIETNAM}'")
            for name in export.tables:
                table = TABLES[name]
                kind = "VIEW" if export.views else "TABLE"
                connection.execute(f"CREATE {kind} {name} AS {export.query(name)}")
                connection.execute(f"COMMENT ON {kind} {name} IS {quoted(table.description)}")
                for column in export.columns(name):
                    comment = quoted(description(column))
                    connection.execute(f'COMMENT ON COLUMN {name}."{column.name}" IS {comment}')
                if table.is_fact:
                    connection.execute(f"CREATE VIEW {name}_unique AS SELECT * FROM {name} WHERE {ONCE}")
                counted = connection.execute(f"SELECT count(*) FROM {name}").fetchone()
                exported.rows[name] = counted[0] if counted else 0
        place.replace(target)
