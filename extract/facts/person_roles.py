"""How people take part in the reported event, read off the verbs around their names."""

import re
from collections.abc import Iterator

from extract.document import Document
from extract.facts.wording import anywhere
from extract.lexicon import Lexicon, load
from extract.mentions.base import Mention, Mentions, PersonName
from extract.phrases import Phrases
from extract.rules import declare
from extract.text import fold

SUBJECT = declare(
    "person_role.subject",
    finds={
        "Đại tá Trần Văn Bảy, Phó Giám đốc Công an tỉnh phát biểu.": ["Trần Văn Bảy"],
        "Ông Lê Văn Tám và bà Vũ Thị Chín đồng chủ trì hội nghị.": ["Lê Văn Tám", "Vũ Thị Chín"],
    },
    ignores=["Công an tỉnh trao quà cho ông Lê Văn Tám."],
)
LISTED = declare(
    "person_role.listed",
    finds={"Dự hội nghị có ông Lê Văn Tám, Chủ tịch LĐLĐ tỉnh; bà Vũ Thị Chín.": ["Lê Văn Tám", "Vũ Thị Chín"]},
    ignores=["Ông Lê Văn Tám phát biểu."],
)
OBJECT = declare(
    "person_role.object",
    finds={
        "Công an tỉnh trao quà cho ông Lê Văn Tám.": ["Lê Văn Tám"],
        "Theo ông Lê Văn Tám, số vụ đã giảm.": ["Lê Văn Tám"],
        "Hai bên ký dưới sự chứng kiến của ông Lê Văn Tám và bà Vũ Thị Chín.": ["Lê Văn Tám", "Vũ Thị Chín"],
    },
    ignores=["Ông Lê Văn Tám phát biểu."],
)


class RoleVerbs(Lexicon):
    """extract/lexicons/person_roles.toml."""

    verbs: dict[str, list[str]]
    lists: dict[str, list[str]]


_WORDS = load("person_roles", RoleVerbs)
_VERBS: Phrases[str] = Phrases([(verb, role) for role, verbs in _WORDS.verbs.items() for verb in verbs])
# What may stand between a subject and its verb.
_BEFORE_VERB = frozenset(
    {"đã", "sẽ", "cũng", "đang", "vừa", "cùng", "vinh", "dự", "trực", "tiếp", "tục", "đồng", "thời", ",", "-", ")", "–"}
)


def _either(words: list[str]) -> str:
    return "(?:" + "|".join(re.escape(fold(word)) for word in sorted(words, key=len, reverse=True)) + ")"


def _list(heads: list[str]) -> re.Pattern[str]:
    """Return a pattern for the beginnings of a list of persons: "dự hội nghị có", "chủ trì:", "có … cùng dự"."""
    head = rf"(?<!\w){_either(heads)}(?!\w)"
    opening = rf"(?:^|\. ){head}[^.;:]{{0,200}}?(?<!\w)(?:có|gồm)(?!\w)"
    inside = rf"{head}(?:[^.;:,]{{0,60}}?(?<!\w)(?:có|gồm|là)(?!\w)|[^.;,]{{0,40}}?:)"
    return re.compile(rf"{opening}|{inside}| (?:có|gồm)[^.;]{{0,20}} {_either(heads)}(?!\w)")


_LISTS = {role: _list(heads) for role, heads in _WORDS.lists.items()}
_HEADS = anywhere(head for heads in _WORDS.lists.values() for head in heads)  # each of the lists has one
_THEO = re.compile(r"(?<!\w)theo(?: [^\W\d]+){0,2} $")
_SPEECH = re.compile(r"(?:phát biểu|kết luận|trao đổi|chia sẻ|trả lời)(?!\w)[^.;:]{0,160}, ?")
_GIVEN = re.compile(r"(?<!\w)(?:cho|tặng|trao|khen thưởng|tuyên dương|biểu dương)(?: [^\W\d]+){0,3} ?$")
_APPOSITION = re.compile(r"\A\s{0,4}(?:\([^();]{2,80}\)|[,-] [^,.;:()]{2,90}(?=,| - ))")
# Characters behind a name that hold what stands between it and its verb.
_ASIDE = 170
_ATTENDS = r"(?:cùng |đã )?dự(?=[ .,;])(?! (?:án|kiến|thảo|phòng|toán|báo|thi|trữ))"
_WITH_OTHERS = re.compile(
    r"\A\s{0,4}(?:,|và|cùng|cùng với) (?:[^.;:]{3,120}?)"
    rf"(?=(?:đã |cùng )?(?:đến|tới|tham|về) dự|(?<!\w){_ATTENDS}|(?:đồng )?chủ trì)"
)
# "trao Bằng khen cho Công đoàn Công ty A và ông B", "tặng 25 tập thể, cá nhân, trong đó có ông B".
_GIVES = re.compile(r"(?<!\w)(?:trao|tặng|khen)(?!\w)")
_GIVEN_TO = re.compile(r"(?:(?<!\w)(?:cho|tặng)|trong đó có)(?!\w)")
_LIST_REACH = 120  # characters between who is named, "cho" and the verb
_WITNESS = re.compile(
    r"(?<!\w)sự (?:chứng kiến|tham dự|tham gia|có mặt|hiện diện) của (?:[^.;:]{3,140}(?:,| và) )?(?:các )?$"
)
_AND = re.compile(
    r"\A(?:\s{0,4}\([^().;]{2,60}\)|,[^,.;:()]{3,80}(?= và ))?[\s)]{0,8}(?:,? ?(?:và|cùng với|cùng)|,)\s{0,4}"
)


