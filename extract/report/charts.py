"""Plots as inline SVG: bars by year, and the provinces of either scheme as tiles where they lie on the map."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal

Scheme = Literal["province", "province_2025"]
_GRIDS: dict[Scheme, str] = {"province": "tiles.toml", "province_2025": "tiles_2025.toml"}


@dataclass(frozen=True)
class Bar:
    """A bar of a chart, in the coordinates of its SVG; `share` is its height as a part of the tallest."""

    label: str
    value: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Tile:
    """A province's tile: its place in the grid, its figure and how dark it is (0 to 4)."""

    name: str
    short: str
    column: int
    row: int
    value: int
    shade: int


def bars(values: Sequence[tuple[str, int]], width: float = 640, height: float = 160) -> list[Bar]:
    """Return the bars of a chart of `width` × `height`, one a value, the tallest filling the height."""
    if not values:
        return []
    step = width / len(values)
    tallest = max(value for _, value in values) or 1
    return [
        Bar(
            label,
            value,
            round(i * step + step * 0.1, 2),
            round(height - height * value / tallest, 2),
            round(step * 0.8, 2),
            round(height * value / tallest, 2),
        )
        for i, (label, value) in enumerate(values)
    ]


@cache
def _grid(scheme: Scheme) -> dict[str, tuple[str, int, int]]:
    source = resources.files("extract.report").joinpath(_GRIDS[scheme]).read_text(encoding="utf-8")
    return {t["name"]: (t["short"], t["column"], t["row"]) for t in tomllib.loads(source)["tile"]}


def tiles(values: Mapping[str, int], scheme: Scheme = "province") -> list[Tile]:
    """Return a tile for each province of `scheme` (a column's name: the 63 or the 34); one without a value is 0."""
    largest = max(values.values(), default=0)
    found = []
    for name, (short, column, row) in _grid(scheme).items():
        value = values.get(name, 0)
        shade = 0 if not value else 1 + min(3, int(4 * value / (largest + 1)))
        found.append(Tile(name, short, column, row, value, shade))
    return found
