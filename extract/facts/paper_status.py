"""Whether a co-operation paper is signed where it is named, or cited from before; and who signs it."""

import re
from dataclasses import dataclass
from typing import Literal

from extract.document import Document
from extract.facts.agreement_lexicon import by, phrases, signer_gap, signing, verb_gap
from extract.facts.bodies import Body, Run, bare, listed, runs
from extract.facts.modality import modality
from extract.facts.paper import Paper
from extract.facts.sides import bridged, is_part, named_ones
from extract.mentions.base import DateValue, Mention, Mentions
from extract.phrases import Found, Phrases

# "ký kết … với Công an tỉnh", "… với 5 ngành: Công an tỉnh, BHXH tỉnh"
_WITH = re.compile(
    r"(?<!\w)(?:với|cùng|cùng với)\s"
    r"(?:(?:\d{1,2}|hai|ba|bốn|năm|sáu|các)\s(?:sở, ngành|ngành|đơn vị|cơ quan|sở|bên|tổ chức|địa phương)"
    r"(?:\s(?:gồm|là|gồm có|bao gồm))?\s?:?\s)?$"
)
# News of a signing comes within these days.
_NEWS_DAYS = 60
# Between a verb of signing and its paper stand few words, and none that begin another phrase.
_OBJECT_REACH = 6
_OTHER_OBJECT = re.compile(
    r"[.;:,]|(?<!\w)(?:theo|của|trong|tại|nhằm|để|sau|khi|từ|hợp đồng|quyết định|cam kết|thư|đã|sẽ|được)(?!\w)"
)
# A date that says when it was signed opens the sentence, or stands by the verb.
_BESIDE_VERB = 25
# "sẽ [cùng nhau tiến hành] ký kết": a cue farther off is of something else.
_CUE_REACH = 40
# "sau 2 năm ký kết", "kỷ niệm 5 năm ngày ký"
_YEARS_AFTER = re.compile(
    r"(?:\d{1,4}|một|hai|ba|bốn|năm)\s(?:năm|tháng)\s(?:ngày\s|kể từ ngày\s|thực hiện\s)?ký(?!\w)"
)
# "100% công đoàn cấp trên đã ký kết", "25/27 xã ký kết": many papers, none of its own.
_REVIEWED = re.compile(
    r"(?<!\w)(?:sơ kết|tổng kết|thay thế|thay cho|năm thực hiện|thời gian qua|năm qua|đánh giá)(?!\w)"
)
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
# Who agrees on a paper may say so in these words where it is news of these days.
_AGREED_DAYS = 14
_WHEN = re.compile(r"ký(?:\skết)?\s(?:(?:từ|vào|hồi|sáng|trưa|chiều|tối|ngày|hôm|tháng|năm)\s|\d)")
_AGO = re.compile(r"[\s,(]{0,8}(?:(?:hồi|từ|vào|ký|ra đời|có|được|lập|ban hành|đã|xây dựng|ký kết)\s)+")
_SIDES_SIGN = re.compile(
    r"(?:^|\s)(?:hai|ba|bốn|năm|sáu|các|\d{1,2})\s(?:bên|đơn vị|ngành|cơ quan|lực lượng|tổ chức|địa phương)"
    r"(?:\s\S+){0,5}$"
)
# A paper told of in its own right, from which the sides have duties: "Theo Kế hoạch số 26/KHPH-…, hai bên sẽ …".
_BY_IT = re.compile(r"(?:theo|tại|trong|với|cụ thể,?)\s(?:nội dung\s|tinh thần\s)?(?:bản\s)?")
_DUTIES = re.compile(
    r"(?:\s(?:này|trên|đã ký|vừa ký|vừa được ký|được ký kết|đã ký kết|vừa ký kết))?"
    r",\s(?:từ nay\s|hằng năm,?\s|định kỳ,?\s)?"
    r"(?:[^\s,.;:]+\s){1,8}(?:sẽ|thống nhất|cam kết|tập trung|có trách nhiệm|phối hợp|cùng|chủ động|phấn đấu)(?!\w)"
)
_WE_SIGN = re.compile(
    r"(?<!\w)(?:chúng tôi|chúng ta|đơn vị(?: tôi)?|phía tôi|bên tôi)\s"
    r"(?:(?:đã|cũng|sẽ|vừa|mới|chủ động|phối hợp|tiến hành|chính thức|tham mưu|cùng|tiếp tục)\s){0,4}$"
)
_JUST = re.compile(r"(?<!\w)(?:vừa|mới|chính thức)(?!\w)")
_SEVERAL = re.compile(r"(?<!\w)(?:0?[2-9]|[1-9]\d+|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười)\s$")
_OF_MANY = re.compile(r"(?:\d\s?%|\d/\d+|tất cả|nhiều|một số|mỗi)\s(?:\S+\s){1,10}$")


