"""Facts of the table dates."""

from extract.document import Document
from extract.facts.base import DateFact, Facts
from extract.mentions.base import Mentions


def read(document: Document, mentions: Mentions, facts: Facts) -> list[DateFact]:
    """Return the rows of dates, in order of appearance."""
    return []
