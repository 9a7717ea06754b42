"""Who signs a co-operation paper, read from the clause that signs it."""

import re

from extract.document import Document
from extract.facts.agreement_lexicon import signer_gap
from extract.facts.bodies import Body, Run, bare, listed, runs
from extract.facts.paper import Paper
from extract.facts.paper_status import WITH, signing_verb
from extract.facts.sides import bridged, is_part, named_ones
from extract.mentions.base import Mentions

_SIDES_SIGN = re.compile(
    r"(?:^|\s)(?:hai|ba|bốn|năm|sáu|các|\d{1,2})\s(?:bên|đơn vị|ngành|cơ quan|lực lượng|tổ chức|địa phương)"
    r"(?:\s\S+){0,5}$"
)
_WE_SIGN = re.compile(
    r"(?<!\w)(?:chúng tôi|chúng ta|đơn vị(?: tôi)?|phía tôi|bên tôi)\s"
    r"(?:(?:đã|cũng|sẽ|vừa|mới|chủ động|phối hợp|tiến hành|chính thức|tham mưu|cùng|tiếp tục)\s){0,4}$"
)
# "A và B [sẽ] tiến hành ký kết": nothing of it is told as done.
_WILL = re.compile(r"(?<!\w)(?:sẽ|sớm|sắp|dự kiến|chuẩn bị|thống nhất|phấn đấu|chủ động)(?!\w)")


def read_signers(document: Document, mentions: Mentions, paper: Paper) -> None:
    """Read the sides from the clause that signs: "A và B đã ký …", "A đã ký … với B"; or will: "A và B sẽ ký kết …"."""
    if paper.parties is not None or paper.both_sides:
        return
    if paper.signing is None:
        _read_planned(document, mentions, paper)
    else:
        _read_subject(document, mentions, paper)


def _read_planned(document: Document, mentions: Mentions, paper: Paper) -> None:
    """Read between whom a paper is that is yet to be signed, or was; without two sides of its own it is none."""
    open_ = paper.retold or paper.modality in ("planned", "proposed")
    verb = signing_verb(document, mentions, paper) if open_ else None
    if verb is None:
        return
    paper.signing = verb
    _read_subject(document, mentions, paper)
    paper.signing = None
    paper.loose = paper.loose and (paper.parties is None or not paper.parties.definite)


def _read_subject(document: Document, mentions: Mentions, paper: Paper) -> None:
    """Read the sides that a verb of signing has before it, or beside it."""
    if paper.signing is None:
        return
    for run in runs(document, mentions, paper.signing[1], paper.mention.start):
        # "Lễ ký kết giữa A và B về Quy chế phối hợp"
        if run.definite and bare(document, mentions, paper.signing[1], run.start) == "giữa":
            paper.parties = run
            return
    before = bridged(document, mentions, runs(document, mentions, paper.sentence.start, paper.signing[0]))
    if _SIDES_SIGN.search(
        bare(document, mentions, before[-1].end if before else paper.sentence.start, paper.signing[0])
    ):
        # "Bốn bên ký quy chế gồm Công an tỉnh, …"
        paper.parties = listed(document, mentions, paper.mention.end, paper.tail)
        if paper.parties is not None:
            return
    if before and not before[-1].definite:
        before[-1] = named_ones(before[-1])  # "Công an xã Hy Cương, Trường Sao Mai và công đoàn ký …"
    if (
        not before
        or not before[-1].definite
        or is_part(document, before[-1].start)
        or not signer_gap().fullmatch(_WILL.sub("", bare(document, mentions, before[-1].end, paper.signing[0])))
    ):
        _read_speaker(document, mentions, paper)
        return
    subject = before[-1]
    for run in runs(document, mentions, paper.signing[1], paper.tail):
        if run.definite and WITH.search(bare(document, mentions, paper.signing[1], run.start) + " "):
            both = (*subject.bodies, *run.bodies)
            paper.parties = Run(subject.start, run.end, both, subject.people)
            return
    if len(subject.organisations) > 1:
        paper.parties = subject


def _read_speaker(document: Document, mentions: Mentions, paper: Paper) -> None:
    """Read the sides where one tells of itself: "Từ năm 2016, chúng tôi đã ký với Công an tỉnh Quy chế phối hợp"."""
    if paper.signing is None or not _WE_SIGN.search(document.low, paper.sentence.start, paper.signing[0]):
        return
    quoted = document.plain.find('"', paper.signing[1], paper.tail)
    partner = next(
        (
            run
            for run in runs(document, mentions, paper.signing[1], paper.tail if quoted < 0 else quoted)
            if run.definite and WITH.search(bare(document, mentions, paper.signing[1], run.start) + " ")
        ),
        None,
    )
    # Behind a quotation stands who said it, before an interview who is asked.
    behind = [
        post for post in mentions.within("post", paper.sentence.start, paper.sentence.end) if post.value.organisation
    ]
    post = behind[-1] if behind else mentions.last_before("post", paper.sentence.start)
    own = post.value.organisation if post is not None else None
    if partner is None or post is None or own is None or own.name in [one.name for one in partner.organisations]:
        return
    speaker = Body(post.start, post.end, own, True, post.value.head)
    paper.parties = Run(partner.start, partner.end, (speaker, *partner.bodies), partner.people)
