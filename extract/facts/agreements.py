"""Facts of the table agreements: each distinct agreement once an article, however often it is named."""

import re
from datetime import date
from itertools import pairwise

from extract.document import Document
from extract.facts.agreement_lexicon import lexicon, phrases
from extract.facts.agreement_merge import (
    Agreement,
    by_likeness,
    is_nobodys,
    is_same,
    number_key,
    same_kind,
    says_nothing,
)
from extract.facts.agreement_parties import Bodies, read_parties
from extract.facts.agreement_terms import read_paper, run_for, run_from, sign_on
from extract.facts.base import AgreementFact, Facts, Issue
from extract.facts.bodies import bare
from extract.facts.modality import modality
from extract.facts.paper import Paper
from extract.facts.papers import papers
from extract.facts.tasks import tasks
from extract.facts.wording import alternatives
from extract.mentions.base import Mentions
from extract.rules import declare

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
        "Ông Trần Văn Tám, Giám đốc Công an thành phố cho biết: Công an thành phố và LĐLĐ thành phố đã ký Quy chế phối "
        "hợp.": ["Quy chế phối hợp"],
        "Thời gian tới, Công an và LĐLĐ thành phố sẽ ký kết Quy chế phối hợp.": ["Quy chế phối hợp"],
        "Tại Kon Tum (cũ), hai ngành ký Chương trình phối hợp số 04/CTPH-CAT-LĐLĐ từ năm 2019.": [
            "Chương trình phối hợp số 04/CTPH-CAT-LĐLĐ"
        ],
    },
    ignores=[
        "Thời gian tới, các cấp công đoàn sẽ ký kết quy chế phối hợp.",
        "Hằng năm, Công an huyện và LĐLĐ huyện Phong Điền ký kết kế hoạch phối hợp.",
        "Thực hiện Nghị quyết 20-NQ/TW, hai ngành đã phối hợp chặt chẽ.",
        "Các đơn vị xây dựng kế hoạch phối hợp.",
    ],
)
_MADE = re.compile(r"(?<!\w)(?:ký|ký kết|xây dựng|ban hành|xây dựng và ký kết|xây dựng, ban hành)$")
# Between a plan and what it carries out, where nothing says that it was made for that.
_FEW_WORDS = 6
# "tổng kết 5 năm thực hiện Nghị quyết …, đồng thời ký Quy chế …": the one comes to its end with the other.
_LOOKS_BACK = re.compile(r"(?<!\w)(?:sơ kết|tổng kết|đánh giá)(?!\w)")
# How many agreements back one may follow another.
_LOOKED_AT = 10
_NEW = re.compile(r"\smới(?!\w)")
# "ba bên ngồi lại, ký tiếp quy chế"
_AGAIN = re.compile(
    r"(?<!\w)(?:ký (?:kết )?(?:tiếp|lại|mới)|tiếp tục ký"
    r"|(?:hai|ba|bốn|năm|các|\d)\s(?:bên|đơn vị|ngành|cơ quan|phía))(?!\w)"
)
# The sides sign, the paper is left out: "Tại hội nghị, hai bên đã tiến hành ký kết."
_BOTH_SIGN = re.compile(
    r"(?<!\w)(?<!giữa )(?<!mà )(?<!được )(?<!do )(?<!khi )(?<!nhờ )(?:(?:hai|2|các|ba)\s(?:bên|đơn vị|ngành|cơ quan)\s"
    r"(?:(?:đã|cùng|tiến hành|chính thức|thống nhất|nhau|thực hiện|lễ|nghi thức|tham gia)\s)*|(?:lễ|đặt bút|cùng|đã)\s)"
    r"(?P<verb>ký(?:\skết)?)(?!\s(?:và|,)\s(?:\S+\s){0,3}(?:tốt|hiệu quả|nghiêm túc)(?!\w))"
    r"(?=[.,;]|\s(?:gồm|là|trước|trong|tại|với|và|vào|diễn ra|được tổ chức|giữa)|$)"
)


