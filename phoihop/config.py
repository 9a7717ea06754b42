"""The configuration: phoihop.toml's defaults, overridden by the working folder's file and by the environment."""

import os
import tomllib
from collections.abc import Iterator, Mapping
from importlib import resources
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

FILE = "phoihop.toml"
PREFIX = "PHOIHOP_"

Count = Annotated[int, Field(ge=0)]
Folder = Annotated[Path | None, BeforeValidator(lambda given: given or None)]
"""A folder, or none: TOML and the environment say so by ""."""


class ConfigError(ValueError):
    """A configuration that cannot be used; the message names the file or variable, the key and the fault."""

    exit_code = 2


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Paths(_Section):
    """Where things lie; `portals` is the folder of the user's own portal files, if there is one."""

    archive: Path = Path("data/archive")
    state: Path = Path("data/state")
    tables: Path = Path("data/tables")
    report: Path = Path("data/report")
    corrections: Path = Path("data/corrections.csv")
    portals: Folder = None


class Crawl(_Section):
    """Manners and limits of a crawl: `delay` in seconds; budgets in pages, 0 for none."""

    contact: str = ""
    delay: Annotated[float, Field(ge=0)] = 5.0
    budget: Count = 0
    portal_budget: Count = 2000
    window: str = Field(default="", pattern=r"^(\d\d:\d\d-\d\d:\d\d)?$")
    everything: bool = False


class Extract(_Section):
    """The subject that pages are sifted by, and the number of processes (0: all cores)."""

    subject: str = "police_union"
    workers: Count = 0


class Snapshots(_Section):
    """How many older snapshots stay."""

    keep: Count = 5


class Retention(_Section):
    """Which raw pages `phoihop prune` leaves in the archive, and for how many days it leaves all."""

    keep: Literal["all", "relevant", "facts"] = "all"
    days: Count = 365


class Config(_Section):
    """The whole configuration."""

    paths: Paths = Paths()
    crawl: Crawl = Crawl()
    extract: Extract = Extract()
    snapshots: Snapshots = Snapshots()
    retention: Retention = Retention()


def _toml(name: str, source: bytes) -> dict[str, Any]:
    try:
        return tomllib.loads(source.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise ConfigError(f"{name}: not valid TOML: {fault}") from None


def _defaults() -> bytes:
    packaged = resources.files("phoihop").joinpath(FILE)
    source = packaged if packaged.is_file() else Path(__file__).parent.parent / FILE
    return source.read_bytes()


def _layers(folder: Path, environment: Mapping[str, str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the layers of the configuration, weakest first, each with the name that a message is to use."""
    yield FILE, _toml(FILE, _defaults())
    own = folder / FILE
    if own.is_file():
        yield str(own), _toml(str(own), own.read_bytes())
    for section, model in Config.model_fields.items():
        for key in model.annotation.model_fields:  # type: ignore[union-attr]
            variable = f"{PREFIX}{section}_{key}".upper()
            if variable in environment:
                yield variable, {section: {key: environment[variable]}}


def load_config(folder: Path = Path(), environment: Mapping[str, str] = os.environ) -> Config:
    """Return the configuration for a working folder. Raises ConfigError."""
    values: dict[str, dict[str, Any]] = {}
    for name, layer in _layers(folder, environment):
        try:
            Config.model_validate(layer)
        except ValidationError as fault:
            lines = [f"{name}: {'.'.join(map(str, e['loc']))}: {e['msg']}" for e in fault.errors()]
            raise ConfigError("\n".join(lines)) from None
        for section, keys in layer.items():
            values.setdefault(section, {}).update(keys)
    return Config.model_validate(values)
