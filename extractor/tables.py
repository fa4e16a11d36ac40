"""Tables as grids: headers above, labels to the left, the unit of each column."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from itertools import groupby

from extractor.decide import finest_step
from extractor.document import Block, Document, Span
from extractor.model import Amount, Figure
from extractor.patterns import Patterns
from extractor.table_units import (
    UNITS,
    bare_kinds,
    caption,
    counts_or_codes,
    heading_lines,
    is_money,
    of_caption,
    told_by_words,
)

_NUMERIC = re.compile(r"[≥≤<>=≧≦]?[\s\d,.%()+\-‰/—¥￥]*")
_WITH_UNIT = re.compile(r"[-+≥≤<>=≧≦]?[\d,]+(?:\.\d+)?(\D{1,4})")
_PER_ROW = re.compile("(?:计量|度量)?单位$")
_BLANK = re.compile(r"\s+")
_NOTE = re.compile(r"\s*(?:注|备注|说明|附注)")
_CAPTION_REACH = 3
_CAPTION_FAR = 10  # lines between which only other lines of a heading stand (编制单位：…, 表3)
_TARGET = re.compile(r"(?:[≥≤<>=±]|不[低高少多]于|不超过|大于|小于|等于)+[\d.,]+\S{0,3}")  # a bound, no name
_HEADS = 4  # levels of headers over a column


@dataclass(frozen=True, slots=True)
class Table:
    """A table's cells by row and column; `caption` is the text before it that may name the unit."""

    number: int
    document: Document
    blocks: tuple[Block, ...]
    grid: dict[tuple[int, int], Block]
    caption: str
    width: int
    heads: dict[tuple[int, int], tuple[str, ...]]  # what stands over a place, nearest first
    head_rows: dict[tuple[int, int], int]  # the row of the nearest of these, 0 where there is none
    texts: Mapping[Span, str]  # the plain words of the cells without blanks
    numeric: Collection[Span]  # cells that hold only digits and signs
    above: tuple[str, ...] = ()  # the lines between the last table and this one that may be its title
    bare: Mapping[int, str] = field(default_factory=dict)  # by column: the kind of figures that name no unit
    _label_cells: dict[tuple[int, int], list[Block]] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )

    def words(self, block: Block) -> str:
        """Return a cell's plain words without blanks."""
        return self.texts[block.span]

    def is_numeric(self, block: Block) -> bool:
        """Tell whether a cell holds only digits and signs."""
        return block.span in self.numeric

    def at(self, row: int, column: int) -> Block | None:
        """Return the cell that covers a place of the grid."""
        return self.grid.get((row, column))

    def row(self, row: int) -> Iterator[Block]:
        """Yield the cells of a row from left to right, merged ones for each column they cover."""
        for column in range(1, self.width + 1):
            if (cell := self.at(row, column)) is not None:
                yield cell

    def headers(self, block: Block) -> tuple[str, ...]:
        """Return the words of the nearest header cells above a cell, nearest first, at most four."""
        return self.heads.get((block.anchor.row or 0, block.anchor.column or 0), ())

    def labels(self, block: Block) -> list[str]:
        """Return the words of the cells that name a figure's row, nearest first."""
        return list(dict.fromkeys(self.words(cell) for cell in self.label_cells(block)))

    def label_cells(self, block: Block) -> Sequence[Block]:
        """Return the cells that name a figure's row, nearest first.

        Numbers between a label and the figure belong to the same row; numbers between two labels begin
        another half of the table (收入 and 支出 side by side).
        """
        row, column = place = block.anchor.row or 0, block.anchor.column or 0
        if place in self._label_cells:
            return self._label_cells[place]
        found: list[Block] = []
        for left in range(column - 1, 0, -1):
            cell = self.grid.get((row, left))
            if cell is None:
                continue
            if self.is_numeric(cell):
                if found:
                    break
            elif (cell.anchor.row or 0) <= self.head_rows.get((row, column), 0):
                continue  # a cell beside header and figures names the group of both
            elif cell not in found:
                found.append(cell)
        self._label_cells[place] = found
        return found

    def _unit_of_row(
        self, block: Block, headers: Sequence[str], patterns: Patterns
    ) -> tuple[str, str, str] | None:
        """Return what a cell 度量单位 says of the target and the outcome of its row."""
        if not any(patterns.tables.is_role(role, head) for head in headers for role in ("target", "outcome")):
            return None
        head = self.head_rows.get((block.anchor.row or 0, block.anchor.column or 0), 0)
        for named in self.row(head) if head else ():
            cell = self.at(block.anchor.row or 0, named.anchor.column or 0)
            unit = patterns.numbers.unit_named(self.words(cell)) if cell is not None else None
            if unit is not None and cell is not None and _PER_ROW.search(self.words(named)):
                return unit.kind, self.words(cell), "label"
        return None

    @property
    def _has_amounts(self) -> bool:
        """Whether its numbers show decimals, or are too few to show what they are."""
        return not self.bare or "money" in self.bare.values()

    def unit_of(self, block: Block, patterns: Patterns) -> tuple[str, str, str]:
        """Return kind, unit word and source (header, label, caption) for a bare number in a cell."""
        headers, labels = self.headers(block), self.labels(block)[:2]
        if counts_or_codes(headers, labels, patterns):
            return "", "", ""
        if (told := told_by_words(headers, labels, self.caption, patterns)) is not None:
            return told
        if (told := self._unit_of_row(block, headers[:1], patterns)) is not None:
            return told
        bare = self.bare.get(block.anchor.column or 0, "")
        amounts = is_money([*headers[:2], *labels], self._has_amounts, patterns)
        if (told := of_caption(self.caption, amounts, bare, patterns))[0]:
            return told
        # No unit anywhere: sums and rates hold in any unit, so the figures are kept, but become no facts.
        kind = "money" if amounts and set(self.bare.values()) != {"score"} else bare
        if kind:
            return kind, "元" if kind == "money" else UNITS[kind], "missing"
        return "", "", ""


