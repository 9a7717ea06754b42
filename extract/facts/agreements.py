"""Facts of the table agreements: each distinct agreement once an article, however often it is named."""

import itertools
import re
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from extract.document import Document
from extract.facts.base import AgreementFact, Facts, Issue, Source
from extract.facts.bodies import Run, bare, runs
from extract.facts.hosts import hosts
from extract.facts.papers import Paper, lexicon, own_day, papers
from extract.facts.tasks import tasks
from extract.mentions.base import Mentions, Organisation
from extract.mentions.documents import codes_of
from extract.rules import declare
from extract.text import fold

SIGNED = declare(
    "agreement.signed",
    finds={
        "Chiều 4-3, Công an TP Cần Thơ và LĐLĐ thành phố tổ chức Lễ ký kết quy chế phối hợp.": ["quy chế phối hợp"],
        "Ngày 1/3, Công an tỉnh ký kết với LĐLĐ tỉnh Chương trình phối hợp số 04/CTPH-CAT-LĐLĐ.": [
            "Chương trình phối hợp số 04/CTPH-CAT-LĐLĐ"
        ],
    },
    ignores=[
        "Hai bên sơ kết 1 năm thực hiện Quy chế phối hợp giữa Công an tỉnh và LĐLĐ tỉnh.",
        "Hơn 300 công nhân ký cam kết chấp hành pháp luật.",
        "Trước đó, năm 2018, Công an tỉnh đã ký kết Quy chế phối hợp với LĐLĐ tỉnh.",
    ],
)
CITED = declare(
    "agreement.cited",
    finds={
        "Hội nghị sơ kết 3 năm thực hiện Quy chế phối hợp số 47/QCPH-CAT-LĐLĐT, ngày 14/9/2018.": [
            "Quy chế phối hợp số 47/QCPH-CAT-LĐLĐT"
        ],
        "Thực hiện Kế hoạch phối hợp giữa Công an tỉnh và LĐLĐ tỉnh, các cấp công đoàn đã vào cuộc.": [
            "Kế hoạch phối hợp"
        ],
    },
    ignores=[
        "Thực hiện Nghị quyết 20-NQ/TW, hai ngành đã phối hợp chặt chẽ.",
        "Các đơn vị xây dựng kế hoạch phối hợp.",
    ],
)
PARTIES = declare(
    "agreement.parties",
    finds={"Thực hiện Quy chế phối hợp giữa Bộ Công an và Tổng LĐLĐ Việt Nam.": ["Bộ Công an", "Tổng LĐLĐ Việt Nam"]},
    ignores=["Trận bóng đá giữa Công an tỉnh và LĐLĐ tỉnh diễn ra sôi nổi."],
)
TERMS = declare(
    "agreement.terms",
    finds={
        "Thực hiện Quy chế phối hợp số 47/QCPH-CAT-LĐLĐT ngày 14/9/2018 về bảo đảm an ninh giai đoạn 2018-2023.": [
            "47/QCPH-CAT-LĐLĐT",
            "ngày 14/9/2018",
            "về bảo đảm an ninh",
            "giai đoạn 2018-2023",
        ],
    },
    ignores=["Năm 2018, hai ngành bảo đảm an ninh trật tự theo kế hoạch phối hợp."],
)

_MADE = re.compile(r"(?<!\w)(?:ký|ký kết|xây dựng|ban hành|xây dựng và ký kết|xây dựng, ban hành)$")

_BY_IT = re.compile(
    r"theo\s(?:bản\s)?(?:quy chế|kế hoạch|chương trình|thỏa thuận|nghị quyết|biên bản)[^,;.\n]{0,30},\s"
)


@dataclass
class _Agreement:
    """The places of the text that speak of one agreement, and what they say of it together."""

    papers: list[Paper] = field(default_factory=list)
    kind: str = ""
    number: str | None = None
    years: tuple[int, int] | None = None
    day: date | None = None
    parties: Run | None = None
    status: Literal["signed", "cited"] | None = None

    def add(self, paper: Paper) -> None:
        """Take over a place, with what no place before it has said."""
        # A bare word ("chương trình phối hợp") gives way to one that names it.
        if not self.papers or (not self.told and not paper.bare):
            self.kind = paper.kind
        self.papers.append(paper)
        self.number = self.number or paper.number
        self.years = self.years or _years(paper)
        self.day = self.day or own_day(paper)
        self.parties = self.parties or paper.parties
        if self.status != "signed":
            self.status = paper.status or self.status

    @property
    def told(self) -> bool:
        """Whether anything tells this agreement from another."""
        return bool(self.number or self.years or self.day or self.parties)


