"""`phoihop evaluate`: the extraction against gold."""

from pathlib import Path

import click

from phoihop.commands import options


@click.command()
@click.argument("gold", type=click.Path(exists=True, file_okay=False, path_type=Path), default=Path("data/gold/dev"))
@click.option(
    "--tables",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Score these tables, made with --subject any.  [default: read the gold's pages now]",
)
@click.option("--errors", is_flag=True, help="List every miss and false row with its sentence and rule.")
@click.option("--held-out", is_flag=True, help="List those of the held-out third as well: open it once, at the end.")
@click.option(
    "--floors",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Fail (exit code 1) where a measure falls below its floor in this TOML file.",
)
@click.option("--raise-floors", is_flag=True, help="Write what was reached into GOLD/floors.toml; none falls.")
@options.progress
@options.as_json
@click.pass_context
def evaluate(
    context: click.Context,
    gold: Path,
    tables: Path | None,
    errors: bool,
    held_out: bool,
    floors: Path | None,
    raise_floors: bool,
    progress: bool | None,
    as_json: bool,
) -> None:
    """Print precision, recall and F1 against the annotated articles in the folder GOLD, with 95 % intervals.

    The part that rules are developed on (look) and the third that is held out stand side by side, so that
    over-fitting shows. Below them: what the column `confidence` is worth.
    """
    from extract.evaluate import below_floors, report
    from extract.evaluate import evaluate as measure
    from extract.evaluate import raise_floors as write_floors

    evaluation = measure(gold, tables, show_held_out=held_out, workers=None, progress=options.shows(progress))
    if as_json:
        options.echo_json(evaluation.as_json())
    else:
        click.echo(report(evaluation, mistakes=errors))
    if floors and (faults := below_floors(evaluation, floors)):
        click.echo("\n".join(faults), err=True)
        context.exit(1)
    if raise_floors:
        click.echo("\n".join(write_floors(evaluation, gold / "floors.toml")), err=True)
