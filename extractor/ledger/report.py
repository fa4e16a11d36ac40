"""What became of the ledger, row by row: a sheet for people and a table for programs."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

import xlsxwriter
from xlsxwriter.exceptions import XlsxWriterException

from extractor.errors import WriteError
from extractor.ledger.check import VERDICTS, Held
from extractor.write.dataset import harmless
from extractor.write.schema import plain_decimal

SHEET, TABLE = "台账核对.xlsx", "ledger.csv"
_HEAD = (
    "台账行",
    "单位名称",
    "指标",
    "年度",
    "阶段",
    "口径",
    "台账",
    "报告",
    "差额",
    "计量单位",
    "结论",
    "文件",
    "页",
)
_WIDTHS = (8, 28, 26, 8, 10, 14, 16, 16, 14, 10, 10, 40, 6)
_COLUMNS = (
    *("row", "unit_name", "indicator", "year", "stage", "scope", "amount", "reported", "difference"),
    *("verdict", "document_id", "file", "figure_id", "page"),
)
_COLOURS = {"off": "#F8CBAD", "not_reported": "#EDEDED"}


def write_comparison(folder: Path, rows: Iterable[Held], names: Mapping[str, str]) -> None:
    """Write 台账核对.xlsx and data/ledger.csv, each whole or not at all. Raises WriteError."""
    listed = list(rows)
    with _whole(folder / SHEET) as path:
        _sheet(path, listed, names)
    with _whole(folder / "data" / TABLE) as path, path.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file)
        table.writerow(_COLUMNS)
        table.writerows(map(_record, listed))


@contextmanager
def _whole(path: Path) -> Iterator[Path]:
    partial = path.with_name(f".{path.name}.gouji-partial")
    try:
        yield partial
        os.replace(partial, path)
    except (OSError, XlsxWriterException) as error:
        partial.unlink(missing_ok=True)
        raise WriteError(f"无法写入 {path}，请关闭正在打开它的程序后再试。") from error


def _record(held: Held) -> list[object]:
    entry = held.entry
    reported = None if held.reported is None else plain_decimal(held.reported)
    gap = None if held.reported is None else plain_decimal(held.reported - entry.amount)
    place = (held.document_id, harmless(held.file), held.figure_id, held.page)
    key = (entry.row, harmless(entry.unit_name), entry.indicator, entry.year, entry.stage, entry.scope)
    return [*key, plain_decimal(entry.amount), reported, gap, held.verdict, *place]


def _sheet(path: Path, rows: Iterable[Held], names: Mapping[str, str]) -> None:
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        head = book.add_format({"bold": True, "bg_color": "#D9E2F3", "border": 1, "text_wrap": True})
        colours = {verdict: book.add_format({"bg_color": colour}) for verdict, colour in _COLOURS.items()}
        sheet = book.add_worksheet("台账核对")
        for column, (title, width) in enumerate(zip(_HEAD, _WIDTHS, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, title, head)
        sheet.freeze_panes(1, 2)
        last = 0
        for last, held in enumerate(rows, start=1):
            for column, cell in enumerate(_cells(held, names)):
                _write(sheet, last, column, cell, colours.get(held.verdict))
        sheet.autofilter(0, 0, last, len(_HEAD) - 1)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)


def _cells(held: Held, names: Mapping[str, str]) -> tuple[object, ...]:
    entry = held.entry
    own = None if held.reported is None else held.reported / entry.scale
    gap = None if own is None else own - entry.value
    what = (
        entry.row,
        entry.unit_name,
        names.get(entry.indicator, entry.indicator),
        entry.year,
        entry.stage,
        entry.scope,
    )
    return (*what, entry.value, own, gap, entry.measure, VERDICTS[held.verdict], held.file, held.page)


def _write(
    sheet: xlsxwriter.worksheet.Worksheet,
    row: int,
    column: int,
    cell: object,
    colour: xlsxwriter.format.Format | None,
) -> None:
    if cell is None:
        sheet.write_blank(row, column, None, colour)
    elif isinstance(cell, Decimal | int):
        sheet.write_number(row, column, float(cell), colour)
    else:
        sheet.write_string(row, column, str(cell), colour)
