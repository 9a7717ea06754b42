"""The role of a date that is the day of the reported event: among the first sentences, close to the publication."""

import re
from collections.abc import Callable
from datetime import date, timedelta

from extract.document import Sentence
from extract.facts.date_role_words import COUNTED_TO, COVERING, HAS_FIGURE, NEAR, WORDS, Surroundings
from extract.facts.wording import whole
from extract.mentions.base import DateValue, Mention, Mentions
from extract.rules import declare

EVENT = declare(
    "date_role.event",
    finds={
        "Chiều 4-3, Công an thành phố và LĐLĐ thành phố ký kết quy chế.": ["Chiều 4-3"],
        "Hội nghị diễn ra sáng 1/3. Chiều cùng ngày, đoàn tặng quà công nhân.": ["sáng 1/3", "Chiều cùng ngày"],
    },
    ignores=[
        "Ngày 12/9/2017, hai bên ký kết quy chế.",
        "Tháng 3, tổ tự quản ra mắt.",
        "Vừa qua, hai bên ký kết. Quy chế có 5 điều. Xã có 2 tổ. Phường có 3 tổ. Tối 9/3 tới, hội thao sẽ mở.",
    ],
)

# The story's own day lies at most so long before the publication, and it is told among the first sentences.
_FRESH = timedelta(days=31)
_LONGEST_EVENT = timedelta(days=10)
_LONGEST_TOUR = timedelta(days=31)
_COMING = timedelta(days=20)
_LEAD_SENTENCES = 4
_WHOLE = 30  # characters: a section's name or a telephone number above the text is shorter
# Behind the lead, a day that lies further back than this and does not open its sentence is not the event's.
_RECENT = 4
_AT_HEAD = 40

