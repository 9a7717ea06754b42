"""Extracted rows against gold rows: precision, recall and F1 a measure.

The measures and their keys are those of the score.py that came with the gold, to the last digit; what is new is that
each miss and each false row keeps the sentence and the rule that it comes from.
"""

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from extract.gold import GoldDocument

Row = Mapping[str, Any]
Key = Hashable

TABLES = ("dates", "people", "signatories", "agreements", "counts", "awards")

# Where the tone mark stands in a diphthong is a matter of typing style: one spelling for both.
_OLD_STYLE = {
    "oà": "òa", "oá": "óa", "oả": "ỏa", "oã": "õa", "oạ": "ọa", "oè": "òe", "oé": "óe", "oẻ": "ỏe",
    "oẽ": "õe", "oẹ": "ọe", "uỳ": "ùy", "uý": "úy", "uỷ": "ủy", "uỹ": "ũy", "uỵ": "ụy",
}  # fmt: skip


@dataclass(frozen=True)
class Mistake:
    """A gold row that was missed (`sign` "-") or a row that is not in the gold ("+")."""

    document: str
    sign: str
    key: Key
    sentence: str = ""
    rule: str | None = None


@dataclass
class Tally:
    """Rows matched, wanted and found of one measure, document by document."""

    by_document: dict[str, tuple[int, int, int]] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)

    def add(self, document: str, want: Sequence[Key], got: Sequence[Key], origins: "Origins | None" = None) -> None:
        """Add a document's rows by their keys; `origins` tells where they come from."""
        wanted, found = Counter(want), Counter(got)
        self.by_document[document] = ((wanted & found).total(), wanted.total(), found.total())
        origins = origins or Origins()
        for key in (wanted - found).elements():
            self.mistakes.append(Mistake(document, "-", key, *origins.of_wanted(key)))
        for key in (found - wanted).elements():
            self.mistakes.append(Mistake(document, "+", key, *origins.of_found(key)))

    def counts(self, documents: Iterable[str] | None = None) -> tuple[int, int, int]:
        """Return the rows matched, wanted and found in `documents` (in all by default)."""
        chosen = self.by_document if documents is None else [d for d in documents if d in self.by_document]
        hit, want, got = (sum(self.by_document[d][i] for d in chosen) for i in range(3))
        return hit, want, got


def measure(hit: int, want: int, got: int) -> tuple[float, float, float]:
    """Return precision, recall and F1."""
    precision = hit / got if got else float(not want)
    recall = hit / want if want else 1.0
    return precision, recall, 2 * precision * recall / (precision + recall) if precision + recall else 0.0


@dataclass
class Origins:
    """Where the rows behind keys come from: sentence and rule; each is handed out once."""

    wanted: dict[Key, list[str]] = field(default_factory=lambda: defaultdict(list))
    found: dict[Key, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))

    def of_wanted(self, key: Key) -> tuple[str, None]:
        """Return the sentence of a gold row that was missed."""
        sentences = self.wanted.get(key)
        return (sentences.pop() if sentences else ""), None

    def of_found(self, key: Key) -> tuple[str, str | None]:
        """Return the sentence and the rule of a false row."""
        rows = self.found.get(key)
        return rows.pop() if rows else ("", None)


def origins_of(document: GoldDocument, want: Sequence[tuple[Key, str]], got: Sequence[tuple[Key, Row]]) -> Origins:
    """Return where keys come from: wanted ones with the words that stand in the text, found ones with their rows."""
    origins = Origins()
    for key, words in want:
        origins.wanted[key].append(_sentence(document.text, words))
    for key, row in got:
        origins.found[key].append((row.get("evidence") or "", row.get("rule") or ""))
    return origins


def _sentence(text: str, words: str) -> str:
    """The line of `text` that has `words` in it, cut to the sentence."""
    at = text.find(words)
    if at < 0:
        return ""
    start = max(text.rfind("\n", 0, at) + 1, text.rfind(". ", 0, at) + 2 if ". " in text[:at] else 0)
    ends = [end for end in (text.find("\n", at), text.find(". ", at + len(words))) if end >= 0]
    return text[start : min(ends, default=len(text))].strip()


