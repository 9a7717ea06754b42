"""`phoihop refresh`: the nightly job."""

from pathlib import Path

import click

from phoihop.commands import options


@click.command()
@options.portal
@options.archive
@options.state
@options.tables
@options.corrections
@click.option("--sample", metavar="ADDRESS", help="Crawl the sample portals, served at 127.0.0.1:PORT.")
@options.progress
@options.as_json
@click.pass_context
def refresh(
    context: click.Context,
    portals: tuple[str, ...],
    archive: Path,
    state: Path,
    tables: Path,
    corrections: Path,
    sample: str | None,
    progress: bool | None,
    as_json: bool,
) -> None:
    """Crawl what is new, extract what is new or changed, and publish a snapshot.

    Made for a scheduler: quiet without a terminal, one run at a time, exit codes as `phoihop --help` lists them.
    """
    from phoihop.crawling import crawl_text
    from phoihop.extracting import extract_text
    from phoihop.refreshing import run_refresh

    summary = run_refresh(
        options.config(context), portals, archive, state, tables, sample, options.shows(progress), corrections
    )
    if as_json:
        options.echo_json(summary.as_json())
    else:
        click.echo(crawl_text(summary.crawl))
        click.echo(extract_text(summary.extract) if summary.extract else "nothing published: the archive is empty")
        for line in summary.quarantine:
            click.echo(f"phoihop: {line}", err=True)
    context.exit(summary.exit_code)
