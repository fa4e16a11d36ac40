"""Bounds and comparisons whose second figure stands beside the words or is named by them."""

from __future__ import annotations

import pytest
from said import findings, relations

# sentence with a gap, the right value, a wrong one
PAIRS = [
    ("会议费支出{}元，未超过年初核定的1774083.43元限额。", "1667122.18", "1967122.18"),
    ("“三公”经费全年支出{}万元，严格控制在预算29万元以内。", "21", "31"),
    ("道路工程概算批复2645.17万元，结算审定{}万元，投资控制在概算之内。", "2359.23", "2759.23"),
    ("道路工程概算500万元，合同价462万元，结算价{}万元，造价控制在概算范围内。", "475", "515"),
    ("采购控制价2405.96万元，成交{}万元，均在控制价范围内。", "2142.22", "2412.22"),
    ("“三公”经费预算192万元，实际支出{}万元，控制在预算额度以内。", "170", "210"),
    ("截至6月底已支付{}万元，去年同期为38.12万元，慢于去年同期。", "27.61", "47.61"),
    ("新桥乡全年获补{}万元，低于邻近的白沙镇（104.31万元）。", "93.00", "193.00"),
    ("亩均施肥成本{}元，低于全县平均水平的205元。", "182", "218"),
    ("户均增收{}元，小于实施方案预计的3070元。", "2440", "4240"),
    ("结转结余率{}%，控制在10%以内。", "7.33", "17.33"),
    ("支付进度{}%，快于年初确定的47.3%的目标。", "62.0", "26.0"),
    ("平均用时{}个工作日，未超过承诺的12个工作日。", "7", "17"),
    ("成本指标：亩均投入目标值不超过2000元，实际{}元，成本控制在标准以内。", "1800", "2800"),
    ("数量指标：培训目标不少于300人次，实际{}人次，达到目标要求。", "352", "252"),
    ("人员经费{}万元，公用经费33.99万元，前者低于后者。", "23.64", "43.64"),
    ("上年度得分73.5分，本年度{}分，本年得分高于上年。", "78", "68"),
    ("农业产业发展类{}万元，不及民生保障类的211.35万元。", "141.83", "241.83"),
]

SILENT = [
    "单笔5万元以内的支出共12.6万元，超过50万元的设备3台，价值210万元。",
    "采购金额86万元，其中低于50万元的公开招标限额以下项目2个。",
    "会议费4.1万元，要求控制在3万元以内，下年度整改。",
    "公用经费每人控制在3000元以内，全年支出16万元。",
    "支出9.8万元，低于上年5.1万元。",
    "支付不及时的3笔，涉及12.6万元，已支付8.4万元。",
]


@pytest.mark.parametrize(("text", "right", "wrong"), PAIRS)
def test_bounds(text: str, right: str, wrong: str) -> None:
    assert any(r.kind == "order" and r.verdict == "exact" for r in relations(text.format(right)))
    assert not findings(text.format(right))
    assert any(f.rule == "order" for f in findings(text.format(wrong)))


@pytest.mark.parametrize("text", SILENT)
def test_no_bound(text: str) -> None:
    assert not [r for r in relations(text) if r.kind == "order"]
    assert not findings(text)
