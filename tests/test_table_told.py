"""Wholes that stand beside a table: of its shares and rates, of a column without a total; marks told in its title."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from reports import document, patterns

from extractor.pipeline import extract

TITLE = "甲县林业局\n2022年度部门整体支出绩效自评报告\n一、概况\n"


def stated(text: str) -> Mapping[str, str]:
    """Return the verdicts of a report's relations by their expression."""
    found = extract(document(TITLE + text), patterns()).relations
    return {r.expression.split("（")[0]: r.verdict for r in found}


@pytest.mark.parametrize(
    ("text", "expression"),
    [
        (
            "献血者关爱项目支出进度表（累计数，单位：万元，全年预算289.29万元）\n"
            "|截止时点|累计支出|支出进度\n|3月末|49.43|17.09%\n|6月末|143.75|49.69%\n|9月末|178.84|61.82%",
            "143.75万元 ÷ 289.29万元 = 49.69%",
        ),
        (
            "2022年共安排专项资金500万元，具体分配如下：\n"
            "|乡镇|分配金额（万元）|占比（%）\n|东河镇|120|24\n|西河镇|180|36\n|南河镇|200|40",
            "180万元 ÷ 500万元 = 36%",
        ),
        (
            "2022年共安排专项资金500万元，具体分配如下：\n"
            "|乡镇|分配金额（万元）|占比（%）\n|东河镇|120|24\n|西河镇|180|36\n|南河镇|200|40",
            "120 + 180 + 200 = 500",
        ),
        (
            "本次共发放问卷240份，满意情况如下：\n"
            "|选项|人数（人）|比例\n|满意|180|75%\n|基本满意|48|20%\n|不满意|12|5%",
            "75 + 20 + 5 = 100%",
        ),
        (
            "自评结果：总分90.8分\n|指标|分值|得分\n|产出指标|50|46.3\n|效益指标|40|34.5\n|满意度指标|10|10",
            "46.3 + 34.5 + 10 = 90.8",
        ),
    ],
)
def test_a_whole_beside_the_table(text: str, expression: str) -> None:
    assert stated(text)[expression] in ("exact", "rounded")


def test_a_column_that_misses_the_total_told_above_is_doubted() -> None:
    text = "共安排500万元，安排情况如下：\n|乡镇|安排资金（万元）\n|东河镇|120\n|西河镇|180\n|南河镇|210"
    assert stated(text)["120 + 180 + 210 = 500"] == "suspect"


@pytest.mark.parametrize(
    "text",
    [
        "项目总投资500万元，各标段支付情况如下：\n|标段|支付金额（万元）\n|一标|120\n|二标|180\n|三标|110",
        "全年到位资金600万元，支出情况见下表（单位：万元）。\n|用途|金额\n|设备|300\n|培训|100\n|宣传|140",
        "共安排500万元，主要项目安排如下（仅列重点项目）：\n|项目|安排资金（万元）\n|甲|120\n|乙|180\n|丙|90",
        "我局共有编制30人。\n|科室|在编人数\n|办公室|5\n|财务科|4\n|业务科|12",
    ],
)
def test_an_amount_beside_the_table_that_is_no_total_of_it(text: str) -> None:
    assert not {v for v in stated(text).values() if v in ("suspect", "off")}
    assert not any(" + " in e for e in stated(text))
