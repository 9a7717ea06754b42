"""What is said of a co-operation paper where it is named: signed or cited, when, for which years, between whom."""

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Literal

from extract.document import Document, Sentence
from extract.facts.base import Modality, Source
from extract.facts.bodies import Run, bare, pair, runs
from extract.facts.modality import modality
from extract.facts.wording import chain
from extract.lexicon import Lexicon, load
from extract.mentions.base import DocumentName, Mention, Mentions
from extract.phrases import Phrases


class Party(Lexicon):
    """A body in the numbers of papers."""

    codes: list[str]
    name: str | None = None
    kind: str | None = None


class Between(Lexicon):
    """Words that may stand between, and say nothing else."""

    verb_paper: list[str]
    signer_verb: list[str]
    passive: list[str]


class TaskWords(Lexicon):
    """How tasks are told."""

    heads: list[str]
    openings: list[str]
    by: list[str]
    sides: list[str]
    modals: list[str]
    topics: list[str]


class AgreementLexicon(Lexicon):
    """The vocabulary of agreements; agreements.toml explains the fields."""

    signing: list[str]
    not_signing: list[str]
    citing: list[str]
    past: list[str]
    loose: list[str]
    carrying_out: list[str]
    subject: list[str]
    party: list[Party]
    between: Between
    tasks: TaskWords


def lexicon() -> AgreementLexicon:
    """Return the vocabulary of agreements (extract/lexicons/agreements.toml)."""
    return load("agreements", AgreementLexicon)


# Kinds that are signed by many, and words for much else.
_VAGUE = frozenset({"giao ước", "thỏa thuận", "cam kết", "quy định", "hướng dẫn", "quy trình"})


@dataclass
class Paper:
    """A co-operation paper at one place of the text, with what is said of it there."""

    mention: Mention[DocumentName]
    sentence: Sentence
    tail: int  # where what is said of it ends
    number: str | None = None
    number_span: tuple[int, int] | None = None
    status: Literal["signed", "cited"] | None = None
    signing: tuple[int, int] | None = None  # the verb
    loose: bool = False
    modality: Modality = "actual"
    cue: Source | None = None
    parties: Run | None = None
    both_sides: bool = False  # "giữa hai đơn vị"
    day: Mention[Any] | None = None
    years: Mention[Any] | None = None
    subject: tuple[int, int] | None = None

    @property
    def kind(self) -> str:
        """The noun."""
        return self.mention.value.kind

    @property
    def vague(self) -> bool:
        """Whether it is a word that does not name a co-operation paper by itself ("thỏa thuận", "giao ước")."""
        return self.number is None and self.mention.value.kind in _VAGUE

    @property
    def bare(self) -> bool:
        """Whether nothing tells this paper from another."""
        return not (self.number or self.parties or self.years or self.day)


@cache
def _signing() -> Phrases[bool]:
    words = lexicon()
    return Phrases(dict.fromkeys(words.signing, True) | dict.fromkeys(words.not_signing, False))


@cache
def _phrases(name: str) -> Phrases[None]:
    return Phrases([(phrase, None) for phrase in getattr(lexicon(), name)])


@cache
def signer_gap() -> re.Pattern[str]:
    """Return the pattern for what may stand between who signs and the verb."""
    return chain(lexicon().between.signer_verb, ",()")


@cache
def _by() -> re.Pattern[str]:
    """Return the pattern for what stands between a paper and its passive signing, bodies left out: "vừa được"."""
    fillers = chain(lexicon().between.passive).pattern
    return re.compile(rf"(?:(?P<just>vừa|mới)\s)?(?:đã\s|chính thức\s)?(?:được|do)\s?{fillers}")


@cache
def _verb_gap() -> re.Pattern[str]:
    return chain(lexicon().between.verb_paper, ",:")


