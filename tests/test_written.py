"""Formulas that a report writes out."""

from __future__ import annotations

import pytest
from reports import document, patterns

from extractor.pipeline import extract


def decided(text: str) -> list[str]:
    found = extract(document(text), patterns()).relations
    return [r.verdict for r in found if r.rule == "written-formula"]


@pytest.mark.parametrize(
    "text",
    [
        "在职人员控制率=（在职人员数/编制数）×100%=（45/48）×100%=93.75%。",
        "预算控制率=（本年追加预算379.87万元/年初预算2000万元）×100%=18.99%。",
        "结转结余率=56.35万元/2345.60万元=2.40%，得满分。",
        "预算执行率=1986÷2000×100%=99.3%，根据评分标准得9.93分。",
        "基本支出1,512.35万元+项目支出833.25万元=2,345.60万元。",
        "变动率=（63.46-32）/32×100%=98.31%。",
        "完成率=（9.8+22.76-9.8）/（9.8+22.76）×100%=69.9%。",
    ],
)
def test_a_formula_that_holds(text: str) -> None:
    assert decided(text) == ["exact"]


@pytest.mark.parametrize(
    "text",
    [
        "在职人员控制率=（45/48）×100%=97.35%。",
        "结转结余率=56.35万元/2345.60万元=4.20%。",
        "执行率=1986/2000=9.93%。",
        "基本支出1,512.35万元+项目支出833.25万元=2,354.60万元。",
    ],
)
def test_a_formula_that_fails(text: str) -> None:
    assert decided(text) == ["off"]


@pytest.mark.parametrize(
    "text",
    [
        "市科协“1+3”项目投入20万元。",
        "预算执行率=执行数/预算数，为99.3%。",
        "比例=1:3，占25%。",
        "结余率=56.35元/2345.60万元=2.40%。",
        "得分=5-（12.5%-10%）=4.5分。",
        "面积100/0=5%。",
        "其中A=20万元，B=30万元。",
    ],
)
def test_what_is_no_formula(text: str) -> None:
    assert decided(text) == []
