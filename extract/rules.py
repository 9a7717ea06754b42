"""Rules by name, each with the examples that keep it honest.

A rule's name appears in the `rule` column of every row that it made. Beside the rule stand sentences in which it must
find something and near-misses in which it must not; one parametrised test (tests/extract/test_rules.py) reads them all
through the whole pipeline.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

Function = TypeVar("Function", bound=Callable[..., object])


@dataclass(frozen=True)
class Rule:
    """A named rule.

    Attributes:
        name: `<kind>.<what it reads>`, e.g. `date.day_month`.
        finds: example text → the mentions that the rule must find in it, in order of appearance.
        ignores: near-misses, texts in which the rule must find nothing.
        published, province: the context in which the examples are read (ISO day; 63-province name).
        source: where the rule comes from, where it rests on a law, a standard or the annotation guide.
    """

    name: str
    finds: Mapping[str, Sequence[str]]
    ignores: Sequence[str] = ()
    published: str = "2024-03-05"
    province: str | None = "Cần Thơ"
    source: str = field(default="")


RULES: dict[str, Rule] = {}


def declare(
    name: str,
    *,
    finds: Mapping[str, Sequence[str]],
    ignores: Sequence[str] = (),
    published: str = "2024-03-05",
    province: str | None = "Cần Thơ",
    source: str = "",
) -> str:
    """Register a rule and return its name. Raises ValueError for a name already taken or a rule without examples."""
    if name in RULES:
        raise ValueError(f"rule {name!r} is declared twice")
    if not finds:
        raise ValueError(f"rule {name!r} has no example")
    RULES[name] = Rule(name, finds, ignores, published, province, source)
    return name
