# make demo    walk the whole journey on a simulated AWS (on the screen; without a terminal by itself)
# make test    the tests
# make check   what CI runs: format, lint, types, imports, tests
# make schema  write schema.sql from the tables
# make readme  write the generated parts of README.md
# make lock    pin requirements/*.txt again from requirements/*.in

PYTHON ?= python3
BIN := .venv/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: demo test check schema readme lock clean

demo: .venv/demo.stamp
	$(BIN)/migrate demo

test: .venv/dev.stamp
	$(BIN)/python -m pytest -q -n 2 --dist worksteal

check: .venv/dev.stamp
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -q -n 2 --dist worksteal

schema: .venv/dev.stamp
	$(BIN)/python -m migrate.state.schema > schema.sql

readme: .venv/dev.stamp
	$(BIN)/python -m tests.readme

lock: .venv/dev.stamp
	$(PYTHON) -m venv .venv/lock
	.venv/lock/bin/python -m pip install --quiet pip-tools
	for name in run demo dev; do \
	  .venv/lock/bin/pip-compile --quiet --generate-hashes --allow-unsafe --no-emit-index-url \
	    --no-emit-find-links --no-emit-trusted-host --no-header --no-annotate --no-strip-extras \
	    --output-file=requirements/$$name.txt requirements/$$name.in || exit 1; \
	done

clean:
	rm -rf .venv build dist *.egg-info

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/dev.stamp: .venv/bin/python requirements/dev.txt pyproject.toml
	$(INSTALL) --require-hashes -r requirements/dev.txt
	$(INSTALL) --no-deps --no-build-isolation -e .
	touch $@ .venv/demo.stamp

.venv/demo.stamp: .venv/bin/python requirements/demo.txt pyproject.toml
	$(INSTALL) --require-hashes -r requirements/demo.txt
	$(INSTALL) --no-deps --no-build-isolation -e .
	touch $@
