"""Parquet files as sources of DuckDB queries."""

from collections.abc import Iterable
from pathlib import Path


def quoted(text: str) -> str:
    """Return `text` as an SQL string."""
    return "'" + text.replace("'", "''") + "'"


def scan(files: Path | Iterable[Path | str], named: bool = False) -> str:
    """Return the SQL that reads `files`, or all part files under a folder; `named` adds the column `filename`.

    Folders' `year=YYYY` does not become a column.
    """
    options = f"hive_partitioning = false, filename = {named}"
    if isinstance(files, Path):
        return f"read_parquet({quoted(f'{files}/**/*.parquet')}, {options})"
    return f"read_parquet([{', '.join(quoted(str(file)) for file in files)}], {options})"
