# `make demo` shows it, `make test` tests it, `make help` lists the rest.
# Settings go through the environment: `make demo PORT=9000`.

SHELL := /bin/bash
.DEFAULT_GOAL := help

PYTHON ?= python3
PY := .venv/bin/python
JOBS ?= 2
PIP := $(PY) -m pip install --quiet --disable-pip-version-check --require-hashes
COMPILE := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header
BABEL := $(PY) -m babel.messages.frontend --quiet
FAST := not browser and not postgres and not slow

.PHONY: help demo run install check test bench screenshots translations lock clean

help: ## list what there is
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-14s%s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: .venv/app ## a living company on http://127.0.0.1:8000 (PORT, HOST, RESET=1, LIVE=1, LOCALE=fa)
	@$(PY) -m leaderboard.demo

run: .venv/app ## serve your own installation (PORT, HOST, LEADERBOARD_DATA, DATABASE_URL, REDIS_URL)
	@$(PY) -m leaderboard.serve

install: .venv/dev ## make .venv with the tools of `make check`

check: .venv/dev ## the fast loop: format, lint, types, unit tests; under a minute
	@$(PY) -m ruff format --check --quiet . && $(PY) -m ruff check --quiet . && $(PY) -m mypy
	@$(PY) -m pytest -q -n $(JOBS) -m "$(FAST)"

test: .venv/dev ## everything, with a browser, PostgreSQL and Redis; up to half an hour
	@$(PY) -m tests.services
	@$(PY) -m ruff format --check --quiet . && $(PY) -m ruff check --quiet . && $(PY) -m mypy
	@$(PY) -m pytest -n $(JOBS) --dist loadgroup

bench: .venv/dev ## measure the speed against its floors, into docs/performance.md
	@$(PY) -m bench

screenshots: .venv/dev ## take the pictures of the README again
	@$(PY) -m tests.services
	@$(PY) -m tests.browser.screenshots

translations: .venv/dev ## collect the sentences of code and templates, and compile the catalogues
	@$(BABEL) extract --mapping babel.cfg --keywords _l --add-comments Translators: --no-location \
		--project leaderboard --version 1 --output .venv/messages.pot .
	@$(BABEL) update --input-file .venv/messages.pot --output-dir leaderboard/translations \
		--no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date
	@$(BABEL) compile --directory leaderboard/translations

lock: ## pin the requirements again; the one target that needs uv
	@$(COMPILE) --output-file requirements.txt requirements.in
	@$(COMPILE) --constraint requirements.txt --output-file requirements-dev.txt requirements-dev.in

clean: ## remove .venv and what tools left; your data stays
	@rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis
	@find . -name __pycache__ -prune -exec rm -rf {} +

# Each is rebuilt when its requirements change.
.venv/app: requirements.txt | .venv/made
	@echo "Installing into .venv ..."
	@$(PIP) -r requirements.txt
	@touch $@

.venv/dev: requirements-dev.txt | .venv/made
	@echo "Installing into .venv ..."
	@$(PIP) -r requirements-dev.txt
	@touch $@ .venv/app

.venv/made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Missing: Python 3.11 or newer (Debian 12: apt install python3)"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
		|| { echo "Missing: python3-venv (Debian: apt install python3-venv)"; exit 1; }
	@$(PYTHON) -m venv .venv
	@touch $@
