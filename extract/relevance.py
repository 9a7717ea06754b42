"""Whether an article is on the subject, by transparent scoring over lexicon evidence.

An article is relevant where the two sides of the subject *act together* (the annotation guide): it is not enough that
both are named. So the evidence is pairs of actors joined in one clause, agreements to which both are parties, and
both sides signing; a side joined with a third body in the headline instead speaks against.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import pairwise

from extract.document import Document, Sentence
from extract.facts.base import Facts
from extract.facts.hosts import hosts
from extract.facts.wording import anywhere, whole
from extract.mentions.base import Mentions
from extract.phrases import Phrases
from extract.subject import Subject, load_subject
from extract.text import fold

_IN_BRACKETS = re.compile(r"\([^()]*\)")

# Characters between who teaches and the verb.
_TEACHER_REACH = 160
_PRESENT = "có mặt"

LEAD_SENTENCES = 3  # how many sentences of the body count as its head


@dataclass(frozen=True, slots=True)
class Evidence:
    """A term that speaks for (weight above 0) or against the subject, and where it stands."""

    term: str
    weight: float
    start: int
    end: int


@dataclass(frozen=True)
class Relevance:
    """The verdict on one article: `score` in [0, 1], relevant from 0.5, and what it rests on."""

    relevant: bool
    score: float
    evidence: list[Evidence] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Actor:
    """A body, or a word for one of the sides, in a sentence. `sides` is empty for a third body."""

    start: int
    end: int
    sides: frozenset[str]


@cache
def _words(subject_key: str) -> Phrases[str]:
    subject = load_subject(subject_key)
    return Phrases((word, side.name) for side in subject.sides for word in side.words)


@cache
def _patterns(subject_key: str) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """The patterns for what joins two actors, what parts them, and what names co-operation (all on folded text)."""
    joint = load_subject(subject_key).joint

    def any_of(words: tuple[str, ...]) -> re.Pattern[str]:
        marks = [re.escape(fold(word)) for word in words if not word[0].isalnum()]
        return re.compile("|".join([*marks, whole(word for word in words if word[0].isalnum())]))

    return any_of(joint.between), any_of(joint.broken_by), any_of(joint.cues)


def headline_sentences(document: Document) -> set[int]:
    """Return the indices of the sentences that open the article: the lead and the first sentences of the body."""
    head = {s.index for s in document.sentences if s.part == "lead"}
    return head | {s.index for s in [s for s in document.sentences if s.part == "body"][:LEAD_SENTENCES]}


@cache
def _side_words(subject: str) -> dict[str, re.Pattern[str]]:
    return {side.name: anywhere(side.words) for side in load_subject(subject).sides}


@cache
def _teaching_words(subject: str) -> re.Pattern[str]:
    return anywhere(load_subject(subject).joint.teaching)


@lru_cache(maxsize=1_024)  # the same bodies are named on every page
def _sides(subject: str, kind: str, name: str) -> frozenset[str]:
    """The sides that a body is of, by its kind or by a side's word in its name."""
    words, named = _side_words(subject), fold(name)
    return frozenset(
        side.name for side in load_subject(subject).sides if kind in side.kinds or words[side.name].search(named)
    )


def _actors(document: Document, mentions: Mentions, subject: Subject, sentence: Sentence) -> list[Actor]:
    """The actors of `sentence`, left to right. A body named in somebody's post does not act there."""
    actors: list[Actor] = []
    posts = mentions.within("post", sentence.start, sentence.end)
    for mention in mentions.within("organisation", sentence.start, sentence.end):
        if any(post.start < mention.end and mention.start < post.end for post in posts):
            continue
        sides = _sides(subject.key, mention.value.kind, mention.value.name)
        actors.append(Actor(mention.start, mention.end, sides))
    for found in _words(subject.key).find(document.syllables, sentence.start, sentence.end):
        taken = [*actors, *(Actor(post.start, post.end, frozenset()) for post in posts)]
        if not any(a.start < found.end and found.start < a.end for a in taken):
            actors.append(Actor(found.start, found.end, frozenset({found.value})))
    return sorted(actors, key=lambda actor: actor.start)


def _joined(document: Document, subject: Subject, left: Actor, right: Actor) -> bool:
    """Whether the words between two actors join them in one action."""
    gap = document.low[left.end : right.start]
    between, broken, _ = _patterns(subject.key)
    gap = _IN_BRACKETS.sub(" ", gap)
    return len(gap) <= subject.joint.max_gap and bool(between.search(gap)) and not broken.search(gap)


def _meet(a: Actor, b: Actor, both: frozenset[str]) -> bool:
    """Whether two actors are of the two sides."""
    return bool(a.sides and b.sides) and a.sides | b.sides == both and a.sides != b.sides


def _is_listed(document: Document, actor: Actor) -> bool:
    """Whether a list of bodies opens with `actor`: a colon stands before it."""
    return document.low[max(0, actor.start - 3) : actor.start].rstrip().endswith(":")


def _chains(links: list[tuple[Actor, Actor]]) -> Iterator[list[Actor]]:
    """Yield the runs of actors of which each is joined with the next."""
    chain: list[Actor] = []
    for a, b in links:
        if not chain or chain[-1] != a:
            if chain:
                yield chain
            chain = [a]
        chain.append(b)
    if chain:
        yield chain


