"""What rows have to do with each other, against gold: modality, relations of figures, presenters, tasks, repeats.

Only rows of the gold that carry the keys of the second part of data/gold/README.md are compared, each with the
extracted row that tells the same figure, days or award; a row that was not found is a miss of its table's own measures
and counts here neither way.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence

from extract.gold import GoldDocument
from extract.scoring import Key, Row, Tally, norm, origins_of, same_unit

Pair = tuple[Row, Row]
# A value of a row, with the key that it is compared by.
_Told = Sequence[tuple[Key, str, Row]]

_ACTUAL = "actual"
_TASK_SHARE = 0.6


def score_relations(
    documents: Sequence[GoldDocument], articles: Sequence[Row], facts: Mapping[str, Sequence[Row]]
) -> dict[str, Tally]:
    """Score what rows have to do with each other.

    Args:
        documents: the gold, found by its addresses.
        articles: rows of the table articles.
        facts: table → its rows, for the fact tables.

    Returns:
        Measure → its tally, of the documents that have something to compare; empty where none is annotated.
    """
    ids = {row["url"]: row["article_id"] for row in articles}
    measures: dict[str, Tally] = defaultdict(Tally)
    for document in documents:
        if (article := ids.get(document.url)) is not None:
            own = {table: [row for row in rows if row["article_id"] == article] for table, rows in facts.items()}
            _Relations(document, own, measures).score()
    return dict(measures)


def _days(row: Row, start: str, end: str) -> tuple[str, str] | None:
    return None if row.get(start) is None else (str(row[start])[:10], str(row[end])[:10])


def _alike_date(gold: Row, found: Row) -> int:
    same = (gold["start"], gold["end"]) == _days(found, "start", "end")
    return same * (1 + (norm(gold["text"]) in norm(found["mention"])))


def _alike_count(gold: Row, found: Row) -> int:
    same = round(float(gold["value"]), 4) == round(float(found["value"]), 4)
    return same * (1 + same_unit(norm(gold["unit"]), norm(found["unit"])))


def _alike_award(gold: Row, found: Row) -> int:
    keys = ("award", "collectives", "individuals", "recipients")
    same = all(norm(gold[key]) == norm(found[key]) for key in keys)
    return same * (1 + (set(map(norm, gold["granted_by"])) == set(map(norm, found["granted_by"]))))


def _alike_agreement(gold: Row, found: Row) -> int:
    start, end = gold["period"] or (None, None)
    same = all(norm(gold[key]) == norm(found[key]) for key in ("kind", "number", "status"))
    return same * (1 + ((start, end) == (found["period_start"], found["period_end"])))


_ALIKE: dict[str, Callable[[Row, Row], int]] = {
    "dates": _alike_date,
    "counts": _alike_count,
    "awards": _alike_award,
    "agreements": _alike_agreement,
}


def _paired(gold: Sequence[Row], found: Sequence[Row], alike: Callable[[Row, Row], int]) -> dict[int, Row]:
    """Return index of a gold row → the found row that tells the same; the better likeness first, then in order."""
    spare = list(found)
    pairs: dict[int, Row] = {}
    for wanted in (2, 1):
        for index, row in enumerate(gold):
            if index not in pairs and (match := next((f for f in spare if alike(row, f) >= wanted), None)):
                pairs[index] = match
                spare = [each for each in spare if each is not match]
    return pairs


def _same_words(a: object, b: object) -> bool:
    """Whether one begins with the other, in whole syllables."""
    short, long = sorted((norm(a).strip("“”\"'. "), norm(b).strip("“”\"'. ")), key=len)
    return bool(short) and (long == short or long.startswith(short + " "))


def _same_action(a: object, b: object) -> bool:
    """Whether the syllables of one stand together in the other ("giải quyết", "phối hợp giải quyết ổn định")."""
    short, long = sorted((norm(a), norm(b)), key=len)
    return bool(short) and f" {short} " in f" {long} "


def _same_task(a: object, b: object) -> bool:
    """Whether one holds the other, and is not much more than it."""
    short, long = sorted((norm(a).strip(" .;,"), norm(b).strip(" .;,")), key=len)
    return short in long and len(short) >= _TASK_SHARE * len(long)


class _Relations:
    """One document's share of the measures."""

    def __init__(self, document: GoldDocument, found: Mapping[str, Sequence[Row]], measures: dict[str, Tally]) -> None:
        self._document = document
        self._found = found
        self._measures = measures
        self._gold = {table: document.annotation[table] for table in _ALIKE}
        self._pairs = {table: _paired(self._gold[table], found[table], alike) for table, alike in _ALIKE.items()}

    def score(self) -> None:
        """Add the document to every measure that it has annotated rows for."""
        self._add("counts: modality", *self._marked("counts", "modality", _ACTUAL))
        self._add("counts: relation", *self._marked("counts", "relation", "object"))
        self._add("counts: part of", *self._links("counts", "part_of"))
        self._add("counts: action", *self._words("counts", "action", _same_action))
        self._add("counts: actors", *self._names("counts", "actors"))
        self._add("counts: covers", *self._covers())
        self._add("counts: modifier", *self._words("counts", "modifier", _same_words))
        self._add("counts: measure", *self._marked("counts", "measure", None))
        self._not_given()
        self._add("awards: presented by", *self._names("awards", "presented_by"))
        self._add("agreements: tasks", *self._tasks())
        self._add("agreements: implements", *self._links("agreements", "implements"))
        self._repeats()

    def _add(self, name: str, want: _Told, got: _Told) -> None:
        origins = origins_of(
            self._document, [(key, text) for key, text, _ in want], [(key, row) for key, _, row in got]
        )
        table, key = name.split(": ")
        if any(_KEYS.get(key, key) in row for row in self._gold[table]):
            self._measures[name].add(self._document.id, [key for key, *_ in want], [key for key, *_ in got], origins)

    def _rows(self, table: str, key: str) -> Iterator[tuple[str, Row, Row]]:
        """Yield the name, the gold's row and the found row of each pair that is annotated with `key`."""
        for index, found in sorted(self._pairs[table].items()):
            gold = self._gold[table][index]
            if key in gold:
                yield _name(gold), gold, found

    def _marked(self, table: str, key: str, unmarked: str | None) -> tuple[_Told, _Told]:
        want, got = [], []
        for name, gold, found in self._rows(table, key):
            if gold[key] != unmarked:
                want.append(((name, gold[key]), name, gold))
            if found[key] != unmarked:
                got.append(((name, found[key]), name, found))
        return want, got

    def _words(self, table: str, key: str, same: Callable[[object, object], bool]) -> tuple[_Told, _Told]:
        want, got = [], []
        for name, gold, found in self._rows(table, key):
            alike = same(gold[key], found[key])
            if gold[key]:
                want.append(((name, found[key] if alike else gold[key]), name, gold))
            if found[key]:
                got.append(((name, found[key]), name, found))
        return want, got

    def _names(self, table: str, key: str) -> tuple[_Told, _Told]:
        want, got = [], []
        for name, gold, found in self._rows(table, key):
            want += [((name, norm(each)), name, gold) for each in gold[key]]
            names = [each["organisation"] if isinstance(each, Mapping) else each for each in found[key] or ()]
            got += [((name, norm(each)), name, found) for each in names]
        return want, got

    def _covers(self) -> tuple[_Told, _Told]:
        want, got = [], []
        for name, gold, found in self._rows("counts", "covers"):
            if gold["covers"]:
                want.append(((name, *gold["covers"]), name, gold))
            if days := _days(found, "covers_start", "covers_end"):
                got.append(((name, *days), name, found))
        return want, got

    def _links(self, table: str, key: str) -> tuple[_Told, _Told]:
        names = self._names_of_found(table)
        want, got = [], []
        for name, gold, found in self._rows(table, key):
            if gold[key] is not None:
                want.append(((name, _name(self._gold[table][gold[key]])), name, gold))
            if found[key] is not None:
                got.append(((name, names.get(found[key], "")), name, found))
        return want, got

    def _names_of_found(self, table: str) -> dict[str, str]:
        """Return fact_id → the name of the gold's row that it was paired with."""
        return {str(found["fact_id"]): _name(self._gold[table][index]) for index, found in self._pairs[table].items()}

    def _tasks(self) -> tuple[_Told, _Told]:
        want, got = [], []
        for name, gold, found in self._rows("agreements", "tasks"):
            spare = [task["text"] for task in found["tasks"] or ()]
            got += [((name, text), text, found) for text in spare]
            for task in gold["tasks"]:
                match = next((text for text in spare if _same_task(task, text)), task)
                want.append(((name, match), task, gold))
                spare = [text for text in spare if text is not match]
        return want, got

    def _not_given(self) -> None:
        """Compare the awards that are spoken of but not given: the list of given ones in the gold has none of them."""
        gold = self._document.annotation
        if "not_given" not in gold and not any("modality" in row for row in self._gold["awards"]):
            return

        def told(rows: Sequence[Row]) -> list[tuple[Key, str, Row]]:
            keys = ("award", "collectives", "individuals", "recipients")
            return [((*(norm(row[key]) for key in keys), row["modality"]), row["award"], row) for row in rows]

        want = told(gold.get("not_given", []))
        got = told([row for row in self._found["awards"] if row["modality"] != _ACTUAL])
        origins = origins_of(self._document, [(k, text) for k, text, _ in want], [(k, row) for k, _, row in got])
        self._measures["awards: modality"].add(self._document.id, [k for k, *_ in want], [k for k, *_ in got], origins)

    def _repeats(self) -> None:
        """Compare which row tells the fact of which earlier one again."""
        want, got, annotated = [], [], False
        for table in ("dates", "counts", "awards"):
            gold = self._gold[table]
            places = {str(found["fact_id"]): index for index, found in self._pairs[table].items()}
            for index, row in enumerate(gold):
                annotated |= "repeat_of" in row
                if "repeat_of" not in row or index not in self._pairs[table]:
                    continue
                found = self._pairs[table][index]
                if (other := row["repeat_of"]) is not None:
                    key = _repeat(table, gold, index, other)
                    want.append((key, key[-1], row))
                if found["repeat_of"] is not None:
                    key = _repeat(table, gold, index, places.get(str(found["repeat_of"]), -1))
                    got.append((key, key[-1], found))
        if annotated:
            origins = origins_of(self._document, [(k, t) for k, t, _ in want], [(k, row) for k, _, row in got])
            self._measures["repeats"].add(self._document.id, [k for k, *_ in want], [k for k, *_ in got], origins)


def _repeat(table: str, gold: Sequence[Row], again: int, first: int) -> tuple[str, int, int, str]:
    return table, again, first, _name(gold[again])


# Measure → the gold's key, where they differ.
_KEYS = {"part of": "part_of", "presented by": "presented_by"}


def _name(row: Row) -> str:
    """What a row of the gold is told by in the list of mistakes, and looked up by in the text."""
    return str(row.get("text") or row.get("award") or row.get("number") or row["kind"])