_EVENT = re.compile(whole(WORDS.event))
_GOES_ON = re.compile(
    r"\A(?:[^.;:]{0,40}(?<!\w)tiếp tục(?!\w)"
    r"|,? (?:đoàn|đoàn công tác|hội thao|hội thi|giải|đại hội|lớp học|lớp tập huấn|chương trình) (?:[^\W\d]+ ){0,4}"
    r"(?:đến|thăm|trao|tặng|bế mạc|diễn ra|bước vào|kết thúc)(?!\w))"
)
# "đêm 28 rạng sáng 29/2"
_NIGHT_BEFORE = re.compile(r"(?<!\w)đêm (?:ngày )?[\d/-]+,? $")
_DONE = re.compile(
    r"\A(?: \([^()]{3,14}\))?,? [^.;:]{2,80} (?:trao|tặng|thăm|tổ chức|ký|kiểm tra|làm việc|ra quân|khai mạc)(?!\w)"
)
# "Trong tháng 8, tại Sơn La, Công an tỉnh và LĐLĐ tỉnh tổ chức …"
_HELD_IN = re.compile(
    r"\A,? [^.;:\d]{2,90} (?:tổ chức|ký kết|ra mắt|khai mạc|sơ kết|tổng kết|trao|phát động)(?: [^\W\d]+){1,3}(?! \d)"
)
_IS_HELD = re.compile(r"(?<!\w)(?:diễn ra|tổ chức|khai mạc|thi đấu|tranh tài)(?: [^\W\d]+){0,2} $")
# "[Tối 26-1,] LĐLĐ thị xã phối hợp Công an, Thị đoàn tổ chức chương trình …"
_HELD_THEN = re.compile(
    r"\A, [^.;:\d]{2,120}?(?<!\w)(?:tổ chức|ký kết|ra quân|khai mạc|trao tặng|trao|tặng|thăm|phát động|kiểm tra)(?!\w)"
)
# "[Từ ngày 5/9 đến ngày 21/9,] Đoàn kiểm tra liên ngành đã làm việc với 25 doanh nghiệp"; how many times is a figure.
_WENT_ROUND = re.compile(
    r"\A,? [^.;:\d]{2,220}?(?<!\w)(?:(?:đã|tiến hành|tổ chức|phối hợp) (?:đến |đi |tổ chức )?"
    r"(?:làm việc với|kiểm tra|giám sát|thanh tra|khảo sát|thăm)|(?:tổ chức|ra quân|mở)(?= [^\W\d]))(?!\w)"
)
# What a body held, or what the reporter saw: "[Tối 26/4,] tôi theo chân tổ đi tuần"; not "lô hàng đã lên đường".
_OWN_EVENT = re.compile(
    r"\A\)?(?: vừa qua| vừa rồi)?,? (?:[^.;:\d]{0,200}?(?<!\w)(?:tổ chức|diễn ra|ký|ký kết|ra quân|khai mạc|bế mạc"
    r"|trao|trao tặng|tặng|thăm|phát động|kiểm tra|làm việc với|sơ kết|tổng kết|tập huấn|tuyên truyền|hội nghị|hội thảo"
    r"|hội thi|lễ|buổi|họp|gặp|đối thoại|ra mắt|công bố|bắt|khởi tố|phối hợp"
    r"|bàn giao|khánh thành|cho biết|dự|có mặt)|(?:phóng viên|pv|chúng tôi|tôi))(?!\w)"
)
_EARLIER = re.compile(r"trước đó(?!\w)")
_BY_CLOCK = re.compile(r"(?<!\w)(?:khoảng|lúc|hồi|vào lúc|vào hồi|đến) \d\d?(?: giờ|h| g)(?: ?\d\d)?(?: phút|')?,? $")
_AND_DAY = re.compile(r"(?:,| và|, và| &) (?:ngày )?")
_STORY, _NEXT = timedelta(days=3), timedelta(days=1)
_ELSEWHERE = re.compile(rf"{whole(WORDS.elsewhere)}(?: ngày)?[ ,]*$")
# "buổi lễ tổ chức tại bến cảng sáng …", "hội nghị diễn ra chiều …"
_HELD = re.compile(
    r"(?<!\w)(?:lễ|hội nghị|hội thao|buổi|cuộc|lớp)(?!\w)[^.;:]{0,40} (?:tổ chức|diễn ra)(?!\w)[^.;:,]{0,40}$"
)


