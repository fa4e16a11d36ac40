"""Horizontal and vertical rules to a grid of cells, merged cells once."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from extractor.read.layout.lines import Line
from extractor.read.layout.page import Glyph, Rule

_SNAP = 3.0  # points between rules that are one edge: no cell is as narrow
_GAP = 3.0  # points between the ends of rules that are one line, or meet
_SHORT = 6.0
_DASH = 8.0  # points of a dash; the space between two is hardly longer
_FEWEST_DASHES = 4
_SMALLEST = 4.0  # points of a usual column or row: smaller ones are a drawing
_MOST_FIELDS = 50_000


@dataclass(slots=True)
class Cell:
    """One cell with its place in the grid, from 1, and the glyphs inside."""

    row: int
    column: int
    row_span: int
    column_span: int
    box: tuple[float, float, float, float]
    glyphs: list[Glyph] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    text: str = ""
    room: float = 0  # width left for text

    @property
    def size(self) -> float | None:
        """Font size of the first line."""
        return self.lines[0].size if self.lines else None

    @property
    def bold(self) -> bool:
        """Whether the first line is bold."""
        return bool(self.lines) and self.lines[0].bold


@dataclass(slots=True)
class Grid:
    """One ruled table on one page; `xs` and `ys` are the edges of columns and rows."""

    page: int
    xs: list[float]
    ys: list[float]
    cells: list[Cell]
    owner: dict[tuple[int, int], Cell]
    by_text: bool = False  # no rules between the columns: their edges depend on the words
    gutters: tuple[tuple[float, float], ...] = ()  # white space between the columns of a table without rules

    @property
    def top(self) -> float:
        """Upper edge of the table."""
        return self.ys[0]

    @property
    def bottom(self) -> float:
        """Lower edge of the table."""
        return self.ys[-1]

    def cell_at(self, x: float, y: float) -> Cell | None:
        """Return the cell at a point of the page."""
        column, row = bisect_right(self.xs, x) - 1, bisect_right(self.ys, y) - 1
        return self.owner.get((row, column))

    def forget(self) -> None:
        """Let go of the glyphs, of which a document has very many, once the cells are written."""
        for cell in self.cells:
            cell.glyphs = []
        self.owner = {}


def grids(rules: Sequence[Rule], page: int) -> tuple[list[Grid], list[Rule]]:
    """Return the grids that rules make, empty, the topmost first, and the rules that make none."""
    found: list[Grid] = []
    spare: list[Rule] = []
    for group in _connected(_straightened(rules)):
        if grid := _grid(group, page):
            found.append(grid)
        else:
            spare += group
    return found, spare


def largest(rules: Sequence[Rule], page: int) -> Grid | None:
    """Return the grid with the most cells that these rules make, empty."""
    return max(grids(rules, page)[0], key=lambda grid: len(grid.cells), default=None)


def _straightened(rules: Iterable[Rule]) -> list[Rule]:
    """Snap rules to common edges and unite those that continue each other."""
    found: list[Rule] = []
    for upright in (False, True):
        ordered = sorted((r for r in rules if r.upright == upright), key=lambda r: r.at)
        for edge in _clusters(ordered):
            at = sum(r.at for r in edge) / len(edge)
            found += [Rule(upright, at, *ends) for ends in _united(edge)]
    return [rule for rule in found if rule.end - rule.start >= _SHORT]


def _clusters(ordered: Iterable[Rule]) -> list[list[Rule]]:
    clusters: list[list[Rule]] = []
    for rule in ordered:
        if clusters and rule.at - clusters[-1][-1].at <= _SNAP:
            clusters[-1].append(rule)
        else:
            clusters.append([rule])
    return clusters


def _united(edge: Sequence[Rule]) -> list[tuple[float, float]]:
    dash = median(rule.end - rule.start for rule in edge)
    dashed = len(edge) >= _FEWEST_DASHES and dash <= _DASH
    gap = max(_GAP, 1.5 * dash) if dashed else _GAP
    ends: list[tuple[float, float]] = []
    for rule in sorted(edge, key=lambda r: r.start):
        if ends and rule.start <= ends[-1][1] + gap:
            ends[-1] = (ends[-1][0], max(ends[-1][1], rule.end))
        else:
            ends.append((rule.start, rule.end))
    return ends


def _connected(rules: Sequence[Rule]) -> list[list[Rule]]:
    """Group rules that cross or touch, the topmost group first."""
    beams = sorted((r for r in rules if not r.upright), key=lambda r: r.at)
    heights = [beam.at for beam in beams]
    leader = list(range(len(rules)))

    def lead(n: int) -> int:
        while leader[n] != n:
            leader[n] = leader[leader[n]]
            n = leader[n]
        return n

    posts = [r for r in rules if r.upright]
    for number, post in enumerate(posts, start=len(beams)):
        first, last = bisect_left(heights, post.start - _GAP), bisect_right(heights, post.end + _GAP)
        for n in range(first, last):
            if beams[n].start - _GAP <= post.at <= beams[n].end + _GAP:
                leader[lead(n)] = lead(number)
    groups: dict[int, list[Rule]] = {}
    for n, rule in enumerate([*beams, *posts]):
        groups.setdefault(lead(n), []).append(rule)
    return sorted(groups.values(), key=lambda g: min(r.start if r.upright else r.at for r in g))


def _grid(rules: Sequence[Rule], page: int) -> Grid | None:
    posts, beams = [r for r in rules if r.upright], [r for r in rules if not r.upright]
    if not posts or len(beams) < 2:
        return None
    left, right = min(b.start for b in beams), max(b.end for b in beams)
    xs = _edges([p.at for p in posts], left, right)
    top, bottom = sorted(p.start for p in posts)[:2][-1], sorted(p.end for p in posts)[-2:][0]
    ys = _edges([b.at for b in beams], top, bottom)
    if not _is_table(xs, ys):
        return None
    owner = _owners(xs, ys, posts, beams)
    cells = sorted({id(c): c for c in owner.values()}.values(), key=lambda c: (c.row, c.column))
    return Grid(page, xs, ys, cells, owner) if len(cells) > 1 else None


def _is_table(xs: Sequence[float], ys: Sequence[float]) -> bool:
    """Tell a table from a drawing by the number and the size of its fields."""
    columns, rows = len(xs) - 1, len(ys) - 1
    small = xs[-1] - xs[0] < _SMALLEST * columns or ys[-1] - ys[0] < _SMALLEST * rows
    return 2 <= columns * rows <= _MOST_FIELDS and not small


def _edges(values: Iterable[float], low: float, high: float) -> list[float]:
    """Return distinct edges; rules that reach beyond the outermost ones across them close an open side."""
    edges: list[float] = []
    for value in sorted({*values}):
        if not edges or value - edges[-1] > _SNAP:
            edges.append(value)
    if edges[0] - low > 4 * _SHORT:
        edges.insert(0, low)
    if high - edges[-1] > 4 * _SHORT:
        edges.append(high)
    return edges


def _owners(
    xs: Sequence[float], ys: Sequence[float], posts: Sequence[Rule], beams: Sequence[Rule]
) -> dict[tuple[int, int], Cell]:
    """Unite the fields of the grid that no rule divides and return the cell of each field."""
    right_of, below = _borders(xs, ys, posts), _borders(ys, xs, beams)
    owner: dict[tuple[int, int], Cell] = {}
    for row in range(len(ys) - 1):
        for column in range(len(xs) - 1):
            if (row, column) in owner:
                continue
            wide, tall = 1, 1
            while (
                column + wide < len(xs) - 1
                and (column + wide, row) not in right_of
                and (row, column + wide) not in owner
            ):
                wide += 1
            while row + tall < len(ys) - 1 and all(
                (row + tall, c) not in below for c in range(column, column + wide)
            ):
                tall += 1
            box = (xs[column], ys[row], xs[column + wide], ys[row + tall])
            cell = Cell(row + 1, column + 1, tall, wide, box)
            owner.update(((r, c), cell) for r in range(row, row + tall) for c in range(column, column + wide))
    return owner


def _borders(edges: Sequence[float], fields: Sequence[float], rules: Sequence[Rule]) -> set[tuple[int, int]]:
    """Return (edge, field) wherever a rule lies on the edge along the middle of the field."""
    found: set[tuple[int, int]] = set()
    middles = [(a + b) / 2 for a, b in pairwise(fields)]
    for rule in rules:
        after = bisect_left(edges, rule.at)
        near = (n for n in (after - 1, after) if 0 <= n < len(edges))
        edge = min(near, key=lambda n: abs(edges[n] - rule.at))
        if abs(edges[edge] - rule.at) <= _SNAP:
            first, last = bisect_left(middles, rule.start), bisect_right(middles, rule.end)
            found.update((edge, n) for n in range(first, last))
    return found
