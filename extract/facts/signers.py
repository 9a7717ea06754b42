"""Who is said to sign, and for which body: "Ký vào quy chế có …", "phía A là …; phía B là …", "A do … ký"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from extract.document import Document, Sentence
from extract.facts.agreement_lexicon import lexicon, signer_gap
from extract.facts.base import Facts, PersonFact
from extract.facts.bodies import bare, bodies
from extract.facts.modality import modality
from extract.facts.wording import chain
from extract.mentions.base import Mention, Mentions, Organisation, PersonName, Post
from extract.text import fold


@dataclass(frozen=True, slots=True)
class Signer:
    """A person who is said to sign, and the bodies that the person may sign for, the likeliest first.

    `aside` is what brackets behind the name say of the body ("chị Trần Thị Mai (May Sông Lam)"), folded.
    """

    start: int
    end: int
    name: str
    fact: PersonFact | None
    organisations: tuple[Organisation, ...]
    aside: str | None = None


# "Ký vào bản quy chế có …", "Đại diện các bên ký kết gồm …", "Đặt bút ký, phía công an là …", "được ký bởi …"
_SIGNED_BY = re.compile(
    r"\Aký(?: kết)?"
    r"(?:\sbởi\s"
    r"|(?:\s[^.;:,]{0,60}?)??(?:\s(?:có|gồm|gồm có|là)(?!\s(?:sự|mặt|thời hạn|giá trị|hiệu lực)\s)\s?:?|\s?:)\s"
    r"|(?:\s[^.;:,]{0,40})??,\s(?:về\s)?(?:phía|bên|đại diện|thay mặt|bao gồm)\s[^.;:,]{0,60}?(?:là|có|do|:)\s)"
)
_SIGNS = re.compile(
    r"(?<!\w)(?<!đăng )(?<!chữ )ký(?:\skết)?(?!\w)"
    r"(?!\s(?:cam kết(?!\s(?:là|gồm|có)\s)|hiệu|túc|sự|giấy khen|bằng khen|hợp đồng))"
)
_PROMISES = re.compile(
    r"(?<!\w)(?<!đăng )(?<!chữ )ký(?:\skết)?(?!\w)(?!\s(?:hiệu|túc|sự|giấy khen|bằng khen|hợp đồng))"
)
_NO_SIGNING = re.compile(r"(?<!\w)(?:lễ|hội nghị|buổi|việc|sau khi|trước khi|chương trình|nội dung|hoạt động)\s$")
_BOTH_OF_THEM = re.compile(
    r"(?<!\w)(?:hai|2|02)\s(?:đồng chí|đ/c|vị|ông|bà|người|vị lãnh đạo|lãnh đạo)"
    r"(?:\s(?:đã|cùng|thay mặt|đại diện|cho|lãnh đạo|hai|2|đơn vị|bên|ngành|cơ quan|tiến hành|chính thức|lần lượt|trên)"
    r"){0,8}\s$"
)
_IN_THE_NAME = re.compile(
    r"(?<!\w)(?:thay mặt|đại diện|phía|về phía|bên)(?:\s(?:cho|lãnh đạo|tập thể|phía|ban giám đốc)){0,3}\s$"
)
# Between the body that is signed for and the name behind it.
_IN_ITS_NAME = re.compile(r",?\s?(?:người|đại diện)?\s?(?:ký)?\s?(?:là|có|do|ký|cử)?\s?:?\s?,?")
_DOES_IT_BY = re.compile(r"(?:do|cử|ủy quyền cho|giao)")
# "bà A, thay mặt LĐLĐ tỉnh, …"
_IN_WHOSE_NAME = re.compile(
    r"\s?,?\s?(?:(?:người|được ủy quyền|cùng|là)\s)?(?:thay mặt|nhân danh|đại diện)"
    r"(?:\s(?:cho|lãnh đạo|phía|bên)){0,3}\s"
)
# "Công an tỉnh do Đại tá A, Phó Giám đốc [làm đại diện]; LĐLĐ tỉnh do bà B [đại diện]"
_REPRESENTS = re.compile(
    r"[\s,]{0,8}(?:(?:làm|là|ký|đứng|người)\s){0,2}đại diện(?!\w)(?!\s(?:cho|các|của)\s(?!hai|2|bên))"
)
_SIGNATURE = re.compile(r"(?<!\w)chữ ký (?:của|gồm)\s")
_ATTENDS = re.compile(r"(?<!\w)(?:dự|tham dự|chứng kiến|chủ trì|phát biểu|chỉ đạo|có mặt)(?!\w)")
_WITNESS = re.compile(
    r"(?<!\w)(?:chứng kiến(?: của)?|tham dự|đến dự|dự(?: có)?|trước sự|có mặt|phát biểu|cho biết)(?!\w)"
)
# What parts those who sign one after the other, behind the first: "…; phía công đoàn là bà B", "…, kế đến là anh C".
_NEXT = re.compile(
    r"\s?;\s|,\s(?=(?:còn|kế|tiếp|rồi|sau đó|sau cùng|cuối cùng|về phía|phía|bên|thay mặt|đại diện)(?!\w))"
)
_ASIDE = re.compile(r"\s?\(([^()\n]{2,50})\)")
_BETWEEN_POSTS = re.compile(r"(?<!\w)giữa$")
_BETWEEN_REACH = 160
_HAND_OVER = re.compile(
    r"(?<!\w)trao(?:\s(?:đổi|nhau|cho nhau|tay))*\s(?:bản\s|văn bản\s|biên bản\s)?"
    r"(?:quy chế|kế hoạch|chương trình|thỏa thuận|nghị quyết|ghi nhớ|ký kết|giao ước)(?:\s[^\s.;:,]+){0,8}?"
    r"(?:\s(?:đã|vừa|được|sau khi))*\ský(?:\skết)?(?!\w)"
)


@cache
def _turns() -> re.Pattern[str]:
    """Return the pattern for what opens the next one's turn, bodies and posts left out: "kế đến là", "phía là"."""
    return chain(lexicon().between.signer_turn, ",:-–")


