"""The verbs of giving and receiving awards, and their voice."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from extract.document import Document
from extract.mentions.awards import lexicon
from extract.phrases import Phrases

Sense = Literal["give", "hand", "receive", "close", "other", "gift", "ignored", "praise"]
# Behind "đạt", "có", "thu" it only says that something came about: "với kết quả đạt được, Công an tỉnh tặng …".
_PASSIVE = re.compile(
    r"(?<!\w)(?:(?:đã|vinh dự|cũng|vừa|được|đều)\s){0,4}"
    r"(?<!đạt\s)(?<!có\s)(?<!thu\s)(?<!giành\s)(?<!lập\s)(?<!làm\s)được(?!\w)"
    # "Được sự ủy quyền của A, B trao …": B acts
    r"(?!\s(?:sự|ủy quyền|uỷ quyền|ủy nhiệm|uỷ nhiệm|phép|biết)(?!\w))"
)
# "16 tập thể, 22 cá nhân khác do UBND huyện khen thưởng"
_BY = re.compile(
    r"(?<!\w)(?:tập thể|cá nhân|đơn vị|người|đồng chí|điển hình|gương)(?:\s(?:khác|còn lại|này|tiêu biểu|xuất sắc))*"
    r"(?P<by>,?\s(?:là\s)?do)\s(?!(?:đã|có)\s)"
)
# "được A thưởng [5 triệu đồng,] tặng Giấy khen": one passive
_SUM = re.compile(r"\s(?:nóng\s)?[\d.,]{1,12}\s(?:triệu\s|nghìn\s|ngàn\s)?đồng(?:,|\svà|,\svà)\s")
# "gắn Huy hiệu cho 3 đảng viên", but "gắn biển công trình", "gắn với phong trào"
_PINS = re.compile(r"(?:trao (?:và )?|trao, )?(?:gắn|cài|đeo)(?!\w)")
_WORN = re.compile(
    r"(?:, trao| và trao)?\s(?:(?:\d{1,4}|các|những|tấm|chiếc)\s){0,2}"
    r"(?:kỷ niệm chương|huy hiệu|huân chương|huy chương)(?!\w)"
)
_BY_GAP = re.compile(r"(?:(?!(?<!\w)(?:tổ chức|chủ trì|phát động|đã|có|phối hợp|vì|để)(?!\w))[^,;.:]){2,80}")
_AGENT_GAP = re.compile(r"(?:[^\d;.:]|\d(?=\w{0,9}\s(?:ban|ngành)))*")


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb of giving or receiving; `start` is that of its "được" where it is passive."""

    start: int
    end: int
    sense: Sense
    passive: bool = False
    agent_start: int = 0  # where the agent of a passive begins, behind "được"


@cache
def _verbs() -> Phrases[Sense]:
    words = lexicon().verbs
    senses: list[tuple[list[str], Sense]] = [
        (words.ignored, "ignored"),
        (words.other, "other"),
        (words.gifts, "gift"),
        (words.close, "close"),
        (words.pin, "hand"),
        (words.give, "give"),
        (words.hand, "hand"),
        (words.receive, "receive"),
    ]
    return Phrases({verb: sense for verbs, sense in senses for verb in verbs})


def verbs(document: Document, start: int, end: int) -> list[Verb]:
    """Return the verbs of giving and receiving in [start, end), and the other verbs that begin a new clause."""
    found: list[Verb] = []
    for match in _verbs().find(document.syllables, start, end):
        if match.value == "ignored" or (_is_pin(document, match.start) and not _WORN.match(document.low, match.end)):
            continue
        floor = next((verb.end for verb in reversed(found) if verb.sense != "other"), start)
        verb = voiced(document, match.start, match.end, match.value, floor)
        if found and found[-1].passive and not verb.passive and _SUM.fullmatch(document.low, found[-1].end, verb.start):
            verb = Verb(found[-1].start, verb.end, verb.sense, True, found[-1].agent_start)
        found.append(verb)
    return found


def _is_pin(document: Document, start: int) -> bool:
    """Whether the verb at `start` pins something on somebody."""
    return _PINS.match(document.low, start) is not None


def voiced(document: Document, start: int, end: int, sense: Sense, floor: int) -> Verb:
    """Return a verb with its voice: "được … tặng" and "nhận" have their recipients before them."""
    if sense == "receive":
        before = last(_PASSIVE, document.low, max(floor, start - 30), start)
        touching = before is not None and not document.low[before.end() : start].strip()
        return Verb(before.start() if before and touching else start, end, sense, True, start)
    passive = last(_PASSIVE, document.low, max(floor, start - 400), start)
    if passive is not None and _AGENT_GAP.fullmatch(document.low, passive.end(), start):
        return Verb(passive.start(), end, sense, True, passive.end())
    by = last(_BY, document.low, max(floor, start - 160), start) if sense in ("give", "hand", "praise") else None
    if by is not None and _BY_GAP.fullmatch(document.low, by.end(), start):
        return Verb(by.start("by"), end, sense, True, by.end())
    return Verb(start, end, sense)


def last(pattern: re.Pattern[str], text: str, start: int, end: int) -> re.Match[str] | None:
    """Return the last match of `pattern` in `text[start:end]`."""
    found = None
    for match in pattern.finditer(text, start, end):
        found = match
    return found
