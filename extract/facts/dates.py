"""Facts of the table dates."""

from extract.document import Document
from extract.facts.base import DateFact, Facts, Issue
from extract.mentions.base import Mentions


def read(document: Document, mentions: Mentions, facts: Facts) -> list[DateFact]:
    """Return the rows of dates, in order of appearance."""
    for m in mentions.of("unresolved_date"):
        facts.issues.append(Issue(m.value, document.text[m.start : m.end], m.start, m.end, m.rule))
    return [
        DateFact(
            start=m.start,
            end=m.end,
            rule=m.rule,
            first=m.value.start,
            last=m.value.end,
            precision=m.value.precision,
            part_of_day=m.value.part_of_day,
        )
        for m in mentions.of("date")
    ]
