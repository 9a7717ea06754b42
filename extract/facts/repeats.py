"""The same fact told again (lead, caption, headline) points to its first telling."""

from extract.document import Document
from extract.facts.base import Facts


def mark(document: Document, facts: Facts) -> None:
    """Set `repeat_of` on every fact of `facts` that was told before in the same article."""
