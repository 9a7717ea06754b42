"""Other readers of news pages beside ours: pages a second, and how much of title, time, author and body is right.

They live in a virtual environment of their own, made on demand: fundus, for one, needs an older lxml.
"""

import json
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from crawler.portals.registry import load_registry
from extract.article import NoArticle, read_article
from extract.text import clean, fold
from phoihop.bench.pages import BenchPage, other_page, relevant_pages

ENVIRONMENT = Path("build/bench-peers")
_PACKAGES = ("news-please>=1.6.16", "newspaper4k[vi]>=0.9.6", "trafilatura>=2.0", "dateparser>=1.2", "lxml_html_clean")
_READERS = ("trafilatura", "news-please", "newspaper4k")
_FUNDUS = "fundus: its only parser of a Vietnamese portal is vnexpress.net's, of which the bench has no page"


def environment(make: bool) -> Path:
    """Return the Python of the peers' environment, `make` it if need be. Raises OSError where it cannot be."""
    python = ENVIRONMENT / "bin" / "python"
    ready = ENVIRONMENT / "ready"
    if not ready.exists() and not make:
        raise OSError(f"the peers' environment, {ENVIRONMENT}, is made by a bench that is not quick")
    if not ready.exists():
        try:
            subprocess.run([sys.executable, "-m", "venv", ENVIRONMENT], check=True, capture_output=True)
            # pip first: the one that comes with Python 3.11 stumbles over two spellings of one extra of lxml.
            for wanted in (("pip>=25",), _PACKAGES):
                command = [str(python), "-m", "pip", "install", "--quiet", "--upgrade", *wanted]
                subprocess.run(command, check=True, capture_output=True, text=True, timeout=400)
        except (subprocess.SubprocessError, OSError) as fault:
            told = getattr(fault, "stderr", None) or str(fault)
            raise OSError(
                f"the peers' environment cannot be made: {str(told).strip().splitlines()[-1][:200]}"
            ) from None
        ready.touch()
    return python


def _read(python: Path, reader: str, files: Sequence[tuple[str, Path]]) -> tuple[float, list[dict[str, Any]]]:
    """Return a peer's processor seconds and what it made of each file."""
    told = "".join(json.dumps({"url": url, "file": str(file)}) + "\n" for url, file in files)
    script = Path(__file__).with_name("peer_readers.py")
    done = subprocess.run(
        [python, script, reader], input=told, capture_output=True, text=True, timeout=1800, check=True
    )
    *pages, last = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    return last["cpu"], pages


def _words(text: str | None) -> list[str]:
    return re.findall(r"\w+", fold(clean(text or "")))


def body_f1(wanted: Sequence[str], found: str | None) -> float:
    """Return the F1 of the paragraphs' words found, each as often as it stands there."""
    from collections import Counter

    want, got = Counter(_words("\n".join(wanted))), Counter(_words(found))
    both = (want & got).total()
    return 2 * both / (want.total() + got.total()) if both else 0.0


def score(pages: Sequence[BenchPage], found: Sequence[dict[str, Any]]) -> dict[str, float]:
    """Return the shares of titles, days, times and authors that are right, and the mean F1 of the body's words."""
    rows = list(zip(pages, found, strict=True))
    signed = [(page, one) for page, one in rows if page.author]
    return {
        "title": sum(_words(page.title) == _words(one["title"]) for page, one in rows) / len(rows),
        "day": sum(f"{page.published:%Y-%m-%d}" == one["published"][:10] for page, one in rows) / len(rows),
        "time": sum(f"{page.published:%Y-%m-%d %H:%M}" == one["published"][:16] for page, one in rows) / len(rows),
        "author": sum(_words(page.author) == _words(_joined(one["author"])) for page, one in signed) / len(signed),
        "body_f1": sum(body_f1(page.body, one["text"]) for page, one in rows) / len(rows),
    }


def _joined(authors: Any) -> str:
    return " - ".join(authors) if isinstance(authors, list) else authors or ""


