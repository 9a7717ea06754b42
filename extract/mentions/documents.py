"""Mentions of papers: co-operation papers and what authorities issue, with their numbers as written.

Papers are found before everything else, so that the digits of "47/QCPH-CAT-LĐLĐT" or "Nghị quyết 20-NQ/TW" are never
read as a date or a count. The day a paper was signed ("… ngày 14/9/2018") is left to the rules for dates.
"""

import re
from collections.abc import Iterator
from functools import cache, cached_property
from typing import Any

from pydantic import Field

from extract.document import Document
from extract.lexicon import Lexicon, load
from extract.mentions.base import DocumentName, Mention, Mentions
from extract.rules import declare
from extract.text import fold

COOPERATION = declare(
    "document.cooperation",
    finds={
        "Hai bên ký kết Quy chế phối hợp số 12/QCPH-CAT-LĐLĐ ngày 3/4/2019.": ["Quy chế phối hợp số 12/QCPH-CAT-LĐLĐ"],
        "Thực hiện kế hoạch liên ngành giữa Công an huyện và LĐLĐ huyện.": ["kế hoạch liên ngành"],
        "Sở và Công an tỉnh đã ký biên bản ghi nhớ.": ["biên bản ghi nhớ"],
        "Thực hiện Quy chế số 05/QC-CAT-LĐLĐ ngày 2/3/2020.": ["Quy chế số 05/QC-CAT-LĐLĐ"],
        "Hai ngành ký kết chương trình giai đoạn 2023-2028.": ["chương trình"],
        "Thực hiện NQLT 01 của Công an tỉnh và LĐLĐ tỉnh.": ["NQLT 01"],
    },
    ignores=[
        "Công đoàn cơ sở có quy chế dân chủ và quy chế chi tiêu.",
        "Hơn 200 công nhân ký cam kết chấp hành pháp luật.",
        "Chương trình văn nghệ chào mừng diễn ra sôi nổi.",
        "UBND tỉnh ban hành Kế hoạch số 15/KH-UBND về phòng, chống tội phạm.",
    ],
)
NUMBERED = declare(
    "document.numbered",
    finds={
        "Nghị định số 102/2017/NĐ-CP và Nghị quyết 20-NQ/TW được phổ biến.": [
            "Nghị định số 102/2017/NĐ-CP",
            "Nghị quyết 20-NQ/TW",
        ],
        "Kế hoạch số 15/KH-UBND ngày 4/3/2019 của UBND tỉnh.": ["Kế hoạch số 15/KH-UBND"],
        "Triển khai Đề án 06 và Chỉ thị số 05 của Bộ Chính trị.": ["Đề án 06", "Chỉ thị số 05"],
    },
    ignores=["Trực ban 24/7 trong tháng 5/2019.", "Tổ 4-3 đạt tỷ lệ 3-1.", "Kế hoạch 5 năm của tỉnh."],
)
NUMBER_ALONE = declare(
    "document.number_alone",
    finds={"Quy chế này (số 03/QC-BCA-TLĐLĐ) có hiệu lực từ ngày ký.": ["03/QC-BCA-TLĐLĐ"]},
    ignores=["Xe biển số 51F-123.45 bị tạm giữ ngày 25-4.", "Đường dây nóng 0276-382-000."],
)
LAW = declare(
    "document.law",
    finds={
        "Phổ biến Luật Công đoàn, Bộ luật Lao động năm 2019.": ["Luật Công đoàn", "Bộ luật Lao động"],
        "Giới thiệu Luật Giao thông đường bộ cho công nhân.": ["Luật Giao thông đường bộ"],
    },
    ignores=["Phổ biến pháp luật cho công nhân.", "Luật sư Trần Văn Tám trình bày."],
)
ARTICLE = declare(
    "document.article",
    finds={"Theo khoản 2, Điều 25.4 của quy chế này.": ["khoản 2, Điều 25.4"]},
    ignores=["Năm điều Bác Hồ dạy."],
)


class Kind(Lexicon):
    """A kind of paper; the fields are explained in documents.toml."""

    noun: str
    forms: list[str] = Field(default_factory=list)
    codes: list[str] = Field(default_factory=list)
    agreement: bool = False
    joint: bool = False


