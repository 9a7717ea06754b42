"""Facts of the table dates: every calendar expression, and what it is the date of.

A role is read off the shape of the expression and the words around it: the day of a paper stands right behind its name,
the day of the reported event in the first sentences and close to the publication; years, quarters and ranges are what
figures and plans cover, unless the words tell of one moment in them.
"""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from extract.document import Document, Sentence
from extract.facts.base import DateFact, DateRole, Facts, Issue, Source
from extract.lexicon import Lexicon, load
from extract.mentions.base import DateValue, Mention, Mentions
from extract.rules import declare
from extract.text import fold


class RoleWords(Lexicon):
    """extract/lexicons/date_roles.toml."""

    event: list[str]
    papers: list[str]
    signed: list[str]
    covering: list[str]
    moments: list[str]
    disasters: list[str]
    outside: list[str]
    deadlines: list[str]
    demands: list[str]
    planned: list[str]
    ongoing: list[str]
    once: list[str]
    persons: list[str]
    elsewhere: list[str]


_WORDS = load("date_roles", RoleWords)


def _either(words: Iterable[str]) -> str:
    alternatives = "|".join(re.escape(fold(word)) for word in sorted(words, key=len, reverse=True))
    return rf"(?<!\w)(?:{alternatives})(?!\w)"


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
        "Ông Lê Văn Mộc là người ký kế hoạch năm 2015.": ["năm 2015"],
        "Ngày 5-9-2017, bản cam kết giữa hai bên ra đời.": ["Ngày 5-9-2017"],
    },
    ignores=[
        "Ngày 4/3, hai bên ký Quy chế phối hợp số 12/QC-CAT.",
        "Quy chế phối hợp số 12/QC-CAT được ký ngày 4/3 tại hội trường.",
    ],
)
EVENT = declare(
    "date_role.event",
    finds={
        "Chiều 4-3, Công an thành phố và LĐLĐ thành phố ký kết quy chế.": ["Chiều 4-3"],
        "Hội nghị diễn ra sáng 1/3. Chiều cùng ngày, đoàn tặng quà công nhân.": ["sáng 1/3", "Chiều cùng ngày"],
    },
    ignores=["Ngày 12/9/2017, hai bên ký kết quy chế.", "Tháng 3, tổ tự quản ra mắt."],
)
PERIOD = declare(
    "date_role.period",
    finds={
        "Năm 2018, toàn tỉnh xảy ra 7 vụ ngừng việc.": ["Năm 2018"],
        "Quy chế có hiệu lực từ ngày 1/9/2023.": ["ngày 1/9/2023"],
        "Đến hết tháng 1/2024, có 214 tổ tự quản.": ["tháng 1/2024"],
        "Tính đến 17 giờ ngày 4/3, toàn tỉnh có 12 chốt trực.": ["ngày 4/3"],
        "Từ ngày 2 đến ngày 4/3, toàn tỉnh có 12 vụ cháy.": ["Từ ngày 2 đến ngày 4/3"],
        "Từ ngày 1-2, quỹ chi thêm 5 tỷ đồng.": ["ngày 1-2"],
        "Nhóm này gây ra 15 vụ trộm từ tháng 12-2022.": ["tháng 12-2022"],
        "Cuối năm 2020, chỉ trong vòng một tháng, khu trọ mất 9 xe đạp.": ["Cuối năm 2020"],
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
    },
    ignores=["Năm 2018 có 5 vụ.", "Trong quý III năm nay, hai bên sẽ lập 40 tổ."],
)

# The story's own day lies at most so long before the publication, and it is told among the first sentences.
_FRESH = timedelta(days=31)
_NEAR = timedelta(days=12)
_LONGEST_EVENT = timedelta(days=10)
_COMING = timedelta(days=20)
_LEAD_SENTENCES = 4

# Patterns that a number of another kind may meet, and how far off a year filled in from the publication may be wrong.
_WEAK = frozenset({"date.bare_year", "date.loose", "date.day_alone", "date.short_month", "date.weekday", "date.decade"})
_FAR_GUESS = timedelta(days=150)

