"""Wholes whose parts are what was done so far, kept back, or another total's; closings that hold no opening."""

from __future__ import annotations

import pytest
from reports import document, patterns

from extractor.pipeline import extract

HEADING = "甲县林业局\n2022年度部门整体支出绩效自评报告\n一、概况\n"

RIGHT = [
    ("合同金额126.8万元，已付款三次，分别为38.04万元、50.72万元、25.36万元，余款12.68万元。", "sum"),
    ("合同金额126.8万元，已付款三次，分别为38.04万元、50.72万元、25.36万元。", "subset"),
    ("合同价90万元，截至12月底累计支付两笔，分别为27万元、36万元，尾款待审计后支付。", "subset"),
    (
        "中标价96.5万元，目前已按进度付款三次，第一次28.95万元、第二次38.6万元、第三次19.3万元，扣留质保金9.65万元。",
        "sum",
    ),
    (
        "养护支出共119.7万元，修剪、防治两项分别支出54.2万元和36.3万元，分别占养护支出的45.28%和30.33%。",
        "share",
    ),
    ("收支相抵，本年结余10.1万元：全年收入416.3万元，全年支出406.2万元。", ""),
    (
        "预算依次为328.69万元、109.41万元，共计438.10万元；支出依次为323.54万元、99.43万元，合计422.97万元。",
        "sum",
    ),
    ("核定对象462人，其中一档112人、二档350人，应发1390.44万元，差额系8人死亡和6人迁出。", "sum"),
    ("年初结余82.7万元，当年收入129.3万元、支出117.6万元，当期结余11.7万元。", "balance"),
    ("发放问卷326份，收回有效问卷189份；“非常满意”和“满意”合计178份。", ""),
    ("合同金额为96万元，按进度分别于3月、7月支付30万元、40万元，质保期满后支付尾款26万元。", ""),
    ("招标控制价14.5万元，中标价12.3万元，不超过控制价。", "order"),
]


@pytest.mark.parametrize(("text", "kind"), RIGHT)
def test_nothing_fails_and_the_relation_is_read(text: str, kind: str) -> None:
    found = extract(document(HEADING + text), patterns()).relations
    assert not [r.expression for r in found if r.verdict in ("off", "suspect")]
    assert not kind or [r for r in found if r.kind == kind and r.verdict in ("exact", "rounded")]


WRONG = [
    ("合同金额126.8万元，已分三次付清，分别为38.04万元、50.72万元、25.36万元。", "sum"),
    ("合同金额126.8万元，已付款三次，分别为38.04万元、50.72万元、25.36万元，余款17.68万元。", "sum"),
    ("合同金额126.8万元，已付款三次，分别为38.04万元、80.72万元、25.36万元。", "subset"),
    ("项目总投资500万元，分三年实施，第一年200万元，第二年150万元，第三年140万元。", "sum"),
    (
        "预算依次为10.5万元、20.2万元，共计30.7万元；支出依次为9.3万元、18.1万元，合计28.6万元。",
        "sum",
    ),
    ("年初结余82.7万元，当年收入129.3万元、支出117.6万元，当期结余17.1万元。", "balance"),
    ("最高限价30万元，成交价32万元，不超过限价。", "order"),
]


@pytest.mark.parametrize(("text", "kind"), WRONG)
def test_the_relation_fails(text: str, kind: str) -> None:
    found = extract(document(HEADING + text), patterns()).relations
    assert {r.kind for r in found if r.verdict in ("off", "suspect")} == {kind}
