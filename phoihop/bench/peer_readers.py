"""Other readers on the bench's pages, run with the Python of their own environment; nothing of ours is imported.

`python peer_readers.py NAME` reads JSON lines (url, file) on stdin, warms up on the first page, and writes a JSON line
a page: title, author, published, text; at the end one with the processor seconds of all pages.
"""

import json
import sys
import time
from importlib import import_module
from pathlib import Path
from typing import Any

Found = tuple[Any, Any, Any, str | None]  # title, authors, time, text


def _newsplease(url: str, html: str) -> Found:
    NewsPlease = import_module("newsplease").NewsPlease  # noqa: N806

    found = NewsPlease.from_html(html, url=url, fetch_images=False)
    return found.title, found.authors, found.date_publish, found.maintext


def _newspaper4k(url: str, html: str) -> Found:
    newspaper = import_module("newspaper")

    found = newspaper.article(url, input_html=html, language="vi", fetch_images=False)
    return found.title, found.authors, found.publish_date, found.text


def _trafilatura(url: str, html: str) -> Found:
    found = import_module("trafilatura").bare_extraction(html, url=url, with_metadata=True)
    return found.title, found.author, found.date, found.text


def _dateparser(_: str, text: str) -> Found:
    found = (
        import_module("dateparser.search").search_dates(text, languages=["vi"], settings={"DATE_ORDER": "DMY"}) or []
    )
    return None, None, None, "\n".join(f"{words}\t{day:%Y-%m-%d}" for words, day in found)


_READERS = {
    "news-please": _newsplease, "newspaper4k": _newspaper4k, "trafilatura": _trafilatura, "dateparser": _dateparser,
}  # fmt: skip


def main() -> None:
    """Read every page that is named on the standard input."""
    read = _READERS[sys.argv[1]]
    pages = [(page["url"], Path(page["file"]).read_text(encoding="utf-8")) for page in map(json.loads, sys.stdin)]
    read(*pages[0])
    spent = 0.0
    for url, html in pages:
        began = time.process_time()
        try:
            title, author, published, text = read(url, html)
        except Exception as fault:  # a peer's failure is its result
            title, author, published, text = None, None, None, f"!{fault}"
        spent += time.process_time() - began
        print(
            json.dumps({"title": title, "author": author, "published": str(published or ""), "text": text}, default=str)
        )
    print(json.dumps({"cpu": spent}))


if __name__ == "__main__":
    main()
