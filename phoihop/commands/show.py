"""`phoihop show`: one article in the terminal, with its facts marked."""

from pathlib import Path

import click

from phoihop.commands import options

COLOURS = {
    "dates": "cyan",
    "people": "green",
    "agreements": "magenta",
    "signatories": "magenta",
    "counts": "yellow",
    "awards": "red",
}
LABELS = {
    "dates": "ngày tháng / dates",
    "people": "người / people",
    "agreements": "văn bản phối hợp / agreements",
    "signatories": "bên ký / signatories",
    "counts": "số liệu / counts",
    "awards": "khen thưởng / awards",
}


@click.command()
@click.argument("article")
@options.tables
@options.as_json
def show(article: str, tables: Path, as_json: bool) -> None:
    """Print an ARTICLE (its article_id, the beginning of one, or its address) with its facts marked."""
    from extract.snapshots import open_snapshot
    from phoihop.showing import facts_of, find_article

    snapshot = open_snapshot(tables)
    row = find_article(snapshot, article)
    facts = facts_of(snapshot, row["article_id"])
    if as_json:
        options.echo_json({"article": row, **facts})
        return
    click.secho(row["title"] or row["url"], bold=True)
    published, portal = row["published_at"] or "time unknown", row["portal"] or "unknown portal"
    click.echo(f"{row['url']}\n{published} · {portal} · {row['article_id']}")
    click.echo(f"{row['archive']} at byte {row['archive_offset']}, {row['record_id']}\n")
    click.echo(_marked(row["text"], facts) + "\n")
    for table, rows in facts.items():
        if rows:
            click.secho(LABELS[table], fg=COLOURS[table], bold=True)
            for fact in rows:
                click.echo(
                    f"  {fact['told']}\n    “{fact['mention']}”  {fact['rule']}, confidence {fact['confidence']:.2f}"
                )


def _marked(text: str, facts: dict[str, list[dict[str, object]]]) -> str:
    from extract.report.marks import Mark, pieces

    marks = [
        Mark(int(str(f["char_start"])), int(str(f["char_end"])), table, str(f["told"]), str(f["rule"]))
        for table, rows in facts.items()
        for f in rows
    ]
    return "".join(
        click.style(text[p.start : p.end], fg=COLOURS[p.marks[-1].kind], underline=True)
        if p.marks
        else text[p.start : p.end]
        for p in pieces(len(text), marks)
    )
