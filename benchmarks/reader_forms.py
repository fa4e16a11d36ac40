"""A workbook with a 自评表 as units fill it in, and a web page as governments publish it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from html import escape
from pathlib import Path

import xlsxwriter
from reader_content import Counter, Heading, Press, Words
from reader_truth import Grid, Truth


def xlsx_form(path: Path, press: Press) -> Truth:
    """Write a form of merged cells, number formats, formulas with their results, hidden rows and a hidden sheet."""
    truth = Truth()
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("项目支出绩效自评表")
    for block, grid in enumerate((press.funds(), press.indicators(40))):
        if block:
            sheet = book.add_worksheet("指标")
        _print(book, sheet, grid)
        truth.grids.append(grid)
    last = len(truth.grids[0].rows)
    _amounts(book, book.get_worksheet_by_name("项目支出绩效自评表"), truth.grids[0], last)
    secret, row_secret = press.number(), press.number()
    away = book.add_worksheet("底稿")
    away.write(0, 0, secret)
    away.hide()
    sheet.write(len(truth.grids[1].rows), 2, row_secret)
    sheet.set_row(len(truth.grids[1].rows), None, None, {"hidden": True})
    sheet.set_header("&C示例县财政局内部资料")
    truth.hidden += [secret, row_secret]
    truth.margins.append("示例县财政局内部资料")
    book.close()
    return truth


def _print(book: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet, grid: Grid) -> None:
    """Write every cell; numbers as numbers, in formats that print what the grid says."""
    ends = {first: at for at, first in grid.covered.items()}
    for number, row in enumerate(grid.rows):
        for column, text in enumerate(row):
            if (number, column) in ends:
                sheet.merge_range(number, column, *ends[number, column], text)
            elif (number, column) not in grid.covered and text:
                _number(book, sheet, (number, column), text)
                grid.printed[number, column] = text


def _number(
    book: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet, at: tuple[int, int], text: str
) -> None:
    bare = text.rstrip("%").replace(",", "")
    try:
        value = Decimal(bare)
    except ArithmeticError:
        sheet.write_string(*at, text)
        return
    decimals = len(bare.partition(".")[2])
    form = ("#,##0" if "," in text else "0") + ("." + "0" * decimals if decimals else "")
    percent = text.endswith("%")
    made = book.add_format({"num_format": form + ("%" if percent else "")})
    sheet.write_number(*at, float(value / 100 if percent else value), made)


def _amounts(book: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet, grid: Grid, row: int) -> None:
    """Add a row of what only a number format shows: separators, a formula's result, a date, a score."""
    money = book.add_format({"num_format": "#,##0.00"})
    rate = book.add_format({"num_format": "0.00%"})
    day = book.add_format({"num_format": 'yyyy"年"m"月"d"日"'})
    sheet.write_string(row, 0, "合计")
    sheet.write_number(row, 1, 1234567.5, money)
    sheet.write_formula(row, 2, "=ROUND(0.98700001,4)", rate, 0.987)
    sheet.write_datetime(row, 3, date(2023, 12, 31), day)
    sheet.write_formula(row, 4, "=4000+321", money, 4321)
    sheet.write_number(row, 6, 0.1 + 0.2, money)
    sheet.write_number(row, 7, 9.5)
    shown = ["合计", "1,234,567.50", "98.70%", "2023年12月31日", "4,321.00", "", "0.30", "9.5"]
    grid.rows.append(shown)
    grid.printed |= {(row, column): text for column, text in enumerate(shown) if text}


def html_notice(path: Path, press: Press) -> Truth:
    """Write a web page with headings, paragraphs, a table of merged cells, a script and hidden words."""
    truth, counter, parts = Truth(), Counter(), []
    for item in press.chapters(2, 16):
        if isinstance(item, Heading):
            text = counter.next(item.level) + item.title
            truth.headings.append(text)
            parts.append(f"<p><strong>{text}</strong></p>")
        elif isinstance(item, Words):
            truth.paragraphs.append(item.text)
            truth.amounts += item.amounts
            parts.append(f"<p>&emsp;&emsp;{escape(item.text)}</p>")
        else:
            truth.grids.append(item)
            parts.append(_html_table(item))
    secret = press.money()
    truth.hidden += [secret, "var x"]
    parts.append(f'<div style="display:none">{secret}</div><script>var x = 1;</script>')
    page = f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>公开</title></head><body>{"".join(parts)}</body></html>'
    path.write_text(page, encoding="utf-8")
    return truth


def _html_table(grid: Grid) -> str:
    rows = ""
    for number, row in enumerate(grid.rows):
        rows += "<tr>"
        for column, text in enumerate(row):
            if (number, column) in grid.covered:
                continue
            ends = [at for at, first in grid.covered.items() if first == (number, column)]
            down = 1 + max((at[0] - number for at in ends), default=0)
            across = 1 + max((at[1] - column for at in ends), default=0)
            rows += f'<td rowspan="{down}" colspan="{across}">{escape(text)}</td>'
        rows += "</tr>"
    return f"<table>{rows}</table>"
