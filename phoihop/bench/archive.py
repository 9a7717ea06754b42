"""The bench's archives: WARC files of generated pages, made once in a folder and kept there."""

from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from phoihop.bench.pages import FETCHED, BenchPage


def write(file: Path, pages: Iterable[BenchPage]) -> Path:
    """Write `pages` to the gzipped WARC `file`, byte for byte the same for the same pages; kept if it is there."""
    if file.exists():
        return file
    building = file.with_suffix(".part")
    with building.open("wb") as stream:
        writer = WARCWriter(stream, gzip=True)
        for number, page in enumerate(pages):
            headers = StatusAndHeaders("200 OK", [("Content-Type", page.content_type)], protocol="HTTP/1.1")
            record = writer.create_warc_record(page.url, "response", payload=BytesIO(page.html), http_headers=headers)
            record.rec_headers.replace_header("WARC-Date", f"{FETCHED:%Y-%m-%dT%H:%M:%SZ}")
            record.rec_headers.replace_header("WARC-Record-ID", f"<urn:uuid:{number:032x}>")
            writer.write_record(record)
    return building.rename(file)
