"""Deductions, runs of marks, grades beside the score they belong to, formulas in words, lists that are counted."""

from __future__ import annotations

import pytest
from said import findings, holding, relations

# sentence with a gap, the right value, a wrong one, the kind of relation
PAIRS = [
    ("本项目满分为100分，因台账不完整扣3分、因进度滞后扣4分，实得{}分。", "93", "39", "balance"),
    (
        "效益指标满分30分。佐证材料不足，扣2分；缺少监测数据，扣2.5分。该项实得{}分。",
        "25.5",
        "26.5",
        "balance",
    ),
    ("本次自评共扣{}分：目标设定扣2.5分，预算调整扣2.5分，资产管理扣2分。", "7", "9", "sum"),
    (
        "资金到位扣5.5分，档案不齐扣1.5分，知晓率低扣6.5分，共计扣{}分，综合得分86.5分。",
        "13.5",
        "15.3",
        "sum",
    ),
    ("三个维度满分分别为20分、30分、50分，实际分别得17分、28分、{}分。", "46", "56", "score"),
    ("满分20分、30分、50分，实际分别得17分、28分、46分，累计得分{}分。", "91", "19", "sum"),
    ("三个小组依次为39分、27.5分、23分，加总后得{}分。", "89.5", "98.5", "sum"),
    ("评价得分：投入{}分（满分15分），过程19.5分（满分25分）。", "12.5", "15.5", "score"),
    ("“过程”指标由资金管理15分和组织实施9分组成，分别得11分、{}分。", "7", "17", "score"),
    ("综合评价得分{}分，属“良”。", "88", "98", "score"),
    ("项目综合得分{}分，列入“中”等次。", "78.6", "88.6", "score"),
    (
        "投入得18分（满分20分），产出得46分（满分50分），效益得27分（满分30分），综合得分{}分，等级确定为“优秀”。",
        "91",
        "81",
        "score",
    ),
    ("单位自评得分95分（优），主管部门评价得分{}分（良）。", "89", "69", "score"),
    ("2021年度得分91分、等级优，2022年度得分{}分、等级良。", "84", "94", "score"),
    ("产出得44分，效益得26.5分，合计{}分（满分80分），自评为良。", "70.5", "30.5", "score"),
    (
        "上年结转28.01万元，年初预算312.83万元，年末结余18.89万元，"
        "完成率=（上年结转+年初预算-年末结余）/（上年结转+年初预算）×100%={}%。",
        "94.46",
        "49.46",
        "rate",
    ),
    ("上年结转10万元，年初预算80万元，可用资金=上年结转+年初预算={}万元。", "90", "99", "sum"),
    ("推广{}种作物，即玉米、茶叶、大豆、蔬菜，示范面积2057亩。", "4", "5", "count"),
    ("内设宣教股、财务股、审批股，共{}个股室。", "3", "4", "count"),
    (
        "幼儿由553人增至790人，资助额由155.57万元增至198.21万元，分别增长{}%、27.4%。",
        "42.9",
        "24.9",
        "growth",
    ),
]

# what must be read and hold
READ = [
    ("初评得89.5分，复核时核减3分，复核后得分86.5分。", "balance"),
    ("共计扣13.5分，综合得分86.5分。", "balance"),
    ("预算执行率94.42%，该项分值10分，按比例计得9.44分。", "balance"),
    ("资金到位率分值10分，到位率85.49%，得分=到位率×分值，得8.55分。", "balance"),
    ("课程研发（预算/决算）：595.6/387.3万元，完成率65%。", "completion"),
    ("建成4个种植示范基地（梅林镇、黄沙铺镇、白沙镇、茶亭镇）。", "count"),
]

SILENT = [
    "产出指标得分44分，等级为良。",
    "群众满意度评价为优秀的占95%，自评得分85分。",
    "评价结果为优的项目3个，平均得分93分；评价结果为良的项目5个，平均得分95分。",
    "自评得分95分，主要扣分项为产出扣2分、效益扣1分。",
    "开展培训、宣传、检查，共4次。",
    "惠及12个村（梅林镇、白沙镇）。",
    "预算执行率=决算数/预算数×100%=98%。",
]


@pytest.mark.parametrize(("text", "right", "wrong", "kind"), PAIRS)
def test_right_and_wrong(text: str, right: str, wrong: str, kind: str) -> None:
    assert kind in holding(text.format(right))
    assert not findings(text.format(right))
    assert findings(text.format(wrong))


@pytest.mark.parametrize(("text", "kind"), READ)
def test_read(text: str, kind: str) -> None:
    assert kind in holding(text)
    assert not findings(text)


@pytest.mark.parametrize("text", SILENT)
def test_silent(text: str) -> None:
    assert not [r for r in relations(text) if r.kind in ("score", "count", "balance", "rate", "completion")]
    assert not findings(text)
