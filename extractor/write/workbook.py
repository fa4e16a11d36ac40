"""gouji.xlsx: seven sheets for people, written row by row; whole results are in data/."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import xlsxwriter
from xlsxwriter.exceptions import XlsxWriterException
from xlsxwriter.worksheet import Worksheet

from extractor.write.display import number_or_text
from extractor.write.gaps import GAPS, passed_over
from extractor.write.heights import LINE, lines_of
from extractor.write.indicators import Indicators
from extractor.write.schema import Cell, View, encodable
from extractor.write.sheet_columns import Sheet
from extractor.write.sheets import (
    AMOUNTS,
    OUTLINE,
    OVERVIEW,
    PROBLEMS,
    RELATIONS_SHEET,
    UNIT_COLUMNS,
    standing_of,
)
from extractor.write.standing import Ranked, Standing, unit_key
from extractor.write.styles import Styles
from extractor.write.summary import Summary

_ROWS = 200_000  # more than a person scrolls through, fewer than spreadsheet programs hold
_TEXT = 32_000  # a cell holds 32,767 characters
_LINKS = 60_000  # spreadsheet programs follow 65,530 a sheet, and each is held until the file is closed
_WIDE = 200  # characters across that still fit A4
_WIDEST = 330  # characters across that can still be read on one A3 page
_SCALE = 70  # percent at which wider sheets are printed, over several pages
_FIXED = datetime(2000, 1, 1)
_NO_LINKS: Mapping[int, str] = {}
_GROWING: tuple[Sheet[Any], ...] = (AMOUNTS, RELATIONS_SHEET, PROBLEMS, OUTLINE, GAPS)


class _Waiting(NamedTuple):
    """A report that waits for its place in the overview, most certain errors first."""

    errors: int
    warnings: int
    place: int  # of its row in the spool
    unit: str


class _Grid:
    """A worksheet that is filled from the top, one row after another."""

    def __init__(self, sheet: Worksheet, styles: Styles) -> None:
        self._sheet = sheet
        self._styles = styles
        self._row = 0
        self._head = 0
        self._widths: Sequence[int] = ()
        self._printed = 0
        self._left_out = 0
        self._links = 0
        self._unlinked = 0
        self._frozen = 0

    def line(self, text: str, style: str) -> None:
        """Write a line of text across the sheet."""
        self._sheet.set_row(self._row, LINE * (2 if style == "title" else 1.2))
        self._sheet.write_string(self._row, 0, text, self._styles.plain(style))
        self._row += 1

    def head(self, titles: Sequence[str], widths: Sequence[int], frozen: int = 0, printed: int = 0) -> None:
        """Write the header and fix it, with `frozen` columns, in the window; the last columns may not be printed."""
        self._head, self._widths, self._frozen = self._row, widths, frozen
        self._printed = printed or len(widths)
        self._sheet.set_row(self._row, LINE * (lines_of(titles, widths) + 0.5))
        for column, (title, width) in enumerate(zip(titles, widths, strict=True)):
            self._sheet.write_string(self._row, column, title, self._styles.plain("head"))
            self._sheet.set_column(column, column, width)
        self._row += 1
        self._sheet.freeze_panes(self._row, frozen)
        self._sheet.repeat_rows(self._head)

    def add(self, cells: Sequence[tuple[Cell, str]], links: Mapping[int, str] = _NO_LINKS) -> int:
        """Write one row of (cell, style), as high as its longest text needs, with links by column.

        Return its number in the sheet, 0 where the sheet is full.
        """
        if self._row - self._head > _ROWS:
            self._left_out += 1
            return 0
        lines = lines_of([cell for cell, _ in cells], self._widths)
        if lines > 1:
            self._sheet.set_row(self._row, LINE * lines)
        for column, (cell, style) in enumerate(cells):
            self._write(column, cell, "link" if self._linked(column, cell, links) else style)
        self._forget(self._row - 2)
        self._row += 1
        return self._row

    def close(self) -> None:
        """Add the filter and the layout for print."""
        self._sheet.autofilter(self._head, 0, max(self._row - 1, self._head), len(self._widths) - 1)
        if self._left_out:
            self.line(f"还有 {self._left_out} 行没有列出，全部内容见 data 文件夹。", "note")
        if self._unlinked:
            self.line(f"前 {self._links} 处带链接，其余的请按行号查找。", "note")
        self._sheet.set_landscape()
        self._sheet.set_paper(8 if self._across() > _WIDE else 9)  # A3, A4
        self._sheet.set_margins(0.4, 0.4, 0.5, 0.6)
        self._fit()
        self._sheet.set_footer("&C&A 第 &P 页，共 &N 页")

    def _linked(self, column: int, cell: Cell, links: Mapping[int, str]) -> bool:
        """Let a cell lead somewhere; its words are written over those of the library."""
        if column not in links or not isinstance(cell, str):
            return False
        if self._links == _LINKS:
            self._unlinked += 1
            return False
        self._links += 1
        self._sheet.write_url(self._row, column, links[column], self._styles.text("link"), "")
        return True

    def _fit(self) -> None:
        """Print on one page across what can be read there; else go on to the right, the first columns repeated."""
        if self._printed < len(self._widths):
            self._sheet.print_area(0, 0, self._row, self._printed - 1)
        if self._across() <= _WIDEST:
            self._sheet.fit_to_pages(1, 0)
            return
        self._sheet.set_print_scale(_SCALE)
        self._sheet.print_across()
        if self._frozen:
            self._sheet.repeat_columns(0, self._frozen - 1)

    def _across(self) -> int:
        return sum(self._widths[: self._printed])

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
            self._decimal(column, cell, style)

    def _decimal(self, column: int, value: Decimal, style: str) -> None:
        shown = number_or_text(value)
        if isinstance(shown, str):
            self._sheet.write_string(self._row, column, shown, self._styles.plain("right"))
        else:
            self._sheet.write_number(self._row, column, shown, self._styles.number(value, style))


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
            printed = sum(c.printed for c in sheet.columns)
            titles, widths = zip(*((c.title, c.width) for c in sheet.columns), strict=True)
            grid.head(titles, widths, sheet.frozen, printed)
        self._wide = Indicators()
        self._waiting: list[_Waiting] = []
        self._rows = tempfile.TemporaryFile("w+", dir=path.parent)  # noqa: SIM115 (lives until `close`)

    def add(self, view: View) -> None:
        """Append one result to every sheet."""
        for sheet, grid in self._grids:
            for record, cells, links in _rows(sheet, view):
                row = grid.add(cells, links)
                if row and sheet.keep:
                    sheet.keep(view, record, row)
        result = view.result
        place = self._rows.tell()
        counts = (-result.count("error"), -result.count("warning"))
        self._waiting.append(_Waiting(*counts, place, unit_key(result)))
        for _, cells, links in _rows(OVERVIEW, view):
            self._rows.write(json.dumps([cells, sorted(links.items())], default=str) + "\n")
        self._wide.add(view)

    def close(self, summary: Summary, standing: Standing) -> None:
        """Fill the overview and the wide table, and write the file."""
        self._fill_overview(summary, {place.key: place for place in standing.ranked()})
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

    def _fill_overview(self, summary: Summary, units: Mapping[str, Ranked]) -> None:
        found, undecided = summary.sentences()
        self._overview.line("勾稽核对总览", "title")
        self._overview.line(found, "line")
        self._overview.line(
            undecided + "原因见“未能处理”和“勾稽关系”。" * bool(summary.verdicts["undetermined"]), "line"
        )
        columns = [*((c.title, c.width) for c in OVERVIEW.columns), *UNIT_COLUMNS]
        titles, widths = zip(*columns, strict=True)
        self._overview.head(titles, widths, frozen=OVERVIEW.frozen)
        for waiting in sorted(self._waiting):
            self._rows.seek(waiting.place)
            cells, links = json.loads(self._rows.readline())
            shown = [(Decimal(cell) if style == "percent" else cell, style) for cell, style in cells]
            self._overview.add([*shown, *standing_of(units.get(waiting.unit))], dict(links))


def _rows(sheet: Sheet[Any], view: View) -> Iterator[tuple[object, list[tuple[Cell, str]], dict[int, str]]]:
    """Yield the records of a sheet with their cells and styles, and links by column."""
    for record in sheet.records(view):
        cells = [(c.show(view, record), c.style(record)) for c in sheet.columns]
        linked = {n: c.link(view, record) for n, c in enumerate(sheet.columns) if c.link}
        yield record, cells, {n: link for n, link in linked.items() if link}
