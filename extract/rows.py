"""An article and what was read in it as rows of the tables."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from extract import places
from extract.article import Article
from extract.body_rows import organisation_rows
from extract.document import Document
from extract.fact_ids import fact_ids
from extract.facts.base import (
    AgreementFact,
    AwardFact,
    CountFact,
    DateFact,
    Fact,
    Issue,
    PersonFact,
    SignatoryFact,
)
from extract.issues import issue_row
from extract.mentions.base import (
    AwardName,
    DateValue,
    DocumentName,
    Mention,
    NumberValue,
    Organisation,
    PersonName,
    Post,
)
from extract.reading import Reading
from extract.tables import FACT_TABLES, VIETNAM, Row, Rows

_VIETNAM = ZoneInfo(VIETNAM)


def rows_of(article: Article, reading: Reading, extractor_version: str) -> Rows:
    """Return the rows of every table that `article` has a part in.

    Two facts with one mention and equal key values are one row: the later one becomes an issue, `repeated_row`.
    """
    ids, repeated = fact_ids(article.article_id, article.text, reading.facts)
    rows: Rows = {"articles": [_article_row(article, reading, extractor_version)]}
    shared = {
        "article_id": article.article_id,
        "content_sha256": article.content_sha256,
        "published_on": _day(article),
        "province": reading.document.context.province,
        "province_2025": reading.document.context.province_2025,
    }
    for table in FACT_TABLES:
        facts: list[Fact] = getattr(reading.facts, table)
        kept = [fact for fact in facts if id(fact) not in repeated]
        rows[table] = [_fact_row(table, fact, ids, shared, reading.document) for fact in kept]
    rows["mentions"] = [_mention_row(article, mention) for mention in reading.mentions]
    rows["organisations"] = organisation_rows(reading.mentions, reading.facts)
    issue = partial(issue_row, article.url, article_id=article.article_id)
    rows["issues"] = [issue("facts", entry) for entry in reading.facts.issues]
    rows["issues"] += [
        issue("rows", Issue("repeated_row", ids[key], fact.start, fact.end, fact.rule))
        for key, fact in repeated.items()
    ]
    return rows


def _article_row(article: Article, reading: Reading, extractor_version: str) -> Row:
    same = (
        "article_id", "url", "canonical_url", "portal", "portal_kind",
        "title", "lead", "author", "section", "text", "captions", "published_at", "content_sha256",
    )  # fmt: skip
    relevance = reading.relevance
    context = reading.document.context
    old, new = places.province(context.province), places.province_2025(context.province_2025)
    of_portal = bool(article.province or article.province_2025)
    return {
        **{name: getattr(article, name) for name in same},
        "published_on": _day(article),
        "fetched_at": article.fetched_at or datetime.fromtimestamp(0, UTC),
        "archive": article.archive or "",
        "archive_offset": article.offset or 0,
        "record_id": article.record_id or "",
        "province": context.province,
        "province_2025": context.province_2025,
        "province_source": "portal" if of_portal else "text" if old or new else None,
        "province_code": old.code if old else None,
        "province_2025_code": new.code if new else None,
        "relevant": relevance.relevant,
        "relevance": relevance.score,
        "relevance_evidence": [
            {"term": e.term, "weight": e.weight, "char_start": e.start, "char_end": e.end} for e in relevance.evidence
        ],
        "event_kinds": reading.event_kinds,
        "extractor_version": extractor_version,
    }


def _day(article: Article) -> date | None:
    """The day of publication in Vietnam, whatever zone the time is given in."""
    return article.published_at.astimezone(_VIETNAM).date() if article.published_at else None


def _fact_row(table: str, fact: Fact, ids: Mapping[int, str], shared: Row, document: Document) -> Row:
    repeats = ids.get(id(fact.repeat_of)) if fact.repeat_of is not None else None
    key = ids[id(fact)]
    return {
        "fact_id": key,
        **shared,
        "mention": document.text[fact.start : fact.end],
        "char_start": fact.start,
        "char_end": fact.end,
        "evidence": document.sentence_text(fact.start),
        "sources": [{"field": s.field, "char_start": s.start, "char_end": s.end, "rule": s.rule} for s in fact.sources],
        "rule": fact.rule,
        "confidence": fact.confidence,
        "modality": fact.modality,
        "repeat_of": repeats if repeats != key else None,
        "review": None,
        "reviewed_by": None,
        **_OWN_COLUMNS[table](fact, ids, document.text),
    }


def _names(bodies: Iterable[Organisation]) -> list[str]:
    return [body.name for body in bodies]


def _ids(bodies: Iterable[Organisation]) -> list[str | None]:
    return [body.organisation_id for body in bodies]


def _date(fact: DateFact, ids: Mapping[int, str], text: str) -> Row:
    return {
        "start": fact.first,
        "end": fact.last,
        "precision": fact.precision,
        "part_of_day": fact.part_of_day,
        "role": fact.role,
    }


def _person(fact: PersonFact, ids: Mapping[int, str], text: str) -> Row:
    posts = [
        {
            "title": post.title,
            "organisation": post.organisation.name if post.organisation else None,
            "organisation_id": post.organisation.organisation_id if post.organisation else None,
        }
        for post in fact.posts
    ]
    return {"name": fact.name, "rank": fact.rank, "titles": fact.titles, "posts": posts, "roles": fact.roles}


def _agreement(fact: AgreementFact, ids: Mapping[int, str], text: str) -> Row:
    return {
        "agreement_id": ids[id(fact)],
        "kind": fact.kind,
        "number": fact.number,
        "subject": fact.subject,
        "signed_on": fact.signed_on,
        "period_start": fact.period_start,
        "period_end": fact.period_end,
        "parties": _names(fact.parties),
        "party_ids": _ids(fact.parties),
        "status": fact.status,
        "implements": ids.get(id(fact.implements)) if fact.implements is not None else None,
        "tasks": [
            {"text": text[task.start : task.end], "char_start": task.start, "char_end": task.end} for task in fact.tasks
        ],
    }


def _signatory(fact: SignatoryFact, ids: Mapping[int, str], text: str) -> Row:
    return {
        "agreement_id": ids.get(id(fact.agreement)) if fact.agreement is not None else None,
        "organisation": fact.organisation.name,
        "organisation_id": fact.organisation.organisation_id,
        "name": fact.name,
        "rank": fact.rank,
        "title": fact.title,
    }


def _count(fact: CountFact, ids: Mapping[int, str], text: str) -> Row:
    actors = [
        {
            "organisation": actor.organisation.name,
            "organisation_id": actor.organisation.organisation_id,
            "role": actor.role,
        }
        for actor in fact.actors
    ]
    return {
        "value": float(fact.value),
        "unit": fact.unit,
        "modifier": fact.modifier,
        "qualifier": fact.qualifier,
        "measure": fact.measure,
        "relation": fact.relation,
        "part_of": ids.get(id(fact.part_of)) if fact.part_of is not None else None,
        "action": fact.action,
        "actors": actors,
        "covers_start": fact.covers_start,
        "covers_end": fact.covers_end,
    }


def _award(fact: AwardFact, ids: Mapping[int, str], text: str) -> Row:
    return {
        "award": fact.award,
        "title": fact.title,
        "granted_by": _names(fact.granted_by),
        "granted_by_ids": _ids(fact.granted_by),
        "presented_by": fact.presented_by,
        "collectives": fact.collectives,
        "individuals": fact.individuals,
        "recipients": fact.recipients,
        "recipients_group": fact.recipients_group,
        "named": fact.named,
        "reason": fact.reason,
    }


_OWN_COLUMNS: dict[str, Callable[[Any, Mapping[int, str], str], Row]] = {
    "dates": _date,
    "people": _person,
    "agreements": _agreement,
    "signatories": _signatory,
    "counts": _count,
    "awards": _award,
}


def _mention_row(article: Article, mention: Mention[Any]) -> Row:
    return {
        "article_id": article.article_id,
        "kind": mention.kind,
        "char_start": mention.start,
        "char_end": mention.end,
        "mention": article.text[mention.start : mention.end],
        "value": value_text(mention.value),
        "rule": mention.rule,
    }


def value_text(value: object) -> str:
    """Return what a mention stands for as one line of text."""
    match value:
        case DateValue():
            return value.start.isoformat() if value.start == value.end else f"{value.start}/{value.end}"
        case NumberValue():
            figure = f"{value.value:g}" if abs(value.value) < 1e6 else f"{value.value:.17g}"
            return f"{figure}%" if value.percent else figure
        case Organisation():
            return value.organisation_id or value.name
        case PersonName():
            return value.name
        case Post():
            return f"{value.title} – {value.organisation.name}" if value.organisation else value.title
        case DocumentName():
            return f"{value.kind} {value.number}" if value.number else value.kind
        case AwardName():
            return f"{value.award} “{value.title}”" if value.title else value.award
        case date():
            return value.isoformat()
        case None:
            return ""
    return str(value)
