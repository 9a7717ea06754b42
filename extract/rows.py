"""An article and what was read in it as rows of the tables."""

import bisect
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from extract import places
from extract.article import Article
from extract.facts.base import (
    AgreementFact,
    AwardFact,
    CountFact,
    DateFact,
    Fact,
    Facts,
    Issue,
    PersonFact,
    SignatoryFact,
)
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
from extract.tables import FACT_TABLES, VIETNAM

_VIETNAM = ZoneInfo(VIETNAM)

Row = dict[str, Any]
Rows = dict[str, list[Row]]

# What tells the rows of one mention apart. Part of fact_id: what stands here may not be changed without changing ids.
_KEY_VALUES: dict[str, Callable[[Any], tuple[Any, ...]]] = {
    "dates": lambda fact: (fact.first, fact.last),
    "people": lambda fact: (fact.name,),
    "agreements": lambda fact: (fact.kind, fact.number, fact.period_start, fact.period_end),
    "signatories": lambda fact: (fact.organisation.name, fact.name),
    "counts": lambda fact: (f"{float(fact.value):.17g}", fact.unit),
    "awards": lambda fact: (
        fact.award,
        fact.title,
        *sorted(body.name for body in fact.granted_by),
        fact.collectives,
        fact.individuals,
        fact.recipients,
    ),
}


# The same of a row.
_KEY_COLUMNS = {
    "dates": ("start", "end"),
    "people": ("name",),
    "agreements": ("kind", "number", "period_start", "period_end"),
    "signatories": ("organisation", "name"),
    "counts": ("value", "unit"),
    "awards": ("award", "title", "granted_by", "collectives", "individuals", "recipients"),
}


class _Occurrences:
    """Which occurrence of its words in the text a mention is: a property of the text, whatever the rules find."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts: dict[str, list[int]] = {}

    def number(self, start: int, end: int) -> int:
        mention = self._text[start:end]
        if mention not in self._starts:
            found, at = [], self._text.find(mention)
            while at >= 0:
                found.append(at)
                at = self._text.find(mention, at + 1)
            self._starts[mention] = found
        return bisect.bisect_left(self._starts[mention], start)


def fact_id(table: str, article_id: str, mention: str, occurrence: int, key_values: Iterable[Any]) -> str:
    """Return the key of a fact: the same whatever other facts are found beside it."""
    told_apart_by = ("" if value is None else str(value) for value in key_values)
    parts = "\x1f".join((article_id, table, mention, str(occurrence), *told_apart_by))
    return f"{table}:{hashlib.sha256(parts.encode()).hexdigest()[:16]}"


def fact_id_of_row(table: str, row: Row, text: str) -> str:
    """Return the key of a fact that is a row already (one that a reviewer adds), as :func:`fact_id` makes it."""
    values = [row.get(name) for name in _KEY_COLUMNS[table]]
    parts = [part for value in values for part in (sorted(value) if isinstance(value, list) else [value])]
    parts = [f"{part:.17g}" if isinstance(part, float) else part for part in parts]
    occurrence = _Occurrences(text).number(row["char_start"], row["char_end"])
    return fact_id(table, row["article_id"], row["mention"], occurrence, parts)


def rows_of(article: Article, reading: Reading, extractor_version: str) -> Rows:
    """Return the rows of every table that `article` has a part in.

    Two facts with one mention and equal key values are one row: the later one becomes an issue, `repeated_row`.
    """
    ids, repeated = _fact_ids(article.article_id, article.text, reading.facts)
    rows: Rows = {"articles": [_article_row(article, reading, extractor_version)]}
    for table in FACT_TABLES:
        facts: list[Fact] = getattr(reading.facts, table)
        kept = [fact for fact in facts if id(fact) not in repeated]
        rows[table] = [_fact_row(table, fact, ids, article, reading) for fact in kept]
    rows["mentions"] = [_mention_row(article, mention) for mention in reading.mentions]
    rows["organisations"] = _organisation_rows(reading)
    issue = partial(issue_row, article.url, article_id=article.article_id)
    rows["issues"] = [issue("facts", entry) for entry in reading.facts.issues]
    rows["issues"] += [
        issue("rows", Issue("repeated_row", ids[key], fact.start, fact.end, fact.rule))
        for key, fact in repeated.items()
    ]
    return rows


def issue_row(url: str, stage: str, issue: Issue, article_id: str | None = None) -> Row:
    """Return the row of the table issues for `issue`, met at `stage` (archive, article, facts, rows, worker)."""
    return {
        "article_id": article_id,
        "url": url,
        "stage": stage,
        "kind": issue.kind,
        "detail": issue.detail,
        "char_start": issue.start,
        "char_end": issue.end,
        "rule": issue.rule,
    }


def _fact_ids(article_id: str, text: str, facts: Facts) -> tuple[dict[int, str], dict[int, Fact]]:
    """Return fact_ids by the facts' own `id()`, and the facts whose fact_id an earlier one has."""
    occurrences = _Occurrences(text)
    ids: dict[int, str] = {}
    repeated: dict[int, Fact] = {}
    taken: set[str] = set()
    for table in FACT_TABLES:
        for fact in getattr(facts, table):
            key = fact_id(
                table,
                article_id,
                text[fact.start : fact.end],
                occurrences.number(fact.start, fact.end),
                _KEY_VALUES[table](fact),
            )
            ids[id(fact)] = key
            if key in taken:
                repeated[id(fact)] = fact
            taken.add(key)
    return ids, repeated


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


