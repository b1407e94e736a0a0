# People and CI call the same lines. Needs Python 3.11 or newer and make; nothing else.
PYTHON ?= python3
BIN := .venv/bin
WORKERS ?= 2

.PHONY: demo test test-nightly mutants test-oidc audit-http check bench bench-peers schema serve clean
demo: .venv/ready  ## Real answers from a real Neo4j; ONCE=1 stops after printing them
	@$(BIN)/graphsvc demo $(if $(ONCE),--once)

test: .venv/ready  ## Everything, live tests too, by WORKERS processes: each has a Neo4j of its own
	@$(BIN)/pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder

test-nightly: .venv/ready  ## What takes minutes to hours: ten thousand drawn graphs, as many writes over two processes, twenty thousand questions
	@$(BIN)/pytest -m nightly

mutants: .venv/ready  ## Each statement without one access filter, the engine without one part of its predicate: prints what no test finds
	@$(BIN)/python -m tests.mutants

test-oidc: .venv/ready tests/oidc/node_modules/.ready  ## Sign-in with a real provider; needs node 20 or newer, and npm
	@$(BIN)/pytest -m oidc tests/oidc

audit-http: .venv/ready  ## GraphQL over HTTP as npm's graphql-http audits it, the count last; needs node 20 or newer, and npm
	@$(BIN)/python -m tests.http_audit

check: .venv/ready  ## Format, lint, types, import contracts, schema and errors fresh
	@$(BIN)/ruff format --check . && $(BIN)/ruff check . && $(BIN)/mypy && $(BIN)/lint-imports && $(BIN)/graphsvc schema --check

bench: .venv/bench-ready  ## Writes bench/results.json and bench/report.svg and prints a table; at most 25 minutes
	@$(BIN)/python -m bench

bench-peers: .venv/bench-ready  ## Adds the row of npm's @neo4j/graphql; needs node 20 or newer, and npm
	@$(BIN)/python -m bench peers

schema: .venv/ready  ## Writes schema.graphql and errors.json
	@$(BIN)/graphsvc schema

clean:  ## Removes what the demo made: its store, city and keys
	rm -rf .graphsvc

.venv/ready: pyproject.toml requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11"; exit 2; }
	@echo "Installing the pinned packages into .venv (once, about half a minute)"
	@$(PYTHON) -m venv .venv || { echo "Python lacks the venv module: install python3-venv"; exit 2; }
	@$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.lock
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

tests/oidc/node_modules/.ready: tests/oidc/package.json tests/oidc/package-lock.json
	@command -v npm >/dev/null || { echo "make test-oidc needs node 20 or newer and npm."; exit 2; }
	@cd tests/oidc && npm ci --no-audit --no-fund --silent --ignore-scripts
	@touch $@

.venv/bench-ready: .venv/ready requirements-bench.lock
	@echo "Installing the peers and the plotting library into .venv (once)"
	@$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.lock -r requirements-bench.lock
	@touch $@
