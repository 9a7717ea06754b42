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
from extract.tables import Row
from extract.text import fold

TABLES = ("events", "event_articles")
COUNTRY = "Việt Nam"

LINKED = 0.5
"""The score from which two articles are taken to report one event."""

_HORIZON = re.compile(r"(?:sơ|tổng) kết (?:\w+ ){0,4}?(?:\d+|một|hai|ba|bốn|năm|mười) (?:năm|tháng)(?! \d)")
_HEAD = 3_000
_TELLING = 20
_FIGURES = {"counts": "value", "awards": "award", "people": "name", "agreements": "kind"}
_MOST_A_DAY = 400


@dataclass
class Report:
    """What an article says of its event.

    `sides`: the police and the union body that it names most often; `bodies`: all of theirs that it names.
    `facts`: table → {what is compared: value as text}.
    """

    article_id: str
    day: date
    province: str | None
    province_2025: str | None
    kinds: list[str]
    sides: list[str]
    horizon: str | None
    signature: bytes | None
    facts: dict[str, dict[str, set[str]]] = field(default_factory=dict)
    bodies: set[str] = field(default_factory=set)


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
    shared = _same_sides(first, other)
    # An event of the ministry and the confederation is placed where each paper, or each hall it is shown in, stands.
    nationwide = sum(_is_central(body) for body in shared) > 1
    if _same_place(first, other):
        score += 0.3
        reasons.append("same province")
    elif nationwide and set(first.sides) == set(other.sides):
        score += 0.2
        reasons.append("nationwide")
    elif first.province_2025 and other.province_2025 and not nationwide:
        score -= 0.3
    if shared:
        score += 0.15 * min(len(shared), 2)
        reasons.append(f"same sides ({', '.join(sorted(shared))})")
    elif first.sides and other.sides:
        score -= 0.2  # two districts of a province on one day
    if shared := set(first.kinds) & set(other.kinds):
        score += 0.1
        reasons.append(f"same kind ({', '.join(sorted(shared))})")
    equal = [
        _weight(table, value)
        for table in ("counts", "awards", "people")
        for key, values in first.facts.get(table, {}).items()
        for value in values & other.facts.get(table, {}).get(key, set())
    ]
    if equal:
        score += min(sum(equal), 0.3)
        reasons.append(f"{len(equal)} equal facts")
    return Link(min(max(score, 0.0), 1.0), "; ".join(reasons))


def _same_sides(first: Report, other: Report) -> set[str]:
    """Return the sides of one report that the other names, if only in passing (a local paper on a national event)."""
    mine, theirs = set(first.sides), set(other.sides)
    return (mine & (theirs | other.bodies)) | (theirs & first.bodies)


def _is_central(body: str) -> bool:
    return body.partition("/")[2] == "vn"


def _weight(table: str, value: str) -> float:
    """Return what an equal fact is worth: a small figure is equal by chance."""
    return 0.05 if table == "counts" and float(value) < _TELLING else 0.1


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


# One pass over each table: a query an article would read every part file as often as there are articles.
_REPORTS = """
    WITH told AS (
        SELECT article_id, arg_min(start, char_start) AS day FROM dates
        WHERE role = 'event' AND precision = 'day' AND modality = 'actual' GROUP BY article_id
    ), reports AS (
        SELECT a.article_id, t.day, a.published_at, a.province, a.province_2025, a.event_kinds,
               left(a.text, {head}) AS head
        FROM articles a JOIN told t USING (article_id) WHERE a.relevant
    ), bodies AS (
        SELECT article_id, list(value ORDER BY char_start) AS bodies
        FROM mentions SEMI JOIN reports USING (article_id) WHERE kind = 'organisation' GROUP BY article_id
    ), facts AS (
        SELECT article_id, 'counts' AS name, concat_ws(' ', unit, modifier) AS key, format('{{:g}}', value) AS value
        FROM counts WHERE repeat_of IS NULL AND value IS NOT NULL
        UNION ALL
        SELECT article_id, 'awards', concat_ws(' ', award, title, array_to_string(granted_by, ', ')),
               concat_ws('/', collectives, individuals, recipients) FROM awards WHERE repeat_of IS NULL
        UNION ALL
        SELECT article_id, 'people', '', name FROM people
        UNION ALL
        SELECT article_id, 'agreements', '', kind FROM agreements WHERE repeat_of IS NULL
    ), told_facts AS (
        SELECT article_id, list([name, key, value]) AS facts
        FROM facts SEMI JOIN reports USING (article_id) GROUP BY article_id
    )
    SELECT r.article_id, r.day, r.province, r.province_2025, r.event_kinds, r.head, s.signature, b.bodies, f.facts
    FROM reports r LEFT JOIN newest_signatures s USING (article_id) LEFT JOIN bodies b USING (article_id)
         LEFT JOIN told_facts f USING (article_id)
    ORDER BY r.day, r.published_at NULLS LAST, r.article_id
"""


def _reports(connection: duckdb.DuckDBPyConnection) -> Iterator[Report]:
    cursor = connection.cursor().execute(_REPORTS.format(head=_HEAD))
    while rows := cursor.fetchmany(1_000):
        for article_id, day, province, province_2025, kinds, head, signature, bodies, facts in rows:
            horizon = _HORIZON.search(fold(head)) if "kết" in head.lower() else None
            report = Report(
                article_id,
                day,
                province,
                province_2025,
                list(kinds),
                _sides(bodies or []),
                head[horizon.start() : horizon.end()] if horizon else None,
                signature,
            )
            report.bodies = {body for body in bodies or () if body.startswith(("police/", "union/"))}
            for table, key, value in facts or ():
                report.facts.setdefault(table, {}).setdefault(key, set()).add(value)
            yield report


def _sides(bodies: list[str]) -> list[str]:
    """Return the police and the union body that an article names most often."""
    named = []
    for kind in ("police", "union"):
        counted = Counter(body for body in bodies if body.startswith(f"{kind}/"))
        named += [body for body, _ in counted.most_common(1)]
    return named
