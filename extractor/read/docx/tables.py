"""Where the cells of a Word table stand: the grid (17.4.49), merged cells once, tracked changes as accepted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain, islice, pairwise

from extractor.read.docx.edges import align
from extractor.read.docx.names import (
    ALTERNATIVES,
    CELL_PROPERTIES,
    ROW_PROPERTIES,
    VAL,
    Element,
    W,
    by_name,
    chosen,
    head,
    number,
)

# What may stand around rows, cells and paragraphs: controls, markup of one's own, insertions.
_CONTAINERS = {W + n for n in ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag")}
_COLUMNS = 1000  # wider than any table; a cell cannot span more
_ROUNDED = 100  # twips by which the widths of rows may differ
_WIDEST = 31680  # twips: 22 inches, the widest page
_GRID, _COLUMN = f"{W}tblGrid", f"{W}gridCol"
_ROW, _CELL = f"{W}tr", f"{W}tc"
_BEFORE, _SPAN, _FLAT, _UPRIGHT = f"{W}gridBefore", f"{W}gridSpan", f"{W}hMerge", f"{W}vMerge"
_DELETED, _TRACKED = f"{W}cellDel", f"{W}cellMerge"
_SHAPING = (_SPAN, _FLAT, _UPRIGHT, _DELETED, _TRACKED)
_GONE = {f"{W}del", f"{W}moveFrom"}


@dataclass(slots=True)
class Cell:
    """A cell with its place, counted from 1; `vertical` and `wide` tell how it may take part in a merge."""

    element: Element
    row: int
    column: int
    width: int
    height: int = 1
    vertical: str = ""  # restart | continue
    wide: bool = False


def cells_of(table: Element, most: int) -> Iterator[Cell]:
    """Yield each cell in row order, those swallowed by a merge above them excepted; at most `most` are looked at.

    `height` of a cell grows while later rows are read. A continued cell joins the cell above only where both have
    the same edges (17.4.84); else Word shows it as a cell of its own.
    """
    above: dict[int, Cell] = {}
    rows = _rows(table, most)
    if _is_uneven(rows):
        align(rows, _grid(table) if _has_spans(rows) else _stated(rows))
    for cell in chain.from_iterable(rows):
        upper = above.get(cell.column)
        if cell.vertical == "continue" and upper is not None and _joins(cell, upper):
            upper.height += 1
        else:
            above[cell.column] = cell
            yield cell


def _rows(table: Element, most: int) -> list[list[Cell]]:
    found: list[list[Cell]] = []
    plain = next(table.iter(*_SHAPING), None) is None  # most cells need no second look
    for row in within(table, (_ROW,)):
        properties = by_name(head(row, ROW_PROPERTIES))
        if _GONE.isdisjoint(properties):
            found.append(list(islice(_row(row, properties, len(found) + 1, plain), most)))
            most -= len(found[-1])
            if most <= 0:
                break
    return found


def _is_uneven(rows: Sequence[Sequence[Cell]]) -> bool:
    return len({(len(row), row[0].column) for row in rows if row}) > 1 or _has_spans(rows)


def _has_spans(rows: Iterable[Sequence[Cell]]) -> bool:
    return any(cell.width > 1 or cell.wide for row in rows for cell in row)


def _grid(table: Element) -> list[int]:
    """Return the widths of the grid's columns in twips; none where they cannot be those of a page."""
    grid = head(table, _GRID)
    columns = [] if grid is None else islice(grid.iterchildren(_COLUMN), _COLUMNS)
    widths = [number(column.get(f"{W}w")) or 0 for column in columns]
    return widths if all(0 <= width <= _WIDEST for width in widths) else []


def _stated(rows: Sequence[Sequence[Cell]]) -> list[int]:
    """Place cells that span no columns by their own widths (17.4.71), where every row adds up to one width."""
    ends = []
    for row in rows:
        widths = [_stated_width(cell.element) for cell in row]
        if not widths or min(widths) <= 0 or row[0].column > 1:
            return []
        ends.append(list(accumulate(widths, initial=0)))
    totals = [end[-1] for end in ends]
    if max(totals) - min(totals) > _ROUNDED or max(totals) > _WIDEST:
        return []
    places = sorted(set(chain.from_iterable(ends)))
    rank = {place: n for n, place in enumerate(places)}
    for row, end in zip(rows, ends, strict=True):
        for cell, (left, right) in zip(row, pairwise(end), strict=True):
            cell.column, cell.width = rank[left] + 1, rank[right] - rank[left]
    return [right - left for left, right in pairwise(places)]


def _stated_width(cell: Element) -> int:
    width = by_name(head(cell, CELL_PROPERTIES)).get(f"{W}tcW")
    twips = width is not None and width.get(f"{W}type", "dxa") == "dxa"
    return (number(width.get(f"{W}w")) or 0) if width is not None and twips else 0


def within(parent: Element, wanted: tuple[str, ...]) -> Iterator[Element]:
    """Yield the children of these names, also inside controls and insertions, in order."""
    for element in parent:
        tag = element.tag
        if tag in wanted:
            yield element
        elif tag in _CONTAINERS:
            yield from within(element, wanted)
        elif tag == ALTERNATIVES and (branch := chosen(element)) is not None:
            yield from within(branch, wanted)


def _joins(cell: Cell, upper: Cell) -> bool:
    return bool(upper.vertical) and upper.width == cell.width and upper.row + upper.height == cell.row


def _row(row: Element, properties: dict[str, Element], place: int, plain: bool) -> Iterator[Cell]:
    column = 1 + (_columns(properties[_BEFORE], 0) if _BEFORE in properties else 0)
    last: Cell | None = None
    for element in within(row, (_CELL,)):
        found = {} if plain else by_name(head(element, CELL_PROPERTIES))
        if _DELETED in found:
            continue
        width = _columns(found[_SPAN], 1) if _SPAN in found else 1
        flat = _merge(found[_FLAT]) if _FLAT in found else ""
        if flat == "continue" and last is not None and last.wide:
            last.width += width
        else:
            if last is not None:
                yield last
            upright = _vertical(found) if _UPRIGHT in found or _TRACKED in found else ""
            last = Cell(element, place, column, width, 1, upright, bool(flat))
        column += width
    if last is not None:
        yield last


def _columns(element: Element, least: int) -> int:
    found = number(element.get(VAL))
    return least if found is None else min(max(found, least), _COLUMNS)


def _vertical(properties: dict[str, Element]) -> str:
    tracked = properties.get(_TRACKED)  # 17.13.5.3
    if tracked is not None:
        return {"rest": "restart", "cont": "continue"}.get(tracked.get(f"{W}vMerge", ""), "")
    return _merge(properties.get(_UPRIGHT))


def _merge(element: Element | None) -> str:
    return "" if element is None else element.get(VAL, "continue")
