"""The names that bodies give themselves ("Công ty TNHH May Sông Lam"), and where they end."""

from extract.document import Document
from extract.mentions import abbreviations
from extract.mentions.name_words import SURNAMES
from extract.mentions.organisation_lexicon import Head, descriptions, heads, stops
from extract.mentions.organisation_places import PlaceReader, types
from extract.places import province
from extract.text import fold

# Which schools and firms are called by with Vietnam: "Trường Cao đẳng Việt - Đức".
_COUNTRIES = frozenset(
    {"đức", "hàn", "nhật", "hung", "xô", "mỹ", "anh", "pháp", "úc", "trung", "nga", "đài", "bun", "tiệp", "lào", "ý"}
)
# Of posts: "Giám đốc", "Chủ tịch", "Trưởng phòng", "Bí thư", "Tổ trưởng".
_POSTS = frozenset({"đốc", "tịch", "trưởng", "phó", "thư", "ông", "bà", "anh", "chị", "chí"})
# Of those who run a firm or a school: "Ban Giám đốc", "Ban Lãnh đạo", "Ban Điều hành".
_BOARDS = frozenset({"giám", "lãnh", "điều", "chỉ", "chấp", "quản", "đại", "tổng"})
# Which firms are called by, besides provinces.
_REGIONS = frozenset({"tây nguyên", "tây bắc", "đông bắc", "việt nam", "sài gòn", "miền bắc", "miền trung", "miền nam"})
_MIDDLE_NAMES = frozenset({"văn", "thị"})
_LONGEST_TAIL = 16
_LONGEST_PERSON = 4


