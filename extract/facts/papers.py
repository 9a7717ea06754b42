"""The co-operation papers that a text names, each place with what is said of it there: day, years, parties, subject."""

import re
from collections.abc import Iterator

from extract.document import Document, Sentence
from extract.facts.agreement_lexicon import phrases
from extract.facts.bodies import Run, bare, listed, runs
from extract.facts.paper import Paper
from extract.facts.paper_passive import read_passive
from extract.facts.paper_signers import read_signers
from extract.facts.paper_status import read_age, read_status
from extract.facts.sides import pair
from extract.facts.wording import whole
from extract.mentions.base import DateValue, DocumentName, Mention, Mentions
from extract.mentions.documents import says_cooperation

# A noun alone is no mention of its own: the rows that rest on it name the rules of agreements.
POINTED = "agreement.pointed_to"
_BETWEEN = re.compile(r"(?<!\w)giữa\s")
# "giữa [ban điều hành dự án,] Công đoàn Công ty Sao Mai và Công an huyện"
_UNKNOWN_FIRST = re.compile(
    r"\A(?:(?!(?:đã|sẽ|được|ký|tổ chức|về|là|có)(?!\w))[^\s,.;:]{1,20}+\s?){1,8}(?:,|\svà|\svới)"
)
_BEARS_SIGNATURES = re.compile(r"(?<!\w)(?:có|mang|với|đủ) (?:đủ )?chữ ký của\s")
_BOTH = re.compile(r"(?<!\w)giữa\s(?:hai|2|02|ba|3|các)\s(?:bên|đơn vị|ngành|cơ quan|tổ chức|lực lượng|phía)")
# "ký Quy chế phối hợp giai đoạn 2024-2029, thay thế [Quy chế phối hợp số 02]"
_REPLACED = re.compile(
    r"(?<!\w)(?:thay thế|thay cho|thay|kế thừa|tiếp nối|kế tục)\s(?:cho\s|và phát triển\s)?(?:bản\s)?$"
)
_DAY_GAP = re.compile(
    r"[\s,(]*(?:(?:được|đã|cùng|hai bên|do)\s)*(?:ký|ký kết|ban hành|lập)?\s?(?:từ|vào|hồi)?\s?(?:ngày)?\s?"
)
_OWN = re.compile(r"(?<!\w)bản\s$")
_AND = re.compile(r"\s?(?:,|và|, và|;)\s(?:năm học\s|giai đoạn\s|năm\s)?")
_TERM = re.compile(
    r"(?<!\w)(?:giai đoạn|nhiệm kỳ|thời kỳ|từ|các năm|những năm|thời hạn|hiệu lực|thời gian|áp dụng|kéo dài|cho)(?!\w)"
)
# Papers that are made for one year, where it stands right behind them: "tổng kết chương trình phối hợp năm 2019".
_YEARLY = frozenset({"chương trình", "kế hoạch", "giao ước thi đua"})
# "trong 3 năm (2003-2006), …": what is looked back on
_LAST_YEARS = re.compile(r"(?<!\w)(?:\d{1,2}|một|hai|ba|bốn|năm|mười)\snăm\s\($")
# What a paper signed now is made for: "giao ước thi đua năm 2024", "năm học 2023-2024", not "ký … vào năm 2024".
_FOR_YEAR = re.compile(r"năm\s\d{4}|năm(?:\shọc)?\s\d{4}\s?[-–]\s?\d{2,4}")
_IN_YEAR = re.compile(r"(?<!\w)(?:từ|vào|trong|đến|hết|cuối|đầu|ký|ký kết|tháng|kể|hơn|so với|cho tới|tới|qua)\s$")
_MADE_FOR = re.compile(r"(?<!\w)(?:đã|sẽ|được|là|có|khi|vừa|do|theo|so|sau|trước|kết quả|thành tích)(?!\w)|[;:.()]")
# Behind a comma, a clause of its own: ", tình hình đã chuyển biến".
_NEXT_CLAUSE = re.compile(
    r",\s(?:[^\s,;]+\s){1,8}(?:đã|sẽ|được|là|có)\s|,\s(?:sáng|chiều|tối|ngày|đến nay|qua đó|từ đó)\s"
)
# "thực hiện Quy chế phối hợp trong 3 năm qua"
_DURATION = re.compile(
    r"(?:trong|trong suốt)\s(?:\d{1,3}|một|hai|ba|bốn|năm|những|các|nhiều|thời gian)\s(?:năm|tháng|ngày|qua)"
)
_SUBJECT_END = re.compile(
    r"\s(?:giai đoạn|nhiệm kỳ|ngày\s\d|từ năm|thời kỳ|số\s\d|ký ngày|được ký|đã được|và ký|và khen thưởng|theo đó|do\s)"
    r"|[;\n(]|\.(?=\s|$)|,\s(?:giai đoạn|ngày|nhiệm kỳ|hai|các|đồng thời|trong đó|tại)"
)


