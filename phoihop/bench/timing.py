"""Measuring: repeated rounds in one process, the processor time of each, and medians of them."""

import gc
import statistics
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest import mock


def seconds(work: Callable[[], Any]) -> float:
    """Return the processor time that `work` takes: other programs on the machine do not count."""
    gc.collect()
    began = time.process_time()
    work()
    return time.process_time() - began


def medians(works: Mapping[str, Callable[[], Any]], rounds: int) -> dict[str, float]:
    """Run all `works` in turn, `rounds` times, and return the median of each one's processor time in seconds.

    In turn, so that a machine that slows down slows them all down.
    """
    times: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            times[name].append(seconds(work))
    return {name: statistics.median(found) for name, found in times.items()}


class Stopwatch:
    """Adds up the processor time spent within functions, by stage. A stage within another counts in both."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = {}

    def _timed(self, stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*args: Any, **kwargs: Any) -> Any:
            began = time.process_time()
            try:
                return function(*args, **kwargs)
            finally:
                self.spent[stage] = self.spent.get(stage, 0.0) + time.process_time() - began

        return timed

    @contextmanager
    def on(self, stages: Mapping[str, tuple[Any, str]]) -> Iterator[None]:
        """Watch functions: stage → (module, name of the function as that module knows it)."""
        with ExitStack() as stack:
            for stage, (module, name) in stages.items():
                stack.enter_context(mock.patch.object(module, name, self._timed(stage, getattr(module, name))))
            yield


def slope(sizes: list[float], values: list[float]) -> float:
    """Return the slope of the least-squares line through (log size, log value): 1.0 grows in proportion."""
    import math

    x, y = [math.log(size) for size in sizes], [math.log(value) for value in values]
    return statistics.linear_regression(x, y).slope
