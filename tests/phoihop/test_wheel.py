"""An installed wheel works outside the checkout: portals, lexicons, templates and the sample site are package data."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

CHECKOUT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    (wheel,) = WheelBuilder(str(CHECKOUT)).build(directory=str(folder), versions=["standard"])
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def python(installed: Path, cwd: Path, *arguments: str) -> str:
    # The wheel's folder stands before the checkout in the import path, wherever the tests' own install points.
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    done = subprocess.run(
        [sys.executable, *arguments], cwd=cwd, env=environment, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_modules_come_from_the_wheel(installed: Path, tmp_path: Path) -> None:
    code = "import crawler, extract, phoihop; print(*(m.__file__ for m in (crawler, extract, phoihop)), sep='\\n')"
    assert all(line.startswith(str(installed)) for line in python(installed, tmp_path, "-c", code).splitlines())


def test_nothing_of_the_checkout_s_own_is_in_it(installed: Path) -> None:
    top = {path.name for path in installed.iterdir() if not path.name.endswith(".dist-info")}
    assert top == {"crawler", "extract", "phoihop"}


def test_the_demo_runs_from_the_wheel(installed: Path, tmp_path: Path) -> None:
    summary = json.loads(python(installed, tmp_path, "-m", "phoihop.cli", "demo", "--folder", "demo", "--json"))
    assert summary["extract"]["relevant"] > 20
    report = python(installed, tmp_path, "-m", "phoihop.cli", "report", "--tables", "demo/tables", "--output", "report")
    assert (tmp_path / report.strip()).is_file()
