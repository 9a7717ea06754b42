"""`phoihop path`, `dictionary`, `compact`: where the snapshot lies, what is in it, and its files made few again."""

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
    from extract.snapshots import NoSnapshotError, open_snapshot, snapshots
    from extract.tables import TABLES
    from phoihop.comparing import snapshot_at_the_end_of

    if table and table not in TABLES:
        raise click.UsageError(f"unknown table {table!r}; known: {', '.join(TABLES)}")
    if every:
        kept = snapshots(tables)
        if not kept:
            raise NoSnapshotError(f"{tables}: no snapshot here; `phoihop extract` makes one")
        for snapshot in kept:
            click.echo(f"{snapshot.snapshot_id}  {snapshot.created_at.astimezone():%Y-%m-%d %H:%M}  {snapshot.folder}")
        return
    snapshot = snapshot_at_the_end_of(tables, on.date()) if on else open_snapshot(tables)
    click.echo(snapshot.folder / table if table else snapshot.folder)


@click.command()
@options.tables
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Write to this file.")
@click.option("--json", "as_json", is_flag=True, help="A Frictionless data package instead of Markdown.")
def dictionary(tables: Path, output: Path | None, as_json: bool) -> None:
    """Print the data dictionary of the latest snapshot: every column with type, unit, meaning, example, share of nulls.

    The examples are cells of the snapshot; docs/tables.md is the same without them. Every snapshot holds its data
    package as datapackage.json.
    """
    import json

    from extract.dictionary import datapackage, markdown
    from extract.snapshots import open_snapshot

    snapshot = open_snapshot(tables)
    text = json.dumps(datapackage(snapshot), ensure_ascii=False, indent=2) + "\n" if as_json else markdown(snapshot)
    if output:
        output.write_text(text, encoding="utf-8")
    else:
        click.echo(text, nl=False)


@click.command()
@click.argument("archives", nargs=-1, metavar="[WARC]...")
@options.archive
@options.tables
@options.state
@options.corrections
@click.option(
    "--keep", type=click.IntRange(1), callback=options.setting("snapshots", "keep"), help="Snapshots that stay."
)
@options.progress
@options.as_json
@click.pass_context
def compact(
    context: click.Context,
    archives: tuple[str, ...],
    archive: Path,
    tables: Path,
    state: Path,
    corrections: Path,
    keep: int,
    progress: bool | None,
    as_json: bool,
) -> None:
    """Publish the latest snapshot's rows anew in as few files as possible.

    Every refresh adds files of its own to those that it takes over; readers are quicker with few large ones. Nothing
    is read again that is known from before, and the rows stay the same. Once a month is enough. Give the WARC files
    that the tables were made of where those are not the crawler's archive.
    """
    from extract.snapshots import open_snapshot
    from phoihop.extracting import exit_code, extract_archives, extract_text

    manifest = open_snapshot(tables).manifest
    summary = extract_archives(
        list(archives) or [archive],
        tables,
        state,
        manifest["subject"],
        tuple(manifest["portals"]),
        keep=keep,
        progress=options.shows(progress),
        corrections=corrections,
        compact=True,
    )
    if as_json:
        options.echo_json(summary.as_json())
    else:
        click.echo(extract_text(summary))
    context.exit(exit_code(summary))
