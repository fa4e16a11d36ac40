"""One amount told twice: in another unit, beside what it is compared with, or in a table and the text beside it."""

from __future__ import annotations

import pytest
from reports import document, patterns

from extractor.model import Relation
from extractor.pipeline import extract

TITLE = "甲县林业局2022年度部门整体支出绩效自评报告\n一、概况\n"


def told(text: str) -> list[Relation]:
    found = extract(document(TITLE + text), patterns()).relations
    return [r for r in found if r.kind in ("agreement", "order") and r.verdict != "undetermined"]


def verdicts(text: str) -> list[tuple[str, str]]:
    return [(r.expression, r.verdict) for r in told(text)]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("仓库维修项目审定5.29万元（即52900元），已出具报告。", ("5.29万元 = 52900元", "exact")),
        ("合同金额1,250,000元，折合125万元，已支付。", ("1250000元 = 125万元", "exact")),
        ("合同金额1,250,000元，折合135万元，已支付。", ("1250000元 = 135万元", "off")),
        ("到位资金3.6亿元，合36000万元。", ("3.6亿元 = 36000万元", "exact")),
        ("到账86.5万元，也就是865012元。", ("86.5万元 = 865012元", "rounded")),
        ("总投资0.85亿元（8500万元），分三年实施。", ("0.85亿元 = 8500万元", "exact")),
        ("总投资32万元，与批复文件中的32万元相符。", ("32万元 = 32万元", "exact")),
        ("总投资32万元，与批复文件中的33.5万元相符。", ("32万元 = 33.5万元", "off")),
        ("期末应为155.40万元，与银行对账单155.40万元核对无误。", ("155.40万元 = 155.40万元", "exact")),
        ("账面余额12.3万元，与日记账余额12.3万元核对一致。", ("12.3万元 = 12.3万元", "exact")),
        ("账面原值320.5万元，实物盘点320.5万元，账实相符。", ("320.5万元 = 320.5万元", "exact")),
        ("财务账列支45.2万元，台账登记45.2万元，两者数据一致。", ("45.2万元 = 45.2万元", "exact")),
        ("预算批复60万元，实际支出54万元，预算与决算一致。", ("60万元 = 54万元", "suspect")),
        ("计划发放120户，实际发放120户，计划数与完成数相符。", ("120户 = 120户", "exact")),
        ("批复预算300万元，到位资金300万元，资金到位与预算批复一致。", ("300万元 = 300万元", "exact")),
        (
            "当年执行2031.4万元。但如前所述，当年执行数2031.4万元仍在额度内。",
            ("2031.4万元 = 2031.4万元", "exact"),
        ),
        (
            "当年执行2031.4万元。但如前所述，当年执行数2013.4万元仍在额度内。",
            ("2013.4万元 = 2031.4万元", "suspect"),
        ),
    ],
)
def test_the_same_amount_is_compared(sentence: str, expected: tuple[str, str]) -> None:
    assert verdicts(sentence) == [expected]


@pytest.mark.parametrize(
    "sentence",
    [
        "生均补助5000元，即全校1.5万元。",
        "按每人500元、30人计，即1.5万元。",
        "每户补助3000元，合9万元。",
        "采购单价3500元（合计7万元）。",
        "项目总投资1.2亿元（3000万元为自筹），分三年实施。",
        "自评得分92.5分，与自评表所列90.5分不一致，以自评表为准。",
        "财务账列支45.2万元，业务台账登记43.2万元，两者存在差异，系时点不同。",
        "预算批复300万元，到位资金280万元，支付依据与合同一致。",
        "甲工程支出30万元，乙工程支出28万元，两个工程手续一致。",
        "如前所述，办公费支出12万元，差旅费支出8万元。",
        "预算批复60万元，实际支出54万元，预算与决算不一致。",
    ],
)
def test_two_amounts_are_left_apart(sentence: str) -> None:
    assert verdicts(sentence) == []


