"""Mentions of numbers: figures and number words that may count something, with qualifier, ratio and range.

A number that is no quantity whatever stands behind it is left out here, each kind by a named test of
:func:`_no_quantity`: what lies in a date, a document's number or a name, ordinals ("lần thứ 5"), codes and telephone
numbers. What needs the counted noun to be seen (durations, ages, measures, thresholds) is left to the rules of counts.
"""

import bisect
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any

from extract.document import Document
from extract.mentions.base import Mention, Mentions, NumberValue
from extract.mentions.number_words import number_words
from extract.mentions.numerals import Numeral, numerals, settled
from extract.mentions.qualifiers import qualifier_before
from extract.rules import declare
from extract.starts import FIGURE, first_words

PLAIN = declare(
    "number.figure",
    finds={
        "Toàn tỉnh có 04 cụm công nghiệp và 4.645 đoàn viên.": ["04", "4.645"],
        "Công an thu hồi tài sản trị giá hơn 1,35 tỷ đồng.": ["1,35 tỷ"],
        "Quỹ hỗ trợ đã cho vay 2 tỷ 350 triệu đồng.": ["2 tỷ 350 triệu"],
        "Tỷ lệ đạt 96,5% kế hoạch năm.": ["96,5%"],
    },
    ignores=["Đại hội lần thứ 5 thành công tốt đẹp.", "Liên hệ đường dây nóng 0912 000 000.", "Lực lượng trực 24/7."],
)
SPELLED = declare(
    "number.spelled",
    finds={
        "Đoàn đã thăm hai khu nhà trọ, tặng ba mươi lăm suất quà.": ["hai", "ba mươi lăm"],
        "Có một trăm linh năm công nhân dự, nửa triệu đồng được trao.": ["một trăm linh năm", "nửa triệu"],
    },
    ignores=[
        "Hàng chục công nhân và vài trăm người dự.",
        "Năm 2018, xã Ba Sao đạt chuẩn.",
        "Đồng chí được bầu lần thứ hai.",
    ],
)
RATIO = declare(
    "number.ratio",
    finds={"Đến nay 14/20 doanh nghiệp có tổ chức công đoàn.": ["14/20"]},
    ignores=["Lực lượng ứng trực 24/24 giờ.", "Văn bản số 14/2020 được ban hành."],
)
RANGE = declare(
    "number.range",
    finds={
        "Mỗi năm xảy ra 25 - 30 vụ tranh chấp.": ["25 - 30"],
        "Mỗi tổ có từ năm đến bảy thành viên.": ["năm đến bảy"],
    },
    ignores=["Đội tuyển thắng với tỷ số 3-1.", "Nhiệm vụ giai đoạn 2018-2023 đã hoàn thành."],
)


@cache
def _before() -> tuple[tuple[str, ...], re.Pattern[str]]:
    """What makes the figure behind it an ordinal or a name: how it ends, and the whole, anchored at the text's end."""
    ordinals = number_words().ordinals
    heads = "|".join(sorted(map(re.escape, ordinals.before), key=len, reverse=True))
    spared = "|".join(map(re.escape, ordinals.quantity_before_number_word))
    spread = "|".join(map(re.escape, ordinals.distributive))
    whole = re.compile(
        rf"(?<!\w)(?:(?P<head>{heads})|(?:(?P<spared>{spared}) )?số|(?P<spread>(?:{spread}|\d+) )?(?:tháng|quý)) ?\Z"
    )
    return (*ordinals.before, "số", "tháng", "quý"), whole


@cache
def _glued() -> re.Pattern[str]:
    return re.compile("(?:" + "|".join(sorted(number_words().glued.units, key=len, reverse=True)) + r")(?!\w)")


