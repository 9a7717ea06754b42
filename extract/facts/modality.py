"""Whether a fact happened, or was only planned, proposed, aimed at or denied.

The method is ConText's: cues with a direction and a reach, terminators that end the reach, pseudo cues that only look
like cues; all of it data (extract/lexicons/modality.toml).
"""

import re
from functools import cache
from typing import Literal, NamedTuple

from extract.document import Document, Sentence
from extract.facts.base import Modality, Source
from extract.lexicon import Lexicon, load
from extract.phrases import Found, Phrases
from extract.rules import declare

Direction = Literal["forward", "backward", "both"]
Scope = Literal["sentence", "clause", "phrase", "near"]

_CLAUSE_MARK = re.compile(r"[,;:]| và ")
# How many characters a cue of these scopes reaches at most.
_REACH: dict[Scope, int] = {"phrase": 60, "near": 25}

# The rules' names appear in the `sources` of rows of every table: the field is "modality", the span is the cue's.
RULES: dict[str, str] = {
    "planned": declare(
        "modality.planned",
        finds={
            "Từ nay đến cuối năm, Công đoàn huyện sẽ mở 12 lớp tập huấn.": ["sẽ"],
            "Thời gian tới, hai ngành phối hợp xây dựng 8 tổ tự quản.": ["Thời gian tới"],
            "Có 20 đoàn viên sẽ được hỗ trợ.": ["sẽ được"],
        },
        ignores=["Trước đó, huyện đã mở 12 lớp tập huấn.", "Ban tổ chức đã chuẩn bị 500 suất quà."],
    ),
    "proposed": declare(
        "modality.proposed",
        finds={"Công an tỉnh đã đề nghị công nhận 207 cơ quan đạt chuẩn.": ["đề nghị"]},
        ignores=[
            "Theo đề nghị của Công đoàn, Công an đã hỗ trợ 207 cơ quan.",
            "Ông Đậu Văn Trình tặng 20 suất quà cho công nhân.",
        ],
    ),
    "target": declare(
        "modality.target",
        finds={"Phấn đấu đến năm 2025 có 85% doanh nghiệp thành lập đội xung kích.": ["Phấn đấu"]},
        ignores=["Toàn ngành phát triển 300 đoàn viên, vượt chỉ tiêu được giao."],
    ),
    "negated": declare(
        "modality.negated",
        finds={"Trên địa bàn không xảy ra 1 vụ ngừng việc nào.": ["không xảy ra"]},
        ignores=["Không chỉ hỗ trợ 12 công nhân mà công đoàn còn tặng xe đạp.", "Chưa đến 20 vụ xảy ra."],
    ),
}


class CueGroup(Lexicon):
    """Cues that say the same and reach the same way."""

    modality: Literal["planned", "proposed", "target", "negated"]
    direction: Direction
    scope: Scope
    phrases: list[str]


class PhraseList(Lexicon):
    """Phrases that need no more to be said of them."""

    phrases: list[str]


class ModalityWords(Lexicon):
    """The lexicon extract/lexicons/modality.toml."""

    cues: list[CueGroup]
    actual: PhraseList
    terminators: PhraseList
    pseudo: PhraseList


class Cue(NamedTuple):
    """What a phrase does: cues carry modality, direction and scope; the other kinds only their kind."""

    kind: Literal["cue", "actual", "terminator", "pseudo"]
    groups: tuple[CueGroup, ...] = ()


@cache
def _vocabulary() -> Phrases[Cue]:
    words = load("modality", ModalityWords)
    cues: dict[str, Cue] = {phrase: Cue("pseudo") for phrase in words.pseudo.phrases}
    cues |= {phrase: Cue("actual") for phrase in words.actual.phrases}
    cues |= {phrase: Cue("terminator") for phrase in words.terminators.phrases}
    for group in words.cues:
        for phrase in group.phrases:
            cues[phrase] = Cue("cue", (*cues[phrase].groups, group) if phrase in cues else (group,))
    return Phrases(cues)


def cues_of(document: Document, sentence: Sentence) -> list[Found[Cue]]:
    """Return everything in `sentence` that matters for modality, in order; names that sound like it do not."""
    return document.once(("modality", sentence.index), lambda: _cues_of(document, sentence))


def _cues_of(document: Document, sentence: Sentence) -> list[Found[Cue]]:
    found = _vocabulary().find(document.syllables, sentence.start, sentence.end)
    return [cue for cue in found if not _is_name(document, cue.start, cue.end)]


def _is_name(document: Document, start: int, end: int) -> bool:
    """Whether a word is the name of somebody ("ông Đậu Văn Trình"): a capital within a sentence says so."""
    word = document.text[start:end]
    return " " not in word and word.istitle() and document.low[max(0, start - 2) : start].rstrip().isalpha()


def modality(
    document: Document, start: int, end: int, cues: list[Found[Cue]] | None = None
) -> tuple[Modality, Source | None]:
    """Return the modality of the fact whose head is `document.text[start:end]`, and the cue that says so.

    Args:
        document: the text.
        start: where the fact's head begins (a figure, an award's name, an agreement's noun).
        end: where it ends.
        cues: :func:`cues_of` the sentence, for callers that ask often.
    """
    sentence = document.sentence_at(start)
    found = cues_of(document, sentence) if cues is None else cues
    best: tuple[int, Modality, Found[Cue]] | None = None
    for cue in found:
        if cue.value.kind != "cue" or (cue.start < end and start < cue.end):
            continue
        for group in cue.value.groups:
            distance = _distance(document, found, cue, group, start, end)
            if distance is not None and (best is None or distance < best[0]):
                best = (distance, group.modality, cue)
    if best is None:
        return "actual", None
    return best[1], Source("modality", best[2].start, best[2].end, RULES[best[1]])


def _distance(
    document: Document, found: list[Found[Cue]], cue: Found[Cue], group: CueGroup, start: int, end: int
) -> int | None:
    """Return how far `cue` stands from the head, None where it does not reach it."""
    ahead = cue.end <= start
    if group.direction != "both" and ahead != (group.direction == "forward"):
        return None
    gap = (cue.end, start) if ahead else (end, cue.start)
    if group.direction == "both":
        # An adverbial of time says it of the whole sentence, but not of a part that says that it was done.
        first = cue.end if ahead else document.sentence_at(start).start
        stopped = any(f.value.kind == "terminator" and gap[0] <= f.start < gap[1] for f in found)
        done = any(f.value.kind == "actual" and first <= f.start < start for f in found)
        return None if stopped or done else gap[1] - gap[0]
    if any(f.value.kind in ("terminator", "actual") and gap[0] <= f.start < gap[1] for f in found):
        return None
    between = document.low[gap[0] : gap[1]]
    if group.scope == "clause" and ";" in between:
        return None
    if (reach := _REACH.get(group.scope)) is not None and (len(between) > reach or _CLAUSE_MARK.search(between)):
        return None
    return gap[1] - gap[0]
