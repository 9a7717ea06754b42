"""The configuration: phoihop.toml's defaults, overridden by the working folder's file and by the environment."""

import os
import tomllib
from dataclasses import dataclass, field, fields, is_dataclass, replace
from importlib import resources
from pathlib import Path
from typing import Any

FILE = "phoihop.toml"


class ConfigError(ValueError):
    """A configuration that cannot be used; the message names the file or variable, the key and the fault."""


@dataclass(frozen=True)
class Paths:
    """Where things lie."""

    archive: Path = Path("data/archive")
    state: Path = Path("data/state")
    tables: Path = Path("data/tables")
    report: Path = Path("data/report")


@dataclass(frozen=True)
class Crawl:
    """Manners and limits of a crawl: `delay` in seconds; budgets in pages, 0 for none."""

    contact: str = ""
    delay: float = 5.0
    budget: int = 0
    portal_budget: int = 2000
    window: str = ""
    everything: bool = False


@dataclass(frozen=True)
class Extract:
    """The subject that pages are sifted by, and the number of processes (0: all cores)."""

    subject: str = "police_union"
    workers: int = 0


@dataclass(frozen=True)
class Snapshots:
    """How many older snapshots stay."""

    keep: int = 5


@dataclass(frozen=True)
class Config:
    """The whole configuration."""

    paths: Paths = field(default_factory=Paths)
    crawl: Crawl = field(default_factory=Crawl)
    extract: Extract = field(default_factory=Extract)
    snapshots: Snapshots = field(default_factory=Snapshots)


def _converted(where: str, kind: type, value: Any) -> Any:
    if kind is Path and isinstance(value, str):
        return Path(value)
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise ConfigError(f"{where}: must be {kind.__name__}, is {value!r}")
    return value


def _parsed(where: str, kind: type, text: str) -> Any:
    """Read an environment variable's text as `kind`."""
    try:
        if kind is bool:
            return {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}[text.lower()]
        return kind(text)
    except (KeyError, ValueError):
        raise ConfigError(f"{where}: must be {kind.__name__}, is {text!r}") from None


def _kinds(section: Any) -> dict[str, type]:
    values = {f.name: getattr(section, f.name) for f in fields(section)}
    return {name: Path if isinstance(value, Path) else type(value) for name, value in values.items()}


def _overlaid(config: Config, name: str, data: dict[str, Any]) -> Config:
    """Return `config` with the tables of one TOML file laid over it."""
    for section, values in data.items():
        current = getattr(config, section, None)
        if not is_dataclass(current) or not isinstance(values, dict):
            raise ConfigError(f"{name}: [{section}]: unknown; known: {', '.join(f.name for f in fields(config))}")
        kinds = _kinds(current)
        for key, value in values.items():
            if key not in kinds:
                raise ConfigError(f"{name}: {section}.{key}: unknown; known: {', '.join(kinds)}")
            current = replace(current, **{key: _converted(f"{name}: {section}.{key}", kinds[key], value)})
        config = replace(config, **{section: current})
    return config


def _defaults() -> str:
    packaged = resources.files("phoihop").joinpath(FILE)
    if packaged.is_file():
        return packaged.read_text(encoding="utf-8")
    return (Path(__file__).parent.parent / FILE).read_text(encoding="utf-8")


def load_config(folder: Path = Path(), environment: dict[str, str] | None = None) -> Config:
    """Return the configuration for a working folder. Raises ConfigError."""
    environment = dict(os.environ) if environment is None else environment
    config = _overlaid(Config(), FILE, tomllib.loads(_defaults()))
    own = folder / FILE
    if own.is_file():
        try:
            config = _overlaid(config, str(own), tomllib.loads(own.read_text(encoding="utf-8")))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
            raise ConfigError(f"{own}: not valid TOML: {fault}") from None
    for section in fields(config):
        current = getattr(config, section.name)
        for key, kind in _kinds(current).items():
            variable = f"PHOIHOP_{section.name}_{key}".upper()
            if variable in environment:
                current = replace(current, **{key: _parsed(variable, kind, environment[variable])})
        config = replace(config, **{section.name: current})
    return config
