"""Plots that several notebooks draw. Labels are in both languages; DejaVu Sans, matplotlib's own, has the letters."""

from collections.abc import Mapping

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes

from extract.report.charts import Scheme, tiles

TEAL, SAND, GREY = "#0b6e69", "#d9a441", "#d9dedb"


def labelled(axes: Axes, title: str, x: str = "", y: str = "") -> Axes:
    """Give `axes` its labels and take away what is not data."""
    axes.set_title(title, loc="left", fontsize=11)
    axes.set_xlabel(x)
    axes.set_ylabel(y)
    axes.spines[["top", "right"]].set_visible(False)
    return axes


def province_tiles(
    values: Mapping[str, float], crawled: set[str], title: str, scheme: Scheme = "province", axes: Axes | None = None
) -> Axes:
    """Draw the provinces of a scheme as tiles where they lie on the map; those not crawled are hatched, not white.

    Args:
        values: name of the province in that scheme → figure.
        crawled: the provinces of which a portal was crawled: a zero there is a finding, elsewhere it is not.
        title: in both languages.
        scheme: `province` for the 63, `province_2025` for the 34 of July 2025.
        axes: where to draw; a new figure without it.
    """
    largest = max(values.values(), default=0) or 1
    if axes is None:
        _, axes = plt.subplots(figsize=(4.2, 9.5))
    for tile in tiles({}, scheme):
        value = values.get(tile.name, 0)
        known = value > 0 or tile.name in crawled
        shade = plt.get_cmap("GnBu")(0.15 + 0.75 * value / largest) if value else "white"
        axes.add_patch(
            plt.Rectangle(
                (tile.column, -tile.row), 0.94, 0.94, facecolor=shade if known else "#eeeeee", edgecolor=GREY,
                hatch=None if known else "////", linewidth=0.8,
            )
        )  # fmt: skip
        dark = value > 0.6 * largest
        axes.text(tile.column + 0.47, -tile.row + 0.62, tile.short, ha="center", va="center", fontsize=7,
                  color="white" if dark else "#333333")  # fmt: skip
        if value:
            axes.text(tile.column + 0.47, -tile.row + 0.28, f"{value:g}", ha="center", va="center", fontsize=8,
                      color="white" if dark else "black", weight="bold")  # fmt: skip
    axes.set_xlim(-0.1, 6.1)
    axes.set_ylim(-max(tile.row for tile in tiles({}, scheme)) - 0.2, 1.2)
    axes.set_aspect("equal", anchor="N")
    axes.axis("off")
    axes.set_title(title, loc="left", fontsize=10)
    return axes


def side_by_side(pairs: pd.DataFrame, title: str) -> Axes:
    """Draw who stands beside whom: bodies of two columns, a line a pair, the thicker the more papers they share.

    Args:
        pairs: columns `one`, `other` (names) and `papers`.
        title: in both languages.
    """
    columns = [sorted(pairs[side].unique()) for side in ("one", "other")]
    rows = max(map(len, columns), default=0)
    _, axes = plt.subplots(figsize=(9, 0.3 * rows + 1.2))
    places = {}
    for x, names in enumerate(columns):
        for at, name in enumerate(names):
            places[x, name] = -(at + 0.5) * rows / len(names)
            axes.text(x + (0.03 if x else -0.03), places[x, name], name, va="center", fontsize=8,
                      ha="left" if x else "right")  # fmt: skip
    for pair in pairs.itertuples():
        axes.plot([0, 1], [places[0, pair.one], places[1, pair.other]], color=TEAL, alpha=0.7,
                  linewidth=0.8 + pair.papers, solid_capstyle="round")  # fmt: skip
    axes.set_xlim(-1.1, 2.1)
    axes.set_ylim(-rows, 0)
    axes.axis("off")
    axes.set_title(title, loc="left", fontsize=11)
    return axes
