"""Sheets to pieces: lines become paragraphs, tables become cells; pages are the tabs a person sees."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from extractor.document import Anchor
from extractor.errors import ReadError
from extractor.read.content import Content, Piece
from extractor.read.limits import Limits
from extractor.read.sheets.regions import Part, Table, is_title, parts
from extractor.read.sheets.sheet import Sheet, letters
from extractor.read.sheets.visible import Cell, hidden

# Names that programs give, which say nothing.
_DEFAULT_NAME = re.compile(
    r"(?:sheet|工作表|chart|table|result|表|export)?[\s_-]*\d*(?:\s*[(（]\d+[)）])?", re.IGNORECASE
)
_SHOWN = 12  # numbers that a remark lists


def content(sheets: Sequence[Sheet], limits: Limits) -> Content:
    """Return the text of a workbook. Raises ReadError: empty, corrupt where the only text was on broken sheets."""
    seen = [sheet for sheet in sheets if not sheet.hidden]
    flow = _Flow(limits)
    for page, sheet in enumerate(seen, start=1):
        flow.add(sheet, page)
    notes = tuple(note for sheet in seen for note in _notes(sheet))
    if not flow.pieces and any(sheet.broken for sheet in seen):
        raise ReadError("corrupt", "工作表已损坏，读不出内容，请用原软件打开另存后再提交。")
    if not flow.pieces:
        raise ReadError("empty", _why_empty(sheets))
    return Content(
        tuple(flow.pieces),
        pages=len(seen),
        notes=notes,
        margins=tuple(dict.fromkeys(words for sheet in seen for words in sheet.margins)),
        remarks=tuple(_remarks(sheets)),
    )


class _Flow:
    """Collects pieces; tables and paragraphs are counted over the workbook."""

    def __init__(self, limits: Limits) -> None:
        self.pieces: list[Piece] = []
        self._paragraphs = self._tables = 0
        self._room = 4 * limits.cells

    def add(self, sheet: Sheet, page: int) -> None:
        """Add one sheet; its name is text where it names what no title above the table names."""
        found = list(parts(sheet))
        if (
            (found or sheet.shapes)
            and not _DEFAULT_NAME.fullmatch(sheet.name.strip())
            and not _is_titled(found)
        ):
            self._paragraph(sheet.name, page)
        for part in found:
            if isinstance(part, Table):
                self._table(part, page)
            else:
                self._paragraph(part.text, page)
        for text in sheet.shapes:
            self._paragraph(text, page)

    def _paragraph(self, text: str, page: int) -> None:
        self._paragraphs += 1
        self.pieces.append(Piece(text, Anchor(page=page, paragraph=self._paragraphs)))

    def _table(self, table: Table, page: int) -> None:
        self._tables += 1
        for cell, (row, column, rows, columns) in _placed(table, self._room):
            self._room -= rows * columns - 1
            anchor = Anchor(page, None, None, self._tables, row, column, rows, columns)
            self.pieces.append(Piece(cell.text, anchor, "cell"))


def _placed(table: Table, room: int) -> Iterator[tuple[Cell, tuple[int, int, int, int]]]:
    """Yield each cell with its row, column and spans, counted over the rows and columns that hold something."""
    rows = [row[0].row for row in table.rows]
    columns = sorted({cell.column for row in table.rows for cell in row})
    places = {column: place for place, column in enumerate(columns, start=1)}
    for number, row in enumerate(table.rows, start=1):
        for cell in row:
            left = places[cell.column]
            down = across = 1
            if cell.last_row > cell.row or cell.last_column > cell.column:
                down = bisect_right(rows, cell.last_row) - number + 1
                across = bisect_right(columns, cell.last_column) - left + 1
                room -= down * across - 1
                down, across = (down, across) if room > 0 else (1, 1)
            yield cell, (number, left, down, across)


def _is_titled(found: Sequence[Part]) -> bool:
    for part in found:
        if isinstance(part, Table):
            return False
        if is_title(part):
            return True
    return False


def _notes(sheet: Sheet) -> Iterator[str]:
    if sheet.broken:
        yield f"工作表“{sheet.name}”已损坏，可能没有读全，请用原软件打开另存后再提交。"
    if sheet.uncached:
        places, more = "、".join(sheet.uncached[:_SHOWN]), "等" if len(sheet.uncached) > _SHOWN else ""
        count = len(sheet.uncached)
        yield (
            f"工作表“{sheet.name}”的 {places} {more}共 {count} 个公式没有保存计算结果，未读取，"
            "请用 Excel 或 WPS 打开并保存后再提交。"
        )
    yield from sheet.notes
    if sheet.pictures and not sheet.rows:
        yield f"工作表“{sheet.name}”只有图片，没有读取。"


def _remarks(sheets: Sequence[Sheet]) -> Iterator[str]:
    names = [sheet.name for sheet in sheets if sheet.hidden]
    if names:
        yield f"隐藏的工作表{''.join(f'“{name}”' for name in names[:_SHOWN])}没有读取。"
    for sheet in sheets:
        rows, columns = hidden(sheet)
        what = [f"第 {_listed(list(map(str, rows)))} 行"] if rows else []
        what += [f"{_listed(list(map(letters, columns)))} 列"] if columns else []
        if what:
            yield f"工作表“{sheet.name}”隐藏的{'和'.join(what)}没有读取。"


def _listed(names: Sequence[str]) -> str:
    return "、".join(names[:_SHOWN]) + (f"等 {len(names)}" if len(names) > _SHOWN else "")


def _why_empty(sheets: Sequence[Sheet]) -> str:
    if any(sheet.uncached for sheet in sheets):
        return "工作簿里只有没有保存计算结果的公式，请用 Excel 或 WPS 打开并保存后再提交。"
    if any(sheet.hidden for sheet in sheets):
        return "工作簿里看得见的工作表都是空的，请取消隐藏要提交的工作表后再提交。"
    if any(sheet.pictures for sheet in sheets):
        return "工作簿里只有图片，请提交带文字的文件。"
    return "工作簿里没有内容，请核对后重新提交。"