def cell_label(table: Table, block: Block) -> str:
    """Return the words that name a cell's figure: its row's label without 其中, else its column's header."""
    named = (words for words in (*table.labels(block), *table.headers(block)) if not _TARGET.fullmatch(words))
    return next(named, "").removeprefix("其中").lstrip(":：")


class Precision:
    """The finest last digit of a table, by kind and unit: what all its figures of that kind are held to."""

    def __init__(self, cells: Mapping[tuple[int, int], Figure]) -> None:
        self._found: dict[tuple[str, Decimal], list[Amount]] = {}
        for figure in cells.values():
            if figure.amount is not None:
                self._found.setdefault((figure.kind, figure.amount.scale), []).append(figure.amount)
        self._steps = {key: finest_step(amounts) for key, amounts in self._found.items()}

    def of(self, figures: Sequence[Figure]) -> Decimal | None:
        """Return the last digit for operands of one kind; None where they mix units."""
        keys = {(f.kind, f.amount.scale) for f in figures if f.amount is not None and f.amount.value != 0}
        return self._steps[keys.pop()] if len(keys) == 1 else (None if keys else Decimal(0))


def amounts_of(figures: Sequence[Figure]) -> list[Amount]:
    """Return the amounts of figures that have one."""
    return [f.amount for f in figures if f.amount is not None]


def by_row(cells: dict[tuple[int, int], Figure]) -> Iterator[tuple[int, list[tuple[int, Figure]]]]:
    """Yield each row of a table's figures, in order, as (column, figure) from left to right."""
    for row, found in groupby(sorted(cells), key=lambda place: place[0]):
        yield row, [(column, cells[row, column]) for _, column in found]


@lru_cache(maxsize=1)
def tables(document: Document, patterns: Patterns) -> Sequence[Table]:
    """Return the tables of a document in order; those of the last document are kept."""
    return tuple(_tables(document, patterns))