def norm(text: object) -> str:
    """Return `text` as it is compared: case, tone style, dashes and spaces made one; empty for a null."""
    if text is None or (isinstance(text, float) and text != text):
        return ""
    folded = unicodedata.normalize("NFC", str(text)).casefold()
    for new, old in _OLD_STYLE.items():
        folded = folded.replace(new, old)
    return " ".join(folded.replace("–", "-").split())


def _values(row: Row, key: str) -> list[Any]:
    value = row.get(key)
    return [] if value is None or isinstance(value, float) else list(value)


def _number(value: Any) -> int | None:
    return None if value is None or value != value else int(value)


def _iso(value: object) -> str:
    return "" if value is None or value != value else str(value)[:10]


def _unit_key(row: Row) -> tuple[float, str]:
    return round(float(row["value"]), 4), norm(row["unit"])


def same_unit(a: str, b: str) -> bool:
    """Whether two units are one, but for up to three more syllables behind ("đoàn viên", "đoàn viên công đoàn")."""
    short, long = sorted((a, b), key=len)
    return a == b or (bool(short) and long.startswith(short + " ") and len(long.split()) - len(short.split()) <= 3)


def pair_counts(want: Sequence[tuple[float, str]], got: Sequence[tuple[float, str]]) -> list[tuple[float, str]]:
    """Return `want` with each unit written as `got` writes it where they are the same; equal units pair first."""
    spare_want, spare_got = list(want), []
    for key in got:
        if key in spare_want:
            spare_want.remove(key)
        else:
            spare_got.append(key)
    paired = list(want)
    for value, unit in spare_want:
        for v, u in spare_got:
            if v == value and same_unit(u, unit):
                spare_got.remove((v, u))
                paired.remove((value, unit))
                paired.append((v, u))
                break
    return paired


def _placed(want: Sequence[tuple[Key, str]], got: Sequence[tuple[Key, str]]) -> tuple[list[Key], list[Key]]:
    """Of rows alike in both (key, text), those whose mention and gold text overlap as strings."""
    spare = list(got)
    hits: list[Key] = []
    misses: list[Key] = []
    for key, text in want:
        same = [row for row in spare if row[0] == key]
        if not same:
            continue
        best = next((row for row in same if row[1] and (row[1] in text or text in row[1])), None)
        (hits if best else misses).append((key, text))
        spare.remove(best or same[0])
    return [*hits, *misses], list(hits)


def score(
    documents: Sequence[GoldDocument], articles: Sequence[Row], facts: Mapping[str, Sequence[Row]]
) -> dict[str, Tally]:
    """Score rows against gold documents, which are found by their addresses.

    Args:
        documents: the gold.
        articles: rows of the table articles.
        facts: table → its rows, for the fact tables.

    Returns:
        Measure → its tally, in the order in which they are reported.
    """
    by_url = {row["url"]: row for row in articles}
    per_article: dict[str, dict[str, list[Row]]] = {name: defaultdict(list) for name in TABLES}
    for name in TABLES:
        for row in facts[name]:
            per_article[name][row["article_id"]].append(row)
    measures: dict[str, Tally] = defaultdict(Tally)
    for document in documents:
        article = by_url.get(document.url)
        got = {name: per_article[name][article["article_id"]] if article else [] for name in TABLES}
        _Scorer(document, article or {}, got, measures).score()
    return dict(measures)


