"""Every regular expression of ours, found without a list: `collect()`, in an interpreter that has read none yet."""

import ast
import importlib
import inspect
import pkgutil
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

_PACKAGES = ("extract", "crawler", "phoihop")
_NOT_OURS = ("phoihop.bench", "phoihop.__main__", "extract.__main__", "crawler.__main__")
_FUNCTIONS = frozenset({"search", "match", "fullmatch", "sub", "subn", "split", "findall", "finditer"})

Pattern = re.Pattern[Any]


def collect() -> dict[Pattern, str]:
    """Return all patterns with their names: a constant's full name, or the module and the line that made it.

    What is compiled is taken where it is compiled, so that patterns in tables, in objects and in functions that are run
    once are found as well: all modules are imported, functions that keep one result are called, the sample's pages are
    read. Patterns written into a call that none of this reaches are read from the source.

    Raises:
        RuntimeError: if modules have been imported before, whose patterns would be missed.
    """
    if early := [name for name in sys.modules if name.startswith(("extract.", "crawler."))]:
        raise RuntimeError(f"imported too early to see its patterns: {early[0]}")
    found: dict[Pattern, str] = {}
    make = re._compile  # type: ignore[attr-defined]  # behind re.compile, re.search and all others

    def recorded(pattern: Any, flags: int) -> Pattern:
        made: Pattern = make(pattern, flags)
        frame = sys._getframe(2)
        module = frame.f_globals.get("__name__", "")
        if module.partition(".")[0] in _PACKAGES and not module.startswith(_NOT_OURS):
            found.setdefault(made, f"{module}:{frame.f_lineno}")
        return made

    with mock.patch.object(re, "_compile", recorded):
        modules = list(_modules())
        for module in modules:
            _call_cached(module)
        _read_sample()
    for module in modules:
        for name, value in vars(module).items():
            if isinstance(value, re.Pattern) and found.get(value, "").startswith(f"{module.__name__}:"):
                found[value] = f"{module.__name__}.{name}"
        for line, pattern in _written(Path(module.__file__ or "")):
            found.setdefault(pattern, f"{module.__name__}:{line}")
    return found


def _modules() -> Iterator[Any]:
    """Import and yield the modules of ours; those whose libraries are not installed are left out."""
    for package in _PACKAGES:
        for module in pkgutil.walk_packages(importlib.import_module(package).__path__, f"{package}."):
            if module.name.startswith(_NOT_OURS):
                continue
            try:
                yield importlib.import_module(module.name)
            except ModuleNotFoundError as missing:
                if (missing.name or "").partition(".")[0] in _PACKAGES:
                    raise


def _call_cached(module: Any) -> None:
    for value in list(vars(module).values()):
        if (
            hasattr(value, "cache_info")
            and value.__module__ == module.__name__
            and not inspect.signature(value).parameters
        ):
            value()


def _read_sample() -> None:
    from crawler.portals.registry import load_registry
    from extract.pipeline import Reader
    from phoihop.bench.pages import other_page, relevant_pages

    registry = load_registry()
    for page in [*relevant_pages(12, plain=False), other_page(0)]:
        Reader(registry, "any").read_page(page.as_page())
    Reader(registry).read_page(other_page(1).as_page())


def _written(file: Path) -> Iterator[tuple[int, Pattern]]:
    """Yield the line and the pattern of each call of `re` that has its pattern written into it."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        match node:
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id="re"), attr=called), args=[ast.Constant(value=pattern), *_]
            ) if called in _FUNCTIONS:
                yield node.lineno, re.compile(pattern)
