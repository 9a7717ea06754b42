"""The score.py that came with the gold, but for its command line: extract.scoring agrees with it to the last digit."""

import json
import unicodedata
from collections import Counter, defaultdict
from pathlib import Path

import pandas as pd


def document_url(gold: dict) -> str:
    """The address under which a gold document is archived: its own, or one made of its portal and id."""
    return gold["url"] or f"https://{gold['portal'] or 'tin.example.vn'}/gold/{gold['id']}.html"


# Where the tone mark stands in a diphthong is a matter of typing style: one spelling for both.
OLD_STYLE = {
    "oà": "òa",
    "oá": "óa",
    "oả": "ỏa",
    "oã": "õa",
    "oạ": "ọa",
    "oè": "òe",
    "oé": "óe",
    "oẻ": "ỏe",
    "oẽ": "õe",
    "oẹ": "ọe",
    "uỳ": "ùy",
    "uý": "úy",
    "uỷ": "ủy",
    "uỹ": "ũy",
    "uỵ": "ụy",
}


def norm(text) -> str:
    if text is None or (isinstance(text, float) and text != text):
        return ""
    text = unicodedata.normalize("NFC", str(text)).casefold()
    for new, old in OLD_STYLE.items():
        text = text.replace(new, old)
    return " ".join(text.replace("–", "-").split())


def load(tables: Path, name: str) -> pd.DataFrame:
    folder = tables / name
    return pd.read_parquet(folder) if folder.exists() else pd.DataFrame()


def values(rows, key) -> list:
    value = rows.get(key)
    return [] if value is None or isinstance(value, float) else list(value)


def number(value):
    return None if value is None or value != value else int(value)


def iso(value) -> str:
    return "" if value is None or value != value else str(value)[:10]


class Tally:
    """Matched, wanted and found keys of one measure over all documents."""

    def __init__(self):
        self.hit = self.want = self.got = 0
        self.errors = []

    def add(self, doc: str, want: list, got: list):
        want, got = Counter(want), Counter(got)
        both = want & got
        self.hit += both.total()
        self.want += want.total()
        self.got += got.total()
        self.errors += [(doc, "-", key) for key in (want - got).elements()]
        self.errors += [(doc, "+", key) for key in (got - want).elements()]

    def row(self) -> tuple[float, float, float, int]:
        p = self.hit / self.got if self.got else float(not self.want)
        r = self.hit / self.want if self.want else 1.0
        return p, r, 2 * p * r / (p + r) if p + r else 0.0, self.want


def unit_key(value, unit) -> tuple:
    return (round(float(value), 4), norm(unit))


def same_unit(a: str, b: str) -> bool:
    """Equal, or one is the other with up to three more syllables behind it ("đoàn viên", "đoàn viên công đoàn")."""
    short, long = sorted((a, b), key=len)
    return a == b or (bool(short) and long.startswith(short + " ") and len(long.split()) - len(short.split()) <= 3)


def pair_counts(want: list, got: list) -> list:
    """`want` with each unit written as `got` writes it where same_unit holds; equal units pair first."""
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


def placed(want: list, got: list) -> tuple[list, list]:
    """Of rows alike in both (key, text), those whose mention and gold text overlap as strings."""
    spare, hits, misses = list(got), [], []
    for key, text in want:
        same = [row for row in spare if row[0] == key]
        if not same:
            continue
        best = next((row for row in same if row[1] and (row[1] in text or text in row[1])), None)
        (hits if best else misses).append((key, text))
        spare.remove(best or same[0])
    return hits + misses, hits