def _first_meeting(chain: list[Actor], both: frozenset[str]) -> list[tuple[Actor, Actor]]:
    """Return the first two of a chain that are of the two sides, as a list of at most one."""
    return [(a, b) for at, a in enumerate(chain) for b in chain[at + 1 :] if _meet(a, b, both)][:1]


def _pairs(document: Document, mentions: Mentions, subject: Subject) -> Iterator[Evidence]:
    """Yield the pairs of actors that act together, and those in which a third body takes one side's place."""
    both = frozenset(side.name for side in subject.sides)
    head = headline_sentences(document)
    weights = subject.weights
    _, _, cues = _patterns(subject.key)
    for sentence in document.sentences:
        actors = _actors(document, mentions, subject, sentence)
        links = [(a, b) for a, b in pairwise(actors) if _joined(document, subject, a, b)]
        if not links or _tells_who_was_there(document, subject, sentence, actors):
            continue
        cue = weights.cue if cues.search(document.low, sentence.start, sentence.end) else 0.0
        joint = [(a, b) for a, b in links if _meet(a, b, both)]
        if not cue and _is_listed(document, links[0][0]):
            joint = []  # "họp với các sở, ngành: LĐLĐ tỉnh, Công an tỉnh, …"
        if cue and not joint:  # "giữa Công an huyện, Đồn Biên phòng và Công đoàn công ty": a third body stands between
            joint = [pair for chain in _chains(links) for pair in _first_meeting(chain, both)]
        if sentence.part == "title":
            weight = weights.joint_title
        elif sentence.index in head:
            weight = weights.joint_lead
        else:
            weight = weights.joint_body
        for a, b in joint:
            yield Evidence("joint", weight + cue, a.start, b.end)
        if not joint and cue and (sentence.part == "title" or sentence.index in head):
            for a, b in links:
                if bool(a.sides) != bool(b.sides):
                    yield Evidence("rival", weights.rival, a.start, b.end)


def _tells_who_was_there(document: Document, subject: Subject, sentence: Sentence, actors: list[Actor]) -> bool:
    """Whether a sentence opens with who attends; bodies that "đã có mặt, vận động …" act."""
    opening = document.low[sentence.start : sentence.start + 60]
    if any(word in opening and word != _PRESENT for word in subject.joint.attendance):
        return True
    return _PRESENT in opening and not (actors and actors[0].end <= sentence.start + opening.index(_PRESENT))


def _teaching(document: Document, mentions: Mentions, subject: Subject) -> Iterator[Evidence]:
    """Yield the first place where somebody of one side teaches or answers at a meeting that only the other holds."""
    run = hosts(document, mentions)
    held = (
        {side.name for side in subject.sides for one in run.organisations if one.kind in side.kinds} if run else set()
    )
    if run is None or len(held) != 1:
        return
    guest = next(side for side in subject.sides if side.name not in held)
    own = _side_words(subject.key)[next(iter(held))]
    for sentence in document.sentences[document.sentence_at(run.start).index :]:
        for verb in _teaching_words(subject.key).finditer(document.low, sentence.start, sentence.end):
            start = max(sentence.start, verb.start() - _TEACHER_REACH)
            posts = [(one, one.value.organisation) for one in mentions.within("post", start, verb.start())]
            bodies = [(one, one.value) for one in mentions.within("organisation", start, verb.start())]
            for mention, body in [*posts, *bodies]:
                if body is not None and body.kind in guest.kinds and not own.search(fold(body.name)):
                    yield Evidence("teaching", subject.weights.teaching, mention.start, verb.end())
                    return


def judge(document: Document, mentions: Mentions, facts: Facts, subject: Subject) -> Relevance:
    """Score `document` against `subject` on the logit scale and squash it to [0, 1]."""
    weights = subject.weights
    kinds = [frozenset(side.kinds) for side in subject.sides]
    evidence = list(_pairs(document, mentions, subject))

    def meets(found: set[str]) -> bool:
        return all(side & found for side in kinds)

    for agreement in facts.agreements:
        if meets({party.kind for party in agreement.parties}):
            evidence.append(Evidence("agreement", weights.agreement, agreement.start, agreement.end))
    signing = [s for s in facts.signatories if any(s.organisation.kind in side for side in kinds)]
    if meets({s.organisation.kind for s in signing}):
        evidence.append(Evidence("both_sign", weights.both_sign, signing[0].start, signing[0].end))

    def total(term: str) -> float:
        return sum(e.weight for e in evidence if e.term == term)

    logit = (
        weights.bias
        + min(total("joint"), weights.joint_most)
        + min(total("agreement"), weights.agreement_most)
        + total("both_sign")
        + max(total("rival"), weights.rival_most)
    )
    if logit < 0:
        evidence += _teaching(document, mentions, subject)
        logit += total("teaching")
    score = _squashed(logit)
    return Relevance(score >= 0.5, score, sorted(evidence, key=lambda e: (e.start, e.end, e.term)))


def _squashed(logit: float) -> float:
    return round(1 / (1 + math.exp(-logit)), 4)


def without_evidence(subject: Subject) -> Relevance:
    """Return the verdict on an article that has nothing to speak for `subject`: one that lacks the words of a side."""
    return Relevance(False, _squashed(subject.weights.bias))


__all__ = ["Evidence", "Relevance", "headline_sentences", "judge", "load_subject", "without_evidence"]
