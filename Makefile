# make run: set up, build, check the examples, serve.  make quick: the look before a commit.
# make test: set up, then every check and test.
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
TURTLE = $(shell git ls-files 'ontology/*.ttl' 'shapes/*.ttl' 'data/*.ttl' ':!data/examples' 2>/dev/null)

.PHONY: run setup quick test check bench fuzz faults format docs docs-shown site lock

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

# What starts no server and no process, and takes no more than a second or two; of a test with many
# cases, some.
quick: check
	@echo "== Quick tests =="
	CLEARANCE_QUICK=1 $(BIN)/pytest -q -n auto --dist worksteal -m "not slow and not served and not shell"

test: check
	@echo "== Tests (half an hour at most, by how busy the machine is) =="
	$(BIN)/pytest -n auto --dist worksteal

bench: setup
	$(BIN)/python -m tests.bench

# All that make test thins out (tests/sizes.py), at full size and from another seed at each call;
# the seed is printed, and CLEARANCE_SEED repeats a run. Takes hours.
fuzz: setup
	CLEARANCE_FUZZ=1 CLEARANCE_SEED=$${CLEARANCE_SEED:-$$(date +%s)} $(BIN)/pytest -n auto --dist worksteal -m sized

# Make one fault after the other in a copy of the checkout: the tests have to find each.
faults: setup
	$(BIN)/python -m tests.faults

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
