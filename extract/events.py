"""Articles that report the same event, linked by day, place, sides and figures, with the reasons of each link.

Simple on purpose: what is compared are facts that the tables hold already. Articles of one day are compared pair by
pair; an article joins the event of the earliest article that it is close enough to.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

import duckdb

from extract.duplicates import similarity
from extract.rows import Row
from extract.text import fold

TABLES = ("events", "event_articles")
COUNTRY = "Việt Nam"

LINKED = 0.5
"""The score from which two articles are taken to report one event."""

_HORIZON = re.compile(r"(?:sơ|tổng) kết (?:\w+ ){0,4}?(?:\d+|một|hai|ba|bốn|năm|mười) (?:năm|tháng)(?! \d)")
_HEAD = 3_000
_FIGURES = {"counts": "value", "awards": "award", "people": "name", "agreements": "kind"}
_MOST_A_DAY = 400


@dataclass
class Report:
    """What an article says of its event. `facts`: table → {what is compared: value as text}."""

    article_id: str
    day: date
    province: str | None
    province_2025: str | None
    kinds: list[str]
    sides: list[str]
    horizon: str | None
    signature: bytes | None
    facts: dict[str, dict[str, set[str]]] = field(default_factory=dict)


@dataclass(frozen=True)
class Link:
    """How likely two reports are of one event, in [0, 1], and what says so."""

    score: float
    reason: str


def find(connection: duckdb.DuckDBPyConnection) -> Iterator[tuple[str, Row]]:
    """Yield (table, row) for the tables events and event_articles.

    `connection` has the snapshot's tables and `signatures` (article_id, signature), a row each for the articles that
    have one. Relevant articles that name the day of their event take part.
    """
    for _, reports in groupby(_reports(connection), key=lambda report: report.day):
        for members in _gathered(list(reports)[:_MOST_A_DAY]):
            yield from _rows(members)


def _gathered(reports: list[Report]) -> list[list[tuple[Report, Link]]]:
    """Put the reports of one day, earliest first, together by event."""
    found: list[list[tuple[Report, Link]]] = []
    for report in reports:
        links = [(link(members[0][0], report), members) for members in found]
        best, members = max(links, key=lambda pair: pair[0].score, default=(Link(0.0, ""), []))
        if best.score >= LINKED:
            members.append((report, best))
        else:
            found.append([(report, Link(1.0, "earliest report"))])
    return found


def link(first: Report, other: Report) -> Link:
    """Score how likely two reports of the same day are of one event, in [0, 1], and say why."""
    reasons = ["same day"]
    score = 0.0
    alike = similarity(first.signature, other.signature) if first.signature and other.signature else 0.0
    if alike >= 0.5:
        score += 0.5
        reasons.append(f"texts alike ({alike:.2f})")
    if _same_place(first, other):
        score += 0.3
        reasons.append("same province")
    elif first.province_2025 and other.province_2025:
        score -= 0.3
    if shared := set(first.sides) & set(other.sides):
        score += 0.15 * min(len(shared), 2)
        reasons.append(f"same sides ({', '.join(sorted(shared))})")
    if shared := set(first.kinds) & set(other.kinds):
        score += 0.1
        reasons.append(f"same kind ({', '.join(sorted(shared))})")
    equal = sum(
        len(values & other.facts[table].get(key, set()))
        for table in ("counts", "awards", "people")
        for key, values in first.facts.get(table, {}).items()
        if table in other.facts
    )
    if equal:
        score += min(0.1 * equal, 0.3)
        reasons.append(f"{equal} equal facts")
    return Link(min(max(score, 0.0), 1.0), "; ".join(reasons))


def _same_place(one: Report, other: Report) -> bool:
    if one.province and other.province:
        return one.province == other.province
    return one.province_2025 is not None and one.province_2025 == other.province_2025


def _rows(members: list[tuple[Report, Link]]) -> Iterator[tuple[str, Row]]:
    first = members[0][0]
    place = first.province or first.province_2025 or COUNTRY
    event_id = hashlib.sha256(f"{first.day}\x1f{place}\x1f{first.article_id}".encode()).hexdigest()[:16]
    reports = [report for report, _ in members]
    yield (
        "events",
        {
            "event_id": event_id,
            "day": first.day,
            "province": place,
            "kinds": sorted({kind for report in reports for kind in report.kinds}),
            "sides": sorted({side for report in reports for side in report.sides}),
            "horizon": next((report.horizon for report in reports if report.horizon), None),
            "articles": len(members),
        },
    )
    for report, found in members:
        agreeing, differing = ([], []) if report is first else _compared(first, report)
        yield (
            "event_articles",
            {
                "event_id": event_id,
                "article_id": report.article_id,
                "score": found.score,
                "reason": found.reason,
                "agreeing": agreeing,
                "differing": differing,
            },
        )


def _compared(first: Report, other: Report) -> tuple[list[Row], list[Row]]:
    """Return the facts on which two reports agree, and those of one subject on which they differ (here and there)."""
    agreeing: list[Row] = []
    differing: list[Row] = []
    for table, column in _FIGURES.items():
        mine, theirs = first.facts.get(table, {}), other.facts.get(table, {})
        equal = sorted(_named(key, value) for key in mine for value in mine[key] & theirs.get(key, set()))
        if equal:
            agreeing.append({"table": table, "field": column, "values": equal})
        for key in sorted(mine.keys() & theirs.keys()):
            if not mine[key] & theirs[key]:
                values = [_named(key, " / ".join(sorted(values))) for values in (mine[key], theirs[key])]
                differing.append({"table": table, "field": column, "values": values})
    return agreeing, differing


def _named(key: str, value: str) -> str:
    return f"{value} {key}".strip()


_ARTICLES = """
    WITH told AS (
        SELECT article_id, arg_min(start, char_start) AS day FROM dates
        WHERE role = 'event' AND precision = 'day' AND modality = 'actual' GROUP BY article_id
    )
    SELECT a.article_id, t.day, a.province, a.province_2025, a.event_kinds, left(a.text, {head}) AS head, s.signature
    FROM articles a JOIN told t USING (article_id) LEFT JOIN newest_signatures s USING (article_id)
    WHERE a.relevant
    ORDER BY t.day, a.published_at NULLS LAST, a.article_id
