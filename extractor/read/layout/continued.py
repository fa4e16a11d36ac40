"""Tables that go on over pages: one number, rows counted on, repeated heads once, divided rows joined."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from extractor.document import Anchor
from extractor.read import wrapping
from extractor.read.content import Piece
from extractor.read.layout.grid import Cell, Grid
from extractor.read.layout.loose_rows import is_value
from extractor.read.layout.tables import runs_on

_DECIMALS = re.compile(r"[-+\d,]+(?:\.\n\d{1,2}|\.\d\n\d)[%％]?")
_NUMBER = re.compile(r"[-+\d.,%％\s/—]+")
_Row = list[tuple[int, int, int, str]]  # column, spans and text of each cell
_MOSTLY = 0.6  # share of the cells of a column of figures that are some; its head is none
_SAME_EDGE = 3.0  # points between the column edges of a table on two pages


@dataclass(slots=True)
class Table:
    """The parts of one table, a grid for each page, gathered in order."""

    number: int  # in the document
    xs: list[float]
    gutters: tuple[tuple[float, float], ...] = ()
    rows: int = 0
    cells: list[tuple[int, Cell]] = field(default_factory=list)  # page, cell
    head: list[_Row] = field(default_factory=list)  # the rows of the first part

    @classmethod
    def of(cls, grid: Grid) -> Table:
        """Begin a table with its first part."""
        table = cls(0, grid.xs, grid.gutters)
        table.add(grid)
        return table

    def fits(self, grid: Grid) -> bool:
        """Tell whether a grid has the same column edges; those that words tell differ from page to page."""
        if self.gutters or grid.gutters:
            return self._shares_gutters(grid)
        pairs = list(zip(self.xs, grid.xs, strict=False))
        compared = [pairs[0], pairs[-1]] if grid.by_text else pairs
        return len(self.xs) == len(grid.xs) and all(abs(a - b) <= _SAME_EDGE for a, b in compared)

    def _shares_gutters(self, grid: Grid) -> bool:
        """Tell whether the white space between the columns goes on: all that a table without rules shows."""
        shared = [
            (max(a[0], b[0]), min(a[1], b[1])) for a, b in zip(self.gutters, grid.gutters, strict=False)
        ]
        return len(self.gutters) == len(grid.gutters) and all(low < high for low, high in shared)

    def figures(self) -> set[int]:
        """Return the columns, from 0, in which nearly everything is a figure."""
        held: dict[int, list[bool]] = {}
        for _, cell in self.cells:
            if cell.text:
                held.setdefault(cell.column - 1, []).append(is_value(cell.text))
        return {n for n, values in held.items() if sum(values) > _MOSTLY * len(values)}

    def add(self, grid: Grid) -> None:
        """Take the next page's part."""
        rows = _rows(grid)
        dropped = self._repeated(rows)
        first = [cell for cell in grid.cells if cell.row == dropped + 1] if self.rows else []
        tall = [cell for cell in first if self._spans_on(cell, first)]
        rest = [cell for cell in first if not any(cell is other for other in tall)]
        divided = self._is_divided(rest)
        for cell in tall:
            if upper := self._above(cell):
                upper.row_span += cell.row_span - divided
        if divided:
            self._complete(rest)
        dropped += divided
        self.head = self.head or rows
        gone = {id(cell) for cell in tall}
        for cell in grid.cells:
            if cell.row > dropped and id(cell) not in gone:
                cell.row += self.rows - dropped
                self.cells.append((grid.page, cell))
        self.rows += len(grid.ys) - 1 - dropped

    def pieces(self) -> Iterator[Piece]:
        """Yield the cells with words in row order."""
        for page, cell in self.cells:
            if not cell.text:
                continue
            left, top, right, bottom = (round(edge, 1) for edge in cell.box)
            anchor = Anchor(
                page=page,
                box=(left, top, right, bottom),
                table=self.number,
                row=cell.row,
                column=cell.column,
                row_span=cell.row_span,
                column_span=cell.column_span,
            )
            yield Piece(cell.text, anchor, kind="cell", size=cell.size, bold=cell.bold)

    def _repeated(self, rows: Sequence[_Row]) -> int:
        """Count the first rows of a page that are the first rows of the table again."""
        pairs = zip(self.head, rows, strict=False)
        return sum(1 for _ in takewhile(lambda p: p[0] == p[1] and any(cell[-1] for cell in p[0]), pairs))

    def _above(self, cell: Cell) -> Cell | None:
        """Return the cell of the last row so far that stands over `cell`."""
        same = (upper for _, upper in reversed(self.cells) if upper.column == cell.column)
        upper = next(same, None)
        reaches = upper is not None and upper.row + upper.row_span - 1 == self.rows
        return upper if upper is not None and reaches and upper.column_span == cell.column_span else None

    def _spans_on(self, cell: Cell, first: Sequence[Cell]) -> bool:
        """Tell whether a cell of a page's first row is the empty rest of one merged down from before."""
        upper = self._above(cell)
        merged = upper is not None and max(upper.row_span, cell.row_span) > 1
        return merged and not cell.text and any(other.text for other in first)

    def _is_divided(self, first: list[Cell]) -> bool:
        """Tell whether a page's first row is the rest of the row before: each cell is done or was cut."""
        pairs = [(self._above(cell), cell) for cell in first]
        if any(upper is None for upper, _ in pairs) or any(cell.row_span > 1 for cell in first):
            return False
        begun = [(upper, cell) for upper, cell in pairs if upper is not None and cell.text]
        done = any(upper is not None and upper.text and not cell.text for upper, cell in pairs)
        whole = len(begun) == len(pairs) > 1
        return (done or whole) and all(_is_cut(upper, cell) for upper, cell in begun)

    def _complete(self, first: list[Cell]) -> None:
        for cell in first:
            upper = self._above(cell)
            if upper is not None and cell.text:
                upper.text = wrapping.join(upper.text, cell.text)
                upper.lines += cell.lines


def _rows(grid: Grid) -> list[_Row]:
    rows: list[_Row] = [[] for _ in grid.ys[1:]]
    for cell in grid.cells:
        rows[cell.row - 1].append((cell.column, cell.row_span, cell.column_span, cell.text))
    return rows


def _is_cut(upper: Cell, lower: Cell) -> bool:
    if _NUMBER.fullmatch(upper.text):
        # A number fills its cell: only decimals that lack a digit show that it was divided.
        return _DECIMALS.fullmatch(upper.text + "\n" + lower.text) is not None
    return bool(upper.lines) and runs_on(upper.lines[-1], lower.lines[0], upper.room)
