"""A signing told behind the paper: "Quy chế … vừa được A và B ký kết", "… do A và B ban hành"."""

import re
from dataclasses import dataclass
from typing import Literal

from extract.document import Document
from extract.facts.agreement_lexicon import by, phrases, signer_gap, signing
from extract.facts.bodies import Run, bare, runs
from extract.facts.modality import modality
from extract.facts.paper import Paper
from extract.facts.paper_status import NEWS_DAYS, is_past, last_of
from extract.mentions.base import Mentions
from extract.phrases import Found

# Between a paper and its passive verb stand what it is about and for, no clause of its own.
_OTHER_CLAUSE = re.compile(r"(?<!\w)(?:đã|sẽ|được|là|có|khi|vừa|do|theo|để)(?!\w)|[;:]")
# "Sau khi quy chế được ký kết, …", "theo Kế hoạch được hai ngành ký kết"
_HANGING = re.compile(r"(?<!\w)(?:khi|theo|từ|của|trong|căn cứ|như|nếu|để|trước|sau)\s(?:bản\s)?$")
# What the news of a signing goes on with; "được ký kết đã tạo …" looks back.
_ENDS_CLAUSE = re.compile(
    r"\s?(?:[.,;)\n]|$)|\s(?:tại|vào|trước|dưới|với|nhằm|trong|bởi|giữa|sáng|chiều|hôm|ngày|trưa|tối|và|gồm)(?!\w)"
)
# "… do A và B ký tại hội nghị"
_AT_THE_EVENT = re.compile(
    r"\s(?:ngay\s)?(?:tại|trong)\s(?:hội nghị|buổi lễ|lễ|đây|chương trình|sự kiện|dịp này|buổi)(?!\w)"
)
_MADE = re.compile(
    r"\s(?:(?:cùng|phối hợp|thống nhất|đã|liên tịch)\s){0,5}(?:ban hành|xây dựng|thông qua|lập|ký ban hành)(?!\w)"
)
_WHEN = re.compile(r"ký(?:\skết)?\s(?:(?:từ|vào|hồi|sáng|trưa|chiều|tối|ngày|hôm|tháng|năm)\s|\d)")


def read_passive(document: Document, mentions: Mentions, paper: Paper) -> None:
    """Read a signing told behind the paper: "Quy chế … vừa được A và B ký kết", "… do A và B ký ngày 20/11/2017"."""
    if paper.signing is not None:
        return
    start = paper.parties.end if paper.parties else paper.mention.end
    for verb in signing().find(document.syllables, start, paper.tail):
        told = _passive(document, mentions, start, verb.start) if verb.value else None
        if told is None or modality(document, verb.start, verb.end)[0] != "actual":
            continue
        paper.signing = (verb.start, verb.end)
        if paper.parties is None:
            paper.parties = told.agents or _agents_behind(document, mentions, verb.end, paper.tail)
        day = mentions.first_after("date", verb.end, paper.tail)
        if paper.day is None and day is not None and day.value.precision == "day":
            paper.day = day if len(document.low[verb.end : day.start].split()) <= 2 else None
        paper.status = _when(document, mentions, paper, verb, just=told.just)
        return
    _read_makers(document, mentions, paper, start)


def _agents_behind(document: Document, mentions: Mentions, start: int, end: int) -> Run | None:
    """Return who signs behind a passive verb: "được ký bởi A và B", "được ký kết giữa A và B"."""
    for run in runs(document, mentions, start, end)[:1]:
        said = re.fullmatch(r"(?:bởi|giữa)", bare(document, mentions, start, run.start))
        return run if said and run.definite and len(run.organisations) > 1 else None
    return None


@dataclass(frozen=True, slots=True)
class _Passive:
    """Who signs by a passive verb, where it is said; `just`: with "vừa" or "mới"."""

    agents: Run | None
    just: bool


def _passive(document: Document, mentions: Mentions, start: int, verb: int) -> _Passive | None:
    """Return what is told between a paper and the verb at `verb`, where it makes the verb a passive one."""
    before = [run for run in runs(document, mentions, start, verb) if run.definite]
    agents = before[-1] if before else None
    if agents is not None and not signer_gap().fullmatch(bare(document, mentions, agents.end, verb, posts=False)):
        agents = None
    text = bare(document, mentions, start, agents.start if agents else verb, posts=False)
    text = text.rstrip(" ,") or text
    if text in ("", ",", "(") and agents is None and _WHEN.match(document.low, verb):
        return _Passive(None, just=False)  # "Quy ước phối hợp (ký ngày 22/12/2010)"
    told = by().search(text)
    if told is None or _OTHER_CLAUSE.search(text, 0, told.start()):
        return None
    adverbs = told["adverbs"]
    return _Passive(agents, "vừa" in adverbs or "mới" in adverbs)


def _when(
    document: Document, mentions: Mentions, paper: Paper, verb: Found[bool], *, just: bool
) -> Literal["signed", "cited"] | None:
    """Say whether a passive signing is news or from before; None where the words leave it open."""
    published, sentence, start = document.context.published_on, paper.sentence, paper.mention.start
    day = mentions.first_after("date", verb.end, paper.tail)
    if is_past(document, mentions, sentence.start, start, verb.start):
        return "cited"
    if published is not None and day is not None:
        if day.value.precision != "day" and last_of(phrases("citing"), document, sentence.start, start):
            return "cited"  # "hoạt động thực hiện Quy chế … được hai ngành ký kết đầu năm nay"
        return "cited" if (published - day.value.end).days > NEWS_DAYS else "signed"
    if just:
        return "signed"
    lead = document.low[sentence.start : start]
    if last_of(phrases("citing"), document, sentence.start, start) or _HANGING.search(lead):
        return None
    recent = published is not None and any(
        moment.value.precision == "day" and abs((published - moment.value.end).days) <= NEWS_DAYS
        for moment in mentions.within("date", sentence.start, verb.start)
    )
    here = _AT_THE_EVENT.match(document.low, verb.end) is not None
    return "signed" if here or (recent and _ENDS_CLAUSE.match(document.low, verb.end)) else None


def _read_makers(document: Document, mentions: Mentions, paper: Paper, start: int) -> None:
    """Read who made a paper: "Kế hoạch liên ngành số 88/KHLN-… do Công an tỉnh, LĐLĐ tỉnh ban hành"."""
    if paper.parties is not None:
        return
    for run in runs(document, mentions, start, paper.tail):
        made = _MADE.match(document.low, run.end)
        if made and len(run.organisations) > 1 and by().search(bare(document, mentions, start, run.start)):
            paper.parties = run
            return
