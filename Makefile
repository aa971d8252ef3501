# `make` lists what there is.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON ?= python3
BIN := .venv/bin
# More for pytest: make test ARGS="-k ingest -x"
ARGS ?=
PYTEST = $(BIN)/pytest --numprocesses=auto $(ARGS)
FAST = not browser and not conformance and not slow and not exhaustive
# How many examples and moments: fast, ci or nightly (tests/depth.py).
export TEST_DEPTH ?= fast

.PHONY: help
help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | sort | awk -F'\t' '{ printf "  make %-14s %s\n", $$1, $$2 }'

## Setting up

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' || \
	  { echo "Newsdesk needs Python 3.11, 3.12 or 3.13; name one: make PYTHON=python3.12 ..." >&2; exit 1; }
	$(PYTHON) -m venv .venv

.venv/runtime: requirements.lock | .venv/bin/python
	$(BIN)/python -m pip install --disable-pip-version-check --quiet --require-hashes -r requirements.lock
	@touch $@

.venv/development: requirements-dev.lock | .venv/runtime
	$(BIN)/python -m pip install --disable-pip-version-check --quiet --require-hashes -r requirements-dev.lock
	@touch $@

.PHONY: install
install: .venv/runtime .venv/development ## make .venv with everything, exactly as locked

.PHONY: demo
demo: .venv/runtime ## fill a desk with samples and serve it on 127.0.0.1:8000 (PORT=...)
	@scripts/demo

## Testing

.PHONY: test
test: install ## the fast tests, on SQLite
	$(PYTEST) -m "$(FAST)"

.PHONY: test-slow
test-slow: install ## what `test` leaves out: Chromium, the real sites, killed processes
	$(PYTEST) -m "not exhaustive and not ($(FAST))"

.PHONY: test-all
test-all: test test-slow ## test and test-slow

.PHONY: test-postgres
test-postgres: install ## the tests that depend on the database, on a temporary PostgreSQL
	scripts/with-postgres $(PYTEST) -m "database and not browser and not exhaustive"

.PHONY: test-nightly
test-nightly: export TEST_DEPTH = nightly
test-nightly: install ## every test on both databases, with more examples and every combination
	$(PYTEST)
	scripts/with-postgres $(PYTEST) -m "database and not browser"

# Lines and branches that the fast tests must reach in each package, in percent.
COVERED = seeds=95 jobs=95 content=93 publishing=93 ingest=92 workflow=90
.PHONY: coverage
coverage: install ## the fast tests, and which lines and branches they do not reach
	$(PYTEST) -m "$(FAST)" --cov --cov-report=
	@failed=0; for each in $(COVERED); do \
	  package=$${each%=*} level=$${each#*=}; \
	  reached=$$($(BIN)/coverage report --format=total --include="articles/$$package/*" --fail-under=$$level) || failed=1; \
	  echo "$$package: $$reached % of $$level %"; done; \
	$(BIN)/coverage report; exit $$failed

.PHONY: lint
lint: install layers ## ruff, templates, layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	find templates articles -name '*.html' -print0 2>/dev/null | xargs -0 -r $(BIN)/djade --target-version 5.2 --check

.PHONY: layers
layers: install ## who may import whom
	$(BIN)/lint-imports --no-logo --no-cache

.PHONY: types
types: install ## mypy, strict
	$(BIN)/mypy

.PHONY: migrations
migrations: install ## do the migrations say what the models say?
	DEBUG=true VAR_DIR=var/check $(BIN)/python manage.py makemigrations --check --dry-run
	SECRET_KEY=$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(50))') ALLOWED_HOSTS=localhost \
	  HSTS_SUBDOMAINS=true HSTS_PRELOAD=true VAR_DIR=var/check \
	  $(BIN)/python manage.py check --deploy --fail-level WARNING

.PHONY: verify
verify: lint types migrations test-slow test-postgres ## everything of `check` but the fast tests

.PHONY: check
check: export REQUIRE_BROWSER = true
check: test verify ## everything that must pass before a merge

.PHONY: format
format: install ## write the code and the templates the way lint wants them
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	find templates articles -name '*.html' -print0 2>/dev/null | xargs -0 -r $(BIN)/djade --target-version 5.2

.PHONY: bench
bench: install ## measure against the budgets
	$(BIN)/python -m benchmarks $(ARGS)

## Keeping house

# With extras as they are asked for: to pip, `coverage[toml]` is not pinned by `coverage==7.17.3`.
UV_COMPILE = $(BIN)/uv pip compile --quiet --no-strip-extras --universal --python-version 3.11 --generate-hashes --no-header
.PHONY: lock
lock: install ## work out requirements*.lock from requirements*.txt
	$(UV_COMPILE) --output-file requirements.lock requirements.txt
	$(UV_COMPILE) --constraint requirements.lock --output-file requirements-s3.lock requirements-s3.txt
	$(UV_COMPILE) --constraint requirements.lock --constraint requirements-s3.lock --output-file requirements-dev.lock requirements-dev.txt

.PHONY: clean
clean: ## delete .venv and every cache; the data in var/ stays
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .coverage htmlcov
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