def signers(document: Document, mentions: Mentions, facts: Facts) -> list[Signer]:
    """Return the persons who are said to sign, in any sentence or caption, each once."""
    found: list[Signer] = []
    # Where a promise is what the sides sign, it is no promise of each for himself.
    verbs = _PROMISES if any(one.kind == "cam kết" and one.status == "signed" for one in facts.agreements) else _SIGNS
    for sentence in document.sentences:
        if document.low.find("ký", sentence.start, sentence.end) < 0:
            continue  # all of the patterns have it
        for person in _people_of(document, mentions, sentence, verbs):
            _add(document, mentions, facts, person, found)
        for verb in _verbs(document, mentions, sentence, verbs):
            for post in _posts_at(document, mentions, sentence, verb):
                _add_holder(facts, post, found)
    return found


def _said(
    document: Document, mentions: Mentions, pattern: re.Pattern[str], start: int, end: int
) -> Iterator[re.Match[str]]:
    """Yield the matches of `pattern` that are no part of a name: "ông Ký" signs nothing, "bà Dự" attends nothing."""
    for match in pattern.finditer(document.low, start, end):
        if not mentions.overlapping("person", match.start(), match.end()):
            yield match


def _verbs(
    document: Document, mentions: Mentions, sentence: Sentence, verbs: re.Pattern[str]
) -> Iterator[re.Match[str]]:
    """Yield the verbs of signing in `sentence` that are told as done."""
    for verb in _said(document, mentions, verbs, sentence.start, sentence.end):
        if modality(document, verb.start(), verb.end())[0] == "actual":
            yield verb


def _people_of(
    document: Document, mentions: Mentions, sentence: Sentence, verbs: re.Pattern[str]
) -> Iterator[Mention[PersonName]]:
    """Yield the persons who sign in `sentence`: by a verb, by their signature, or in turn behind the first."""
    if signature := _SIGNATURE.search(document.low, sentence.start, sentence.end):
        yield from mentions.within("person", signature.end(), sentence.end)
    yield from _handing_over(document, mentions, sentence)
    yield from _representing(document, mentions, sentence, verbs)
    for verb in _verbs(document, mentions, sentence, verbs):
        people = _signers_at(document, mentions, sentence, verb)
        yield from people
        if people:
            yield from _in_turn(document, mentions, max(people[-1].end, verb.end()), sentence.end)


