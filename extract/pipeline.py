"""One text or one page to its facts: a pure function, without network, clock or randomness."""

from dataclasses import dataclass
from datetime import datetime

from extract.document import Context, Document
from extract.facts import Facts, find_facts
from extract.mentions import Mentions, find_mentions
from extract.relevance import Relevance, judge


@dataclass
class Reading:
    """What was read off one text."""

    document: Document
    mentions: Mentions
    facts: Facts
    relevance: Relevance


def read_document(document: Document, subject: str = "police_union") -> Reading:
    """Read `document`: mentions, then facts, then whether it is on `subject`."""
    mentions = find_mentions(document)
    facts = find_facts(document, mentions)
    return Reading(document, mentions, facts, judge(document, mentions, facts, subject))


def read_text(text: str, published_at: datetime | None = None, province: str | None = None) -> Reading:
    """Read a bare text, one paragraph a line, published at `published_at` in `province` (63-province name)."""
    from extract.text import clean

    return read_document(Document(clean(text), context=Context(published_at, province)))
