"""The rules that find days named by a word ("hôm qua", "cùng ngày", "thứ Hai"): patterns, readers, examples."""

import re
from collections.abc import Iterator

from extract.mentions.calendar import Reading
from extract.mentions.date_words import (
    END,
    PART,
    PART_BEGINS,
    RATE,
    WEEKDAY,
    WEEKDAY_BEGINS,
    WORD,
    WORDS,
    Claim,
    Pattern,
    before,
    day,
    either,
    part_of,
    read,
)
from extract.rules import declare
from extract.starts import first_words

_MANY = re.compile(rf"(?<!\w){either(['các', 'những', 'mọi'])} $")
_IN_BRACKETS = rf" ?\((?:tức )?(?:{WEEKDAY},? ?)?(?:ngày )?{day('x')}\)"
_BARE = rf",? (?:tức )?(?:{WEEKDAY},? )?(?:ngày )?{day('y')}{END}"
_DEICTIC = re.compile(
    rf"{WORD}(?:(?P<part>{PART}) (?P<suffix>{either(WORDS.deictic_suffixes)})"
    rf"|(?P<word>{either(WORDS.deictic_days)}))(?!\w)(?:{_IN_BRACKETS}|{_BARE})?"
)


def _read_deictic(match: re.Match[str], low: str) -> Iterator[Claim]:
    offset = WORDS.deictic_suffixes[match["suffix"]] if match["suffix"] else WORDS.deictic_days[match["word"]]
    named = read(match, "x") or read(match, "y")
    reading = (
        Reading("deictic", named, part_of_day=part_of(match), day_offset=offset)
        if named
        else Reading("deictic", day_offset=offset, part_of_day=part_of(match))
    )
    yield Claim(*match.span(), reading)


declare(
    "date.deictic",
    finds={
        "Sáng nay (15/11), hội nghị diễn ra.": ["Sáng nay (15/11)"],
        "Hôm qua, hai bên ký kết quy chế.": ["Hôm qua"],
        "Tối qua 4-3, công an bắt 3 đối tượng.": ["Tối qua 4-3"],
        "Ngay sáng mai (22-1), điểm đầu tiên được tổ chức.": ["sáng mai (22-1)"],
    },
    ignores=["Ngày nay, công nhân có nhà ở.", "Đồng chí Lê Thị Sáng Mai dự."],
)


def _read_same(match: re.Match[str], low: str) -> Iterator[Claim]:
    word = match.groupdict().get("told")
    offset = {**WORDS.told_days, **WORDS.told_suffixes}[word] if word else 0
    named = (read(match, "x") or read(match, "y")) if word else None
    if named:
        yield Claim(*match.span(), Reading("deictic", named, part_of_day=part_of(match)))
    else:
        yield Claim(*match.span(), Reading("deictic", part_of_day=part_of(match), day_offset=offset or None, same=True))


_TOLD = re.compile(
    rf"{WORD}(?:(?P<part>{PART}) )?(?P<told>{either(WORDS.told_days)}|(?<!\w){either(WORDS.told_suffixes)})(?!\w)"
    rf"(?:{_IN_BRACKETS}|{_BARE})?"
)


def _read_told(match: re.Match[str], low: str) -> Iterator[Claim]:
    if match["part"] or match["told"] in WORDS.told_days:
        yield from _read_same(match, low)


declare(
    "date.told_day",
    finds={
        "Tối 5/3, đoàn thăm khu trọ. Sáng hôm sau, đoàn làm việc với phường.": ["Sáng hôm sau"],
        "Ngày 5/3 có vụ cháy. Đêm đó, cả tổ thức trắng.": ["Đêm đó"],
        "Tối 5/3 có hội diễn. Sáng hôm sau (6/3), lớp bế giảng.": ["Sáng hôm sau (6/3)"],
    },
    ignores=["Mượn hôm trước, trả liền tay.", "Bài học đó còn mới."],
)

_SAME = re.compile(rf"{WORD}(?:(?P<part>{PART}) )?cùng ngày(?!\w| \d| càng| với| một)")
declare(
    "date.same_day",
    finds={"Sáng 5/3, hội nghị diễn ra. Chiều cùng ngày, đoàn thăm khu trọ.": ["Chiều cùng ngày"]},
    ignores=["Công nhân cùng ngày càng đông."],
)


