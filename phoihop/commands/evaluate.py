"""`phoihop evaluate`: the extraction against gold."""

from pathlib import Path

import click

from phoihop.commands import options


@click.command()
@click.argument("gold", type=click.Path(exists=True, file_okay=False, path_type=Path), default=Path("data/gold/dev"))
@options.as_json
def evaluate(gold: Path, as_json: bool) -> None:
    """Measure."""
