"""Bodies as written: which words of a text name one, and where its name ends."""

import re
from collections.abc import Iterator, Mapping

from extract.document import Document
from extract.mentions import abbreviations
from extract.mentions.organisation_bodies import Body
from extract.mentions.organisation_lexicon import (
    CENTRAL_UNITS,
    Head,
    departments,
    descriptions,
    heads,
    nameless,
    units,
)
from extract.mentions.organisation_own_names import OwnNameReader
from extract.mentions.organisation_places import PlaceReader, Ref, types
from extract.mentions.organisation_unions import share_unions
from extract.places import province
from extract.text import slug

# Before an abbreviation inside a document's number: "05/QCPH-LĐLĐ-CATP".
_IN_NUMBER = re.compile(r"[A-ZĐ0-9&][-/]$")
# A head's first syllable, and the syllables before it that make another word of it: "cán bộ công an", "cơ sở y tế".
_COMPOUNDS = {
    "bộ": frozenset({"cán", "nội", "toàn", "đồng", "quân", "tiến", "cục", "đảng", "liên", "trung"}),
    "sở": frozenset({"cơ", "trụ", "công"}),
    "báo": frozenset({"thông", "đăng", "khai", "điện", "cảnh", "trình", "tình", "họp", "mật", "tố"}),
    "trường": frozenset({"thị", "hiện", "môi", "công", "nông", "lâm", "quảng"}),
    "phòng": frozenset({"quốc", "đề", "dự", "khai", "phòng", "trinh"}),
    "đội": frozenset({"quân", "bộ"}),
    "cục": frozenset({"bưu", "bố"}),
    "cảng": frozenset({"hải"}),
    "tổ": frozenset({"thuỷ", "thủy"}),
}
# Codes of police departments: PA83, PC02, PV01, PX03.
_CODE = re.compile(r"p[acvxkhe]\d{2}")
# "Công đoàn Khu kinh tế Nghi Sơn [và các KCN]"
_AND_ZONES = re.compile(r"(?:,|\svà|,\svà)\s(?:các\s)?(?:kcn|khu công nghiệp)(?!\w)(?!\s(?:trên|tại|trong|ở|khác))")
# "Công đoàn Phòng Tham mưu Công an tỉnh" is three deep.
_DEEPEST = 3


