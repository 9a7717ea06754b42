"""Options that several commands share, with their defaults taken from the configuration."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from phoihop.config import Config

Command = TypeVar("Command", bound=Callable[..., Any])


def config(context: click.Context) -> "Config":
    """Return the configuration of the working folder, read once a run."""
    from phoihop.config import load_config

    root = context.find_root()
    if root.obj is None:
        root.obj = load_config()
    return root.obj


def setting(section: str, key: str) -> Callable[[click.Context, click.Parameter, Any], Any]:
    """Return a callback that takes an option's value from the configuration where the user gave none."""

    def value(context: click.Context, _: click.Parameter, given: Any) -> Any:
        # An option without a value is None; a flag that was not given is None as well (default=None).
        return getattr(getattr(config(context), section), key) if given is None else given

    return value


def folder(flag: str, key: str, what: str) -> Callable[[Command], Command]:
    """Return the option for one of the folders of the configuration's [paths]."""
    return click.option(
        flag,
        type=click.Path(file_okay=False, path_type=Path),
        callback=setting("paths", key),
        metavar="FOLDER",
        help=f"{what}  [default: {key} of phoihop.toml]",
    )


archive = folder("--archive", "archive", "The WARC archive.")
state = folder("--state", "state", "The crawler's memory: what was seen, when.")
tables = folder("--tables", "tables", "The snapshots of tables.")
corrections = click.option(
    "--corrections",
    type=click.Path(path_type=Path),
    callback=setting("paths", "corrections"),
    metavar="FILE",
    help="What reviewers decided (CSV).  [default: corrections of phoihop.toml]",
)
portal = click.option("--portal", "portals", multiple=True, metavar="KEY", help="Only this portal; may be repeated.")
as_json = click.option("--json", "as_json", is_flag=True, help="Print a summary for machines on standard output.")
progress = click.option("--progress/--no-progress", default=None, help="Show progress.  [default: on a terminal]")


def shows(progress: bool | None) -> bool:
    """Return whether to show progress: as asked, else where standard error is a terminal."""
    import sys

    return sys.stderr.isatty() if progress is None else progress


def echo_json(values: Any) -> None:
    """Print `values` as JSON for machines."""
    import json

    click.echo(json.dumps(values, ensure_ascii=False, indent=2, default=str))
