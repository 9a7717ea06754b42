"""Processes that read units of work.

This module is light: every worker imports it before it does anything, and so does the process that hands units out,
which needs nothing of what reading takes.
"""

import gc
import logging
import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from functools import cache
from multiprocessing.process import BaseProcess
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path

from extract.storage.units import Unit, UnitResult, failed

log = logging.getLogger(__name__)

# Not fork: pyarrow and DuckDB keep threads, whose locks a forked child would inherit in whatever state they are.
_SPAWN = multiprocessing.get_context("spawn")

MAX_TRIES = 3
"""How often a unit is tried whose worker dies; then it becomes a row of `issues` and the run goes on."""


class WorkersError(RuntimeError):
    """Worker processes that cannot even start; the message is one line that says why."""


def read_unit(unit: Unit, work: Path) -> UnitResult:
    """Read `unit` to rows in `work`, in this process, by :func:`extract.storage.unit_reading.run`."""
    from extract.storage.unit_reading import run

    return run(unit, work)


def run_in_processes(
    run: Callable[[Unit, Path], UnitResult], units: Sequence[Unit], work: Path, workers: int
) -> Iterator[tuple[Unit, UnitResult]]:
    """Yield each unit with its result as `run(unit, work)` finishes in one of `workers` processes.

    A process that dies takes the pool with it, and a new one goes on. Whose page killed it is not known then: every
    unit at work is tried again, and each that was there twice is tried alone, so that the blame falls on one.

    Raises WorkersError where no process gets as far as to begin.
    """
    begun = _SPAWN.Value("i", 0)  # processes that began to work
    waiting = list(reversed(units))
    tries: dict[str, int] = {}
    while waiting:
        suspect = next((unit for unit in waiting if tries.get(unit.key, 0) >= MAX_TRIES - 1), None)
        if suspect:
            waiting.remove(suspect)
            yield suspect, _run_alone(run, suspect, work, begun)
            continue
        at_work: dict[Future[UnitResult], Unit] = {}
        try:
            with _pool(workers, begun) as pool:
                while waiting or at_work:
                    while waiting and len(at_work) < 2 * workers:
                        unit = waiting.pop()
                        at_work[pool.submit(_in_worker, run, unit, work)] = unit
                    done, _ = wait(at_work, return_when=FIRST_COMPLETED)
                    for future in done:
                        result = future.result()
                        yield at_work.pop(future), result
        except BrokenProcessPool:
            if not begun.value:
                raise WorkersError(
                    "the worker processes cannot start: in a script, call extract() under if __name__ == '__main__':, "
                    "or with workers=1"
                ) from None
            log.warning("a worker process died; its unit of work is tried again")
            for unit in at_work.values():
                tries[unit.key] = tries.get(unit.key, 0) + 1
            waiting += reversed(at_work.values())


def _run_alone(
    run: Callable[[Unit, Path], UnitResult], unit: Unit, work: Path, begun: "Synchronized[int]"
) -> UnitResult:
    try:
        with _pool(1, begun) as pool:
            return pool.submit(_in_worker, run, unit, work).result()
    except BrokenProcessPool:
        return failed(unit, work, f"the process that read it died {MAX_TRIES} times")


def _in_worker(run: Callable[[Unit, Path], UnitResult], unit: Unit, work: Path) -> UnitResult:
    result = run(unit, work)
    _settle()
    return result


@cache
def _settle() -> None:
    """Once, when all is loaded that reading takes, have the garbage collector pass over it from then on.

    The vocabularies and rules are a hundred thousand objects that stay; looking at them again and again took some 3 %
    of a worker's time.
    """
    gc.collect()
    gc.freeze()


def _pool(workers: int, begun: "Synchronized[int]") -> ProcessPoolExecutor:
    return ProcessPoolExecutor(workers, mp_context=_SPAWN, initializer=_begin, initargs=(begun,))


def _begin(begun: "Synchronized[int]") -> None:
    """Note that this worker began; let it end when the run that started it is killed, lest it write beside the next."""
    with begun.get_lock():
        begun.value += 1
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_after, args=(parent,), daemon=True).start()


def _end_after(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)
