"""From archived pages to tables of facts.

`extract_facts` reads one text or page; `open_snapshot` opens the tables that `phoihop extract` published.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from extract.door import Extraction, extract_facts
    from extract.snapshots import Snapshot, open_snapshot

__all__ = ["Extraction", "Snapshot", "extract_facts", "open_snapshot"]

_HOME = {
    "Extraction": "extract.door",
    "extract_facts": "extract.door",
    "Snapshot": "extract.snapshots",
    "open_snapshot": "extract.snapshots",
}


def __getattr__(name: str) -> Any:
    """Import what is asked for when it is asked for: the command line must not load models to print its help."""
    if name in _HOME:
        from importlib import import_module

        return getattr(import_module(_HOME[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
