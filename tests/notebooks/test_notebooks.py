"""Every notebook runs on the sample tables, and the kept outputs come from a run without errors."""

from pathlib import Path

import nbformat
import pytest

pytest.importorskip("nbclient", reason="needs the extra `notebooks`")

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("[0-9]*.ipynb"))


def test_there_are_five() -> None:
    assert len(NOTEBOOKS) == 5


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_runs(notebook: Path, demo_tables: Path, tmp_path: Path) -> None:
    from notebooks.run import run

    run(notebook, demo_tables, tmp_path / notebook.name)
    outputs = [o for cell in nbformat.read(tmp_path / notebook.name, 4).cells for o in cell.get("outputs", [])]
    assert len(outputs) > 3


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_outputs_are_kept(notebook: Path) -> None:
    cells = [cell for cell in nbformat.read(notebook, 4).cells if cell.cell_type == "code"]
    assert all(cell.execution_count for cell in cells), "run `make notebooks` and commit"
    assert not [o for cell in cells for o in cell.outputs if o.output_type == "error"]
