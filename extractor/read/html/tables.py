"""Tables: each cell once with its place and spans, and which tables only arrange the page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from extractor.errors import ReadError
from extractor.read.container import Element
from extractor.read.html.flow import Paragraph

_WIDEST, _TALLEST = 1000, 65_534  # HTML Living Standard 4.9.11
_GROUPS = ("thead", "tbody", "tfoot")
_CELLS = ("td", "th")
_LONG = 400  # characters of a cell that holds a page rather than a value
_MAIN = 0.6  # share of the text in the cell that is the page
_NESTED = 0.5
_FEW = 4


@dataclass(slots=True)
class Cell:
    """One cell and what it holds, in order."""

    row: int
    column: int
    row_span: int
    column_span: int
    items: list[Item] = field(default_factory=list)

    @property
    def length(self) -> int:
        """Characters in the cell, without those of tables inside."""
        return sum(len(item.text) for item in self.items if isinstance(item, Paragraph))

    @property
    def tables(self) -> list[Table]:
        """The tables inside."""
        return [item for item in self.items if isinstance(item, Table)]


@dataclass(slots=True)
class Table:
    """A table of values, its cells row by row."""

    cells: list[Cell] = field(default_factory=list)

    @property
    def length(self) -> int:
        """Characters in the table, with those of tables inside."""
        return sum(cell.length + sum(table.length for table in cell.tables) for cell in self.cells)


Item = Paragraph | Table


@dataclass(slots=True)
class Grid:
    """Places cells as a browser does (HTML Living Standard 4.9.12.1); `room` bounds the fields they cover."""

    room: int
    rows: int = 0
    _column: int = 1
    _held: dict[int, int] = field(default_factory=dict)  # column: last row that a cell above covers

    def turn(self) -> None:
        """Begin the next row."""
        self.rows += 1
        self._column = 1

    def place(self, element: Element) -> Cell:
        """Return the place of the next cell. Raises ReadError(too_large)."""
        while self._held.get(self._column, 0) >= self.rows:
            self._column += 1
        width = max(1, min(_number(element.get("colspan"), 1), _WIDEST))
        height = min(_number(element.get("rowspan"), 1), _TALLEST) or _TALLEST
        self.room -= width
        if self.room < 0:
            raise ReadError("too_large", "表格的单元格过多，请拆分后再提交。")
        cell = Cell(self.rows, self._column, height, width)
        for column in range(self._column, self._column + width):
            self._held[column] = self.rows + height - 1
        self._column += width
        return cell


def rows_of(table: Element) -> Iterator[tuple[Element | None, list[Element]]]:
    """Yield the rows of a table (None where cells stand without one) with their cells, heads first, feet last."""
    parts: dict[str, list[tuple[Element | None, list[Element]]]] = {group: [] for group in _GROUPS}
    for part, row, cell in _fields(table):
        rows = parts[part]
        if cell is None or not rows or rows[-1][0] is not row:
            rows.append((row, []))
        if cell is not None:
            rows[-1][1].append(cell)
    for group in _GROUPS:
        yield from parts[group]


def _fields(table: Element) -> Iterator[tuple[str, Element | None, Element | None]]:
    """Yield (group, row, None) where a row begins and (group, row, cell) for each of its cells."""
    waiting: list[tuple[Element, str, Element | None]] = [(child, "tbody", None) for child in reversed(table)]
    while waiting:
        element, group, row = waiting.pop()
        tag = str(element.tag).lower()
        if tag in _CELLS:
            yield group, row, element
        elif tag not in ("table", "caption"):
            group = tag if tag in _GROUPS else group
            if tag == "tr":
                row = element
                yield group, row, None
            waiting.extend((child, group, row) for child in reversed(element))


def strays_of(table: Element) -> Iterator[str]:
    """Yield text that stands in a table but in no cell; a browser shows it above."""
    waiting = [table]
    while waiting:
        element = waiting.pop()
        if isinstance(element.tag, str):
            yield element.text or ""
        for child in element:
            yield child.tail or ""
            tag = str(child.tag).lower()
            if tag in _GROUPS or tag in ("tr", "form"):
                waiting.append(child)


def finished(cells: list[Cell], rows: int) -> Table:
    """Return the table; cells end with it at the latest."""
    for cell in cells:
        cell.row_span = min(cell.row_span, max(1, rows - cell.row + 1))
    return Table(cells)


def is_layout(element: Element, table: Table) -> bool:
    """Tell whether a table only arranges the page: nobody reads its rows and columns."""
    filled = [cell for cell in table.cells if cell.items]
    if element.get("role") in ("presentation", "none") or len(filled) < 2:
        return True
    if max(cell.column for cell in filled) == min(cell.column for cell in filled):
        return True
    inside = sum(inner.length for cell in filled for inner in cell.tables)
    if inside > _NESTED * table.length:
        return True
    largest = max(filled, key=lambda cell: cell.length)
    is_page = largest.length > max(_LONG, _MAIN * table.length) and len(largest.items) > _FEW
    return is_page and len(filled) <= _FEW and not _is_ruled(element)


def contents(table: Table) -> list[Item]:
    """Return what the cells of a layout hold, in order."""
    return [item for cell in table.cells for item in cell.items]


def _is_ruled(element: Element) -> bool:
    style = (element.get("style") or "").lower()
    return element.get("border", "0") not in ("0", "") or "border:solid" in style or "solid" in style


def _number(text: str | None, default: int) -> int:
    try:
        return max(0, int(text.strip())) if text and len(text) < 8 else default
    except ValueError:
        return default
