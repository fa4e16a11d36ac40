"""A sheet as a person sees it: lines of text above and below, tables between, one below or beside another."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractor.read.sheets.sheet import Sheet
from extractor.read.sheets.visible import Cell, Row, rows

_NUMBER = re.compile(r"[-+(（]?[¥￥$]?[\d,，]+(?:\.\d*)?[%％)）]?|[-—–/]+")
# What stands between a title and its table: 单位：万元, 填报单位：…, 公开01表, 附件2, 2023年度.
_CAPTION = re.compile(
    r"(?!其中).*[:：].*|[（(]?(?:金额)?单位.{0,10}|[（(][万亿]?元[)）]|.{0,4}\d{1,3}表|附[件表].{0,6}"
    r"|(?:19|20)\d\d\s*年(?:度|\d{1,2}月(?:\d{1,2}日)?)?|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}",
    re.DOTALL,
)
_LABEL = re.compile(r"(?!其中).*[:：]", re.DOTALL)
_NOTE = re.compile(r"[\s（(*※★]*(?:注|备注|说明|附注|填[表报写]|制表|审核|复核|经办|联系|(?:单位)?负责人)")
_TITLE = re.compile(
    r"(?:.{0,10}(?:19|20)\d\d\s*年|附[件表]).{0,60}|.{4,60}(?:情况|明细|一览|统计|汇总|自评|数据)表"
)
_SENTENCE = 40  # characters that no label has


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells that belong together."""

    rows: tuple[Row, ...]


Part = Cell | Table


def parts(sheet: Sheet) -> Iterator[Part]:
    """Yield the lines (single cells) and tables of a sheet in reading order."""
    for block in _blocks(rows(sheet), sheet):
        above, core, below = _peeled(block)
        yield from above
        sides = _beside(core, sheet)
        for side in sides:
            first, middle, last = _peeled(side) if len(sides) > 1 else ([], side, [])
            yield from first
            if middle:
                yield Table(tuple(middle))
            yield from last
        yield from below


def is_title(cell: Cell) -> bool:
    """Tell whether a line above a table is its title, not a caption."""
    return len(cell.text) > 4 and not _CAPTION.fullmatch(cell.text)


def _blocks(found: Sequence[Row], sheet: Sheet) -> Iterator[list[Row]]:
    """Yield the rows in blocks, divided by blank rows or by the title of another table."""
    block: list[Row] = []
    reach = 0
    for row in found:
        if block and (_is_apart(block, row, reach, sheet) or _is_next_title(block, row)):
            yield block
            block = []
        block.append(row)
        reach = max(reach, *(cell.last_row for cell in row))
    if block:
        yield block


def _is_apart(block: Sequence[Row], row: Row, reach: int, sheet: Sheet) -> bool:
    """Tell whether blank rows before this one end the table. A form may hold some that nobody filled in."""
    blank = sheet.hidden_rows.next_outside(reach + 1)
    if blank >= row[0].row or blank in sheet.framed:
        return False
    if sheet.framed or len(row) == 1:
        return True
    left, right = min(c.column for r in block for c in r), max(c.last_column for r in block for c in r)
    inside = left <= row[0].column and row[-1].last_column <= right
    return not (inside and len(block[-1]) > 1 and _has_number(row))


def _is_next_title(block: Sequence[Row], row: Row) -> bool:
    """Tell whether a row is one wide cell with the title of another table."""
    if len(row) > 1 or len(block) < 3 or not any(len(r) > 1 for r in block):
        return False
    left, right = min(r[0].column for r in block), max(r[-1].last_column for r in block)
    wide = row[0].column == left and row[0].last_column >= right > left
    return wide and bool(_TITLE.fullmatch(row[0].text))


def _peeled(block: list[Row]) -> tuple[list[Cell], list[Row], list[Cell]]:
    """Return the lines above the table, the table's rows, and the lines below it."""
    start, end = 0, len(block)
    while start < end and _is_line(block, start):
        start += 1
    width = max((r[-1].last_column for r in block[start:end]), default=0)
    left = min((r[0].column for r in block[start:end]), default=0)
    while end - 1 > start and _is_foot(block[end - 1], left, width):
        end -= 1
    above, below = ([cell for row in rows_ for cell in row] for rows_ in (block[:start], block[end:]))
    return above, block[start:end], below


def _is_line(block: Sequence[Row], place: int) -> bool:
    row = block[place]
    if len(row) > 1:
        return _are_captions(row)
    # The first cell of a header over several rows is no line though it stands alone.
    following = block[place + 1] if place + 1 < len(block) else None
    return following is None or row[0].last_row < following[0].row


def _is_foot(row: Row, left: int, right: int) -> bool:
    if len(row) > 1:
        return _are_captions(row)
    cell = row[0]
    if _NUMBER.fullmatch(cell.text):
        return False
    wide = cell.column == left and cell.last_column >= right > left
    return wide or bool(_NOTE.match(cell.text)) or len(cell.text) > _SENTENCE


def _are_captions(row: Row) -> bool:
    """Tell whether every cell is a caption, or the value behind a label (填报单位： | 甲县林业局)."""
    labelled = False
    for cell in row:
        if not (_CAPTION.fullmatch(cell.text) or (labelled and not _NUMBER.fullmatch(cell.text))):
            return False
        labelled = bool(_LABEL.fullmatch(cell.text)) and cell.text[-1] in ":："
    return True


def _has_number(row: Row) -> bool:
    return any(_NUMBER.fullmatch(cell.text) for cell in row)


def _beside(core: Sequence[Row], sheet: Sheet) -> list[list[Row]]:
    """Divide tables that stand beside each other at columns in which nothing stands."""
    cuts = _gaps(core, sheet)
    sides: list[list[Row]] = []
    for first, last in zip([0, *cuts], [*cuts, 1 << 30], strict=True):
        side: list[Row] = [
            part for row in core if (part := tuple(c for c in row if first < c.column <= last))
        ]
        # A part without names of its own continues the table to its left.
        if sides and not (_stands_alone(side) and _stands_alone(sides[-1])):
            sides[-1] = _joined(sides[-1], side)
        else:
            sides.append(side)
    return [side for side in sides if side]


def _gaps(core: Sequence[Row], sheet: Sheet) -> list[int]:
    """Return the last occupied column before each gap."""
    cuts: list[int] = []
    reach = 0
    for left, right in sorted({(cell.column, cell.last_column) for row in core for cell in row}):
        if reach and left > sheet.hidden_columns.next_outside(reach + 1):
            cuts.append(reach)
        reach = max(reach, right)
    return cuts


def _stands_alone(side: Sequence[Row]) -> bool:
    columns = {cell.column for row in side for cell in row}
    if len(side) < 2 or len(columns) < 2:
        return False
    left = min(columns)
    names = [row[0].text for row in side if row[0].column == left]
    return sum(not _NUMBER.fullmatch(name) for name in names) * 2 > len(side)


def _joined(left: Sequence[Row], right: Sequence[Row]) -> list[Row]:
    by_row: dict[int, list[Cell]] = {}
    for row in (*left, *right):
        by_row.setdefault(row[0].row, []).extend(row)
    return [sorted(by_row[number]) for number in sorted(by_row)]
