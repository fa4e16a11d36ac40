"""Sums across the parts of a table: an amount split by several axes, two halves and their total, two sides that balance."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from extractor.decide import HELD, capped, decide_sum
from extractor.document import Block
from extractor.model import Figure, Relation
from extractor.patterns import Patterns
from extractor.relations import relation, sum_text
from extractor.table_shape import Cells, crowned, halves
from extractor.tables import Precision, Table, amounts_of

_LEFT = re.compile("结余|结转|余额|节余|结存|剩余|差额")
_GRAND = "总计"
_FAR = 60  # rows between a total and the rows 按…分 that split it
_Parts = dict[int, list[Figure]]  # by column


def wholes(table: Table, cells: Cells, patterns: Patterns) -> Iterator[Relation]:
    """Yield what the parts of a table make together."""
    precision = Precision(cells)
    crown = crowned(table, cells, patterns)
    if crown is not None:
        made = _sum(crown[0], crown[1], precision)
        yield from [] if made is None else [_doubted(made)]
    yield from _balanced(table, cells, patterns)
    yield from _left_over(table, cells, precision, patterns)
    yield from _axes(table, cells, precision, patterns)


def _doubted(found: Relation) -> Relation:
    """Return a relation that no other of its table proves: suspect at most."""
    return replace(found, verdict=capped(found.verdict))


def _sum(whole: Figure, parts: Sequence[Figure], precision: Precision) -> Relation | None:
    figures = [whole, *parts]
    amounts = amounts_of(figures)
    if len(parts) < 2 or len(amounts) < len(figures) or len({f.kind for f in figures}) > 1:
        return None
    decision = decide_sum(amounts[0], amounts[1:], precision.of(figures))
    return relation("table_sum", "table-sum", "table", sum_text(figures), decision, figures)


def _balanced(table: Table, cells: Cells, patterns: Patterns) -> Iterator[Relation]:
    """Yield that the grand totals of two sides are equal (收入总计 and 支出总计, 资产总计 and 负债和净资产总计)."""
    crown = crowned(table, cells, patterns)
    sides = halves(table, {p: f for p, f in cells.items() if crown is None or f is not crown[0]})
    if len(sides) != 2:
        return
    ends = [max(row for row, _ in side.cells) for side in sides]
    left, right = (
        {c: f for (r, c), f in side.cells.items() if r == end} for side, end in zip(sides, ends, strict=True)
    )
    if ends[0] != ends[1] or len(left) != len(right):
        return
    for (at, one), (to, other) in zip(sorted(left.items()), sorted(right.items()), strict=True):
        if not all(_is_grand(table, ends[0], c) for c in (at, to)) or one.kind != other.kind:
            continue
        amounts = amounts_of([one, other])
        decision = decide_sum(amounts[0], amounts[1:], Precision(cells).of([one, other]))
        yield relation("balance", "table-sum", "table", sum_text([one, other]), decision, [one, other])


def _left_over(table: Table, cells: Cells, precision: Precision, patterns: Patterns) -> Iterator[Relation]:
    """Yield what the total of one side leaves of the other's, in a last row of its own (资金结余); a doubt at most."""
    rows = sorted({row for row, _ in cells})
    last = [f for (row, _), f in sorted(cells.items()) if row == rows[-1]] if len(rows) > 2 else []
    block = table.at(last[0].row or 0, last[0].column or 0) if len(last) == 1 else None
    labels = table.labels(block)[:1] if block is not None else []
    if not any(_LEFT.search(label) for label in labels):
        return
    above = [(c, f) for (row, c), f in sorted(cells.items()) if row == rows[-2]]
    named = [
        f
        for c, f in above
        if (cell := table.at(rows[-2], c)) is not None
        and any(patterns.tables.is_role("total", label) for label in table.labels(cell)[:1])
    ]
    if len(named) != 2 or len({f.kind for f in (*named, *last)}) > 1:
        return
    amounts = amounts_of([last[0], *named])
    decision = decide_sum(amounts[0], amounts[1:], precision.of([*last, *named]), [1, -1])
    text = sum_text([last[0], *named], [1, -1])
    yield _doubted(relation("balance", "remainder", "table", text, decision, [last[0], *named]))


def _is_grand(table: Table, row: int, column: int) -> bool:
    block = table.at(row, column)
    labels = table.labels(block) if block is not None else []
    return bool(labels) and labels[0].rstrip(":：").endswith(_GRAND)


def _axes(table: Table, cells: Cells, precision: Precision, patterns: Patterns) -> Iterator[Relation]:
    """Yield for each row 按…分 that the rows below it make the total above; where another axis holds, all are meant to."""
    made: list[Relation] = []
    for axis in _axis_cells(table, patterns):
        parts, whole = _below(table, axis, cells, patterns), _total_above(table, axis, cells, patterns)
        for column, figures in parts.items():
            found = [r for w in _at(whole, column) if (r := _sum(w, figures, precision)) is not None]
            held = [r for r in found if r.verdict in HELD]
            made.extend(held[:1] or (found if column in whole else []))
    proven = sum(r.verdict in HELD for r in made) > 0
    yield from made if proven else map(_doubted, made)


def _at(whole: dict[int, Figure], column: int) -> list[Figure]:
    return [whole[column]] if column in whole and len(whole) == 1 else list(whole.values())


def _axis_cells(table: Table, patterns: Patterns) -> list[Block]:
    return [b for b in table.blocks if patterns.tables.is_role("axis", table.words(b))]


def _total_above(table: Table, axis: Block, cells: Cells, patterns: Patterns) -> dict[int, Figure]:
    """Return the figures of the nearest row above that is called a total."""
    first = (axis.anchor.row or 1) - 1
    for row in range(first, max(first - _FAR, 0), -1):
        places = ((row, column) for column in range(1, table.width + 1))
        figures = {p[1]: cells[p] for p in places if p in cells and cells[p].kind != "percent"}
        if figures and any(patterns.tables.is_role("total", table.words(cell)) for cell in table.row(row)):
            return figures
    return {}


def _below(table: Table, axis: Block, cells: Cells, patterns: Patterns) -> _Parts:
    """Return the figures below a 按…分, up to the next or a total, within its columns where it spans several."""
    row, column = axis.anchor.row or 0, axis.anchor.column or 0
    if any((row, c) in cells for c in range(column, table.width + 1)):
        return _beside(axis, cells)
    wide = axis.anchor.column_span > 1
    inside = range(column, column + axis.anchor.column_span if wide else table.width + 1)
    parts: _Parts = {}
    for below in range(row + 1, max(r for r, _ in table.grid) + 1):
        words = [table.words(cell) for cell in table.row(below) if (cell.anchor.column or 0) in inside]
        if any(patterns.tables.is_role(role, label) for label in words for role in ("axis", "total", "memo")):
            break
        for c in inside:
            if (below, c) in cells and cells[below, c].kind != "percent":
                parts.setdefault(c, []).append(cells[below, c])
    return parts


def _beside(axis: Block, cells: Cells) -> _Parts:
    """Return the figures right of a 按…分 that stands beside its rows, over all of them."""
    first = axis.anchor.row or 0
    parts: _Parts = {}
    for (row, column), figure in sorted(cells.items()):
        if first <= row < first + axis.anchor.row_span and column > (axis.anchor.column or 0):
            parts.setdefault(column, []).extend([figure] if figure.kind != "percent" else [])
    return parts
