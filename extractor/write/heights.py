"""How high a row must be for its longest text: spreadsheet programs do not find out themselves."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.write.schema import Cell

LINE = 15.0  # points
_LINES = 12  # taller rows are hard to scroll through
_PADDING = 1  # characters of a cell that its margins take


def lines_of(cells: Sequence[Cell], widths: Sequence[int]) -> int:
    """Estimate the lines a row needs."""
    most = 1
    for cell, width in zip(cells, widths, strict=True):
        room = max(1, width - _PADDING)
        if isinstance(cell, str) and (2 * len(cell) > room or "\n" in cell):
            most = max(most, sum(1 + _across(line) // room for line in cell[: width * _LINES].split("\n")))
    return min(most, _LINES)


def _across(line: str) -> int:
    # A Chinese character is two wide and three bytes long.
    return (len(line.encode(errors="replace")) + len(line)) // 2
