"""Rates, balances, averages, scores and grades in sentences: right and wrong variants, and sentences to leave alone."""

from __future__ import annotations

import pytest
from said import failing, findings, holding, relations

# sentence with a gap, the right value, a wrong one, the kind of relation
PAIRS = [
    ("项目资金需求800万元，已落实620万元，资金缺口{}万元。", "180", "810", "balance"),
    ("单位核定编制45名，实有人数41人，空编{}名。", "4", "14", "balance"),
    ("核定编制45名，年末在岗41名，缺编{}名。", "4", "5", "balance"),
    ("应收租金56万元，实收48万元，欠收{}万元。", "8", "18", "balance"),
    ("实现销售收入23.6万元，扣除成本19.2万元，净收益{}万元。", "4.4", "4.9", "balance"),
    ("项目预算518.56万元，实际支出421.91万元，未执行{}万元。", "96.65", "69.65", "balance"),
    ("工程送审金额1450.3万元，审定金额1291.6万元，核减{}万元。", "158.7", "185.7", "balance"),
    ("采购预算120万元，中标价113.5万元，节约{}万元。", "6.5", "5.6", "balance"),
    ("发放补助资金36万元，惠及120户，户均{}元。", "3000", "3500", "rate"),
    ("培训费支出4.38万元，培训365人次，人均{}元。", "120", "210", "rate"),
    ("种植油茶1200亩，投资36万元，亩均投资{}元。", "300", "30", "rate"),
    ("接待25批次，支出2.1万元，批均{}元。", "840", "480", "rate"),
    ("年初预算1922.76万元，本年追加预算767.86万元，预算控制率为{}%。", "39.94", "93.94", "rate"),
    ("年初预算192.7万元，调整后预算269.5万元，预算调整率{}%。", "39.85", "38.95", "rate"),
    (
        "上年结转19.8万元，年初预算1922.76万元，追加预算767.86万元，年末结余19.8万元，预算完成率{}%。",
        "99.27",
        "92.97",
        "rate",
    ),
    ("工程送审金额1450.3万元，审定金额1291.6万元，核减158.7万元，核减率{}%。", "10.94", "12.29", "rate"),
    ("到位资金565万元，累计支付537万元，资金支付率为{}%。", "95.04", "94.05", "rate"),
    ("预算执行率为{}%（预算数126.01万元，执行数101.72万元）。", "80.72", "87.02", "completion"),
    ("抽检合格率{}%（抽检320批次，合格312批次）。", "97.5", "95.7", "rate"),
    ("投入指标满分20分，自评得分{}分。", "18", "21", "score"),
    ("决策指标（15分）得{}分，过程指标（25分）得23分。", "14.5", "15.5", "score"),
    ("该指标满分8分，因支出进度偏慢扣1.5分，实得{}分。", "6.5", "5.6", "balance"),
    ("产出指标分值50分，得分45分，得分率{}%。", "90", "92", "rate"),
    ("决策20分，得18分；过程30分，得27.5分；产出50分，得46分；综合得分{}分。", "91.5", "95.1", "sum"),
    ("预算执行率指标分值10分，执行率92.5%，得分{}分。", "9.25", "9.52", "balance"),
    ("自评得分{}分，评价等级为“优”。", "92.5", "82.5", "score"),
    ("本项目绩效评价最终得分为{}分，绩效级别评定为“良”。", "84.2", "94.2", "score"),
    ("得分60分以下为差，60（含）—75分为中。\n经评价，综合得分{}分，评价等级为中。", "71", "78", "score"),
]


@pytest.mark.parametrize(("text", "right", "wrong", "kind"), PAIRS)
def test_a_right_value_ties(text: str, right: str, wrong: str, kind: str) -> None:
    assert kind in holding(text.format(right))
    assert findings(text.format(right)) == []


