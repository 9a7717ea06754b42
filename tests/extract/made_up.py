"""Articles and readings made up for the tests of rows, units and snapshots: what the rules would have read."""

import hashlib
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from extract.article import Article
from extract.document import Context, Document, join_parts
from extract.duplicates import signature
from extract.facts.base import (
    Actor,
    AgreementFact,
    AwardFact,
    CountFact,
    DateFact,
    Facts,
    Issue,
    PersonFact,
    PostHeld,
    SignatoryFact,
    Source,
    Task,
)
from extract.issues import issue_row
from extract.mentions.base import DateValue, Mention, Mentions, Organisation
from extract.reading import Reading
from extract.relevance import Evidence, Relevance
from extract.rows import rows_of
from extract.storage.unit_rows import UnitRows
from extract.storage.units import Options, Unit, UnitResult, write_unit
from extract.warc_reader import Archive

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
POLICE = Organisation("Công an tỉnh Phú Thọ", "police/phu-tho", "police", "province", "Phú Thọ")
UNION = Organisation("Liên đoàn Lao động tỉnh Phú Thọ", "union/phu-tho", "union", "province", "Phú Thọ")
NOBODY = Organisation("Công ty Mây Tre", None, "enterprise", None)

TITLE = "Công an và Liên đoàn Lao động tỉnh ký quy chế phối hợp"
BODY = (
    "Ngày 7/5/2019, Công an tỉnh Phú Thọ và Liên đoàn Lao động tỉnh Phú Thọ ký Quy chế phối hợp giai đoạn 2019-2024.",
    "Đại tá Trần Văn Mẫu, Giám đốc Công an tỉnh, cho biết hai bên đã xuống 14 doanh nghiệp; 14 doanh nghiệp.",
    "Dịp này, 2 tập thể và 3 cá nhân được tặng Giấy khen của Công an tỉnh; hai bên sẽ trao đổi thông tin mỗi tháng.",
)


def article(
    number: int = 1,
    *,
    body: Iterable[str] = BODY,
    title: str = TITLE,
    published: datetime | None = datetime(2019, 5, 8, 17, 42, tzinfo=VIETNAM),
    fetched: datetime = datetime(2024, 1, 1, tzinfo=UTC),
    archive: str = "a.warc.gz",
    portal: str | None = "phutho_gov",
) -> Article:
    text, parts = join_parts([("title", title), *(("body", line) for line in body)])
    return Article(
        url=f"https://phutho.example/bai-{number}.html?utm_source=x",
        canonical_url=f"https://phutho.example/bai-{number}.html",
        article_id=hashlib.sha256(str(number).encode()).hexdigest()[:16],
        text=text,
        parts=parts,
        content_sha256=hashlib.sha256(text.encode()).hexdigest(),
        portal=portal,
        portal_kind="government" if portal else None,
        province="Phú Thọ",
        province_2025="Phú Thọ",
        title=title,
        published_at=published,
        fetched_at=fetched,
        archive=archive,
        offset=1000 * number,
        record_id=f"urn:uuid:{number}",
    )


def reading(of: Article, *, relevant: bool = True, facts: bool = True) -> Reading:
    """A reading of an article with BODY in it: facts of every table, at the places where they stand."""
    document = Document(of.text, of.parts, Context(of.published_at, of.province, of.province_2025, of.portal))
    mentions, found = Mentions(), Facts()
    if facts:
        _fill(of.text, mentions, found)
    evidence = [Evidence("công an", 1.0, *_span(of.text, "Công an"))] if facts and relevant else []
    return Reading(document, mentions, found, Relevance(relevant, 0.9 if relevant else 0.1, evidence), ["signing"])


def _span(text: str, words: str, nth: int = 0) -> tuple[int, int]:
    at = -1
    for _ in range(nth + 1):
        at = text.index(words, at + 1)
    return at, at + len(words)