class DocumentLexicon(Lexicon):
    """The vocabulary of papers."""

    kind: list[Kind]
    joint_codes: list[str]
    office_codes: list[str]
    cooperation: list[str]
    links: list[str]
    signing: list[str]

    @cached_property
    def by_form(self) -> dict[str, Kind]:
        """The kinds by every folded way to write them."""
        return {fold(form): kind for kind in self.kind for form in (kind.noun, *kind.forms)}

    @cached_property
    def by_code(self) -> dict[str, Kind]:
        """The kinds by the codes that stand for them in numbers, in lower case."""
        return {fold(code): kind for kind in self.kind for code in kind.codes}

    @cached_property
    def joint(self) -> frozenset[str]:
        """The codes that name a paper of two sides, in lower case."""
        return frozenset(map(fold, self.joint_codes))

    @cached_property
    def offices(self) -> frozenset[str]:
        """The codes of offices, in lower case."""
        return frozenset(map(fold, self.office_codes))


def lexicon() -> DocumentLexicon:
    """Return the vocabulary of papers (extract/lexicons/documents.toml)."""
    return load("documents", DocumentLexicon)


def _any(phrases: list[str]) -> str:
    return "|".join(re.escape(fold(phrase)).replace(r"\ ", r"\s") for phrase in sorted(phrases, key=len, reverse=True))


_LETTERS = "A-ZĐĂÂÊÔƠƯ"
_CODE = rf"[{_LETTERS}][{_LETTERS}a-zđăâêôơư]{{0,11}}\d{{0,2}}(?!\w)"
# A spaced dash goes on with the number unless what follows is a body written out ("… 20-NQ/TW - LĐLĐ tỉnh").
_GAP = rf"(?:[/-]|\s?[/-]\s?(?={_CODE}(?!\s(?:tỉnh|thành|TP|huyện|quận|thị|xã|Việt|các|[A-ZĐ][a-zà-ỹ]))))"
_CODED = rf"\d{{1,5}}[a-zA-Z]?(?:/(?:19|20)\d\d)?(?:{_GAP}{_CODE}){{1,7}}"
_NUMBER = re.compile(rf"(?<![\w/.,-])(?:{_CODED})")
_AFTER_HEAD = re.compile(
    rf"\s(?:(?P<label>[Ss]ố)\s?:?\s?)?(?P<number>{_CODED}|(?P<bare>\d{{1,4}})(?![\w/.,-]*\d)(?!\w))"
)
# Behind a paper's number without "số": "Đề án 06 và …", but "Quy chế phối hợp 4 bên", "Kế hoạch 5 nội dung".
_BEHIND_NUMBER = re.compile(
    r"\s?(?:[.,;:()\"'/?!-]|$|\n)"
    r"|\s(?:ngày|giữa|của|về|do|ký|được|và|đã|vừa|là|trong|này|với|cùng|tại|ban hành|nhằm|để|từ|theo|trên|đến|cũng"
    r"|sẽ|có|mới|năm\s\d{4}|giai đoạn|cho|ở|tới|đối với|thực hiện|triển khai|nêu|quy định|vào)(?!\w)"
)
_NOT_A_NUMBER = re.compile(
    r"\s(?:năm|tháng|ngày(?!\s\d)|tuần|giờ|phút|triệu|tỷ|nghìn|ngàn|đồng|%|người|tập thể|cá nhân|nội dung)(?!\w)"
)
_BETWEEN = re.compile(
    r"(?:\s(?:số|ngày\s[\d/.-]{1,12}|ký|ký kết|được ký|được ký kết|đã ký kết|về việc|ban hành)){0,6}\s(?:liên\s)?giữa\s"
)
# A law's name begins with a capital and goes on in small letters: "Luật Giao thông đường bộ".
_LAW_ENDS = "cho|năm|số|về|đến|tới|cùng|trong|của|là|được|có|đã|sẽ|tại|này|với|để|và|theo|nhằm|khi|do|ở|từ|ngày|sửa đổi"
_LAW = re.compile(
    r"(?<!\w)(?:Bộ [Ll]uật|Luật(?! [SGsg][ưi]a?\b)|Pháp lệnh)\s[A-ZĐÀ-Ỹ][^\W\d_]*"
    rf"(?:(?:,(?=\s[a-zà-ỹđ]))?\s(?!(?:{_LAW_ENDS})(?!\w))[^\W\d_]+){{0,8}}"
)
_ARTICLE = re.compile(
    r"(?<!\w)(?:điểm\s[a-zđ](?:,\s?|\s))?(?:khoản\s\d{1,2}(?:,\s?|\s))?điều\s\d{1,3}(?:\.\d{1,2})*(?!\w)"
    r"|(?<!\w)khoản\s\d{1,2}(?!\w)"
)


