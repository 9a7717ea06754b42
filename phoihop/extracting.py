"""An extraction as the front door runs it: with the crawl log of the crawler's state, and the summary told."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from phoihop.exit_codes import INPUT_FAULT, LOOK_AT

if TYPE_CHECKING:
    from extract.jobs import Summary

Hold = Callable[[Sequence[Path]], Mapping[str, datetime]]


def extract_archives(
    archives: list[Path | str],
    tables: Path,
    state: Path,
    subject: str,
    portals: tuple[str, ...] = (),
    workers: int = 0,
    keep: int = 5,
    progress: bool | None = None,
    corrections: Path | None = None,
    hold: Hold | None = None,
    **further: Any,
) -> "Summary":
    """Run the extraction; `workers` 0 is all cores, `corrections` a file that need not be there.

    `hold` says which portals' pages wait; by default those in quarantine, judged earlier. Raises what
    extract.jobs.extract raises.
    """
    from crawler.crawl_log import iter_crawl_log, iter_discovered
    from extract.jobs import extract
    from phoihop import health

    return extract(
        archives,
        tables,
        subject,
        workers=workers or None,
        progress=progress,
        portals=portals,
        crawl_log=iter_crawl_log(state),
        discovered=iter_discovered(state),
        corrections=corrections if corrections and corrections.exists() else None,
        hold=hold or (lambda _: health.held(state)),
        keep=keep,
        **further,
    )


def exit_code(summary: "Summary") -> int:
    """Return 0, 2 where an archive could not be read, 3 where portals are in quarantine or corrections orphaned."""
    if summary.problems:
        return INPUT_FAULT
    return LOOK_AT if summary.orphans or summary.held else 0


def extract_text(summary: "Summary") -> str:
    """Return the summary for people."""
    lines = [f"phoihop: {problem}" for problem in summary.problems]
    lines += [f"phoihop: correction without its fact: {orphan}" for orphan in summary.orphans]
    lines.append(
        f"{summary.pages} pages: {summary.articles} articles read ({summary.relevant} on the subject), "
        f"{summary.sifted} put aside; {summary.issues} remarks in the table issues"
    )
    lines += [f"phoihop: {key} is in quarantine: its pages since {since} wait" for key, since in summary.held.items()]
    filled = {table: rows for table, rows in summary.rows.items() if rows}
    width = max((len(table) for table in filled), default=0)
    lines += [f"  {table:{width}} {rows:7}" for table, rows in filled.items()]
    reused = f", {summary.units_reused} of {summary.units} stretches of the archive known from before"
    lines.append(f"snapshot {summary.snapshot_id} in {summary.snapshot} ({summary.seconds:.1f} s{reused})")
    return "\n".join(lines)
