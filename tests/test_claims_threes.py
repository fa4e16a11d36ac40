"""Amounts that only their arithmetic ties: three that stand together, or what was there, came, went and is there."""

from __future__ import annotations

import pytest
from said import told

TIED = [
    (
        "幼儿园改造项目批复120.50万元，施工单位领走88.30万元，账上搁着32.20万元。",
        "sum exact: 88.30 + 32.20 = 120.50（万元）",
    ),
    (
        "概算1,203.55万元，决算1,187.42万元，省下16.13万元。",
        "balance exact: 1203.55 - 1187.42 = 16.13（万元）",
    ),
    (
        "全年应征282.16万元，入库250.11万元，短收32.05万元。",
        "balance exact: 282.16 - 250.11 = 32.05（万元）",
    ),
    (
        "仓库期初结存318.42吨，入库220.10吨，出库301.52吨，期末结存237.00吨。",
        "balance exact: 318.42 + 220.10 - 301.52 = 237.00（吨）",
    ),
    (
        "基本户期初66.12万元，当期进62.72万元、出41.49万元，期末应为87.35万元。",
        "balance exact: 66.12 + 62.72 - 41.49 = 87.35（万元）",
    ),
    (
        "控制价4.78万元，成交4.25万元，成交价低于控制价0.53万元。",
        "difference exact: 4.78万元 - 4.25万元 = 0.53万元",
    ),
    ("办公费3.21万元，培训费2.18万元，二者拢共5.39万元。", "sum exact: 3.21 + 2.18 = 5.39（万元）"),
    ("应参训312人，实训289人，缺训23人。", "balance exact: 312 - 289 = 23（人）"),
    (
        "上年欠款50.21万元，当年偿还20.11万元，新增10.05万元，年末欠款40.15万元。",
        "balance exact: 50.21 - 20.11 + 10.05 = 40.15（万元）",
    ),
    (
        "场地租赁较上年增支43.4万元，临时用工较上年减支16.41万元，相抵后净增支26.98万元。",
        "difference rounded: 43.4 - 16.41 = 26.98（万元）",
    ),
    (
        "本单位供养离退人员129人，离休4人、退休125人，另有遗属补助对象38人。",
        "sum exact: 4 + 125 = 129（人）",
    ),
    (
        "上级下达91.76万元，已使用74.91万元，财政收回16.85万元。",
        "balance exact: 91.76 - 74.91 = 16.85（万元）",
    ),
    ("预算总额4.78万元，扣除预留资金0.92万元后，可执行3.86万元。", "sum exact: 0.92 + 3.86 = 4.78（万元）"),
    (
        "生均成本2500.00元，低于全县平均水平3500.00元，差额1000.00元。",
        "difference exact: 3500.00 - 2500.00 = 1000.00（元）",
    ),
]
BY_CHANCE = [
    "办公费3万元，培训费2万元，差旅费5万元。",
    "甲工程1200.00万元，乙工程800.00万元，丙工程400.00万元。",
    "办公费3.21万元，培训费2.18万元，差旅费5.49万元。",
    "培训312人，慰问289户，走访23家。",
    "办公费0.00万元，培训费25.18万元，差旅费25.18万元。",
    "收入46万元，用结余18万元，年初21万元，年末3万元。",
    "办公费约30.21万元，培训费20.18万元，差旅费50.39万元。",
    "办公费30.21万元，培训费20.18万元。差旅费50.39万元。",
]


@pytest.mark.parametrize(("text", "expected"), TIED)
def test_arithmetic_ties_what_words_leave_open(text: str, expected: str) -> None:
    assert expected in told(text)


@pytest.mark.parametrize("text", BY_CHANCE)
def test_figures_that_fit_by_chance_are_not_tied(text: str) -> None:
    assert told(text) == []


def test_what_words_tie_is_not_told_twice() -> None:
    text = "总收入102.18万元，其中：财政拨款收入93.18万元，其他收入9.00万元。"
    assert told(text) == ["sum exact: 93.18 + 9.00 = 102.18（万元）"]
