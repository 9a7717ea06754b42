"""The kinds of event that an article reports: signing, review, commendation, training, outreach, meeting, other."""

import re
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from extract.document import Document, Sentence
from extract.facts.base import CountFact, Facts
from extract.facts.wording import anywhere
from extract.lexicon import Lexicon, load
from extract.relevance import headline_sentences

_MONTH = timedelta(days=27)


class EventKind(Lexicon):
    """A kind of event, the words that tell it in a headline and those that tell it anywhere."""

    name: str
    label_vi: str
    headline: tuple[str, ...]
    anywhere: tuple[str, ...]


class EventKinds(Lexicon):
    """The lexicon of event kinds, in the order in which they are reported."""

    kinds: tuple[EventKind, ...]


@dataclass(frozen=True)
class _Patterns:
    headline: re.Pattern[str]
    anywhere: re.Pattern[str] | None


@cache
def _kinds() -> dict[str, _Patterns]:
    def any_of(words: tuple[str, ...]) -> re.Pattern[str] | None:
        return anywhere(words) if words else None

    lexicon = load("event_kinds", EventKinds)
    return {k.name: _Patterns(any_of(k.headline) or re.compile("$^"), any_of(k.anywhere)) for k in lexicon.kinds}


def _reporting(document: Document, facts: Facts) -> list[Sentence]:
    """The sentences that say what happened: the title, and the opening sentence and those with an event's date."""
    title = [s for s in document.sentences if s.part == "title"]
    head = {i for i in headline_sentences(document) if _whole(document.sentences[i])}
    dated = {document.sentence_at(fact.start).index for fact in facts.dates if fact.role == "event"}
    told = head & dated or set(sorted(dated - {s.index for s in title})[:1])  # a scene may come before it
    first = min(head, default=-1)
    return [*title, *(s for s in document.sentences if s.index in told or s.index == first)]


def _whole(sentence: Sentence) -> bool:
    """Whether it is more than a section's name or a telephone number above the text."""
    return sentence.end - sentence.start >= _SHORTEST


_SHORTEST = 40  # characters
# A paper signed: not planned, not an award's or a decision's signing, not a contract of somebody else's.
_SIGNING = re.compile(
    r"(?<!\w)(?:lễ ký|ký kết|đặt bút ký|cùng ký|chính thức ký"
    r"|ký (?:bản )?(?:cam kết|giao ước|thỏa thuận|ghi nhớ|chương trình|quy chế|liên tịch|quy ước))(?!\w)"
)
_SIGNED_ON = re.compile(r"(?<!đăng )(?<!chữ )(?<!\w)ký(?: kết)?(?: vào)?(?: lúc \d\d?(?:h| giờ)\d*)? $")
_BEFORE_DAY = 40  # characters before a day that hold the verb of which it is the day
_NOT_SIGNED = re.compile(
    r"(?<!\w)(?:sẽ|dự kiến|chuẩn bị|sắp|tiến tới|trước khi|sau khi|từ khi|kể từ|năm thực hiện|sơ kết|tổng kết"
    r"|quyết định|bằng khen|giấy khen|hợp đồng|ký ban hành)(?!\w)"
)


def _signed_that_day(document: Document, facts: Facts) -> bool:
    """Whether a sentence with the event's day says that something was signed then."""
    days: dict[Sentence, list[int]] = {}
    for fact in facts.dates:
        if fact.role == "event":
            days.setdefault(document.sentence_at(fact.start), []).append(fact.start)
    for sentence, starts in days.items():
        low = document.low[sentence.start : sentence.end]
        if sentence.part == "title" or _NOT_SIGNED.search(low):
            continue
        if _SIGNING.search(low) or any(
            _SIGNED_ON.search(document.low, max(sentence.start, start - _BEFORE_DAY), start) for start in starts
        ):
            return True
    return False


