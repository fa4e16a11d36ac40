"""The cells of a sheet that a person sees: nothing hidden, merged ones once, nothing from under a merged one."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from extractor.read.sheets.sheet import Sheet

_STEPS = 5_000_000  # overlapping merges of a hostile file are not followed further


class Cell(NamedTuple):
    """A cell with text and the last row and column it covers; a tuple, for there are many."""

    row: int
    column: int
    last_row: int
    last_column: int
    text: str


Row = Sequence[Cell]


def rows(sheet: Sheet) -> list[Row]:
    """Return the visible cells with text row by row, from left to right."""
    merged = {(merge[0], merge[1]): merge for merge in sheet.merges}
    covered = _covered(sheet)
    found: dict[int, list[Cell]] = {}
    plain = not (merged or sheet.hidden_rows or sheet.hidden_columns)
    for row, column, text in sheet.texts():
        if plain:
            found.setdefault(row, []).append(Cell(row, column, row, column, text))
            continue
        if (row, column) in covered:
            continue
        first, left, last, right = merged.get((row, column), (row, column, row, column))
        # A merged cell whose first row is hidden shows its text in those that remain.
        first, left = sheet.hidden_rows.next_outside(first), sheet.hidden_columns.next_outside(left)
        if first <= last and left <= right:
            found.setdefault(first, []).append(Cell(first, left, last, right, text))
    return [sorted(found[row]) for row in sorted(found)]


def hidden(sheet: Sheet) -> tuple[list[int], list[int]]:
    """Return the hidden rows and columns that hold text."""
    in_rows = [row for row in sorted(sheet.rows) if row in sheet.hidden_rows] if sheet.hidden_rows else []
    columns = {c for cells in sheet.rows.values() for c in cells} if sheet.hidden_columns else set()
    return in_rows, sorted(c for c in columns if c in sheet.hidden_columns)


def _covered(sheet: Sheet) -> set[tuple[int, int]]:
    """Return the places with text under merged cells: it is kept in the file but never shown."""
    numbers = sorted(sheet.rows)
    found: set[tuple[int, int]] = set()
    steps = 0
    for first, left, last, right in sheet.merges:
        for row in numbers[bisect_left(numbers, first) : bisect_right(numbers, last)]:
            columns = sheet.rows[row]
            steps += len(columns)
            found.update((row, c) for c in columns if left <= c <= right and (row, c) != (first, left))
        if steps > _STEPS:
            break
    return found
