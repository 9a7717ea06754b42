"""Whether a co-operation paper is signed where it is named, or cited from before."""

import re

from extract.document import Document
from extract.facts.agreement_lexicon import phrases, signer_gap, signing, verb_gap
from extract.facts.bodies import bare, runs
from extract.facts.modality import modality
from extract.facts.paper import Paper
from extract.mentions.base import DateValue, Mention, Mentions
from extract.phrases import Phrases

# "ký kết … với Công an tỉnh", "… với 5 ngành: Công an tỉnh, BHXH tỉnh"
WITH = re.compile(
    r"(?<!\w)(?:với|cùng|cùng với)\s(?::\s)?"
    r"(?:(?:\d{1,2}|hai|ba|bốn|năm|sáu|các)\s(?:sở, ngành|ngành|đơn vị|cơ quan|sở|bên|tổ chức|địa phương)"
    r"(?:\s(?:gồm|là|gồm có|bao gồm))?\s?:?\s)?$"
)
# News of a signing comes within these days.
NEWS_DAYS = 60
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
# Who agrees on a paper may say so in these words where it is news of these days.
_AGREED_DAYS = 14
_AGO = re.compile(r"[\s,(]{0,8}(?:(?:hồi|từ|vào|ký|ra đời|có|được|lập|ban hành|đã|xây dựng|ký kết)\s)+")
# A paper told of in its own right, from which the sides have duties: "Theo Kế hoạch số 26/KHPH-…, hai bên sẽ …".
_BY_IT = re.compile(r"(?:theo|tại|trong|với|cụ thể,?)\s(?:nội dung\s|tinh thần\s)?(?:bản\s)?")
_DUTIES = re.compile(
    r"(?:\s(?:này|trên|đã ký|vừa ký|vừa được ký|được ký kết|đã ký kết|vừa ký kết))?"
    r",\s(?:từ nay\s|hằng năm,?\s|định kỳ,?\s)?"
    r"(?:[^\s,.;:]+\s){1,8}(?:sẽ|thống nhất|cam kết|tập trung|có trách nhiệm|phối hợp|cùng|chủ động|phấn đấu)(?!\w)"
)
# "Từ khi Công an tỉnh và LĐLĐ tỉnh [chính thức] ký kết": few words beside the bodies.
_SINCE_REACH = 3
_HABIT = re.compile(
    r"(?:hằng năm|hàng năm|mỗi năm|định kỳ hằng năm|định kỳ|thường niên|lâu nay|từ nhiều năm nay|nhiều năm qua"
    r"|nhiều năm nay|(?:trong )?những năm qua|(?:trong )?thời gian qua|đầu mỗi năm|vào đầu mỗi năm)(?!\w)[,\s][^;]*$"
)
# "Kết quả đó là nhờ A và B đã ký kết …", "Việc A và B ký kết … đã tạo …"
_REASON = re.compile(r"(?<!\w)(?:nhờ|nhờ có|nhờ việc|việc|bởi|vì|từ việc|do)\s(?:các\s|hai\s|lãnh đạo\s)?$")
# "công tác chuẩn bị lễ ký kết", "kinh nghiệm ký kết", "tham mưu ký kết", "hoàn thành việc ký kết"
_TO_BE = re.compile(
    r"(?<!\w)(?:(?:tham mưu|chuẩn bị|hoàn thành|hoàn tất|hướng tới|đẩy mạnh|rà soát)\s"
    r"(?:(?:cho|tốt|các điều kiện|nội dung|việc|lễ|buổi|hội nghị|tổ chức|công tác|và)\s){0,5}"
    r"|(?:mô hình|kinh nghiệm|cách làm)\s(?:(?:trong|về|của|việc|tổ chức|công tác|lễ)\s){0,4})$"
)
# "Ban Thường vụ giao các công đoàn ngành ký kết …"
_TOLD_TO = re.compile(r"(?<!\w)(?:giao|chỉ đạo|yêu cầu|hướng dẫn|đôn đốc|vận động|khuyến khích|phân công)\s")
_THEM = re.compile(
    r"(?:(?:cho|các|cấp|ngành|trên|cơ sở|và|tiếp tục|sớm|chủ động|khẩn trương|hoàn thành|việc|tổ chức|công đoàn|công an"
    r"|huyện|xã|phường|thành phố|thị xã|trực tiếp|đơn vị|địa phương|cùng|hai|bên)[\s,]*)*+"
)
# "Giám đốc Công an tỉnh cho biết: Công an tỉnh và LĐLĐ tỉnh đã ký kết …"
_SAYS = re.compile(
    r"(?<!\w)(?:cho biết|cho hay|chia sẻ|nói|thông tin|khẳng định|nhấn mạnh|đánh giá|phân tích|kể|báo cáo|nêu rõ"
    r"|nhận xét)\s?(?:thêm\s?)?(?::|,|rằng|là)\s[^;]{0,200}?(?<!\w)đã\s"
)
_WE_HAVE = re.compile(r"(?<!\w)(?:chúng tôi|chúng ta|bên tôi|phía tôi)\s(?:cũng\s)?(?:đã|từng)\s")
# What puts a signing that somebody tells of in the event itself.
_HERE = re.compile(
    r"(?<!\w)(?:hôm nay|sáng nay|chiều nay|tại (?:đây|hội nghị|buổi lễ|lễ|chương trình)|lần này|vừa|dịp này)(?!\w)"
)
_OPENS = re.compile(r"[\s\"'(-]*(?:(?:trong|riêng|từ|vào|cả)\s)*")
_JUST = re.compile(r"(?<!\w)(?:vừa|mới|chính thức)(?!\w)")
_SEVERAL = re.compile(r"(?<!\w)(?:0?[2-9]|[1-9]\d+|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười)\s$")
# "đại diện 14 tổ tự quản ký giao ước": they sign for themselves
_SQUADS = re.compile(
    r"(?<!\w)(?<!và )(?<!cùng )(?<!với )(?<!, )(?:\d{1,4}|các|hai|ba|bốn|năm|sáu)\s"
    r"(?:tổ|đội|hộ|hộ dân|gia đình|chủ hộ|chủ nhà trọ|khu trọ|khu nhà trọ|phân xưởng|phòng, ban|phòng ban|chi đoàn"
    r"|tổ công đoàn|khối thi đua|cụm thi đua)(?!\w)(?:\s(?!(?:và|với|cùng|của)(?!\w))[^\s,.;:]+){0,6}"
    r"\s(?:(?:đã|cũng|vừa|cùng|lần lượt|cùng nhau)\s){0,3}$"
)
_OF_MANY = re.compile(
    r"(?:(?:\d\s?%|\d/\d+|tất cả|nhiều|một số|mỗi)\s(?:\S+\s){1,10}"
    r"|(?<!\S)(?:[3-9]|\d\d+)\s(?:lđlđ|liên đoàn lao động|công an|công đoàn)\s"
    r"(?:cấp\s)?(?:huyện|quận|xã|phường|cơ sở|cấp trên)(?!\w),?\s(?!(?:và|với|cùng)\s)(?:\S+\s){0,8})$"
)


