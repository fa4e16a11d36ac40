"""Shares without a word of their own, shares that name an earlier part, and runs of them behind one whole."""

from __future__ import annotations

import pytest
from reports import document, patterns

from extractor.pipeline import extract

TITLE = "甲县林业局\n2022年度部门整体支出绩效自评报告\n一、概况\n"


def told(text: str) -> list[str]:
    """Return which shares and totals of shares the sentences state, as far as they can be decided."""
    found = extract(document(TITLE + text), patterns()).relations
    return [
        f"{r.verdict}: {r.expression}"
        for r in found
        if r.source == "sentence" and r.kind in ("share", "share_total") and r.verdict != "undetermined"
    ]


SHARES = [
    (
        "项目支出61.75万元，其中人员培训40.34万元（65.33%）、专家咨询21.41万元（34.67%）。",
        [
            "exact: 40.34万元 ÷ 61.75万元 = 65.33%",
            "exact: 21.41万元 ÷ 61.75万元 = 34.67%",
            "exact: 65.33% + 34.67% = 100%",
        ],
    ),
    (
        "经费构成——人员培训：403.44万元（65.33%）；专家咨询：214.08万元（34.67%）；合计：617.52万元（100%）。",
        [
            "exact: 403.44万元 ÷ 617.52万元 = 65.33%",
            "exact: 65.33% + 34.67% = 100%",
            "exact: 214.08万元 ÷ 617.52万元 = 34.67%",
        ],
    ),
    (
        "收到问卷90份，满意60份（66.67%），基本满意21份（23.33%），不满意9份（13%）。",
        [
            "exact: 60份 ÷ 90份 = 66.67%",
            "exact: 21份 ÷ 90份 = 23.33%",
            "off: 9份 ÷ 90份 = 13%",
            "off: 66.67% + 23.33% + 13% = 100%",
        ],
    ),
    (
        "房屋修缮11.56万元、工程监理14.55万元，占总支出45.32万元的比例分别为25.51%和42.11%。",
        ["exact: 11.56万元 ÷ 45.32万元 = 25.51%", "off: 14.55万元 ÷ 45.32万元 = 42.11%"],
    ),
    (
        "甲乡安排30.00万元，乙乡安排20.00万元，合计50.00万元，甲乡占总额的70%。",
        ["off: 30.00万元 ÷ 50.00万元 = 70%"],
    ),
    (
        "一季度列支55.55万元，二季度108.00万元，全年累计163.55万元，一季度占全年的33.97%。",
        ["exact: 55.55万元 ÷ 163.55万元 = 33.97%"],
    ),
    ("资金投向占比依次为：柑橘14.6%、油菜14.6%、蔬菜70.8%。", ["exact: 14.6% + 14.6% + 70.8% = 100%"]),
    ("支出结构中，人员占比45.2%、公用20.3%、项目34.5%。", ["exact: 45.2% + 20.3% + 34.5% = 100%"]),
    ("资金来源比例：中央50.5%、省级30.3%、县级23.2%。", ["off: 50.5% + 30.3% + 23.2% = 100%"]),
    (
        "节能环保支出33.16万元，占29%；住房保障支出81.88万元，占71%。以上合计115.04万元。",
        [
            "exact: 33.16万元 ÷ 115.04万元 = 29%",
            "exact: 81.88万元 ÷ 115.04万元 = 71%",
            "exact: 29% + 71% = 100%",
        ],
    ),
]
NO_SHARES = [
    "甲镇12.00万元（95%）、乙镇20.00万元（92%）。",
    "甲项预算40.34万元（完成率65.33%），乙项预算21.41万元（34.67%）。",
    "项目支出61.75万元，人员培训40.34万元（增长65.33%）、专家咨询21.41万元（下降34.67%）。",
    "各乡镇完成率依次为：甲乡90%、乙乡80%。",
    "公开招标占64.6%，竞争性磋商占24.9%，询价占6.1%，其余方式占比较小，不再逐一列示。",
    "公开招标占64.6%，竞争性磋商占24.9%，询价占6.1%，其他方式略。",
]


@pytest.mark.parametrize(("text", "expected"), SHARES)
def test_shares_that_their_list_shows(text: str, expected: list[str]) -> None:
    assert sorted(told(text)) == sorted(expected)


@pytest.mark.parametrize("text", NO_SHARES)
def test_other_percentages_are_no_shares(text: str) -> None:
    assert told(text) == []
