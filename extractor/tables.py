"""Tables as grids: headers above, labels to the left, the unit of each column."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import groupby

from extractor.decide import finest_step
from extractor.document import Block, Document, Span
from extractor.model import Amount, Figure
from extractor.patterns import Patterns

_NUMERIC = re.compile(r"[\s\d,.%()+\-‰/—¥￥]*")
_BLANK = re.compile(r"\s+")
_NOTE = re.compile(r"\s*(?:注|备注|说明|附注)")
_CAPTION = re.compile(
    r"(?:(?<!编制|填报|填表|报送|主管|实施)单位[:：为是]?(?:均为|人民币)?|金额[:：](?=[万亿]?元))(\S{1,6})|\((?:人民币)?([万亿]?元)\)"
)
_CAPTION_REACH = 3
_CAPTION_FAR = 10  # lines between which only other lines of a heading stand (编制单位：…, 表3)
_SENTENCE = re.compile(r"[。；;]\s*$")
_BRACKETS = re.compile(r"\([^()]*\)$")
_DECIMALS = re.compile(r"[-\d,]+\.\d+")
_UNITS = {"percent": "%", "score": "分", "count": "个"}
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
    bare: str = ""  # the kind of figures of a table of sums that names no unit at all

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

    def label_cells(self, block: Block) -> list[Block]:
        """Return the cells that name a figure's row, nearest first.

        Numbers between a label and the figure belong to the same row; numbers between two labels begin
        another half of the table (收入 and 支出 side by side).
        """
        row, column = block.anchor.row or 0, block.anchor.column or 0
        found: list[Block] = []
        for left in range(column - 1, 0, -1):
            cell = self.at(row, left)
            if cell is None:
                continue
            if self.is_numeric(cell):
                if found:
                    break
            elif (cell.anchor.row or 0) <= self.head_rows.get((row, column), 0):
                continue  # a cell beside header and figures names the group of both
            elif cell not in found:
                found.append(cell)
        return found

    def unit_of(self, block: Block, patterns: Patterns) -> tuple[str, str, str]:
        """Return kind, unit word and source (header, label, caption) for a bare number in a cell."""
        headers, labels = self.headers(block), self.labels(block)[:2]
        if _counts_or_codes(headers, labels, patterns):
            return "", "", ""
        if (told := _told_by_words(headers, labels, patterns)) is not None:
            return told
        caption = patterns.numbers.find_unit(self.caption) if self.caption else None
        if caption is not None and caption[0].kind == "money":
            return "money", caption[1], "caption"
        # No unit anywhere: sums and rates hold in any unit, so the figures are kept, but become no facts.
        if _is_money([*headers[:2], *labels], patterns):
            return "money", "元", "missing"
        return (self.bare, "元" if self.bare == "money" else "个", "missing") if self.bare else ("", "", "")


def _told_by_words(
    headers: Sequence[str], labels: Sequence[str], patterns: Patterns
) -> tuple[str, str, str] | None:
    """Return kind, unit word and source where headers or labels name them."""
    for words in headers:
        if (unit := _unit_in(words, patterns)) is not None:
            return *unit, "header"
        if kind := "percent" if words.endswith("%") else patterns.tables.kind_of(words):
            return kind, _UNITS[kind], "header"
    for words in labels:
        if (unit := _unit_in(words, patterns)) is not None:
            return *unit, "label"
    if labels and not _is_money(list(headers[:2]), patterns) and (kind := _kind_of_row(labels[0], patterns)):
        return kind, _UNITS[kind], "label"
    return None


def _counts_or_codes(headers: Sequence[str], labels: Sequence[str], patterns: Patterns) -> bool:
    """Tell whether a number is a code, or counts rows or columns (序号, 栏次)."""
    words = patterns.tables
    return (
        any(words.is_role("ignored", head) for head in headers[:2])
        or any(words.is_role("code_level", head) for head in headers[:1])
        or any(words.is_role("ordinal", label) for label in labels[-1:])
    )


def _kind_of_row(label: str, patterns: Patterns) -> str:
    """Return the kind of figures beside a label that names nothing else (分值, 得分, 得分率)."""
    bare = _BRACKETS.sub("", label)
    return patterns.tables.kind_of(bare) if patterns.tables.ends_in_kind(bare) else ""


def _is_money(words: list[str], patterns: Patterns) -> bool:
    for phrase in (p for label in words for p in patterns.phrases.find(label, 0, len(label))):
        if phrase.kind == "stage":
            return True
        if phrase.kind == "indicator" and patterns.words.by_id[phrase.value].kind == "money":
            return True
    return False


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


_UNIT_NAMED = re.compile(r"\((?:单位:)?([^()]{1,8})\)|单位[:：]?\s*(\S{1,6})")


def _unit_in(words: str, patterns: Patterns) -> tuple[str, str] | None:
    for match in _UNIT_NAMED.finditer(words):
        unit = patterns.numbers.unit_named(match[1] or match[2])
        if unit is not None and (unit.group != "rate" or match[1] == "%"):
            return unit.kind, match[1] or match[2]
    return None


@lru_cache(maxsize=1)
def tables(document: Document, patterns: Patterns) -> Sequence[Table]:
    """Return the tables of a document in order; those of the last document are kept."""
    return tuple(_tables(document, patterns))


def _tables(document: Document, patterns: Patterns) -> Iterator[Table]:
    cells: dict[int, list[Block]] = defaultdict(list)
    before: dict[int, list[str]] = {}
    after: dict[int, list[str]] = {}
    recent: list[str] = []
    titles: dict[int, list[str]] = {}
    last = last_but_one = 0
    for block in document.blocks:
        if block.anchor.table is None:
            recent = [*recent, block.span.of(document.plain)][-_CAPTION_FAR:]
            after.setdefault(last, []).append(recent[-1])
            continue
        if block.anchor.table != last:
            last_but_one, last = last, block.anchor.table
        if block.anchor.table not in before:
            before[last], titles[last] = list(recent), after.get(last_but_one, [])[-_CAPTION_REACH:]
        cells[block.anchor.table].append(block)
    for number, blocks in cells.items():
        grid = _grid(blocks)
        width = max(column for _, column in grid)
        notes = [text for text in after.get(number, [])[:_CAPTION_REACH] if _NOTE.match(text)]
        caption = _caption(document, _heading_lines(before[number]), blocks, notes, patterns)
        above = tuple(_BLANK.sub("", line) for line in _heading_lines(titles[number]))
        texts = {b.span: _BLANK.sub("", b.span.of(document.plain)) for b in blocks}
        numeric = {span for span, words in texts.items() if _NUMERIC.fullmatch(words)}
        named = {span: "" if span in numeric else words for span, words in texts.items()}
        place, bare = (grid, caption, width, *_heads(grid, named)), _bare_kind(texts.values(), patterns)
        yield Table(number, document, tuple(blocks), *place, texts, numeric, above, bare)


def _bare_kind(words: Collection[str], patterns: Patterns) -> str:
    """Return the kind of the figures of a table in which some are called totals: whole numbers are counts."""
    if not any(patterns.tables.is_role("total", label) for label in words):
        return ""
    return "money" if any(_DECIMALS.fullmatch(label) for label in words) else "count"


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


def _heading_lines(before: list[str]) -> list[str]:
    """Return the lines right before a table that may be its caption: the last few, and the titles above them."""
    start = max(0, len(before) - _CAPTION_REACH)
    while start > 0 and not any(_SENTENCE.search(text) for text in before[start - 1 : start + 1]):
        start -= 1
    return before[start:]


def _caption(
    document: Document, before: list[str], blocks: list[Block], notes: list[str], patterns: Patterns
) -> str:
    """Return the words 单位：万元 of a table, from the text before it, its first rows or the notes below it."""
    first = [b.span.of(document.plain) for b in blocks[:12]]
    for text in (*reversed(before), *first, *notes):
        for match in _CAPTION.finditer(_BLANK.sub("", text)):
            words = match[1] or match[2]
            unit = patterns.numbers.find_unit(words)
            if unit is not None and unit[0].kind == "money":  # 编制单位：某某局 names none
                return words
    return ""
