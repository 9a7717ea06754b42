"""Facts of the table signatories: the sides that sign in the reported event, and who signs for each."""

from collections.abc import Callable

from extract.document import Document
from extract.facts.base import AgreementFact, Facts, SignatoryFact, Source
from extract.facts.signers import Signer, signers
from extract.mentions.base import Mentions, Organisation
from extract.rules import declare
from extract.text import fold

SIDE = declare(
    "signatory.side",
    finds={
        "Chiều 4-3, Công an TP Cần Thơ và LĐLĐ thành phố tổ chức Lễ ký kết quy chế phối hợp.": [
            "Công an TP Cần Thơ",
            "LĐLĐ thành phố",
        ]
    },
    ignores=[
        "Hội nghị sơ kết 3 năm thực hiện Quy chế phối hợp giữa Công an tỉnh và LĐLĐ tỉnh.",
        "Công an tỉnh và LĐLĐ tỉnh họp bàn công tác chuẩn bị lễ ký kết Quy chế phối hợp giai đoạn 2024-2028.",
        "LĐLĐ tỉnh giao các công đoàn ngành ký kết chương trình phối hợp với Công an tỉnh.",
        "Từ khi Công an tỉnh và LĐLĐ tỉnh ký kết Quy chế phối hợp, an ninh trật tự ổn định.",
        "Kết quả đó là nhờ Công an tỉnh và LĐLĐ tỉnh đã ký kết và thực hiện tốt Quy chế phối hợp.",
        "Đại tá Trần Văn Tám cho biết: Công an tỉnh và LĐLĐ tỉnh đã ký kết Quy chế phối hợp, công nhân yên tâm.",
        "Hoạt động này nằm trong chương trình phối hợp giữa Công an tỉnh và LĐLĐ tỉnh mà hai đơn vị đã ký kết.",
        "Công an tỉnh và LĐLĐ tỉnh sẽ ký kết Quy chế phối hợp trong tháng tới.",
        "Trước khi sáp nhập, Công an tỉnh và LĐLĐ tỉnh đã ký Chương trình phối hợp giai đoạn 2022 - 2027.",
    ],
)
PERSON = declare(
    "signatory.person",
    finds={
        "Công an tỉnh và LĐLĐ tỉnh tổ chức lễ ký kết quy chế. Đại tá Trần Văn Tám, Giám đốc Công an tỉnh và bà "
        "Lê Thị Mai, Chủ tịch LĐLĐ tỉnh ký kết quy chế phối hợp.": ["Trần Văn Tám", "Lê Thị Mai"],
        "Công an tỉnh và LĐLĐ tỉnh ký kết quy chế phối hợp. Đại tá Trần Văn Tám, Giám đốc Công an tỉnh và bà Lê Thị "
        "Mai, Tỉnh ủy viên, Chủ tịch LĐLĐ tỉnh đã ký quy chế.": ["Trần Văn Tám", "Lê Thị Mai"],
        "Công an xã, Công đoàn Công ty và Ban Giám đốc Công ty TNHH May Sông Lam ký quy chế phối hợp. Ký quy chế có bà "
        "Lê Thị Mai, Phó Giám đốc Công ty.": ["Lê Thị Mai"],
    },
    ignores=["Công an tỉnh và LĐLĐ tỉnh tổ chức lễ ký kết quy chế phối hợp. Đại diện hai đơn vị ký kết quy chế."],
)


def read(document: Document, mentions: Mentions, facts: Facts) -> list[SignatoryFact]:
    """Return the rows of signatories, in order of appearance."""
    rows: list[SignatoryFact] = []
    signed = [one for one in facts.agreements if one.status == "signed"]
    if not signed:
        return []
    signing = signers(document, mentions, facts)
    for agreement in signed:
        if len(agreement.parties) < 2:
            _take_sides(agreement, signing)
        for organisation in agreement.parties:
            if all(row.organisation.name != organisation.name for row in rows):
                rows.append(_side(mentions, agreement, organisation))
    if rows:
        _name(rows, signing)
    return rows


