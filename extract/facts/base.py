"""What a fact is: a row-to-be, with the span that it heads and where each of its other values was read.

The dataclasses mirror the tables' own columns (extract/tables.py); the columns that every fact table shares are filled
in by the pipeline, which knows the article.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar, Literal

from extract.mentions.base import Organisation, PartOfDay, Precision, Qualifier

Modality = Literal["actual", "planned", "proposed", "target", "negated"]
DateRole = Literal["event", "period", "document", "other"]
Relation = Literal["object", "location", "basis", "part"]


@dataclass(frozen=True, slots=True)
class Source:
    """Where a column's value was read, and by which rule."""

    field: str
    start: int
    end: int
    rule: str


@dataclass(kw_only=True)
class Fact:
    """What all facts share. `start` and `end` are the head's span (the date, the name, the figure, the award)."""

    TABLE: ClassVar[str]

    start: int
    end: int
    rule: str
    confidence: float = 0.9
    modality: Modality = "actual"
    sources: list[Source] = field(default_factory=list)
    repeat_of: "Fact | None" = None


@dataclass(kw_only=True)
class DateFact(Fact):
    """A calendar expression."""

    TABLE = "dates"

    first: date
    last: date
    precision: Precision
    part_of_day: PartOfDay | None = None
    role: DateRole = "other"


@dataclass(kw_only=True)
class PostHeld:
    """A person's post and where it is held."""

    title: str
    organisation: Organisation | None = None


@dataclass(kw_only=True)
class PersonFact(Fact):
    """A person, once an article."""

    TABLE = "people"

    name: str
    rank: str | None = None
    titles: list[str] = field(default_factory=list)
    posts: list[PostHeld] = field(default_factory=list)
    roles: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Task:
    """Something that the sides of an agreement undertook to do."""

    start: int
    end: int


@dataclass(kw_only=True)
class AgreementFact(Fact):
    """An agreement, plan, programme or regulation of co-operation."""

    TABLE = "agreements"

    kind: str
    number: str | None = None
    subject: str | None = None
    signed_on: date | None = None
    period_start: int | None = None
    period_end: int | None = None
    parties: list[Organisation] = field(default_factory=list)
    status: Literal["signed", "cited"] = "cited"
    implements: "AgreementFact | None" = None
    tasks: list[Task] = field(default_factory=list)


@dataclass(kw_only=True)
class SignatoryFact(Fact):
    """A side that signs in the reported event, and who signs for it."""

    TABLE = "signatories"

    organisation: Organisation
    agreement: AgreementFact | None = None
    name: str | None = None
    rank: str | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """A body that did what a figure counts, e.g. role "agent"."""

    organisation: Organisation
    role: str


@dataclass(kw_only=True)
class CountFact(Fact):
    """A cardinal quantity of people, bodies, cases, activities, objects, money or per cent."""

    TABLE = "counts"

    value: float
    unit: str
    modifier: str | None = None
    qualifier: Qualifier = "exact"
    measure: str = "other"
    relation: Relation = "object"
    part_of: "CountFact | None" = None
    action: str | None = None
    actors: list[Actor] = field(default_factory=list)
    covers_start: date | None = None
    covers_end: date | None = None


@dataclass(kw_only=True)
class AwardFact(Fact):
    """An award: one row for each award, giver and mention."""

    TABLE = "awards"

    award: str
    title: str | None = None
    granted_by: list[Organisation] = field(default_factory=list)
    presented_by: list[str] = field(default_factory=list)
    collectives: int | None = None
    individuals: int | None = None
    recipients: int | None = None
    recipients_group: str | None = None
    named: list[str] = field(default_factory=list)
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Issue:
    """Something in scope that no rule understood: kept as written, so that the lexicons grow from real text."""

    kind: str
    detail: str
    start: int | None = None
    end: int | None = None
    rule: str | None = None


@dataclass
class Facts:
    """All facts of one document, each table in order of appearance."""

    dates: list[DateFact] = field(default_factory=list)
    people: list[PersonFact] = field(default_factory=list)
    agreements: list[AgreementFact] = field(default_factory=list)
    signatories: list[SignatoryFact] = field(default_factory=list)
    counts: list[CountFact] = field(default_factory=list)
    awards: list[AwardFact] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)

    TABLES: ClassVar[tuple[str, ...]] = ("dates", "people", "agreements", "signatories", "counts", "awards")
