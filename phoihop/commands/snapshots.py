"""`phoihop path`: where the snapshot lies that readers should open."""

from datetime import datetime
from pathlib import Path

import click

from phoihop.commands import options


@click.command()
@click.argument("table", required=False)
@options.tables
@click.option(
    "--on", type=click.DateTime(["%Y-%m-%d"]), help="The snapshot that was the latest at the end of that day."
)
@click.option("--all", "every", is_flag=True, help="All snapshots kept, newest first, with id and time.")
def path(table: str | None, tables: Path, on: datetime | None, every: bool) -> None:
    """Print the folder of the latest snapshot, or of one TABLE in it, with the link resolved.

    Who reads several tables of one state calls this once:  DATA=$(phoihop path)
    """
    from datetime import timedelta

    from extract.snapshots import open_snapshot, snapshot_on, snapshots
    from extract.tables import TABLES

    if table and table not in TABLES:
        raise click.UsageError(f"unknown table {table!r}; known: {', '.join(TABLES)}")
    if every:
        for snapshot in snapshots(tables):
            click.echo(f"{snapshot.snapshot_id}  {snapshot.created_at:%Y-%m-%d %H:%M}  {snapshot.folder}")
        return
    snapshot = snapshot_on(tables, on.astimezone() + timedelta(days=1)) if on else open_snapshot(tables)
    click.echo(snapshot.folder / table if table else snapshot.folder)
