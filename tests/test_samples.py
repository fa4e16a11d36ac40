"""The sample reports against what a person agreed to; EXTRACTOR_REGENERATE=1 rewrites expected.toml."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TypeAlias

import numpy as np
import pypdfium2
import pytest
from PIL import Image
from reports import patterns

from extractor.batch import run
from extractor.model import Extract, Fact, Finding, Result
from extractor.read.limits import Limits
from extractor.sources import Gathered, gather

ROOT = Path(__file__).parents[1]
SAMPLES = sorted(path.parent for path in (ROOT / "samples").glob("*/expected.toml"))
REGENERATE = os.environ.get("EXTRACTOR_REGENERATE", "") not in ("", "0")
FACTS, FINDINGS = "facts", "findings"
Row: TypeAlias = Mapping[str, object]


@dataclass(frozen=True)
class Case:
    """One report: a sample's file, or a member of it where it is an archive."""

    folder: Path
    member: str = ""

    @property
    def file(self) -> str:
        return report(self.folder).as_posix() + (f"!/{self.member}" if self.member else "")

    def __str__(self) -> str:
        return self.folder.name + (Path(self.member).suffix if self.member else "")


def report(folder: Path) -> Path:
    (found,) = folder.glob("report.*")
    return found


@cache
def agreed(folder: Path) -> Row:
    path = folder / "expected.toml"
    if REGENERATE:
        path.write_text(written(folder, path.read_text("utf-8")), "utf-8")
    return tomllib.loads(path.read_text("utf-8"))


def members(values: Row) -> dict[str, Row]:
    found = values.get("members", {"": values})
    assert isinstance(found, dict)
    return found


# What there is to test is known without a run.
CASES = [
    Case(folder, member)
    for folder in SAMPLES
    for member in members(tomllib.loads((folder / "expected.toml").read_text("utf-8")))
]
each_sample = pytest.mark.parametrize("case", CASES, ids=str)


@cache
def gathered() -> Gathered:
    return gather([ROOT / "samples"])


@cache
def results() -> dict[str, Result]:
    """Return the results of all samples, what LibreOffice has to convert converted at once."""
    return {result.file: result for result in run(gathered().sources, patterns())}


def result(case: Case) -> Result:
    return results()[case.file]


def extract(case: Case) -> Extract:
    found = result(case).extract
    assert found is not None, result(case).error
    return found


def expected(case: Case) -> Row:
    return members(agreed(case.folder))[case.member]


def rows(case: Case, name: str) -> list[dict[str, object]]:
    found = expected(case).get(name, [])
    assert isinstance(found, list)
    return found


def words(case: Case, name: str) -> list[str]:
    found = expected(case).get(name, [])
    assert isinstance(found, list)
    return list(map(str, found))


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
def test_the_title_block(case: Case) -> None:
    profile = extract(case).profile
    assert profile.unit_name == expected(case)["unit_name"]
    assert profile.fiscal_year == expected(case)["fiscal_year"]


@each_sample
def test_facts(case: Case) -> None:
    found = distinct([fact_row(fact) for fact in extract(case).facts])
    missing, more = unmatched(rows(case, FACTS), found)
    assert (missing, more) == ([], [])


@each_sample
def test_findings(case: Case) -> None:
    """Every error and warning, and none besides; a hint is looked for only where a person wants it."""
    found = [finding_row(finding) for finding in result(case).findings]
    missing, more = unmatched(rows(case, FINDINGS), found)
    assert (missing, [row for row in more if row["severity"] != "info"]) == ([], [])


@each_sample
def test_a_finding_leads_back_to_its_words(case: Case) -> None:
    text = extract(case).document.text
    for finding in result(case).findings:
        quoted, quote = finding.span.of(text), "".join(finding.quote.split())
        # A long quotation is cut in the middle, and one from a table begins with its row: its first cell is there.
        first = "".join(quoted.replace("\n", "\t").split("\t")[0].split())
        assert first
        assert first[:8] in quote or quote.rstrip("…") in "".join(quoted.split())


@each_sample
def test_what_a_person_sees(case: Case) -> None:
    """The words and the headings that a page shows are there, what it does not show is not."""
    found = extract(case)
    document, seen = found.document, expected(case)
    assert document.format == seen.get("format", document.format)
    assert document.notes == ()
    assert [part for part in words(case, "says") if part not in document.text] == []
    assert [part for part in words(case, "leaves_out") if part in document.text] == []
    assert {block.via for block in document.blocks} == {seen.get("via", "")}
    shown = [(section.number + section.title).replace(" ", "") for section in found.sections]
    assert shown == (words(case, "sections") or shown)


@each_sample
def test_what_is_kept_apart(case: Case) -> None:
    """Headers and footers are not part of the text; what was left out on purpose is told."""
    document, wanted = extract(case).document, expected(case)
    assert list(document.remarks) == words(case, "remarks")
    assert list(document.margins) == words(case, "margins") or "margins" not in wanted


def test_samples_of_every_kind() -> None:
    kinds = "docx doc wps rtf odt pdf ofd xlsx xls csv html md txt png zip"
    assert {report(folder).suffix[1:] for folder in SAMPLES} == set(kinds.split())
    findings = [rows(case, FINDINGS) for case in CASES]
    assert [] in findings
    assert any(findings)


