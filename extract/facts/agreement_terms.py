"""What an agreement says of itself: its number, its day, the years that it runs for, what it is about."""

import re

from extract.document import Document
from extract.facts.agreement_merge import Agreement
from extract.facts.base import AgreementFact, Facts, Source
from extract.facts.paper import Paper
from extract.facts.paper_status import NEWS_DAYS
from extract.mentions.base import Mentions
from extract.rules import declare

TERMS = declare(
    "agreement.terms",
    finds={
        "Thực hiện Quy chế phối hợp số 47/QCPH-CAT-LĐLĐT ngày 14/9/2018 về bảo đảm an ninh giai đoạn 2018-2023.": [
            "47/QCPH-CAT-LĐLĐT",
            "ngày 14/9/2018",
            "về bảo đảm an ninh",
            "giai đoạn 2018-2023",
        ],
        "Công an tỉnh và LĐLĐ tỉnh tổng kết chương trình phối hợp năm 2023.": ["năm 2023"],
        "Sáng 4/3, Công an tỉnh và LĐLĐ tỉnh ký ban hành Kế hoạch phối hợp ngày 4/3/2024 về chăm lo Tết năm 2024.": [
            "ký ban hành",
            "ngày 4/3/2024",
            "về chăm lo Tết năm 2024",
            "năm 2024",
        ],
    },
    ignores=["Năm 2018, hai ngành bảo đảm an ninh trật tự theo kế hoạch phối hợp."],
)
# Before the years that an agreement runs for.
_IN_FORCE = re.compile(
    r"(?<!\w)(?:hiệu lực|thời hạn|thời gian thực hiện|có giá trị|áp dụng|được thực hiện|triển khai)(?!\w)[^.;]*$"
)
# "có hiệu lực 3 năm, kể từ ngày 1-7-2015", "thời hạn năm năm tính từ ngày ký"
_YEARS_FROM = re.compile(
    r"(?<!\w)(?:hiệu lực|thời hạn|thời gian thực hiện|có giá trị|áp dụng|được thực hiện)"
    r"(?:\s(?:là|trong|vòng|thi hành))*"
    r"\s(?P<years>\d{1,2}|một|hai|ba|bốn|năm|mười)\snăm,?\s(?:(?:kể|tính)\s)*từ\s(?P<day>ngày\ský|(?:ngày\s)?(?=\d))"
)
_SMALL = {"một": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "mười": 10}
# Characters behind an agreement in which the words of its years stand.
_REACH = 8_000
_UNTIL = re.compile(r"(?<!\w)(?:đến|tới)(?:\s(?:hết|cuối))?\s$")
# "gia hạn quy chế này đến hết năm 2029", "ký quy chế mới đến năm 2028"
_TO_RUN = re.compile(r"(?<!\w)(?:gia hạn|kéo dài|hết|mới)(?!\w)")


def read_paper(document: Document, row: AgreementFact, one: Agreement, paper: Paper) -> None:
    """Take over what `paper` says and no place before it has said."""
    if paper.number_span:
        row.sources.append(Source("number", *paper.number_span, TERMS))
    if paper.years is not None and paper.term is not None and paper.term == one.years and row.period_start is None:
        row.period_start, row.period_end = paper.term
        last = paper.last_years or paper.years
        row.sources.append(Source("period_start", paper.years.start, paper.years.end, TERMS))
        row.sources.append(Source("period_end", last.start, last.end, TERMS))
    if paper.day is not None and row.signed_on is None:
        row.signed_on = paper.day.value.start
        row.sources.append(Source("signed_on", paper.day.start, paper.day.end, TERMS))
    if paper.subject is not None and row.subject is None:
        row.subject = document.text[slice(*paper.subject)]
        row.sources.append(Source("subject", *paper.subject, TERMS))
    if paper.signing is not None and paper.status == row.status:
        row.sources.append(Source("status", *paper.signing, TERMS))


def sign_on(document: Document, facts: Facts, row: AgreementFact, one: Agreement) -> None:
    """Take the event's day for an agreement signed in the event: the one in the sentence of signing, else the first."""
    published = document.context.published_on
    told = [fact for fact in facts.dates if fact.precision == "day" and fact.modality == "actual"]
    days = [fact for fact in told if fact.role == "event"]
    sentences = [(paper.sentence.start, paper.sentence.end) for paper in one.papers if paper.status == "signed"]
    beside = [day for day in days if any(start <= day.start < end for start, end in sentences)]
    # "Ngày 17/5, Công an huyện B và LĐLĐ huyện B cũng ký quy chế": a day of these weeks, though not of the event
    recent = [
        day
        for day in told
        if published is not None
        and 0 <= (published - day.last).days <= NEWS_DAYS
        and any(start <= day.start < end for start, end in sentences)
    ]
    for day in (beside or recent or days)[:1]:
        row.signed_on = day.first
        row.sources.append(Source("signed_on", day.start, day.end, TERMS))


def run_for(document: Document, mentions: Mentions, row: AgreementFact, one: Agreement, *, signed: bool) -> None:
    """Read the years that an agreement runs for from words of their own ("hiệu lực đến hết năm 2028").

    Those of a cited one stand in its sentence; a signed one's may have a sentence of their own.
    """
    told_to = max(paper.tail for paper in one.papers)
    for paper in one.papers if not signed else one.papers[:1]:
        for moment in mentions.within("date", paper.mention.end, paper.mention.end + _REACH if signed else paper.tail):
            before = document.low[max(paper.mention.end, moment.start - 60) : moment.start]
            here = moment.start < told_to
            first, last = moment.value.start.year, moment.value.end.year
            until = bool(_UNTIL.search(before))
            if not _IN_FORCE.search(before) and not (here and until and _TO_RUN.search(before)):
                continue
            if first == last:
                if row.signed_on is None or not until or first <= row.signed_on.year:
                    continue
                first = row.signed_on.year
            row.period_start, row.period_end = first, last
            row.sources += [Source(field, moment.start, moment.end, TERMS) for field in ("period_start", "period_end")]
            return


def run_from(document: Document, mentions: Mentions, row: AgreementFact, one: Agreement) -> None:
    """Reckon the years of an agreement that runs for so many from a day: "hiệu lực 3 năm kể từ ngày 1-7-2015"."""
    end = one.papers[0].mention.end
    told = _YEARS_FROM.search(document.low, end, end + _REACH)
    if told is None:
        return
    first, end = row.signed_on, told.end()
    if not told["day"].endswith("ký"):
        moment = next(iter(mentions.overlapping("date", told.end(), told.end() + 1)), None)
        first, end = (moment.value.start, moment.end) if moment else (None, end)
    if first is None:
        return
    count = _SMALL.get(told["years"]) or int(told["years"])
    row.period_start, row.period_end = first.year, first.year + count
    row.sources += [Source(field, told.start(), end, TERMS) for field in ("period_start", "period_end")]
