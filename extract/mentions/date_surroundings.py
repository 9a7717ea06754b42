"""What the words around a date say of it: whether it is to come, and whether something took place on it."""

import re

from extract.document import Document
from extract.mentions.base import DateValue, Mention
from extract.mentions.date_words import WORDS, either

_COMPARED = re.compile(r"(?:so với|cùng kỳ|hơn|bằng) $")
_COMING = re.compile(rf"(?<!\w){either(WORDS.words.coming_clause)}(?!\w)|(?<!\w){either(WORDS.words.coming_before)} $")
_COMING_AFTER = re.compile(rf" {either(WORDS.words.coming_after)}(?!\w)")
_GONE = re.compile(rf"(?<!\w){either(WORDS.words.gone_clause)}(?!\w)")
_GONE_AFTER = re.compile(rf" {either(WORDS.words.gone_after)}(?!\w)")
_CLAUSE = re.compile(r"[,;:.()]")
# "có hiệu lực từ ngày 1/8", "trước ngày 30/6", "tính đến ngày 15/4": days on which nothing was done.
_BOUND = re.compile(
    r"(?<!\w)(?:(?:có |hết )?hiệu lực(?: kể)? (?:từ|đến|vào)|áp dụng(?: kể)? từ|(?:chậm|muộn) nhất(?: là| vào| đến)?"
    r"|trước|tính đến|tính tới|đến hết|hết|hạn chót(?: là)?"
    r"|kỷ niệm(?: \d+ năm)?(?: ngày [^\W\d]+(?: [^\W\d]+){0,6})?) \(?$"
)
# "(19/8/1945 - 19/8/2022)"
_YEARS_LATER = re.compile(r" ?- ?(?:ngày )?\d\d?[/.-]\d\d?[/.-]\d{4}\)")
_YEARS_BEFORE = re.compile(r"\d\d?[/.-]\d\d?[/.-]\d{4} ?- ?(?:ngày )?$")
_WILL = re.compile(r"(?:, ?[^.;:,]{0,60})? (?:sẽ|tiếp tục|tập trung|phấn đấu|dự kiến)(?!\w)")


def tense(document: Document, start: int, end: int) -> tuple[bool, bool]:
    """Whether the words around [start, end) speak of the future, and whether of the past."""
    low = document.low
    sentence = document.sentence_at(start)
    head = low[max(sentence.start, start - 60) : start]
    clause = _CLAUSE.split(head)[-1] if not head.endswith("(") else head
    after = low[end : min(sentence.end, end + 14)]
    coming = bool(_COMING.search(clause) or _COMING_AFTER.match(after))
    gone = bool(_GONE.search(clause) or _GONE_AFTER.match(after))
    return coming and not gone, gone


def will_be(document: Document, end: int, stop: int) -> bool:
    """Whether what follows the date, which ends at `end`, is said to be still to come."""
    return bool(_WILL.match(document.low, end, stop))


def is_compared(document: Document, mention: Mention[DateValue]) -> bool:
    """Whether a date is only compared with ("so với năm 2019")."""
    return bool(_COMPARED.search(document.low[max(0, mention.start - 10) : mention.start]))


def took_place(document: Document, mention: Mention[DateValue]) -> bool:
    """Whether something happened on a day: no anniversary, no deadline, not the day from which rules hold."""
    low = document.low
    if mention.rule == "date.holiday" or _BOUND.search(low, max(0, mention.start - 40), mention.start):
        return False
    jubilee = _YEARS_LATER.match(low, mention.end)
    return not (jubilee or _YEARS_BEFORE.search(low, max(0, mention.start - 20), mention.start))


def same_sentence(document: Document, mention: Mention[DateValue], position: int) -> bool:
    """Whether `mention` stands in the sentence of `position`."""
    return document.sentence_at(mention.start).index == document.sentence_at(position).index


def is_near(document: Document, mention: Mention[DateValue], position: int) -> bool:
    """Whether `mention` stands in the same sentence as `position`, or in the one before it in the paragraph."""
    before = document.sentence_at(mention.start)
    here = document.sentence_at(position)
    return here.index - before.index <= 1 and here.paragraph == before.paragraph
