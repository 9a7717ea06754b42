"""Writing the report: every page into a folder that opens from the disk."""

import shutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from tqdm import tqdm

from extract.archived import ArchivedPages
from extract.report.columns import COLUMNS
from extract.report.pages import STATIC, ReportPages
from extract.snapshots import Snapshot

MOST_ARTICLES = 2_000
MARKER = ".phoihop-report"  # a folder without it is somebody else's and is not replaced
_AT_ONCE = 200


class ReportError(Exception):
    """A report that cannot be written; the message names the folder and why."""

    exit_code = 2


def write_report(
    snapshot: Snapshot,
    output: Path,
    most_articles: int = MOST_ARTICLES,
    progress: bool = False,
    archive: ArchivedPages | None = None,
) -> Path:
    """Write the report of `snapshot` into the folder `output` and return its first page.

    The pages are built beside `output` and swapped in, so that a reader never sees half of them. Articles on the
    subject come first, the latest first, up to `most_articles`. What `archive` holds of them goes along.

    Raises:
        ReportError: `output` exists and is no report.
    """
    if output.exists() and not (output / MARKER).exists() and any(output.iterdir()):
        raise ReportError(f"{output}: not empty and not a report of phoihop; choose another folder")
    building = output.with_name(f".{output.name}.building")
    shutil.rmtree(building, ignore_errors=True)
    building.mkdir(parents=True)
    (building / MARKER).touch()
    pages = ReportPages(snapshot, most_articles, archive)
    with tqdm(total=len(pages.shown), desc="report", unit=" articles", file=sys.stderr, disable=not progress) as bar:
        for name, text in _files(pages):
            path = building / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
            bar.update(name.startswith("articles/"))
    if output.exists():
        shutil.rmtree(output)
    building.rename(output)
    return output / "index.html"


def _files(pages: ReportPages) -> Iterator[tuple[str, str]]:
    for name in STATIC:
        yield name, pages.static(name)
    yield "index.html", pages.overview()
    for table in COLUMNS:
        yield f"tables/{table}.html", pages.table(table)
    for some in _in_groups(pages.shown):
        for article_id, page in pages.articles(some):
            yield f"articles/{article_id}.html", page
            if archived := pages.archived(article_id):
                yield f"archived/{article_id}.html", archived


def _in_groups(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for at in range(0, len(ids), _AT_ONCE):
        yield ids[at : at + _AT_ONCE]
