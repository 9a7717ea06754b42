"""Mentions of people: names (`person`), ranks (`rank`) and posts (`post`)."""

from collections.abc import Iterator
from typing import Any

from extract.document import Document
from extract.mentions.base import Mention, Mentions, PersonName, Post
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
        "Bác sĩ K’ Brẹm và chị H' Lan Niê nhận quà.": ["K’ Brẹm", "H' Lan Niê"],
        "Phó Chủ tịch UBND tỉnh Trương Văn Hòa trao quà.": ["Trương Văn Hòa"],
        "ĐẠI TÁ NGUYỄN VĂN TÁM PHÁT BIỂU.": ["NGUYỄN VĂN TÁM"],
    },
    ignores=[
        "Vụ việc xảy ra trên đường Nguyễn Văn Linh.",
        "Công ty TNHH Trần Gia Phát tặng quà.",
        "Tỉnh Hà Nam và huyện Bình Lục.",
    ],
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
    heads = posts.heads()
    names = {name.start: name for name in reader.find(heads)}
    # A name behind a post needs no honorific, and ends the post: look again once it is known where posts end.
    reader.introduce(text.index(post.end) for post in posts.find(lambda at: at in names or reader.could_begin(at)))
    names = {name.start: name for name in reader.find(heads)}
    found = list(posts.find(names.__contains__))
    yield from found
    yield from _ranks(reader, names)
    yield from _persons(document, reader, names, found)


def _ranks(reader: NameReader, names: dict[int, Name]) -> Iterator[Mention[str]]:
    """Yield the ranks that stand before a name, full or short."""
    for index, introducer in reader.introduced.items():
        if introducer.kind == "rank" and (index in names or reader.is_capital(index)):
            yield Mention("rank", introducer.start, introducer.end, RANK, introducer.word)


def _persons(
    document: Document, reader: NameReader, names: dict[int, Name], posts: list[Mention[Post]]
) -> Iterator[Mention[PersonName]]:
    """Yield the persons' names, full ones and short forms of those that are given in full somewhere in the text."""
    text = document.syllables
    in_posts = {index for post in posts for index in range(text.index(post.start), text.index(post.end))}
    full: list[tuple[int, int, str]] = []
    short: list[tuple[int, int, str]] = []
    by_last: dict[str, list[str]] = {}
    for name in names.values():
        if in_posts.isdisjoint(range(name.start, name.end)):
            start, end = text.spans[name.start].start, text.spans[name.end - 1].end
            written = title_case(document.text[start:end])
            known = by_last.setdefault(written.split(" ")[-1], [])
            if any(longer.endswith(f" {written}") for longer in known):
                short.append((start, end, written))  # "đồng chí Thu Bảy", behind "Lê Thị Thu Bảy"
                continue
            full.append((start, end, written))
            if written not in known:
                known.append(written)
    for index, introducer in reader.introduced.items():
        if (
            introducer.kind not in ("plural", "post")
            and index not in names
            and index not in in_posts
            and reader.is_capital(index)
        ):
            last = index + 1 if reader.joined(index) and reader.is_capital(index + 1) else index
            start, end = text.spans[index].start, text.spans[last].end
            short.append((start, end, title_case(document.text[start:end])))
    for start, end, written in full:
        yield Mention("person", start, end, NAME, PersonName(written))
    reached = -1
    for start, end, written in sorted(short):
        candidates = {name for name in by_last.get(written.split(" ")[-1], ()) if name.endswith(f" {written}")}
        if len(candidates) == 1 and start >= reached:
            reached = end
            yield Mention("person", start, end, SHORT, PersonName(candidates.pop(), full=False))
