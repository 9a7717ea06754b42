# Every job of phoihop. Bare `make` lists them. Settings: phoihop.toml, or PHOIHOP_… variables; see docs/.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV   ?= .venv
BIN    := $(VENV)/bin
PHOIHOP := $(BIN)/phoihop
ARGS   ?=

.DEFAULT_GOAL := help
.PHONY: help setup demo test lint format crawl extract refresh compact evaluate report bench fixture notebooks docs clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "phoihop needs Python 3.11 or newer; set PYTHON=/path/to/python3.11" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml constraints.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[dev,notebooks,cluster,redis,browser]"
	@touch $@

setup: $(VENV)/.installed ## Make the virtual environment and install phoihop in it

demo: setup ## Crawl the sample portals on loopback, write the tables, show what was found
	$(PHOIHOP) demo $(ARGS)

test: setup ## Run all tests (what needs Redis or Chromium is skipped with its reason where they are missing)
	$(BIN)/python -m pytest -n auto $(ARGS)

lint: setup ## Check style, types and the layers of the architecture
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: setup ## Format the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

crawl: setup ## Crawl the enabled portals into data/archive (ARGS="--portal KEY --since 2020-01-01")
	$(PHOIHOP) crawl $(ARGS)

extract: setup ## Turn the archive into a new snapshot of tables (ARGS="FILE.warc.gz …")
	$(PHOIHOP) extract $(ARGS)

refresh: setup ## Crawl what is new, extract it, publish a snapshot: the nightly job
	$(PHOIHOP) refresh $(ARGS)

compact: setup ## Publish the tables anew in as few files as possible: once a month
	$(PHOIHOP) compact $(ARGS)

evaluate: setup ## Measure the extraction against data/gold (ARGS="--errors")
	$(PHOIHOP) evaluate $(ARGS)

report: setup ## Write the HTML report of the latest snapshot
	$(PHOIHOP) report $(ARGS)

bench: setup ## Measure speed and memory in ratios, written to data/bench
	$(BIN)/python -m phoihop.bench $(ARGS)

fixture: setup ## Write what is read off sample pages as their expectation, to be reviewed (ARGS="SITE-ID …")
	$(BIN)/python -m tests.extract.fixture $(ARGS)

notebooks: setup ## Run the notebooks on the sample tables and keep their outputs
	$(BIN)/python -m notebooks.run $(ARGS)

docs: setup ## Write the generated pages of docs/ (data dictionary, command reference)
	$(BIN)/python -m phoihop.reference $(ARGS)

clean: ## Remove what the jobs made, but not archives, state and tables
	rm -rf build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache data/demo data/report
	find . -name __pycache__ -type d -not -path './$(VENV)/*' -prune -exec rm -rf {} +
