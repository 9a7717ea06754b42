"""Retention of raw pages: which records of the archive may go, by what the latest snapshot says of their pages.

A page of which the snapshot says nothing (not yet read, waiting in quarantine, one that could not be read) stays.
"""

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from crawler.portals.registry import Registry
    from crawler.pruning import Lying, Pruned

Keep = Literal["all", "relevant", "facts"]

FACTS = ("agreements", "signatories", "counts", "awards", "people")
"""An article with a row in one of these has facts; a date alone is none."""

_LISTS = frozenset({"section", "feed", "sitemap", "search"})


@dataclass(frozen=True)
class Choice:
    """What may go.

    Attributes:
        keep: all; relevant articles; articles with facts.
        before: records of this moment or later stay.
        relevant, facts: the articles of the snapshot that are relevant, that have facts.
        known: all articles of the snapshot, `sifted` the addresses of pages that were put aside on their bytes.
        registry: the portals, by which an address is known for an article's.
    """

    keep: Keep
    before: datetime
    known: frozenset[str]
    relevant: frozenset[str]
    facts: frozenset[str]
    sifted: frozenset[str]
    registry: "Registry"

    def why(self, record: "Lying") -> str | None:
        """Return why a record may go, None for one that stays."""
        from crawler.portals.urls import article_id

        old = bool(record.fetched_at) and datetime.fromisoformat(record.fetched_at) < self.before
        if self.keep == "all" or not old or record.kind == "warcinfo":
            return None
        if record.role in _LISTS:
            return "a list of links"
        if record.role not in {"article", "shell"}:
            return None
        article = article_id(record.url, self.registry.for_url(record.url))
        if article not in self.known:
            return "put aside unread: it cannot be on the subject" if record.url in self.sifted else None
        if article not in self.relevant:
            return "not relevant"
        return "no facts" if self.keep == "facts" and article not in self.facts else None


def choice(tables: Path, keep: Keep, days: int, now: datetime | None = None, registry: Path | None = None) -> Choice:
    """Return what may go by the latest snapshot; pages of the last `days` stay.

    `registry` is the folder of the user's own portal files. Raises NoSnapshotError, RegistryError.
    """
    from crawler.portals.registry import load_registry
    from extract.snapshots import open_snapshot

    snapshot = open_snapshot(tables)
    articles = snapshot.arrow("articles", ["article_id", "relevant"]).to_pydict()
    with_facts = {a for table in FACTS for a in snapshot.arrow(table, ["article_id"])["article_id"].to_pylist()}
    return Choice(
        keep=keep,
        before=min((now or datetime.now(UTC)) - timedelta(days=days), snapshot.created_at),
        known=frozenset(articles["article_id"]),
        relevant=frozenset(a for a, yes in zip(articles["article_id"], articles["relevant"], strict=True) if yes),
        facts=frozenset(with_facts),
        sifted=frozenset(snapshot.arrow("sifted", ["url"])["url"].to_pylist()),
        registry=load_registry(registry),
    )


def prune_archive(archive: Path, state: Path, tables: Path, chosen: Choice, *, pretend: bool) -> "list[Pruned]":
    """Drop from the archive what may go, and return what each file that loses records comes to.

    Raises AnotherRunError and LockHeldError where a crawl or an extraction is at work, ArchiveDamagedError, StateError.
    """
    from crawler.pruning import prune
    from crawler.run import state_lock
    from crawler.seen import Seen
    from extract.storage.lock import locked

    with locked(tables, "prune"), state_lock(state), contextlib.closing(Seen(state)) as seen:
        return list(prune(archive, seen, chosen.why, datetime.now().date(), pretend=pretend))


def prune_text(pruned: "Sequence[Pruned]", keep: Keep, *, pretend: bool) -> str:
    """Return what a pruning did, or would do, for people."""
    if keep == "all":
        return 'every page is kept (keep = "all"): nothing to drop'
    lines = [
        f"  {each.file}: {each.dropped} of {each.kept + each.dropped} records, "
        f"{_mega(each.bytes_before)} to {_mega(each.bytes_after)}"
        for each in pruned
    ]
    dropped = sum(each.dropped for each in pruned)
    saved = _mega(sum(each.bytes_before - each.bytes_after for each in pruned))
    if not dropped:
        return "nothing to drop"
    if pretend:
        return "\n".join([*lines, f"{dropped} records, {saved}, may go: nothing was deleted; --yes deletes them"])
    told = f"{dropped} records dropped, {saved}; dropped.csv in the archive names each"
    return "\n".join([*lines, told, "run `phoihop extract` next: the latest tables still name the places of before"])


def _mega(size: int) -> str:
    return f"{size / 1_000_000:.1f} MB"