def _years(paper: Paper) -> tuple[int, int] | None:
    return (paper.years.value.start.year, paper.years.value.end.year) if paper.years else None


def read(document: Document, mentions: Mentions, facts: Facts) -> list[AgreementFact]:
    """Return the rows of agreements, in order of appearance."""
    event_day = _event_day(facts)
    found: list[_Agreement] = []
    made: list[tuple[_Agreement, Paper]] = []
    for paper in papers(document, mentions):
        same = next((one for one in _by_likeness(found, paper) if _is_same(one, paper, event_day)), None)
        if same is not None:
            same.add(paper)
        elif not _says_nothing(document, paper, bool(found)):
            same = _Agreement()
            same.add(paper)
            found.append(same)
        if same is not None:
            made.append((same, paper))
    rows = {id(one): _row(document, mentions, facts, one) for one in found}
    _relate(document, mentions, made, rows)
    kept = [rows[id(one)] for one in found if not _is_nobodys(one, rows[id(one)])]
    for row in rows.values():
        if row not in kept:
            facts.issues.append(Issue("agreement_without_parties", row.kind, row.start, row.end, row.rule))
    return kept


def _is_nobodys(one: _Agreement, row: AgreementFact) -> bool:
    """Whether nothing says whose agreement it is, and nothing else makes it one of its own."""
    if row.parties or row.number or row.period_start:
        return False
    if all(paper.vague and not paper.both_sides for paper in one.papers):
        return True
    return row.status == "cited" and row.signed_on is None


def _event_day(facts: Facts) -> date | None:
    days = [
        fact.first
        for fact in facts.dates
        if fact.role == "event" and fact.precision == "day" and fact.modality == "actual"
    ]
    return days[0] if days else None


def _by_likeness(found: list[_Agreement], paper: Paper) -> list[_Agreement]:
    """Return the agreements known so far, the likeliest to be the one meant by `paper` first."""

    def likeness(place: int) -> tuple[bool, bool, bool, bool, int]:
        one = found[place]
        number = bool(paper.number) and one.number is not None and _same_number(one.number, paper.number or "")
        years = one.years is not None and one.years == _years(paper)
        return (
            number,
            years,
            _same_kind(one.kind, paper.kind),
            paper.status is not None and one.status == paper.status,
            place,
        )

    return [found[place] for place in sorted(range(len(found)), key=likeness, reverse=True)]


def _same_number(one: str, other: str) -> bool:
    return re.sub(r"\s", "", fold(one)) == re.sub(r"\s", "", fold(other))


def _same_kind(one: str, other: str) -> bool:
    return one == other or one.startswith(other + " ") or other.startswith(one + " ")


def _names(run: Run | None) -> set[str]:
    return {organisation.name for organisation in run.organisations} if run else set()


def _is_same(one: _Agreement, paper: Paper, event_day: date | None) -> bool:
    """Whether `paper` may be another word for the agreement `one`: nothing that is said of both differs."""
    if one.number and paper.number:
        return _same_number(one.number, paper.number)
    if not _same_kind(one.kind, paper.kind) and not (paper.bare and paper.status != "signed"):
        return False
    years = _years(paper)
    if years and one.years:
        return years == one.years
    sides, others = _names(one.parties), _names(paper.parties)
    if sides and others and not (sides <= others or others <= sides):
        return False
    day = own_day(paper)
    if day and one.day and day != one.day:
        return False
    if {one.status, paper.status} == {"signed", "cited"}:
        # "thực hiện quy chế vừa ký kết" is the paper of the day; one with a day or a number of its own is not.
        return day is not None and day == event_day
    return not (one.status == "signed" and day is not None and event_day is not None and day != event_day)


