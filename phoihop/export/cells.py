"""Values of the tables as cells of formats without lists, days and times."""

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

import pyarrow as pa


def cell(value: Any, kind: pa.DataType) -> Any:
    """Return `value`, of an Arrow type, as text, number, bool or None: for formats without lists, days and times.

    Days and times become ISO 8601 in the column's own time zone, lists JSON.
    """
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float):
        return float(f"{value:.7g}") if pa.types.is_float32(kind) else value
    if isinstance(value, datetime):
        return in_zone(value, kind).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return json.dumps(_plain(value, kind.value_type), ensure_ascii=False)


def in_zone(moment: datetime, kind: pa.DataType) -> datetime:
    """Return a moment in the time zone of its column."""
    from zoneinfo import ZoneInfo

    return moment.astimezone(ZoneInfo(kind.tz))


def _plain(values: Iterable[Any], kind: pa.DataType) -> list[Any]:
    """Return the values of a list for JSON."""
    if not pa.types.is_struct(kind):
        return [_plain(value, kind.value_type) if isinstance(value, list) else cell(value, kind) for value in values]
    return [_struct(value, kind) for value in values]


def _struct(value: Mapping[str, Any], kind: pa.DataType) -> dict[str, Any]:
    types = {f.name: f.type for f in kind}
    return {
        name: _plain(inner, types[name].value_type) if isinstance(inner, list) else cell(inner, types[name])
        for name, inner in value.items()
    }
