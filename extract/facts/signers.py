"""Who is said to sign, and for which body: "Ký vào quy chế có …", "phía A là …; phía B là …", "A do … ký"."""

import re
from dataclasses import dataclass

from extract.document import Document
from extract.facts.base import Facts, PersonFact
from extract.facts.bodies import bare, bodies
from extract.facts.signer_places import PROMISES, SIGNS, people_of, posts_at, signing_verbs
from extract.mentions.base import Mention, Mentions, Organisation, PersonName, Post
from extract.text import fold


@dataclass(frozen=True, slots=True)
class Signer:
    """A person who is said to sign, and the bodies that the person may sign for, the likeliest first.

    `aside` is what brackets behind the name say of the body ("chị Trần Thị Mai (May Sông Lam)"), folded.
    """

    start: int
    end: int
    name: str
    fact: PersonFact | None
    organisations: tuple[Organisation, ...]
    aside: str | None = None


_IN_THE_NAME = re.compile(
    r"(?<!\w)(?:thay mặt|đại diện|phía|về phía|bên)(?:\s(?:cho|lãnh đạo|tập thể|phía|ban giám đốc)){0,3}\s$"
)
# Between the body that is signed for and the name behind it.
_IN_ITS_NAME = re.compile(r",?\s?(?:người|đại diện)?\s?(?:ký)?\s?(?:là|có|do|ký|cử)?\s?:?\s?,?")
_DOES_IT_BY = re.compile(r"(?:do|cử|ủy quyền cho|giao)")
# "bà A, thay mặt LĐLĐ tỉnh, …"
_IN_WHOSE_NAME = re.compile(
    r"\s?,?\s?(?:(?:người|được ủy quyền|cùng|là)\s)?(?:thay mặt|nhân danh|đại diện)"
    r"(?:\s(?:cho|lãnh đạo|phía|bên)){0,3}\s"
)
_ASIDE = re.compile(r"\s?\(([^()\n]{2,50})\)")


def signers(document: Document, mentions: Mentions, facts: Facts) -> list[Signer]:
    """Return the persons who are said to sign, in any sentence or caption, each once."""
    found: list[Signer] = []
    # Where a promise is what the sides sign, it is no promise of each for himself.
    verbs = PROMISES if any(one.kind == "cam kết" and one.status == "signed" for one in facts.agreements) else SIGNS
    for sentence in document.sentences:
        if document.low.find("ký", sentence.start, sentence.end) < 0:
            continue  # all of the patterns have it
        for person in people_of(document, mentions, sentence, verbs):
            _add(document, mentions, facts, person, found)
        for verb in signing_verbs(document, mentions, sentence, verbs):
            for post in posts_at(document, mentions, sentence, verb):
                _add_holder(facts, post, found)
    return found


def _add(
    document: Document, mentions: Mentions, facts: Facts, person: Mention[PersonName], found: list[Signer]
) -> None:
    """Add a signer, each person once."""
    fact = _fact_of(facts, person)
    name = fact.name if fact else person.value.name
    if name not in [signer.name for signer in found]:
        aside = _ASIDE.match(document.low, person.end)
        organisations = _bodies_of(document, mentions, fact, person)
        found.append(Signer(person.start, person.end, name, fact, organisations, aside[1] if aside else None))


def _add_holder(facts: Facts, post: Mention[Post], found: list[Signer]) -> None:
    """Add the one person of the article who holds `post`."""
    held = post.value.organisation
    holders = [
        fact
        for fact in facts.people
        for one in fact.posts
        if held is not None and one.organisation is not None and one.organisation.name == held.name
        if fold(one.title).split()[:2] == fold(post.value.title).split()[:2]
    ]
    if held is not None and len(holders) == 1 and holders[0].name not in [signer.name for signer in found]:
        found.append(Signer(post.start, post.end, holders[0].name, holders[0], (held,)))


def _fact_of(facts: Facts, person: Mention[PersonName]) -> PersonFact | None:
    name = person.value.name
    whole = next((fact for fact in facts.people if fact.name == name), None)
    return whole or next((fact for fact in facts.people if fact.name.endswith(" " + name)), None)


def _bodies_of(
    document: Document, mentions: Mentions, fact: PersonFact | None, person: Mention[PersonName]
) -> tuple[Organisation, ...]:
    """Return the bodies that a person may sign for: the one said beside the name, then those of the posts."""
    found: list[Organisation] = []
    if fact is not None:
        found += [post.organisation for post in fact.posts if post.organisation is not None]
    sentence = document.sentence_at(person.start)
    before = bodies(document, mentions, sentence.start, person.start)
    for body in before[-1:]:
        gap = bare(document, mentions, body.end, person.start, posts=False)
        stands_for = _IN_THE_NAME.search(document.low, max(sentence.start, body.start - 40), body.start)
        theirs = stands_for and _names_end(mentions, stands_for.start())
        if (stands_for and not theirs and _IN_ITS_NAME.fullmatch(gap)) or _DOES_IT_BY.fullmatch(gap):
            found.insert(0, body.organisation)
    for body in bodies(document, mentions, person.end, min(sentence.end, person.end + 80))[:1]:
        if _IN_WHOSE_NAME.fullmatch(document.low, person.end, body.start):
            found.insert(0, body.organisation)
    near = sorted(mentions.within("post", sentence.start, sentence.end), key=lambda post: abs(post.start - person.end))
    for post in near[:1]:
        between = (min(person.end, post.end), max(person.start, post.start))
        if post.value.organisation is not None and not found and not mentions.within("person", *between):
            found.append(post.value.organisation)
    return tuple(found)


def _names_end(mentions: Mentions, position: int) -> bool:
    """Whether a person's name ends right before `position`: "ông A [đại diện B], bà C …"."""
    return any(person.end >= position - 2 for person in mentions.overlapping("person", position - 2, position))
