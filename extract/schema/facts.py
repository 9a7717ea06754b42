"""The tables of facts: columns that all of them have, and each one's own."""

from collections.abc import Mapping

import pyarrow as pa

from extract.schema.columns import (
    DAY,
    FLOAT32,
    IN_ARTICLES,
    INT16,
    INT32,
    MODALITIES,
    ORGANISATION,
    ORGANISATION_ID,
    PERSON_ROLES,
    PROVINCE,
    PROVINCE_2025,
    PUBLISHED_ON,
    STRING,
    STRINGS,
    Table,
    article_id,
    column,
    span,
    structs,
)

_FACT_COLUMNS: tuple[pa.Field, ...] = (
    column("fact_id", STRING, "Key: `<table>:` and 16 hex digits; survives new rules and the article's new versions."),
    article_id(),
    column("content_sha256", STRING, "SHA-256 of the article's text that the spans point into."),
    PUBLISHED_ON,
    PROVINCE,
    PROVINCE_2025,
    column("mention", STRING, "The head of the fact as written: the date, the name, the figure, the award."),
    *span("the mention"),
    column("evidence", STRING, "The sentence that holds the mention."),
    column(
        "sources",
        structs(
            column("field", STRING, "The column."),
            *span("the words"),
            column("rule", STRING, "The rule that read them."),
        ),
        "Where each other column was read.",
    ),
    column("rule", STRING, "The rule that made the row."),
    column("confidence", FLOAT32, "How sure the rule is of the row.", unit="probability in [0, 1]"),
    column("modality", STRING, "Whether the fact is said to be so, or only planned or proposed.", values=MODALITIES),
    column(
        "repeat_of",
        STRING,
        "fact_id of the first telling of the same fact in the article; of an award without figures, the first with.",
        null=True,
    ),
    column("review", STRING, "What a reviewer decided: accept, reject, correct, add.", null=True),
    column("reviewed_by", STRING, "Who decided it.", null=True),
)


def _facts(
    name: str, description: str, *fields: pa.Field, references: Mapping[str, tuple[str, str]] | None = None
) -> Table:
    return Table(
        name,
        description,
        pa.schema([*_FACT_COLUMNS, *fields]),
        key=("fact_id",),
        references={**IN_ARTICLES, "repeat_of": (name, "fact_id"), **(references or {})},
        by_year=True,
    )


_ORGANISED = {"organisation_id": ("organisations", "organisation_id")}