def papers(document: Document, mentions: Mentions) -> list[Paper]:
    """Return the co-operation papers named in `document`, each place of the text, with those only pointed back to."""
    named = [mention for mention in mentions.of("document") if mention.value.co_operation]
    named = sorted([*named, *_pointed_to(document, mentions, named)], key=lambda mention: mention.start)
    found: list[Paper] = []
    for index, mention in enumerate(named):
        sentence = document.sentence_at(mention.start)
        later = iter(named[index + 1 : index + 3])
        following = next(later, None)
        if mention.value.number is None and following is not None and _is_only_number(document, following):
            following = next(later, None)
        tail = min(sentence.end, following.start if following else sentence.end)
        told = found[-1] if found and found[-1].number is None else None
        if told is not None and (
            (_is_only_number(document, mention) and mention.start < told.tail) or _in_brackets(document, mention, told)
        ):
            found[-1].number = mention.value.number
            found[-1].number_span = (mention.start, mention.end)
            continue
        found.append(_paper(document, mentions, mention, sentence, tail))
    return found


def _pointed_to(
    document: Document, mentions: Mentions, named: list[Mention[DocumentName]]
) -> Iterator[Mention[DocumentName]]:
    """Yield the places that point back to a paper by its noun alone: "Quy chế có hiệu lực …", "bản kế hoạch".

    So does "thành tích trong thực hiện quy chế giai đoạn 2019-2024", which tells what years it runs for.
    """
    kinds = {mention.value.kind for mention in named}
    if not kinds:
        return
    kinds.add("văn bản")
    first = min(mention.start for mention in named)
    pattern = re.compile(
        rf"(?P<kind>{whole(kinds)})(?P<this>\s(?:này|trên|mới|vừa|mang|được ký))?"
        r"(?P<years>(?=\s(?:giai đoạn|nhiệm kỳ)\s(?:19|20)\d\d))?"
    )
    behind = first
    for match in pattern.finditer(document.low, first):
        start, end = match.span("kind")
        opens = document.text[start].isupper() and document.sentence_at(start).start == start
        own = _OWN.search(document.low, max(behind, start - len("bản ")), start)
        behind = match.end()
        told = opens or own or match["this"] or match["years"] is not None
        if told and not mentions.covers("document", start, end):
            yield Mention("document", start, end, POINTED, DocumentName(match["kind"], None, True))


def _is_only_number(document: Document, mention: Mention[DocumentName]) -> bool:
    return document.text[mention.start].isdigit()


def _in_brackets(document: Document, mention: Mention[DocumentName], told: Paper) -> bool:
    """Whether brackets give the number of the paper before them: "Quy chế phối hợp giữa A và B (Quy chế số 88)"."""
    start = told.parties.end if told.parties else told.mention.end
    same = mention.value.number is not None and mention.value.kind == told.kind
    return same and document.low[start : mention.start].strip() == "("


def _paper(
    document: Document, mentions: Mentions, mention: Mention[DocumentName], sentence: Sentence, tail: int
) -> Paper:
    paper = Paper(mention, sentence, tail, mention.value.number, pointed=mention.rule == POINTED)
    paper.cooperative = mention.value.kind.startswith("giao ước") or says_cooperation(
        document.low[mention.start : mention.end]
    )
    paper.follows = bool(_REPLACED.search(document.low, max(sentence.start, mention.start - 40), mention.start))
    if paper.number:
        paper.number_span = (mention.end - len(paper.number), mention.end)
    _read_parties(document, mentions, paper)
    _read_days(document, mentions, paper)
    read_status(document, mentions, paper)
    read_signers(document, mentions, paper)
    read_passive(document, mentions, paper)
    read_age(document, mentions, paper)
    _read_year(document, mentions, paper)
    _read_subject(document, paper)
    return paper


def _read_parties(document: Document, mentions: Mentions, paper: Paper) -> None:
    end = paper.mention.end
    if between := _BETWEEN.search(document.low, end, paper.tail):
        if _BOTH.match(document.low, between.start(), paper.tail):
            paper.both_sides = True
            paper.parties = listed(document, mentions, between.end(), paper.tail)
            return
        for run in runs(document, mentions, between.end(), paper.tail):
            gap = bare(document, mentions, between.end(), run.start)
            if len(gap.split()) <= 3 or (len(run.organisations) > 1 and _UNKNOWN_FIRST.fullmatch(gap)):
                _take_parties(document, mentions, paper, run)
            return
        return
    if signed := _BEARS_SIGNATURES.search(document.low, end, paper.tail):
        for run in runs(document, mentions, signed.end(), paper.tail)[:1]:
            if len(run.organisations) > 1 and not bare(document, mentions, signed.end(), run.start):
                _take_parties(document, mentions, paper, run)
                return
    day = mentions.first_after("date", end, paper.tail)
    if day is not None and day.value.precision == "day" and _DAY_GAP.fullmatch(document.low, end, day.start):
        end = day.end
    for run in runs(document, mentions, end, min(paper.tail, end + 160)):
        # "Quy chế phối hợp của Công an tỉnh và LĐLĐ tỉnh", "Chương trình phối hợp Công an tỉnh - LĐLĐ tỉnh"
        if len(run.organisations) > 1 and bare(document, mentions, end, run.start) in ("", "của", ":", ", của"):
            _take_parties(document, mentions, paper, run)
        return


