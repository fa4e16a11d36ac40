"""Columns that follow from others: 增减额 = 决算 − 预算, 增减% of a base, 占比 of a total row, 合计 of columns beside it.

A header says what kind of column it is; which columns it follows from, the figures say: the reading that holds in
most rows (two at least) is the one meant, and the rows in which it fails are findings. A total column with all
other columns of its table before it is read without that proof.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import permutations

from extractor.decide import HUNDRED, Decision, capped, decide_hundred, decide_rate, decide_sum
from extractor.model import Figure, Relation
from extractor.patterns import Patterns
from extractor.relations import printed, relation, sum_text, with_unit
from extractor.tables import Precision, Table, amounts_of

Cells = dict[tuple[int, int], Figure]
Columns = dict[int, dict[int, Figure]]
Reading = list[Relation]
Relate = Callable[[Figure, Sequence[Figure], Precision], Relation | None]
_HELD = ("exact", "rounded")
_MOST_COLUMNS = 12  # beyond that a table is a matrix, and chance finds readings
_SHARES = re.compile("占比|比重|比例|百分比")
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
        kind = next(iter(figures.values())).kind
        if kind == "percent" and _SHARES.search(headers[0] if headers else ""):
            yield from _shares(table, column, columns, precision, patterns)
            continue
        least = Fraction(3, 4) if total else Fraction(2, 3)
        found = _best(_readings(column, figures, near, roles, total, precision), least)
        if not found and total and kind == "money":
            found = _all_others(table, column, columns, precision, patterns)
        yield from found


def _all_others(
    table: Table, column: int, columns: Columns, precision: Precision, patterns: Patterns
) -> Reading:
    """Return the total column of a table that has nothing but its parts beside it; suspect where it fails.

    At least one row of more than zeros must hold; rows that total others fail with these and prove nothing.
    """
    heads = {c: table.heads.get((min(f), c), ("",))[0] for c, f in columns.items()}
    told = [
        p.kind
        for c, words in heads.items()
        if c != column
        for p in patterns.phrases.find(words, 0, len(words))
    ]
    parts = [columns[c] for c in sorted(columns) if c != column]
    kinds = {figure.kind for part in parts for figure in part.values()}
    if len(parts) < 2 or kinds != {"money"} or {"stage", "year", "cue"} & set(told):
        return []
    made = _by_row(columns[column], parts, _sum, precision)
    plain = {f.figure_id for row, f in columns[column].items() if not _is_total(table, row, patterns)}
    telling = [r for r in made if r.computed and r.figure_ids[0] in plain]
    held = sum(r.verdict in _HELD and len(r.figure_ids) > 2 for r in telling)
    if not held or held * 2 < len(telling):
        return []
    return [replace(r, verdict=capped(r.verdict)) for r in made]


def _is_total(table: Table, row: int, patterns: Patterns) -> bool:
    return any(patterns.tables.is_role("total", table.words(cell)) for cell in table.row(row))


def _shares(
    table: Table, column: int, columns: Columns, precision: Precision, patterns: Patterns
) -> Iterator[Relation]:
    """Yield the shares of a total row, and that they make 100, where most of them hold."""
    shares = columns[column]
    totals = [row for row in shares if _is_total(table, row, patterns)]
    if len(totals) != 1:
        return
    rows = [row for row in shares if row != totals[0]]
    best: Reading = []
    for other, figures in columns.items():
        if abs(other - column) > _REACH or totals[0] not in figures:
            continue
        whole = figures[totals[0]]
        pairs = [
            (shares[row], figures[row]) for row in rows if row in figures and figures[row].kind == whole.kind
        ]
        made = [r for share, part in pairs if (r := _share(share, [part, whole], precision)) is not None]
        if whole.kind != "percent" and _held(made) > _held(best):
            best = made
            hundred = _hundred(shares[totals[0]], pairs, whole, precision)
    telling = [r for r in best if r.computed]
    if len(best) > 1 and _held(best) > 1 and _held(best) * 3 >= len(telling) * 2:
        yield from (*best, *hundred)


def _held(made: Reading) -> int:
    return sum(r.verdict in _HELD and bool(r.computed) for r in made)


def _share(rate: Figure, ends: Sequence[Figure], precision: Precision) -> Relation | None:
    share, part, whole = amounts_of([rate, *ends])
    if whole.value == 0:
        return None
    decision = decide_rate(
        share, [part, whole], lambda v: v[0] / v[1] * HUNDRED, lambda v: v[1], precision.of(ends)
    )
    text = f"{with_unit(ends[0])} ÷ {with_unit(ends[1])} = {printed(rate)}%"
    return _made("share", "share", rate, ends, decision, text)


def _hundred(
    stated: Figure, pairs: Sequence[tuple[Figure, Figure]], whole: Figure, precision: Precision
) -> Reading:
    """Return that the shares make 100, where their amounts make the whole."""
    shares, parts = [share for share, _ in pairs], [part for _, part in pairs]
    amounts = amounts_of([whole, *parts])
    complete = decide_sum(amounts[0], amounts[1:], precision.of([whole, *parts])).verdict in _HELD
    if len(shares) < 2 or not complete or stated.amount is None or stated.amount.value != HUNDRED:
        return []
    decision = decide_hundred(amounts_of(shares))
    text = f"{' + '.join(printed(share) for share in shares)} = 100%"
    return [relation("share_total", "share-total", "table", text, decision, shares)]


def _columns(cells: Cells) -> Columns:
    found: Columns = {}
    for (row, column), figure in sorted(cells.items(), key=lambda item: (item[0][1], item[0][0])):
        if figure.amount is not None:
            found.setdefault(column, {})[row] = figure
    return found


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


def _best(readings: Iterator[Reading], least: Fraction) -> Reading:
    """Return the reading that holds in most of its rows, if that says anything: rows of zeros do not."""
    best: Reading = []
    score = 0
    for reading in readings:
        telling = [r for r in reading if r.computed]
        held = sum(r.verdict in _HELD for r in telling)
        if held > score and held >= 2 and held >= len(telling) * least:
            best, score = reading, held
    return best


def _sum(figure: Figure, parts: Sequence[Figure], precision: Precision) -> Relation | None:
    if any(part.kind != figure.kind for part in parts):
        return None
    amounts = amounts_of([figure, *parts])
    decision = decide_sum(amounts[0], amounts[1:], precision.of([figure, *parts]))
    return _made("table_sum", "table-sum", figure, parts, decision, sum_text([figure, *parts]))


def _difference(figure: Figure, ends: Sequence[Figure], precision: Precision) -> Relation | None:
    if any(end.kind != figure.kind for end in ends):
        return None
    amounts = amounts_of([figure, *ends])
    decision = decide_sum(amounts[0], amounts[1:], precision.of([figure, *ends]), [1, -1])
    return _made("difference", "difference", figure, ends, decision, sum_text([figure, *ends], [1, -1]))


def _growth(figure: Figure, ends: Sequence[Figure], precision: Precision) -> Relation | None:
    """Relate a rate of change to the new amount and its base, which come in this order."""
    rate, new, base = amounts_of([figure, *ends])
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
