"""The data dictionary, generated from the schemas: Markdown for people, a Frictionless data package for machines.

With a snapshot, each column also gets an example and the share of rows in which it is null.
"""

from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from extract.snapshots import Snapshot
from extract.tables import TABLES, Table

_EXAMPLE_LENGTH = 60


@dataclass(frozen=True)
class Filled:
    """How a column is filled in a snapshot: an example as text, and the share of its rows that are null."""

    example: str
    null_share: float


def _filled(snapshot: Snapshot, table: Table) -> dict[str, Filled]:
    """Return column → how it is filled; empty for a table without rows."""
    connection = snapshot.duckdb()
    rows = snapshot.rows[table.name]
    if not rows:
        return {}
    found = {}
    for column in table.schema.names:
        empty = f'len("{column}") = 0' if pa.types.is_list(table.schema.field(column).type) else f'"{column}" IS NULL'
        null, example = connection.execute(
            f"""SELECT count(*) FILTER (WHERE {empty}), min("{column}"::VARCHAR) FILTER (WHERE NOT ({empty}))
                FROM {table.name}"""
        ).fetchone() or (0, None)
        text = "" if example is None else str(example)
        short = text if len(text) <= _EXAMPLE_LENGTH else text[: _EXAMPLE_LENGTH - 1] + "…"
        found[column] = Filled(short, null / rows)
    return found


def _type_name(kind: pa.DataType) -> str:
    if pa.types.is_list(kind):
        return f"list<{_type_name(kind.value_type)}>"
    if pa.types.is_struct(kind):
        return "struct<" + ", ".join(f"{f.name}: {_type_name(f.type)}" for f in kind) + ">"
    return {"date32[day]": "date32", "float": "float32", "double": "float64"}.get(str(kind), str(kind))


def _meta(column: pa.Field, key: bytes) -> str:
    return (column.metadata or {}).get(key, b"").decode()


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ⏎ ")


def markdown(snapshot: Snapshot | None = None) -> str:
    """Return the dictionary of all tables as Markdown; with examples and null shares where a snapshot is given."""
    lines = [
        "# Data dictionary",
        "",
        "Generated from the schemas in extract/tables.py (`make docs`); every Parquet file carries the descriptions"
        " as field metadata. `?` marks a column that may be null. A fact's spans are half-open and count code points of"
        " `articles.text`.",
        "",
    ]
    if snapshot:
        lines += [f"Examples and null shares are those of snapshot `{snapshot.snapshot_id}`.", ""]
    lines += [f"- [{name}](#{name}): {table.description}" for name, table in TABLES.items()]
    for name, table in TABLES.items():
        filled = _filled(snapshot, table) if snapshot else {}
        lines += ["", f"## {name}", "", table.description]
        lines += [f"Key: {', '.join(f'`{k}`' for k in table.key)}." if table.key else "Rows have no key."]
        lines += [f"`{column}` refers to `{to}.{at}`." for column, (to, at) in table.references.items()]
        heads = ["column", "type", "unit or values", "meaning", *(["example", "null"] if filled else [])]
        lines += ["", "| " + " | ".join(heads) + " |", "|" + " --- |" * len(heads)]
        for column in table.schema:
            values = _meta(column, b"values").replace("|", ", ")
            cells = [
                f"`{column.name}`",
                _cell(_type_name(column.type) + ("?" if column.nullable else "")),
                _cell(values or _meta(column, b"unit")),
                _cell(_meta(column, b"description")),
            ]
            if filled:
                cells += [_cell(filled[column.name].example), f"{filled[column.name].null_share:.0%}"]
            lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def _frictionless_type(kind: pa.DataType) -> str:
    if pa.types.is_list(kind):
        return "array"
    if pa.types.is_struct(kind):
        return "object"
    if pa.types.is_timestamp(kind):
        return "datetime"
    if pa.types.is_date(kind):
        return "date"
    if pa.types.is_boolean(kind):
        return "boolean"
    if pa.types.is_integer(kind):
        return "integer"
    return "number" if pa.types.is_floating(kind) else "string"


def _field(column: pa.Field) -> dict[str, Any]:
    described: dict[str, Any] = {
        "name": column.name,
        "type": _frictionless_type(column.type),
        "description": _meta(column, b"description"),
    }
    constraints: dict[str, Any] = {} if column.nullable else {"required": True}
    if values := _meta(column, b"values"):
        described["enum"] = values.split("|")
        if described["type"] == "string":
            constraints["enum"] = described.pop("enum")
    if unit := _meta(column, b"unit"):
        described["unit"] = unit
    return {**described, "constraints": constraints} if constraints else described


def datapackage(snapshot: Snapshot | None = None) -> dict[str, Any]:
    """Return the tables as a Frictionless data package; with paths and row counts where a snapshot is given."""
    resources: list[dict[str, Any]] = []
    for name, table in TABLES.items():
        schema: dict[str, Any] = {"fields": [_field(column) for column in table.schema], "missingValues": [""]}
        if table.key:
            schema["primaryKey"] = list(table.key)
        keys = [
            {"fields": column, "reference": {"resource": "" if to == name else to, "fields": at}}
            for column, (to, at) in table.references.items()
            if "." not in column and not pa.types.is_list(table.schema.field(column).type)
        ]
        if keys:
            schema["foreignKeys"] = keys
        resource: dict[str, Any] = {
            "name": name.replace("_", "-"),
            "title": name,
            "description": table.description,
            "format": "parquet",
            "mediatype": "application/vnd.apache.parquet",
            "schema": schema,
        }
        if snapshot:
            files = sorted(
                p.relative_to(snapshot.folder).as_posix() for p in (snapshot.folder / name).glob("**/*.parquet")
            )
            resource |= {"path": files, "rows": snapshot.rows[name]}
        else:
            resource["path"] = f"{name}/"
        resources.append(resource)
    package: dict[str, Any] = {
        "name": "phoihop",
        "title": "Co-operation agreements of Vietnam's police and trade unions, as reported by provincial news",
        "licenses": [{"name": "Apache-2.0", "path": "https://www.apache.org/licenses/LICENSE-2.0"}],
        "resources": resources,
    }
    if snapshot:
        package |= {"id": snapshot.snapshot_id, "created": snapshot.manifest["created_at"]}
    return package