def read(document: Document, mentions: Mentions, facts: Facts) -> list[AgreementFact]:
    """Return the rows of agreements, in order of appearance."""
    named = papers(document, mentions)
    found, made = _merge(named, _event_day(facts))
    told = {id(paper) for _, paper in made}
    for paper in named:
        if id(paper) not in told and not paper.pointed and paper.modality != "actual":
            mention = paper.mention
            facts.issues.append(Issue(f"agreement_{paper.modality}", paper.kind, mention.start, mention.end, SIGNED))
    if not found:
        return []
    _sign_without_object(document, found)
    bodies = Bodies(document, mentions)
    rows: dict[int, AgreementFact] = {}
    previous: list[AgreementFact] = []
    for one in found:
        rows[id(one)] = _row(document, mentions, facts, bodies, one)
        _follow(document, one, rows[id(one)], previous)
        previous = [*previous[-_LOOKED_AT:], rows[id(one)]]
    _relate(document, mentions, made, rows)
    kept: list[AgreementFact] = []
    for one in found:
        row = rows[id(one)]
        if is_nobodys(one, row):
            facts.issues.append(Issue("agreement_without_parties", row.kind, row.start, row.end, row.rule))
        else:
            kept.append(row)
    return kept


def _follow(document: Document, one: Agreement, row: AgreementFact, before: list[AgreementFact]) -> None:
    """Read what a new one leaves to the one that it follows: "…, đồng thời ký giao ước mới" has its kind and sides."""
    old = next((other for other in reversed(before) if same_kind(other.kind, row.kind)), None)
    if old is None:
        return
    if not any(_NEW.match(document.low, paper.mention.end) for paper in one.papers):
        again = any(_AGAIN.search(document.low, paper.sentence.start, paper.mention.start) for paper in one.papers)
        if again and not row.parties and len(old.parties) > 1:
            row.parties, row.confidence = list(old.parties), 0.8
        return
    row.kind = max(row.kind, old.kind, key=len)
    if not row.parties and len(old.parties) > 1:
        row.parties, row.confidence = list(old.parties), 0.8


def _merge(named: list[Paper], event_day: date | None) -> tuple[list[Agreement], list[tuple[Agreement, Paper]]]:
    """Return the agreements that the papers are about, and the one that each paper was taken for."""
    found: list[Agreement] = []
    made: list[tuple[Agreement, Paper]] = []
    numbered: dict[str, Agreement] = {}
    for paper in named:
        same = numbered.get(number_key(paper.number)) if paper.number else None
        if same is None:
            other = made[-1] if made and paper.follows and made[-1][1].sentence is paper.sentence else None
            likely = [one for one in by_likeness(found, paper) if other is None or one is not other[0]]
            same = next((one for one in likely if is_same(one, paper, event_day)), None)
        if same is None and not says_nothing(paper, known=bool(found)):
            same = Agreement()
            found.append(same)
        if same is not None:
            same.add(paper)
            made.append((same, paper))
            if paper.number:
                numbered.setdefault(number_key(paper.number), same)
    return found, made


def _sign_without_object(document: Document, found: list[Agreement]) -> None:
    """Take the one agreement told of as signed where the sides are said to sign, and not what ("hai bên đã ký kết")."""
    open_ones = [one for one in found if one.status is None] or (found if len(found) == 1 else [])
    if any(one.status == "signed" for one in found) or len(open_ones) != 1 or open_ones[0].day is not None:
        return
    one = open_ones[0]
    sentence = one.papers[0].sentence
    start = document.sentences[sentence.index - 1].start if sentence.index else sentence.start
    told = {other.signing[0] for each in found for other in each.papers if other.signing}
    for match in _BOTH_SIGN.finditer(document.low, start):
        if match.start("verb") in told:
            continue  # the verb has its paper
        beside = any(
            0 <= match.start() - paper.mention.end <= 2 or _is_cited_by(document, paper, match.start())
            for paper in one.papers
        )
        if not beside and modality(document, match.start("verb"), match.end("verb"))[0] == "actual":
            one.papers[0].signing, one.papers[0].status, one.status = match.span("verb"), "signed", "signed"
            return