def test_every_report_is_expected() -> None:
    assert set(results()) == {case.file for case in CASES}


def test_what_is_no_report_is_passed_over() -> None:
    inside = [file.split("!/") for file in gathered().passed_over if "!/" in file]
    wanted = [
        [report(folder).as_posix(), str(name)]
        for folder in SAMPLES
        for name in tomllib.loads((folder / "expected.toml").read_text("utf-8")).get("passed_over", [])
    ]
    assert inside == wanted


MAKE = """
import sys
from pathlib import Path
import make
twice = sys.argv[2:]
sources = {}
for path in sorted(make.SAMPLES.glob("*/source.toml")):
    source = make.load(path)
    if twice and source.form in make.CONVERTED:
        continue  # LibreOffice writes other bytes every time
    folder = Path(sys.argv[1]) / path.parent.name
    folder.mkdir(parents=True)
    sources[folder] = source
make.make_all(sources)
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The reports made anew from their sources, and those once more that have the same bytes every time."""
    once, twice = tmp_path_factory.mktemp("once"), tmp_path_factory.mktemp("twice")
    search = os.pathsep.join((str(ROOT / "tests"), str(ROOT / "samples")))
    for target, more in ((once, []), (twice, ["again"])):
        command = [sys.executable, "-c", MAKE, str(target), *more]
        subprocess.run(command, env={**os.environ, "PYTHONPATH": search}, check=True)
    return once, twice


def test_making_a_report_twice_gives_the_same_bytes(made: tuple[Path, Path]) -> None:
    once, twice = made
    folders = sorted(twice.iterdir())
    assert len(folders) > len(SAMPLES) / 2
    for folder in folders:
        assert report(folder).read_bytes() == report(once / folder.name).read_bytes()


def test_the_reports_are_made_from_their_sources(made: tuple[Path, Path]) -> None:
    """Every report reads as its source would when made now."""
    sources = [s for s in gather([made[0]]).sources if isinstance(s.path, Path) and is_text(s.path)]
    found = {r.file: text_of(r) for r in run(sources, patterns(), limits=Limits(ocr=False))}
    kept = [case for case in CASES if is_text(report(case.folder))]
    assert found == {
        case.file.replace(str(ROOT / "samples"), str(made[0])): extract(case).document.text for case in kept
    }


def test_the_pictures_are_made_from_their_sources(made: tuple[Path, Path]) -> None:
    """Every picture looks as its source would when made now; fonts differ a little between machines."""
    folders = [folder for folder in SAMPLES if not is_text(report(folder))]
    assert len(folders) == 2
    for folder in folders:
        old, new = (look(report(f)) for f in (folder, made[0] / folder.name))
        assert np.abs(old - new).mean() < 2
        assert np.abs(old - old.mean()).mean() > 5


def is_text(path: Path) -> bool:
    """Tell whether what a sample says can be read without guessing at a picture."""
    return path.parent.name not in {case.folder.name for case in CASES if expected(case).get("via") == "ocr"}


def text_of(result: Result) -> str:
    assert result.extract is not None, result.error
    return result.extract.document.text


def look(path: Path) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """Return the levels of a small picture of a page."""
    if path.suffix == ".pdf":
        document = pypdfium2.PdfDocument(path)
        image = document[0].render(scale=0.5).to_pil()
        document.close()
    else:
        image = Image.open(path)
    return np.asarray(image.convert("L").resize((120, 170)), np.float64)


def test_nothing_is_regenerated_in_ci() -> None:
    assert not (REGENERATE and "CI" in os.environ)


def written(folder: Path, old: str) -> str:
    """Return the file as the program would have it; what a person wrote besides facts and findings is kept."""
    values = tomllib.loads(old)
    lines = [line for line in old.splitlines() if line.startswith("#")]
    lines += [
        f"{name} = {_toml(value)}"
        for name, value in values.items()
        if "members" in values and name != "members"
    ]
    for member, wanted in members(values).items():
        lines += ["", f'[members."{member}"]'] if member else []
        lines += _case(Case(folder, member), wanted)
    return "\n".join(lines) + "\n"


def _case(case: Case, wanted: Row) -> Iterator[str]:
    profile = extract(case).profile
    yield f'unit_name = "{profile.unit_name}"'
    if profile.fiscal_year:
        yield f"fiscal_year = {profile.fiscal_year}"
    computed = ("unit_name", "fiscal_year", FACTS, FINDINGS)
    yield from (f"{name} = {_toml(value)}" for name, value in wanted.items() if name not in computed)
    yield from _array(FACTS, distinct([fact_row(fact) for fact in extract(case).facts]))
    found = [finding_row(finding) for finding in result(case).findings]
    yield from _array(FINDINGS, [row for row in found if row["severity"] != "info"])


def _array(name: str, found: Sequence[Row]) -> Iterator[str]:
    yield f"{name} = ["
    for row in found:
        pairs = (f"{key} = {_toml(value)}" for key, value in row.items() if value is not None)
        yield f"  {{ {', '.join(pairs)} }},"
    yield "]"


def _toml(value: object) -> str:
    if isinstance(value, int):
        return str(value)
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    return '"' + str(value).replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t") + '"'
