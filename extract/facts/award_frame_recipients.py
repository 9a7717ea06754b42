"""The recipients of an award's frame: how far behind the award they may stand, and which ones they are."""

import re
from functools import cache

from extract.document import Document, Sentence
from extract.facts.award_frame import Frame
from extract.facts.award_givers import subject
from extract.facts.award_lists import list_behind
from extract.facts.award_named import named
from extract.facts.award_places import AMONG, before, behind, part
from extract.facts.award_recipients import figures
from extract.facts.award_verbs import Verb, last
from extract.mentions.awards import lexicon
from extract.mentions.base import Mentions
from extract.phrases import Phrases

# "Những cá nhân được tặng Giấy khen gồm: A, B"
_LIST = re.compile(r"\s?(?:gồm|gồm có|bao gồm|là|có|còn có|có cả)\s?:?\s")
# "Được khen thưởng tại hội nghị có 21 tập thể": the clause opens with its verb
_FRONTED_LIST = re.compile(
    r"(?:\s(?:dịp|lần|đợt|năm|hôm|tại|trong|ở|nhân)(?:\s[^\W\d]+){1,5}?)?,?\s?"
    r"(?:gồm|gồm có|bao gồm|là|có|còn có|có cả|ngoài)\s?:?\s"
)
_TO = re.compile(r"\s(?:cho|tặng)\s")
# "trao Giấy khen, biểu dương 2 tập thể": one act
_PRAISING = re.compile(r"(?:biểu dương|tuyên dương|khen thưởng|tôn vinh|vinh danh)(?!\w)")
# "Nhận Bằng khen của A, anh B xúc động"
_THEN_WHO = re.compile(r",\s")
_GAP_BEFORE_PAPERS = re.compile(r"\s?(?:tấm\s|chiếc\s|suất\s)?")
# "biểu dương 5 tập thể và lưu ý: …": what is said besides names no recipients
_SAYS = re.compile(
    r"(?:,|(?<!\w)và|(?<!\w)đồng thời)\s(?:(?:đã|cũng|đồng thời)\s){0,3}"
    r"(?:lưu ý|đề nghị|yêu cầu|nhấn mạnh|mong|mong muốn|khẳng định|cho rằng|kêu gọi|chúc|chỉ đạo|nhắc"
    r"|nhắc nhở|bày tỏ)(?!\w)"
    r"|:\s?\""
)


@cache
def _praised_things() -> Phrases[None]:
    return Phrases([(thing, None) for thing in lexicon().around.praised])


def stop_of(
    document: Document,
    frame: Frame,
    mentions: Mentions,
    following: Frame | None,
    all_verbs: list[Verb],
    sentence: Sentence,
) -> int:
    """Return where the recipients behind the awards of `frame` must end."""
    stop = sentence.end
    if semicolon := re.compile(";").search(document.low, frame.end, stop):
        stop = semicolon.start()
    if frame.praise and (said := _SAYS.search(document.low, frame.end, stop)):
        stop = said.start()
    if following is not None:
        stop = min(stop, following.start)
        if following.praise and following.verb is not None and frame.told <= following.verb.start <= stop:
            doing = subject(document, mentions, frame.told, following.verb.start, behind_award=True)
            stop = min(stop, doing.start) if doing and not following.verb.passive else stop
    own = frame.verb
    for verb in all_verbs:
        if verb.start < frame.end or (own is not None and verb.start < own.end):
            continue
        if verb.start >= stop:
            break
        if verb.sense == "close":
            continue
        # "Giấy khen tặng 25 tập thể": a verb right behind the award only hands it on.
        between = document.low[frame.told : verb.start].strip()
        praising = between in (",", "và") and _PRAISING.match(document.low, verb.start) is not None
        if (praising or between in ("", "để")) and verb.sense in ("give", "hand"):
            continue
        if following is not None and verb.passive and verb.end <= following.start:
            continue  # the recipients before it are parted from ours in read_recipients
        acting = None if verb.passive else subject(document, mentions, frame.end, verb.start, behind_award=True)
        return min(stop, acting.start if acting else verb.start)
    return stop


def read_recipients(document: Document, mentions: Mentions, frame: Frame, previous: Frame | None) -> None:
    """Fill in the recipients of `frame`."""
    floor = max(frame.segment, previous.told if previous and previous.segment == frame.segment else frame.segment)
    passive = frame.passive if not frame.chained else bool(previous and previous.passive)
    _read_papers(document, mentions, frame)
    if frame.chained and previous is not None:
        frame.verb = previous.verb
    if not frame.papers and (in_list := list_behind(document, mentions, frame.told)) is not None:
        frame.recipients, frame.listed = in_list, True
        return
    if passive:
        end = frame.start if frame.chained or frame.verb is None else frame.verb.start
        among = last(AMONG, document.low, floor, end)
        if among is not None and figures(document, mentions, among.end(), end):
            floor = among.end()
        frame.recipients = before(document, mentions, floor, end)
        own = (
            behind(document, mentions, frame.told, frame.stop)
            if frame.chained and _TO.match(document.low, frame.told)
            else None
        )
        if own is not None and own.figures:
            frame.recipients = own  # "… nhận Giấy khen của A, Bằng khen của B cho 2 tập thể"
        fronted = frame.verb is not None and not document.low[frame.segment : frame.verb.start].strip(' ,"-')
        listing = _FRONTED_LIST if fronted else _LIST
        if not frame.recipients and (listed := listing.match(document.low, frame.told, frame.stop)):
            frame.recipients = behind(document, mentions, listed.end(), frame.stop)
        if fronted and not frame.recipients and (comma := _THEN_WHO.match(document.low, frame.told, frame.stop)):
            frame.recipients.named = named(document, mentions, comma.end(), frame.stop)[:1]
        if previous is not None and not frame.recipients and _is_left_out(previous, frame):
            frame.recipients = previous.recipients
            frame.left_out = True
        elif previous is not None and previous.segment == frame.segment and not previous.passive:
            part(previous.recipients, frame.recipients)
        if not frame.recipients.figures and re.search(r"\stôi\s", document.low[frame.end : frame.end + 6]):
            frame.recipients.single = (frame.end + 1, frame.end + 4)
        return
    if frame.verb is not None and not frame.chained and frame.verb.end <= frame.start:
        frame.recipients = behind(document, mentions, frame.verb.end, frame.start)
    if frame.praise and next(_praised_things().find(document.syllables, frame.end, frame.end + 24), None) is not None:
        return  # "biểu dương những kết quả …": what was done is praised
    if not frame.recipients:
        frame.recipients = behind(document, mentions, frame.told, max(frame.told, frame.stop))
    if previous is not None and not frame.recipients and not frame.chained and _is_left_out(previous, frame):
        frame.recipients = previous.recipients
        frame.left_out = True


def _is_left_out(previous: Frame, frame: Frame) -> bool:
    """Whether who receives is said once: "bà A được B tặng Bằng khen, (năm 2018 được) C tặng Huân chương"."""
    if previous.segment != frame.segment or not (previous.passive or previous.left_out):
        return False
    return not frame.passive or not previous.recipients.figures


def _read_papers(document: Document, mentions: Mentions, frame: Frame) -> None:
    """Read how many papers are given: "tặng 14 Giấy khen"."""
    number = mentions.last_before("number", frame.start, max(0, frame.start - 40))
    if number is None or number.value.percent or number.value.value != int(number.value.value):
        return
    if _GAP_BEFORE_PAPERS.fullmatch(document.low, number.end, frame.start):
        frame.papers, frame.papers_span = int(number.value.value), (number.start, number.end)
