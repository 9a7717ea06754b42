"""The pages behind articles: where the archive is at hand, an article leads back to the page it was read from."""

from pathlib import Path
from typing import Any

from extract.page.charset import UndecodableError, decode
from extract.warc_reader import Archive, ArchiveError, read_page_at


class ArchivedPages:
    """Pages of articles in the archive that the tables were made of.

    Args:
        paths: folders of WARC files, or files, as they were given to the extraction.
    """

    def __init__(self, *paths: Path) -> None:
        self._paths = paths

    def html(self, article: dict[str, Any]) -> str | None:
        """Return the page of an article (a row of articles) as text; None where the archive has it not."""
        file = self._file(article["archive"])
        if file is None:
            return None
        try:
            page = read_page_at(Archive(str(file), article["archive"]), article["archive_offset"])
            return decode(page.body, page.charset) if page.record_id == article["record_id"] else None
        except (ArchiveError, UndecodableError):
            return None

    def _file(self, name: str) -> Path | None:
        """Return the WARC file of a name, which is never one outside the paths given."""
        for path in self._paths:
            if path.is_file() and path.name == name:
                return path
            file = (path / name).resolve()
            if path.is_dir() and file.is_file() and file.is_relative_to(path.resolve()):
                return file
        return None
