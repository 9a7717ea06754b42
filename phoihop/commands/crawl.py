"""`phoihop crawl`: articles of portals into the WARC archive."""

from datetime import datetime
from pathlib import Path

import click

from phoihop.commands import options


@click.command()
@options.portal
@options.archive
@options.state
@click.option(
    "--mode",
    type=click.Choice(["refresh", "backfill"]),
    default="refresh",
    show_default=True,
    help="refresh: feeds and first pages until all is known; backfill: sections, sitemaps and search, back to --since.",
)
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="The earliest day that a backfill goes back to.")
@click.option(
    "--everything/--by-words",
    default=None,
    callback=options.setting("crawl", "everything"),
    help="Fetch every article, or only those whose title or lead may be on the subject.  [default: by words]",
)
@click.option(
    "--budget", type=click.IntRange(0), callback=options.setting("crawl", "budget"), help="Pages of this run."
)
@click.option(
    "--portal-budget",
    type=click.IntRange(0),
    callback=options.setting("crawl", "portal_budget"),
    help="Pages of each portal in this run.",
)
@click.option(
    "--delay",
    type=click.FloatRange(0),
    callback=options.setting("crawl", "delay"),
    help="Least seconds between two requests to one host; robots.txt may ask for more.",
)
@click.option("--window", callback=options.setting("crawl", "window"), metavar="HH:MM-HH:MM", help="Hours to crawl in.")
@click.option(
    "--contact",
    callback=options.setting("crawl", "contact"),
    help="Your e-mail or web address, for the User-Agent: a portal's people must be able to reach you.",
)
@click.option(
    "--sample", metavar="ADDRESS", help="Crawl the sample portals, served at 127.0.0.1:PORT (see crawler/sample.py)."
)
@click.option(
    "--frontier", default="", metavar="URL", help="Share the queue with other machines: redis://HOST:PORT/DB."
)
@options.progress
@options.as_json
@click.pass_context
def crawl(
    context: click.Context,
    portals: tuple[str, ...],
    archive: Path,
    state: Path,
    mode: str,
    since: datetime | None,
    everything: bool,
    budget: int,
    portal_budget: int,
    delay: float,
    window: str,
    contact: str,
    sample: str | None,
    frontier: str,
    progress: bool | None,
    as_json: bool,
) -> None:
    """Collect articles of portals into the WARC archive.

    Without --portal, every portal that is enabled is visited, all at the same time, each at its own pace. The command
    may be stopped and started again at any point; what was archived is not fetched again.
    """
    from crawler.run import crawl as run
    from phoihop.crawling import crawl_options, crawl_text, exit_code

    chosen = crawl_options(
        portals=list(portals),
        archive=archive,
        state=state,
        registry=options.config(context).paths.portals,
        mode=mode,
        since=since.date() if since else None,
        everything=everything,
        subject=options.config(context).extract.subject,
        budget=budget,
        portal_budget=portal_budget,
        delay=delay,
        window=window,
        contact=contact,
        sample_address=sample,
        frontier=frontier,
        progress=options.shows(progress),
    )
    summary = run(chosen)
    click.echo(summary.model_dump_json(indent=2) if as_json else crawl_text(summary))
    context.exit(exit_code(summary))