def _says_nothing(document: Document, paper: Paper, known: bool) -> bool:
    """Whether `paper` is too loose a word to make an agreement: "xây dựng các kế hoạch phối hợp"."""
    if not paper.bare or paper.both_sides:
        return False
    if paper.loose:
        return True
    if paper.status == "signed":
        return False
    return known


def _row(document: Document, mentions: Mentions, facts: Facts, one: _Agreement) -> AgreementFact:
    """Return the row for one agreement."""
    head = next((paper for paper in one.papers if paper.number), None) or next(
        (paper for paper in one.papers if not paper.bare), one.papers[0]
    )
    signed = one.status == "signed"
    rule = SIGNED if signed else CITED
    mention = head.mention
    row = AgreementFact(start=mention.start, end=mention.end, rule=rule, kind=one.kind, number=one.number)
    row.status = "signed" if signed else "cited"
    row.confidence = 0.95 if (signed or not head.bare) else 0.75
    for paper in one.papers:
        _read_paper(document, row, paper)
    if signed and row.signed_on is None:
        _sign_on(facts, row, one)
    _read_parties(document, mentions, row, one)
    if all(paper.modality != "actual" for paper in one.papers):
        row.modality = head.modality
        row.sources += [head.cue] if head.cue else []
    row.tasks = tasks(document, one.papers, signed=signed)
    return row


def _read_paper(document: Document, row: AgreementFact, paper: Paper) -> None:
    """Take over what `paper` says and no place before it has said."""
    if paper.number_span:
        row.sources.append(Source("number", *paper.number_span, TERMS))
    if paper.years is not None and row.period_start is None:
        value = paper.years.value
        row.period_start, row.period_end = value.start.year, value.end.year
        row.sources.append(Source("period_start", paper.years.start, paper.years.end, TERMS))
        row.sources.append(Source("period_end", paper.years.start, paper.years.end, TERMS))
    if paper.day is not None and row.signed_on is None:
        row.signed_on = paper.day.value.start
        row.sources.append(Source("signed_on", paper.day.start, paper.day.end, TERMS))
    if paper.subject is not None and row.subject is None:
        row.subject = document.text[slice(*paper.subject)]
        row.sources.append(Source("subject", *paper.subject, TERMS))
    if paper.signing is not None and paper.status == row.status:
        row.sources.append(Source("status", *paper.signing, TERMS))


def _sign_on(facts: Facts, row: AgreementFact, one: _Agreement) -> None:
    """Take the event's day for an agreement signed in the event: the one in the sentence of signing, else the first."""
    days = [
        fact for fact in facts.dates if fact.role == "event" and fact.precision == "day" and fact.modality == "actual"
    ]
    sentences = [(paper.sentence.start, paper.sentence.end) for paper in one.papers if paper.status == "signed"]
    beside = [day for day in days if any(start <= day.start < end for start, end in sentences)]
    for day in (beside or days)[:1]:
        row.signed_on = day.first
        row.sources.append(Source("signed_on", day.start, day.end, TERMS))


def _read_parties(document: Document, mentions: Mentions, row: AgreementFact, one: _Agreement) -> None:
    """Say between whom: "giữa A và B", who signs, the bodies of the number, the hosts of the event."""
    run = one.parties or _signing_sides(document, mentions, one)
    if run is not None and len(run.organisations) > 1:
        _take(row, run)
        return
    holding = hosts(document, mentions)
    by_number = _by_number(mentions, row.number, holding)
    if by_number:
        row.parties = by_number
        row.confidence = min(row.confidence, 0.8)
    elif holding is not None and len(holding.organisations) > 1:
        _take(row, holding)
    elif run is not None:
        _take(row, run)
        _take(row, _other_side(document, mentions, one))


def _other_side(document: Document, mentions: Mentions, one: _Agreement) -> Run | None:
    """Return the bodies that get duties right behind the signing: "Theo quy chế này, UBND các quận … chỉ đạo"."""
    signing = [paper.sentence.index for paper in one.papers if paper.signing]
    for sentence in document.sentences[signing[-1] + 1 : signing[-1] + 3] if signing else ():
        if by := _BY_IT.match(document.low, sentence.start, sentence.end):
            found = runs(document, mentions, by.end(), sentence.end)
            if found and not bare(document, mentions, by.end(), found[0].start):
                return found[0]
    return None


