"""A list of its own beside the workbook: one sheet for people, one CSV table for programs."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import xlsxwriter
from xlsxwriter.exceptions import XlsxWriterException
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from extractor.errors import WriteError
from extractor.write.dataset import harmless
from extractor.write.folder import whole
from extractor.write.heights import LINE, lines_of
from extractor.write.schema import Cell, encodable, plain_decimal

_WIDE = 150  # characters across that still fit A4
_TEXT = 32_000  # a cell holds 32,767 characters
Line = tuple[str, Sequence[Cell]]  # what it is marked as, and its cells


@dataclass(frozen=True, slots=True)
class Listing:
    """How a list looks: title, columns (Chinese title, width), and the colour of each mark; two columns stay in view."""

    title: str
    columns: Sequence[tuple[str, int]]
    colours: Mapping[str, str]


def write_sheet(path: Path, listing: Listing, lines: Iterable[Line]) -> None:
    """Write a list as an Excel file, whole or not at all. Raises WriteError."""
    with _whole(path) as partial, xlsxwriter.Workbook(str(partial), {"constant_memory": True}) as book:
        head = book.add_format({"bold": True, "bg_color": "#D9E2F3", "border": 1, "text_wrap": True})
        styles = {
            mark: book.add_format({"bg_color": colour, "valign": "top", "text_wrap": True})
            for mark, colour in listing.colours.items()
        }
        plain = book.add_format({"valign": "top", "text_wrap": True})
        sheet = book.add_worksheet(listing.title)
        for column, (title, width) in enumerate(listing.columns):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, title, head)
        sheet.freeze_panes(1, 2)
        widths, last = [width for _, width in listing.columns], 0
        for last, (mark, cells) in enumerate(lines, start=1):
            if (height := lines_of(cells, widths)) > 1:
                sheet.set_row(last, LINE * height)
            for column, cell in enumerate(cells):
                _write(sheet, last, column, cell, styles.get(mark, plain))
        sheet.autofilter(0, 0, last, len(listing.columns) - 1)
        sheet.set_landscape()
        sheet.set_paper(8 if sum(widths) > _WIDE else 9)  # A3, A4
        sheet.set_margins(0.4, 0.4, 0.5, 0.6)
        sheet.set_footer("&C&A 第 &P 页，共 &N 页")
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)


def write_table(path: Path, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """Write a list as CSV as the tables of data/ are, whole or not at all. Raises WriteError."""
    with (
        _whole(path) as partial,
        partial.open("w", encoding="utf-8-sig", newline="", errors="replace") as file,
    ):
        table = csv.writer(file)
        table.writerow(columns)
        table.writerows([_shown(cell) for cell in row] for row in rows)


def _shown(cell: Cell) -> Cell:
    return plain_decimal(cell) if isinstance(cell, Decimal) else harmless(cell)


@contextmanager
def _whole(path: Path) -> Iterator[Path]:
    try:
        with whole(path) as partial:
            yield partial
    except (OSError, XlsxWriterException) as error:
        raise WriteError(f"无法写入 {path}，请关闭正在打开它的程序后再试。") from error


def _write(sheet: Worksheet, row: int, column: int, cell: Cell, style: Format) -> None:
    if cell is None:
        sheet.write_blank(row, column, None, style)
    elif isinstance(cell, str):
        sheet.write_string(row, column, encodable(cell[:_TEXT]), style)
    else:
        sheet.write_number(row, column, float(cell), style)
