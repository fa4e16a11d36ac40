from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from fuzz_parts import SEEDS, case, name_of, reader_named, seed
from reading_apart import Apart, read_data

from extractor.read import readers
from extractor.read.limits import Limits

# A longer run: EXAMPLES=5000 pytest tests/test_fuzz_readers.py, or benchmarks/fuzz.py for hours.
EXAMPLES = int(os.environ.get("EXAMPLES", "300"))
LIMITS = Limits(ocr=False)
SECONDS, MEGABYTES = 5.0, 600.0
READERS = sorted(name_of(reader) for reader in readers())
REFUSED = {"doc", "wps", "rtf", "odt"}  # left to an outside program, which is not asked here
PICTURES = {"png", "jpg", "tif", "bmp", "gif", "webp"}  # recognition is switched off


@pytest.fixture(scope="module")
def apart() -> Iterator[Apart]:
    with Apart(patience=4 * SECONDS) as process:
        yield process


@pytest.mark.parametrize("name", READERS)
def test_every_format_has_a_document_to_damage(name: str) -> None:
    reader = reader_named(name)
    assert [form for form in reader.FORMATS if form not in SEEDS] == []
    assert [reader.recognise(seed(form), f".{form}") for form in reader.FORMATS] == list(reader.FORMATS)


@pytest.mark.parametrize("form", sorted(SEEDS))
def test_what_is_damaged_was_whole(apart: Apart, form: str) -> None:
    outcome = apart.do(read_data, seed(form), f"a.{form}", LIMITS)
    expected = "missing_tool" if form in REFUSED else "unsupported" if form in PICTURES else ""
    assert (outcome.code, outcome.faults) == (expected, [])


@pytest.mark.parametrize("name", READERS)
def test_damage_ends_in_a_document_or_in_a_refusal(apart: Apart, name: str) -> None:
    reader, wrong = reader_named(name), []
    for number in range(EXAMPLES):
        file, data = case(reader, number)
        outcome = apart.do(read_data, data, file, LIMITS)
        slow = [f"{outcome.seconds:.1f} s"] if outcome.seconds > SECONDS else []
        large = [f"{outcome.peak:.0f} MB"] if outcome.peak > MEGABYTES else []
        if faults := outcome.faults + slow + large:
            wrong.append(f"case {number} ({file}): {'; '.join(faults)}")
    assert wrong == [], "python benchmarks/fuzz.py --case NAME NUMBER writes the file"
