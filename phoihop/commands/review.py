"""`phoihop review`: facts worth a look, and what a reviewer decides of them."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from phoihop.commands import options
from phoihop.exit_codes import LOOK_AT

if TYPE_CHECKING:
    from extract.snapshots import Snapshot
    from extract.storage.corrections import Correction
    from phoihop.reviewing import Wanted


def _pairs(context: click.Context, parameter: click.Parameter, given: tuple[str, ...]) -> dict[str, str]:
    for pair in given:
        if "=" not in pair:
            raise click.BadParameter(f"{pair!r} is not COLUMN=VALUE")
    return {column.strip(): value for column, _, value in (pair.partition("=") for pair in given)}


@click.command()
@click.argument("facts", nargs=-1, metavar="[FACT_ID]...")
@options.tables
@options.archive
@options.corrections
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="Port of the report.  [default: a free one]")
@click.option("--accept", "decision", flag_value="accept", help="The facts are right.")
@click.option("--reject", "decision", flag_value="reject", help="The facts are wrong: views without repeats omit them.")
@click.option(
    "--set",
    "values",
    multiple=True,
    callback=_pairs,
    metavar="COLUMN=VALUE",
    help="Correct a column; may be repeated. Lists as JSON, days as ISO, nothing for null.",
)
@click.option("--add", "add_to", metavar="TABLE", help="Add a missed fact: with --article, --quote and --set.")
@click.option("--quote", default="", help="The words in the article that the added fact rests on.")
@click.option("--complete", is_flag=True, help="The ARTICLE is fully reviewed: its facts are right, none is missing.")
@click.option("--article", default="", metavar="ARTICLE", help="The article to add to, to complete, or to list.")
@click.option("--reviewer", envvar="PHOIHOP_REVIEWER", help="Who decides.  [default: $PHOIHOP_REVIEWER]")
@click.option("--reason", default="", help="Why, for whoever reads the file.")
@click.option("--list", "as_list", is_flag=True, help="List facts to look at, the least confident first.")
@click.option("--table", "chosen", multiple=True, metavar="NAME", help="List facts of this table; may be repeated.")
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="How many facts to list.")
@click.option("--sample", "seed", type=int, metavar="SEED", help="List a random sample, the same for the same SEED.")
@click.option("--orphans", is_flag=True, help="List the decisions that found their fact no more.")
@click.option(
    "--gold",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="Write the articles marked fully reviewed as gold for `phoihop evaluate`.",
)
@options.as_json
@click.pass_context
def review(
    context: click.Context,
    facts: tuple[str, ...],
    tables: Path,
    archive: Path,
    corrections: Path,
    port: int,
    decision: str | None,
    values: dict[str, str],
    add_to: str | None,
    quote: str,
    complete: bool,
    article: str,
    reviewer: str | None,
    reason: str,
    as_list: bool,
    chosen: tuple[str, ...],
    limit: int,
    seed: int | None,
    orphans: bool,
    gold: Path | None,
    as_json: bool,
) -> None:
    """Open the report for review, list facts to look at, or record what a reviewer decides of FACT_IDs.

    Without options the report is served on this machine only (127.0.0.1); open the address that is printed, accept,
    reject, correct and add facts there, and end with Ctrl-C.

    Decisions are lines of a CSV file, keyed by article, table and the quoted words with 32 characters on either side.
    The next extraction or refresh applies them (columns review and reviewed_by), whatever rules have changed since.
    Those that find their fact no more stay in the file and are listed with --orphans (exit code 3).
    """
    from extract.snapshots import open_snapshot
    from extract.storage.corrections import read_corrections
    from phoihop import reviewing
    from phoihop.review_file import record

    if decision and values:
        raise click.UsageError("--set says what is right; it goes without --accept and --reject")
    if decision and not facts:
        raise click.UsageError("name the facts that you decide on")
    if values and not (facts or add_to):
        raise click.UsageError("name the facts that you correct, or the table to --add to")
    if complete and not article:
        raise click.UsageError("--complete: name the --article")
    snapshot = open_snapshot(tables)
    if orphans:
        options.echo_json(snapshot.orphans) if as_json else click.echo("\n".join(snapshot.orphans) or "no orphans")
        context.exit(LOOK_AT if snapshot.orphans else 0)
    if facts or add_to or complete:
        if not reviewer:
            raise click.UsageError("--reviewer: say who decides (or set PHOIHOP_REVIEWER)")
        if facts and not decision and not values:
            raise click.UsageError("say what you decide: --accept, --reject or --set COLUMN=VALUE")
        if add_to:
            made = reviewing.add(snapshot, add_to, article, quote, values, reviewer)
        else:
            made = [c for f in facts for c in reviewing.decide(snapshot, f, decision or "correct", values, reviewer)]
        if complete:
            made += reviewing.complete(snapshot, article, reviewer)
        record(corrections, made, reason)
        _tell(made, corrections, as_json)
        return
    decided = read_corrections(corrections) if corrections.exists() else []
    if gold:
        _write_gold(context, snapshot, decided, archive, gold, as_json)
    elif as_list or chosen or seed is not None or article or as_json:
        _list(snapshot, reviewing.Wanted(chosen, article, limit, seed, decided), as_json)
    else:
        _serve(snapshot, corrections, archive, reviewer or "", port)


def _tell(made: "list[Correction]", corrections: Path, as_json: bool) -> None:
    if as_json:
        options.echo_json([vars(correction) for correction in made])
    else:
        click.echo("\n".join(str(correction) for correction in made))
        click.echo(f"written to {corrections}; the next `phoihop extract` or `refresh` applies it")


def _list(snapshot: "Snapshot", wanted: "Wanted", as_json: bool) -> None:
    from extract.tables import FACT_TABLES
    from phoihop import reviewing

    if unknown := [name for name in wanted.tables if name not in FACT_TABLES]:
        raise click.UsageError(f"{', '.join(unknown)}: no table of facts; those are {', '.join(FACT_TABLES)}")
    found = reviewing.facts_to_review(snapshot, wanted)
    if as_json:
        options.echo_json([each.as_json() for each in found])
        return
    for each in found:
        click.secho(f"{each.row['fact_id']}  {each.row['confidence']:.2f}  {each.row['rule']}", bold=True)
        click.echo(f"  {each.told}\n  “{each.row['mention']}” in: {each.row['evidence']}\n  {each.url}")


def _write_gold(
    context: click.Context,
    snapshot: "Snapshot",
    decided: "list[Correction]",
    archive: Path,
    folder: Path,
    as_json: bool,
) -> None:
    from extract.archived import ArchivedPages
    from phoihop.reviewed_gold import write_gold

    written = write_gold(snapshot, decided, ArchivedPages(archive), folder)
    if as_json:
        options.echo_json(written.as_json())
    else:
        for line in written.left_out:
            click.echo(f"phoihop: left out: {line}", err=True)
        click.echo(f"{len(written.documents)} articles in {folder}")
    context.exit(LOOK_AT if written.left_out else 0)


def _serve(snapshot: "Snapshot", corrections: Path, archive: Path, reviewer: str, port: int) -> None:
    from extract.archived import ArchivedPages
    from extract.storage.corrections import read_corrections
    from phoihop.review_server import ReviewServer

    if corrections.exists():
        read_corrections(corrections)  # a file at fault is told before somebody begins
    try:
        serving = ReviewServer(snapshot, corrections, ArchivedPages(archive), reviewer, port)
    except OSError as fault:
        raise click.UsageError(f"--port {port}: {fault.strerror}") from None
    with serving as server:
        click.echo(f"Snapshot {snapshot.snapshot_id}, decisions go to {corrections}. Open, and end with Ctrl-C:")
        click.echo(f"  {server.address}")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            click.echo("\nended; `phoihop extract` or `refresh` applies what was decided")
