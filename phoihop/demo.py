"""The demo: the sample portals served, crawled and extracted, and what was found told."""

from pathlib import Path
from typing import TYPE_CHECKING

from extract.snapshots import Snapshot, open_snapshot
from phoihop.crawling import crawl_text
from phoihop.extracting import extract_text
from phoihop.refreshing import RefreshSummary, run_refresh

if TYPE_CHECKING:
    from phoihop.config import Config

# A few facts of each kind, with the sentence they were read from: the fullest rows first, then by id, so that the same
# tables always show the same ones.
_SHOWN = {
    "Ký kết / signed": (
        "agreements",
        "f.kind || ' – ' || array_to_string(f.parties, ', ') || coalesce(', ký ngày ' || f.signed_on, '')",
        "f.status = 'signed' AND len(f.parties) > 1",
    ),
    "Khen thưởng / awards": (
        "awards",
        "format('{} – {}: {} tập thể, {} cá nhân', f.award, array_to_string(f.granted_by, ', '), f.collectives, "
        "f.individuals)",
        "f.collectives > 0 AND f.individuals > 0",
    ),
    "Số liệu / counts": (
        "counts",
        "format('{}: {} {} ({}, {})', f.measure, f.value::BIGINT, f.unit, f.qualifier, f.modality)",
        "f.measure IN ('enterprises', 'work_stoppages', 'grassroots_unions')",
    ),
}
_QUERY = """
    SELECT {told}, f.evidence, a.url FROM {table}_unique f JOIN articles a USING (article_id)
    WHERE a.relevant AND {condition} ORDER BY len(f.sources) DESC, f.fact_id LIMIT 3"""


def run_demo(config: "Config", folder: Path, progress: bool) -> RefreshSummary:
    """Refresh from the sample portals into `folder`/archive, state and tables."""
    from crawler.sample import SampleServer

    paths = config.paths.model_copy(update={"portals": None})  # a user's own portals have no part in it
    config = config.model_copy(update={"paths": paths})
    with SampleServer() as server:
        return run_refresh(
            config, (), folder / "archive", folder / "state", folder / "tables", server.address, progress
        )


def _facts_text(snapshot: Snapshot) -> list[str]:
    connection = snapshot.duckdb()
    lines: list[str] = []
    for heading, (table, told, condition) in _SHOWN.items():
        rows = connection.execute(_QUERY.format(table=table, told=told, condition=condition)).fetchall()
        if rows:
            lines.append(heading)
        for told, evidence, url in rows:
            lines += [f"  {told}", f"    “{evidence}”", f"    {url}"]
    return lines


def found_text(summary: RefreshSummary) -> str:
    """Return what the demo found, for people."""
    lines = ["Crawled the sample portals:", crawl_text(summary.crawl)]
    if summary.extract is None:
        return "\n".join([*lines, "nothing published: no page was archived"])
    snapshot = open_snapshot(Path(summary.extract.snapshot))
    lines += [
        "",
        "Read the archive:",
        extract_text(summary.extract),
        "",
        "A few facts, with the sentence they were read from:",
    ]
    lines += _facts_text(snapshot)
    lines += [
        "",
        "The tables are Parquet; read them as they lie, for example:",
        f"  import pandas as pd; pd.read_parquet('{snapshot.folder}/awards')",
        f"  duckdb -c \"SELECT * FROM '{snapshot.folder}/awards/**/*.parquet'\"",
        f"One article with its facts marked:  phoihop show --tables {snapshot.folder.parent.parent} ARTICLE_ID",
    ]
    return "\n".join(lines)
