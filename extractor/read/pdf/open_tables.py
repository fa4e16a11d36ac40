"""Tables with horizontal rules only, or too few upright ones: columns are told by the white space.

A stack of long horizontal rules of one extent is a table where most printed lines between the rules fall into
parts that stand under each other. Everything else between two rules (a page between its header and its footer,
lines to be filled in, underlined text) stays what it is.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from extractor.read.pdf.lines import lines, row_groups
from extractor.read.pdf.page import Glyph, Rule
from extractor.read.pdf.second import Box, SecondReader
from extractor.read.pdf.tables import Cell, Found, Grid, fill, runs_on

_LONG = 100.0  # points of a rule that may bound a table
_EQUAL = 4.0  # points by which the ends of one table's rules differ
_PART_GAP = 0.8  # em of white space between the parts of a line
_TOUCH = 0.1  # em between parts that share a column
_SNAP = 2.0

Part = list[Glyph]


@dataclass(frozen=True, slots=True)
class Row:
    """One printed line and its parts, from left to right."""

    top: float
    bottom: float
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Band:
    """What stands between two neighbouring rules."""

    top: float
    bottom: float
    rows: tuple[Row, ...]

    @property
    def is_tabular(self) -> bool:
        """Whether most of its lines have several parts."""
        return sum(len(row.parts) > 1 for row in self.rows) * 2 >= len(self.rows)


@dataclass(frozen=True, slots=True)
class Plan:
    """The edges that rules and white space suggest for one table."""

    box: Box
    edges: tuple[Rule, ...]


def find(found: Found, second: SecondReader, page: int) -> Found:
    """Add the tables that the ruled finder could not see; pdfplumber is asked only where there is one."""
    grids, outside = list(found.grids), found.outside
    for grid in found.grids:
        if len(grid.xs) == 2 and (plan := _plan_of_list(grid)):
            glyphs = [glyph for cell in grid.cells for glyph in cell.glyphs]
            if made := _made(plan, second, page):
                grids.remove(grid)
                grids.append(made)
                outside = outside + fill([made], glyphs)
    for stack in _stacks(found.spare):
        for plan in _plans(stack, outside, found.spare):
            if made := _made(plan, second, page):
                grids.append(made)
                outside = fill([made], outside)
    return Found(sorted(grids, key=lambda grid: grid.top), outside, found.spare)


def _plan_of_list(grid: Grid) -> Plan | None:
    """Plan anew a ruled grid of a single column: its frame may hold columns without rules."""
    beams = [Rule(False, y, grid.xs[0], grid.xs[1]) for y in grid.ys]
    glyphs = [glyph for cell in grid.cells for glyph in cell.glyphs]
    plans = _plans(beams, glyphs, [])
    whole = len(plans) == 1 and (plans[0].box[1], plans[0].box[3]) == (grid.top, grid.bottom)
    return plans[0] if whole else None


def _stacks(rules: Iterable[Rule]) -> list[list[Rule]]:
    """Group long horizontal rules of one extent."""
    stacks: list[list[Rule]] = []
    for rule in sorted(rules, key=lambda r: r.at):
        if rule.upright or rule.end - rule.start < _LONG:
            continue
        same = (s for s in stacks if abs(s[0].start - rule.start) <= _EQUAL >= abs(s[0].end - rule.end))
        stack = next(same, None)
        if stack is None:
            stacks.append([rule])
        else:
            stack.append(rule)
    return [stack for stack in stacks if len(stack) > 1]


def _plans(beams: Sequence[Rule], glyphs: Iterable[Glyph], spare: Sequence[Rule]) -> list[Plan]:
    bands = _bands(beams, glyphs)
    plans = []
    for run in _runs(bands):
        columns = _columns(run)
        while len(run) > 2 and columns and not _is_head(run[0], columns):
            run = run[1:]  # a caption between two rules
            columns = _columns(run)
        if len(columns) > 1:
            plans.append(_Planner(run, columns, beams[0], spare).plan())
    return plans


def _bands(beams: Sequence[Rule], glyphs: Iterable[Glyph]) -> list[Band]:
    left = min(b.start for b in beams)
    right = max(b.end for b in beams)
    heights = [beam.at for beam in beams]
    sorted_in: list[list[Glyph]] = [[] for _ in range(len(beams) + 1)]
    for glyph in glyphs:
        reach = glyph.size
        if left - reach < glyph.x0 and glyph.x1 < right + reach:
            sorted_in[bisect_right(heights, (glyph.top + glyph.bottom) / 2)].append(glyph)
    return [
        Band(top, bottom, _rows(held))
        for (top, bottom), held in zip(pairwise(heights), sorted_in[1:-1], strict=True)
    ]


def _rows(glyphs: Iterable[Glyph]) -> tuple[Row, ...]:
    found = []
    for group in row_groups(glyphs):
        parts = _parts([g for g in group if g.char.strip()])
        found.append(Row(min(g.top for g in group), max(g.bottom for g in group), parts))
    return tuple(sorted(found, key=lambda row: row.top))


def _parts(glyphs: Sequence[Glyph]) -> tuple[Part, ...]:
    parts: list[Part] = []
    reach = 0.0
    for glyph in sorted(glyphs, key=lambda g: g.x0):
        if parts and glyph.x0 - reach < _PART_GAP * glyph.size:
            parts[-1].append(glyph)
        else:
            parts.append([glyph])
        reach = max(reach, glyph.x1) if len(parts[-1]) > 1 else glyph.x1
    return tuple(parts)


def _runs(bands: Sequence[Band]) -> list[list[Band]]:
    """Return unbroken runs of bands that look like a table, empty ones at the ends left out."""
    runs: list[list[Band]] = [[]]
    for band in bands:
        if band.is_tabular:
            runs[-1].append(band)
        else:
            runs.append([])
    trimmed = [_trimmed(run) for run in runs]
    return [run for run in trimmed if sum(len(band.rows) for band in run) > 1]


def _trimmed(run: list[Band]) -> list[Band]:
    filled = [n for n, band in enumerate(run) if band.rows]
    return run[filled[0] : filled[-1] + 1] if filled else []


def _columns(run: Sequence[Band]) -> list[tuple[float, float]]:
    """Return the extents of the columns: the parts of the body, then heads over columns without a value."""
    body = [row for band in (run[1:] or run) for row in band.rows if len(row.parts) > 1]
    columns = _united([_extent(part) for row in body for part in row.parts])
    if len(columns) < 2:
        return []
    for row in run[0].rows:
        for part in row.parts:
            over = _over(part, columns)
            if len(over) < 2:
                columns = _united([*columns, _extent(part)])
    return columns


def _extent(part: Part) -> tuple[float, float]:
    slack = _TOUCH * part[0].size / 2
    return min(g.x0 for g in part) - slack, max(g.x1 for g in part) + slack


def _united(extents: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    united: list[tuple[float, float]] = []
    for start, end in sorted(extents):
        if united and start <= united[-1][1]:
            united[-1] = (united[-1][0], max(united[-1][1], end))
        else:
            united.append((start, end))
    return united


def _over(part: Part, columns: Sequence[tuple[float, float]]) -> list[int]:
    start, end = _extent(part)
    return [n for n, (low, high) in enumerate(columns) if low < end and start < high]


def _is_head(band: Band, columns: Sequence[tuple[float, float]]) -> bool:
    """Tell whether the parts of a first band stand over at least half of the columns."""
    return len({n for row in band.rows for part in row.parts for n in _over(part, columns)}) * 2 > len(
        columns
    )


@dataclass(frozen=True, slots=True)
class _Strip:
    """A part of the height of a table in which each column is one cell."""

    top: float
    bottom: float
    rows: tuple[Row, ...]


class _Planner:
    """Works out the edges of one table."""

    def __init__(
        self, run: Sequence[Band], columns: Sequence[tuple[float, float]], beam: Rule, spare: Sequence[Rule]
    ) -> None:
        self._run = run
        self._columns = columns
        self._left = min(beam.start, columns[0][0])
        self._right = max(beam.end, columns[-1][1])
        self._posts = [r.at for r in spare if r.upright and r.start < run[-1].bottom and r.end > run[0].top]
        self._partial = [
            r for r in spare if not r.upright and r.end - r.start < beam.end - beam.start - _EQUAL
        ]
        self._xs = [self._left, *(self._between(a[1], b[0]) for a, b in pairwise(columns)), self._right]

    def plan(self) -> Plan:
        """Return the edges: beams, edges between rows, and uprights where no words cross them."""
        top, bottom = self._run[0].top, self._run[-1].bottom
        edges = [self._level(band.top) for band in self._run] + [self._level(bottom)]
        edges += [Rule(True, x, top, bottom) for x in (self._left, self._right)]
        for number, band in enumerate(self._run):
            strips = self._head(band, edges) if number == 0 < len(self._run) - 1 else self._body(band, edges)
            for strip in strips:
                edges += self._uprights(strip)
        return Plan((self._left, top, self._right, bottom), tuple(edges))

    def _level(self, y: float) -> Rule:
        return Rule(False, y, self._left, self._right)

    def _between(self, left: float, right: float) -> float:
        """Return the edge between two columns: a rule where there is one, else the middle of the white space."""
        return next((x for x in self._posts if left <= x <= right), (left + right) / 2)

    def _uprights(self, strip: _Strip) -> list[Rule]:
        crossed = {
            n
            for row in strip.rows
            for part in row.parts
            for n in _over(part, self._columns)[1:]  # the edge before each further column
        }
        return [
            Rule(True, x, strip.top, strip.bottom)
            for n, x in enumerate(self._xs[1:-1], start=1)
            if n not in crossed
        ]

    def _head(self, band: Band, edges: list[Rule]) -> list[_Strip]:
        """Divide a head only below words that stand over several columns."""
        strips = []
        top, held = band.top, list[Row]()
        for row, after in zip(band.rows, [*band.rows[1:], None], strict=True):
            held.append(row)
            wide = [over for part in row.parts if len(over := _over(part, self._columns)) > 1]
            if not wide or after is None:
                continue
            y = self._under(row, after)
            edges += [Rule(False, y, self._xs[over[0]], self._xs[over[-1] + 1]) for over in wide]
            strips.append(_Strip(top, y, tuple(held)))
            top, held = y, []
        return [*strips, _Strip(top, band.bottom, tuple(held))]

    def _under(self, row: Row, after: Row) -> float:
        low, high = (row.top + row.bottom) / 2, (after.top + after.bottom) / 2
        return next((r.at for r in self._partial if low < r.at < high), (row.bottom + after.top) / 2)

    def _body(self, band: Band, edges: list[Rule]) -> list[_Strip]:
        """Divide a band into its rows where the rules between them were left out."""
        if len(self._run) > 2 and not self._is_stacked(band):
            return [_Strip(band.top, band.bottom, band.rows)]
        groups: list[list[Row]] = []
        for row in band.rows:
            if groups and self._goes_on(groups[-1], row):
                groups[-1].append(row)
            else:
                groups.append([row])
        cuts = [(above[-1].bottom + below[0].top) / 2 for above, below in pairwise(groups)]
        edges += [self._level(y) for y in cuts]
        ends = pairwise([band.top, *cuts, band.bottom])
        return [_Strip(top, bottom, tuple(rows)) for (top, bottom), rows in zip(ends, groups, strict=True)]

    def _is_stacked(self, band: Band) -> bool:
        """Tell whether several lines of a band hold numbers under each other in two columns or in one of two."""
        filled = [
            {n for part in row.parts if _is_number(part) for n in _over(part, self._columns)}
            for row in band.rows
        ]
        return any(a & b for a, b in pairwise(filled))

    def _goes_on(self, group: Sequence[Row], row: Row) -> bool:
        """Tell whether a line only holds words that had no room in the line before."""
        before = {n: part for part in group[-1].parts for n in _over(part, self._columns)}
        here = {n: part for part in row.parts for n in _over(part, self._columns)}
        if not here.keys() < before.keys():
            return False
        return all(self._had_no_room(before[n], part, n) for n, part in here.items())

    def _had_no_room(self, before: Part, part: Part, column: int) -> bool:
        low, high = self._columns[column]
        upper, lower = lines(before, 0), lines(part, 0)
        return bool(upper and lower) and runs_on(upper[0], lower[0], high - low)


def _is_number(part: Part) -> bool:
    words = "".join(g.char for g in part)
    return any(c.isdigit() for c in words) and all(c in "0123456789.,%％-—" for c in words)


def _made(plan: Plan, second: SecondReader, page: int) -> Grid | None:
    """Return the grid that pdfplumber makes of a plan."""
    boxes = second.cells(page, plan.box, plan.edges)
    xs = _distinct(edge for box in boxes for edge in (box[0], box[2]))
    ys = _distinct(edge for box in boxes for edge in (box[1], box[3]))
    if len(xs) < 3 or len(ys) < 3:
        return None
    owner: dict[tuple[int, int], Cell] = {}
    cells: list[Cell] = []
    for box in sorted(boxes, key=lambda b: (b[1], b[0])):
        left, right = _nearest(xs, box[0]), _nearest(xs, box[2])
        top, bottom = _nearest(ys, box[1]), _nearest(ys, box[3])
        places = [(r, c) for r in range(top, bottom) for c in range(left, right)]
        if places and not any(place in owner for place in places):
            cell = Cell(top + 1, left + 1, bottom - top, right - left, box)
            cells.append(cell)
            owner |= dict.fromkeys(places, cell)
    return Grid(page, xs, ys, sorted(cells, key=lambda c: (c.row, c.column)), owner, by_text=True)


def _distinct(values: Iterable[float]) -> list[float]:
    edges: list[float] = []
    for value in sorted(values):
        if not edges or value - edges[-1] > _SNAP:
            edges.append(value)
    return edges


def _nearest(edges: Sequence[float], value: float) -> int:
    return min(range(len(edges)), key=lambda n: abs(edges[n] - value))
