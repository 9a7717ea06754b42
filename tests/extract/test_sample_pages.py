"""The sample portals' pages, read: every page's parts, and on some the facts that an attentive reader takes."""

import html
import json
import re
from functools import cache
from typing import Any

import pytest

from crawler.portals.registry import load_registry
from crawler.sample import sample_folder
from crawler.sample_content import Article, Site, read_sites
from crawler.sample_text import read_blocks
from extract.article import Article as Read
from extract.article import NoArticle, read_article
from extract.pipeline import Reader
from extract.text import clean, plain
from tests.extract.fixture import fixture, page

SITES = {site.folder.name: site for site in read_sites(sample_folder())}
REGISTRY = load_registry()
EXPECTED = [json.loads(path.read_text("utf-8")) for path in sorted((sample_folder() / "expected").glob("*.json"))]
# A body that only a browser puts together, and a picture page without a word of text.
WITHOUT_TEXT = {"baoninhbinh-338420", "baovinhlong-12006"}
EVERY = [(site, article) for site in SITES.values() for article in site.articles]
READABLE = [(site, article) for site, article in EVERY if f"{site.folder.name}-{article.id}" not in WITHOUT_TEXT]


def name(value: object) -> str | None:
    return value.id if isinstance(value, Article) else value.folder.name if isinstance(value, Site) else None


def words(markup: str) -> str:
    return clean(html.unescape(re.sub(r"<[^>]+>", " ", markup)))


@cache
def read(site: str, number: str) -> Read:
    article = next(article for article in SITES[site].articles if article.id == number)
    return read_article(page(SITES[site], article), REGISTRY)


@pytest.mark.parametrize(("site", "article"), READABLE, ids=name)
def test_parts_of_a_page(site: Site, article: Article) -> None:
    found = read(site.folder.name, article.id)
    captions = [words(block.html) for block in read_blocks(article.body) if block.kind == "photo" and block.html]
    assert (found.title, found.section.lower() if found.section else None) == (
        article.title,
        site.sections[article.section].name.lower(),
    )
    assert found.published_at is not None
    assert found.published_at.isoformat(timespec="minutes") == article.published.isoformat(timespec="minutes")
    # A newsroom's signature ("Nhóm PV") may be shown, or left out: it names nobody.
    assert (found.author or "") in ([article.author] if article.author else ["", article.byline])
    assert found.captions == captions
    assert (found.lead or "").endswith(article.lead)
    assert bool(found.lead) == bool(article.lead)


@pytest.mark.parametrize(("site", "article"), READABLE, ids=name)
def test_the_text_is_the_article_and_nothing_else(site: Site, article: Article) -> None:
    lines = read(site.folder.name, article.id).text.split("\n")
    written = [article.title, article.lead]
    for block in read_blocks(article.body):
        written += [words(piece) for piece in (block.html, *block.items)]
    missing = [piece for piece in written if piece and not any(piece in line for line in lines)]
    foreign = [line for line in lines if not any(line in piece or (piece and piece in line) for piece in written)]
    assert (missing if "<table" not in article.body else [], foreign) == ([], [])


@pytest.mark.parametrize("key", sorted(WITHOUT_TEXT))
def test_a_page_without_text_is_no_article(key: str) -> None:
    with pytest.raises(NoArticle):
        read(*key.split("-"))


@pytest.mark.parametrize(("site", "article"), [pair for pair in READABLE if pair[0].config.variants], ids=name)
def test_versions_of_a_page_are_one_article(site: Site, article: Article) -> None:
    known = read(site.folder.name, article.id)
    for variant in site.config.variants:
        other = read_article(page(site, article, variant), REGISTRY)
        assert (other.article_id, other.title) == (known.article_id, known.title)


@pytest.mark.parametrize("expected", EXPECTED, ids=lambda expected: expected["id"])
def test_page_as_expected(expected: dict[str, Any]) -> None:
    found = read(*expected["id"].split("-"))
    body = [found.text[part.start : part.end] for part in found.parts if part.kind == "body"]
    assert found.url == expected["url"]
    assert (found.title, found.author, found.captions) == (
        expected["title"],
        expected["author"],
        expected["captions"],
    )
    assert found.published_at is not None
    assert found.published_at.isoformat() == expected["published_at"]
    assert any(expected["first_words"] in line for line in body)
    assert body[-1].endswith(expected["last_words"])


