"""Rows of the tables as gold annotations: what a reviewer found right becomes what rules are measured against."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from extract.tables import Row


def annotation(article: Row, facts: Mapping[str, Sequence[Row]], name: str) -> dict[str, Any]:
    """Return an article and its facts in the form of data/gold/README.md.

    Args:
        article: a row of articles.
        facts: table → the article's rows as they are to be; rejected ones are left out here.
        name: the document's id in the gold; its text is to lie in `<name>.txt`.
    """
    right = {table: _in_order(rows) for table, rows in facts.items()}
    published = article["published_at"]
    return {
        "id": name,
        "text_file": f"{name}.txt",
        "url": article["url"],
        "portal": article["portal"],
        "province": article["province"] or article["province_2025"],
        "published_at": published.isoformat() if published else None,
        "title": article["title"],
        "author": article["author"],
        "section": article["section"],
        "relevant": article["relevant"],
        "event_kinds": list(article["event_kinds"]),
        "dates": _dates(right["dates"]),
        "people": [
            {"name": row["name"], "rank": row["rank"], "titles": list(row["titles"]), "roles": list(row["roles"])}
            for row in right["people"]
        ],
        "signatories": [{"organisation": row["organisation"], "name": row["name"]} for row in right["signatories"]],
        "agreements": _agreements(right["agreements"]),
        "counts": _counts(right["counts"]),
        "awards": _awards(right["awards"]),
    }


def _in_order(rows: Iterable[Row]) -> list[Row]:
    return sorted(
        (row for row in rows if row["review"] != "reject"), key=lambda row: (row["char_start"], row["fact_id"])
    )


def _places(rows: Sequence[Row]) -> Mapping[str | None, int]:
    return {row["fact_id"]: index for index, row in enumerate(rows)}


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None


def _dates(rows: Sequence[Row]) -> list[Row]:
    places = _places(rows)
    return [
        {
            "text": row["mention"],
            "start": _day(row["start"]),
            "end": _day(row["end"]),
            "part_of_day": row["part_of_day"],
            "role": row["role"],
            "repeat_of": places.get(row["repeat_of"]),
        }
        for row in rows
    ]


def _agreements(rows: Sequence[Row]) -> list[Row]:
    places = _places(rows)
    return [
        {
            "kind": row["kind"],
            "number": row["number"],
            "signed_on": _day(row["signed_on"]),
            "period": [row["period_start"], row["period_end"]] if row["period_start"] else None,
            "parties": list(row["parties"]),
            "status": row["status"],
            "tasks": [task["text"] for task in row["tasks"]],
            "implements": places.get(row["implements"]),
        }
        for row in rows
        if row["repeat_of"] is None
    ]


def _counts(rows: Sequence[Row]) -> list[Row]:
    places = _places(rows)
    return [
        {
            "text": row["mention"],
            "value": row["value"],
            "unit": row["unit"],
            "qualifier": row["qualifier"],
            "modality": row["modality"],
            "relation": row["relation"],
            "part_of": places.get(row["part_of"]),
            "action": row["action"],
            "actors": [actor["organisation"] for actor in row["actors"]],
            "covers": [_day(row["covers_start"]), _day(row["covers_end"])] if row["covers_start"] else None,
            "modifier": row["modifier"],
            "measure": row["measure"],
            "repeat_of": places.get(row["repeat_of"]),
        }
        for row in rows
    ]


def _awards(found: Sequence[Row]) -> list[Row]:
    rows = [row for row in found if row["modality"] == "actual"]  # what was only proposed is no award in gold
    places = _places(rows)
    return [
        {
            "award": row["award"],
            "title": row["title"],
            "granted_by": list(row["granted_by"]),
            "collectives": row["collectives"],
            "individuals": row["individuals"],
            "recipients": row["recipients"],
            "named": list(row["named"]),
            "modality": row["modality"],
            "presented_by": list(row["presented_by"]),
            "repeat_of": places.get(row["repeat_of"]),
        }
        for row in rows
    ]
