"""The table of articles."""

import pyarrow as pa

from extract.schema.columns import (
    EVENT_KINDS,
    FLOAT32,
    MOMENT,
    PORTAL_KINDS,
    PROVINCE,
    PROVINCE_2025,
    PUBLISHED_ON,
    STRING,
    STRINGS,
    VIETNAM,
    Table,
    archive_place,
    column,
    span,
    structs,
)

ARTICLES = Table(
    "articles",
    "An article, in its latest version.",
    pa.schema(
        [
            column("article_id", STRING, "Key: 16 hex digits of the portal and the article's own number or address."),
            column("url", STRING, "Address as fetched."),
            column("canonical_url", STRING, "Address without tracking parameters and fragment, lower-case host."),
            column("portal", STRING, "Key of the portal in the registry.", null=True),
            column("portal_kind", STRING, "What kind of body runs the portal.", null=True, values=PORTAL_KINDS),
            PROVINCE,
            column("province_code", STRING, "Its GSO code in the 63-province scheme.", null=True),
            PROVINCE_2025,
            column(
                "province_2025_code",
                STRING,
                "Its GSO code in the 34-province scheme. Never join codes of one scheme with the other.",
                null=True,
            ),
            column("province_source", STRING, "Who named the province.", null=True, values=("text", "portal")),
            column("title", STRING, "Headline.", null=True),
            column("lead", STRING, "Opening paragraph that the page sets apart.", null=True),
            column("author", STRING, "Byline.", null=True),
            column("section", STRING, "Section of the portal.", null=True),
            column(
                "text",
                STRING,
                "Title, lead, body and captions, NFC, a paragraph a line; every span points into this string.",
            ),
            column("captions", STRINGS, "Captions of the pictures."),
            column(
                "published_at", pa.timestamp("ms", tz=VIETNAM), "Time of publication, Vietnam's time zone.", null=True
            ),
            PUBLISHED_ON,
            column("fetched_at", MOMENT, "When the page was fetched."),
            *archive_place(),
            column("record_id", STRING, "WARC-Record-ID of the page's record."),
            column("content_sha256", STRING, "SHA-256 of `text` in UTF-8."),
            column("relevant", pa.bool_(), "Whether the article is on the subject."),
            column("relevance", FLOAT32, "Score behind `relevant`.", unit="score in [0, 1]"),
            column(
                "relevance_evidence",
                structs(
                    column("term", STRING, "What speaks for or against the subject."),
                    column("weight", FLOAT32, "How much; below 0 speaks against."),
                    *span("the term"),
                ),
                "What the score rests on.",
            ),
            column("event_kinds", STRINGS, "Kinds of event reported.", values=EVENT_KINDS),
            column("extractor_version", STRING, "Hash of code, rules, lexicons, the portal's file and libraries."),
        ]
    ),
    key=("article_id",),
    by_year=True,
)
