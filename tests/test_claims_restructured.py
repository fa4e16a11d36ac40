"""Shares by place, amounts changed anew, prices per thing, names that end at a comma."""

from __future__ import annotations

import pytest
from reports import document, patterns

from extractor.pipeline import extract

TITLE = "甲县林业局\n2022年度部门整体支出绩效自评报告\n一、概况\n"


def told(text: str) -> list[str]:
    """Return what the sentences state and decide."""
    found = extract(document(TITLE + text), patterns()).relations
    kept = [r for r in found if r.source == "sentence" and r.verdict != "undetermined"]
    return [f"{r.kind} {r.verdict}: {r.expression}" for r in kept]


HOLDS = [
    (
        "基本支出4223.43万元，包括人员经费3405.13万元和公用经费818.30万元，人员经费占基本支出的80.62%。",
        "share exact: 3405.13万元 ÷ 4223.43万元 = 80.62%",
    ),
    (
        "资助学生5088人次、资金14.07万元；其中脱贫户学生2056人次、资金5.74万元，人次占比40.41%，资金占比40.80%。",
        "share exact: 2056人次 ÷ 5088人次 = 40.41%",
    ),
    (
        "项目带动就业753人，其中吸纳脱贫劳动力586人，占带动就业人数的77.82%。",
        "share exact: 586人 ÷ 753人 = 77.82%",
    ),
    (
        "项目共筹集80万元：县级资金20万元（25%），社会捐赠48万元（60%），市级资金12万元（15%）。",
        "share_total exact: 25% + 60% + 15% = 100%",
    ),
    (
        "项目共筹集80万元：县级资金20万元（28%），社会捐赠48万元（60%），市级资金12万元（15%）。",
        "share off: 20万元 ÷ 80万元 = 28%",
    ),
    (
        "投入、过程、产出、效果四个维度的权重依次为15%、25%、35%、25%。",
        "share_total exact: 15% + 25% + 35% + 25% = 100%",
    ),
    (
        "投入指标权重15%，过程指标权重25%，产出指标权重35%，效果指标权重20%。",
        "share_total off: 15% + 25% + 35% + 20% = 100%",
    ),
    (
        "幼儿由2017年的2461人增至2018年的3334人，资助金额由395.57万元增至479.52万元，分别增长35.47%、21.22%。",
        "growth exact: (479.52万元 - 395.57万元) ÷ 395.57万元 = 21.22%",
    ),
    (
        "当年推广5种作物的栽培技术，即马铃薯、早稻、茶叶、红薯、晚稻，示范面积2153亩。",
        "count exact: 列举5项，写明5种",
    ),
    (
        "当年推广6种作物的栽培技术，即马铃薯、早稻、茶叶、红薯、晚稻，示范面积2153亩。",
        "count off: 列举5项，写明6种",
    ),
    ("本局内设项目股、信息中心、办公室、监察室，共5个股室。", "count off: 列举4项，写明5个"),
    (
        "车均维护费2023年为3.87万元/辆，2024年为2.89万元/辆，较上年减少0.98万元。",
        "difference exact: 38700.00元/辆 - 28900.00元/辆 = 0.98万元",
    ),
    (
        "车均维护费2023年为3.87万元/辆，2024年为2.89万元/辆，较上年减少1.98万元。",
        "difference off: 38700.00元/辆 - 28900.00元/辆 = 1.98万元",
    ),
    (
        "项目2017年度得分67分，2018年度得分78.5分，较上年提高12.5分。",
        "difference off: 78.5分 - 67分 = 12.5分",
    ),
    (
        "招标控制价80.5万元，中标价75.2万元，较控制价下浮5.3万元。",
        "difference exact: 80.5万元 - 75.2万元 = 5.3万元",
    ),
    (
        "概算总投资605.56万元，设计变更后增加82.27万元，变更后总投资为687.83万元。",
        "balance exact: 605.56 + 82.27 = 687.83（万元）",
    ),
    (
        "概算总投资605.56万元，设计变更增加82.27万元，变更后总投资为677.83万元。",
        "balance off: 605.56 + 82.27 = 677.83（万元）",
    ),
    ("初评得分88.5分，复核扣减3分，复核后得分86.5分。", "balance off: 88.5 - 3 = 86.5（分）"),
    ("合同金额32万元，累计付款28万元，剩余4万元。", "balance exact: 32 - 28 = 4（万元）"),
    (
        "结转结余15.9万元，属基本支出的9.3万元、属项目支出的6.7万元，其中水利项目1.8万元。",
        "sum rounded: 9.3 + 6.7 = 15.9（万元）",
    ),
]
SILENT = [
    "全年开展培训、宣传、检查，共4次。",
    "完成道路、桥梁、涵洞、护栏建设，共15处。",
    "补助标准120元/人，伙食标准150元/人，财政补助增加20万元。",
    "在职人员56人，本年调入3人，调整后57人。",
    "指标下达90万元，比上年减少10万元，调整后为85万元。",
    "老人由20人增至25人，支出由3万元增至9万元，分别增长70%、90%。",
    "优良率85%，合格率96%，参检率99%。",
    "三级指标20个，部分完成的1个，未完成的3个，指标完成率85.00%。",
]


@pytest.mark.parametrize(("text", "expected"), HOLDS)
def test_what_is_stated(text: str, expected: str) -> None:
    assert expected in told(text)


@pytest.mark.parametrize("text", SILENT)
def test_what_is_not_stated(text: str) -> None:
    assert told(text) == []
