"""Whether an article is on the subject, by transparent scoring over lexicon evidence, and the kinds of event it reports."""

from dataclasses import dataclass, field

from extract.document import Document
from extract.facts.base import Facts
from extract.mentions.base import Mentions


@dataclass(frozen=True, slots=True)
class Evidence:
    """A term that speaks for (weight above 0) or against the subject, and where it stands."""

    term: str
    weight: float
    start: int
    end: int


@dataclass(frozen=True)
class Relevance:
    """The verdict on one article: `score` in [0, 1], what it rests on, and the kinds of event reported."""

    relevant: bool
    score: float
    evidence: list[Evidence] = field(default_factory=list)
    event_kinds: list[str] = field(default_factory=list)


def judge(document: Document, mentions: Mentions, facts: Facts, subject: str = "police_union") -> Relevance:
    """Score `document` against the subject `extract/subjects/<subject>.toml`."""
    return Relevance(False, 0.0)
