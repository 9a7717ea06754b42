"""Putting aside, on its bytes and before any parsing, a page that cannot be about the subject."""

from extract.subject import Subject
from extract.warc_reader import Page


def put_aside(page: Page, subject: Subject) -> str | None:
    """Return the name of the rule that puts `page` aside for `subject`; None for a page that must be read."""
    return None
