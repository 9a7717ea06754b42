"""Run the notebooks and keep their outputs: `make notebooks`. On the tables of the demo where no others are named."""

import argparse
import os
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

HERE = Path(__file__).parent
TABLES = "PHOIHOP_NOTEBOOK_TABLES"


def run(notebook: Path, tables: Path, output: Path) -> None:
    """Execute `notebook` on the snapshot in `tables` and write it with its outputs to `output`.

    Raises:
        CellExecutionError: a cell failed.
    """
    os.environ[TABLES] = str(tables.resolve())
    document = nbformat.read(notebook, as_version=4)
    NotebookClient(document, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(HERE)}}).execute()
    for cell in document.cells:
        cell.metadata.pop("execution", None)  # times of this run: they would make every run a change
    nbformat.write(document, output)


def main() -> None:
    """Run the notebooks named, or all, in place."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("notebooks", nargs="*", type=Path, default=sorted(HERE.glob("[0-9]*.ipynb")))
    parser.add_argument("--tables", type=Path, default=Path("data/demo/tables"), help="folder of snapshots")
    options = parser.parse_args()
    if not (options.tables / "latest").exists() and not (options.tables / "snapshot.json").exists():
        if options.tables != Path("data/demo/tables"):
            sys.exit(f"{options.tables}: no snapshot here")
        from phoihop.config import load_config
        from phoihop.demo import run_demo

        run_demo(load_config(), Path("data/demo"), progress=sys.stderr.isatty())
    for notebook in options.notebooks:
        print(notebook)
        try:
            run(notebook, options.tables, notebook)
        except CellExecutionError as fault:
            sys.exit(f"{notebook}: {fault}")


if __name__ == "__main__":
    main()