# "Nhân dịp này, hai đơn vị thăm …", "Ký xong quy chế, …": a sentence that goes on about the event itself.
_OCCASION = re.compile(
    r"(?:cũng )?(?:nhân |trong )?dịp này|(?:liền|ngay) sau đó(?!\w)"
    r"|(?:ngay )?sau (?:lễ|buổi lễ|hội nghị|khi ký)(?!\w)|ký xong(?!\w)"
    r"|kết thúc (?:lễ|buổi lễ|hội nghị)(?!\w)|cũng (?:trong|tại) (?:ngày|dịp|buổi|hội nghị|lễ)(?!\w)"
)
# Behind the event: "cán bộ công an tuyên truyền cho công nhân", "công nhân được nghe thông tin về …".
_TAUGHT = re.compile(
    r"(?<!\w)(?:tuyên truyền (?:cho|về)"
    r"|được (?:các )?(?:cán bộ|chiến sĩ|công an)(?: [^\W\d]+){0,6} (?:hướng dẫn|tuyên truyền)"
    r"|được nghe(?: [^\W\d]+){0,14} (?:thông tin|tuyên truyền|phổ biến|giới thiệu)"
    r"|được (?:tập huấn|huấn luyện|phổ biến|tuyên truyền|thực hành|trang bị (?:kiến thức|kỹ năng)"
    r"|hướng dẫn (?:sử dụng|thực hành|cách|kỹ năng|nhận diện|nhận biết|phòng|xử lý|thoát nạn)))(?!\w)"
)
# "Hội nghị chuyên đề “Nhận diện tín dụng đen” cho gần 600 công nhân": workers are taught there; officials confer.
_LECTURE = re.compile(
    r"(?<!\w)(?:hội nghị|sinh hoạt|buổi|diễn đàn) chuyên đề(?!\w)[^.;]{0,240}"
    r" (?:cho|tới)(?: [^\W\d]+){0,2}(?: \d[\d.]*)?(?: lượt)?"
    r" (?:nữ )?(?:đoàn viên|công nhân|người lao động|lao động|cnlđ|nlđ|cnvclđ|học sinh|sinh viên|thanh niên"
    r"|chủ nhà trọ)(?!\w)"
)
# What only looks like a kind: a meeting that is there for the presents, a look back in passing, the work of training
# in a speech, a launch that a paper is about or that goes with a review.
_ASIDE = {
    "meeting": re.compile(
        r"(?<!\w)(?:họp mặt|gặp mặt|gặp gỡ)(?:,| và) (?:thăm hỏi|thăm|tặng|trao)(?!\w)"
        r"|(?<!\w)làm việc với \d[\d.]* (?:doanh nghiệp|đơn vị|công ty|cơ sở)(?!\w)"
    ),
    "review": re.compile(
        r"(?<!\w)(?:giao ban,|trao đổi(?:,| và|, và)?) đánh giá (?:kết quả|tình hình|công tác)[^.;:]{0,20}(?!\w)"
    ),
    "training": re.compile(r"(?<!\w)công tác (?:tập huấn|bồi dưỡng|tuyên truyền)(?!\w)"),
    "other": re.compile(r'(?<!\w)(?:về|và|việc|đồng thời) "?(?:phát động|lễ phát động)(?!\w)'),
}
_TO_COME = re.compile(r"(?<!\w)(?:sẽ|dự kiến|sắp)(?!\w)[^.;:]{0,40}$")
# A present that goes with a praise is no visit's.
_PRIZE = re.compile(
    r"(?<!\w)(?:biểu dương|tuyên dương|khen thưởng|vinh danh|trao giải)(?:,| và) (?:trao )?(?:tặng|trao) quà"
)
_VISIT = re.compile(
    r"(?<!\w)(?:(?:đến|đi|tới|đã|đoàn) thăm"
    r"|(?:tặng|trao|hỗ trợ)(?: cho)? \d[\d.]* [^.;:,\d]{0,40}"
    r"(?:nghèo|khó khăn|hoàn cảnh|neo đơn|tai nạn lao động)"
    r"|(?:trao tặng|tặng|trao) \d[\d.]* (?!bằng|giấy|cờ|giải|kỷ niệm|huân|huy|quyết định|lẵng|bó|thẻ|đồng chí)"
    r"[^.;:,\d]{2,60}(?: (?:trị giá|tổng trị giá) [\d.,]+ (?:triệu )?đồng)? cho (?:các |những )?"
    r"(?:khu|tổ|đội|công nhân|đoàn viên|người lao động|hộ|gia đình|con|cháu|học sinh|trường|xóm|dãy|chủ nhà trọ"
    r"|nữ))(?!\w)"
)


