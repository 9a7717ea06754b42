"""Mentions of papers: co-operation papers and what authorities issue, with their numbers as written.

Papers are found before everything else, so that the digits of "47/QCPH-CAT-LĐLĐT" or "Nghị quyết 20-NQ/TW" are never
read as a date or a count. The day a paper was signed ("… ngày 14/9/2018") is left to the rules for dates.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from extract.document import Document
from extract.mentions.base import DocumentName, Mention, Mentions
from extract.mentions.document_lexicon import DocumentLexicon, codes_of, kind_of, lexicon, of_two_sides
from extract.mentions.document_signing import LOOSE, is_made_by_sides
from extract.rules import declare
from extract.starts import FIGURE, first_words
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


def _any(phrases: list[str]) -> str:
    return "|".join(re.escape(fold(phrase)).replace(r"\ ", r"\s") for phrase in sorted(phrases, key=len, reverse=True))


_LETTERS = "A-ZĐĂÂÊÔƠƯ"
_CODE = rf"[{_LETTERS}][{_LETTERS}a-zđăâêôơư]{{0,11}}\d{{0,2}}(?!\w)"
# A spaced dash goes on with the number unless what follows is a body written out ("… 20-NQ/TW - LĐLĐ tỉnh").
_GAP = rf"(?:[/-]|\s?[/-]\s?(?={_CODE}(?!\s(?:tỉnh|thành|TP|huyện|quận|thị|xã|Việt|các|[A-ZĐ][a-zà-ỹ]))))"
_CODED = rf"\d{{1,5}}[a-zA-Z]?(?:/(?:19|20)\d\d)?(?:{_GAP}{_CODE}){{1,7}}"
_NUMBER = re.compile(rf"(?<![\w/.,-])(?:{_CODED})")
_FIGURES = first_words(FIGURE)
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
# A law's name begins with a capital and goes on in small letters: "Luật Giao thông đường bộ".
_LAW_ENDS = "cho|năm|số|về|đến|tới|cùng|trong|của|là|được|có|đã|sẽ|tại|này|với|để|và|theo|nhằm|khi|do|ở|từ|ngày|sửa đổi"
_LAW = re.compile(
    r"(?<!\w)(?:Bộ [Ll]uật|Luật(?! [SGsg][ưi]a?\b)|Pháp lệnh)\s[A-ZĐÀ-Ỹ][^\W\d_]*"
    rf"(?:(?:,(?=\s[a-zà-ỹđ]))?\s(?!(?:{_LAW_ENDS})(?!\w))[^\W\d_]+){{0,8}}"
)
_LAW_WORDS = first_words("bộ luật", "luật", "pháp lệnh")
_ARTICLE = re.compile(
    r"(?<!\w)(?:điểm\s[a-zđ](?:,\s?|\s))?(?:khoản\s\d{1,2}(?:,\s?|\s))?điều\s\d{1,3}(?:\.\d{1,2})*(?!\w)"
    r"|(?<!\w)khoản\s\d{1,2}(?!\w)"
)
_ARTICLE_WORDS = first_words("điểm", "khoản", "điều")


class _Patterns:
    """The patterns that are made from the vocabulary."""

    def __init__(self, words: DocumentLexicon) -> None:
        kinds = _any(list(words.by_form))
        self.head = re.compile(rf"(?<!\w)(?P<kind>{kinds})(?!\w)")
        self.begins = first_words(words.by_form)
        # "quy chế về mối quan hệ phối hợp", "quy chế phối hợp liên ngành", "quy chế, kế hoạch phối hợp"
        modifier = rf"(?:\s(?:{_any(words.links)})){{0,6}}(?:,?\s(?:{_any(words.cooperation)})){{1,6}}"
        self.modifier = re.compile(rf"{modifier}(?:\s(?:công\stác|hành\sđộng|hoạt\sđộng))?(?!\w)")
        self.signed = re.compile(
            rf"(?<!\w)(?<!đăng )(?<!chữ )(?<!thư )(?:{_any(words.signing)})\s(?:\d+\s)?(?:các\s|bản\s)?$"
        )


# "QCPH", "NQLT" as a word: "Thực hiện CTPH số 08 giữa …".
_CODES = "QCPH|QCLT|QCLN|KHPH|KHLT|KHLN|CTPH|CTrPH|CTLT|NQLT|TTLT|HDLN|HDLT|BBGN"
_SHORT_FORMS = first_words(_CODES.split("|"))
_SHORT = re.compile(
    rf"(?<![\w/.-])(?:{_CODES})(?![\w/-])"
    rf"(?:\s(?:[Ss]ố\s?:?\s?)?(?P<number>{_CODED}|(?<=[Ss]ố\s)\d{{1,4}}(?![\w/.,-]*\d)(?!\w)))?"
)
# "Văn bản mang số 12/TT-CAT-LĐLĐ": of two sides, whatever its code.
_BEARS = re.compile(
    r"(?<!\w)(?:bản\s)?(?P<kind>văn bản|thỏa thuận|quy chế|kế hoạch|chương trình|nghị quyết|biên bản ghi nhớ|giao ước)"
    r"(?:\s(?:này|ký kết|phối hợp|hợp tác|liên tịch))*,?\s(?:(?:được|có|lấy)\s)?(?:mang|đánh|ký hiệu|có)?\s?"
    r"(?:ký hiệu\s|số hiệu\s)?"
    r"(?:là\s)?số(?:\shiệu)?\s?:?\s?$"
)


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
    return number is not None and of_two_sides(number[0], kind)


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
    for start in document.starts.of(patterns.begins):
        head = patterns.head.match(low, start) if start >= position else None
        if head is None:
            continue
        end = position = head.end()
        kind = words.by_form[re.sub(r"\s", " ", head["kind"])]
        joint = kind.joint
        if kind.agreement and (modifier := patterns.modifier.match(low, end)):
            end, joint = modifier.end(), True
        number = None
        if (tail := _AFTER_HEAD.match(plain, end)) and _is_number(tail, plain, start, low):
            number, end = tail["number"], tail.end()
            joint = joint or of_two_sides(number, kind)
        if kind.agreement and not joint:
            signed = kind.noun not in LOOSE and bool(patterns.signed.search(low[max(0, start - 40) : start]))
            joint = signed or is_made_by_sides(kind, low, start, end, number)
        if joint or number:
            position = end
            if number and kind.noun == "văn bản":  # "văn bản số 118/KHPH-…": the code knows better
                kind = kind_of(number) or kind
            name = DocumentName(kind.noun, document.text[end - len(number) : end] if number else None, joint)
            yield Mention("document", start, end, COOPERATION if joint else NUMBERED, name)


def _is_number(tail: re.Match[str], plain: str, start: int, low: str) -> bool:
    """Whether the digits behind a paper's kind are its number, not a count or a term ("kế hoạch 5 năm")."""
    if not tail["bare"]:
        return True
    if _NOT_A_NUMBER.match(low, tail.end()):
        return False
    numbered = plain[start].isupper() or tail["number"].startswith("0")  # "kế hoạch liên tịch 03"
    return bool(tail["label"]) or (numbered and bool(_BEHIND_NUMBER.match(low, tail.end())))


