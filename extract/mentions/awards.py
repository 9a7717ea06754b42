"""Mentions of awards."""

from collections.abc import Iterator
from typing import Any

from extract.document import Document
from extract.mentions.base import Mention, Mentions


def find(document: Document, mentions: Mentions) -> Iterator[Mention[Any]]:
    """Yield the mentions of awards in `document`."""
    yield from ()
