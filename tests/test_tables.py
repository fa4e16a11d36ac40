"""Tables: what their cells mean and which sums they state."""

from __future__ import annotations

import pytest
from reports import document, patterns

from extractor.model import Extract, Relation
from extractor.pipeline import extract
from extractor.tables import tables

TITLE = "甲县林业局2020年度部门整体支出绩效自评报告\n"


def read(text: str) -> Extract:
    return extract(document(TITLE + text), patterns())


def sums(text: str) -> list[Relation]:
    return [r for r in read(text).relations if r.kind == "table_sum"]


BUDGET = """单位：万元
|项目|年初预算数|全年预算数|全年执行数|执行率
|基本支出|44.00|50.05|50.05|100
|项目支出|10.00|15.00|13.10|87.33
|合计|54.00|65.05|63.15|97.08"""


@pytest.mark.parametrize(
    ("raw", "indicator", "stage"),
    [
        ("44.00", "basic_expenditure", "年初预算"),
        ("15.00", "project_expenditure", "全年预算"),
        ("13.10", "project_expenditure", "决算"),
    ],
)
def test_row_and_header_make_the_key(raw: str, indicator: str, stage: str) -> None:
    keys = [f.key for f in read(BUDGET).facts if f.figure.raw == raw]
    assert [(k.indicator, k.stage, k.year, k.entity) for k in keys] == [
        (indicator, stage, 2020, "甲县林业局")
    ]


@pytest.mark.parametrize(
    ("header", "year"),
    [("上年决算数", 2019), ("本年决算数", 2020), ("决算数", 2020), ("2018年决算数", 2018)],
)
def test_the_year_of_a_column(header: str, year: int) -> None:
    facts = read(f"单位：万元\n|项目|{header}\n|基本支出|50.05").facts
    assert [f.key.year for f in facts] == [year]


def test_years_side_by_side_do_not_contradict_each_other() -> None:
    extracted = read("单位：万元\n|项目|2018年|2019年|2020年\n|基本支出|44.00|47.12|50.05")
    assert [f.key.year for f in extracted.facts] == [2018, 2019, 2020]
    assert [r.verdict for r in extracted.relations] == []


def test_total_rows() -> None:
    assert [(r.expression, r.verdict) for r in sums(BUDGET)] == [
        ("44.00 + 10.00 = 54.00（万元）", "exact"),
        ("50.05 + 15.00 = 65.05（万元）", "exact"),
        ("50.05 + 13.10 = 63.15（万元）", "exact"),
    ]


@pytest.mark.parametrize(
    ("wrong", "verdicts"),
    [
        (BUDGET.replace("63.15", "61.35"), ["exact", "exact", "off"]),
        (BUDGET.replace("|13.10|", "|31.10|"), ["exact", "exact", "off"]),
        (BUDGET.replace("63.15", "63.16"), ["exact", "exact", "rounded"]),
        (BUDGET.replace("63.15", "63.17"), ["exact", "exact", "off"]),
    ],
)
def test_a_wrong_cell_is_caught(wrong: str, verdicts: list[str]) -> None:
    assert [r.verdict for r in sums(wrong)] == verdicts


@pytest.mark.parametrize(
    ("text", "verdicts"),
    [
        # the total on top
        ("单位：元\n|项目|金额\n|合计|3000\n|甲|1000\n|乙|2000", ["exact"]),
        # blank cells and dashes count as nothing
        ("单位：万元\n|项目|金额\n|甲|1.00\n|乙|--\n|丙|2.00\n|合计|3.00", ["exact"]),
        # scores
        (
            "|指标|分值|得分\n|产出|50|48\n|效益|30|28.5\n|满意度|10|10\n|执行|10|10\n|总分|100|96.5",
            ["exact", "exact"],
        ),
        (
            "|指标|分值|得分\n|产出|50|48\n|效益|30|28.5\n|满意度|10|10\n|执行|10|10\n|总分|100|97.5",
            ["exact", "off"],
        ),
        # numbers of rows and codes add up to nothing
        ("单位：元\n|序号|项目|金额\n|1|甲|1000\n|2|乙|2000\n||合计|3000", ["exact"]),
        # rates are not added
        ("|项目|执行率\n|甲|90\n|乙|95\n|合计|92", []),
        # 其中 rows are not added to their whole
        ("单位：元\n|项目|金额\n|甲|1000\n|其中：乙|400\n|合计|1000", []),
    ],
)
def test_sums_of_columns(text: str, verdicts: list[str]) -> None:
    assert [r.verdict for r in sums(text)] == verdicts


def test_text_and_table_must_agree() -> None:
    text = f"基本支出决算50.50万元。\n{BUDGET}"
    found = [r for r in read(text).relations if r.kind == "agreement"]
    assert [r.verdict for r in found] == ["off"]
    assert [r.verdict for r in read(text.replace("50.50", "50.05")).relations if r.kind == "agreement"] == [
        "exact"
    ]


def test_text_in_yuan_beside_a_table_in_ten_thousands() -> None:
    found = read(f"基本支出决算500512.34元。\n{BUDGET}").relations
    assert [r.verdict for r in found if r.kind == "agreement"] == ["rounded"]


@pytest.mark.parametrize(
    ("before", "unit"),
    [
        ("单位：万元", "万元"),
        ("金额单位：元", "元"),
        ("单位:万元", "万元"),
        ("单 位：万 元", "万元"),
        ("表一 收支情况（单位：万元）", "万元"),
        ("（万元）", "万元"),
    ],
)
def test_captions_name_the_unit(before: str, unit: str) -> None:
    figures = [f for f in read(f"{before}\n|项目|金额\n|甲|50.05").figures if f.kind != "date"]
    assert [f.amount and f.amount.unit for f in figures] == [unit]


def test_headers_and_labels_of_a_cell() -> None:
    table = tables(document("|项目|预算数|决算数\n|甲|1.00|2.00"), patterns())[0]
    cell = table.at(2, 3)
    assert cell is not None
    assert table.headers(cell) == ("决算数",)
    assert table.labels(cell) == ["甲"]
    assert table.is_numeric(cell)
    assert table.at(9, 9) is None