_LOOK_BACK = 28
_LEAST_IN_K = 10_000
_PERCENT = re.compile(r" ?%| phần trăm(?!\w)")
_JOINT = re.compile(
    r" ?- ?| (?:đến|tới) |(?P<fraction> phần )"
    r"|(?P<ratio>/(?:tổng số )?| / | trên tổng (?:số |cộng )?| trên )"
)
_AREA = r"(?:xã|phường|thị trấn|huyện|quận|thị xã|thành phố|tỉnh|đơn vị|địa phương)"
_AREAS = re.compile(rf" {_AREA}(?!\w)(?! \d)")
_AREA_BEFORE = re.compile(rf"(?<!\w){_AREA} $")
_MEMBERS = re.compile(r" (?:thành viên|đồng chí|người|ủy viên)(?!\w)")
# "cơ sở 2 Trường Đại học …", "phân hiệu 1 của Học viện …"
_BRANCH = re.compile(r"(?<!\w)(?:cơ sở|phân hiệu|chi nhánh|cổng|hội trường|giảng đường|nhà máy) $")
_OF_BODY = re.compile(r" (?:của )?(?:Trường|Đại học|Học viện|Công ty|Bệnh viện|Nhà máy|Tổng công ty|Tập đoàn)(?!\w)")
_SCORE = re.compile(r"(?<!\w)(?:tỷ số|thắng|thua|hòa|tỷ lệ)(?: \w+)? $")
_FROM = re.compile(r"(?<!\w)từ $")
_PHONE = re.compile(r"(?<![\w.,])(?:\+84|0\d{1,3}|1[89]00)(?:[ .-]?\d{2,4}){1,3}(?!\w)")
_PHONE_BEGINS = first_words("+", FIGURE)
# "12 vụ/15 đối tượng" is two figures; "QĐ/2020", "65/B", "TP.3", "COVID-19" are codes.
_REGISTER = re.compile(r"(?<!\w)[A-ZĐ][A-Za-zĐđ]{1,3} \Z")  # "QNg 98765", "BĐ 95681"
_CODE_BEFORE = re.compile(r"(?<!\w)[QPFHX]\. \Z|[_#+&@]\Z|(?:^|[^a-zà-ỹđ])/\Z|\w[-.:]\Z|\d,\Z")
_CODE = re.compile(r"[/-](?!tổng )[^\W\d]")
_GOES_ON = re.compile(r"[.:,]\d")
_THOUSANDS = re.compile(r"[1-9]\d{0,2},\d{3}")


def find(document: Document, mentions: Mentions) -> Iterator[Mention[Any]]:
    """Yield the mentions of numbers in `document`."""
    low = document.low
    found = _without_phones(document)
    at = 0
    while at < len(found):
        chain = [found[at]]
        while at + len(chain) < len(found) and _joint(low, chain[-1], found[at + len(chain)]):
            chain.append(found[at + len(chain)])
        at += len(chain)
        if chain[0].bare and (len(chain) > 1 or qualifier_before(document, chain[0].start)[0] == "exact"):
            continue
        # "102/2017/5", "1-2-3": three figures in a row are a code or a list, not quantities.
        if len(chain) <= 2 and not _no_quantity(document, mentions, chain):
            yield from _mentions(document, chain)


def _without_phones(document: Document) -> list[Numeral]:
    """Return the numerals of the text, those in telephone numbers left out."""
    phones = [match for match in document.starts.matches(_PHONE, _PHONE_BEGINS) if sum(map(str.isdigit, match[0])) >= 8]
    ends = [match.end() for match in phones]
    found: list[Numeral] = []
    for numeral in numerals(document):
        at = bisect.bisect_right(ends, numeral.start)
        if at == len(phones) or numeral.start < phones[at].start():
            found.append(numeral)
    return found


def _joint(low: str, first: Numeral, second: Numeral) -> re.Match[str] | None:
    """Return what joins two neighbouring numerals into a ratio or a range, if anything does."""
    percent = _PERCENT.match(low, first.end)  # "6% - 8%"
    joint = _JOINT.fullmatch(low, percent.end() if percent else first.end, second.start)
    if joint and joint["ratio"] and (percent or (joint["ratio"] == " trên " and first.spelled != second.spelled)):
        return None  # "hằng năm trên 95%"
    return joint


def _no_quantity(document: Document, mentions: Mentions, chain: list[Numeral]) -> bool:
    """Whether the figures of `chain` count nothing, whatever stands behind them."""
    start, end = chain[0].start, chain[-1].end
    return (
        any(mentions.covers(kind, start, end) for kind in ("date", "document", "person", "award"))
        or (
            any(not m.value.plural for m in mentions.overlapping("organisation", start, end))
            and not _of_several(document, start, end)
        )
        or _is_code(document, start, end, chain)
        or _is_ordinal(document, chain[0])
        or _is_name(document, chain[0])
        or bool(_BRANCH.search(document.low, max(0, start - 16), start) and _OF_BODY.match(document.plain, end))
        or (len(chain) == 1 and chain[0].year_word and _is_year_word(document, chain[0]))
        or document.low[start:end] in number_words().phrases.never
    )


def _of_several(document: Document, start: int, end: int) -> bool:
    """Whether a figure inside a body's name counts areas ("Công an 4 phường: …"), not "Công an phường 4"."""
    return bool(_AREAS.match(document.low, end)) and not _AREA_BEFORE.search(document.low[max(0, start - 12) : start])


def _is_code(document: Document, start: int, end: int, chain: list[Numeral]) -> bool:
    """Glued to letters or signs, or written as no quantity is: "QNg-98465", "11h14", "03/QC", "0912345678"."""
    low = document.low
    before, written = document.plain[max(0, start - 6) : start], low[chain[0].start : chain[0].end]
    if _CODE_BEFORE.search(before):
        return True
    if chain[0].plain_figure and len(written) > 3 and _REGISTER.search(before):
        return True
    if low[end : end + 1].isalpha() and not _glued().match(low, end):
        return True
    if (
        _CODE.match(low, end)
        and chain[0].plain_figure
        and not low.startswith(("/tổng", "/ tổng"), end)
        and low[end] != " "
    ):
        return True
    if _GOES_ON.match(low, end):
        return True
    if low[end - 1] == "k" and chain[-1].value < _LEAST_IN_K:  # "5K" is a slogan, "500k" is money
        return True
    return chain[0].plain_figure and (len(written) > 9 or (len(written) > 3 and written.startswith("0")))


