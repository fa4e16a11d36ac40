"""Rates and growths whose figures stand in a row, a chain of years or the sentence before; rates of something else."""

from __future__ import annotations

import pytest
from said import findings, holding, relations

# sentence with a gap, the right value, a wrong one, the kind of relation
PAIRS = [
    (
        "2018年148.95万元，2019年207.92万元，2020年305.30万元，后两年分别比前一年增长{}%和46.83%。",
        "39.59",
        "93.59",
        "growth",
    ),
    ("近三年预算分别为100万元、120万元、150万元，后两年较上年分别增长20%、{}%。", "25", "52", "growth"),
    ("2020年业务量3200件，2021年3520件，2022年4048件，分别同比增长{}%和15%。", "10", "15", "growth"),
    (
        "公用经费、差旅费分别由20.5万元、10.5万元变为18.45万元、12.6万元，分别下降10%、增长{}%。",
        "20",
        "60",
        "growth",
    ),
    ("存货余额300万元，较上年账面数260万元增长{}%。", "15.38", "51.38", "growth"),
    ("本年招生300人，比去年计划招生260人增长{}%。", "15.38", "13.58", "growth"),
    ("燃油费9万元，比上年少花3万元，降了{}%。", "25", "52", "growth"),
    (
        "到位资金100万元，其中中央资金60万元、省级资金40万元；支出80万元，其中中央资金45万元、省级资金35万元，"
        "执行率分别为75%、87.5%，总体执行率{}%。",
        "80",
        "88",
        "completion",
    ),
    (
        "经费年初预算36万元，年中调整后预算45万元，决算支出43万元，分别为年初预算和调整后预算的119.44%、{}%。",
        "95.56",
        "59.56",
        "completion",
    ),
    (
        "由财政承担15万元、项目单位自筹72万元。自筹部分受影响仅落实53万元，自筹资金到位率{}%。",
        "73.61",
        "37.61",
        "rate",
    ),
    ("计划建设点位75处，建成投用57处；在建14处；未开工4处，需重新论证。建成率为{}%。", "76", "67", "rate"),
    ("绩效目标为维修渠道57公里，实际维修58公里，完成年度目标的{}%。", "101.75", "107.15", "completion"),
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
        "单位能耗由5吨减少到4吨，产量增长10%。",
        "办件时限由10天压缩到7天，群众满意度提升5%。",
        "资助学生4743人次、资金19万元；其中脱贫户学生2805人次、资金8万元，人次占比59%，资金占比42%。",
        "使用专项债券8684万元，票面利率3.05%，本年付息265万元。",
        "2019年投入100万元，2020年投入120万元，三年累计满意度和知晓率分别增长20%和3%。",
        "县级配套50万元。乡镇配套部分落实53万元，配套资金到位率80%。",
        "一季度支出10万元，二季度支出20万元，三季度支出30万元，四季度支出40万元，四季度占比偏高。",
    ],
)
def test_what_is_of_something_else_stays_silent(sentence: str) -> None:
    assert findings(sentence) == []


@pytest.mark.parametrize(
    ("sentence", "expression"),
    [
        (
            "实际兑付前，上级下达67.78万元，加上年结余1.49万元，可发放资金为69.27万元。当年实际兑付61.22万元，兑付率88%。",
            "61.22万元 ÷ 69.27万元 = 88%",
        ),
        (
            "共设三级指标36个，达到目标值的30个，部分完成的3个，未完成的3个，指标完成率83%。",
            "30个 ÷ 36个 = 83%",
        ),
    ],
)
def test_a_rate_takes_the_figures_that_make_it(sentence: str, expression: str) -> None:
    assert expression in {r.expression for r in relations(sentence) if r.verdict == "exact"}


CHANGED = [
    ("比上年500万元增加60万元，增长{}%。", "12", "21"),
    ("与上年相比，收入增加{}%，即增加124.4万元，上年收入1,438.2万元。", "8.65", "5.65"),
    ("年度目标为新增高标准农田1.2万亩，实际建成1.26万亩，完成率{}%。", "105", "150"),
    ("甲镇50万元，占25%；乙镇80万元，占40%；丙镇70万元，占{}%。", "35", "53"),
]


@pytest.mark.parametrize(("sentence", "right", "wrong"), CHANGED)
def test_changes_and_shares_without_a_level_or_whole(sentence: str, right: str, wrong: str) -> None:
    assert findings(sentence.format(right)) == []
    assert findings(sentence.format(wrong)) != []
