"""Typed spans on the text, found by patterns and lexicons on underthesea's words.

Each module finds one kind, by a function `find(document, mentions)`, and may look at the kinds found before it.
"""

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


__all__ = ["Mentions", "find_mentions"]
