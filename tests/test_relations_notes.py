"""Situations of public reports that are no bare equation, and bases of zero, each as a small report of its own."""

from __future__ import annotations

import pytest
from reports import document, patterns

from extractor.checks import audit
from extractor.model import Finding
from extractor.pipeline import extract

TITLE = "甲县林业局\n2022年度部门整体支出绩效自评报告\n一、概况\n"
MONEY = "单位：万元\n|项目资金|年初预算数|全年预算数|全年执行数|分值|执行率|得分\n"
THREE_PUBLIC = (
    "单位：万元\n|项目|上年决算数|本年预算数|本年决算数\n|三公经费|29.08|63.46|25.6\n"
    "|1、公务用车购置和维护经费|20|50|20\n|2、公务接待费|9.08|13.46|5.6"
)


def found(text: str) -> list[Finding]:
    return [f for f in audit(extract(document(TITLE + text), patterns()), patterns()) if f.severity != "info"]


SILENT = [
    ("spending above income", "2022年全年总收入102.18万元，全年总支出109.18万元。"),
    ("two totals that differ by a balance", "2022年度收入总计4125.49万元，支出总计4143.91万元。"),
    ("the same, as a list", "2022年度收、支总计分别为4125.49,4143.91万元。"),
    (
        "another basis in the table",
        f"上年“三公”经费预算32万元，本年预算63.46万元，变动率98.31%。\n{THREE_PUBLIC}",
    ),
    (
        "some parts of a change",
        "“三公”经费支出86.04万元，比上年减少63.96万元，其中：公务接待费减少20.53万元，公车费用减少40万元。",
    ),
    ("yuan beside a table in 10,000", "公务接待费72890元。\n单位：万元\n|项目|决算数\n|公务接待费|7.29"),
    ("projects that may be counted twice", "全年实施15个项目，其中年初安排8个，年中追加8个。"),
    ("projects with a colon", "全年绩效目标管理项目15个，年初预算项目8个、年中追加项目8个。"),
    ("a rate of staff", "编制数143人，年末在职136人，在职人员控制率95.10%。"),
    ("a rate of staff, as a table", "|人员情况|编制数|2022年实际在职人数|控制率\n|在编|143|136|95.10%"),
    ("a rate of additions", "年初预算1922.76万元，本年追加预算767.86万元，预算控制率为39.94%。"),
    (
        "a budget with additions",
        "上年结转19.8万元，年初预算1922.76万元，追加预算767.86万元，年末结余19.8万元，预算完成率99.27%。",
    ),
    (
        "the same, written out",
        "预算完成率=（上年结转19.8+年初预算1922.76+本年追加767.86-年末结余19.8）/（上年结转19.8+年初预算1922.76+本年追加767.86）×100%=99.27%。",
    ),
    ("a mark as the rate demands", f"{MONEY}|年度资金总额|89.97|89.97|80.97|10|90%|9"),
    ("nothing budgeted, nothing spent", "公务接待费年初预算0万元，支出决算0万元，完成预算的100%。"),
    ("nothing, and 0 %", "公务接待费年初预算0万元，支出决算0万元，完成预算的0%。"),
    ("nothing of nothing", "总支出0万元，其中基本支出0万元，占0%。"),
    ("no change of nothing", "因公出国（境）费支出0万元，与上年相比减少0万元，下降0%。"),
    ("the same as nothing", "因公出国（境）费支出0万元，与上年持平，增长0%。"),
    ("down to nothing", "因公出国（境）费支出0万元，比上年减少3.43万元，下降100%。"),
    ("a base of nothing, said so", "公务接待费5.2万元，较上年增加5.2万元，上年为0，不可比。"),
    ("nothing per guest", "公务接待费0万元，接待0批次0人次，人均0元。"),
]

FLAGGED = [
    (
        "the whole stands for its part",
        "本年支出合计911000.39万元，其中：基本支出881300.39万元，项目支出29700万元。"
        "基本支出911000.39万元，其中：人员经费781300.39万元，公用经费100000万元。",
        "881,300.39",
    ),
    (
        "ten units, nine names",
        "下属直属事业单位10个：林业站、种苗站、森防站、林科所、国有林场、湿地中心、调查队、执法队、服务中心。",
        "10",
    ),
    (
        "swapped between text and table",
        "公务用车购置及运行维护费75万元，其中：公务用车购置费25万元，公务用车运行维护费50万元。\n"
        "单位：万元\n|项目|决算数\n|公务用车购置及运行维护费|75\n|其中：公务用车购置费|50\n|公务用车运行维护费|25",
        "25",
    ),
    (
        "a total left at 0",
        f"{MONEY}|年度资金总额|0|0|0|10|0|0\n|其中：当年财政拨款|89.974|89.974|89.974|—|100%|—",
        "89.974",
    ),
    (
        "one total left at 0",
        f"{MONEY}|年度资金总额|132.9|132.9|0|10|100%|10\n|其中：当年财政拨款|132.9|132.9|132.9|—|100%|—",
        "132.9",
    ),
    ("no mark for all spent", f"{MONEY}|年度资金总额|89.974|89.974|89.974|10|100%|0", "10"),
    ("a rate of staff that is wrong", "编制数143人，年末在职136人，在职人员控制率91.10%。", "91.10"),
    (
        "a rate of additions that is wrong",
        "年初预算1922.76万元，本年追加预算767.86万元，预算控制率为93.94%。",
        "93.94",
    ),
    ("growth from nothing", "公务接待费支出5.2万元，上年0万元，增长100%。", "零"),
    ("growth by all of it", "公务接待费5.2万元，较上年增加5.2万元，增长100%。", "零"),
    ("down to nothing by half", "因公出国（境）费支出0万元，比上年减少3.43万元，下降50%。", "100%"),
    (
        "the wrong budget named",
        "项目支出年初预算0万元，全年预算321.01万元，决算307.82万元，完成年初预算的95.89%。",
        "全年预算",
    ),
]


@pytest.mark.parametrize(("what", "text"), SILENT)
def test_what_may_well_be_right_is_left_alone(what: str, text: str) -> None:
    assert [f.message for f in found(text)] == []


@pytest.mark.parametrize(("what", "text", "words"), FLAGGED)
def test_what_cannot_be_right_is_said(what: str, text: str, words: str) -> None:
    said = [f"{f.message}{f.diagnosis}{f.suggestion}{f.quote}" for f in found(text)]
    assert any(words in message for message in said), said


def test_one_total_left_at_0_is_one_finding() -> None:
    assert len(found(FLAGGED[3][1])) == 1