class _Patterns:
    """The patterns that are made from the vocabulary."""

    def __init__(self, words: DocumentLexicon) -> None:
        kinds = _any(list(words.by_form))
        self.head = re.compile(rf"(?<!\w)(?P<kind>{kinds})(?!\w)")
        # "quy chế về mối quan hệ phối hợp", "quy chế phối hợp liên ngành", "quy chế, kế hoạch phối hợp"
        modifier = rf"(?:\s(?:{_any(words.links)})){{0,6}}(?:,?\s(?:{_any(words.cooperation)})){{1,6}}"
        self.modifier = re.compile(rf"{modifier}(?:\s(?:công\stác|hành\sđộng|hoạt\sđộng))?(?!\w)")
        self.signed = re.compile(
            rf"(?<!\w)(?<!đăng )(?<!chữ )(?<!thư )(?:{_any(words.signing)})\s(?:\d+\s)?(?:các\s|bản\s)?$"
        )


# A kind's code with "phối hợp", "liên tịch" or "liên ngành" behind it, however it is shortened ("KHPHLN", "CTrPHHĐ").
_JOINT_CODE = re.compile(r"(?:qc|qđ|kh|ctr?|nq|tt|hd|bb|đa)(?:ph|lt|ln)")


# A department of the police: "300/KH-CAT-PA04" is of the one body.
_OFFICE = re.compile(r"p[acvxkhe]\d{2}|[avckx]\d{2}")
# "QCPH", "NQLT" as a word: "Thực hiện CTPH số 08 giữa …".
_SHORT = re.compile(
    r"(?<![\w/.-])(?:QCPH|QCLT|QCLN|KHPH|KHLT|KHLN|CTPH|CTrPH|CTLT|NQLT|TTLT|HDLN|HDLT|BBGN)(?![\w/-])"
    rf"(?:\s(?:[Ss]ố\s?:?\s?)?(?P<number>{_CODED}|(?<=[Ss]ố\s)\d{{1,4}}(?![\w/.,-]*\d)(?!\w)))?"
)
# "tổng kết 5 năm thực hiện Quy chế số 01/QC": a regulation without a body in its number, reviewed or carried out.
_REVIEWED = re.compile(r"(?<!\w)(?:thực hiện|sơ kết|tổng kết|ký|ký kết)\s(?:bản\s)?$")
# "Bản thỏa thuận được ký bởi …", "Quy chế vừa được Công an tỉnh và LĐLĐ tỉnh ký kết": facts ask who the sides are.
_IS_SIGNED = re.compile(
    r"\s(?:này\s)?(?:(?:đã|vừa|mới|chính thức)\s){0,2}(?:được|do)\s(?:[^.;:\n]{3,90}\s)?ký(?:\skết)?(?!\w)"
)
_SIGNABLE = frozenset(
    {"quy chế", "kế hoạch", "chương trình", "thỏa thuận", "nghị quyết", "biên bản", "giao ước", "quy ước"}
)