USES = """项目资金使用情况见下表（单位：万元）。
|支出内容|预算数|支出数
|设备购置|30.5|28.6
|人员培训|12.4|11.9
|合计|42.9|40.5
"""
MARKS = """自评结果如下。
|指标|分值|得分
|投入|20|18.5
|产出|80|74.5
|合计|100|93
"""
SHARES = """乡镇分配情况表（单位：万元）
|乡镇|分配资金
|甲镇|120.5
|乙镇|98.3
|合计|218.8
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (USES + "由上表可知，设备购置支出28.6万元；合计支出40.5万元。", ["exact", "exact"]),
        (USES + "由上表可知，设备购置支出26.8万元；合计支出45.0万元。", ["suspect", "suspect"]),
        (USES + "设备购置支出286,000元。", ["exact"]),
        (USES + "设备购置支出26.8万元。", []),
        (USES + "上表中上年设备购置支出20.2万元，同类项目支出55.3万元，设备购置尾款3.6万元未付。", []),
        (MARKS + "据上表，本项目自评得分92分。", ["suspect"]),
        (MARKS + "综上，本项目自评总得分93分。", ["exact"]),
        (MARKS + "如上表所示，上年自评得分90分；专家评审得分88分。", []),
        (SHARES + "上表中甲镇120.5万元、乙镇93.8万元。", ["exact", "suspect"]),
        (SHARES + "除上表外，另安排工作经费15万元，县本级分配资金30.6万元。", []),
    ],
)
def test_text_is_held_against_the_table_beside_it(text: str, expected: list[str]) -> None:
    assert [r.verdict for r in told(text)] == expected


@pytest.mark.parametrize(("opening", "expected"), [("15", ["exact", "exact"]), ("19", ["suspect", "exact"])])
def test_a_year_begins_with_what_was_left(opening: str, expected: list[str]) -> None:
    rows = f"|2020年|10|50|45|15\n|2021年|{opening}|60|58|17\n|2022年|17|66|70|13"
    found = told(f"结转情况（单位：万元）\n|年度|上年结转|本年收入|本年支出|年末结转\n{rows}")
    assert [r.verdict for r in found] == expected


@pytest.mark.parametrize(
    "rows",
    [
        "|项目|目标值|实际值\n|企业满意度|≥85%|95.04%\n|群众满意度|≥85%|87.82%",
        "|年度|年初预算|调整后预算\n|2019|100|120\n|2020|110|115",
    ],
)
def test_rows_of_other_names_are_other_things(rows: str) -> None:
    assert told("情况（单位：万元）\n" + rows) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("预算资金134.27万元。\n上述134.27万元预算中，已支付95.51万元。", [("134.27万元 = 134.27万元", "exact")]),
        ("仓库项目全年实际支付236.3万元。实际支付的236.3万元中，付施工企业92.1万元。", [("236.3万元 = 236.3万元", "exact")]),
        ("仓库项目实际支付236.3万元。实际支付的263.3万元中，付施工企业9万元。", [("263.3万元 = 236.3万元", "suspect")]),
        ("任务完成率71.28%。\n截至年底任务完成率为71.28%。", [("71.28% = 71.28%", "exact")]),
        ("投入34980.43万元，约合3.50亿元。", [("34980.43万元 = 3.50亿元", "rounded")]),
        ("投入34980.43万元，约合5.2亿元。", [("34980.43万元 = 5.2亿元", "off")]),
        ("2018年末结转157.3万元，2019年初结转157.3万元，前后年度衔接一致。", [("157.3万元 = 157.3万元", "exact")]),
        ("系统显示原值186.97万元，账簿记载186.97万元，账与系统一致。", [("186.97万元 = 186.97万元", "exact")]),
        ("系统显示原值186.97万元，账簿记载168.97万元，账实一致。", [("186.97万元 = 168.97万元", "suspect")]),
        ("基本支出50.2万元，项目支出60.8万元，支出方向与批复内容一致。", []),
        ("甲村补助30万元，乙村补助40万元，两村标准一致。", []),
        ("如前文所述，预算总额为80万元。\n综上，全年支出76.5万元。", []),
        ("办公用房2000平方米，约合3亩。", []),
    ],
)  # fmt: skip
def test_a_figure_is_taken_up_again(text: str, expected: list[tuple[str, str]]) -> None:
    assert verdicts(text) == expected


def test_a_lead_in_is_held_against_the_total_below() -> None:
    rows = "|类|款|金额（万元）\n|工资支出|基本工资|12.03\n|工资支出|津贴|9.61\n|总计||21.64"
    lead = "2020年基本支出共{}万元，按经济分类列示如下：\n"
    assert [r.verdict for r in told(lead.format("21.64") + rows)] == ["exact"]
    assert [r.verdict for r in told(lead.format("24.64") + rows)] == ["suspect"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("系统显示原值29.79万元，账簿记载31.28万元，账与系统一致。", ["suspect"]),
        ("2022年度收入合计809.30元。\n经核对账簿，2022年度收入合计为809.30万元。", ["suspect"]),
        (SHARES.replace("120.5", "7").replace("218.8", "105.3") + "甲镇7万元。", ["exact"]),
    ],
)
def test_what_differs_in_unit_or_book(text: str, expected: list[str]) -> None:
    assert [r.verdict for r in told(text)] == expected
