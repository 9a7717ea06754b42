"""Writes what is read off sample pages as their expectation, for a person to review: `make fixture ARGS="SITE-ID …"`.

The page and its article lie in data/sample; what is written beside them holds only once somebody has read the diff
against the page: take out what is wrong, put in what is missing, and the tests keep it.
"""

import argparse
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from crawler.portals.registry import load_registry
from crawler.sample import sample_folder
from crawler.sample_content import Article, Site, read_sites
from extract.article import read_article
from extract.gold_rows import annotation
from extract.pipeline import Reader
from extract.tables import FACT_TABLES
from extract.warc_reader import Page

_FACTS = {
    "dates": ("text", "start", "end", "role"),
    "people": ("name", "rank", "titles"),
    "agreements": ("kind", "number", "status", "signed_on", "period", "parties"),
    "signatories": ("organisation", "name"),
    "counts": ("value", "unit", "qualifier"),
    "awards": ("award", "granted_by", "collectives", "individuals"),
}
"""The fields of each kind of fact that an expectation states."""


def page(site: Site, article: Article, variant: str = "") -> Page:
    """Return a sample article's page as an archive would have it."""
    path = site.path(article, variant)
    served = site.page(*path.split("?"))
    assert served is not None
    return Page(
        url=f"http://{site.config.host}{path}",
        body=served.body,
        content_type="text/html",
        charset=served.content_type.partition("charset=")[2] or None,
        status=200,
        fetched_at=datetime(2026, 11, 22, tzinfo=UTC),
        archive="sample.warc.gz",
        offset=0,
        record_id="urn:uuid:0",
        role="article",
        record_type="response",
    )


def fixture(site: Site, article: Article) -> dict[str, Any]:
    """Return the expectation of a sample article, as the extraction reads it now."""
    registry, served = load_registry(), page(site, article)
    read = read_article(served, registry)
    result = Reader(registry, subject="any").read_page(served)
    assert result is not None
    name = f"{site.folder.name}-{article.id}"
    (row,) = result.rows["articles"]
    facts = {table: [{**row, "review": None} for row in result.rows[table]] for table in FACT_TABLES}
    told = annotation(row, facts, name)
    body = [read.text[part.start : part.end] for part in read.parts if part.kind == "body"]
    return {
        "id": name,
        "url": read.url,
        "title": read.title,
        "lead": read.lead,
        "author": read.author,
        "section": read.section,
        "published_at": told["published_at"],
        "captions": list(read.captions),
        "first_words": " ".join(body[0].split()[:7]) if body else "",
        "last_words": " ".join(body[-1].split()[-7:]) if body else "",
        "relevant": told["relevant"],
        "event_kinds": told["event_kinds"],
        "province": row["province"],
        "province_2025": row["province_2025"],
        **{kind: [_stated(fact, fields) for fact in told[kind]] for kind, fields in _FACTS.items()},
    }


def _stated(fact: dict[str, Any], fields: tuple[str, ...]) -> dict[str, Any]:
    return {name: fact[name] for name in fields if name in fact}


def main(arguments: list[str] | None = None) -> None:
    """Write the expectations of the articles named."""
    parser = argparse.ArgumentParser(description="Write what is read off sample pages as their expectation.")
    parser.add_argument("names", nargs="+", metavar="SITE-ID", help="for example laocai-88120")
    parser.add_argument("--output", type=Path, default=sample_folder() / "expected")
    options = parser.parse_args(arguments)
    known = {f"{site.folder.name}-{a.id}": (site, a) for site in read_sites(sample_folder()) for a in site.articles}
    for name in options.names:
        if name not in known:
            parser.error(f"{name}: no article of the sample portals; there are {', '.join(sorted(known))}")
    for name in options.names:
        file = options.output / f"{name}.json"
        file.write_text(json.dumps(fixture(*known[name]), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        print(f"{file}: read it against the page (git diff), mend it, commit it")


if __name__ == "__main__":
    main()