def _told(words: re.Pattern[str], sentence: str) -> bool:
    """Whether a sentence reports one of `words` as done: "sẽ tặng 100 phần quà" is still to come."""
    return any(not _TO_COME.search(sentence, 0, match.start()) for match in words.finditer(sentence))


def _of_earlier_years(document: Document, facts: Facts, start: int) -> bool:
    """Whether what stands at `start` was done long before: its sentence has such a date, and none of the event."""
    published = document.context.published_on
    sentence = document.sentence_at(start)
    dates = [fact for fact in facts.dates if sentence.start <= fact.start < sentence.end]
    if published is None or sentence.part == "title" or any(fact.role in ("event", "period") for fact in dates):
        return False
    return any(fact.role == "other" and fact.start < start and fact.last.year < published.year for fact in dates)


def _of_months(count: CountFact) -> bool:
    """Whether a figure is what was done in the course of months, not at the event."""
    first, last = count.covers_start, count.covers_end
    return first is not None and last is not None and last - first >= _MONTH


def _in_headlines(sentences: list[str]) -> set[str]:
    """Return the kinds whose headline words stand in one of `sentences`."""
    return {name for name, patterns in _kinds().items() if any(map(patterns.headline.search, sentences))}


def event_kinds(document: Document, facts: Facts) -> list[str]:
    """Return the kinds of event that `document` reports, in the lexicon's order; `other` where none is told."""
    low = document.low
    reporting = [low[s.start : s.end] for s in _reporting(document, facts)]
    headlines = _in_headlines(reporting)
    if not headlines:
        # A lead that sets the scene: what happened comes in the sentence behind it.
        opening = sorted(headline_sentences(document))[:2]
        reporting += [low[s.start : s.end] for s in (document.sentences[index] for index in opening)]
        headlines = _in_headlines(reporting)
    on_occasion = [s for s in document.sentences if _OCCASION.match(low, s.start, s.end)]
    occasions = [low[s.start : s.end] for s in on_occasion]
    # What a sentence with a period tells was done in it, not at the event.
    past = {document.sentence_at(fact.start).index for fact in facts.dates if fact.role == "period"}
    past |= {document.sentence_at(count.start).index for count in facts.counts if _of_months(count)}
    past -= {document.sentence_at(fact.start).index for fact in facts.dates if fact.role == "event"}
    past -= {s.index for s in on_occasion}
    found: list[str] = []
    for name, patterns in _kinds().items():
        told = name in headlines
        if name == "signing":
            told = any(a.status == "signed" for a in facts.agreements) or bool(facts.signatories)
            told = told or _signed_that_day(document, facts)
        elif name in _ASIDE:
            told = told and any(patterns.headline.search(_ASIDE[name].sub("", sentence)) for sentence in reporting)
            if name == "training":
                told = told or any(_TAUGHT.search(o) for o in occasions) or any(_LECTURE.search(s) for s in reporting)
        elif name == "outreach":
            told = told or any(patterns.headline.search(o) or _VISIT.search(o) for o in occasions)
        elif name == "commendation":
            told = told or any(
                a.modality == "actual" and not _of_earlier_years(document, facts, a.start) for a in facts.awards
            )
        if not told and patterns.anywhere:
            body = (s for s in document.sentences if s.part != "title" and s.index not in past)
            named = (low[s.start : s.end] for s in body if patterns.anywhere.search(low, s.start, s.end))
            told = any(_told(patterns.anywhere, _PRIZE.sub("", sentence)) for sentence in named)
        if told:
            found.append(name)
    return found or ["other"]
