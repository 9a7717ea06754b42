"""Where the heads of posts stand in a document ("Phó Giám đốc"), and what stands around them."""

from extract.document import Document
from extract.mentions.base import Mention, Mentions, Organisation
from extract.mentions.post_words import PREFIXES, UNITS, Head, head_phrases
from extract.phrases import Found

# "PX05", "PA83": departments of a provincial police.
_DEPARTMENTS = frozenset({"pa", "pc", "pv", "px", "ph", "pk", "pt"})
# "Bộ Tư lệnh", "Đoàn Chủ tịch", "Ban Giám đốc": bodies, no posts.
_BODIES_OF = frozenset({"bộ", "đoàn", "ban"})


class PostHeads:
    """The heads of posts in one document, and its bodies, by syllable.

    Attributes:
        text: the document's syllables.
        plain: the document's plain text.
        bodies: the body that each syllable belongs to, for those that belong to one.
        known: the head that begins at a syllable.
        prefixed: the prefix ("nguyên", "Quyền") that begins at a syllable.
    """

    def __init__(self, document: Document, mentions: Mentions) -> None:
        self.text = document.syllables
        self.plain = document.plain
        # A body may begin inside a head ("Trưởng phòng Tham mưu"), so it is known by each of its syllables.
        self.bodies: dict[int, Mention[Organisation]] = {}
        for m in mentions.of("organisation"):
            for index in range(self.text.index(m.start), self.text.index(m.end)):
                self.bodies[index] = m
        heads = head_phrases()
        self.known = {index: head for index in heads.beginnings(self.text) if (head := heads.at(self.text, index))}
        # "thừa ủy quyền Chủ tịch": the syllable belongs to a verb.
        self.prefixed = {
            index: prefix
            for index in PREFIXES.beginnings(self.text)
            if (prefix := PREFIXES.at(self.text, index)) and self.text.forms[index - 1 : index] != ["ủy"]
        }

    def starts(self) -> list[int]:
        """Return the syllables at which a head, or what stands before one, begins, in order."""
        return sorted({*self.known, *self.prefixed})

    def head(self, index: int) -> Found[Head] | None:
        """Return the head at syllable `index`, behind "nguyên" or "Quyền" if they stand there."""
        text = self.text
        while prefix := self.prefixed.get(index):
            behind = text.index(prefix.end)
            if behind not in self.known and behind not in self.prefixed:
                return None  # "Nguyên nhân …"
            index = behind
        if index not in self.known:
            return None
        if index and text.forms[index - 1] in _BODIES_OF and text.forms[index] != "trưởng":
            return None
        return self.known[index]

    def unit_at(self, index: int) -> bool:
        """Whether a unit of a body, or a body, stands at syllable `index`."""
        if index >= len(self.text.forms):
            return False
        forms = self.text.forms[index : index + 2]
        coded = forms[0] in _DEPARTMENTS and forms[-1].isdigit()
        return bool(UNITS.at(self.text, index)) or index in self.bodies or coded

    def capital(self, index: int) -> bool:
        """Whether syllable `index` begins with a capital."""
        return self.plain[self.text.spans[index].start].isupper()

    def joined(self, index: int) -> bool:
        """Whether syllable `index` and the next stand on one line with at most a space between."""
        spans = self.text.spans
        return index + 1 < len(spans) and self.plain[spans[index].end : spans[index + 1].start] in ("", " ")
