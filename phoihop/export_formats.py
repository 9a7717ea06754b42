"""The formats that tables are exported to. Each writer builds beside its target and moves the whole into place."""

import csv
import json
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from extract.cells import guarded
from extract.dictionary import datapackage
from extract.storage.sql import quoted
from extract.tables import TABLES, VIETNAM
from phoihop.exporting import Export, Exported, cell, in_zone

_ONCE = "repeat_of IS NULL AND coalesce(review, '') <> 'reject'"


@contextmanager
def _building(target: Path) -> Iterator[Path]:
    """Give a place beside `target` to build in; what is left there at the end is removed."""
    place = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)
        place.unlink(missing_ok=True)


def _description(column: pa.Field) -> str:
    return str(column.metadata[b"description"].decode())


# CSV


def write_csv(export: Export, target: Path, exported: Exported) -> None:
    """Write a folder with a CSV file a table, and a datapackage.json that describes them.

    UTF-8 with a byte order mark, by which spreadsheets know it; lists are JSON; texts are guarded against being run as
    formulas.
    """
    with _building(target) as place:
        place.mkdir()
        for name in export.tables:
            exported.rows[name] = _write_csv_table(export, name, place / f"{name}.csv")
        package = json.dumps(csv_package(export), ensure_ascii=False, indent=2)
        (place / "datapackage.json").write_text(package + "\n", encoding="utf-8")
        if target.is_dir():
            for file in place.iterdir():
                file.replace(target / file.name)
        else:
            place.rename(target)


def _write_csv_table(export: Export, name: str, file: Path) -> int:
    columns = export.columns(name)
    written = 0
    with file.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow([column.name for column in columns])
        for written, row in enumerate(export.rows(name), 1):  # noqa: B007 - its last value is the number of rows
            writer.writerow([_csv_cell(cell(row[column.name], column.type)) for column in columns])
    return written


def _csv_cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    return guarded(value) if isinstance(value, str) else value


def csv_package(export: Export) -> dict[str, Any]:
    """Return the Frictionless description of the CSV files."""
    package = datapackage(export.snapshot)
    chosen = []
    for resource in package["resources"]:
        name = resource["title"]
        if name not in export.tables:
            continue
        schema = resource["schema"]
        kept = {column.name for column in export.columns(name)}
        fields = [entry for entry in schema["fields"] if entry["name"] in kept]
        keys = [
            key
            for key in schema.get("foreignKeys", ())
            if (key["reference"]["resource"] or name).replace("-", "_") in export.tables
        ]
        schema = {**schema, "fields": fields, "foreignKeys": keys}
        resource |= {"path": f"{name}.csv", "format": "csv", "mediatype": "text/csv", "encoding": "utf-8"}
        chosen.append({**resource, "schema": schema})
    return {**package, "resources": chosen}


# Excel

_EXCEL_ROWS = 1_048_575  # without the line of names
_EXCEL_TEXT = 32_767
_EXCEL_FIRST_DAY = date(1900, 3, 1)  # Excel counts a 29 February 1900


def write_xlsx(export: Export, target: Path, exported: Exported) -> None:
    """Write a workbook: a sheet that says what it is, one with the columns' meanings, one or more a table.

    Texts are never formulas. Times are Vietnam's, since Excel knows no zones. What is longer than Excel's bounds is cut
    (texts) or goes on in a further sheet (tables), and noted.
    """
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    about, meanings = book.create_sheet("about"), book.create_sheet("columns")
    cut = 0
    for name in export.tables:
        exported.rows[name], texts_cut = _write_sheets(book, export, name)
        cut += texts_cut
    if cut:
        exported.notes.append(f"{cut} texts are longer than a cell of Excel holds and were cut at {_EXCEL_TEXT:,}")
    manifest = export.snapshot.manifest
    about.append(["phoihop", f"snapshot {manifest['snapshot_id']} of {manifest['created_at']}"])
    about.append(["times", f"{VIETNAM} (UTC+7)"])
    about.append(["words of third parties", "included" if export.with_text else "left out"])
    for note in exported.notes:
        about.append(["note", note])
    for name, rows in exported.rows.items():
        about.append([name, rows, TABLES[name].description])
    meanings.append(["table", "column", "type", "meaning"])
    for name in export.tables:
        for column in export.columns(name):
            meanings.append([name, column.name, str(column.type), _description(column)])
    with _building(target) as place:
        book.save(place)
        place.replace(target)


