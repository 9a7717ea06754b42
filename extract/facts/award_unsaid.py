"""What the clauses of awards leave unsaid: givers told elsewhere, and awards that no lexicon has."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from extract.document import Document
from extract.facts.base import AwardFact, Issue, Source
from extract.facts.bodies import Run
from extract.facts.hosts import hosts
from extract.mentions.base import Mentions
from extract.rules import declare
from extract.text import fold

INHERITED = declare(
    "award.giver_before",
    finds={
        "UBND tỉnh tặng Bằng khen cho 5 tập thể, Cờ thi đua cho 2 đơn vị.": ["UBND tỉnh"],
        "6 cá nhân được Bộ Công an tặng Bằng khen, 16 tập thể được tặng Cờ thi đua.": ["Bộ Công an"],
    },
    ignores=[
        "UBND tỉnh tặng Bằng khen cho 5 tập thể; 2 cá nhân được tặng Kỷ niệm chương.",
        "Bộ Công an tặng Bằng khen cho 5 tập thể. 2 cá nhân được tặng Kỷ niệm chương “Bảo vệ an ninh Tổ quốc”.",
    ],
)
_NAMELESS = re.compile(
    r"(?<!\w)(?:tặng|trao tặng|truy tặng|tặng thưởng|phong tặng)\s(?:\d{1,3}\s)?"
    r"(?P<name>[A-ZĐ][^\W\d_]+(?:\s[^\W\d_]+){1,3}?)"
    r"(?=\s(?:cho|của)\s(?:\d|các|tập thể|cá nhân|ông|bà|anh|chị|đồng chí))"
)
_KNOWN = ("award", "praise", "organisation", "person", "post", "document", "date")


@dataclass
class State:
    """What one clause leaves unsaid because an earlier one has said it."""

    rows: list[AwardFact] = field(default_factory=list)
    acting: Run | None = None  # who gives by an active verb or as the agent of a passive
    acting_at: int = -2  # in which sentence
    praising: dict[str, tuple[int, Run | None]] = field(default_factory=dict)  # who is said to praise, and where
    handed: list[AwardFact] = field(default_factory=list)  # handed over by somebody, the giver unsaid
    presenting: tuple[str, ...] = ()  # who hands over, in the sentence so far


def unknown(document: Document, mentions: Mentions, rule: str) -> Iterator[Issue]:
    """Yield what is given under a name with a capital that nothing knows: "LĐLĐ tỉnh tặng Bảng son cho 2 tập thể"."""
    for match in _NAMELESS.finditer(document.plain):
        start, end = match.span("name")
        if not any(mentions.covers(kind, start, end) for kind in _KNOWN) and not match["name"].isupper():
            yield Issue("unknown_award", document.text[start:end], start, end, rule)


def praised_by_hosts(document: Document, mentions: Mentions, row: AwardFact, state: State) -> None:
    """Take the giver of praise from an earlier sentence in which the hosts of the event praise."""
    if row.award not in state.praising:
        state.praising[row.award] = _praising(document, mentions, row.award)
    told, run = state.praising[row.award]
    if run is not None and told <= row.start:
        row.granted_by = run.organisations
        row.sources += [Source("granted_by", body.start, body.end, INHERITED) for body in run.bodies]


def _praising(document: Document, mentions: Mentions, award: str) -> tuple[int, Run | None]:
    """Return the hosts in the first sentence that says that they praise, and where it ends."""
    for praise in mentions.of("praise"):
        sentence = document.sentence_at(praise.start)
        run = hosts(document, mentions, sentence.start, praise.start) if praise.value.award == award else None
        if run is not None:
            return sentence.end, run
    return 0, None


def settle(document: Document, state: State) -> None:
    """Fill in the giver of what was handed over, or received under a title, where the article names one giver of it."""
    known: dict[tuple[str, str], list[AwardFact]] = {}
    for row in state.rows:
        if row.granted_by:
            known.setdefault((row.award, fold(row.title or "")), []).append(row)
    received = [row for row in state.rows if row.title and not row.granted_by and row not in state.handed]
    for row in (*state.handed, *received):
        others = known.get((row.award, fold(row.title or "")), [])
        if len({tuple(organisation.name for organisation in other.granted_by) for other in others}) == 1:
            row.granted_by = list(others[0].granted_by)
            row.sources += [source for source in others[0].sources if source.field == "granted_by"]
