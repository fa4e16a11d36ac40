"""Where the cells of a Word table stand: the grid (17.4.49), merged cells once, tracked changes as accepted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

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


def cells_of(table: Element) -> Iterator[Cell]:
    """Yield each cell in row order, those swallowed by a merge above them excepted.

    `height` of a cell grows while later rows are read. A continued cell joins the cell above only where both have
    the same edges (17.4.84); else Word shows it as a cell of its own.
    """
    above: dict[int, Cell] = {}
    place = 0
    plain = next(table.iter(*_SHAPING), None) is None  # most cells need no second look
    for row in within(table, (_ROW,)):
        properties = by_name(head(row, ROW_PROPERTIES))
        if not _GONE.isdisjoint(properties):
            continue
        place += 1
        for cell in _row(row, properties, place, plain):
            upper = above.get(cell.column)
            if cell.vertical == "continue" and upper is not None and _joins(cell, upper):
                upper.height += 1
            else:
                above[cell.column] = cell
                yield cell


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
