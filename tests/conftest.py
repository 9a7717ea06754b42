"""What several wings' tests share."""

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def demo_tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tables of the demo: the sample portals crawled over HTTP and read."""
    from phoihop.config import Config
    from phoihop.demo import run_demo

    folder = tmp_path_factory.mktemp("demo")
    run_demo(Config(), folder, progress=False)
    return folder / "tables"