def _take_parties(document: Document, mentions: Mentions, paper: Paper, run: Run) -> None:
    """Take `run` as the parties; where it only says "Công an và Công đoàn", both sides of the article are meant."""
    run = pair(document, mentions, run)
    if run.vague:
        paper.both_sides, paper.hinted = True, run
    else:
        paper.parties = run


def _read_days(document: Document, mentions: Mentions, paper: Paper) -> None:
    """Read the paper's day and its years from the dates behind it."""
    position = paper.mention.end
    for moment in mentions.within("date", position, paper.tail):
        value = moment.value
        if paper.day is None and _is_its_day(document, position, moment):
            paper.day = moment
        elif value.start.year < value.end.year and paper.years is None and _is_term(document, moment):
            paper.years = paper.last_years = moment
        elif (
            paper.last_years is not None
            and value.start.year < value.end.year
            and _AND.fullmatch(document.low, paper.last_years.end, moment.start)
        ):
            paper.last_years = moment  # "các năm học 2020-2021, 2021-2022 và 2022-2023"
    if paper.day is None and paper.parties is not None:
        after = mentions.first_after("date", paper.parties.end, paper.tail)
        if after and _is_its_day(document, paper.parties.end, after):
            paper.day = after


def _is_its_day(document: Document, end: int, moment: Mention[DateValue]) -> bool:
    """Whether `moment` is the day of the paper told up to `end`.

    Behind a comma alone, a day without its year is that of the next clause: "Thực hiện Quy chế …, sáng 17/5, A đã …".
    """
    value = moment.value
    if value.precision != "day" or not _DAY_GAP.fullmatch(document.low, end, moment.start):
        return False
    return document.low[end : moment.start].strip() != "," or not (value.anchored or value.part_of_day)


def _read_year(document: Document, mentions: Mentions, paper: Paper) -> None:
    """Read the year or years that a paper is made for: "ký giao ước thi đua năm 2024", "kế hoạch phối hợp năm 2023"."""
    published = document.context.published_on
    if paper.loose or paper.pointed or paper.years is not None or published is None:
        return
    signed = paper.status == "signed"
    if not signed and not (paper.kind in _YEARLY and paper.number is None and paper.day is None):
        return
    for moment in mentions.within("date", paper.mention.end, paper.tail):
        if moment is paper.day:
            continue  # "Kế hoạch số 05 ngày 15/02/2023 về … năm 2023"
        if _MADE_FOR.search(document.low, paper.mention.end, moment.start):
            return
        named = _FOR_YEAR.fullmatch(document.low, moment.start, moment.end)
        if not signed:
            named = named if not _between_sides(document, paper, moment.start).strip() else None
        when = _IN_YEAR.search(document.low[paper.mention.end : moment.start])
        if named and not (when and moment.value.precision == "year"):
            first = published.year if signed else published.year - 1
            if moment.value.end.year >= first and moment.value.start.year <= published.year + 1:
                paper.years = paper.last_years = moment
            return


def _between_sides(document: Document, paper: Paper, end: int) -> str:
    """Return what stands between a paper and `end`, its parties left out: "chương trình giữa A và B năm 2023"."""
    if paper.parties is None or not paper.mention.end <= paper.parties.start < paper.parties.end <= end:
        return document.low[paper.mention.end : end]
    before = document.low[paper.mention.end : paper.parties.start].removeprefix(" giữa").removeprefix(" của")
    return before + document.low[paper.parties.end : end]


def _is_term(document: Document, moment: Mention[DateValue]) -> bool:
    """Whether a stretch of years is what a paper runs for, not what is looked back on ("từ năm 2018 đến nay")."""
    if moment.value.shape in ("since", "until"):
        return False
    if _LAST_YEARS.search(document.low, max(0, moment.start - 16), moment.start):
        return False
    around = document.low[max(0, moment.start - 24) : moment.end]
    return bool(_TERM.search(around)) or document.low[max(0, moment.start - 1) : moment.start] == "("


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
    head = phrases("subject").at(document.syllables, index)
    quoted = document.plain[at : at + 1] == '"'
    if (head is None or head.start != at) and not quoted:
        return
    if _DURATION.match(document.low, at):
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
