"""Which cells of a Word table stand under each other: edges that nearly meet are one edge.

Tables drawn by hand have grid columns of a hair's width (17.4.16), and rows whose cells start a little to the left
or right of those above.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import accumulate, pairwise
from typing import Protocol

_NEAR = 100  # twips between edges that look like one
_JAGGED = 480  # twips by which rows of as many cells may be out of line
_HAIR = 30  # twips: what is narrower is no column


class Placed(Protocol):
    """A cell with its first grid column, from 1, and the number of columns it spans."""

    column: int
    width: int


def align(rows: Sequence[Sequence[Placed]], grid: Sequence[int]) -> None:
    """Count the columns of cells by the edges a reader sees; `grid` holds the widths of the columns in twips.

    A table whose edges all meet, or whose widths are not known, stays as it is.
    """
    cells = [cell for row in rows for cell in row]
    last = max((cell.column + cell.width - 1 for cell in cells), default=0)
    if not cells or last > len(grid):
        return
    place = list(accumulate(grid, initial=0))
    used = sorted({b for cell in cells for b in _edges(cell)})
    narrowest = min((w for w in (_width(cell, place) for cell in cells) if w > _HAIR), default=0)
    number = _near(used, place, min(_NEAR, narrowest // 3))
    least = _least_right(cells, number)
    joined = _joined(_jagged(rows, number, place, min(_JAGGED, narrowest // 3)), least)
    if joined:
        number = _renumbered(number, joined)
    elif len(set(number.values())) == len(used):
        return
    if any(number[a] >= number[b] for a, b in map(_edges, cells)):
        return  # a cell without width: the widths are not those shown
    for cell in cells:
        first, end = (number[b] for b in _edges(cell))
        cell.column, cell.width = first + 1, end - first


def _edges(cell: Placed) -> tuple[int, int]:
    return cell.column - 1, cell.column - 1 + cell.width


def _width(cell: Placed, place: Sequence[int]) -> int:
    left, right = _edges(cell)
    return place[right] - place[left]


def _near(used: Sequence[int], place: Sequence[int], reach: int) -> dict[int, int]:
    """Number the edges from left to right, those within reach of the first of them alike."""
    number: dict[int, int] = {}
    count, first = -1, 0
    for edge in used:
        if count < 0 or place[edge] - first > reach:
            count, first = count + 1, place[edge]
        number[edge] = count
    return number


def _least_right(cells: Iterable[Placed], number: dict[int, int]) -> list[int]:
    """Return for each edge the leftmost right edge of the cells that start there or further right."""
    beyond = max(number.values()) + 1
    least = [beyond] * (beyond + 1)
    for left, right in map(_edges, cells):
        least[number[left]] = min(least[number[left]], number[right])
    for edge in range(beyond - 1, -1, -1):
        least[edge] = min(least[edge], least[edge + 1])
    return least


def _jagged(
    rows: Iterable[Sequence[Placed]], number: dict[int, int], place: Sequence[int], reach: int
) -> list[tuple[int, int]]:
    """Return the ranges of edges that have the same rank in rows of as many cells, and lie within reach."""
    same: defaultdict[tuple[int, int], dict[int, int]] = defaultdict(dict)
    for row in rows:
        for rank, cell in enumerate(row[1:]):
            left = cell.column - 1
            same[len(row), rank][number[left]] = place[left]
    found = []
    for edges in same.values():
        for (a, at), (b, other) in pairwise(sorted(edges.items())):
            if other - at <= reach:
                found.append((a, b))
    return sorted(found)


def _joined(ranges: Iterable[tuple[int, int]], least: Sequence[int]) -> list[tuple[int, int]]:
    """Join ranges that overlap, as long as no cell lies inside one."""
    found: list[tuple[int, int]] = []
    for first, last in ranges:
        if found and first <= found[-1][1]:
            first, last = found[-1][0], max(last, found[-1][1])
            if least[first] > last:
                found[-1] = first, last
        elif least[first] > last:
            found.append((first, last))
    return found


def _renumbered(number: dict[int, int], joined: Sequence[tuple[int, int]]) -> dict[int, int]:
    """Count the edges anew with each range as one edge."""
    starts = [first for first, _ in joined]
    gone = list(accumulate((last - first for first, last in joined), initial=0))

    def new(edge: int) -> int:
        n = bisect_right(starts, edge)
        if n and edge <= joined[n - 1][1]:
            return joined[n - 1][0] - gone[n - 1]
        return edge - gone[n]

    return {edge: new(count) for edge, count in number.items()}
