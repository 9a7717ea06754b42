"""What revisit records stand for: earlier records of the same file."""

import logging

from fastwarc.warc import WarcRecordType

from extract.warc.files import Archive, opened
from extract.warc.records import by_name, records

log = logging.getLogger(__name__)


class Earlier:
    """Where the pages of a file lie that revisit records stand for. It is indexed when the first of them is met."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._by_key: dict[str, int] | None = None

    def offset(self, headers: dict[str, str], before: int) -> int | None:
        """Return where the page begins that the revisit record with `headers` refers to, None where it is not there.

        It must lie before byte `before`, where the revisit record begins.
        """
        if self._by_key is None:
            self._by_key = self._index()
        target = headers.get("warc-refers-to-target-uri") or headers.get("warc-target-uri") or ""
        keys = (
            headers.get("warc-refers-to"),
            f"{target.strip('<>')} {headers.get('warc-refers-to-date', '')}",
            headers.get("warc-payload-digest"),
        )
        offset = next((self._by_key[key] for key in keys if key in self._by_key), None)
        return None if offset is None or offset >= before else offset

    def _index(self) -> dict[str, int]:
        places: dict[str, int] = {}
        with opened(self._archive) as stream:
            try:
                for record in records(stream, 0, WarcRecordType.response | WarcRecordType.resource):
                    headers = by_name(record.headers)
                    uri = headers.get("warc-target-uri", "").strip("<>")
                    keys = (
                        record.record_id,
                        f"{uri} {headers.get('warc-date', '')}",
                        headers.get("warc-payload-digest"),
                    )
                    for key in keys:
                        if key:
                            places.setdefault(key, record.stream_pos)
            except OSError as fault:
                log.debug("%s: indexed up to its damage: %s", self._archive.path, fault)
        return places
