"""The sample reports against what a person agreed to; EXTRACTOR_REGENERATE=1 rewrites expected.toml."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TypeAlias

import pytest
from reports import patterns

from extractor.batch import process
from extractor.model import Extract, Fact, Finding, Result
from extractor.read import read

ROOT = Path(__file__).parents[1]
SAMPLES = sorted(path.parent for path in (ROOT / "samples").glob("*/expected.toml"))
REGENERATE = os.environ.get("EXTRACTOR_REGENERATE", "") not in ("", "0")
Row: TypeAlias = Mapping[str, object]

each_sample = pytest.mark.parametrize("folder", SAMPLES, ids=lambda folder: folder.name)


def report(folder: Path) -> Path:
    (found,) = folder.glob("report.*")
    return found


@cache
def result(folder: Path) -> Result:
    return process(report(folder), patterns())


def extract(folder: Path) -> Extract:
    found = result(folder).extract
    assert found is not None, result(folder).error
    return found


@cache
def expected(folder: Path) -> Row:
    path = folder / "expected.toml"
    if REGENERATE:
        path.write_text(written(folder, path.read_text("utf-8")), "utf-8")
    return tomllib.loads(path.read_text("utf-8"))


def rows(folder: Path, name: str) -> list[dict[str, object]]:
    found = expected(folder).get(name, [])
    assert isinstance(found, list)
    return found


def fact_row(fact: Fact) -> dict[str, object]:
    key, amount = fact.key, fact.figure.amount
    row = {"indicator": key.indicator, "year": key.year, "stage": key.stage, "scope": key.scope}
    return {**row, "amount": shown(amount.base if amount else None)}


def finding_row(finding: Finding) -> dict[str, object]:
    row: dict[str, object] = {"rule": finding.rule, "category": finding.category}
    row |= {"severity": finding.severity, "quote": finding.quote, "message": finding.message}
    return row | {"expected": shown(finding.expected), "difference": shown(finding.difference)}


def shown(number: Decimal | None) -> str:
    return "" if number is None else format(number.normalize(), "f")


def fits(wanted: Row, found: Row) -> bool:
    """Tell whether a row is what a person meant; what they did not mention may be anything."""
    return all(_same(name, value, found[name]) for name, value in wanted.items() if name != "optional")


def _same(name: str, wanted: object, found: object) -> bool:
    if name == "quote":
        return "".join(str(wanted).split()) in "".join(str(found).split())
    return wanted == found


def unmatched(wanted: Sequence[Row], found: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    """Return what is missing and what is too much, every wanted row taking one found row.

    An optional row is one that a person would accept but not ask for.
    """
    missing: list[Row] = []
    left = list(found)
    for row in wanted:
        hit = next((other for other in left if fits(row, other)), None)
        if hit is not None:
            left.remove(hit)
        elif not row.get("optional"):
            missing.append(row)
    return missing, left


def distinct(found: Sequence[dict[str, object]]) -> list[Row]:
    """Leave out repetitions: a fact stated twice is one fact."""
    return [row for number, row in enumerate(found) if row not in found[:number]]


@each_sample
def test_the_title_block(folder: Path) -> None:
    profile = extract(folder).profile
    assert profile.unit_name == expected(folder)["unit_name"]
    assert profile.fiscal_year == expected(folder)["fiscal_year"]


@each_sample
def test_facts(folder: Path) -> None:
    found = distinct([fact_row(fact) for fact in extract(folder).facts])
    missing, more = unmatched(rows(folder, "facts"), found)
    assert (missing, more) == ([], [])


@each_sample
def test_findings(folder: Path) -> None:
    """Every error and warning, and none besides; a hint is looked for only where a person wants it."""
    found = [finding_row(finding) for finding in result(folder).findings]
    missing, more = unmatched(rows(folder, "findings"), found)
    assert (missing, [row for row in more if row["severity"] != "info"]) == ([], [])


@each_sample
def test_a_finding_leads_back_to_its_words(folder: Path) -> None:
    text = extract(folder).document.text
    for finding in result(folder).findings:
        words, quote = ("".join(s.split()) for s in (finding.span.of(text), finding.quote))
        assert words
        # A long quotation is cut in the middle, and one from a table begins with its row.
        assert words[:8] in quote or quote.rstrip("…") in words


def test_samples_of_every_kind() -> None:
    assert {report(folder).suffix for folder in SAMPLES} == {".docx", ".pdf", ".txt"}
    findings = [rows(folder, "findings") for folder in SAMPLES]
    assert [] in findings
    assert any(findings)


def test_the_reports_are_made_from_their_sources(tmp_path: Path) -> None:
    """Every report reads as its source would when made now, and making it twice gives the same bytes."""
    once, twice = tmp_path / "once", tmp_path / "twice"
    for target in (once, twice):
        target.mkdir()
        code = (
            "import sys; from pathlib import Path; import make\n"
            "for source in sorted(make.SAMPLES.glob('*/source.toml')):\n"
            "    folder = Path(sys.argv[1]) / source.parent.name; folder.mkdir()\n"
            "    make.make(make.load(source), folder)\n"
        )
        search = os.pathsep.join((str(ROOT / "tests"), str(ROOT / "samples")))
        subprocess.run(
            [sys.executable, "-c", code, target], env={**os.environ, "PYTHONPATH": search}, check=True
        )
    for folder in SAMPLES:
        made = report(once / folder.name)
        assert made.read_bytes() == report(twice / folder.name).read_bytes()
        assert read(made).text == read(report(folder)).text


def test_nothing_is_regenerated_in_ci() -> None:
    assert not (REGENERATE and "CI" in os.environ)


def written(folder: Path, old: str) -> str:
    """Return the file as the program would have it, the comment at the top kept for a person to judge."""
    comments = [line for line in old.splitlines() if line.startswith("#")]
    profile = extract(folder).profile
    facts = distinct([fact_row(fact) for fact in extract(folder).facts])
    findings = [finding_row(finding) for finding in result(folder).findings]
    lines = [
        *comments,
        f'unit_name = "{profile.unit_name}"',
        *([f"fiscal_year = {profile.fiscal_year}"] if profile.fiscal_year else []),
        *_array("facts", facts),
        *_array("findings", [row for row in findings if row["severity"] != "info"]),
    ]
    return "\n".join(lines) + "\n"


def _array(name: str, found: Sequence[Row]) -> Iterator[str]:
    yield f"{name} = ["
    for row in found:
        pairs = (f"{key} = {_toml(value)}" for key, value in row.items() if value is not None)
        yield f"  {{ {', '.join(pairs)} }},"
    yield "]"


def _toml(value: object) -> str:
    return (
        str(value)
        if isinstance(value, int)
        else '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'
    )