# "Văn bản mang số 12/TT-CAT-LĐLĐ": of two sides, whatever its code.
_BEARS = re.compile(
    r"(?<!\w)(?:bản\s)?(?P<kind>văn bản|thỏa thuận|quy chế|kế hoạch|chương trình|nghị quyết|biên bản ghi nhớ|giao ước)"
    r"(?:\s(?:này|ký kết|phối hợp|hợp tác|liên tịch))*,?\s(?:(?:được|có|lấy)\s)?(?:mang|đánh|ký hiệu|có)?\s?"
    r"(?:ký hiệu\s|số hiệu\s)?"
    r"(?:là\s)?số(?:\shiệu)?\s?:?\s?$"
)
# "phụ lục bổ sung Quy chế phối hợp"
_ANNEX_OF = re.compile(
    r"(?:\s(?:số\s\d{1,6}|\d{1,6}|bổ sung|sửa đổi|điều chỉnh|của|kèm theo|cho|,|và)){0,8}"
    r"\s(?:quy chế|kế hoạch|chương trình|thỏa thuận)"
)
# "cùng ký [bản] cam kết", "lễ ký cam kết", "đại diện hai đơn vị ký cam kết": facts ask who the sides are.
_SIDES_SIGN = re.compile(
    r"(?<!\w)(?:cùng|lễ|đồng|(?:hai|2|ba|3|bốn|4)\s(?:bên|đơn vị|ngành|cơ quan|lực lượng|tổ chức))"
    r"(?:\s(?:đã|cùng|tiến hành))?\ský(?:\skết)?(?:\svào)?\s(?:bản\s)?$"
)
# "Công ty Sao Mai, Công an xã và CĐCS Công ty ký cam kết": facts ask for two sides by name.
_BODIES_SIGN = re.compile(
    r"(?<!\w)(?:công an|công đoàn|lđlđ|liên đoàn lao động|cđcs|ubnd|mttq|nhà trường|trường|công ty|đồn biên phòng)"
    r"(?:\s(?!(?:tổ chức|cho|vận động|yêu cầu|phát động|đề nghị|hướng dẫn|các|những)(?!\w))[^\s.;:,\d]+){0,8}"
    r"\ský(?:\skết)?(?:\svào)?\s(?:bản\s)?$"
)
# A promise to carry out another paper is none of its own ("ký cam kết thực hiện quy chế"), nor is what each of many
# promises for himself: "lễ ký cam kết không tàng trữ pháo", "… cho 200 công nhân", "… với các chủ nhà trọ".
_NO_PAPER = re.compile(
    r"\s(?:không|nói không|tự giác|tuân thủ|chấp hành|giao nộp)(?!\w)"
    r"|(?:\s[^\s,.;]+){0,12}?\s(?:cho|giữa|với|của)\s(?:hơn\s|gần\s|trên\s|\d+\s|các\s|những\s|từng\s|toàn thể\s)"
    r"|\s(?:tổ chức\s)?(?:thực hiện|triển khai|chấp hành)\s(?:[^\s,.;]+\s){0,4}"
    r"(?:quy chế|kế hoạch|chương trình|nghị quyết|nội dung|thỏa thuận|giao ước|chỉ tiêu|pháp luật)(?!\w)"
)
# Signed by many who are no bodies ("ký cam kết chấp hành pháp luật", "ký hợp đồng lao động").
_LOOSE = frozenset({"cam kết", "hợp đồng", "hướng dẫn", "quy trình"})


@cache
def _compiled() -> _Patterns:
    return _Patterns(lexicon())


def says_cooperation(written: str) -> bool:
    """Whether a paper's folded name says by itself that sides work together ("quy chế phối hợp", "bản ghi nhớ")."""
    words, patterns = lexicon(), _compiled()
    head = patterns.head.match(written)
    kind = words.by_form[re.sub(r"\s", " ", head["kind"])] if head else None
    if head is None or kind is None or kind.joint or patterns.modifier.match(written, head.end()):
        return True
    number = _NUMBER.search(written.upper())
    return number is not None and _of_two_sides(number[0], kind)


def codes_of(number: str) -> list[str]:
    """Return the codes in a paper's number, in lower case: "03/QC-BCA-TLĐLĐ" gives ["qc", "bca", "tlđlđ"]."""
    return [part for part in re.split(r"\s?[/-]\s?", fold(number)) if part and not part[0].isdigit()]


def _kind_of(number: str) -> Kind | None:
    """Return the kind of paper that a number's code stands for."""
    known = lexicon().by_code
    for code in codes_of(number):
        # "KHPHLN-…" is not in the list, its head "KHPH" is.
        head = _JOINT_CODE.match(code)
        if kind := known.get(code) or (known.get(head[0]) if head else None):
            return kind
    return None


def _of_two_sides(number: str, kind: Kind) -> bool:
    """Whether a paper's number says that two sides made it: a joint code, or two bodies behind the kind's code."""
    words = lexicon()
    codes = codes_of(number)
    if any(code in words.joint or _JOINT_CODE.match(code) for code in codes):
        return True
    bodies = [code for code in codes[1:] if code not in words.offices and not _OFFICE.fullmatch(code)]
    return kind.agreement and len(bodies) >= 2 and words.by_code.get(codes[0]) is not None


def find(document: Document, mentions: Mentions) -> Iterator[Mention[Any]]:
    """Yield the papers that `document` names."""
    taken = bytearray(len(document.text))
    for finder in (_headed, _short, _alone, _laws, _articles):
        for mention in finder(document):
            if not any(taken[mention.start : mention.end]):
                taken[mention.start : mention.end] = b"\1" * (mention.end - mention.start)
                yield mention


