"""What the cells of a table show of its make-up: halves side by side, groups of headers, rows that count columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractor.document import Block
from extractor.model import Figure
from extractor.patterns import Patterns
from extractor.tables import Table

Cells = dict[tuple[int, int], Figure]
_Rows = dict[int, dict[int, Figure]]


@dataclass(frozen=True, slots=True)
class Half:
    """The figures of one of two tables that stand side by side, and the first column that belongs to it."""

    cells: Cells
    start: int = 1


def halves(table: Table, cells: Cells) -> list[Half]:
    """Split the figures of a table whose halves have labels of their own under the same headers (收入|支出)."""
    starts = _label_columns(table, cells)
    places = sorted(set(starts.values()) - {0})
    if len(places) < 2:
        return [Half(cells)]
    groups = [[c for c in sorted(starts) if starts[c] == place] for place in places]
    heads = [[_head(table, cells, column) for column in group] for group in groups]
    if any(words != heads[0] or not all(words) for words in heads):
        return [Half(cells)]
    made, before = [], 0
    for group in groups:
        inside = {place: figure for place, figure in cells.items() if place[1] in group}
        made.append(Half(inside, before + 1))
        before = group[-1]
    return made


def _label_columns(table: Table, cells: Cells) -> dict[int, int]:
    """Return for each column of figures the column that its rows' nearest labels stand in, 0 for none."""
    found: dict[int, Counter[int]] = {}
    for row, column in cells:
        block = table.at(row, column)
        named = table.label_cells(block) if block is not None else []
        found.setdefault(column, Counter())[_end(named[0]) if named else 0] += 1
    return {column: times.most_common(1)[0][0] for column, times in found.items()}


def _end(block: Block) -> int:
    return (block.anchor.column or 0) + block.anchor.column_span - 1


def _head(table: Table, cells: Cells, column: int) -> str:
    rows = [row for row, c in cells if c == column]
    return next(iter(table.heads.get((min(rows), column), ())), "")


def crowned(table: Table, cells: Cells, patterns: Patterns) -> tuple[Figure, list[Figure]] | None:
    """Return the lone total of a last row and the totals of the halves right above it, which it adds."""
    rows = sorted({row for row, _ in cells})
    if len(rows) < 2:
        return None
    last, above = ([(r, c) for r, c in sorted(cells) if r == row] for row in (rows[-1], rows[-2]))
    if len(last) != 1 or len(above) < 2:
        return None
    if not all(_totals(table, place, patterns) for place in (*last, *above)):
        return None
    labels = {label for place in above for label in _labels(table, place)[:1]}
    return (cells[last[0]], [cells[place] for place in above]) if len(labels) == len(above) else None


def _labels(table: Table, place: tuple[int, int]) -> list[str]:
    block = table.at(*place)
    return table.labels(block) if block is not None else []


def _totals(table: Table, place: tuple[int, int], patterns: Patterns) -> bool:
    return any(patterns.tables.is_role("total", label) for label in _labels(table, place)[:1])


@dataclass(frozen=True, slots=True)
class Node:
    """A header with the columns under it: one, or a group with its own total column (小计) or without."""

    columns: tuple[int, ...]
    total: int | None = None

    @property
    def speakers(self) -> tuple[int, ...]:
        """The columns that stand for the whole group."""
        return (self.total,) if self.total is not None else self.columns


def beside(table: Table, columns: Sequence[int], row: int, column: int, patterns: Patterns) -> list[Node]:
    """Return what stands beside a column under the header that holds it, from left to right, itself left out.

    `row` is the first row of figures under these headers.
    """
    paths = {c: _path(table, row, c) for c in columns}
    own = paths.get(column, ())
    depth = max(len(own) - 1, 0)
    inside = [c for c in columns if c != column and paths[c][:depth] == own[:depth]]
    groups: dict[int, list[int]] = {}
    for c in inside:
        key = paths[c][depth] if len(paths[c]) > depth else -c
        groups.setdefault(key, []).append(c)
    return [_node(table, row, group, patterns) for group in groups.values()]


