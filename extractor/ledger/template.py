"""Writes an empty ledger to fill in: what may be chosen is offered, and a second sheet lists the indicators."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import xlsxwriter
from xlsxwriter.exceptions import XlsxWriterException

from extractor.errors import WriteError
from extractor.ledger.book import COLUMNS, MEASURE, SCOPE, STAGE
from extractor.write.labels import SCOPES, STAGES

if TYPE_CHECKING:
    from extractor.patterns import Patterns

_WIDTHS = (30, 30, 8, 12, 16, 16, 10)
_ROWS = 20_000
_EXAMPLES = (
    ("清河县档案馆（示例，请删去）", "支出合计", 2022, "决算", "", 109.18, "万元"),
    ("清河县档案馆（示例，请删去）", "公务接待费", 2022, "年初预算", "财政拨款", 13000, "元"),
)
_NOTES = (
    "每行一个数：哪个单位、哪个指标、哪一年、哪个阶段、多少。",
    "阶段不写为决算，口径不写为全口径，金额的计量单位不写为万元。",
    "单位名称要与报告上的一致；空格、引号、括号的全角半角不计较。",
)


def write_template(path: Path, patterns: Patterns) -> None:
    """Write the template as an Excel file. Raises WriteError."""
    try:
        _write(path, patterns)
    except (OSError, XlsxWriterException) as error:
        raise WriteError(f"无法写入 {path}，请检查路径，或关闭正在打开它的程序后再试。") from error


def _write(path: Path, patterns: Patterns) -> None:
    names = sorted(patterns.words.indicators, key=lambda each: each.kind)
    with xlsxwriter.Workbook(str(path)) as book:
        head = book.add_format({"bold": True, "bg_color": "#D9E2F3", "border": 1})
        sheet, listed, notes = (book.add_worksheet(title) for title in ("台账", "指标", "说明"))
        for column, (title, width) in enumerate(zip(COLUMNS, _WIDTHS, strict=True)):
            sheet.write_string(0, column, title, head)
            sheet.set_column(column, column, width)
        sheet.freeze_panes(1, 0)
        for row, example in enumerate(_EXAMPLES, start=1):
            sheet.write_row(row, 0, example)
        offered = {
            1: f"=指标!$A$2:$A${len(names) + 1}",
            COLUMNS.index(STAGE): list(STAGES),
            COLUMNS.index(SCOPE): list(SCOPES),
            COLUMNS.index(MEASURE): ["元", "万元", "亿元", "%", "人", "辆"],
        }
        for column, source in offered.items():
            # Only a hint: synonyms are understood too.
            rule = {"validate": "list", "source": source, "error_type": "information"}
            sheet.data_validation(1, column, _ROWS, column, rule)
        listed.write_row(0, 0, ("指标", "其他叫法", "编号"), head)
        listed.set_column(0, 0, 32)
        listed.set_column(1, 1, 70)
        listed.set_column(2, 2, 36)
        for row, each in enumerate(names, start=1):
            listed.write_row(row, 0, (each.name, "、".join(each.synonyms), each.id))
        notes.set_column(0, 0, 80)
        for row, note in enumerate(_NOTES):
            notes.write_string(row, 0, note)
