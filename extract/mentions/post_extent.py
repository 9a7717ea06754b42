"""How far a post reaches behind its head: over a body, a unit, an area, up to a name or a verb."""

from collections.abc import Callable

from extract.mentions.base import Mention, Organisation
from extract.mentions.name_words import COUNTRIES, DEGREES, INTRODUCERS
from extract.mentions.organisation_places import types
from extract.mentions.post_heads import PostHeads
from extract.mentions.post_words import AREAS, GOES_ON, KINDS, OTHERS, STOPS, UNITS, head_phrases

# A post is not longer than this many syllables.
_LONGEST = 30
# Groups whose own name stands in quotation marks, and how many syllables it may have.
_GROUPS = frozenset({"clb", "bộ", "tổ", "đội", "nhóm", "quỹ", "htx", "hội", "đoàn", "hình"})
_LONGEST_QUOTE = 12


class PostExtent:
    """Finds where the posts of one document end."""

    def __init__(self, heads: PostHeads) -> None:
        self._heads = heads
        self._text = heads.text

    def end(self, index: int, name_at: Callable[[int], bool]) -> int:
        """Return the syllable behind the post whose head ends before syllable `index`."""
        text = self._text
        last = index
        read: Mention[Organisation] | None = None
        whole = False  # a body has been read, and nothing behind it
        begin = index
        while index < len(text.forms) and index - begin < _LONGEST and (index == 0 or self._heads.joined(index - 1)):
            body = self._heads.bodies.get(index)
            if body is not None:
                read, whole = body, True
                index = last = text.index(body.end)
                continue
            form = text.forms[index]
            if form == ",":
                behind = self._parent(index + 1, read)
                if behind is None:
                    break
                index = last = behind
                continue
            if form in ("-", "–", "—", "&", "/"):
                if not self._compound(index, name_at):
                    break
                index += 1
                continue
            if form == "." and text.forms[index - 1] in ("tp", "q", "p", "tx", "h", "tt"):
                index = last = index + 1
                continue
            if (country := COUNTRIES.at(text, index)) and index == begin:
                index = last = text.index(country.end)
                whole = True
                continue
            if whole:
                behind = self._more_behind(index)
                if behind is None:
                    break
                index = last = behind
                continue
            if form == '"' and (quoted := self._quoted(index, begin)):
                index = last = quoted
                whole = True
                continue
            if not (form[0].isalnum()) or name_at(index) or self._interrupts(index, begin):
                break
            if form == "và":
                if not self._same_unit(index, name_at):
                    break
                index += 1
                continue
            if form.isdigit() and len(form) > 3:
                break
            index += 1
            last = index
        return last

    def _quoted(self, index: int, begin: int) -> int | None:
        """Return the syllable behind the quoted name of a group ("Tổ trưởng Tổ tự quản “Bình yên”"), if one opens."""
        text = self._text
        if not _GROUPS.intersection(text.forms[begin - 1 : index]):
            return None
        for end in range(index + 2, min(index + _LONGEST_QUOTE, len(text.forms))):
            if text.forms[end] == '"':
                return end + 1 if self._heads.capital(index + 1) else None
        return None

    def _more_behind(self, index: int) -> int | None:
        """Return the syllable behind what goes on with a post behind its body ("… của Quốc hội"), if anything does."""
        text = self._text
        area = types().at(text, index)
        if area is not None:  # "Công đoàn CAND tỉnh"
            end = text.index(area.end)
            return end if end >= len(text.forms) or not self._heads.capital(end) else None
        kind = KINDS.at(text, index)
        if kind is not None:
            behind = text.index(kind.end)
            named = behind < len(text.forms) and self._heads.joined(behind - 1) and self._heads.capital(behind)
            return None if named else behind
        found = GOES_ON.at(text, index)
        if found is None:
            return None
        following = text.index(found.end)
        if following in self._heads.bodies:
            return text.index(self._heads.bodies[following].end)
        country = COUNTRIES.at(text, following)
        if country is not None:
            return text.index(country.end)
        form = text.forms[following] if following < len(text.forms) else ""
        term = form.isdigit() or (form != "" and set(form) <= set("ivx"))
        return following + 1 if term else following if found.value == "việt nam" else None

    def _interrupts(self, index: int, begin: int) -> bool:
        """Whether something that is no part of a post begins at syllable `index`: a verb, a rank, another post."""
        text = self._text
        introducer = INTRODUCERS.at(text, index)
        if introducer and introducer.value[0] in ("rank", "plural"):
            return True
        if (
            introducer
            and introducer.value[0] == "honorific"
            and not self._heads.capital(index)
            and " " in introducer.value[1]
        ):
            return True
        head = self._heads.head(index)
        if head is not None and not head.value.needs_unit and index > begin and self._heads.capital(index):
            return True
        if self._heads.capital(index) or (index > begin and UNITS.at(text, index - 1)):
            return False
        return text.forms[index] != "và" and STOPS.at(text, index) is not None

    def _parent(self, index: int, body: Mention[Organisation] | None) -> int | None:
        """Return the syllable behind what follows a comma at `index` - 1 and belongs to the post, if anything does.

        That is the body of a unit ("Đội trưởng Đội 2, Công an thị xã"), or the area of a commune's post ("…, quận 1").
        """
        text = self._text
        if index >= len(text.forms) or not self._heads.joined(index - 1):
            return None
        following = self._heads.bodies.get(index)
        if following is not None:
            return text.index(following.end) if body is None else None
        if body is not None and body.value.level not in ("commune", "grassroots"):
            return None
        place = types().at(text, index) or AREAS.at(text, index)
        if place is None:
            return None
        start = end = text.index(place.end)
        while (
            end < len(text.forms)
            and end - start < 4
            and self._heads.plain[text.spans[end - 1].end : text.spans[end].start] in ("", " ")
        ):
            if not (self._heads.capital(end) or text.forms[end].isdigit()):
                break
            end += 1
        return end if end > start else None

    def _compound(self, index: int, name_at: Callable[[int], bool]) -> bool:
        """Whether a dash at syllable `index` joins two parts of one unit's name ("Giáo dục - Đào tạo")."""
        text = self._text
        following = index + 1
        if following >= len(text.forms) or not self._heads.joined(index) or name_at(following):
            return False
        if (
            self._interrupts(following, following + 1)
            or head_phrases().at(text, following)
            or following in self._heads.bodies
        ):
            return False
        tight = (
            text.spans[index].start == text.spans[index - 1].end
            and text.spans[following].start == text.spans[index].end
        )
        return tight or (text.forms[following].isalpha() and DEGREES.at(text, following) is None)

    def _same_unit(self, index: int, name_at: Callable[[int], bool]) -> bool:
        """Whether "và" at syllable `index` stands inside a unit's name."""
        text = self._text
        following = index + 1
        if (
            following >= len(text.forms)
            or not self._heads.joined(index)
            or text.forms[following].isdigit()
            or name_at(following)
        ):
            return False
        if INTRODUCERS.at(text, following) or head_phrases().at(text, following) or following in self._heads.bodies:
            return False
        if OTHERS.at(text, following):
            return False
        return self._heads.capital(following) or STOPS.at(text, following) is None
