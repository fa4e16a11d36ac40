# make audit      check the sample reports, results in out/
# make test       everything CI runs
# make samples    write samples/*/report.* anew from their sources
# make bench      seconds per document, cold and warm
# make docs       write the generated passages of README.md and docs/ anew

.POSIX:
.DELETE_ON_ERROR:

BIN = .venv/bin
PIP = $(BIN)/python -m pip --disable-pip-version-check -qq
PYTEST_ARGS =
CODE = extractor tests samples benchmarks .ci

.PHONY: audit test lint check-patterns check-passages check-install samples bench docs debian clean

audit: .venv/runtime.stamp
	$(BIN)/gouji audit samples -o out

test: lint check-patterns check-passages check-install
	$(BIN)/python -m pytest --cov --cov-report=term $(PYTEST_ARGS)

lint: .venv/dev.stamp
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/ruff check $(CODE)
	$(BIN)/mypy

check-patterns: .venv/runtime.stamp
	$(BIN)/gouji patterns test

check-passages: .venv/runtime.stamp
	$(BIN)/python .ci/passages.py --check

# A wheel in a fresh environment, away from the checkout.
check-install: .venv/dev.stamp
	$(BIN)/python .ci/check_install.py

samples: .venv/dev.stamp
	PYTHONPATH=tests $(BIN)/python samples/make.py

bench: .venv/dev.stamp
	$(BIN)/python benchmarks/speed.py

docs: .venv/runtime.stamp
	$(BIN)/python -m extractor.reference
	$(BIN)/python .ci/passages.py

# The newest Python of 3.11 or later; a broken or half-made environment is made anew.
.venv/runtime.stamp: pyproject.toml
	@.ci/venv
	$(PIP) install -e .
	@touch $@

.venv/dev.stamp: .venv/runtime.stamp
	@.ci/packages
	$(PIP) install -e '.[dev]'
	@touch $@

debian:
	@.ci/packages

clean:
	rm -rf .venv build dist out .coverage .mypy_cache .pytest_cache .ruff_cache .hypothesis
