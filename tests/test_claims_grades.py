"""Which score a grade is of, where a sentence tells several scores or grades, and what is no grade of the report."""

from __future__ import annotations

import pytest
from reports import document, patterns

from extractor.pipeline import extract

TITLE = "甲县林业局\n2022年度部门整体支出绩效自评报告\n一、概况\n"


def taken_off(text: str) -> list[str]:
    """Return what the sentences state of a hundred less what was taken off."""
    found = extract(document(TITLE + text), patterns()).relations
    return [f"{r.verdict}: {r.expression}" for r in found if r.rule == "score-lost"]


def told(text: str) -> list[str]:
    """Return what the sentences state of grades."""
    found = extract(document(TITLE + text), patterns()).relations
    return [f"{r.verdict}: {r.expression}" for r in found if r.rule == "grade-band"]


GRADES = [
    ("自评得分93.2分，等级为优秀。", ["exact: 93.2分：优秀（90分至100分）"]),
    ("自评得分83.2分，等级为优秀。", ["suspect: 83.2分：优秀（90分至100分）"]),
    ("绩效自评结果为“优”，得分76分。", ["suspect: 76分：优（90分至100分）"]),
    ("综合得分86.5分。评价等级为优。", ["suspect: 86.5分：优（90分至100分）"]),
    ("自评得分91分，属“优”档。", ["exact: 91分：优（90分至100分）"]),
    (
        "满分100分，自评86分，属于良好。",
        ["exact: 86分：良好（75分至90分）"],
    ),
    (
        "依据标准（90分以上为优，80分至90分为良，60分至80分为中，60分以下为差），我局得分76.5分，评定为良。",
        ["off: 76.5分：良（80分至90分）"],
    ),
    (
        "甲项目2020年得分74.5分、等级中，2021年得分76.5分、等级优，较上年提高2分。",
        [
            "exact: 74.5分：中（60分至80分）",
            "suspect: 76.5分：优（90分至100分）",
        ],
    ),
    (
        "甲项目得分92分，乙项目得分75分，评价等级分别为优、差。",
        ["exact: 92分：优（90分至100分）", "suspect: 75分：差（0分至60分）"],
    ),
    (
        "甲项目得分92分，乙项目得分85分，评价等级均为优。",
        ["exact: 92分：优（90分至100分）", "suspect: 85分：优（90分至100分）"],
    ),
    (
        "上年得分92分，评为优；本年得分85分，评为良。",
        ["exact: 92分：优（90分至100分）", "exact: 85分：良（75分至90分）"],
    ),
    ("得分86分，较上年92分（优）有所下降。", ["exact: 92分：优（90分至100分）"]),
    ("综合得分92分，其中产出指标得38分，效益指标得28分，评价等级为优。", ["exact: 92分：优（90分至100分）"]),
    ("项目自评总分85分，满意度指标得9分，自评等级为优。", ["suspect: 85分：优（90分至100分）"]),
    ("第三方机构评价得分79.6分，比自评低6分，最终定为中。", ["exact: 79.6分：中（60分至80分）"]),
    ("评价等级为优，与上年相同，得分82分，上年91分。", ["suspect: 82分：优（90分至100分）"]),
    ("自评88分，自评结论：优秀。", ["suspect: 88分：优秀（90分至100分）"]),
    # What is no grade of the report, or of no score that is told.
    ("综合得分92分，工程质量评定为良好。", []),
    ("道路工程项目得分82分，道路工程项目等级为优。", ["suspect: 82分：优（90分至100分）"]),
    ("产出指标得分38分，评价等级为优。", []),
    ("在绩效评价中，本项目得分70分。", []),
    ("90分以上为优，80分至90分为良。", []),
]


@pytest.mark.parametrize(("text", "expected"), GRADES, ids=[t for t, _ in GRADES])
def test_grades(text: str, expected: list[str]) -> None:
    assert told(text) == expected


TAKEN_OFF = [
    ("共扣3分，综合得分97分。", ["exact: 100 - 3 = 97（分）"]),
    ("共扣3分，综合得分98分。", ["suspect: 100 - 3 = 98（分）"]),
    ("目标设定扣1分，资产管理扣2分，合计扣3分，自评得分98分。", ["suspect: 100 - 3 = 98（分）"]),
    ("共扣3分，加分1分，综合得分98分。", []),
    ("产出指标共扣3分，综合得分92分。", []),
    ("主要扣分项合计扣3分，综合得分92分。", []),
    ("共扣约3分，综合得分98分。", []),
]


@pytest.mark.parametrize(("text", "expected"), TAKEN_OFF, ids=[t for t, _ in TAKEN_OFF])
def test_taken_off_a_hundred(text: str, expected: list[str]) -> None:
    assert taken_off(text) == expected
