"""The mentions of a document: of every kind, in the order in which they build on one another."""

from extract.document import Document
from extract.mentions import awards, dates, documents, numbers, organisations, people
from extract.mentions.base import Mentions

_FINDERS = (documents.find, dates.find, organisations.find, people.find, awards.find, numbers.find)


def find_mentions(document: Document) -> Mentions:
    """Return every mention in `document`, of all kinds."""
    mentions = Mentions()
    for find in _FINDERS:
        mentions.add(find(document, mentions))
    return mentions
