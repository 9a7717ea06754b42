"""A mixed archive, sifted and read, against bare reading of the file and against trafilatura on every page."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fastwarc.warc import ArchiveIterator, WarcRecordType

from crawler.portals.registry import load_registry
from extract.pipeline import Reader
from extract.sift import Sieve
from extract.subject import ANY, DEFAULT, load_subject
from extract.warc_reader import Archive, Page, read_pages
from phoihop.bench import archive
from phoihop.bench.pages import BenchPage, mixed_pages
from phoihop.bench.timing import medians, ratio, rounds_of


def read_bare(file: Path) -> int:
    """Read and decompress every page of `file` with FastWARC, and do nothing; the yardstick."""
    size = 0
    with file.open("rb") as stream:
        for record in ArchiveIterator(stream, record_types=WarcRecordType.response, parse_http=False):
            record.parse_http()
            size += len(record.reader.read())
    return size


def _sift(file: Path) -> int:
    sieve = Sieve(load_subject(DEFAULT))
    return sum(sieve.put_aside(page) is None for page in read_pages(file) if isinstance(page, Page))


def _relevant(reader: Reader, file: Path) -> set[str]:
    return {
        result.url
        for result in reader.read_archive(Archive(str(file), file.name))
        if result.fate == "article" and result.rows["articles"][0]["relevant"]
    }


def measure(folder: Path, pages: int = 20_000, rounds: int = 5, sample: int = 500) -> dict[str, Any]:
    """Return speeds, ratios and recall on a mixed archive of `pages` pages, written to `folder`.

    trafilatura reads every page of a `sample` of the archive's, spread evenly over it; its time on all of them is
    computed from that.
    """
    from trafilatura import bare_extraction

    kinds: dict[str, str] = {}

    def noted() -> Iterator[BenchPage]:
        for page in mixed_pages(pages):
            kinds[page.url] = page.kind
            yield page

    file = folder / f"mixed-{pages}.warc.gz"
    file.unlink(missing_ok=True)
    archive.write(file, noted())
    registry = load_registry()
    default = Reader(registry)
    step = max(1, pages // sample)
    chosen = [page.body for n, page in enumerate(read_pages(file)) if isinstance(page, Page) and n % step == 0]
    found: set[str] = set()

    def by_trafilatura() -> None:
        for body in chosen:
            bare_extraction(body, with_metadata=True)

    file.read_bytes()  # the file is in the system's cache for all alike
    _relevant(default, archive.write(folder / "warm.warc.gz", mixed_pages(100)))
    short = rounds_of(
        {
            "fastwarc": lambda: read_bare(file),
            "reading": lambda: sum(1 for _ in read_pages(file)),
            "sifting": lambda: _sift(file),
        },
        rounds,
    )
    long = rounds_of(
        {"trafilatura": by_trafilatura, "sifting_and_reading": lambda: found.update(_relevant(default, file))},
        max(1, rounds - 2),
    )
    long["trafilatura"] = [value / len(chosen) * pages for value in long["trafilatura"]]
    # What reading without sifting finds, among all pages that name both sides and a sample of the rest.
    every = Reader(registry, ANY)
    looked_at = [
        page
        for number, page in enumerate(read_pages(file))
        if isinstance(page, Page) and (kinds[page.url] in ("relevant", "near_miss_of_both") or number % (step * 4) == 0)
    ]
    unsifted = {
        page.url
        for page in looked_at
        if (result := every.read_page(page)) and result.fate == "article" and result.rows["articles"][0]["relevant"]
    }
    wanted = {url for url, kind in kinds.items() if kind == "relevant"}
    spent = medians({**short, **long})
    return {
        "pages": pages,
        "rounds": rounds,
        "kinds": {kind: list(kinds.values()).count(kind) for kind in sorted(set(kinds.values()))},
        "archive_mb": round(file.stat().st_size / 1e6, 1),
        "html_mb": round(read_bare(file) / 1e6, 1),
        "seconds": {name: round(value, 3) for name, value in spent.items()},
        "pages_a_second": {name: round(pages / value) for name, value in spent.items()},
        "read_by_trafilatura": len(chosen),
        "unsifted_looked_at": len(looked_at),
        "ratios": {
            "sifting / FastWARC (speed)": round(ratio(short, "fastwarc", "sifting"), 3),
            "sifting and reading / trafilatura on every page (speed)": round(
                ratio(long, "trafilatura", "sifting_and_reading"), 1
            ),
            "recall of relevant articles against reading every page": round(
                len(found & unsifted) / len(unsifted) if unsifted else 0.0, 4
            ),
            "relevant articles found": f"{len(found & wanted)} of {len(wanted)}",
            "other articles taken for relevant": len(found - wanted),
        },
    }
