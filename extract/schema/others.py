"""The tables that are neither articles nor facts: versions, copies, bodies, events, coverage, provinces, the log."""

from collections.abc import Mapping

import pyarrow as pa

from extract.schema.columns import (
    DAY,
    EVENT_KINDS,
    FLOAT32,
    IN_ARTICLES,
    INT16,
    INT32,
    INT64,
    LEVELS,
    MOMENT,
    OUTCOMES,
    STRING,
    STRINGS,
    Table,
    archive_place,
    article_id,
    column,
    span,
    structs,
)


def _plain(
    name: str,
    description: str,
    *fields: pa.Field,
    key: tuple[str, ...] = (),
    references: Mapping[str, tuple[str, str]] | None = None,
) -> Table:
    return Table(name, description, pa.schema(fields), key, references or {})


_DIFFERENCES = structs(
    column("table", STRING, "The fact table."),
    column("field", STRING, "The column."),
    column("values", STRINGS, "The values, as text."),
)


def _schemes() -> tuple[pa.Field, ...]:
    return (
        column("province", STRING, "Province, 63-province scheme.", null=True),
        column("province_code", STRING, "Its GSO code in that scheme.", null=True),
        column("province_2025", STRING, "Province, 34-province scheme.", null=True),
        column("province_2025_code", STRING, "Its GSO code in that scheme.", null=True),
    )


OTHERS = (
    _plain(
        "article_versions",
        "A version of an article: facts are those of the latest.",
        article_id(),
        column("version", INT16, "1 for the first version seen, 2 for the next, …"),
        column("content_sha256", STRING, "SHA-256 of that version's text."),
        column("first_seen", MOMENT, "When it was first fetched."),
        column("last_seen", MOMENT, "When it was last fetched, or found unchanged by the crawler."),
        *archive_place(),
        column("record_id", STRING, "WARC-Record-ID of its last fetch."),
        key=("article_id", "version"),
        references=IN_ARTICLES,
    ),
    _plain(
        "duplicates",
        "An article that repeats an earlier one, word for word or nearly.",
        article_id(),
        column("duplicate_of", STRING, "article_id of the earliest article with that text."),
        column("similarity", FLOAT32, "Estimated Jaccard similarity of their word shingles.", unit="share in [0, 1]"),
        key=("article_id",),
        references={**IN_ARTICLES, "duplicate_of": ("articles", "article_id")},
    ),
    _plain(
        "sifted",
        "A page put aside on its bytes: it cannot be on the subject.",
        column("url", STRING, "Address as fetched."),
        *archive_place(),
        column("rule", STRING, "The rule that put it aside."),
        column("portal", STRING, "Key of the portal in the registry.", null=True),
        column("month", DAY, "First day of the month of publication, where the bytes tell it.", null=True),
    ),
    _plain(
        "issues",
        "Something in scope that was not understood, or a page that could not be read.",
        article_id(null=True),
        column("url", STRING, "Address of the page; the archive's name where no page could be read."),
        column("stage", STRING, "Where it happened: archive, article, facts, rows, worker."),
        column("kind", STRING, "unknown_rank, unknown_unit, ambiguous_date, no_body, failed, …"),
        column("detail", STRING, "The words as written, or the reason."),
        *span("it", null=True),
        column("rule", STRING, "The rule that met it.", null=True),
        references=IN_ARTICLES,
    ),
    _plain(
        "mentions",
        "A typed span that the rules saw.",
        article_id(),
        column("kind", STRING, "date, number, person, organisation, post, document, award, …"),
        *span("the mention"),
        column("mention", STRING, "The words as written."),
        column("value", STRING, "What they stand for, as text."),
        column("rule", STRING, "The rule that found it."),
        references=IN_ARTICLES,
    ),
    _plain(
        "organisations",
        "A body that articles name.",
        column("organisation_id", STRING, "Key: kind and place, `@2025` for a body of the 34-province scheme."),
        column("name", STRING, "Canonical name."),
        column("kind", STRING, "police, union, people_committee, party, …"),
        column("level", STRING, "Level of administration.", null=True, values=LEVELS),
        *_schemes(),
        key=("organisation_id",),
    ),
    _plain(
        "events",
        "An event that one article or several report.",
        column("event_id", STRING, "Key: 16 hex digits."),
        column("day", DAY, "Day of the event."),
        column(
            "province",
            STRING,
            "Province, 63-province scheme; of the 34 where that is open; “Việt Nam” for the whole country.",
        ),
        column("kinds", STRINGS, "Kinds of event.", values=EVENT_KINDS),
        column("sides", STRINGS, "organisation_ids of the police and union bodies that act."),
        column("horizon", STRING, "Span that is looked back on: “sơ kết 1 năm”.", null=True),
        column("articles", INT16, "How many articles report it.", unit="articles"),
        key=("event_id",),
    ),
    _plain(
        "event_articles",
        "An article that reports an event.",
        column("event_id", STRING, "The event (events.event_id)."),
        article_id(),
        column("score", FLOAT32, "How sure the link is.", unit="score in [0, 1]"),
        column("reason", STRING, "What the link rests on."),
        column("agreeing", _DIFFERENCES, "Facts in which the article agrees with the event's first article."),
        column("differing", _DIFFERENCES, "Facts in which it differs."),
        key=("event_id", "article_id"),
        references={**IN_ARTICLES, "event_id": ("events", "event_id")},
    ),
    _plain(
        "coverage",
        "What is known of a portal in a month, so that “nothing happened” and “not crawled” can be told apart.",
        column("portal", STRING, "Key of the portal; the host of a site that is not in the registry."),
        column("month", DAY, "First day of the month of publication; null where it is not known.", null=True),
        column("discovered", INT32, "Addresses of articles found, fetched or not.", unit="pages"),
        column("fetched", INT32, "Pages in the archive.", unit="pages"),
        column("blocked", INT32, "Pages that the portal did not give.", unit="pages"),
        column("sifted", INT32, "Pages put aside on their bytes.", unit="pages"),
        column("extracted", INT32, "Articles read.", unit="articles"),
        column("relevant", INT32, "Articles on the subject.", unit="articles"),
        column("earliest_day", DAY, "Earliest day of publication reached in the month.", null=True),
    ),
    _plain(
        "provinces",
        "A province of either scheme, to join with.",
        column("scheme", INT16, "63 (until 30 June 2025) or 34.", unit="provinces in the scheme"),
        column("code", STRING, "GSO code in that scheme."),
        column("name", STRING, "Name."),
        column("slug", STRING, "Name in lower-case ASCII."),
        column("aliases", STRINGS, "Other spellings and short forms."),
        column("successor", STRING, "Province of the 34-province scheme that it became.", null=True),
        column("successor_code", STRING, "That province's code in the 34-province scheme.", null=True),
        column("became", STRING, "What became of it on 1 July 2025.", values=("kept", "merged", "formed")),
        key=("scheme", "code"),
    ),
    _plain(
        "crawl_log",
        "A fetch and how it ended.",
        column("url", STRING, "Address asked for."),
        column("portal", STRING, "Key of the portal.", null=True),
        column("fetched_at", MOMENT, "When."),
        column("status", INT16, "HTTP status.", null=True),
        column("outcome", STRING, "How it ended.", values=OUTCOMES),
        column("detail", STRING, "Reason or further address.", null=True),
        *archive_place(null=True),
        column("bytes", INT64, "Size of the body on the wire.", null=True, unit="bytes"),
        column("elapsed_ms", INT32, "Time taken.", null=True, unit="milliseconds"),
    ),
)