def _is_cited_by(document: Document, paper: Paper, verb: int) -> bool:
    """Whether the signing at `verb` is that of a paper that its sentence cites: "theo chương trình … hai bên đã ký"."""
    start = paper.sentence.start
    if not start <= verb < paper.sentence.end:
        return False
    return paper.retold or (
        verb > paper.mention.end
        and next(phrases("citing").find(document.syllables, start, paper.mention.start), None) is not None
        and not re.search(r"[,;]", document.low[paper.mention.end : verb])
    )


def _event_day(facts: Facts) -> date | None:
    days = [
        fact.first
        for fact in facts.dates
        if fact.role == "event" and fact.precision == "day" and fact.modality == "actual"
    ]
    return days[0] if days else None


def _row(document: Document, mentions: Mentions, facts: Facts, bodies: Bodies, one: Agreement) -> AgreementFact:
    """Return the row for one agreement."""
    own = [paper for paper in one.papers if not paper.pointed] or one.papers
    head = next((paper for paper in own if paper.number), None) or next(
        (paper for paper in own if not paper.bare), own[0]
    )
    signed = one.status == "signed"
    rule = SIGNED if signed else CITED
    mention = head.mention
    row = AgreementFact(start=mention.start, end=mention.end, rule=rule, kind=one.kind, number=one.number)
    row.status = "signed" if signed else "cited"
    row.confidence = _confidence(one, head, signed=signed)
    for paper in one.papers:
        read_paper(document, row, one, paper)
    if signed and row.signed_on is None:
        sign_on(document, facts, row, one)
    if row.period_start is None:
        run_for(document, mentions, row, one, signed=signed)
    if row.period_start is None and signed:
        run_from(document, mentions, row, one)
    read_parties(document, mentions, row, one, bodies)
    if all(paper.modality != "actual" for paper in one.papers):
        row.modality = head.modality
        row.sources += [head.cue] if head.cue else []
    row.tasks = tasks(document, one.papers, signed=signed)
    return row


def _confidence(one: Agreement, head: Paper, *, signed: bool) -> float:
    """Return how sure an agreement is by what tells it apart.

    On six sets of articles, each read before anybody had looked into it, those with a number and its code were right
    in 98 of 100 cases, signings without a number in 9 of 10, and those without number and years in 7 of 10.
    """
    if one.number is not None and not one.number.isdigit():
        return 0.95
    if signed:
        return 0.9 if one.years or one.number else 0.85
    if one.number is not None and one.parties is None:
        return 0.75  # "Nghị quyết liên tịch số 02": whose, others must say
    return 0.75 if head.bare else 0.95


def _relate(
    document: Document, mentions: Mentions, made: list[tuple[Agreement, Paper]], rows: dict[int, AgreementFact]
) -> None:
    """Say which plan carries out which regulation: "Kế hoạch … về thực hiện Quy chế …"."""
    carrying = re.compile(
        rf"(?P<made>(?<!\w)(?:được )?(?:xây dựng|ban hành|soạn thảo|lập|ký kết)\s)?(?:^|(?<=\s))"
        rf"(?:{alternatives(lexicon().carrying_out)})"
        r"(?:\s(?:ở cơ sở|tại cơ sở|có hiệu quả|hiệu quả|tốt|cụ thể|nội dung))*$"
    )
    for (first, plan), (second, regulation) in pairwise(made):
        one, other = rows[id(first)], rows[id(second)]
        if first is second or plan.sentence.index != regulation.sentence.index or _is_next_one(one, other):
            continue
        start = plan.parties.end if plan.parties else plan.mention.end
        gap = bare(document, mentions, start, regulation.mention.start)
        before = bare(document, mentions, plan.sentence.start, plan.mention.start)
        said = carrying.search(gap)
        if said and (said["made"] or len(gap.split()) <= _FEW_WORDS):
            one.implements = other
        elif carrying.search(before) and _MADE.search(gap) and not _LOOKS_BACK.search(before):
            other.implements = one


def _is_next_one(one: AgreementFact, other: AgreementFact) -> bool:
    """Whether one only follows the other: the same kind of paper between the same sides."""
    sides = {party.name for party in one.parties}, {party.name for party in other.parties}
    return same_kind(one.kind, other.kind) and sides[0] == sides[1]
