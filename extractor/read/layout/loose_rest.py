"""The last lines of a table without rules at the top of the next page, too few to be known as a table there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from itertools import pairwise

from extractor.read.layout.bands import Extent
from extractor.read.layout.columns import Placed
from extractor.read.layout.grid import Grid
from extractor.read.layout.loose_plan import grid_of
from extractor.read.layout.loose_rows import LooseRow, in_columns, is_value, loose_rows
from extractor.read.layout.page import Glyph
from extractor.read.layout.tables import fill

_MOST = 12  # lines at the top of a page that are looked at
_FARTHEST = 4.0  # em between the tops of lines that follow each other


def first_rows(glyphs: Iterable[Glyph], places: Sequence[Placed]) -> tuple[LooseRow, ...]:
    """Return the first lines of a page where some of them hold figures between white space."""
    lines = [place.line for place in places[:_MOST] if place.column is None]
    gapped = [line.text for line in lines if "\t" in line.text or " " in line.text]
    if not any(char.isdecimal() for text in gapped for char in text):
        return ()
    low = max(line.bottom for line in lines)
    return tuple(loose_rows(glyph for glyph in glyphs if glyph.bottom <= low))


def rest(
    rows: Iterable[LooseRow], gutters: Sequence[Extent], figures: Collection[int], page: int
) -> Grid | None:
    """Return the lines that go on with a table with such white space and such columns of figures, as its grid."""
    taken: list[LooseRow] = []
    count = 0  # up to the last line with figures
    for loose in rows:
        if taken and loose.row.top - taken[-1].row.top > _FARTHEST * loose.size:
            break
        if not _fits(loose, gutters, figures):
            break
        taken.append(loose)
        count = len(taken) if len(loose.row.parts) > 1 else count
    if not count:
        return None
    body = taken[:count]
    parts = [part for loose in body for part in loose.row.parts]
    left, right = min(part.start for part in parts), max(part.end for part in parts)
    inner = [edge for low, high in gutters for edge in (low, high)]
    edges = [min(left, inner[0] - 1), *inner, max(right, inner[-1] + 1)]
    grid = grid_of([], body, list(zip(edges[::2], edges[1::2], strict=True)), page)
    if grid:
        fill([grid], [glyph for part in parts for glyph in part.glyphs])
    return grid


def _fits(loose: LooseRow, gutters: Sequence[Extent], figures: Collection[int]) -> bool:
    if any(part.start < high and low < part.end for part in loose.row.parts for low, high in gutters):
        return False
    middles = [float("-inf"), *((low + high) / 2 for low, high in gutters), float("inf")]
    words = in_columns(loose, list(pairwise(middles)))
    values = [is_value(words[n]) for n in figures if words[n]]
    return all(values) and (bool(values) or len(loose.row.parts) == 1)
