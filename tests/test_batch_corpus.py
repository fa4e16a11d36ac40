"""A small version of the batch benchmark: 300 Word and PDF files, one in twenty hostile; none is lost."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))

from batch_corpus import HARM, HOSTILE, build

from extractor.cli import main

NUMBER = 300
Row = Mapping[str, str]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Sequence[Path]:
    return list(build(tmp_path_factory.mktemp("corpus") / "in", NUMBER))


@pytest.fixture(scope="module")
def audited(files: Sequence[Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("audited")
    assert main(["audit", str(files[0].parent), "-o", str(out), "--quiet", "--workers", "2"]) == 3
    return out


def documents(out: Path) -> list[Row]:
    with (out / "data" / "documents.csv").open(encoding="utf-8-sig", newline="") as table:
        return list(csv.DictReader(table))


def test_the_corpus_is_as_it_says(files: Sequence[Path]) -> None:
    hostile = [file for file in files if not file.stem.isdigit()]
    assert (len(files), len(hostile)) == (NUMBER, NUMBER // HARM)
    assert len({file.read_bytes() for file in files}) > NUMBER - 3  # but for the empty ones
    assert len(HOSTILE) >= 10
    assert {file.suffix for file in files} >= {".docx", ".pdf"}


def test_every_file_has_its_row_and_every_good_one_is_read(files: Sequence[Path], audited: Path) -> None:
    rows = {Path(row["file"].partition("!/")[0]).name: row for row in documents(audited)}
    assert set(rows) == {file.name for file in files}
    good = [row for name, row in rows.items() if Path(name).stem.isdigit()]
    assert {row["status"] for row in good} == {"ok"}
    assert all(int(row["figures"]) > 5 for row in good)


def test_hostile_files_cost_only_themselves_and_say_why(audited: Path) -> None:
    failed = [row for row in documents(audited) if row["status"] == "failed"]
    assert {row["error_code"] for row in failed} >= {
        "empty",
        "corrupt",
        "encrypted",
        "too_large",
        "mislabelled",
    }
    assert not [row for row in failed if row["error_code"] in ("crashed", "timeout", "memory")]
    assert all(row["error"].endswith("。") for row in failed)


def test_the_counts_are_those_of_the_rows(audited: Path) -> None:
    counts = json.loads((audited / "run.json").read_text("utf-8"))["counts"]
    rows = documents(audited)
    assert counts["documents"] == len(rows)
    assert counts["figures"] == sum(int(row["figures"] or 0) for row in rows)
    assert counts["exact"] == sum(int(row["exact"] or 0) for row in rows)
