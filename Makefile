# make run: set up, build, check the examples, serve.  make test: set up, then every check and test.
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
TURTLE = $(shell git ls-files 'ontology/*.ttl' 'shapes/*.ttl' 'data/*.ttl' ':!data/examples' 2>/dev/null)

.PHONY: run setup test check bench fuzz format docs docs-shown site lock

run: setup
	@echo "== Building the rule books (once; then from the cache) =="
	$(BIN)/clearance build
	@echo "== Deciding the bundled examples and comparing them with what the law says =="
	$(BIN)/clearance check --manifest data/examples/manifest.csv
	@echo "== Serving on http://127.0.0.1:$(PORT) (stop with Ctrl-C) =="
	$(BIN)/clearance serve --port $(PORT)

setup: $(STAMP)

$(STAMP): requirements.lock pyproject.toml
	@echo "== Making the environment in $(VENV) from the lock =="
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Clearance needs Python 3.11 or newer; choose one with make PYTHON=..."; exit 2; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(STAMP)

check: setup
	@echo "== Style and types =="
	$(BIN)/ruff check .
	$(BIN)/ruff format --check --quiet .
	$(BIN)/mypy
	$(BIN)/python -m kg.rdf.turtle --check $(TURTLE)
	$(BIN)/python -m kg.authoring --check

test: check
	@echo "== Tests (about twenty minutes: the reference engine is slow) =="
	$(BIN)/pytest -n auto --dist worksteal

bench: setup
	$(BIN)/python -m tests.bench

# Other generated records and requests at each call, 6,000 records and 3,000 requests for each door;
# the seed is printed.
fuzz: setup
	CLEARANCE_SEED=$${CLEARANCE_SEED:-$$(date +%s)} CLEARANCE_RECORDS=$${CLEARANCE_RECORDS:-6000} CLEARANCE_INPUTS=$${CLEARANCE_INPUTS:-3000} CLEARANCE_SWEEP=1 $(BIN)/pytest -n auto --dist worksteal tests/test_engines.py tests/test_fuzz_http.py tests/test_fuzz_cli.py tests/test_unnameable.py

format: setup
	$(BIN)/ruff check --fix --quiet .
	$(BIN)/ruff format --quiet .
	$(BIN)/python -m kg.authoring
	$(BIN)/python -m kg.authoring.class_shapes
	$(BIN)/python -m kg.rdf.turtle $(TURTLE)

# The generated parts of the documents; docs-shown also runs the commands that they show, and
# writes their outputs anew.
docs: setup
	$(BIN)/python -m docs.generator

docs-shown: setup
	$(BIN)/python -m docs.generator --shown

site: setup
	$(BIN)/sphinx-build --quiet --nitpicky --fail-on-warning --keep-going -b html docs build/site
	@echo "The site is in build/site; open build/site/index.html."

# Needs uv; writes names, versions and hashes only, no address. The second file is the part of the
# first that a server needs, for images.
LOCK = uv pip compile pyproject.toml --universal --generate-hashes --no-header --no-annotate --quiet
lock:
	$(LOCK) --group dev --output-file requirements.lock
	$(LOCK) --constraint requirements.lock --output-file requirements-run.lock
