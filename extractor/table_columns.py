"""Columns that follow from others: 增减额 = 决算 − 预算, 增减% of a base, 占比 of a total row, 合计 of columns beside it.

A header says what kind of column it is; which columns it follows from, the figures say: the reading that holds in
most rows (three at least, or all of two) is the one meant, and the rows in which it fails are findings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import permutations

from extractor.decide import HUNDRED, Decision, decide_rate, decide_sum
from extractor.model import Amount, Figure, Relation
from extractor.patterns import Patterns
from extractor.relations import printed, relation, sum_text, with_unit
from extractor.tables import Precision, Table

Cells = dict[tuple[int, int], Figure]
_HELD = ("exact", "rounded")
_MOST_COLUMNS = 12  # beyond that a table is a matrix, and chance finds readings
_REACH = 6  # columns to the left and right that a column may follow from


def column_relations(table: Table, cells: Cells, patterns: Patterns) -> Iterator[Relation]:
    """Yield the relations of every column that its header calls a change, a rate of change or a total."""
    columns, precision = _columns(cells), Precision(cells)
    if len(columns) > _MOST_COLUMNS:
        return
    for column, figures in columns.items():
        headers = table.heads.get((min(figures), column), ())
        roles = {p.value for p in patterns.phrases.find(headers[0], 0, len(headers[0]))} if headers else set()
        near = {c: f for c, f in columns.items() if c != column and abs(c - column) <= _REACH}
        total = bool(headers) and patterns.tables.is_role("total", headers[0])
        yield from _best(_readings(column, figures, near, roles, total, precision))


def _columns(cells: Cells) -> dict[int, dict[int, Figure]]:
    found: dict[int, dict[int, Figure]] = {}
    for (row, column), figure in sorted(cells.items(), key=lambda item: (item[0][1], item[0][0])):
        if figure.amount is not None:
            found.setdefault(column, {})[row] = figure
    return found


Reading = list[Relation]
Relate = Callable[[Figure, Sequence[Figure], Precision], Relation | None]


def _readings(
    column: int,
    figures: dict[int, Figure],
    near: dict[int, dict[int, Figure]],
    roles: set[str],
    total: bool,
    precision: Precision,
) -> Iterator[Reading]:
    kind = next(iter(figures.values())).kind
    alike = {c: f for c, f in near.items() if next(iter(f.values())).kind != "percent"}
    if kind == "percent" and roles & {"up", "down", "compare"}:
        for first, second in permutations(alike.values(), 2):
            yield _by_row(figures, [first, second], _growth, precision)
    elif kind == "money" and roles & {"up", "down", "compare", "apart", "rest"}:
        for first, second in permutations(alike.values(), 2):
            yield _by_row(figures, [first, second], _difference, precision)
    elif kind != "percent" and total:
        yield from _totals(column, figures, alike, precision)


def _totals(
    column: int, figures: dict[int, Figure], near: dict[int, dict[int, Figure]], precision: Precision
) -> Iterator[Reading]:
    """Yield the readings of a total column: the two or more columns right behind it, or right before."""
    after, before = [c for c in near if c > column], [c for c in reversed(near) if c < column]
    for side in (after, before):
        for size in range(2, len(side) + 1):
            yield _by_row(figures, [near[c] for c in sorted(side[:size])], _sum, precision)


def _by_row(
    figures: dict[int, Figure],
    others: Sequence[dict[int, Figure]],
    relate: Relate,
    precision: Precision,
) -> Reading:
    """Relate the figures of each row; a column that has no figure there counts for nothing in a total."""
    made = []
    for row, figure in figures.items():
        operands = [column[row] for column in others if row in column]
        whole = len(operands) == len(others)
        if (whole or (relate is _sum and operands)) and (
            found := relate(figure, operands, precision)
        ) is not None:
            made.append(found)
    return made


def _best(readings: Iterator[Reading]) -> Reading:
    """Return the reading that holds in most of its rows, if that says anything: rows of zeros do not."""
    best: Reading = []
    score = 0
    for reading in readings:
        telling = [r for r in reading if r.computed]
        held = sum(r.verdict in _HELD for r in telling)
        if held > score and held >= 2 and held * 4 >= len(telling) * 3:
            best, score = reading, held
    return best


def _amounts(figures: Sequence[Figure]) -> list[Amount]:
    return [f.amount for f in figures if f.amount is not None]


def _sum(figure: Figure, parts: Sequence[Figure], precision: Precision) -> Relation | None:
    if any(part.kind != figure.kind for part in parts):
        return None
    amounts = _amounts([figure, *parts])
    decision = decide_sum(amounts[0], amounts[1:], precision.of([figure, *parts]))
    return _made("table_sum", "table-sum", figure, parts, decision, sum_text([figure, *parts]))


def _difference(figure: Figure, ends: Sequence[Figure], precision: Precision) -> Relation | None:
    if any(end.kind != figure.kind for end in ends):
        return None
    amounts = _amounts([figure, *ends])
    decision = decide_sum(amounts[0], amounts[1:], precision.of([figure, *ends]), [1, -1])
    return _made("difference", "difference", figure, ends, decision, sum_text([figure, *ends], [1, -1]))


def _growth(figure: Figure, ends: Sequence[Figure], precision: Precision) -> Relation | None:
    """Relate a rate of change to the new amount and its base, which come in this order."""
    rate, new, base = _amounts([figure, *ends])
    if base.value == 0 or ends[0].kind != ends[1].kind:
        return None
    a, b = with_unit(ends[0]), with_unit(ends[1])
    decision = decide_rate(
        rate, [new, base], lambda v: (v[0] - v[1]) / v[1] * HUNDRED, lambda v: v[1], precision.of(ends)
    )
    return _made("growth", "growth", figure, ends, decision, f"({a} - {b}) ÷ {b} = {printed(figure)}%")


def _made(
    kind: str, rule: str, figure: Figure, others: Sequence[Figure], decision: Decision, expression: str
) -> Relation:
    return relation(kind, rule, "table", expression, decision, [figure, *others])