"""

_SIDES = "SELECT value FROM mentions WHERE article_id = ? AND kind = 'organisation' ORDER BY char_start"
_FACTS = {
    "counts": """
        SELECT unit || coalesce(' ' || modifier, ''), value FROM counts WHERE article_id = ? AND repeat_of IS NULL""",
    "awards": """
        SELECT concat_ws(' ', award, title, array_to_string(granted_by, ', ')),
               concat_ws('/', collectives, individuals, recipients)
        FROM awards WHERE article_id = ? AND repeat_of IS NULL""",
    "people": "SELECT '', name FROM people WHERE article_id = ?",
    "agreements": "SELECT '', kind FROM agreements WHERE article_id = ? AND repeat_of IS NULL",
}


def _reports(connection: duckdb.DuckDBPyConnection) -> Iterator[Report]:
    cursor = connection.cursor().execute(_ARTICLES.format(head=_HEAD))
    lookup = connection.cursor()
    while rows := cursor.fetchmany(1_000):
        for article_id, day, province, province_2025, kinds, head, signature in rows:
            horizon = _HORIZON.search(fold(head))
            report = Report(
                article_id,
                day,
                province,
                province_2025,
                list(kinds),
                _sides([value for (value,) in lookup.execute(_SIDES, [article_id]).fetchall()]),
                head[horizon.start() : horizon.end()] if horizon else None,
                signature,
            )
            for table, query in _FACTS.items():
                by_key = report.facts.setdefault(table, {})
                for key, value in lookup.execute(query, [article_id]).fetchall():
                    text = f"{value:g}" if isinstance(value, float) else str(value)
                    by_key.setdefault(key or "", set()).add(text)
            yield report


def _sides(bodies: list[str]) -> list[str]:
    """Return the police and the union body that an article names most often."""
    named = []
    for kind in ("police", "union"):
        counted = Counter(body for body in bodies if body.startswith(f"{kind}/"))
        named += [body for body, _ in counted.most_common(1)]
    return named
