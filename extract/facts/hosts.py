"""The sides of the reported event: the bodies that hold it together."""

import re

from extract.document import Document
from extract.facts.bodies import Run, bare, runs
from extract.mentions.base import Mentions

_ADVERBS = (
    r"đã|vừa|cùng|cũng|phối hợp|đồng|long trọng|trọng thể|chính thức|tiến hành|sẽ|nhau|hai bên|đồng chủ trì|chủ trì|vừa qua"
    r"|ra quân|và|trân trọng|tiếp tục|,"
)
_HOLDS = (
    r"tổ chức|ký kết|ký|khai mạc|sơ kết|tổng kết|triển khai|phát động|ban hành|thống nhất|làm việc|hội nghị|tuyên dương"
    r"|biểu dương|tập huấn|ra mắt|gặp mặt|đánh giá|tôn vinh|có buổi"
)
_EVENT = re.compile(rf"(?:(?:{_ADVERBS})\s?)*(?:{_HOLDS})(?!\w)")
# Where an article has not said who holds the event by then, it is not told at all.
_REACH = 40


def hosts(document: Document, mentions: Mentions, start: int = 0, end: int | None = None) -> Run | None:
    """Return the bodies that hold the event told in [start, end): the first with two sides, else the first."""
    alone: Run | None = None
    for sentence in document.sentences[:_REACH]:
        if sentence.end <= start or (end is not None and sentence.start >= end):
            continue
        for run in runs(document, mentions, sentence.start, sentence.end):
            if run.start < start or (end is not None and run.end > end):
                continue
            if _EVENT.match(bare(document, mentions, run.end, min(sentence.end, run.end + 120))):
                if len(run.organisations) > 1:
                    return run
                alone = alone or run
    return alone


__all__ = ["hosts"]
