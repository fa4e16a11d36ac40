"""What gouji says of a few sentences, for tests of claims."""

from __future__ import annotations

from reports import document, patterns

from extractor.checks import audit
from extractor.model import Finding, Relation
from extractor.pipeline import extract

TITLE = "甲县林业局\n2022年度部门整体支出绩效自评报告\n一、概况\n"


def relations(text: str) -> list[Relation]:
    """Return the relations that were decided."""
    return [r for r in extract(document(TITLE + text), patterns()).relations if r.verdict != "undetermined"]


def findings(text: str) -> list[Finding]:
    """Return errors and warnings."""
    found = audit(extract(document(TITLE + text), patterns()), patterns())
    return [f for f in found if f.severity != "info"]
