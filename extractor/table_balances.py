"""Balances in tables: 期末 = 期初 + 本期增加 − 本期减少, by the words of the headers (patterns/tables.toml)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

from extractor.decide import capped
from extractor.patterns import Patterns
from extractor.table_lines import Line, Lines
from extractor.table_readings import Reading, along, holds_anywhere, proofs, signed
from extractor.table_shape import beside
from extractor.tables import Precision, Table

_SIGNS = {"opening": 1, "inflow": 1, "outflow": -1}
_MOST_MOVED = 4


def line_balance(table: Table, line: Line, lines: Lines, precision: Precision, patterns: Patterns) -> Reading:
    """Return what a closing column follows from; of one row alone, or where half of the rows fail, a doubt at most."""
    if _role(line, patterns) != "closing":
        return []
    chosen: Reading = []
    for signs, parts in _operands(table, line, lines, patterns):
        made = along(line, parts, signed("balance", "carry-over-balance", signs), precision)
        if proofs(made) > proofs(chosen):
            chosen = made
    if proofs(chosen) < 2:
        chosen = _by_figures(line, lines, precision, patterns) or chosen
    telling = [r for r in chosen if r.computed]
    held = proofs(chosen)
    if not held or held * 2 < len(telling):
        return []
    return chosen if held > 1 else [replace(r, verdict=capped(r.verdict)) for r in chosen]


def _by_figures(line: Line, lines: Lines, precision: Precision, patterns: Patterns) -> Reading:
    """Return the balance of all lines between the opening and the closing one where the words of some do not say
    which way they go: the signs that hold in every place, of two at least.
    """
    before = [o for o in lines.lines if o.number < line.number and o.kind == line.kind]
    opening = next((o for o in before if _role(o, patterns) == "opening"), None)
    moved = before[before.index(opening) + 1 :] if opening is not None else []
    choices = [(sign,) if (sign := _SIGNS.get(_role(o, patterns), 0)) else (1, -1) for o in moved]
    if opening is None or not 0 < len(moved) <= _MOST_MOVED or (1, -1) not in choices:
        return []
    for signs in product(*choices):
        if len(set(signs)) < 2 or not holds_anywhere(line, [opening, *moved], precision, (1, *signs)):
            continue
        made = along(line, [opening, *moved], signed("balance", "carry-over-balance", [1, *signs]), precision)
        telling = [r for r in made if r.computed]
        if proofs(made) > 1 and proofs(made) * 3 >= len(telling) * 2:
            return made
    return []


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
    without = [[(p, r) for p, r in chosen if not p.total] for chosen in (between, named)]
    for chosen in (*without, between, named):
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
