"""The role of a date that is the day of a paper: "Kế hoạch số 12/KH-CAT ngày 3/4/2019"."""

import re
from datetime import timedelta

from extract.facts.date_role_words import NEAR, WORDS, Surroundings
from extract.facts.wording import whole
from extract.mentions.base import DateValue, Mention, Mentions
from extract.rules import declare

DOCUMENT = declare(
    "date_role.document",
    finds={
        "Hai bên thực hiện Kế hoạch số 12/KH-CAT ngày 3/4/2019.": ["ngày 3/4/2019"],
        "Quy chế phối hợp ký ngày 12.9.2017 đã hết hạn.": ["ngày 12.9.2017"],
        "Bộ luật Lao động năm 2019 có nhiều điểm mới.": ["năm 2019"],
        "Ngày 26/3/2021, hai ngành đã có Kế hoạch phối hợp số 06.": ["Ngày 26/3/2021"],
        "Tháng 10/2022, hai đơn vị ký kết Quy chế phối hợp.": ["Tháng 10/2022"],
        "Quy ước giữa công an và công đoàn xã (ký tháng 12-2020) vẫn còn giá trị.": ["tháng 12-2020"],
        "Văn bản thay Nghị quyết liên tịch số 31/NQLT do hai ngành ban hành năm 2016.": ["năm 2016"],
        "Được ký lần đầu từ năm 2012, ký lại vào ngày 5-9-2017, Quy chế phối hợp còn giá trị.": [
            "năm 2012",
            "ngày 5-9-2017",
        ],
        "Việc này nằm trong chương trình phối hợp ký giữa hai đơn vị tháng 9.2019.": ["tháng 9.2019"],
        "Quy chế thay Kế hoạch số 115/KH-CAT-LĐLĐ năm 2020 của hai ngành.": ["năm 2020"],
        "Đề án được duyệt tại Quyết định 123 năm 2019.": ["năm 2019"],
        "Ông Lê Văn Mộc là người ký kế hoạch năm 2015.": ["năm 2015"],
        "Ngày 5-9-2017, bản cam kết giữa hai bên ra đời.": ["Ngày 5-9-2017"],
        "Năm 2010, Công an huyện và LĐLĐ huyện xây dựng Kế hoạch liên ngành số 18/KHLN.": ["Năm 2010"],
        "Từ năm 2016, chúng tôi đã ký với Công an tỉnh Quy chế phối hợp.": ["năm 2016"],
        "Ba tỉnh đã ký 3 quy chế phối hợp: Bến Tre (năm 2018), Vĩnh Long (ngày 15/5/2020).": [
            "năm 2018",
            "ngày 15/5/2020",
        ],
    },
    ignores=[
        "Ngày 4/3, hai bên ký Quy chế phối hợp số 12/QC-CAT.",
        "Quy chế phối hợp số 12/QC-CAT được ký ngày 4/3 tại hội trường.",
        "Sau khi sáp nhập hai huyện từ ngày 1/7/2023, hai ngành đã ban hành Quy chế phối hợp mới.",
    ],
)

_NEWS = timedelta(days=31)
_SIGNED = re.compile(rf"{whole(WORDS.signed)}(?: (?:lần đầu(?: tiên)?|lại|mới))?(?: vào| từ| hồi| trong)? ?$")
# "chương trình phối hợp ký giữa hai đơn vị tháng 9.2019"
_SIGNED_BETWEEN = re.compile(r"(?<!\w)ký (?:kết )?giữa [^.;:,\d]{2,60} (?:vào |từ |hồi )?$")
# "Được ký từ năm 2010, ký lại ngày 3/12/2015, quy chế …": the paper comes behind.
_PAPER_AFTER = re.compile(rf"\A(?:, [^.;:,]{{2,80}}){{0,2}}, (?:bản )?{whole(WORDS.papers)}")
# "người ký nghị quyết năm 2014", "ngày 15/12/2020, bản cam kết ra đời".
_SIGNED_PAPER = re.compile(rf"(?<!\w)ký (?:bản )?{whole(WORDS.papers)}(?: [^\W\d]+){{0,4}} $")
_BORN_THEN = re.compile(
    rf"\A,? (?:bản )?{whole(WORDS.papers)}[^.;:,\d]{{0,60}} (?:ra đời|được ký|được ký kết|được ban hành)(?!\w)"
)
_PAPER_YEAR = re.compile(rf"{whole(WORDS.papers[:4])}(?: [^\W\d]+){{1,6}},? ?\(?$")
# "Quyết định 123 năm 2019"
_NUMBERED_PAPER = re.compile(rf"{whole(WORDS.papers)} (?:số )?\d[\w/.-]{{0,20}} $")
_PAPER_BEFORE = re.compile(rf"{whole(WORDS.papers)}[^.;:]{{0,180}}$")
# "Theo báo cáo nhanh lúc 9 giờ ngày 18/10 của …": a paper without a number, by its day.
_BY_PAPER = re.compile(
    rf"(?<!\w)(?:theo|căn cứ|thực hiện|tại|trong|nêu trong) (?:bản )?{whole(WORDS.papers)}(?: [^\W\d]+){{0,2}}"
    r"(?: (?:lúc|hồi|vào) \d\d?(?: ?giờ|h)(?: ?\d\d)?)?[ (]?$"
)
# "Ngày 26/3/2011, hai ngành đã có Kế hoạch phối hợp số 06 …": the day comes first.
_SIGNED_THEN = re.compile(
    rf"\A,? [^.;:\d]{{2,100}}? (?:đã )?(?:có|{whole(WORDS.signed)}) (?:với [^.;:\d]{{2,80}}? )?(?:bản )?"
    rf"{whole(WORDS.papers)}"
)
# "Năm 2010, Công an huyện và LĐLĐ huyện xây dựng Kế hoạch liên ngành số 18": a paper with its number.
_DRAWN_UP_THEN = re.compile(
    rf"\A,? [^.;:\d]{{2,100}}? (?:đã )?(?:xây dựng|thống nhất|có|{whole(WORDS.signed)})"
    rf" (?:bản )?{whole(WORDS.papers)}"
    r"(?: [^\W\d]+){0,4} số \d"
)
# "lần lượt ký 3 quy chế phối hợp: Bến Tre (năm 2018), Trà Vinh (tháng 8/2019)": a list of papers, each with its time.
_LISTED = re.compile(
    rf"{whole(WORDS.signed)}(?: [^\W\d]+)?(?: \d+)?(?: bản)? {whole(WORDS.papers)}[^.;:]{{0,30}}: [^.;:]{{0,120}}\($"
)
# "Sau khi hợp nhất hai huyện từ ngày 1/7/2025, hai ngành đã ban hành quy chế": the day of the change.
_AFTER_CHANGE = re.compile(
    r"(?<!\w)(?:sau|sau khi|khi|kể từ khi|từ khi) (?:hợp nhất|sáp nhập|sắp xếp|chia tách|thành lập"
    r"|đi vào hoạt động|vận hành|kiện toàn|đổi tên|chuyển đổi|thực hiện mô hình)"
    r"(?!\w)[^.;:]{0,80} (?:từ|vào|kể từ|trong) $"
)
_GAP = re.compile(
    rf"\A[\s,(]*(?:(?:(?:được|đã) )?{whole(WORDS.signed)})?(?: vào)?(?:\s*của [^.;]{{1,90}}?)?"
    rf"[\s,(]*(?:{whole(WORDS.signed)} ?)?"
)


