# The doors a newcomer uses. Each works on a fresh clone.
PYTHON ?= python3
BIN = .venv/bin
# Two at once, each with a database server of its own, unless one was named for them.
PAIRED = $(if $(TEST_DATABASE_URL),,-n 2 --dist=loadfile)
SPEED = tests/browser/test_lighthouse.py
NODE = cd tests/js && PATH="$(CURDIR)/$(BIN):$$PATH"

.PHONY: demo test check bench faults lock pictures attack

demo: .venv/ready  ## Build the Westminster 2018 campaign and serve it; FRESH=1 starts over
	CANVASS_DEMO=1 $(BIN)/canvass demo $(if $(FRESH),--fresh)

test: .venv/ready-for-tests tests/js/node_modules/.ready  ## Everything: unit, both databases, real browser
	.ci/needs
	$(NODE) npm test --silent
	$(BIN)/pytest -q $(PAIRED) --ignore=tests/browser --ignore=tests/faults --cov --cov-report=term:skip-covered
	$(BIN)/pytest -q $(PAIRED) tests/browser --ignore=$(SPEED)
	$(BIN)/pytest -q tests/faults $(SPEED)

check: .venv/ready-for-tests tests/js/node_modules/.ready  ## Every lint and type rule
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint templates --check --lint --quiet
	$(BIN)/deptry .
	$(BIN)/vulture
	$(NODE) npm run --silent check

bench: .venv/ready-for-tests  ## Ratios against named limits, measured in one run
	.ci/needs
	$(BIN)/python -m tests.bench

faults: .venv/ready-for-tests  ## The server killed 200 times, 500 phones at once, a borough's register and polling day: nothing lost or doubled
	.ci/needs
	DAY=1.0 KILLS=200 REGISTER=150000 STORM=500 $(BIN)/pytest -q -s tests/faults

attack: .venv/ready-for-tests  ## Tools nobody here wrote against a small demonstration; TOOLS="bandit wapiti" runs some
	.ci/attack .venv/bin/python
	$(BIN)/python -m tests.attack $(TOOLS)

lock: .venv/ready-for-tests  ## Choose the newest versions that pyproject.toml allows
	$(BIN)/uv pip compile -q --upgrade --generate-hashes pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile -q --upgrade --generate-hashes --extra dev pyproject.toml -o requirements-dev.lock

.venv/bin/python:
	.ci/venv $(PYTHON)

.venv/ready: .venv/bin/python requirements.lock
	$(BIN)/pip install -q --require-hashes --no-deps -r requirements.lock
	$(BIN)/pip install -q --no-deps --no-build-isolation -e .
	touch $@

.venv/ready-for-tests: .venv/bin/python requirements-dev.lock
	$(BIN)/pip install -q --require-hashes --no-deps -r requirements-dev.lock
	$(BIN)/pip install -q --no-deps --no-build-isolation -e .
	touch $@

tests/js/node_modules/.ready: .venv/ready-for-tests tests/js/package-lock.json
	$(NODE) npm ci --ignore-scripts --no-audit --no-fund --silent
	touch $@

pictures: .venv/ready-for-tests  ## Take README's pictures anew, of the whole demonstration
	.ci/needs
	CANVASS_DEMO_SCALE=1 $(BIN)/pytest -q tests/browser/test_demo.py
