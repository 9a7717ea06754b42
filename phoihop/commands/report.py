"""`phoihop report`: the tables as a folder of HTML."""

from pathlib import Path

import click

from phoihop.commands import options


@click.command()
@options.tables
@options.folder("--output", "report", "Where the report goes.")
def report(tables: Path, output: Path) -> None:
    """Write the latest snapshot as one self-contained HTML folder."""
    from extract.report import write_report
    from extract.snapshots import open_snapshot

    click.echo(write_report(open_snapshot(tables), output))
