"""Text set in two columns: found by the white space between them, read one column after the other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from extractor.read.layout.lines import Line, lines, row_groups
from extractor.read.layout.page import Glyph, heights
from extractor.read.wrapping import is_han

_GUTTER = 1.2  # em of white space between the columns at least
_ROWS = 5  # rows in which both columns have words at least
_MOST_ROWS = 400
_MOST_GAPS = 3  # in a row of two columns: more are those of a table
_MOST_RUNS = 20  # the longest ones, that are looked at
_WORDS = 8  # characters of a usual line: fewer are names and numbers of a table without rules
_FULL = 0.75  # share of its column that a usual line fills
_BODY = 0.2  # share of lines that are usual ones: the rest are headings and ends of paragraphs
_HAN = 0.5  # share of Chinese characters in text

Extent = tuple[float, float]
_ENDLESS = float("inf")


@dataclass(frozen=True, slots=True)
class Placed:
    """A line and the extent of the column it stands in; none where it has the page for itself."""

    line: Line
    column: Extent | None = None


@dataclass(frozen=True, slots=True)
class _Row:
    glyphs: list[Glyph]
    top: float
    gaps: tuple[Extent, ...]  # white space, that beyond both ends included

    def across(self, extent: Extent) -> Extent | None:
        """Return the widest white space that the row leaves within an extent, if it is a gutter."""
        shared = [(max(low, extent[0]), min(high, extent[1])) for low, high in self.gaps]
        widest = max(shared, key=lambda gap: gap[1] - gap[0], default=(0.0, 0.0))
        return widest if widest[1] - widest[0] >= _GUTTER * self.glyphs[0].size else None

    def halves(self, gutter: Extent) -> tuple[list[Glyph], list[Glyph]]:
        """Return the inked glyphs on both sides of a gutter."""
        middle = (gutter[0] + gutter[1]) / 2
        inked = [glyph for glyph in self.glyphs if not glyph.char.isspace()]
        return [g for g in inked if g.x1 <= middle], [g for g in inked if g.x1 > middle]


def placed(glyphs: Sequence[Glyph], page: int) -> list[Placed]:
    """Return the lines of a page in reading order."""
    found = lines(glyphs, page)
    gaps = sum(" " in line.text or "\t" in line.text for line in found)
    if gaps < _ROWS or len(found) > _MOST_ROWS:
        return [Placed(line) for line in found]
    rows = sorted(map(_row, row_groups(glyphs)), key=lambda row: row.top)
    area = _longest(rows)
    if area is None:
        return [Placed(line) for line in found]
    first, last, gutter = area
    above, below = rows[:first], rows[last:]
    halves = list(zip(*(row.halves(gutter) for row in rows[first:last]), strict=True))
    return [
        *placed(_all(above), page),
        *(place for half in halves for place in _column(half, page)),
        *placed(_all(below), page),
    ]


def _all(rows: Iterable[_Row]) -> list[Glyph]:
    return [glyph for row in rows for glyph in row.glyphs]


def _column(halves: Iterable[Sequence[Glyph]], page: int) -> list[Placed]:
    glyphs = [glyph for half in halves for glyph in half]
    extent = min(g.x0 for g in glyphs), max(g.x1 for g in glyphs)
    return [Placed(line, extent) for line in lines(glyphs, page)]


def _row(group: list[Glyph]) -> _Row:
    inked = sorted((g for g in group if not g.char.isspace()), key=lambda g: g.x0)
    gaps = [(-_ENDLESS, inked[0].x0), (max(g.x1 for g in inked), _ENDLESS)]
    size = inked[0].size
    gaps += [(a.x1, b.x0) for a, b in pairwise(inked) if b.x0 - a.x1 >= _GUTTER * size]
    return _Row(group, heights(inked)[0], tuple(gaps))


def _longest(rows: Sequence[_Row]) -> tuple[int, int, Extent] | None:
    """Return the longest run of rows with a gutter in common: first, behind the last, gutter."""
    runs = [
        (first, *_reach(rows, first, gap))
        for first, row in enumerate(rows)
        for gap in row.gaps[2:]
        if len(row.gaps) - 2 <= _MOST_GAPS
    ]
    runs.sort(key=lambda run: run[0] - run[1])
    prose = (run for run in runs[:_MOST_RUNS] if _is_prose(rows[run[0] : run[1]], run[2]))
    return next(prose, None)


def _reach(rows: Sequence[_Row], first: int, gutter: Extent) -> tuple[int, Extent]:
    for n in range(first + 1, len(rows)):
        narrower = rows[n].across(gutter)
        if narrower is None:
            return n, gutter
        gutter = narrower
    return len(rows), gutter


def _is_prose(rows: Sequence[_Row], gutter: Extent) -> bool:
    """Tell whether both sides hold lines of text, not the names and numbers of a table."""
    halves = [row.halves(gutter) for row in rows]
    places = [n for n, pair in enumerate(halves) if pair[0] and pair[1]]
    # One column may end long before the other: only as far as both go do their rows face each other.
    if len(places) < _ROWS or len(places) * 2 < places[-1] + 1:
        return False
    both = [halves[n] for n in places]
    return all(_is_text([pair[side] for pair in both]) for side in (0, 1))


def _is_text(side: Sequence[Sequence[Glyph]]) -> bool:
    left, right = min(g.x0 for row in side for g in row), max(g.x1 for row in side for g in row)
    widths = [max(g.x1 for g in row) - min(g.x0 for g in row) for row in side]
    filled = sum(width >= _FULL * (right - left) for width in widths)
    chars = [glyph.char for row in side for glyph in row]
    return (
        filled >= _BODY * len(side)
        and median(len(row) for row in side) >= _WORDS
        and sum(map(is_han, chars)) >= _HAN * len(chars)
    )
