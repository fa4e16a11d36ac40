"""The findings table: one row per thing a person should look at."""

from __future__ import annotations

from extractor.model import Finding
from extractor.write.schema import DECIMAL, INTEGER, TEXT, Cell, Column, Table, View, joined
from extractor.write.tables.origin import document_id, file


def _fiscal_year(view: View, finding: Finding) -> Cell:
    return view.result.extract.profile.fiscal_year if view.result.extract else None


FINDINGS: Table[Finding] = Table(
    "findings",
    "问题",
    "每个需要人看的问题一行",
    lambda result: result.findings,
    (
        Column("finding_id", TEXT, "问题编号", "内容不变则重跑不变", lambda v, f: f.finding_id),
        document_id(),
        file(),
        Column("unit_name", TEXT, "单位名称", "编报单位", lambda v, f: v.unit_name or None),
        Column("fiscal_year", INTEGER, "年度", "报告评价的预算年度", _fiscal_year),
        Column("rule", TEXT, "规则", "规则编号，见封闭清单", lambda v, f: f.rule),
        Column("category", TEXT, "类别", "arithmetic、agreement 等，见封闭清单", lambda v, f: f.category),
        Column("severity", TEXT, "程度", "error 错误，warning 警告，info 提示", lambda v, f: f.severity),
        Column("message", TEXT, "问题", "一句话说明", lambda v, f: f.message),
        Column("section", TEXT, "章节", "所在章节，从最高一级写起", lambda v, f: f.section or None),
        Column("page", INTEGER, "页", "所在页，从 1 起", lambda v, f: f.page),
        Column("quote", TEXT, "原文", "有关的原文", lambda v, f: f.quote or None),
        Column("stated", DECIMAL, "写明值", "报告写的数；金额为元，其余为印出的单位", lambda v, f: f.stated),
        Column("expected", DECIMAL, "应为", "由其他数字算得，单位同写明值", lambda v, f: f.expected),
        Column("difference", DECIMAL, "差额", "写明值减应为", lambda v, f: f.difference),
        Column(
            "diagnosis", TEXT, "可能的原因", "只有一种解释恰好吻合时才写", lambda v, f: f.diagnosis or None
        ),
        Column("suggestion", TEXT, "建议", "怎样改正或核实", lambda v, f: f.suggestion or None),
        Column("figure_ids", TEXT, "数字", "有关的数字，见 figures", lambda v, f: joined(f.figure_ids)),
    ),
)
