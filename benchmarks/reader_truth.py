"""What is known of a file because it was made from it, and how much of that a program's reading kept."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

Rows = list[list[str]]
_AMOUNT = re.compile(r"\d[\d,.]*(?:亿元|万元|元|%)")
_DATE = re.compile(r"(\d{4})[年-](\d{1,2})[月-](\d{1,2})(?:日|(?:T?00:00:00)?)")
_NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?%?")


@dataclass(slots=True)
class Grid:
    """A table: `rows` as a person sees them, a merged cell's words at its first place and nothing at the others.

    `covered` maps each of the others to the first, `header` is the number of rows repeated on every page,
    `printed` holds what a cell shows where a program may give its bare value instead.
    """

    rows: Rows
    covered: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    header: int = 0
    printed: dict[tuple[int, int], str] = field(default_factory=dict)


@dataclass(slots=True)
class Truth:
    """What a person sees in one file. Lines are whole paragraphs; amounts are those of the body, in order."""

    headings: list[str] = field(default_factory=list)
    paragraphs: list[str] = field(default_factory=list)
    amounts: list[str] = field(default_factory=list)
    grids: list[Grid] = field(default_factory=list)
    footnotes: list[str] = field(default_factory=list)
    boxes: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    margins: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Reading:
    """What one program gave: lines of text, and tables where it knows them."""

    lines: list[str]
    tables: list[Rows] = field(default_factory=list)


@dataclass(slots=True)
class Mark:
    """How many of the known things were kept, how many came more than once, and which were lost."""

    kept: int
    known: int
    repeated: int = 0
    lost: list[str] = field(default_factory=list)
    words_only: bool = False

    @property
    def perfect(self) -> bool:
        """Tell whether all were kept, each once."""
        return self.kept == self.known and not self.repeated and not self.words_only


def squeeze(text: str) -> str:
    """Drop all white space, which programs set as they like."""
    return "".join(text.split())


def score(truth: Truth, reading: Reading) -> dict[str, Mark]:
    """Mark a reading, one mark for each kind of content that the file has."""
    lines = [line for line in map(squeeze, reading.lines) if line]
    cells = (squeeze(cell) for rows in reading.tables for row in rows for cell in row)
    everything = "\n".join([*lines, *cells])
    run_on = "".join(lines)
    marks = {
        "headings": _whole(truth.headings, lines),
        "amounts": _in_order(truth.amounts, run_on),
        "paragraphs": _whole(truth.paragraphs, lines),
        **_tables(truth.grids, reading, everything),
        "footnotes": _once(truth.footnotes, run_on),
        "text boxes": _once(truth.boxes, run_on),
        "deletions out": _absent(truth.deleted, everything),
        "hidden out": _absent(truth.hidden, everything),
        "margins out": _absent(truth.margins, everything),
    }
    return {name: mark for name, mark in marks.items() if mark.known}


def _whole(known: Sequence[str], lines: Sequence[str]) -> Mark:
    """Mark things that stand as one line each; more of a line than there should be is a repetition."""
    found = Counter(lines)
    wanted = Counter(map(squeeze, known))
    lost = [text for text, count in wanted.items() if found[text] < count]
    kept = sum(min(found[text], count) for text, count in wanted.items())
    return Mark(kept, len(known), sum(max(0, found[t] - n) for t, n in wanted.items()), lost)


def _in_order(known: Sequence[str], text: str) -> Mark:
    """Mark amounts, of which each is unique in its file, by the longest run that is in the right order."""
    wanted = {amount: place for place, amount in enumerate(known)}
    places: list[int] = []
    seen: Counter[str] = Counter()
    for found in _AMOUNT.findall(text):
        if found in wanted:
            seen[found] += 1
            if seen[found] == 1:
                places.append(wanted[found])
    ordered = _longest_rise(places)
    lost = [amount for amount in known if wanted[amount] not in ordered]
    return Mark(len(ordered), len(known), sum(n - 1 for n in seen.values()), lost)


def _longest_rise(places: Sequence[int]) -> set[int]:
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for index, place in enumerate(places):
        at = bisect_left(tails, place)
        tails[at : at + 1] = [place]
        ends[at : at + 1] = [index]
        before.append(ends[at - 1] if at else -1)
    rise: set[int] = set()
    index = ends[-1] if ends else -1
    while index >= 0:
        rise.add(places[index])
        index = before[index]
    return rise


def _once(known: Sequence[str], text: str) -> Mark:
    counts = {words: text.count(squeeze(words)) for words in known}
    lost = [words for words, count in counts.items() if not count]
    return Mark(len(known) - len(lost), len(known), sum(max(0, n - 1) for n in counts.values()), lost)


def _absent(known: Sequence[str], text: str) -> Mark:
    lost = [words for words in known if squeeze(words) in text]
    return Mark(len(known) - len(lost), len(known), 0, lost)


def _tables(grids: Sequence[Grid], reading: Reading, everything: str) -> dict[str, Mark]:
    known = sum(1 for grid in grids for row in grid.rows for cell in row if cell)
    if not reading.tables:
        lost = [
            cell for grid in grids for row in grid.rows for cell in row if squeeze(cell) not in everything
        ]
        shown = [text for grid in grids for text in grid.printed.values()]
        unseen = [text for text in shown if squeeze(text) not in everything]
        return {
            "cells": Mark(known - len(lost), known, 0, lost, words_only=True),
            "cells as shown": Mark(len(shown) - len(unseen), len(shown), 0, unseen, words_only=True),
        }
    tables = [[[squeeze(cell) for cell in row] for row in rows] for rows in reading.tables]
    finder = _Finder(tables)
    marks = [finder.take(grid) for grid in grids]
    cells = [mark for mark, _, _ in marks]
    printed = [mark for _, mark, _ in marks]
    broken = [f"table {n}" for n, (_, _, whole) in enumerate(marks, start=1) if not whole]
    return {
        "cells": _sum(cells),
        "cells as shown": _sum(printed),
        "tables whole": Mark(len(grids) - len(broken), len(grids), 0, broken),
    }


def _sum(marks: Iterable[Mark]) -> Mark:
    total = Mark(0, 0)
    for mark in marks:
        total.kept += mark.kept
        total.known += mark.known
        total.repeated += mark.repeated
        total.lost += mark.lost
    return total


class _Finder:
    """Looks up the row of a program's tables that holds the most cells of a known row, each row taken once."""

    def __init__(self, tables: Sequence[Rows]) -> None:
        self._tables = tables
        self._taken: set[tuple[int, int]] = set()
        self._at: dict[tuple[int, str], list[tuple[int, int]]] = defaultdict(list)
        for number, rows in enumerate(tables):
            for place, row in enumerate(rows):
                for column, cell in enumerate(row):
                    for form in _forms(cell):
                        self._at[column, form].append((number, place))

    def take(self, grid: Grid) -> tuple[Mark, Mark, bool]:
        """Mark the cells of one table by value and by what is printed; tell whether it came as one table."""
        cells, printed = Mark(0, 0), Mark(0, 0)
        places: list[tuple[int, int]] = []
        for number, row in enumerate(grid.rows):
            place = self._best(row)
            found: list[str] = [] if place is None else self._tables[place[0]][place[1]]
            for column, cell in enumerate(row):
                got = found[column] if column < len(found) else ""
                self._cell(grid, (number, column), cell, got, cells, printed)
            if place is not None:
                places.append(place)
        whole = len({table for table, _ in places}) == 1 and places == sorted(places)
        whole = whole and len(self._tables[places[0][0]]) == len(grid.rows) == len(places)
        return cells, printed, whole

    def _cell(self, grid: Grid, at: tuple[int, int], cell: str, got: str, cells: Mark, printed: Mark) -> None:
        if at in grid.covered:
            top, left = grid.covered[at]
            first = squeeze(grid.rows[top][left])
            cells.repeated += bool(got) and got == first
            return
        if cell:
            cells.known += 1
            _count(cells, _same(squeeze(cell), got), f"{cell} (got {got!r})")
        if at in grid.printed:
            printed.known += 1
            shown = grid.printed[at]
            _count(printed, squeeze(shown) == got, f"{shown} (got {got!r})")

    def _best(self, row: Sequence[str]) -> tuple[int, int] | None:
        votes: Counter[tuple[int, int]] = Counter()
        for column, cell in enumerate(row):
            places = {place for form in _forms(squeeze(cell)) for place in self._at[column, form]}
            votes.update(places - self._taken)
        if not votes:
            return None
        most = max(votes.values())
        place = min(place for place, count in votes.items() if count == most)
        self._taken.add(place)
        return place


def _count(mark: Mark, good: bool, words: str) -> None:
    mark.kept += good
    if not good:
        mark.lost.append(words)


def _same(known: str, got: str) -> bool:
    return not set(_forms(known)).isdisjoint(_forms(got))


def _forms(cell: str) -> Iterator[str]:
    """Yield a cell as it is and, where it is a number, its value, so that 1,234.50 and 1234.5 are one; dates likewise."""
    if not cell:
        return
    yield cell
    if date := _DATE.fullmatch(cell):
        yield "@{}-{:0>2}-{:0>2}".format(*date.groups())
    if _NUMBER.fullmatch(cell):
        try:
            number = Decimal(cell.rstrip("%").replace(",", ""))
        except InvalidOperation:
            return
        yield f"={(number / 100 if cell.endswith('%') else number).normalize()}"
