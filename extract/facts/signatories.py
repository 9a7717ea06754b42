"""Facts of the table signatories: the sides that sign in the reported event, and who signs for each."""

import re
from dataclasses import dataclass

from extract.document import Document, Sentence
from extract.facts.agreement_lexicon import signer_gap
from extract.facts.base import AgreementFact, Facts, PersonFact, SignatoryFact, Source
from extract.facts.bodies import bare, bodies
from extract.facts.modality import modality
from extract.mentions.base import Mention, Mentions, Organisation, PersonName
from extract.rules import declare

SIDE = declare(
    "signatory.side",
    finds={
        "Chiều 4-3, Công an TP Cần Thơ và LĐLĐ thành phố tổ chức Lễ ký kết quy chế phối hợp.": [
            "Công an TP Cần Thơ",
            "LĐLĐ thành phố",
        ]
    },
    ignores=["Hội nghị sơ kết 3 năm thực hiện Quy chế phối hợp giữa Công an tỉnh và LĐLĐ tỉnh."],
)
PERSON = declare(
    "signatory.person",
    finds={
        "Công an tỉnh và LĐLĐ tỉnh tổ chức lễ ký kết quy chế. Đại tá Trần Văn Tám, Giám đốc Công an tỉnh và bà "
        "Lê Thị Mai, Chủ tịch LĐLĐ tỉnh ký kết quy chế phối hợp.": ["Trần Văn Tám", "Lê Thị Mai"]
    },
    ignores=["Công an tỉnh và LĐLĐ tỉnh tổ chức lễ ký kết quy chế phối hợp. Đại diện hai đơn vị ký kết quy chế."],
)


@dataclass(frozen=True, slots=True)
class _Signer:
    """A person who is said to sign, and the body that the person signs for where the words say it."""

    mention: Mention[PersonName]
    fact: PersonFact | None
    organisations: tuple[Organisation, ...]


# "Ký vào bản quy chế có …", "Đại diện các bên ký kết gồm …", "Tham gia ký kết có …"
_SIGNED_BY = re.compile(
    r"(?<!\w)(?:ký(?: kết)?|đặt bút ký)(?:\s[^.;:,]{0,60}?)??"
    r"(?:\s(?:có|gồm|gồm có|là)(?!\s(?:sự|mặt)\s)\s?:?|\s?:)\s"
)
_SIGNS = re.compile(
    r"(?<!\w)(?<!đăng )(?<!chữ )ký(?:\skết)?(?!\w)(?!\s(?:cam kết|hiệu|túc|sự|giấy khen|bằng khen|hợp đồng))"
)
_NO_SIGNING = re.compile(r"(?<!\w)(?:lễ|hội nghị|buổi|việc|sau khi|trước khi|chương trình|nội dung|hoạt động)\s$")
# "Thay mặt LĐLĐ tỉnh, bà …", "đại diện Công an tỉnh là …"
_IN_THE_NAME = re.compile(
    r"(?<!\w)(?:thay mặt|đại diện|phía|về phía|bên)(?:\s(?:cho|lãnh đạo|tập thể|phía|ban giám đốc)){0,3}\s$"
)
# "bà A, thay mặt LĐLĐ tỉnh, …" (bare text leaves out "đại diện" and "lãnh đạo")
_IN_WHOSE_NAME = re.compile(r",?\s?(?:thay mặt|nhân danh)(?:\scho)?")
_SIGNATURE = re.compile(r"(?<!\w)chữ ký (?:của|gồm)\s")
_ATTENDS = re.compile(r"(?<!\w)(?:dự|tham dự|chứng kiến|chủ trì|phát biểu|chỉ đạo|có mặt|về phía)(?!\w)")
_WITNESS = re.compile(
    r"(?<!\w)(?:chứng kiến(?: của)?|tham dự|đến dự|dự(?: có)?|trước sự|có mặt|phát biểu|cho biết)(?!\w)"
)


def read(document: Document, mentions: Mentions, facts: Facts) -> list[SignatoryFact]:
    """Return the rows of signatories, in order of appearance."""
    rows: list[SignatoryFact] = []
    signed = [one for one in facts.agreements if one.status == "signed"]
    if not signed:
        return []
    signers = _signers(document, mentions, facts)
    for agreement in signed:
        if len(agreement.parties) < 2:
            _take_sides(agreement, signers)
        for organisation in agreement.parties:
            if all(row.organisation.name != organisation.name for row in rows):
                rows.append(_side(mentions, agreement, organisation))
    if rows:
        _name(rows, signers)
    return rows


def _take_sides(agreement: AgreementFact, signers: list[_Signer]) -> None:
    """Take the bodies of those who sign as the parties, where the article names no others."""
    for signer in signers:
        for body in signer.organisations[:1]:
            if all(body.name != party.name for party in agreement.parties):
                agreement.parties.append(body)
                agreement.sources.append(Source("parties", signer.mention.start, signer.mention.end, SIDE))


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


def _signers(document: Document, mentions: Mentions, facts: Facts) -> list[_Signer]:
    """Return the persons who are said to sign, in any sentence or caption."""
    found: list[_Signer] = []
    for sentence in document.sentences:
        if signature := _SIGNATURE.search(document.low, sentence.start, sentence.end):
            for person in mentions.within("person", signature.end(), sentence.end):
                _add(document, mentions, facts, person, found)
        for verb in _SIGNS.finditer(document.low, sentence.start, sentence.end):
            if modality(document, verb.start(), verb.end())[0] != "actual":
                continue
            for person in _signers_at(document, mentions, sentence, verb):
                _add(document, mentions, facts, person, found)
    return found