def read_status(document: Document, mentions: Mentions, paper: Paper) -> None:
    """Say whether the paper is signed where it is named, or cited."""
    start = paper.mention.start
    sentence = paper.sentence
    verb = _signing_verb(document, mentions, paper)
    _read_modality(document, paper, verb)
    citing = _last(phrases("citing"), document, sentence.start, start)
    touching = citing is not None and len(bare(document, mentions, citing[1], start).split()) <= 2
    past = _is_past(document, mentions, sentence.start, start, verb[0] if verb else start)
    # In "ký ban hành Kế hoạch" the second verb belongs to the first.
    behind = max(sentence.start, start - 30, verb[1] if verb else 0)
    loose = _last(phrases("loose"), document, behind, start)
    paper.loose = (loose is not None and not document.low[loose[1] : start].strip()) or paper.modality != "actual"
    if verb is not None and paper.bare and _SEVERAL.search(document.low, max(sentence.start, start - 16), start):
        paper.loose = True  # "đã ký 3 quy chế phối hợp": none of its own
    elif verb is not None and paper.bare and _OF_MANY.search(document.low, sentence.start, verb[0]):
        paper.loose = True
    elif verb is not None and paper.modality == "actual":
        paper.signing = verb
        paper.status = "cited" if past else "signed"
    elif touching and not paper.bare and not _is_told(document, paper):
        alone = not (paper.number or paper.years or paper.day)
        # "thực hiện Quy chế phối hợp giữa A và B" may be the one just signed; one that is reviewed is not.
        paper.status = (
            None if alone and not past and not _REVIEWED.search(document.low, sentence.start, start) else "cited"
        )


def _is_told(document: Document, paper: Paper) -> bool:
    """Whether a sentence tells what the paper lays down; whether it is the one of the day, others must say."""
    opens = _BY_IT.fullmatch(document.low, paper.sentence.start, paper.mention.start)
    return bool(opens and paper.day is None and _DUTIES.match(document.low, paper.mention.end, paper.sentence.end))


def _read_modality(document: Document, paper: Paper, verb: tuple[int, int] | None) -> None:
    """Read whether the paper is only planned; what is said to be signed, only where the cue stands by the verb."""
    said, cue = modality(document, verb[0] if verb else paper.mention.start, paper.mention.end)
    if verb is not None and cue is not None and not verb[0] - _CUE_REACH <= cue.end <= verb[0]:
        return
    paper.modality, paper.cue = said, cue


def _is_past(document: Document, mentions: Mentions, start: int, end: int, verb: int) -> bool:
    """Whether words before the paper put its signing before the event: "trước đó", "sau 2 năm ký kết", "năm 2018"."""
    if next(phrases("past").find(document.syllables, start, end), None):
        return True
    since = _last(phrases("since"), document, start, end)
    if since is not None and len(document.low[since[1] : verb].split()) <= 3:
        return True
    if _YEARS_AFTER.search(document.low, start, end):
        return True
    published = document.context.published_on
    moments = [
        one
        for one in mentions.within("date", start, end)
        if one.value.precision != "range"
        and (len(document.low[start : one.start].split()) <= 3 or 0 <= verb - one.end <= _BESIDE_VERB)
    ]
    if published is None or not moments or mentions.within("document", start, moments[-1].start):
        return False
    return all((published - one.value.end).days > _NEWS_DAYS for one in moments)


def _signing_verb(document: Document, mentions: Mentions, paper: Paper) -> tuple[int, int] | None:
    """Return the verb of signing whose object the paper is."""
    start = paper.mention.start
    for verb in reversed(list(signing().find(document.syllables, paper.sentence.start, start))):
        if not verb.value:
            return None
        at = _behind_partner(document, mentions, verb.end, start)
        object_of = verb_gap().fullmatch(bare(document, mentions, at, start, posts=False)) or _listed(
            document, verb.end, start
        )
        return (verb.start, verb.end) if object_of else None
    return _agreeing_verb(document, mentions, paper)


def _agreeing_verb(document: Document, mentions: Mentions, paper: Paper) -> tuple[int, int] | None:
    """Return the verb by which two bodies bring the paper about in these days: "A và B vừa đạt được thỏa thuận"."""
    start, sentence = paper.mention.start, paper.sentence
    verb = _last(phrases("agreeing"), document, sentence.start, start)
    if verb is None or not verb_gap().fullmatch(bare(document, mentions, verb[1], start, posts=False)):
        return None
    before = [run for run in runs(document, mentions, sentence.start, verb[0]) if run.definite]
    if not before or len(before[-1].organisations) < 2:
        return None
    if paper.parties is None and signer_gap().fullmatch(bare(document, mentions, before[-1].end, verb[0])):
        paper.parties = before[-1]  # who made it, be it news or not
    gap = bare(document, mentions, before[-1].end, verb[0])
    published = document.context.published_on
    news = published is not None and any(
        moment.value.precision == "day" and 0 <= (published - moment.value.end).days <= _AGREED_DAYS
        for moment in mentions.within("date", sentence.start, verb[0])
    )
    return verb if signer_gap().fullmatch(gap) and (news or _JUST.search(gap)) else None