def read_status(document: Document, mentions: Mentions, paper: Paper) -> None:
    """Say whether the paper is signed where it is named, or cited."""
    start = paper.mention.start
    sentence = paper.sentence
    verb = signing_verb(document, mentions, paper)
    _read_modality(document, paper, verb)
    citing = last_of(phrases("citing"), document, sentence.start, start)
    touching = citing is not None and len(bare(document, mentions, citing[1], start).split()) <= 2
    past = is_past(document, mentions, sentence.start, start, verb[0] if verb else start)
    # In "ký ban hành Kế hoạch" the second verb belongs to the first.
    behind = max(sentence.start, start - 30, verb[1] if verb else 0)
    loose = last_of(phrases("loose"), document, behind, start)
    paper.loose = (loose is not None and not document.low[loose[1] : start].strip()) or paper.modality != "actual"
    if verb is not None and paper.bare and _SEVERAL.search(document.low, max(sentence.start, start - 16), start):
        paper.loose = True  # "đã ký 3 quy chế phối hợp": none of its own
    elif verb is not None and (
        (paper.bare and _OF_MANY.search(document.low, sentence.start, verb[0]))
        or _SQUADS.search(document.low, max(sentence.start, verb[0] - 90), verb[0])
    ):
        paper.loose = True
    elif verb is not None and _HABIT.match(document.low, sentence.start, verb[0]):
        paper.loose = True  # "Hằng năm, Công an huyện và LĐLĐ huyện ký kết kế hoạch phối hợp"
    elif (
        verb is not None and paper.modality == "actual" and not past and _is_retold(document, mentions, paper, verb[0])
    ):
        paper.retold = True
    elif verb is not None and paper.modality == "actual":
        paper.signing = verb
        paper.status = "cited" if past else "signed"
    elif touching and not paper.bare and not _is_told(document, paper):
        alone = not (paper.number or paper.years or paper.day)
        # "thực hiện Quy chế phối hợp giữa A và B" may be the one just signed; one that is reviewed is not.
        paper.status = (
            None if alone and not past and not _REVIEWED.search(document.low, sentence.start, start) else "cited"
        )