def _tables(document: Document, patterns: Patterns) -> Iterator[Table]:
    cells: dict[int, list[Block]] = defaultdict(list)
    earlier: dict[int, list[str]] = {}  # lines above the table before
    after: dict[int, list[str]] = {}
    own: dict[int, list[str]] = {}
    last = last_but_one = 0
    for block in document.blocks:
        if block.anchor.table is None:
            after.setdefault(last, []).append(block.span.of(document.plain))
            continue
        if block.anchor.table != last:
            last_but_one, last = last, block.anchor.table
        if last not in own:
            own[last] = after.get(last_but_one, [])[-_CAPTION_FAR:]
            earlier[last] = [*earlier.get(last_but_one, ()), *own.get(last_but_one, ())][-_CAPTION_FAR:]
        cells[last].append(block)
    for number, blocks in cells.items():
        grid = _grid(blocks)
        width = max(column for _, column in grid)
        notes = [text for text in after.get(number, [])[:_CAPTION_REACH] if _NOTE.match(text)]
        before = heading_lines([*earlier[number], *own[number]])
        texts = {b.span: _BLANK.sub("", b.span.of(document.plain)) for b in blocks}
        mine = before[-len(own[number]) :] if own[number] else []
        words = caption(mine, before[: len(before) - len(mine)], [*texts.values()], notes, patterns)
        above = tuple(_BLANK.sub("", line) for line in heading_lines(own[number][-_CAPTION_REACH:]))
        numeric = {span for span, words in texts.items() if _is_number(words, patterns)}
        named = {span: "" if span in numeric else words for span, words in texts.items()}
        place = (grid, words, width, *_heads(grid, named))
        yield Table(
            number, document, tuple(blocks), *place, texts, numeric, above, bare_kinds(grid, texts, patterns)
        )


def _is_number(words: str, patterns: Patterns) -> bool:
    """Tell whether a cell holds a number and nothing else but its sign and unit."""
    if _NUMERIC.fullmatch(words):
        return True
    match = _WITH_UNIT.fullmatch(words)
    unit = patterns.numbers.unit_named(match[1]) if match is not None else None
    return unit is not None and unit.group != "rate"


def _heads(
    grid: dict[tuple[int, int], Block], words: Mapping[Span, str]
) -> tuple[dict[tuple[int, int], tuple[str, ...]], dict[tuple[int, int], int]]:
    """Return for each cell the run of words that ends nearest above it and its last row, in one walk down the rows.

    `words` are those of cells that hold more than digits and signs.
    """
    heads: dict[tuple[int, int], tuple[str, ...]] = {}
    rows: dict[tuple[int, int], int] = {}
    runs: dict[int, tuple[int, tuple[str, ...]]] = {}  # column: last row of words, and the words up to there
    for row, column in sorted(grid):
        block = grid[row, column]
        last, run = runs.get(column, (0, ()))
        heads[row, column], rows[row, column] = run, last
        if own := words[block.span]:
            above = run if last == row - 1 else ()
            runs[column] = row, (own, *(w for w in above if w != own))[:_HEADS]
    for row, column in grid:
        block = grid[row, column]
        if block.anchor.column == column and block.anchor.column_span > 1:
            # A cell stands under every header that it overlaps: the nearest of them is its own.
            nearest = max(
                range(column, column + block.anchor.column_span), key=lambda c: rows.get((row, c), 0)
            )
            heads[row, column], rows[row, column] = heads.get((row, nearest), ()), rows.get((row, nearest), 0)
    return heads, rows


def _grid(blocks: list[Block]) -> dict[tuple[int, int], Block]:
    grid: dict[tuple[int, int], Block] = {}
    for block in blocks:
        anchor = block.anchor
        for row in range(anchor.row or 1, (anchor.row or 1) + anchor.row_span):
            for column in range(anchor.column or 1, (anchor.column or 1) + anchor.column_span):
                grid.setdefault((row, column), block)
    return grid
