"""Whether a month, quarter or year only says when something happened once, or is what figures and plans cover."""

import re

from extract.facts.date_role_words import COVERING, FIGURE, WORDS, Surroundings
from extract.facts.wording import whole
from extract.mentions.base import DateValue, Mention

# "kỳ thi tốt nghiệp năm 2023" is no graduation, "an toàn, vệ sinh lao động năm 2023" and "học sinh năm 2023" no birth.
_NO_BIRTH = "".join(rf"(?<!{word} )" for word in ("thi", "vệ", "học", "phát", "dân", "hộ", "an", "hy", "tái"))
_MOMENT_BEFORE = re.compile(rf"{_NO_BIRTH}{whole(WORDS.moments)}(?: [^\W\d]+){{0,2}} ?$")
# "từng được UBND tỉnh tặng Bằng khen năm 2013", "tốt nghiệp Trung học An ninh nhân dân năm 1998", "Mùa mưa năm 2015"
_OF_A_LIFE = re.compile(
    r"(?<!\w)(?:từng (?:được|nhận|vinh dự)[^.;:]{0,40}(?:tặng|trao|nhận|phong)[^.;:,]{0,20}"
    r"|(?<!thi )tốt nghiệp(?: [^\W\d]+){0,8}|mùa (?:mưa|khô|hè|đông|xuân|thu|lũ|nước nổi)) $"
)
_DISASTER = re.compile(rf"{whole(WORDS.disasters)}(?: [^\W\d]+){{0,2}}(?: năm \d{{4}},?(?: và)?)? $")
_MOMENT = re.compile(whole(WORDS.moments))
_OUTSIDE = re.compile(rf"{whole(WORDS.outside)} $")
_DEADLINE = re.compile(rf"{whole(WORDS.deadlines)} $")
_DEMAND = re.compile(whole(WORDS.demands))
_AIM = re.compile(r"(?<!\w)(?:là|đặt|đề ra) (?:mục tiêu|chỉ tiêu|yêu cầu)(?!\w)")
# "từ nay đến cuối năm phải ký xong kế hoạch"
_MUST = re.compile(r",? (?:[^\W\d]+ ){0,4}phải (?:[^\W\d]+ ){0,3}(?:xong|hoàn thành|hoàn tất|dứt điểm)(?!\w)")
# "Năm ngoái tôi gieo muộn", "tháng trước bà con còn trả giá": a person tells of himself, not what figures cover.
_OWN_STORY = re.compile(r"(?<!\w)(?:(?<!chúng )tôi|mình|gia đình|bà con|vợ chồng|nhà em|chúng em|con em)(?!\w)")
_DONE_BY = re.compile(r",? (?:phải |sẽ |cơ bản )?(?:hoàn thành|hoàn tất|xong)(?!\w)")
_PLANNED = re.compile(whole(WORDS.planned))
_ONGOING = re.compile(whole(WORDS.ongoing))
_TO_BE_HELD = re.compile(r"(?<!\w)(?:tổ chức|diễn ra|khai mạc|ký kết)(?!\w)")
# A figure that is the object of what is planned: "sẽ lập thêm 40 tổ".
_PLANNED_FIGURE = re.compile(r"(?<!\w)(?:sẽ|phải|mở|lập|tổ chức)(?: [^\W\d]+){0,5} \d[\d.]*(?![\d.]| năm(?!\w))")
_ONCE = re.compile(rf"\A,? (?:{whole(WORDS.persons)}|[^,.;:\d]{{2,40}}{whole(WORDS.once)})")
# "năm 2016 nhận Giấy khen của …", "Năm 2022, LĐLĐ huyện được Tổng LĐLĐ tặng Cờ thi đua": an honour got once, years ago.
_HONOURED = re.compile(
    r"\A,? (?!có )(?:[^.;:,\d]{2,60} )?(?:(?:đã|từng|vinh dự|cũng|còn) )*"
    r"(?:được (?:[^.;:,\d]{2,60} )?(?:trao tặng|tặng thưởng|tặng|phong tặng|truy tặng)"
    r"|(?:đón nhận|nhận) (?:danh hiệu|bằng khen|giấy khen|cờ thi đua|kỷ niệm chương|huân chương|huy chương))(?!\w)"
)
# "Tháng 10/2018, ông cứu 3 người", "Tháng 4, một nữ công nhân vay 5 triệu đồng": one deed or case, with its figures.
_PERSON = (
    r"(?:(?:vợ chồng|gia đình) )?(?:ông|bà|anh|chị|cô|chú)(?! em(?!\w)| chị(?!\w)| con(?!\w)| bà(?!\w)| đã có)(?!\w)"
)
_WHILE = r"(?:(?:trong lúc|giữa lúc|trong khi|trên đường|khi|lúc) [^.;:,\d]{2,50}, )?"
_ONE_CASE = re.compile(
    rf"\A,? {_WHILE}(?:(?:chính|khi|lúc|có) )?(?:{_PERSON}"
    r"|một (?!số |trong |mình |bộ phận |loạt |phần |vài |ngày |tháng |tuần )[^\W\d])"
)
# "Năm 2005, ông Sáu dựng 30 phòng trọ", "năm 1996 bà theo chồng vào nam": a step of a life, whatever it counts.
_STEP = re.compile(
    rf"\A,? {_WHILE}{_PERSON}(?: [^\W\d]+){{0,5}} (?:dựng|xây|mua|cất|vay|theo chồng|cưới|rời quê|ra trường"
    r"|thi đỗ|trúng tuyển|được nhận|được phân công|được điều|được giao|được cử|chuyển|vào|về)(?!\w)"
)
# "Năm 2019, Công đoàn công ty thành lập đội bảo vệ gồm 15 người": one thing founded; "thành lập mới 12 tổ" is a figure.
_FOUNDED = re.compile(
    r"\A,? [^.;:,\d]{2,70} (?:thành lập|ra mắt|cho ra đời|khởi xướng|thí điểm)"
    r" (?:tổ|đội|nhóm|câu lạc bộ|clb|mô hình|công đoàn cơ sở|quỹ|nghiệp đoàn)(?!\w)"
)
_LIFE_BEGUN = re.compile(r"(?<![\w(])sinh (?:ra )?(?:vào )?(?:năm|ngày|tháng)(?!\w)")
# "Tiêu biểu là anh Lê Văn Tám, công nhân nhà máy, trong năm 2005 đã cùng tổ bắt 3 kẻ trộm": a person's deed.
_DOER = re.compile(r"(?<!\w)(?:ông|bà|anh|chị|đồng chí) [^.;:\d]{2,90}, (?:trong |vào |hồi )?$")
_REPORTS = re.compile(r"(?<!\w)(?:cho biết|cho hay|cho rằng|kể|nói|thông tin|đánh giá|nhấn mạnh|chia sẻ|báo cáo)(?!\w)")
_DEED = re.compile(
    r"\A,? (?:đã|từng) (?:cùng|một mình|dũng cảm|mưu trí|kịp thời|phát hiện|bắt|cứu|giúp|báo|truy bắt)(?!\w)"
)
# "từ năm 2026, mỗi năm tổ chức 2 đợt": what a plan covers from then on.
_EACH = re.compile(r",? (?:mỗi|hằng|hàng) (?:năm|quý|tháng|tuần|ngày)(?!\w)")
_WITHIN = re.compile(r",? (?:chỉ )?trong (?:vòng|thời gian) ")
_EDGE = re.compile(r"(?:đầu|giữa|cuối|thượng tuần|trung tuần|hạ tuần) ")
# "Đến cuối tháng 10/2022, toàn tỉnh có 1.204 công đoàn cơ sở": what stood then, or is aimed at, is what it covers.
_REACHED = re.compile(r"(?<!\w)(?<!nhất )(?:đến|tới)(?: hết)? $")
_AIMED = re.compile(r"(?<!\w)(?:phấn đấu|mục tiêu|chỉ tiêu)(?!\w)")
# "giảm từ 96 điểm (năm 2013) xuống còn 11 điểm (tháng 10-2016)": the time of a figure.
_COMPARED_FIGURE = re.compile(r"(?<!\w)(?:còn|lên|đến|tới|xuống|là|đạt) \d[\d.,]* ?%?(?: [^\W\d]+){0,3} \($")
_BEHIND_NOUN = re.compile(
    r"(?:[^\W\d]|\))(?<!vào)(?<!từ)(?<!đến)(?<!tới)(?<!trước)(?<!sau)(?<!trong)(?<!và)(?<!riêng)(?<!hết) $"
)


