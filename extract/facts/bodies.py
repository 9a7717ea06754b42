"""Bodies that act: organisations, the posts that stand for them, and which of them are named side by side."""

import re
from dataclasses import replace
from functools import cache
from typing import NamedTuple

from extract.document import Document
from extract.facts.wording import alternatives
from extract.lexicon import Lexicon, load
from extract.mentions.base import Mention, Mentions, Organisation


class Words(Lexicon):
    """The words around bodies."""

    courtesies: list[str]
    joins: list[str]
    asides: list[str]
    venues: list[str]


class Hosts(Lexicon):
    """The words of hosts."""

    adverbs: list[str]
    holds: list[str]


class SideLexicon(Lexicon):
    """How bodies act together; sides.toml explains the fields."""

    state: dict[str, list[str]]
    words: Words
    hosts: Hosts


def lexicon() -> SideLexicon:
    """Return the vocabulary of sides (extract/lexicons/sides.toml)."""
    return load("sides", SideLexicon)


@cache
def _state() -> tuple[re.Pattern[str], dict[str, str]]:
    """Return the pattern for heads of state and government, and their names by what is written."""
    names = {written: name for name, forms in lexicon().state.items() for written in forms}
    return re.compile(rf"(?<!\w)(?:phó\s)?({alternatives(names)})(?!\w)"), names


@cache
def _noise() -> re.Pattern[str]:
    """Return the pattern for brackets and courtesies."""
    return re.compile(rf"\([^()\n]{{0,80}}\)|(?<!\w)(?:{alternatives(lexicon().words.courtesies)})(?!\w)")


@cache
def _join() -> re.Pattern[str]:
    joins = alternatives(lexicon().words.joins)
    # A name between two posts leaves its own comma: "…; đồng chí A, Chủ tịch …" is "; ,".
    return re.compile(rf"(?:[,;/-]\s?(?:{joins})?|{joins})(?:\s(?:{joins}))?\s?,?")


_OPENS_LIST = re.compile(r"(?:(?<!\w)(?:gồm|gồm có|bao gồm|là)\s?:?|:)$")
_OF_SEVERAL = re.compile(r"\s(?:các|cấp)\s")
_PLACED = ("province", "district", "commune")
# "…, Đoàn xã và [CĐCS 3 doanh nghiệp trong KCN gồm:] Công ty A": its unions go on with the run.
_LISTING = re.compile(
    r"(?:,|và|, và|cùng)\s(?:cđcs|(?:công đoàn|cđ)(?:\scơ sở)?)\s(?:của\s|tại\s)?\S+\s"
    r"(?:công ty|doanh nghiệp|đơn vị|nhà máy|xí nghiệp)(?!\w)[^.;:]{0,60}?(?:\sgồm(?:\scó)?\s?:?|\slà\s?:?|\s?:)"
)


class Body(NamedTuple):
    """A body named at [start, end), by its own name or by a post that stands for it."""

    start: int
    end: int
    organisation: Organisation
    by_post: bool = False
    head: bool = False


class Run(NamedTuple):
    """Bodies named side by side ("Công an tỉnh và LĐLĐ tỉnh"); `people`: the post-holders' names among them."""

    start: int
    end: int
    bodies: tuple[Body, ...]
    people: tuple[str, ...] = ()

    @property
    def organisations(self) -> list[Organisation]:
        """The bodies' organisations, each once; several under one name ("LĐLĐ các quận A, B") each by its own."""
        found: dict[str, Organisation] = {}
        for body in self.bodies:
            for organisation in body.organisation.members or (body.organisation,):
                found.setdefault(organisation.name, organisation)
        return list(found.values())

    @property
    def definite(self) -> bool:
        """Whether every body is one of its own: none is several ("Công an các huyện"), none lacks its place."""
        return not any(
            one.plural or (one.place_source is None and one.organisation_id is None and one.level in _PLACED)
            for one in self.organisations
        )

    @property
    def vague(self) -> bool:
        """Whether a police body or union of the article is meant that these words do not name ("giữa Công an và …")."""
        return any(
            one.kind in ("police", "union")
            and one.organisation_id is None
            and one.place_source is None
            and one.level in (None, "commune")
            and not _OF_SEVERAL.search(one.name)
            for one in self.organisations
        )

    @property
    def by_post(self) -> bool:
        """Whether only post-holders are named."""
        return all(body.by_post for body in self.bodies)


