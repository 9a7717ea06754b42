"""How right the extraction is: measured against gold, with intervals, calibration and every mistake.

A third of the gold (:func:`extract.gold.draw_held_out`) is for measuring only: its figures stand beside those of the
part that rules are developed on, its mistakes are told only on request, so that over-fitting shows.
"""

import tempfile
import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from extract.gold import GoldDocument, GoldError, held_out, load_gold, write_warc
from extract.jobs import extract
from extract.scoring import TABLES, Mistake, Row, Tally, measure, right_rows, score
from extract.scoring_relations import score_relations
from extract.snapshots import Snapshot, open_snapshot
from extract.subject import ANY

_RESAMPLES = 2_000
_SURE = 0.9


@dataclass(frozen=True)
class Measure:
    """Precision, recall and F1 over the `gold` rows of a part; `low` and `high` bound F1 (bootstrap, 95 %)."""

    precision: float
    recall: float
    f1: float
    gold: int
    low: float
    high: float


@dataclass(frozen=True)
class Calibration:
    """Whether confidence means something, a table.

    Attributes:
        brier: mean square of (confidence − right); 0 is best, 0.25 is a coin.
        rows: rows judged.
        sure: share of rows with confidence ≥ 0.9 that are right; None where there is no such row.
        reached: share of the right rows that have confidence ≥ 0.9; None where no row is right.
    """

    brier: float
    rows: int
    sure: float | None
    reached: float | None


@dataclass(frozen=True)
class Part:
    """A part of the gold (`look`, `held_out` or `all`): its documents, measures and calibration.

    A measure that no document of the part is annotated for is left out.
    """

    documents: int
    measures: dict[str, Measure]
    calibration: dict[str, Calibration]