@dataclass
class _Scorer:
    """One document's share of all measures."""

    document: GoldDocument
    article: Row
    got: Mapping[str, Sequence[Row]]
    measures: dict[str, Tally]

    def score(self) -> None:
        self._article()
        self._dates()
        self._people()
        self._sides()
        self._agreements()
        self._counts()
        self._awards()

    def _add(self, name: str, want: Sequence[Key], got: Sequence[Key], origins: Origins | None = None) -> None:
        self.measures[name].add(self.document.id, want, got, origins)

    def _origins(self, want: Sequence[tuple[Key, str]], got: Sequence[tuple[Key, Row]]) -> Origins:
        return origins_of(self.document, want, got)

    def _article(self) -> None:
        gold, mine = self.document.annotation, self.article
        self._add("document found", [self.document.id], [self.document.id] if mine else [])
        self._add("relevant", ["yes"] * gold["relevant"], ["yes"] * bool(mine.get("relevant")))
        self._add("irrelevant", ["no"] * (not gold["relevant"]), ["no"] * (not mine.get("relevant")))
        for field_name in ("title", "author"):
            if gold[field_name]:
                found = norm(mine.get(field_name))
                self._add(field_name, [norm(gold[field_name])], [found] if found else [])
        self._add("event kinds", gold["event_kinds"], _values(mine, "event_kinds"))
        if gold["published_at"]:
            stamp = _iso(mine.get("published_at"))
            self._add("published day", [gold["published_at"][:10]], [stamp] if stamp not in ("", "NaT") else [])

    def _dates(self) -> None:
        want, got = self.document.annotation["dates"], self.got["dates"]

        def days(row: Row) -> tuple[str, str]:
            return _iso(row["start"]), _iso(row["end"])

        origins = self._origins([(days(d), d["text"]) for d in want], [(days(d), d) for d in got])
        self._add("dates", [days(d) for d in want], [days(d) for d in got], origins)
        wanted_roles = [((*days(d), d["role"]), d["text"]) for d in want]
        found_roles = [((*days(d), d["role"]), d) for d in got]
        origins = self._origins(wanted_roles, found_roles)
        self._add("dates: role", [key for key, _ in wanted_roles], [key for key, _ in found_roles], origins)
        placed = _placed([(days(d), norm(d["text"])) for d in want], [(days(d), norm(d["mention"])) for d in got])
        self._add("dates: placed", *placed)
        self._add(
            "dates: event day",
            sorted({d["start"] for d in want if d["role"] == "event"}),
            sorted({_iso(d["start"]) for d in got if d["role"] == "event"}),
        )

    def _people(self) -> None:
        gold, rows = self.document.annotation, self.got["people"]
        # Bylines and photo credits are welcome but not asked for: they count neither way.
        optional = {norm(p["name"]) for p in gold["people"] if set(p["roles"]) <= {"author", "other"}}
        optional |= {norm(self.article.get("author"))}
        people = {norm(p["name"]): p for p in gold["people"] if norm(p["name"]) not in optional}
        found = {norm(p["name"]): p for p in rows if norm(p["name"]) not in optional}
        names = [(name, p) for p in rows if (name := norm(p["name"])) not in optional]
        origins = self._origins([(name, p["name"]) for name, p in people.items()], names)
        self._add("people", list(people), [name for name, _ in names], origins)
        both = [name for name in people if name in found]
        want_rank = [((n, norm(people[n]["rank"])), people[n]["name"]) for n in both if people[n]["rank"]]
        got_rank = [((n, norm(found[n].get("rank"))), found[n]) for n in both if norm(found[n].get("rank"))]
        self._pairs("people: rank", want_rank, got_rank)
        want_posts = [((n, norm(t)), t) for n in both for t in people[n]["titles"]]
        got_posts = [((n, norm(t)), found[n]) for n in both for t in _values(found[n], "titles")]
        self._pairs("people: posts", want_posts, got_posts)

    def _pairs(self, name: str, want: Sequence[tuple[Key, str]], got: Sequence[tuple[Key, Row]]) -> None:
        self._add(name, [key for key, _ in want], [key for key, _ in got], self._origins(want, got))

    def _sides(self) -> None:
        want, got = self.document.annotation["signatories"], self.got["signatories"]
        sides = [(norm(s["organisation"]), s["organisation"]) for s in want]
        self._pairs("signatory sides", sides, [(norm(s["organisation"]), s) for s in got])
        people = [(norm(s["name"]), s["name"]) for s in want if s["name"]]
        self._pairs("signatory persons", people, [(norm(s.get("name")), s) for s in got if norm(s.get("name"))])

    def _agreements(self) -> None:
        want, got = self.document.annotation["agreements"], self.got["agreements"]

        def key(row: Row, start: int | None, end: int | None) -> Key:
            return norm(row["kind"]), norm(row.get("number")), start, end, row["status"]

        wanted = [(key(a, *(a["period"] or (None, None))), a["kind"]) for a in want]
        found = [(key(a, _number(a.get("period_start")), _number(a.get("period_end"))), a) for a in got]
        self._pairs("agreements", wanted, found)
        parties = [((norm(a["kind"]), norm(p)), p) for a in want for p in a["parties"]]
        self._pairs(
            "agreement parties", parties, [((norm(a["kind"]), norm(p)), a) for a in got for p in _values(a, "parties")]
        )

    def _counts(self) -> None:
        want, got = self.document.annotation["counts"], self.got["counts"]
        wanted, found = [_unit_key(c) for c in want], [_unit_key(c) for c in got]
        texts = [c["text"] for c in want]

        def origins() -> Origins:
            return self._origins(list(zip(wanted, texts, strict=True)), list(zip(found, got, strict=True)))

        self._add("counts", pair_counts(wanted, found), found, origins())
        self._add("counts: exact unit", wanted, found, origins())
        values = [(v, text) for (v, _), text in zip(wanted, texts, strict=True)]
        self._pairs("counts: value alone", values, [(v, c) for (v, _), c in zip(found, got, strict=True)])
        common = Counter(v for v, _ in wanted) & Counter(v for v, _ in found)
        self._pairs(
            "counts: qualifier",
            [((c["value"], c["qualifier"]), c["text"]) for c in want if common[round(float(c["value"]), 4)] == 1],
            [((c["value"], c["qualifier"]), c) for c in got if common[round(float(c["value"]), 4)] == 1],
        )
        placed = _placed(
            [(v, norm(text)) for v, text in values],
            [(v, norm(c["mention"])) for (v, _), c in zip(found, got, strict=True)],
        )
        self._add("counts: placed", *placed)

    def _awards(self) -> None:
        want = self.document.annotation["awards"]
        got = [a for a in self.got["awards"] if a.get("modality") in (None, "actual")]
        for name, key in (("awards", _award_key), ("awards: with giver", _giver_key)):
            self._pairs(name, [(key(a), a["award"]) for a in want], [(key(a), a) for a in got])