def _node(table: Table, row: int, group: list[int], patterns: Patterns) -> Node:
    named = [
        c for c in group if patterns.tables.is_role("total", next(iter(table.heads.get((row, c), ())), ""))
    ]
    return Node(tuple(group), named[0] if len(group) > 1 and len(named) == 1 else None)


def _path(table: Table, row: int, column: int) -> tuple[int, ...]:
    """Return the header cells over a column from the top down, by where their words begin."""
    found: list[int] = []
    level = table.head_rows.get((row, column), 0)
    while level > 0:
        cell = table.at(level, column)
        if cell is None or table.is_numeric(cell):
            break
        if not found or found[-1] != cell.span.start:
            found.append(cell.span.start)
        level -= 1
    return tuple(reversed(found))


def counted_rows(table: Table, cells: Cells, patterns: Patterns) -> Iterator[int]:
    """Yield the rows that only number the columns: 栏次 1 2 3, or 1 2 3 4 right under the headers."""
    rows: dict[int, list[Figure]] = {}
    for (row, _), figure in sorted(cells.items()):
        rows.setdefault(row, []).append(figure)
    for number, (row, figures) in enumerate(rows.items()):
        labels = [table.words(cell) for cell in table.row(row) if not table.is_numeric(cell)]
        values = [f.amount.value for f in figures if f.amount is not None]
        counts = (
            len(values) > 2
            and number == 0
            and values == list(range(int(values[0]), int(values[0]) + len(values)))
        )
        if any(patterns.tables.is_role("ordinal", label) for label in labels) or (
            counts and not labels and values[0] <= 3
        ):
            yield row


def shifted_rows(table: Table, cells: Cells, patterns: Patterns) -> set[int]:
    """Return the rows whose figures stand under the wrong headers, as far as that shows.

    A header lost its cell below (one value less than headers): the last column of amounts is empty in every row,
    all others are filled, and one of the headers is a subtotal, whose values people leave out.
    """
    by_row: _Rows = {}
    for (row, column), figure in sorted(cells.items()):
        by_row.setdefault(row, {})[column] = figure
    under: dict[int, _Rows] = {}
    for row, figures in by_row.items():
        head = max(table.head_rows.get((row, c), 0) for c in figures)
        under.setdefault(head, {})[row] = figures
    return {
        row for head, below in under.items() if _is_shifted(table, head, below, patterns) for row in below
    }


def _is_shifted(table: Table, head: int, rows: _Rows, patterns: Patterns) -> bool:
    first = min(column for figures in rows.values() for column in figures)
    named = {c: table.at(head, c) for c in range(first, table.width + 1)}
    words = {c: table.words(cell) for c, cell in named.items() if cell is not None}
    last = max(words, default=0)
    found = patterns.phrases.find(words.get(last, ""), 0, len(words.get(last, "")))
    if len(words) < 4 or not any(p.kind == "indicator" for p in found):
        return False
    totals = [c for c, label in words.items() if patterns.tables.is_role("total", label)]
    if not totals or (len(totals) == 1 and _adds_up(rows, totals[0])):
        return False
    full = all(_filled(table, row, c) for row in rows for c in words if c != last)
    return full and not any(_filled(table, row, last) for row in rows)


def _adds_up(rows: _Rows, total: int) -> bool:
    """Tell whether a column is the sum of all others in each row, as near as whole numbers say."""
    for figures in rows.values():
        values = {c: f.amount.value for c, f in figures.items() if f.amount is not None}
        if total not in values or abs(2 * values[total] - sum(values.values())) > 1:
            return False
    return True


def _filled(table: Table, row: int, column: int) -> bool:
    cell = table.at(row, column)
    return cell is not None and bool(table.words(cell))
