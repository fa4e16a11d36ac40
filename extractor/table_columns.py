"""Columns that follow from others: 增减额 = 决算 − 预算, 增减% of a base, 合计 of columns beside it; rows alike.

A header says what kind of column it is; which columns it follows from, the figures say: the reading that holds in
most rows (two at least) is the one meant, and the rows in which it fails are findings. A total column with all
other columns under its header beside it is read without that proof.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise, permutations

from extractor.decide import HELD, capped
from extractor.model import Relation
from extractor.patterns import Patterns
from extractor.table_balances import line_balance
from extractor.table_formulas import written
from extractor.table_lines import Line, Lines, columns, near, rows
from extractor.table_readings import (
    Reading,
    along,
    at_most,
    best,
    chained,
    difference,
    growth,
    growth_of_change,
    quotient,
    quotient_of_two,
    saving,
    total,
)
from extractor.table_shape import Cells, Node, beside
from extractor.table_shares import is_share, line_shares
from extractor.tables import Precision, Table

_MOST_LINES = 12  # beyond that a table is a matrix, and chance finds readings
_REACH = 6  # columns to the left and right that a column may follow from
_MOST, _ALMOST = Fraction(2, 3), Fraction(3, 4)
_SAVED = re.compile("节约|节支|节资|下浮|核减|审减|让利|压减|降低")
_OF_TWO = re.compile("满意|合格|优良|达标|好评|认可")
_CHANGE = {"up", "down", "compare"}
_LEFT_OVER = {"apart", "rest"}


def column_relations(
    table: Table, cells: Cells, told: frozenset[str], patterns: Patterns
) -> Iterator[Relation]:
    """Yield the relations of every column that its header calls a change, a rate, a share, a balance or a total.

    `told` are the rates that the execution columns explain already.
    """
    precision = Precision(cells)
    sections = columns(table, cells, patterns)
    for lines in sections:
        if len(lines.lines) <= _MOST_LINES:
            yield from _totals(table, lines, precision, patterns)
    across = rows(table, cells, patterns)
    for lines in (*sections, *((across,) if across is not None else ())):
        if len(lines.lines) <= _MOST_LINES:
            balances = _balances(table, lines, precision, patterns)
            for line in lines.lines:
                yield from _of(table, line, lines, balances, told, precision, patterns)


def _balances(table: Table, lines: Lines, precision: Precision, patterns: Patterns) -> Mapping[int, Reading]:
    """Return by line what it follows from as the end of a balance; empty for what one adds or takes away."""
    found: dict[int, Reading] = {}
    for line in lines.lines:
        made = line_balance(table, line, lines, precision, patterns) if line.kind != "percent" else []
        if made and line.number not in found:
            ids = {id for r in made for id in r.figure_ids[1:]}
            moved = (o.number for o in lines.lines if ids & {f.figure_id for f in o.figures.values()})
            found |= {line.number: made, **{number: found.get(number, []) for number in moved}}
    return found


def _of(
    table: Table,
    line: Line,
    lines: Lines,
    balances: Mapping[int, Reading],
    told: frozenset[str],
    precision: Precision,
    patterns: Patterns,
) -> Reading:
    if made := written(table, line, lines, precision, patterns):
        return made
    if any(patterns.tables.is_role("target", head) for head in line.heads[:1]):
        return []
    roles = lines.roles(line, patterns)
    if line.kind != "percent":
        if lines.upright and patterns.tables.is_role("among", line.head):
            return _within(line, lines, precision, patterns)
        if line.number in balances:
            return balances[line.number]
        changes = roles & (_CHANGE | _LEFT_OVER) if line.kind != "score" else _is_rest(line, lines, patterns)
        return best(_changes(line, lines, precision), _MOST) if changes else []
    return _of_percent(line, lines, roles, told, precision)


def _of_percent(
    line: Line, lines: Lines, roles: frozenset[str], told: frozenset[str], precision: Precision
) -> Reading:
    if is_share(line) and (shares := line_shares(line, lines, precision)):
        return shares
    if any(f.figure_id in told for f in line.figures.values()):
        return []
    read = best(_rates(line, lines, roles, precision), _MOST)
    if not read and _SAVED.search(line.head):
        pairs = permutations(_alike(line, lines), 2)
        return best((along(line, pair, saving, precision) for pair in pairs), _MOST)
    return read or (best(_of_two(line, lines, precision), _MOST) if _OF_TWO.search(line.head) else [])


def _of_two(line: Line, lines: Lines, precision: Precision) -> Iterator[Reading]:
    """Yield the readings of a rate of two lines side by side in a third."""
    alike = _alike(line, lines)
    for one, other in pairwise(alike):
        for whole in alike:
            if whole is not one and whole is not other:
                yield along(line, (one, other, whole), quotient_of_two, precision)


def _within(line: Line, lines: Lines, precision: Precision, patterns: Patterns) -> Reading:
    """Return that a column 其中 is at most the one before it, where that holds in most rows."""
    before = [o for o in lines.lines if o.number < line.number and o.kind == line.kind]
    plain = [o for o in before if not patterns.tables.is_role("among", o.head)]
    whole = _summed(plain, precision) or next(reversed(plain), None)
    made = along(line, [whole], at_most, precision) if whole is not None else []
    held = sum(r.verdict in HELD for r in made)
    return made if held * 3 >= len(made) * 2 else []


def _summed(before: list[Line], precision: Precision) -> Line | None:
    """Return the total that the columns right before a last 其中 add up to: 合计, 货物, 工程, 服务, 其中：小微企业."""
    for at, whole in enumerate(before[:-2]):
        if whole.total:
            made = along(whole, before[at + 1 :], total, precision)
            if made and all(r.verdict in HELD for r in made):
                return whole
    return None


def _is_rest(line: Line, lines: Lines, patterns: Patterns) -> bool:
    """Tell whether marks are what deductions beside them leave of the full marks."""
    marks = [other.head for other in lines.lines if other is not line and other.kind == "score"]
    taken = any(patterns.tables.is_role("deduction", head) for head in marks)
    return taken and patterns.tables.is_role("mark", line.head)


def _alike(line: Line, lines: Lines) -> list[Line]:
    return [other for other in near(lines.lines, line, _REACH) if other.kind != "percent"]


def _changes(line: Line, lines: Lines, precision: Precision) -> Iterator[Reading]:
    for pair in permutations(_alike(line, lines), 2):
        yield along(line, pair, difference, precision)


def _rates(line: Line, lines: Lines, roles: frozenset[str], precision: Precision) -> Iterator[Reading]:
    """Yield the readings of a rate: of change where its header says so, else of two amounts of one kind."""
    for pair in permutations(_alike(line, lines), 2):
        if roles & _CHANGE:
            yield along(line, pair, growth, precision)
        else:
            # A mark may be the full mark times a coefficient; 得分率 follows from marks that were given.
            given = 2 if "得分率" in line.head else 1
            kind = "completion" if "completion" in roles else "rate"
            yield along(line, pair, quotient(kind, given), precision)
    for pair in permutations(_alike(line, lines), 2):
        if roles & (_CHANGE | _LEFT_OVER):
            yield along(line, pair, growth_of_change, precision)
    for other in _alike(line, lines):
        if roles & _CHANGE:
            yield chained(line, other, precision)


def _totals(table: Table, lines: Lines, precision: Precision, patterns: Patterns) -> Reading:
    """Return the sums of total columns; those of subtotals come first, and their parts are no parts of others."""
    found: Reading = []
    open_: list[Line] = []
    inside: set[int] = set()
    wholes = [line for line in lines.lines if line.total and line.kind != "percent"]
    for line in sorted(wholes, key=lambda line: -len(line.heads)):
        made = best(_sums(table, line, lines, inside, precision, patterns), _ALMOST)
        made = made or _all_beside(table, line, lines, precision, patterns)
        made = made or _axes(table, line, lines, precision, patterns)
        found += made
        ids = {id for r in made for id in r.figure_ids[1:]}
        inside |= {o.number for o in lines.lines if ids & {f.figure_id for f in o.figures.values()}}
        if not made:
            open_.append(line)
    proven = any(r.verdict in HELD and r.computed for r in found)
    for line in open_ if proven else ():
        # One row of figures, in which other groups of headers add up.
        at_edge = line.number in _edges(table, line, lines, patterns)
        made = _complete(table, line, lines, precision, patterns) if at_edge else []
        found += [replace(r, verdict=capped(r.verdict)) for r in made] if len(made) == 1 else []
    return found


def _axes(table: Table, line: Line, lines: Lines, precision: Precision, patterns: Patterns) -> Reading:
    """Return a total split more than once, each time under a header of its own: 按年龄分, 按学历分; doubts at most."""
    by_number = {other.number: other for other in lines.lines}
    groups = [n for n in _nodes(table, line, lines, patterns) if len(n.columns) > 1 and n.total is None]
    made = [along(line, [by_number[c] for c in n.columns], total, precision) for n in groups]
    held = sum(bool(reading) and all(r.verdict in HELD for r in reading) for reading in made)
    if len(groups) < 2 or not held:
        return []
    return [replace(r, verdict=capped(r.verdict)) for reading in made for r in reading]


def _edges(table: Table, line: Line, lines: Lines, patterns: Patterns) -> tuple[int, int]:
    """Return the first and the last of a column and those beside it."""
    numbers = [line.number, *(c for node in _nodes(table, line, lines, patterns) for c in node.columns)]
    return min(numbers), max(numbers)


def _nodes(table: Table, line: Line, lines: Lines, patterns: Patterns) -> list[Node]:
    kinds = {other.number: other.kind for other in lines.lines}
    numbers = [n for n, kind in kinds.items() if kind == line.kind]
    first = min(line.figures)
    return beside(table, numbers, first, line.number, patterns)


def _sums(
    table: Table, line: Line, lines: Lines, inside: set[int], precision: Precision, patterns: Patterns
) -> Iterator[Reading]:
    """Yield the readings of a total column: the two or more headers right behind it, or right before."""
    nodes = _nodes(table, line, lines, patterns)
    by_number = {other.number: other for other in lines.lines}
    sides = [
        [n for n in nodes if n.columns[0] > line.number],
        [n for n in reversed(nodes) if n.columns[0] < line.number],
    ]
    free = [[n for n in side if not set(n.columns) <= inside] for side in sides]
    for side in (*sides, *(f for f, s in zip(free, sides, strict=True) if len(f) < len(s))):
        for size in range(len(side), 1, -1):
            parts = [by_number[c] for node in side[:size] for c in node.speakers]
            yield along(line, sorted(parts, key=lambda part: part.number), total, precision)


def _complete(table: Table, line: Line, lines: Lines, precision: Precision, patterns: Patterns) -> Reading:
    """Return that a total is made of all that stands beside it under its header, where nothing says otherwise."""
    nodes = _plain(_nodes(table, line, lines, patterns), lines, patterns)
    by_number = {other.number: other for other in lines.lines}
    parts = [by_number[c] for node in nodes for c in node.speakers]
    if len(nodes) < 2 or any(_tells(part, patterns) for part in parts):
        return []
    return along(line, parts, total, precision)


def _plain(nodes: list[Node], lines: Lines, patterns: Patterns) -> list[Node]:
    """Return what stands beside a total without a last 其中, where two parts and more stand before it."""
    among = {line.number for line in lines.lines if patterns.tables.is_role("among", line.head)}
    first = next((n for n, node in enumerate(nodes) if among & set(node.columns)), len(nodes))
    return nodes[:first] if first > 1 else nodes


def _tells(part: Line, patterns: Patterns) -> bool:
    """Tell whether a column is of another time or stage than its total, or a part of another column."""
    if any(patterns.tables.is_role("among", head) for head in part.heads[:1]):
        return True
    found = [
        p
        for head in part.heads[:1]
        for p in patterns.phrases.find(head, 0, len(head))
        if p.kind in ("stage", "year") or (p.kind == "cue" and p.value != "apart")  # 退休
    ]
    return bool(found) and not part.total


def _all_beside(table: Table, line: Line, lines: Lines, precision: Precision, patterns: Patterns) -> Reading:
    """Return the total column of a table that has nothing but its parts beside it; suspect where it fails.

    At least one row of more than zeros must hold; rows that total others fail with these and prove nothing.
    """
    made = _complete(table, line, lines, precision, patterns)
    plain = {f.figure_id for row, f in line.figures.items() if row not in lines.totals}
    telling: Sequence[Relation] = [r for r in made if r.computed and r.figure_ids[0] in plain]
    held = sum(r.verdict in HELD and len(r.figure_ids) > 2 for r in telling)
    if not held or held * 2 < len(telling):
        return []
    return [replace(r, verdict=capped(r.verdict)) for r in made]
