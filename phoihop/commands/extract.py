"""`phoihop extract`: the archive into a new snapshot of tables."""

from pathlib import Path

import click

from phoihop.commands import options


@click.command()
@click.argument("archives", nargs=-1, metavar="[WARC]...")
@options.archive
@options.tables
@options.state
@click.option(
    "--subject",
    callback=options.setting("extract", "subject"),
    metavar="KEY",
    help='What articles must be about: a file of extract/subjects, or "any".  [default: police_union]',
)
@options.portal
@options.corrections
@click.option(
    "--workers",
    type=click.IntRange(0),
    callback=options.setting("extract", "workers"),
    help="Processes; 0 = all cores.",
)
@click.option(
    "--keep", type=click.IntRange(1), callback=options.setting("snapshots", "keep"), help="Snapshots that stay."
)
@click.option("--scheduler", metavar="ADDRESS", help="Run on a Dask cluster (extra `cluster`): tcp://HOST:PORT.")
@options.progress
@options.as_json
@click.pass_context
def extract(
    context: click.Context,
    archives: tuple[str, ...],
    archive: Path,
    tables: Path,
    state: Path,
    subject: str,
    portals: tuple[str, ...],
    corrections: Path,
    workers: int,
    keep: int,
    scheduler: str | None,
    progress: bool | None,
    as_json: bool,
) -> None:
    """Turn WARC files, or folders of them, into a new snapshot of tables.

    Without arguments the archive of the crawler is read. Any WARC will do: Common Crawl's CC-NEWS, browsertrix,
    `wget --warc-file`; s3:// and https:// addresses are opened through fsspec. What an earlier run has read is not
    read again, so the command may be stopped and started at any point.
    """
    from phoihop.extracting import exit_code, extract_archives, extract_text

    summary = extract_archives(
        list(archives) or [archive],
        tables,
        state,
        subject,
        portals,
        workers,
        keep,
        options.shows(progress),
        corrections,
        registry=options.config(context).paths.portals,
        scheduler=scheduler,
    )
    if as_json:
        options.echo_json(summary.as_json())
    else:
        click.echo(extract_text(summary))
    context.exit(exit_code(summary))