def right_rows(
    document: GoldDocument, article: Row, got: Mapping[str, Sequence[Row]]
) -> dict[str, list[tuple[float, bool]]]:
    """Return table → (confidence, whether it is in the gold) of each row of a document."""
    gold = document.annotation
    optional = {norm(p["name"]) for p in gold["people"] if set(p["roles"]) <= {"author", "other"}}
    optional |= {norm(article.get("author"))}
    counted = pair_counts([_unit_key(c) for c in gold["counts"]], [_unit_key(c) for c in got["counts"]])
    keys: dict[str, tuple[list[Key], list[tuple[Key, Row]]]] = {
        "dates": (
            [(d["start"], d["end"]) for d in gold["dates"]],
            [((_iso(d["start"]), _iso(d["end"])), d) for d in got["dates"]],
        ),
        "people": (
            [norm(p["name"]) for p in gold["people"]],
            [(norm(p["name"]), p) for p in got["people"] if norm(p["name"]) not in optional],
        ),
        "signatories": (
            [norm(s["organisation"]) for s in gold["signatories"]],
            [(norm(s["organisation"]), s) for s in got["signatories"]],
        ),
        "agreements": (
            [(norm(a["kind"]), norm(a["number"]), a["status"]) for a in gold["agreements"]],
            [((norm(a["kind"]), norm(a["number"]), a["status"]), a) for a in got["agreements"]],
        ),
        "counts": (list(counted), [(_unit_key(c), c) for c in got["counts"]]),
        "awards": (
            [_award_key(a) for a in gold["awards"]],
            [(_award_key(a), a) for a in got["awards"] if a["modality"] == "actual"],
        ),
    }
    judged: dict[str, list[tuple[float, bool]]] = {}
    for table, (want, found) in keys.items():
        spare = Counter(want)
        judged[table] = []
        for key, row in found:
            right = spare[key] > 0
            spare[key] -= right
            judged[table].append((float(row["confidence"]), right))
    return judged


def _award_key(row: Row) -> tuple[Key, ...]:
    return norm(row["award"]), *(_number(row.get(name)) for name in ("collectives", "individuals", "recipients"))


def _giver_key(row: Row) -> tuple[Key, ...]:
    return (*_award_key(row), *sorted(map(norm, _values(row, "granted_by"))))
