"""Digests of archives, remembered by size and time so that a file is read for its digest once."""

import json
import os
from pathlib import Path

from extract.storage.units import archive_digest


class Digests:
    """SHA-256 of files, kept in a JSON file beside the work."""

    def __init__(self, file: Path) -> None:
        self._file = file
        try:
            self._known: dict[str, list[object]] = json.loads(file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            self._known = {}

    def of(self, path: str) -> str:
        """Return the digest of the archive at `path`. Raises OSError where it cannot be read."""
        if "://" in path:
            return archive_digest(path)
        status = Path(path).stat()
        state = [status.st_size, status.st_mtime_ns, status.st_ino]
        where = str(Path(path).resolve())
        noted = self._known.get(where)
        if noted is None or noted[:-1] != state:
            self._known[where] = [*state, archive_digest(path)]
            self._save()
        return str(self._known[where][-1])

    def _save(self) -> None:
        building = self._file.with_name(f"{self._file.name}.{os.getpid()}")
        building.write_text(json.dumps(self._known), encoding="utf-8")
        building.replace(self._file)