@dataclass
class Evaluation:
    """What an evaluation found. `mistakes` are (measure, mistake) pairs of the part that may be looked at."""

    parts: dict[str, Part]
    mistakes: list[tuple[str, Mistake]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Return the figures as plain values, without the mistakes."""
        return {name: asdict(part) for name, part in self.parts.items()}


def evaluate(
    gold_folder: Path | str,
    tables: Path | str | None = None,
    *,
    show_held_out: bool = False,
    workers: int | None = 1,
    progress: bool | None = False,
) -> Evaluation:
    """Measure the extraction against the gold in `gold_folder`.

    Args:
        gold_folder: `<id>.json` files with their texts.
        tables: a snapshot (or a folder of tables, whose latest is taken) made of the gold's pages with the subject
            `any`; by default the pages are packed into an archive and read now.
        show_held_out: whether the mistakes in the held-out third are kept, too.
        workers: processes; all cores where None.
        progress: whether to show a bar on stderr.

    Raises:
        GoldError: the folder holds no usable gold, or the tables have reviewers' corrections in them.
        NoSnapshotError: `tables` has no snapshot.
    """
    documents = load_gold(Path(gold_folder))
    closed = held_out(Path(gold_folder))
    if tables is not None:
        snapshot = open_snapshot(tables)
        if snapshot.manifest.get("corrections"):
            raise GoldError(f"{tables}: has reviewers' corrections in it, which are no reading of the rules")
        return _evaluate(documents, snapshot, closed, show_held_out)
    with tempfile.TemporaryDirectory(prefix="phoihop-gold-") as folder:
        archive = Path(folder, "gold.warc.gz")
        write_warc(documents, archive)
        extract([archive], Path(folder, "tables"), ANY, workers=workers, progress=progress)
        return _evaluate(documents, open_snapshot(Path(folder, "tables")), closed, show_held_out)


def _evaluate(
    documents: Sequence[GoldDocument], snapshot: Snapshot, closed: Collection[str], show_held_out: bool
) -> Evaluation:
    articles, facts = _rows(snapshot, documents)
    tallies = {**score(documents, articles, facts), **score_relations(documents, articles, facts)}
    ids = [document.id for document in documents]
    parts = {"look": [name for name in ids if name not in closed], "held_out": [name for name in ids if name in closed]}
    parts["all"] = ids
    judged = _judged(documents, articles, facts)
    evaluation = Evaluation(
        {name: _part(members, tallies, judged) for name, members in parts.items() if members},
    )
    evaluation.mistakes = [
        (name, mistake)
        for name, tally in tallies.items()
        for mistake in tally.mistakes
        if show_held_out or mistake.document not in closed
    ]
    return evaluation


def _rows(snapshot: Snapshot, documents: Sequence[GoldDocument]) -> tuple[list[Row], dict[str, list[Row]]]:
    """Read the rows of the gold's articles, as the rules made them."""
    urls = {document.url for document in documents}
    columns = ["article_id", "url", "title", "author", "published_at", "relevant", "event_kinds"]
    articles = [row for row in snapshot.arrow("articles", columns).to_pylist() if row["url"] in urls]
    ids = {row["article_id"] for row in articles}
    facts = {table: [row for row in snapshot.arrow(table).to_pylist() if row["article_id"] in ids] for table in TABLES}
    return articles, facts


_Judged = Mapping[str, Mapping[str, Sequence[tuple[float, bool]]]]


def _judged(documents: Sequence[GoldDocument], articles: Sequence[Row], facts: Mapping[str, Sequence[Row]]) -> _Judged:
    """Return document → table → (confidence, right) of its rows."""
    by_url = {row["url"]: row for row in articles}
    judged: dict[str, Mapping[str, Sequence[tuple[float, bool]]]] = {}
    for document in documents:
        if article := by_url.get(document.url):
            own = {t: [row for row in facts[t] if row["article_id"] == article["article_id"]] for t in TABLES}
            judged[document.id] = right_rows(document, article, own)
    return judged


def _part(members: Collection[str], tallies: Mapping[str, Tally], judged: _Judged) -> Part:
    measures = {}
    for name, tally in tallies.items():
        if not any(member in tally.by_document for member in members):
            continue
        hit, want, got = tally.counts(members)
        low, high = _interval(tally, members)
        measures[name] = Measure(*measure(hit, want, got), want, low, high)
    calibration = {}
    for table in TABLES:
        rows = [row for name in members for row in judged.get(name, {}).get(table, ())]
        if rows:
            calibration[table] = _calibration(rows)
    return Part(len(members), measures, calibration)


def _interval(tally: Tally, members: Collection[str]) -> tuple[float, float]:
    """Return the 95 % bootstrap interval of F1: documents are drawn with replacement."""
    counts = np.array([tally.by_document[name] for name in members if name in tally.by_document])
    if not len(counts):
        return 0.0, 1.0
    draws = np.random.default_rng(0).integers(len(counts), size=(_RESAMPLES, len(counts)))
    scores = [measure(*(int(value) for value in row))[2] for row in counts[draws].sum(axis=1)]
    low, high = np.quantile(scores, [0.025, 0.975])
    return float(low), float(high)


def _calibration(rows: Sequence[tuple[float, bool]]) -> Calibration:
    confidence = np.array([row[0] for row in rows])
    right = np.array([row[1] for row in rows], dtype=float)
    sure = confidence >= _SURE - 1e-6  # float32 in the tables
    return Calibration(
        brier=float(np.mean((confidence - right) ** 2)),
        rows=len(rows),
        sure=float(right[sure].mean()) if sure.any() else None,
        reached=float(sure[right > 0].mean()) if right.any() else None,
    )


def report(evaluation: Evaluation, mistakes: bool = False) -> str:
    """Return the evaluation as text: a line a measure and part, the calibration, and every mistake if asked for."""
    parts = evaluation.parts
    titles = [f"{name} ({part.documents} documents)" for name, part in parts.items()]
    lines = [
        f"{'':24}" + "".join(f"  {title:^37}" for title in titles),
        f"{'measure':24}" + f"  {'P':>6} {'R':>6} {'F1':>6} {'95 %':>10} {'gold':>5}" * len(parts),
    ]
    for name in parts["all"].measures:
        lines.append(f"{name:24}" + "".join(_cells(part.measures.get(name)) for part in parts.values()))
    lines += ["", f"{'confidence':24}  {'Brier':>6} {'rows':>5} {'≥0.9 right':>11} {'right ≥0.9':>11}"]
    for table, c in parts["all"].calibration.items():
        shares = " ".join(f"{'–' if share is None else f'{share:.3f}':>11}" for share in (c.sure, c.reached))
        lines.append(f"{table:24}  {c.brier:6.3f} {c.rows:5} {shares}")
    if mistakes:
        lines += ["", "measure\tdocument\tmissed (-) or false (+)\twhat\trule\tsentence"]
        lines += [
            f"{name}\t{found.document}\t{found.sign}\t{found.key}\t{found.rule or ''}\t{found.sentence}"
            for name, found in evaluation.mistakes
        ]
    return "\n".join(lines)


def _cells(m: Measure | None) -> str:
    if m is None:
        return " " * 39
    return f"  {m.precision:6.3f} {m.recall:6.3f} {m.f1:6.3f}  {m.low:.2f}–{m.high:.2f} {m.gold:5}"


def below_floors(evaluation: Evaluation, floors: Path) -> list[str]:
    """Return a line for each measure whose F1 is below its floor.

    The TOML file `floors` has a table a part (look, held_out, all): measure = F1, with three digits.
    """
    faults = []
    for part, wanted in tomllib.loads(floors.read_text(encoding="utf-8")).items():
        for name, floor in wanted.items():
            if (figures := evaluation.parts[part].measures.get(name)) is None:
                faults.append(f"{part}: {name}: not measured, its floor is {floor:.3f}")
                continue
            found = figures.f1
            if found < floor - 5e-4:
                faults.append(f"{part}: {name}: F1 {found:.3f} is below its floor {floor:.3f}")
    return faults


def raise_floors(evaluation: Evaluation, floors: Path, allow_lower: bool = False) -> list[str]:
    """Write the F1 reached on the open part as the new floors, and return a line for each that changed.

    A floor that would fall stays as it is unless `allow_lower`; lowering one belongs in the changelog.
    """
    old = tomllib.loads(floors.read_text(encoding="utf-8")).get("look", {}) if floors.exists() else {}
    lines = ["# The F1 that each measure has reached on the part of the gold that may be looked at.", "[look]"]
    changes = []
    for name, figures in evaluation.parts["look"].measures.items():
        reached = round(figures.f1, 3)
        floor = reached if allow_lower else max(reached, old.get(name, 0.0))
        lines.append(f'"{name}" = {floor}')
        if floor != old.get(name):
            changes.append(f"{name}: {old.get(name, 'none')} → {floor}")
    floors.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return changes