class OwnNameReader:
    """Reads the own names of the bodies of one document."""

    def __init__(self, document: Document, places: PlaceReader) -> None:
        self._document = document
        self._syllables = document.syllables
        self._places = places

    def end(self, start: int, head: Head) -> int:
        """Return the end of the name that begins at syllable `start`; `start` itself where no name does."""
        if head.alone and not self._places.capital(start):
            return start  # "Công đoàn các KCN quản lý 512 CĐCS": its name is told
        end, index, named = start, start, False
        while index < start + _LONGEST_TAIL and index < len(self._syllables.forms):
            if index > start and not self._places.same_line(index - 1, index):
                break
            form = self._places.form(index)
            described = descriptions().at(self._syllables, index)
            if index > start and self._begins_other(index, head):
                break
            if described:
                capital = self._places.capital(index)
                index = self._syllables.index(described.end)
                named = named or capital
                if capital or (described.value and named):
                    end = index
            elif self._places.capital(index) and (form[0].isalpha() or named or index == start or end < index):
                index += 1
                end, named = index, True
            elif form == "số" and self._is_ordinal(index + 1):
                index, end, named = index + 2, index + 2, True
            elif form in ("&", "-", "và", ".") and index > start and self._goes_on(index):
                index += 1
            elif index == start + 1 and form not in stops() and form.isalpha() and self._places.capital(index + 1):
                index += 1  # a trade that no list has: "Cá tra Tiền Thủy"
            elif form == "-" and (branch := self._branch(index)):
                return branch
            else:
                break
        return self._without_person(start, end)

    def _is_ordinal(self, index: int) -> bool:
        """Whether a body's own number stands at `index` ("Đồn Công an số 2"), not a house's ("số 15 đường Lê Lợi")."""
        if not self._places.form(index).isdigit() or len(self._places.form(index)) > 2:
            return False
        after = self._places.form(index + 1)
        beside = bool(after) and self._places.same_line(index, index + 1) and after not in ("và", ",", ".", ";")
        return not (beside and (self._places.capital(index + 1) or after in ("đường", "phố", "ngõ", "ngách", "/", "-")))

    def _branch(self, index: int) -> int | None:
        """Return the end of a branch behind the dash at `index`: "Ngân hàng … - Chi nhánh Phú Thọ"."""
        if (self._places.form(index + 1), self._places.form(index + 2)) != ("chi", "nhánh"):
            return None
        ref = self._places.read(index + 3)
        return ref.end if ref.name and not ref.many else None

    def _begins_other(self, index: int, head: Head) -> bool:
        """Whether another body, or a place with its type, begins at syllable `index` of a name of `head`."""
        if types().at(self._syllables, index):
            return True
        found = heads().at(self._syllables, index)
        if found and found.value.form == "union":
            return head.kind != "school"  # "Trường Đại học Công đoàn"
        return bool(found and found.value.form in ("territorial", "central"))

    def _goes_on(self, index: int) -> bool:
        """Whether the joining sign at syllable `index` stands inside a name: "Đầu tư và Phát triển", "A&B"."""
        spans = self._syllables.spans
        if index + 1 >= len(spans) or not index:
            return False
        if self._places.form(index) == "-" and self._is_double(index):
            return True
        if self._places.form(index) in ("-", "."):
            close = spans[index - 1].end == spans[index].start and spans[index].end == spans[index + 1].start
            return close and self._places.capital(index + 1)
        following = heads().at(self._syllables, index + 1)
        if following and self._places.capital(index + 1) and following.value.form != "ignored":
            return False
        if self._places.form(index + 1) == "ban" and self._places.form(index + 2) in _BOARDS:
            return False  # "Công đoàn Công ty May Sông Lam và Ban Giám đốc"
        if self._places.form(index + 1).isdigit():
            return False  # "Công ty Sao Mai và 3 cá nhân"
        return self._places.capital(index + 1) or descriptions().at(self._syllables, index + 1) is not None

    def _is_double(self, index: int) -> bool:
        """Whether the dash at `index` joins halves of one name: "Việt - Đức", "Kinh tế - Kỹ thuật", "Sao Mai - SMC"."""
        before, after = self._places.form(index - 1), self._places.form(index + 1)
        if before in ("việt", "nam") and after in _COUNTRIES and self._places.capital(index + 1):
            return True
        if self._describes(max(0, index - 2), index - 1) and descriptions().at(self._syllables, index + 1):
            return self._places.capital(index + 1)
        first, second = (self._document.plain[slice(*self._syllables.spans[at])] for at in (index - 1, index + 1))
        if first.isupper() or len(second) < 2 or not (second.isalpha() and second.isupper()):
            return False
        known = any(words.at(self._syllables, index + 1) for words in (heads(), types()))
        return not known and second not in abbreviations.known() and self._places.same_line(index - 1, index + 1)

    def _without_person(self, start: int, end: int) -> int:
        """Cut the name of a person off the end of a body's name: "Công ty May Sông Lam Nguyễn Văn An"."""
        if self._is_called_by_person(start, end):
            return end
        for index in range(start + 1, end - 1):
            surname = self._places.form(index) in SURNAMES.strong_set and self._places.capital(index)
            if not surname or end - index > _LONGEST_PERSON or not all(map(self._places.capital, range(index, end))):
                continue
            # A family name is as well the first half of a company's ("May Hoàng Long"): a person has a middle name, or
            # three syllables behind words in lower case.
            middle = self._places.form(index + 1) in _MIDDLE_NAMES
            # … or stands behind a proper name: "May Sông Lam Lê Viết An", but "Xây dựng Lê Hoàng Nam".
            named = self._places.capital(index - 1) and not self._describes(start, index - 1)
            lower = not self._places.capital(index - 1)
            if not middle and self._is_place(end - 2, end):
                continue  # "Công ty cổ phần gỗ Hoàng Anh Tây Nguyên"
            if middle or (end - index >= 3 and (lower or named)) or index - start >= 4:
                return index
        return end

    def _is_place(self, start: int, end: int) -> bool:
        """Whether a province or a region is named by the syllables [start, end)."""
        written = self._places.written(start, end)
        return province(written) is not None or fold(written) in _REGIONS

    def _is_called_by_person(self, start: int, end: int) -> bool:
        """Whether a firm is called by a person: "Công ty May Trần Thị Lành", but "Giám đốc Công ty May Trần …"."""
        proper = next(
            (at for at in range(start, end) if self._places.capital(at) and not self._describes(start, at)), end
        )
        named = end - proper >= 3 and proper > start and self._places.form(proper + 1) in _MIDDLE_NAMES
        return named and not any(self._places.form(at) in _POSTS for at in range(max(0, start - 7), start))

    def _describes(self, start: int, index: int) -> bool:
        """Whether the syllable at `index` belongs to a describing word ("Xây dựng", "THPT") behind syllable `start`."""
        written = self._document.plain[slice(*self._syllables.spans[index])]
        return (written.isupper() and written in abbreviations.known()) or any(
            (found := descriptions().at(self._syllables, at)) and self._syllables.index(found.end) > index
            for at in range(max(start, index - 4), index + 1)
        )