FACTS = (
    _facts(
        "dates",
        "A calendar expression.",
        column("start", DAY, "First day, inclusive."),
        column("end", DAY, "Last day, inclusive."),
        column(
            "precision",
            STRING,
            "How precise the words are; never made finer.",
            values=("day", "month", "quarter", "half_year", "year", "range"),
        ),
        column(
            "part_of_day",
            STRING,
            "Part of the day, where named.",
            null=True,
            values=("morning", "noon", "afternoon", "evening", "night"),
        ),
        column(
            "role",
            STRING,
            "What the date is of: the reported event, a period that figures or plans cover, a cited document, other.",
            values=("event", "period", "document", "other"),
        ),
    ),
    _facts(
        "people",
        "A person, once an article.",
        column("name", STRING, "Full name in title case."),
        column("rank", STRING, "Police or army rank as written.", null=True),
        column("titles", STRINGS, "Posts as written."),
        column(
            "posts",
            structs(column("title", STRING, "The post."), ORGANISATION, ORGANISATION_ID),
            "Posts with the bodies that they are held at.",
        ),
        column("roles", STRINGS, "What the person does in the article.", values=PERSON_ROLES),
        references={"posts.organisation_id": ("organisations", "organisation_id")},
    ),
    _facts(
        "agreements",
        "An agreement, plan, programme or regulation of co-operation.",
        column("agreement_id", STRING, "The same as fact_id."),
        column("kind", STRING, "Lower-case Vietnamese noun: quy chế, chương trình, kế hoạch, …"),
        column("number", STRING, "Number as written.", null=True),
        column("subject", STRING, "What it is about, as written.", null=True),
        column("signed_on", DAY, "Day of signing.", null=True),
        column("period_start", INT16, "First year of its term.", null=True, unit="year"),
        column("period_end", INT16, "Last year of its term.", null=True, unit="year"),
        column("parties", STRINGS, "Canonical names of the parties."),
        column("party_ids", STRINGS, "Their organisation_ids in the same order, null for one that has none."),
        column("status", STRING, "Signed in the reported event, or cited.", values=("signed", "cited")),
        column("implements", STRING, "agreement_id of the agreement that this one carries out.", null=True),
        column(
            "tasks",
            structs(column("text", STRING, "The task as written."), *span("it")),
            "What the sides agreed to do.",
        ),
        references={
            "party_ids": ("organisations", "organisation_id"),
            "implements": ("agreements", "fact_id"),
        },
    ),
    _facts(
        "signatories",
        "A side that signs an agreement in the reported event.",
        column("agreement_id", STRING, "The agreement (agreements.agreement_id).", null=True),
        column("organisation", STRING, "Canonical name of the side."),
        ORGANISATION_ID,
        column("name", STRING, "Who signs for it.", null=True),
        column("rank", STRING, "That person's rank.", null=True),
        column("title", STRING, "That person's post as written.", null=True),
        references={"agreement_id": ("agreements", "agreement_id"), **_ORGANISED},
    ),
    _facts(
        "counts",
        "A cardinal quantity of people, bodies, cases, activities, objects, money or per cent.",
        column("value", pa.float64(), "The figure; money in đồng, per cent as written (85 for 85%)."),
        column("unit", STRING, "The counted noun: canonical, lower case, without modifiers."),
        column("modifier", STRING, "What narrows the unit, as written.", null=True),
        column("qualifier", STRING, "What stands before the figure.", values=("exact", "over", "under", "about")),
        column("measure", STRING, "Short stable English label of what is counted; `other` where none fits."),
        column(
            "relation",
            STRING,
            "What the figure is to its sentence: what was done, where, on what basis, part of another figure.",
            values=("object", "location", "basis", "part"),
        ),
        column("part_of", STRING, "fact_id of the figure that this one is a part of.", null=True),
        column("action", STRING, "The verb phrase that governs the figure.", null=True),
        column(
            "actors",
            structs(
                column("organisation", STRING, "Canonical name of the body."),
                ORGANISATION_ID,
                column("role", STRING, "What the body did."),
            ),
            "Who did what the figure counts.",
        ),
        column("covers_start", DAY, "First day of the period that the figure covers.", null=True),
        column("covers_end", DAY, "Last day of that period.", null=True),
        references={
            "part_of": ("counts", "fact_id"),
            "actors.organisation_id": ("organisations", "organisation_id"),
        },
    ),
    _facts(
        "awards",
        "An award: a row for each award, giver and mention.",
        column("award", STRING, "Kind of award: Bằng khen, Giấy khen, Huân chương …"),
        column("title", STRING, "A named award's own name.", null=True),
        column("granted_by", STRINGS, "Canonical names of the givers; several for a joint award."),
        column("granted_by_ids", STRINGS, "Their organisation_ids in the same order, null for one that has none."),
        column("presented_by", STRINGS, "Who handed it over."),
        column("collectives", INT32, "Recipients that are groups.", null=True, unit="collectives"),
        column("individuals", INT32, "Recipients that are persons.", null=True, unit="persons"),
        column("recipients", INT32, "Recipients where one figure stands for both.", null=True, unit="recipients"),
        column("recipients_group", STRING, "Rows of an article with the same value share one figure.", null=True),
        column("named", STRINGS, "Recipients named in the text."),
        column("reason", STRING, "What it was given for, as written.", null=True),
        references={"granted_by_ids": ("organisations", "organisation_id")},
    ),
)
