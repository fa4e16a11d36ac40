"""The edges of a table whose rules are not all printed: from the white space between its words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from extractor.read.layout.bands import Band, Extent, Part, Row, is_number
from extractor.read.layout.lines import lines
from extractor.read.layout.page import Rule
from extractor.read.layout.tables import runs_on

_EVEN = 4.0  # points by which rules of one table differ in length


@dataclass(frozen=True, slots=True)
class Plan:
    """The edges that rules and white space suggest for one table; `by_text`: columns by white space."""

    box: tuple[float, float, float, float]
    edges: tuple[Rule, ...]
    by_text: bool


@dataclass(frozen=True, slots=True)
class _Strip:
    """A part of the height of a table in which each column is one cell."""

    top: float
    bottom: float
    rows: tuple[Row, ...]


class Planner:
    """Works out the edges of one table from its bands, columns and outermost edges.

    `spare` are rules that may divide columns or heads. With `few` rules each line of the body is a row.
    """

    def __init__(
        self, run: Sequence[Band], columns: Sequence[Extent], beam: Rule, spare: Sequence[Rule], few: bool
    ) -> None:
        self._run = run
        self._columns = columns
        self._few = few
        self._left = min(beam.start, columns[0][0])
        self._right = max(beam.end, columns[-1][1])
        upright = [r for r in spare if r.upright]
        self._posts = [r.at for r in upright if r.start < run[-1].bottom and r.end > run[0].top]
        self._ruled = len(self._posts) > len(columns)
        length = beam.end - beam.start - _EVEN
        self._partial = [r.at for r in spare if not r.upright and r.end - r.start < length]
        self._xs = [self._left, *(self._between(a[1], b[0]) for a, b in pairwise(columns)), self._right]

    def plan(self) -> Plan:
        """Return the edges: beams, edges between rows, and uprights where no words cross them."""
        top, bottom = self._run[0].top, self._run[-1].bottom
        edges = [self._level(band.top) for band in self._run] + [self._level(bottom)]
        edges += [Rule(True, x, top, bottom) for x in (self._left, self._right)]
        for number, band in enumerate(self._run):
            is_head = number == 0 < len(self._run) - 1
            strips = self._head(band, edges) if is_head else self._body(band, edges)
            edges += [upright for strip in strips for upright in self._uprights(strip)]
        return Plan((self._left, top, self._right, bottom), tuple(edges), not self._ruled)

    def _level(self, y: float) -> Rule:
        return Rule(False, y, self._left, self._right)

    def _between(self, left: float, right: float) -> float:
        """Return the edge between two columns: a rule where there is one, else amid the white space."""
        return next((x for x in self._posts if left <= x <= right), (left + right) / 2)

    def _uprights(self, strip: _Strip) -> list[Rule]:
        parts = [part for row in strip.rows for part in row.parts]
        crossed = {n for part in parts for n in part.over(self._columns)[1:]}
        inner = enumerate(self._xs[1:-1], start=1)
        return [Rule(True, x, strip.top, strip.bottom) for n, x in inner if n not in crossed]

    def _head(self, band: Band, edges: list[Rule]) -> list[_Strip]:
        """Divide a head only below words that stand over several columns."""
        strips = []
        top, held = band.top, list[Row]()
        for row, after in zip(band.rows, [*band.rows[1:], None], strict=True):
            held.append(row)
            reached = [part.over(self._columns) for part in row.parts]
            wide = [columns for columns in reached if len(columns) > 1]
            if not wide or after is None:
                continue
            y = self._under(row, after)
            edges += [Rule(False, y, self._xs[columns[0]], self._xs[columns[-1] + 1]) for columns in wide]
            strips.append(_Strip(top, y, tuple(held)))
            top, held = y, []
        return [*strips, _Strip(top, band.bottom, tuple(held))]

    def _under(self, row: Row, after: Row) -> float:
        low, high = (row.top + row.bottom) / 2, (after.top + after.bottom) / 2
        return next((y for y in self._partial if low < y < high), (row.bottom + after.top) / 2)

    def _body(self, band: Band, edges: list[Rule]) -> list[_Strip]:
        """Divide a band into its rows where the rules between them were left out."""
        if not self._few and not self._is_pile(band):
            return [_Strip(band.top, band.bottom, band.rows)]
        groups: list[list[Row]] = []
        for row in band.rows:
            if groups and self._goes_on(groups[-1][-1], row):
                groups[-1].append(row)
            else:
                groups.append([row])
        cuts = [(above[-1].bottom + below[0].top) / 2 for above, below in pairwise(groups)]
        edges += [self._level(y) for y in cuts]
        ends = pairwise([band.top, *cuts, band.bottom])
        return [_Strip(top, bottom, tuple(rows)) for (top, bottom), rows in zip(ends, groups, strict=True)]

    def _is_pile(self, band: Band) -> bool:
        """Tell whether lines that follow each other hold numbers in the same column: each is a row."""
        filled = [
            {n for part in row.parts if is_number(part.words) for n in part.over(self._columns)}
            for row in band.rows
        ]
        return any(above & below for above, below in pairwise(filled))

    def _goes_on(self, before: Row, row: Row) -> bool:
        """Tell whether a line only holds words that had no room in the line before."""
        above = {n: part for part in before.parts for n in part.over(self._columns)}
        here = {n: part for part in row.parts for n in part.over(self._columns)}
        # A number is never broken: what holds one is a row of its own.
        fewer = here.keys() < above.keys() and not any(is_number(part.words) for part in row.parts)
        return fewer and all(self._had_no_room(above[n], part, n) for n, part in here.items())

    def _had_no_room(self, above: Part, part: Part, column: int) -> bool:
        low, high = self._columns[column]
        upper, lower = lines(above.glyphs, 0), lines(part.glyphs, 0)
        return bool(upper and lower) and runs_on(upper[0], lower[0], high - low)