def score(gold_folder: Path, tables: Path) -> dict[str, Tally]:
    articles = load(tables, "articles")
    by_url = dict(zip(articles["url"], articles["article_id"], strict=True)) if len(articles) else {}
    facts = {name: defaultdict(list) for name in ("dates", "people", "signatories", "agreements", "counts", "awards")}
    for name, per_article in facts.items():
        for row in load(tables, name).to_dict("records"):
            per_article[row["article_id"]].append(row)
    meta = {row["article_id"]: row for row in articles.to_dict("records")}
    measures: dict[str, Tally] = defaultdict(Tally)
    for path in sorted(gold_folder.glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        doc = gold["id"]
        article = by_url.get(document_url(gold))
        measures["document found"].add(doc, [doc], [doc] if article else [])
        mine = meta.get(article, {})
        got = {name: facts[name][article] if article else [] for name in facts}

        measures["relevant"].add(doc, ["yes"] * gold["relevant"], ["yes"] * bool(mine.get("relevant")))
        measures["irrelevant"].add(doc, ["no"] * (not gold["relevant"]), ["no"] * (not mine.get("relevant")))
        if gold["title"]:
            measures["title"].add(
                doc, [norm(gold["title"])], [norm(mine.get("title"))] if norm(mine.get("title")) else []
            )
        if gold["author"]:
            measures["author"].add(
                doc, [norm(gold["author"])], [norm(mine.get("author"))] if norm(mine.get("author")) else []
            )
        measures["event kinds"].add(doc, gold["event_kinds"], values(mine, "event_kinds"))
        if gold["published_at"]:
            stamp = mine.get("published_at")
            measures["published day"].add(
                doc, [gold["published_at"][:10]], [iso(stamp)] if iso(stamp) not in ("", "NaT") else []
            )

        measures["dates"].add(
            doc,
            [(d["start"], d["end"]) for d in gold["dates"]],
            [(iso(d["start"]), iso(d["end"])) for d in got["dates"]],
        )
        measures["dates: role"].add(
            doc,
            [(d["start"], d["end"], d["role"]) for d in gold["dates"]],
            [(iso(d["start"]), iso(d["end"]), d["role"]) for d in got["dates"]],
        )
        measures["dates: placed"].add(
            doc,
            *placed(
                [((d["start"], d["end"]), norm(d["text"])) for d in gold["dates"]],
                [((iso(d["start"]), iso(d["end"])), norm(d["mention"])) for d in got["dates"]],
            ),
        )
        measures["dates: event day"].add(
            doc,
            sorted({d["start"] for d in gold["dates"] if d["role"] == "event"}),
            sorted({iso(d["start"]) for d in got["dates"] if d["role"] == "event"}),
        )
        # Bylines and photo credits are welcome but not asked for: they count neither way.
        optional = {norm(p["name"]) for p in gold["people"] if set(p["roles"]) <= {"author", "other"}}
        optional |= {norm(mine.get("author"))}
        people = {norm(p["name"]): p for p in gold["people"] if norm(p["name"]) not in optional}
        found = {norm(p["name"]): p for p in got["people"] if norm(p["name"]) not in optional}
        measures["people"].add(doc, list(people), [n for p in got["people"] if (n := norm(p["name"])) not in optional])
        both = [n for n in people if n in found]
        measures["people: rank"].add(
            doc,
            [(n, norm(people[n]["rank"])) for n in both if people[n]["rank"]],
            [(n, norm(found[n].get("rank"))) for n in both if norm(found[n].get("rank"))],
        )
        measures["people: posts"].add(
            doc,
            [(n, norm(t)) for n in both for t in people[n]["titles"]],
            [(n, norm(t)) for n in both for t in values(found[n], "titles")],
        )
        measures["signatory sides"].add(
            doc,
            [norm(s["organisation"]) for s in gold["signatories"]],
            [norm(s["organisation"]) for s in got["signatories"]],
        )
        measures["signatory persons"].add(
            doc,
            [norm(s["name"]) for s in gold["signatories"] if s["name"]],
            [norm(s.get("name")) for s in got["signatories"] if norm(s.get("name"))],
        )

        def agreement(a, start, end):
            return (norm(a["kind"]), norm(a.get("number")), start, end, a["status"])

        measures["agreements"].add(
            doc,
            [agreement(a, *(a["period"] or (None, None))) for a in gold["agreements"]],
            [agreement(a, number(a.get("period_start")), number(a.get("period_end"))) for a in got["agreements"]],
        )
        measures["agreement parties"].add(
            doc,
            [(norm(a["kind"]), norm(p)) for a in gold["agreements"] for p in a["parties"]],
            [(norm(a["kind"]), norm(p)) for a in got["agreements"] for p in values(a, "parties")],
        )
        want = [unit_key(c["value"], c["unit"]) for c in gold["counts"]]
        have = [unit_key(c["value"], c["unit"]) for c in got["counts"]]
        measures["counts"].add(doc, pair_counts(want, have), have)
        measures["counts: exact unit"].add(doc, want, have)
        measures["counts: value alone"].add(doc, [v for v, _ in want], [v for v, _ in have])
        common = Counter(v for v, _ in want) & Counter(v for v, _ in have)
        measures["counts: qualifier"].add(
            doc,
            [(c["value"], c["qualifier"]) for c in gold["counts"] if common[round(float(c["value"]), 4)] == 1],
            [(c["value"], c["qualifier"]) for c in got["counts"] if common[round(float(c["value"]), 4)] == 1],
        )
        measures["counts: placed"].add(
            doc,
            *placed(
                [(v, norm(c["text"])) for (v, _), c in zip(want, gold["counts"], strict=True)],
                [(v, norm(c["mention"])) for (v, _), c in zip(have, got["counts"], strict=True)],
            ),
        )

        actual = [a for a in got["awards"] if a.get("modality") in (None, "actual")]

        def award(a):
            return (
                norm(a["award"]),
                number(a.get("collectives")),
                number(a.get("individuals")),
                number(a.get("recipients")),
            )

        measures["awards"].add(doc, [award(a) for a in gold["awards"]], [award(a) for a in actual])
        measures["awards: with giver"].add(
            doc,
            [award(a) + tuple(sorted(map(norm, a["granted_by"]))) for a in gold["awards"]],
            [award(a) + tuple(sorted(map(norm, values(a, "granted_by")))) for a in actual],
        )
    return measures