def _read_weekday(match: re.Match[str], low: str) -> Iterator[Claim]:
    lead = before(low, match.start())
    if _EVERY.match(low, match.end()) or RATE.search(lead) or _MANY.search(lead):
        return
    # "làm thẻ lưu động ngày Chủ nhật" is every Sunday.
    told = match["week"] or match["gone"] or match["next"] or match.groupdict().get("dayx")
    if match["day"] == "ngày " and not told and _INSIDE.search(lead):
        return
    if not (match["part"] or match["day"]) and match["weekday"][-1].isdigit() and _RANKED.search(lead):
        return  # "hơn đội xếp thứ 2 tới 31 điểm"
    # "thứ hai" alone is an ordinal, "Chủ nhật" alone part of a name.
    counted = match["day"] == "ngày " and match["weekday"][-1].isdigit()  # "ngày thứ 3" is the third day
    if match["part"] or match["week"] or match["gone"] or match["next"] or (match["day"] and not counted):
        week = WORDS.weeks[match["week"]] if match["week"] else None
        weekday = WORDS.weekdays[match["weekday"]]
        reading = Reading("deictic", None, None, part_of(match), weekday=weekday, week=week, coming=bool(match["next"]))
        if named := read(match, "x"):
            reading = Reading("deictic", named, part_of_day=part_of(match))
        yield Claim(*match.span(), reading)


_RANKED = re.compile(r"[^\W\d] $(?<!vào )(?<!từ )(?<!đến )(?<!và )(?<!trong )")
_INSIDE = re.compile(r"\w,? $")
_EVERY = re.compile(rf"(?:(?:,| và|, và) (?:{PART} )?{WEEKDAY}){{0,6}} (?:hằng|hàng|mỗi|đầu tiên|hoặc|hay)(?!\w)")
_WEEKDAY = re.compile(
    rf"{WORD}(?:(?P<part>{PART}) (?:ngày )?|(?P<day>hôm |ngày ))?(?P<weekday>{WEEKDAY})(?!\w)"
    rf"(?: (?:(?P<week>{either(WORDS.weeks)})|(?P<next>tới|này)|(?P<gone>vừa qua|vừa rồi|qua|rồi))(?!\w))?"
    rf"(?:{_IN_BRACKETS})?"
)
declare(
    "date.weekday",
    finds={
        "Sáng thứ Hai, lễ ra quân diễn ra.": ["Sáng thứ Hai"],
        "Thứ Sáu tuần trước có 3 vụ.": ["Thứ Sáu tuần trước"],
        "Thứ Bảy vừa qua (2/3), giải khai mạc.": ["Thứ Bảy vừa qua (2/3)"],
    },
    ignores=[
        "Nội dung thứ hai là tuyên truyền.",
        "Đội thắng hơn đội xếp thứ 2 tới 31 điểm.",
        "Sáng thứ Hai hằng tuần, tổ giao ban.",
        "Mỗi chiều thứ sáu, tổ họp.",
        "Tổ trực vào tối thứ tư, thứ bảy hằng tuần.",
        "Công an làm thẻ lưu động ngày Chủ nhật.",
        "Phong trào Chủ nhật xanh.",
    ],
)

_PART_OR_DEICTIC = PART_BEGINS | first_words(WORDS.deictic_days)
_PART_OR_TOLD = PART_BEGINS | first_words(WORDS.told_days, WORDS.told_suffixes)
_PART_OR_WEEKDAY = PART_BEGINS | WEEKDAY_BEGINS | {"ngày", "hôm"}

DEICTIC = (Pattern("date.deictic", _DEICTIC, _read_deictic, _PART_OR_DEICTIC),)
TOLD = (
    Pattern("date.same_day", _SAME, _read_same, PART_BEGINS | {"cùng"}, ("cùng ngày",)),
    Pattern("date.told_day", _TOLD, _read_told, _PART_OR_TOLD, ("hôm ", " đó", " ấy")),
    Pattern("date.weekday", _WEEKDAY, _read_weekday, _PART_OR_WEEKDAY),
)