_EVENT = re.compile(_either(_WORDS.event))
_SIGNED = re.compile(rf"{_either(_WORDS.signed)}(?: (?:lần đầu(?: tiên)?|lại|mới))?(?: vào| từ| hồi| trong)? ?$")
# "Được ký từ năm 2010, ký lại ngày 3/12/2015, quy chế …": the paper comes behind.
_PAPER_AFTER = re.compile(rf"(?:, [^.;:,]{{2,80}}){{0,2}}, (?:bản )?{_either(_WORDS.papers)}")
# "người ký nghị quyết năm 2014", "ngày 15/12/2020, bản cam kết ra đời".
_SIGNED_PAPER = re.compile(rf"(?<!\w)ký (?:bản )?{_either(_WORDS.papers)}(?: [^\W\d]+){{0,4}} $")
_BORN_THEN = re.compile(
    rf",? (?:bản )?{_either(_WORDS.papers)}[^.;:,\d]{{0,60}} (?:ra đời|được ký|được ký kết|được ban hành)(?!\w)"
)
_PAPER_YEAR = re.compile(rf"{_either(_WORDS.papers[:4])}(?: [^\W\d]+){{1,6}},? ?\(?$")
_PAPER_BEFORE = re.compile(rf"{_either(_WORDS.papers)}[^.;:]{{0,180}}$")
# "Theo báo cáo nhanh lúc 9 giờ ngày 18/10 của …": a paper without a number, by its day.
_BY_PAPER = re.compile(
    rf"(?<!\w)(?:theo|căn cứ|thực hiện|tại|trong|nêu trong) (?:bản )?{_either(_WORDS.papers)}(?: [^\W\d]+){{0,2}}"
    r"(?: (?:lúc|hồi|vào) \d\d?(?: ?giờ|h)(?: ?\d\d)?)?[ (]?$"
)
# "Ngày 26/3/2011, hai ngành đã có Kế hoạch phối hợp số 06 …": the day comes first.
_SIGNED_THEN = re.compile(
    rf",? [^.;:\d]{{2,100}}? (?:đã )?(?:có|{_either(_WORDS.signed)}) (?:bản )?{_either(_WORDS.papers)}"
)
_GAP = re.compile(
    rf"\A[\s,(]*(?:(?:(?:được|đã) )?{_either(_WORDS.signed)})?(?: vào)?(?:\s*của [^.;]{{1,90}}?)?"
    rf"[\s,(]*(?:{_either(_WORDS.signed)} ?)?"
)
_COVERING = re.compile(rf"{_either(_WORDS.covering)}(?: \d\d?(?: ?giờ|h)(?: ?\d\d)?(?: phút)?)? ?$")
# "Từ ngày 25 đến ngày 27/1, toàn tỉnh có 213 điểm trường …": what figures cover, not when the event took place.
_HAS_FIGURE = re.compile(r",? [^.;:,\d]{0,40}(?<!\w)(?:có|xảy ra|ghi nhận|tiếp nhận|phát hiện)(?: [^\W\d]+){0,3} \d")
_MOMENT_BEFORE = re.compile(rf"{_either(_WORDS.moments)}(?: [^\W\d]+){{0,2}} ?$")
_DISASTER = re.compile(rf"{_either(_WORDS.disasters)}(?: [^\W\d]+){{0,2}}(?: năm \d{{4}},?(?: và)?)? $")
_MOMENT = re.compile(_either(_WORDS.moments))
_OUTSIDE = re.compile(rf"{_either(_WORDS.outside)} $")
_DEADLINE = re.compile(rf"{_either(_WORDS.deadlines)} $")
_DEMAND = re.compile(_either(_WORDS.demands))
_AIM = re.compile(r"(?<!\w)(?:là|đặt|đề ra) (?:mục tiêu|chỉ tiêu|yêu cầu)(?!\w)")
_PLANNED = re.compile(_either(_WORDS.planned))
_ONGOING = re.compile(_either(_WORDS.ongoing))
_TO_BE_HELD = re.compile(r"(?<!\w)(?:tổ chức|diễn ra|khai mạc|ký kết)(?!\w)")
# A figure that is the object of what is planned: "sẽ lập thêm 40 tổ".
_PLANNED_FIGURE = re.compile(r"(?<!\w)(?:sẽ|phải|mở|lập|tổ chức)(?: [^\W\d]+){0,5} \d[\d.]*(?![\d.]| năm(?!\w))")
_ONCE = re.compile(rf",? (?:{_either(_WORDS.persons)}|[^,.;:\d]{{2,40}}{_either(_WORDS.once)})")
_FORECAST = re.compile(r"(?<!\w)(?:dự báo|theo lịch)(?!\w)[^.;:]{0,30}$")
_DAYS_OFF = re.compile(r"(?<!\w)nghỉ(?!\w)[^.;:]{0,30}$")
_GOES_ON = re.compile(r"[^.;:]{0,40}(?<!\w)tiếp tục(?!\w)")
_ELSEWHERE = re.compile(rf"{_either(_WORDS.elsewhere)}(?: ngày)?[ ,]*$")
# "buổi lễ tổ chức tại bến cảng sáng …", "hội nghị diễn ra chiều …"
_HELD = re.compile(
    r"(?<!\w)(?:lễ|hội nghị|hội thao|buổi|cuộc|lớp)(?!\w)[^.;:]{0,40} (?:tổ chức|diễn ra)(?!\w)[^.;:,]{0,40}$"
)
_WITHIN = re.compile(r",? (?:chỉ )?trong (?:vòng|thời gian) ")
_EDGE = re.compile(r"(?:đầu|giữa|cuối|thượng tuần|trung tuần|hạ tuần) ")
_BEHIND_NOUN = re.compile(
    r"(?:[^\W\d]|\))(?<!vào)(?<!từ)(?<!đến)(?<!tới)(?<!trước)(?<!sau)(?<!trong)(?<!và)(?<!riêng)(?<!hết) $"
)
_IN_FORCE = re.compile(r"(?<!\w)(?:có hiệu lực|được áp dụng|áp dụng|được thực hiện)(?!\w)")
_FIGURE = re.compile(r"(?<!số )(?<![\d/-])\d")


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
        role = roles.of(m)
        rows.append(
            DateFact(
                start=m.start,
                end=m.end,
                rule=m.rule,
                confidence=min(role.confidence, roles.sureness(m)),
                sources=[Source("role", m.start, m.end, role.rule)],
                first=m.value.start,
                last=m.value.end,
                precision=m.value.precision,
                part_of_day=m.value.part_of_day,
                role=role.role,
            )
        )
    return rows