def _short(document: Document) -> Iterator[Mention[DocumentName]]:
    """Yield papers that are called by their kind's abbreviation."""
    words = lexicon()
    for match in document.starts.matches(_SHORT, _SHORT_FORMS, document.plain):
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
    for match in document.starts.matches(_NUMBER, _FIGURES, document.plain):
        kind = kind_of(match[0])
        bearer = _BEARS.search(document.low, max(0, match.start() - 60), match.start())
        if bearer and sum(code not in words.offices for code in codes_of(match[0])) > 2:
            noun = words.by_form[bearer["kind"]].noun if bearer["kind"] in words.by_form else "văn bản"
            yield Mention(
                "document", *match.span(), NUMBER_ALONE, DocumentName(noun, document.text[slice(*match.span())], True)
            )
            continue
        if kind is not None:
            start, end = match.span()
            name = DocumentName(kind.noun, document.text[start:end], of_two_sides(match[0], kind))
            yield Mention("document", start, end, NUMBER_ALONE, name)


def _laws(document: Document) -> Iterator[Mention[DocumentName]]:
    """Yield laws by name."""
    for match in document.starts.matches(_LAW, _LAW_WORDS, document.plain):
        kind = "bộ luật" if match[0].startswith("Bộ") else "luật" if match[0].startswith("Luật") else "pháp lệnh"
        yield Mention("document", *match.span(), LAW, DocumentName(kind))


def _articles(document: Document) -> Iterator[Mention[DocumentName]]:
    """Yield articles and clauses of papers."""
    for match in document.starts.matches(_ARTICLE, _ARTICLE_WORDS):
        yield Mention("document", *match.span(), ARTICLE, DocumentName("điều khoản"))
