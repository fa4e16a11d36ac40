"""The reviewed workbook: findings with what was decided on them. Text is written as text, never as a formula."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from decimal import Decimal, InvalidOperation
from io import BytesIO
from typing import Any

import xlsxwriter
from sqlalchemy import Connection, Row, and_, select

from extractor.web.room import local
from extractor.web.schema import DECISIONS, DOCUMENTS, FINDINGS
from extractor.web.searching import Filters, chosen_findings
from extractor.web.verdicts import STALE, STATES
from extractor.write.display import number_or_text
from extractor.write.labels import CATEGORIES, MARKS
from extractor.write.schema import encodable

MOST = 200_000  # findings in one workbook
_HEAD = (
    *(
        ("单位", 26),
        ("年度", 7),
        ("报告", 34),
        ("程度", 9),
        ("类别", 11),
        ("规则", 16),
        ("问题", 60),
        ("原文", 60),
    ),
    *(("写明值", 14), ("应为", 14), ("差额", 14), ("可能的原因", 30), ("建议", 30), ("章节", 24), ("页", 6)),
    *(
        ("审核结论", 12),
        ("理由", 18),
        ("备注", 30),
        ("审核人", 12),
        ("时间", 19),
        ("有关数字", 36),
        ("问题编号", 18),
    ),
)
_NUMBERS = ("写明值", "应为", "差额")


def rows(connection: Connection, filters: Filters) -> Iterator[Row[Any]]:
    """Yield the findings that filters choose with their report and the decision in force."""
    decided = and_(
        DECISIONS.c.report == FINDINGS.c.report,
        DECISIONS.c.finding_id == FINDINGS.c.finding_id,
        DECISIONS.c.version == FINDINGS.c.version,
        DECISIONS.c.printed == FINDINGS.c.printed,
    )
    names = ("reason", "note", "user_name", "at")
    more = (
        DOCUMENTS.c.file,
        DOCUMENTS.c.title,
        *(DECISIONS.c[name].label(f"decided_{name}") for name in names),
    )
    chosen = chosen_findings(connection, filters)[0].with_only_columns(FINDINGS.c.id).limit(MOST)
    listed = (
        select(FINDINGS, *more)
        .join(DOCUMENTS, DOCUMENTS.c.id == FINDINGS.c.document)
        .outerjoin(DECISIONS, decided)
        .where(FINDINGS.c.id.in_(chosen))
        .order_by(FINDINGS.c.unit_name, FINDINGS.c.fiscal_year, FINDINGS.c.document, FINDINGS.c.place)
    )
    yield from connection.execution_options(yield_per=1000).execute(listed)


def workbook(connection: Connection, filters: Filters, rule_names: dict[str, str]) -> bytes:
    """Return an Excel file of the findings that filters choose."""
    made = BytesIO()
    with xlsxwriter.Workbook(made, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet("审核结果")
        head = book.add_format({"bold": True, "bg_color": "#E7E6E6", "border": 1, "text_wrap": True})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        number = book.add_format({"num_format": "#,##0.####", "valign": "top"})
        for column, (title, width) in enumerate(_HEAD):
            sheet.write_string(0, column, title, head)
            sheet.set_column(column, column, width)
        last = 0
        for last, row in enumerate(rows(connection, filters), start=1):
            for column, cell in enumerate(_cells(row, rule_names)):
                if isinstance(cell, str):
                    sheet.write_string(last, column, encodable(cell), wrapped)
                elif cell is not None:
                    sheet.write_number(
                        last, column, cell, number if _HEAD[column][0] in _NUMBERS else wrapped
                    )
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, last, len(_HEAD) - 1)
    return made.getvalue()


def _cells(row: Row[Any], rule_names: dict[str, str]) -> Sequence[Any]:
    decided_at = local(row.decided_at) if row.decided_at else ""
    state = STALE[row.stale] if row.stale else STATES[row.state]
    return (
        *(row.unit_name, row.fiscal_year, row.file, MARKS.get(row.severity, row.severity)),
        *(
            CATEGORIES.get(row.category, row.category),
            rule_names.get(row.rule, row.rule),
            row.message,
            row.quote,
        ),
        *map(_number, (row.stated, row.expected, row.difference)),
        *(row.diagnosis, row.suggestion, row.section, row.page),
        *(state, row.decided_reason or "", row.decided_note or "", row.decided_user_name or "", decided_at),
        *("；".join(" ".join(filter(None, pair)) for pair in json.loads(row.operands)), row.finding_id),
    )


def _number(value: str) -> Any:
    try:
        return number_or_text(Decimal(value)) if value else None
    except InvalidOperation:
        return value