class _Roles:
    """Tells the roles of one document's dates."""

    def __init__(self, document: Document, mentions: Mentions) -> None:
        self._document = document
        self._mentions = mentions
        self._low = document.low
        self._published = document.context.published_on
        self._lead = self._lead_sentences()
        self._main = self._main_days()

    def of(self, mention: Mention[DateValue]) -> _Role:
        """Return the role of `mention`."""
        if self._is_document(mention):
            return _Role("document", DOCUMENT, 0.9)
        value = mention.value
        before = self._before(mention)
        if mention.rule == "date.same_period":
            return _Role("period", PERIOD, 0.9)
        if _FORECAST.search(before):
            return _Role("other", OTHER, 0.7)
        if (self._on_main_day(mention) or self._next_day(mention)) and not before.endswith("riêng "):
            return _Role("event", EVENT, 0.95)
        if value.precision == "day" or (mention.rule == "date.days" and self._listed(mention)):
            if value.part_of_day is None and self._covers(mention, before):
                return _Role("period", PERIOD, 0.7)
            return _Role("other", OTHER, 0.85)
        if self._is_moment(mention, before):
            return _Role("other", OTHER, 0.7)
        return _Role("period", PERIOD, 0.9)

    def sureness(self, mention: Mention[DateValue]) -> float:
        """Return how sure the days themselves are: less where a weak pattern or a far guess of the year gave them."""
        value = mention.value
        if mention.rule in _WEAK:
            return 0.75
        guessed = value.anchored and value.precision in ("day", "month") and self._published is not None
        return 0.75 if guessed and self._published and abs(self._published - value.start) > _FAR_GUESS else 0.95

    def _covers(self, mention: Mention[DateValue], before: str) -> bool:
        """Whether figures or rules run up to a day, or from it on ("đến ngày 31/10 có 5 vụ")."""
        sentence = self._document.sentence_at(mention.start)
        after = self._low[mention.end : min(sentence.end, mention.end + 50)]
        if _COVERING.search(before):
            return True
        if mention.rule == "date.holiday":
            return bool(_DAYS_OFF.search(before)) and bool(_FIGURE.search(self._low, mention.end, sentence.end))
        if before.endswith("từ ") and (
            _IN_FORCE.search(after) or _IN_FORCE.search(before) or _FIGURE.search(re.split(r"[;.]", after)[0])
        ):
            return True
        done = self._published is None or mention.value.end <= self._published
        return done and before.endswith("đến ") and bool(_FIGURE.search(after))

    def _on_main_day(self, mention: Mention[DateValue]) -> bool:
        """Whether the mention is of the event's day, or of a few days around it ("trong 2 ngày (21 và 22/6)")."""
        value = mention.value
        if mention.rule == "date.span" and _HAS_FIGURE.match(self._low, mention.end):
            return False
        if (value.start, value.end) in self._main:
            return True
        near = value.precision == "day" or value.shape == "days"
        if self._published is not None and value.end > self._published:
            near = False
        return near and any(
            value.start <= last
            and first <= value.end
            and max(last, value.end) - min(first, value.start) <= _LONGEST_EVENT
            for first, last in self._main
            if first < last or value.start < value.end
        )

    def _next_day(self, mention: Mention[DateValue]) -> bool:
        """Whether the event goes on: "sáng hôm sau, đoàn tiếp tục …"."""
        value = mention.value
        if value.precision != "day" or (self._published is not None and value.end > self._published):
            return False
        linked = re.search(r"(?<!\w)đêm (?:ngày )?[\d/-]+,? $", self._before(mention, 30))  # "đêm 28 rạng sáng 29/2"
        goes_on = mention.rule == "date.told_day" or linked or _GOES_ON.match(self._low, mention.end)
        return bool(goes_on) and any(timedelta(0) <= value.start - last <= timedelta(days=2) for _, last in self._main)

    def _listed(self, mention: Mention[DateValue]) -> bool:
        """Whether the days are listed ("ngày 8 và 9/5"), not a span."""
        return bool(re.search(r" và |,|&", self._low[mention.start : mention.end]))

    def _before(self, mention: Mention[DateValue], length: int = 120) -> str:
        sentence = self._document.sentence_at(mention.start)
        return self._low[max(sentence.start, mention.start - length) : mention.start]

    def _is_document(self, mention: Mention[DateValue]) -> bool:
        """Whether the mention is the date of a paper."""
        before = self._before(mention, 240)
        precision = mention.value.precision
        far = self._published is None or abs(self._published - mention.value.end) > _NEAR
        signed = far and bool(_SIGNED.search(before)) and bool(_PAPER_BEFORE.search(before))
        sentence = self._document.sentence_at(mention.start)
        after = self._low[mention.end : sentence.end]
        signed = signed or (far and bool(_SIGNED.search(before)) and bool(_PAPER_AFTER.match(after)))
        if precision == "year":
            past = self._published is not None and mention.value.end < self._published
            named = bool(_PAPER_YEAR.search(before)) or (past and bool(_SIGNED_PAPER.search(before)))
            return mention.value.shape == "year" and (signed or named)
        if precision not in ("day", "month"):
            return False
        paper = self._mentions.last_before("document", mention.start, mention.start - len(before))
        if paper is not None and paper.value.number and _GAP.fullmatch(self._low[paper.end : mention.start]):
            return far or "(" in before[-14:] or not _SIGNED.search(before)
        if signed:
            return True
        if precision == "day" and _BY_PAPER.search(before) and re.match(r"\)?(?:,| của| do)(?!\w)", after):
            return True
        return far and bool(_SIGNED_THEN.match(after) or _BORN_THEN.match(after))

    def _lead_sentences(self) -> set[int]:
        body = [s.index for s in self._document.sentences if s.part in ("lead", "body")]
        return set(body[:_LEAD_SENTENCES])

    def _main_days(self) -> set[tuple[date, date]]:
        """Return the day (or days) of the reported event."""
        candidates = [m for m in self._mentions.of("date") if self._may_be_event(m)]
        if not candidates:
            return set()
        chosen = max(candidates, key=lambda m: (self._event_score(m), -m.start))
        return {(chosen.value.start, chosen.value.end)} if self._event_score(chosen) > 0 else set()

    def _may_be_event(self, mention: Mention[DateValue]) -> bool:
        value = mention.value
        short = value.precision == "day" or (value.shape == "days" and (value.end - value.start).days <= 10)
        bare = mention.rule in ("date.full_day", "date.loose") and self._in_brackets(mention)
        if not short or bare or mention.rule == "date.holiday":
            return False
        if value.part_of_day is None and value.precision == "day" and _COVERING.search(self._before(mention)):
            return False
        if mention.rule == "date.span" and _HAS_FIGURE.match(self._low, mention.end):
            return False
        if self._is_document(mention):
            return False
        if self._published is None:
            return True
        return value.start - _COMING <= self._published and self._published - value.end <= _FRESH

    def _in_brackets(self, mention: Mention[DateValue]) -> bool:
        return "(" in self._low[max(0, mention.start - 14) : mention.start]

    def _event_score(self, mention: Mention[DateValue]) -> float:
        """Return how much speaks for the mention being the event's day."""
        sentence: Sentence = self._document.sentence_at(mention.start)
        low = self._low[sentence.start : sentence.end]
        before = self._before(mention, 24)
        score = 0.0
        if sentence.index in self._lead:
            score += 3
        if mention.start - sentence.start < 40:
            score += 1
        if _EVENT.search(low):
            score += 1
        if mention.value.part_of_day or mention.value.shape == "deictic":
            score += 0.5
        if self._published and mention.value.start > self._published:
            score -= 2
        elif self._published and (self._published - mention.value.end).days <= 4:
            score += 1
        elif self._published and self._published - mention.value.end > _NEAR:
            score -= 1
        if _ELSEWHERE.search(before):
            score -= 3
        if _HELD.search(self._before(mention, 70)):
            score += 1.5
        return score

    def _is_moment(self, mention: Mention[DateValue], before: str) -> bool:
        """Whether a month, quarter or year only says when something happened once."""
        value = mention.value
        if value.shape in ("term", "since", "until", "months", "school_year", "half_year", "range", "days"):
            return False
        if _MOMENT_BEFORE.search(before) or _OUTSIDE.search(before) or _DISASTER.search(before):
            return True
        text = self._low[mention.start : mention.end]
        sentence = self._document.sentence_at(mention.start)
        after = self._low[mention.end : min(sentence.end, mention.end + 60)]
        future = self._published is not None and value.end > self._published
        if future and self._is_deadline(before, self._low[mention.end : min(sentence.end, mention.end + 120)]):
            return True
        if future and self._is_planned_once(mention, after):
            return True
        if value.precision == "year":
            if not future and _ONCE.match(after) and not _FIGURE.search(re.split(r"[;.]", after)[0]):
                return True
            if _WITHIN.match(after):
                return False
            if _EDGE.match(text):
                return not before.endswith(("đến ", "tới ", "hết "))
            if before.endswith("từ "):
                return True
            return not future and bool(re.search(r"(?:đến|tới|vào) $", before)) and not _FIGURE.search(after)
        if _COVERING.search(before) and _FIGURE.search(after):
            return False
        if _EDGE.match(text):
            return True
        if value.precision == "month":
            if _BEHIND_NOUN.search(before):  # "hội nghị giao ban tháng 5", "phiên họp UBND tỉnh tháng 6/2018"
                return False
            if before.endswith("từ ") and _FIGURE.search(re.split(r"[;:]", before)[-1]):
                return False  # "gây ra 15 vụ từ tháng 12-2018"
            return not _FIGURE.search(after) or before.endswith("vào ")
        clause = re.split(r"[,;:]", before)[-1]
        return bool(_MOMENT.search(clause))

    def _is_deadline(self, before: str, after: str) -> bool:
        """Whether something must be done until then ("chậm nhất đến hết tháng 6, 5 huyện phải ký xong")."""
        demanded = _DEMAND.search(before[-60:]) or _DEMAND.search(after[:60]) or _AIM.search(after)
        return bool(_DEADLINE.search(before)) and bool(demanded)

    def _is_planned_once(self, mention: Mention[DateValue], after: str) -> bool:
        """Whether a coming month, quarter or next year only says when one thing is to happen ("quý I sẽ sơ kết")."""
        value = mention.value
        if value.precision == "year" and value.shape != "deictic":
            return False
        clause = re.split(r"[;.:]", after)[0]
        if value.start <= (self._published or value.start) and "tháng" not in self._low[mention.start : mention.end]:
            return False
        held = self._low[mention.start : mention.end].endswith("tới") and _TO_BE_HELD.search(clause)
        return bool(held or _PLANNED.search(clause)) and not (_ONGOING.search(clause) or _PLANNED_FIGURE.search(clause))
