"""Tables as CSV files."""

import csv
import json
from pathlib import Path
from typing import Any

from extract.cells import guarded
from extract.dictionary import datapackage
from phoihop.export.building import building
from phoihop.export.cells import cell
from phoihop.export.contents import Export, Exported


def write_csv(export: Export, target: Path, exported: Exported) -> None:
    """Write a folder with a CSV file a table, and a datapackage.json that describes them.

    UTF-8 with a byte order mark, by which spreadsheets know it; lists are JSON; texts are guarded against being run as
    formulas.
    """
    with building(target) as place:
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
