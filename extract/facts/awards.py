"""Facts of the table awards."""

from extract.document import Document
from extract.facts.base import AwardFact, Facts
from extract.mentions.base import Mentions


def read(document: Document, mentions: Mentions, facts: Facts) -> list[AwardFact]:
    """Return the rows of awards, in order of appearance."""
    return []
