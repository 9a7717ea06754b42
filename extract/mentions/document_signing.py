"""Papers that no name and no number calls joint, but the words around them: who signs them, between whom they are."""

import re

from extract.mentions.document_lexicon import Kind, codes_of

_BETWEEN = re.compile(
    r"(?:\s(?:số|ngày\s[\d/.-]{1,12}|ký|ký kết|được ký|được ký kết|đã ký kết|về việc|ban hành)){0,6}\s(?:liên\s)?giữa\s"
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
LOOSE = frozenset({"cam kết", "hợp đồng", "hướng dẫn", "quy trình"})


def is_made_by_sides(kind: Kind, low: str, start: int, end: int, number: str | None) -> bool:
    """Whether the words around a paper of `kind` at [start, end) of the folded text say that sides made it together."""
    before = low[max(0, start - 40) : start]
    if _BETWEEN.match(low, end) or (kind.noun == "phụ lục" and _ANNEX_OF.match(low, end)):
        return True
    if kind.noun == "cam kết":
        said = _SIDES_SIGN.search(before) or _BODIES_SIGN.search(low, max(0, start - 120), start)
        return bool(said) and not _NO_PAPER.match(low, end)
    if number is not None:
        return kind.noun == "quy chế" and len(codes_of(number)) < 2 and bool(_REVIEWED.search(before))
    return kind.noun in _SIGNABLE and bool(_IS_SIGNED.match(low, end))
