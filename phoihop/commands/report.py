"""`phoihop report`: the tables as a folder of HTML."""

from pathlib import Path

import click

from phoihop.commands import options


@click.command()
@options.tables
@options.archive
@options.folder("--output", "report", "Where the report goes.")
@options.progress
@options.as_json
def report(tables: Path, archive: Path, output: Path, progress: bool | None, as_json: bool) -> None:
    """Write the latest snapshot as one self-contained HTML folder.

    It opens from the disk, without a server: an overview with plots, a searchable table for each kind of fact, and a
    page for each article with its facts marked, and with the archived page where the archive is at hand.
    """
    from extract.archived import ArchivedPages
    from extract.report import write_report
    from extract.snapshots import open_snapshot

    snapshot = open_snapshot(tables)
    page = write_report(snapshot, output, progress=options.shows(progress), archive=ArchivedPages(archive))
    if as_json:
        options.echo_json({"snapshot_id": snapshot.snapshot_id, "page": page})
    else:
        click.echo(page)
