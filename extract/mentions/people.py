"""Mentions of people: names (`person`), ranks (`rank`) and posts (`post`)."""

from collections.abc import Iterator
from typing import Any

from extract.document import Document
from extract.mentions.base import Mention, Mentions, PersonName
from extract.mentions.name_words import INTRODUCERS
from extract.mentions.names import Name, NameReader, title_case
from extract.mentions.posts import PostReader
from extract.rules import declare

NAME = declare(
    "person.name",
    finds={
        "Dự có Vũ Đình Khoa, Phó Bí thư Thành ủy; Thiếu tướng Đặng Quang Tâm, Giám đốc Công an thành phố.": [
            "Vũ Đình Khoa",
            "Đặng Quang Tâm",
        ],
        "Ông K’Văn Sang và chị H'Lan Niê nhận quà.": ["K’Văn Sang", "H'Lan Niê"],
        "Phó Chủ tịch UBND tỉnh Trương Văn Hòa trao quà.": ["Trương Văn Hòa"],
        "ĐẠI TÁ NGUYỄN VĂN TÁM PHÁT BIỂU.": ["NGUYỄN VĂN TÁM"],
    },
    ignores=["Vụ việc xảy ra trên đường Nguyễn Văn Linh.", "Công ty TNHH Trần Gia Phát tặng quà.", "Tỉnh Hà Nam và huyện Bình Lục."],
)
SHORT = declare(
    "person.short_name",
    finds={"Ông Trần Văn Bảy chủ trì. Ông Bảy cho biết kết quả tốt.": ["Bảy"]},
    ignores=["Ông Trần Văn Bảy chủ trì. Bà Tám vắng mặt."],
)
RANK = declare(
    "person.rank",
    finds={
        "Thiếu tướng Đặng Quang Tâm và thượng úy Ma Thị Lan.": ["Thiếu tướng", "thượng úy"],
        "Thượng tá, TS Hà Văn Quý dự.": ["Thượng tá"],
    },
    ignores=["Cấp bậc hàm Thiếu tá được thăng trước niên hạn."],
)


def find(document: Document, mentions: Mentions) -> Iterator[Mention[Any]]:
    """Yield the mentions of people, ranks and posts in `document`."""
    text = document.syllables
    posts = PostReader(document, mentions)
    reader = NameReader(document, mentions)
    heads = {index for index in range(len(text.forms)) if posts.head_at(index)}
    names = {name.start: name for name in reader.find(heads)}
    # A name behind a post needs no honorific, and ends the post: look again once it is known where posts end.
    reader.introduce(text.index(post.end) for post in posts.find(names.__contains__))
    names = {name.start: name for name in reader.find(heads)}
    found = list(posts.find(names.__contains__))
    yield from found
    persons = []
    for name in names.values():
        start, end = text.spans[name.start].start, text.spans[name.end - 1].end
        if any(post.start < end and start < post.end for post in found):
            continue
        written = title_case(document.text[start:end])
        longer = {known.value.name for known in persons if known.value.name.endswith(f" {written}")}
        if len(longer) == 1:  # "đồng chí Sương Mai", behind "Lê Thị Sương Mai"
            persons.append(Mention("person", start, end, SHORT, PersonName(longer.pop(), full=False)))
        else:
            persons.append(Mention("person", start, end, NAME, PersonName(written)))
        yield persons[-1]
    yield from _ranks(document, reader, names)
    yield from _short_names(document, reader, names, persons)


def _ranks(document: Document, reader: NameReader, names: dict[int, Name]) -> Iterator[Mention[str]]:
    text = document.syllables
    for end, (kind, start) in reader.introduced.items():
        if kind == "rank" and (end in names or reader.capital(end) if end < len(text.forms) else False):
            phrase = INTRODUCERS.at(text, start)
            if phrase is not None:
                yield Mention("rank", phrase.start, phrase.end, RANK, phrase.value[1])


def _short_names(
    document: Document, reader: NameReader, names: dict[int, Name], persons: list[Mention[PersonName]]
) -> Iterator[Mention[PersonName]]:
    """Yield the short forms of persons who are named in full somewhere in the text."""
    text = document.syllables
    by_last: dict[str, list[str]] = {}
    for person in persons:
        by_last.setdefault(person.value.name.split(" ")[-1], []).append(person.value.name)
    for index, (kind, _) in reader.introduced.items():
        if kind in ("plural", "post") or index >= len(text.forms) or index in names or not reader.capital(index):
            continue
        last = index + 1 if reader.joined(index) and reader.capital(index + 1) else index
        start, end = text.spans[index].start, text.spans[last].end
        short = title_case(document.text[start:end])
        candidates = {name for name in by_last.get(short.split(" ")[-1], ()) if name.endswith(f" {short}")}
        if len(candidates) == 1 and not any(p.start < end and start < p.end for p in persons):
            yield Mention("person", start, end, SHORT, PersonName(candidates.pop(), full=False))
