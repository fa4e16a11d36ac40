"""Two runs side by side: their totals, and report by report what changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from extractor.compare.alignment import moves
from extractor.compare.changes import (
    FACTS,
    FIGURES,
    FINDING,
    FINDINGS,
    RELATION,
    RELATIONS,
    Change,
    Tables,
    changes,
)
from extractor.compare.documents import Pair, Pairing, pair
from extractor.runs import Document, Row, Run
from extractor.write.labels import SEVERITIES, STATUSES, VERDICTS

_TABLES = {"figures": FIGURES, "facts": FACTS, "relations": RELATIONS, "findings": FINDINGS}
_COUNTED = ("figures", "relations", *VERDICTS, *(f"{severity}s" for severity in SEVERITIES))
_DOCUMENTS = ("status", "error_code", *_COUNTED)
Counts = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Report:
    """One report that is in both runs; `status` is how it was read in the old and in the new."""

    documents: Pair
    status: tuple[str, str]
    changes: tuple[Change, ...]

    @property
    def is_changed(self) -> bool:
        """Tell whether anything differs."""
        return bool(self.changes) or self.status[0] != self.status[1]

    @property
    def rank(self) -> tuple[int, int, int]:
        """The less the earlier: most findings, most verdicts, most of all."""
        counts = Counter(change.what for change in self.changes)
        return -counts[FINDING], -counts[RELATION], -len(self.changes)


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that differs between two runs. `reports` holds only those that changed."""

    old: Run
    new: Run
    totals: tuple[Counts, Counts]
    pairing: Pairing
    reports: tuple[Report, ...]

    @property
    def is_equal(self) -> bool:
        """Tell whether the runs hold the same reports and say the same of them."""
        pairing = self.pairing
        return not (self.reports or pairing.rewritten or pairing.gone or pairing.added)

    def counts(self) -> Counter[tuple[str, str]]:
        """Count the changes by what and how."""
        return Counter((change.what, change.how) for report in self.reports for change in report.changes)


class _Side:
    """One run with its tables."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self._documents = run.by_document("documents", _DOCUMENTS)
        self._tables = {name: run.by_document(name, columns) for name, columns in _TABLES.items()}

    def documents(self) -> tuple[Document, ...]:
        return self._documents.documents()

    def status(self, document: Document) -> str:
        return str(self._documents.of(document)[0]["status"])

    def tables(self, document: Document) -> Tables:
        return Tables(**{name: table.of(document) for name, table in self._tables.items()})

    def totals(self) -> Counts:
        rows = [row for document in self.documents() for row in self._documents.of(document)]
        read = Counter(str(row["status"]) for row in rows)
        counts = {name: sum(_whole(row, name) for row in rows) for name in _COUNTED}
        return {
            "documents": len(rows),
            **{status: read[status] for status in STATUSES},
            "figures": counts.pop("figures"),
            "facts": len(self._tables["facts"]),
            **counts,
        }


def _whole(row: Row, name: str) -> int:
    value = row[name]
    return value if isinstance(value, int) else 0


def compare(old: Run, new: Run) -> Comparison:
    """Compare two runs; raise GoujiError where a table is missing."""
    sides = _Side(old), _Side(new)
    pairing = pair(sides[0].documents(), sides[1].documents())
    reports = (_report(sides, documents) for documents in pairing.same)
    changed = sorted((report for report in reports if report.is_changed), key=lambda report: report.rank)
    return Comparison(old, new, (sides[0].totals(), sides[1].totals()), pairing, tuple(changed))


def _report(sides: tuple[_Side, _Side], documents: Pair) -> Report:
    tables = [side.tables(document) for side, document in zip(sides, documents, strict=True)]
    status = sides[0].status(documents[0]), sides[1].status(documents[1])
    texts = (side.run.text(document[0]) for side, document in zip(sides, documents, strict=True))
    return Report(documents, status, changes(tables[0], tables[1], moves(*texts)))
