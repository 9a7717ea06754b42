"""What a machine is, as far as it bears on speed: no names, nothing by which it could be told from its like."""

import hashlib
import os
import platform
from datetime import UTC, datetime
from importlib import metadata, resources
from pathlib import Path
from typing import Any

_LIBRARIES = ("trafilatura", "lxml", "underthesea", "fastwarc", "scrapy", "pyarrow", "duckdb", "distributed")


def facts() -> dict[str, Any]:
    """Return processor, cores, memory, system, Python's and the libraries' versions, and the day."""
    return {
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
        "processor": _processor(),
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
        "load_before": round(os.getloadavg()[0], 2),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "libraries": {name: version for name in _LIBRARIES if (version := _version(name))},
    }


def code() -> str:
    """Return a hash of the code that is measured: of extract, crawler and the bench itself."""
    digest = hashlib.sha256()
    for name in ("extract", "crawler", "phoihop"):
        root = Path(str(resources.files(name)))
        for file in sorted(path for kind in ("*.py", "*.toml") for path in root.rglob(kind)):
            digest.update(f"{name}/{file.relative_to(root)}\n".encode() + file.read_bytes())
    return digest.hexdigest()[:12]


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    told = dict(line.replace("\t", "").split(":", 1) for line in lines if ":" in line)
    parts = [told.get("model name", "").strip(), told.get("cpu MHz", "").strip()]
    return " at MHz ".join(part for part in parts if part) or platform.machine()


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None
