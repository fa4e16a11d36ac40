"""The facts table: one row per figure whose meaning is known."""

from __future__ import annotations

from collections.abc import Callable

from extractor.model import Amount, Fact
from extractor.write.schema import DECIMAL, INTEGER, TEXT, Cell, Column, Table, View, joined
from extractor.write.tables.origin import document_id, file


def _amount(value: Callable[[Amount], Cell]) -> Callable[[View, Fact], Cell]:
    return lambda view, fact: value(fact.figure.amount) if fact.figure.amount else None


FACTS: Table[Fact] = Table(
    "facts",
    "指标",
    "每个意义已经认定的数字一行",
    lambda result: result.extract.facts if result.extract else (),
    (
        document_id(),
        file(),
        Column("unit_name", TEXT, "单位名称", "编报单位", lambda v, f: v.unit_name or None),
        Column("entity", TEXT, "主体", "数字所说的单位，多数就是编报单位", lambda v, f: f.key.entity or None),
        Column("indicator", TEXT, "指标编号", "见封闭清单", lambda v, f: f.key.indicator),
        Column(
            "indicator_name",
            TEXT,
            "指标",
            "指标的中文名",
            lambda v, f: v.names.indicator_name(f.key.indicator),
        ),
        Column("year", INTEGER, "年度", "数字所属年度", lambda v, f: f.key.year),
        Column(
            "stage",
            TEXT,
            "阶段",
            "年初预算、调整预算、全年预算、预算、决算或空文本",
            lambda v, f: f.key.stage,
        ),
        Column("scope", TEXT, "口径", "财政拨款等；空文本为全口径", lambda v, f: f.key.scope),
        Column("value", DECIMAL, "数值", "印出的数，不含千分位和单位", _amount(lambda a: a.value)),
        Column("unit", TEXT, "单位", "印出或认定的单位", _amount(lambda a: a.unit or None)),
        Column(
            "amount",
            DECIMAL,
            "折算值",
            "金额为元，百分比为小数，其余为分、人、个等",
            _amount(lambda a: a.base),
        ),
        Column("figure_id", TEXT, "数字编号", "见 figures", lambda v, f: f.figure.figure_id),
        Column("status", TEXT, "印证", "single、agreed、conflict，见封闭清单", lambda v, f: f.status),
        Column(
            "other_figure_ids",
            TEXT,
            "其他出处",
            "同一指标、年度、阶段、口径的其他数字",
            lambda v, f: joined(f.others),
        ),
    ),
)
