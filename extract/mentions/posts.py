"""Mentions of posts: a head from the lexicon ("Phó Giám đốc"), and the body, unit or area behind it.

A name may follow without a comma ("Phó Chủ tịch UBND tỉnh Nguyễn Văn A"), so the reader is told where one begins.
"""

from collections.abc import Callable, Iterator

from extract.document import Document
from extract.mentions.base import Mention, Mentions, Post
from extract.mentions.name_words import INTRODUCERS
from extract.mentions.post_extent import PostExtent
from extract.mentions.post_heads import PostHeads
from extract.mentions.post_words import FORMER, MANY, TURNS, VERBAL, Head
from extract.phrases import Found
from extract.rules import declare

POST = declare(
    "post.held",
    finds={
        "Đại tá Trần Văn Bảy, Phó Giám đốc Công an tỉnh phát biểu.": ["Phó Giám đốc Công an tỉnh"],
        "Ông Lê Văn Tám, Tỉnh ủy viên, Chủ tịch LĐLĐ tỉnh chủ trì.": ["Tỉnh ủy viên", "Chủ tịch LĐLĐ tỉnh"],
        "Giám đốc Công an thành phố tặng Giấy khen cho 5 tập thể.": ["Giám đốc Công an thành phố"],
        "Có bà Vũ Thị Chín - nguyên Chủ tịch Công đoàn ngành Y tế.": ["nguyên Chủ tịch Công đoàn ngành Y tế"],
    },
    ignores=[
        "Có 60 chủ tịch công đoàn cơ sở dự.",
        "Anh là công nhân Công ty May Sao Mai.",
        "Các giám đốc đã ký cam kết.",
    ],
)

_ZONES = frozenset({"kcn", "kcx", "kkt", "khu", "cụm"})


class PostReader:
    """Reads posts in one document. `name_at` says whether a person's name begins at a syllable."""

    def __init__(self, document: Document, mentions: Mentions) -> None:
        self._document = document
        self._heads = PostHeads(document, mentions)
        self._extent = PostExtent(self._heads)
        self._text = document.syllables
        self._last_end = -1  # the syllable behind the post last found

    def heads(self) -> set[int]:
        """Return the syllables at which the heads of posts begin, but those that are posts only beside a name."""
        return {index for index in self._heads.starts() if self._is_head(index)}

    def _is_head(self, index: int) -> bool:
        found = self._heads.head(index)
        return found is not None and not (
            found.value.staff or (found.value.needs_unit and not self._heads.unit_at(self._text.index(found.end)))
        )

    def find(self, name_at: Callable[[int], bool]) -> Iterator[Mention[Post]]:
        """Yield the posts, left to right."""
        reached = 0
        self._last_end = -1
        for index in self._heads.starts():
            found = self._heads.head(index) if index >= reached else None
            if found is None:
                if index in self._heads.known:
                    reached = max(reached, self._text.index(self._heads.known[index].end))
                continue
            mention = self._post(index, found, name_at)
            if mention is not None:
                self._last_end = self._text.index(mention.end)
                yield mention
            reached = self._text.index(mention.end if mention else found.end)

    def _post(self, index: int, found: Found[Head], name_at: Callable[[int], bool]) -> Mention[Post] | None:
        text = self._text
        kind = found.value
        end = text.index(found.end)
        if self._of_many_bodies(end) or TURNS.at(text, end):
            return None
        if VERBAL.at(text, index) and not (self._heads.plain[found.start].isupper() or self._introduced_before(index)):
            return None
        if kind.needs_unit and not kind.staff and not self._heads.unit_at(end):
            return None
        if self._one_of_many(index) and not self._names_follow(end, name_at):
            return None
        stop = end if kind.lone else self._extent.end(end, name_at)
        if kind.staff and not (
            (stop > end and name_at(stop)) or (self._heads.unit_at(end) and self._introduced_before(index))
        ):
            return None
        if stop == end and not kind.lone and not self._stands_alone(found.start, end, name_at):
            return None
        start, finish = text.spans[index].start, text.spans[stop - 1].end
        body = next((self._heads.bodies[at] for at in range(index, stop) if at in self._heads.bodies), None)
        former = any(text.forms[at] in FORMER for at in range(index, text.index(found.start)))
        first = kind.first and body is not None and body.start <= found.end + 1 and not former
        return Mention(
            "post",
            start,
            finish,
            POST,
            Post(self._document.text[start:finish], body.value if body else None, first, former),
        )

    def _of_many_bodies(self, index: int) -> bool:
        """Whether the post is held at many bodies ("thủ trưởng các đơn vị"); a zone's works ("các KCN") are one."""
        forms = self._text.forms[index : index + 2]
        return bool(forms) and forms[0] in ("các", "những") and forms[-1] not in _ZONES

    def _one_of_many(self, index: int) -> bool:
        """Whether the head speaks of many ("các giám đốc", "60 chủ tịch công đoàn")."""
        if index == 0 or not self._heads.joined(index - 1):
            return False
        before = self._text.forms[index - 1]
        two = index - 2 if index >= 2 and self._heads.joined(index - 2) else index - 1
        return before.isdigit() or any(
            (found := MANY.at(self._text, at, index)) and self._text.index(found.end) == index
            for at in {index - 1, two}
        )

    def _introduced_before(self, index: int) -> bool:
        """Whether a comma, dash or bracket stands before: a name may precede."""
        return index > 1 and self._text.forms[index - 1] in (",", "-", "(") and self._heads.capital(index - 2)

    def _names_follow(self, index: int, name_at: Callable[[int], bool]) -> bool:
        """Whether names follow the plural post whose head ends before syllable `index` ("các Phó Giám đốc: A, B")."""
        stop = self._extent.end(index, name_at)
        return name_at(stop) or self._introducer_then_name(stop, name_at) or self._text.forms[stop : stop + 1] == [":"]

    def _stands_alone(self, start: int, end: int, name_at: Callable[[int], bool]) -> bool:
        """Whether a head without anything behind it is a post: right before a name, or right behind one."""
        if name_at(end) or self._introducer_then_name(end, name_at):
            return True
        if self._text.forms[end : end + 1] == ["kiêm"] and end + 1 in self._heads.known:
            return True
        index = self._text.index(start)
        return self._introduced_before(index) or self._behind_post(index)

    def _behind_post(self, index: int) -> bool:
        """Whether another post of the same person stands before ("Bí thư Đảng ủy, Hiệu trưởng")."""
        return index > 0 and self._last_end == index - 1 and self._text.forms[index - 1] in (",", "-", "/", "kiêm")

    def _introducer_then_name(self, index: int, name_at: Callable[[int], bool]) -> bool:
        if index < len(self._text.forms) and self._text.forms[index] in (",", ":"):
            index += 1
        if index >= len(self._text.forms):
            return False
        found = INTRODUCERS.at(self._text, index)
        return name_at(index) if found is None else name_at(self._text.index(found.end))