def is_moment(around: Surroundings, mention: Mention[DateValue], before: str) -> bool:
    """Whether a month, quarter or year only says when something happened once."""
    value = mention.value
    if value.shape == "until":
        return bool(_MUST.match(around.after(mention, 60)))
    if value.shape in ("told_year", "term", "since", "until", "months", "school_year", "half_year", "range", "days"):
        return False
    if _MOMENT_BEFORE.search(before) or _OUTSIDE.search(before) or _DISASTER.search(before):
        return True
    if value.precision == "year" and _OF_A_LIFE.search(before):
        return True
    bracketed = before.endswith("(") and around.after(mention, 1) == ")"
    if value.precision == "month" and bracketed:
        return not _COMPARED_FIGURE.search(before)  # "từ 3 đoàn viên ngày đầu (tháng 5/1998)"
    if value.shape == "deictic" and _OWN_STORY.search(before + around.after(mention, 80)):
        return True
    text = around.low[mention.start : mention.end]
    after = around.after(mention, 60)
    future = around.published is not None and value.end > around.published
    if future and _is_deadline(before, around.after(mention, 120)):
        return True
    if future and _DONE_BY.match(after) and not before.endswith("trong "):
        return True
    if future and _is_planned_once(around, mention, after):
        return True
    if not future and _is_deed(value, before, around.after(mention, 140)):
        return True
    if value.precision == "year":
        if not future and _ONCE.match(after) and not FIGURE.search(re.split(r"[;.]", after)[0]):
            return True
        if _WITHIN.match(after):
            return False
        if _EDGE.match(text):
            return not before.endswith(("đến ", "tới ", "hết "))
        if before.endswith("từ "):
            return not _EACH.match(after)
        if future and before.endswith("vào ") and not FIGURE.search(re.split(r"[;.]", after)[0]):
            return True  # "khi tổng kết vào năm 2028"
        return not future and bool(re.search(r"(?:đến|tới|vào) $", before)) and not FIGURE.search(after)
    if COVERING.search(before) and FIGURE.search(after):
        return False
    if _REACHED.search(before) and FIGURE.search(re.split(r"[;.]", after)[0]) and (not future or _AIMED.search(before)):
        return False
    if _EDGE.match(text):
        return True
    if value.precision == "month":
        if _BEHIND_NOUN.search(before):  # "hội nghị giao ban tháng 5", "phiên họp UBND tỉnh tháng 6/2018"
            return False
        if before.endswith("từ ") and FIGURE.search(re.split(r"[;:]", before)[-1]):
            return False  # "gây ra 15 vụ từ tháng 12-2018"
        return not FIGURE.search(after) or before.endswith("vào ")
    if future and before.endswith("vào ") and not FIGURE.search(re.split(r"[;.]", after)[0]):
        return True  # "tổng kết vào quý II năm 2030"
    clause = re.split(r"[,;:]", before)[-1]
    return bool(_MOMENT.search(clause))


