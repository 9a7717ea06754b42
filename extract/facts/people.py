"""Facts of the table people: one row a person, with the rank and posts that the text gives them anywhere."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from extract.document import Document
from extract.facts.base import Facts, Issue, PersonFact, PostHeld, Source
from extract.facts.person_roles import Roles
from extract.facts.wording import Ending
from extract.mentions.base import Mention, Mentions, PersonName, Post
from extract.mentions.name_words import HONORIFICS, RANKS, is_known_surname
from extract.text import fold


def _either(words: list[str]) -> str:
    return "(?:" + "|".join(re.escape(fold(word)) for word in sorted(words, key=len, reverse=True)) + ")"


_HONORIFIC = _either([*HONORIFICS.honorifics, *HONORIFICS.plural, *HONORIFICS.occupations])
_HONORIFIC_BEFORE = Ending(
    rf"(?<!\w){_HONORIFIC}", map(fold, [*HONORIFICS.honorifics, *HONORIFICS.plural, *HONORIFICS.occupations])
)
_DEGREES = rf"(?:[\s,.-]{{0,8}}(?<!\w){_either([*RANKS.degrees, *RANKS.suffixes])}(?!\w))*"
# Between a rank and its name; between a post and the rank, honorific or name behind it.
_RANK_GAP = re.compile(rf"\A{_DEGREES}[\s,.]{{0,8}}(?:{_HONORIFIC}[\s,]{{0,8}})?")
_TIGHT = re.compile(rf"\A(?:\s{{0,4}}\([^().;,]{{2,30}}\))?\s{{0,4}}(?:(?<!\w){_HONORIFIC}(?!\w))?{_DEGREES}\s{{0,4}}")
_LOOSE = re.compile(
    rf"\A(?:\s{{0,4}}\([^().;,]{{2,30}}\))?\s{{0,4}}(?:,|:|-|là)?\s{{0,4}}"
    rf"(?:(?<!\w){_HONORIFIC}(?!\w))?{_DEGREES}[\s:.]{{0,8}}"
)
# What a post looks like that no lexicon knows.
_LIKE_A_POST = re.compile(
    r" ?[,(-] ?(?P<post>(?:phó |quyền )?(?:[^\W\d]+ ){0,2}(?:trưởng|nhiệm|đốc|tịch|thư|lệnh|ủy)(?: [^\W\d]+){0,5})"
)
# Between a name and the post behind it, and between two posts of one person.
_AGE = r"\s{0,4}\([^()\n]{1,60}\)|, (?:\d+ tuổi|sinh năm \d+)"
_ASIDE = rf"(?:{_AGE}|, {_either(HONORIFICS.occupations)}[^,.;]{{0,40}})?"
_BEHIND = re.compile(rf"\A{_ASIDE}\s{{0,4}}(?:[,(-]|là|hiện là|, hiện là|\(hiện là)\s{{0,4}}(?:nay là |hiện là |là )?")
_NEXT = re.compile(
    r"\A\s{0,4}(?:[,/-]|và|kiêm|, kiêm|,? ?(?:đồng thời|hiện|nay|hiện nay|trước đó) là|\+|;? kiêm)\s{0,4}"
)
# "thừa ủy quyền của Bộ trưởng, Đại tá …": the post is another person's.
_ON_BEHALF = re.compile(r"(?:của|ủy quyền|thay mặt|ủy nhiệm|thừa lệnh|được sự ủy quyền) $")
# Posts that several persons hold at once.
_SHARED = re.compile(
    r"(?:nguyên |cựu )?(?:phó|pgđ|pct|p\.|ủy viên|uv|thành viên|cán bộ|\w{1,9} ủy viên|đại biểu|chuyên viên|thứ trưởng)"
)
_MANY_BEFORE = re.compile(r"(?<!\w)(?:các|những|hai|ba|bốn|năm|\d)(?: đồng chí| ông| bà| vị| đ/c)? $")
# "Phó Chủ tịch A, Phó Giám đốc Công an tỉnh - Đại tá B": who has a post before the name leaves the next to the next.
_NEXT_RANKED = re.compile(r"\s{0,4}(?:-|,)\s{0,4}")
_AND = re.compile(
    rf"\A(?:\s{{0,4}}\([^().;]{{2,60}}\))?\s{{0,4}}(?:,|và|cùng|, và|;)\s{{0,4}}"
    rf"(?:(?<!\w){_HONORIFIC}(?!\w))?{_DEGREES}\s{{0,4}}"
)


@dataclass
class _Named:
    """One mention of a person, with what is written beside it."""

    mention: Mention[PersonName]
    anchor: int  # where the rank, honorific or name begins
    rank: Mention[str] | None = None
    posts: list[Mention[Post]] = field(default_factory=list)
    end: int = 0  # behind the last post


def read(document: Document, mentions: Mentions, facts: Facts) -> list[PersonFact]:
    """Return the rows of people, in order of appearance."""
    named = _Reader(document, mentions).read()
    roles = Roles(document, mentions)
    rows: dict[str, PersonFact] = {}
    for one in named:
        key = fold(one.mention.value.name)
        row = rows.get(key)
        if row is None:
            if not one.mention.value.full:
                continue
            row = rows[key] = PersonFact(
                start=one.mention.start, end=one.mention.end, rule=one.mention.rule, name=one.mention.value.name
            )
        _join(document, row, one)
    for role, rule, mention in roles.of([(one.mention, one.anchor, one.end) for one in named]):
        row = rows.get(fold(mention.value.name))
        if row is not None and role not in row.roles:
            row.roles.append(role)
            row.sources.append(Source("roles", mention.start, mention.end, rule))
    for row in rows.values():
        row.roles = row.roles or ["other"]
        row.confidence = 0.95 if row.rank or row.titles else 0.85
        if not is_known_surname(row.name):
            row.confidence = 0.7
            facts.issues.append(Issue("unknown_surname", row.name, row.start, row.end, row.rule))
    facts.issues += _unknown_posts(document, named)
    return list(rows.values())


def _unknown_posts(document: Document, named: list["_Named"]) -> Iterator[Issue]:
    """Yield what looks like a post behind a name and is none that the lexicon knows."""
    for one in named:
        match = None if one.posts else _LIKE_A_POST.match(document.low, one.mention.end)
        if match is not None:
            start, end = match.span("post")
            yield Issue("unknown_post", document.text[start:end], start, end, one.mention.rule)


def _join(document: Document, row: PersonFact, one: _Named) -> None:
    """Add to `row` what stands beside one mention."""
    if one.rank is not None and row.rank is None:
        row.rank = one.rank.value
        row.sources.append(Source("rank", one.rank.start, one.rank.end, one.rank.rule))
    for post in one.posts:
        title = post.value.title
        same = next((at for at, known in enumerate(row.titles) if _same_post(known, title)), None)
        if same is None:
            row.titles.append(title)
            row.posts.append(PostHeld(title=title, organisation=post.value.organisation))
        elif len(title) > len(row.titles[same]):
            row.titles[same] = title
            row.posts[same] = PostHeld(
                title=title, organisation=post.value.organisation or row.posts[same].organisation
            )
        else:
            continue
        row.sources.append(Source("titles", post.start, post.end, post.rule))


def _same_post(known: str, title: str) -> bool:
    """Whether two titles are one, one of them written shorter."""
    short, long = sorted((fold(known), fold(title)), key=len)
    return long == short or long.startswith((short + " ", short + ".", short + ","))


# "Ông là tổ trưởng …", "Chị hiện là Chủ tịch …"
_IS = re.compile(r"(?:ông|bà|anh|chị|cô|đồng chí)(?: hiện(?: nay)?| đang)? là ")


class _Reader:
    """Joins names with the ranks and posts around them."""

    def __init__(self, document: Document, mentions: Mentions) -> None:
        self._low = document.low
        self._document = document
        self._mentions = mentions

    def read(self) -> list[_Named]:
        named = [_Named(m, m.start, end=m.end) for m in self._mentions.of("person")]
        for one in named:
            self._rank(one)
        taken: set[int] = set()
        for at, one in enumerate(named):
            following = named[at + 1] if at + 1 < len(named) else None
            self._before(one, taken)
            self._behind(one, following, taken)
            self._told_next(one, following, taken)
        for at in range(len(named) - 2, -1, -1):
            self._share(named[at], named[at + 1])
        for one, following in pairwise(named):
            self._share_forward(one, following)
        return named

    def _rank(self, one: _Named) -> None:
        start = one.mention.start
        near = self._mentions.last_before("rank", start, start - 60)
        if near is not None and _RANK_GAP.fullmatch(self._low[near.end : start]):
            one.rank = near
            one.anchor = near.start
        if honorific := _HONORIFIC_BEFORE.search(self._low, max(0, one.anchor - 24), one.anchor):
            one.anchor = honorific.start()

    def _posts(self, start: int, end: int) -> list[Mention[Post]]:
        return self._mentions.within("post", start, end)

    def _before(self, one: _Named, taken: set[int]) -> None:
        sentence = self._document.sentence_at(one.mention.start)
        posts = [p for p in self._posts(sentence.start, one.anchor) if p.start not in taken]
        if not posts or not _LOOSE.fullmatch(self._low[posts[-1].end : one.anchor]):
            return
        anchor = one.anchor
        while (
            posts
            and not self._of_another(sentence.start, posts[-1], anchor)
            and (anchor == one.anchor or _NEXT.fullmatch(self._low[posts[-1].end : anchor]))
        ):
            post = posts.pop()
            one.posts.insert(0, post)
            taken.add(post.start)
            anchor = post.start
        one.anchor = anchor

    def _of_another(self, begin: int, post: Mention[Post], anchor: int) -> bool:
        """Whether the post is of one who is represented: "thừa ủy quyền của Bộ trưởng, Đại tá …"."""
        return "," in self._low[post.end : anchor] and bool(_ON_BEHALF.search(self._low, begin, post.start))

    def _behind(self, one: _Named, following: _Named | None, taken: set[int]) -> None:
        sentence = self._document.sentence_at(one.mention.start)
        end = one.mention.end
        for post in self._posts(end, sentence.end):
            gap = _BEHIND if end == one.mention.end else _NEXT
            if post.start in taken or not gap.fullmatch(self._low[end : post.start]):
                return
            if (
                following is not None
                and following.anchor >= post.end
                and _TIGHT.fullmatch(self._low[post.end : following.anchor])
                and not ("," in self._low[post.end : following.anchor] and self._has_post_behind(following))
            ):
                return  # "A, Phó Giám đốc Sở B": the post is the next person's
            if (
                following is not None
                and following.rank is not None
                and one.posts
                and _NEXT_RANKED.fullmatch(self._low, post.end, following.anchor)
                and not self._has_post_behind(following)
            ):
                return
            one.posts.append(post)
            taken.add(post.start)
            end = one.end = post.end

    def _told_next(self, one: _Named, following: _Named | None, taken: set[int]) -> None:
        """Read the post that the next sentence tells: "Ông Lê Văn Tám cầm đèn đi một vòng. Ông là tổ trưởng …"."""
        here = self._document.sentence_at(one.mention.start)
        if one.posts or here.index + 1 >= len(self._document.sentences):
            return
        then = self._document.sentences[here.index + 1]
        if then.paragraph != here.paragraph or (following is not None and following.mention.start < then.end):
            return
        told = _IS.match(self._low, then.start)
        posts = self._posts(told.end(), then.end) if told else []
        if told and posts and posts[0].start == told.end() and posts[0].start not in taken:
            one.posts.append(posts[0])
            taken.add(posts[0].start)

    def _has_post_behind(self, one: _Named) -> bool:
        near = self._posts(one.mention.end, self._document.sentence_at(one.mention.start).end)
        return bool(near) and bool(_BEHIND.fullmatch(self._low[one.mention.end : near[0].start]))

    def _share(self, one: _Named, following: _Named) -> None:
        """Give the posts behind the last of several names to those before it: "các đồng chí A, B, Phó Giám đốc …"."""
        behind = [post for post in following.posts if post.start > following.mention.end]
        if one.posts or not behind or not all(_SHARED.match(self._low, post.start) for post in behind):
            return
        if _AND.fullmatch(self._low[one.mention.end : following.anchor]) and self._low[one.mention.end] != ";":
            one.posts = list(behind)

    def _share_forward(self, one: _Named, following: _Named) -> None:
        """Give a plural post before several names to each: "các Phó Giám đốc: A, B"."""
        before = [post for post in one.posts if post.end <= one.mention.start]
        if following.posts or not before:
            return
        if not _MANY_BEFORE.search(self._low, max(0, before[0].start - 20), before[0].start):
            return
        if _AND.fullmatch(self._low[one.mention.end : following.anchor]):
            following.posts = list(before)