def _behind_partner(document: Document, mentions: Mentions, start: int, end: int) -> int:
    """Return where "ký kết với B [Chương trình …]" goes on behind the other side, else `start`."""
    for run in runs(document, mentions, start, end):
        if _WITH.fullmatch(bare(document, mentions, start, run.start) + " "):
            return run.end
    return start


def read_signers(document: Document, mentions: Mentions, paper: Paper) -> None:
    """Read the sides from the clause that signs: "A và B đã ký …", "A đã ký … với B"."""
    if paper.parties is not None or paper.both_sides or paper.signing is None:
        return
    for run in runs(document, mentions, paper.signing[1], paper.mention.start):
        # "Lễ ký kết giữa A và B về Quy chế phối hợp"
        if run.definite and bare(document, mentions, paper.signing[1], run.start) == "giữa":
            paper.parties = run
            return
    before = bridged(document, mentions, runs(document, mentions, paper.sentence.start, paper.signing[0]))
    if _SIDES_SIGN.search(
        bare(document, mentions, before[-1].end if before else paper.sentence.start, paper.signing[0])
    ):
        # "Bốn bên ký quy chế gồm Công an tỉnh, …"
        paper.parties = listed(document, mentions, paper.mention.end, paper.tail)
        if paper.parties is not None:
            return
    if before and not before[-1].definite:
        before[-1] = named_ones(before[-1])  # "Công an xã Hy Cương, Trường Sao Mai và công đoàn ký …"
    if (
        not before
        or not before[-1].definite
        or is_part(document, before[-1].start)
        or not signer_gap().fullmatch(bare(document, mentions, before[-1].end, paper.signing[0]))
    ):
        _read_speaker(document, mentions, paper)
        return
    subject = before[-1]
    for run in runs(document, mentions, paper.signing[1], paper.tail):
        if run.definite and _WITH.search(bare(document, mentions, paper.signing[1], run.start) + " "):
            both = (*subject.bodies, *run.bodies)
            paper.parties = Run(subject.start, run.end, both, subject.people)
            return
    if len(subject.organisations) > 1:
        paper.parties = subject


def _read_speaker(document: Document, mentions: Mentions, paper: Paper) -> None:
    """Read the sides where one tells of itself: "Từ năm 2016, chúng tôi đã ký với Công an tỉnh Quy chế phối hợp"."""
    if paper.signing is None or not _WE_SIGN.search(document.low, paper.sentence.start, paper.signing[0]):
        return
    quoted = document.plain.find('"', paper.signing[1], paper.tail)
    partner = next(
        (
            run
            for run in runs(document, mentions, paper.signing[1], paper.tail if quoted < 0 else quoted)
            if run.definite and _WITH.search(bare(document, mentions, paper.signing[1], run.start) + " ")
        ),
        None,
    )
    # Behind a quotation stands who said it, before an interview who is asked.
    behind = [
        post for post in mentions.within("post", paper.sentence.start, paper.sentence.end) if post.value.organisation
    ]
    post = behind[-1] if behind else mentions.last_before("post", paper.sentence.start)
    own = post.value.organisation if post is not None else None
    if partner is None or post is None or own is None or own.name in [one.name for one in partner.organisations]:
        return
    speaker = Body(post.start, post.end, own, True, post.value.head)
    paper.parties = Run(partner.start, partner.end, (speaker, *partner.bodies), partner.people)


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


def read_age(document: Document, mentions: Mentions, paper: Paper) -> None:
    """Take for cited what a date behind it puts before the event: "ký Quy chế … từ năm 2019", "… hồi tháng 3-2021"."""
    published = document.context.published_on
    if published is None or paper.status == "cited":
        return
    start = paper.parties.end if paper.parties else paper.mention.end
    moment = mentions.first_after("date", start, paper.tail)
    said = moment is not None and (
        bool(_AGO.fullmatch(document.low, start, moment.start)) or _of_old_year(document, moment, start)
    )
    when = moment.value.start if moment is not None and said else paper.own_day
    if when is not None and (published - when).days > _NEWS_DAYS:
        since = moment is not None and said and moment.value.precision in ("range", "year")
        if not since or published.year > when.year:
            paper.status = "cited"


def _of_old_year(document: Document, moment: Mention[DateValue], start: int) -> bool:
    """Whether a year right behind the paper is one gone by: "người ký nghị quyết năm 2014"."""
    published = document.context.published_on
    beside = moment.value.precision == "year" and not document.low[start : moment.start].strip()
    return beside and published is not None and moment.value.end.year < published.year - 1


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
    if _is_past(document, mentions, sentence.start, start, verb.start):
        return "cited"
    if published is not None and day is not None:
        return "cited" if (published - day.value.end).days > _NEWS_DAYS else "signed"
    if just:
        return "signed"
    lead = document.low[sentence.start : start]
    if _last(phrases("citing"), document, sentence.start, start) or _HANGING.search(lead):
        return None
    recent = published is not None and any(
        moment.value.precision == "day" and abs((published - moment.value.end).days) <= _NEWS_DAYS
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
