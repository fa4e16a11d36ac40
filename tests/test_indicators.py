"""Every indicator is known by the words reports use for it, and near-misses are left alone."""

from __future__ import annotations

from collections import Counter

import pytest
from indicator_sentences import SENTENCES
from reports import document, patterns

from extractor.checks import audit
from extractor.examples import document_of
from extractor.pipeline import extract

TITLE = "甲县林业局\n2022年度部门整体支出绩效自评报告\n"


@pytest.mark.parametrize(("text", "raw", "indicator"), SENTENCES, ids=[text for text, _, _ in SENTENCES])
def test_a_sentence_names_its_indicator(text: str, raw: str, indicator: str) -> None:
    facts = extract(document_of(text), patterns()).facts
    assert [f.key.indicator for f in facts if f.figure.raw == raw] == [indicator]


def test_every_indicator_has_a_sentence_or_a_table() -> None:
    known = {i.id for i in patterns().words.indicators if not i.generic}
    told = {indicator for _, _, indicator in SENTENCES}
    assert known - told == {"equipment_over_500k", "equipment_over_1m"}
    assert len(SENTENCES) > 250


def test_ids_and_names_are_unique() -> None:
    names = Counter(i.name for i in patterns().words.indicators)
    assert [name for name, times in names.items() if times > 1] == []
    assert len(patterns().words.indicators) >= 120


@pytest.mark.parametrize(
    ("text", "indicator"),
    [
        ("义务教育支出36.5万元。", "function_205"),
        ("教学设备维修费3.5万元。", "maintenance"),
        ("林业专用设备购置项目支出36万元。", "special_equipment"),
        ("使用非财政拨款结余3.2万元。", "appropriation_surplus"),
        ("固定资产总额86.5万元。", "assets_total"),
        ("公务接待批次12批次。", "reception_foreign_batches"),
        ("购置公务用车18.5万元。", "vehicles_bought"),
        ("资金到位率98%。", "arrival_timeliness_rate"),
        ("结转结余变动率3.5%。", "carry_over_rate"),
        ("收入总计36.5万元。", "income_total"),
        ("收入合计36.5万元。", "income_grand_total"),
        ("离退休人员12人。", "staff_retired"),
        ("国有资本经营预算财政拨款支出2万元。", "state_capital_income"),
        ("参公管理人员3人。", "staff_managers"),
        ("住房公积金贷款28万元。", "housing_fund"),
        ("人均公用经费1.2万元。", "public_expenditure"),
        ("到位率98%的项目有3个。", "projects_count"),
    ],
)
def test_a_near_miss_is_something_else(text: str, indicator: str) -> None:
    assert indicator not in [f.key.indicator for f in extract(document_of(text), patterns()).facts]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # what several projects have is not held against each other
        ("道路项目办公费3.2万元。\n绿化项目办公费5.2万元。", []),
        ("办公费3.2万元。\n办公费5.2万元。", []),
        ("实际到位资金30万元。\n实际到位资金50万元。", []),
        ("产出指标得分48分。\n产出指标得分46分。", []),
        # the same said twice is still known to be the same
        ("办公费3.2万元。\n办公费3.2万元。", ["agreement exact"]),
        # what a report has once is
        ("资产总额100.5万元。\n资产总额105.5万元。", ["agreement suspect"]),
        ("收入合计100.5万元。\n收入总计105.5万元。", []),
    ],
)
def test_only_what_there_is_once_is_compared(text: str, expected: list[str]) -> None:
    found = extract(document(TITLE + text), patterns()).relations
    assert [f"{r.rule} {r.verdict}" for r in found if r.source == "agreement"] == expected


TABLES = [
    (
        "单位：台\n|项目|数量\n|单价50万元（含）以上设备|3\n|单价100万元以上设备|1",
        ["equipment_over_500k", "equipment_over_1m"],
    ),
    (
        "单位：万元\n|科目|合计|基本支出|项目支出\n|教育支出|86.5|50.2|36.3\n|卫生健康支出|12.5|12.5|0",
        ["function_205", "function_210"],
    ),
    ("单位：万元\n|科目|本年收入合计|财政拨款收入\n|教育支出|86.5|86.5", []),
]


@pytest.mark.parametrize(("text", "expected"), TABLES)
def test_rows_of_tables_name_their_indicator(text: str, expected: list[str]) -> None:
    found = extract(document(TITLE + text), patterns()).facts
    several = {i.id for i in patterns().words.indicators if i.several or i.id.startswith("equipment")}
    assert [f.key.indicator for f in found if f.key.indicator in several] == expected


def test_the_rate_of_a_total_row_is_that_of_the_table() -> None:
    text = "单位：万元\n|项目|全年预算数|全年执行数|执行率\n|年度资金总额|100|96.5|96.5%"
    found = extract(document(TITLE + text), patterns()).facts
    assert [f.figure.raw for f in found if f.key.indicator == "execution_rate"] == ["96.5%"]


def test_money_that_arrived_is_no_part_of_what_was_spent() -> None:
    text = "项目支出100万元，其中：设备购置60万元，安装40万元，资金到位100万元。"
    found = extract(document(TITLE + text), patterns())
    assert [f for f in audit(found, patterns()) if f.severity != "info"] == []
