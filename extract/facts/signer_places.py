"""Where persons stand who are said to sign: beside the verb, behind it, in turn, by their signature."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from extract.document import Document, Sentence
from extract.facts.agreement_lexicon import lexicon, signer_gap
from extract.facts.bodies import bare, bodies
from extract.facts.modality import modality
from extract.facts.wording import chain
from extract.mentions.base import Mention, Mentions, PersonName, Post

# "Ký vào bản quy chế có …", "Đại diện các bên ký kết gồm …", "Đặt bút ký, phía công an là …", "được ký bởi …"
_SIGNED_BY = re.compile(
    r"\Aký(?: kết)?"
    r"(?:\sbởi\s"
    r"|(?:\s[^.;:,]{0,60}?)??(?:\s(?:có|gồm|gồm có|là)(?!\s(?:sự|mặt|thời hạn|giá trị|hiệu lực)\s)\s?:?|\s?:)\s"
    r"|(?:\s[^.;:,]{0,40})??,\s(?:về\s)?(?:phía|bên|đại diện|thay mặt|bao gồm)\s[^.;:,]{0,60}?(?:là|có|do|:)\s)"
)
_SIGN = r"(?<!\w)(?<!đăng )(?<!chữ )ký(?:\skết)?(?!\w)"
_OTHER_SENSES = r"hiệu|túc|sự|giấy khen|bằng khen|hợp đồng"
SIGNS = re.compile(rf"{_SIGN}(?!\s(?:cam kết(?!\s(?:là|gồm|có)\s)|{_OTHER_SENSES}))")
PROMISES = re.compile(rf"{_SIGN}(?!\s(?:{_OTHER_SENSES}))")
_NO_SIGNING = re.compile(r"(?<!\w)(?:lễ|hội nghị|buổi|việc|sau khi|trước khi|chương trình|nội dung|hoạt động)\s$")
_BOTH_OF_THEM = re.compile(
    r"(?<!\w)(?:hai|2|02)\s(?:đồng chí|đ/c|vị|ông|bà|người|vị lãnh đạo|lãnh đạo)"
    r"(?:\s(?:đã|cùng|thay mặt|đại diện|cho|lãnh đạo|hai|2|đơn vị|bên|ngành|cơ quan|tiến hành|chính thức|lần lượt|trên)"
    r"){0,8}\s$"
)
# "Công an tỉnh do Đại tá A, Phó Giám đốc [làm đại diện]; LĐLĐ tỉnh do bà B [đại diện]"
_REPRESENTS = re.compile(
    r"[\s,]{0,8}(?:(?:làm|là|ký|đứng|người)\s){0,2}đại diện(?!\w)(?!\s(?:cho|các|của)\s(?!hai|2|bên))"
)
_WITH_WHOM = re.compile(
    r"(?:(?:bản|văn bản|quy chế|kế hoạch|chương trình|thỏa thuận|nghị quyết|liên tịch|phối hợp|giao ước|thi đua"
    r"|công tác)\s){0,6}(?:với|cùng|cùng với)"
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


def _said(
    document: Document, mentions: Mentions, pattern: re.Pattern[str], start: int, end: int
) -> Iterator[re.Match[str]]:
    """Yield the matches of `pattern` that are no part of a name: "ông Ký" signs nothing, "bà Dự" attends nothing."""
    for match in pattern.finditer(document.low, start, end):
        if not mentions.overlapping("person", match.start(), match.end()):
            yield match


def signing_verbs(
    document: Document, mentions: Mentions, sentence: Sentence, verbs: re.Pattern[str]
) -> Iterator[re.Match[str]]:
    """Yield the verbs of signing in `sentence` that are told as done."""
    for verb in _said(document, mentions, verbs, sentence.start, sentence.end):
        if modality(document, verb.start(), verb.end())[0] == "actual":
            yield verb


def people_of(
    document: Document, mentions: Mentions, sentence: Sentence, verbs: re.Pattern[str]
) -> Iterator[Mention[PersonName]]:
    """Yield the persons who sign in `sentence`: by a verb, by their signature, or in turn behind the first."""
    if signature := _SIGNATURE.search(document.low, sentence.start, sentence.end):
        yield from mentions.within("person", signature.end(), sentence.end)
    yield from _handing_over(document, mentions, sentence)
    yield from _representing(document, mentions, sentence, verbs)
    for verb in signing_verbs(document, mentions, sentence, verbs):
        people = _signers_at(document, mentions, sentence, verb)
        yield from people
        if people:
            yield from _in_turn(document, mentions, max(people[-1].end, verb.end()), sentence.end)


def _representing(
    document: Document, mentions: Mentions, sentence: Sentence, verbs: re.Pattern[str]
) -> Iterator[Mention[PersonName]]:
    """Yield by whom each side is represented as they sign: "A do ông B làm đại diện; C do bà D đại diện"."""
    people = mentions.within("person", sentence.start, sentence.end)
    if not people or next(signing_verbs(document, mentions, sentence, verbs), None) is None:
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


def posts_at(document: Document, mentions: Mentions, sentence: Sentence, verb: re.Match[str]) -> list[Mention[Post]]:
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
    if not people or not _touches(document, mentions, people[-1].end, verb.start()):
        return []
    return [*people, *_partners(document, mentions, verb.end(), sentence.end)]


def _partners(document: Document, mentions: Mentions, start: int, end: int) -> list[Mention[PersonName]]:
    """Return with whom one signs behind the verb: "bà A ký kết [quy chế] với Đại tá B, Giám đốc … và ông C"."""
    people = mentions.within("person", start, end)
    if not people or not _WITH_WHOM.fullmatch(bare(document, mentions, start, people[0].start, posts=False)):
        return []
    found = people[:1]
    for person in people[1:]:
        gap = bare(document, mentions, found[-1].end, person.start, posts=False).replace(" ", "")
        if gap.strip(",;-") not in ("", "và"):
            break
        found.append(person)
    return found


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
