"""Facts of the table dates: every calendar expression, and what it is the date of.

A role is read off the shape of the expression and the words around it: the day of a paper stands right behind its name,
the day of the reported event in the first sentences and close to the publication; years, quarters and ranges are what
figures and plans cover, unless the words tell of one moment in them.
"""

import re
from datetime import date, timedelta
from typing import NamedTuple

from extract.document import Document
from extract.facts.base import DateFact, DateRole, Facts, Issue, Source
from extract.facts.date_events import EVENT, EventDays
from extract.facts.date_moments import is_moment
from extract.facts.date_papers import DOCUMENT, is_document, is_news
from extract.facts.date_role_words import COUNTED_TO, COVERING, FIGURE, Surroundings
from extract.mentions.base import DateValue, Mention, Mentions
from extract.mentions.date_words import HOLIDAYS
from extract.rules import declare

PERIOD = declare(
    "date_role.period",
    finds={
        "Năm 2018, toàn tỉnh xảy ra 7 vụ ngừng việc.": ["Năm 2018"],
        "Từ năm 2030, mỗi năm hai bên diễn tập 2 đợt.": ["năm 2030"],
        "Hưởng ứng lễ phát động Tháng vệ sinh lao động năm 2018, có 500 người dự.": ["năm 2018"],
        "Quy chế có hiệu lực từ ngày 1/9/2023.": ["ngày 1/9/2023"],
        "Đến hết tháng 1/2024, có 214 tổ tự quản.": ["tháng 1/2024"],
        "Tính đến 17 giờ ngày 4/3, toàn tỉnh có 12 chốt trực.": ["ngày 4/3"],
        "Từ ngày 2 đến ngày 4/3, toàn tỉnh có 12 vụ cháy.": ["Từ ngày 2 đến ngày 4/3"],
        "Từ ngày 1-2, quỹ chi thêm 5 tỷ đồng.": ["ngày 1-2"],
        "Nhóm này gây ra 15 vụ trộm từ tháng 12-2022.": ["tháng 12-2022"],
        "Cuối năm 2020, chỉ trong vòng một tháng, khu trọ mất 9 xe đạp.": ["Cuối năm 2020"],
        "Tính đến 7 giờ sáng 4/3, mưa lũ làm 49 người bị nạn.": ["sáng 4/3"],
        "Hội nghị sơ kết quý I diễn ra chiều 3/3; năm 2021, huyện thành lập mới 12 tổ tự quản.": ["quý I", "năm 2021"],
        "Vụ này toàn huyện gieo cấy sớm, đến chiều 4/3 đã làm đất được 65%.": ["chiều 4/3"],
    },
    ignores=[
        "Công ty thành lập năm 1995.",
        "Việc này phải xong trước ngày 15/4.",
        "Chậm nhất đến hết tháng 6 năm nay, 5 huyện phải ký xong.",
    ],
)
OTHER = declare(
    "date_role.other",
    finds={
        "Việc này phải xong trước ngày 15/4.": ["ngày 15/4"],
        "Kỷ niệm ngày truyền thống (28/7/1929 - 28/7/2023).": ["28/7/1929", "28/7/2023"],
        "Công ty thành lập năm 1995.": ["năm 1995"],
        "Chậm nhất đến hết tháng 6 năm nay, 5 huyện phải ký xong.": ["tháng 6 năm nay"],
        "Quý III năm nay, phường sẽ nghe báo cáo lần đầu.": ["Quý III năm nay"],
        "“Đến hết tháng 12 năm nay, xóm trọ không còn người chưa đăng ký” là mục tiêu của tổ.": ["tháng 12 năm nay"],
        "Công đoàn ủng hộ đồng bào bị bão năm 2020 và năm 2021 gần 52 triệu đồng.": ["năm 2020", "năm 2021"],
        "Trong tháng 4 tới, hai bên tổ chức hội thao mừng 85 năm truyền thống.": ["tháng 4 tới"],
        "Trước năm 2014, nơi này hay mất trộm.": ["năm 2014"],
        "Năm 2019, bà từng được tặng Bằng khen.": ["Năm 2019"],
        "Năm 2021, chị được kết nạp Đảng; đến nay chị có 2 con.": ["Năm 2021"],
        "Anh Lê Văn Tám (SN 1994) được khen.": ["1994"],
        "Năm ngoái gia đình tôi gieo muộn 10 ngày.": ["Năm ngoái"],
        "Hạn đăng ký dự thi đến hết ngày 8/3.": ["ngày 8/3"],
        "Năm 2010, công ty chuyển về khu công nghiệp.": ["Năm 2010"],
        "Tháng 10/2018, ông cứu 3 người đuối nước.": ["Tháng 10/2018"],
        "Tháng 7/2020, trong lúc tuần tra, anh Nam phát hiện 2 kẻ trộm.": ["Tháng 7/2020"],
        "Sinh năm 1975 ở quê, năm 1996 bà theo chồng vào phố, năm 2004 dựng 20 phòng trọ.": [
            "năm 1975",
            "năm 1996",
            "năm 2004",
        ],
        "Năm 2005, ông Sáu dựng 30 phòng trọ.": ["Năm 2005"],
        "Năm 2019, Công đoàn công ty thành lập đội bảo vệ gồm 15 người.": ["Năm 2019"],
        "Năm 2021, công ty được Chủ tịch UBND tỉnh tặng Bằng khen.": ["Năm 2021"],
        "Năm 2016 nhận Giấy khen của xã, năm 1998 được tặng danh hiệu lao động giỏi.": ["Năm 2016", "năm 1998"],
        "Có anh Lê Văn Tám, công nhân nhà máy, trong năm 2020 đã cùng tổ bắt 3 kẻ trộm.": ["năm 2020"],
        "Chị tốt nghiệp Trung học An ninh nhân dân năm 1998, từng được tỉnh tặng Bằng khen năm 2013.": [
            "năm 1998",
            "năm 2013",
        ],
        "Công an các xã từ nay đến cuối năm phải ký xong quy chế.": ["từ nay đến cuối năm"],
        "Từ ngày 1/2/2024, khi mô hình mới vận hành, xã quản lý 29 công đoàn cơ sở.": ["ngày 1/2/2024"],
        "Hai bên sẽ tổng kết vào quý II năm 2028.": ["quý II năm 2028"],
        "Tổ trưởng mong muốn quý IV năm 2024 hoàn thành việc lập 5 tổ.": ["quý IV năm 2024"],
    },
    ignores=[
        "Năm 2018 có 5 vụ.",
        "Năm 2021, 12 công nhân được Công an tỉnh tặng Giấy khen.",
        "Có 5 tập thể đạt thành tích năm 2021 được Công an tỉnh tặng Giấy khen.",
        "Năm 2021, chị vận động 15 chủ trọ giảm giá.",
        "Năm 2021, công an xã thành lập 15 tổ tự quản.",
        "Trong tháng 2, một số công ty nợ lương 200 người.",
        "Trong quý III năm nay, hai bên sẽ lập 40 tổ.",
    ],
)

