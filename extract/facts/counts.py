"""Facts of the table counts."""

from extract.document import Document
from extract.facts.base import CountFact, Facts
from extract.mentions.base import Mentions


def read(document: Document, mentions: Mentions, facts: Facts) -> list[CountFact]:
    """Return the rows of counts, in order of appearance."""
    return []
