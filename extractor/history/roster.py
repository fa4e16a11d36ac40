"""Who of the roster has reported, who twice, and which files no unit claims."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from extractor.history.catalog import of_run, of_store
from extractor.history.layout import NO_YEAR
from extractor.history.store import Store
from extractor.history.submissions import Submission, identity
from extractor.history.units import Question, Unit, Units
from extractor.model import Result
from extractor.runs import open_run
from extractor.write.dataset import harmless
from extractor.write.folder import refusal, whole
from extractor.write.schema import Cell, encodable

FILE = "roster.csv"
_HEAD = ("情况", "年度", "单位代码", "单位名称", "文件", "说明")
_SHOWN = 10  # of each kind on the screen
MISSING, TWICE, UNCLAIMED, ASKED = "未报送", "重复报送", "无单位认领", "请确认"


@dataclass(frozen=True, slots=True)
class Twice:
    """A report handed in more than once with different contents; the files in order of adding and name."""

    unit: Unit
    year: int
    report_type: str
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unclaimed:
    """A file of a unit that the roster lacks, with the question that its name raises, if any."""

    file: str
    year: int
    unit_name: str
    question: Question | None


@dataclass(frozen=True, slots=True)
class Roster:
    """The roster beside the reports; `missing` holds unit and year."""

    years: tuple[int, ...]
    missing: tuple[tuple[int, Unit], ...]
    twice: tuple[Twice, ...]
    unclaimed: tuple[Unclaimed, ...]

    def __str__(self) -> str:
        asked = sum(one.question is not None for one in self.unclaimed)
        years = "、".join(map(str, self.years)) or "没有年度"
        return (
            f"单位名册核对（{years}）：未报送 {len(self.missing)} 个，重复报送 {len(self.twice)} 份，"
            f"无单位认领的文件 {len(self.unclaimed)} 个，其中 {asked} 个名称相近、请确认。"
        )

    def rows(self) -> list[list[Cell]]:
        """Return the rows of roster.csv."""
        missing: list[list[Cell]] = [
            [MISSING, year, unit.code, unit.name, None, None] for year, unit in self.missing
        ]
        twice: list[list[Cell]] = [
            [TWICE, one.year, one.unit.code, one.unit.name, ";".join(one.files), one.report_type]
            for one in self.twice
        ]
        return missing + twice + [_unclaimed_row(one) for one in self.unclaimed]


def show(roster: Roster) -> Iterator[str]:
    """Yield what the screen shows: the sums, then the first of each kind."""
    yield str(roster)
    for kind, year, _, name, file, why in _first_of_each(roster.rows()):
        where = f"{year}年度" if year else ""
        yield f"  {kind} {where} {'　'.join(str(part) for part in (name, file, why) if part)}"


def _first_of_each(rows: Iterable[list[Cell]]) -> Iterator[list[Cell]]:
    shown: Counter[Cell] = Counter()
    for row in rows:
        shown[row[0]] += 1
        if shown[row[0]] <= _SHOWN:
            yield row


class Reporting:
    """The roster beside a run that is being written."""

    def __init__(self, units: Units) -> None:
        self._units = units
        self._lines: list[str] = []

    def pass_on(self, results: Iterator[Result]) -> Iterator[Result]:
        """Pass results on as they are."""
        return results

    def write(self, folder: Path) -> None:
        """Write roster.csv beside the outputs. Raises WriteError."""
        roster = roster_of_run(folder, self._units)
        path = write_roster(roster, folder)
        self._lines = [*show(roster), f"全部列在 {path}。"]

    def sentence(self) -> str:
        """Say what it holds."""
        return "\n".join(self._lines)


def roster_of_run(run: Path, units: Units) -> Roster:
    """Return the roster beside one output folder of `gouji audit`. Raises GoujiError."""
    return compare(list(of_run(open_run(run), 1, units)), units)


def roster_of_store(store: Store, units: Units, years: Iterable[int] | None = None) -> Roster:
    """Return the roster beside the reports of a store, of some years or of all."""
    wanted = None if years is None else set(years)
    return compare([one for one in of_store(store, units) if wanted is None or one.year in wanted], units)


def compare(submissions: Sequence[Submission], units: Units) -> Roster:
    """Lay the roster beside submissions; a year counts where any unit of the roster reported for it."""
    known = {unit.code for unit in units.units}
    claimed = [one for one in submissions if one.unit_id in known]
    years = sorted({one.year for one in claimed if one.year != NO_YEAR})
    reported = {(one.year, one.unit_id) for one in claimed}
    missing = [
        (year, unit)
        for year in years
        for code, unit in sorted(units.in_year(year).items())
        if (year, code) not in reported
    ]
    return Roster(
        tuple(years),
        tuple(missing),
        tuple(_twice(claimed, units)),
        tuple(_unclaimed(submissions, known, units)),
    )


def _twice(claimed: Iterable[Submission], units: Units) -> list[Twice]:
    reports: dict[tuple[str, ...], dict[str, Submission]] = defaultdict(dict)
    for one in sorted(claimed, key=lambda one: (one.added, one.document[1])):
        if one.year != NO_YEAR:
            # The same bytes again, or read again by a later run, are not handed in twice.
            reports[one.report()].setdefault(identity(one.document), one)
    found = [list(copies.values()) for _, copies in sorted(reports.items()) if len(copies) > 1]
    return [
        Twice(
            units.in_year(NO_YEAR)[first.unit_id],
            first.year,
            first.report_type,
            tuple(one.document[1] for one in copies),
        )
        for copies in found
        for first in copies[:1]
    ]


def _unclaimed(submissions: Iterable[Submission], known: set[str], units: Units) -> list[Unclaimed]:
    found = {one.document[1]: one for one in submissions if one.unit_id not in known}
    return [
        Unclaimed(file, one.year, one.unit_name, units.question(one.unit_name) if one.unit_name else None)
        for file, one in sorted(found.items())
    ]


def _unclaimed_row(one: Unclaimed) -> list[Cell]:
    asked = one.question
    kind, why = (ASKED, str(asked)) if asked else (UNCLAIMED, None if one.unit_name else "没有读到单位名称")
    return [kind, one.year or None, asked.code if asked else None, one.unit_name or None, one.file, why]


def write_roster(roster: Roster, folder: Path) -> Path:
    """Write roster.csv into a folder and return its path. Raises WriteError."""
    path = folder / FILE
    try:
        with whole(path) as passing, passing.open("w", encoding="utf-8-sig", newline="") as file:
            table = csv.writer(file)
            table.writerow(_HEAD)
            for row in roster.rows():
                table.writerow([harmless(encodable(c)) if isinstance(c, str) else c for c in row])
    except OSError as error:
        raise refusal(folder, error) from error
    return path