def bodies(document: Document, mentions: Mentions, start: int, end: int) -> list[Body]:
    """Return the bodies in [start, end), in order; one named inside a post stands there by the post."""
    found: list[Body] = []
    posts = mentions.within("post", start, end)
    for post in posts:
        if post.value.organisation is not None and not post.value.former:
            found.append(Body(post.start, post.end, post.value.organisation, True, post.value.head))
    for named in mentions.within("organisation", start, end):
        if not any(post.start < named.end and named.start < post.end for post in posts):
            found.append(Body(named.start, named.end, named.value))
    pattern, names = _state()
    if document.once("heads of state", lambda: pattern.search(document.low)):
        for match in pattern.finditer(document.low, start, end):
            if not any(body.start < match.end() and match.start() < body.end for body in found):
                found.append(Body(*match.span(), Organisation(names[match[1]], None, "state", "central")))
    return sorted(found, key=lambda body: body.start)


def people_within(mentions: Mentions, start: int, end: int) -> list[Mention]:
    """Return the persons named in [start, end)."""
    return mentions.within("person", start, end)


def _start(mention: Mention) -> int:
    return mention.start


def bare(document: Document, mentions: Mentions, start: int, end: int, *, posts: bool = True) -> str:
    """Return the folded text of [start, end) without names of persons, ranks, honorifics and brackets.

    Args:
        document: the text.
        mentions: its mentions.
        start: where the stretch begins.
        end: where it ends.
        posts: whether posts and bodies stay.
    """
    pieces: list[str] = []
    position = start
    kinds = ("person",) if posts else ("person", "post", "organisation")
    for mention in sorted((one for kind in kinds for one in mentions.overlapping(kind, start, end)), key=_start):
        if mention.end > position:
            pieces.append(document.low[position : max(position, mention.start)])
            position = mention.end
    pieces.append(document.low[position:end] if position < end else "")
    return " ".join(_noise().sub(" ", " ".join(pieces)).replace('"', " ").split()).replace(" ,", ",")


def runs(document: Document, mentions: Mentions, start: int, end: int) -> list[Run]:
    """Return the bodies in [start, end), those named side by side together; all mentions must have been found."""
    return document.once(("runs", start, end), lambda: _runs(document, mentions, start, end))


def _runs(document: Document, mentions: Mentions, start: int, end: int) -> list[Run]:
    found: list[list[Body]] = []
    for body in bodies(document, mentions, start, end):
        gap = bare(document, mentions, found[-1][-1].end, body.start) if found else ""
        if (
            found
            and gap == ","
            and (
                _is_aside(document, found[-1][0].start)
                or (_is_whole(document, mentions, found[-1]) and acts(document, mentions, body.start))
            )
        ):
            found.append([body])
        elif found and (_join().fullmatch(gap) or _LISTING.fullmatch(gap)):
            last = found[-1][-1]
            one_holder = (
                not _are_two_heads(last, body)
                and gap == ","
                and last.by_post
                and body.by_post
                and not people_within(mentions, last.end, body.start)
            )
            if one_holder:
                found[-1][-1] = _of_one_holder(last, body)
            else:
                found[-1].append(body)
        elif found and not gap and found[-1][-1].by_post and body.by_post:
            # "Chủ tịch LĐLĐ tỉnh Nguyễn Văn A, Giám đốc …": a name alone does not part two holders.
            found[-1].append(body)
        else:
            found.append([body])
    return [_run(mentions, group) for group in found]