def _representing(
    document: Document, mentions: Mentions, sentence: Sentence, verbs: re.Pattern[str]
) -> Iterator[Mention[PersonName]]:
    """Yield by whom each side is represented as they sign: "A do ông B làm đại diện; C do bà D đại diện"."""
    people = mentions.within("person", sentence.start, sentence.end)
    if not people or next(_verbs(document, mentions, sentence, verbs), None) is None:
        return
    for person in people:
        before = bodies(document, mentions, sentence.start, person.start)
        if not before or bare(document, mentions, before[-1].end, person.start, posts=False).strip("( ") != "do":
            continue
        posts = mentions.within("post", person.end, min(sentence.end, person.end + _BETWEEN_REACH))
        end = next((post.end for post in posts[:1] if document.low[person.end : post.start].strip() == ","), person.end)
        if _REPRESENTS.match(document.low, end):
            yield person


def _in_turn(document: Document, mentions: Mentions, start: int, end: int) -> Iterator[Mention[PersonName]]:
    """Yield those who sign behind the first: "…; phía công đoàn là bà B", "…, kế đến là anh C, rồi tới chị D"."""
    turns = [match.end() for match in _NEXT.finditer(document.low, start, end)]
    for first, stop in pairwise([*turns, end]):
        people = mentions.within("person", first, stop)
        opening = bare(document, mentions, first, people[0].start, posts=False) if people else None
        witness = next(_said(document, mentions, _WITNESS, first, stop), None)
        if opening is None or not _turns().fullmatch(opening) or witness:
            return
        yield from people


def _add(
    document: Document, mentions: Mentions, facts: Facts, person: Mention[PersonName], found: list[Signer]
) -> None:
    """Add a signer, each person once."""
    fact = _fact_of(facts, person)
    name = fact.name if fact else person.value.name
    if name not in [signer.name for signer in found]:
        aside = _ASIDE.match(document.low, person.end)
        organisations = _bodies_of(document, mentions, fact, person)
        found.append(Signer(person.start, person.end, name, fact, organisations, aside[1] if aside else None))


def _add_holder(facts: Facts, post: Mention[Post], found: list[Signer]) -> None:
    """Add the one person of the article who holds `post`."""
    held = post.value.organisation
    holders = [
        fact
        for fact in facts.people
        for one in fact.posts
        if held is not None and one.organisation is not None and one.organisation.name == held.name
        if fold(one.title).split()[:2] == fold(post.value.title).split()[:2]
    ]
    if held is not None and len(holders) == 1 and holders[0].name not in [signer.name for signer in found]:
        found.append(Signer(post.start, post.end, holders[0].name, holders[0], (held,)))


def _posts_at(document: Document, mentions: Mentions, sentence: Sentence, verb: re.Match[str]) -> list[Mention[Post]]:
    """Return the posts whose holders sign unnamed: "ký … giữa Giám đốc A và Chủ tịch B", "Giám đốc A … ký kết"."""
    if mentions.within("person", sentence.start, sentence.end):
        return []
    before = mentions.within("post", sentence.start, verb.start())
    if before and _touches(document, mentions, before[-1].end, verb.start()):
        return before
    behind = mentions.within("post", verb.end(), sentence.end)
    if behind and _BETWEEN_POSTS.search(bare(document, mentions, verb.end(), behind[0].start)):
        return behind
    return []


def _signers_at(
    document: Document, mentions: Mentions, sentence: Sentence, verb: re.Match[str]
) -> list[Mention[PersonName]]:
    """Return the persons who sign by one verb: listed behind it, or named right before it."""
    if between := _between(document, mentions, sentence, verb.end()):
        return between
    if _NO_SIGNING.search(document.low, max(sentence.start, verb.start() - 12), verb.start()):
        return []
    clause = max(sentence.start, document.low.rfind(";", sentence.start, verb.start()) + 1)
    listing = _SIGNED_BY.match(document.low[verb.start() : sentence.end])
    if listing and not next(_said(document, mentions, _ATTENDS, clause, verb.start()), None):
        listed = verb.start() + listing.end()
        witness = next(_said(document, mentions, _WITNESS, listed, sentence.end), None)
        named = mentions.within("person", listed, witness.start() if witness else sentence.end)
        if named:  # a colon may open what was agreed on, too
            return named
    people = mentions.within("person", sentence.start, verb.start())
    if not people:
        return _the_two(document, mentions, sentence, verb)
    witnesses = [match.end() for match in _said(document, mentions, _WITNESS, sentence.start, verb.start())]
    if witnesses:
        people = _behind_witnesses(document, people, witnesses[-1])
    # The last of them, or the post behind the name, must touch the verb.
    return people if people and _touches(document, mentions, people[-1].end, verb.start()) else []