def _take(row: AgreementFact, run: Run | None) -> None:
    if run is None:
        return
    known = {organisation.name for organisation in row.parties}
    row.parties = [
        *row.parties,
        *(organisation for organisation in run.organisations if organisation.name not in known),
    ]
    row.sources += [Source("parties", body.start, body.end, PARTIES) for body in run.bodies]


def _signing_sides(document: Document, mentions: Mentions, one: _Agreement) -> Run | None:
    """Return the bodies that sign: the subject of the verb, with the one behind "với"."""
    best: Run | None = None
    for paper in one.papers:
        if paper.signing is None:
            continue
        before = runs(document, mentions, paper.sentence.start, paper.signing[0])
        behind = [
            run
            for run in runs(document, mentions, paper.signing[1], paper.tail)
            if re.search(r"(?<!\w)(?:với|cùng)$", bare(document, mentions, paper.signing[1], run.start))
        ]
        chosen = _subject_of_signing(before, document, mentions, paper)
        if chosen is not None and behind:
            bodies = (*chosen.bodies, *behind[0].bodies)
            chosen = Run(chosen.start, behind[0].end, bodies, chosen.people)
        if chosen is not None and len(chosen.organisations) > 1:
            return chosen
        best = best or chosen
    return best


def _subject_of_signing(before: list[Run], document: Document, mentions: Mentions, paper: Paper) -> Run | None:
    """Of the bodies before a verb of signing, return those that sign: the last named side by side, else the last."""
    if paper.signing is None:
        return None
    before = [run for run in before if run.definite]
    together = [run for run in before if len(run.organisations) > 1]
    return together[-1] if together else before[-1] if before else None


def _by_number(mentions: Mentions, number: str | None, holding: Run | None) -> list[Organisation]:
    """Return the bodies in a paper's number, those of a kind as the hosts or the article name them."""
    if number is None:
        return []
    known = list(holding.organisations) if holding else []
    known += [mention.value for mention in mentions.of("organisation") if not mention.value.plural]
    found: list[Organisation] = []
    for code in codes_of(number)[1:]:
        party = next((party for party in lexicon().party if code in map(fold, party.codes)), None)
        if party is None:
            continue
        if party.name is not None:
            named = next((one for one in known if one.name == party.name), None)
            kind = "police" if party.name == "Bộ Công an" else "union"
            found.append(named or Organisation(party.name, f"{kind}/vn", kind, "central"))
        else:
            match = next((one for one in known if one.kind == party.kind and one.level != "central"), None)
            found += [match] if match else []
    return found if len(found) > 1 else []


def _relate(
    document: Document, mentions: Mentions, made: list[tuple[_Agreement, Paper]], rows: dict[int, AgreementFact]
) -> None:
    """Say which plan carries out which regulation: "Kế hoạch … về thực hiện Quy chế …"."""
    words = sorted(map(fold, lexicon().carrying_out), key=len, reverse=True)
    carrying = re.compile(rf"(?:^|\s)(?:{'|'.join(map(re.escape, words))})$")
    for (first, plan), (second, regulation) in itertools.pairwise(made):
        one, other = rows[id(first)], rows[id(second)]
        if first is second or plan.sentence.index != regulation.sentence.index or _is_next_one(one, other):
            continue
        start = plan.parties.end if plan.parties else plan.mention.end
        gap = bare(document, mentions, start, regulation.mention.start)
        before = bare(document, mentions, plan.sentence.start, plan.mention.start)
        if len(gap.split()) <= 6 and carrying.search(gap):
            one.implements = other
        elif carrying.search(before) and _MADE.search(gap):
            other.implements = one


def _is_next_one(one: AgreementFact, other: AgreementFact) -> bool:
    """Whether one only follows the other: the same kind of paper between the same sides."""
    sides = {party.name for party in one.parties}, {party.name for party in other.parties}
    return _same_kind(one.kind, other.kind) and sides[0] == sides[1]
