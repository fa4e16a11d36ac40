"""The wide table as a workbook: a click on a cell leads to the words it was read from."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from extractor.history.cells import cells
from extractor.history.wide import COLUMN_COLUMNS, HEAD, SOURCE_COLUMNS, TAKEN, UNLIKE, Wide
from extractor.write.schema import Cell, encodable, plain_decimal

if TYPE_CHECKING:
    import pandas
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

_MADE = datetime(2000, 1, 1)  # fixed, so that the same store gives the same bytes
_MOST_LINKS = 65_000  # a sheet of a workbook holds no more
_MOST_ROWS = 1_000_000
_MOST_COLUMNS = 16_000
_EXACT_DIGITS = 15  # a spreadsheet keeps no more of a number
_HEAD = len(HEAD)
_NEEDED_ROWS = 2  # Chinese names, then ids
_LONGEST = 32_000


class _Book:
    """The workbook with its formats."""

    def __init__(self, path: Path) -> None:
        import xlsxwriter

        options = {"strings_to_urls": False, "strings_to_formulas": False, "in_memory": True}
        self._book = xlsxwriter.Workbook(str(path), options)
        self._book.set_properties({"title": "历年指标", "created": _MADE})
        self.head = self._format(bold=True, text_wrap=True, bg_color="#DDE6F0", valign="top")
        self.id = self._format(font_color="#777777", font_size=8)
        self.number = self._format(num_format="#,##0.##########")
        self.other_year = self._format(num_format="#,##0.##########", italic=True, font_color="#1F5FAF")
        self.unlike = self._format(bg_color="#FCE4D6")

    def sheet(self, name: str) -> Worksheet:
        """Return a new sheet."""
        return self._book.add_worksheet(name)

    def close(self) -> None:
        """Write the file."""
        self._book.close()

    def _format(self, **how: object) -> Format:
        return self._book.add_format(dict(how))


def write_workbook(path: Path, made: Wide) -> None:
    """Write the sheets 历年指标, 出处 and 列说明."""
    book = _Book(path)
    table, sources, columns = book.sheet("历年指标"), book.sheet("出处"), book.sheet("列说明")
    _write_table(book, table, made)
    _write_plain(book, sources, made.sources, SOURCE_COLUMNS)
    _write_plain(book, columns, made.columns, COLUMN_COLUMNS)
    book.close()


def _write_table(book: _Book, sheet: Worksheet, made: Wide) -> None:
    ids = dict(zip(made.columns["column"], made.columns["column_id"], strict=True))
    names = [str(name) for name in made.table.columns][:_MOST_COLUMNS]
    for at, name in enumerate(names):
        sheet.write_string(0, at, name, book.head)
        sheet.write_string(1, at, ids.get(name, ""), book.id)
    sheet.set_column(0, 1, 26)
    sheet.set_column(_HEAD, len(names), 18)
    sheet.freeze_panes(_NEEDED_ROWS, _HEAD)
    rows = cells(made.table.iloc[:_MOST_ROWS, :_HEAD])
    place: dict[tuple[str, int], int] = {}
    for row, head in enumerate(rows, start=_NEEDED_ROWS):
        place[str(head[0]), int(str(head[-1]))] = row
        for at, cell in enumerate(head):
            _write(sheet, row, at, cell, None)
    _write_cells(book, sheet, made, place, {name: at for at, name in enumerate(names)})


def _write_cells(
    book: _Book, sheet: Worksheet, made: Wide, rows: dict[tuple[str, int], int], columns: dict[str, int]
) -> None:
    wanted = made.sources[["unit_id", "year", "column", "note", "amount"]]
    unlike: dict[tuple[int, int], list[str]] = {}
    links = 0
    for number, (unit, year, column, note, amount) in enumerate(cells(wanted)):
        row, at = rows.get((str(unit), int(str(year)))), columns.get(str(column))
        if row is None or at is None:
            continue
        texts = unlike.setdefault((row, at), [])
        if links < _MOST_LINKS and not texts:
            sheet.write_url(row, at, f"internal:'出处'!A{number + 2}", None, "")
            links += 1
        texts.append(plain_decimal(amount) if isinstance(amount, Decimal) else "")
        if note == UNLIKE:
            sheet.write_string(row, at, " / ".join(texts), book.unlike)
        else:
            _write(sheet, row, at, amount, book.number if note == TAKEN else book.other_year)


def _write_plain(book: _Book, sheet: Worksheet, table: pandas.DataFrame, titles: dict[str, str]) -> None:
    for at, name in enumerate(table.columns):
        sheet.write_string(0, at, titles[str(name)], book.head)
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(titles), 16)
    for row, values in enumerate(cells(table.iloc[:_MOST_ROWS]), start=1):
        for at, value in enumerate(values):
            _write(sheet, row, at, value, book.number if isinstance(value, Decimal) else None)


def _write(sheet: Worksheet, row: int, column: int, cell: Cell, how: Format | None) -> None:
    """Write a value as a number where a spreadsheet keeps all its digits, else as text."""
    if isinstance(cell, Decimal):
        text = plain_decimal(cell)
        if len(text.strip("-0").replace(".", "")) <= _EXACT_DIGITS:
            sheet.write_number(row, column, float(cell), how)
        else:
            sheet.write_string(row, column, text, how)
    elif isinstance(cell, str):
        sheet.write_string(row, column, encodable(cell)[:_LONGEST], how)
    elif cell is not None:
        sheet.write_number(row, column, cell, how)
