"""The command line: help for everything, one clear line for bad input, exit codes that a scheduler can trust."""

import json
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from phoihop.cli import phoihop


def commands(group: click.Group = phoihop, path: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], click.Command]]:
    found = []
    for name, command in group.commands.items():
        found.append(((*path, name), command))
        if isinstance(command, click.Group):
            found += commands(command, (*path, name))
    return found


def run(*arguments: object, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "phoihop.cli", *map(str, arguments)],
        cwd=folder,
        capture_output=True,
        text=True,
        env={**os.environ, **environment},
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize(
    ("path", "command"), commands(), ids=lambda value: "-".join(value) if isinstance(value, tuple) else ""
)
def test_every_command_explains_itself(path: tuple[str, ...], command: click.Command) -> None:
    result = CliRunner().invoke(phoihop, [*path, "--help"])
    assert result.exit_code == 0, result.output
    assert command.help and len(command.help) > 40
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, f"{' '.join(path)} {parameter.opts[0]} has no help"


def test_help_imports_nothing_heavy(tmp_path: Path) -> None:
    heavy = (
        "scrapy",
        "trafilatura",
        "underthesea",
        "pyarrow",
        "pandas",
        "duckdb",
        "numpy",
        "pydantic",
        "lxml",
        "twisted",
    )
    code = (
        "import sys, click.testing, phoihop.cli as c;"
        "click.testing.CliRunner().invoke(c.phoihop, ['--help'], catch_exceptions=False);"
        f"print([m for m in {heavy!r} if m in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("crawl", "--portal", "nowhere", "--contact", "a@b.vn"), "nowhere"),
        (("crawl", "--window", "at night"), "window"),
        (("crawl", "--no-such-option"), "--no-such-option"),
        (("extract", "missing.warc.gz"), "missing.warc.gz"),
        (("extract", "--subject", "nothing", "some.warc.gz"), "nothing"),
        (("extract", "--portal", "nowhere", "some.warc.gz"), "nowhere"),
        (("show", "0123456789abcdef"), "data/tables"),
        (("path",), "data/tables"),
        (("path", "no_table"), "no_table"),
        (("report", "--tables", "none"), "none"),
        (("evaluate", "no-gold"), "no-gold"),
    ],
)
def test_bad_input_gets_one_line_that_names_it(tmp_path: Path, arguments: tuple[str, ...], named: str) -> None:
    (tmp_path / "some.warc.gz").write_bytes(b"")
    result = run(*arguments, folder=tmp_path)
    assert result.returncode in (1, 2), result.stderr
    assert named in result.stderr
    assert "Traceback" not in result.stderr
    assert not (tmp_path / "data" / "tables" / "latest").exists()


def test_faulty_settings_name_file_and_key(tmp_path: Path) -> None:
    (tmp_path / "phoihop.toml").write_text("[crawl]\nbudget = 'lots'\n", encoding="utf-8")
    result = run("refresh", folder=tmp_path)
    assert (result.returncode, "Traceback" in result.stderr) == (2, False)
    assert "phoihop.toml: crawl.budget" in result.stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_unwritable_folder_is_named(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    (tmp_path / "some.warc.gz").write_bytes(b"")
    result = run("extract", "--tables", closed / "tables", "some.warc.gz", folder=tmp_path)
    assert result.returncode != 0
    assert str(closed) in result.stderr
    assert "Traceback" not in result.stderr


def test_portals_as_json(tmp_path: Path) -> None:
    result = run("portals", "--json", folder=tmp_path)
    portals = {portal["key"]: portal for portal in json.loads(result.stdout)}
    assert portals["baocantho"]["province"] == "Cần Thơ"
    assert not any(
        portal["enabled"] for portal in portals.values() if not portal["sample"] and not portal["checked_on"]
    )
