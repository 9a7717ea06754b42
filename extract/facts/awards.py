"""Facts of the table awards: who gave which award to how many, one row for each award, giver and mention."""

import re
from itertools import product

from extract.document import Document, Sentence
from extract.facts import award_givers as givers
from extract.facts.award_frame import Frame
from extract.facts.award_frames import frames
from extract.facts.award_lives import is_told_of_a_life
from extract.facts.award_unsaid import INHERITED, State, praised_by_hosts, settle, unknown
from extract.facts.base import AwardFact, Facts, Issue, Source
from extract.facts.bodies import Run
from extract.facts.modality import modality
from extract.mentions.awards import Level, lexicon
from extract.mentions.base import AwardName, Mention, Mentions
from extract.rules import declare

GIVEN = declare(
    "award.given",
    finds={
        "Công an tỉnh tặng Giấy khen cho 04 tập thể và 06 cá nhân.": ["Giấy khen"],
        "UBND tỉnh tặng Bằng khen cho 12 tập thể; LĐLĐ tỉnh tặng Bằng khen 9 cá nhân.": ["Bằng khen", "Bằng khen"],
        "Thừa ủy quyền của Bộ trưởng Bộ Công an, Đại tá Trần Văn Tám trao Bằng khen cho 2 tập thể.": ["Bằng khen"],
    },
    ignores=["Kịp thời khen thưởng tập thể, cá nhân có thành tích.", "Bằng khen là hình thức khen thưởng cao quý."],
)
RECEIVED = declare(
    "award.received",
    finds={
        "2 tập thể và 2 cá nhân được LĐLĐ tỉnh tặng Bằng khen.": ["Bằng khen"],
        "2 tập thể và 2 cá nhân được nhận Giấy khen của Công an tỉnh.": ["Giấy khen"],
        "49 cá nhân nhận bằng khen, giấy khen do UBND tỉnh và Công an tỉnh trao tặng.": ["bằng khen", "giấy khen"],
    },
    ignores=["Ông Trần Văn Tám từng được Công an tỉnh tặng Giấy khen."],
)
PRAISED = declare(
    "award.praised",
    finds={
        "Công an tỉnh khen thưởng 18 tập thể và 24 cá nhân.": ["khen thưởng"],
        "62 tập thể và cá nhân được tuyên dương.": ["tuyên dương"],
    },
    ignores=[
        "Các tập thể, cá nhân xuất sắc được khen thưởng.",
        "Phó Ban Thi đua - Khen thưởng tỉnh dự hội nghị với 20 cá nhân.",
    ],
)
GIVER = declare(
    "award.giver",
    finds={
        "2 tập thể được UBND tỉnh và LĐLĐ tỉnh tặng Bằng khen.": ["UBND tỉnh", "LĐLĐ tỉnh"],
        "3 cá nhân nhận Giấy khen của Giám đốc Công an tỉnh.": ["Giám đốc Công an tỉnh"],
    },
    ignores=["Dịp này, 11 cá nhân được trao Kỷ niệm chương “Bảo vệ an ninh Tổ quốc”."],
)
REASON = declare(
    "award.reason",
    finds={
        "Công an tỉnh tặng Giấy khen cho 5 tập thể vì có thành tích xuất sắc trong phong trào thi đua.": [
            "vì có thành tích xuất sắc trong phong trào thi đua"
        ]
    },
    ignores=["Công an tỉnh tặng Giấy khen cho 5 tập thể."],
)
RECIPIENTS = declare(
    "award.recipients",
    finds={
        "Công an tỉnh tặng Giấy khen cho 04 tập thể và 06 cá nhân.": ["04 tập thể", "06 cá nhân"],
        "Công an tỉnh tặng 14 Giấy khen cho các tập thể, cá nhân.": ["14"],
        "24 tập thể, cá nhân được LĐLĐ tỉnh tặng Bằng khen.": ["24 tập thể, cá nhân"],
        "LĐLĐ tỉnh tặng Bằng khen cho ông Trần Văn Tám.": ["Trần Văn Tám"],
        "UBND xã tặng Giấy khen cho tổ bảo vệ nhà trường và ba sinh viên.": ["tổ bảo vệ nhà trường", "ba sinh viên"],
        "LĐLĐ tỉnh tặng Bằng khen cho 3 cán bộ Công an tỉnh, Công an huyện Vĩnh Thạnh.": ["3 cán bộ"],
        "Bằng khen của LĐLĐ tỉnh:\n- Tập thể: Công an xã Tân Hội.\n- Cá nhân: ông Trần Văn Tám.": [
            "Công an xã Tân Hội",
            "Trần Văn Tám",
        ],
        "Các tập thể được tặng Cờ thi đua của Bộ Công an: Công an xã Tân Hội, Công an xã Tân Lộc.": [
            "Công an xã Tân Hội",
            "Công an xã Tân Lộc",
        ],
    },
    ignores=["LĐLĐ tỉnh tặng Bằng khen và trao 20 suất quà cho 20 công nhân."],
)


