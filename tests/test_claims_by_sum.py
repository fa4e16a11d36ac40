"""Sums, differences and rates whose operands stand sentences or paragraphs apart, and what is said of the rest."""

from __future__ import annotations

import pytest
from said import relations

# text, kind and verdict of what must be found
FOUND = [
    ("年初库存帐篷718顶，当年采购273顶，调出57顶，年末库存934顶。", "balance", "exact"),
    ("年初库存疫苗718剂，当年采购273剂，使用570剂，年末库存421剂。", "balance", "exact"),
    ("应种5013剂次，实种4967剂次，接种率99.08%。", "rate", "exact"),
    ("培训549人次，培训后就业293人，就业率53.37%。", "rate", "exact"),
    ("参评23个，资金138.2万元。优的15个、资金75.1万元，良的6个、资金46.9万元，中的2个、资金16.2万元。", "sum", "exact"),
    ("全年调拨109.38万元。调拨的物资中，用于防汛74.28万元、用于抗旱20.73万元、用于救助14.37万元。", "sum", "exact"),
    ("投入指标12.00分，过程指标22.00分，产出指标25.00分，效果指标24.50分，综合得分83.50分。", "sum", "exact"),
    ("项目得83.50分，评价等级为良。与上年度88.00分相比，降低4.50分。", "difference", "exact"),
    ("亩产由392公斤提高到439公斤，亩均增产47公斤。", "difference", "exact"),
    ("年节水44万立方米，较绩效目标33万立方米多节约11万立方米。", "difference", "exact"),
    ("年初职工28人。年内退休1人，新招录7人，净增加6人。", "difference", "exact"),
    ("年初预算16.43万元。\n累计支出12.85万元，其中检测8.70万元，采购4.15万元，预算执行率78.2%。", "completion", "exact"),
    ("全年可用预算10.27万元。\n全年共支付7.82万元。\n年末结余2.45万元，由财政收回。", "balance", "exact"),
    ("甲乡承担29.96%，其余70.04%由县级解决。", "share_total", "exact"),
    ("甲乡承担29.96%，其余71.04%由县级解决。", "share_total", "suspect"),
    ("项目支出8.80万元，其中驿站建设3.70万元。该专项包含上年结转0.99万元。", "subset", "exact"),
    ("开展活动47场次，其中重点活动8场次，线上直播12场次（两者有交叉）。", "subset", "exact"),
    ("得90.5分。决策满分20分，得18.5分；过程满分80分，得72分。两部分合计扣9.5分。", "balance", "exact"),
    ("评为“优”的17个，评为“良”的7个，评为“中”的3个，共27个。", "sum", "exact"),
    ("项目总投资860万元。\n已完成投资712.5万元。\n剩余147.5万元下年完成，投资完成率82.85%。", "balance", "exact"),
    ("本年购入消毒液1200瓶，发放1035瓶，库存165瓶。", "sum", "exact"),
]  # fmt: skip

# nothing ties the figures of these
SILENT = [
    "甲项目预算35.20万元，乙项目预算41.30万元。丙项目支出6.20万元，比计划节约1.20万元。",
    "本年支付设备款35.20万元、监理费4.80万元。上年支付设备款12.30万元、监理费1.60万元。",
    "帐篷318顶，棉被1200床，食品450箱，饮用水600桶。",
    "群众满意度98.86%。\n项目支出320.04万元，上年支出3.62万元。",
    "每亩补助120元，每户补助360元，合计补助户数480户。",
    "上半年节约1.35万元。下半年采购8.20万元、9.70万元两批。",
]


@pytest.mark.parametrize(("text", "kind", "verdict"), FOUND)
def test_figures_apart_are_related(text: str, kind: str, verdict: str) -> None:
    assert (kind, verdict) in {(r.kind, r.verdict) for r in relations(text)}


@pytest.mark.parametrize("text", SILENT)
def test_figures_that_nothing_ties_stay_apart(text: str) -> None:
    assert [r.expression for r in relations(text) if r.kind not in ("order", "growth")] == []
