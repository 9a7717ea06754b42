"""Gold annotations: articles with what a careful human reader takes from them (data/gold/README.md has the rules)."""

import hashlib
import html
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_TABLES = ("dates", "people", "signatories", "agreements", "counts", "awards")
_SPLIT_SEED = "4"
HELD_OUT = "held_out.txt"
_MENU = "".join(f'<li><a href="/muc-{i}">Chuyên mục {i}</a></li>' for i in range(12))
_OTHERS = "".join(f'<li><a href="/tin-khac-{i}.html">Tin khác {i}</a></li>' for i in range(8))


class GoldError(ValueError):
    """A folder or a file of gold that cannot be used; the message names it."""

    exit_code = 2


@dataclass(frozen=True)
class GoldDocument:
    """An annotated article: what the JSON file says, its text, and the page that it has of its own, if any."""

    annotation: dict[str, Any]
    text: str
    page: str | None = None

    @property
    def id(self) -> str:
        """The document's name in the gold."""
        return str(self.annotation["id"])

    @property
    def url(self) -> str:
        """The address that the document is archived under: its own, or one made of its portal and id."""
        gold = self.annotation
        return gold["url"] or f"https://{gold['portal'] or 'tin.example.vn'}/gold/{gold['id']}.html"

    def html(self) -> str:
        """Return the document's own page, or a plain one as a portal would have served it."""
        if self.page is not None:
            return self.page
        gold = self.annotation
        lines = [line.strip() for line in self.text.split("\n") if line.strip()]
        title = gold["title"] or (lines[0] if lines else "")
        body = "\n".join(f"<p>{html.escape(line)}</p>" for line in lines[lines[:1] == [title.strip()] :])
        stamp = gold["published_at"]
        time = f'<meta property="article:published_time" content="{stamp}">' if stamp else ""
        return (
            f'<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>{html.escape(title)}</title>{time}'
            f'<meta property="og:title" content="{html.escape(title)}"></head><body><nav><ul>{_MENU}</ul></nav>'
            f'<article><h1>{html.escape(title)}</h1><div class="content-detail">{body}</div></article>'
            f"<aside><h3>Tin khác</h3><ul>{_OTHERS}</ul></aside>"
            "<footer>Bản quyền thuộc về cổng thông tin</footer></body></html>"
        )


def load_gold(folder: Path) -> list[GoldDocument]:
    """Return the documents of a gold folder (`<id>.json`, its text file, perhaps `<id>.html`) in order of file names.

    Raises:
        GoldError: there is none, or a file lacks something; the message names it.
    """
    documents = []
    for file in sorted(folder.glob("*.json")):
        try:
            gold = json.loads(file.read_text(encoding="utf-8"))
            text = (folder / gold["text_file"]).read_text(encoding="utf-8")
        except (OSError, ValueError, KeyError, TypeError) as fault:
            raise GoldError(f"{file}: cannot be used: {fault}") from None
        if missing := [key for key in ("id", "url", "portal", "title", *_TABLES) if key not in gold]:
            raise GoldError(f"{file}: lacks {', '.join(missing)}")
        page = file.with_suffix(".html")
        documents.append(GoldDocument(gold, text, page.read_text(encoding="utf-8") if page.exists() else None))
    if not documents:
        raise GoldError(f"{folder}: no gold here (*.json)")
    return documents


def draw_held_out(ids: Iterable[str]) -> frozenset[str]:
    """Draw the third of `ids` that is to be opened last: those with the lowest SHA-256 of "4:" and the id.

    In data/gold/dev these are d1-05, d1-08, d2-04, d3-02, d3-03, d3-05, d3-07 and d3-08. Six articles had been opened
    before the split was drawn; seed 4 is the first that leaves those six on the open side.
    """
    ordered = sorted(set(ids), key=lambda name: hashlib.sha256(f"{_SPLIT_SEED}:{name}".encode()).hexdigest())
    return frozenset(ordered[: len(ordered) // 3])


def held_out(folder: Path) -> frozenset[str]:
    """Return the ids that a gold folder holds out (`held_out.txt`, an id a line); none where it has no such file."""
    file = folder / HELD_OUT
    return frozenset(file.read_text(encoding="utf-8").split()) if file.exists() else frozenset()


def write_warc(documents: Sequence[GoldDocument], file: Path) -> None:
    """Put the documents' pages into a WARC file."""
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    with file.open("wb") as stream:
        writer = WARCWriter(stream, gzip=True)
        for document in documents:
            headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
            payload = io.BytesIO(document.html().encode("utf-8"))
            record = writer.create_warc_record(document.url, "response", payload=payload, http_headers=headers)
            writer.write_record(record)
