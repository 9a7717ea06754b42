"""Every table's schema, in one place, and rows checked against them.

The data dictionary is generated from these schemas; what they are made of is in :mod:`extract.schema`.
"""

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from extract.schema.articles import ARTICLES
from extract.schema.columns import (
    EVENT_KINDS,
    LEVELS,
    MODALITIES,
    OUTCOMES,
    PERSON_ROLES,
    PORTAL_KINDS,
    VIETNAM,
    Table,
)
from extract.schema.facts import FACTS
from extract.schema.others import OTHERS

__all__ = [
    "EVENT_KINDS",
    "FACT_TABLES",
    "LEVELS",
    "MODALITIES",
    "OUTCOMES",
    "PERSON_ROLES",
    "PORTAL_KINDS",
    "TABLES",
    "VIETNAM",
    "Row",
    "Rows",
    "Table",
    "TableError",
    "batch",
    "check",
    "columns_of",
]

Row = dict[str, Any]
"""A row of a table: column → value."""

Rows = dict[str, list[Row]]
"""Table → its rows."""


class TableError(ValueError):
    """Rows that break their table's schema; the message names the table, the column and a row."""


TABLES: dict[str, Table] = {table.name: table for table in (ARTICLES, *FACTS, *OTHERS)}
FACT_TABLES: tuple[str, ...] = tuple(table.name for table in FACTS)


def batch(name: str, rows: Sequence[Mapping[str, Any]]) -> pa.RecordBatch:
    """Return `rows` as a record batch of the table `name`.

    A column that may be null may be left out of a row. Raises TableError for an unknown or a missing column, a value of
    the wrong type, a null where none may be, and a value outside a closed list.
    """
    schema = TABLES[name].schema
    known = set(schema.names)
    for row in rows:
        if unknown := row.keys() - known:
            raise TableError(f"{name}: unknown column {', '.join(sorted(unknown))}")
    columns = []
    for column in schema:
        values = [row.get(column.name) for row in rows]
        try:
            columns.append(pa.array(values, column.type))
        except (pa.ArrowInvalid, pa.ArrowTypeError, OverflowError) as fault:
            raise TableError(f"{name}.{column.name}: {fault}") from None
    made = pa.RecordBatch.from_arrays(columns, schema=schema)
    check(name, made)
    return made


def check(name: str, rows: pa.RecordBatch | pa.Table) -> None:
    """Raise TableError where `rows` are not rows of the table `name`: other columns, nulls, values outside a list."""
    schema = TABLES[name].schema
    if not rows.schema.equals(schema):
        raise TableError(f"{name}: not the table's columns: {_difference(schema, rows.schema)}")
    for column in schema:
        _check_column(f"{name}.{column.name}", column, rows.column(column.name), column.nullable)


def _difference(wanted: pa.Schema, found: pa.Schema) -> str:
    faults = [f"{f.name} missing" for f in wanted if f.name not in found.names]
    faults += [f"{f.name} unknown" for f in found if f.name not in wanted.names]
    faults += [
        f"{f.name} is {found.field(f.name)} instead of {f}"
        for f in wanted
        if f.name in found.names and not found.field(f.name).equals(f)
    ]
    return "; ".join(faults) or "another order"


def _check_column(label: str, column: pa.Field, values: Any, nullable: bool) -> None:
    if not nullable and values.null_count:
        row = pc.index(pc.is_null(values), True).as_py()
        raise TableError(f"{label}: null in row {row}")
    if pa.types.is_list(column.type):
        values = pc.list_flatten(values)
        if pa.types.is_struct(column.type.value_type):
            for inner in column.type.value_type:
                may_be_null = (inner.metadata or {}).get(b"nullable") == b"true"
                _check_column(f"{label}.{inner.name}", inner, pc.struct_field(values, inner.name), may_be_null)
            return
    if allowed := (column.metadata or {}).get(b"values"):
        listed = pa.array([*allowed.decode().split("|"), None], pa.string())
        known = pc.is_in(values, value_set=listed)
        if not pc.all(known, min_count=0).as_py():
            raise TableError(f"{label}: {values.filter(pc.invert(known))[0].as_py()!r} is not one of its values")


def columns_of(name: str) -> list[tuple[str, str, str, str | None, Sequence[str]]]:
    """Return (column, type, description, unit, allowed values) of the table `name`, fields of structs as `a.b`."""
    described = []
    for column in TABLES[name].schema:
        inner = column.type.value_type if pa.types.is_list(column.type) else column.type
        nested = [(f"{column.name}.{f.name}", f) for f in inner] if pa.types.is_struct(inner) else []
        for label, each in chain([(column.name, column)], nested):
            metadata = {key.decode(): value.decode() for key, value in (each.metadata or {}).items()}
            values = metadata["values"].split("|") if "values" in metadata else []
            described.append((label, str(each.type), metadata["description"], metadata.get("unit"), values))
    return described
