"""Figures that later words name again, relations told in one order, stocks, and wholes that stand beside a list."""

from __future__ import annotations

import pytest
from reports import document, patterns

from extractor.pipeline import extract

TITLE = "甲县林业局\n2022年度部门整体支出绩效自评报告\n一、概况\n"


def told(text: str) -> list[str]:
    """Return what the sentences state."""
    found = extract(document(TITLE + text), patterns()).relations
    return [f"{r.kind} {r.verdict}: {r.expression}" for r in found if r.source == "sentence"]


NAMED = [
    ("合同价361.62万元，结算价382.72万元，结算价高于合同价。", ["order exact: 382.72万元 > 361.62万元"]),
    ("合同价361.62万元，结算价382.72万元，结算价低于合同价。", ["order off: 382.72万元 < 361.62万元"]),
    (
        "第一年安排85.1万元，第二年安排90.27万元，第二年安排数大于第一年。",
        ["order exact: 90.27万元 > 85.1万元"],
    ),
    ("本年第三方评价得82.5分，上年得94分，得分高于上年。", ["order off: 82.5分 > 94分"]),
    ("城镇投入12万元，农村投入15万元，农村投入低于城镇。", ["order off: 15万元 < 12万元"]),
    ("项目支出20万元，收入50万元，支出大于收入。", []),
    ("预算5万元，到位3万元，支出高于预算。", []),
    ("城镇投入12万元，农村投入15万元，城镇人数高于农村。", []),
    (
        "计划投入21.3万元，实际投入17.2万元，实际比计划节约4.1万元。",
        ["difference exact: 21.3万元 - 17.2万元 = 4.1万元"],
    ),
    (
        "计划投入21.3万元，实际投入17.2万元，实际比计划节约5.1万元。",
        ["difference off: 21.3万元 - 17.2万元 = 5.1万元"],
    ),
    ("培训人数由上年的320人增加到350人。", ["order exact: 350人 > 320人"]),
    ("培训人数由上年的350人增加到320人。", ["order off: 320人 > 350人"]),
    (
        "公务接待费由上年的5.2万元降低到4.1万元，减少1.1万元。",
        ["difference exact: 5.2万元 - 4.1万元 = 1.1万元"],
    ),
]

GAPS = [
    (
        "全年用款56.66万元，而2021年度仅为33.13万元，前后相差23.53万元，增幅高达71.02%。",
        [
            "difference exact: 56.66万元 - 33.13万元 = 23.53万元",
            "growth exact: (56.66万元 - 33.13万元) ÷ 33.13万元 = 71.02%",
        ],
    ),
    (
        "2021年支出50.5万元，2022年支出40.4万元，两年相差10.1万元，降幅25%。",
        [
            "difference exact: 50.5万元 - 40.4万元 = 10.1万元",
            "growth off: (50.5万元 - 40.4万元) ÷ 50.5万元 = 25%",
        ],
    ),
    (
        "年初余额36.76万元，当年化解11.72万元，年末余额25.04万元，余额下降41.88%。",
        [
            "growth off: (36.76万元 - 25.04万元) ÷ 36.76万元 = 41.88%",
            "balance exact: 36.76 - 11.72 = 25.04（万元）",
        ],
    ),
    ("年初在编人员30人，年末在编人员33人，经费支出增长20%。", ["growth undetermined: 20%"]),
]

IN_ORDER = [
    (
        "甲项目预算10.5万元、支出8.4万元，乙项目预算20.5万元、支出16.4万元，执行率分别为80%、85%。",
        ["completion exact: 8.4万元 ÷ 10.5万元 = 80%", "completion off: 16.4万元 ÷ 20.5万元 = 85%"],
    ),
    (
        "甲、乙两单位分别由上年的12.1万元、36.2万元减少到11.1万元、23.1万元，各减少1万元、14.1万元。",
        [
            "difference exact: 12.1万元 - 11.1万元 = 1万元",
            "difference off: 36.2万元 - 23.1万元 = 14.1万元",
        ],
    ),
]

BESIDE = [
    (
        "年初预算20万元，其中公务接待费5万元，支出决算18万元，其中公务接待费4万元。",
        ["subset exact: 5 ≤ 20（万元）", "subset exact: 4 ≤ 18（万元）"],
    ),
    (
        "2021年支出20万元，其中设备购置5万元，2022年支出18万元，其中设备购置4万元。",
        ["subset exact: 5 ≤ 20（万元）", "subset exact: 4 ≤ 18（万元）"],
    ),
    (
        "本年收入30万元，其中财政拨款25万元，本年支出28万元，其中基本支出18万元。",
        ["subset exact: 25 ≤ 30（万元）", "subset exact: 18 ≤ 28（万元）"],
    ),
]


@pytest.mark.parametrize(("text", "expected"), [*NAMED, *GAPS, *IN_ORDER, *BESIDE])
def test_what_sentences_state(text: str, expected: list[str]) -> None:
    assert sorted(told(text)) == sorted(expected)