def _fill(text: str, mentions: Mentions, facts: Facts) -> None:
    def at(words: str, nth: int = 0) -> dict[str, int]:
        start, end = _span(text, words, nth)
        return {"start": start, "end": end}

    day = date(2019, 5, 7)
    mentions.add([Mention("date", **at("Ngày 7/5/2019"), rule="date.day", value=DateValue(day, day, "day", "day"))])
    for body in (POLICE, UNION):
        mentions.add([Mention("organisation", **at(body.name), rule="organisation.placed", value=body)])
    facts.dates.append(
        DateFact(**at("Ngày 7/5/2019"), rule="date.day", first=day, last=day, precision="day", role="event")
    )
    facts.people.append(
        PersonFact(
            **at("Trần Văn Mẫu"),
            rule="person.post",
            name="Trần Văn Mẫu",
            rank="Đại tá",
            titles=["Giám đốc Công an tỉnh"],
            posts=[PostHeld(title="Giám đốc Công an tỉnh", organisation=POLICE)],
            roles=["speaker"],
            sources=[Source("rank", *_span(text, "Đại tá"), "person.rank")],
        )
    )
    agreement = AgreementFact(
        **at("Quy chế phối hợp"),
        rule="agreement.signed",
        kind="quy chế",
        signed_on=day,
        period_start=2019,
        period_end=2024,
        parties=[POLICE, UNION, NOBODY],
        status="signed",
        tasks=[Task(*_span(text, "trao đổi thông tin mỗi tháng"))],
    )
    plan = AgreementFact(**at("giai đoạn 2019-2024"), rule="agreement.plan", kind="kế hoạch", implements=agreement)
    facts.agreements += [agreement, plan]
    for side in (POLICE, UNION):
        facts.signatories.append(
            SignatoryFact(**at(side.name), rule="signatory.sides", organisation=side, agreement=agreement)
        )
    first = CountFact(
        **at("14 doanh nghiệp"),
        rule="count.unit",
        value=14,
        unit="doanh nghiệp",
        measure="enterprises",
        relation="location",
        actors=[Actor(POLICE, "agent")],
        covers_start=date(2019, 1, 1),
        covers_end=day,
    )
    again = CountFact(**at("14 doanh nghiệp", 1), rule="count.unit", value=14, unit="doanh nghiệp", repeat_of=first)
    facts.counts += [first, again]
    facts.awards.append(
        AwardFact(
            **at("Giấy khen"),
            rule="award.passive",
            award="Giấy khen",
            granted_by=[POLICE],
            collectives=2,
            individuals=3,
        )
    )
    facts.issues.append(Issue("unknown_unit", "mỗi tháng", *_span(text, "mỗi tháng"), "count.unit"))


def unit(
    work: Path,
    key_of: str,
    articles: Iterable[tuple[Article, Reading]],
    *,
    sifted: int = 0,
    options: Options | None = None,
) -> UnitResult:
    """Write a unit's folder as a worker would, with these articles in it."""
    rows = UnitRows()
    for each, read in articles:
        rows.add_article(rows_of(each, read, "v1"), each.portal or "phutho.example", signature(each.text))
    for number in range(sifted):
        url = f"https://phutho.example/khac-{number}"
        rows.add_sifted({"url": url, "archive": "a.warc.gz", "archive_offset": number, "rule": "sift.no_union"})
    broken = issue_row("https://phutho.example/hong", "article", Issue("no_body", "no paragraph"))
    rows.add_issue(broken, is_page=True)
    stretch = Unit(Archive(f"{key_of}.warc.gz", f"{key_of}.warc.gz"), key_of, 0, None, 1, Options())
    return write_unit(stretch, work, rows, {"phutho.example": ""})


def story(number: int, words: int = 120) -> str:
    """A line of text that is like no other number's."""
    return " ".join(f"từ{hashlib.sha256(f'{number} {at}'.encode()).hexdigest()[:6]}" for at in range(words))


def later(moment: datetime, **by: float) -> datetime:
    return moment + timedelta(**by)
