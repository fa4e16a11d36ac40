"""A sheet as its reader leaves it: the texts of its cells, what is merged, hidden and framed. Numbers count from 1."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from extractor.errors import ReadError
from extractor.read.limits import Limits

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
Merge = tuple[int, int, int, int]  # first row, first column, last row, last column


class Ranges:
    """Row or column numbers as ranges; added in any order, cheap where they come in order."""

    def __init__(self) -> None:
        self._found: list[tuple[int, int]] = []
        self._sorted = True

    def __bool__(self) -> bool:
        return bool(self._found)

    def add(self, first: int, last: int) -> None:
        """Add the numbers from first to last."""
        if self._found and self._sorted:
            start, end = self._found[-1]
            if start <= first <= end + 1:
                self._found[-1] = (start, max(end, last))
                return
            self._sorted = first > end
        self._found.append((first, last))

    def end_at(self, number: int) -> int | None:
        """Return the last number of the range that holds this one; None where none does."""
        if not self._sorted:
            self._sort()
        place = bisect_right(self._found, (number, LAST_ROW + 1)) - 1
        if place < 0 or self._found[place][1] < number:
            return None
        return self._found[place][1]

    def _sort(self) -> None:
        found, self._found, self._sorted = sorted(self._found), [], True
        for first, last in found:
            self.add(first, last)

    def __contains__(self, number: int) -> bool:
        return bool(self._found) and self.end_at(number) is not None

    def next_outside(self, number: int) -> int:
        """Return this number, or the first one behind the range that holds it."""
        end = self.end_at(number) if self._found else None
        return number if end is None else end + 1


@dataclass(slots=True)
class Sheet:
    """One sheet. `framed` are rows without text whose cells have borders; `uncached` addresses of formulas
    that were saved without their results; `shapes` the texts of text boxes; `margins` of its
    printed headers; `notes` what its reader has to say.
    """

    name: str
    hidden: bool = False
    rows: dict[int, dict[int, str]] = field(default_factory=dict)
    merges: list[Merge] = field(default_factory=list)
    hidden_rows: Ranges = field(default_factory=Ranges)
    hidden_columns: Ranges = field(default_factory=Ranges)
    framed: Ranges = field(default_factory=Ranges)
    uncached: list[str] = field(default_factory=list)
    shapes: list[str] = field(default_factory=list)
    margins: list[str] = field(default_factory=list)
    pictures: int = 0
    broken: bool = False
    notes: list[str] = field(default_factory=list)

    def texts(self) -> Iterator[tuple[int, int, str]]:
        """Yield row, column and text of each cell that has one, row by row."""
        for row in sorted(self.rows):
            columns = self.rows[row]
            for column in sorted(columns):
                yield row, column, columns[column]


class Budget:
    """What one workbook may still hold: cells with text, and characters (many cells may share one long text)."""

    def __init__(self, limits: Limits) -> None:
        self._cells = self._all = limits.cells
        self._characters = limits.part

    def take(self, cells: int, characters: int) -> None:
        """Count cells and their characters. Raises ReadError(too_large)."""
        self._cells -= cells
        self._characters -= characters
        if self._cells < 0:
            raise ReadError("too_large", f"表格里有内容的单元格超过 {self._all} 个，请拆分后再提交。")
        if self._characters < 0:
            raise ReadError("too_large", "表格里的文字过多，请拆分后再提交。")


def letters(column: int) -> str:
    """Return the name of a column: 1 is A, 28 is AB."""
    name = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name
