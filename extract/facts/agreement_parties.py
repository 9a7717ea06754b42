"""Between whom an agreement is: said beside it, by who signs it, in its number, or the hosts of the event."""

import re
from collections import Counter
from dataclasses import replace
from functools import cache

from extract import places
from extract.document import Document
from extract.facts.agreement_lexicon import Party, lexicon
from extract.facts.agreement_merge import Agreement
from extract.facts.base import AgreementFact, Source
from extract.facts.bodies import Run, bare, listed, runs, whole_body
from extract.facts.hosts import hosts
from extract.facts.paper import Paper
from extract.facts.sides import is_part
from extract.mentions.base import Mentions, Organisation
from extract.mentions.document_lexicon import codes_of
from extract.rules import declare
from extract.text import fold, slug

PARTIES = declare(
    "agreement.parties",
    finds={"Thực hiện Quy chế phối hợp giữa Bộ Công an và Tổng LĐLĐ Việt Nam.": ["Bộ Công an", "Tổng LĐLĐ Việt Nam"]},
    ignores=["Trận bóng đá giữa Công an tỉnh và LĐLĐ tỉnh diễn ra sôi nổi."],
)
_OF_PROVINCE = re.compile(
    r"(?<!\w)(?:của|giữa)\s(?:(?:hai|2|các)\s(?:ngành|đơn vị|bên|cơ quan)\s)?(?:tỉnh|thành phố|TP\.?)\s"
    r"(?P<name>[A-ZĐ][^\W\d_]*(?:(?:\s|\s?-\s?)[A-ZĐ][^\W\d_]*){0,3})"
)
_SIGNING_SIDES = re.compile(
    r"(?<!\w)(?:các|những|hai|ba|bốn|năm|\d)\s(?:bên|đơn vị|ngành|cơ quan|tổ chức|phía)\s"
    r"(?:(?:tham gia|cùng|đã)\s){0,2}"
    r"(?P<sides>ký(?:\skết)?)\s(?=(?:gồm|bao gồm|là|có)(?!\w))"
)
# "… tại Kon Tum (cũ), hai ngành ký", "Tại tỉnh Hòa Bình cũ, Công an tỉnh và LĐLĐ tỉnh ký"
_AT_PROVINCE = re.compile(
    r"(?:[Tt]ại|[Ởở])\s(?:tỉnh\s|thành phố\s|TP\.?\s?)?"
    r"(?P<name>[A-ZĐ][^\W\d_]*(?:(?:\s|\s?-\s?)[A-ZĐ][^\W\d_]*){0,3})(?:\s\(?(?:cũ|trước đây)\)?)?,"
)
_CLAUSE_OPENS = re.compile(r"[;\s]*(?:[Tt]rước (?:khi |ngày )?(?:hợp nhất|sáp nhập)(?: tỉnh)?,\s)?(?:còn\s)?")
_MERGED = re.compile(r"(?<!\w)(?:\(cũ\)|cũ,|trước (?:khi |ngày )?(?:hợp nhất|sáp nhập)(?!\w))")
_BOTH_DO = re.compile(r"(?<!\w)(?:hai|2|ba|các)\s(?:bên|ngành|đơn vị|cơ quan|lực lượng)(?!\w)")
_BY_IT = re.compile(
    r"theo\s(?:bản\s)?(?:quy chế|kế hoạch|chương trình|thỏa thuận|nghị quyết|biên bản)[^,;.\n]{0,30},\s"
)


@cache
def _by_code() -> dict[str, Party]:
    return {fold(code): party for party in lexicon().party for code in party.codes}


class Bodies:
    """The bodies of an article, for what an agreement leaves out: its hosts, and all by name."""

    def __init__(self, document: Document, mentions: Mentions) -> None:
        self.hosts = hosts(document, mentions)
        found = {one.name: one for one in (self.hosts.organisations if self.hosts else [])}
        for mention in mentions.of("organisation"):
            if not mention.value.plural:
                found.setdefault(mention.value.name, mention.value)
        self.by_name = found
        self.pair = _likeliest_pair(mentions)
        # Departments sign for the body that they are of, and only where the article does not name it itself.
        whole = [one for one in found.values() if whole_body(one) is one]
        self.local = [one for one in [*whole, *map(whole_body, found.values())] if one.level != "central"]

    def of(self, party: Party, level: str | None) -> Organisation | None:
        """Return the body of the article that `party` stands for in a number; `level` is that of the others there."""
        fitting = [one for one in self.local if one.kind == party.kind and (one.organisation_id or one.level)]
        if party.called:
            fitting = [one for one in fitting if party.called in fold(one.name)] or fitting
        wanted = party.level or level
        return next((one for one in fitting if one.level == wanted), None) or next(iter(fitting), None)


