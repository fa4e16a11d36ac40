"""Wholes that no 合计 names: rows whose share is 100 %, 按…分 beside its rows, years one under another, balances."""

from __future__ import annotations

import pytest
from reports import patterns
from test_table_forms import document

from extractor.model import Extract
from extractor.pipeline import extract

TITLE = "甲县林业局\n2022年度部门整体支出绩效自评报告\n一、概况\n"
NATURE = """支出情况（单位：万元）
|支出性质|决算数|占本年支出（%）
|基本支出|38.78|41.63
|其中：人员经费|32.42|34.81
|公用经费|6.36|6.83
|项目支出|{b}|58.37
|本年支出|93.15|100"""
FUNDS = """项目资金结转情况表（单位：万元）
|项目|年初结转|本年下达|本年支出|年末结转
|冷链物流项目|42.5|165.9|102.8|{left}
|古籍数字化项目|200.0|592.5|454.1|338.4
|合计|242.5|758.4|556.9|444.0"""
YEARS = """应急物资储备项目两年成效对照
|项目|投入资金（万元）|服务人次|开放场次
|2023年|132.34|3639|47
|2022年|118.26|2985|37
|同比增长|11.91%|{r}%|27.03%"""
WORKED = """项目资金结转结余计算表（万元）
|行次|项目|金额
|1|上年结转|22
|2|本年收入|119
|3|本年支出|97
|4|缴回财政|10
|5|年末结转（5=1+2-3-4）|{left}"""
SIDES = """整体支出绩效自评表（单位：万元）
|预算情况|<|年初预算数|全年预算数|全年执行数
|年度资金总额|<|3467.77|3925.13|3630.25
|按收入性质分|一般公共预算|1058.52|3239.87|1212.83
|^|政府性基金|363.80|342.68|302.33
|^|其他资金|2045.45|342.58|{rest}
|按支出性质分|基本支出|2273.23|2079.72|2504.70
|^|项目支出|1194.54|1845.41|1125.55"""


LEVELS = """整体支出绩效自评得分汇总表
|一级指标|二级指标|分值|自评得分
|投入（16分）|目标设定|10|8.5
|^|预算配置|6|5
|过程（{w}分）|预算执行|20|18.5
|^|预算管理|15|13
|^|资产管理|10|9.5"""
LISTED = "项目投资情况表\n|总投资|27.47万元\n|累计完成投资|24.77万元\n|投资完成率|{p}%"
PAIRS = """近两年自评情况
|年度|自评项目数（个）|涉及金额（万元）|平均得分
|2018|28|519.6|86.5
|2019|31|728.9|95
|增加|{n}|209.4|8.5"""


def read(text: str) -> Extract:
    return extract(document(TITLE + text), patterns())


def stated(text: str) -> dict[str, str]:
    """Return the verdict of each relation by its expression without units."""
    return {r.expression.split("（")[0]: r.verdict for r in read(text).relations}


@pytest.mark.parametrize(
    ("form", "right", "wrong", "expression"),
    [
        (NATURE, {"b": "54.37"}, {"b": "45.37"}, "38.78 + {b} = 93.15"),
        (FUNDS, {"left": "105.6"}, {"left": "150.6"}, "42.5 + 165.9 - 102.8 = {left}"),
        (YEARS, {"r": "21.91"}, {"r": "29.11"}, "(3639个 - 2985个) ÷ 2985个 = {r}%"),
        (WORKED, {"left": "34"}, {"left": "43"}, "22 + 119 - 97 - 10 = {left}"),
        (SIDES, {"rest": "2115.09"}, {"rest": "2151.09"}, "1212.83 + 302.33 + {rest} = 3630.25"),
        (LEVELS, {"w": "45"}, {"w": "54"}, "20 + 15 + 10 = {w}"),
        (LISTED, {"p": "90.17"}, {"p": "91.70"}, "24.77万元 ÷ 27.47万元 = {p}%"),
        (PAIRS, {"n": "3"}, {"n": "4"}, "31 - 28 = {n}"),
    ],
)
def test_a_whole_without_its_name(
    form: str, right: dict[str, str], wrong: dict[str, str], expression: str
) -> None:
    assert stated(form.format(**right)).get(expression.format(**right)) in ("exact", "rounded")
    assert stated(form.format(**wrong)).get(expression.format(**wrong)) in ("suspect", "off")


def test_shares_of_the_parts_alone_make_100() -> None:
    assert stated(NATURE.format(b="54.37"))["41.63 + 58.37 = 100%"] == "exact"


def test_a_formula_with_more_members_than_the_pattern_counts() -> None:
    found = read(WORKED.format(left="34")).relations
    assert not [r for r in found if r.verdict in ("suspect", "off")]


def test_vehicles_that_came_are_no_change_of_two_others() -> None:
    text = """车辆情况表（单位：辆）
|车辆类型|年初数|本年新增|本年处置|年末数
|机要通信用车|3|2|0|5
|应急保障用车|7|1|2|6
|特种专业技术用车|6|1|2|5
|合计|16|4|4|16"""
    assert not [r for r in read(text).relations if r.kind == "difference"]


def test_efficiency_is_no_rate() -> None:
    text = "满意度调查\n|调查内容|很满意|满意|一般|合计\n|办事效率|100|45|9|154\n|服务态度|87|37|19|143"
    assert stated(text)["100 + 45 + 9 = 154"] == "exact"


def test_parts_that_make_another_total_are_no_parts_of_this_one() -> None:
    text = """支出合计4509.04万元。
|项目|执行数（万元）
|基本支出|246.34
|项目支出|270.99
|合计|517.33"""
    assert not [r for r in read(text).relations if r.kind == "sum" and r.verdict in ("suspect", "off")]