_BETWEEN = re.compile(r"(?<!\w)giữa\s")
_BOTH = re.compile(r"(?<!\w)giữa\s(?:hai|2|02|ba|3|các)\s(?:bên|đơn vị|ngành|cơ quan|tổ chức|lực lượng|phía)")
_DAY_GAP = re.compile(
    r"[\s,(]*(?:(?:được|đã|cùng|hai bên|do)\s)*(?:ký|ký kết|ban hành|lập)?\s?(?:từ|vào|hồi)?\s?(?:ngày)?\s?"
)
_TERM = re.compile(r"(?<!\w)(?:giai đoạn|nhiệm kỳ|thời kỳ|từ năm|các năm|trong các năm|thời hạn)(?!\w)")
_WITH = re.compile(r"(?<!\w)(?:với|cùng|cùng với)\s$")
# Behind a comma, a clause of its own: ", tình hình đã chuyển biến".
_NEXT_CLAUSE = re.compile(
    r",\s(?:[^\s,;]+\s){1,8}(?:đã|sẽ|được|là|có)\s|,\s(?:sáng|chiều|tối|ngày|đến nay|qua đó|từ đó)\s"
)
# News of a signing comes within these days.
_NEWS_DAYS = 60
# "sau 2 năm ký kết", "kỷ niệm 5 năm ngày ký"
_YEARS_AFTER = re.compile(r"(?:\d+|một|hai|ba|bốn|năm)\s(?:năm|tháng)\s(?:ngày\s|kể từ ngày\s|thực hiện\s)?ký(?!\w)")
# "100% công đoàn cấp trên đã ký kết", "25/27 xã ký kết": many papers, none of its own.
_REVIEWED = re.compile(
    r"(?<!\w)(?:sơ kết|tổng kết|thay thế|thay cho|năm thực hiện|thời gian qua|năm qua|đánh giá)(?!\w)"
)
_OF_MANY = re.compile(r"(?:\d\s?%|\d/\d+|tất cả|nhiều|một số|mỗi)\s(?:\S+\s){1,10}$")
_SUBJECT_END = re.compile(
    r"\s(?:giai đoạn|nhiệm kỳ|ngày\s\d|từ năm|thời kỳ|số\s\d|ký ngày|được ký|đã được|và ký|và khen thưởng|theo đó|do\s)"
    r"|[;\n(]|\.(?=\s|$)|,\s(?:giai đoạn|ngày|nhiệm kỳ|hai|các|đồng thời|trong đó|tại)"
)


def papers(document: Document, mentions: Mentions) -> list[Paper]:
    """Return the co-operation papers named in `document`, each place of the text."""
    named = [mention for mention in mentions.of("document") if mention.value.co_operation]
    found: list[Paper] = []
    for index, mention in enumerate(named):
        sentence = document.sentence_at(mention.start)
        later = iter(named[index + 1 : index + 3])
        following = next(later, None)
        if mention.value.number is None and following is not None and _is_only_number(document, following):
            following = next(later, None)
        tail = min(sentence.end, following.start if following else sentence.end)
        if _is_only_number(document, mention) and found and found[-1].number is None and mention.start < found[-1].tail:
            found[-1].number = mention.value.number
            found[-1].number_span = (mention.start, mention.end)
            continue
        found.append(_paper(document, mentions, mention, sentence, tail))
    return found


def _is_only_number(document: Document, mention: Mention[DocumentName]) -> bool:
    return document.text[mention.start].isdigit()


def _paper(
    document: Document, mentions: Mentions, mention: Mention[DocumentName], sentence: Sentence, tail: int
) -> Paper:
    paper = Paper(mention, sentence, tail, mention.value.number)
    if paper.number:
        paper.number_span = (mention.end - len(paper.number), mention.end)
    _read_parties(document, mentions, paper)
    _read_days(document, mentions, paper)
    _read_status(document, mentions, paper)
    _read_signers(document, mentions, paper)
    _read_passive(document, mentions, paper)
    _read_subject(document, paper)
    return paper