# "được đề nghị Bộ Công an tặng Bằng khen"
_PROPOSED = re.compile(r"(?<!\w)(?:đề nghị|trình|kiến nghị|đề xuất|xét)(?!\w)")


# "Công an tỉnh, LĐLĐ tỉnh mỗi ngành tặng …": an award of each
_EACH = re.compile(r"(?<!\w)mỗi\s(?:ngành|bên|đơn vị|cơ quan|tổ chức|nơi)(?!\w)")


_OF_ALL_LEVELS = re.compile(r"\s(?:của\s)?(?:các cấp|các ngành|cấp trên|các cơ quan)(?!\w)")
# "Đồng thời, [tặng …]"
_GOES_ON = re.compile(r"[\s,\"-]*(?:(?:đồng thời|cùng với đó|bên cạnh đó|ngoài ra|cũng|và|còn)[\s,]+)*")


def read(document: Document, mentions: Mentions, facts: Facts) -> list[AwardFact]:
    """Return the rows of awards, in order of appearance."""
    state = State()
    heads = sorted(mention.start for kind in ("award", "praise") for mention in mentions.of(kind))
    for index in dict.fromkeys(document.sentence_at(head).index for head in heads):
        _read_sentence(document, mentions, facts, document.sentences[index], state)
    settle(document, state)
    facts.issues.extend(unknown(document, mentions, GIVEN))
    return state.rows


def _read_sentence(document: Document, mentions: Mentions, facts: Facts, sentence: Sentence, state: State) -> None:
    previous: Frame | None = None
    state.presenting = ()
    for frame in frames(document, mentions, sentence):
        if frame.verb is None and not (frame.owner and (frame.recipients.figures or frame.listed)):
            continue
        if is_told_of_a_life(document, mentions, frame) or (frame.praise and not frame.recipients.figures):
            continue
        for one in frame.recipients.figures:
            if not one.known:
                noun = document.text[one.start : one.end + 16]
                facts.issues.append(Issue("unknown_recipient", noun, one.start, one.end, RECIPIENTS))
        acting = _acting(document, mentions, facts, frame, previous, sentence, state)
        _add(document, mentions, frame, acting, _presenting(document, mentions, frame, previous, acting, state), state)
        if acting is not None:
            state.acting, state.acting_at = acting, sentence.index
        elif previous is None:
            state.acting = None
        previous = frame


def _acting(
    document: Document,
    mentions: Mentions,
    facts: Facts,
    frame: Frame,
    previous: Frame | None,
    sentence: Sentence,
    state: State,
) -> Run | None:
    """Return who acts in the clause of `frame`: in whose stead, the subject, the agent, or who acted before."""
    verb = frame.verb
    before = state.acting if previous is not None else None
    if verb is None or frame.chained:
        return before
    together = previous is not None and previous.segment == frame.segment
    floor = max(frame.segment, previous.told) if previous is not None and together else frame.segment
    if verb.passive:
        agent = givers.agent(document, mentions, verb.agent_start, verb.end) if verb.sense != "receive" else None
        named, meant = givers.by_kind(document, mentions, verb.agent_start, verb.end, passive=True)
        if agent is None and named:
            return meant
        # "Bộ Công an tặng Bằng khen cho A; Kỷ niệm chương được trao cho B": a ministry's own, one list of what it gives
        goes_on = before is not None and not frame.passive and verb.sense != "receive" and _is_central(before)
        return agent or (before if together or goes_on else None)
    if instead := givers.authority(document, mentions, floor, verb.start):
        return instead
    if subject := givers.subject(document, mentions, floor, verb.start, behind_award=together):
        known = previous is not None or state.acting_at == sentence.index - 1
        return givers.beside(document, floor, subject, state.acting if known else None)
    named, meant = givers.by_kind(document, mentions, floor, verb.start)
    if named:
        return meant
    # A clause that opens with its verb has the subject of the one before ("…; trao Kỷ niệm chương cho …").
    opens = together or _GOES_ON.fullmatch(document.low, frame.segment, verb.start) is not None
    if opens and (previous is not None or state.acting_at == sentence.index - 1):
        return state.acting
    told = givers.opening(document, mentions, floor, verb.start)
    return told or givers.by_person(document, mentions, facts.people, floor, verb.start)


def _is_central(run: Run) -> bool:
    return all(one.level == "central" for one in run.organisations)