class BodyReader:
    """Reads the bodies of one document."""

    def __init__(self, document: Document, places: PlaceReader) -> None:
        self._document = document
        self._syllables = document.syllables
        self._places = places
        self._names = OwnNameReader(document, places)
        self._own: Mapping[str, str] | None = None

    def read(self) -> Iterator[Body]:
        """Yield the bodies, left to right; they do not overlap."""
        found = list(self._named())
        share_unions(self._document, found)
        yield from found

    def _named(self) -> Iterator[Body]:
        reached = 0
        for index in sorted({*heads().beginnings(self._syllables), *units().beginnings(self._syllables)}):
            body = self._at(index) if index >= reached else None
            if body and body.head.form == "ignored":
                body = self._of_its_staff(body)
            if body is None:
                continue
            reached = body.end
            if body.head.form != "ignored" and self._on_one_line(body):
                yield body
                reached = max([body.end, *(named.end for named in body.ref.more)])

    def _of_its_staff(self, ignored: Body) -> Body:
        """Return the union behind "cán bộ" where the words go on with its firm: "cán bộ Công đoàn Công ty X"."""
        union = self._at(ignored.end - 2)
        return union if union and union.head.form != "ignored" and union.prefix else ignored

    def _on_one_line(self, body: Body) -> bool:
        return all(self._places.same_line(at - 1, at) for at in range(body.start + 1, body.end))

    def _at(self, index: int, depth: int = 0) -> Body | None:
        """Return the body whose name begins at syllable `index`, inside `depth` others."""
        text = self._syllables
        if depth > _DEEPEST or index >= len(text.forms):
            return None
        found = heads().at(text, index)
        head = found.value if found and self._stands(index, found.end, found.value) else None
        end = self._syllables.index(found.end) if found else index
        if head is None or head.form in ("territorial", "open"):
            unit = self._unit(index, depth)
            if unit:
                return unit
        if head is None:
            return None
        if head.form == "central":
            end = self._behind_country(end)
        if head.form in ("ignored", "central"):
            return Body(head, index, end, Ref(end, end))
        if head.form == "open":
            body = self._open(head, index, end)
            return None if body is None or head.inner else body
        if head.form == "union":
            return self._union(head, index, end, depth)
        return self._placed(head, index, end)

    def _stands(self, index: int, end: int, head: Head) -> bool:
        """Whether the phrase at syllable `index` is the head that the lexicon means, and not part of other words."""
        plain = self._document.plain
        start = self._syllables.spans[index].start
        if head.capitals and not plain[start:end].isupper():
            return False
        if head.capital and not plain[start].isupper():
            return False
        if index and self._places.form(index - 1) in _COMPOUNDS.get(self._places.form(index), ()):
            return False
        if head.capital and self._inside_name(index):
            return False
        if _IN_NUMBER.search(plain, max(0, start - 12), start):
            return False
        return self._places.form(self._syllables.index(end)) not in head.not_before

    def _inside_name(self, index: int) -> bool:
        """Whether the syllable at `index` goes on with a name: "Thái Trường Khánh" holds no school."""
        if not index or not self._places.capital(index - 1) or not self._places.form(index - 1)[0].isalpha():
            return False
        spans = self._syllables.spans
        return self._document.text[spans[index - 1].end : spans[index].start] == " "

    def _placed(self, head: Head, start: int, end: int) -> Body | None:
        """Read a body whose name goes on with a place."""
        ref = self._places.read(self._behind_brackets(end), head.place)
        written = ref.end > ref.start
        body = Body(head, start, ref.end if written else end, ref)
        return None if head.bare == "nothing" and not written and not self._is_listed(start, end) else body

    def _is_listed(self, start: int, end: int) -> bool:
        """Whether words stand between two bodies of a list: "LĐLĐ, Đoàn Thanh niên và Hội Phụ nữ huyện Đô Lương"."""
        if not start or self._places.form(start - 1) not in (",", "và") or self._places.form(end) not in (",", "và"):
            return False
        following = heads().at(self._syllables, end + 1)
        return following is not None and following.value.form == "territorial" and self._places.capital(end + 1)

    def _behind_country(self, index: int) -> int:
        """Return the syllable behind "Việt Nam" where brackets part it from the name: "Công đoàn Than (…) Việt Nam"."""
        after = self._behind_brackets(index)
        country = after > index and self._places.form(after) == "việt" and self._places.form(after + 1) == "nam"
        return after + 2 if country else index

    def _behind_brackets(self, index: int) -> int:
        """Return the syllable behind an abbreviation in brackets at `index`: "Liên đoàn Lao động (LĐLĐ) tỉnh"."""
        if self._places.form(index) == "(":
            for end in range(index + 2, index + 7):
                if self._places.form(end) == ")":
                    written = self._places.written(index + 1, end)
                    return end + 1 if written.replace(".", "").isupper() else index
        return index

    def _unit(self, index: int, depth: int) -> Body | None:
        """Read a department and the body that it belongs to: "Phòng Tham mưu Công an tỉnh"."""
        found = units().at(self._syllables, index)
        if found is None:
            return None
        after = self._syllables.index(found.end)
        named = departments().at(self._syllables, after)
        if named and named.value.kind == "department" and found.value != "Phòng":
            named = None  # "Trung tâm Y tế", "Văn phòng": no offices of a district
        kind = named.value.kind if named else None
        if named:
            after = self._syllables.index(named.end)
            name = f"{found.value} {named.value.name}"
        elif _CODE.fullmatch(self._places.form(after) + self._places.form(after + 1)):
            name, kind = f"{found.value} {self._places.written(after, after + 2)}", "police"
            after += 2
        elif found.value in nameless():
            name = found.value
        else:
            return None
        after = self._behind_code(after)
        parent = self._parent(after, kind, depth)
        if parent:
            prefix = " ".join(part for part in (name, parent.prefix) if part)
            parent.start, parent.prefix = index, prefix
            return parent
        if kind is None or not self._places.capital(self._syllables.index(found.end)):
            return None
        if found.value in CENTRAL_UNITS:
            organisation_id = f"{kind}/vn/{slug(name)}"
            return Body(Head(kind, name, "central", organisation_id=organisation_id), index, after, Ref(after, after))
        body = self._placed(Head(kind, name, "territorial", own=True), index, after)
        # "Phòng Hậu cần": a department of a body that is named elsewhere, or nowhere. "Ban Tổ chức" is an event's.
        if body is None or kind == "police" or body.ref.end > body.ref.start:
            return body
        # "Phòng Giáo dục và Đào tạo và Công an huyện …": its place is the next one's.
        return body if kind == "department" and self._goes_on_with_body(body.end) else None

    def _goes_on_with_body(self, index: int) -> bool:
        """Whether a joint and another body stand at syllable `index`."""
        if self._places.form(index) not in (",", "và", "cùng", "-") or not self._places.same_line(index - 1, index):
            return False
        following = heads().at(self._syllables, index + 1)
        return (following is not None and following.value.form == "territorial") or bool(
            units().at(self._syllables, index + 1) and departments().at(self._syllables, index + 2)
        )

    def _behind_code(self, index: int) -> int:
        """Return the syllable behind a department's code or abbreviation in brackets: "(PA83)"."""
        if self._places.form(index) == "(" and not self._names_body(index + 1):
            for end in range(index + 2, index + 6):
                if self._places.form(end) == ")":
                    return end + 1 if self._places.capital(index + 1) else index
        return index

    def _names_body(self, index: int) -> bool:
        """Whether the brackets before `index` hold the body of a department: "Phòng Tham mưu (Công an tỉnh)"."""
        found = heads().at(self._syllables, index)
        return found is not None and self._places.form(self._syllables.index(found.end)) != ")"

    def _parent(self, index: int, kind: str | None, depth: int) -> Body | None:
        """Return the body at `index` that a department of `kind` belongs to, with "thuộc" or a comma before it."""
        form = self._places.form(index)
        if form in ("thuộc", "của"):
            index += 1
        elif form == "trực" and self._places.form(index + 1) == "thuộc":
            index += 2
        elif form == "(":
            parent = self._at(index + 1, depth + 1)
            if parent is None or parent.head.kind != kind or self._places.form(parent.end) != ")":
                return None
            parent.end += 1
            return parent
        elif form in (",", "-"):
            # A comma may as well part two bodies: it joins only a department and a body of its own kind.
            if units().at(self._syllables, index + 1):
                return None
            parent = self._at(index + 1, depth + 1)
            return parent if parent and parent.head.kind == kind and not parent.ref.many else None
        if index and not self._places.same_line(index - 1, index):
            return None
        parent = self._at(index, depth + 1)
        return parent if parent and parent.head.form in ("territorial", "central") and not parent.ref.many else None

    def _union(self, head: Head, start: int, end: int, depth: int) -> Body | None:
        """Read a union and where it works: "Công đoàn Công an tỉnh", "Công đoàn cơ sở Công ty TNHH May Sông Lam"."""
        after = self._behind_brackets(end)
        if self._places.same_line(end - 1, after) and (found := heads().at(self._syllables, after)):
            inner_head = found.value
            inner_end = self._syllables.index(found.end)
            inner: Body | None = None
            if self._stands(after, found.end, inner_head):
                if inner_head.form == "open":
                    inner = self._unit(after, depth + 1) or self._open(inner_head, after, inner_end)
                elif inner_head.form != "ignored" and inner_head.kind != "union":
                    inner = self._at(after, depth + 1)
            if inner and not inner.ref.many:
                inner.start, inner.kind = start, "union"
                inner.prefix = " ".join(part for part in (head.name, inner.prefix) if part)
                return inner
        office = self._unit(after, depth + 1) if self._places.same_line(end - 1, after) else None
        if office is not None and office.prefix and not office.ref.many:
            office.start, office.kind = start, "union"
            office.prefix = f"{head.name} {office.prefix}"
            return office
        if self._is_sector(start, end, after):
            tail = self._names.end(after, head)
            while self._places.form(tail) == "khu" and self._places.form(tail + 1) == "vực":
                tail += 2  # "Công đoàn Dầu khí khu vực"
            own = f"{head.name} {self._expanded(after, tail)}"
            ref = self._places.read(tail)
            ref = ref if ref.type and not ref.many else Ref(tail, tail)
            return Body(Head("union", own, "open"), start, max(tail, ref.end), ref, own)
        if self._is_firm(end, after):
            tail = self._names.end(after, head)
            own = f"{head.name} {self._expanded(after, tail)}"
            return Body(Head("union", own, "open"), start, tail, Ref(tail, tail), own)
        return self._placed(head, start, end)

    def _is_sector(self, start: int, end: int, index: int) -> bool:
        """Whether a trade with a capital stands at `index`, behind a union with one: "Công đoàn Dầu khí khu vực"."""
        if index >= len(self._syllables.forms) or not self._places.same_line(end - 1, index):
            return False
        first = self._document.plain[slice(*self._syllables.spans[index])]
        if not first[0].isupper() or first.isupper() or not self._places.capital(start):
            return False
        return descriptions().at(self._syllables, index) is not None

    def _is_firm(self, end: int, index: int) -> bool:
        """Whether a firm's name in capitals stands at `index`, behind a union in lower case: "Công đoàn VSIP"."""
        spans = self._syllables.spans
        if index >= len(spans) or not self._places.same_line(end - 1, index):
            return False
        name = self._document.plain[slice(*spans[index])]
        before = self._document.plain[slice(*spans[end - 1])]
        known = (
            name in abbreviations.known() or types().at(self._syllables, index) or heads().at(self._syllables, index)
        )
        return len(name) > 2 and name.isupper() and not before.isupper() and not known

    def _open(self, head: Head, start: int, end: int) -> Body | None:
        """Read a body with a name of its own: "Công ty TNHH May Sông Lam", "Bệnh viện Đa khoa tỉnh"."""
        end = self._behind_brackets(end)
        if head.alone:
            ref = self._places.read(end)
            if not ref.many and (ref.type or (ref.name and province(ref.name))):
                return Body(head, start, ref.end, ref)
        tail = self._names.end(end, head)
        if tail == end:
            ref = self._places.read(end) if head.placed else Ref(end, end)
            if ref.type and ref.name and not ref.many:
                return Body(head, start, ref.end, ref)  # "Nghiệp đoàn nghề cá xã Hải Vân"
            return Body(head, start, end, Ref(end, end)) if head.alone else None
        own, spans = f"{head.name} {self._expanded(end, tail)}", self._syllables.spans
        if head.kind == "industrial_zone" and (zones := _AND_ZONES.match(self._document.low, spans[tail - 1].end)):
            own = f"{own} và các khu công nghiệp"  # they are the province's, its name told or not
            last = self._behind_brackets(self._syllables.index(zones.end()))
            ref = self._places.read(last)
            named = ref if ref.type and not ref.many else Ref(last, last, "province")
            return Body(head, start, max(last, named.end), named, own)
        if (branch := self._branch_behind(tail)) is not None:
            first, last = branch
            return Body(head, start, last, Ref(last, last), f"{own} {self._expanded(first, last)}")
        ref = self._places.read(tail) if head.placed and not head.alone else Ref(tail, tail)
        if ref.many or not (ref.type or (ref.name and province(ref.name))):
            ref = Ref(tail, tail)
        return Body(head, start, max(tail, ref.end), ref, own)

    def _branch_behind(self, index: int) -> tuple[int, int] | None:
        """Return the syllables of a branch behind a firm's short name: "Ngân hàng … (VietinBank) Chi nhánh Long An"."""
        at = index
        if (self._places.form(at), self._places.form(at + 2)) == ("(", ")"):
            at += 3
        if at > index and self._places.form(at) in ("-", ","):
            at += 1
        if at == index or (self._places.form(at), self._places.form(at + 1)) != ("chi", "nhánh"):
            return None
        ref = self._places.read(at + 2)
        return (at, ref.end) if ref.name and not ref.many and self._places.same_line(index - 1, at) else None

    def _expanded(self, start: int, end: int) -> str:
        if self._own is None:
            self._own = abbreviations.defined(self._document)
        return abbreviations.expand(self._places.written(start, end), self._own)