def _ours(pages: Sequence[BenchPage]) -> tuple[float, list[dict[str, Any]]]:
    registry = load_registry()
    found: list[dict[str, Any]] = []
    read_article(pages[0].as_page(), registry)
    began = time.process_time()
    for page in pages:
        try:
            article = read_article(page.as_page(), registry)
        except NoArticle as fault:
            found.append({"title": None, "author": None, "published": "", "text": f"!{fault}"})
            continue
        lead_and_body = article.text.partition("\n")[2] if article.title else article.text
        found.append(
            {
                "title": article.title,
                "author": article.author,
                "published": str(article.published_at or ""),
                "text": lead_and_body,
            }
        )
    return time.process_time() - began, found


def measure(folder: Path, pages: int = 60, make: int = 1) -> dict[str, Any]:
    """Return each reader's pages a second and scores on `pages` pages, half of them relevant.

    `make` tells whether to make the environment of the other readers where it is not there.
    """
    chosen = [*relevant_pages(pages // 2), *(other_page(number) for number in range(pages - pages // 2))]
    cpu, found = _ours(chosen)
    readers = {"phoihop (article only)": _row(cpu, chosen, found)}
    skipped = [_FUNDUS]
    try:
        python = environment(bool(make))
    except OSError as fault:
        return {"pages": pages, "readers": readers, "skipped": [str(fault)]}
    files: list[tuple[str, Path]] = []
    for number, page in enumerate(chosen):
        file = folder / f"peer-{number}.html"
        file.write_bytes(page.html)
        files.append((page.url, file))
    for reader in _READERS:
        try:
            readers[reader] = _row(*_swapped(_read(python, reader, files), chosen))
        except subprocess.SubprocessError as fault:
            told = getattr(fault, "stderr", None) or str(fault)
            skipped.append(f"{reader}: {str(told).strip().splitlines()[-1][:200]}")
    return {
        "pages": pages,
        "readers": readers,
        "skipped": skipped,
        "dateparser": _dates(python, folder),
    }


def _swapped(
    told: tuple[float, list[dict[str, Any]]], pages: Sequence[BenchPage]
) -> tuple[float, Sequence[BenchPage], list[dict[str, Any]]]:
    return told[0], pages, told[1]


def _row(cpu: float, pages: Sequence[BenchPage], found: Sequence[dict[str, Any]]) -> dict[str, float]:
    scores = {name: round(value, 3) for name, value in score(pages, found).items()}
    return {"pages_a_second": round(len(pages) / cpu, 1), **scores}


def _dates(python: Path, folder: Path, gold: Path = Path("data/gold/dev")) -> dict[str, Any]:
    """Return how many of the gold's days dateparser's search finds, and how many ours does."""
    from datetime import datetime

    from extract.pipeline import read_text

    articles = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(gold.glob("*.json"))]
    if not articles:
        return {"skipped": f"no gold in {gold}"}
    files, texts = [], []
    for article in articles:
        texts.append((gold / article["text_file"]).read_text(encoding="utf-8"))
        files.append((article["id"], gold / article["text_file"]))
    _, theirs = _read(python, "dateparser", files)
    wanted = hits = our_hits = claims = our_claims = 0
    for article, text, found in zip(articles, texts, theirs, strict=True):
        at = datetime.fromisoformat(article["published_at"]) if article["published_at"] else None
        days = {fact["start"] for fact in article["dates"] if fact["start"] == fact["end"]}
        told = {line.rpartition("\t")[2] for line in (found["text"] or "").splitlines()}
        ours = {fact.first.isoformat() for fact in read_text(text, at).facts.dates if fact.first == fact.last}
        wanted, hits, our_hits = wanted + len(days), hits + len(days & told), our_hits + len(days & ours)
        claims, our_claims = claims + len(told), our_claims + len(ours)
    return {
        "days": wanted,
        "dateparser": {"recall": round(hits / wanted, 3), "precision": round(hits / claims, 3)},
        "phoihop": {"recall": round(our_hits / wanted, 3), "precision": round(our_hits / our_claims, 3)},
    }
