"""Last year's figures told together behind, ceilings named again, fractions in brackets, counted work, 亦为."""

from __future__ import annotations

import pytest
from reports import document, patterns

from extractor.pipeline import extract

TITLE = "甲县林业局\n2022年度部门整体支出绩效自评报告\n一、概况\n"


def told(text: str) -> list[str]:
    """Return what the sentences state and what of it cannot be decided."""
    found = extract(document(TITLE + text), patterns()).relations
    return [f"{r.kind} {r.verdict}: {r.expression}" for r in found if r.source == "sentence"]


UP, DOWN = (
    "growth exact: (120万元 - 100万元) ÷ 100万元 = 20%",
    "growth exact: (110万元 - 99万元) ÷ 110万元 = 10%",
)
BEHIND = [
    ("本年收入120万元，同比增长20%，支出99万元，同比下降10%，上年同期分别为100万元、110万元。", [UP, DOWN]),
    ("本年收入120万元，较上年增长20%，支出99万元，较上年下降10%（上年分别为100万元、110万元）。", [UP, DOWN]),
    ("本年收入120万元、支出99万元，同比分别增长20%、下降10%，去年同期依次为100万元和110万元。", [UP, DOWN]),
    ("本年收入120万元，支出99万元，上年同期分别为100万元、110万元，同比增长20%、下降10%。", [UP, DOWN]),
    ("收入120万元、支出99万元。上年分别为100万元、110万元，同比分别增长20%、下降10%。", [UP, DOWN]),
    (
        "接待游客120万人次，同比增加20万人次，旅游收入99亿元，同比减少11亿元，去年同期分别是100万人次、110亿元。",
        ["difference exact: 120万人次 - 100万人次 = 20万人次", "difference exact: 110亿元 - 99亿元 = 11亿元"],
    ),
    (
        "门诊120人次，增长20%，住院99人次，下降20%，上年同期分别为100人次、110人次。",
        [
            "growth exact: (120人次 - 100人次) ÷ 100人次 = 20%",
            "growth off: (110人次 - 99人次) ÷ 110人次 = 20%",
        ],
    ),
    # Where nothing of the run holds, the order may be another one; nor where there are not as many of both.
    (
        "门诊120人次，增长30%，住院99人次，下降20%，上年同期分别为100人次、110人次。",
        ["growth undetermined: 30%", "growth undetermined: 20%"],
    ),
    (
        "门诊120人次，增长27%，住院99人次，下降13.0%，上年同期分别为101人次、110人次、40人次。",
        ["growth undetermined: 27%", "growth undetermined: 13.0%"],
    ),
]
CEILINGS = [
    ("设备最高限价89.07万元，中标价71.57万元，未突破最高限价。", ["order exact: 71.57万元 ≤ 89.07万元"]),
    ("设备最高限价89.07万元，成交价91.57万元，未突破最高限价。", ["order off: 91.57万元 ≤ 89.07万元"]),
    ("设备最高限价89.07万元，成交价81.57万元，低于最高限价。", ["order exact: 81.57万元 < 89.07万元"]),
    (
        "采购预算100万元，最高限价89.07万元，成交价81.57万元，未突破最高限价。",
        ["order exact: 81.57万元 ≤ 89.07万元"],
    ),
    ("公务用车支出8万元，年度限额10万元，未超限额。", ["order exact: 8万元 ≤ 10万元"]),
    ("采购限额标准50万元，采购设备80万元，超过限额标准的均公开招标。", []),
    ("单价限价5万元，采购12台共计50万元，未突破单价限价。", []),
]
FRACTIONS = [
    ("预算执行率为62.91%（339/539万元）。", ["rate rounded: (339÷539)×100% = 62.91%"]),
    ("预算执行率为64.91%（339/539万元）。", ["rate off: (339÷539)×100% = 64.91%"]),
    ("培训合格率92.5%（37人/40人）。", ["rate exact: (37÷40)×100% = 92.5%"]),
    ("培训合格率92.5%（38/41人）。", ["rate off: (38÷41)×100% = 92.5%"]),
    ("培训合格率92.5%（37/41）。", []),
    ("支付率80.5%（1,610/2,000万元）。", ["rate exact: (1610÷2000)×100% = 80.5%"]),
    ("培训合格率98%（12/31）。", []),
    ("满意度95%（5/6月调查）。", []),
    ("收入增长20%（120/100）。", ["growth undetermined: 20%"]),
]
YEARS = [
    ("2021年合格率62.91%，2022年为61.06%，合格率低于上年。", ["order exact: 61.06% < 62.91%"]),
    ("2021年合格率62.91%，2022年为61.06%，合格率高于上年同期。", ["order off: 61.06% > 62.91%"]),
    ("2022年合格率62.91%，2021年为61.06%，合格率高于上年。", ["order exact: 62.91% > 61.06%"]),
    ("2021年合格率62.91%，2022年为61.06%，满意度高于上年。", []),
    ("2021年合格率62.91%，2022年满意度为61.06%，合格率高于上年。", []),
    ("2020年合格率62.91%，2022年为61.06%，合格率高于上年。", []),
]
WORK = [
    (
        "项目下达200万元，支出170万元，计划维修山塘20口完成17口，完成率85%。",
        ["completion exact: 17口 ÷ 20口 = 85%"],
    ),
    (
        "项目下达200万元，支出160万元，计划维修山塘20口，实际完成18口，完成率85%。",
        ["completion off: 18口 ÷ 20口 = 85%"],
    ),
    ("目标新建公厕30座，已建成27座，完成率90%。", ["completion exact: 27座 ÷ 30座 = 90%"]),
    (
        "项目预算200万元，支出170万元，计划培训20期，完成18期，预算执行率85%。",
        ["completion exact: 170万元 ÷ 200万元 = 85%"],
    ),
    (
        "项目预算200万元，支出170万元，计划培训20期，完成18期，完成率85%。",
        ["completion exact: 170万元 ÷ 200万元 = 85%"],
    ),
]
ALSO = [
    ("本年列支32.5万元，账面支出数亦为32.5万元。", ["agreement exact: 32.5万元 = 32.5万元"]),
    ("本年列支32.5万元，经核对，账面支出数亦为33.5万元。", ["agreement suspect: 32.5万元 = 33.5万元"]),
    ("培训支出30.2万元，会议支出亦为20.1万元。", []),
]
SCALE = "评价结果分为优（90分及以上）、良（80～89分）、中（60～79分）、差（60分以下），本单位自评得分{}分，等级为“良”。"
GRADES = [
    (SCALE.format("89.5"), ["score exact: 89.5分：良（80分至89分）"]),
    (SCALE.format("90"), ["score off: 90分：良（80分至89分）"]),
    (SCALE.format("79.5"), ["score off: 79.5分：良（80分至89分）"]),
]
IN_TURN = [
    (
        "网络租用（预算/决算）：713/556万元，完成率77.95%；人员培训（预算/决算）：722/703万元，完成率97.45%。",
        ["completion rounded: 556万元 ÷ 713万元 = 77.95%", "completion rounded: 703万元 ÷ 722万元 = 97.45%"],
    ),
    (
        "预算100万元，其中运行费60万元、建设费40万元；支出80万元，其中运行费50万元、建设费30万元，执行率分别为83.33%、75%。",
        ["completion exact: 50万元 ÷ 60万元 = 83.33%", "completion exact: 30万元 ÷ 40万元 = 75%"],
    ),
]


@pytest.mark.parametrize(
    ("text", "expected"),
    BEHIND + CEILINGS + FRACTIONS + YEARS + WORK + ALSO + GRADES,
    ids=lambda v: str(v)[:40],
)
def test_sentences_state_what_their_order_and_names_say(text: str, expected: list[str]) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(("text", "expected"), IN_TURN, ids=lambda v: str(v)[:40])
def test_rates_of_two_lists_follow_their_order(text: str, expected: list[str]) -> None:
    assert [r for r in told(text) if r.startswith("completion")] == expected
