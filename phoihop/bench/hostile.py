"""Hostile texts: every compiled pattern of ours on a megabyte of what makes patterns slow, the pipeline on n and 4n."""

import importlib
import pkgutil
import re
import time
from collections.abc import Iterator
from typing import Any

import extract
from extract.pipeline import read_text
from phoihop.bench.timing import seconds

# What patterns with something repeated before something missing are slow on.
_PIECES = (
    "a",
    " ",
    "1",
    "1.",
    "ngày 1",
    "từ năm 2019 ",
    "công an ",
    "<a href=",
    "Công an tỉnh, ",
    "\n",
    "(",
    "- ",
    "ký ",
)

_QUICK, _TOO_LONG = 0.4, 2.0  # seconds for the whole


def patterns() -> Iterator[tuple[str, re.Pattern[Any]]]:
    """Yield the patterns that the modules of extract hold, with their names."""
    seen: set[int] = set()
    for module in pkgutil.walk_packages(extract.__path__, "extract."):
        for name, value in sorted(vars(importlib.import_module(module.name)).items()):
            if isinstance(value, re.Pattern) and id(value) not in seen:
                seen.add(id(value))
                yield f"{module.name}.{name}", value


def _longest(pattern: re.Pattern[Any], size: int) -> float:
    """Return the seconds that `pattern` takes to search the worst of the hostile texts of `size` characters.

    Parts of a text come first. Where a sixteenth takes four times a sixty-fourth and is quick, the whole is computed in
    proportion; where a part is too slow as it is, the whole would take at least in proportion.
    """
    worst = 0.0
    for piece in _PIECES:
        before = 0.0
        for part in (64, 16, 4, 1):
            text: Any = (piece * (size // part // len(piece) + 1))[: size // part]
            if isinstance(pattern.pattern, bytes):
                text = text.encode()
            began = time.process_time()
            for _ in pattern.finditer(text):
                pass
            spent = (time.process_time() - began) * part
            linear = part == 16 and spent < _QUICK and spent <= 1.5 * max(before, 0.02)
            if spent > _TOO_LONG or linear or part == 1:
                worst = max(worst, spent)
                break
            before = spent
    return worst


def measure(size: int = 1_000_000) -> dict[str, Any]:
    """Return the slowest patterns on texts of `size` characters, and how the pipeline's time grows."""
    found = sorted(((_longest(pattern, size), name) for name, pattern in patterns()), reverse=True)
    line = "Ngày 7/5/2019, Công an tỉnh Phú Thọ và LĐLĐ tỉnh tặng Giấy khen cho 12 tập thể và 30 cá nhân. "
    times = {}
    for repeats in (10, 40):
        paragraphs = "\n".join([line * 4] * repeats)
        read_text(paragraphs)
        times[repeats] = min(seconds(lambda text=paragraphs: read_text(text)) for _ in range(3))  # type: ignore[misc]
    return {
        "characters": size,
        "patterns": len(found),
        "slowest": {name: round(value, 3) for value, name in found[:20]},
        "over_a_second": sum(value > 1 for value, _ in found),
        "ratios": {
            "slowest pattern on a hostile megabyte, s": round(found[0][0], 3),
            "pipeline: time(4n) / time(n)": round(times[40] / times[10], 3),
        },
    }