# "vừa qua, hai ngành đã ký ban hành Kế hoạch số 05/KHPH-… ngày 15/2/2023"
_JUST_ISSUED = re.compile(
    r"(?<!\w)(?:đã|vừa|mới|vừa qua,?) (?:cùng |chính thức |thống nhất |phối hợp )?(?:ký|ký kết|ký ban hành|ban hành) "
    rf"(?:bản )?{whole(WORDS.papers)}[^.;:]{{0,60}}$"
)


def is_news(around: Surroundings, mention: Mention[DateValue]) -> bool:
    """Whether the paper that the mention is the date of is told as issued in these days."""
    published, value = around.published, mention.value
    if published is None or value.precision != "day" or not timedelta(0) <= published - value.end <= _NEWS:
        return False
    return bool(_JUST_ISSUED.search(around.before(mention)))


def is_document(around: Surroundings, mentions: Mentions, mention: Mention[DateValue]) -> bool:
    """Whether the mention is the date of a paper."""
    before = around.before(mention, 240)
    precision = mention.value.precision
    if precision in ("day", "month", "year") and before.endswith("(") and _LISTED.search(before):
        return True
    far = around.published is None or abs(around.published - mention.value.end) > NEAR
    after = around.after(mention)
    signed = far and (
        bool(_PAPER_BEFORE.search(before) or _PAPER_AFTER.match(after))
        if _SIGNED.search(before)
        else bool(_SIGNED_BETWEEN.search(before) and _PAPER_BEFORE.search(before))
    )
    if precision == "year":
        past = around.published is not None and mention.value.end < around.published
        paper = mentions.last_before("document", mention.start, mention.start - 60)
        numbered = (
            paper is not None and paper.value.number and around.low[paper.end : mention.start] in (" ", ", ", " (")
        )
        if numbered and past:
            return True  # "Kế hoạch số 115/KH-CAT năm 2020"; this year's plan covers the year
        named = (
            bool(_PAPER_YEAR.search(before))
            or (past and bool(_NUMBERED_PAPER.search(before)))
            or (past and bool(_SIGNED_PAPER.search(before)))
        )
        told = (
            far and before.endswith("từ ") and bool(_SIGNED_THEN.match(after))
        )  # "từ năm 2016, hai bên đã ký quy chế"
        drawn_up = past and not before.strip() and bool(_DRAWN_UP_THEN.match(after))
        return mention.value.shape == "year" and (signed or named or told or drawn_up)
    if precision not in ("day", "month"):
        return False
    paper = mentions.last_before("document", mention.start, mention.start - len(before))
    if paper is not None and paper.value.number and _GAP.fullmatch(around.low[paper.end : mention.start]):
        return far or "(" in before[-14:] or not _SIGNED.search(before)
    if signed:
        return True
    if precision == "day" and _BY_PAPER.search(before) and re.match(r"\)?(?:,| của| do)(?!\w)", after):
        return True
    if _AFTER_CHANGE.search(before):
        return False
    return far and bool(_SIGNED_THEN.match(after) or _BORN_THEN.match(after))
