"""The sides of the reported event: the bodies that hold it together."""

import re
from functools import cache

from extract.document import Document
from extract.facts.bodies import Run, bare, lexicon, runs
from extract.facts.wording import alternatives, chain
from extract.mentions.base import Mentions

# Where an article has not said who holds the event by then, it is not told at all.
_REACH = 40


@cache
def _holding() -> re.Pattern[str]:
    words = lexicon().hosts
    return re.compile(rf"{chain(words.adverbs).pattern}(?:{alternatives(words.holds)})(?!\w)")


def hosts(document: Document, mentions: Mentions, start: int = 0, end: int | None = None) -> Run | None:
    """Return the bodies that hold the event told in [start, end): the first with two sides, else the first."""
    alone: Run | None = None
    for sentence in document.sentences[:_REACH]:
        if sentence.end <= start or (end is not None and sentence.start >= end):
            continue
        for run in runs(document, mentions, sentence.start, sentence.end):
            if run.start < start or (end is not None and run.end > end):
                continue
            if _holding().match(bare(document, mentions, run.end, min(sentence.end, run.end + 120))):
                if len(run.organisations) > 1 and not run.vague:
                    return run
                alone = alone or (None if run.vague else run)
    return alone


__all__ = ["hosts"]