class Roles:
    """Reads the roles in one document."""

    def __init__(self, document: Document, mentions: Mentions) -> None:
        self._document = document
        self._low = document.low
        self._text = document.syllables

    def of(self, named: list[tuple[Mention[PersonName], int, int]]) -> Iterator[tuple[str, str, Mention[PersonName]]]:
        """Yield (role, rule, mention) for each role of each of `named`: (mention, start and end of its phrase)."""
        subject: list[list[str]] = [[] for _ in named]
        for at in range(len(named) - 1, -1, -1):
            mention, _, end = named[at]
            following = named[at + 1][1] if at + 1 < len(named) else None
            subject[at] = self._verbs(end) or self._behind_appositions(end, following) or self._with_others(end)
            if subject[at] or following is None:
                continue
            gap = self._low[end : max(end, following)]
            if _AND.fullmatch(gap):
                subject[at] = list(subject[at + 1])
            elif gap.strip() == ";":  # "ông A; bà B cùng dự"
                subject[at] = [role for role in subject[at + 1] if role in ("attendee", "chair")]
        given = False
        for at, ((mention, anchor, _), roles) in enumerate(zip(named, subject, strict=True)):
            before = named[at - 1][2] if at else 0
            joined = at > 0 and bool(_AND.fullmatch(self._low[before:anchor]))
            if listed := self._listed(anchor):
                yield listed, LISTED, mention
            role = self._object(anchor) or ("recipient" if given and joined else None)
            given = role == "recipient" and "speaker" not in roles
            for verb in roles:
                if not (given and verb == "presenter"):  # "tặng Bằng khen cho A, đồng thời trao quà"
                    yield verb, SUBJECT, mention
            if role and (given or role != "recipient"):
                yield role, OBJECT, mention

    def _verbs(self, position: int) -> list[str]:
        """Return the roles that the verbs right behind `position` give their subject."""
        text = self._text
        index = text.index(position)
        while index < len(text.forms) and text.forms[index] in _BEFORE_VERB and _VERBS.at(text, index) is None:
            index += 1
        roles: list[str] = []
        while index < len(text.forms) and (found := _VERBS.at(text, index)) is not None:
            if found.value not in roles:
                roles.append(found.value)
            index = self._next_verb(text.index(found.end))
        return roles

    def _next_verb(self, index: int) -> int:
        """Return the syllable at which a coordinated verb begins ("dự và phát biểu"), or the text's end."""
        text = self._text
        for at in range(index, min(index + 6, len(text.forms) - 1)):
            if text.forms[at] in (".", ";", ":", '"'):
                break
            if text.forms[at] in ("và", ",") and _VERBS.at(text, at + 1) is not None:
                return at + 1
        return len(text.forms)

    def _behind_appositions(self, position: int, stop: int | None) -> list[str]:
        """Return the roles of a verb behind what stands between commas ("chị A, 30 tuổi, công nhân …, chia sẻ")."""
        for _ in range(6):
            match = _APPOSITION.match(self._low[position : position + _ASIDE])
            if match is None or (stop is not None and position + match.end() > stop):
                return []
            position += match.end()
            if roles := self._verbs(position):
                return roles
        return []

    def _with_others(self, position: int) -> list[str]:
        """Return the roles that a verb gives a person named with others ("ông A cùng đại diện các sở đã đến dự")."""
        match = _WITH_OTHERS.match(self._low[position : position + _ASIDE])
        if match is None:
            return []
        return [role for role in self._verbs(position + match.end()) if role in ("attendee", "chair")]

    def _listed(self, position: int) -> str | None:
        sentence = self._document.sentence_at(position)
        before = self._low[sentence.start : position]
        if not _HEADS.search(before):
            return None
        last: tuple[int, str] | None = None
        for role, pattern in _LISTS.items():
            for match in pattern.finditer(before):
                if last is None or match.start() > last[0]:
                    last = (match.start(), role)
        return last[1] if last else None

    def _object(self, position: int) -> str | None:
        sentence = self._document.sentence_at(position)
        before = self._low[max(sentence.start, position - 60) : position]
        if _THEO.search(before) or _SPEECH.fullmatch(self._low, sentence.start, position):
            return "speaker"
        if _GIVEN.search(before):
            return "recipient"
        long = self._low[max(sentence.start, position - 300) : position]
        if _WITNESS.search(long):
            return "attendee"
        return "recipient" if _in_given_list(long) else None


def _in_given_list(before: str) -> bool:
    """Whether the words before a name give something to a list that the name is in."""
    if not before.endswith((", ", "và ")):
        return False
    start = max(before.rfind(mark) for mark in ".;:") + 1
    return any(
        _GIVES.search(before, max(start, to.start() - _LIST_REACH - 5), to.start())
        for to in _GIVEN_TO.finditer(before, max(start, len(before) - _LIST_REACH - 12))
    )
