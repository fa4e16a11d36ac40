"""Rules of a picture to the cells of a table: fields that no rule divides are one cell."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from extractor.read.ocr.boxes import Box
from extractor.read.ocr.rules import Rule

_SNAP = 3.0  # points between rules that are one edge
_OPEN = 20.0  # points by which beams stick out of a table without side rules
_NARROW = 90.0  # points: characters of a headline are built of lines, too
_COVERED = 0.5  # share of a field's side that a rule must cover


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell with its place, from 1, and its box in pixels."""

    row: int
    column: int
    row_span: int
    column_span: int
    box: Box


@dataclass(frozen=True, slots=True)
class Grid:
    """One ruled table: the edges of its columns and rows, and its cells row by row."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: tuple[Cell, ...]
    owner: dict[tuple[int, int], Cell]

    @property
    def box(self) -> Box:
        """The whole table."""
        return Box(self.xs[0], self.ys[0], self.xs[-1], self.ys[-1])

    def at(self, x: float, y: float) -> Cell | None:
        """Return the cell at a point."""
        return self.owner.get((bisect_right(self.ys, y) - 1, bisect_right(self.xs, x) - 1))


def grid(rules: Sequence[Rule], scale: float) -> Grid | None:
    """Return the table that a group of rules makes, None where they make less than two cells."""
    posts, beams = [r for r in rules if r.upright], [r for r in rules if not r.upright]
    if not posts or len(beams) < 2:
        return None
    xs = _edges(posts, beams, scale)
    ys = _edges(beams, posts, scale)
    if (len(xs) - 1) * (len(ys) - 1) < 2 or xs[-1] - xs[0] < _NARROW * scale:
        return None
    owner = _owners(xs, ys, _sides(xs, ys, posts, scale), _sides(ys, xs, beams, scale))
    cells = sorted({c.box: c for c in owner.values()}.values(), key=lambda c: (c.row, c.column))
    return Grid(tuple(xs), tuple(ys), tuple(cells), owner) if len(cells) > 1 else None


def _edges(along: Iterable[Rule], crossing: Sequence[Rule], scale: float) -> list[float]:
    """Return where the rules stand; the ends of those that cross them close an open side."""
    clusters: list[list[float]] = []
    for at in sorted(rule.at for rule in along):
        if clusters and at - clusters[-1][-1] <= _SNAP * scale:
            clusters[-1].append(at)
        else:
            clusters.append([at])
    edges = [sum(cluster) / len(cluster) for cluster in clusters]
    low = sorted(rule.start for rule in crossing)[:2][-1]
    high = sorted(rule.end for rule in crossing)[-2:][0]
    if edges[0] - low > _OPEN * scale:
        edges.insert(0, low)
    if high - edges[-1] > _OPEN * scale:
        edges.append(high)
    return edges


def _sides(
    edges: Sequence[float], fields: Sequence[float], rules: Sequence[Rule], scale: float
) -> set[tuple[int, int]]:
    """Return (edge, field) wherever rules cover the middle part of a field's side."""
    covered: dict[tuple[int, int], float] = {}
    for rule in rules:
        edge = min(range(len(edges)), key=lambda n: abs(edges[n] - rule.at))
        if abs(edges[edge] - rule.at) > _SNAP * scale:
            continue
        first = max(0, bisect_right(fields, rule.start) - 1)
        for field in range(first, len(fields) - 1):
            low, high = fields[field], fields[field + 1]
            if low >= rule.end:
                break
            inset = (high - low) * 0.1
            shared = min(rule.end, high - inset) - max(rule.start, low + inset)
            part = max(0.0, shared) / max(1.0, high - low - 2 * inset)
            covered[edge, field] = covered.get((edge, field), 0) + part
    return {side for side, part in covered.items() if part >= _COVERED}


def _owners(
    xs: Sequence[float],
    ys: Sequence[float],
    upright: set[tuple[int, int]],
    level: set[tuple[int, int]],
) -> dict[tuple[int, int], Cell]:
    """Unite fields from the top left on, first to the right, then down."""
    owner: dict[tuple[int, int], Cell] = {}
    columns, rows = len(xs) - 1, len(ys) - 1
    for row, column in ((r, c) for r in range(rows) for c in range(columns)):
        if (row, column) in owner:
            continue
        right = column + 1
        while right < columns and (right, row) not in upright and (row, right) not in owner:
            right += 1
        below = row + 1
        while below < rows and _goes_on(below, column, right, upright, level, owner):
            below += 1
        box = Box(xs[column], ys[row], xs[right], ys[below])
        cell = Cell(row + 1, column + 1, below - row, right - column, box)
        owner |= {(r, c): cell for r in range(row, below) for c in range(column, right)}
    return owner


def _goes_on(
    row: int,
    column: int,
    right: int,
    upright: set[tuple[int, int]],
    level: set[tuple[int, int]],
    owner: dict[tuple[int, int], Cell],
) -> bool:
    free = all((row, c) not in level and (row, c) not in owner for c in range(column, right))
    return free and all((c, row) not in upright for c in range(column + 1, right))