# Patterns that a number of another kind may meet, and how far off a year filled in from the publication may be wrong.
_WEAK = frozenset({"date.bare_year", "date.loose", "date.day_alone", "date.short_month", "date.weekday", "date.decade"})
_FAR_GUESS = timedelta(days=150)
_PRINTED_LATER = timedelta(days=3)

_TO_YEAR = re.compile(r" ?- ?\d\d?[/.-]\d\d?[/.-]\d{4}\)")
_FROM_YEAR = re.compile(r"\(\d\d?[/.-]\d\d?[/.-]\d{4} ?- ?$")
_FEAST = re.compile(r"(?<!\w)(?:nhân|dịp|mừng|kỷ niệm)(?: ngày)? $")
# A year in brackets is a birth, a foundation or an anniversary, but "trong ba năm (2017, 2018, 2019)".
_BESIDE_NAMES = frozenset({"date.birth_year", "date.year_in_brackets"})
_YEARS_BEFORE = re.compile(r"(?<!\w)(?:năm|các năm)(?: [^\W\d]+)? \((?:\d{4}(?:, ?| và ))*$")
_FORECAST = re.compile(r"(?<!\w)(?:dự báo|theo lịch)(?!\w)[^.;:]{0,30}$")
_DAYS_OFF = re.compile(r"(?<!\w)nghỉ(?!\w)[^.;:]{0,30}$")
_IN_FORCE = re.compile(r"(?<!\w)(?:có hiệu lực|được áp dụng|áp dụng|được thực hiện)(?!\w)")