@pytest.mark.parametrize("expected", EXPECTED[::9], ids=lambda expected: expected["id"])
def test_make_fixture_writes_what_a_person_reviews(expected: dict[str, Any]) -> None:
    site, number = expected["id"].split("-")
    article = next(article for article in SITES[site].articles if article.id == number)
    written = json.loads(json.dumps(fixture(SITES[site], article)))
    assert expected.keys() - {"note"} <= written.keys()
    same = ("id", "url", "title", "author", "captions", "published_at")
    assert {name: written[name] for name in same} == {name: expected[name] for name in same}
    for kind in FLOORS:
        for fact in expected.get(kind, []):
            assert not written[kind] or fact.keys() & written[kind][0].keys(), "facts are told in the same words"


# The facts

FLOORS = {"dates": 0.9, "people": 0.85, "agreements": 0.8, "signatories": 0.85, "counts": 0.9, "awards": 0.85}


@cache
def rows(key: str) -> dict[str, Any]:
    site, number = key.split("-")
    article = next(article for article in SITES[site].articles if article.id == number)
    result = Reader(REGISTRY, subject="any").read_page(page(SITES[site], article))
    assert result is not None
    assert result.fate == "article", result.row
    return dict(result.rows)


def agree(wanted: Any, given: Any) -> bool:
    """Whether a row's value is the expected one; of a list (givers, titles, parties) the order does not count."""
    if isinstance(wanted, list):
        return sorted(plain(str(value)) for value in wanted) == sorted(plain(str(value)) for value in given or [])
    if isinstance(wanted, str):
        return plain(wanted).lower() == plain(str(given)).lower()
    return bool(wanted == given)


def holds(table: str, wanted: dict[str, Any], row: dict[str, Any]) -> bool:
    row = {**row, "text": row["mention"]}
    if table == "agreements":
        row["period"] = [row["period_start"], row["period_end"]]
    if table == "people":  # what is expected are some of the titles
        return agree(wanted["name"], row["name"]) and agree(wanted["rank"], row["rank"])
    return all(agree(value, row.get(key)) for key, value in wanted.items())


@pytest.mark.parametrize("table", FLOORS)
def test_expected_facts_are_found(table: str) -> None:
    wanted, missed = 0, []
    for expected in EXPECTED:
        left = list(rows(expected["id"])[table])
        for fact in expected.get(table, []):
            wanted += 1
            row = next((row for row in left if holds(table, fact, row)), None)
            if row is None:
                missed.append(f"{expected['id']}: {fact}")
            else:
                left.remove(row)
    assert wanted > 10
    assert len(missed) <= (1 - FLOORS[table]) * wanted, "\n" + "\n".join(missed)


@pytest.mark.parametrize("expected", [e for e in EXPECTED if e.get("awards") == []], ids=lambda e: e["id"])
def test_no_award_is_invented(expected: dict[str, Any]) -> None:
    assert [row["mention"] for row in rows(expected["id"])["awards"]] == []


def test_relevance_of_every_article() -> None:
    judged = [(site, article) for site, article in READABLE if article.relevant is not None]
    wrong = []
    for site, article in judged:
        (row,) = rows(f"{site.folder.name}-{article.id}")["articles"]
        if row["relevant"] != article.relevant:
            wrong.append(f"{site.folder.name}-{article.id}: {article.title}")
    assert len(judged) > 75
    assert len(wrong) <= 2, wrong


@pytest.mark.parametrize("expected", [e for e in EXPECTED if "relevant" in e], ids=lambda e: e["id"])
def test_relevance_and_place(expected: dict[str, Any]) -> None:
    (article,) = rows(expected["id"])["articles"]
    assert article["relevant"] == expected["relevant"]
    assert set(expected.get("event_kinds", [])) <= set(article["event_kinds"])
    for column in ("province", "province_2025"):
        assert column not in expected or article[column] == expected[column]
