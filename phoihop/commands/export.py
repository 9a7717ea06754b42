"""`phoihop export`: the tables as CSV, Excel, SQLite or DuckDB."""

from pathlib import Path

import click

from phoihop.commands import options


@click.command()
@click.argument("format", type=click.Choice(["csv", "xlsx", "sqlite", "duckdb"]), metavar="FORMAT")
@options.tables
@click.option("--table", "chosen", multiple=True, metavar="NAME", help="Only this table; may be repeated.")
@click.option(
    "--no-text",
    is_flag=True,
    help="Leave out the words of third parties: facts, offsets, hashes and addresses remain (docs/citing.md).",
)
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="File to write, a folder for csv.  [default: phoihop-SNAPSHOT_ID… here]",
)
@click.option("--views", is_flag=True, help="duckdb: views over the snapshot's own Parquet files instead of copies.")
@click.option("--force", is_flag=True, help="Replace what is there.")
@options.as_json
def export(
    format: str,
    tables: Path,
    chosen: tuple[str, ...],
    no_text: bool,
    output: Path | None,
    views: bool,
    force: bool,
    as_json: bool,
) -> None:
    """Write the tables of the latest snapshot as FORMAT: csv, xlsx, sqlite or duckdb.

    Lists become JSON text where a format has none. CSV files are safe to open in a spreadsheet: a text that begins
    with = + - @, a tab, a line break or an apostrophe has an apostrophe before it.
    """
    from extract.snapshots import open_snapshot
    from phoihop.export import run_export

    exported = run_export(open_snapshot(tables), format, output, chosen, not no_text, views, force)
    if as_json:
        options.echo_json(exported.as_json())
        return
    for note in exported.notes:
        click.echo(f"phoihop: {note}", err=True)
    for name, rows in exported.rows.items():
        click.echo(f"  {name:16} {rows:9,}")
    click.echo(f"snapshot {exported.snapshot_id} in {exported.output}")