def _fact_row(table: str, fact: Fact, ids: Mapping[int, str], article: Article, reading: Reading) -> Row:
    repeats = ids.get(id(fact.repeat_of)) if fact.repeat_of is not None else None
    key = ids[id(fact)]
    return {
        "fact_id": key,
        "article_id": article.article_id,
        "content_sha256": article.content_sha256,
        "published_on": _day(article),
        "province": reading.document.context.province,
        "province_2025": reading.document.context.province_2025,
        "mention": article.text[fact.start : fact.end],
        "char_start": fact.start,
        "char_end": fact.end,
        "evidence": reading.document.sentence_text(fact.start),
        "sources": [{"field": s.field, "char_start": s.start, "char_end": s.end, "rule": s.rule} for s in fact.sources],
        "rule": fact.rule,
        "confidence": fact.confidence,
        "modality": fact.modality,
        "repeat_of": repeats if repeats != key else None,
        "review": None,
        "reviewed_by": None,
        **_OWN_COLUMNS[table](fact, ids, article.text),
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


def _organisation_rows(reading: Reading) -> list[Row]:
    """Return a row for each body with an id that a mention or a fact names; so references to them hold."""
    bodies: dict[str, Organisation] = {}
    for body in (*_mentioned(reading), *_in_facts(reading.facts)):
        if body.organisation_id:
            bodies.setdefault(body.organisation_id, body)
    return [_organisation_row(body) for _, body in sorted(bodies.items())]


def _mentioned(reading: Reading) -> Iterable[Organisation]:
    for mention in reading.mentions:
        if isinstance(mention.value, Organisation):
            yield mention.value
        elif isinstance(mention.value, Post) and mention.value.organisation:
            yield mention.value.organisation


def _in_facts(facts: Facts) -> Iterable[Organisation]:
    for person in facts.people:
        yield from (post.organisation for post in person.posts if post.organisation)
    for agreement in facts.agreements:
        yield from agreement.parties
    for signatory in facts.signatories:
        yield signatory.organisation
    for count in facts.counts:
        yield from (actor.organisation for actor in count.actors)
    for award in facts.awards:
        yield from award.granted_by


def _organisation_row(body: Organisation) -> Row:
    assert body.organisation_id is not None
    return {
        "organisation_id": body.organisation_id,
        "name": body.name,
        "kind": body.kind,
        "level": body.level,
        **_schemes(body.province, of_34=body.organisation_id.endswith("@2025")),
    }


def _schemes(name: str | None, of_34: bool) -> Row:
    """The columns of a place in both schemes; a province of the 34 made of several leaves the old scheme open."""
    old = None if of_34 else places.province(name)
    new = places.province_2025(name) if of_34 else None
    new = new or places.became(name)
    if of_34 and new and len(new.parts) == 1:
        old = places.province(new.parts[0])
    return {
        "province": old.name if old else None,
        "province_code": old.code if old else None,
        "province_2025": new.name if new else None,
        "province_2025_code": new.code if new else None,
    }


def province_rows() -> Iterator[Row]:
    """Yield the rows of the table provinces: the 63, then the 34."""
    for old in places.provinces():
        after = places.became(old.name)
        alone = after is not None and len(after.parts) == 1
        yield {
            "scheme": 63,
            "code": old.code,
            "name": old.name,
            "slug": old.slug,
            "aliases": list(old.aliases),
            "successor": old.name_2025,
            "successor_code": old.code_2025,
            "became": "kept" if alone else "merged",
        }
    for new in places.provinces_2025():
        yield {
            "scheme": 34,
            "code": new.code,
            "name": new.name,
            "slug": new.slug,
            "aliases": [],
            "successor": new.name,
            "successor_code": new.code,
            "became": "kept" if len(new.parts) == 1 else "formed",
        }