def _add(
    document: Document, mentions: Mentions, facts: Facts, person: Mention[PersonName], found: list[_Signer]
) -> None:
    """Add a signer, each person once."""
    fact = _fact_of(facts, person)
    known = [signer.fact.name if signer.fact else signer.mention.value.name for signer in found]
    if (fact.name if fact else person.value.name) not in known:
        found.append(_Signer(person, fact, _bodies_of(document, mentions, fact, person)))


def _signers_at(
    document: Document, mentions: Mentions, sentence: Sentence, verb: re.Match[str]
) -> list[Mention[PersonName]]:
    """Return the persons who sign by one verb: listed behind it, or named right before it."""
    if _NO_SIGNING.search(document.low, max(sentence.start, verb.start() - 12), verb.start()):
        return []
    listing = _SIGNED_BY.match(document.low, verb.start(), sentence.end)
    if listing and not _ATTENDS.search(document.low, sentence.start, verb.start()):
        return mentions.within("person", listing.end(), sentence.end)
    people = mentions.within("person", sentence.start, verb.start())
    if not people:
        return []
    witnesses = [match.end() for match in _WITNESS.finditer(document.low, sentence.start, verb.start())]
    if witnesses:
        people = _behind_witnesses(document, people, witnesses[-1])
    # The last of them, or the post behind the name, must touch the verb.
    return people if people and _touches(document, mentions, people[-1].end, verb.start()) else []


def _behind_witnesses(document: Document, people: list[Mention[PersonName]], witness: int) -> list[Mention[PersonName]]:
    """Drop who only looks on, up to the first comma: "Dưới sự chứng kiến của ông A, Đại tá B và bà C ký"."""
    comma = document.low.find(",", witness)
    later = [person for person in people if comma >= 0 and person.start > comma]
    return later if len(later) < len(people) or not people else [person for person in people if person.start > witness]


def _touches(document: Document, mentions: Mentions, start: int, end: int) -> bool:
    """Whether only posts, bodies and adverbs stand between a name and the verb."""
    pieces: list[str] = []
    position = start
    spans = sorted(
        (mention.start, mention.end)
        for kind in ("post", "organisation")
        for mention in mentions.within(kind, start, end)
    )
    for span_start, span_end in spans:
        if span_start >= position:
            pieces.append(bare(document, mentions, position, span_start))
            position = span_end
    pieces.append(bare(document, mentions, position, end))
    return bool(signer_gap().fullmatch(" ".join(" ".join(pieces).split())))


def _fact_of(facts: Facts, person: Mention[PersonName]) -> PersonFact | None:
    name = person.value.name
    whole = next((fact for fact in facts.people if fact.name == name), None)
    return whole or next((fact for fact in facts.people if fact.name.endswith(" " + name)), None)


def _bodies_of(
    document: Document, mentions: Mentions, fact: PersonFact | None, person: Mention[PersonName]
) -> tuple[Organisation, ...]:
    """Return the bodies that a person holds posts at, the one beside the name first."""
    found: list[Organisation] = []
    if fact is not None:
        found += [post.organisation for post in fact.posts if post.organisation is not None]
    sentence = document.sentence_at(person.start)
    before = bodies(document, mentions, sentence.start, person.start)
    for body in before[-1:]:
        stands_for = _IN_THE_NAME.search(document.low, max(sentence.start, body.start - 40), body.start)
        if stands_for and bare(document, mentions, body.end, person.start) in ("", ",", "là", "có", "do"):
            found.insert(0, body.organisation)
    for body in bodies(document, mentions, person.end, min(sentence.end, person.end + 80))[:1]:
        if _IN_WHOSE_NAME.fullmatch(bare(document, mentions, person.end, body.start)):
            found.insert(0, body.organisation)
    near = sorted(mentions.within("post", sentence.start, sentence.end), key=lambda post: abs(post.start - person.end))
    for post in near[:1]:
        if post.value.organisation is not None and not found:
            found.append(post.value.organisation)
    return tuple(found)


def _name(rows: list[SignatoryFact], signers: list[_Signer]) -> None:
    """Put the signers to their sides: by their posts' bodies, the last one to the side that is left."""
    spare = list(signers)
    for matches in (_same_body, _same_kind):
        for row in rows:
            if row.name is not None:
                continue
            signer = next(
                (one for one in spare if any(matches(body, row.organisation) for body in one.organisations)), None
            )
            if signer is not None:
                _sign(row, signer)
                spare.remove(signer)
    for row in rows:
        # A rank of the police signs for the police where nothing else tells whom it signs for.
        ranked = [one for one in spare if one.fact is not None and one.fact.rank and not one.organisations]
        if row.name is None and row.organisation.kind == "police" and len(ranked) == 1:
            _sign(row, ranked[0])
            row.confidence = 0.8
            spare.remove(ranked[0])
    left = [row for row in rows if row.name is None]
    if len(left) == 1 and len(spare) == 1 and len(rows) == len(signers):
        _sign(left[0], spare[0])
        left[0].confidence = 0.7


def _same_body(one: Organisation, other: Organisation) -> bool:
    return one.name == other.name


def _same_kind(one: Organisation, other: Organisation) -> bool:
    return one.kind == other.kind and one.level == other.level


def _sign(row: SignatoryFact, signer: _Signer) -> None:
    mention, fact = signer.mention, signer.fact
    row.name = fact.name if fact else mention.value.name
    row.rank = fact.rank if fact else None
    if fact is not None:
        own = [post for post in fact.posts if post.organisation and _same_kind(post.organisation, row.organisation)]
        row.title = own[0].title if own else (fact.titles[0] if fact.titles else None)
    row.sources.append(Source("name", mention.start, mention.end, PERSON))
