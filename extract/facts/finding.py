"""The facts of a document: every table's, in the order in which they build on one another."""

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
