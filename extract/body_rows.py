"""Rows of bodies and provinces, each in both schemes of provinces."""

from collections.abc import Iterable, Iterator

from extract import places
from extract.facts.base import Facts
from extract.mentions.base import Mentions, Organisation, Post
from extract.tables import Row


def organisation_rows(mentions: Mentions, facts: Facts) -> list[Row]:
    """Return a row for each body with an id that a mention or a fact names; so references to them hold."""
    bodies: dict[str, Organisation] = {}
    for body in (*_mentioned(mentions), *_in_facts(facts)):
        if body.organisation_id:
            bodies.setdefault(body.organisation_id, body)
    return [_organisation_row(body) for _, body in sorted(bodies.items())]


def _mentioned(mentions: Mentions) -> Iterable[Organisation]:
    for mention in mentions:
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
