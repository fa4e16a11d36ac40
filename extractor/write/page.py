"""report.html: one self-contained page; each document is rendered when it passes and ranked at the end."""

from __future__ import annotations

import heapq
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from extractor.messages import thousands
from extractor.model import Finding, Relation, Result
from extractor.write import labels, undecided
from extractor.write.display import file_name, place
from extractor.write.marks import Piece, marked
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
class _Listed:
    """A document in the ranking; its rendered findings lie in the spool."""

    number: int
    file: str
    unit_name: str
    fiscal_year: int | None
    status: str
    reading: str
    errors: int
    warnings: int
    infos: int
    undetermined: int
    error: str
    start: int
    length: int


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
        self._ranked: list[tuple[_Rank, _Listed]] = []
        self._categories: Counter[tuple[str, str]] = Counter()
        self._documents = 0

    def add(self, view: View) -> None:
        """Render the findings of one result."""
        self._categories.update((f.category, f.severity) for f in view.result.findings)
        self._documents += 1
        result = view.result
        rank = _Rank(result.count("error"), result.count("warning"), -self._documents)
        if len(self._ranked) >= _DOCUMENTS and rank < self._ranked[0][0]:
            return
        entry = (rank, self._listed(view, self._render(view)))
        push = heapq.heappush if len(self._ranked) < _DOCUMENTS else heapq.heapreplace
        push(self._ranked, entry)

    def close(self, summary: Summary, standing: Standing) -> None:
        """Write the page."""
        ranking = [listed for _, listed in sorted(self._ranked, reverse=True)]
        found, not_decided = summary.sentences()
        template = self._environment.get_template("report.html")
        stream = template.stream(
            found=found,
            undecided=not_decided,
            bars=self._bars(),
            ranking=ranking,
            left_out=self._documents - len(ranking),
            sections=self._sections(ranking),
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

    def _listed(self, view: View, spooled: tuple[int, int]) -> _Listed:
        result, extract = view.result, view.result.extract
        return _Listed(
            self._documents,
            file_name(result.file),
            view.unit_name,
            extract.profile.fiscal_year if extract else None,
            result.status,
            labels.status_of(result),
            result.count("error"),
            result.count("warning"),
            result.count("info"),
            sum(r.verdict == "undetermined" for r in extract.relations) if extract else 0,
            _unread(result),
            *spooled,
        )

    def _sections(self, ranking: list[_Listed]) -> Iterator[tuple[_Listed, str]]:
        written = 0
        for listed in ranking:
            if not listed.length and not listed.error:
                continue
            written += listed.length
            if written > _BYTES:
                return
            self._spool.seek(listed.start)
            yield listed, self._spool.read(listed.length).decode()

    def _bars(self) -> list[tuple[str, str, int, list[tuple[str, int, float]]]]:
        """Return per category: id, name, total, and per severity its count and share of the longest bar."""
        totals = Counter[str]()
        for (category, _), count in self._categories.items():
            totals[category] += count
        longest = max(totals.values(), default=1)
        return [
            (
                category,
                labels.chinese(labels.CATEGORIES, category),
                total,
                [
                    (s, n, round(100 * n / longest, 2))
                    for s in labels.SEVERITIES
                    if (n := self._categories[category, s])
                ],
            )
            for category, total in sorted(totals.items(), key=lambda item: (-item[1], item[0]))
        ]


def _unread(result: Result) -> str:
    """Say why a file was not read, or what of it was not."""
    reading = labels.status_of(result)
    if result.extract is None:
        return f"{reading}：{result.error}"
    document = result.extract.document
    left_out = f"按约定略去：{'；'.join(document.remarks)}" if document.remarks else ""
    words = "；".join(filter(None, (*document.notes, left_out, labels.via(document.via))))
    return f"{reading}：{words}" if words else ""


def _shown(view: View, finding: Finding) -> Shown:
    return Shown(
        finding.severity,
        finding.category,
        finding.message,
        view.rule_name(finding.rule),
        place(view, finding.section, finding.page),
        marked(finding, view, _QUOTE),
        tuple(_expression(view.relations[id]) for id in finding.relation_ids if id in view.relations),
        values(view, finding),
        finding.diagnosis,
        finding.suggestion,
        finding.finding_id,
    )


def _expression(relation: Relation) -> str:
    verdict = labels.chinese(labels.VERDICTS, relation.verdict)
    return f"{thousands(relation.expression)}（{verdict}）" if relation.expression else verdict


def _undecided(view: View, relation: Relation) -> tuple[str, str, str]:
    section = view.sections.get(relation.section_id)
    return (
        undecided.said(view, relation),
        undecided.why(view, relation),
        place(view, section.path if section else "", relation.page),
    )
