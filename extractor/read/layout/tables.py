"""Ruled tables, filled with the words that stand in their cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from extractor.read import wrapping
from extractor.read.layout.filled import filled
from extractor.read.layout.grid import Cell, Grid, grids
from extractor.read.layout.lines import Line, cannot_begin, lines
from extractor.read.layout.page import Glyph, Page, Rule

__all__ = ["Cell", "Found", "Grid", "fill", "find", "runs_on"]

_PADDING = 5.7  # points between text and rule, as Word and others set it


@dataclass(slots=True)
class Found:
    """The tables of a page, the glyphs outside of them, and the rules that made no table."""

    grids: list[Grid]
    outside: list[Glyph]
    spare: list[Rule] = field(default_factory=list)


def find(page: Page) -> Found:
    """Return the ruled tables of a page, filled."""
    found, spare = grids(page.rules, page.number)
    shaded, stripes = filled(page, found)
    found = sorted([*found, *shaded], key=lambda grid: grid.top)
    return Found(found, fill(found, page.glyphs), spare + stripes)


def fill(found: Sequence[Grid], glyphs: Sequence[Glyph]) -> list[Glyph]:
    """Put glyphs into the cells they stand in and return the others."""
    outside = _sorted_out(found, glyphs) if found else list(glyphs)
    for grid in found:
        for cell in grid.cells:
            if cell.glyphs:
                cell.lines = _whole_words(lines(cell.glyphs, grid.page))
            cell.room = cell.box[2] - cell.box[0] - 2 * _PADDING
        if grid.by_text:
            _measure(grid)
        for cell in grid.cells:
            _write(cell)
    return outside


def _sorted_out(found: Sequence[Grid], glyphs: Sequence[Glyph]) -> list[Glyph]:
    """Put each glyph into its cell, looking it up only where it has left that of the one before."""
    outside: list[Glyph] = []
    target = outside
    base = size = left = right = float("nan")
    beside: list[Grid] = []
    for glyph in glyphs:
        if glyph.base != base or glyph.size != size:
            _, _, _, base, size, _ = glyph
            middle = (glyph.top + glyph.bottom) / 2
            beside = [grid for grid in found if grid.top <= middle < grid.bottom]
            left = right = float("nan")
        x = (glyph.x0 + glyph.x1) / 2
        if not left <= x < right:
            target, left, right = _field(beside, x, middle, outside)
        target.append(glyph)
    return outside


def _field(
    found: Sequence[Grid], x: float, y: float, outside: list[Glyph]
) -> tuple[list[Glyph], float, float]:
    """Return where a glyph at this point belongs and the extent to which that holds."""
    if not found:
        return outside, float("-inf"), float("inf")
    for grid in found:
        if cell := grid.cell_at(x, y):
            return cell.glyphs, cell.box[0], cell.box[2]
    return outside, x, x


def _measure(grid: Grid) -> None:
    """Take the longest line of a column for its width where no rule shows that."""
    longest: dict[tuple[int, int], float] = {}
    for cell in grid.cells:
        place = cell.column, cell.column_span
        widest = max((line.x1 - line.x0 for line in cell.lines), default=0)
        longest[place] = max(widest, longest.get(place, 0))
    for cell in grid.cells:
        cell.room = longest[cell.column, cell.column_span]


def _write(cell: Cell) -> None:
    for number, line in enumerate(cell.lines):
        words = line.text.strip()
        if number == 0:
            cell.text = words
        elif runs_on(cell.lines[number - 1], line, cell.room):
            cell.text = wrapping.join(cell.text, words)
        else:
            cell.text += f"\n{words}"


def _whole_words(found: Sequence[Line]) -> list[Line]:
    """Count what stands on the next line of a word that is wider than its cell towards its width."""
    if len(found) < 2:
        return list(found)
    whole = list(found)
    for n in range(len(whole) - 2, -1, -1):
        line, after = whole[n], whole[n + 1]
        if line.token >= line.x1 - line.x0 - 1 and cannot_begin(after.text):
            whole[n] = line._replace(token=line.token + after.token)
    return whole


def runs_on(before: Line, line: Line, room: float) -> bool:
    """Tell whether `line` continues the line before it in a cell that leaves `room` for text."""
    if wrapping.cuts_amount(before.text, line.text):
        return True
    if wrapping.starts_item(line.text):
        return False
    return before.x1 - before.x0 + line.needs(before) > room
