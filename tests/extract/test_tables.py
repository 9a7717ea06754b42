"""The schemas say what the contract says, and rows that break them are turned down."""

import re
from datetime import UTC, datetime
from typing import get_args

import pyarrow as pa
import pytest

from extract.facts import base
from extract.mentions import base as mentions
from extract.tables import FACT_TABLES, TABLES, TableError, batch, columns_of

CONTRACT = {
    "articles": "article_id url canonical_url portal? portal_kind? province? province_code? province_2025? "
    "province_2025_code? province_source? title? lead? author? section? text captions published_at? published_on? "
    "fetched_at archive archive_offset record_id content_sha256 relevant relevance relevance_evidence event_kinds "
    "extractor_version",
    "dates": "start end precision part_of_day? role",
    "people": "name rank? titles posts roles",
    "agreements": "agreement_id kind number? subject? signed_on? period_start? period_end? parties party_ids status "
    "implements? tasks",
    "signatories": "agreement_id? organisation organisation_id? name? rank? title?",
    "counts": "value unit modifier? qualifier measure relation part_of? action? actors covers_start? covers_end?",
    "awards": "award title? granted_by granted_by_ids presented_by collectives? individuals? recipients? "
    "recipients_group? named reason?",
    "article_versions": "article_id version content_sha256 first_seen last_seen archive archive_offset record_id",
    "duplicates": "article_id duplicate_of similarity",
    "sifted": "url archive archive_offset rule",
    "issues": "article_id? url stage kind detail char_start? char_end? rule?",
    "mentions": "article_id kind char_start char_end mention value rule",
    "organisations": "organisation_id name kind",
    "events": "event_id day province kinds sides horizon? articles",
    "event_articles": "event_id article_id score reason agreeing differing",
    "coverage": "portal discovered fetched blocked sifted extracted relevant",
    "provinces": "code name slug aliases",
    "crawl_log": "url portal? fetched_at status? outcome detail? archive? archive_offset? bytes? elapsed_ms?",
}
_S, _I = pa.string(), pa.int32()
EVERY_FACT = (
    "fact_id article_id content_sha256 published_on? province? province_2025? mention char_start char_end evidence "
    "sources rule confidence modality repeat_of? review? reviewed_by?"
)


@pytest.mark.parametrize("name", CONTRACT)
def test_columns_and_nulls_are_those_of_the_contract(name: str) -> None:
    wanted = f"{EVERY_FACT} {CONTRACT[name]}" if name in FACT_TABLES else CONTRACT[name]
    schema = TABLES[name].schema
    for column in wanted.split():
        field = schema.field(column.rstrip("?"))
        assert field.nullable == column.endswith("?"), column


def test_every_table_of_the_contract_is_there() -> None:
    assert TABLES.keys() == CONTRACT.keys()


@pytest.mark.parametrize(
    ("table", "column", "kind"),
    [
        ("articles", "published_at", pa.timestamp("ms", tz="Asia/Ho_Chi_Minh")),
        ("articles", "fetched_at", pa.timestamp("ms", tz="UTC")),
        ("articles", "published_on", pa.date32()),
        ("articles", "relevance", pa.float32()),
        ("articles", "archive_offset", pa.int64()),
        ("articles", "captions", pa.list_(pa.string())),
        ("dates", "char_start", pa.int32()),
        ("dates", "confidence", pa.float32()),
        ("counts", "value", pa.float64()),
        ("agreements", "period_start", pa.int16()),
        ("awards", "recipients", pa.int32()),
        ("article_versions", "version", pa.int16()),
        ("events", "articles", pa.int16()),
        (
            "dates",
            "sources",
            pa.list_(
                pa.struct(
                    [
                        ("field", pa.string()),
                        ("char_start", pa.int32()),
                        ("char_end", pa.int32()),
                        ("rule", pa.string()),
                    ]
                )
            ),
        ),
    ],
)
def test_types_are_those_of_the_contract(table: str, column: str, kind: pa.DataType) -> None:
    assert TABLES[table].schema.field(column).type == kind


def test_every_field_is_described_and_nested_ones_too() -> None:
    for name in TABLES:
        for column, _, description, _, _ in columns_of(name):
            assert re.match(r"[“\w`].{2,}", description), f"{name}.{column}"


def test_lists_of_values_are_those_of_the_facts() -> None:
    """A value that a rule may give is one that the table takes."""
    for table, column, literal in [
        ("dates", "role", base.DateRole),
        ("dates", "precision", mentions.Precision),
        ("dates", "part_of_day", mentions.PartOfDay),
        ("dates", "modality", base.Modality),
        ("counts", "qualifier", mentions.Qualifier),
        ("counts", "relation", base.Relation),
    ]:
        listed = TABLES[table].schema.field(column).metadata[b"values"].decode().split("|")
        assert listed == list(get_args(literal)), f"{table}.{column}"


def test_references_name_columns_that_are_there() -> None:
    for name, table in TABLES.items():
        for column, (target, key) in table.references.items():
            assert column.partition(".")[0] in table.schema.names, f"{name}.{column}"
            assert key in TABLES[target].schema.names


VERSION = {
    "article_id": "a",
    "version": 1,
    "content_sha256": "s",
    "first_seen": datetime(2024, 1, 1, tzinfo=UTC),
    "last_seen": datetime(2024, 1, 1, tzinfo=UTC),
    "archive": "a.warc.gz",
    "archive_offset": 0,
    "record_id": "r",
}
ISSUE = {"url": "u", "stage": "facts", "kind": "unknown_rank", "detail": "Trung sỹ nhất"}


def test_a_good_row_is_taken() -> None:
    assert batch("article_versions", [VERSION]).to_pylist()[0]["version"] == 1
    assert batch("issues", [ISSUE]).to_pylist()[0]["rule"] is None


@pytest.mark.parametrize(
    ("table", "row", "fault"),
    [
        ("article_versions", {**VERSION, "colour": 1}, r"article_versions: unknown column colour"),
        ("article_versions", {**VERSION, "version": "x"}, r"article_versions.version: "),
        ("article_versions", {**VERSION, "version": 70_000}, r"article_versions.version: "),
        ("article_versions", {**VERSION, "record_id": None}, r"article_versions.record_id: null in row 0"),
        ("issues", {k: v for k, v in ISSUE.items() if k != "detail"}, r"issues.detail: null in row 0"),
        (
            "organisations",
            {"organisation_id": "x", "name": "X", "kind": "police", "level": "galaxy"},
            r"'galaxy' is not one",
        ),
        (
            "event_articles",
            {
                "event_id": "e",
                "article_id": "a",
                "score": 1.0,
                "reason": "r",
                "agreeing": [{"table": "counts", "field": None, "values": []}],
                "differing": [],
            },
            r"event_articles.agreeing.field: null",
        ),
    ],
)
def test_a_bad_row_is_named(table: str, row: dict[str, object], fault: str) -> None:
    with pytest.raises(TableError, match=fault):
        batch(table, [row])


def test_values_in_lists_are_checked() -> None:
    event = {"event_id": "e", "day": datetime(2024, 1, 1), "province": "Phú Thọ", "sides": [], "articles": 1}
    batch("events", [{**event, "kinds": ["signing", "review"]}])
    with pytest.raises(TableError, match="'party' is not one of its values"):
        batch("events", [{**event, "kinds": ["signing", "party"]}])