# "từ ngày 1/7, khi mô hình mới vận hành", "sau sáp nhập từ ngày 1/7": when it changed, not what figures cover.
_AS_FROM = re.compile(r"[^,;.]{0,12}, (?:khi|lúc|sau khi)(?!\w)")
_JOINED = re.compile(
    r"(?<!\w)(?:hợp nhất|sáp nhập|chia tách|đi vào hoạt động|vận hành|thành lập|ra đời|phát động|ra mắt|khởi công)"
    r"(?!\w)[^.;:]{0,60}từ $"
)
# "hạn đăng ký đến hết ngày 8/3"
_EXPIRY = re.compile(r"(?<!\w)hạn (?:đăng ký|nộp|nhận|chót|cuối|tham gia|gửi)(?!\w)[^.;:]{0,40}$")
# "Mở rộng chuyên án, đến ngày 3/10, công an bắt thêm 4 đối tượng": the next step of a story.
_INQUIRY = re.compile(r"(?<!\w)mở rộng (?:điều tra|chuyên án|vụ án|hiện trường)(?!\w)[^.;:]{0,20}$")


class _Role(NamedTuple):
    role: DateRole
    rule: str
    confidence: float


def read(document: Document, mentions: Mentions, facts: Facts) -> list[DateFact]:
    """Return the rows of dates, in order of appearance."""
    for m in mentions.of("unresolved_date"):
        facts.issues.append(Issue(m.value, document.text[m.start : m.end], m.start, m.end, m.rule))
    roles = _Roles(document, mentions)
    rows = []
    for m in mentions.of("date"):
        spoken = roles.spoken_at_event(m)
        role = roles.of(m) if spoken is None else _Role("event", EVENT, 0.7)
        rows.append(
            DateFact(
                start=m.start,
                end=m.end,
                rule=m.rule,
                confidence=min(role.confidence, roles.sureness(m)),
                sources=[Source("role", m.start, m.end, role.rule)],
                first=spoken or m.value.start,
                last=spoken or m.value.end,
                precision=m.value.precision,
                part_of_day=m.value.part_of_day,
                role=role.role,
            )
        )
    return rows