@pytest.mark.parametrize(("text", "right", "wrong", "kind"), PAIRS)
def test_a_wrong_value_is_found(text: str, right: str, wrong: str, kind: str) -> None:
    assert kind in failing(text.format(wrong))
    assert findings(text.format(wrong)) != []


HELD = [
    ("年初库存口罩1200只，本年购入3000只，发放3600只，年末库存600只。", "balance"),
    ("期初余额12.5万元，本期增加30万元，本期减少28.1万元，期末余额14.4万元。", "balance"),
    ("年初固定资产原值560.2万元，本年新增40.1万元，报废处置12.3万元，年末固定资产原值588万元。", "balance"),
    ("项目预算300万元，已支出270万元，结余30万元，结余率10%。", "rate"),
    ("采购预算120万元，中标金额113.5万元，节省资金6.5万元，资金节约率为5.42%。", "rate"),
    (
        "上年结转1.2万元，当年预算15.1万元，可用资金16.3万元，实际支出12万元，支出进度73.62%。",
        "completion",
    ),
    ("综合评分为96.5分，其中：投入（满分15分）得14.5分，过程（满分45分）得43分，产出得39分。", "score"),
]


@pytest.mark.parametrize(("text", "kind"), HELD)
def test_what_holds_in_one_reading_is_read_so(text: str, kind: str) -> None:
    assert kind in holding(text)
    assert [f for f in findings(text) if f.rule != "agreement"] == []


SILENT = [
    "全年接待160人，支出1.6万元，人均标准80元。",
    "全年发放36万元，人均每月100元，共30人。",
    "为120户发放补助，每户补助3500元，共36万元。",
    "基本支出85万元，项目支出23万元，压减5万元。",
    "项目总投资800万元，其中中央资金500万元、省级资金300万元，资金缺口180万元。",
    "预算执行率指标分值10分，执行率92.5%，得分9分。",
    "预算执行率指标分值10分，执行率82.5%，得分8.5分。",
    "评价标准为：90分（含）以上为优，80（含）—90分为良，60分以下为差。",
    "公务接待费年初预算0万元，支出决算0万元，完成预算的100%。",
    "甲项目预算289万元，支出269万元，执行率93.08%；乙项目预算204万元，支出125万元，执行率61.27%。",
    "经评定，等级为优的项目3个，等级为良的项目5个，平均得分84分。",
]


@pytest.mark.parametrize("text", SILENT)
def test_what_says_nothing_is_left_alone(text: str) -> None:
    assert [f.message for f in findings(text)] == []


# a table with a gap, the right value, a wrong one, the kind of relation
TABLES = [
    (
        "|类别|资产总额（万元）|在用资产（万元）|利用率\n|房屋|25.19|20.19|80.15%\n|设备|72.44|47.38|65.41%\n|车辆|10|8|{}%",
        "80",
        "85",
        "rate",
    ),
    (
        "|指标|权重（分）|得分（分）|得分率\n|决策|20|18.5|92.50%\n|过程|20|12|60.00%\n|产出|30|20|{}%",
        "66.67",
        "76.67",
        "rate",
    ),
    (
        "单位：万元\n|类别|年初数|本年增加|本年减少|年末数\n|房屋|3080.73|409.96|233.86|3256.83\n"
        "|设备|2704.5|463.16|161.27|3006.39\n|家具|100|20|5|{}",
        "115",
        "151",
        "balance",
    ),
    (
        "单位：万元\n|项目|年初预算|调增|调减|调整后预算\n|人员|13.55|1.53|0.74|14.34\n|公用|42.93|6.96|2.82|47.07\n|专项|10|2|1|{}",
        "11",
        "12",
        "balance",
    ),
]


@pytest.mark.parametrize(("text", "right", "wrong", "kind"), TABLES)
def test_a_column_that_follows_from_others(text: str, right: str, wrong: str, kind: str) -> None:
    assert kind in {r.kind for r in relations(text.format(right))}
    assert findings(text.format(right)) == []
    assert kind in failing(text.format(wrong))
    assert findings(text.format(wrong)) != []
