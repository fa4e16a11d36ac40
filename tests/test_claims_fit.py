"""Rates whose names nobody can list: read where the figures around them make exactly what is printed."""

from __future__ import annotations

import pytest
from reports import document, patterns

from extractor.checks import audit
from extractor.model import Relation
from extractor.pipeline import extract

TITLE = "甲县林业局\n2022年度部门整体支出绩效自评报告\n一、概况\n"


def relations(text: str) -> list[Relation]:
    return [r for r in extract(document(TITLE + text), patterns()).relations if r.verdict != "undetermined"]


# sentence, kind of the relation of its rate
READ = [
    ("专用设备采购项目预算50万元，实际到货验收42.3万元，到货比例84.6%。", "rate"),
    ("工程送审价105.7万元，终审价90.99万元，支出压缩比例13.92%。", "growth"),
    ("应发补贴1,250人，实发1,180人，发放覆盖面94.4%。", "rate"),
    ("项目共争取资金320万元，年底实际花出去268.5万元，花钱进度83.9%。", "rate"),
    ("库存物资账面价值85.6万元，盘点实有84.1万元，账实相符率98.25%。", "rate"),
    ("完成投资126.4万元，投资完成比率88.27%，概算143.2万元。", "completion"),
    ("资金情况。预算金额：628.17万元；执行金额：609.95万元；执行率：97.1%。", "rate"),
    ("会议费由上年的12.5万元压到9.8万元，压缩了21.6%。", "growth"),
    ("接待费本年8.35万元，上年9.12万元，降了8.44%。", "growth"),
    ("水费2.31万元，较去年的2.87万元明显回落，回落幅度19.51%。", "growth"),
    ("债务余额由1,200万元降为860万元，化解比例28.33%。", "growth"),
    ("固定资产年初账面2.95万元，年末账面3.83万元，年内净增0.88万元，变动率29.83%。", "growth"),
    ("项目支出增长16%，即由上年决算67.17万元上升至本年决算78.16万元。", "growth"),
    ("教辅代收款较上年下降6.32%，减少143万元，本年仅收2118万元。", "growth"),
    ("大豆亩均产值由2100元提高到2400元，增长14.29%。", "growth"),
    ("救助资金比上年增加306.77万元，主要是价格上涨；本年实际1526.15万元，增长25.16%。", "growth"),
]

# nothing in these makes the rate
SILENT = [
    "本单位项目预算100万元，支出100万元，验收合格率100%。",
    "全年接诊3,520人，好转2,981人，群众满意度95.2%。",
    "采购设备12台，金额24.6万元，设备完好率98.5%。",
    "预算28.1万元，支出25.4万元，绿化覆盖率35.2%。",
    "项目预算100万元，支出88万元，设备利用率约88%。",
    "甲村补助12万元，乙村补助20万元，丙村补助31万元，丁村补助45万元，出勤率60%。",
]


@pytest.mark.parametrize(("text", "kind"), READ)
def test_a_rate_that_the_figures_make_is_read(text: str, kind: str) -> None:
    found = relations(text)
    assert any(r.kind == kind and r.verdict in ("exact", "rounded") for r in found), found


@pytest.mark.parametrize("text", SILENT)
def test_a_rate_of_something_else_is_left_alone(text: str) -> None:
    kinds = {r.kind for r in relations(text)}
    assert not kinds & {"rate", "growth", "completion", "share"}


@pytest.mark.parametrize("text", [text for text, _ in READ] + SILENT)
def test_no_finding(text: str) -> None:
    found = audit(extract(document(TITLE + text), patterns()), patterns())
    assert not [f for f in found if f.severity in ("error", "warning")]


# sentence with a gap, the right rate, one that a slip of the pen makes of it
SLIPS = [
    ("专用设备采购项目预算50万元，实际到货验收42.3万元，到货比例{}%。", "84.6", "86.4"),
    ("社区养老项目合同价款105.7万元，已按进度支付90.99万元，付款比例{}%。", "86.08", "13.92"),
    ("应发补贴1,250人，实发1,180人，发放率{}%。", "94.40", "9.44"),
    ("项目共争取资金320万元，年底实际花出去268.5万元，花钱进度{}%。", "83.91", "8.391"),
    ("项目概算352.6万元，已投入218.3万元，投入进度{}%。", "61.91", "69.11"),
]


@pytest.mark.parametrize(("text", "right", "wrong"), SLIPS)
def test_a_rate_one_slip_away_is_a_warning(text: str, right: str, wrong: str) -> None:
    found = [
        [f.severity for f in audit(extract(document(TITLE + text.format(rate)), patterns()), patterns())]
        for rate in (right, wrong)
    ]
    assert not {"warning", "error"} & set(found[0])
    assert {"warning", "error"} & set(found[1])