def _headed(document: Document) -> Iterator[Mention[DocumentName]]:
    """Yield papers that are called by their kind."""
    words, patterns = lexicon(), _compiled()
    low, plain = document.low, document.plain
    position = 0
    while head := patterns.head.search(low, position):
        start, end = head.span()
        position = end
        kind = words.by_form[re.sub(r"\s", " ", head["kind"])]
        joint = kind.joint
        if kind.agreement and (modifier := patterns.modifier.match(low, end)):
            end, joint = modifier.end(), True
        number = None
        if (tail := _AFTER_HEAD.match(plain, end)) and _is_number(tail, plain, start, low):
            number, end = tail["number"], tail.end()
            joint = joint or _of_two_sides(number, kind)
        if kind.agreement and not joint:
            before = low[max(0, start - 40) : start]
            signed = kind.noun not in _LOOSE and bool(patterns.signed.search(before))
            if kind.noun == "cam kết":
                said = _SIDES_SIGN.search(before) or _BODIES_SIGN.search(low, max(0, start - 120), start)
                signed = bool(said) and not _NO_PAPER.match(low, end)
            if number and kind.noun == "quy chế" and len(codes_of(number)) < 2:
                signed = signed or bool(_REVIEWED.search(before))
            if kind.noun in _SIGNABLE and number is None:
                signed = signed or bool(_IS_SIGNED.match(low, end))
            annex = kind.noun == "phụ lục" and bool(_ANNEX_OF.match(low, end))
            joint = bool(_BETWEEN.match(low, end)) or signed or annex
        if joint or number:
            position = end
            if number and kind.noun == "văn bản":  # "văn bản số 118/KHPH-…": the code knows better
                kind = _kind_of(number) or kind
            name = DocumentName(kind.noun, document.text[end - len(number) : end] if number else None, joint)
            yield Mention("document", start, end, COOPERATION if joint else NUMBERED, name)


def _is_number(tail: re.Match[str], plain: str, start: int, low: str) -> bool:
    """Whether the digits behind a paper's kind are its number, not a count or a term ("kế hoạch 5 năm")."""
    if not tail["bare"]:
        return True
    if _NOT_A_NUMBER.match(low, tail.end()):
        return False
    return bool(tail["label"]) or (plain[start].isupper() and bool(_BEHIND_NUMBER.match(low, tail.end())))


def _short(document: Document) -> Iterator[Mention[DocumentName]]:
    """Yield papers that are called by their kind's abbreviation."""
    words = lexicon()
    for match in _SHORT.finditer(document.plain):
        kind = words.by_code[fold(re.match(r"\w+", match[0])[0])]  # type: ignore[index]
        end, number = match.end(), match["number"]
        tail = None if number else _AFTER_HEAD.match(document.plain, end)
        if tail and _is_number(tail, document.plain, match.start(), document.low):  # "NQLT 01 của …"
            end, number = tail.end(), tail["number"]
        written = document.text[end - len(number) : end] if number else None
        yield Mention("document", match.start(), end, COOPERATION, DocumentName(kind.noun, written, True))


def _alone(document: Document) -> Iterator[Mention[DocumentName]]:
    """Yield numbers that stand apart from their paper: their code tells the kind."""
    words = lexicon()
    for match in _NUMBER.finditer(document.plain):
        kind = _kind_of(match[0])
        bearer = _BEARS.search(document.low, max(0, match.start() - 60), match.start())
        if bearer and sum(code not in words.offices for code in codes_of(match[0])) > 2:
            noun = words.by_form[bearer["kind"]].noun if bearer["kind"] in words.by_form else "văn bản"
            yield Mention(
                "document", *match.span(), NUMBER_ALONE, DocumentName(noun, document.text[slice(*match.span())], True)
            )
            continue
        if kind is not None:
            start, end = match.span()
            name = DocumentName(kind.noun, document.text[start:end], _of_two_sides(match[0], kind))
            yield Mention("document", start, end, NUMBER_ALONE, name)


def _laws(document: Document) -> Iterator[Mention[DocumentName]]:
    """Yield laws by name."""
    for match in _LAW.finditer(document.plain):
        kind = "bộ luật" if match[0].startswith("Bộ") else "luật" if match[0].startswith("Luật") else "pháp lệnh"
        yield Mention("document", *match.span(), LAW, DocumentName(kind))


def _articles(document: Document) -> Iterator[Mention[DocumentName]]:
    """Yield articles and clauses of papers."""
    for match in _ARTICLE.finditer(document.low):
        yield Mention("document", *match.span(), ARTICLE, DocumentName("điều khoản"))
