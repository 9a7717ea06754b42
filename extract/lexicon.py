"""Loading of the lexicons: TOML files that a domain researcher edits, validated as they are read."""

import tomllib
from functools import cache
from importlib import resources
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

Model = TypeVar("Model", bound="Lexicon")


class LexiconError(ValueError):
    """A lexicon that cannot be used; the message names the file, the entry and the fault."""

    exit_code = 2


class Lexicon(BaseModel):
    """The base of every lexicon's model: an unknown key is a fault, not a silent nothing."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def parse(name: str, source: str, model: type[Model]) -> Model:
    """Return the lexicon in the TOML text `source`; `name` is the file that a message is to name."""
    try:
        return model.model_validate(tomllib.loads(source))
    except tomllib.TOMLDecodeError as fault:
        raise LexiconError(f"{name}: not valid TOML: {fault}") from None
    except ValidationError as fault:
        lines = [f"{name}: {'.'.join(map(str, e['loc']))}: {e['msg']}" for e in fault.errors()]
        raise LexiconError("\n".join(lines)) from None


@cache
def load(name: str, model: type[Model]) -> Model:
    """Return the packaged lexicon `extract/lexicons/<name>.toml`. Raises LexiconError."""
    source = resources.files("extract").joinpath("lexicons", f"{name}.toml")
    return parse(f"extract/lexicons/{name}.toml", source.read_text(encoding="utf-8"), model)
