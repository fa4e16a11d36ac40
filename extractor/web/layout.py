"""The text of a report as headings, paragraphs and tables, with the figures in each."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter

from extractor.runs import Row
from extractor.web.derived import Blocks, Derived

_TOP = 2  # of the headings of the page itself
_LOWEST = 6
_HEADING = 80  # characters: a longer paragraph is not all heading
_HEADS = 3  # rows at most that can be the head of a table
_WIDEST = 100  # rows or columns that a cell may cover


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the text; with the number of a figure where it is one."""

    text: str
    figure_id: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table."""

    pieces: Sequence[Piece]
    is_head: bool = False
    rows: int = 1
    columns: int = 1


@dataclass(frozen=True, slots=True)
class Part:
    """A heading (`level` 3 to 6), a paragraph or a table; `page` where a new one begins with it."""

    kind: str
    pieces: Sequence[Piece] = ()
    rows: Sequence[Sequence[Cell]] = ()
    level: int = 0
    page: int | None = None
    number: int | None = None  # of a table


@dataclass(frozen=True, slots=True)
class _Block:
    kind: str
    start: int
    end: int
    table: int = 0
    row: int = 0
    column: int = 0
    rows: int = 1
    columns: int = 1
    page: int | None = None


@dataclass(slots=True)
class _Figures:
    """Figures by where they begin."""

    rows: Sequence[Row]
    starts: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self.rows = sorted(self.rows, key=lambda row: (_whole(row["start"]), -_whole(row["end"])))
        self.starts = [_whole(row["start"]) for row in self.rows]

    def pieces(self, text: str, start: int, end: int) -> list[Piece]:
        """Cut a stretch of the text at its figures."""
        found: list[Piece] = []
        at = start
        for row in self.rows[bisect_left(self.starts, start) : bisect_left(self.starts, end)]:
            first, last = _whole(row["start"]), _whole(row["end"])
            if first < at or not first < last <= end:
                continue
            if first > at:
                found.append(Piece(text[at:first]))
            found.append(Piece(text[first:last], str(row["figure_id"])))
            at = last
        if at < end:
            found.append(Piece(text[at:end]))
        return found


@dataclass(slots=True)
class _Places:
    """A number for some places of the text."""

    numbers: Mapping[int, int]
    starts: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self.starts = sorted(self.numbers)

    def within(self, block: _Block) -> int:
        """Return the first number within a block, 0 where there is none."""
        at = bisect_left(self.starts, block.start)
        found = at < len(self.starts) and self.starts[at] < block.end
        return self.numbers[self.starts[at]] if found else 0


def parts(held: Derived, known: Blocks) -> Iterator[Part]:
    """Yield the parts of a report; where its cells are not known, rows of a table are lines with tabs."""
    figures, levels = _Figures(held.figures), _Places(_levels(held.sections))
    blocks = [_read(row) for row in known.blocks] if known.blocks else list(_lines(held.text))
    pages = _Places({} if known.blocks else _pages(held))
    shown: int | None = None
    for table, group in groupby(blocks, key=attrgetter("table")):
        for some in [list(group)] if table else [[each] for each in group]:
            first = some[0]
            page = first.page or pages.within(first) or None
            turned, shown = (page if page != shown else None), page or shown
            if table:
                yield Part("table", rows=_rows(held.text, some, figures), page=turned, number=table)
            else:
                yield _paragraph(held.text, first, figures, levels, turned)


def _paragraph(text: str, block: _Block, figures: _Figures, levels: _Places, page: int | None) -> Part:
    level = levels.within(block)
    pieces = figures.pieces(text, block.start, block.end)
    if level and block.end - block.start <= _HEADING:
        return Part("heading", pieces, level=level, page=page)
    return Part("paragraph", pieces, page=page)


def _rows(text: str, blocks: Sequence[_Block], figures: _Figures) -> list[list[Cell]]:
    numbered = [list(group) for _, group in groupby(blocks, key=attrgetter("row"))]
    made = []
    heads = _heads(text, numbered, figures)
    for number, row in enumerate(numbered):
        cells = [Cell(figures.pieces(text, b.start, b.end), number < heads, b.rows, b.columns) for b in row]
        made.append(cells)
    return made


def _heads(text: str, rows: Sequence[Sequence[_Block]], figures: _Figures) -> int:
    """Return how many rows are the head: those before the first with a figure, never all of them."""
    for number, row in enumerate(rows[:_HEADS]):
        if any(any(p.figure_id for p in figures.pieces(text, b.start, b.end)) for b in row):
            return number
    return 1 if len(rows) > 1 else 0


def _levels(sections: Sequence[Row]) -> dict[int, int]:
    """Return the level of each heading by where it begins, none deeper than one below the heading before it."""
    found: dict[int, int] = {}
    above: list[int] = []
    for row in sections:
        level = _whole(row["level"])
        while above and above[-1] >= level:
            above.pop()
        above.append(level)
        found[_whole(row["start"])] = min(_LOWEST, _TOP + len(above))
    return found


def _pages(held: Derived) -> dict[int, int]:
    """Return where figures and sections say that a page has been reached."""
    rows = [*held.sections, *held.figures]
    return {_whole(row["start"]): _whole(row["page"]) for row in rows if row["page"] is not None}


def _read(row: Row) -> _Block:
    page = _whole(row["page"]) if row.get("page") is not None else None
    kind, start, end = str(row["kind"]), _whole(row["start"]), _whole(row["end"])
    table, line, column = (_whole(row.get(name)) for name in ("table", "row", "column"))
    rows, columns = (min(max(_whole(row.get(name)), 1), _WIDEST) for name in ("row_span", "column_span"))
    return _Block(kind, start, end, table if kind == "cell" else 0, line, column, rows, columns, page)


def _lines(text: str) -> Iterator[_Block]:
    """Yield the lines of a text as paragraphs, those with tabs as rows of a table."""
    at, table, row = 0, 0, 0
    for line in text.split("\n"):
        if "\t" not in line:
            row = 0
            if line.strip():
                yield _Block("paragraph", at, at + len(line))
        else:
            table, row = (table, row + 1) if row else (table + 1, 1)
            yield from _cells(line, at, table, row)
        at += len(line) + 1


def _cells(line: str, at: int, table: int, row: int) -> Iterator[_Block]:
    for number, words in enumerate(line.split("\t"), 1):
        yield _Block("cell", at, at + len(words), table, row, number)
        at += len(words) + 1


def _whole(cell: object) -> int:
    return int(cell) if isinstance(cell, int | str) and str(cell).isdigit() else 0
