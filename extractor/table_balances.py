"""Balances in tables: 期末 = 期初 + 本期增加 − 本期减少, by the words of the headers (patterns/tables.toml)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from extractor.decide import capped
from extractor.patterns import Patterns
from extractor.table_lines import Line, Lines
from extractor.table_readings import Reading, along, proofs, signed
from extractor.table_shape import beside
from extractor.tables import Precision, Table

_SIGNS = {"opening": 1, "inflow": 1, "outflow": -1}


def line_balance(table: Table, line: Line, lines: Lines, precision: Precision, patterns: Patterns) -> Reading:
    """Return what a closing column follows from; of one row alone, or where half of the rows fail, a doubt at most."""
    if _role(line, patterns) != "closing":
        return []
    chosen: Reading = []
    for signs, parts in _operands(table, line, lines, patterns):
        made = along(line, parts, signed("balance", "carry-over-balance", signs), precision)
        if proofs(made) > proofs(chosen):
            chosen = made
    telling = [r for r in chosen if r.computed]
    held = proofs(chosen)
    if not held or held * 2 < len(telling):
        return []
    return chosen if held > 1 else [replace(r, verdict=capped(r.verdict)) for r in chosen]


def _role(line: Line, patterns: Patterns) -> str:
    return next((role for head in line.heads[:2] if (role := patterns.tables.part_of(head))), "")


def _operands(
    table: Table, line: Line, lines: Lines, patterns: Patterns
) -> Iterator[tuple[list[int], list[Line]]]:
    """Yield signs and lines of what may make a balance: those between the opening and it, then all that have a role."""
    parts = [p for p in _speakers(table, line, lines, patterns) if p.kind == line.kind]
    named = [(p, role) for p in parts if (role := _role(p, patterns)) in _SIGNS]
    opening = [p.number for p, role in named if role == "opening"]
    between = [(p, r) for p, r in named if opening and opening[0] <= p.number < line.number]
    for chosen in (between, named):
        roles = {role for _, role in chosen}
        if len(chosen) > 1 and len(roles) > 1:
            yield [_SIGNS[role] for _, role in chosen], [p for p, _ in chosen]


def _speakers(table: Table, line: Line, lines: Lines, patterns: Patterns) -> list[Line]:
    """Return the lines beside one, of each group of headers its total."""
    if not lines.upright:
        return [other for other in lines.lines if other is not line]
    by_number = {other.number: other for other in lines.lines if other.kind == line.kind}
    nodes = beside(table, list(by_number), min(line.figures), line.number, patterns)
    return [by_number[c] for node in nodes for c in node.speakers]
