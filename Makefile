# make audit      check the sample reports, results in out/
# make test       everything CI runs
# make samples    write samples/*/report.* anew from their sources
# make pictures   take the pictures of docs/手册.md anew
# make bench      seconds per document, cold and warm; readers compared with other programs
# make bench-batch  10,000 documents: documents per second, memory; into docs/batch.md
# make bench-room   20 reviewers in a room of 10,000 reports: requests per second; into docs/web.md
# make accuracy   precision and recall on labelled reports, errors found in them; with what each part brings
# make fuzz       a long run of broken documents through every reader
# make docs       write the generated passages of README.md and docs/ anew

.POSIX:
.DELETE_ON_ERROR:

BIN = .venv/bin
PIP = $(BIN)/python -m pip --disable-pip-version-check -qq
PYTEST_ARGS =
CODE = extractor tests samples benchmarks .ci

.PHONY: audit test lint check-patterns check-passages check-install samples pictures bench bench-batch bench-room accuracy fuzz docs debian clean

# 3: some samples could not be read, as where LibreOffice is missing and cannot be installed
audit: .venv/runtime.stamp
	@.ci/packages soffice /usr/share/fonts/opentype/noto
	$(BIN)/gouji audit samples -o out || [ $$? -eq 3 ]

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

pictures: .venv/dev.stamp
	PYTHONPATH=tests $(BIN)/python samples/pictures.py

bench: .venv/dev.stamp
	$(PIP) install -e '.[bench]'
	$(BIN)/python benchmarks/speed.py
	$(BIN)/python benchmarks/extraction.py
	$(BIN)/python benchmarks/readers.py --write docs/readers.md

bench-batch: .venv/dev.stamp
	$(BIN)/python benchmarks/batch.py --write docs/batch.md

bench-room: .venv/dev.stamp
	$(BIN)/python benchmarks/room.py --write docs/web.md

accuracy: .venv/dev.stamp
	$(BIN)/python benchmarks/accuracy.py --write docs/accuracy.md
	$(BIN)/python benchmarks/accuracy.py --reports 60 --ablate --write docs/accuracy.md

# hours, if wanted: make fuzz MINUTES=60
MINUTES = 10
fuzz: .venv/dev.stamp
	@mkdir -p build
	$(BIN)/python benchmarks/fuzz.py --minutes $(MINUTES) | tee build/fuzz.md

docs: .venv/runtime.stamp
	$(BIN)/python -m extractor.reference
	$(BIN)/python .ci/passages.py

# The newest Python of 3.11 or later; a broken or half-made environment is made anew.
.venv/runtime.stamp: pyproject.toml
	@.ci/venv
	$(PIP) install -e '.[ocr,web]'
	@touch $@

.venv/dev.stamp: .venv/runtime.stamp
	@.ci/packages
	$(PIP) install -e '.[dev]'
	@touch $@

debian:
	@.ci/packages

clean:
	rm -rf .venv build dist out .coverage .mypy_cache .pytest_cache .ruff_cache .hypothesis
