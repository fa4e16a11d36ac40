"""gouji.xlsx: seven sheets for people, written row by row; whole results are in data/."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.exceptions import XlsxWriterException
from xlsxwriter.worksheet import Worksheet

from extractor.write.display import number_or_text
from extractor.write.heights import LINE, lines_of
from extractor.write.indicators import Indicators
from extractor.write.schema import Cell, View, encodable
from extractor.write.sheets import (
    AMOUNTS,
    GAPS,
    OUTLINE,
    OVERVIEW,
    PROBLEMS,
    RELATIONS_SHEET,
    Sheet,
    passed_over,
)
from extractor.write.styles import Styles
from extractor.write.summary import Summary

_ROWS = 200_000  # more than a person scrolls through, fewer than spreadsheet programs hold
_TEXT = 32_000  # a cell holds 32,767 characters
_WIDE = 200  # characters across that still fit A4
_WIDEST = 330  # characters across that can still be read on one A3 page
_SCALE = 70  # percent at which wider sheets are printed, over several pages
_FIXED = datetime(2000, 1, 1)
_GROWING: tuple[Sheet[Any], ...] = (AMOUNTS, RELATIONS_SHEET, PROBLEMS, OUTLINE, GAPS)


class _Grid:
    """A worksheet that is filled from the top, one row after another."""

    def __init__(self, sheet: Worksheet, styles: Styles) -> None:
        self._sheet = sheet
        self._styles = styles
        self._row = 0
        self._head = 0
        self._widths: Sequence[int] = ()
        self._left_out = 0
        self._frozen = 0

    def line(self, text: str, style: str) -> None:
        """Write a line of text across the sheet."""
        self._sheet.set_row(self._row, LINE * (2 if style == "title" else 1.2))
        self._sheet.write_string(self._row, 0, text, self._styles.plain(style))
        self._row += 1

    def head(self, titles: Sequence[str], widths: Sequence[int], frozen: int = 0) -> None:
        """Write the header and fix it, with `frozen` columns, to the top of the window."""
        self._head, self._widths, self._frozen = self._row, widths, frozen
        self._sheet.set_row(self._row, LINE * (lines_of(titles, widths) + 0.5))
        for column, (title, width) in enumerate(zip(titles, widths, strict=True)):
            self._sheet.write_string(self._row, column, title, self._styles.plain("head"))
            self._sheet.set_column(column, column, width)
        self._row += 1
        self._sheet.freeze_panes(self._row, frozen)
        self._sheet.repeat_rows(self._head)

    def add(self, cells: Sequence[tuple[Cell, str]]) -> None:
        """Write one row of (cell, style), as high as its longest text needs."""
        if self._row - self._head > _ROWS:
            self._left_out += 1
            return
        lines = lines_of([cell for cell, _ in cells], self._widths)
        if lines > 1:
            self._sheet.set_row(self._row, LINE * lines)
        for column, (cell, style) in enumerate(cells):
            self._write(column, cell, style)
        self._forget(self._row - 2)
        self._row += 1

    def close(self) -> None:
        """Add the filter and the layout for print."""
        self._sheet.autofilter(self._head, 0, max(self._row - 1, self._head), len(self._widths) - 1)
        if self._left_out:
            self.line(f"还有 {self._left_out} 行没有列出，全部内容见 data 文件夹。", "note")
        self._sheet.set_landscape()
        self._sheet.set_paper(8 if sum(self._widths) > _WIDE else 9)  # A3, A4
        self._sheet.set_margins(0.4, 0.4, 0.5, 0.6)
        self._fit()
        self._sheet.set_footer("&C&A 第 &P 页，共 &N 页")

    def _fit(self) -> None:
        """Print on one page across what can be read there; else go on to the right, the first columns repeated."""
        if sum(self._widths) <= _WIDEST:
            self._sheet.fit_to_pages(1, 0)
            return
        self._sheet.set_print_scale(_SCALE)
        self._sheet.print_across()
        if self._frozen:
            self._sheet.repeat_columns(0, self._frozen - 1)

    def _forget(self, row: int) -> None:
        # The library keeps the height of every row, though this one is on disk already.
        for kept in ("row_info", "row_sizes"):
            getattr(self._sheet, kept, {}).pop(row, None)

    def _write(self, column: int, cell: Cell, style: str) -> None:
        if cell is None or cell == "":
            self._sheet.write_blank(self._row, column, None, self._styles.text(style))
        elif isinstance(cell, str):
            text = encodable(cell[:_TEXT])
            self._sheet.write_string(self._row, column, text, self._styles.text(style))
        elif isinstance(cell, int):
            self._sheet.write_number(self._row, column, cell, self._styles.whole(style))
        else:
            self._decimal(column, cell)

    def _decimal(self, column: int, value: Decimal) -> None:
        shown = number_or_text(value)
        if isinstance(shown, str):
            self._sheet.write_string(self._row, column, shown, self._styles.plain("right"))
        else:
            self._sheet.write_number(self._row, column, shown, self._styles.number(value))


class Workbook:
    """The workbook being written: five sheets grow with each result, two are filled at the end."""

    def __init__(self, path: Path) -> None:
        # Constant memory: each sheet spools its rows to a temporary file, beside the workbook.
        options = {"constant_memory": True, "tmpdir": str(path.parent)}
        self._book = xlsxwriter.Workbook(str(path), options)
        self._book.set_properties({"title": "勾稽核对结果", "created": _FIXED})
        styles = Styles(self._book)
        self._overview = self._grid(OVERVIEW.title, styles)
        self._indicators = self._grid(Indicators.TITLE, styles)
        self._grids = [(sheet, self._grid(sheet.title, styles)) for sheet in _GROWING]
        for sheet, grid in self._grids:
            grid.head([c.title for c in sheet.columns], [c.width for c in sheet.columns])
        self._wide = Indicators()
        self._ranks: list[tuple[int, int, int]] = []  # errors, warnings, place of the row in `_rows`
        self._rows = tempfile.TemporaryFile("w+", dir=path.parent)  # noqa: SIM115 (lives until `close`)

    def add(self, view: View) -> None:
        """Append one result to every sheet."""
        for sheet, grid in self._grids:
            for row in _rows(sheet, view):
                grid.add(row)
        result = view.result
        self._ranks.append((-result.count("error"), -result.count("warning"), self._rows.tell()))
        for row in _rows(OVERVIEW, view):
            self._rows.write(json.dumps(row) + "\n")
        self._wide.add(view)

    def close(self, summary: Summary) -> None:
        """Fill the overview and the wide table, and write the file."""
        self._fill_overview(summary)
        self._indicators.head(self._wide.titles(), self._wide.widths(), frozen=2)
        for cells in self._wide.rows():
            self._indicators.add(cells)
        for cells in passed_over(summary.passed_over):
            self._grids[-1][1].add(cells)
        for grid in (self._overview, self._indicators, *(grid for _, grid in self._grids)):
            grid.close()
        self._rows.close()
        try:
            self._book.close()
        except XlsxWriterException as error:
            raise OSError(str(error)) from error

    def abandon(self) -> None:
        """Release the temporary files of a run that failed."""
        self._rows.close()
        for sheet in self._book.worksheets():
            sheet.row_data_fh.close()

    def _grid(self, title: str, styles: Styles) -> _Grid:
        return _Grid(self._book.add_worksheet(title), styles)

    def _fill_overview(self, summary: Summary) -> None:
        found, undecided = summary.sentences()
        self._overview.line("勾稽核对总览", "title")
        self._overview.line(found, "line")
        self._overview.line(
            undecided + "原因见“未能处理”和“勾稽关系”。" * bool(summary.verdicts["undetermined"]), "line"
        )
        self._overview.head(
            [c.title for c in OVERVIEW.columns], [c.width for c in OVERVIEW.columns], frozen=1
        )
        for _, _, place in sorted(self._ranks):
            self._rows.seek(place)
            self._overview.add([(cell, style) for cell, style in json.loads(self._rows.readline())])


def _rows(sheet: Sheet[Any], view: View) -> Iterator[list[tuple[Cell, str]]]:
    for record in sheet.records(view):
        yield [(c.show(view, record), c.style(record)) for c in sheet.columns]
