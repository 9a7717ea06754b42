"""What several wings' tests share."""

import os
from collections.abc import Iterator
from pathlib import Path
from shutil import which
from typing import Any

import pytest


@pytest.fixture(scope="session")
def demo_tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tables of the demo: the sample portals crawled over HTTP and read."""
    from phoihop.config import Config
    from phoihop.demo import run_demo

    folder = tmp_path_factory.mktemp("demo")
    run_demo(Config(), folder, progress=False)
    return folder / "tables"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A headless Chromium. Where it is missing the test is skipped, or fails if PHOIHOP_REQUIRE_BROWSER is set."""
    from crawler.browser import missing

    lacking = missing()
    if lacking and "PHOIHOP_REQUIRE_BROWSER" not in os.environ:
        pytest.skip(lacking)
    assert lacking is None
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=which("chromium") or which("google-chrome"),
            args=["--no-sandbox", "--disable-background-networking", "--no-first-run", "--disable-component-update"],
        )
        yield chromium
        chromium.close()
