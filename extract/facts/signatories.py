"""Facts of the table signatories."""

from extract.document import Document
from extract.facts.base import SignatoryFact, Facts
from extract.mentions.base import Mentions


def read(document: Document, mentions: Mentions, facts: Facts) -> list[SignatoryFact]:
    """Return the rows of signatories, in order of appearance."""
    return []
