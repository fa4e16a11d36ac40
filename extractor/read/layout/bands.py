"""What stands between the horizontal rules of a page: lines, their parts, and the columns these make."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from operator import itemgetter

from extractor.read.layout.lines import row_groups
from extractor.read.layout.page import LEVEL, Glyph, Rule, heights

_GAP = 0.8  # em of white space between the parts of a line
_NUMBER = re.compile(r"\s*[-—－]?(?:\d[\d,]*(?:\.\d+)?[%％]?)?\s*")
_FAR = 1.5  # heights of a line between it and the one before
_TOUCH = 0.1  # em between parts that share a column
_LEFT = itemgetter(Glyph._fields.index("x0"))

Extent = tuple[float, float]


@dataclass(slots=True)
class Part:
    """Words without a wide gap; they stand for the extent, which a rule below them may widen."""

    glyphs: list[Glyph]
    start: float
    end: float

    @property
    def words(self) -> str:
        """The characters without blanks."""
        return "".join([glyph[0] for glyph in self.glyphs])

    def over(self, extents: Sequence[Extent]) -> list[int]:
        """Return the columns, from 0, that the part reaches into."""
        start, end = self.start, self.end
        return [n for n, (low, high) in enumerate(extents) if low < end and start < high]


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


def bands(beams: Sequence[Rule], glyphs: Iterable[Glyph], shorter: Sequence[Rule] = ()) -> list[Band]:
    """Sort glyphs into the bands between horizontal rules of one extent, given from top to bottom.

    The last band is what follows the last rule, as far as its lines have several parts at usual distances.
    Words above one of the `shorter` rules stand over all that it covers.
    """
    left, right = min(b.start for b in beams), max(b.end for b in beams)
    levels = [beam.at for beam in beams]
    held: list[list[Glyph]] = [[] for _ in range(len(beams) + 1)]
    for (_, size), run in groupby(glyphs, LEVEL):
        inside = [glyph for glyph in run if left - size < glyph[1] and glyph[2] < right + size]
        if inside:
            held[bisect_right(levels, (inside[0].top + inside[0].bottom) / 2)] += inside
    ends = zip(pairwise(levels), held[1:-1], strict=True)
    found = [Band(top, bottom, _rows(inside, shorter)) for (top, bottom), inside in ends]
    return [*found, _foot(levels[-1], _rows(held[-1], shorter))]


def _foot(top: float, rows: Sequence[Row]) -> Band:
    bottom, kept = top, list[Row]()
    for row in rows:
        if len(row.parts) < 2 or row.top - bottom > _FAR * (row.bottom - row.top):
            break
        kept.append(row)
        bottom = row.bottom
    return Band(top, bottom + 1, tuple(kept))


def _rows(glyphs: Iterable[Glyph], shorter: Sequence[Rule]) -> tuple[Row, ...]:
    found = []
    for group in row_groups(glyphs):
        parts = parts_of([g for g in group if not g[0].isspace()])
        row = Row(*heights(group), parts)
        for part in parts:
            _widen(part, row, shorter)
        found.append(row)
    return tuple(sorted(found, key=lambda row: row.top))


def parts_of(glyphs: Iterable[Glyph], gap: float = _GAP) -> tuple[Part, ...]:
    """Return the parts of one line, apart by so many em, from left to right."""
    parts: list[Part] = []
    part: Part | None = None
    for glyph in sorted(glyphs, key=_LEFT):
        _, x0, x1, _, size, _ = glyph
        slack = _TOUCH * size / 2
        if part and x0 - part.end < gap * size - slack:
            part.glyphs.append(glyph)
            if x1 + slack > part.end:
                part.end = x1 + slack
        else:
            part = Part([glyph], x0 - slack, x1 + slack)
            parts.append(part)
    return tuple(parts)


def _widen(part: Part, row: Row, shorter: Sequence[Rule]) -> None:
    size = part.glyphs[0].size
    for rule in shorter:
        below = row.bottom - size / 2 < rule.at < row.bottom + size
        if below and rule.start < part.start + size and part.end - size < rule.end:
            part.start, part.end = min(part.start, rule.start), max(part.end, rule.end)


def runs(found: Sequence[Band]) -> list[list[Band]]:
    """Return unbroken runs of bands that look like a table, empty ones at the ends left out.

    A head whose lines do not face each other, because some are set in the middle of its height, counts too.
    What follows the last rule belongs to a table only where that rule is the one below the head: the table
    goes on on the next page.
    """
    groups: list[list[Band]] = [[]]
    for band in found[:-1]:
        if not groups[-1]:
            groups[-1] = [band]  # whatever it is: a head is known by what follows
        elif band.is_tabular:
            groups[-1].append(band)
        else:
            groups.append([band])
    if len(groups[-1]) == 1 and len(columns([groups[-1][0], found[-1]])) > 2:
        groups[-1].append(found[-1])
    trimmed = [_trimmed(_headed(group)) for group in groups]
    return [run for run in trimmed if sum(len(band.rows) for band in run) > 1]


def _headed(run: list[Band]) -> list[Band]:
    """Leave out a first band that is neither like the others nor their head."""
    if not run or run[0].is_tabular or (len(run) > 1 and is_head(run[0], columns(run))):
        return run
    return run[1:]


def _trimmed(run: list[Band]) -> list[Band]:
    filled = [n for n, band in enumerate(run) if band.rows]
    return run[filled[0] : filled[-1] + 1] if filled else []


def columns(run: Sequence[Band]) -> list[Extent]:
    """Return the extents of the columns: the parts of the body, then heads over columns without a value."""
    body = [row for band in (run[1:] or run) for row in band.rows if len(row.parts) > 1]
    found = united((part.start, part.end) for row in body for part in row.parts)
    if len(found) < 2:
        return []
    for row in run[0].rows:
        for part in row.parts:
            between = not part.over(found) and row is not run[0].rows[-1]
            if between and found[0][1] < part.start and part.end < found[-1][0]:
                _reach_out(part, found)
            elif len(part.over(found)) < 2:
                found = united([*found, (part.start, part.end)])
    return found


def _reach_out(part: Part, found: Sequence[Extent]) -> None:
    """Let a head in the middle above two columns stand over both."""
    part.start = max(high for _, high in found if high < part.start) - _TOUCH
    part.end = min(low for low, _ in found if low > part.end) + _TOUCH


def united(extents: Iterable[Extent]) -> list[Extent]:
    """Return the extents with those that overlap made one, from left to right."""
    found: list[Extent] = []
    for start, end in sorted(extents):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


def is_head(band: Band, extents: Sequence[Extent]) -> bool:
    """Tell whether the parts of a band stand over nearly all columns; the first may well have no head."""
    reached = [part.over(extents) for row in band.rows for part in row.parts]
    missing = set(range(1, len(extents))).difference(*reached)
    apart = len({tuple(columns) for columns in reached}) > 1
    return apart and len(missing) * 3 < len(extents) and max(map(len, reached)) < len(extents)


def is_number(words: str) -> bool:
    """Tell whether the words are an amount or a rate and nothing else."""
    return _NUMBER.fullmatch(words) is not None
