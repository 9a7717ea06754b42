"""`phoihop demo`: the whole way on the sample portals."""

from pathlib import Path

import click

from phoihop.commands import options


@click.command()
@click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("data/demo"),
    show_default=True,
    help="Where archive, state and tables of the demo go.",
)
@options.progress
@options.as_json
@click.pass_context
def demo(context: click.Context, folder: Path, progress: bool | None, as_json: bool) -> None:
    """Crawl the sample portals on loopback, write all tables, and show what was found.

    Nothing leaves this machine: five small portals with articles about invented people are served on 127.0.0.1. A
    second run fetches next to nothing.
    """
    from phoihop.demo import found_text, run_demo

    summary = run_demo(options.config(context), folder, options.shows(progress))
    if as_json:
        options.echo_json(summary.as_json())
    else:
        click.echo(found_text(summary))
    context.exit(summary.exit_code)
