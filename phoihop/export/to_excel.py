"""Tables as a workbook of Excel."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from extract.tables import TABLES, VIETNAM
from phoihop.export.building import building, description
from phoihop.export.cells import cell, in_zone
from phoihop.export.contents import Export, Exported

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
            meanings.append([name, column.name, str(column.type), description(column)])
    with building(target) as place:
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