def _read_parties(document: Document, mentions: Mentions, paper: Paper) -> None:
    end = paper.mention.end
    if between := _BETWEEN.search(document.low, end, paper.tail):
        if _BOTH.match(document.low, between.start(), paper.tail):
            paper.both_sides = True
            return
        for run in runs(document, mentions, between.end(), paper.tail):
            if len(bare(document, mentions, between.end(), run.start).split()) <= 3:
                paper.parties = pair(document, mentions, run)
            return
        return
    for run in runs(document, mentions, end, min(paper.tail, end + 160)):
        # "Quy chế phối hợp của Công an tỉnh và LĐLĐ tỉnh", "Chương trình phối hợp Công an tỉnh - LĐLĐ tỉnh"
        if len(run.organisations) > 1 and bare(document, mentions, end, run.start) in ("", "của", ":"):
            paper.parties = pair(document, mentions, run)
        return


def _read_days(document: Document, mentions: Mentions, paper: Paper) -> None:
    """Read the paper's day and its years from the dates behind it."""
    position = paper.mention.end
    for moment in mentions.within("date", position, paper.tail):
        value = moment.value
        if value.precision == "day" and paper.day is None and _DAY_GAP.fullmatch(document.low, position, moment.start):
            paper.day = moment
        elif value.start.year < value.end.year and paper.years is None and _is_term(document, moment.start, moment.end):
            paper.years = moment
    if paper.day is None and paper.parties is not None:
        after = mentions.first_after("date", paper.parties.end, paper.tail)
        if (
            after
            and after.value.precision == "day"
            and _DAY_GAP.fullmatch(document.low, paper.parties.end, after.start)
        ):
            paper.day = after


def _is_term(document: Document, start: int, end: int) -> bool:
    around = document.low[max(0, start - 12) : end]
    return bool(_TERM.search(around)) or document.low[max(0, start - 1) : start] == "("


def _read_status(document: Document, mentions: Mentions, paper: Paper) -> None:
    """Say whether the paper is signed where it is named, or cited."""
    start, end = paper.mention.start, paper.mention.end
    sentence = paper.sentence
    said, cue = modality(document, start, end)
    paper.modality, paper.cue = said, cue
    verb = _signing_verb(document, mentions, paper)
    citing = _last(_phrases("citing"), document, sentence.start, start)
    touching = citing is not None and len(bare(document, mentions, citing[1], start).split()) <= 2
    past = _is_past(document, mentions, sentence.start, start)
    loose = _last(_phrases("loose"), document, max(sentence.start, start - 30), start)
    paper.loose = (loose is not None and not document.low[loose[1] : start].strip()) or said != "actual"
    if verb is not None and paper.bare and _OF_MANY.search(document.low, sentence.start, verb[0]):
        paper.loose = True
    elif verb is not None and said == "actual":
        paper.signing = verb
        if not past and not (citing is not None and verb[0] < citing[0]):
            paper.status = "signed"
            return
        paper.status = "cited"
    elif touching and not paper.bare:
        alone = not (paper.number or paper.years or paper.day)
        # "thực hiện Quy chế phối hợp giữa A và B" may be the one just signed; one that is reviewed is not.
        paper.status = (
            None if alone and not past and not _REVIEWED.search(document.low, sentence.start, start) else "cited"
        )


def _is_past(document: Document, mentions: Mentions, start: int, end: int) -> bool:
    """Whether words before the paper put its signing before the event: "trước đó", "sau 2 năm ký kết", "năm 2018"."""
    if next(_phrases("past").find(document.syllables, start, end), None) or _YEARS_AFTER.search(
        document.low, start, end
    ):
        return True
    published = document.context.published_on
    last = mentions.last_before("date", end, start)
    if published is None or last is None or last.value.precision == "range":
        return False
    of_another = mentions.within("document", start, last.start)
    return not of_another and (published - last.value.end).days > _NEWS_DAYS


def _signing_verb(document: Document, mentions: Mentions, paper: Paper) -> tuple[int, int] | None:
    """Return the verb of signing whose object the paper is."""
    start = paper.mention.start
    for verb in reversed(list(_signing().find(document.syllables, paper.sentence.start, start))):
        if not verb.value:
            return None
        at = _behind_partner(document, mentions, verb.end, start)
        object_of = _verb_gap().fullmatch(bare(document, mentions, at, start)) or _listed(document, verb.end, start)
        return (verb.start, verb.end) if object_of else None
    return None


