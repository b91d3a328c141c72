# One list of what can be done here. `make demo` and `make test` do all the set-up themselves.
.DEFAULT_GOAL := help
SHELL := /bin/sh
BIN := .venv/bin
PYTEST := $(BIN)/python -m pytest
WORKERS ?= 2

help: ## Show this list
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: ## The first minute: a sample company, no key, no account
	@scripts/setup base
	@$(BIN)/operatoros demo

setup: ## Make .venv with everything, so that .venv/bin/operatoros runs
	@scripts/setup all

dev: setup ## The web page from this checkout, on http://localhost:3000
	@$(BIN)/operatoros dev

assets: ## The web page's styles, scripts and icons, from npm into the package
	@scripts/setup base
	@$(BIN)/python scripts/fetch_assets.py

test: setup ## Everything that must hold, on two cores
	@scripts/test-tools
	@$(MAKE) --no-print-directory check
	@$(PYTEST) -n $(WORKERS) -q -m "not slow" --cov --cov-report=term:skip-covered --cov-fail-under=90

test-fast: setup check ## Without browser, npm servers and system packages
	@$(PYTEST) -n $(WORKERS) -q -m "not slow and not outside"

test-long: setup ## The long rounds; their figures go to docs/
	@scripts/test-tools
	@$(PYTEST) -q -m slow --timeout 3600

check: typecheck ## Lint, types, floors, spelling, generated docs
	@$(BIN)/ruff check -q .
	@$(BIN)/ruff format -q --check .
	@$(BIN)/lint-imports --no-logo >/tmp/.operatoros-floors.$$$$ 2>&1 || { cat /tmp/.operatoros-floors.$$$$; rm -f /tmp/.operatoros-floors.$$$$; exit 1; }; rm -f /tmp/.operatoros-floors.$$$$
	@$(BIN)/codespell src tests docs scripts benchmarks README.md CHANGELOG.md CONTRIBUTING.md
	@$(BIN)/python scripts/generate_docs.py --check

typecheck: setup ## mypy, strict, on source and tests
	@$(BIN)/mypy --no-error-summary

fix: setup ## Format, mend what can be mended, regenerate docs
	@$(BIN)/ruff check -q --fix . || true
	@$(BIN)/ruff format -q .
	@$(BIN)/python scripts/generate_docs.py

bench: setup ## Measure; ratios against a floor, written to docs/performance.md
	@$(BIN)/python -m benchmarks

build: setup ## The wheel and the source archive, into dist/
	@$(BIN)/python -m hatchling build

lock: ## Write requirements/*.txt anew
	@scripts/lock

.PHONY: help demo setup dev assets test test-fast test-long check typecheck fix bench build lock