def _is_retold(document: Document, mentions: Mentions, paper: Paper, verb: int) -> bool:
    """Whether the signing is a reason, or what somebody says has been done, without a day of these weeks."""
    start = paper.sentence.start
    before = runs(document, mentions, start, verb)
    subject = before[-1].start if before else verb
    if _REASON.search(document.low, max(start, subject - 24), subject):
        return True
    if _TO_BE.search(document.low, max(start, verb - 60), verb):
        return True
    for told in _TOLD_TO.finditer(document.low, start, verb):
        if mentions.overlapping("organisation", told.start(), told.end()):
            continue  # "Phòng Cảnh sát giao thông"
        if _THEM.fullmatch(bare(document, mentions, told.end(), verb, posts=False) + " "):
            return True
    done = verb + 3 if document.low.startswith("đã ", verb) else verb
    said = _SAYS.search(document.low, start, done) or _WE_HAVE.search(document.low, start, done)
    published = document.context.published_on
    if not said or _HERE.search(document.low, said.end(), paper.tail) or published is None:
        return False
    return not any(
        moment.value.precision == "day" and abs((published - moment.value.end).days) <= _AGREED_DAYS
        for moment in mentions.within("date", said.end(), paper.tail)
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


def is_past(document: Document, mentions: Mentions, start: int, end: int, verb: int) -> bool:
    """Whether words before the paper put its signing before the event: "trước đó", "sau 2 năm ký kết", "năm 2018"."""
    if next(phrases("past").find(document.syllables, start, end), None):
        return True
    since = last_of(phrases("since"), document, start, end)
    if since is not None and len(bare(document, mentions, since[1], verb, posts=False).split()) <= _SINCE_REACH:
        return True
    if _YEARS_AFTER.search(document.low, start, end):
        return True
    if _is_of_a_year(document, mentions, start, verb):
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
    return all((published - one.value.end).days > NEWS_DAYS for one in moments)


def _is_of_a_year(document: Document, mentions: Mentions, start: int, verb: int) -> bool:
    """Whether a year opens the sentence that tells it as done, no day: "Năm 2014, A và B đã ký kết …"."""
    opening = mentions.within("date", start, verb)
    if (
        not opening
        or opening[0].value.precision != "year"
        or not _OPENS.fullmatch(document.low, start, opening[0].start)
    ):
        return False
    done = document.low.startswith("đã ", verb) or document.low.endswith("đã ", start, verb)
    return done and all(one.value.precision == "year" for one in opening)


def signing_verb(document: Document, mentions: Mentions, paper: Paper) -> tuple[int, int] | None:
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
    verb = last_of(phrases("agreeing"), document, sentence.start, start)
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
        if WITH.fullmatch(bare(document, mentions, start, run.start) + " "):
            return run.end
    return start


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
    if when is not None and (published - when).days > NEWS_DAYS:
        since = moment is not None and said and moment.value.precision in ("range", "year")
        if not since or published.year > when.year:
            paper.status = "cited"


def _of_old_year(document: Document, moment: Mention[DateValue], start: int) -> bool:
    """Whether a year right behind the paper is one gone by: "người ký nghị quyết năm 2014"."""
    published = document.context.published_on
    beside = moment.value.precision == "year" and not document.low[start : moment.start].strip()
    return beside and published is not None and moment.value.end.year < published.year - 1


def _listed(document: Document, start: int, end: int) -> bool:
    """Whether another paper stands between, in a list: "ký kết Quy chế … và Kế hoạch …"."""
    gap = document.low[start:end]
    return (
        len(gap) < 160
        and bool(re.search(r"(?:,|và|cùng)\s$", gap))
        and bool(re.search(r"quy chế|kế hoạch|chương trình", gap))
    )


def last_of(phrases: Phrases[None], document: Document, start: int, end: int) -> tuple[int, int] | None:
    """Return the span of the last of `phrases` in [start, end)."""
    found = None
    for match in phrases.find(document.syllables, start, end):
        found = (match.start, match.end)
    return found
