"""An export from what was asked for to what was written."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from extract.tables import TABLES
from phoihop.export.contents import Export, Exported
from phoihop.export.to_csv import write_csv
from phoihop.export.to_duckdb import write_duckdb
from phoihop.export.to_excel import write_xlsx
from phoihop.export.to_sqlite import write_sqlite

if TYPE_CHECKING:
    from extract.snapshots import Snapshot


FORMATS = {"csv": "", "xlsx": ".xlsx", "sqlite": ".sqlite", "duckdb": ".duckdb"}
"""Format → how the name of its file ends; CSV is a folder with a file a table."""

_WRITERS: dict[str, Callable[[Export, Path, Exported], None]] = {
    "csv": write_csv,
    "xlsx": write_xlsx,
    "sqlite": write_sqlite,
    "duckdb": write_duckdb,
}


class ExportError(Exception):
    """An export that cannot be made; the message names what is in its way."""

    exit_code = 2


def run_export(
    snapshot: "Snapshot",
    to: str,
    output: Path | None = None,
    tables: Sequence[str] = (),
    with_text: bool = True,
    views: bool = False,
    force: bool = False,
) -> Exported:
    """Write `tables` (all by default) of `snapshot` in the format `to` to `output` (by default in this folder).

    `views` makes a DuckDB file of views over the snapshot's own files. The output appears when it is whole.

    Raises:
        ExportError: something is there already and `force` is not given, a table is unknown, or the format knows no
            views.
        OSError: it cannot be written.
    """
    if unknown := [name for name in tables if name not in TABLES]:
        raise ExportError(f"unknown table {', '.join(unknown)}; known: {', '.join(TABLES)}")
    if views and to != "duckdb":
        raise ExportError(f"{to} knows no views over Parquet files; duckdb does")
    chosen = [name for name in TABLES if name in tables or not tables]
    target = output or Path(f"phoihop-{snapshot.snapshot_id}{FORMATS[to]}")
    if target.exists() and not force:
        raise ExportError(f"{target}: there is something already; --force replaces it")
    target.parent.mkdir(parents=True, exist_ok=True)
    exported = Exported(snapshot.snapshot_id, str(target))
    _WRITERS[to](Export(snapshot, chosen, with_text, views), target, exported)
    return exported