class _Roles:
    """Tells the roles of one document's dates."""

    def __init__(self, document: Document, mentions: Mentions) -> None:
        self._around = Surroundings(document)
        self._low = document.low
        self._published = document.context.published_on
        self._mentions = mentions
        self._told: set[date] = set()  # the days so far on which the event took place
        self._event = EventDays(self._around, mentions, self._is_document)

    def of(self, mention: Mention[DateValue]) -> _Role:
        """Return the role of `mention`."""
        if self._is_document(mention):
            if self._event.known and self._opens(mention) and self._event.on_main_day(mention):
                return _Role("event", EVENT, 0.9)  # "Chiều 1/6, hai bên ký kế hoạch", the second day of the event
            if not self._event.known and is_news(self._around, mention):
                return _Role("event", EVENT, 0.7)  # an article on a plan that has been issued
            return _Role("document", DOCUMENT, 0.9)
        value = mention.value
        before = self._around.before(mention)
        if mention.rule == "date.same_period":
            return _Role("period", PERIOD, 0.9)
        if self._names_a_feast(mention, before):
            return _Role("other", OTHER, 0.85)
        if mention.rule in _BESIDE_NAMES and not _YEARS_BEFORE.search(before):
            return _Role("other", OTHER, 0.85)
        if _FORECAST.search(before):
            return _Role("other", OTHER, 0.7)
        if before.endswith("đến ") and self._up_to(mention, before):
            return _Role("period", PERIOD, 0.8)
        if mention.rule == "date.same_day" and value.start in self._told:
            return _Role("event", EVENT, 0.85)
        if (self._event.on_main_day(mention) or self._event.next_day(mention)) and not before.endswith("riêng "):
            self._told.add(value.end)
            return _Role("event", EVENT, 0.95)
        night = value.part_of_day == "night" and value.end - value.start <= timedelta(days=1)  # "đêm 14 rạng sáng 15/8"
        if value.precision == "day" or night or (mention.rule == "date.days" and self._listed(mention)):
            if (value.part_of_day is None or COUNTED_TO.search(before)) and self._covers(mention, before):
                return _Role("period", PERIOD, 0.7)
            return _Role("other", OTHER, 0.85)
        if is_moment(self._around, mention, before):
            return _Role("other", OTHER, 0.7)
        return _Role("period", PERIOD, 0.9)

    def spoken_at_event(self, mention: Mention[DateValue]) -> date | None:
        """Return the event's day where somebody says "hôm nay" there and the paper is printed some days later."""
        value, day = mention.value, self._event.only_day
        if mention.rule != "date.deictic" or value.start != self._published or day is None or day == value.start:
            return None
        dated = re.search(r"\d", self._low[mention.start : mention.end])  # "sáng nay (6/3)"
        if dated or not timedelta(0) < value.start - day <= _PRINTED_LATER:
            return None
        paragraph = self._around.document.sentence_at(mention.start).start
        said = self._low[self._low.rfind("\n", 0, paragraph) + 1 : mention.start].count('"')
        return day if said % 2 else None

    def sureness(self, mention: Mention[DateValue]) -> float:
        """Return how sure the days themselves are: less where a weak pattern or a far guess of the year gave them."""
        value = mention.value
        if mention.rule in _WEAK:
            return 0.75
        guessed = value.anchored and value.precision in ("day", "month") and self._published is not None
        return 0.75 if guessed and self._published and abs(self._published - value.start) > _FAR_GUESS else 0.95

    def _opens(self, mention: Mention[DateValue]) -> bool:
        """Whether the mention opens its sentence."""
        return self._around.document.sentence_at(mention.start).start == mention.start

    def _names_a_feast(self, mention: Mention[DateValue], before: str) -> bool:
        """Whether the day is an anniversary's, though the event may take place on it: "(28/7/1929 - 28/7/2010)"."""
        value = mention.value
        if value.precision != "day" or value.part_of_day is not None:
            return False
        after = self._low[mention.end : mention.end + 16]
        if (before.endswith("(") and _TO_YEAR.match(after)) or (_FROM_YEAR.search(before) and after.startswith(")")):
            return True
        return (value.start.day, value.start.month) in HOLIDAYS and bool(_FEAST.search(before))

    def _covers(self, mention: Mention[DateValue], before: str) -> bool:
        """Whether figures or rules run up to a day, or from it on ("đến ngày 31/10 có 5 vụ")."""
        after = self._around.after(mention, 50)
        if COVERING.search(before):
            return not _EXPIRY.search(before)
        if mention.rule == "date.holiday":
            end = self._around.document.sentence_at(mention.start).end
            return bool(_DAYS_OFF.search(before)) and bool(FIGURE.search(self._low, mention.end, end))
        if before.endswith("từ ") and (_AS_FROM.match(after) or _JOINED.search(before)):
            return False
        if before.endswith("từ ") and (
            _IN_FORCE.search(after) or _IN_FORCE.search(before) or FIGURE.search(re.split(r"[;.]", after)[0])
        ):
            return True
        return before.endswith("đến ") and self._up_to(mention, before)

    def _up_to(self, mention: Mention[DateValue], before: str) -> bool:
        """Whether figures run up to a day ("đến chiều 29/5 đã gieo 2.150 ha")."""
        done = self._published is None or mention.value.end <= self._published
        found = FIGURE.search(re.split(r"[;.]", self._around.after(mention, 50))[0])
        day = mention.value.precision == "day" and not mention.value.shape.startswith("deictic")
        return done and day and bool(found) and not _INQUIRY.search(before)

    def _listed(self, mention: Mention[DateValue]) -> bool:
        """Whether the days are listed ("ngày 8 và 9/5"), not a span."""
        return bool(re.search(r" và |,|&", self._low[mention.start : mention.end]))

    def _is_document(self, mention: Mention[DateValue]) -> bool:
        return is_document(self._around, self._mentions, mention)