def _behind_partner(document: Document, mentions: Mentions, start: int, end: int) -> int:
    """Return where "ký kết với B [Chương trình …]" goes on behind the other side, else `start`."""
    for run in runs(document, mentions, start, end):
        if _WITH.fullmatch(bare(document, mentions, start, run.start) + " "):
            return run.end
    return start


def _read_signers(document: Document, mentions: Mentions, paper: Paper) -> None:
    """Read the sides from the clause that signs: "A và B đã ký …", "A đã ký … với B"."""
    if paper.parties is not None or paper.both_sides or paper.signing is None:
        return
    before = runs(document, mentions, paper.sentence.start, paper.signing[0])
    if (
        not before
        or not before[-1].definite
        or not signer_gap().fullmatch(bare(document, mentions, before[-1].end, paper.signing[0]))
    ):
        return
    subject = before[-1]
    for run in runs(document, mentions, paper.signing[1], paper.tail):
        if run.definite and _WITH.search(bare(document, mentions, paper.signing[1], run.start) + " "):
            both = (*subject.bodies, *run.bodies)
            paper.parties = Run(subject.start, run.end, both, subject.people)
            return
    if len(subject.organisations) > 1:
        paper.parties = subject


def _read_passive(document: Document, mentions: Mentions, paper: Paper) -> None:
    """Read a signing told behind the paper: "Quy chế … vừa được A và B ký kết", "… do A và B ký ngày 20/11/2017"."""
    if paper.signing is not None:
        return
    start = paper.parties.end if paper.parties else paper.mention.end
    verb = next((one for one in _signing().find(document.syllables, start, paper.tail) if one.value), None)
    if verb is None or not (gap := _by().fullmatch(bare(document, mentions, start, verb.start, posts=False))):
        return
    paper.signing = (verb.start, verb.end)
    if paper.parties is None:
        paper.parties = next((run for run in runs(document, mentions, start, verb.start) if run.definite), None)
    day = mentions.first_after("date", verb.end, paper.tail)
    if paper.day is None and day is not None and day.value.precision == "day":
        paper.day = day if len(document.low[verb.end : day.start].split()) <= 2 else None
    published, when = document.context.published_on, day.value.end if day is not None else None
    if published is not None and when is not None and (published - when).days > _NEWS_DAYS:
        paper.status = "cited"
    elif gap["just"] or (when is not None and published is not None):
        paper.status = "signed"


def _listed(document: Document, start: int, end: int) -> bool:
    """Whether another paper stands between, in a list: "ký kết Quy chế … và Kế hoạch …"."""
    gap = document.low[start:end]
    return (
        len(gap) < 160
        and bool(re.search(r"(?:,|và|cùng)\s$", gap))
        and bool(re.search(r"quy chế|kế hoạch|chương trình", gap))
    )


def _last(phrases: Phrases[None], document: Document, start: int, end: int) -> tuple[int, int] | None:
    found = None
    for match in phrases.find(document.syllables, start, end):
        found = (match.start, match.end)
    return found


def _read_subject(document: Document, paper: Paper) -> None:
    """Read what the paper is about: "về phòng, chống tội phạm …", "trong công tác bảo đảm an ninh trật tự"."""
    position = paper.mention.end
    if paper.day is not None and paper.day.end < paper.tail:
        position = max(position, paper.day.end)
    if paper.parties is not None:
        position = max(position, paper.parties.end)
    gap = re.compile(r"[\s,)]*").match(document.low, position)
    at = gap.end() if gap else position
    index = document.syllables.index(at)
    head = _phrases("subject").at(document.syllables, index)
    quoted = document.plain[at : at + 1] == '"'
    if (head is None or head.start != at) and not quoted:
        return
    begin = head.end if head else at + 1
    end = _SUBJECT_END.search(document.low, begin, paper.tail)
    stop = end.start() if end else paper.tail
    if clause := _NEXT_CLAUSE.search(document.low, begin, stop):
        stop = clause.start()
    while stop > at and document.text[stop - 1] in " .,":
        stop -= 1
    if stop - at >= 8:
        paper.subject = (at, stop)


def own_day(paper: Paper) -> date | None:
    """Return the day written beside the paper."""
    return paper.day.value.start if paper.day is not None else None
