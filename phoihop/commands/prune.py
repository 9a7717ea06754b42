"""`phoihop prune`: how much of the raw archive is kept, and for how long."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from phoihop.commands import options

if TYPE_CHECKING:
    from phoihop.pruning import Keep


@click.command()
@options.archive
@options.state
@options.tables
@click.option(
    "--keep",
    type=click.Choice(["all", "relevant", "facts"]),
    callback=options.setting("retention", "keep"),
    help="What stays: all; pages of relevant articles; pages of articles with facts.  [default: keep of phoihop.toml]",
)
@click.option(
    "--days",
    type=click.IntRange(0),
    callback=options.setting("retention", "days"),
    help="Pages of so many last days stay in any case.  [default: days of phoihop.toml]",
)
@click.option("--yes", is_flag=True, help="Delete. Without it, only what would go is told.")
@options.as_json
@click.pass_context
def prune(
    context: click.Context, archive: Path, state: Path, tables: Path, keep: "Keep", days: int, yes: bool, as_json: bool
) -> None:
    """Drop raw pages that the latest tables do not rest on from the crawler's archive.

    Nothing is deleted without --yes, and nothing at all by any other command. A page that no table knows yet stays.
    Files that lose records get a new name; what stays keeps its record id and its bytes, and dropped.csv in the archive
    names what went. Run `phoihop extract` afterwards.
    """
    from dataclasses import asdict

    from phoihop.pruning import choice, prune_archive, prune_text

    own = options.config(context).paths.portals
    pruned = []
    if keep != "all":
        pruned = prune_archive(archive, state, tables, choice(tables, keep, days, registry=own), pretend=not yes)
    if as_json:
        options.echo_json({"keep": keep, "days": days, "deleted": yes, "files": [asdict(each) for each in pruned]})
    else:
        click.echo(prune_text(pruned, keep, pretend=not yes))