def _write_sheets(book: Any, export: Export, name: str) -> tuple[int, int]:
    """Write the sheets of a table; return its rows and how many texts were cut."""
    from openpyxl.cell import WriteOnlyCell

    columns = export.columns(name)
    names = [column.name for column in columns]
    rows = cut = 0
    sheet = book.create_sheet(name)
    sheet.freeze_panes = "A2"
    sheet.append(names)
    for row in export.rows(name):
        if rows and rows % _EXCEL_ROWS == 0:
            sheet = book.create_sheet(f"{name} ({rows // _EXCEL_ROWS + 1})")
            sheet.append(names)
        cells = []
        for column in columns:
            value = _excel_value(row[column.name], column.type)
            if isinstance(value, str):
                cut += len(value) > _EXCEL_TEXT
                text = WriteOnlyCell(sheet, _legal(value))
                text.data_type = "s"  # else openpyxl takes what begins with = for a formula,
                text.quotePrefix = text.value.startswith(("=", "+", "-", "@"))  # and Excel does when it is edited
                value = text
            cells.append(value)
        sheet.append(cells)
        rows += 1
    return rows, cut


def _excel_value(value: Any, kind: pa.DataType) -> Any:
    if isinstance(value, datetime):
        return in_zone(value, pa.timestamp("ms", VIETNAM)).replace(tzinfo=None)
    if isinstance(value, date):
        return value if value >= _EXCEL_FIRST_DAY else value.isoformat()
    return cell(value, kind)


def _legal(text: str) -> str:
    """Return a text without the control characters that XML forbids, no longer than a cell holds."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    text = ILLEGAL_CHARACTERS_RE.sub("", text)
    return text if len(text) <= _EXCEL_TEXT else text[: _EXCEL_TEXT - 1] + "…"


# SQLite


def write_sqlite(export: Export, target: Path, exported: Exported) -> None:
    """Write an SQLite database: the tables, `<table>_unique` without repeats, and `columns` with the meanings.

    Days and times are ISO 8601 text, lists JSON text (read them with json_each).
    """
    with _building(target) as place:
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
        database.execute(f"CREATE VIEW {name}_unique AS SELECT * FROM {name} WHERE {_ONCE}")
    return max(written, 0)


def _describe_in_sqlite(database: sqlite3.Connection, export: Export) -> None:
    database.execute('CREATE TABLE columns ("table" TEXT, "column" TEXT, type TEXT, meaning TEXT)')
    database.executemany(
        "INSERT INTO columns VALUES (?, ?, ?, ?)",
        ((name, c.name, str(c.type), _description(c)) for name in export.tables for c in export.columns(name)),
    )
    database.execute("CREATE TABLE snapshot (snapshot_id TEXT, created_at TEXT, exported_at TEXT, with_text INTEGER)")
    made = (export.snapshot.manifest["created_at"], datetime.now(UTC).isoformat(timespec="seconds"))
    database.execute("INSERT INTO snapshot VALUES (?, ?, ?, ?)", (export.snapshot.snapshot_id, *made, export.with_text))


# DuckDB


def write_duckdb(export: Export, target: Path, exported: Exported) -> None:
    """Write a DuckDB database: the tables with their types, `<table>_unique` without repeats, meanings as comments."""
    import duckdb

    with _building(target) as place:
        with duckdb.connect(str(place)) as connection:
            connection.execute(f"SET TimeZone = '{VIETNAM}'")
            for name in export.tables:
                table = TABLES[name]
                kind = "VIEW" if export.views else "TABLE"
                connection.execute(f"CREATE {kind} {name} AS {export.query(name)}")
                connection.execute(f"COMMENT ON {kind} {name} IS {quoted(table.description)}")
                for column in export.columns(name):
                    comment = quoted(_description(column))
                    connection.execute(f'COMMENT ON COLUMN {name}."{column.name}" IS {comment}')
                if table.is_fact:
                    connection.execute(f"CREATE VIEW {name}_unique AS SELECT * FROM {name} WHERE {_ONCE}")
                counted = connection.execute(f"SELECT count(*) FROM {name}").fetchone()
                exported.rows[name] = counted[0] if counted else 0
        place.replace(target)


WRITERS: dict[str, Callable[[Export, Path, Exported], None]] = {
    "csv": write_csv,
    "xlsx": write_xlsx,
    "sqlite": write_sqlite,
    "duckdb": write_duckdb,
}
