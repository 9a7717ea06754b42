"""One text or one page to its facts: a pure function, without network, clock or randomness."""

from extract.reading import Reading, read_document, read_text

__all__ = ["Reading", "read_document", "read_text"]
