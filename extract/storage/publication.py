"""What is to be published as a snapshot."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from extract.storage.corrections import Correction
from extract.storage.units import Options, UnitResult

KEEP = 5
"""How many snapshots stay by default, the latest included."""

GRACE = timedelta(hours=24)
"""For how long a snapshot stays at least after a newer one took its place: somebody may be reading it."""


@dataclass
class Publication:
    """What is to be published.

    Attributes:
        results: the finished units, in the order of their archives.
        archives: name → digest of the archives read.
        options: what they were read for.
        problems: archives that could not be read, a line each.
        crawl_log: rows of the table crawl_log.
        discovered: what the crawler knows of each portal and month (:data:`extract.storage.merge.DISCOVERED`).
        corrections: what reviewers decided; those that find their fact no more are named in the manifest (`orphans`).
        held: portals in quarantine, each with the moment from which its pages wait: their rows are not published.
        accuracy: measure → F1 on gold, where known.
        keep: how many snapshots stay.
        grace: for how long one stays beyond that after a newer one took its place.
        compact: whether to make one batch of all units.
    """

    results: Sequence[UnitResult]
    archives: Mapping[str, str]
    options: Options = field(default_factory=Options)
    problems: Sequence[str] = ()
    crawl_log: Iterable[Mapping[str, Any]] = ()
    discovered: Sequence[Mapping[str, Any]] = ()
    corrections: Sequence[Correction] = ()
    held: Mapping[str, datetime] = field(default_factory=dict)
    accuracy: Mapping[str, float] | None = None
    keep: int = KEEP
    grace: timedelta = GRACE
    compact: bool = False

    def held_as_text(self) -> dict[str, str]:
        """Return `held` as the manifest has it."""
        return {portal: since.astimezone(UTC).isoformat() for portal, since in sorted(self.held.items())}
