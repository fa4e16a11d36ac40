"""The grid of a table without rules: lines that make one row together, and edges amid the white space."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from extractor.read.layout.bands import Band, Extent, Part, Row
from extractor.read.layout.grid import Grid, largest
from extractor.read.layout.loose_cells import together
from extractor.read.layout.loose_rows import LooseRow
from extractor.read.layout.page import Rule
from extractor.read.layout.plan import Planner


def grid_of(
    head: Sequence[LooseRow], body: Sequence[LooseRow], extents: Sequence[Extent], page: int
) -> Grid | None:
    """Return the empty grid of a table; None where it is none after all."""
    groups = together(body, extents)
    piles = [[loose.row for loose in head]] if head else []
    piles += [[_merged(loose.row, extents) for loose in group] for group in groups]
    bands = _bands(piles)
    top, bottom = bands[0].top, bands[-1].bottom
    beam = Rule(False, top, extents[0][0] - 1, extents[-1][1] + 1)
    plan = Planner(bands, extents, beam, [], few=False).plan()
    grid = largest(plan.edges, page)
    if grid is None or len(grid.xs) != len(extents) + 1 or bottom <= top:
        return None
    grid.by_text = True
    grid.gutters = tuple((a[1], b[0]) for a, b in pairwise(extents))
    return grid


def _bands(piles: Sequence[Sequence[Row]]) -> list[Band]:
    ends = [(min(row.top for row in pile), max(row.bottom for row in pile)) for pile in piles]
    cuts = [(above[1] + below[0]) / 2 for above, below in pairwise(ends)]
    edges = [ends[0][0] - 1, *cuts, ends[-1][1] + 1]
    return [Band(top, low, tuple(pile)) for (top, low), pile in zip(pairwise(edges), piles, strict=True)]


def _merged(row: Row, extents: Sequence[Extent]) -> Row:
    """Make one part of those that stand in one column."""
    parts: list[Part] = []
    for part in row.parts:
        if parts and parts[-1].over(extents) == part.over(extents):
            last = parts[-1]
            parts[-1] = Part([*last.glyphs, *part.glyphs], last.start, part.end)
        else:
            parts.append(part)
    return replace(row, parts=tuple(parts))
