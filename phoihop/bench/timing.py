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


Times = dict[str, list[float]]
"""Name of a work → the processor seconds of its rounds, in order."""


def rounds_of(works: Mapping[str, Callable[[], Any]], rounds: int) -> Times:
    """Run all `works` in turn, `rounds` times, and return each one's processor time in seconds, round by round.

    In turn, so that a machine that slows down slows them all down.
    """
    times: Times = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            times[name].append(seconds(work))
    return times


def medians(times: Times) -> dict[str, float]:
    """Return the median of each work's rounds, in seconds."""
    return {name: statistics.median(found) for name, found in times.items()}


def ratio(times: Times, one: str, other: str) -> float:
    """Return how many times as long `one` takes as `other`: the median of the rounds' own ratios."""
    return statistics.median(a / b for a, b in zip(times[one], times[other], strict=True))


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
