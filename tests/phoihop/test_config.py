"""The configuration's layers and its messages."""

from pathlib import Path

import pytest

from phoihop.config import Config, ConfigError, load_config


def test_packaged_file_states_the_defaults(tmp_path: Path) -> None:
    assert load_config(tmp_path, {}) == Config()


def test_working_folder_then_environment(tmp_path: Path) -> None:
    (tmp_path / "phoihop.toml").write_text(
        '[paths]\narchive = "w"\ntables = "t"\n[crawl]\ndelay = 9\n', encoding="utf-8"
    )
    config = load_config(tmp_path, {"PHOIHOP_PATHS_TABLES": "/srv/t", "PHOIHOP_CRAWL_EVERYTHING": "yes"})
    assert (config.paths.archive, config.paths.tables) == (Path("w"), Path("/srv/t"))
    assert (config.crawl.delay, config.crawl.everything) == (9.0, True)


def test_no_folder_of_own_portals_is_said_by_an_empty_text(tmp_path: Path) -> None:
    (tmp_path / "phoihop.toml").write_text('[paths]\nportals = "portals"\n', encoding="utf-8")
    assert load_config(tmp_path, {}).paths.portals == Path("portals")
    assert load_config(tmp_path, {"PHOIHOP_PATHS_PORTALS": ""}).paths.portals is None


@pytest.mark.parametrize(
    ("toml", "message"),
    [
        ("[paths]\narchiv = 'x'", "paths.archiv: Extra inputs"),
        ("[path]\narchive = 'x'", "path: Extra inputs"),
        ("[crawl]\nbudget = 'many'", "crawl.budget: Input should be a valid integer"),
        ("[crawl]\ndelay = -1", "crawl.delay: .* greater than or equal to 0"),
        ("[crawl]\nwindow = 'at night'", "crawl.window: "),
        ("[crawl", "not valid TOML"),
    ],
)
def test_faults_name_file_and_key(tmp_path: Path, toml: str, message: str) -> None:
    (tmp_path / "phoihop.toml").write_text(toml, encoding="utf-8")
    with pytest.raises(ConfigError, match=message) as fault:
        load_config(tmp_path, {})
    assert str(fault.value).startswith(str(tmp_path))


def test_fault_names_the_variable(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="PHOIHOP_SNAPSHOTS_KEEP"):
        load_config(tmp_path, {"PHOIHOP_SNAPSHOTS_KEEP": "all"})
