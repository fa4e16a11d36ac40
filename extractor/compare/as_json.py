"""A comparison for programs: one JSON object, every list whole, decimals as text."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal

from extractor.compare.changes import Change
from extractor.compare.comparison import Comparison, Report
from extractor.runs import Document, Row, Run
from extractor.write.schema import Cell, encodable, plain_decimal


def as_json(comparison: Comparison) -> str:
    """Return the comparison as JSON."""
    pairing = comparison.pairing
    counts: dict[str, dict[str, int]] = {}
    for (what, how), count in sorted(comparison.counts().items()):
        counts.setdefault(what, {})[how] = count
    whole = {
        "equal": comparison.is_equal,
        "old": _run(comparison.old, comparison.totals[0]),
        "new": _run(comparison.new, comparison.totals[1]),
        "compared": len(pairing.same),
        "counts": counts,
        "reports": [_report(report) for report in comparison.reports],
        "rewritten": [{"old": _document(old), "new": _document(new)} for old, new in pairing.rewritten],
        "only_old": [_document(document) for document in pairing.gone],
        "only_new": [_document(document) for document in pairing.added],
    }
    return encodable(json.dumps(whole, ensure_ascii=False, indent=2)) + "\n"


def _run(run: Run, totals: Mapping[str, int]) -> dict[str, object]:
    return {
        "folder": run.folder.as_posix(),
        "version": run.version or None,
        "patterns": run.digest or None,
        "finished": run.finished or None,
        "totals": dict(totals),
    }


def _report(report: Report) -> dict[str, object]:
    old, new = report.documents
    return {
        "document_id": new[0] or None,
        "file": new[1],
        "old_file": old[1],
        "old_status": report.status[0],
        "status": report.status[1],
        "changes": [_change(change) for change in report.changes],
    }


def _change(change: Change) -> dict[str, object]:
    return {
        "what": change.what,
        "how": change.how,
        "columns": list(change.columns),
        "old": _row(change.old),
        "new": _row(change.new),
    }


def _row(row: Row | None) -> dict[str, Cell] | None:
    if row is None:
        return None
    # A JSON number would pass through a float on the other side.
    return {
        name: plain_decimal(value) if isinstance(value, Decimal) else value
        for name, value in row.items()
        if name not in ("document_id", "file")
    }


def _document(document: Document) -> dict[str, str | None]:
    return {"document_id": document[0] or None, "file": document[1]}
