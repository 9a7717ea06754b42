"""One text to its facts."""

from dataclasses import dataclass, field
from datetime import datetime

from extract.document import Context, Document
from extract.event_kinds import event_kinds
from extract.facts.base import Facts
from extract.facts.finding import find_facts
from extract.mentions.base import Mentions
from extract.mentions.finding import find_mentions
from extract.relevance import Relevance, judge, without_evidence
from extract.setting import placed
from extract.subject import DEFAULT, load_subject
from extract.text import clean


@dataclass
class Reading:
    """What was read off one text."""

    document: Document
    mentions: Mentions
    facts: Facts
    relevance: Relevance
    event_kinds: list[str] = field(default_factory=list)


def read_document(document: Document, subject: str = DEFAULT) -> Reading:
    """Read `document`: mentions, then facts, then whether it is on `subject` and what kinds of event it reports."""
    document.context = placed(document)
    mentions = find_mentions(document)
    facts = find_facts(document, mentions)
    relevance = judge(document, mentions, facts, load_subject(subject))
    return Reading(document, mentions, facts, relevance, event_kinds(document, facts))


def read_setting(document: Document, subject: str = DEFAULT) -> Reading:
    """Read of `document`, which is known not to be on `subject`, no more than where it is set."""
    document.context = placed(document)
    return Reading(document, Mentions(), Facts(), without_evidence(load_subject(subject)))


def read_text(text: str, published_at: datetime | None = None, province: str | None = None) -> Reading:
    """Read a bare text, one paragraph a line, published at `published_at` in `province` (63-province name)."""
    return read_document(Document(clean(text), context=Context(published_at, province)))
