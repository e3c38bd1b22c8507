# `make graph` is all that is needed: Python 3.11 or newer, git and make have to be there, nothing else.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.DEFAULT_GOAL := help
.PHONY: help graph test format lint types tests stale golden vocabulary screenshots bench clean

help: ## say what there is
	@sed -n 's/^\([a-z]*\):[^#]*## \(.*\)/make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16
	@echo "Another Python: make graph PYTHON=python3.12"

graph: $(READY) ## set up, and build the demo graph from seeds/ into output/
	@$(BIN)/kg build seeds --output output
	@echo "Open output/graph.html in a browser."

test: format lint types tests stale ## set up, and check everything (`make -k test` goes on after a failure)

format: $(READY)
	$(BIN)/ruff format --check

lint: $(READY)
	$(BIN)/ruff check

types: $(READY)
	$(BIN)/mypy

tests: $(READY)
	$(BIN)/pytest --numprocesses auto

# The committed graph must be what its documents and the program give today.
stale: $(READY)
	@aside=$$(mktemp -d) && trap 'rm -rf "$$aside"' EXIT && \
	$(BIN)/kg build seeds --quiet --output "$$aside" && \
	{ cmp "$$aside/graph.ttl" output/graph.ttl || \
	{ echo "output/graph.ttl is stale: run 'make graph', look at the difference, and commit output/graph.ttl." >&2; exit 1; }; } && \
	echo "output/graph.ttl is up to date."

golden: graph ## renew what the tests compare with: output/graph.ttl, the saved questions' rows, the scores, the README, the rule catalogue
	@$(BIN)/python tests/golden/queries/update.py
	@$(BIN)/python tests/update_scores.py
	@$(BIN)/python docs/readme.py
	@$(BIN)/python docs/catalogue.py

vocabulary: $(READY) ## write what is generated from ontology/bangjiao.ttl
	@$(BIN)/python docs/generate.py

screenshots: $(READY) ## draw docs/overview.png and the other views of the page (wants chromium)
	@$(BIN)/python tests/screenshots.py

bench: $(READY) ## measure the stages of a build, the start of the program, a saved question, the page
	@$(BIN)/python tests/benchmarks/bench_build.py
	@$(BIN)/python tests/benchmarks/bench_query.py
	@$(BIN)/python tests/benchmarks/bench_html.py

clean: ## remove what was made, but for the committed graph
	rm -rf $(VENV) dist build .mypy_cache .pytest_cache .ruff_cache .hypothesis output/graph.html output/report.md
	find kg tests -name __pycache__ -type d -prune -exec rm -rf {} +

# A .venv that was left half-made, or is of an older Python, is made anew.
$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	{ echo "Bangjiao needs Python 3.11 or newer, and '$(PYTHON)' is none: try make PYTHON=python3.12" >&2; exit 1; }
	@$(BIN)/python -c 'import pip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || $(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@touch $@
