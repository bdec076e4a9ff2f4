# Fangji 房籍. `make` alone lists the targets. PYTHON=python3.12 picks another interpreter; ARGS="…" goes to the command.
PYTHON ?= python3
ARGS ?=
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check

.DEFAULT_GOAL := help
.PHONY: help setup demo demo-reset test test-long check format opensearch bench bench-peers chaos soak schema types lock licences sbom dist clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: .venv/.dev ## the .venv with the command `fangji` and all tools in it

demo: .venv/.runtime ## a generated city, a short tour, and the server on http://127.0.0.1:8000 (ARGS=--tour-only ends after the tour)
	@$(BIN)/fangji demo $(ARGS)

demo-reset: .venv/.runtime ## the same with a new city: the embedded database of the data folder is removed first
	@$(BIN)/fangji demo --reset $(ARGS)

# A file's tests stay together, so that what they share (a city, a server) is built once, and so do those of some files;
# in the order of tests/scheduling.py, since files of few tests, which would come last, are not the short ones.
test: .venv/.dev ## the test suite (ARGS="tests/registry -k embedded" for a part; TEST_POSTGRES=/usr/lib/postgresql/15/bin on that PostgreSQL)
	@$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder $(ARGS)

test-long: .venv/.dev ## whole registers, soak and chaos too
	@HYPOTHESIS_PROFILE=long $(BIN)/python -m pytest -n auto --long -o faulthandler_timeout=1800 $(ARGS)

check: .venv/.dev ## format, lint, types, import contracts
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	PYTHONPATH=.:graphql $(BIN)/lint-imports

format: .venv/.dev ## mends format and what lint can mend
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

opensearch: .venv/.dev ## starts a real OpenSearch on this machine and prints its OPENSEARCH_URL (ARGS=--stop ends it). Needs Maven
	@$(BIN)/python -m registry.opensearch $(ARGS)

bench: .venv/.dev ## measurements beside peers (ARGS=--help)
	@$(BIN)/python -m benchmarks $(ARGS)

chaos: .venv/.dev ## faults on purpose: a real system under load, and all that must hold after each (ARGS="--seed 7 --minutes 6")
	@$(BIN)/python -m tests.chaos $(ARGS)

soak: .venv/.dev ## thirty minutes of mixed load; memory, connections, lags and latencies must stay flat (ARGS="--minutes 30 --rate 20")
	@$(BIN)/python -m tests.chaos.soak $(ARGS)

bench-peers: .venv/.dev ## all peers in one run, and docs/performance.md from it (ARGS="--scale 0.1" looks quickly)
	@$(BIN)/python -m benchmarks peers $(ARGS)

schema: .venv/.dev ## writes graphql/schema.graphql and docs/events.md anew from the declarations
	$(BIN)/python -m registry.generated

types: ## writes graphql/operations/types.ts anew: TypeScript types of the documents. Needs npm.
	cd graphql/types && npm install --no-package-lock --no-audit --no-fund --ignore-scripts --silent && npm run --silent types

# The lock files name versions and hashes and no host, so that they serve behind any mirror. Needs uv.
lock: ## locks the dependencies of pyproject.toml anew
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate \
	  pyproject.toml --extra build -o requirements/runtime.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate \
	  pyproject.toml --extra build --extra dev -c requirements/runtime.txt -o requirements/dev.txt

licences: .venv/.dev ## writes docs/licences.md anew: the licences of all locked packages
	$(BIN)/python -m release.licences

sbom: .venv/.dev ## writes the bill of materials (CycloneDX) into dist/
	@$(BIN)/python -m release.sbom

dist: .venv/.dev ## wheel, source archive and bill of materials, in dist/
	rm -rf dist
	$(BIN)/python -m hatchling build
	@$(BIN)/python -m release.sbom

clean: ## removes .venv and caches; the data folder stays
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo 'Fangji needs Python 3.11 or newer; name one with `make PYTHON=/path/to/python3.11 …`.' >&2; exit 1; }
	@$(PYTHON) -m venv .venv || { rm -rf .venv; \
	  echo 'Python could not make a virtual environment; on Debian: apt-get install python3-venv.' >&2; exit 1; }

# Hashes are checked for all that is downloaded; the project itself is built by the locked hatchling.
.venv/.runtime: requirements/runtime.txt pyproject.toml | .venv/bin/python
	@echo 'Installing the locked dependencies into .venv …'
	@$(PIP) install -q --require-hashes --no-deps -r requirements/runtime.txt
	@$(PIP) install -q --no-deps --no-build-isolation -e .
	@touch $@

.venv/.dev: requirements/dev.txt .venv/.runtime
	@$(PIP) install -q --require-hashes --no-deps -r requirements/dev.txt
	@touch $@
