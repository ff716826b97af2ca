# `make` alone lists the targets. Everything runs in .venv, which `make install` makes from the lock files.

PYTHON ?= $(shell for python in python3.11 python3.12 python3; do \
	"$$python" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 13))' 2>/dev/null && echo "$$python" && break; done)
CORPUS ?= corpus
INDEX ?= index
PORT ?= 8501
GOLD ?= $(wildcard evaluation/gold/*.jsonl)
RESULTS ?= evaluation/results
SESSIONS ?= 100
QUESTIONS ?= 5
THINK ?= 20
MINUTES ?= 20
WITHIN ?= 240

BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
RUNTIME := .venv/.installed
DEVELOPMENT := .venv/.installed-dev
PROVIDER := tests/sharing/provider

.DEFAULT_GOAL := help
.PHONY: help install install-dev run index test e2e hostile audit check format evaluate bench figures screenshot lock provider load soak clean

help:  ## list the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' Makefile

install: $(RUNTIME)  ## make .venv with the commands rebuild-index, ask and evaluate

install-dev: $(DEVELOPMENT) $(if $(shell command -v npm),provider)  ## the same, with what tests and checks need

run: index  ## index the sample corpus if it changed, then serve the app on this machine only
	$(BIN)/python -m ui --index "$(INDEX)" --corpus "$(CORPUS)" --port $(PORT)

index: $(RUNTIME)  ## make index/ match corpus/ (another folder: CORPUS=..., INDEX=...)
	$(BIN)/rebuild-index --corpus "$(CORPUS)" --index "$(INDEX)"

test: $(DEVELOPMENT)  ## run all tests (a part: .venv/bin/pytest tests/readers)
	$(BIN)/pytest

e2e: $(DEVELOPMENT)  ## run the tests that drive a browser alone
	$(BIN)/pytest -m browser

hostile: $(DEVELOPMENT)  ## kills, damage and hostile files by the hundreds and thousands; goes on where it was (WITHIN=minutes)
	$(BIN)/python scripts/hostile.py --minutes $(WITHIN)

audit: $(DEVELOPMENT)  ## look for known holes in what the lock files name; says so where it cannot
	$(BIN)/python scripts/audit.py

check: $(DEVELOPMENT)  ## format, lint, types and import rules, nothing changed
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(DEVELOPMENT)  ## mend what ruff can mend
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

evaluate: index  ## measure the answers on the gold questions, baselines beside them
	$(BIN)/evaluate --gold $(GOLD) --index "$(INDEX)" --output "$(RESULTS)" --baselines --corpus "$(CORPUS)"

figures: evaluate  ## the same, and write the figures into the README (of other runs too: FIGURES="a.json b.json")
	$(BIN)/python scripts/readme_figures.py "$(RESULTS)/evaluation.json" $(FIGURES)

bench: $(DEVELOPMENT)  ## measure speed, size and memory up to a million passages (long) and write docs/benchmarks.md
	$(PIP) install --quiet "txtai>=9.14,<10"
	$(BIN)/python -m evaluation.bench --index "$(INDEX)" --output docs/benchmarks.md $(BENCH)

screenshot: index $(DEVELOPMENT)  ## take the README's pictures of the app anew
	$(BIN)/python scripts/screenshot.py

load: $(DEVELOPMENT)  ## a hundred sessions ask at once while the corpus is swapped (SESSIONS=, QUESTIONS=, THINK=seconds)
	$(BIN)/python scripts/load.py --sessions $(SESSIONS) --questions $(QUESTIONS) --think $(THINK)

soak: $(DEVELOPMENT)  ## a few sessions for long: slopes of memory, threads, descriptors and builds (MINUTES=)
	$(BIN)/python scripts/load.py --sessions 8 --minutes $(MINUTES)

provider: $(PROVIDER)/node_modules/.package-lock.json  ## install the OpenID provider that the tests sign in at (npm)

lock: $(DEVELOPMENT)  ## write the lock files anew from what is installed
	$(BIN)/python scripts/lock.py

clean:  ## remove what was generated: index, results, caches (.venv stays)
	find index -mindepth 1 ! -name README.md -delete
	rm -rf "$(RESULTS)" test-results dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -path ./.venv -prune -o -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or 3.12 is needed and was not found; name one: make install PYTHON=/path/to/python3.11"; exit 1; }
	$(PYTHON) -m venv .venv

# PyTorch first and alone: once the pinned version is there, pip leaves it as it is, be it the CPU build
# or another, and what depends on torch cannot bring a larger one in.
$(RUNTIME): requirements.lock pyproject.toml | .venv/bin/python
	$(PIP) install --quiet "$$(grep '^torch==' requirements.lock)"
	$(PIP) install --quiet -r requirements.lock
	$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	$(BIN)/python -m compileall -q app.py evaluation indexer retriever ui
	@touch $@

$(DEVELOPMENT): requirements-dev.lock $(RUNTIME)
	$(PIP) install --quiet -r requirements.lock -r requirements-dev.lock
	@touch $@

$(PROVIDER)/node_modules/.package-lock.json: $(PROVIDER)/package.json $(PROVIDER)/package-lock.json
	cd $(PROVIDER) && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@
