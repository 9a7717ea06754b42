"""Which bodies of a run act together, and which only stand beside them: the sides of what they sign or do."""

import re

from extract.document import Document
from extract.facts.bodies import Run, acts, bare
from extract.mentions.base import Mentions

# "Năm cụm thi đua thuộc LĐLĐ tỉnh", "12 tổ chức thành viên của MTTQ tỉnh": others act, who belong to the body.
_PART_OF = re.compile(
    r"(?<!\w)(?:(?:trực )?thuộc|thành viên(?: của)?"
    r"|(?:cơ sở|đơn vị|xã|phường|khối|cụm|hội|chi hội|tổ|nghiệp đoàn|doanh nghiệp) của)\s$"
)


def is_part(document: Document, start: int) -> bool:
    """Whether the body at `start` only says to whom those belong who act."""
    return bool(_PART_OF.search(document.low, max(0, start - 40), start))


# "Công an xã Hy Cương, [chi hội chủ nhà trọ xóm 4 và] Công đoàn Công ty Sao Mai": one between whom no rule knows.
_UNKNOWN_ONE = re.compile(
    r"\A,\s(?:(?!(?:đã|sẽ|vừa|được|tại|phối hợp|tổ chức|ký|dự|tham dự|chứng kiến|chủ trì|là|có|trong|của|theo|khi|do)"
    r"(?!\w))[^\s,.;:]{1,20}+\s?){1,7}?(?:(?<=\s)(?:và|cùng)|,)"
)


_TIME = re.compile(r",\s(?:mới đây|gần đây|qua đó|hiện nay|đến nay|trên cơ sở|nhân|nhằm|để|theo|ở|hai|các)(?!\w)")


def bridged(document: Document, mentions: Mentions, found: list[Run]) -> list[Run]:
    """Return `found` with runs joined over one that no rule knows as a body, for those who act together."""
    joined: list[Run] = []
    for run in found:
        last = joined[-1] if joined else None
        between = bare(document, mentions, last.end, run.start) if last else ""
        if last is not None and _UNKNOWN_ONE.fullmatch(between) and not _opens_clause(document, mentions, last, run):
            joined[-1] = Run(last.start, run.end, (*last.bodies, *run.bodies), (*last.people, *run.people))
        else:
            joined.append(run)
    return joined


def _opens_clause(document: Document, mentions: Mentions, last: Run, run: Run) -> bool:
    """Whether a clause of its own begins behind `last`: "Thực hiện Quy chế giữa A và B, [ngày 4/3, C] ký …"."""
    return bool(mentions.within("date", last.end, run.start)) or bool(_TIME.match(document.low, last.end))


def named_ones(run: Run) -> Run:
    """Return `run` without the bodies that are none of their own, where two that are remain; else `run` itself."""
    kept = tuple(body for body in run.bodies if Run(body.start, body.end, (body,)).definite)
    return Run(run.start, run.end, kept, run.people) if len(kept) > 1 else run


def pair(document: Document, mentions: Mentions, run: Run) -> Run:
    """Return the bodies of `run` up to a comma behind an "và": "giữa A và B, C đã …" names A and B."""
    joined = False
    for index in range(1, len(run.bodies)):
        gap = bare(document, mentions, run.bodies[index - 1].end, run.bodies[index].start)
        if joined and gap in (",", ";") and (gap == ";" or acts(document, mentions, run.bodies[index].start)):
            return Run(run.start, run.bodies[index - 1].end, run.bodies[:index], run.people)
        joined = joined or gap != ","
    return run