class EventDays:
    """Knows the day, or the days, of the event that a document reports."""

    def __init__(
        self, around: Surroundings, mentions: Mentions, is_document: Callable[[Mention[DateValue]], bool]
    ) -> None:
        self._around = around
        self._low = around.low
        self._published = around.published
        self._mentions = mentions
        self._is_document = is_document
        self._lead = self._lead_sentences()
        self._first = min(self._lead, default=-1)
        self._tells: dict[int, bool] = {}  # sentences that have been looked through for words of an event
        self._main = self._main_days()

    @property
    def only_day(self) -> date | None:
        """The day of the event, where it is told and is one day."""
        days = next(iter(self._main)) if len(self._main) == 1 else None
        return days[0] if days is not None and days[0] == days[1] else None

    @property
    def known(self) -> bool:
        """Whether the day of the event is told."""
        return bool(self._main)

    def on_main_day(self, mention: Mention[DateValue]) -> bool:
        """Whether the mention is of the event's day, or of a few days around it ("trong 2 ngày (21 và 22/6)")."""
        value = mention.value
        if mention.rule == "date.span" and self._only_figures(mention):
            return False
        if (value.start, value.end) in self._main:
            return True
        if not self._main and self._month_of_event(mention):
            return True
        if value.shape == "deictic" and value.end == self._published and self._done_today(mention):
            return True
        if mention.rule == "date.span" and _IS_HELD.search(self._around.before(mention, 40)):
            # "hội thao diễn ra từ ngày 5 đến 7/3", told while it goes on
            short = value.end - value.start <= _LONGEST_EVENT
            return short and any(value.start <= last and first <= value.end for first, last in self._main)
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

    def _done_today(self, mention: Mention[DateValue]) -> bool:
        """Whether the words behind "chiều nay" tell what was done, not what figures have come to."""
        before, after = self._around.before(mention, 30), self._around.after(mention, 90)
        return not before.endswith(("đến ", "tới ", "hết ")) and bool(_DONE.match(after))

    def _month_of_event(self, mention: Mention[DateValue]) -> bool:
        """Whether the story opens with the month in which it took place, and names no day."""
        value = mention.value
        sentence = self._around.document.sentence_at(mention.start)
        if value.precision != "month" or sentence.index != self._first or self._published is None:
            return False
        fresh = value.start <= self._published <= value.end + _FRESH
        return fresh and bool(_HELD_IN.match(self._around.after(mention, 120))) and not self._is_document(mention)

    def _only_figures(self, mention: Mention[DateValue]) -> bool:
        """Whether a range is what figures cover, not the time in which an event is held."""
        held = _IS_HELD.search(self._around.before(mention, 40))
        return not held and bool(HAS_FIGURE.match(self._around.after(mention, 120)))

    def next_day(self, mention: Mention[DateValue]) -> bool:
        """Whether the event goes on: "sáng hôm sau, đoàn tiếp tục …"."""
        value = mention.value
        if value.precision != "day" or (self._published is not None and value.end > self._published):
            return False
        linked = _NIGHT_BEFORE.search(self._around.before(mention, 30))
        if self._hour_by_hour(mention) or self._in_a_row(mention):
            return True
        goes_on = mention.rule == "date.told_day" or linked or _GOES_ON.match(self._around.after(mention, 60))
        return bool(goes_on) and any(timedelta(0) <= value.start - last <= timedelta(days=2) for _, last in self._main)

    def _in_a_row(self, mention: Mention[DateValue]) -> bool:
        """Whether a story of these days goes on with what somebody held then: "Tối 26-1, LĐLĐ thị xã tổ chức …"."""
        value = mention.value
        sentence = self._around.document.sentence_at(mention.start)
        if self._published is None or value.part_of_day is None or mention.start != sentence.start:
            return False
        recent = timedelta(0) <= self._published - value.end <= timedelta(days=_RECENT)
        after = any(timedelta(0) <= value.start - last <= timedelta(days=_RECENT) for _, last in self._main)
        return recent and after and bool(_HELD_THEN.match(self._around.after(mention, 160)))

    def _hour_by_hour(self, mention: Mention[DateValue]) -> bool:
        """Whether the story's beginning is told by the clock ("trước đó, khoảng 7 giờ 30 phút ngày 10/3, …")."""
        sentence = self._around.document.sentence_at(mention.start)
        before = self._around.before(mention, 40)
        if sentence.index not in self._lead or not _BY_CLOCK.search(before) or COUNTED_TO.search(before):
            return False
        return any(-_NEXT <= first - mention.value.start <= _STORY for first, _ in self._main)

    def _lead_sentences(self) -> set[int]:
        body = [s for s in self._around.document.sentences if s.part in ("lead", "body")]
        whole = [s.index for s in body if s.end - s.start >= _WHOLE] or [s.index for s in body]
        return set(whole[:_LEAD_SENTENCES])

    def _main_days(self) -> set[tuple[date, date]]:
        """Return the day (or days) of the reported event."""
        candidates = [m for m in self._mentions.of("date") if self._may_be_event(m)]
        if not candidates:
            return set()
        chosen = max(candidates, key=lambda m: (self._event_score(m), -m.start))
        if self._event_score(chosen) <= 0:
            return set()
        return {(m.value.start, m.value.end) for m in (chosen, *self._beside(chosen, candidates))}

    def _beside(self, chosen: Mention[DateValue], candidates: list[Mention[DateValue]]) -> list[Mention[DateValue]]:
        """Return the days that are named together with the event's: "trong 2 ngày 31/5 và 1/6"."""
        together = []
        for other in candidates:
            first, last = sorted((chosen, other), key=lambda m: m.start)
            in_a_row = last.value.start - first.value.end == timedelta(days=1)
            if in_a_row and _AND_DAY.fullmatch(self._low, first.end, last.start):
                together.append(other)
        return together

    def _may_be_event(self, mention: Mention[DateValue]) -> bool:
        value = mention.value
        short = value.precision == "day" or (value.shape == "days" and (value.end - value.start).days <= 10)
        short = short or self._is_tour(mention)
        bare = mention.rule in ("date.full_day", "date.loose") and self._in_brackets(mention)
        if not short or bare or mention.rule == "date.holiday":
            return False
        before = self._around.before(mention)
        whole = value.precision == "day" and (value.part_of_day is None or COUNTED_TO.search(before))
        if whole and before != "trong " and COVERING.search(before):
            return False
        if mention.rule == "date.span" and self._only_figures(mention):
            return False
        if self._is_document(mention):
            return False
        if self._published is None:
            return True
        sentence = self._around.document.sentence_at(mention.start)
        late = sentence.index not in self._lead
        if late and (value.start > self._published or self._aside(mention, sentence)):
            return False
        if (late or self._published - value.end > NEAR) and self._scene(mention, sentence):
            return False
        return value.start - _COMING <= self._published and self._published - value.end <= _FRESH

    def _is_tour(self, mention: Mention[DateValue]) -> bool:
        """Whether the story opens with weeks of going round: "từ ngày 5 đến 21/9, đoàn đã kiểm tra"."""
        value = mention.value
        if mention.rule != "date.span" or self._around.document.sentence_at(mention.start).index != self._first:
            return False
        return value.end - value.start <= _LONGEST_TOUR and bool(_WENT_ROUND.match(self._around.after(mention, 240)))

    def _aside(self, mention: Mention[DateValue], sentence: Sentence) -> bool:
        """Whether a day deep in the text and well before it tells of something else: the event itself has no day."""
        if self._published is None or (self._published - mention.value.end).days <= _RECENT:
            return False
        return not _HELD.search(self._around.before(mention, 70)) and mention.start - sentence.start >= _AT_HEAD

    def _scene(self, mention: Mention[DateValue], sentence: Sentence) -> bool:
        """Whether a day at the head of a late sentence, or long ago, is a feature's scene: nothing was held."""
        if mention.start - sentence.start >= _AT_HEAD:
            return False
        held = _HELD.search(self._around.before(mention, 70)) or mention.rule == "date.told_day"
        return not held and not _OWN_EVENT.match(self._around.after(mention, 220))

    def _in_brackets(self, mention: Mention[DateValue]) -> bool:
        return "(" in self._low[max(0, mention.start - 14) : mention.start]

    def _event_score(self, mention: Mention[DateValue]) -> float:
        """Return how much speaks for the mention being the event's day."""
        sentence: Sentence = self._around.document.sentence_at(mention.start)
        low = self._low[sentence.start : sentence.end]
        before = self._around.before(mention, 24)
        score = 0.0
        if sentence.index in self._lead:
            score += 4 if sentence.index == self._first else 3
        if _EARLIER.match(low):
            score -= 1
        if mention.start - sentence.start < 40:
            score += 1
        if sentence.index not in self._tells:
            self._tells[sentence.index] = bool(_EVENT.search(low))
        if self._tells[sentence.index]:
            score += 1
        if mention.value.part_of_day or mention.value.shape == "deictic":
            score += 0.5
        if self._published and mention.value.start > self._published:
            score -= 2
        elif self._published and (self._published - mention.value.end).days <= 4:
            score += 1
        elif self._published and self._published - mention.value.end > NEAR:
            score -= 1
        if _ELSEWHERE.search(before):
            score -= 3
        if _HELD.search(self._around.before(mention, 70)):
            score += 1.5
        return score
