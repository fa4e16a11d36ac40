"""Tables that show only by the backgrounds of their cells: coloured areas side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from itertools import product

from extractor.read.layout.frame import Box
from extractor.read.layout.grid import Grid, grids
from extractor.read.layout.page import Page, Rule

_NEAR = 3.0  # points
_MOST = 5_000  # areas of a page beyond which they are a drawing
_WHOLE = 0.6  # share of the page beyond which an area is the background of everything
_COVERED = 0.75  # share of the fields of a table that have a background of their own


def filled(page: Page, ruled: Sequence[Grid]) -> tuple[list[Grid], list[Rule]]:
    """Return the tables that coloured areas outside of ruled ones make, and the edges of the other areas."""
    areas = [box for box in page.fills if not _is_whole(box, page) and not any(_meet(box, g) for g in ruled)]
    if not 2 <= len(areas) <= _MOST:
        return [], []
    found, spare = grids([rule for area in areas for rule in _edges(area)], page.number)
    tables = []
    for grid in found:
        if _is_tiled(grid, areas):
            tables.append(grid)
        elif len(grid.xs) == 2:
            spare += [Rule(False, y, grid.xs[0], grid.xs[-1]) for y in grid.ys]  # stripes
    return tables, spare


def _is_whole(box: Box, page: Page) -> bool:
    return (box[2] - box[0]) * (box[3] - box[1]) > _WHOLE * page.width * page.height


def _meet(box: Box, grid: Grid) -> bool:
    return box[0] < grid.xs[-1] and grid.xs[0] < box[2] and box[1] < grid.bottom and grid.top < box[3]


def _edges(box: Box) -> Iterable[Rule]:
    left, top, right, bottom = box
    yield from (Rule(True, left, top, bottom), Rule(True, right, top, bottom))
    yield from (Rule(False, top, left, right), Rule(False, bottom, left, right))


def _is_tiled(grid: Grid, areas: Iterable[Box]) -> bool:
    """Tell whether nearly each cell is an area of its own, several of them side by side in two rows at least."""
    boxes = {_rounded(box) for box in areas}
    own = Counter(cell.row for cell in grid.cells if _is_one_of(cell.box, boxes))
    rows = sum(count > 1 for count in own.values())
    return rows > 1 and own.total() >= _COVERED * len(grid.cells)


def _is_one_of(box: Box, boxes: Collection[tuple[int, int, int, int]]) -> bool:
    near = [range(edge - 1, edge + 2) for edge in _rounded(box)]
    return any(place in boxes for place in product(*near))


def _rounded(box: Box) -> tuple[int, int, int, int]:
    left, top, right, bottom = (round(edge / _NEAR) for edge in box)
    return left, top, right, bottom
