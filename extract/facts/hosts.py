"""The sides of the reported event: the bodies that hold it together."""

import re
from functools import cache

from extract.document import Document, Sentence
from extract.facts.bodies import Run, bare, lexicon, runs, whole_body
from extract.facts.wording import alternatives
from extract.mentions.base import Mentions

# Where an article has not said who holds the event by then, it is not told at all.
_REACH = 40
# Sentences below the headline in which the hosts are told in full.
_BELOW = 5


@cache
def _holding() -> re.Pattern[str]:
    words = lexicon().hosts
    return re.compile(
        rf"\A(?:(?>(?:{alternatives(words.adverbs)})(?!\w)|,)\s?){{0,8}}(?:{alternatives(words.holds)})(?!\w)"
    )


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
                    return _departments(document, mentions, run, sentence) or run
                alone = alone or (None if run.vague else run)
    return alone


def _departments(document: Document, mentions: Mentions, named: Run, sentence: Sentence) -> Run | None:
    """Return the departments that hold the event for the bodies that the headline names, where the text says so.

    "Công đoàn ngành Công Thương và Công an tỉnh tổng kết …" above, "Công đoàn ngành Công Thương tỉnh và Phòng An ninh
    kinh tế (Công an tỉnh) tổng kết …" below.
    """
    if sentence.paragraph:
        return None
    wanted = {one.name for one in named.organisations}
    for later in document.sentences[sentence.index + 1 : sentence.index + 1 + _BELOW]:
        for run in runs(document, mentions, later.start, later.end):
            names = {one.name for one in run.organisations}
            whole = {one.name if one.name in wanted else whole_body(one).name for one in run.organisations}
            holding = _holding().match(bare(document, mentions, run.end, min(later.end, run.end + 120)))
            if names != wanted and whole == wanted and holding:
                return run
    return None


__all__ = ["hosts"]
