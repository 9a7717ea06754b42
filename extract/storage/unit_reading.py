"""Reading a unit of work, its pages to rows: imported only where pages are read, with all that reading takes."""

from collections.abc import Iterator
from pathlib import Path

from crawler.portals.urls import host_of
from extract.duplicates import signature
from extract.facts.base import Issue
from extract.issues import issue_row
from extract.pipeline import PageRows, Reader
from extract.storage.unit_rows import UnitRows
from extract.storage.units import Unit, UnitResult, VersionError, write_unit
from extract.versions import base_version, host_version
from extract.warc_reader import ArchiveError


def run(unit: Unit, work: Path) -> UnitResult:
    """Read `unit` and leave its rows in `work/<key>`: the whole folder, or nothing.

    Errors of single pages become rows of `issues`; so does an archive that cannot be opened. Raises OSError where
    `work` cannot be written, VersionError where this process has other code than the one that planned the unit.
    """
    if unit.version != base_version():
        raise VersionError("the code of phoihop differs from that of the process that planned the run: run it again")
    registry = unit.options.load_registry()
    reader = Reader(registry, unit.options.subject, frozenset(unit.options.portals))
    rows = UnitRows()
    hosts: dict[str, str] = {}
    for result in _results(reader, unit):
        hosts[host_of(result.url)] = ""
        _add(rows, result)
    return write_unit(unit, work, rows, {host: host_version(host, registry) for host in sorted(hosts)})


def _results(reader: Reader, unit: Unit) -> Iterator[PageRows]:
    try:
        yield from reader.read_archive(unit.archive, unit.start, unit.stop)
    except ArchiveError as fault:
        row = issue_row(unit.archive.name, "archive", Issue("unreadable", str(fault)))
        yield PageRows("issue", "", unit.archive.name, row=row, is_page=False)


def _add(rows: UnitRows, result: PageRows) -> None:
    if result.fate == "sifted":
        rows.add_sifted(result.row)
    elif result.fate == "issue":
        rows.add_issue(result.row, result.is_page)
    else:
        rows.add_article(result.rows, result.site, signature(result.rows["articles"][0]["text"]))
