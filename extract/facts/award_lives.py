"""Awards of a life that is told, of a rule or of a wish: none of this event."""

import re
from functools import cache

from extract.document import Document
from extract.facts.award_frame import Frame
from extract.mentions.awards import lexicon
from extract.mentions.base import Mentions
from extract.phrases import Phrases

# "hai lần được tặng", "5 năm liền nhận"
_OFTEN = re.compile(
    r"(?<!\w)(?:\d+|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|nhiều|mấy|vài|không ít)\s"
    r"(?:lần(?!\sthứ)|năm liền|năm liên tục|năm liên tiếp)\s(?:[^\W\d]+\s){0,3}?(?:được|nhận|đón nhận|giành|đạt)(?!\w)"
)
# "Ông A, người được tặng Huân chương …, kể lại"
_WHO_WAS = re.compile(r"[,-]\s(?:là\s)?người\s(?:(?:đã|từng)\s)?được\s")
# "năm 2016 [, bà vinh dự] nhận Giấy khen", not "thành tích năm 2016 được tặng", "từ năm 2016"
_IN_THAT_YEAR = re.compile(r",?\s?(?:(?:ông|bà|anh|chị|cô|chú|đồng chí|đơn vị|vinh dự|đã|còn|cũng|lại|tiếp tục)\s)*")
_SINCE = re.compile(r"(?<!\w)(?:tích|từ|tác|trào|trong|kết|của)\s$")


@cache
def _not_given() -> Phrases[None]:
    words = lexicon().not_given
    return Phrases([(phrase, None) for phrase in (*words.biography, *words.general)])


def is_told_of_a_life(document: Document, mentions: Mentions, frame: Frame) -> bool:
    """Whether an award of the past, a rule or a wish is told, not one of this event."""
    got = frame.recipients
    alone = got.single or (len(got.named) == 1 and got.named[0].who == "person")
    if frame.passive and (frame.papers or 1) > 1 and not got.figures and alone:
        return True  # "anh đã nhận 5 Bằng khen, 12 Giấy khen": all that one person ever got
    if _is_of_years_ago(document, mentions, frame):
        return True
    start = max(frame.segment, frame.start - 160)
    if _OFTEN.search(document.low, start, frame.start) or (
        not got.figures and _WHO_WAS.search(document.low, start, frame.start)
    ):
        return True
    return next(_not_given().find(document.syllables, start, frame.end), None) is not None


def _is_of_years_ago(document: Document, mentions: Mentions, frame: Frame) -> bool:
    """Whether a year before last is said to have brought the award: "…; năm 2016 nhận Giấy khen của UBND huyện"."""
    published, verb = document.context.published_on, frame.verb
    if published is None or verb is None or not frame.passive or frame.recipients.figures:
        return False
    moment = mentions.last_before("date", verb.start, frame.segment)
    if moment is None or moment.value.precision != "year" or moment.value.end.year >= published.year - 1:
        return False
    lead = document.low[max(frame.segment, moment.start - 12) : moment.start]
    return bool(_IN_THAT_YEAR.fullmatch(document.low, moment.end, verb.start)) and not _SINCE.search(lead)