def _between(document: Document, mentions: Mentions, sentence: Sentence, verb_end: int) -> list[Mention[PersonName]]:
    """Return the two between whom it is signed: "lễ ký giữa Trung tá A, Trưởng Công an huyện với bà B"."""
    people = mentions.within("person", verb_end, sentence.end)[:2]
    if len(people) < 2 or people[0].start - verb_end > _BETWEEN_REACH:
        return []
    opening = bare(document, mentions, verb_end, people[0].start, posts=False)
    joint = bare(document, mentions, people[0].end, people[1].start, posts=False).strip(" ,-–()")
    return people if _BETWEEN_POSTS.search(opening) and joint in ("và", "với", "cùng") else []


def _handing_over(document: Document, mentions: Mentions, sentence: Sentence) -> list[Mention[PersonName]]:
    """Return those who hand each other what they have signed: "A và B trao quy chế đã ký kết"."""
    handed = next(_said(document, mentions, _HAND_OVER, sentence.start, sentence.end), None)
    people = mentions.within("person", sentence.start, handed.start()) if handed else []
    if (
        handed is None
        or len(people) != 2
        or next(_said(document, mentions, _WITNESS, sentence.start, handed.start()), 0)
    ):
        return []
    return people if _touches(document, mentions, people[1].end, handed.start()) else []


def _the_two(
    document: Document, mentions: Mentions, sentence: Sentence, verb: re.Match[str]
) -> list[Mention[PersonName]]:
    """Return the two persons of the sentence before that "hai đồng chí [đã thay mặt hai đơn vị ký]" means."""
    if not sentence.index or not _BOTH_OF_THEM.search(document.low, sentence.start, verb.start()):
        return []
    before = document.sentences[sentence.index - 1]
    people = mentions.within("person", before.start, before.end)
    return people if len(people) == 2 else []


def _behind_witnesses(document: Document, people: list[Mention[PersonName]], witness: int) -> list[Mention[PersonName]]:
    """Drop who only looks on, up to the first comma: "Dưới sự chứng kiến của ông A, Đại tá B và bà C ký"."""
    comma = document.low.find(",", witness)
    later = [person for person in people if comma >= 0 and person.start > comma]
    return later if len(later) < len(people) or not people else [person for person in people if person.start > witness]


def _touches(document: Document, mentions: Mentions, start: int, end: int) -> bool:
    """Whether only posts, bodies and adverbs stand between a name and the verb."""
    pieces: list[str] = []
    position = start
    spans = [
        (mention.start, mention.end)
        for kind in ("post", "organisation", "date")
        for mention in mentions.within(kind, start, end)
    ]
    # The longest first: "Tỉnh ủy viên" is a post, "Tỉnh ủy" in it no body.
    for span_start, span_end in sorted(spans, key=lambda span: (span[0], -span[1])):
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
    """Return the bodies that a person may sign for: the one said beside the name, then those of the posts."""
    found: list[Organisation] = []
    if fact is not None:
        found += [post.organisation for post in fact.posts if post.organisation is not None]
    sentence = document.sentence_at(person.start)
    before = bodies(document, mentions, sentence.start, person.start)
    for body in before[-1:]:
        gap = bare(document, mentions, body.end, person.start, posts=False)
        stands_for = _IN_THE_NAME.search(document.low, max(sentence.start, body.start - 40), body.start)
        theirs = stands_for and _names_end(mentions, stands_for.start())
        if (stands_for and not theirs and _IN_ITS_NAME.fullmatch(gap)) or _DOES_IT_BY.fullmatch(gap):
            found.insert(0, body.organisation)
    for body in bodies(document, mentions, person.end, min(sentence.end, person.end + 80))[:1]:
        if _IN_WHOSE_NAME.fullmatch(document.low, person.end, body.start):
            found.insert(0, body.organisation)
    near = sorted(mentions.within("post", sentence.start, sentence.end), key=lambda post: abs(post.start - person.end))
    for post in near[:1]:
        between = (min(person.end, post.end), max(person.start, post.start))
        if post.value.organisation is not None and not found and not mentions.within("person", *between):
            found.append(post.value.organisation)
    return tuple(found)


def _names_end(mentions: Mentions, position: int) -> bool:
    """Whether a person's name ends right before `position`: "ông A [đại diện B], bà C …"."""
    return any(person.end >= position - 2 for person in mentions.overlapping("person", position - 2, position))
