"""Facts of the table agreements."""

from extract.document import Document
from extract.facts.base import AgreementFact, Facts
from extract.mentions.base import Mentions


def read(document: Document, mentions: Mentions, facts: Facts) -> list[AgreementFact]:
    """Return the rows of agreements, in order of appearance."""
    return []
