"""Rows-to-be: rules that join mentions within a sentence, or across neighbours.

Each module makes one table's facts by a function `read(document, mentions, facts)`, and may look at the tables made
before it.
"""

from extract.document import Document
from extract.facts import agreements, awards, counts, dates, people, repeats, signatories
from extract.facts.base import Facts
from extract.mentions.base import Mentions


def find_facts(document: Document, mentions: Mentions) -> Facts:
    """Return every fact that the mentions of `document` add up to."""
    facts = Facts()
    facts.dates = dates.read(document, mentions, facts)
    facts.people = people.read(document, mentions, facts)
    facts.agreements = agreements.read(document, mentions, facts)
    facts.signatories = signatories.read(document, mentions, facts)
    facts.awards = awards.read(document, mentions, facts)
    facts.counts = counts.read(document, mentions, facts)
    repeats.mark(document, facts)
    return facts


__all__ = ["Facts", "find_facts"]
