"""`phoihop review`: facts worth a look, and what a reviewer decides of them."""

from pathlib import Path

import click

from phoihop.commands import options
from phoihop.exit_codes import LOOK_AT


def _pairs(context: click.Context, parameter: click.Parameter, given: tuple[str, ...]) -> dict[str, str]:
    for pair in given:
        if "=" not in pair:
            raise click.BadParameter(f"{pair!r} is not COLUMN=VALUE")
    return {column.strip(): value for column, _, value in (pair.partition("=") for pair in given)}


@click.command()
@click.argument("facts", nargs=-1, metavar="[FACT_ID]...")
@options.tables
@options.corrections
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
@click.option("--article", default="", metavar="ARTICLE", help="The article to add to, or whose facts to list.")
@click.option("--quote", default="", help="The words in the article that the added fact rests on.")
@click.option("--reviewer", envvar="PHOIHOP_REVIEWER", help="Who decides.  [default: $PHOIHOP_REVIEWER]")
@click.option("--reason", default="", help="Why, for whoever reads the file.")
@click.option("--table", "chosen", multiple=True, metavar="NAME", help="List facts of this table; may be repeated.")
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="How many facts to list.")
@click.option("--sample", "seed", type=int, metavar="SEED", help="List a random sample, the same for the same SEED.")
@click.option("--orphans", is_flag=True, help="List the decisions that found their fact no more.")
@options.as_json
@click.pass_context
def review(
    context: click.Context,
    facts: tuple[str, ...],
    tables: Path,
    corrections: Path,
    decision: str | None,
    values: dict[str, str],
    add_to: str | None,
    article: str,
    quote: str,
    reviewer: str | None,
    reason: str,
    chosen: tuple[str, ...],
    limit: int,
    seed: int | None,
    orphans: bool,
    as_json: bool,
) -> None:
    """List facts to look at, the least confident first, or record what a reviewer decides of FACT_IDs.

    Decisions are lines of a CSV file, keyed by article, table and the quoted words with 32 characters on either side.
    The next extraction or refresh applies them (columns review and reviewed_by), whatever rules have changed since.
    Those that find their fact no more stay in the file and are listed with --orphans (exit code 3).
    """
    from extract.snapshots import open_snapshot
    from extract.storage.corrections import read_corrections
    from extract.tables import FACT_TABLES
    from phoihop import reviewing

    snapshot = open_snapshot(tables)
    if orphans:
        options.echo_json(snapshot.orphans) if as_json else click.echo("\n".join(snapshot.orphans) or "no orphans")
        context.exit(LOOK_AT if snapshot.orphans else 0)
    if decision and values:
        raise click.UsageError("--set says what is right; it goes without --accept and --reject")
    if facts or add_to:
        if not reviewer:
            raise click.UsageError("--reviewer: say who decides (or set PHOIHOP_REVIEWER)")
        if add_to:
            made = reviewing.add(snapshot, add_to, article, quote, values, reviewer)
        elif not decision and not values:
            raise click.UsageError("say what you decide: --accept, --reject or --set COLUMN=VALUE")
        else:
            made = [c for f in facts for c in reviewing.decide(snapshot, f, decision or "correct", values, reviewer)]
        reviewing.record(corrections, made, reason)
        if as_json:
            options.echo_json([vars(correction) for correction in made])
        else:
            click.echo("\n".join(str(correction) for correction in made))
            click.echo(f"written to {corrections}; the next `phoihop extract` or `refresh` applies it")
        return
    if decision or values:
        raise click.UsageError("name the facts that you decide on")
    if unknown := [name for name in chosen if name not in FACT_TABLES]:
        raise click.UsageError(f"{', '.join(unknown)}: no table of facts; those are {', '.join(FACT_TABLES)}")
    decided = read_corrections(corrections) if corrections.exists() else []
    found = reviewing.facts_to_review(snapshot, reviewing.Wanted(chosen, article, limit, seed, decided))
    if as_json:
        options.echo_json([each.as_json() for each in found])
        return
    for each in found:
        click.secho(f"{each.row['fact_id']}  {each.row['confidence']:.2f}  {each.row['rule']}", bold=True)
        click.echo(f"  {each.told}\n  “{each.row['mention']}” in: {each.row['evidence']}\n  {each.url}")
