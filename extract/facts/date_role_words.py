"""The vocabulary of the roles of dates, and what stands around a date in its document."""

import re
from datetime import timedelta

from extract.document import Document
from extract.facts.wording import whole
from extract.lexicon import Lexicon, load
from extract.mentions.base import DateValue, Mention


class RoleWords(Lexicon):
    """extract/lexicons/date_roles.toml."""

    event: list[str]
    papers: list[str]
    signed: list[str]
    covering: list[str]
    moments: list[str]
    disasters: list[str]
    outside: list[str]
    deadlines: list[str]
    demands: list[str]
    planned: list[str]
    ongoing: list[str]
    once: list[str]
    persons: list[str]
    elsewhere: list[str]


WORDS = load("date_roles", RoleWords)


# A day so near to the publication is hardly that of a paper, and most often the event's.
NEAR = timedelta(days=12)
FIGURE = re.compile(r"(?<!số )(?<![\w/-])\d")
COVERING = re.compile(rf"{whole(WORDS.covering)}(?: \d\d?(?: ?giờ|h)(?: ?\d\d)?(?: phút)?)? ?$")
# Behind these even a part of a day is what figures cover: "tính đến 7 giờ sáng 4/3".
COUNTED_TO = re.compile(r"(?<!\w)(?:tính đến|tính tới|đến hết)(?!\w)")
# "Từ ngày 25 đến ngày 27/1, toàn tỉnh có 213 điểm trường …": what figures cover, not when the event took place.
HAS_FIGURE = re.compile(
    r"\A\)?,? [^.;:,\d]{0,40}(?<!\w)(?:có|xảy ra|ghi nhận|tiếp nhận|phát hiện)(?: [^\W\d]+){0,3} \d"
)


class Surroundings:
    """What stands around the dates of one document.

    Attributes:
        document: the document.
        low: its folded text.
        published: the day of its publication.
    """

    def __init__(self, document: Document) -> None:
        self.document = document
        self.low = document.low
        self.published = document.context.published_on

    def before(self, mention: Mention[DateValue], length: int = 120) -> str:
        """Return the words of the sentence before `mention`, at most `length` characters."""
        sentence = self.document.sentence_at(mention.start)
        return self.low[max(sentence.start, mention.start - length) : mention.start]

    def after(self, mention: Mention[DateValue], length: int | None = None) -> str:
        """Return the words of the sentence behind `mention`, at most `length` characters."""
        end = self.document.sentence_at(mention.start).end
        return self.low[mention.end : end if length is None else min(end, mention.end + length)]
