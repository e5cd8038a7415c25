# tuanthu: `make demo` audits a made-up province on this machine, `make test` proves that the audit is right.
PYTHON ?= python3
# Tests wait for peers more than they work: more of them run side by side than there are processors, where these are few.
# Those of a file stay together, so that what they share is started once; the longest begin first (tests/conftest.py).
WORKERS ?= $(shell $(PYTHON) -c 'import os; print(max(4, os.cpu_count() or 1))')
BIN := .venv/bin
LOCK = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url

.PHONY: help install demo test lint lock clean

help: ## this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/'

install: .venv/installed ## the command, at .venv/bin/tuanthu

demo: install ## audit the lab province: no root, no internet, a minute or two
	$(BIN)/tuanthu demo

test: .venv/installed-dev ## all tests
	$(BIN)/pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder

lint: .venv/installed-dev ## format, lint, types and the arrows between folders
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

lock: .venv/installed-dev ## refresh the hash locks from pyproject.toml
	$(LOCK) pyproject.toml --extra source --output-file requirements.lock
	$(LOCK) pyproject.toml --extra dev --extra source --output-file requirements-dev.lock

clean: ## remove what make made
	rm -rf .venv demo dist

.venv/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "tuanthu needs Python 3.11 or newer: make PYTHON=python3.12 …")'
	$(PYTHON) -m venv .venv

.venv/installed: requirements.lock pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv/installed-dev: requirements-dev.lock pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@
