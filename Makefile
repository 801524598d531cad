.PHONY: demo test lint docs bench wheel

PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin

$(BIN)/bbafootprint: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --editable '.[all]'

demo: $(BIN)/bbafootprint   ## run the example sheet: a table here, a workbook in out/
	mkdir -p out
	$(BIN)/bbafootprint run examples/procurement.xlsx -o out/footprint.xlsx

$(BIN)/pytest: $(BIN)/bbafootprint
	$(BIN)/python -m pip install --quiet 'pip>=25.1'
	$(BIN)/python -m pip install --quiet --group test --group lint

test: $(BIN)/pytest         ## set up and run the tests
	$(BIN)/python -m pytest

lint: $(BIN)/pytest
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

docs: $(BIN)/pytest
	$(BIN)/python -m pip install --quiet --group docs
	$(BIN)/mkdocs build --strict

bench: $(BIN)/pytest
	$(BIN)/python -m pip install --quiet --group bench
	$(BIN)/python -m pytest benchmarks --benchmark-only
