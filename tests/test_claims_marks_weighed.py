"""Scores weighed, raised or multiplied, grades of one of several evaluations, figures confirmed by another record."""

from __future__ import annotations

import pytest
from said import findings, holding, relations

# sentence with a gap, the right value, a wrong one, the kind of relation
PAIRS = [
    ("该指标满分10分，执行率90.9%，按执行率乘以权重计{}分。", "9.09", "9.90", "balance"),
    (
        "全年预算57.90万元，支付55.19万元，预算执行率95.32%，分值10分，按执行率折算得{}分。",
        "9.53",
        "9.35",
        "balance",
    ),
    ("自评85.5分，财政复核86.5分，按50%和50%的权重折算，最终得分{}分。", "86", "68", "balance"),
    ("单位自评90分，第三方评价85分，按4:6加权，综合得分{}分。", "87", "78", "balance"),
    ("自评90分（权重40%），复核85分（权重60%），综合得分{}分。", "87", "78", "balance"),
    ("基础指标得86.5分，获省级推介加1分，最终计{}分。", "87.5", "78.5", "sum"),
    ("基础分95分，加分项得2分，扣分项扣1.5分，最终得分{}分。", "95.5", "98.5", "sum"),
    ("“合同管理”分值4分，因两份合同未注明验收标准扣1.5分，得{}分。", "2.5", "4.5", "score"),
    ("过程指标满分{}分，得15.5分，其中资金管理（8分）得6分，组织实施（10分）得9.5分。", "18", "20", "sum"),
    ("自评得分93分，复评得分{}分，以复评结果为准，等级为良。", "86", "68", "score"),
    ("自评96.5分，第三方重点评价{}分，最终按重点评价结果认定等级为“中”。", "66", "86", "score"),
    ("下达预算558.87万元（文件所列金额为{}元），与额度一致。", "5588700", "5587800", "agreement"),
    ("年末结余8.5万元（账面数{}元），已按规定上缴。", "85000", "58000", "agreement"),
    ("年末实有在职人员56人。公用经费定额按{}人核拨，与实有人数相符。", "56", "65", "agreement"),
    (
        "病虫害统防统治项目综合评价得分91分，等级为“优”。\n鉴于病虫害统防统治项目综合评价得分为{}分，建议继续安排。",
        "91",
        "81",
        "agreement",
    ),
    (
        "普法宣传项目到位5.01万元，资金执行率63.98%。\n问题：普法宣传项目执行率仅为{}%，低于预期。",
        "63.98",
        "69.38",
        "agreement",
    ),
    ("文化惠民项目预算资金65万元。\n上述{}万元预算中，已支付38万元。", "65", "56", "agreement"),
]


@pytest.mark.parametrize(("sentence", "right", "wrong", "kind"), PAIRS)
def test_the_right_value_holds_and_a_wrong_one_is_found(
    sentence: str, right: str, wrong: str, kind: str
) -> None:
    assert kind in holding(sentence.format(right))
    assert findings(sentence.format(right)) == []
    assert findings(sentence.format(wrong)) != []


@pytest.mark.parametrize(
    "sentence",
    [
        "决策权重20%，得18分，产出权重80%，得75分，总分93分。",
        "自评得分95分，等级为优；财政复核得分78分，等级为中。",
        "自评得分93分，财政重点评价得分72分，等级定为“中”。",
        "2021年得分85分，2022年得分93分，等级由良提升为优。",
        "自评得分92分，综合评价得分90分，最终得分以评价为准。",
        "培训结束后成绩提高5分，平均得分86分。",
        "收入12.36万元（账面其中现金50000元），核对无误。",
        "合同金额86.5万元（合同约定预付200000元），已签订。",
        "甲项目执行率分别为77.7%、89.3%，甲项目总体执行率80%。",
        "甲村灌溉项目一季度执行率30.5%。\n甲村灌溉项目执行率90.2%。",
    ],
)
def test_what_states_nothing_wrong_stays_silent(sentence: str) -> None:
    assert findings(sentence) == []


def test_rates_that_their_own_figures_make_are_not_one_rate_told_twice() -> None:
    told = relations("决策权重20分，得16.5分，得分率82.5%；过程权重20分，得16.5分，得分率82.5%。")
    assert "agreement" not in {r.kind for r in told}


TOTALS = [
    ("自评得分：产出指标48分，效益指标28分，满意度指标9分，预算执行率9.5分，总得分{}分。", "94.5", "95.4"),
    ("决策（15分）得分14分；过程（25分）得分22.5分；产出（35分）得分33分。综合得分{}分。", "69.5", "65.9"),
    ("平时考核45分、年终考核42分、加分项3分，总成绩{}分，考核等次为优秀。", "90", "99"),
    ("产出数量指标10分，因培训班少办1期扣1分，得{}分。", "9", "8"),
    ("过程类指标得分率为{}%（满分25分，得分23分）。", "92", "29"),
    ("一级指标“效益”满分30分，实际得分26.4分，占该指标满分的{}%。", "88", "80"),
    ("扣分合计{}分，其中预算编制扣2分，绩效管理扣3分，资产管理扣1分。", "6", "9"),
    ("预算执行率指标权重10分，实际执行率为85.4%，按评分标准得{}分。", "8.54", "5.84"),
]


@pytest.mark.parametrize(("sentence", "right", "wrong"), TOTALS)
def test_marks_make_their_totals_and_rates(sentence: str, right: str, wrong: str) -> None:
    assert findings(sentence.format(right)) == []
    assert findings(sentence.format(wrong)) != []


@pytest.mark.parametrize(
    "sentence",
    [
        "甲县得95分，乙县得93分，丙县得91分，总分平均为93分。",
        "专家甲评分95分、专家乙评分90分、专家丙评分85分，综合得分90分。",
        "扣分合计6分，其中主要是预算编制扣2分，绩效管理扣3分。",
    ],
)
def test_averages_and_open_lists_are_no_totals(sentence: str) -> None:
    assert findings(sentence) == []