def listed(document: Document, mentions: Mentions, start: int, end: int) -> Run | None:
    """Return the bodies that a list names right behind its opening: "bốn bên gồm A, B, C và D"."""
    for run in runs(document, mentions, start, end)[:1]:
        if (
            len(run.organisations) > 1
            and run.definite
            and _OPENS_LIST.search(bare(document, mentions, start, run.start))
        ):
            return run
    return None


_OF_TWO = re.compile(r"(?<!\w)(?:của|giữa)\s$")


def _is_whole(document: Document, mentions: Mentions, group: list[Body]) -> bool:
    """Whether a comma behind `group` opens another clause: "Thực hiện Quy chế của A và B, [C và D ký …]"."""
    if len(group) < 2 or not _OF_TWO.search(document.low, max(0, group[0].start - 6), group[0].start):
        return False
    return bare(document, mentions, group[-2].end, group[-1].start) in ("và", "với", "cùng")


# "…, [Công an tỉnh và LĐLĐ tỉnh] đã ký …", but "…, [Sở Nội vụ] về phối hợp …"
_ACT = re.compile(
    r"(?:(?:và|cùng|cùng với|với|-)\s|,\s?){0,4}"
    r"(?:đã|vừa|sẽ|cũng|luôn|cùng|ký|tổ chức|phối hợp|triển khai|thực hiện|ban hành|tiến hành|chủ động|chủ trì"
    r"|thống nhất|xây dựng|chỉ đạo|tập trung|duy trì|thường xuyên|nhận|có|tặng|trao|khen)(?!\w)"
)
_FAR = 160


def acts(document: Document, mentions: Mentions, start: int) -> bool:
    """Whether the bodies named side by side from `start` do something."""
    end = min(start + _FAR, document.sentence_at(start).end)
    return bool(_ACT.match(bare(document, mentions, start, end, posts=False)))


@cache
def _aside() -> re.Pattern[str]:
    words = lexicon().words
    return re.compile(
        rf"(?<!\w)(?:(?:{alternatives(words.asides)})\scủa(?:\s(?>{alternatives(words.courtesies)})){{0,6}}"
        rf"|(?:tại|ở)(?:\s(?>{alternatives(words.venues)})){{0,6}})\s$"
    )


def _is_aside(document: Document, start: int) -> bool:
    """Whether the body at `start` does not act: "theo đề nghị của Công an tỉnh, …", "tại trụ sở LĐLĐ tỉnh, …"."""
    return bool(_aside().search(document.low, max(0, start - 60), start))


def _are_two_heads(first: Body, second: Body) -> bool:
    """Whether two posts side by side are of two persons: nobody heads two bodies, but for a seat in the party."""
    heads = first.head and second.head
    return heads and "party" not in (first.organisation.kind, second.organisation.kind)


def _of_one_holder(first: Body, second: Body) -> Body:
    """Of two posts of one person, keep the one that stands for a body; a seat in a party committee does not."""
    best = first if second.organisation.kind == "party" and first.organisation.kind != "party" else second
    if first.head and not second.head and first.organisation.kind != "party":
        best = first
    return Body(first.start, second.end, best.organisation, True, best.head)


def _run(mentions: Mentions, group: list[Body]) -> Run:
    start, end = group[0].start, group[-1].end
    return Run(start, end, tuple(group), tuple(person.value.name for person in people_within(mentions, start, end)))


# Where the name of the body begins in the name of one of its departments, by kind.
_WHOLE = {"police": re.compile(r"(?<=\s)Công an\s"), "union": re.compile(r"(?<=\s)Liên đoàn Lao động\s")}


def whole_body(one: Organisation) -> Organisation:
    """Return the body that a department is of ("Phòng Tham mưu Công an tỉnh …"), `one` itself where it is none."""
    head = _WHOLE[one.kind].search(one.name) if one.kind in _WHOLE else None
    if head is None or one.organisation_id is None or one.level in ("grassroots", "central"):
        return one
    path, _, scheme = one.organisation_id.partition("@")
    own_id = path.rpartition("/")[0] + ("@" + scheme if scheme else "")
    return replace(one, name=one.name[head.start() :], organisation_id=own_id)
