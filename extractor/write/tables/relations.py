"""The relations table: one row per equation that a report states or a rule demands."""

from __future__ import annotations

from extractor.model import Relation
from extractor.write.schema import DECIMAL, INTEGER, TEXT, Column, Table, joined
from extractor.write.tables.origin import document_id, file

RELATIONS: Table[Relation] = Table(
    "relations",
    "勾稽关系",
    "每条勾稽关系一行，五种结论都在内",
    lambda result: result.extract.relations if result.extract else (),
    (
        document_id(),
        file(),
        Column("relation_id", TEXT, "关系编号", "文档内唯一", lambda v, r: r.relation_id),
        Column("section_id", TEXT, "章节编号", "所在章节，见 sections", lambda v, r: r.section_id or None),
        Column("page", INTEGER, "页", "所在页，从 1 起", lambda v, r: r.page),
        Column("kind", TEXT, "种类", "sum、share、growth 等，见封闭清单", lambda v, r: r.kind),
        Column("rule", TEXT, "规则", "规则编号，见封闭清单", lambda v, r: r.rule),
        Column("source", TEXT, "来源", "sentence、table、pattern、agreement、history", lambda v, r: r.source),
        Column("expression", TEXT, "算式", "用印出的数字写成的等式", lambda v, r: r.expression or None),
        Column("stated", DECIMAL, "写明值", "报告写的数；金额为元，其余为印出的单位", lambda v, r: r.stated),
        Column("computed", DECIMAL, "计算值", "由其他数字算得，单位同写明值", lambda v, r: r.computed),
        Column("difference", DECIMAL, "差额", "写明值减计算值", lambda v, r: r.difference),
        Column("slack", DECIMAL, "允许误差", "按四舍五入允许的最大差额", lambda v, r: r.slack),
        Column("verdict", TEXT, "结论", "exact、rounded、suspect、off、undetermined", lambda v, r: r.verdict),
        Column("reason", TEXT, "原因", "无法核对的原因，或哪一步不成立", lambda v, r: r.reason or None),
        Column("figure_ids", TEXT, "数字", "参加计算的数字，写明的在前", lambda v, r: joined(r.figure_ids)),
    ),
)