def _likeliest_pair(mentions: Mentions) -> list[Organisation]:
    """Return the police body and the trade union that an article names most, of one level if it can be."""
    named = [mention.value for mention in mentions.of("organisation") if not mention.value.plural]
    named += [post.value.organisation for post in mentions.of("post") if post.value.organisation is not None]
    counted = Counter(one.name for one in named if one.organisation_id is not None and one.level != "central")
    best: dict[tuple[str, str | None], Organisation] = {}
    for one in sorted((one for one in named if one.name in counted), key=lambda one: -counted[one.name]):
        best.setdefault((one.kind, one.level), one)
    levels = {level for kind, level in best if kind == "police"} & {level for kind, level in best if kind == "union"}
    pairs = [[best["police", level], best["union", level]] for level in sorted(levels, key=str)]
    return max(pairs, key=lambda pair: sum(counted[one.name] for one in pair), default=[])


def read_parties(document: Document, mentions: Mentions, row: AgreementFact, one: Agreement, known: Bodies) -> None:
    """Say between whom: "giữa A và B", who signs, the bodies of the number, the hosts of the event."""
    run = one.parties or _signing_sides(document, mentions, one)
    if run is not None and len(run.organisations) > 1:
        _take(row, run)
        return
    if one.parties is not None and run is one.parties and all(body.level == "central" for body in run.organisations):
        _take(row, run)  # "giữa Bộ Công an và …": the other side is not of this article
        row.confidence = min(row.confidence, 0.7)
        return
    if run is None and (list_of_sides := _sides_listed(document, mentions, one)) is not None:
        _take(row, list_of_sides)
        return
    holding = known.hosts
    by_number = _elsewhere(document, one, _by_number(row.number, known))
    if by_number:
        row.parties = by_number
        row.confidence = min(row.confidence, 0.9)  # seldom wrong: a code names a kind of body, not the body
    elif holding is not None and len(holding.organisations) > 1:
        _take(row, holding)
    elif run is not None:
        _take(row, run)
        _take(row, _other_side(document, mentions, one))
    if by_number or run is None:
        gone = _before_merger(document, one)
        row.parties = [_moved(body, gone) for body in row.parties] if gone is not None else row.parties
    if len(row.parties) < 2 and known.pair and (row.status == "signed" or one.told):
        names = {party.name for party in known.pair}
        if all(party.name in names for party in row.parties):
            row.parties, row.confidence = list(known.pair), 0.6
    if not row.parties:
        _take(row, next((paper.hinted for paper in one.papers if paper.hinted), None))


def _sides_listed(document: Document, mentions: Mentions, one: Agreement) -> Run | None:
    """Return the sides that a sentence of their own lists: "Các đơn vị tham gia ký kết gồm: A, B, C"."""
    if one.status != "signed":
        return None
    for told in _SIGNING_SIDES.finditer(document.low):
        run = listed(document, mentions, told.end("sides"), document.sentence_at(told.start()).end)
        if run is not None:
            return run
    return None


def _other_side(document: Document, mentions: Mentions, one: Agreement) -> Run | None:
    """Return the bodies that get duties right behind the signing: "Theo quy chế này, UBND các quận … chỉ đạo"."""
    signing = [paper.sentence.index for paper in one.papers if paper.signing]
    for sentence in document.sentences[signing[-1] + 1 : signing[-1] + 3] if signing else ():
        if by := _BY_IT.match(document.low, sentence.start, sentence.end):
            found = runs(document, mentions, by.end(), sentence.end)
            if found and not bare(document, mentions, by.end(), found[0].start):
                return found[0]
    return None


def _take(row: AgreementFact, run: Run | None) -> None:
    if run is None:
        return
    known = {organisation.name for organisation in row.parties}
    row.parties = [
        *row.parties,
        *(organisation for organisation in run.organisations if organisation.name not in known),
    ]
    row.sources += [Source("parties", body.start, body.end, PARTIES) for body in run.bodies]