def _is_deed(value: DateValue, before: str, after: str) -> bool:
    """Whether a past year or month is that of an honour, a deed or a case told by itself, figures or not."""
    if value.precision == "month":
        return bool(_ONE_CASE.match(after) or _HONOURED.match(after))
    if value.precision != "year":
        return False
    deed = _DEED.match(after) and _DOER.search(before) and not _REPORTS.search(before)
    if deed or before.endswith(("trong ", "riêng ", "cả ", "từ ", "đến ")):
        return bool(deed)
    if _BEHIND_NOUN.search(before):  # "5 tập thể có thành tích năm 2022 được tặng Giấy khen"
        return False
    return bool(_HONOURED.match(after) or _STEP.match(after) or _FOUNDED.match(after) or _LIFE_BEGUN.search(before))


def _is_deadline(before: str, after: str) -> bool:
    """Whether something must be done until then ("chậm nhất đến hết tháng 6, 5 huyện phải ký xong")."""
    if not _DEADLINE.search(before):
        return False
    return bool(_DEMAND.search(before[-60:]) or _DEMAND.search(after[:60]) or _AIM.search(after))


def _is_planned_once(around: Surroundings, mention: Mention[DateValue], after: str) -> bool:
    """Whether a coming month, quarter or next year only says when one thing is to happen ("quý I sẽ sơ kết")."""
    value = mention.value
    if value.precision == "year" and value.shape != "deictic":
        return False
    clause = re.split(r"[;.:]", after)[0]
    if value.start <= (around.published or value.start) and "tháng" not in around.low[mention.start : mention.end]:
        return False
    held = around.low[mention.start : mention.end].endswith("tới") and _TO_BE_HELD.search(clause)
    return bool(held or _PLANNED.search(clause)) and not (_ONGOING.search(clause) or _PLANNED_FIGURE.search(clause))
