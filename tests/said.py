"""What gouji says of a few sentences, for tests of claims."""

from __future__ import annotations

from collections import Counter

from reports import document, patterns

from extractor.checks import audit
from extractor.decide import HELD, OFF, SUSPECT
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


def told(text: str) -> list[str]:
    """Return what the sentences state, in words."""
    found = extract(document(TITLE + text), patterns()).relations
    return [f"{r.kind} {r.verdict}: {r.expression}" for r in found if r.source == "sentence"]


def stated(text: str) -> list[tuple[str, str, int]]:
    """Return kind, verdict and number of operands of every relation."""
    made = extract(document(TITLE + text), patterns()).relations
    return [(r.kind, r.verdict, len(r.figure_ids)) for r in made]


def kinds(text: str) -> Counter[str]:
    """Return the kinds of the relations that were decided; `:off` behind those that do not hold."""
    return Counter(r.kind if r.verdict in HELD else f"{r.kind}:off" for r in relations(text))


def holding(text: str) -> set[str]:
    """Return the kinds of the relations that hold."""
    return {r.kind for r in relations(text) if r.verdict in HELD}


def failing(text: str) -> set[str]:
    """Return the kinds of the relations that do not hold."""
    return {r.kind for r in relations(text) if r.verdict in (SUSPECT, OFF)}