def _signing_sides(document: Document, mentions: Mentions, one: Agreement) -> Run | None:
    """Return the bodies that sign: the subject of the verb, with the one behind "với"."""
    best: Run | None = None
    for paper in one.papers:
        if paper.signing is None:
            continue
        before = runs(document, mentions, _clause_of(document, paper), paper.signing[0])
        behind = [
            run
            for run in runs(document, mentions, paper.signing[1], paper.tail)
            if re.search(r"(?<!\w)(?:với|cùng)(?:\s?:)?$", bare(document, mentions, paper.signing[1], run.start))
        ]
        chosen = _subject_of_signing([run for run in before if not is_part(document, run.start)])
        if chosen is not None and behind:
            bodies = (*chosen.bodies, *behind[0].bodies)
            chosen = Run(chosen.start, behind[0].end, bodies, chosen.people)
        if chosen is not None and len(chosen.organisations) > 1:
            return chosen
        best = best or chosen
    return best


def _clause_of(document: Document, paper: Paper) -> int:
    """Return where the clause of signing begins, if it has a subject of its own: "…; tại đây, hai ngành ký …"."""
    start, verb = paper.sentence.start, paper.signing[0] if paper.signing else paper.mention.start
    clause = document.low.rfind(";", start, verb) + 1
    return clause if clause and _BOTH_DO.search(document.low, clause, verb) else start


def _subject_of_signing(before: list[Run]) -> Run | None:
    """Of the bodies before a verb of signing, return those that sign: the last named side by side, else the last."""
    before = [run for run in before if run.definite]
    together = [run for run in before if len(run.organisations) > 1]
    return together[-1] if together else before[-1] if before else None


def _elsewhere(document: Document, one: Agreement, parties: list[Organisation]) -> list[Organisation]:
    """Return `parties` as those of the province named behind the paper, where it is another one.

    "Kế hoạch số 115/KH-CAT-LĐLĐ năm 2020 của tỉnh Bình Định (cũ)"
    """
    for paper in one.papers if parties else ():
        told = _OF_PROVINCE.search(document.plain, paper.mention.end, min(paper.tail, paper.mention.end + 60))
        province = places.province(told["name"]) if told else None
        if province is not None:
            return [_moved(body, province) for body in parties]
    return parties


def _before_merger(document: Document, one: Agreement) -> places.Province | None:
    """Return the province that is gone where an agreement was made: "tại Kon Tum (cũ), hai ngành ký …"."""
    for paper in one.papers:
        clause = max(paper.sentence.start, document.low.rfind(";", paper.sentence.start, paper.mention.start))
        opening = _CLAUSE_OPENS.match(document.plain, clause)
        told = _AT_PROVINCE.match(document.plain, opening.end() if opening else clause)
        if told is None or not _MERGED.search(document.low, paper.sentence.start, paper.mention.start):
            continue
        if (province := places.province(told["name"])) is not None:
            return province
    return None


def _moved(body: Organisation, province: places.Province) -> Organisation:
    """Return the body of its kind in another province."""
    if body.level != "province" or body.province is None:
        return body
    name = re.sub(rf"(?:tỉnh|thành phố) {re.escape(body.province)}$", f"{province.type} {province.name}", body.name)
    own_id = (body.organisation_id or "").partition("@")[0].replace(slug(body.province), slug(province.name))
    return replace(body, name=name, organisation_id=own_id or None, province=province.name, place_source="text")


def _by_number(number: str | None, known: Bodies) -> list[Organisation]:
    """Return the bodies in a paper's number, those of a kind as the hosts or the article name them."""
    named = [_by_code().get(code) for code in codes_of(number)[1:]] if number else []
    parties = [party for party in named if party is not None]
    level = next((party.level for party in parties if party.level), None)
    found: dict[str, Organisation] = {}
    for party in parties:
        one: Organisation | None
        if party.name is not None:
            kind = "police" if party.name == "Bộ Công an" else "union"
            one = known.by_name.get(party.name) or Organisation(party.name, f"{kind}/vn", kind, "central")
        else:
            one = known.of(party, level)
        if one is not None:
            found.setdefault(one.name, one)
    return list(found.values()) if len(found) > 1 else []