def _is_ordinal(document: Document, first: Numeral) -> bool:
    """Behind a word that makes it a name or a rank: "lần thứ 5", "khóa XII", "số 12", "tháng 6"."""
    endings, whole = _before()
    before = document.low[max(0, first.start - _LOOK_BACK) : first.start]
    if not before.removesuffix(" ").endswith(endings):
        return False
    match = whole.search(before)
    if match is None or first.scale > 1 or match["spared"] or match["spread"]:
        return False
    if match["head"] in ("ban chỉ đạo", "bcđ") and _MEMBERS.match(document.low, first.end):
        return False  # "ban chỉ đạo 9 thành viên"
    return not (match["head"] in ("tháng", "quý") and first.spelled and first.value > 12)


def _is_name(document: Document, first: Numeral) -> bool:
    """A number word with a capital is a name ("Ba Sao", "Đỗ Minh Sáu"), but for the head of a sentence."""
    if not first.spelled or not document.text[first.start].isupper():
        return False
    if document.text[first.start : first.end].isupper():  # a headline in capitals
        return False
    following = document.text[first.end + 1 : first.end + 2]
    return document.sentence_at(first.start).start != first.start or following.isupper()


@cache
def _year_word() -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = number_words().year_word
    before, after = (
        "|".join(sorted(map(re.escape, group), key=len, reverse=True)) for group in (words.before, words.after)
    )
    return re.compile(rf"(?:(?<!\w)(?:{before})|\d) $"), re.compile(rf" (?:(?:{after})(?!\w)|\d)")


def _is_year_word(document: Document, numeral: Numeral) -> bool:
    """A lone "năm" beside words that make it a year: "mỗi năm", "năm nay", "năm 2018"."""
    before, after = _year_word()
    head = document.low[max(0, numeral.start - 16) : numeral.start]
    return bool(before.search(head) or after.match(document.low, numeral.end))


def _mentions(document: Document, chain: list[Numeral]) -> Iterator[Mention[Any]]:
    low = document.low
    first, last = chain[0], chain[-1]
    percent = _PERCENT.match(low, last.end)
    end = percent.end() if percent else last.end
    joint = _joint(low, first, last) if len(chain) == 2 else None
    qualifier, qualifier_start = qualifier_before(document, first.start)
    value = NumberValue(
        _decided(low, first, bool(percent)),
        qualifier,
        qualifier_start,
        percent=bool(percent),
        scaled=last.scale > 1,
        spelled=first.spelled,
    )
    if joint and joint["fraction"]:  # "2 phần 3"
        return
    if joint is None:
        yield Mention("number", first.start, end, SPELLED if first.spelled else PLAIN, value)
    elif joint["ratio"]:
        if _is_ratio(first, last):
            yield Mention("number", first.start, end, RATIO, replace(value, denominator=last.value))
    elif ends := _ends(low, first, last, bool(percent)):
        if _FROM.search(low[max(0, qualifier_start - 4) : qualifier_start]):
            qualifier_start -= 3
        value = replace(value, value=ends[0], range_end=ends[1], qualifier="about", qualifier_start=qualifier_start)
        yield Mention("number", first.start, end, RANGE, value)


def _ends(low: str, first: Numeral, last: Numeral, percent: bool) -> tuple[float, float] | None:
    """Return the two ends of a range; None where the figures are a score or years."""
    value = _decided(low, first, percent)
    upper = _decided(low, last, percent)
    if first.scale == 1 and last.scale > 1 and value < upper / last.scale:  # "3-4 triệu": the scale is for both
        value = settled(value * last.scale)
    score = _SCORE.search(low[max(0, first.start - 20) : first.start])
    return None if value >= upper or score or (_is_year(first) and _is_year(last)) else (value, upper)


def _decided(low: str, numeral: Numeral, percent: bool) -> float:
    """Return the value, with a comma before three digits read as thousands where it cannot be a decimal."""
    if not percent and _THOUSANDS.fullmatch(low, numeral.start, numeral.end):
        return numeral.value * 1000
    return numeral.value


def _is_ratio(first: Numeral, last: Numeral) -> bool:
    """Both are whole and the part is no larger than the whole; "6/2019" is a month."""
    return not _is_year(last) and first.value == int(first.value) and 0 < first.value <= last.value


def _is_year(numeral: Numeral) -> bool:
    return numeral.plain_figure and 1900 <= numeral.value <= 2100
