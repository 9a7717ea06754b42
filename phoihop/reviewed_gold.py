"""Articles marked fully reviewed as gold: what readers found right becomes what the rules are measured against."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extract.archived import ArchivedPages
from extract.gold_rows import annotation
from extract.storage.corrections import Correction, Corrections
from extract.tables import FACT_TABLES, TABLES, Row
from phoihop.review_file import fully_reviewed

if TYPE_CHECKING:
    from extract.snapshots import Snapshot


@dataclass
class WrittenGold:
    """What was written: the ids of the documents, and a line for each article that could not be one."""

    documents: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        return asdict(self)


def write_gold(
    snapshot: "Snapshot", corrections: Sequence[Correction], pages: ArchivedPages, folder: Path
) -> WrittenGold:
    """Write the fully reviewed articles of `snapshot` to `folder`, in the form that `phoihop evaluate` reads.

    The facts are those of the snapshot, with the reviewers' decisions in them and rejected ones left out; the page is
    the archived one, so that the rules read what they read before. An article is left out, and named, where it cannot
    be told what the reviewer saw. Documents of the same id are replaced, others in the folder stay.

    Raises OSError where the folder cannot be written.
    """
    written = WrittenGold()
    folder.mkdir(parents=True, exist_ok=True)
    digests = Corrections(corrections).digests()
    for article_id, digest in sorted(fully_reviewed(corrections).items()):
        article = next(iter(_rows(snapshot, "articles", article_id)), None)
        page = pages.html(article) if article else None
        if article is None:
            written.left_out.append(f"{article_id}: no such article in snapshot {snapshot.snapshot_id}")
        elif article["content_sha256"] != digest:
            written.left_out.append(f"{article_id}: its text is not the one that was reviewed: review it again")
        elif snapshot.manifest["corrections"].get(article_id) != digests.get(article_id):
            written.left_out.append(f"{article_id}: not all decisions are in the tables yet: extract first")
        elif lost := [line for line in snapshot.orphans if article_id in line]:
            written.left_out += lost
        elif page is None:
            written.left_out.append(f"{article_id}: {article['archive']} with its page is not in the archive")
        else:
            facts = {table: _rows(snapshot, table, article_id) for table in FACT_TABLES}
            _write(folder, annotation(article, facts, article_id), article["text"], page)
            written.documents.append(article_id)
    return written


def _rows(snapshot: "Snapshot", table: str, article_id: str) -> list[Row]:
    import pyarrow.dataset as ds

    files = ds.dataset(snapshot.folder / table, schema=TABLES[table].schema, format="parquet")
    return list(files.to_table(filter=ds.field("article_id") == article_id).to_pylist())


def _write(folder: Path, gold: dict[str, Any], text: str, page: str) -> None:
    name = gold["id"]
    (folder / f"{name}.html").write_text(page, encoding="utf-8")
    (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    (folder / f"{name}.json").write_text(json.dumps(gold, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
