"""Parts that words farther off name, what a list leaves out, and what comes on top of it or is not part of it."""

from __future__ import annotations

import pytest
from reports import document, patterns

from extractor.pipeline import extract

TITLE = "甲县林业局\n2022年度部门整体支出绩效自评报告\n一、概况\n"


def told(text: str) -> list[str]:
    """Return what the sentences state."""
    found = extract(document(TITLE + text), patterns()).relations
    return [f"{r.kind} {r.verdict}: {r.expression}" for r in found if r.source == "sentence"]


TOLD = [
    (
        "账上存有723.60万元，其中299.70万元为待付质保金，另有往来款728.27万元尚未清理。",
        "subset exact: 299.70 ≤ 723.60（万元）",
    ),
    (
        "年末结余62.31万元，其中30.10万元系跨年工程尾款，其余为零星结余。",
        "subset exact: 30.10 ≤ 62.31（万元）",
    ),
    (
        "本年支出62.31万元，其中30.10万元用于设备更新，12.30万元用于人员培训。",
        "subset exact: 30.10 + 12.30 ≤ 62.31（万元）",
    ),
    ("本年支出62.31万元，其中80.10万元用于设备更新。", "subset off: 80.10 ≤ 62.31（万元）"),
    ("本年支出62.31万元，其中有30.10万元是上年结转安排的。", "subset exact: 30.10 ≤ 62.31（万元）"),
    (
        "当年下达27.10万元，其中3.97万元因年底才下达未能支付；已支付17.40万元。",
        "subset exact: 3.97 ≤ 27.10（万元）",
    ),
    ("本年安排62.31万元，大部分资金用于农田水利，计48.20万元。", "subset exact: 48.20 ≤ 62.31（万元）"),
    ("本年安排62.31万元，其中投向东乡，计68.20万元。", "subset off: 68.20 ≤ 62.31（万元）"),
    (
        "经费比上年增加347.09万元，增加的部分中有115.16万元是调资带来的。",
        "subset exact: 115.16 ≤ 347.09（万元）",
    ),
    ("经费比上年减少34.50万元，减少额中42.30万元为场租下降。", "subset off: 42.30 ≤ 34.50（万元）"),
    (
        "项目共花费49.39万元，其中耗材13.44万元，聘请专家6.30万元，设备购置也有少量列支。",
        "subset exact: 13.44 + 6.30 ≤ 49.39（万元）",
    ),
    (
        "项目共花费49.39万元，其中耗材13.44万元，聘请专家6.30万元，其余零星支出不再列举。",
        "subset exact: 13.44 + 6.30 ≤ 49.39（万元）",
    ),
    (
        "项目共花费49.39万元，其中耗材13.44万元，聘请专家6.30万元，其他支出略。",
        "subset exact: 13.44 + 6.30 ≤ 49.39（万元）",
    ),
    (
        "项目共花费49.39万元，其中：耗材43.44万元，聘请专家6.30万元，其余略。",
        "subset off: 43.44 + 6.30 ≤ 49.39（万元）",
    ),
    (
        "项目共花费49.39万元，其中：耗材33.44万元，聘请专家6.30万元，其他工作有序推进。",
        "sum suspect: 33.44 + 6.30 = 49.39（万元）",
    ),
    (
        "各项经费到账合计820,437.95元，来源为：按生均标准拨付624,599.38元，捐赠195,838.57元。",
        "sum exact: 624599.38 + 195838.57 = 820437.95（元）",
    ),
    (
        "课题经费开支218.01万元，具体为：\n1.图书资料95.80万元；\n2.田野调查74.50万元；\n3.学术会议与成果印制47.71万元。",
        "sum exact: 95.80 + 74.50 + 47.71 = 218.01（万元）",
    ),
]
SILENT = [
    "本单位支出1355.94万元；按汇总口径（含下属事业单位）统计为2051.70万元。",
    "全年经费50.20万元（不含专项），办公楼维修（主要为屋面）支出62.10万元。",
    "全年办案费9.9万元，不含上级单独核拨的装备款24.7万元。",
    "全年支出120.30万元，不包括基建支出230.15万元。",
    "运转经费88.10万元（未包括援建款112.30万元、基建款10.20万元）。",
    "其他资金23.54万元（主要是伙食费结余和利息），加上财政拨付的162.41万元。",
    "决算与预算60.10万元持平。",
]


@pytest.mark.parametrize(("text", "expected"), TOLD)
def test_parts_that_other_words_name(text: str, expected: str) -> None:
    assert told(text) == [expected]


@pytest.mark.parametrize("text", SILENT)
def test_what_is_no_part(text: str) -> None:
    assert told(text) == []
