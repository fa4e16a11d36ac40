"""report.html: one self-contained page; each document is rendered when it passes and ranked at the end."""

from __future__ import annotations

import heapq
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from extractor.messages import thousands, written_out
from extractor.model import Finding, Relation
from extractor.write import labels, undecided
from extractor.write.charts import charts
from extractor.write.display import file_name, place
from extractor.write.marks import Piece, marked
from extractor.write.ranking import Listed, grouped, listed
from extractor.write.schema import View, encodable
from extractor.write.standing import Standing
from extractor.write.summary import Summary
from extractor.write.values import values

_DOCUMENTS = 1_000  # what a browser opens in a moment; every finding is in data/findings
_BYTES = 20_000_000
_UNDECIDED = 200
_QUOTE = 360
_PASSED = 500


class _Rank(NamedTuple):
    """A document's place in the ranking: most certain errors first, then warnings, then as given."""

    errors: int
    warnings: int
    order: int  # negative, so that the greatest rank is the first document


@dataclass(frozen=True, slots=True)
class Shown:
    """A finding as the page shows it."""

    severity: str
    category: str
    message: str
    rule: str
    place: str
    quote: tuple[Piece, ...]
    expressions: tuple[str, ...]
    values: str
    diagnosis: str
    suggestion: str
    finding_id: str


class Page:
    """The page being written: rendered findings wait in a temporary file until the ranking is known."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._spool = tempfile.TemporaryFile("w+b", dir=path.parent)  # noqa: SIM115 (lives until `close`)
        self._ranked: list[tuple[_Rank, Listed]] = []
        self._documents = 0

    def add(self, view: View) -> None:
        """Render the findings of one result."""
        self._documents += 1
        result = view.result
        rank = _Rank(result.count("error"), result.count("warning"), -self._documents)
        if len(self._ranked) >= _DOCUMENTS and rank < self._ranked[0][0]:
            return
        entry = (rank, listed(view, self._documents, self._render(view)))
        push = heapq.heappush if len(self._ranked) < _DOCUMENTS else heapq.heapreplace
        push(self._ranked, entry)

    def close(self, summary: Summary, standing: Standing) -> None:
        """Write the page."""
        ranking = grouped(standing, (report for _, report in sorted(self._ranked, reverse=True)))
        reports = [report for unit in ranking for report in unit.reports]
        shown = _within(reports)
        found, not_decided = summary.sentences()
        template = self._environment.get_template("report.html")
        stream = template.stream(
            found=found,
            undecided=not_decided,
            charts=list(charts(standing)),
            ranking=ranking,
            documents=self._documents,
            left_out=self._documents - len(reports),
            untold=sum(bool(report.length or report.error) for report in reports) - len(shown),
            sections=self._sections(shown),
            shown={report.number for report in shown},
            units=sorted({report.unit_name for report in shown if report.unit_name}),
            years=sorted({report.fiscal_year for report in shown if report.fiscal_year}),
            severities=labels.SEVERITIES,
            categories=labels.CATEGORIES,
            passed_over=[file_name(file) for file in summary.passed_over[:_PASSED]],
            passed_over_more=max(0, len(summary.passed_over) - _PASSED),
        )
        stream.enable_buffering(100)
        with self._path.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(encodable(piece) for piece in stream)
        self.abandon()

    def abandon(self) -> None:
        """Release the temporary file."""
        self._spool.close()

    @cached_property
    def _environment(self) -> Environment:
        folder = Path(__file__).parent / "templates"
        environment = Environment(
            loader=FileSystemLoader(folder),
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            undefined=StrictUndefined,
        )
        environment.filters["chinese"] = lambda key, names: labels.chinese(names, key)
        return environment

    def _render(self, view: View) -> tuple[int, int]:
        start = self._spool.seek(0, 2)
        extract = view.result.extract
        open_ones = [r for r in extract.relations if r.verdict == "undetermined"] if extract else []
        if not view.result.findings and not open_ones:
            return start, 0
        html = self._environment.get_template("findings.html").render(
            findings=[_shown(view, finding) for finding in view.result.findings],
            undecided=[_undecided(view, relation) for relation in open_ones[:_UNDECIDED]],
            more=max(0, len(open_ones) - _UNDECIDED),
            marks=labels.MARKS,
            categories=labels.CATEGORIES,
        )
        return start, self._spool.write(encodable(html).encode())

    def _sections(self, reports: Sequence[Listed]) -> Iterator[tuple[Listed, str]]:
        for report in reports:
            self._spool.seek(report.start)
            yield report, self._spool.read(report.length).decode()


def _within(reports: Iterable[Listed]) -> list[Listed]:
    """Return the reports of which there is something to say, as many as a browser can hold."""
    told = [report for report in reports if report.length or report.error]
    sizes = accumulate(report.length for report in told)
    return [report for report, size in zip(told, sizes, strict=True) if size <= _BYTES or not report.length]


def _shown(view: View, finding: Finding) -> Shown:
    return Shown(
        finding.severity,
        finding.category,
        finding.message,
        view.rule_name(finding.rule),
        place(view, finding.section, finding.page),
        marked(finding, view, _QUOTE),
        _expressions(view, finding),
        values(view, finding),
        finding.diagnosis,
        finding.suggestion,
        finding.finding_id,
    )


def _expressions(view: View, finding: Finding) -> tuple[str, ...]:
    """Return the arithmetic of a finding with its values, each equation once."""
    relations = [view.relations[id] for id in finding.relation_ids if id in view.relations]
    return tuple(dict.fromkeys(_expression(view, relation) for relation in relations))


def _expression(view: View, relation: Relation) -> str:
    if relation.verdict in ("off", "suspect"):
        figures = [view.figures[id] for id in relation.figure_ids if id in view.figures]
        if proof := written_out(relation, figures):
            return proof
    verdict = labels.chinese(labels.VERDICTS, relation.verdict)
    return f"{thousands(relation.expression)}（{verdict}）" if relation.expression else verdict


def _undecided(view: View, relation: Relation) -> tuple[str, str, str]:
    section = view.sections.get(relation.section_id)
    return (
        undecided.said(view, relation),
        undecided.why(view, relation),
        place(view, section.path if section else "", relation.page),
    )
