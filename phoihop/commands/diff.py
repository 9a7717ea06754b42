"""`phoihop diff`: what changed between two snapshots."""

from pathlib import Path

import click

from phoihop.commands import options


@click.command()
@click.argument("before", required=False, metavar="[BEFORE]")
@click.argument("after", required=False, metavar="[AFTER]")
@options.tables
@click.option("--table", "chosen", multiple=True, metavar="NAME", help="Only this table; may be repeated.")
@click.option("--examples", type=click.IntRange(0), default=3, show_default=True, help="Rows to show of each change.")
@click.option(
    "--everything", is_flag=True, help="Count rows as well that were only fetched, archived or read again, alike."
)
@options.as_json
def diff(
    before: str | None,
    after: str | None,
    tables: Path,
    chosen: tuple[str, ...],
    examples: int,
    everything: bool,
    as_json: bool,
) -> None:
    """Print what changed from the snapshot BEFORE to the snapshot AFTER: rows added (+), removed (−), changed (~).

    A snapshot is named by its id (or the beginning of it), a day (the one that was the latest at its end) or its
    folder. By default the two newest are compared; with BEFORE alone, that one and the latest.
    """
    from extract.tables import TABLES
    from phoihop.comparing import compare, comparison_text, two_snapshots

    if unknown := [name for name in chosen if name not in TABLES]:
        raise click.UsageError(f"unknown table {', '.join(unknown)}; known: {', '.join(TABLES)}")
    older, newer = two_snapshots(tables, before, after)
    comparison = compare(older, newer, chosen, examples, everything)
    if as_json:
        options.echo_json(comparison.as_json())
    else:
        click.echo(comparison_text(comparison))
