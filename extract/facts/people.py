"""Facts of the table people."""

from extract.document import Document
from extract.facts.base import PersonFact, Facts
from extract.mentions.base import Mentions


def read(document: Document, mentions: Mentions, facts: Facts) -> list[PersonFact]:
    """Return the rows of people, in order of appearance."""
    return []
