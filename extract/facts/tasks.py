"""What the sides of an agreement undertook to do: the items of the list in which an article tells it."""

import re

from extract.document import Document
from extract.facts.base import Task
from extract.facts.papers import Paper
from extract.mentions.base import Mentions

# "…, như: A; B; C", "Theo đó, hai bên A; B", "Quy chế gồm 4 nội dung: A, B"
_LIST_HEAD = re.compile(
    r"(?<!\w)(?:như sau|như|gồm|bao gồm|cụ thể(?: như sau)?|nội dung(?: chính| chủ yếu| trọng tâm| phối hợp)?|nhiệm vụ(?: trọng tâm)?|sau đây|việc|là)\s?:\s"
)
_BY_IT = re.compile(
    r"(?<!\w)(?:theo (?:đó|quy chế|kế hoạch|chương trình|thỏa thuận|nội dung|nghị quyết|bản)[^,;:.\n]{0,60},"
    r"|(?:trên cơ sở đó|trong (?:\d+ năm tới|thời gian tới|giai đoạn tới)),)\s"
    r"(?:(?:hai|2|các|ba)\s(?:bên|đơn vị|ngành|cơ quan)[^;:.\n]{0,60}?\s(?:sẽ|thống nhất|tập trung|cam kết|tiếp tục|có trách nhiệm|thường xuyên|cùng)\s(?:phối hợp\s)?)?"
)
_TOPIC = re.compile(r"(?<!\w)(?:quy chế|kế hoạch|chương trình|thỏa thuận|nghị quyết|hai bên|hai đơn vị|hai ngành|nội dung phối hợp|các bên|ký kết)(?!\w)")
_SHORTEST = 12


def tasks(document: Document, mentions: Mentions, papers: list[Paper], *, signed: bool) -> list[Task]:
    """Return what the sides agreed to do, as spans; only for an agreement that is signed in the event.

    A list is read where a sentence about the agreement opens it with a colon, or with "Theo đó, hai bên …", and parts
    its items with semicolons.
    """
    if not signed:
        return []
    first = min(paper.sentence.index for paper in papers)
    found: list[Task] = []
    for sentence in document.sentences[first:]:
        if sentence.part == "caption" or not _TOPIC.search(document.low, sentence.start, sentence.end):
            continue
        found = _items(document, sentence.start, sentence.end)
        if len(found) > 1:
            return found
    return []


def _items(document: Document, start: int, end: int) -> list[Task]:
    head = _LIST_HEAD.search(document.low, start, end) or _BY_IT.search(document.low, start, end)
    if head is None:
        return []
    begin = head.end()
    found: list[Task] = []
    for piece in re.finditer(r"[^;]+", document.text[begin:end]):
        item_start, item_end = begin + piece.start(), begin + piece.end()
        while item_start < item_end and document.text[item_start] in ' ,-"':
            item_start += 1
        while item_end > item_start and document.text[item_end - 1] in " .,":
            item_end -= 1
        if item_end - item_start >= _SHORTEST:
            found.append(Task(item_start, item_end))
    return found
