"""Corrected reports against their earlier versions: what was corrected, what is still open, what is new."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from extractor.history.names import normal_name
from extractor.model import Finding, Result
from extractor.runs import Row, Run, open_run
from extractor.write.labels import SEVERITIES
from extractor.write.listing import Listing, write_sheet, write_table
from extractor.write.schema import Cell

SHEET, TABLE = "整改对照.xlsx", "resubmission.csv"
CORRECTED, OPEN, FRESH = "corrected", "open", "new"
STATES: Mapping[str, str] = {CORRECTED: "已改正", OPEN: "仍未改正", FRESH: "新出现"}
_FINDING = ("finding_id", "rule", "severity", "message", "section", "quote")
_DOCUMENT = ("document_id", "file", "unit_name", "fiscal_year", "report_type", "title")
_TOLD = ("error", "warning")
_LISTING = Listing(
    "整改对照",
    (
        *(("单位", 26), ("年度", 8), ("结果", 10), ("程度", 8), ("问题", 60), ("位置", 24), ("原文", 40)),
        *(("原报告", 32), ("新报告", 32), ("问题编号", 19)),
    ),
    {CORRECTED: "#E2EFDA", OPEN: "#FFE699", FRESH: "#F8CBAD"},
)
_COLUMNS = (
    *("state", "finding_id", "unit_name", "fiscal_year", "rule", "severity", "message", "section", "quote"),
    *("earlier_file", "file", "document_id"),
)
_Report = tuple[str, int | None, str, str]


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of one finding between two versions of a report."""

    state: str
    finding: Row
    result: Result
    earlier_file: str


@dataclass(slots=True)
class Resubmission:
    """Results on their way past an earlier run, and what became of its findings."""

    run: Run
    is_single: Callable[[str], bool]
    fates: list[Fate] = field(default_factory=list)
    unmatched: list[str] = field(default_factory=list)  # files without an earlier version

    def pass_on(self, results: Iterable[Result]) -> Iterator[Result]:
        """Pass results on unchanged and note what became of the findings of their earlier versions."""
        earlier = {
            self._report(row): row for row in self.run.rows("documents", _DOCUMENT) if row["unit_name"]
        }
        found = self.run.by_document("findings", _FINDING)
        for result in results:
            if result.extract:
                about = result.extract.profile
                row = earlier.get(
                    self._key(about.unit_name, about.fiscal_year, about.report_type, about.title)
                )
                if row is None:
                    self.unmatched.append(result.file)
                else:
                    document = (str(row["document_id"]), str(row["file"]))
                    self.fates += _fates(result, found.of(document), str(row["file"]))
            yield result

    def counts(self) -> Counter[str]:
        """Count the findings by what became of them."""
        return Counter(fate.state for fate in self.fates)

    def sentence(self) -> str:
        """Say in Chinese what became of them."""
        counts = self.counts()
        told = "、".join(f"{title} {counts[state]}" for state, title in STATES.items())
        more = f"，另有 {len(self.unmatched)} 份报告在上次的结果里没有对应的一份" if self.unmatched else ""
        return f"与上次的结果相比：{told}{more}，逐条见 {SHEET}。"

    def write(self, folder: Path) -> None:
        """Write 整改对照.xlsx and data/resubmission.csv. Raises WriteError."""
        write_sheet(folder / SHEET, _LISTING, ((fate.state, _cells(fate)) for fate in self.fates))
        write_table(folder / "data" / TABLE, _COLUMNS, map(_record, self.fates))

    def _report(self, row: Row) -> _Report:
        year = row["fiscal_year"]
        names = (str(row[name] or "") for name in ("unit_name", "report_type", "title"))
        unit, report_type, title = names
        return self._key(unit, year if isinstance(year, int) else None, report_type, title)

    def _key(self, unit: str, year: int | None, report_type: str, title: str) -> _Report:
        return (
            normal_name(unit),
            year,
            report_type,
            "" if self.is_single(report_type) else normal_name(title),
        )


def earlier(folder: Path, is_single: Callable[[str], bool]) -> Resubmission:
    """Open an earlier run to hold results against. Raises GoujiError."""
    return Resubmission(open_run(folder), is_single)


def _fates(result: Result, before: Sequence[Row], earlier_file: str) -> Iterator[Fate]:
    old = {str(row["finding_id"]): row for row in before if row["severity"] in _TOLD}
    new = {f.finding_id: _row(f) for f in result.findings if f.severity in _TOLD}
    for id, row in old.items():
        yield (
            Fate(OPEN, new[id], result, earlier_file)
            if id in new
            else Fate(CORRECTED, row, result, earlier_file)
        )
    for id, row in new.items():
        if id not in old:
            yield Fate(FRESH, row, result, earlier_file)


def _row(finding: Finding) -> Row:
    return {name: getattr(finding, name) for name in _FINDING}


def _about(fate: Fate) -> tuple[str, int | None]:
    extract = fate.result.extract
    return (extract.profile.unit_name, extract.profile.fiscal_year) if extract else ("", None)


def _cells(fate: Fate) -> list[Cell]:
    unit, year = _about(fate)
    row = fate.finding
    severity = SEVERITIES.get(str(row["severity"]), str(row["severity"]))
    words = (row["message"], row["section"], row["quote"])
    return [
        unit,
        year,
        STATES[fate.state],
        severity,
        *words,
        fate.earlier_file,
        fate.result.file,
        row["finding_id"],
    ]


def _record(fate: Fate) -> list[Cell]:
    unit, year = _about(fate)
    row = fate.finding
    rest = (row[name] for name in _FINDING[1:])
    return [
        fate.state,
        row["finding_id"],
        unit,
        year,
        *rest,
        fate.earlier_file,
        fate.result.file,
        fate.result.document_id,
    ]