def _take_sides(agreement: AgreementFact, signing: list[Signer]) -> None:
    """Take the bodies of those who sign as the parties, where the article names no others."""
    for signer in signing:
        for body in signer.organisations[:1]:
            if all(body.name != party.name for party in agreement.parties):
                agreement.parties.append(body)
                agreement.sources.append(Source("parties", signer.start, signer.end, SIDE))


def _side(mentions: Mentions, agreement: AgreementFact, organisation: Organisation) -> SignatoryFact:
    """Return the row of one side, headed by the first place that names it."""
    places = [(source.start, source.end) for source in agreement.sources if source.field == "parties"]
    named = [mention for mention in mentions.of("organisation") if mention.value.name == organisation.name]
    own = [mention for mention in named if any(start <= mention.start and mention.end <= end for start, end in places)]
    head = next(iter(own or named), None)
    start, end = (head.start, head.end) if head else places[0] if places else (agreement.start, agreement.end)
    row = SignatoryFact(start=start, end=end, rule=SIDE, organisation=organisation, agreement=agreement)
    row.confidence = agreement.confidence
    row.sources.append(Source("agreement_id", agreement.start, agreement.end, agreement.rule))
    return row


def _name(rows: list[SignatoryFact], signing: list[Signer]) -> None:
    """Put the signers to their sides: by their posts' bodies, the last one to the side that is left."""
    spare = list(signing)
    for matches, confidence in _MATCHES:
        for row in rows:
            if row.name is not None:
                continue
            signer = next((one for one in spare if matches(one, row.organisation)), None)
            if signer is not None:
                _sign(row, signer)
                row.confidence = min(row.confidence, confidence)
                spare.remove(signer)
    for row in rows:
        # A rank of the police signs for the police where nothing else tells whom it signs for.
        ranked = [one for one in spare if one.fact is not None and one.fact.rank and not one.organisations]
        if row.name is None and row.organisation.kind == "police" and len(ranked) == 1:
            _sign(row, ranked[0])
            row.confidence = 0.8
            spare.remove(ranked[0])
    _doubt(rows)
    left = [row for row in rows if row.name is None]
    if len(left) == 1 and len(spare) == 1 and len(rows) == len(signing):
        _sign(left[0], spare[0])
        left[0].confidence = 0.7


def _doubt(rows: list[SignatoryFact]) -> None:
    """Make a side less sure for which nobody signs, where others have their signers."""
    for row in rows:
        signed = [one for one in rows if one.agreement is row.agreement and one.name is not None]
        if row.name is None:
            row.confidence = min(row.confidence, 0.7 if signed else 0.9)


def _same_body(signer: Signer, other: Organisation) -> bool:
    return any(one.name == other.name for one in signer.organisations)


def _named_aside(signer: Signer, other: Organisation) -> bool:
    return signer.aside is not None and signer.aside in fold(other.name)


def _same_kind(signer: Signer, other: Organisation) -> bool:
    return any(one.kind == other.kind and one.level == other.level for one in signer.organisations)


def _kin(signer: Signer, other: Organisation) -> bool:
    """Whether a department's head, or one of a body that lacks its place, signs for the body of that kind."""
    return any(one.kind == other.kind for one in signer.organisations)


# How a signer is put to a side, the surest first, with the confidence that it gives.
_MATCHES: tuple[tuple[Callable[[Signer, Organisation], bool], float], ...] = (
    (_same_body, 1.0),
    (_named_aside, 0.9),
    (_same_kind, 0.9),
    (_kin, 0.8),
)


def _sign(row: SignatoryFact, signer: Signer) -> None:
    row.name, fact = signer.name, signer.fact
    row.rank = fact.rank if fact else None
    if fact is not None:
        own = [post for post in fact.posts if post.organisation and post.organisation.kind == row.organisation.kind]
        row.title = own[0].title if own else (fact.titles[0] if fact.titles else None)
    row.sources.append(Source("name", signer.start, signer.end, PERSON))