def _presenting(
    document: Document, mentions: Mentions, frame: Frame, previous: Frame | None, acting: Run | None, state: State
) -> tuple[str, ...]:
    """Return who hands over the awards of `frame`: those named before its verb, or who has just handed over others."""
    if frame.verb is None or frame.verb.passive:
        return givers.handing(document, mentions, frame.told, frame.limit) if frame.verb else ()
    people = givers.presenters(document, mentions, frame.segment, frame.verb.start)
    if previous is not None:
        got = {one.name for one in previous.recipients.named}
        people = tuple(name for name in people if name not in got)
        if not people and acting is state.acting:
            people = state.presenting
    state.presenting = people if frame.verb.sense == "hand" else ()
    return people


def _add(
    document: Document, mentions: Mentions, frame: Frame, acting: Run | None, people: tuple[str, ...], state: State
) -> None:
    """Add a row for each award of `frame`; `people` hand them over."""
    verb = frame.verb
    handing = verb is not None and verb.sense == "hand" and not verb.passive
    passive = verb is not None and verb.passive
    runs: list[Run | None] = [frame.owner or acting]
    if frame.owner is None and _OF_ALL_LEVELS.match(document.low, frame.end):
        runs = [None]  # "Bằng khen các cấp"
    if verb is not None and acting is not None and _EACH.search(document.low, acting.end, verb.start):
        runs = [Run(body.start, body.end, (body,)) for body in acting.bodies]
    for award, run in product(frame.awards, runs):
        unsaid = False
        granting = run
        if frame.owner is None and run is not None and (handing or run is state.acting):
            granting = _competent(award.value, run)
            unsaid = granting is None and handing
        row = _row(frame, award, granting, inherited=granting is not None and run is state.acting)
        if handing or passive:
            row.presented_by = list(people)
        if granting is None and handing and (unsaid or people):
            state.handed.append(row)
        if granting is None and frame.praise:
            praised_by_hosts(document, mentions, row, state)
        row.modality, cue = modality(document, award.start, award.end)
        if passive and verb is not None and _PROPOSED.search(document.low, verb.start, verb.end):
            row.modality = "proposed"
        if cue is not None:
            row.sources.append(cue)
        if frame.reason is not None:
            row.reason = document.text[slice(*frame.reason)]
            row.sources.append(Source("reason", *frame.reason, REASON))
        row.confidence = _confidence(row, frame)
        state.rows.append(row)


def _competent(award: AwardName, run: Run) -> Run | None:
    """Return those of `run` who may grant what they hand over, None where none of them may."""
    kinds = lexicon().by_name
    kind = next((kinds[name] for name in kinds if award.award == name or award.award.startswith(name + " ")), None)
    level: Level = kind.granted if kind else "any"
    bodies = tuple(body for body in run.bodies if givers.may_grant(level, body.organisation))
    return run._replace(bodies=bodies) if bodies else None


def _row(frame: Frame, award: Mention[AwardName], run: Run | None, *, inherited: bool) -> AwardFact:
    """Return the row for one award of `frame`, with where everything was read."""
    rule = PRAISED if frame.praise else RECEIVED if frame.passive else GIVEN
    row = AwardFact(start=award.start, end=award.end, rule=rule, award=award.value.award, title=award.value.title)
    if run is not None:
        giver_rule = INHERITED if inherited else GIVER
        row.granted_by = run.organisations
        row.sources += [Source("granted_by", body.start, body.end, giver_rule) for body in run.bodies]
    got = frame.recipients
    row.collectives, row.individuals, row.recipients = got.count("group"), got.count("person"), got.total("both")
    fields = {"group": "collectives", "person": "individuals", "both": "recipients"}
    row.sources += [Source(fields[one.who], one.start, one.end, RECIPIENTS) for one in got.figures]
    if frame.papers is not None and frame.papers_span is not None:
        row.sources.append(Source("recipients", *frame.papers_span, RECIPIENTS))
        if row.collectives is None and row.individuals is None and row.recipients is None:
            row.recipients = frame.papers
    row.named = [one.name for one in got.named]
    row.sources += [Source("named", one.start, one.end, RECIPIENTS) for one in got.named]
    if len(frame.awards) > 1 and (row.recipients or row.collectives or row.individuals):
        row.recipients_group = f"{frame.awards[0].start}"
    return row


def _confidence(row: AwardFact, frame: Frame) -> float:
    figures = row.collectives is not None or row.individuals is not None or row.recipients is not None
    if not all(one.known for one in frame.recipients.figures):
        return 0.6
    if frame.verb is None or (frame.praise and not row.granted_by):
        return 0.7
    if row.granted_by and figures:
        return 0.95 if all(one.strong for one in frame.recipients.figures) else 0.9
    return 0.85
