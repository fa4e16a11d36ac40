"""What stands between the horizontal rules of a page: lines, their parts, and the columns these make."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from extractor.read.pdf.lines import row_groups
from extractor.read.pdf.page import Glyph, Rule

_GAP = 0.8  # em of white space between the parts of a line
_TOUCH = 0.1  # em between parts that share a column

Part = list[Glyph]
Extent = tuple[float, float]


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


def bands(beams: Sequence[Rule], glyphs: Iterable[Glyph]) -> list[Band]:
    """Sort glyphs into the bands between horizontal rules of one extent, given from top to bottom."""
    left, right = min(b.start for b in beams), max(b.end for b in beams)
    heights = [beam.at for beam in beams]
    held: list[list[Glyph]] = [[] for _ in range(len(beams) + 1)]
    for glyph in glyphs:
        if left - glyph.size < glyph.x0 and glyph.x1 < right + glyph.size:
            held[bisect_right(heights, (glyph.top + glyph.bottom) / 2)].append(glyph)
    ends = zip(pairwise(heights), held[1:-1], strict=True)
    return [Band(top, bottom, _rows(inside)) for (top, bottom), inside in ends]


def _rows(glyphs: Iterable[Glyph]) -> tuple[Row, ...]:
    found = []
    for group in row_groups(glyphs):
        parts = _parts([g for g in group if g.char.strip()])
        found.append(Row(min(g.top for g in group), max(g.bottom for g in group), parts))
    return tuple(sorted(found, key=lambda row: row.top))


def _parts(glyphs: Iterable[Glyph]) -> tuple[Part, ...]:
    parts: list[Part] = []
    reach = float("-inf")
    for glyph in sorted(glyphs, key=lambda g: g.x0):
        if parts and glyph.x0 - reach < _GAP * glyph.size:
            parts[-1].append(glyph)
        else:
            parts.append([glyph])
        reach = max(reach, glyph.x1)
    return tuple(parts)


def runs(found: Iterable[Band]) -> list[list[Band]]:
    """Return unbroken runs of bands that look like a table, empty ones at the ends left out."""
    groups: list[list[Band]] = [[]]
    for band in found:
        if band.is_tabular:
            groups[-1].append(band)
        else:
            groups.append([])
    trimmed = [_trimmed(group) for group in groups]
    return [run for run in trimmed if sum(len(band.rows) for band in run) > 1]


def _trimmed(run: list[Band]) -> list[Band]:
    filled = [n for n, band in enumerate(run) if band.rows]
    return run[filled[0] : filled[-1] + 1] if filled else []


def columns(run: Sequence[Band]) -> list[Extent]:
    """Return the extents of the columns: the parts of the body, then heads over columns without a value."""
    body = [row for band in (run[1:] or run) for row in band.rows if len(row.parts) > 1]
    found = _united([extent(part) for row in body for part in row.parts])
    if len(found) < 2:
        return []
    for row in run[0].rows:
        for part in row.parts:
            if len(over(part, found)) < 2:
                found = _united([*found, extent(part)])
    return found


def extent(part: Part) -> Extent:
    """Return the left and right end of a part with a little room."""
    slack = _TOUCH * part[0].size / 2
    return min(g.x0 for g in part) - slack, max(g.x1 for g in part) + slack


def over(part: Part, extents: Sequence[Extent]) -> list[int]:
    """Return the columns, from 0, that a part reaches into."""
    start, end = extent(part)
    return [n for n, (low, high) in enumerate(extents) if low < end and start < high]


def _united(extents: Iterable[Extent]) -> list[Extent]:
    united: list[Extent] = []
    for start, end in sorted(extents):
        if united and start <= united[-1][1]:
            united[-1] = (united[-1][0], max(united[-1][1], end))
        else:
            united.append((start, end))
    return united


def is_head(band: Band, extents: Sequence[Extent]) -> bool:
    """Tell whether the parts of a first band stand over more than half of the columns."""
    headed = {n for row in band.rows for part in row.parts for n in over(part, extents)}
    return len(headed) * 2 > len(extents)


def is_number(words: str) -> bool:
    """Tell whether the words are an amount or a rate and nothing else."""
    return any(c.isdigit() for c in words) and all(c in "0123456789.,%％-—" for c in words)
